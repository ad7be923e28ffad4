// Products from files: what the dry run says, what the run does, and what neither touches.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { merchantOf, product, refuses, settled, snapshot, variant, euro } from "./catalogue.mjs";
import { startShop, until } from "./harness.mjs";
import { assertProblems, csv, importerOf, seededFile, single } from "./import_file.mjs";

describe("imports of products", () => {
  let shop;
  let merchant;
  let importer;
  before(async () => {
    shop = await startShop();
    merchant = merchantOf(shop);
    importer = importerOf(shop);
  });
  after(() => shop?.stop());

  const variants = (handle) => [
    { handle, title: "Linen throw", body: "<p>Woven <b>slowly</b>.</p><script>alert(1)</script>", vendor: "Weavers", type: "Throws", tags: "linen, blue", published: "TRUE", optionName: "Colour", option: "Blue", sku: `${handle}-B`, grams: "750", price: "89.00", compareAt: "99.00", shipped: "true", taxed: "true", barcode: "401", seoTitle: "Throw", status: "active" },
    { handle, option: "Red", sku: `${handle}-R`, grams: "751", price: "89.00", shipped: "true", taxed: "true" },
  ];

  test("a dry run says what would happen and changes nothing; the run does just that", async () => {
    await merchant.sells("already", { title: "Old title" });
    await merchant.sells("going");
    const file = csv([...variants("throw"), single("already", { title: "New title", sku: "ALREADY", price: "19.99" }), single("going", { status: "archived", price: "19.99" })]);
    const owned = await snapshot(shop);
    const checked = await importer.checks(file, { query: "format=shopify&name=products.csv" });
    assert.deepEqual(await snapshot(shop), owned, "a dry run changes nothing");
    const plan = { created: 1, changed: 1, unchanged: 0, archived: 1, failed: 0 };
    assert.deepEqual(checked.plan, plan);
    assert.deepEqual([checked.rows_read, checked.bytes_read, checked.byte_length, checked.error_count], [4, file.length, file.length, 0]);
    const done = await importer.runs(checked.id);
    assert.deepEqual(done.counts, plan);
    assert.deepEqual([done.name, done.format, done.started_by], ["products.csv", "shopify", "admin-token"]);
    const throw_ = await merchant.reads("/products/throw");
    assert.equal(throw_.description, "Woven **slowly**.");
    assert.deepEqual(throw_.variants.map(({ sku, options, price, compare_at_price }) => [sku, options[0], price.amount_minor, compare_at_price?.amount_minor]), [["throw-B", "Blue", 8900, 9900], ["throw-R", "Red", 8900, undefined]]);
    assert.equal((await merchant.reads("/products/already")).title, "New title");
    assert.equal((await merchant.reads("/products/going")).status, "archived");
    await settled(shop);
    assert.match(await (await shop.fetch("/products/throw")).text(), /Linen throw/);
    const { results } = await shop.db.prepare("SELECT actor FROM audit_log WHERE kind = 'product' AND subject = 'throw'").all();
    assert.deepEqual(results, [{ actor: "admin-token" }]);
  });

  test("the same file again changes nothing, in either generation of the format", async () => {
    const rows = [...variants("twice"), single("plain")];
    await importer.imports(csv(rows));
    const owned = await snapshot(shop);
    for (const newer of [false, true]) {
      const again = await importer.imports(csv(rows, { newer }));
      assert.deepEqual([again.counts.unchanged, again.counts.changed + again.counts.created], [2, 0]);
      assert.deepEqual(await snapshot(shop), owned);
    }
    const changed = await importer.imports(csv([...variants("twice"), single("plain", { price: "11.00" })]));
    assert.deepEqual([changed.counts.unchanged, changed.counts.changed], [1, 1]);
  });

  test("a bad row is named, leaves its product out as a whole, and stops no other", async () => {
    await merchant.sells("owner", { variants: [variant("OWNED")] });
    const file = csv([
      single("good-1"),
      { ...variants("half")[0] },
      { ...variants("half")[1], price: "cheap" },
      single("good-2"),
      single("thief", { sku: "OWNED" }),
      single("copy", { sku: "GOOD-1" }),
      single("good-1", { sku: "OTHER" }),
      single("untitled", { title: "" }),
      single("good-3"),
    ]);
    const expected = [
      { line: 4, column: "Variant Price", reason: /amount in EUR/ },
      { line: 6, column: "Variant SKU", reason: "The product `owner` has this SKU already." },
      { line: 7, column: "Variant SKU", reason: "Line 2 gives this SKU to another product." },
      { line: 8, column: "Handle", reason: "Line 2 has this product already: keep its rows together." },
      { line: 9, column: "Title", reason: /needs a title/ },
    ];
    const checked = await importer.checks(file);
    assert.deepEqual(checked.plan, { created: 3, changed: 0, unchanged: 0, archived: 0, failed: 5 });
    assertProblems(checked.problems, expected);
    const done = await importer.runs(checked.id);
    assert.deepEqual(done.counts, checked.plan);
    assert.deepEqual(done.problems.map(({ line }) => line), [4, 6, 7, 8, 9]);
    for (const [handle, status] of [["good-1", 200], ["good-2", 200], ["good-3", 200], ["half", 404], ["thief", 404], ["copy", 404], ["untitled", 404]]) {
      assert.equal((await shop.admin("GET", `/api/admin/v1/products/${handle}`)).status, status, handle);
    }
    const table = await shop.admin("GET", `/api/admin/v1/imports/${done.id}/problems?as=csv`);
    assert.equal(table.headers.get("content-type"), "text/csv; charset=utf-8");
    assert.match(await table.text(), /^line,column,severity,reason\r\n4,"Variant Price",error,/);
    const part = await importer.ask("GET", `/${done.id}/problems?limit=2`);
    const rest = await importer.ask("GET", `/${done.id}/problems?limit=3&cursor=${part.next_cursor}`);
    assert.deepEqual([...part.problems, ...rest.problems].map(({ line }) => line), [4, 6, 7, 8, 9]);
  });

  test("what the file does not name is archived only where that was wished for", async () => {
    const names = async () => (await shop.db.prepare("SELECT handle FROM products WHERE status <> 'archived' ORDER BY handle").all()).results.map(({ handle }) => handle);
    const all = await names();
    const keeping = await importer.imports(csv([single("kept"), single("broken", { price: "" })]));
    assert.equal(keeping.counts.archived, 0);
    const file = csv([single("kept"), single("good-1", { price: "" })]);
    const checked = await importer.checks(file, { query: "format=shopify&archive_missing=true" });
    assert.equal(checked.plan.archived, all.length - 1);
    assert.deepEqual(await names(), [...all, "kept"].sort());
    const done = await importer.runs(checked.id);
    assert.equal(done.counts.archived, all.length - 1);
    assert.deepEqual(await names(), ["good-1", "kept"]);
  });

  test("JSON lines take every product back as it was", async () => {
    const sale = { price: euro(500), starts_at: "2026-01-01T00:00:00Z", ends_at: "2036-01-01T00:00:00Z" };
    await merchant.sells("round", {
      description: "Some *words*", tags: ["a"], options: [{ name: "Size" }], safety: { manufacturer: "Us", responsible_person: "", warnings: "Hot" },
      variants: [variant("ROUND-1", { options: ["S"], sale, unit_price: { quantity: 750, unit: "ml", reference_quantity: 1000 } }), variant("ROUND-2", { options: ["L"], requires_shipping: false })],
    });
    const round = await merchant.reads("/products/round");
    const file = `${JSON.stringify(round)}\n\n{"handle":"bad"\n${JSON.stringify({ handle: "new-one", ...product("new-one") })}\n`;
    const query = "format=jsonl";
    const checked = await importer.checks(file, { query, headers: { "content-type": "application/jsonl" } });
    assert.deepEqual(checked.plan, { created: 1, changed: 0, unchanged: 1, archived: 0, failed: 1 });
    assert.equal(checked.problems[0].line, 3);
    const other = await startShop();
    try {
      await importerOf(other).imports(file, { query });
      const { revision: _, created_at, updated_at, ...there } = await merchantOf(other).reads("/products/round");
      const { revision: __, created_at: ___, updated_at: ____, ...here } = round;
      assert.deepEqual(there, here);
    } finally {
      await other.stop();
    }
  });

  test("an import is run once, cancelled for good, and repeated under its key", async () => {
    const key = { "idempotency-key": "the-key" };
    const first = await importer.sends(csv([single("keyed")]), { headers: key });
    const again = await importer.sends(csv([single("keyed")]), { headers: key });
    assert.equal(again.id, first.id);
    const send = (file, query) => shop.admin("POST", `/api/admin/v1/imports?${query}`, file, key);
    await refuses(shop, () => send(csv([single("keyed", { title: "longer than before" })]), "format=shopify"), { status: 409, name: "idempotency_key_reused" });
    await importer.reaches(first.id, "checked");
    const cancelled = await importer.ask("POST", `/${first.id}/cancellation`);
    assert.equal(cancelled.state, "cancelled");
    await refuses(shop, () => shop.admin("POST", `/api/admin/v1/imports/${first.id}/run`), { status: 409, name: "not_checked" });
    assert.equal((await shop.admin("GET", "/api/admin/v1/products/keyed")).status, 404);
    const done = await importer.imports(csv([single("once")]));
    await refuses(shop, () => shop.admin("POST", `/api/admin/v1/imports/${done.id}/run`), { status: 409, name: "not_checked" });
    await refuses(shop, () => shop.admin("POST", `/api/admin/v1/imports/${done.id}/cancellation`), { status: 409, name: "ended" });
    const { imports } = await importer.ask("GET", "?limit=2");
    assert.deepEqual(imports.map(({ id, state }) => [id, state]), [[done.id, "done"], [first.id, "cancelled"]]);
  });

  test("a clean file runs by itself where that was wished for, and a file with bad rows waits", async () => {
    const query = "format=shopify&run=if_clean";
    const clean = await importer.sends(csv([single("by-itself")]), { query });
    const done = await importer.reaches(clean.id, "done");
    assert.deepEqual([done.counts.created, done.plan.created], [1, 1]);
    const dirty = await importer.checks(csv([single("waits"), single("bad", { price: "" })]), { query });
    assert.equal(dirty.state, "checked");
  });

  test("a file that lists no products says why, and a request that is none is refused", async () => {
    for (const [file, words] of [["a,b\n1,2\n", /Handle/], ["Handle;Title\nx;y\n", /commas/], ["SKU,Variant SKU,Title\n", /mean the same/]]) {
      const { id } = await importer.sends(file);
      const failed = await importer.reaches(id, "failed");
      assert.match(failed.failure, words);
    }
    const send = (query, body = "x", headers = {}) => () => shop.admin("POST", `/api/admin/v1/imports?${query}`, body, headers);
    for (const [request, status] of [
      [send(""), 400], [send("format=xml"), 400], [send("format=shopify&colour=red"), 400], [send("format=shopify&archive_missing=perhaps"), 400],
      [send("format=shopify&stock=a%20b"), 400], [send("format=shopify&run=now"), 400],
      [send("format=shopify", "x", { "content-type": "multipart/form-data; boundary=x" }), 415],
      [() => shop.admin("GET", "/api/admin/v1/imports/nothing"), 404], [() => shop.admin("POST", "/api/admin/v1/imports/nothing/run"), 404],
      [() => shop.fetch("/api/admin/v1/imports"), 401],
    ]) {
      await refuses(shop, request, { status });
    }
  });

  test("quantities become counts at the location that is named, and only then", async () => {
    const rows = [single("counted", { quantity: "7" }), single("uncounted")];
    await importer.imports(csv(rows));
    const stock = async (sku) => (await shop.admin("GET", `/api/admin/v1/stock/${sku}`)).json();
    assert.equal((await stock("COUNTED")).available, null);
    const query = "format=shopify&stock=main";
    await importer.imports(csv(rows), { query });
    assert.equal((await stock("COUNTED")).available, 7);
    assert.equal((await stock("UNCOUNTED")).available, null);
  });

  test("a message that comes twice, and two workers at once, count everything once", async () => {
    const { file, created, failed } = seededFile({ rows: 800, seed: 5 });
    const checked = await importer.checks(file);
    await Promise.all(Array.from({ length: 5 }, () => shop.env.IMPORTS.send(checked.id)));
    await importer.ask("POST", `/${checked.id}/run`);
    await Promise.all(Array.from({ length: 5 }, () => shop.env.IMPORTS.send(checked.id)));
    const done = await importer.reaches(checked.id, "done");
    assert.deepEqual([done.counts.created, done.counts.failed, done.rows_read], [created, failed, 800]);
  });

  test("files go after thirty days, and what was counted stays", async () => {
    const done = await importer.imports(csv([single("old")]));
    assert.ok(await shop.env.ARCHIVE.head(`imports/${done.id}`));
    await shop.db.prepare("UPDATE imports SET created_at_ms = 0 WHERE id = ?1").bind(done.id).run();
    await shop.scheduled();
    await until(async () => !(await shop.env.ARCHIVE.head(`imports/${done.id}`)), { what: "the removal of the file" });
    assert.equal((await importer.reads(done.id)).counts.created, 1);
  });
});
