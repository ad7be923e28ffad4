// Checkout through the front door: the page's form and the API, from a full cart to an order.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cartsOf, key, visitorOf } from "./cart_visitor.mjs";
import { euro, merchantOf, settled, variant } from "./catalogue.mjs";
import { startShop, until } from "./harness.mjs";
import { ordersOf } from "./orders.mjs";
import { stockOf } from "./stock_keeper.mjs";

const flat = (id, amount) => ({ id, title: id, rate: { by: "flat", prices: [euro(amount)] }, days_min: 1, days_max: 3 });
const ADDRESS = { name: "Ada Byrne", line1: "4 Quay Street", city: "Sligo", postal_code: "f91e2c4", country: "IE" };
const DETAILS = { email: "ada@example.com", address: ADDRESS };

let shop;
let merchant;
let carts;
let orders;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  merchant = merchantOf(shop);
  carts = cartsOf(shop);
  orders = ordersOf(shop);
  await merchant.sells("mug", { title: "Harbour mug", variants: [variant("MUG", { price: euro(1800) })] });
  await merchant.sells("jug", { title: "Jug", variants: [variant("JUG", { price: euro(4000) })] });
  await merchant.sells("file", { title: "Pattern", variants: [variant("FILE", { price: euro(900), requires_shipping: false })] });
  await merchant.sells("gift", { title: "Sample", variants: [variant("GIFT", { price: euro(0), requires_shipping: false })] });
  await merchant.shipsTo("ireland", { methods: [flat("standard", 495), flat("courier", 1290)] });
  await merchant.shipsTo("germany", { title: "Germany", places: [{ country: "DE" }], methods: [flat("paket", 990)] });
  for (const [sku, units] of [["MUG", 500], ["JUG", 3], ["FILE", 500], ["GIFT", 500]]) await stockOf(shop, sku).counts(units);
  await settled(shop);
});
after(() => shop.stop());

const cartOf = (sku, quantity = 1) => carts.creates({ lines: [{ sku, quantity }] });
const checksOut = (cart, body = DETAILS, headers = key()) => carts.call("POST", `/${cart.id}/checkout`, body, headers);

/** A checkout that must make an order. */
async function orderOf(cart, body, headers) {
  const answer = await checksOut(cart, body, headers);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

async function refuses(cart, body, status, name) {
  const before = await carts.reads(cart.id);
  const answer = await checksOut(cart, body);
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.type, `/problems/${name}`, answer.text);
  assert.deepEqual(await carts.reads(cart.id), before, "a refusal changed the cart");
  return answer.body;
}

const reads = async (id) => (await shop.fetch(`/api/v1/orders/${id}`)).json();

/** Pays at the test gateway and waits until the order knows. */
async function pays({ order, redirect_url }) {
  await orders.does({ redirect_url }, "pay");
  await until(async () => (await reads(order.id)).state === "confirmed", { what: "a confirmed order" });
}

test("a checkout answers with the order and its payment page, frozen as it was agreed", async () => {
  const cart = await cartOf("MUG", 2);
  const placed = await orderOf(cart, { ...DETAILS, shipping_rate: "ireland.courier", expected_total: euro(2 * 1800 + 1290) });
  const { order, redirect_url } = placed;
  assert.match(order.number, /^[0-9A-HJKMNP-TV-Z]{10}$/);
  assert.match(order.id, new RegExp(`^${order.number}-[0-9a-f]{32}$`));
  assert.deepEqual([order.state, order.total], ["open", euro(4890)]);
  assert.equal((await shop.fetch(new URL(redirect_url).pathname)).status, 200);
  const found = await reads(order.id);
  assert.equal(found.address.postal_code, "F91 E2C4", "as its country writes it");
  assert.deepEqual(found.lines.map(({ sku, quantity, gross_minor }) => [sku, quantity, gross_minor]), [["MUG", 2, 3600]]);
  assert.equal((await shop.fetch(`/api/v1/orders/${order.number}-${"0".repeat(32)}`)).status, 404);
});

