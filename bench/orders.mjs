// The merchant's lists of orders and first page in a shop with many orders. The rows are written as the
// orders' copies leave them, since a hundred thousand checkouts take hours.
import { openDesk } from "./desk.mjs";
import { number, milliseconds } from "./report.mjs";
import { newState, removeFolders, startBuiltShop, token } from "./runtime.mjs";
import { percentile } from "./traffic.mjs";

const CHUNK = 5000;
const DAY_MS = 86_400_000;
/** Numbers of orders are ten of these digits. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SAMPLES = 60;
/** Over how many days the orders were placed: a third of them in the last month. */
const DAYS = 90;

const numberOf = (at) => Array.from({ length: 10 }, (_, place) => DIGITS[Math.floor((at * 7919) / 32 ** place) % 32]).join("");

function orderOf(at, orders, now) {
  const placed = now - Math.floor(((orders - at) / orders) * DAYS * DAY_MS);
  const total = 1500 + ((at * 37) % 9000);
  const isRecent = at > orders - orders / 50;
  const isExpired = at % 11 === 0;
  const state = isExpired ? "expired" : isRecent ? "confirmed" : at % 29 === 0 ? "cancelled" : "closed";
  const held = at % 5000 === 1;
  return {
    number: numberOf(at), state, payment: isExpired ? "unpaid" : held ? "disputed" : at % 17 === 0 ? "part_refunded" : "paid",
    fulfilment: state === "closed" ? "shipped" : "unfulfilled", hold: held ? '["disputed"]' : "[]", placed, email: `shopper${at % 20_000}@example.org`,
    name: `Person ${at % 9000}`, folded: `person ${at % 9000}`, country: "IE", market: at % 4 === 0 ? "de" : null, units: 1 + (at % 3), total,
    captured: isExpired ? 0 : total, refunded: at % 17 === 0 && !isExpired ? 500 : 0, disputed: held ? total : 0, sku: `SKU-${at % 3000}`,
  };
}

const FILL = [
  `INSERT INTO orders (number, revision, state, payment_status, fulfilment_status, on_hold, placed_at_ms, updated_at_ms, email, name, folded_name,
     country, market, units, currency, total_minor, captured_minor, refunded_minor, disputed_minor, unmatched_minor, settled, outbox_depth, heartbeat_at_ms)
   SELECT value ->> 'number', 9, value ->> 'state', value ->> 'payment', value ->> 'fulfilment', value ->> 'hold', value ->> 'placed', value ->> 'placed',
     value ->> 'email', value ->> 'name', value ->> 'folded', value ->> 'country', value ->> 'market', value ->> 'units', 'EUR', value ->> 'total',
     value ->> 'captured', value ->> 'refunded', value ->> 'disputed', 0, 1, 0, value ->> 'placed' FROM json_each(?1)`,
  `INSERT INTO order_lines SELECT value ->> 'number', '1', 0, value ->> 'sku', 'thing', 'Thing', value ->> 'units', value ->> 'total', 0 FROM json_each(?1)`,
  `INSERT INTO order_payments SELECT 'stripe', 'capture', 'pi_' || (value ->> 'number'), value ->> 'number', 9, 'captured', value ->> 'total', 'EUR', value ->> 'placed'
   FROM json_each(?1) WHERE value ->> 'captured' > 0`,
  `INSERT INTO order_payments SELECT 'stripe', 'refund', 're_' || (value ->> 'number'), value ->> 'number', 9, 'succeeded', 500, 'EUR', value ->> 'placed'
   FROM json_each(?1) WHERE value ->> 'refunded' > 0`,
];

async function fill(shop, orders) {
  const { DB } = await shop.bindings();
  const now = Date.now();
  for (let start = 0; start < orders; start += CHUNK) {
    const rows = JSON.stringify(Array.from({ length: Math.min(CHUNK, orders - start) }, (_, at) => orderOf(start + at, orders, now)));
    await DB.batch(FILL.map((sql) => DB.prepare(sql).bind(rows)));
  }
}

const QUESTIONS = [
  ["list, newest", () => "orders"],
  ["list, a part further on", (at, { cursor }) => `orders?cursor=${cursor}&limit=${25 + (at % 50)}`],
  ["needs=shipping", () => "orders?needs=shipping"],
  ["needs=attention", () => "orders?needs=attention"],
  ["on_hold=true", () => "orders?on_hold=true"],
  ["payment_status=part_refunded", () => "orders?payment_status=part_refunded"],
  ["state=closed in a month", (_, { month }) => `orders?state=closed&from=${month}`],
  ["q: a name's beginning", (at) => `orders?q=person%20${at * 97}`],
  ["q: an e-mail address", (at) => `orders?q=shopper${at * 311}%40example.org`],
  ["q: a gateway's id", (at) => `orders?q=pi_${numberOf(at * 911 + 1)}`],
  ["sku", (at) => `orders?sku=SKU-${at * 41}`],
  ["market", () => "orders?market=de"],
  ["reconciliation", () => "reconciliation"],
  ["overview", () => "overview"],
  ["health", () => "health"],
];

const PAGES = [
  ["page: home", () => "/admin"],
  ["page: orders, newest", () => "/admin/orders"],
  ["page: orders to ship", () => "/admin/orders?tab=to-ship"],
  ["page: a name's beginning", (at) => `/admin/orders?q=person%20${at * 97}`],
  ["page: one order's beginning of its number", (at) => `/admin/orders?q=${numberOf(at * 911 + 1).slice(0, 6)}`],
  ["page: health", () => "/admin/health"],
];

const rowOf = (name, durations) => [name, milliseconds(percentile(durations, 0.5)), milliseconds(percentile(durations, 0.95)), milliseconds(Math.max(...durations))];

/** p50 and p95 of the desk's questions, one request at a time. */
export async function measureOrders(orders) {
  const state = await newState();
  const shop = await startBuiltShop(state);
  const rows = [];
  try {
    await fill(shop, orders);
    const month = new Date(Date.now() - 30 * DAY_MS).toISOString();
    const ask = async (path) => {
      const started = performance.now();
      const answer = await shop.fetch(`/api/admin/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text.slice(0, 300)}`);
      return [performance.now() - started, text];
    };
    const [, first] = await ask("orders?limit=100");
    const known = { month, cursor: JSON.parse(first).next_cursor };
    for (const [name, make] of QUESTIONS) {
      await ask(make(SAMPLES, known));
      const durations = [];
      for (let at = 0; at < SAMPLES; at += 1) durations.push((await ask(make(at, known)))[0]);
      rows.push(rowOf(name, durations));
    }
    const open = await openDesk(shop);
    for (const [name, make] of PAGES) {
      await open(make(SAMPLES));
      const durations = [];
      for (let at = 0; at < SAMPLES; at += 1) durations.push(await open(make(at)));
      rows.push(rowOf(name, durations));
    }
  } finally {
    await shop.stop();
    removeFolders([state]);
  }
  return {
    title: `The desk with ${number(orders)} orders`,
    note: `One request at a time, without a proxy; orders of ${DAYS} days, a third of them of the last 30. An answer of the API is one round trip to D1; a page is the desk's HTML and asks the API.`,
    head: ["", "p50", "p95", "slowest"],
    rows,
  };
}
