// Who runs an import, and imports whose next step never succeeds.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { merchantOf, refuses } from "./catalogue.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { textOf } from "./desk_reading.mjs";
import { startShop, until } from "./harness.mjs";
import { csv, importerOf, single } from "./import_file.mjs";

const IMPORTS = "/api/admin/v1/imports";
let shop;
let importer;
before(async () => {
  shop = await startShop();
  importer = importerOf(shop);
  for (const [id, scopes] of [["sender", ["catalogue:read", "catalogue:write", "stock:write"]], ["clerk", ["catalogue:read", "catalogue:write"]], ["runner", ["catalogue:read", "catalogue:write", "stock:write"]]]) {
    const digest = createHash("sha256").update(`secret-of-${id}`).digest("hex");
    await shop.db.prepare("INSERT INTO api_tokens (id, digest, title, scopes, created_by, created_at_ms) VALUES (?1, ?2, ?1, ?3, 'test', 0)").bind(id, digest, JSON.stringify(scopes)).run();
  }
});
after(() => shop?.stop());

const as = (id, method, path, body, headers = {}) => shop.admin(method, `${IMPORTS}${path}`, body, { ...headers, authorization: `Bearer secret-of-${id}` });
const sends = async (id, file, query) => (await as(id, "POST", `?${query}`, file, { "content-type": "text/csv" })).json();
const audited = async (kind, subject) =>
  (await shop.db.prepare("SELECT actor, before, after FROM audit_log WHERE kind = ?1 AND subject = ?2 ORDER BY id").bind(kind, subject).all()).results.map(({ actor, before, after }) => ({ actor, before: JSON.parse(before), after: JSON.parse(after) }));

test("what a run changes and counts is in the name of whoever ran it", async () => {
  const { id } = await sends("sender", csv([single("counted", { quantity: "7" }), single("uncounted")]), "format=shopify&stock=main");
  await importer.reaches(id, "checked");
  await refuses(shop, () => as("clerk", "POST", `/${id}/run`), { status: 403, name: "forbidden" });
  assert.equal((await importer.reads(id)).state, "checked");
  assert.equal((await as("runner", "POST", `/${id}/run`)).status, 202);
  const done = await importer.reaches(id, "done");
  assert.deepEqual([done.started_by, done.run_by, done.counts.created], ["token:sender", "token:runner", 2]);
  assert.deepEqual((await audited("product", "counted")).map(({ actor }) => actor), ["token:runner"]);
  const [imported, begun] = await audited("import", id);
  assert.deepEqual([imported.actor, begun.actor, begun.before, begun.after], ["token:sender", "token:runner", "checked", "running"]);
  // As when somebody counts by hand.
  const byHand = await shop.admin("PUT", "/api/admin/v1/stock/UNCOUNTED", { location: "main", on_hand: 3 }, { authorization: "Bearer secret-of-runner" });
  assert.equal(byHand.status, 200, await byHand.text());
  // Notes of stock travel with its copy.
  const noted = (sku) => until(async () => (await audited("stock", sku))[0], { what: `the note of ${sku}` });
  const [counted, hand] = [await noted("COUNTED"), await noted("UNCOUNTED")];
  assert.deepEqual([counted.actor, counted.before.on_hand, counted.after.on_hand, counted.after.locations], ["token:runner", 0, 7, [{ location: "main", on_hand: 7 }]]);
  assert.deepEqual(Object.keys(counted.after), Object.keys(hand.after));
  const { movements } = await (await shop.admin("GET", "/api/admin/v1/stock/COUNTED/movements")).json();
  assert.deepEqual(movements.map(({ by, on_hand }) => [by, on_hand]), [["token:runner", 7]]);
  // The same again counts nothing, and says nothing.
  const again = await sends("sender", csv([single("counted", { quantity: "7" })]), "format=shopify&stock=main&run=if_clean");
  const repeated = await importer.reaches(again.id, "done");
  assert.equal(repeated.run_by, "token:sender");
  assert.equal((await audited("stock", "COUNTED")).length, 1);
});

