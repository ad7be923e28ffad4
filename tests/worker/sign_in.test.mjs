// The way in to the desk and out again: links, sessions, members of staff, Cloudflare Access.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signsIn } from "./desk_visitor.mjs";
import { startShop, until } from "./harness.mjs";

const API = "/api/admin/v1";
const SAME = { "sec-fetch-site": "same-origin" };

let shop;
let owner;
before(async () => {
  shop = await startShop();
  assert.ok((await shop.admin("PATCH", `${API}/settings`, { name: "Headland", email: "post@shop.example" })).ok);
  owner = await signsIn(shop);
});
after(() => shop.stop());

const count = (table, where = "1 = 1") => shop.db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).first("n");
const letters = async () => (await (await shop.fetch("/__dev/mail", { headers: { accept: "application/json" } })).json()).mails;
const asks = (email, fields = {}, headers = SAME) => shop.fetch("/admin/sign-in", { method: "POST", headers, body: new URLSearchParams({ email, ...fields }) });
const presses = (path, headers = SAME) => shop.fetch(path, { method: "POST", headers, body: new URLSearchParams() });
const makesLink = async (id) => new URL((await (await shop.admin("POST", `${API}/staff/${id}/sign-in-links`)).json()).url).pathname;
const kind = async (answer) => (await answer.json()).type?.replace("/problems/", "");
const lastAudit = async (kind) => JSON.parse(JSON.stringify(await shop.db.prepare("SELECT actor, subject, before, after FROM audit_log WHERE kind = ?1 ORDER BY id DESC LIMIT 1").bind(kind).first()));

test("a link comes by mail to a member, however the address is written, and opens the page that was asked for", async () => {
  await signsIn(shop, { id: "ada", role: "manager", email: "Ada@Staff.example", name: "Ada" });
  const asked = await asks("ADA@staff.example", { return_to: "/admin/account" });
  assert.equal(asked.status, 200);
  const page = await asked.text();
  assert.match(page, /If <strong>ADA@staff\.example<\/strong> belongs to the shop’s staff, a link is on its way/);
  const letter = await until(async () => (await letters()).find(({ to }) => to === "ada@staff.example"), { what: "the mail" });
  assert.match(letter.text, /once, within 15 minutes/);
  const link = new URL(letter.text.match(/https?:\/\/\S+\/admin\/sign-in\/\S+/)[0]);
  assert.equal(link.origin, shop.url);
  const opened = await (await shop.fetch(link.pathname + link.search)).text();
  assert.match(opened, /name="return_to" value="\/admin\/account"/);
  const begun = await shop.fetch(link.pathname, { method: "POST", headers: SAME, body: new URLSearchParams({ return_to: "/admin/account" }) });
  assert.deepEqual([begun.status, begun.headers.get("location")], [303, "/admin/account"]);
  assert.match(begun.headers.get("set-cookie"), /^__Host-staff=[0-9a-f]{32}; Path=\/; Max-Age=1209600; Secure; HttpOnly; SameSite=Lax$/);
});

test("nobody learns whether an address belongs to the staff", async () => {
  const [links, mails] = [await count("sign_in_links"), (await letters()).length];
  const unknown = await asks("stranger@elsewhere.example");
  const known = await asks("owner@staff.example");
  const words = async (answer, address) => [answer.status, (await answer.text()).replaceAll(address, "…")];
  assert.deepEqual(await words(unknown, "stranger@elsewhere.example"), await words(known, "owner@staff.example"));
  await until(async () => (await letters()).length === mails + 1, { what: "the member's mail" });
  assert.equal(await count("sign_in_links"), links + 1);
  assert.ok(!(await letters()).some(({ to }) => to === "stranger@elsewhere.example"));
  assert.equal((await asks("no address")).status, 422);
  assert.equal((await asks("owner@staff.example", {}, { "sec-fetch-site": "cross-site" })).status, 403);
  assert.ok(!JSON.stringify(shop.logs()).includes("/admin/sign-in/"), "no log has a link");
});

test("a link for who is not of the staff leaves nothing behind", async () => {
  const before = [await count("audit_log"), await count("sign_in_links")];
  assert.equal((await shop.admin("POST", `${API}/staff/nobody/sign-in-links`)).status, 404);
  assert.deepEqual([await count("audit_log"), await count("sign_in_links")], before);
});

