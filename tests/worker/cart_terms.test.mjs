// Carts under the terms of sale: promotions, delivery and tax as the merchant wrote them.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { cartsOf, visitorOf } from "./cart_visitor.mjs";
import { euro, merchantOf, setFault, settled, shippingZone, variant } from "./catalogue.mjs";
import { startShop } from "./harness.mjs";
import { assertSums } from "./sums.mjs";

let shop;
let merchant;
let carts;
const flat = (id, amount, fields) => ({ id, title: id, rate: { by: "flat", prices: [euro(amount)] }, days_min: 1, days_max: 3, ...fields });
const share = (percent) => ({ kind: "percentage", rate_ppm: percent * 10_000 });
const whole = { kind: "order" };

before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  carts = cartsOf(shop);
  await merchant.sells("mug", { title: "Mug", variants: [variant("MUG", { price: euro(1800), weight_grams: 350 })] });
  await merchant.sells("throw", { title: "Throw", variants: [variant("THROW", { price: euro(9999), weight_grams: 1200 })] });
  await merchant.sells("guide", { title: "Guide", variants: [variant("GUIDE", { price: euro(900), requires_shipping: false })] });
  await merchant.sells("book", { title: "Book", tax_class: "reduced", variants: [variant("BOOK", { price: euro(2500), weight_grams: 600 })] });
  await merchant.collects("wool", { products: ["throw"] });
  const irish = [flat("standard", 495), flat("courier", 1290)];
  await merchant.shipsTo("ireland", { methods: irish });
  await merchant.shipsTo("germany", { title: "Germany", places: [{ country: "DE" }], methods: [flat("standard", 990, { free_over: [euro(10_000)] })] });
  const rates = (standard, reduced) => [
    { tax_class: "standard", title: `VAT ${standard}%`, rate_ppm: standard * 10_000 },
    { tax_class: "reduced", title: `VAT ${reduced}%`, rate_ppm: reduced * 10_000 },
  ];
  await merchant.taxes("ireland", { rates: rates(23, 9) });
  await merchant.taxes("germany", { title: "Germany", places: [{ country: "DE" }], rates: rates(19, 7) });
  await settled(shop);
});
after(() => shop.stop());

/** No test inherits a promotion. */
beforeEach(async () => {
  const { promotions } = await merchant.reads("/promotions");
  for (const { id } of promotions) assert.equal((await shop.admin("DELETE", `/api/admin/v1/promotions/${id}`)).status, 204);
});

const named = (quote) => quote.discounts.map(({ promotion, amount }) => [promotion, amount.amount_minor]);
const codesOf = (cart) => cart.problems.map((problem) => problem.code);

/** A cart with these SKUs and codes, whose quote adds up wherever it is read. */
async function cartWith(quantities, ...codes) {
  let cart = await carts.creates({ lines: Object.entries(quantities).map(([sku, quantity]) => ({ sku, quantity })) });
  for (const code of codes) cart = await carts.changes("POST", `/${cart.id}/discounts`, { code });
  return added(cart);
}

async function added(cart) {
  assertSums(cart.quote);
  assert.deepEqual((await carts.call("GET", `/${cart.id}/quote`)).body, cart.quote, "the quote alone is the one of the cart");
  return cart;
}

test("a promotion on a collection reaches its lines and no other", async () => {
  await merchant.promotes("wool", { title: "Wool week", target: { kind: "products", of: { collections: ["wool"] } }, calculator: share(25) });
  const { quote } = await cartWith({ THROW: 2, MUG: 1 });
  // A quarter of 199.98, half up.
  assert.deepEqual(quote.lines.map((line) => [line.sku, line.discounts.map((one) => [one.promotion, one.title, one.amount.amount_minor])]), [
    ["THROW", [["wool", "Wool week", 5000]]],
    ["MUG", []],
  ]);
  assert.deepEqual([named(quote), quote.subtotal, quote.discounted], [[["wool", 5000]], euro(21798), euro(16798)]);
});

test("a promotion by itself and one with a code go together, and the code says that it applies", async () => {
  await merchant.promotes("always", { title: "Always", calculator: share(10) });
  await merchant.promotes("spring", { title: "Spring", code: "SPRING", calculator: { kind: "fixed_amount", amounts: [euro(500)] } });
  const plain = await cartWith({ MUG: 2, BOOK: 1 });
  assert.deepEqual(named(plain.quote), [["always", 610]]);
  const cart = await added(await carts.changes("POST", `/${plain.id}/discounts`, { code: "spring" }));
  assert.deepEqual(cart.discounts, [{ code: "SPRING", applies: true, promotion: "spring", title: "Spring", refusal: null }]);
  assert.deepEqual([named(cart.quote), cart.quote.discounted], [[["always", 610], ["spring", 500]], euro(6100 - 1110)]);
  const less = await added(await carts.changes("DELETE", `/${cart.id}/discounts/SPRING`));
  assert.deepEqual(named(less.quote), [["always", 610]]);
  const visitor = visitorOf(shop);
  await visitor.posts("/cart/lines", { sku: "MUG", quantity: 2 });
  await visitor.posts("/cart/discounts", { code: "spring" });
  assert.match(await visitor.looks(), /Spring[^]*−€5\.00/);
});

