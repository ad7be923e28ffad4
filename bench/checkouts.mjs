// Checkouts, from the request to the address of the payment page, and where their time goes.
import { ADDRESS } from "../tests/worker/checkout_visitor.mjs";
import { Plain } from "../tools/project.mjs";
import { milliseconds, number } from "./report.mjs";
import { newState, places, removeFolders, startBuiltShop, untilPublished } from "./runtime.mjs";
import { cpuSeconds, percentile } from "./traffic.mjs";

const CONCURRENCY = 16;
const CHECKOUTS = 480;
const WARM_UP = 48;
/** One after another, so that nothing but their own work is in the times. */
const WATCHED = 60;
const UNITS = 1_000_000;
const SKUS = Array.from({ length: 50 }, (_, at) => `BENCH-${String(at + 1).padStart(2, "0")}`);
const GATEWAY = { TEST_GATEWAY: "1" };

const euro = (amount_minor) => ({ amount_minor, currency: "EUR" });

async function stock(shop) {
  const rate = { by: "flat", prices: [euro(495)] };
  await shop.admin("PUT", "/api/admin/v1/shipping-zones/ireland", { title: "Ireland", places: [{ country: "IE" }], methods: [{ id: "standard", title: "Standard", rate, days_min: 1, days_max: 3 }] });
  await shop.admin("PUT", "/api/admin/v1/tax-zones/ireland", { title: "Ireland", places: [{ country: "IE" }], rates: [{ tax_class: "standard", title: "VAT 23%", rate_ppm: 230_000 }] });
  const variants = SKUS.map((sku) => ({ sku, price: euro(1999), options: [sku] }));
  await shop.admin("PUT", "/api/admin/v1/products/bench", { title: "Bench", status: "active", options: [{ name: "Kind" }], variants });
  for (const sku of SKUS) await shop.admin("PUT", `/api/admin/v1/stock/${sku}`, { location: "main", on_hand: UNITS });
  await untilPublished(shop);
}

