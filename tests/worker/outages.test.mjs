// Gateways that time out, refuse, break off and stay away: the order settles by itself, nothing is charged
// twice, and the shopper's page tells the truth at each stage (rules 8, 9, 13, 17 and 20).
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { PRICE_MINOR, SHIPPING_MINOR, buyersOf, capturedMinor, stocks } from "./checkout_visitor.mjs";
import { circuitCloses } from "./gateways.mjs";
import { startShop, until } from "./harness.mjs";
import { ordersOf, placementOf } from "./orders.mjs";
import { trouble } from "./played_gateway.mjs";
import { MOLLIE_VARS, PlayedMollie } from "./played_mollie.mjs";
import { PlayedStripe, STRIPE_VARS, sendsStripe } from "./played_stripe.mjs";
import { balanced, stockOf } from "./stock_keeper.mjs";

const TOTAL_MINOR = PRICE_MINOR + SHIPPING_MINOR;
const HOUR_SECONDS = 3600;
const OPENINGS = /^POST .*(sessions|payments)$/;
const EVERYTHING = /./;

const stripe = new PlayedStripe();
const mollie = new PlayedMollie();
const gateways = { stripe, mollie };
let shop;
let orders;
let buyers;
before(async () => {
  const outbound = async (request) => (await stripe.answers(request)) ?? (await mollie.answers(request));
  const vars = { ...STRIPE_VARS, ...MOLLIE_VARS, TEST_GATEWAY: "1", MAIL_FROM: "shop@shop.example" };
  shop = await startShop({ vars, outbound });
  orders = ordersOf(shop);
  buyers = buyersOf(shop);
  await stocks(shop, { LAMP: 200, TRAY: 200 });
});
after(() => shop.stop());
afterEach(async () => {
  for (const [name, gateway] of Object.entries(gateways)) {
    gateway.works();
    await circuitCloses(shop, name);
  }
});

/** Places an order that one gateway alone may take, whatever comes of it. */
async function attempts(gateway, wishes = {}) {
  const payment = { method: "card", gateways: [gateway] };
  const lines = [{ sku: "LAMP", quantity: 1, unit: PRICE_MINOR }];
  const placement = placementOf(shop, { lines, shipping: SHIPPING_MINOR, payment, origin: "https://shop.example", ...wishes });
  const { view } = await orders.attempts(placement);
  return { number: placement.number, token: `${placement.number}-${placement.secret}`, view };
}
/** What the shopper's page says, as one who has nothing to do with it looks at it. */
async function pageOf({ token }, query = "?look=99") {
  const answer = await shop.fetch(`/orders/${token}${query}`);
  assert.equal(answer.status, 200);
  const html = await answer.text();
  return { title: /<h1[^>]*>([^<]*)/.exec(html)[1].trim(), html };
}
const becomes = (placed, state) =>
  until(async () => {
    const order = await orders.reads(placed.number);
    return order.state === state && order;
  }, { what: `${placed.number} ${state}` });
const reservedOf = async (sku) => (await stockOf(shop, sku).reads()).reserved;

/** Paid once, by one page, and the page says so. */
async function isPaidOnce(placed) {
  const order = await becomes(placed, "confirmed");
  assert.deepEqual([order.payment_status, order.totals.captured_minor, order.totals.unmatched_minor], ["paid", TOTAL_MINOR, 0]);
  assert.equal(order.ledger.length, 1);
  assert.equal((await pageOf(placed)).title, "Thank you for your order");
  await balanced(stockOf(shop, "LAMP"));
  return order;
}
/** Every request to open the page of an order's attempt, which must be the same one to the byte (rule 8). */
function openingsOf(gateway, number, attempt = 1) {
  const sent = gateways[gateway].calls.filter(({ key }) => key === `${number}:${attempt}:open`);
  assert.equal(new Set(sent.map(({ body }) => body)).size, sent.length === 0 ? 0 : 1, "byte for byte");
  return sent;
}
const paidAt = { stripe: (number) => stripe.pays(stripe.of(number)), mollie: (number) => mollie.pays(mollie.of(number)) };

