// What must be true of a shop that was killed again and again, once everything has come to rest.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { capturedMinor, refundedMinor, sessionsOf } from "../worker/checkout_visitor.mjs";
import { balanced, stockOf } from "../worker/stock_keeper.mjs";

/** Instants in seconds from now at which orders are woken, until they have nothing to do. */
const WAKES_SECONDS = [0, 45, 700, 4 * 3600, 26 * 3600, 20 * 24 * 3600];
const ROUNDS = 6;
const PART = 16;

async function each(items, work) {
  const queue = [...items];
  const worker = async () => {
    while (queue.length) await work(queue.shift());
  };
  await Promise.all(Array.from({ length: PART }, worker));
}

const documentOf = async (shop, number) => {
  const answer = await shop.fetch(`/__dev/orders/${number}`);
  return answer.status === 200 ? answer.json() : undefined;
};
const alarmOf = async (shop, number) => (await shop.fetch(`/__dev/orders/${number}/alarm`)).json();

async function keysOf(bucket, prefix) {
  const keys = [];
  for (let cursor; ; ) {
    const listed = await bucket.list({ prefix, cursor });
    keys.push(...listed.objects.map(({ key }) => key.slice(prefix.length)));
    if (!listed.truncated) return keys;
    cursor = listed.cursor;
  }
}

/** Every order that anybody knows of: shoppers, the gateway, the archive, the lists. */
async function allNumbers(shop, notes) {
  const archived = (await keysOf(shop.env.ARCHIVE, "orders/")).map((key) => key.replace(".json", ""));
  const { results } = await shop.db.prepare("SELECT number FROM orders").all();
  const sessions = await sessionsOf(shop);
  return new Set([...notes.orders.keys(), ...archived, ...results.map(({ number }) => number), ...sessions.map(({ order }) => order)]);
}

/** Lets time pass for every order until none has an alarm any more: settled. */
export async function settle(shop, notes) {
  let open = [...(await allNumbers(shop, notes))];
  for (let round = 0; round < ROUNDS && open.length; round += 1) {
    for (const seconds of WAKES_SECONDS) {
      const instant = JSON.stringify(new Date(Date.now() + seconds * 1000).toISOString());
      await each(open, (number) => shop.fetch(`/__dev/orders/${number}/alarm`, { method: "POST", body: instant }));
      await sleep(1500); // queues gather for a second
      const unsettled = [];
      await each(open, async (number) => ((await alarmOf(shop, number)) === null ? undefined : unsettled.push(number)));
      open = unsettled;
      if (!open.length) break;
    }
  }
  const stuck = await Promise.all(open.slice(0, 3).map((number) => documentOf(shop, number)));
  assert.deepEqual(open, [], `orders that find no end, like ${JSON.stringify(stuck).slice(0, 6000)}`);
  const orders = new Map();
  await each(await allNumbers(shop, notes), async (number) => orders.set(number, await documentOf(shop, number)));
  return orders;
}

/** The daily look at the gateway (rule 18), in as many runs as it takes: what webhooks never told. */
async function sweep(shop) {
  await shop.db.prepare("DELETE FROM gateway_sweeps").run();
  for (let run = 0; run < 100; run += 1) {
    await shop.scheduled();
    const row = await shop.db.prepare("SELECT part, ended_at_ms FROM gateway_sweeps WHERE gateway = 'test'").first();
    if (row?.ended_at_ms > 0 && row.part === null) return;
  }
  throw new Error("the look at the gateway finds no end");
}

