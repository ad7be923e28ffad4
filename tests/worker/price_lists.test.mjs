// Price lists: explicit prices beside the products' own, with sales and a history for each list.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { euro, merchantOf, open, read, refuses, settled, variant } from "./catalogue.mjs";

let shop;
let merchant;
const francs = (amount_minor) => ({ amount_minor, currency: "CHF" });
const path = (list) => `/api/admin/v1/price-lists/${list}`;
const DAY_MS = 24 * 3600 * 1000;
const inSeconds = (seconds) => new Date(Math.ceil(Date.now() / 1000) * 1000 + seconds * 1000).toISOString().replace(".000", "");

before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  for (const handle of ["jug", "bowl", "plate"]) await merchant.sells(handle, { variants: [variant(handle.toUpperCase(), { price: euro(5000) })] });
  await merchant.collects("clay", { products: ["jug", "bowl"] });
  await merchant.prices("alps", "CHF", [{ sku: "JUG", price: francs(6000) }, { sku: "BOWL", price: francs(7000) }]);
  await merchant.opens("ch", { currency: "CHF", locale: "de-CH", price_list: "alps" });
  await settled(shop);
});
after(() => shop.stop());

const revisions = async () => {
  const { results } = await shop.db.prepare("SELECT key, revision FROM publications WHERE key LIKE 'product:%' ORDER BY key").all();
  return Object.fromEntries(results.map((row) => [row.key, row.revision]));
};
const history = async (list) => {
  const { results } = await shop.db.prepare("SELECT sku, price_minor, currency, ended FROM price_history WHERE price_list = ?1 ORDER BY from_ms, sku").bind(list).all();
  return results.map((row) => [row.sku, row.price_minor, row.currency, row.ended]);
};

test("a changed price is on its page at once, and only products with changed prices are published", async () => {
  assert.match(await open(shop, "/ch/products/jug"), /CHF\u00a060\.00/);
  const before = await revisions();
  await merchant.prices("alps", "CHF", [{ sku: "JUG", price: francs(6500) }, { sku: "BOWL", price: francs(7000) }]);
  assert.match(await open(shop, "/ch/products/jug"), /CHF\u00a065\.00/, "though the page was in memory");
  assert.match(await open(shop, "/products/jug"), /€50\.00/, "the shop's own price is another");
  assert.equal((await read(shop, "/api/v1/products/jug?market=ch")).variants[0].price.amount_minor, 6500);
  await settled(shop);
  const changed = Object.entries(await revisions()).filter(([key, revision]) => revision !== before[key]).map(([key]) => key);
  assert.deepEqual(changed, ["product:jug"]);
  await until(async () => /CHF\u00a065\.00/.test(await open(shop, "/ch/collections/clay")), { timeoutMs: 20_000, what: "the new price in its list" });
});

test("what the merchant sent comes back, and sending it again changes nothing", async () => {
  const sale = { price: francs(900), starts_at: "2027-01-01T00:00:00Z", ends_at: "2027-02-01T00:00:00Z" };
  const body = { title: "Everything", currency: "CHF", prices: [{ sku: "BOWL", price: francs(1000), compare_at_price: francs(1200), sale }, { sku: "JUG", price: francs(1), compare_at_price: null, sale: null }] };
  const created = await shop.admin("PUT", path("everything"), body);
  assert.deepEqual([created.status, created.headers.get("etag")], [201, '"1"']);
  const { id, revision, updated_at, ...stored } = await merchant.reads("/price-lists/everything");
  assert.deepEqual([id, revision, stored], ["everything", 1, body]);
  assert.ok(updated_at);
  assert.equal((await shop.admin("PUT", path("everything"), stored)).headers.get("etag"), '"1"');
  assert.equal((await shop.admin("PUT", path("everything"), { ...body, title: "All" }, { "if-match": '"1"' })).headers.get("etag"), '"2"');
  await refuses(shop, () => shop.admin("PUT", path("everything"), body, { "if-match": '"1"' }), { status: 412, name: "revision_mismatch" });
  const { price_lists } = await merchant.reads("/price-lists");
  assert.deepEqual(price_lists.map((list) => [list.id, list.price_count]), [["alps", 2], ["everything", 2]]);
  assert.equal((await shop.admin("DELETE", path("everything"))).status, 204);
  await refuses(shop, () => shop.admin("GET", path("everything")), { status: 404, name: "not_found" });
});

