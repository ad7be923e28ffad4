// Large files with faults, and a power cut in the middle of one: what comes of it is what had come of it without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { assertProblems, importerOf, seededFile } from "./import_file.mjs";

const ROWS = 5000;

// All that an import leaves behind but instants and the numbers of rows, in an order that follows from the file.
const LEFT_BEHIND = {
  products: "SELECT handle, title, description, vendor, type, status, tax_class, seo_title, seo_description, revision FROM products ORDER BY handle",
  tags: "SELECT handle, position, tag FROM product_tags JOIN products ON products.id = product_id ORDER BY handle, position",
  options: "SELECT handle, position, name FROM product_options JOIN products ON products.id = product_id ORDER BY handle, position",
  variants: "SELECT sku, handle, variants.position, price_minor, compare_at_minor, weight_grams, barcode FROM variants JOIN products ON products.id = product_id ORDER BY sku",
  prices: "SELECT sku, price_list, price_minor, compare_at_minor, sale_price_minor FROM price_history ORDER BY sku, price_list, from_ms",
  audit: "SELECT actor, kind, subject, before, after FROM audit_log WHERE kind <> 'import' ORDER BY kind, subject, id",
  imports: "SELECT actor, before, after FROM audit_log WHERE kind = 'import' ORDER BY id",
};

async function leftBehind(shop) {
  const answers = await shop.db.batch(Object.values(LEFT_BEHIND).map((sql) => shop.db.prepare(sql)));
  return Object.fromEntries(Object.keys(LEFT_BEHIND).map((name, index) => [name, answers[index].results]));
}

const productsOf = (shop) => shop.db.prepare("SELECT count(*) AS n FROM products").first("n");

/** All problems, page by page. */
async function allProblems(importer, id) {
  const found = [];
  for (let cursor = ""; ; ) {
    const page = await importer.ask("GET", `/${id}/problems?limit=100${cursor}`);
    found.push(...page.problems);
    if (!page.next_cursor) return found;
    cursor = `&cursor=${page.next_cursor}`;
  }
}

/** The file in a shop of its own, looked through. */
async function checks(shop, expected) {
  const importer = importerOf(shop);
  const checked = await importer.checks(expected.file);
  const plan = { created: expected.created, changed: 0, unchanged: 0, archived: 0, failed: expected.failed };
  assert.deepEqual(checked.plan, plan);
  assertProblems(await allProblems(importer, checked.id), expected.problems);
  assert.equal(await productsOf(shop), 0);
  return { importer, id: checked.id, plan };
}

/** Follows a run to its end and answers with what it left behind. */
async function ends(shop, { importer, id, plan }, expected) {
  const done = await importer.reaches(id, "done");
  assert.deepEqual(done.counts, plan);
  assert.equal(done.rows_read, ROWS);
  assertProblems(await allProblems(importer, id), expected.problems);
  return leftBehind(shop);
}

async function runs(expected) {
  const shop = await startShop();
  try {
    const begun = await checks(shop, expected);
    await begun.importer.ask("POST", `/${begun.id}/run`);
    const left = await ends(shop, begun, expected);
    assert.deepEqual(new Set(left.products.map(({ handle }) => handle)), new Set(expected.handles));
    assert.ok(left.products.every(({ revision }) => revision === 1), "no product is written twice");
    assert.equal(left.prices.length, left.variants.length, "a price of each SKU");
    assert.equal(left.audit.filter(({ kind }) => kind === "product").length, left.products.length, "a note of each product");
    return left;
  } finally {
    await shop.stop();
  }
}

// Lets nobody note how far a run came beyond its middle: what the step after it writes is there, and the step is not done.
const STOP = `CREATE TRIGGER stop BEFORE UPDATE OF at_line ON imports WHEN NEW.state = 'running' AND NEW.at_line > ${ROWS / 2}
  BEGIN SELECT RAISE(ABORT, 'stopped'); END`;
const BEYOND = "SELECT count(*) AS n FROM products JOIN import_products USING (handle) WHERE line > (SELECT at_line FROM imports)";

/** The same with a power cut when a step has written and not yet noted that it did. */
async function runsWithCut(expected) {
  const shop = await startShop();
  try {
    const begun = await checks(shop, expected);
    await shop.db.prepare(STOP).run();
    // Its answer waits for the database, which the run keeps busy.
    begun.importer.ask("POST", `/${begun.id}/run`).catch(() => {});
    await until(async () => (await shop.db.prepare(BEYOND).first("n")) > 0, { timeoutMs: 60_000, everyMs: 5, what: "a step that has written" });
    await shop.kill();
    await shop.restart();
    await shop.db.prepare("DROP TRIGGER stop").run();
    const amid = await productsOf(shop);
    assert.ok(amid > 0 && amid < expected.created, `${amid} of ${expected.created} products were there`);
    assert.equal((await begun.importer.reads(begun.id)).state, "running");
    // Later the clock finds that nothing was heard of it.
    await shop.db.prepare("UPDATE imports SET heartbeat_at_ms = 0").run();
    await shop.scheduled();
    return await ends(shop, begun, expected);
  } finally {
    await shop.stop();
  }
}

test("5,000 rows with faults leave the same behind with a power cut in their middle as without", async () => {
  const expected = seededFile({ rows: ROWS, seed: 1 });
  const whole = await runs(expected);
  assert.deepEqual(await runsWithCut(expected), whole);
});