for (const gateway of ["stripe", "mollie"]) {
  test(`rule 9: ${gateway} answers 429: no page exists, the shopper is told at once and the goods go back`, async () => {
    const reserved = await reservedOf("LAMP");
    gateways[gateway].meets(OPENINGS, trouble.answers(429));
    const placed = await attempts(gateway);
    assert.deepEqual(placed.view.end, { reason: "payment_unavailable", passes: true });
    assert.equal(placed.view.redirect_url, null);
    const { title, html } = await pageOf(placed);
    assert.equal(title, "The order was not made");
    assert.match(html, /You were not charged/);
    await becomes(placed, "expired");
    assert.equal(await reservedOf("LAMP"), reserved);
    await orders.passes(placed.number, HOUR_SECONDS);
    assert.deepEqual([openingsOf(gateway, placed.number).length, gateways[gateway].allOf(placed.number).length], [1, 0]);
  });

  for (const [words, what] of [
    ["answers 500 and did nothing", trouble.answers(500)],
    ["answers 502 and did it", trouble.answersAfter(502)],
    ["breaks off in the middle of its answer", trouble.breaksAfter()],
    ["does not answer in eight seconds", trouble.hangsAfter()],
  ]) {
    test(`rules 8 and 9: ${gateway} ${words}: the same request goes out again, and one page is paid once`, async () => {
      gateways[gateway].meets(OPENINGS, what);
      const started = Date.now();
      const placed = await attempts(gateway);
      assert.ok(Date.now() - started < 12_000, "a call has eight seconds");
      assert.deepEqual([placed.view.end, placed.view.redirect_url, placed.view.state], [null, null, "open"]);
      const { title, html } = await pageOf(placed);
      assert.equal(title, "One moment, please");
      assert.doesNotMatch(html, /Go to the payment page/);
      await orders.passes(placed.number, 31);
      assert.equal(openingsOf(gateway, placed.number).length, 2);
      const [page, ...others] = gateways[gateway].allOf(placed.number);
      assert.deepEqual(others, [], "one page");
      const waiting = await pageOf(placed);
      assert.equal(waiting.title, "Waiting for your payment");
      assert.ok(waiting.html.includes(page.url ?? page._links.checkout.href), "its address");
      paidAt[gateway](placed.number);
      await pageOf(placed, "?from=payment");
      await isPaidOnce(placed);
    });
  }

  test(`rule 9: ${gateway} is down for an hour after the shopper has paid: the page says that it is asking, and the order is confirmed`, async () => {
    const placed = await attempts(gateway);
    paidAt[gateway](placed.number);
    gateways[gateway].meets(EVERYTHING, trouble.answers(503), { stays: true });
    assert.equal((await pageOf(placed, "?from=payment&look=99")).title, "We are looking for your payment");
    for (const seconds of [31, 120, 300, 600, 1200, 2400, HOUR_SECONDS]) {
      await orders.passes(placed.number, seconds);
      const order = await orders.reads(placed.number);
      assert.deepEqual([order.state, order.payment_status], ["open", "unpaid"], `after ${seconds} s`);
      const { title, html } = await pageOf(placed, "?from=payment&look=99");
      assert.equal(title, "We are looking for your payment");
      assert.match(html, /no need to pay again/);
    }
    assert.ok((await reservedOf("LAMP")) >= 1, "held as long as nobody knows");
    gateways[gateway].works();
    await circuitCloses(shop, gateway);
    await orders.passes(placed.number, 2 * HOUR_SECONDS + 60);
    await isPaidOnce(placed);
    assert.equal(gateways[gateway].allOf(placed.number).length, 1);
  });

  test(`rule 9: ${gateway} opens a page, is down for an hour, and the page that nobody saw is closed when it is found`, async () => {
    gateways[gateway].meets(OPENINGS, trouble.answersAfter(502));
    gateways[gateway].meets(EVERYTHING, trouble.answers(503), { stays: true });
    const placed = await attempts(gateway);
    assert.equal((await pageOf(placed)).title, "One moment, please");
    const page = gateways[gateway].of(placed.number);
    for (const seconds of [31, 100, 230, 540, 1150]) await orders.passes(placed.number, seconds);
    // The circuit is open by now: the shopper is not kept waiting for what may take hours.
    const told = await pageOf(placed);
    assert.equal(told.title, "The order was not made");
    assert.match(told.html, /You were not charged/);
    assert.ok(page.status === "open", "it is there, and nobody has its address");
    gateways[gateway].works();
    await circuitCloses(shop, gateway);
    await orders.passes(placed.number, 1760);
    assert.ok(page.status !== "open", "found by its key and closed");
    const order = await becomes(placed, "expired");
    assert.deepEqual([order.payment_status, order.ledger], ["unpaid", []]);
    assert.equal(gateways[gateway].allOf(placed.number).length, 1);
    const { goods } = await orders.document(placed.number);
    assert.ok(goods.skus.every(({ state }) => state === "free"), JSON.stringify(goods.skus));
  });

  test(`rule 17: a refund that times out at ${gateway} is made once`, async () => {
    const placed = await attempts(gateway);
    paidAt[gateway](placed.number);
    await orders.passes(placed.number, 31);
    await isPaidOnce(placed);
    gateways[gateway].meets(/^POST .*refunds$/, trouble.hangsAfter());
    const headers = { "idempotency-key": crypto.randomUUID() };
    const wish = { amount_minor: 500, reason: "A scratch" };
    const { status, body } = await orders.refunds(placed.number, wish, headers);
    assert.equal(status, 201, JSON.stringify(body));
    const page = gateways[gateway].of(placed.number);
    assert.equal(page.refunds.length, 1, "it was made, and nobody knows");
    const waiting = await orders.reads(placed.number);
    assert.deepEqual([waiting.refunds[0].state, waiting.totals.refunded_minor, waiting.totals.refundable_minor], ["submitted", 0, TOTAL_MINOR - 500]);
    const tooMuch = await orders.refunds(placed.number, { amount_minor: TOTAL_MINOR });
    assert.equal(tooMuch.status, 409, "what is on its way is not there twice");
    assert.equal((await orders.refunds(placed.number, wish, headers)).status, 201, "the same request is the same refund");
    await orders.passes(placed.number, 31);
    const order = await orders.reads(placed.number);
    assert.deepEqual(order.refunds.map(({ state }) => state), ["succeeded"]);
    assert.deepEqual([order.payment_status, order.totals.refunded_minor], ["part_refunded", 500]);
    assert.equal(page.refunds.length, 1);
    const keys = gateways[gateway].asked(/refunds$/).filter(({ key }) => key?.startsWith(placed.number)).map(({ key }) => key);
    assert.deepEqual([keys.length, new Set(keys).size], [2, 1]);
  });
}

