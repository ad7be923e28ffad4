// A cart in each market: its own currency, prices and way of writing them, under its own address.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cartsOf, visitorOf } from "./cart_visitor.mjs";
import { euro, merchantOf, open, settled, variant } from "./catalogue.mjs";
import { startShop, until } from "./harness.mjs";
import { elements } from "./markup.mjs";

let shop;
let merchant;
let carts;
const money = (currency) => (amount_minor) => ({ amount_minor, currency });
const [francs, dollars] = ["CHF", "USD"].map(money);
const listed = (sku, price, fields) => ({ sku, price, ...fields });

before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  carts = cartsOf(shop);
  for (const [handle, price] of [["jug", 129900], ["bowl", 4900], ["plate", 2900], ["lamp", 6900]]) {
    await merchant.sells(handle, { title: `The ${handle}`, variants: [variant(handle.toUpperCase(), { price: euro(price) })] });
  }
  await merchant.prices("alps", "CHF", [listed("JUG", francs(139900)), listed("BOWL", francs(5500))]);
  await merchant.prices("states", "USD", [listed("JUG", dollars(150000)), listed("BOWL", dollars(4999))]);
  await merchant.taxes("us", { title: "New York", places: [{ country: "US" }], rates: [{ tax_class: "standard", title: "Sales tax 8.875%", rate_ppm: 88_750 }] });
  await merchant.opens("ch", { currency: "CHF", locale: "de-CH", price_list: "alps" });
  await merchant.opens("us", { currency: "USD", locale: "en-US", price_list: "states", tax: { prices_include_tax: false } });
  await settled(shop);
});
after(() => shop.stop());

/** What a page says, with plain spaces. */
const words = (html) => html.replaceAll(/<style>.*?<\/style>/gs, "").replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
const codesOf = (cart) => cart.problems.map((problem) => problem.code);

/** The cart of a visitor as the storefront API has it. */
const cartOf = (visitor) => carts.reads(visitor.cart);

test("the forms of a market's page stay in it, and its prices are written as people there write them", async () => {
  const visitor = visitorOf(shop);
  const product = await open(shop, "/ch/products/jug");
  const actions = (html) => elements(html, "form").map((form) => form.attribute("action")).filter(Boolean);
  assert.ok(actions(product).includes("/ch/cart/lines"), "the page of a product adds to the cart of its market");
  const added = await visitor.posts("/ch/cart/lines", { sku: "JUG", quantity: 2 });
  assert.deepEqual([added.status, added.headers.get("location")], [303, "/ch/cart"]);
  await visitor.posts("/ch/cart/discounts", { code: "NEVER" });
  const page = await visitor.looks("/ch/cart");
  assert.ok(words(page).includes("CHF 2’798.00"), "two jugs in francs");
  assert.doesNotMatch(page, /€/);
  const forms = actions(page);
  for (const path of ["/ch/cart/lines/1", "/ch/cart/destination", "/ch/cart/discounts", "/ch/cart/discounts/NEVER/removal", "/ch/cart/note"]) {
    assert.ok(forms.includes(path), `${path} among ${forms.join()}`);
  }
  assert.deepEqual(forms.filter((action) => !action.startsWith("/ch/")), []);
  const hidden = elements(page, "input").filter((input) => input.attribute("name") === "return_to");
  assert.deepEqual([...new Set(hidden.map((input) => input.attribute("value")))], ["/ch/cart"]);
  const fewer = await visitor.posts("/ch/cart/lines/1", { quantity: 1 });
  assert.deepEqual([fewer.status, fewer.headers.get("location")], [303, "/ch/cart"]);
  assert.ok(words(await visitor.looks("/ch/cart")).includes("CHF 1’399.00"));
  assert.equal((await visitor.send("/ch/cart/JUG:3")).headers.get("location"), "/ch/cart", "a link leads to the market's cart");
  const cart = await cartOf(visitor);
  assert.deepEqual([cart.market, cart.quote.currency, cart.quote.total], ["ch", "CHF", francs(3 * 139900)]);
});

test("a sale of the market's list begins and ends in the cart by the clock", async () => {
  const now = Date.now();
  const instant = (seconds) => new Date(now + seconds * 1000).toISOString();
  const sale = { price: francs(4400), starts_at: instant(4), ends_at: instant(8) };
  await merchant.prices("alps", "CHF", [listed("JUG", francs(139900)), listed("BOWL", francs(5500), { sale })]);
  const cart = await carts.creates({ market: "ch", lines: [{ sku: "BOWL", quantity: 3 }] });
  const early = Date.now() < now + 4000;
  if (early) assert.deepEqual([cart.quote.list, cart.quote.subtotal], [francs(16500), francs(16500)]);
  const subtotal = async () => (await carts.reads(cart.id)).quote.subtotal.amount_minor;
  await until(async () => (await subtotal()) === 13200, { what: "the sale" });
  const [line] = (await carts.reads(cart.id)).quote.lines;
  assert.deepEqual([line.list_unit, line.unit, line.list, line.subtotal], [francs(5500), francs(4400), francs(16500), francs(13200)]);
  await until(async () => (await subtotal()) === 16500, { what: "the end of the sale" });
});