test("rule 1: an unchanged cart is the same order, whatever key comes with it, until it is paid", async () => {
  const cart = await cartOf("MUG");
  const stock = stockOf(shop, "MUG");
  const { reserved } = await stock.reads();
  const first = await orderOf(cart);
  const all = await Promise.all(Array.from({ length: 6 }, () => orderOf(cart)));
  for (const again of all) assert.deepEqual(again, first);
  assert.equal((await stock.reads()).reserved, reserved + 1, "one hold");
  await pays(first);
  await until(async () => (await carts.reads(cart.id)).lines.length === 0, { what: "an empty cart" });
});

test("rule 1: many checkouts of one cart at once make one order", async () => {
  const cart = await cartOf("MUG");
  const all = await Promise.all(Array.from({ length: 8 }, () => checksOut(cart)));
  const made = all.filter(({ status }) => status === 201);
  assert.ok(made.length > 0 && all.every(({ status }) => [201, 409].includes(status)), JSON.stringify(all.map(({ body }) => body)));
  assert.equal(new Set(made.map(({ body }) => body.order.number)).size, 1);
  assert.equal(new Set(made.map(({ body }) => body.redirect_url)).size, 1);
});

test("rule 1: a key brings its first answer again, and refuses another body", async () => {
  const cart = await cartOf("MUG");
  const once = key();
  const first = await checksOut(cart, DETAILS, once);
  assert.equal(first.status, 201, first.text);
  const again = await checksOut(cart, DETAILS, once);
  assert.deepEqual([again.status, again.text, again.headers.get("idempotency-replayed")], [201, first.text, "true"]);
  const other = await checksOut(cart, { ...DETAILS, email: "b@example.com" }, once);
  assert.deepEqual([other.status, other.body.type], [409, "/problems/idempotency_key_reused"]);
  await pays(first.body);
  await until(async () => (await carts.reads(cart.id)).lines.length === 0, { what: "an empty cart" });
  assert.equal((await checksOut(cart, DETAILS, once)).text, first.text, "even when the cart is empty");
});

test("rule 2: another total is told with both quotes, and nothing is made", async () => {
  const cart = await cartOf("MUG");
  const reserved = (await stockOf(shop, "MUG").reads()).reserved;
  const problem = await refuses(cart, { ...DETAILS, expected_total: euro(1) }, 409, "total_changed");
  assert.deepEqual([problem.expected.total, problem.current.total], [euro(1), euro(2295)]);
  assert.equal((await stockOf(shop, "MUG").reads()).reserved, reserved);
  const francs = { amount_minor: 2295, currency: "CHF" };
  await refuses(cart, { ...DETAILS, expected_total: francs }, 409, "total_changed");
  await orderOf(cart, { ...DETAILS, expected_total: problem.current.total });
});

test("rule 3: a changed checkout takes the place of the unpaid order and never competes with it", async () => {
  const [cart, other] = [await cartOf("JUG", 3), await cartOf("JUG")];
  const first = await orderOf(cart, { ...DETAILS, email: "first@example.com" });
  assert.equal((await stockOf(shop, "JUG").reads()).available, 0, "the last ones are held");
  const second = await orderOf(cart, { ...DETAILS, email: "second@example.com" });
  assert.notEqual(second.order.number, first.order.number);
  const [before, now] = [await reads(first.order.id), await reads(second.order.id)];
  assert.deepEqual([before.state, before.end?.reason, before.end?.by], ["expired", "superseded", second.order.number]);
  assert.deepEqual([now.state, now.email], ["open", "second@example.com"]);
  assert.equal((await stockOf(shop, "JUG").reads()).reserved, 3);
  const { status, body: short, text } = await checksOut(other, { ...DETAILS, email: "other@example.com" });
  assert.equal(status, 409, text);
  // Before the copy of the counts is there, reserving says it; afterwards the cart does.
  assert.deepEqual(short.problems.filter(({ blocking }) => blocking).map(({ line_id }) => line_id), [other.lines[0].id]);
  await until(async () => (await carts.reads(other.id)).lines[0].availability === "sold_out", { what: "a copy that says sold out" });
  const own = await orderOf(cart, { ...DETAILS, email: "third@example.com" });
  assert.equal((await reads(own.order.id)).state, "open", "who holds them is not told that they are sold out");
  // Back by the cancel link and with one less: the goods that were held are there again.
  assert.equal((await shop.fetch(`/orders/${own.order.id}/cancelled`)).headers.get("location"), "/checkout?from=payment");
  await carts.changes("PATCH", `/${cart.id}/lines/${cart.lines[0].id}`, { quantity: 2 });
  const third = await orderOf(cart, DETAILS);
  await until(async () => (await stockOf(shop, "JUG").reads()).reserved === 2, { what: "one jug that is free again" });
  assert.equal((await reads(third.order.id)).state, "open");
});

