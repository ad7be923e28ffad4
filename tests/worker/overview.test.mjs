// The merchant's first page and health: what needs somebody, and whether everything works.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { merchantOf, variant } from "./catalogue.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { ordersOf } from "./orders.mjs";
import { stockOf } from "./stock_keeper.mjs";

let shop;
let orders;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  orders = ordersOf(shop);
});
after(() => shop.stop());

const reads = async (path) => {
  const answer = await shop.admin("GET", `/api/admin/v1/${path}`);
  const body = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(body));
  return body;
};
const overview = () => reads("overview");

test("a shop where nothing happened needs nobody and has no figures", async () => {
  const { attention, today, last_30_days, days, time_zone } = await overview();
  for (const [name, { count, first }] of Object.entries(attention)) assert.deepEqual([count, first], [0, []], name);
  assert.deepEqual(Object.keys(attention).sort(), ["dead_letters", "disputed", "failed_payments", "low_stock", "on_hold", "oversold", "silent", "sold_out", "stuck_publications", "to_send", "undeliverable_mails", "unmatched_money"]);
  assert.deepEqual([today, last_30_days, days, time_zone], [[], [], [], "UTC"]);
});

test("what is paid and not sent waits, and today's figures tell it", async () => {
  const first = await orders.sells({ lines: [{ sku: "MUG", quantity: 3, unit: 1000 }] });
  const second = await orders.sells({ lines: [{ sku: "MUG", quantity: 1, unit: 1001 }] });
  const found = await until(async () => { const now = await overview(); return now.attention.to_send.count === 2 && now; });
  assert.deepEqual(found.attention.to_send.first.map(({ number }) => number), [first.number, second.number]);
  assert.deepEqual(found.attention.to_send.first[0].total, { amount_minor: 3000, currency: "EUR" });
  const euros = (amount_minor) => ({ amount_minor, currency: "EUR" });
  const figures = { currency: "EUR", orders: 2, units: 4, average_order: euros(2001), sales: euros(4001), refunds: euros(0) };
  assert.deepEqual([found.today, found.last_30_days], [[figures], [figures]]);
  assert.deepEqual(found.days, [{ date: new Date().toISOString().slice(0, 10), ...figures }]);

  await orders.refunds(second.number, { amount_minor: 1 });
  await until(async () => (await overview()).today[0].refunds.amount_minor === 1, { what: "the refund" });
  const [line] = (await orders.reads(first.number)).lines;
  await orders.ships(first.number, { lines: [{ line_id: line.id, quantity: 3 }] });
  await until(async () => (await overview()).attention.to_send.count === 1, { what: "the shipment" });
  await orders.cancels(second.number, {});
  const after = await until(async () => { const now = await overview(); return now.attention.to_send.count === 0 && now; });
  assert.deepEqual([after.today[0].orders, after.today[0].sales], [1, euros(4001)], "cancelled ones are no orders; the money came");
});

test("a payment that failed needs somebody until it is made after all", async () => {
  const placed = await orders.places();
  await orders.does(placed.view, "pay_later");
  await orders.does(placed.view, "fail_to_settle");
  const failed = async () => (await overview()).attention.failed_payments;
  const { first: [glance] } = await until(async () => { const now = await failed(); return now.count === 1 && now; }, { what: "the failed payment" });
  assert.deepEqual([glance.number, Boolean(glance.since)], [placed.number, true]);
});