const unitsOf = (lines) => lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** Money: what the gateway took and gave back is what orders booked, and nobody paid twice. */
async function auditMoney(shop, orders) {
  const sessions = Object.groupBy(await sessionsOf(shop), ({ order }) => order);
  const keptByCart = new Map();
  let taken = 0;
  for (const [number, order] of orders) {
    const own = sessions[number] ?? [];
    const captured = own.reduce((sum, session) => sum + capturedMinor(session), 0);
    const refunded = own.reduce((sum, session) => sum + refundedMinor(session), 0);
    const booked = (kind) => order.ledger.filter(({ state }) => state.kind === kind && !["failed", "cancelled"].includes(state.state)).reduce((sum, { amount }) => sum + amount.amount_minor, 0);
    assert.deepEqual([booked("capture"), booked("refund")], [captured, refunded], `the books of ${number}: ${JSON.stringify(order.ledger)}`);
    const total = order.placement.quote.total_minor;
    const kept = captured - refunded;
    const isBought = ["confirmed", "closed"].includes(order.state);
    assert.ok(kept <= total, `${number} of ${total} has kept ${kept}`);
    if (!isBought) assert.equal(kept, 0, `${number} is ${order.state} and has kept ${kept}`);
    else assert.ok(captured >= total, `${number} is ${order.state} for ${captured} of ${total}`);
    for (const session of own) assert.ok(!["open", "authorised", "processing"].includes(session.status), `a page of ${number} is ${session.status}`);
    if (kept > 0) {
      const { id } = order.placement.cart;
      assert.ok(!keptByCart.has(id), `the cart ${id} paid for ${keptByCart.get(id)} and ${number}`);
      keptByCart.set(id, number);
    }
    taken += captured;
  }
  return taken;
}

/** Stock: ledgers replay, what is committed and sent belongs to orders, and nothing is oversold. */
async function auditStock(shop, orders, units) {
  const wanted = new Map(Object.keys(units).map((sku) => [sku, { committed: 0, sent: 0 }]));
  for (const order of orders.values()) {
    if (!["confirmed", "closed"].includes(order.state)) continue;
    const sent = new Map(order.shipments.flatMap(({ wish }) => wish.lines).map(({ line_id, quantity }) => [line_id, quantity]));
    for (const { id, sku, quantity } of order.placement.lines) {
      const gone = sent.get(id) ?? 0;
      wanted.get(sku).sent += gone;
      wanted.get(sku).committed += quantity - gone;
    }
  }
  for (const [sku, { committed, sent }] of wanted) {
    const counts = await balanced(stockOf(shop, sku));
    assert.deepEqual(
      { committed: counts.committed, reserved: counts.reserved, on_hand: counts.on_hand, oversold: counts.oversold },
      { committed, reserved: 0, on_hand: units[sku] - sent, oversold: 0 },
      sku,
    );
    assert.ok(committed + sent <= units[sku], `${sku} was sold ${committed + sent} times, and there were ${units[sku]}`);
  }
}

/** Every event that somebody is told of has its one letter, and there is no other letter. */
async function auditMails(shop, orders) {
  const letters = (await keysOf(shop.env.ARCHIVE, "mail/")).filter((key) => orders.has(key.split(":")[0])).sort();
  const told = {
    confirmed: ["shopper", "merchant"], refund_failed: ["shopper", "merchant"], payment_failed: ["shopper"], cancelled: ["shopper"], shipped: ["shopper"],
    refunded: ["shopper"], resent: ["shopper"], money_unmatched: ["merchant"], dispute_opened: ["merchant"],
  };
  const expected = [];
  let confirmations = 0;
  for (const [number, { events, state }] of orders) {
    const confirmed = events.filter(({ what }) => what.what === "confirmed").length;
    assert.equal(confirmed, ["confirmed", "closed"].includes(state) ? 1 : 0, `${number} is ${state}`);
    confirmations += confirmed;
    for (const { sequence, what } of events) expected.push(...(told[what.what] ?? []).map((to) => `${number}:${sequence}:${to}`));
  }
  assert.deepEqual(letters, expected.sort());
  return confirmations;
}

async function auditCarts(shop, orders, notes) {
  await each(notes.carts, async ([cart, number]) => {
    const { lines } = await (await shop.fetch(`/api/v1/carts/${cart}`)).json();
    const isBought = [...orders.values()].some((order) => order.placement.cart.id === cart && ["confirmed", "closed"].includes(order.state));
    assert.equal(lines.length === 0, isBought, `the cart of ${number} has ${lines.length} lines`);
  });
}