test("rules 8 and 9: Stripe keeps its 500 under the key for a day: the order ends unpaid with its page, and the goods go back", async () => {
  const reserved = await reservedOf("LAMP");
  stripe.meets(OPENINGS, trouble.answersForGood(500));
  const placed = await attempts("stripe");
  assert.equal(await reservedOf("LAMP"), reserved + 1);
  await orders.passes(placed.number, 31);
  assert.equal((await pageOf(placed)).title, "One moment, please");
  await orders.passes(placed.number, HOUR_SECONDS);
  const order = await becomes(placed, "expired");
  assert.deepEqual([order.payment_status, order.ledger, stripe.allOf(placed.number).length], ["unpaid", [], 1]);
  const { title, html } = await pageOf(placed);
  assert.equal(title, "The order was not made");
  assert.match(html, /You were not charged/);
  assert.equal(await reservedOf("LAMP"), reserved);
  openingsOf("stripe", placed.number);
});

test("rule 9: when the first gateway does not answer the next one serves the shopper, and the first one's page is closed when it is found", async () => {
  mollie.meets(OPENINGS, trouble.breaksAfter());
  const placed = await buyers.buys(["LAMP"]);
  assert.ok(placed.redirect_url.startsWith("https://checkout.stripe.com/"), placed.redirect_url);
  assert.equal(placed.total.amount_minor, TOTAL_MINOR);
  await orders.passes(placed.number, 31);
  assert.equal(mollie.of(placed.number).status, "canceled");
  assert.equal(openingsOf("mollie", placed.number).length, 2);
  const paid = stripe.pays(stripe.of(placed.number, 2));
  assert.equal((await sendsStripe(shop, stripe.event("checkout.session.completed", paid))).status, 200);
  await isPaidOnce(placed);
});

