// Money that comes when nobody expects it any more: it is booked, and it buys goods or goes back
// (rules 7, 10, 13, 15 and 22).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { PRICE_MINOR, SHIPPING_MINOR, buyersOf, capturedMinor, refundedMinor, stocks } from "./checkout_visitor.mjs";
import { signedHook } from "./orders.mjs";
import { BACKSTOP_SECONDS, balanced, stockOf } from "./stock_keeper.mjs";

const TOTAL_MINOR = PRICE_MINOR + SHIPPING_MINOR;
const DAY_SECONDS = 24 * 3600;

let shop;
let buyers;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  buyers = buyersOf(shop);
  await stocks(shop, { LATE: 1, GONE: 1, BACKSTOP: 1, TAKEN: 1, APPROVED: 1, UNHELD: 1, TWICE: 5, SECOND: 5, ODD: 5, CANCELLED: 5 });
});
after(() => shop.stop());

/** The merchant's view of an order whose money is all back. */
const refunded = (number) =>
  until(async () => {
    const order = await buyers.orders.reads(number);
    return order.refunds.length > 0 && order.refunds.every(({ state }) => state === "succeeded") && order;
  }, { what: `the refund of ${number}` });
const causesOf = (order) => order.refunds.map(({ cause, reason }) => cause ?? reason);
async function moneyAtTheGateway(number) {
  const sessions = await buyers.sessions(number);
  return sessions.map((session) => [capturedMinor(session), refundedMinor(session)]);
}
const reservedOf = async (sku) => (await stockOf(shop, sku).reads()).reserved;
/** Lets the reservation of a SKU lapse by the stock's own timer, as if its order had never woken. */
async function lapses(placed, sku) {
  const { goods } = await buyers.orders.document(placed.number);
  const at = Date.parse(goods.leased_until) + BACKSTOP_SECONDS * 1000 + 1;
  const answer = await shop.fetch(`/__dev/stock/${sku}/alarm`, { method: "POST", body: JSON.stringify(new Date(at).toISOString()) });
  assert.ok(answer.ok, await answer.text());
  assert.equal(await reservedOf(sku), 0, "lapsed");
}

test("rule 22: a payment for an order that expired confirms it where a unit is left", async () => {
  const placed = await buyers.buys(["LATE"]);
  await buyers.orders.passes(placed.number, DAY_SECONDS);
  await buyers.becomes(placed, "expired");
  assert.equal(await reservedOf("LATE"), 0);
  await buyers.does(placed, "pay_regardless");
  const order = await buyers.becomes(placed, "confirmed");
  assert.deepEqual([order.payment_status, order.totals.captured_minor, order.refunds], ["paid", TOTAL_MINOR, []]);
  const { events } = await buyers.orders.document(placed.number);
  assert.ok(events.some(({ what }) => what.what === "money_received" && what.late), JSON.stringify(events));
  const { committed, available } = await balanced(stockOf(shop, "LATE"));
  assert.deepEqual({ committed, available }, { committed: 1, available: 0 });
});

test("rule 22: a payment for an order that expired is given back where the unit was sold meanwhile", async () => {
  const next = await buyers.fills(["GONE"]);
  const placed = await buyers.buys(["GONE"]);
  await buyers.orders.passes(placed.number, DAY_SECONDS);
  await buyers.becomes(placed, "expired");
  const other = await until(async () => {
    const { status, body } = await buyers.checksOut(next);
    return status === 201 && { number: body.order.number, redirect_url: body.redirect_url };
  }, { what: "the next shopper's order" });
  await buyers.pays(other);
  await buyers.does(placed, "pay_regardless");
  const order = await refunded(placed.number);
  assert.deepEqual([order.state, order.payment_status, causesOf(order)], ["cancelled", "refunded", ["goods_gone"]]);
  assert.deepEqual(await moneyAtTheGateway(placed.number), [[TOTAL_MINOR, TOTAL_MINOR]]);
  assert.equal((await buyers.orders.reads(other.number)).state, "confirmed");
  const { committed, oversold } = await balanced(stockOf(shop, "GONE"));
  assert.deepEqual({ committed, oversold }, { committed: 1, oversold: 0 });
});

test("rule 22: a reservation that the stock gave back by itself is committed where the unit is still there", async () => {
  const placed = await buyers.buys(["BACKSTOP"]);
  await lapses(placed, "BACKSTOP");
  await buyers.pays(placed);
  const { committed, reserved } = await balanced(stockOf(shop, "BACKSTOP"));
  assert.deepEqual({ committed, reserved }, { committed: 1, reserved: 0 });
});

test("rule 22: a reservation that the stock gave back by itself and sold again is not sold twice", async () => {
  const next = await buyers.fills(["TAKEN"]);
  const placed = await buyers.buys(["TAKEN"]);
  await lapses(placed, "TAKEN");
  const other = await until(async () => {
    const { status, body } = await buyers.checksOut(next);
    return status === 201 && { number: body.order.number, redirect_url: body.redirect_url };
  }, { what: "the next shopper's order" });
  await buyers.does(placed, "pay");
  const order = await refunded(placed.number);
  assert.deepEqual([order.state, causesOf(order)], ["cancelled", ["goods_gone"]]);
  assert.deepEqual(await moneyAtTheGateway(placed.number), [[TOTAL_MINOR, TOTAL_MINOR]]);
  await buyers.pays(other);
  const { committed, oversold } = await balanced(stockOf(shop, "TAKEN"));
  assert.deepEqual({ committed, oversold }, { committed: 1, oversold: 0 });
});

