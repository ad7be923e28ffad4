// What gateways say by themselves: verified, told to the order, queued where it cannot be reached.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { setFault } from "./catalogue.mjs";
import { orderNumber, ordersOf, signedHook } from "./orders.mjs";

let shop;
let orders;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  orders = ordersOf(shop);
});
after(() => shop.stop());

/** A page as the gateway would tell of it, paid in full unless said otherwise. */
async function toldOf(placed, { captured = placed.quote.total_minor, currency = "EUR" } = {}) {
  const [attempt] = (await orders.document(placed.number)).attempts;
  return {
    type: "session.changed", live: false,
    session: {
      id: attempt.session, order: placed.number, attempt: 1, method: "card", amount: { amount_minor: placed.quote.total_minor, currency }, lines: [],
      email: placed.email, locale: "en-IE", return_url: "https://shop/", cancel_url: "https://shop/", expires_at: attempt.expires_at,
      status: "captured", captures: [{ id: `tc_${attempt.session.slice(3)}_1`, amount_minor: captured }],
    },
  };
}
const sends = ({ body, headers }, path = "/hooks/payments/test") => shop.fetch(path, { method: "POST", body, headers });
const stateOf = async (number) => (await orders.reads(number)).state;

test("rule 19: what a gateway signed confirms its order, and saying it ten times in any order books it once", async () => {
  const placed = await orders.places();
  const event = await toldOf(placed);
  const opened = { ...event, session: { ...event.session, status: "open", captures: [] } };
  const answers = await Promise.all([...Array(10)].map((_, at) => sends(signedHook(at % 3 === 2 ? opened : event))));
  assert.deepEqual(answers.map(({ status }) => status), Array(10).fill(200));
  const order = await until(async () => (await stateOf(placed.number)) === "confirmed" && orders.reads(placed.number));
  assert.equal(order.ledger.length, 1);
  assert.equal(order.totals.captured_minor, 1000);
  assert.equal(order.payment_status, "paid");
});

test("rule 15: bytes that cannot be verified change nothing", async () => {
  const placed = await orders.places();
  const good = signedHook(await toldOf(placed));
  const old = signedHook(await toldOf(placed), { at: Date.now() - 600_000 });
  const stranger = signedHook(await toldOf(placed), { token: "another" });
  for (const [bad, name] of [
    [{ ...good, body: good.body.replace('"amount_minor":1000', '"amount_minor":9000') }, "bad_signature"],
    [{ ...good, body: `${good.body} ` }, "bad_signature"], [stranger, "bad_signature"], [old, "stale"],
    [{ ...good, headers: {} }, "not_signed"],
  ]) {
    const answer = await sends(bad);
    assert.equal(answer.status, 400, name);
    assert.equal((await answer.json()).type, `/problems/${name}`);
  }
  const order = await orders.reads(placed.number);
  assert.deepEqual([order.state, order.ledger], ["open", []]);
});

test("rule 19: an unknown order is answered 200, and its money is kept for reconciliation", async () => {
  const placed = await orders.places();
  const event = await toldOf(placed);
  const number = orderNumber();
  event.session = { ...event.session, order: number, captures: [{ id: "tc_stray_1", amount_minor: 4321 }] };
  assert.equal((await sends(signedHook(event))).status, 200);
  assert.equal((await sends(signedHook(event))).status, 200);
  const { unmatched_money } = await orders.reconciliation();
  const [found, ...others] = unmatched_money.filter(({ id }) => id === "tc_stray_1");
  assert.deepEqual([found.order, found.gateway, found.kind, found.amount, others.length], [number, "test", "capture", { amount_minor: 4321, currency: "EUR" }, 0]);
  assert.equal(await orders.object(number, "/reads", { secret: null }), null, "no order was made of it");
});

test("rule 15: a sum that was not asked for is booked and pays for nothing", async () => {
  const placed = await orders.places();
  assert.equal((await sends(signedHook(await toldOf(placed, { captured: 999 })))).status, 200);
  const order = await orders.reads(placed.number);
  assert.deepEqual([order.state, order.totals.captured_minor, order.totals.unmatched_minor], ["open", 999, 999]);
  assert.deepEqual(order.on_hold, ["unmatched_money"]);
});

test("a gateway that is not used, and any other method, is not there", async () => {
  assert.equal((await sends({ body: "{}" }, "/hooks/payments/paypal")).status, 404);
  assert.equal((await sends({ body: "{}" }, "/hooks/payments/stripe")).status, 404);
  assert.equal((await shop.fetch("/hooks/payments/test")).status, 405);
});

test("rule 19: an order that cannot be reached gets it through the queue", async () => {
  const placed = await orders.places();
  const hook = signedHook(await toldOf(placed));
  await setFault(shop, "order", "fails");
  assert.equal((await sends(hook)).status, 200);
  await setFault(shop, "order", "none");
  await until(async () => (await stateOf(placed.number)) === "confirmed", { what: "the confirmation by the queue" });
});

test("rule 19: an order that does not answer within two seconds gets it through the queue", async () => {
  const placed = await orders.places();
  const hook = signedHook(await toldOf(placed));
  await setFault(shop, "order", "hangs");
  const started = Date.now();
  assert.equal((await sends(hook)).status, 200);
  assert.ok(Date.now() - started < 5_000, `${Date.now() - started} ms`);
  await setFault(shop, "order", "none");
  await until(async () => (await stateOf(placed.number)) === "confirmed", { what: "the confirmation by the queue" });
});

test("rule 19: when the queue fails as well, the gateway is told to try again", async () => {
  const placed = await orders.places();
  const hook = signedHook(await toldOf(placed));
  await setFault(shop, "order", "fails");
  await setFault(shop, "payments_queue", "fails");
  assert.equal((await sends(hook)).status, 500);
  await setFault(shop, "order", "none");
  await setFault(shop, "payments_queue", "none");
  assert.equal(await stateOf(placed.number), "open", "nothing has come through");
  assert.equal((await sends(hook)).status, 200);
  assert.equal(await stateOf(placed.number), "confirmed");
});