test("a link works once, in time, and by a press alone", async () => {
  const path = await makesLink("owner");
  const before = [await count("sign_in_links"), await count("staff_sessions")];
  for (let visit = 0; visit < 3; visit += 1) assert.equal((await shop.fetch(path)).status, 200);
  assert.equal((await shop.fetch(path, { method: "HEAD" })).status, 200);
  assert.equal((await presses(path, { "sec-fetch-site": "cross-site" })).status, 403);
  assert.deepEqual([await count("sign_in_links"), await count("staff_sessions")], before, "opening does nothing");

  const pressed = await Promise.all([presses(path), presses(path), presses(path)]);
  assert.deepEqual(pressed.map(({ status }) => status).sort(), [303, 410, 410], "of three presses at once one signs in");
  assert.equal(await count("staff_sessions"), before[1] + 1);
  const used = await presses(path);
  assert.equal(used.status, 410);
  assert.equal(used.headers.get("set-cookie"), null);
  assert.match(await used.text(), /Get a new link/);

  const late = await makesLink("owner");
  await shop.db.prepare("UPDATE sign_in_links SET expires_at_ms = ?1").bind(Date.now() - 1).run();
  assert.equal((await presses(late)).status, 410);
  assert.equal((await presses(`/admin/sign-in/${"f".repeat(32)}`)).status, 410);
  assert.equal(await count("staff_sessions"), before[1] + 1);
  const { results } = await shop.db.prepare("SELECT digest FROM staff_sessions UNION SELECT digest FROM sign_in_links").all();
  assert.ok(results.every(({ digest }) => /^[0-9a-f]{64}$/.test(digest) && !path.includes(digest)), "only digests are kept");
});

test("a session that has expired, ended or is invented opens nothing", async () => {
  const visitor = await signsIn(shop, { id: "kim", role: "manager" });
  assert.equal((await visitor.asks("GET", "/me")).status, 200);
  const { sessions } = await (await visitor.asks("GET", "/me/sessions")).json();
  assert.deepEqual([sessions.length, sessions[0].is_current], [1, true]);
  assert.ok(!visitor.cookie.includes(sessions[0].id), "the id of a session does not open it");
  await shop.db.prepare("UPDATE staff_sessions SET expires_at_ms = ?1 WHERE staff_id = 'kim'").bind(Date.now() - 1).run();
  assert.equal((await visitor.asks("GET", "/me")).status, 401);
  assert.equal((await visitor.send("/admin")).status, 303);

  const again = await signsIn(shop, { id: "kim", role: "manager" });
  const [current] = (await (await again.asks("GET", "/me/sessions")).json()).sessions;
  assert.equal((await owner.asks("DELETE", `/staff/kim/sessions/${current.id}`)).status, 204);
  assert.equal((await again.asks("GET", "/me")).status, 401);
  assert.equal((await owner.asks("DELETE", `/staff/kim/sessions/${current.id}`)).status, 404);
  assert.deepEqual((await lastAudit("session")).actor, "staff:owner");
});

test("one's own sessions end from the account, one or all", async () => {
  const [here, there, elsewhere] = [await signsIn(shop, { id: "sol", role: "support" }), await signsIn(shop, { id: "sol", role: "support" }), await signsIn(shop, { id: "sol", role: "support" })];
  const { sessions } = await (await here.asks("GET", "/me/sessions")).json();
  assert.equal(sessions.length, 3);
  const [other] = (await (await there.asks("GET", "/me/sessions")).json()).sessions.filter(({ is_current }) => is_current);
  assert.equal((await here.submits(`/admin/account/sessions/${other.id}/end`)).status, 303);
  assert.equal((await there.asks("GET", "/me")).status, 401);
  assert.match(await here.opens("/admin/account"), /Sign out everywhere/);
  const theirs = (await (await owner.asks("GET", "/me/sessions")).json()).sessions[0].id;
  assert.equal((await here.asks("DELETE", `/me/sessions/${theirs}`)).status, 404, "not somebody else's");
  assert.equal((await owner.asks("GET", "/me")).status, 200);
  const left = await here.submits("/admin/account/sign-out-everywhere");
  assert.deepEqual([left.status, left.headers.get("location")], [303, "/admin/sign-in"]);
  assert.match(left.headers.get("set-cookie"), /^__Host-staff=; .*Max-Age=0/);
  for (const visitor of [here, elsewhere]) assert.equal((await visitor.asks("GET", "/me")).status, 401);
  assert.equal((await shop.admin("GET", `${API}/me/sessions`)).status, 403, "programs have no sessions");
});

