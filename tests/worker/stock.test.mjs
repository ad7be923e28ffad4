// The `Stock` object: what orders hold, pay for and are sent. Its rules are tested natively, row by row
// (src/inventory/decide_tests.rs); here they meet a hundred orders at once, power cuts and the clock.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop } from "./harness.mjs";
import { merchantOf, variant } from "./catalogue.mjs";
import { BACKSTOP_SECONDS, LEASE_SECONDS, balanced, inSeconds, orderNumber, stockOf } from "./stock_keeper.mjs";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  await merchant.sells("rack", { options: [{ name: "Kind" }], variants: ["RUSH", "TWICE", "LAPSE", "KILL", "EVICT", "QUIET", "MOVE", "FREE"].map((sku) => variant(sku, { options: [sku] })) });
});
after(() => shop.stop());

const isDone = (outcome) => outcome.done !== undefined;

test("200 reservations at once for five units: exactly five hold, and the ledger replays to the counts", async () => {
  const rush = stockOf(shop, "RUSH");
  await rush.counts(5);
  const outcomes = await Promise.all(Array.from({ length: 200 }, (_, index) => rush.reserves(orderNumber(index), 1)));
  assert.equal(outcomes.filter(isDone).length, 5);
  const refused = outcomes.filter((outcome) => !isDone(outcome));
  assert.deepEqual(new Set(refused.map((outcome) => JSON.stringify(outcome))), new Set(['{"not_enough":{"available":0}}']));
  const counts = await balanced(rush);
  assert.deepEqual([counts.available, counts.reserved, counts.oversold], [0, 5, 0]);
});

test("the last unit goes to the next shopper when its payment fails", async () => {
  const free = stockOf(shop, "FREE");
  await free.counts(1);
  assert.ok(isDone(await free.reserves(orderNumber(1), 1)));
  assert.deepEqual(await free.reserves(orderNumber(2), 1), { not_enough: { available: 0 } });
  assert.ok(isDone(await free.releases(orderNumber(1))));
  assert.equal(await free.reserves(orderNumber(1), 1), "released", "its late message");
  assert.ok(isDone(await free.reserves(orderNumber(2), 1)));
  assert.equal((await balanced(free)).reserved, 1);
});

test("an order's commands count once however often they come", async () => {
  const twice = stockOf(shop, "TWICE");
  await twice.counts(9);
  const order = orderNumber(7);
  const many = (send) => Promise.all(Array.from({ length: 5 }, send));
  await many(() => twice.reserves(order, 3));
  await many(() => twice.commits(order, 3));
  await many(() => twice.ships(order, "parcel-1", [[null, 2]]));
  const { available, on_hand, committed, reserved } = await balanced(twice);
  assert.deepEqual({ available, on_hand, committed, reserved }, { available: 6, on_hand: 7, committed: 1, reserved: 0 });
  assert.equal(await twice.ships(order, "parcel-1", [[null, 1]]), "id_reused");
  const kinds = (await twice.ledger()).map((movement) => [movement.kind, movement.order ?? null]);
  assert.deepEqual(kinds, [["adjusted", null], ["reserved", order], ["committed", order], ["shipped", order]]);
});

test("rule 3: the units of a superseded order move over in one call", async () => {
  const move = stockOf(shop, "MOVE");
  await move.counts(2);
  const [first, second] = [orderNumber(1), orderNumber(2)];
  assert.ok(isDone(await move.reserves(first, 2)));
  assert.ok(isDone(await move.reserves(second, 2, { instead_of: [first, 1] })));
  assert.equal(await move.reserves(first, 2), "released");
  assert.equal((await balanced(move)).reserved, 2);
});

test("rule 22: the object gives back by itself what nobody gave back, fifteen minutes after the lease", async () => {
  const lapse = stockOf(shop, "LAPSE");
  await lapse.counts(4);
  const order = orderNumber(1);
  const until = inSeconds(LEASE_SECONDS);
  await lapse.reserves(order, 3, { until });
  const lapsesAt = Date.parse(until) + BACKSTOP_SECONDS * 1000;
  await lapse.runsAlarm(new Date(lapsesAt - 1).toISOString());
  assert.equal((await balanced(lapse)).reserved, 3);
  const planned = await lapse.alarm();
  assert.ok(planned !== null && planned <= lapsesAt, "the object wakes by then at the latest");
  await lapse.runsAlarm(new Date(lapsesAt).toISOString());
  assert.equal((await balanced(lapse)).reserved, 0);
  assert.equal((await lapse.ledger()).at(-1).reason, "lapsed");
  assert.equal(await lapse.reserves(order, 3, { until }), "released");
  // Paid after all: units are free.
  assert.ok(isDone(await lapse.commits(order, 3)));
  assert.deepEqual(await lapse.commits(orderNumber(2), 2), { short: { available: 1 } });
  assert.equal((await balanced(lapse)).committed, 3);
});

test("an evicted object and a killed process lose nothing that was answered", async () => {
  const [evicted, killed] = [stockOf(shop, "EVICT"), stockOf(shop, "KILL")];
  await evicted.counts(10);
  await evicted.reserves(orderNumber(1), 4);
  await shop.evict("Stock", "EVICT");
  assert.equal((await balanced(evicted)).reserved, 4);
  await killed.counts(50);
  const held = [];
  const ask = async (index) => {
    const order = orderNumber(index);
    const outcome = await killed.reserves(order, 1).catch(() => null);
    if (outcome && isDone(outcome)) held.push(order);
  };
  const asking = Promise.all(Array.from({ length: 40 }, (_, index) => ask(index + 1)));
  while (held.length < 5) await new Promise((resume) => setTimeout(resume, 1));
  await shop.kill();
  await asking;
  await shop.restart();
  const counts = await balanced(killed);
  assert.ok(counts.reserved >= held.length, `${counts.reserved} are held, ${held.length} were acknowledged`);
  const orders = new Set((await killed.ledger()).map((movement) => movement.order));
  for (const order of held) assert.ok(orders.has(order), `${order} was acknowledged`);
});

test("asking about a SKU that has nothing writes nothing", async () => {
  const quiet = stockOf(shop, "QUIET");
  assert.deepEqual(await quiet.reads(), { sku: "QUIET", available: null, on_hand: 0, committed: 0, reserved: 0, safety: 0, oversold: 0, locations: [], holds: [] });
  assert.equal(await quiet.extends(orderNumber(1), inSeconds(60)), "not_held");
  assert.equal(await quiet.alarm(), null);
  assert.deepEqual((await quiet.movements()).body, { movements: [], next_cursor: null });
});