/** Every visitor comes from an address of its own, so that no limit of one client is met. */
let visitors = 0;
async function ask(shop, path, body) {
  const visitor = (visitors += 1);
  const address = `10.${(visitor >> 16) & 255}.${(visitor >> 8) & 255}.${visitor & 255}`;
  const headers = { "content-type": "application/json", "cf-connecting-ip": address, "idempotency-key": crypto.randomUUID() };
  const answer = await shop.fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  if (answer.status !== 201) throw new Plain(`${path} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  return answer.json();
}

const fill = async (shop, skus) => (await ask(shop, "/api/v1/carts", { lines: skus.map((sku) => ({ sku })) })).id;
const checkOut = (shop, cart) => ask(shop, `/api/v1/carts/${cart}/checkout`, { email: `${cart}@example.com`, address: ADDRESS, payment_method: "card" });

async function atOnce(items, work) {
  const queue = [...items];
  const worker = async () => {
    while (queue.length) await work(queue.shift());
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** So many carts of one line each, over these SKUs in turn. */
async function fillAll(shop, count, skus) {
  const carts = [];
  await atOnce(Array.from({ length: count }, (_, at) => skus[at % skus.length]), async (sku) => carts.push(await fill(shop, [sku])));
  return carts;
}

async function rush(shop, skus, name) {
  await atOnce(await fillAll(shop, WARM_UP, skus), (cart) => checkOut(shop, cart));
  const carts = await fillAll(shop, CHECKOUTS, skus);
  const durations = [];
  const [cpu, started] = [cpuSeconds(shop.pid), performance.now()];
  await atOnce(carts, async (cart) => {
    const before = performance.now();
    await checkOut(shop, cart);
    durations.push(performance.now() - before);
  });
  const seconds = (performance.now() - started) / 1000;
  const cpuMs = ((cpuSeconds(shop.pid) - cpu) * 1000) / CHECKOUTS;
  return [name, number(CHECKOUTS / seconds, 1), milliseconds(percentile(durations, 0.5)), milliseconds(percentile(durations, 0.95)), milliseconds(cpuMs), number(CHECKOUTS)];
}

async function ratesOn(place, what) {
  const state = await newState(place);
  const shop = await startBuiltShop(state, GATEWAY);
  try {
    await stock(shop);
    return [await rush(shop, SKUS.slice(0, 1), `one SKU, ${what}`), await rush(shop, SKUS, `50 SKUs, ${what}`)];
  } finally {
    await shop.stop();
    removeFolders([state]);
  }
}

const sumOf = (calls) => calls.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
const isOf = (...names) => ({ kind, detail }) => kind === "object" && names.some((name) => detail.startsWith(name));

/** The calls of one checkout: of the Worker that answered, and of the order's object. */
async function watch(shop, cart) {
  const { order } = await checkOut(shop, cart);
  const { requests } = await (await shop.fetch("/__dev/requests")).json();
  const request = requests.find(({ address }) => address === `/api/v1/carts/${cart}/checkout`);
  if (!request) throw new Plain("The checkout is not among the last requests.");
  return { request, number: order.number };
}

function rowsOf(watched) {
  const requests = watched.map(({ request }) => request);
  const whole = sumOf(requests) / watched.length;
  const row = (name, calls, ms) => [name, calls, milliseconds(ms), `${number((ms / whole) * 100, 0)} %`];
  const part = (name, lists, picks) => {
    const picked = lists.flat().filter(picks);
    return { name, count: picked.length / watched.length, ms: sumOf(picked) / watched.length };
  };
  const own = requests.map(({ calls }) => calls);
  const inOrder = watched.map(({ calls }) => calls);
  const asked = [
    part("D1: prices, terms, customer", own, ({ kind }) => kind === "d1"),
    part("KV: the shop's frame", own, ({ kind }) => kind === "kv"),
    part("the cart's object", own, isOf("CART ")),
    part("the order's object", own, isOf("ORDER ")),
  ];
  // The first call holds the unit; that it is held as long as the page lives is told when nobody waits.
  const stock = inOrder.map((calls) => calls.filter(isOf("STOCK ")));
  const within = [
    part("· in it: stock of the SKU", stock.map((calls) => calls.slice(0, 1)), () => true),
    part("· in it: counters of unpaid orders", inOrder, isOf("PROMOTION ")),
    part("· in it: the gateway's page", inOrder, isOf("TEST_GATEWAY")),
  ];
  const order = asked.at(-1);
  const rest = (parts, all) => Math.max(0, all - parts.reduce((sum, { ms }) => sum + ms, 0));
  const shown = ({ name, count, ms }) => row(name, number(count, 1), ms);
  const later = [
    part("afterwards: a longer hold", stock.map((calls) => calls.slice(1)), () => true),
    part("afterwards: queues", inOrder, ({ kind }) => kind === "queue"),
    part("afterwards: the archive in R2", inOrder, ({ kind }) => kind === "r2"),
  ];
  return [
    row("a checkout", "", whole),
    ...asked.map(shown),
    ...within.map(shown),
    row("· in it: its own storage and code", "", rest(within, order.ms)),
    row("the Worker itself", "", rest(asked, whole)),
    ...later.map(shown),
  ];
}

async function timesOn(place) {
  const state = await newState(place);
  // The setting of a deployment with the memory of a developer's: limits are counted, calls are kept.
  const shop = await startBuiltShop(state, { ...GATEWAY, DEVELOPMENT: "1", RATE_LIMITS: "strict" });
  try {
    await stock(shop);
    const watched = [];
    for (let at = 0; at < WATCHED + 5; at += 1) {
      const seen = await watch(shop, await fill(shop, [SKUS[at % SKUS.length]]));
      if (at >= 5) watched.push(seen);
    }
    for (const seen of watched) seen.calls = await (await shop.fetch(`/__dev/orders/${seen.number}/calls`)).json();
    return rowsOf(watched);
  } finally {
    await shop.stop();
    removeFolders([state]);
  }
}

export async function measureCheckouts() {
  const rows = await ratesOn(places.disk, "state on disk");
  if (places.memory) rows.push(...(await ratesOn(places.memory, "state in memory")));
  return {
    title: "Checkouts",
    note: `Each a request to the JSON API for a cart of one line, answered with the address of a payment page of the test gateway: an order in its own object, its unit held by the SKU's, the page opened. ${CONCURRENCY} at a time, production setting; carts are filled before the clock runs. The test gateway is one object for all of them and part of the same process.`,
    head: ["", "checkouts/s", "p50", "p95", "CPU", "checkouts"],
    rows,
  };
}

export async function measureCheckoutTimes() {
  const place = places.memory ?? places.disk;
  return {
    title: "Where a checkout's time goes",
    note: `${WATCHED} checkouts of one line, one after another, as the Worker and the order's object timed their calls (to the millisecond, averaged); state ${place === places.disk ? "on disk" : "in memory"}. Calls that run side by side count each. What comes afterwards keeps nobody waiting.`,
    head: ["", "calls", "time", "share"],
    rows: await timesOn(place),
  };
}