test("rule 5: nothing to deliver needs no address, and nothing to pay no gateway", async () => {
  const digital = await orderOf(await cartOf("FILE"), { email: "ada@example.com" });
  assert.deepEqual([digital.order.total, (await reads(digital.order.id)).address], [euro(900), null]);
  const free = await orderOf(await cartOf("GIFT"), { email: "ada@example.com" });
  // Nothing is left to be sent, so it may be closed at once.
  assert.ok(["confirmed", "closed"].includes(free.order.state), free.order.state);
  assert.deepEqual(free.order.total, euro(0));
  assert.ok(free.redirect_url.endsWith(`/orders/${free.order.id}`));
});

test("what has to be mended is named field by field", async () => {
  const cart = await cartOf("MUG");
  for (const [body, fields] of [
    [{}, ["email"]],
    [{ email: "ada@example.com" }, ["address"]],
    [{ ...DETAILS, address: { ...ADDRESS, country: "DE", postal_code: "1011" } }, ["address.postal_code"]],
    [{ ...DETAILS, shipping_rate: "ireland.pigeon" }, ["shipping_rate"]],
    [{ ...DETAILS, payment_method: "shells" }, ["payment_method"]],
    [{ ...DETAILS, billing_address: {} }, ["billing_address.country"]],
    [{ ...DETAILS, colour: "red" }, ["colour"]],
  ]) {
    const problem = await refuses(cart, body, 422, "invalid");
    assert.deepEqual(problem.errors.map(({ field }) => field), fields);
  }
  assert.deepEqual((await refuses(cart, { ...DETAILS, address: { ...ADDRESS, country: "FR", postal_code: "75001" } }, 409, "cart_problems")).problems.map(({ code }) => code), ["no_shipping"]);
  assert.equal((await refuses(await carts.creates(), DETAILS, 409, "cart_problems")).problems[0].code, "empty");
  assert.equal((await carts.call("POST", `/${"0".repeat(32)}/checkout`, DETAILS)).status, 404);
});

test("another method is another page of the same order", async () => {
  const cart = await cartOf("MUG");
  const card = await orderOf(cart, { ...DETAILS, payment_method: "card" });
  const paypal = await orderOf(cart, { ...DETAILS, payment_method: "paypal" });
  assert.equal(paypal.order.number, card.order.number);
  assert.notEqual(paypal.redirect_url, card.redirect_url);
});

/** A visitor with mugs in the cart, and what the checkout's form holds. */
async function visitorWith(sku = "MUG") {
  const visitor = visitorOf(shop);
  await visitor.posts("/cart/lines", { sku, quantity: "1" });
  return visitor;
}

const FORM = {
  email: "ada@example.com", "address.name": "Ada Byrne", "address.line1": "4 Quay Street", "address.city": "Sligo", "address.country": "IE",
  shipping_rate: "ireland.standard", payment_method: "card", expected_total: "2295 EUR",
};
/** The order that the form has made: the API finds the same one. */
async function orderIdOf(visitor) {
  const address = { name: FORM["address.name"], line1: FORM["address.line1"], city: FORM["address.city"], country: "IE" };
  const same = { email: FORM.email, address, shipping_rate: FORM.shipping_rate, payment_method: "card" };
  const { status, body } = await carts.call("POST", `/${visitor.cart}/checkout`, same);
  assert.equal(status, 201, JSON.stringify(body));
  return body.order.id;
}
const hidden = (html, name) => html.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];

