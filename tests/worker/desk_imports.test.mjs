// The desk's pages of imports, without scripts.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { merchantOf } from "./catalogue.mjs";
import { formOf, textOf } from "./desk_reading.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { startShop } from "./harness.mjs";
import { csv, importerOf, single } from "./import_file.mjs";

describe("imports by forms", () => {
  let shop;
  let owner;
  let importer;
  before(async () => {
    shop = await startShop();
    owner = await signsIn(shop);
    importer = importerOf(shop);
  });
  after(() => shop?.stop());

  async function sendsFile(text, { name = "products.csv", fields = {}, key } = {}) {
    const body = new FormData();
    for (const [field, value] of formOf(await owner.opens("/admin/imports"), "import")) body.set(field, value);
    for (const [field, value] of Object.entries(fields)) body.set(field, value);
    if (key) body.set("_key", key);
    body.set("_file", new Blob([text]), name);
    const answer = await owner.send("/admin/imports", { method: "POST", body });
    return { status: answer.status, location: answer.headers.get("location"), page: await answer.text() };
  }

  test("a file is sent, checked, looked at and run", async () => {
    const file = csv([single("mug"), single("bowl", { sku: "" })]);
    const sent = await sendsFile(file, { key: "0123456789abcdef", fields: { "archive_missing~flag": "on" } });
    assert.equal(sent.status, 303, textOf(sent.page));
    const id = sent.location.split("/").at(-1);
    const twice = await sendsFile(file, { key: "0123456789abcdef", fields: { "archive_missing~flag": "on" } });
    assert.equal(twice.location, sent.location, "a form that is sent twice is one import");
    const checked = await importer.reaches(id, "checked");
    assert.deepEqual([checked.name, checked.format, checked.options.archive_missing, checked.byte_length], ["products.csv", "shopify", true, file.length]);
    const html = await owner.opens(sent.location);
    assert.doesNotMatch(html, /http-equiv="refresh"|data-working/, "nothing goes on");
    const page = textOf(html);
    assert.match(page, /Shall it run\? Nothing has changed yet\. When it runs: 1 product created\. .*mend the file and send it again/);
    assert.match(page, /What would happen Created 1 Changed 0 Archived 0 Same as before 0 Left out 1/);
    assert.match(page, /1 error, 0 warnings .* 3 Variant SKU Left out A variant is known by its SKU/);
    const [, key] = html.match(/\/run"><input type="hidden" name="_key" value="([^"]+)"/);
    const presses = await Promise.all([1, 2].map(() => owner.submits(`${sent.location}/run`, { _key: key })));
    assert.deepEqual(presses.map((answer) => [answer.status, answer.headers.get("location")]), Array(2).fill([303, sent.location]), "a button that is pressed twice runs once");
    const done = await importer.reaches(id, "done");
    assert.equal(done.run_by, "staff:owner");
    assert.equal((await owner.submits(`${sent.location}/run`, { _key: key })).status, 303, "the same press, a while later");
    const after = textOf(await owner.opens(sent.location));
    assert.match(after, /Done CSV from Shopify, sent by you on .*, run by you on .* How it ended It is done: 1 product created\. .*Mend their rows and send the file again/);
    assert.match(after, /What happened Created 1/);
    assert.match(textOf(await owner.opens("/admin/imports")), /products\.csv Done/);
    assert.equal((await merchantOf(shop).reads("/products/mug")).status, "active");
    const late = await owner.submits(`${sent.location}/cancellation`);
    assert.equal(late.status, 409);
    assert.match(textOf(await late.text()), /there is nothing to cancel/);
  });

  test("a page of what goes on asks for itself again", async () => {
    await shop.db.prepare("INSERT INTO imports (id, format, name, byte_length, options, state, started_by, created_at_ms, heartbeat_at_ms) VALUES ('aa', 'jsonl', 'long.jsonl', 100, '{\"archive_missing\":false,\"stock\":null,\"refetch_pictures\":false,\"run_if_clean\":false}', 'running', 'admin-token', 1, 9000000000000)").run();
    const html = await owner.opens("/admin/imports/aa");
    // With scripts the page follows by itself.
    assert.match(html, /<noscript><meta http-equiv="refresh" content="3"><\/noscript>/);
    assert.match(html, /<import-progress data-working>/);
    assert.match(textOf(html), /Products are being changed 0% 0% of the file, 0 rows read, 0 errors so far\./);
    await shop.db.prepare("DELETE FROM imports WHERE id = 'aa'").run();
  });

  test("lines of JSON are known by the file's name, and a check can be called off", async () => {
    const line = JSON.stringify({ handle: "cup", title: "Cup", status: "draft", variants: [{ sku: "CUP", price: { amount_minor: 900, currency: "EUR" } }] });
    const sent = await sendsFile(`${line}\n`, { name: "all.jsonl" });
    assert.equal(sent.status, 303, textOf(sent.page));
    const id = sent.location.split("/").at(-1);
    assert.equal((await importer.reaches(id, "checked")).format, "jsonl");
    const called = await owner.submits(`${sent.location}/cancellation`);
    assert.equal(called.status, 303);
    assert.match(textOf(await owner.opens(sent.location)), /Cancelled .* It was cancelled before anything changed\./);
    assert.equal((await shop.admin("GET", "/api/admin/v1/products/cup")).status, 404);
  });

  test("a file that cannot be read says why, and where to send a better one", async () => {
    const sent = await sendsFile("a,b\n1,2\n");
    await importer.reaches(sent.location.split("/").at(-1), "failed");
    const html = await owner.opens(sent.location);
    assert.match(textOf(html), /Failed .* It stopped The first line must name the columns .* Nothing has changed\. Mend the file and send it again\. Send a file/);
    assert.doesNotMatch(html, /\/run"/);
  });

  test("what cannot be sent says why at its field", async () => {
    const empty = await sendsFile("");
    assert.equal(empty.status, 422);
    assert.match(empty.page, /Choose a file first/);
    const wrong = await sendsFile("x", { fields: { stock: "no such place!" } });
    assert.equal(wrong.status, 400);
    assert.match(wrong.page, /id="f-stock"[^>]*value="no such place!"[^>]*aria-invalid="true"/);
  });
});