test("refusals name the field and change nothing", async () => {
  const put = (list, fields) => () => shop.admin("PUT", path(list), { title: "x", currency: "CHF", prices: [], ...fields });
  for (const [list, fields, refused] of [
    ["alps", { title: "" }, ["title"]],
    ["alps", { currency: "XYZ" }, ["currency"]],
    ["alps", { prices: [{ sku: "JUG", price: euro(1) }] }, ["prices[0].price.currency"]],
    ["alps", { prices: [{ sku: "JUG", price: francs(1) }, { sku: "NOBODY", price: francs(1) }] }, ["prices[1].sku"]],
    ["alps", { prices: [{ sku: "JUG", price: francs(2) }, { sku: "JUG", price: francs(1) }] }, ["prices[1].sku"]],
    ["alps", { prices: [{ sku: "JUG", price: francs(2), compare_at_price: francs(1) }] }, ["prices[0].compare_at_price"]],
    ["alps", { prices: [{ sku: "JUG", price: francs(2), colour: 1 }] }, ["prices[0].colour"]],
    ["alps", { prices: Array.from({ length: 5001 }, (_, number) => ({ sku: `S${number}`, price: francs(1) })) }, ["prices"]],
    ["base", {}, ["id"]],
    ["No List", {}, ["id"]],
  ]) {
    await refuses(shop, put(list, fields), { status: 422, name: "invalid", fields: refused });
  }
  const used = await refuses(shop, put("alps", { currency: "EUR" }), { status: 409, name: "currency_in_use" });
  assert.match(used.detail, /`ch`/);
  const kept = await refuses(shop, () => shop.admin("DELETE", path("alps")), { status: 409, name: "price_list_in_use" });
  assert.match(kept.detail, /`ch`/);
  for (const method of ["GET", "PUT", "DELETE"]) {
    await refuses(shop, () => shop.fetch(path("alps"), { method, body: method === "PUT" ? "{}" : undefined }), { status: 401, name: "unauthorized" });
  }
});

test("the history of a list says what was changed and what was taken away", async () => {
  const price = (sku, amount) => ({ sku, price: francs(amount) });
  await merchant.prices("past", "CHF", [price("JUG", 100), price("BOWL", 200)]);
  await merchant.prices("past", "CHF", [price("JUG", 100), price("BOWL", 250)]);
  await merchant.prices("past", "CHF", [price("BOWL", 250)]);
  assert.deepEqual(await history("past"), [
    ["BOWL", 200, "CHF", 0], ["JUG", 100, "CHF", 0],
    ["BOWL", 250, "CHF", 0],
    ["JUG", 0, "CHF", 1],
  ]);
  await shop.admin("DELETE", path("past"));
  assert.deepEqual((await history("past")).at(-1), ["BOWL", 0, "CHF", 1], "a list that goes ends its prices");
});

test("beside a reduction stands the lowest price that this list had, not another", async () => {
  const sale = { price: francs(3000), starts_at: inSeconds(-3600), ends_at: inSeconds(3600) };
  const reduced = () => merchant.prices("alps", "CHF", [{ sku: "BOWL", price: francs(7000), sale }]);
  const insert = "INSERT INTO price_history (sku, price_list, from_ms, price_minor, currency, ended) VALUES ('BOWL', 'alps', ?1, ?2, ?3, ?4)";
  const rows = [[20, 4000, "CHF", 0], [18, 100, "EUR", 0], [16, 0, "CHF", 1], [10, 7000, "CHF", 0]];
  await shop.db.batch(rows.map(([days, ...row]) => shop.db.prepare(insert).bind(Date.now() - days * DAY_MS, ...row)));
  await reduced();
  const page = (await open(shop, "/ch/products/bowl")).replaceAll("\u00a0", " ");
  assert.match(page, /Lowest price of the last 30 days: CHF 40\.00/);
  assert.match(page, /−25%/);
  assert.doesNotMatch(await open(shop, "/products/bowl"), /Lowest price/, "the shop's own price is not reduced");
});

