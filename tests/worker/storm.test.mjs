// Many merchants at once, rivals for the same handles and SKUs, sales that begin and end meanwhile,
// power cuts at random: whatever is left afterwards, every copy of it is what a full publication
// would make.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { euro, merchantOf, rules, settled, variant } from "./catalogue.mjs";

/** Numbers that are the same in every run (mulberry32); who comes first is left to chance. */
function numbers(seed) {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const below = numbers(Number(process.env.AWNING_STORM ?? 7));
const one = (values) => values[below(values.length)];
const some = (values, most) => [...new Set(Array.from({ length: below(most + 1) }, () => one(values)))];

const HANDLES = Array.from({ length: 8 }, (_, number) => `thing-${number}`);
const SKUS = Array.from({ length: 14 }, (_, number) => `SKU-${number}`);
const TAGS = ["red", "blue", "green"];
const TYPES = ["Bowl", "Cup"];

function anyProduct() {
  const skus = [one(SKUS), ...some(SKUS, 2)];
  const now = Date.now();
  const sale = () => {
    const starts = now - 2000 + below(6000);
    return { price: euro(100 + below(800)), starts_at: new Date(starts).toISOString(), ends_at: new Date(starts + 500 + below(3000)).toISOString() };
  };
  return {
    title: `Thing ${below(1000)}`,
    status: one(["active", "active", "active", "draft"]),
    tags: some(TAGS, 3),
    type: one(TYPES),
    vendor: one(["Ærø", "Fanø"]),
    options: [{ name: "Kind" }],
    variants: [...new Set(skus)].map((sku) => variant(sku, { options: [sku], price: euro(1000 + below(9) * 100), ...(below(3) ? {} : { sale: sale() }) })),
    ...(below(6) ? {} : { handle: one(HANDLES) }),
  };
}

const CHANGES = [
  ...Array.from({ length: 6 }, () => () => ["PUT", `/products/${one(HANDLES)}`, anyProduct()]),
  () => ["DELETE", `/products/${one(HANDLES)}`],
  () => ["PUT", `/collections/hand-${below(2)}`, { title: `By hand ${below(9)}`, products: some(HANDLES, 6) }],
  () => ["PUT", `/collections/rule-${below(2)}`, { title: `By rules ${below(9)}`, rules: rules(one(["all", "any"]), ["tag", "equals", one(TAGS)], ["price", "less_than", euro(800 + below(9) * 100)]) }],
  () => ["PATCH", "/settings", { name: `Shop ${below(9)}`, home: { featured: one(["hand-0", "hand-1", null]), collections: some(["hand-0", "rule-0"], 2) } }],
];

/** Every copy of the catalogue, in D1 and in KV. */
async function copiesOf(shop) {
  const tables = {
    cards: "SELECT * FROM cards ORDER BY product_id",
    listings: "SELECT * FROM listings ORDER BY collection_id, product_id",
    facets: "SELECT product_id, facet, value FROM product_facets JOIN facet_values ON id = value_id ORDER BY product_id, facet, value",
    listed: "SELECT collection_id, product_id, facet, value FROM listing_facets JOIN facet_values ON id = value_id ORDER BY 1, 2, 3, 4",
    words: "SELECT rowid, title, vendor, type, tags, skus FROM search_index ORDER BY rowid",
  };
  const answers = await shop.db.batch(Object.values(tables).map((sql) => shop.db.prepare(sql)));
  const copies = Object.fromEntries(Object.keys(tables).map((name, index) => [name, answers[index].results]));
  for (const { name } of (await shop.kv.list()).keys) copies[name] = await shop.kv.get(name, "json");
  return copies;
}

test("after a storm of changes and power cuts every copy is what a full publication makes", { timeout: 240_000 }, async (context) => {
  const shop = await startShop();
  context.after(() => shop.stop());
  const merchant = merchantOf(shop);
  for (const kind of ["hand", "rule"]) for (const number of [0, 1]) await merchant.collects(`${kind}-${number}`, { products: [] });
  await merchant.publishesEverything(); // the terms, which nothing in the storm changes
  await settled(shop);
  const answered = new Map();
  const send = async () => {
    const [method, path, body] = one(CHANGES)();
    try {
      const answer = await shop.admin(method, `/api/admin/v1${path}`, body);
      const text = await answer.text();
      assert.notEqual(answer.status, 500, `${method} ${path}: ${text}`);
      answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      answered.set("cut off", (answered.get("cut off") ?? 0) + 1);
    }
  };
  for (let round = 0; round < 4; round += 1) {
    let open = true;
    const merchants = Array.from({ length: 6 }, async () => {
      for (let count = 0; open && count < 25; count += 1) await send();
    });
    if (round < 3) {
      await sleep(400 + below(1500));
      await shop.kill();
      open = false;
      await Promise.all(merchants);
      await shop.restart();
    }
    await Promise.all(merchants);
  }
  assert.ok(answered.get(200) > 30, JSON.stringify([...answered]));

  // Sales are over and every document is up to date, with no request from outside.
  const waiting = () => shop.db.prepare("SELECT count(*) AS n FROM publications WHERE published_revision < revision OR due_at_ms IS NOT NULL").first("n");
  await until(async () => (await waiting()) === 0, { timeoutMs: 90_000, everyMs: 200, what: "the end of all publications" });
  await sleep(1500); // what these announced is gathered for a second
  await until(async () => (await waiting()) === 0, { timeoutMs: 60_000, what: "the end of what followed" });
  const grown = await copiesOf(shop);
  await merchant.publishesEverything();
  await settled(shop);
  const made = await copiesOf(shop);
  assert.deepEqual(Object.keys(grown), Object.keys(made));
  // What a product goes well with is chosen when it is published: newcomers do not make the others
  // publish again, since an import would publish each product many times. The cards shown are today's.
  const cards = new Map(Object.values(made).flatMap((copy) => copy?.related ?? []).map((card) => [card.handle, card]));
  for (const name of Object.keys(made)) {
    for (const card of grown[name]?.related ?? []) if (cards.has(card.handle)) assert.deepEqual(card, cards.get(card.handle), `${card.handle} in ${name}`);
    const bare = (copy) => (copy?.related ? { ...copy, related: [] } : copy);
    assert.deepEqual(bare(grown[name]), bare(made[name]), name);
  }

  const products = await shop.db.prepare("SELECT handle FROM products WHERE status = 'active' ORDER BY handle").all();
  const shown = Object.keys(made).filter((name) => name.startsWith("product:")).map((name) => name.slice(8));
  assert.deepEqual(shown, products.results.map((row) => row.handle), "what is active is shown and nothing else");
  const { results } = await shop.db.prepare("SELECT * FROM expectations").all();
  assert.deepEqual(results, []);
});