test("a file whose step never succeeds ends with a sentence, and runs again when it can", async () => {
  await importer.imports(csv([single("settled")]));
  const early = Array.from({ length: 199 }, (_, index) => single(`early-${index}`));
  const file = csv([single("settled"), ...early, single("late-1"), single("poisoned"), single("late-2")]);
  const { id } = await importer.checks(file);
  await shop.db.prepare("CREATE TRIGGER poison BEFORE UPDATE OF outcome ON import_products WHEN NEW.handle = 'poisoned' BEGIN SELECT RAISE(ABORT, 'poison'); END").run();
  await importer.ask("POST", `/${id}/run`);
  const stateOf = () => shop.db.prepare("SELECT state, attempts, lease, heartbeat_at_ms > unixepoch() * 1000 + 5000 AS waits FROM imports WHERE id = ?1").bind(id).first();
  // Messages come again later and later; here they are sent at once.
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    if (attempt > 1) await shop.env.IMPORTS.send(id);
    const { waits } = await until(async () => {
      const found = await stateOf();
      return (attempt < 10 ? found.attempts === attempt && found.lease === null : found.state === "failed") && found;
    }, { timeoutMs: 30_000, what: `attempt ${attempt}` });
    if (attempt < 10) assert.equal(waits, 1, "the clock lets it wait");
  }
  const failed = await importer.reads(id);
  assert.match(failed.failure, /stopped at line 202: that step was tried 10 times\. What was changed before stays\. Run it again later/);
  assert.deepEqual([failed.counts.created, failed.counts.unchanged], [199, 1]);
  await shop.scheduled();
  await shop.env.IMPORTS.send(id);
  const owner = await signsIn(shop);
  const page = textOf(await owner.opens(`/admin/imports/${id}`));
  assert.match(page, /Failed .* stopped at line 202.* Run it again .* What happened Created 199/);
  assert.equal((await importer.reads(id)).state, "failed");
  assert.equal((await shop.admin("GET", "/api/admin/v1/products/late-1")).status, 404);
  await shop.db.prepare("DROP TRIGGER poison").run();
  // What the first run found as the file has it, somebody has changed since.
  await importer.imports(csv([single("settled", { title: "Settled since" })]));
  const done = await importer.runs(id);
  assert.deepEqual([done.counts.created, done.counts.changed, done.counts.unchanged, done.failure, done.rows_read], [202, 1, 0, null, 203]);
  assert.equal((await merchantOf(shop).reads("/products/settled")).title, "settled");
  for (const handle of ["early-0", "late-1", "poisoned"]) assert.equal((await merchantOf(shop).reads(`/products/${handle}`)).revision, 1, "nothing is written twice");
});

test("what was archived before a step was lost counts once", async () => {
  const { id, plan } = await importer.checks(csv([single("the-only-one")]), { query: "format=shopify&archive_missing=true" });
  assert.ok(plan.archived > 200);
  await shop.db.prepare("CREATE TRIGGER lost BEFORE UPDATE OF missing_after ON imports WHEN NEW.missing_after > '' BEGIN SELECT RAISE(ABORT, 'lost'); END").run();
  await importer.ask("POST", `/${id}/run`);
  const archived = () => shop.db.prepare("SELECT count(*) AS n FROM products WHERE status = 'archived'").first("n");
  await until(async () => (await archived()) > 0 && (await shop.db.prepare("SELECT lease FROM imports WHERE id = ?1").bind(id).first("lease")) === null, { what: "a step without an end" });
  await shop.db.prepare("DROP TRIGGER lost").run();
  await shop.env.IMPORTS.send(id);
  const done = await importer.reaches(id, "done");
  assert.deepEqual(done.counts, plan);
  assert.equal(await archived(), plan.archived);
  assert.equal(await shop.db.prepare("SELECT max(revision) AS n FROM products WHERE status = 'archived' AND handle <> 'settled'").first("n"), 2);
});

