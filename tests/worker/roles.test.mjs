// Who may do what: every guarded route of src/routes.rs for every role, for nobody, and for tokens.
// Who has which scope stands here once more, as docs/API.md says it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { signsIn } from "./desk_visitor.mjs";
import { startShop } from "./harness.mjs";

const SCOPES = [
  "catalogue:read", "catalogue:write", "content:read", "content:write", "stock:read", "stock:write", "orders:read", "orders:write",
  "settings:read", "settings:write", "staff:read", "staff:write", "storefront",
];
const ROLES = {
  owner: () => true,
  manager: (scope) => !scope.startsWith("staff:"),
  support: (scope) => scope.startsWith("orders:"),
};

/** `[method, path, scope]` of every row; what its parameters name is not there. */
const rows = (() => {
  const source = ["routes", "catalogue_routes", "desk_page_routes"].map((name) => readFileSync(new URL(`../../src/${name}.rs`, import.meta.url), "utf8")).join("\n");
  const found = [...source.matchAll(/^ +(Get|Put|Post|Patch|Delete) \[(.*)\] => ([A-Z]\w+), /gm)];
  return found.map(([, method, pattern, scope]) => {
    const path = pattern.split(", ").map((segment) => (segment.startsWith('"') ? segment.slice(1, -1) : "nothing"));
    return [method.toUpperCase(), `/${path.join("/")}`, scope.replace(/([a-z])([A-Z])/, "$1:$2").toLowerCase()];
  });
})();

let shop;
const people = {};
const tokens = {};
before(async () => {
  shop = await startShop();
  for (const role of Object.keys(ROLES)) people[role] = await signsIn(shop, { id: role, role });
  const makes = async (title, scopes) => (await (await shop.admin("POST", "/api/admin/v1/tokens", { title, scopes })).json()).secret;
  for (const scope of SCOPES) {
    tokens[scope] = { only: await makes(`only ${scope}`, [scope]), others: await makes(`all but ${scope}`, SCOPES.filter((other) => other !== scope)) };
  }
});
after(() => shop.stop());

/** Everything in D1 but when somebody was last seen, and what is published meanwhile. */
async function everything() {
  const { results } = await shop.db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'").all();
  const tables = results.filter(({ name, sql }) => !/virtual/i.test(sql) && !/_(data|idx|content|docsize|config)$/.test(name) && name !== "publications").map(({ name }) => name);
  const answers = await shop.db.batch(tables.map((name) => shop.db.prepare(`SELECT * FROM "${name}"`)));
  const lasting = ({ last_seen_at_ms: _, last_used_at_ms: __, ...row }) => JSON.stringify(row);
  return createHash("sha256").update(JSON.stringify(answers.map(({ results }, at) => [tables[at], results.map(lasting).sort()]))).digest("hex");
}

