// Tokens of programs, and the audit log of what everybody changed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signsIn } from "./desk_visitor.mjs";
import { startShop } from "./harness.mjs";

const API = "/api/admin/v1";

let shop;
let owner;
before(async () => {
  shop = await startShop();
  owner = await signsIn(shop, { name: "Ada" });
});
after(() => shop.stop());

const makes = async (title, scopes) => (await owner.asks("POST", "/tokens", { title, scopes })).json();
const as = (secret, method, path, body) =>
  shop.fetch(`${API}${path}`, { method, headers: { authorization: `Bearer ${secret}`, ...(body ? { "content-type": "application/json" } : {}) }, body: body && JSON.stringify(body) });
const count = (table) => shop.db.prepare(`SELECT count(*) AS n FROM ${table}`).first("n");
const log = async (query = "") => (await owner.asks("GET", `/audit-log${query}`)).json();

test("a token's secret is shown once and kept as a digest", async () => {
  const made = await owner.asks("POST", "/tokens", { title: " Scanner ", scopes: ["stock:write", "stock:read", "stock:read"] });
  const token = await made.json();
  assert.equal(made.status, 201);
  assert.match(token.secret, /^awn_[0-9a-f]{64}$/);
  assert.deepEqual([token.title, token.scopes], ["Scanner", ["stock:read", "stock:write"]]);
  const list = await owner.asks("GET", "/tokens");
  const text = await list.text();
  assert.ok(!text.includes(token.secret) && !text.includes(token.secret.slice(4)));
  const [listed] = JSON.parse(text).tokens;
  assert.deepEqual([listed.id, listed.created_by, listed.last_used_at, listed.revoked_at], [token.id, "staff:owner", null, null]);
  for (const table of ["api_tokens", "audit_log"]) {
    const { results } = await shop.db.prepare(`SELECT * FROM ${table}`).all();
    assert.ok(!JSON.stringify(results).includes(token.secret.slice(4)), `${table} has no secret`);
  }
  assert.equal((await as(token.secret, "GET", "/stock")).status, 200);
  const used = JSON.parse(await (await owner.asks("GET", "/tokens")).text()).tokens[0].last_used_at;
  assert.ok(Math.abs(Date.parse(used) - Date.now()) < 60_000);
  const me = await (await as(token.secret, "GET", "/me")).json();
  assert.deepEqual(me, { actor: `token:${token.id}`, scopes: ["stock:read", "stock:write"] });
});

test("a token is refused from the moment it is revoked, and stays in the list", async () => {
  const token = await makes("Old warehouse", ["stock:read"]);
  assert.equal((await as(token.secret, "GET", "/stock")).status, 200);
  const noted = await count("audit_log");
  assert.equal((await owner.asks("DELETE", `/tokens/${token.id}`)).status, 204);
  assert.equal((await as(token.secret, "GET", "/stock")).status, 401);
  const first = (await (await owner.asks("GET", "/tokens")).json()).tokens.find(({ id }) => id === token.id).revoked_at;
  assert.equal((await owner.asks("DELETE", `/tokens/${token.id}`)).status, 204, "twice is as once");
  const listed = (await (await owner.asks("GET", "/tokens")).json()).tokens.find(({ id }) => id === token.id);
  assert.deepEqual([listed.revoked_at, await count("audit_log")], [first, noted + 1]);
  assert.equal((await owner.asks("DELETE", "/tokens/none")).status, 404);
});

