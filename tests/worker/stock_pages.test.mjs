// What shoppers are told of stock: pages, lists, feeds and carts follow the counts within seconds, in words.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startShop, until } from "./harness.mjs";
import { merchantOf, open, read, setFault, settled, variant } from "./catalogue.mjs";
import { cartsOf } from "./cart_visitor.mjs";
import { orderNumber, stockOf } from "./stock_keeper.mjs";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
after(() => shop.stop());
const row = (sku) => shop.db.prepare("SELECT * FROM stock_levels WHERE sku = ?1").bind(sku).first();
const copied = (sku, available) => until(async () => (await row(sku))?.available === available, { what: `${available} of ${sku} in D1` });

/** What everybody is told of a product with one variant. */
async function told(handle) {
  const page = await open(shop, `/products/${handle}`);
  const [, words] = page.match(/<span class="availability is-\w+">([^<]*)<\/span>/);
  const [, schema] = page.match(/"availability":\s*"https:\/\/schema.org\/(\w+)"/);
  const product = await read(shop, `/api/v1/products/${handle}`);
  const { products } = await read(shop, `/api/v1/search?q=${handle}`);
  const feed = await open(shop, "/feeds/google.xml");
  const [, fed] = feed.match(new RegExp(`<g:item_group_id>${handle}</g:item_group_id>.*?<g:availability>(\\w+)<`));
  return { words, schema, api: product.variants[0].availability, listed: products.find((one) => one.handle === handle)?.availability, fed };
}
const tells = (handle, expected) =>
  until(async () => {
    const now = await told(handle);
    return JSON.stringify(now) === JSON.stringify(expected) && now;
  }, { what: `${handle}: ${expected.words}`, timeoutMs: 40_000, everyMs: 200 }).catch(async (error) => assert.deepEqual(await told(handle), expected, error.message));

const IN_STOCK = { words: "In stock", schema: "InStock", api: "in_stock", listed: "in_stock", fed: "in_stock" };
const LOW = { words: "Only a few left", schema: "LimitedAvailability", api: "low", listed: "low", fed: "in_stock" };
const SOLD_OUT = { words: "Sold out", schema: "OutOfStock", api: "sold_out", listed: "sold_out", fed: "out_of_stock" };

test("crossing low and sold out changes page, lists, feed and data for machines within seconds, and back", async () => {
  await merchant.sells("kettle");
  await settled(shop);
  const kettle = stockOf(shop, "KETTLE");
  await kettle.counts(8);
  await tells("kettle", IN_STOCK);
  await kettle.reserves(orderNumber(1), 3);
  await tells("kettle", LOW);
  await kettle.reserves(orderNumber(2), 5);
  await tells("kettle", SOLD_OUT);
  const page = await open(shop, "/products/kettle");
  assert.ok(!page.includes('name="sku"'), "what is sold out cannot be put into the cart");
  await kettle.releases(orderNumber(2));
  await kettle.releases(orderNumber(1));
  await tells("kettle", IN_STOCK);
});

test("changes that shoppers are not told of publish nothing", async () => {
  await merchant.sells("basin");
  const basin = stockOf(shop, "BASIN");
  await basin.counts(100);
  await copied("BASIN", 100);
  await settled(shop);
  const revision = () => shop.db.prepare("SELECT revision FROM publications WHERE key = 'product:basin'").first("revision");
  const before = await revision();
  await Promise.all(Array.from({ length: 40 }, (_, index) => basin.reserves(orderNumber(index), 1)));
  await copied("BASIN", 60);
  await sleep(300);
  assert.equal(await revision(), before);
  await basin.counts(42);
  await copied("BASIN", 2);
  await until(async () => (await revision()) === before + 1, { what: "one publication" });
});

test("what the merchant stopped stays stopped, and who does not count says it himself", async () => {
  await merchant.sells("loom", { variants: [variant("LOOM", { availability: "sold_out" })] });
  await merchant.sells("frame", { variants: [variant("FRAME", { availability: "back_order" })] });
  await stockOf(shop, "LOOM").counts(50);
  await copied("LOOM", 50);
  await settled(shop);
  assert.deepEqual(await told("loom"), SOLD_OUT);
  assert.equal((await told("frame")).words, "Made to order");
  // What nobody counts is held for orders all the same, and can be bought on.
  const frame = stockOf(shop, "FRAME");
  assert.ok((await frame.reserves(orderNumber(1), 500)).done);
  await until(async () => (await row("FRAME"))?.reserved === 500);
  const cart = await cartsOf(shop).creates({ lines: [{ sku: "FRAME", quantity: 90 }] });
  assert.deepEqual(cart.problems.filter((problem) => problem.line_id), []);
});