const asToken = (secret) => ({ authorization: `Bearer ${secret}` });
const send = (headers, method, path) =>
  shop.fetch(path, { method, headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", ...headers }, body: method === "GET" ? undefined : "{}" });

test("every scope of a row is one that is documented", () => {
  assert.ok(rows.length >= 60, "the rows are read from the source");
  for (const [, path, scope] of rows) assert.ok(SCOPES.includes(scope), `${scope} of ${path}`);
  const reads = ([method, path, scope]) => method !== "GET" || scope.endsWith(":read") || path;
  for (const row of rows) assert.equal(reads(row), true, "reading needs the leave to read");
});

test("who may not is refused at every route, and nothing changes", async () => {
  const before = await everything();
  for (const [method, path, scope] of rows) {
    const kinds = [
      ["nobody", {}, 401],
      ["an invented session", { cookie: `__Host-staff=${"0".repeat(32)}` }, 401],
      ["an invented token", asToken(`awn_${"0".repeat(64)}`), 401],
      ["a token without its scope", asToken(tokens[scope].others), 403],
      ...Object.entries(ROLES).filter(([, has]) => !has(scope)).map(([role]) => [role, { cookie: people[role].cookie }, 403]),
    ];
    for (const [who, headers, status] of kinds) {
      const answer = await send(headers, method, path);
      const problem = await answer.json();
      assert.equal(answer.status, status, `${who}: ${method} ${path}`);
      assert.equal(problem.type, status === 401 ? "/problems/unauthorized" : "/problems/forbidden", `${who}: ${method} ${path}`);
      assert.equal(answer.headers.get("cache-control"), "private, no-store");
      if (status === 403) assert.match(problem.detail, new RegExp(scope), "the refusal names what is missing");
    }
  }
  assert.equal(await everything(), before, "a refused request changes nothing");
});

test("who may is let through at every route", async () => {
  for (const [method, path, scope] of rows) {
    const kinds = [
      ["a token with just its scope", asToken(tokens[scope].only)],
      ...Object.entries(ROLES).filter(([, has]) => has(scope)).map(([role]) => [role, { cookie: people[role].cookie }]),
    ];
    for (const [who, headers] of kinds) {
      const answer = await send(headers, method, path);
      const text = await answer.text();
      assert.ok(![401, 403, 405].includes(answer.status) && answer.status < 500, `${who}: ${method} ${path} answered ${answer.status}: ${text.slice(0, 200)}`);
    }
  }
});

const OWN = "whoever is signed in";
/** Every form of the desk's pages by the pattern of its row: where it goes, what it sends, and the leave that it needs. */
const FORMS = {
  '"products"': ["/products", { _pick: "nothing 1", _intent: "archive" }, "catalogue:write"],
  '"products", "new"': ["/products/new", { _intent: "save", title: "New", handle: "new-one", "variants[0].sku": "NEW-1", "variants[0].price": "1.00" }, "catalogue:write"],
  '"products", handle': ["/products/nothing", { _intent: "save", _revision: "1", title: "New" }, "catalogue:write"],
  '"products", handle, "archive"': ["/products/nothing/archive", { _revision: "1" }, "catalogue:write"],
  '"products", handle, "restoration"': ["/products/nothing/restoration", { _revision: "1" }, "catalogue:write"],
  '"sign-out"': ["/sign-out", {}, OWN],
  '"account", "sessions", session, "end"': ["/account/sessions/nothing/end", {}, OWN],
  '"account", "sign-out-everywhere"': ["/account/sign-out-everywhere", {}, OWN],
  '"staff"': ["/staff", { name: "Eve", email: "eve@evil.example", role: "owner" }, "staff:write"],
  '"staff", id': ["/staff/support", { name: "Eve", email: "eve@evil.example", role: "owner" }, "staff:write"],
  '"staff", id, "link"': ["/staff/owner/link", {}, "staff:write"],
  '"staff", id, "removal"': ["/staff/owner/removal", {}, "staff:write"],
  '"staff", id, "sessions", "end"': ["/staff/owner/sessions/end", {}, "staff:write"],
  '"staff", id, "sessions", session, "end"': ["/staff/owner/sessions/nothing/end", {}, "staff:write"],
  '"tokens"': ["/tokens", { title: "Eve", "scopes[]": "staff:write" }, "staff:write"],
  '"tokens", id, "revocation"': ["/tokens/nothing/revocation", {}, "staff:write"],
  '"orders", id, "shipments"': ["/orders/0000000000/shipments", {}, "orders:write"],
  '"orders", id, "refunds"': ["/orders/0000000000/refunds", { _intent: "refund", _agreed_minor: "1" }, "orders:write"],
  '"orders", id, "cancellation"': ["/orders/0000000000/cancellation", {}, "orders:write"],
  '"orders", id, "notes"': ["/orders/0000000000/notes", { text: "Hello" }, "orders:write"],
  '"orders", id, "mails", sequence': ["/orders/0000000000/mails/1", {}, "orders:write"],
  '"health", "publications"': ["/health/publications", {}, "catalogue:write"],
  '"health", "dead-letters", id, deed': ["/health/dead-letters/nothing/replay", {}, "settings:write"],
  '"stock-counts"': ["/stock-counts", { file: "sku,location,on_hand\nX,main,1\n" }, "stock:write"],
  '"stock", sku, "adjustments"': ["/stock/X/adjustments", { location: "main", delta: "1", reason: "found" }, "stock:write"],
  '"stock", sku, "count"': ["/stock/X/count", { location: "main", on_hand: "1" }, "stock:write"],
  '"stock", sku, "safety"': ["/stock/X/safety", { safety: "1" }, "stock:write"],
  '"imports"': ["/imports", { _file: "sku\nX\n" }, "catalogue:write"],
  '"imports", id, "run"': ["/imports/nothing/run", {}, "catalogue:write"],
  '"imports", id, "cancellation"': ["/imports/nothing/cancellation", {}, "catalogue:write"],
  '"redirects"': ["/redirects", { path: "/old", target: "/collections" }, "content:write"],
  '"redirects", "deletion"': ["/redirects/deletion", { _path: "/old" }, "content:write"],
  '"media"': ["/media", { _picture: "<svg/>" }, "content:write"],
  '"new", folder': ["/new/promotions", { _intent: "save", _name: "ten", title: "Ten" }, "settings:write"],
  "folder": ["/settings", { _intent: "save", _revision: "0", name: "Eve's shop" }, "settings:write"],
  "folder, name": ["/pages/about", { _intent: "save", _revision: "0", title: "About" }, "content:write"],
  'folder, name, "deletion"': ["/markets/de/deletion", { _revision: "1" }, "settings:write"],
};

test("a form of the desk is refused to a role that may not, and nothing changes", async () => {
  const source = readFileSync(new URL("../../src/desk_page_routes.rs", import.meta.url), "utf8");
  const patterns = [...source.matchAll(/^ +Post \["admin", (.*)\] => /gm)].map(([, pattern]) => pattern).filter((pattern) => !pattern.startsWith('"sign-in"'));
  assert.deepEqual(patterns.toSorted(), Object.keys(FORMS).sort(), "every form is one that is tried here");
  const sends = (cookie, path, fields) => {
    const files = Object.entries(fields).filter(([name]) => ["file", "_file", "_picture"].includes(name));
    const body = files.length > 0 ? new FormData() : new URLSearchParams(fields);
    for (const [name, text] of files) body.set(name, new File([text], "file.csv"));
    return shop.fetch(`/admin${path}`, { method: "POST", headers: { cookie, "sec-fetch-site": "same-origin" }, body });
  };
  const before = await everything();
  let refused = 0;
  for (const [path, fields, scope] of Object.values(FORMS).filter(([, , scope]) => scope !== OWN)) {
    assert.ok(SCOPES.includes(scope), scope);
    for (const [role] of Object.entries(ROLES).filter(([, has]) => !has(scope))) {
      const answer = await sends(people[role].cookie, path, fields);
      const html = await answer.text();
      assert.equal(answer.status, 403, `${role} at ${path}: ${answer.status} ${html.replace(/<[^>]*>/g, " ").slice(0, 300)}`);
      assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
      assert.ok(!html.includes("owner@staff.example"));
      refused += 1;
    }
  }
  assert.ok(refused > 30, `${refused} were refused`);
  assert.equal(await everything(), before, "a refused form changes nothing");
});

test("whoever is somebody reads who they are and ends their own sessions, and nobody else's", async () => {
  const me = "/api/admin/v1/me";
  const rows = [["GET", me], ["GET", `${me}/sessions`], ["DELETE", `${me}/sessions`], ["DELETE", `${me}/sessions/nothing`]];
  const source = readFileSync(new URL("../../src/routes.rs", import.meta.url), "utf8");
  assert.equal([...source.matchAll(/^ +\w+ \["api", "admin", "v1", "me"/gm)].length, rows.length, "every row is one that is tried here");
  const before = await everything();
  for (const [method, path] of rows) {
    for (const [who, headers] of [["nobody", {}], ["an invented session", { cookie: `__Host-staff=${"0".repeat(32)}` }], ["an invented token", asToken(`awn_${"0".repeat(64)}`)]]) {
      assert.equal((await send(headers, method, path)).status, 401, `${who}: ${method} ${path}`);
    }
    const program = await send(asToken(tokens["orders:read"].only), method, path);
    assert.equal(program.status, path === me ? 200 : 403, `a token: ${method} ${path}`);
    if (method === "DELETE") {
      const across = await send({ cookie: people.owner.cookie, "sec-fetch-site": "cross-site" }, method, path);
      assert.equal(across.status, 403, `another site: ${method} ${path}`);
    }
  }
  for (const role of Object.keys(ROLES)) {
    const told = await (await people[role].asks("GET", "/me")).json();
    assert.deepEqual([told.actor, told.role], [`staff:${role}`, role]);
    const ofPeople = (scopes) => scopes.filter((scope) => scope !== "storefront").sort();
    assert.deepEqual(ofPeople(told.scopes), ofPeople(SCOPES.filter((scope) => ROLES[role](scope))));
    const { sessions } = await (await people[role].asks("GET", "/me/sessions")).json();
    assert.deepEqual(sessions.map(({ is_current }) => is_current), [true]);
    const others = await (await people[role === "owner" ? "support" : "owner"].asks("GET", "/me/sessions")).json();
    assert.equal((await people[role].asks("DELETE", `/me/sessions/${others.sessions[0].id}`)).status, 404, "somebody else's");
  }
  assert.equal(await everything(), before);
  const passing = await signsIn(shop, { id: "passing", role: "support" });
  assert.equal((await passing.asks("DELETE", "/me/sessions")).status, 204);
  assert.equal((await passing.asks("GET", "/me")).status, 401);
  assert.equal((await people.support.asks("GET", "/me")).status, 200);
});

test("another site's page changes nothing with somebody's session", async () => {
  const cookie = people.owner.cookie;
  const before = await everything();
  const ways = [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { "sec-fetch-site": "none" }, { origin: "https://evil.example" }, {}];
  for (const [method, path] of rows.filter(([method]) => method !== "GET")) {
    for (const way of ways) {
      const answer = await shop.fetch(path, { method, headers: { cookie, "content-type": "application/json", ...way }, body: "{}" });
      assert.equal(answer.status, 403, `${method} ${path} from ${JSON.stringify(way)}`);
      assert.equal((await answer.json()).type, "/problems/cross_site");
    }
  }
  const source = ["routes", "catalogue_routes", "desk_page_routes"].map((name) => readFileSync(new URL(`../../src/${name}.rs`, import.meta.url), "utf8")).join("\n");
  const pages = [...source.matchAll(/^ +Post \["admin"(.*)\] => /gm)].map(([, rest]) => `/admin${rest.split(", ").map((part) => part.replaceAll('"', "")).join("/")}`);
  assert.ok(pages.includes("/admin/staff") && pages.includes("/admin/sign-out"));
  for (const path of pages) {
    const answer = await shop.fetch(path, { method: "POST", headers: { cookie, "sec-fetch-site": "cross-site" }, body: new URLSearchParams({ name: "Eve", email: "eve@evil.example", role: "owner" }) });
    assert.equal(answer.status, 403, path);
  }
  assert.equal(await everything(), before);
});

test("who is not signed in is led to the way in from every page of the desk", async () => {
  for (const path of ["/admin", "/admin/staff", "/admin/tokens/new", "/admin/audit?kind=product", "/admin/account"]) {
    const answer = await shop.fetch(path);
    assert.deepEqual([answer.status, answer.headers.get("location")], [303, `/admin/sign-in?${new URLSearchParams({ return_to: path })}`]);
    assert.equal(answer.headers.get("cache-control"), "private, no-store");
  }
  const posted = await shop.fetch("/admin/staff", { method: "POST", body: new URLSearchParams({ name: "Eve" }) });
  assert.equal(posted.status, 303);
});

test("pages show a role what it may do, and refuse the rest", async () => {
  const support = await people.support.opens("/admin");
  assert.doesNotMatch(support, /href="\/admin\/(products|staff|tokens|audit|settings)"/);
  assert.match(await people.owner.opens("/admin"), /href="\/admin\/audit"/);
  for (const path of ["/admin/staff", "/admin/tokens", "/admin/audit", "/admin/staff/owner"]) {
    for (const role of ["support", "manager"]) {
      const answer = await people[role].send(path);
      assert.equal(answer.status, 403, `${role} at ${path}`);
      assert.doesNotMatch(await answer.text(), /owner@staff\.example/);
    }
  }
});