test("rule 13: an approval for goods that are gone is never captured", async () => {
  const next = await buyers.fills(["UNHELD"]);
  const placed = await buyers.buys(["UNHELD"], { payment_method: "paypal" });
  // The hold ran out, unnoticed, and its unit went to somebody else.
  await lapses(placed, "UNHELD");
  const other = await until(async () => {
    const { status, body } = await buyers.checksOut(next);
    return status === 201 && { number: body.order.number, redirect_url: body.redirect_url };
  }, { what: "the next shopper's order" });
  // The order learns of the approval when its own lease is over as well.
  await buyers.does(placed, "pay", "dropped");
  const { goods } = await buyers.orders.document(placed.number);
  await buyers.orders.passes(placed.number, (Date.parse(goods.leased_until) - Date.now()) / 1000 + 1);
  const order = await buyers.becomes(placed, "expired");
  assert.deepEqual([order.totals.captured_minor, order.payment_status], [0, "unpaid"]);
  const [session] = await buyers.sessions(placed.number);
  assert.deepEqual([session.status, session.captures], ["cancelled", []]);
  await buyers.pays(other);
  assert.equal((await balanced(stockOf(shop, "UNHELD"))).oversold, 0);
});

test("rule 13: an approval that came late is captured once its goods are held again", async () => {
  const placed = await buyers.buys(["APPROVED"], { payment_method: "paypal" });
  await lapses(placed, "APPROVED");
  await buyers.pays(placed);
  assert.deepEqual(await moneyAtTheGateway(placed.number), [[TOTAL_MINOR, 0]]);
  const { committed, reserved } = await balanced(stockOf(shop, "APPROVED"));
  assert.deepEqual({ committed, reserved }, { committed: 1, reserved: 0 });
});

test("rule 7: a second capture of the same page is booked and goes back as a duplicate", async () => {
  const placed = await buyers.buys(["TWICE"]);
  await buyers.pays(placed);
  await buyers.does(placed, "pay_regardless");
  const order = await refunded(placed.number);
  assert.deepEqual([order.state, order.payment_status, causesOf(order)], ["confirmed", "paid", ["duplicate"]]);
  const { captured_minor, refunded_minor } = order.totals;
  assert.deepEqual([captured_minor, refunded_minor], [2 * TOTAL_MINOR, TOTAL_MINOR]);
  assert.deepEqual(await moneyAtTheGateway(placed.number), [[2 * TOTAL_MINOR, TOTAL_MINOR]]);
  assert.equal((await balanced(stockOf(shop, "TWICE"))).committed, 1);
});

test("rule 7: of two pages of one order the first capture pays, and that of the other goes back", async () => {
  const cart = await buyers.fills(["SECOND"]);
  const card = await buyers.places(cart, { payment_method: "card" });
  const paypal = await buyers.places(cart, { payment_method: "paypal" });
  await Promise.all([buyers.does(card, "pay_regardless"), buyers.does(paypal, "pay")]);
  const order = await buyers.becomes(card, "confirmed");
  assert.equal(order.number, paypal.number);
  const settled = await until(async () => {
    const money = await moneyAtTheGateway(card.number);
    const kept = money.reduce((sum, [captured, returned]) => sum + captured - returned, 0);
    const now = await buyers.orders.reads(card.number);
    return kept === TOTAL_MINOR && now.payment_status === "paid" && now.refunds.every(({ state }) => state === "succeeded") && now;
  }, { what: "one payment kept" });
  assert.equal(settled.totals.captured_minor - settled.totals.refunded_minor, TOTAL_MINOR);
  assert.equal((await balanced(stockOf(shop, "SECOND"))).committed, 1);
});

test("money that comes for an order which the merchant cancelled goes back", async () => {
  const placed = await buyers.buys(["CANCELLED"]);
  assert.equal((await buyers.orders.cancels(placed.number, { reason: "A mistake" })).status, 200);
  await buyers.becomes(placed, "cancelled");
  assert.equal(await reservedOf("CANCELLED"), 0);
  await buyers.does(placed, "pay_regardless");
  const order = await refunded(placed.number);
  assert.deepEqual([order.state, order.payment_status, causesOf(order)], ["cancelled", "refunded", ["cancelled"]]);
  assert.deepEqual(await moneyAtTheGateway(placed.number), [[TOTAL_MINOR, TOTAL_MINOR]]);
});

test("rule 15: a sum that was not asked for is booked, confirms nothing, and exactly it can be refunded", async () => {
  const placed = await buyers.buys(["ODD"]);
  const [session] = await buyers.sessions(placed.number);
  const odd = { ...session, status: "captured", captures: [{ id: "tc_odd_1", amount_minor: TOTAL_MINOR - 1 }] };
  const { body, headers } = signedHook({ type: "session.changed", live: false, session: odd });
  assert.equal((await shop.fetch("/hooks/payments/test", { method: "POST", body, headers })).status, 200);
  const order = await until(async () => {
    const order = await buyers.orders.reads(placed.number);
    return order.totals.unmatched_minor > 0 && order;
  }, { what: "the booking" });
  assert.deepEqual([order.state, order.on_hold, order.totals.unmatched_minor], ["open", ["unmatched_money"], TOTAL_MINOR - 1]);
  assert.equal(await reservedOf("ODD"), 1, "nothing is committed for it");
  await until(async () => JSON.stringify(await buyers.orders.reconciliation()).includes(placed.number), { what: "the order among unmatched money" });
  const tooMuch = await buyers.orders.refunds(placed.number, { amount_minor: TOTAL_MINOR });
  assert.equal(tooMuch.status, 409, JSON.stringify(tooMuch.body));
  const given = await buyers.orders.refunds(placed.number, { amount_minor: TOTAL_MINOR - 1 });
  assert.equal(given.status, 201, JSON.stringify(given.body));
});