test("rule 9: an order fails over only to a gateway that offers the chosen method", async () => {
  const billing_address = { name: "Jan Jansen", line1: "Damrak 1", city: "Amsterdam", postal_code: "1012 LG", country: "NL", phone: "" };
  for (const gateway of [mollie, stripe]) gateway.meets(OPENINGS, trouble.answers(429));
  const cart = await buyers.fills(["LAMP"]);
  const ideal = await buyers.checksOut(cart, { payment_method: "ideal", billing_address });
  assert.ok(ideal.status >= 400, JSON.stringify(ideal.body));
  const openings = (gateway) => gateway.asked(OPENINGS).at(-1);
  assert.match(openings(mollie).body, /"method":"ideal"/);
  assert.match(openings(stripe).body, /payment_method_types%5B0%5D=ideal/);
  const number = openings(mollie).key.split(":")[0];
  assert.deepEqual(await buyers.sessions(number), [], "the test gateway has no iDEAL");
  // By card the same cart goes on to the gateway that is left.
  for (const gateway of [mollie, stripe]) gateway.meets(OPENINGS, trouble.answers(429));
  const card = await buyers.places(cart, { payment_method: "card", billing_address });
  assert.match(card.redirect_url, /\/test-gateway\/sessions\//);
  assert.equal((await buyers.sessions(card.number)).length, 1);
});

test("rule 9: with two gateways that do not answer the checkout answers within twenty seconds, and the order goes on by itself", async () => {
  for (const gateway of [mollie, stripe]) gateway.meets(OPENINGS, trouble.hangsAfter());
  const started = Date.now();
  const placed = await buyers.buys(["LAMP"]);
  const seconds = (Date.now() - started) / 1000;
  assert.ok(seconds > 8 && seconds < 20, `${seconds} s`);
  assert.equal(placed.redirect_url, `${shop.url}/orders/${placed.token}`, "to the order's own page");
  assert.equal((await pageOf(placed)).title, "One moment, please");
  await until(async () => (await orders.reads(placed.number)).payments.length === 3, { what: "the third gateway's turn", timeoutMs: 15_000 });
  await orders.passes(placed.number, 31);
  assert.deepEqual([mollie.of(placed.number).status, stripe.of(placed.number, 2).status], ["canceled", "expired"]);
  const { title, html } = await pageOf(placed);
  assert.equal(title, "Waiting for your payment");
  assert.match(html, /\/test-gateway\/sessions\//);
  const [session] = await buyers.sessions(placed.number);
  await orders.does({ redirect_url: `${shop.url}/test-gateway/sessions/${session.id}` }, "pay");
  await isPaidOnce(placed);
});

test("rule 13: a capture that takes effect and whose answer is lost is looked up and not made again", async () => {
  const placed = await buyers.buys(["LAMP"], { payment_method: "paypal" });
  await orders.does(placed, "pay_and_lose_answer", "dropped");
  const [approved] = await buyers.sessions(placed.number);
  assert.deepEqual([approved.status, approved.captures], ["authorised", []]);
  await orders.passes(placed.number, 31);
  await isPaidOnce(placed);
  const [session, ...others] = await buyers.sessions(placed.number);
  assert.deepEqual([capturedMinor(session), session.captures.length, others.length], [TOTAL_MINOR, 1, 0]);
});