test("a sale of a list limits the freshness of the pages in its markets alone", async () => {
  const sale = { price: francs(1000), starts_at: inSeconds(30), ends_at: inSeconds(3600) };
  await merchant.sells("lamp", { variants: [variant("LAMP", { price: euro(5000) })] });
  await merchant.prices("alps", "CHF", [{ sku: "LAMP", price: francs(2000), sale }]);
  const freshness = async (address) => {
    const answer = await shop.fetch(address);
    return answer.headers.get("cloudflare-cdn-cache-control").match(/\d+/g).map(Number).reduce((sum, one) => sum + one, 0);
  };
  const left = (Date.parse(sale.starts_at) - Date.now()) / 1000;
  const there = await freshness("/ch/products/lamp");
  assert.ok(there > 0 && there <= left, `${there} s of ${left} s`);
  assert.equal(await freshness("/products/lamp"), 3660, "the shop's own page knows nothing of it");
  const due = await shop.db.prepare("SELECT due_at_ms FROM publications WHERE key = 'product:lamp'").first("due_at_ms");
  assert.equal(due, Date.parse(sale.starts_at), "it is published again when the list's price changes");
});

test("a list survives what becomes of its variants", async () => {
  await merchant.sells("vase", { variants: [variant("VASE-OLD")] });
  const prices = [{ sku: "VASE-OLD", price: francs(500) }];
  await merchant.prices("spare", "CHF", prices);
  await merchant.sells("vase", { variants: [variant("VASE-NEW")] });
  await open(shop, "/products/vase");
  const stored = await merchant.reads("/price-lists/spare");
  assert.deepEqual(stored.prices.map((price) => price.sku), ["VASE-OLD"]);
  const again = await shop.admin("PUT", path("spare"), { title: "Spare", currency: "CHF", prices });
  assert.equal(again.status, 200, "what was read can be sent back");
  await merchant.archives("vase");
  await merchant.prices("spare", "CHF", [...prices, { sku: "VASE-NEW", price: francs(1) }]);
  await merchant.sells("vase", { variants: [variant("VASE-OLD")] });
  await merchant.prices("alps", "CHF", [{ sku: "VASE-OLD", price: francs(700) }]);
  assert.match(await open(shop, "/ch/products/vase"), /CHF\u00a07\.00/);
});

test("a shop has fifty lists, however many come at once, and reads them in parts", async () => {
  const { price_lists: taken } = await merchant.reads("/price-lists?limit=100");
  const put = (index) => shop.admin("PUT", path(`filler-${index}`), { title: "Filler", currency: "EUR", prices: [] });
  const room = 50 - taken.length;
  for (let index = 1; index < room; index += 1) assert.equal((await put(index)).status, 201);
  const rivals = await Promise.all([0, 1, 2].map((index) => put(room + index)));
  assert.deepEqual(rivals.map((answer) => answer.status).sort(), [201, 409, 409]);
  await refuses(shop, () => put(99), { status: 409, name: "too_many" });
  const { price_lists: all, next_cursor: none } = await merchant.reads("/price-lists?limit=100");
  assert.deepEqual([all.length, none], [50, null]);
  const first = await merchant.reads("/price-lists?limit=30");
  const rest = await merchant.reads(`/price-lists?limit=30&cursor=${first.next_cursor}`);
  assert.deepEqual([...first.price_lists, ...rest.price_lists], all);
  for (const { id } of all) if (id.startsWith("filler-")) assert.equal((await shop.admin("DELETE", path(id))).status, 204);
});

test("a list with thousands of prices is taken in one request and published soon", async () => {
  const skus = Array.from({ length: 100 }, (_, number) => `BULK-${number}`);
  const variants = (from) => skus.slice(from, from + 5).map((sku, index) => variant(sku, { options: [`${index}`] }));
  for (let from = 0; from < 100; from += 5) await merchant.sells(`bulk-${from}`, { options: [{ name: "No" }], variants: variants(from) });
  await merchant.prices("alps", "CHF", skus.map((sku) => ({ sku, price: francs(4200) })));
  for (const from of [0, 50, 95]) {
    await until(async () => (await shop.fetch(`/ch/products/bulk-${from}?look=${Math.random()}`)).status === 200, { timeoutMs: 20_000, what: `bulk-${from} in francs` });
  }
  await settled(shop);
});