test("free delivery takes the price of the chosen delivery away, and its tax", async () => {
  const before = await cartWith({ MUG: 1 });
  assert.deepEqual([before.quote.shipping.rate, before.quote.total], ["ireland.standard", euro(1800 + 495)]);
  await merchant.promotes("free", { title: "Free delivery", code: "FREE", target: { kind: "shipping" }, calculator: share(100) });
  const { quote } = await added(await carts.changes("POST", `/${before.id}/discounts`, { code: "FREE" }));
  assert.deepEqual([quote.shipping.price, quote.shipping.discounted, quote.shipping.tax], [euro(495), euro(0), euro(0)]);
  assert.deepEqual([named(quote), quote.total], [[["free", 495]], euro(1800)]);
});

test("a code whose uses are all taken is refused, and helps again when one is given back", async () => {
  await merchant.promotes("few", { title: "For two", code: "FORTWO", calculator: share(50), usage_limit: 2 });
  const object = shop.env.PROMOTION.get(shop.env.PROMOTION.idFromName("few"));
  const call = async (path, message) => (await object.fetch(`https://object${path}`, { method: "POST", body: JSON.stringify(message) })).json();
  const cart = await cartWith({ MUG: 1 }, "FORTWO");
  assert.equal(cart.discounts[0].applies, true);
  for (const order of ["A", "B"]) {
    assert.equal(await call("/claims", { order, customer: order, limits: { total: 2 }, lease_seconds: 600 }), "claimed");
  }
  const late = await added(await carts.reads(cart.id));
  assert.deepEqual([late.discounts[0].applies, late.discounts[0].refusal], [false, { reason: "used_up" }]);
  assert.match(late.discounts[0].detail, /\w/);
  assert.deepEqual([named(late.quote), late.quote.discounted], [[], euro(1800)]);
  assert.equal(await call("/releases", { order: "A" }), "released");
  assert.equal((await carts.reads(cart.id)).discounts[0].applies, true);
});

test("an object that does not answer leaves its promotion as if unused, and the cart as it is", async () => {
  await merchant.promotes("counted", { title: "For a thousand", calculator: share(10), usage_limit: 1000 });
  const cart = await cartWith({ MUG: 1 });
  assert.deepEqual(named(cart.quote), [["counted", 180]]);
  await setFault(shop, "promotion", "fails");
  shop.clearLogs();
  const meanwhile = await carts.call("GET", `/${cart.id}`);
  await setFault(shop, "promotion", "none");
  assert.deepEqual([meanwhile.status, meanwhile.body], [200, cart]);
  assert.ok(shop.logs().some((line) => /promotion counted are unknown/.test(line.message)), "it is logged");
});

test("another destination changes the tax and the delivery, and what nobody delivers to cannot be bought", async () => {
  const cart = await cartWith({ MUG: 1, BOOK: 2 });
  const titles = (quote) => quote.taxes.map((tax) => tax.title).sort();
  assert.deepEqual([cart.quote.destination.country, cart.quote.destination_is_assumed], ["IE", true]);
  assert.deepEqual([titles(cart.quote), cart.quote.total], [["VAT 23%", "VAT 9%"], euro(6800 + 495)]);
  const sent = (destination) => carts.changes("PUT", `/${cart.id}/destination`, destination);
  const german = await added(await sent({ country: "DE", postal_code: "10115" }));
  assert.equal(german.quote.destination_is_assumed, false);
  assert.deepEqual([german.quote.shipping.rate, titles(german.quote), german.quote.total], ["germany.standard", ["VAT 19%", "VAT 7%"], euro(6800 + 990)]);
  // Delivery is taxed in proportion: 50.00 of 68.00 at 7 %, the rest at 19 %.
  assert.deepEqual(german.quote.shipping.taxes.map((tax) => tax.net.amount_minor + tax.tax.amount_minor), [728, 262]);
  await carts.changes("POST", `/${cart.id}/lines`, { sku: "THROW" });
  const heavy = await added(await carts.reads(cart.id));
  assert.deepEqual(heavy.quote.shipping.price, euro(0), "delivery is free from €100.00");
  const french = await added(await sent({ country: "FR" }));
  assert.deepEqual([french.quote.shipping, french.quote.shipping_options, titles(french.quote)], [null, [], []]);
  const problem = french.problems.find(({ code }) => code === "no_shipping");
  assert.ok(problem?.blocking && /France/.test(problem.detail), JSON.stringify(french.problems));
  assert.ok(!codesOf(await sent({ country: "IE" })).includes("no_shipping"));
});