test("rule 2: the form goes to the payment page, and twice to the same one", async () => {
  const visitor = await visitorWith();
  const page = await visitor.looks("/checkout");
  assert.ok(page.includes("Order and pay €22.95"));
  const fields = { ...FORM, idempotency_key: hidden(page, "idempotency_key"), expected_total: hidden(page, "expected_total") };
  const [first, second] = await Promise.all([visitor.posts("/checkout", fields), visitor.posts("/checkout", fields)]);
  assert.deepEqual([first.status, second.status], [303, 303]);
  assert.ok(first.headers.get("location").includes("/test-gateway/sessions/"));
  assert.equal(second.headers.get("location"), first.headers.get("location"));
  // The same form with something else in it: a new wish, since the button Back brings old keys.
  const changed = await visitor.posts("/checkout", { ...fields, email: "b@example.com" });
  assert.equal(changed.status, 303);
  assert.notEqual(changed.headers.get("location"), first.headers.get("location"));
  assert.ok((await visitor.looks("/checkout")).includes('value="b@example.com"'), "what was typed is still there");
});

test("rule 2: another total is shown beside the one that was seen, and asked again", async () => {
  const visitor = await visitorWith();
  const page = await visitor.looks("/checkout");
  const seen = hidden(page, "seen").replaceAll("&#38;", "&").replaceAll("&amp;", "&").replace("4.95", "3.95");
  const answer = await visitor.posts("/checkout", { ...FORM, expected_total: "2195 EUR", seen, idempotency_key: "a" });
  const html = await answer.text();
  assert.equal(answer.status, 409);
  assert.match(html, /You saw €21\.95 and it is €22\.95 now/);
  assert.match(html, /<td>€3\.95<\/td><td>€4\.95<\/td>/);
  assert.ok(html.includes('value="4 Quay Street"'), "fields are kept");
});

test("the page refuses by fields, keeps what was typed, and follows the country without a script", async () => {
  const visitor = await visitorWith();
  const answer = await visitor.posts("/checkout", { ...FORM, email: "ada", "address.country": "DE", "address.postal_code": "1", shipping_rate: "" });
  const html = await answer.text();
  assert.equal(answer.status, 422);
  assert.match(html, /id="address-postal-code"[^>]*aria-invalid="true"/);
  assert.ok(html.includes('value="ada"') && html.includes('role="alert"'));
  const preview = await visitor.posts("/checkout/preview", { ...FORM, "address.country": "DE", code: "NOPE" }, { fragment: "checkout" });
  const part = await preview.text();
  assert.equal(preview.status, 200);
  assert.ok(part.trim().startsWith("<checkout-form>") && !part.includes("<html"));
  assert.match(part, /Order and pay €27\.90/);
  assert.ok(part.includes("NOPE"), "the code is in the cart");
});

test("rule 30: the page of the form keeps itself private and its form to the shop and the gateways", async () => {
  const visitor = await visitorWith();
  const page = await visitor.send("/checkout");
  assert.equal(page.headers.get("cache-control"), "private, no-store");
  assert.match(page.headers.get("content-security-policy"), /form-action 'self'[ ;]/);
  const away = await shop.fetch("/checkout", { method: "POST", body: new URLSearchParams(FORM), headers: { "sec-fetch-site": "cross-site" } });
  assert.equal(away.status, 403);
  for (const method of ["GET", "POST"]) {
    const nobody = visitorOf(shop);
    const empty = method === "GET" ? await nobody.send("/checkout") : await nobody.posts("/checkout", FORM);
    assert.deepEqual([empty.status, empty.headers.get("location")], [303, "/cart"]);
  }
});

