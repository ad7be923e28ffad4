// Imports that are sent, run and cancelled twice: once.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { merchantOf, refuses } from "./catalogue.mjs";
import { ADMIN_TOKEN, startShop, until } from "./harness.mjs";
import { csv, importerOf, single } from "./import_file.mjs";

const IMPORTS = "/api/admin/v1/imports";
let shop;
let importer;
before(async () => {
  shop = await startShop();
  importer = importerOf(shop);
});
after(() => shop?.stop());

const key = () => crypto.randomUUID();
const isReplay = (answer) => answer.headers.get("idempotency-replayed") === "true";
const keyed = (own) => ({ "idempotency-key": own, "content-type": "text/csv" });
const sends = (file, own, query = "format=shopify") => shop.admin("POST", `${IMPORTS}?${query}`, file, keyed(own));
const files = async () => (await shop.env.ARCHIVE.list({ prefix: "imports/" })).objects.map((object) => object.key).sort();
const rows = () => shop.db.prepare("SELECT count(*) AS n FROM imports").first("n");
const audits = async (id, after) => (await shop.db.prepare("SELECT count(*) AS n FROM audit_log WHERE kind = 'import' AND subject = ?1 AND after = ?2").bind(id, after).first("n"));

/** An upload whose second half waits until `ends` is called; it answers with status, headers and JSON. */
function begins(file, own) {
  const bytes = Buffer.from(file);
  const headers = { ...keyed(own), authorization: `Bearer ${ADMIN_TOKEN}`, "content-length": bytes.length };
  const upload = request(new URL(`${IMPORTS}?format=shopify`, shop.url), { method: "POST", headers });
  const answered = new Promise((resolve, reject) => {
    upload.on("error", reject);
    upload.on("response", async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, headers: response.headers, body: JSON.parse(text) });
    });
  });
  upload.write(bytes.subarray(0, 20));
  return { ends: () => (upload.end(bytes.subarray(20)), answered), breaks: () => (answered.catch(() => {}), upload.destroy()) };
}

test("the same file under its key is the same import, and lies there once", async () => {
  const own = key();
  const file = csv([single("same")]);
  const first = await sends(file, own);
  const text = await first.text();
  assert.deepEqual([first.status, isReplay(first)], [201, false], text);
  const before = [await files(), await rows()];
  const again = await sends(file, own);
  assert.deepEqual([again.status, isReplay(again), await again.json()], [201, true, JSON.parse(text)]);
  for (const answer of [first, again]) assert.equal(answer.headers.get("location"), `${IMPORTS}/${JSON.parse(text).id}`);
  assert.deepEqual([await files(), await rows()], before);
  assert.equal((await importer.reaches(JSON.parse(text).id, "checked")).plan.created, 1);
});

test("another file of the same length, or another wish, under the same key is refused", async () => {
  const own = key();
  const file = csv([single("alike-1")]);
  assert.equal((await sends(file, own)).status, 201);
  const before = [await files(), await rows()];
  const twin = csv([single("alike-2")]);
  assert.equal(twin.length, file.length);
  for (const [other, query] of [[twin], [file, "format=shopify&archive_missing=true"], [file, "format=shopify&name=x"], [file, "format=jsonl"]]) {
    await refuses(shop, () => sends(other, own, query), { status: 409, name: "idempotency_key_reused" });
  }
  assert.deepEqual([await files(), await rows()], before, "nothing of it is kept");
  const none = await shop.admin("POST", `${IMPORTS}?format=shopify`, file, keyed("not a key"));
  assert.equal(none.status, 400);
  assert.deepEqual([await files(), await rows()], before);
});