test("a token never may more than whoever makes it, nor make itself somebody who may", async () => {
  const clerk = await makes("Clerk", ["staff:read", "staff:write", "orders:read"]);
  const before = [await count("api_tokens"), await count("staff"), await count("audit_log"), await count("sign_in_links")];
  const refused = await as(clerk.secret, "POST", "/tokens", { title: "More", scopes: ["orders:read", "catalogue:write"] });
  const problem = await refused.json();
  assert.deepEqual([refused.status, problem.type, problem.errors[0].field], [403, "/problems/forbidden", "scopes[1]"]);
  const eve = { email: "eve@evil.example", name: "Eve", role: "owner" };
  for (const [method, path, body] of [
    ["PUT", "/staff/eve", eve], ["PUT", "/staff/eve", { ...eve, role: "support" }], ["PUT", "/staff/owner", { ...eve, role: "support" }],
    ["PUT", "/staff/owner", eve], ["DELETE", "/staff/owner"], ["POST", "/staff/owner/sign-in-links"],
  ]) {
    assert.equal((await as(clerk.secret, method, path, body)).status, 403, `${method} ${path}`);
  }
  assert.deepEqual([await count("api_tokens"), await count("staff"), await count("audit_log"), await count("sign_in_links")], before);
  const fine = await as(clerk.secret, "POST", "/tokens", { title: "Less", scopes: ["orders:read"] });
  assert.equal(fine.status, 201);
  assert.equal((await (await owner.asks("GET", "/tokens")).json()).tokens.find(({ title }) => title === "Less").created_by, `token:${clerk.id}`);
});

test("a token that cannot be made is refused by its field", async () => {
  const before = await count("api_tokens");
  for (const [body, field] of [
    [{ title: "", scopes: ["stock:read"] }, "title"], [{ title: "x".repeat(101), scopes: ["stock:read"] }, "title"], [{ title: "x", scopes: [] }, "scopes"],
    [{ title: "x", scopes: ["stock:read", "stock"] }, "scopes[1]"], [{ title: "x", scopes: ["stock:read"], id: "y" }, "id"], [{ title: "x" }, "scopes"],
  ]) {
    const answer = await owner.asks("POST", "/tokens", body);
    assert.deepEqual([answer.status, (await answer.json()).errors[0].field], [422, field]);
  }
  assert.equal(await count("api_tokens"), before);
  await shop.db.batch(Array.from({ length: 100 }, (_, at) => shop.db.prepare("INSERT INTO api_tokens (id, digest, title, scopes, created_by, created_at_ms) VALUES (?1, ?1, 'full', '[]', 'system', 1)").bind(`full-${at}`)));
  const full = await owner.asks("POST", "/tokens", { title: "One more", scopes: ["stock:read"] });
  assert.deepEqual([full.status, (await full.json()).type], [409, "/problems/too_many"]);
  const { tokens, next_cursor } = await (await owner.asks("GET", "/tokens?limit=100")).json();
  const rest = await (await owner.asks("GET", `/tokens?limit=100&cursor=${next_cursor}`)).json();
  assert.equal(new Set([...tokens, ...rest.tokens].map(({ id }) => id)).size, before + 100, "the parts make the whole");
  await shop.db.prepare("DELETE FROM api_tokens WHERE title = 'full'").run();
});