test("signing out ends the session at once", async () => {
  const visitor = await signsIn(shop, { id: "sol", role: "support" });
  const answer = await visitor.submits("/admin/sign-out");
  assert.deepEqual([answer.status, answer.headers.get("location")], [303, "/admin/sign-in"]);
  assert.equal((await visitor.asks("GET", "/me")).status, 401);
});

test("a change of role and a removal hold from the next request on", async () => {
  const visitor = await signsIn(shop, { id: "ren", role: "manager" });
  assert.equal((await visitor.asks("GET", "/settings")).status, 200);
  const changed = await owner.asks("PUT", "/staff/ren", { email: "ren@staff.example", name: "Ren", role: "support" });
  assert.equal(changed.status, 200);
  assert.equal((await visitor.asks("GET", "/settings")).status, 403);
  assert.equal((await visitor.asks("GET", "/orders")).status, 200);
  const noted = await lastAudit("staff");
  assert.deepEqual([noted.actor, noted.subject, JSON.parse(noted.before).role, JSON.parse(noted.after).role], ["staff:owner", "ren", "manager", "support"]);

  const link = await makesLink("ren");
  await owner.asks("PUT", "/staff/ren", { email: "ren@new.example", name: "Ren", role: "support" });
  assert.equal((await presses(link)).status, 410, "a link that went to the old address");
  assert.equal((await visitor.asks("GET", "/orders")).status, 401, "whoever signed in under the old address");
  const other = await makesLink("ren");
  assert.equal((await owner.asks("DELETE", "/staff/ren")).status, 204);
  assert.equal((await visitor.asks("GET", "/orders")).status, 401);
  assert.equal((await visitor.send("/admin")).status, 303);
  assert.equal((await presses(other)).status, 410);
  assert.equal((await owner.asks("GET", "/staff/ren")).status, 404);
  assert.equal(await count("staff_sessions", "staff_id = 'ren'"), 0);
});

test("the last owner stays, however many try at once", async () => {
  const body = (role) => ({ email: "owner@staff.example", name: "The owner", role });
  for (const act of [() => owner.asks("PUT", "/staff/owner", body("manager")), () => owner.asks("DELETE", "/staff/owner"), () => shop.admin("DELETE", `${API}/staff/owner`)]) {
    const noted = await count("audit_log");
    const answer = await act();
    assert.deepEqual([answer.status, await kind(answer)], [409, "last_owner"]);
    assert.equal(await count("audit_log"), noted);
  }
  const page = await owner.submits("/admin/staff/owner/removal");
  assert.equal(page.status, 409);
  assert.match(await page.text(), /The shop needs an owner/);
  await shop.admin("PUT", `${API}/staff/second`, { email: "second@staff.example", name: "Second", role: "owner" });
  const both = await Promise.all(["owner", "second"].map((id) => shop.admin("DELETE", `${API}/staff/${id}`)));
  assert.deepEqual(both.map(({ status }) => status).sort(), [204, 409]);
  assert.equal(await count("staff", "role = 'owner'"), 1);
  owner = await signsIn(shop);
});