test("what the market's list does not name cannot be added, and costs nothing in a cart that comes from elsewhere", async () => {
  const visitor = visitorOf(shop);
  const refused = await visitor.posts("/ch/cart/lines", { sku: "PLATE", quantity: 1 }, { fragment: "cart" });
  assert.equal(refused.status, 422);
  assert.deepEqual((await refused.json()).errors.map((error) => error.field), ["sku"]);
  assert.equal(visitor.cart, undefined, "nothing was made");

  await visitor.posts("/cart/lines", { sku: "JUG", quantity: 1 });
  await visitor.posts("/cart/lines", { sku: "PLATE", quantity: 4 });
  assert.ok(words(await visitor.looks("/cart")).includes("€1,415.00"), "at home both are sold");
  const page = words(await visitor.looks("/ch/cart"));
  assert.ok(page.includes("CHF 1’399.00") && page.includes("The plate is not sold in this country."), page);
  assert.equal((await cartOf(visitor)).market, null, "looking at it moves nothing");

  await visitor.posts("/ch/cart/note", { note: "Moved." });
  const moved = await cartOf(visitor);
  assert.equal(moved.market, "ch");
  assert.deepEqual(moved.lines.map((line) => [line.sku, line.quantity, line.unit_price]), [["JUG", 1, francs(139900)], ["PLATE", 4, null]]);
  const problem = moved.problems.find(({ code }) => code === "not_sold_here");
  assert.deepEqual([problem?.line_id, problem?.blocking], [moved.lines[1].id, true]);
  assert.ok(!codesOf(moved).includes("price_changed"), "another currency is no other price");
  assert.deepEqual([moved.quote.lines.length, moved.quote.total], [1, francs(139900)]);

  await visitor.posts("/cart/lines", { sku: "JUG", quantity: 1 });
  const back = await cartOf(visitor);
  assert.deepEqual([back.market, back.quote.total], [null, euro(2 * 129900 + 4 * 2900)], "and home again everything has its price");
});

test("the API makes a cart in a market and refuses one that the shop does not have", async () => {
  const cart = await carts.creates({ market: "ch", lines: [{ sku: "JUG", quantity: 2 }] });
  assert.deepEqual([cart.market, cart.quote.currency, cart.quote.total], ["ch", "CHF", francs(279800)]);
  assert.deepEqual(cart.lines[0].seen_price, francs(139900));
  const more = await carts.changes("POST", `/${cart.id}/lines`, { sku: "BOWL" });
  assert.equal(more.market, "ch", "a change keeps it");
  assert.equal(more.quote.destination.country, "CH");
  const elsewhere = await carts.call("POST", `/${cart.id}/lines`, { sku: "PLATE" });
  assert.deepEqual([elsewhere.status, elsewhere.body.errors[0].field], [422, "sku"]);
  for (const market of ["fr", "Switzerland"]) {
    const refused = await carts.call("POST", "", { market });
    assert.deepEqual([refused.status, refused.body.errors?.[0]?.field], [422, "market"], refused.text);
  }
});

test("a market whose prices are without tax adds it", async () => {
  const cart = await carts.creates({ market: "us", lines: [{ sku: "JUG" }, { sku: "BOWL", quantity: 3 }] });
  const { quote } = cart;
  // 8.875 % of 1500.00 is 133.13 (half up), of 149.97 it is 13.31: each line by itself.
  assert.equal(quote.prices_include_tax, false);
  assert.deepEqual(quote.lines.map((line) => [line.net, line.tax, line.total]), [
    [dollars(150000), dollars(13313), dollars(163313)],
    [dollars(14997), dollars(1331), dollars(16328)],
  ]);
  assert.deepEqual([quote.subtotal, quote.tax, quote.total], [dollars(164997), dollars(14644), dollars(179641)]);
  assert.deepEqual(quote.taxes.map((tax) => [tax.title, tax.net, tax.tax]), [["Sales tax 8.875%", dollars(164997), dollars(14644)]]);
  const visitor = visitorOf(shop);
  await visitor.posts("/us/cart/lines", { sku: "JUG", quantity: 1 });
  const page = words(await visitor.looks("/us/cart"));
  assert.ok(page.includes("plus Sales tax 8.875% $133.13"), page);
  assert.ok(page.includes("$1,633.13"), page);
});

test("a cart whose market is taken away is one of the shop's own market", async () => {
  await merchant.opens("li", { currency: "CHF", locale: "de-LI", price_list: "alps" });
  const visitor = visitorOf(shop);
  await visitor.posts("/li/cart/lines", { sku: "JUG", quantity: 1 });
  assert.deepEqual((await cartOf(visitor)).quote.total, francs(139900));
  assert.equal((await shop.admin("DELETE", "/api/admin/v1/markets/li")).status, 204);
  assert.equal((await visitor.send("/li/cart")).status, 404);
  const cart = await cartOf(visitor);
  assert.deepEqual([cart.quote.currency, cart.quote.total], ["EUR", euro(129900)]);
  assert.ok(words(await visitor.looks("/cart")).includes("€1,299.00"));
  const more = await carts.changes("POST", `/${visitor.cart}/lines`, { sku: "PLATE" });
  assert.deepEqual([more.market, more.quote.total], [null, euro(132800)], "the next change writes it down");
});