test("each list has what it is of: holds, disputes, stray money, silence, mails, stock, publications, dead letters", async () => {
  const { number } = await orders.sells();
  await orders.listed(number, ({ state }) => state === "confirmed");
  const old = Date.now() - 2 * 3_600_000;
  await shop.db.batch([
    shop.db.prepare("UPDATE orders SET on_hold = '[\"disputed\"]', disputed_minor = 700, settled = 0, heartbeat_at_ms = ?2 WHERE number = ?1").bind(number, old),
    shop.db.prepare("INSERT INTO unmatched_money VALUES ('stripe', 'capture', 'pi_1', NULL, 'captured', 500, 'EUR', 5)"),
    shop.db.prepare("INSERT INTO undeliverable_mails VALUES (?1, 3, 'shopper', 'Your order', 'no such mailbox', 6)").bind(number),
    shop.db.prepare("INSERT INTO dead_letters (id, queue, body, arrived_at_ms) VALUES ('dead', 'mails', '{}', 7)"),
    shop.db.prepare("INSERT INTO publications (key, publisher, revision, published_revision) VALUES ('page:lost', 3, 2, 1)"),
    shop.db.prepare("INSERT INTO publication_lags VALUES ('page:lost', 1, ?1)").bind(old),
  ]);
  await merchantOf(shop).sells("shelf", { options: [{ name: "Kind" }], variants: ["LOW", "OUT"].map((sku) => variant(sku, { options: [sku] })) });
  await stockOf(shop, "LOW").counts(2);
  await stockOf(shop, "OUT").counts(0);
  const { attention } = await until(async () => { const now = await overview(); return now.attention.low_stock.count === 1 && now.attention.sold_out.count === 1 && now; });
  const only = (name) => { assert.equal(attention[name].count, 1, name); return attention[name].first[0]; };
  assert.deepEqual(only("on_hold").on_hold, ["disputed"]);
  assert.deepEqual(only("disputed").amount, { amount_minor: 700, currency: "EUR" });
  assert.equal(only("silent").number, number);
  assert.ok(!attention.to_send.first.some((order) => order.number === number), "what is on hold is not to be sent");
  assert.deepEqual(only("unmatched_money"), { order: null, gateway: "stripe", kind: "capture", id: "pi_1", amount: { amount_minor: 500, currency: "EUR" }, since: "1970-01-01T00:00:00.005Z" });
  assert.equal(only("undeliverable_mails").reason, "no such mailbox");
  assert.equal(only("dead_letters").id, "dead");
  assert.equal(only("stuck_publications").key, "page:lost");
  assert.deepEqual([only("low_stock").sku, only("low_stock").product, only("sold_out").sku], ["LOW", "shelf", "OUT"]);

  const health = await reads("health");
  assert.equal(health.healthy, false);
  assert.deepEqual(health.reconciliation.unmatched_money, 1);
  assert.equal(health.reconciliation.silent_orders, 1);
  assert.equal(health.publications.stuck.count, 1);
  assert.deepEqual(health.queues.find(({ queue }) => queue === "mails").dead, 1);
  assert.equal(health.undeliverable_mails, 1);
});

test("health tells the version, the migration, the rounds of the clock and the circuits", async () => {
  await shop.scheduled();
  const health = await reads("health");
  assert.match(health.version, /^\d+\.\d+\.\d+/);
  assert.match(health.migration, /^\d{4}_.+\.sql$/);
  assert.deepEqual(health.sweeps.map(({ name, failure }) => [name, failure]), [["gateways", null], ["imports", null], ["kept_answers", null], ["publication_lags", null], ["publications", null], ["silent_orders", null]]);
  for (const { ran_at, succeeded_at } of health.sweeps) assert.equal(ran_at, succeeded_at);
  assert.deepEqual(health.circuits.map(({ gateway, state }) => [gateway, state]), [["stripe", "closed"], ["mollie", "closed"]]);
  assert.deepEqual(health.queues.map(({ queue }) => queue), ["orders", "payments", "mails", "publications", "imports"]);
  assert.ok(health.gateways.some(({ gateway, ended_at }) => gateway === "test" && ended_at));
});

test("who looks after orders sees those, and neither stock nor health", async () => {
  const support = await signsIn(shop, { id: "sam", role: "support" });
  const answer = await support.asks("GET", "/overview");
  assert.equal(answer.status, 200);
  const { attention, today } = await answer.json();
  assert.deepEqual(Object.keys(attention).sort(), ["disputed", "failed_payments", "on_hold", "silent", "to_send", "undeliverable_mails", "unmatched_money"]);
  assert.ok(today.length > 0);
  assert.equal((await support.asks("GET", "/health")).status, 403);
});
