// Files as nobody should write them: what is bad is told of, and what is good is taken.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { merchantOf, product, variant } from "./catalogue.mjs";
import { startShop } from "./harness.mjs";
import { assertProblems, csv, importerOf, single } from "./import_file.mjs";

let shop;
let merchant;
let importer;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  importer = importerOf(shop);
});
after(() => shop?.stop());

const has = async (handle) => (await shop.admin("GET", `/api/admin/v1/products/${handle}`)).status === 200;
const jsonl = { query: "format=jsonl" };
const line = (handle, fields) => `${JSON.stringify({ handle, ...product(handle, fields) })}\n`;

test("byte order marks, line ends of any kind and line breaks in cells are read as they are meant", async () => {
  const rows = [single("first", { body: "<p>One\ntwo</p>\r\n<p>three</p>" }), single("second", { title: 'A 19" rack, long' })];
  const file = `\ufeff${csv(rows).replaceAll(/\n(?=first|second)/g, "\r\n")}`;
  const done = await importer.imports(file);
  assert.deepEqual([done.counts.created, done.error_count, done.rows_read], [2, 0, 2]);
  assert.equal((await merchant.reads("/products/first")).description, "One two\n\nthree");
  assert.equal((await merchant.reads("/products/second")).title, 'A 19" rack, long');
  // Marks within a cell that begins without one are letters.
  const bare = await importer.imports(`Handle,Title,Variant SKU,Variant Price\nrack,19" rack,RACK,5.00\nscreen,21" screen,SCREEN,6.00\n`);
  assert.deepEqual([bare.counts.created, bare.error_count], [2, 0]);
  assert.equal((await merchant.reads("/products/screen")).title, '21" screen');
});

test("a row that is not UTF-8 takes its own product out, and none beside it", async () => {
  const rows = [single("before"), single("caf-1", { title: "Café" }), single("behind"), single("ünder", { sku: "UNDER" }), single("last")];
  const file = Buffer.from(csv(rows), "latin1");
  const checked = await importer.checks(file);
  const reason = "This row is not UTF-8. Save the file as CSV in UTF-8.";
  assertProblems(checked.problems, [{ line: 3, column: "", reason }, { line: 5, column: "", reason }]);
  const done = await importer.runs(checked.id);
  assert.deepEqual([done.counts.created, done.counts.failed], [3, 2]);
  assert.deepEqual(await Promise.all(["before", "behind", "last", "caf-1"].map(has)), [true, true, true, false]);
});

test("a file without a single byte is refused, and nothing is kept of it", async () => {
  const before = await importer.ask("GET", "");
  for (const query of ["format=shopify", "format=jsonl", "format=jsonl&archive_missing=true"]) {
    const answer = await shop.admin("POST", `/api/admin/v1/imports?${query}`, "");
    assert.deepEqual([answer.status, (await answer.json()).detail], [400, "The file is empty."], query);
  }
  assert.deepEqual(await importer.ask("GET", ""), before);
});

test("a file in another encoding says so, and nothing of it is read", async () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv([single("wide")]), "utf16le")]);
  const { id } = await importer.sends(utf16);
  assert.match((await importer.reaches(id, "failed")).failure, /not UTF-8\. Save it as CSV in UTF-8/);
});

test("a quotation mark that is never closed costs its product and what stands behind it, and says where", async () => {
  const file = `${csv([single("sound")])}open,"Never closed,1\n${csv([single("swallowed")]).split("\n")[1]}\n`;
  const done = await importer.imports(file);
  assertProblems(done.problems, [{ line: 3, column: "", reason: /opened in this row and never closed/ }]);
  assert.deepEqual([await has("sound"), await has("swallowed")], [true, false]);
});