test("the order's page follows the payment and empties the badge", async () => {
  const visitor = await visitorWith();
  const sent = await visitor.posts("/checkout", { ...FORM, idempotency_key: "k" });
  const redirect_url = sent.headers.get("location");
  const again = await visitor.posts("/checkout", { ...FORM, idempotency_key: "k" });
  assert.equal(again.headers.get("location"), redirect_url);
  const own = await orderIdOf(visitor);
  const waiting = await visitor.send(`/orders/${own}`);
  const html = await waiting.text();
  assert.match(html, /Waiting for your payment/);
  assert.match(html, /<noscript><meta http-equiv="refresh" content="2;url=\/orders\/[^"]*look=1">/);
  assert.equal(waiting.headers.get("cache-control"), "private, no-store");
  assert.equal(waiting.headers.get("x-robots-tag"), "noindex");
  await orders.does({ redirect_url }, "pay");
  await until(async () => (await visitor.looks(`/orders/${own}?from=payment`)).includes("Thank you for your order"), { what: "a confirmed page" });
  await until(async () => (await visitor.looks(`/orders/${own}`)) && visitor.count === 0, { what: "an empty badge" });
  // Sent once more from an old tab: the same order, although its cart is empty.
  const late = await visitor.posts("/checkout", { ...FORM, idempotency_key: "k" });
  assert.equal(late.headers.get("location"), `/orders/${own}`);
  for (const strange of [own.replace(/.$/, own.endsWith("0") ? "1" : "0"), own.slice(0, 10), "x"]) {
    const missing = await shop.fetch(`/orders/${strange}`);
    assert.deepEqual([missing.status, missing.headers.get("cache-control")], [404, "private, no-store"]);
    const slash = await shop.fetch(`/orders/${strange}/`, { redirect: "manual" });
    assert.deepEqual([slash.status, slash.headers.get("cache-control")], [308, "private, no-store"]);
  }
});

test("rule 3: the way back from the payment page closes it and leads to the full checkout", async () => {
  const visitor = await visitorWith();
  const early = await visitor.looks("/checkout?from=payment");
  assert.ok(!early.includes("You were not charged"), "nobody came from anywhere");
  const sent = await visitor.posts("/checkout", { ...FORM, idempotency_key: "k" });
  const own = await orderIdOf(visitor);
  const ahead = await visitor.send(`/orders/${own}/cancelled`, { headers: { "sec-purpose": "prefetch" } });
  assert.equal(ahead.status, 503);
  const back = await visitor.send(`/orders/${own}/cancelled`);
  assert.deepEqual([back.status, back.headers.get("location")], [303, "/checkout?from=payment"]);
  const page = await visitor.looks("/checkout?from=payment");
  assert.ok(page.includes("You were not charged") && page.includes('value="Ada Byrne"'));
  const again = await visitor.posts("/checkout", { ...FORM, idempotency_key: "l" });
  assert.equal(again.status, 303);
  assert.notEqual(again.headers.get("location"), sent.headers.get("location"), "a new page");
});

test("rule 6: unpaid orders of one address are few", async () => {
  const strict = await startShop({ vars: { TEST_GATEWAY: "1", RATE_LIMITS: "strict" } });
  try {
    const seller = merchantOf(strict);
    await seller.sells("mug", { variants: [variant("MUG", { price: euro(1800), requires_shipping: false })] });
    await stockOf(strict, "MUG").counts(100);
    const theirs = cartsOf(strict);
    const tries = [];
    for (let number = 0; number < 6; number += 1) {
      const cart = await theirs.creates({ lines: [{ sku: "MUG", quantity: 1 }] });
      tries.push(await theirs.call("POST", `/${cart.id}/checkout`, { email: "Ada@Example.com" }, key()));
    }
    assert.deepEqual(tries.map(({ status }) => status), [201, 201, 201, 201, 201, 429], tries.at(-1).text);
    assert.equal(tries[5].body.type, "/problems/too_many_unpaid");
    assert.equal((await stockOf(strict, "MUG").reads()).reserved, 5);
    const other = await theirs.creates({ lines: [{ sku: "MUG", quantity: 1 }] });
    assert.equal((await theirs.call("POST", `/${other.id}/checkout`, { email: "bob@example.com" })).status, 201);
  } finally {
    await strict.stop();
  }
});
