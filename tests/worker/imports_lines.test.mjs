// JSON lines: what one shop streams out, another one takes in and streams out again, byte for byte.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { euro, fixture, merchantOf, snapshot, variant } from "./catalogue.mjs";
import { startShop } from "./harness.mjs";
import { assertProblems, importerOf } from "./import_file.mjs";

const QUERY = "format=jsonl";
/** What a line of a product holds. The rest of what a shop knows of it is the shop's own: revision, dates, id. */
const CARRIED = ["handle", "title", "description", "vendor", "type", "tags", "status", "tax_class", "seo", "options", "variants", "media", "safety"];
const PICTURES = [fixture("red-800x600.png"), fixture("blue-2400x1200.jpg")];

const streamOf = async (shop) => {
  const answer = await shop.admin("GET", "/api/admin/v1/products.jsonl");
  assert.equal(answer.status, 200);
  return answer.text();
};

describe("products as lines", () => {
  let shop;
  let other;
  let lines;
  let pictures;
  before(async () => {
    [shop, other] = await Promise.all([startShop(), startShop()]);
    const merchant = merchantOf(shop);
    pictures = [];
    for (const bytes of PICTURES) pictures.push((await merchant.uploads(bytes)).hash);
    const sale = { price: euro(4900), starts_at: "2026-01-01T00:00:00Z", ends_at: "2036-02-03T04:05:06Z" };
    await merchant.sells("rich", {
      title: 'Ünïcode ✓ "quoted", 大きい', description: "Some *words*,\n\n- one\n- two\u2028end", vendor: "Weavers & Söhne", type: "Throws", tags: ["blue", "a, b", "Zürich"], tax_class: "reduced",
      seo: { title: "A throw", description: "Woven\nslowly" }, safety: { manufacturer: "Us", responsible_person: "Her", warnings: "Hot" }, options: [{ name: "Size" }, { name: "Colour" }],
      media: [{ hash: pictures[1], alt: "Blue, <folded>" }, { hash: pictures[0], alt: "" }],
      variants: [
        variant("RICH-1", { options: ["S", "Blue"], price: euro(8900), compare_at_price: euro(9900), sale, barcode: "401234", weight_grams: 750, media: pictures[0], unit_price: { quantity: 750, unit: "ml", reference_quantity: 1000 }, availability: "low" }),
        variant("RICH-2", { options: ["L", "Red"], requires_shipping: false, availability: "sold_out" }),
      ],
    });
    await merchant.sells("plain");
    await merchant.sells("hidden", { status: "draft", title: "=1+1" });
    await merchant.sells("gone", { variants: [variant("GONE", { price: euro(0) })] });
    await merchant.archives("gone");
    // More than one part of the stream has, with as many variants as there may be.
    for (let index = 0; index < 30; index += 1) await merchant.sells(`many-${index}`);
    await merchant.sells("wide", { options: [{ name: "No" }], variants: Array.from({ length: 100 }, (_, index) => variant(`WIDE-${index}`, { options: [String(index)] })) });
    lines = await streamOf(shop);
  });
  after(() => Promise.all([shop?.stop(), other?.stop()]));

  test("a line has everything that was said of its product", async () => {
    const products = lines.trim().split("\n").map((line) => JSON.parse(line));
    assert.equal(products.length, 35);
    for (const product of products) {
      assert.deepEqual(Object.keys(product).sort(), [...CARRIED].sort());
      const { revision, created_at, updated_at, ...said } = await merchantOf(shop).reads(`/products/${product.handle}`);
      assert.ok(revision && created_at && updated_at);
      assert.deepEqual(product, said);
    }
  });

  test("a shop's own lines change nothing in it", async () => {
    const before = await snapshot(shop);
    const done = await importerOf(shop).imports(lines, { query: QUERY });
    assert.deepEqual([done.counts.unchanged, done.counts.created + done.counts.changed + done.counts.archived + done.counts.failed, done.warning_count], [35, 0, 0]);
    assert.deepEqual(await snapshot(shop), before);
  });

  test("an empty shop is told of every picture that it does not have, and takes the rest", async () => {
    const importer = importerOf(other);
    const checked = await importer.checks(lines, { query: QUERY });
    assert.deepEqual(checked.plan, { created: 35, changed: 0, unchanged: 0, archived: 0, failed: 0 });
    const expected = [0, 1].map((index) => ({ line: 1, column: `media[${index}].hash`, reason: /without this picture: upload it first, POST \/api\/admin\/v1\/media/, severity: "warning" }));
    assertProblems(checked.problems, expected);
    const done = await importer.runs(checked.id);
    assertProblems(done.problems, expected);
    const { media, variants } = await merchantOf(other).reads("/products/rich");
    assert.deepEqual([media, variants[0].media], [[], null]);
    // Everything else is there, in the same order.
    const bare = lines.trim().split("\n").map((line) => JSON.parse(line)).map((product) => ({ ...product, media: [], variants: product.variants.map((one) => ({ ...one, media: null })) }));
    assert.deepEqual((await streamOf(other)).trim().split("\n").map((line) => JSON.parse(line)), bare);
  });

  test("with the pictures there it streams out the same bytes", async () => {
    for (const bytes of PICTURES) await merchantOf(other).uploads(bytes);
    const done = await importerOf(other).imports(lines, { query: QUERY });
    assert.deepEqual([done.counts.changed, done.counts.unchanged, done.warning_count], [1, 34, 0]);
    assert.equal(await streamOf(other), lines);
    // And none of it is what the other shop does not own.
    const prices = "SELECT sku, price_list, price_minor, compare_at_minor, sale_price_minor, sale_starts_at_ms, sale_ends_at_ms FROM price_history ORDER BY sku, from_ms";
    const [there, here] = await Promise.all([other, shop].map(async (one) => (await one.db.prepare(prices).all()).results));
    assert.deepEqual(there, here);
  });

  test("an empty shop that has the pictures is the same after one import", async () => {
    const third = await startShop();
    try {
      for (const bytes of PICTURES) await merchantOf(third).uploads(bytes);
      const done = await importerOf(third).imports(lines, { query: QUERY });
      assert.equal(done.counts.created, 35);
      assert.equal(await streamOf(third), lines);
    } finally {
      await third.stop();
    }
  });
});