test("cells and lines that are far too long are told of in few words", async () => {
  const long = "x".repeat(1_200_000);
  const cells = await importer.imports(csv([single("fine-1"), single("long-body", { body: `<p>${long}</p>` }), single("long-title", { title: long }), single("long-sku", { sku: long }), single("fine-2")]));
  assertProblems(cells.problems, [
    { line: 3, column: "Body (HTML)", reason: /at most 1,000,000 bytes of HTML/ },
    { line: 4, column: "Title", reason: /at most 12,000 bytes/ },
    { line: 5, column: "Variant SKU", reason: /letters, digits/ },
  ]);
  const nine = "x".repeat(9 * 1024 * 1024);
  const file = line("line-1") + `{"handle":"line-2","${long}":1,"title":"x"}\n` + `{"handle":"line-3","title":"${nine}"}\n` + line("line-4");
  const lines = await importer.imports(file, jsonl);
  assert.deepEqual(lines.problems.map((problem) => problem.line), [2, 3]);
  assert.ok(lines.problems.every(({ column, reason }) => column.length <= 501 && reason.length <= 501));
  assert.match(lines.problems[1].reason, /longer than 8 MiB/);
  for (const handle of ["fine-1", "fine-2", "line-1", "line-4"]) assert.ok(await has(handle), handle);
});

test("a file of nothing but bad rows is counted to its end", async () => {
  const bad = Array.from({ length: 12_000 }, (_, index) => single(`bad-${index}`, { price: "", sku: "", title: "" }));
  const checked = await importer.checks(csv(bad));
  assert.deepEqual([checked.plan.failed, checked.rows_read, checked.error_count >= 24_000], [12_000, 12_000, true]);
  const table = await (await shop.admin("GET", `/api/admin/v1/imports/${checked.id}/problems?as=csv`)).text();
  assert.equal(table.trim().split("\r\n").length, 10_001, "the first ten thousand have their words");
});

test("products that come again far behind are told apart, and the first one counts", async () => {
  const between = Array.from({ length: 1200 }, (_, index) => single(`between-${index}`, { status: "draft" }));
  const checked = await importer.checks(csv([single("twice", { title: "The first" }), ...between, single("TWICE", { title: "The second", sku: "TWICE-2" }), single("thief", { sku: "TWICE" })]));
  assertProblems(checked.problems, [
    { line: 1203, column: "Handle", reason: "Its address here is `twice`.", severity: "warning" },
    { line: 1203, column: "Handle", reason: "Line 2 has this product already: keep its rows together." },
    { line: 1204, column: "Variant SKU", reason: "Line 2 gives this SKU to another product." },
  ]);
  const done = await importer.runs(checked.id);
  assert.deepEqual([done.counts.created, done.counts.failed], [1201, 2]);
  assert.equal((await merchant.reads("/products/twice")).title, "The first");
});

test("what a spreadsheet takes for a formula is a text here, and none in the table of problems", async () => {
  const formulas = ['=HYPERLINK("https://evil.example")', "+1+1", "-2+3", "@SUM(A1)"];
  const done = await importer.imports(csv(formulas.map((title, index) => single(`formula-${index}`, { title, sku: index === 0 ? "=cmd" : `FORMULA-${index}` }))));
  assert.equal((await merchant.reads("/products/formula-1")).title, "+1+1");
  assert.equal(done.error_count, 1);
  const table = await (await shop.admin("GET", `/api/admin/v1/imports/${done.id}/problems?as=csv`)).text();
  assert.doesNotMatch(table, /(^|,)"?[=+@-]/m);
});

test("a SKU that changes hands goes to the later line", async () => {
  await merchant.sells("giver", { variants: [variant("HANDED")] });
  const file = line("giver", { variants: [variant("GIVERS-NEW")] }) + line("taker", { variants: [variant("HANDED")] });
  const done = await importer.imports(file, jsonl);
  assert.deepEqual([done.counts.changed, done.counts.created, done.error_count], [1, 1, 0]);
  assert.equal((await merchant.reads("/products/taker")).variants[0].sku, "HANDED");
});

test("a file that names no product archives none", async () => {
  const names = async () => (await shop.db.prepare("SELECT count(*) AS n FROM products WHERE status <> 'archived'").first("n"));
  const before = await names();
  for (const [file, query] of [[csv([]), "format=shopify"], ["\n\n", "format=jsonl"]]) {
    const { id } = await importer.sends(file, { query: `${query}&archive_missing=true&run=if_clean` });
    const done = await importer.reaches(id, "done");
    assert.deepEqual([done.counts.archived, await names()], [0, before]);
  }
});