test("a delivery is chosen by the API and by a form, and one that is no longer offered is forgotten", async () => {
  const cart = await cartWith({ MUG: 1 });
  assert.deepEqual(cart.quote.shipping_options.map((option) => option.rate), ["ireland.standard", "ireland.courier"]);
  assert.equal(cart.quote.shipping.chosen, false, "the cheapest one stands in");
  const fast = await added(await carts.changes("PUT", `/${cart.id}/shipping`, { rate: "ireland.courier" }));
  assert.deepEqual([fast.quote.shipping.rate, fast.quote.shipping.chosen, fast.quote.total], ["ireland.courier", true, euro(1800 + 1290)]);
  const elsewhere = await added(await carts.changes("PUT", `/${cart.id}/destination`, { country: "DE" }));
  assert.deepEqual([elsewhere.quote.shipping.rate, elsewhere.quote.shipping.chosen], ["germany.standard", false]);

  const visitor = visitorOf(shop);
  await visitor.posts("/cart/lines", { sku: "MUG", quantity: 1 });
  const back = await visitor.posts("/cart/shipping", { rate: "ireland.courier" });
  assert.deepEqual([back.status, back.headers.get("location")], [303, "/cart"]);
  assert.match(await visitor.looks(), /value="?ireland\.courier"? checked/);
  assert.deepEqual((await carts.reads(visitor.cart)).quote.total, euro(1800 + 1290));
});

test("digital goods need no delivery, and one thing to deliver brings it back", async () => {
  const cart = await cartWith({ GUIDE: 3 });
  assert.deepEqual([cart.quote.requires_shipping, cart.quote.shipping, cart.quote.total, cart.problems], [false, null, euro(2700), []]);
  const far = await carts.changes("PUT", `/${cart.id}/destination`, { country: "FR" });
  assert.deepEqual(far.problems, [], "and are sent anywhere");
  const mixed = await added(await carts.changes("POST", `/${cart.id}/lines`, { sku: "MUG" }));
  assert.deepEqual([mixed.quote.requires_shipping, codesOf(mixed)], [true, ["no_shipping"]]);
});

test("an order below the market's minimum says what is missing", async () => {
  await merchant.sets({ minimum_order: euro(5000) });
  const cart = await cartWith({ MUG: 1 });
  const problem = cart.problems.find(({ code }) => code === "minimum_not_reached");
  assert.ok(problem?.blocking, JSON.stringify(cart.problems));
  assert.match(problem.detail, /€50\.00.*€32\.00/);
  await merchant.promotes("half", { calculator: share(50) });
  const enough = await added(await carts.changes("PATCH", `/${cart.id}/lines/${cart.lines[0].id}`, { quantity: 3 }));
  assert.deepEqual([enough.quote.discounted, codesOf(enough)], [euro(2700), []], "the minimum is one of prices before promotions");
  await merchant.sets({ minimum_order: null });
});

test("an untidy cart adds up in every market's way of rounding", async () => {
  await merchant.promotes("third", { title: "A third of mugs", target: { kind: "products", of: { skus: ["MUG"] } }, calculator: { kind: "percentage", rate_ppm: 333_333 } });
  await merchant.promotes("odd", { title: "€7.77 off", calculator: { kind: "fixed_amount", amounts: [euro(777)] } });
  await merchant.promotes("near", { title: "Delivery for less", target: { kind: "shipping" }, calculator: share(33) });
  const cart = await cartWith({ MUG: 7, BOOK: 3, THROW: 1, GUIDE: 1 });
  assert.equal(cart.quote.discounts.length, 3);
  for (const scope of ["line", "rate", "order"]) {
    for (const prices_include_tax of [true, false]) {
      await merchant.sets({ tax: { prices_include_tax, rounding_scope: scope } });
      const { quote } = await added(await carts.reads(cart.id));
      assert.equal(quote.prices_include_tax, prices_include_tax);
    }
  }
});

test("a shop without a zone of delivery sells nothing that has to be delivered", async () => {
  for (const zone of ["ireland", "germany"]) assert.equal((await shop.admin("DELETE", `/api/admin/v1/shipping-zones/${zone}`)).status, 204);
  assert.deepEqual(codesOf(await cartWith({ MUG: 1 })), ["no_shipping"]);
  assert.deepEqual(codesOf(await cartWith({ GUIDE: 1 })), []);
  await merchant.shipsTo("ireland", shippingZone());
  assert.deepEqual(codesOf(await cartWith({ MUG: 1 })), []);
});
