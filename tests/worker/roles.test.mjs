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