const LISTS = ["SELECT number, revision, state, payment_status, fulfilment_status, email, units, currency, total_minor, captured_minor, refunded_minor FROM orders ORDER BY number", "SELECT * FROM order_lines ORDER BY order_number, line_id", "SELECT gateway, kind, id, order_number, state, amount_minor FROM order_payments ORDER BY gateway, kind, id"];

async function listed(shop) {
  const answers = await shop.db.batch(LISTS.map((sql) => shop.db.prepare(sql)));
  const pages = [];
  for (let cursor = ""; cursor !== null; ) {
    const page = await (await shop.admin("GET", `/api/admin/v1/orders?limit=100${cursor && `&cursor=${cursor}`}`)).json();
    pages.push(...page.orders);
    cursor = page.next_cursor;
  }
  return { tables: answers.map(({ results }) => results), pages };
}

/** The lists in D1 are emptied and made anew from the archive: they say the same. */
async function auditRebuilding(shop, orders) {
  const before = await listed(shop);
  assert.equal(before.tables[0].length, orders.size, "the list has every order");
  for (const table of ["order_lines", "order_payments", "orders"]) await shop.db.prepare(`DELETE FROM ${table}`).run();
  for (let cursor; cursor !== null; ) {
    const answer = await shop.admin("POST", "/api/admin/v1/orders/rebuilds", cursor === undefined ? undefined : { cursor });
    const progress = await answer.json();
    assert.deepEqual([answer.status, progress.unreadable], [200, 0], JSON.stringify(progress));
    cursor = progress.next_cursor;
  }
  assert.deepEqual(await listed(shop), before);
}

/** Asserts all of it and answers with the figures. */
export async function audit(shop, notes, units) {
  await settle(shop, notes);
  await sweep(shop);
  const orders = await settle(shop, notes);
  for (const [number, { token, total }] of notes.orders) {
    const order = orders.get(number);
    assert.ok(order, `${number} was acknowledged and is lost`);
    assert.equal(order.placement.quote.total_minor, total);
    assert.ok(token.endsWith(order.placement.secret), "its link opens it");
    assert.notEqual(order.state, "open", `${number} does not settle`);
  }
  for (const number of notes.paid) {
    const { state, end } = orders.get(number);
    const isRightly = ["confirmed", "closed"].includes(state) || ["goods_gone", "superseded"].includes(end?.reason);
    assert.ok(isRightly, `${number} was paid and is ${state}: ${JSON.stringify(end)}`);
  }
  for (const { number, tracking_number } of notes.shipments) {
    const own = orders.get(number).shipments.filter(({ wish }) => wish.tracking_number === tracking_number);
    assert.equal(own.length, 1, `a shipment of ${number}`);
  }
  for (const { number, id } of notes.refunds) {
    const own = orders.get(number).refunds.filter((refund) => refund.id === id);
    assert.deepEqual(own.map(({ state }) => state), ["succeeded"], `a refund of ${number}`);
  }
  const taken_minor = await auditMoney(shop, orders);
  await auditStock(shop, orders, units);
  const confirmations = await auditMails(shop, orders);
  await auditCarts(shop, orders, notes);
  await auditRebuilding(shop, orders);
  const states = Object.groupBy(orders.values(), ({ state, end }) => (state === "cancelled" ? `cancelled: ${end?.reason}` : state));
  return {
    orders: orders.size, acknowledged: notes.orders.size, paid: notes.paid.size, refused: notes.refused, shipments: notes.shipments.length, refunds: notes.refunds.length,
    states: Object.fromEntries(Object.entries(states).map(([state, of]) => [state, of.length])), confirmations, taken_minor, units: unitsOf([...orders.values()].filter(({ state }) => ["confirmed", "closed"].includes(state)).flatMap(({ placement }) => placement.lines)),
  };
}