test("a dry run whose step never succeeds ends, too", async () => {
  await shop.db.prepare("CREATE TRIGGER poison BEFORE INSERT ON import_products WHEN NEW.handle = 'never' BEGIN SELECT RAISE(ABORT, 'poison'); END").run();
  const { id } = await importer.sends(csv([single("never")]));
  // A process that died within the step said nothing of it.
  await until(async () => (await shop.db.prepare("SELECT attempts FROM imports WHERE id = ?1").bind(id).first("attempts")) === 1, { what: "the first attempt" });
  await shop.db.prepare("UPDATE imports SET attempts = 10, lease = 'somebody', heartbeat_at_ms = 0 WHERE id = ?1").bind(id).run();
  await shop.scheduled();
  const failed = await importer.reaches(id, "failed");
  assert.match(failed.failure, /could not be looked through from line 1 on, though it was tried 10 times\. Send it again later/);
  await shop.db.prepare("DROP TRIGGER poison").run();
  await refuses(shop, () => shop.admin("POST", `${IMPORTS}/${id}/run`), { status: 409, name: "not_checked" });
});

test("what was to run by itself waits for somebody where its sender was removed meanwhile", async () => {
  const digest = (secret) => createHash("sha256").update(secret).digest("hex");
  await shop.db.prepare("INSERT INTO api_tokens (id, digest, title, scopes, created_by, created_at_ms) VALUES ('leaver', ?1, 'leaver', '[\"catalogue:read\",\"catalogue:write\"]', 'test', 0)").bind(digest("secret-of-leaver")).run();
  const [leaving, staying] = [await signsIn(shop, { id: "leaving", role: "manager" }), await signsIn(shop, { id: "staying", role: "manager" })];
  await shop.db.prepare("CREATE TRIGGER held BEFORE INSERT ON import_products WHEN NEW.handle LIKE 'held-%' BEGIN SELECT RAISE(ABORT, 'held'); END").run();
  const query = "format=shopify&run=if_clean";
  const headers = { "content-type": "text/csv" };
  const send = async (member, name) => (await member.send(`${IMPORTS}?${query}`, { method: "POST", body: csv([single(name)]), headers })).json();
  const sent = [await sends("leaver", csv([single("held-1")]), query), await send(leaving, "held-2"), await send(staying, "held-3"), await sends("sender", csv([single("held-4")]), query), await importer.sends(csv([single("held-5")]), { query })];
  assert.deepEqual(sent.map(({ started_by }) => started_by), ["token:leaver", "staff:leaving", "staff:staying", "token:sender", "admin-token"]);
  for (const path of ["tokens/leaver", "staff/leaving"]) {
    const removed = await shop.admin("DELETE", `/api/admin/v1/${path}`);
    assert.ok(removed.ok, `${path}: ${await removed.text()}`);
  }
  const silent = ({ id }) => shop.db.prepare("SELECT 1 FROM imports WHERE id = ?1 AND lease IS NULL AND attempts = 1").bind(id).first();
  for (const one of sent) await until(() => silent(one), { what: "a first attempt" });
  await shop.db.prepare("DROP TRIGGER held").run();
  for (const { id } of sent) await shop.env.IMPORTS.send(id);
  const ended = [];
  for (const { id } of sent) ended.push(await importer.reaches(id, "checked", "done"));
  assert.deepEqual(ended.map(({ state, run_by }) => [state, run_by]), [["checked", null], ["checked", null], ["done", "staff:staying"], ["done", "token:sender"], ["done", "admin-token"]]);
  assert.equal((await shop.admin("GET", "/api/admin/v1/products/held-1")).status, 404);
  const done = await importer.runs(ended[0].id);
  assert.deepEqual([done.run_by, done.counts.created], ["admin-token", 1]);
});