test("a member is changed only as the one who changes them saw them", async () => {
  const made = await owner.asks("PUT", "/staff/lee", { email: "Lee@staff.example", name: " Lee ", role: "support" }, { "if-match": '"0"' });
  assert.deepEqual([made.status, made.headers.get("etag")], [201, '"1"']);
  const member = await made.json();
  assert.deepEqual([member.email, member.name, member.revision], ["lee@staff.example", "Lee", 1]);
  const noted = await count("audit_log");
  const same = await owner.asks("PUT", "/staff/lee", { email: "lee@staff.example", name: "Lee", role: "support" });
  assert.deepEqual([same.status, same.headers.get("etag"), await count("audit_log")], [200, '"1"', noted], "what is just so is left alone");
  const stale = await owner.asks("PUT", "/staff/lee", { email: "lee@staff.example", name: "Leo", role: "support" }, { "if-match": '"0"' });
  const problem = await stale.json();
  assert.deepEqual([stale.status, problem.current.name], [412, "Lee"]);
  for (const [body, status, field] of [
    [{ email: "lee", name: "Lee", role: "support" }, 422, "email"], [{ email: "l@staff.example", name: " ", role: "support" }, 422, "name"],
    [{ email: "l@staff.example", name: "Lee", role: "admin" }, 422, "role"], [{ email: "l@staff.example", name: "Lee", role: "support", x: 1 }, 422, "x"],
    [{ email: "OWNER@staff.example", name: "Lee", role: "support" }, 409, "email"],
  ]) {
    const refused = await owner.asks("PUT", "/staff/lee", body);
    assert.deepEqual([refused.status, (await refused.json()).errors[0].field], [status, field]);
  }
  assert.deepEqual((await (await owner.asks("GET", "/staff/lee")).json()).revision, 1);
  const list = await (await owner.asks("GET", "/staff?limit=100")).json();
  assert.deepEqual([list.staff.some(({ id }) => id === "lee"), list.next_cursor], [true, null]);
  assert.equal((await owner.asks("GET", "/staff?colour=red")).status, 400);
});

test("the form adds somebody, shows two versions to who came second, and loses nothing that was typed", async () => {
  const added = await owner.submits("/admin/staff", { name: "Zoë Quinn", email: "zoe@staff.example", role: "support", _revision: "" });
  assert.deepEqual([added.status, added.headers.get("location")], [303, "/admin/staff?done=added"]);
  assert.equal((await owner.asks("GET", "/staff/zoe-quinn")).status, 200);
  const twice = await owner.submits("/admin/staff", { name: "Zoë Quinn", email: "zoe@staff.example", role: "support" });
  assert.equal(twice.status, 409);
  assert.match(await twice.text(), /Somebody else of the staff has this address already/);
  assert.match(await owner.opens("/admin/staff"), /Zoë Quinn/);
  await owner.asks("PUT", "/staff/zoe-quinn", { email: "zoe@staff.example", name: "Zoë", role: "manager" });
  const late = await owner.submits("/admin/staff/zoe-quinn", { name: "Zoë Q.", email: "zoe@staff.example", role: "support", _revision: "1" });
  const page = await late.text();
  assert.equal(late.status, 412);
  assert.match(page, /Somebody changed this meanwhile[\s\S]*Zoë, zoe@staff\.example, Manager/);
  assert.match(page, /name="name" value="Zoë Q\."/);
  assert.match(page, /name="_revision" value="2"/);
  const over = await owner.submits("/admin/staff/zoe-quinn", { name: "Zoë Q.", email: "zoe@staff.example", role: "support", _revision: "2" });
  assert.equal(over.status, 303);
  const linked = await owner.submits("/admin/staff/zoe-quinn/link");
  assert.match(await linked.text(), /value="http[^"]+\/admin\/sign-in\/[0-9a-f]{32}"/);
  assert.equal((await lastAudit("sign_in_link")).actor, "staff:owner");
  const removed = await owner.submits("/admin/staff/zoe-quinn/removal", { _revision: "3" });
  assert.equal(removed.status, 303);
  assert.equal((await owner.asks("GET", "/staff/zoe-quinn")).status, 404);
});

test("who is signed in once more than fifty times loses the oldest session", async () => {
  await signsIn(shop, { id: "many", role: "support" });
  const oldest = "INSERT INTO staff_sessions (digest, id, staff_id, created_at_ms, last_seen_at_ms, expires_at_ms, user_agent) VALUES (?1, ?1, 'many', ?2, ?2, ?3, '')";
  await shop.db.batch(Array.from({ length: 49 }, (_, at) => shop.db.prepare(oldest).bind(`d${at}`, Date.now() + 1000 + at, Date.now() + 1e9)));
  await signsIn(shop, { id: "many", role: "support" });
  assert.equal(await count("staff_sessions", "staff_id = 'many'"), 50);
});