test("the pages make a token, show it once, and revoke it", async () => {
  const form = await owner.opens("/admin/tokens/new");
  const [, key] = form.match(/name="_key" value="([0-9a-f]{32})"/);
  const empty = await owner.submits("/admin/tokens", { title: "", _key: key });
  assert.equal(empty.status, 422);
  const unticked = await owner.submits("/admin/tokens", { title: "Till", _key: key });
  assert.equal(unticked.status, 422);
  assert.match(await unticked.text(), /Choose at least one thing[\s\S]*name="title" value="Till"/);
  const made = await owner.submits("/admin/tokens", [["title", "<Till>"], ["scopes[]", "orders:read"], ["scopes[]", "stock:read"], ["_key", key]]);
  const page = await made.text();
  assert.equal(made.status, 201);
  const [, secret] = page.match(/value="(awn_[0-9a-f]{64})"/);
  assert.equal((await as(secret, "GET", "/orders")).status, 200);
  const list = await owner.opens("/admin/tokens");
  assert.match(list, /&#60;Till&#62;/);
  assert.ok(!list.includes(secret));
  const [, id] = list.match(/action="\/admin\/tokens\/([0-9a-f]{16})\/revocation"/);
  assert.equal((await owner.submits(`/admin/tokens/${id}/revocation`)).status, 303);
  assert.equal((await as(secret, "GET", "/orders")).status, 401);
});

test("who is removed leaves no token behind that opens anything, nor one that theirs made", async () => {
  const bea = await signsIn(shop, { id: "bea" });
  const made = async (answer) => (await answer).json();
  const own = await made(bea.asks("POST", "/tokens", { title: "Bea's", scopes: ["staff:read", "staff:write", "stock:read"] }));
  const further = await made(as(own.secret, "POST", "/tokens", { title: "Of Bea's", scopes: ["stock:read"] }));
  const others = await makes("Ada's", ["stock:read"]);
  const revoked = await made(bea.asks("POST", "/tokens", { title: "Bea's former", scopes: ["stock:read"] }));
  assert.equal((await bea.asks("DELETE", `/tokens/${revoked.id}`)).status, 204);
  const notes = () => count("audit_log WHERE kind = 'token' AND after IS NULL");
  const before = await notes();
  const stale = await owner.asks("DELETE", "/staff/bea", undefined, { "if-match": '"99"' });
  assert.equal(stale.status, 412);
  for (const { secret } of [own, further]) assert.equal((await as(secret, "GET", "/stock")).status, 200, "a refusal changes nothing");
  assert.equal((await owner.asks("DELETE", "/staff/bea")).status, 204);
  for (const { secret } of [own, further]) assert.equal((await as(secret, "GET", "/stock")).status, 401);
  assert.equal((await as(others.secret, "GET", "/stock")).status, 200);
  assert.equal(await notes(), before + 2, "each has its row, and what was revoked before has none more");
  const { entries } = await log("?kind=token&actor=staff:owner");
  assert.deepEqual(entries.slice(0, 2).map(({ subject }) => subject).sort(), [own.id, further.id].sort());
  const listed = (await (await owner.asks("GET", "/tokens")).json()).tokens;
  for (const { id } of [own, further]) assert.ok(listed.find((one) => one.id === id).revoked_at);
});

test("who is removed while their request for a token is on its way gets none", async () => {
  const late = await signsIn(shop, { id: "late" });
  // The request looks twice who asks, and is let in; behind the second look the member is gone.
  await shop.db.batch(
    [
      "UPDATE staff_sessions SET last_seen_at_ms = 1 WHERE staff_id = 'late'",
      "CREATE TABLE looks (look INTEGER)",
      `CREATE TRIGGER removal AFTER UPDATE OF last_seen_at_ms ON staff_sessions BEGIN
         DELETE FROM staff WHERE id = 'late' AND (SELECT count(*) FROM looks) = 1;
         UPDATE staff_sessions SET last_seen_at_ms = 1 WHERE staff_id = 'late' AND (SELECT count(*) FROM looks) = 0;
         INSERT INTO looks VALUES (1);
       END`,
    ].map((sql) => shop.db.prepare(sql)),
  );
  const counts = async () => (await shop.db.prepare("SELECT (SELECT count(*) FROM api_tokens) AS tokens, (SELECT count(*) FROM audit_log) AS notes").all()).results;
  const before = await counts();
  const asked = await late.asks("POST", "/tokens", { title: "Late", scopes: ["staff:read"] });
  assert.equal(await shop.db.prepare("SELECT count(*) AS n FROM looks").first("n"), 2, "both looks found the member");
  await shop.db.batch(["DROP TRIGGER removal", "DROP TABLE looks"].map((sql) => shop.db.prepare(sql)));
  assert.deepEqual([asked.status, (await asked.json()).type], [401, "/problems/unauthorized"]);
  assert.deepEqual(await counts(), before);
});

test("the audit log says who changed what from what to what, the newest first", async () => {
  await owner.asks("PUT", "/staff/sam", { email: "sam@staff.example", name: "Sam", role: "support" });
  await owner.asks("PUT", "/staff/sam", { email: "sam@staff.example", name: "Samuel", role: "manager" });
  await owner.asks("DELETE", "/staff/sam");
  const { entries, next_cursor } = await log("?kind=staff&subject=sam");
  assert.deepEqual([entries.length, next_cursor], [3, null]);
  const [removed, changed, added] = entries;
  assert.deepEqual(changed.changes, [{ path: "name", from: "Sam", to: "Samuel" }, { path: "role", from: "support", to: "manager" }]);
  assert.deepEqual([added.before, added.after.name, removed.before.name, removed.after], [null, "Sam", "Samuel", null]);
  assert.ok(entries.every(({ actor, at }) => actor === "staff:owner" && Math.abs(Date.parse(at) - Date.now()) < 60_000));
  const first = await log("?limit=1&actor=staff:owner");
  const second = await log(`?limit=1&actor=staff:owner&cursor=${first.next_cursor}`);
  assert.ok(second.entries[0].id < first.entries[0].id);
  assert.deepEqual((await log("?kind=nothing")).entries, []);
  for (const bad of ["?colour=red", "?cursor=x", "?limit=0"]) assert.equal((await owner.asks("GET", `/audit-log${bad}`)).status, 400, bad);
  const page = await owner.opens("/admin/audit?kind=staff&subject=sam");
  assert.match(page, /<dt>Name<\/dt><dd><del>Sam<\/del>[\s\S]*<ins>Samuel<\/ins>/);
  assert.match(page, /Ada<\/strong> changed the member of staff/);
});

test("a token that is made while its maker is removed opens nothing", async () => {
  for (let round = 0; round < 8; round += 1) {
    const leaver = await signsIn(shop, { id: `leaver-${round}`, role: "owner" });
    const [made] = await Promise.all([leaver.asks("POST", "/tokens", { title: "Last", scopes: ["stock:read"] }), owner.asks("DELETE", `/staff/leaver-${round}`)]);
    assert.ok([201, 401].includes(made.status), `${made.status}`);
    if (made.status === 201) assert.equal((await as((await made.json()).secret, "GET", "/stock")).status, 401);
    assert.equal(await count(`api_tokens WHERE created_by = 'staff:leaver-${round}' AND revoked_at_ms IS NULL`), 0);
  }
});

test("nothing edits the audit log", async () => {
  const before = (await shop.db.prepare("SELECT * FROM audit_log ORDER BY id").all()).results;
  for (const sql of ["UPDATE audit_log SET actor = 'system'", "DELETE FROM audit_log", "DELETE FROM audit_log WHERE id = 1"]) {
    await assert.rejects(shop.db.prepare(sql).run(), /the audit log is only added to/);
  }
  for (const method of ["PUT", "PATCH", "DELETE", "POST"]) assert.equal((await owner.asks(method, "/audit-log", method === "DELETE" ? undefined : {})).status, 405);
  await owner.asks("DELETE", "/staff/sam");
  assert.deepEqual((await shop.db.prepare("SELECT * FROM audit_log ORDER BY id").all()).results, before);
});

test("every change of a member, a token or a session is in the audit log", async () => {
  const changes = {
    staff: [() => owner.asks("PUT", "/staff/pat", { email: "pat@staff.example", name: "Pat", role: "support" }), () => owner.asks("DELETE", "/staff/pat")],
    token: [() => owner.asks("POST", "/tokens", { title: "T", scopes: ["orders:read"] }), async () => owner.asks("DELETE", `/tokens/${(await (await owner.asks("GET", "/tokens")).json()).tokens[0].id}`)],
    sign_in_link: [() => shop.admin("POST", `${API}/staff/owner/sign-in-links`)],
    session: [() => signsIn(shop, { name: "Ada" }), async () => owner.asks("DELETE", `/staff/owner/sessions/${(await (await owner.asks("GET", "/staff/owner/sessions")).json()).sessions.find(({ is_current }) => !is_current).id}`)],
  };
  for (const [kind, acts] of Object.entries(changes)) {
    for (const act of acts) {
      const before = await shop.db.prepare("SELECT count(*) AS n FROM audit_log WHERE kind = ?1").bind(kind).first("n");
      const answer = await act();
      if (answer.status) assert.ok(answer.ok, `${kind}: ${answer.status}`);
      assert.equal(await shop.db.prepare("SELECT count(*) AS n FROM audit_log WHERE kind = ?1").bind(kind).first("n"), before + 1, kind);
    }
  }
});