test("an upload that is sent again while the first one still comes loses neither its file nor its import", async () => {
  const own = key();
  const file = csv([single("slow"), single("slower")]);
  const slow = begins(file, own);
  await until(() => shop.db.prepare("SELECT 1 FROM imports WHERE state = 'uploading'").first(), { what: "an upload on its way" });
  // Somebody who waited for minutes tries again.
  await shop.db.prepare("UPDATE imports SET created_at_ms = created_at_ms - 600000, heartbeat_at_ms = heartbeat_at_ms - 600000 WHERE state = 'uploading'").run();
  assert.equal((await importer.ask("GET", "")).imports.some(({ state }) => state === "uploading"), false);
  const second = await sends(file, own);
  const { id } = await second.json();
  assert.deepEqual([second.status, isReplay(second)], [201, false]);
  const first = await slow.ends();
  assert.deepEqual([first.status, first.headers["idempotency-replayed"], first.body.id, first.headers.location], [201, "true", id, `${IMPORTS}/${id}`]);
  assert.ok((await files()).includes(`imports/${id}`));
  assert.equal(await shop.db.prepare("SELECT count(*) AS n FROM imports WHERE state = 'uploading'").first("n"), 0);
  await importer.reaches(id, "checked");
  assert.equal((await importer.runs(id)).counts.created, 2);
});

test("an upload that breaks off leaves nothing, and its key is free", async () => {
  const own = key();
  const before = [await files(), await rows()];
  const broken = begins(csv([single("broken-off")]), own);
  await until(() => shop.db.prepare("SELECT 1 FROM imports WHERE state = 'uploading'").first(), { what: "an upload on its way" });
  broken.breaks();
  // What the platform ends in the middle is removed by the clock, an hour later.
  await shop.db.prepare("UPDATE imports SET heartbeat_at_ms = heartbeat_at_ms - 3600000 WHERE state = 'uploading'").run();
  await until(async () => {
    await shop.scheduled();
    return (await rows()) === before[1];
  }, { what: "the end of the broken upload" });
  assert.deepEqual(await files(), before[0]);
  assert.equal((await sends(csv([single("broken-off")]), own)).status, 201);
});

test("an upload that ends after the clock took it back leaves neither a file nor an import", async () => {
  const own = key();
  const file = csv([single("too-late")]);
  const before = [await files(), await rows()];
  const late = begins(file, own);
  await until(() => shop.db.prepare("SELECT 1 FROM imports WHERE state = 'uploading'").first(), { what: "an upload on its way" });
  await shop.db.prepare("UPDATE imports SET heartbeat_at_ms = heartbeat_at_ms - 3600000 WHERE state = 'uploading'").run();
  await until(async () => {
    await shop.scheduled();
    return (await rows()) === before[1];
  }, { what: "the end of the late upload" });
  assert.equal((await late.ends()).status, 503);
  assert.deepEqual([await files(), await rows()], before);
  assert.equal((await sends(file, own)).status, 201, "its key is free");
});

test("an upload that the clock is about to take back does not begin, and its file goes before what names it", async () => {
  const before = [await files(), await rows()];
  const late = begins(csv([single("too-late")]), key());
  await until(() => shop.db.prepare("SELECT 1 FROM imports WHERE state = 'uploading'").first(), { what: "an upload on its way" });
  await shop.db.prepare("UPDATE imports SET heartbeat_at_ms = heartbeat_at_ms - 3600000 WHERE state = 'uploading'").run();
  // The clock ends in the middle of it.
  await shop.db.prepare("CREATE TRIGGER halt BEFORE DELETE ON imports BEGIN SELECT RAISE(ABORT, 'halt'); END").run();
  await until(async () => {
    await shop.scheduled();
    return (await shop.db.prepare("SELECT lease FROM imports WHERE state = 'uploading'").first("lease")) !== null;
  }, { what: "the first half of it" });
  assert.equal((await late.ends()).status, 503);
  assert.deepEqual([await files(), await rows()], [before[0], before[1] + 1]);
  await shop.db.prepare("DROP TRIGGER halt").run();
  await shop.scheduled();
  await until(async () => (await rows()) === before[1], { what: "the second half of it" });
  assert.deepEqual(await files(), before[0]);
});

