// Orders go on by themselves: without webhooks, without queues, after their object or its process is gone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { setFault } from "./catalogue.mjs";
import { orderNumber, ordersOf, placementOf } from "./orders.mjs";

let shop;
let orders;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  orders = ordersOf(shop);
});
after(() => shop.stop());

const alarmOf = async (number) => (await shop.fetch(`/__dev/orders/${number}/alarm`)).json();
const stateOf = async (number) => (await orders.reads(number)).state;

test("rule 20: with every queue message and webhook dropped an order is confirmed by its alarm alone", async () => {
  for (const queue of ["orders_queue", "mail_queue", "payments_queue"]) await setFault(shop, queue, "fails");
  const { number, view } = await orders.places();
  await orders.does(view, "pay", "dropped");
  assert.equal(await stateOf(number), "open");
  await orders.passes(number, 120);
  assert.equal(await stateOf(number), "confirmed");
  const { outbox } = await orders.document(number);
  assert.ok(outbox.length > 0, "who has to be told is not forgotten");
  for (const queue of ["orders_queue", "mail_queue", "payments_queue"]) await setFault(shop, queue, "none");
  await orders.passes(number, 3600);
  await orders.listed(number, ({ state }) => state === "confirmed");
});

test("rule 20: an order that is not settled has an alarm, and one that is there is no other for it to make", async () => {
  const { number } = await orders.places();
  const planned = await until(() => alarmOf(number), { what: "an alarm" });
  assert.ok(new Date(planned) - Date.now() < 3700_000, planned);
  const none = orderNumber();
  assert.equal(await orders.object(none, "/wakes", null), false);
  assert.equal(await alarmOf(none), null, "asking makes no order and no alarm");
});

test("an object that the network puts out of memory goes on where it was", async () => {
  const { number, view, secret } = await orders.places();
  await shop.evict("Order", number);
  assert.deepEqual([await stateOf(number), Boolean(await alarmOf(number))], ["open", true]);
  await orders.does(view, "pay");
  await until(async () => (await stateOf(number)) === "confirmed");
  assert.equal((await orders.document(number)).placement.secret, secret);
});

test("a panic on the way stops nothing but what it met: the order goes on by its alarm", async () => {
  const before = await orders.places();
  await setFault(shop, "order_panic", "fails");
  const placement = placementOf(shop);
  const { view } = await orders.attempts(placement);
  assert.deepEqual([view.state, view.redirect_url, view.is_settling], ["open", null, false], "nobody waits for it");
  await setFault(shop, "order_panic", "none");
  await orders.does(before.view, "pay");
  await until(async () => (await stateOf(before.number)) === "confirmed", { what: "another order" });
  // Rule 20: within 30 seconds, and by the clock of the real world this once.
  assert.ok(new Date(await alarmOf(placement.number)) - Date.now() < 30_500);
  const isOpen = async () => (await orders.reads(placement.number)).payments.map(({ state }) => state).join() === "open";
  await until(isOpen, { timeoutMs: 45_000, everyMs: 500, what: "a page by the alarm alone" });
});

test("rule 20: the sweep wakes orders that have gone silent, and asks for their copies", async () => {
  const { number } = await orders.places();
  const { revision } = await until(async () => {
    const document = await orders.document(number);
    return document.copies.listed >= document.revision && document;
  });
  await shop.db.prepare("UPDATE orders SET heartbeat_at_ms = 1, state = 'cancelled' WHERE number = ?1").bind(number).run();
  await shop.scheduled();
  const row = await until(async () => {
    const row = await shop.db.prepare("SELECT * FROM orders WHERE number = ?1").bind(number).first();
    return row.heartbeat_at_ms > 1 && row;
  }, { what: "the row as the order knows it" });
  assert.equal(row.state, "open");
  assert.ok(row.revision >= revision && Date.now() - row.woken_at_ms < 60_000);
});

test("rule 18: the daily look finds refunds of the dashboard and money without an order", async () => {
  const { number, view } = await orders.sells();
  await orders.does(view, "refund", "dropped");
  const stray = await strayPayment();
  await shop.db.prepare("DELETE FROM gateway_sweeps").run();
  await shop.scheduled();
  const order = await until(async () => {
    const order = await orders.reads(number);
    return order.payment_status === "refunded" && order;
  }, { what: "the refund that nobody told of" });
  assert.equal(order.totals.refunded_minor, 1000);
  const { unmatched_money } = await orders.reconciliation();
  assert.ok(unmatched_money.some(({ order, kind }) => order === stray && kind === "capture"), JSON.stringify(unmatched_money));
  const swept = await shop.db.prepare("SELECT * FROM gateway_sweeps WHERE gateway = 'test'").first();
  assert.ok(swept.part === null && Date.now() - swept.ended_at_ms < 60_000);
  await shop.scheduled();
  const again = await shop.db.prepare("SELECT * FROM gateway_sweeps WHERE gateway = 'test'").first();
  assert.deepEqual(again, swept, "once a day");
});

/** Pays a page at the gateway that no order of ours asked for; answers with the number on it. */
async function strayPayment() {
  const number = orderNumber();
  const { view, ...placed } = await orders.places();
  const [attempt] = (await orders.document(placed.number)).attempts;
  const call = JSON.parse(JSON.stringify(attempt.call).replaceAll(placed.number, number));
  const namespace = shop.env.TEST_GATEWAY_OBJECT;
  const { redirect_url } = await pageOf(namespace, call);
  await orders.does({ redirect_url }, "pay", "dropped");
  return number;
}

async function pageOf(namespace, call) {
  const stub = namespace.get(namespace.idFromName("shop"));
  const answer = await stub.fetch("https://object/calls", { method: "POST", body: JSON.stringify(call) });
  const { status, body } = await answer.json();
  assert.ok(status < 300, body);
  return { redirect_url: JSON.parse(body).url };
}

test("an order whose process is killed while it is placed is there afterwards and goes on", async () => {
  const placements = [...Array(5)].map(() => placementOf(shop));
  const sent = placements.map((placement) => orders.attempts(placement).catch(() => undefined));
  await Promise.race(sent);
  await shop.kill();
  await shop.restart();
  const answered = await Promise.all(sent);
  for (const [at, placement] of placements.entries()) {
    const order = await orders.object(placement.number, "/reads", { secret: placement.secret });
    if (answered[at]) assert.ok(order, "what was acknowledged is there");
    if (!order) continue;
    await orders.passes(placement.number, 31);
    const { view } = await orders.attempts(placement);
    assert.ok(view.redirect_url, JSON.stringify(view));
    await orders.does(view, "pay");
    await until(async () => (await stateOf(placement.number)) === "confirmed");
  }
});