test("rule 24: back-orders have a limit and a promise, and what comes covers the oldest first", async () => {
  await merchant.sells("quilt");
  const quilt = stockOf(shop, "QUILT");
  const promised_for = "2027-02-01T00:00:00Z";
  await quilt.counts(1, { back_orders: { limit: 4, promised_for } });
  assert.equal((await quilt.reserves(orderNumber(1), 1)).done.promised_for, null);
  assert.equal((await quilt.reserves(orderNumber(2), 3)).done.promised_for, promised_for);
  assert.deepEqual(await quilt.reserves(orderNumber(3), 2), { not_enough: { available: 1 } });
  assert.ok((await quilt.reserves(orderNumber(3), 1)).done);
  await tells("quilt", SOLD_OUT);
  await quilt.releases(orderNumber(1));
  await quilt.commits(orderNumber(2), 3);
  await quilt.commits(orderNumber(3), 1);
  await tells("quilt", { words: "Made to order", schema: "BackOrder", api: "back_order", listed: "back_order", fed: "backorder" });
  await shop.evict("Stock", "QUILT");
  await quilt.adjusts({ location: "main", delta: 2, reason: "received" });
  const planned = async (number) => (await quilt.commits(orderNumber(number), 3)).done;
  assert.deepEqual((await planned(2)).allocations, [{ location: "main", quantity: 3 }]);
  const younger = await planned(3);
  assert.deepEqual([younger.allocations, younger.promised_for], [[{ location: null, quantity: 1 }], promised_for]);
});

test("exact numbers are shown only below the number that the merchant set", async () => {
  await merchant.sells("lamp");
  const lamp = stockOf(shop, "LAMP");
  await lamp.counts(3);
  await tells("lamp", LOW);
  assert.ok(!/\b3\b left/.test(await open(shop, "/products/lamp")));
  await merchant.sets({ show_units_below: 4, low_stock_threshold: 2 });
  await tells("lamp", { ...IN_STOCK, words: "Only 3 left" });
  await lamp.reserves(orderNumber(1), 1);
  await tells("lamp", { ...LOW, words: "Only 2 left" });
  await merchant.sets({ show_units_below: null, low_stock_threshold: 5 });
});

test("a cart that wants more than there is says so, and that an order has a limit (rule 6)", async () => {
  await merchant.sells("bowl");
  const bowl = stockOf(shop, "BOWL");
  const carts = cartsOf(shop);
  await bowl.counts(20);
  await copied("BOWL", 20);
  const cart = await carts.creates({ lines: [{ sku: "BOWL", quantity: 12 }] });
  const problems = async () => {
    const { problems: found } = await carts.reads(cart.id);
    return found.filter((problem) => problem.line_id).map((problem) => [problem.code, problem.blocking, problem.detail]);
  };
  assert.deepEqual(await problems(), []);
  await merchant.sets({ max_units_per_order: 10 });
  assert.deepEqual(await problems(), [["too_many", true, "An order has at most 10 of bowl."]]);
  await merchant.sets({ max_units_per_order: null });
  await bowl.reserves(orderNumber(1), 9);
  await copied("BOWL", 11);
  assert.deepEqual(await problems(), [["not_enough", true, "There are fewer of bowl than you want."]]);
  await merchant.sets({ show_units_below: 12 });
  assert.deepEqual(await problems(), [["not_enough", true, "Only 11 of bowl are left."]]);
  await merchant.sets({ show_units_below: null });
  await bowl.reserves(orderNumber(2), 11);
  await copied("BOWL", 0);
  assert.deepEqual(await problems(), [["sold_out", true, "bowl is sold out. Take it out to go on."]]);
  const refused = await carts.call("POST", `/${cart.id}/lines`, { sku: "BOWL", quantity: 1 });
  assert.deepEqual([refused.status, refused.body.type], [409, "/problems/sold_out"]);
});

test("a copy in D1 that fails never holds up a reservation and catches up by itself", async () => {
  await merchant.sells("chair");
  await settled(shop);
  const chair = stockOf(shop, "CHAIR");
  await chair.counts(3);
  await copied("CHAIR", 3);
  await setFault(shop, "d1", "fails");
  const started = Date.now();
  assert.ok((await chair.reserves(orderNumber(1), 3)).done);
  assert.ok(Date.now() - started < 1000);
  await sleep(2500);
  assert.notEqual(await chair.alarm(), null, "the object goes on trying");
  await setFault(shop, "d1", "none");
  assert.equal((await row("CHAIR")).available, 3, "it failed meanwhile");
  await copied("CHAIR", 0);
  await tells("chair", SOLD_OUT);
  await until(async () => (await chair.alarm()) > Date.now() + 600_000, { what: "an object at rest but for its reservation" });
});

test("the copies in D1 can be made anew from the objects, and an old one never overwrites a newer", async () => {
  await merchant.sells("stool");
  const stool = stockOf(shop, "STOOL");
  await stool.counts(7, { safety: 1 });
  await copied("STOOL", 6);
  const before = await shop.db.prepare("SELECT sku, available, on_hand, committed, reserved, safety, oversold FROM stock_levels ORDER BY sku").all();
  await shop.db.prepare("DELETE FROM stock_levels").run();
  for (let cursor = ""; cursor !== null; ) {
    const answer = await shop.admin("POST", `/api/admin/v1/stock/rebuilds?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    assert.equal(answer.status, 202);
    cursor = (await answer.json()).next_cursor;
  }
  const again = () => shop.db.prepare("SELECT sku, available, on_hand, committed, reserved, safety, oversold FROM stock_levels ORDER BY sku").all();
  await until(async () => (await again()).results.length === before.results.length, { what: "every row" });
  assert.deepEqual((await again()).results, before.results);
  await shop.db.prepare("UPDATE stock_levels SET seq = 1000000, on_hand = 99 WHERE sku = 'STOOL'").run();
  await stool.counts(5);
  await sleep(2500);
  assert.equal((await row("STOOL")).on_hand, 99);
});