test("a run happens once under its key, and everybody gets the first answer", async () => {
  const { id } = await importer.checks(csv([single("run-once")]));
  const own = key();
  const run = (name, body) => shop.admin("POST", `${IMPORTS}/${id}/run`, body, name && { "idempotency-key": name });
  const answers = await Promise.all(Array.from({ length: 8 }, () => run(own)));
  assert.deepEqual(answers.map(({ status }) => status), Array(8).fill(202));
  assert.equal(answers.filter((answer) => !isReplay(answer)).length, 1);
  const texts = new Set(await Promise.all(answers.map((answer) => answer.text())));
  assert.equal(texts.size, 1);
  await importer.reaches(id, "done");
  const again = await run(own);
  assert.deepEqual([again.status, isReplay(again), await again.text()], [202, true, [...texts][0]]);
  await refuses(shop, () => run(own, "{}"), { status: 409, name: "idempotency_key_reused" });
  await refuses(shop, () => run(key()), { status: 409, name: "not_checked" });
  await refuses(shop, () => run(undefined), { status: 409, name: "not_checked" });
  assert.equal(await audits(id, '"running"'), 1);
  assert.equal((await merchantOf(shop).reads("/products/run-once")).revision, 1);
});

test("what is run or cancelled already keeps its answer under the key of whoever comes later", async () => {
  const held = (id) => shop.db.prepare("UPDATE imports SET state = 'running', lease = 'somebody', heartbeat_at_ms = 1e15, begun_at_ms = 1 WHERE id = ?1").bind(id).run();
  const { id } = await importer.checks(csv([single("run-later")]));
  await held(id);
  for (const [deed, status, state, next] of [["run", 202, "running", "done"], ["cancellation", 200, "cancelled", "done"]]) {
    if (deed === "cancellation") await importer.ask("POST", `/${id}/cancellation`);
    const own = key();
    const asks = (body) => shop.admin("POST", `${IMPORTS}/${id}/${deed}`, body, { "idempotency-key": own });
    const first = await asks();
    const text = await first.text();
    assert.deepEqual([first.status, isReplay(first), JSON.parse(text).state], [status, false, state]);
    // It goes on meanwhile.
    await shop.db.prepare("UPDATE imports SET state = ?2 WHERE id = ?1").bind(id, next).run();
    const again = await asks();
    assert.deepEqual([again.status, isReplay(again), await again.text()], [status, true, text]);
    await refuses(shop, () => asks("{}"), { status: 409, name: "idempotency_key_reused" });
    await held(id);
  }
});

test("of several who run it at once, with keys of their own and without, one begins", async () => {
  const { id } = await importer.checks(csv([single("run-together")]));
  const answers = await Promise.all([key(), undefined, key(), undefined].map((own) => shop.admin("POST", `${IMPORTS}/${id}/run`, undefined, own && { "idempotency-key": own })));
  for (const answer of answers) assert.ok([202, 409].includes(answer.status), await answer.text());
  assert.equal((await importer.reaches(id, "done")).counts.created, 1);
  assert.equal(await audits(id, '"running"'), 1);
});

test("a cancellation happens once under its key", async () => {
  const { id } = await importer.checks(csv([single("called-off")]));
  const own = key();
  const cancel = (name, body) => shop.admin("POST", `${IMPORTS}/${id}/cancellation`, body, { "idempotency-key": name });
  const first = await cancel(own);
  const text = await first.text();
  assert.deepEqual([first.status, isReplay(first), JSON.parse(text).state], [200, false, "cancelled"]);
  const again = await cancel(own);
  assert.deepEqual([again.status, isReplay(again), await again.text()], [200, true, text]);
  await refuses(shop, () => cancel(own, "{}"), { status: 409, name: "idempotency_key_reused" });
  const other = await cancel(key());
  assert.deepEqual([other.status, (await other.json()).state], [200, "cancelled"]);
  assert.equal(await audits(id, '"cancelled"'), 1);
  assert.equal(await shop.db.prepare("SELECT before FROM audit_log WHERE kind = 'import' AND subject = ?1 AND after = '\"cancelled\"'").bind(id).first("before"), '"checked"');
});
