// Who acts in the tests: a merchant who keeps a catalogue through the admin API and a shopper who
// looks at it, and what both leave behind.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { until } from "./harness.mjs";

export const euro = (amount_minor) => ({ amount_minor, currency: "EUR" });

export const variant = (sku, fields = {}) => ({ sku, price: euro(1999), ...fields });

/** The body of `PUT …/products/{handle}`: an active product with one variant, but for `fields`. */
export const product = (handle, fields = {}) => ({
  title: handle.replaceAll("-", " "),
  status: "active",
  variants: [variant(handle.slice(0, 60).toUpperCase())],
  ...fields,
});

export const rules = (combine, ...conditions) => ({
  match: combine,
  conditions: conditions.map(([field, relation, value]) => ({ field, relation, value })),
});

/** Bodies of the terms of sale: 10 % off every order, Ireland at €4.95, Irish VAT, but for `fields`. */
export const promotion = (fields = {}) => ({
  title: "Ten off",
  target: { kind: "order" },
  calculator: { kind: "percentage", rate_ppm: 100_000 },
  ...fields,
});
export const shippingZone = (fields = {}) => ({
  title: "Ireland",
  places: [{ country: "IE" }],
  methods: [{ id: "standard", title: "Standard", rate: { by: "flat", prices: [euro(495)] }, days_min: 1, days_max: 3 }],
  ...fields,
});
export const taxZone = (fields = {}) => ({
  title: "Ireland",
  places: [{ country: "IE" }],
  rates: [{ tax_class: "standard", title: "VAT 23%", rate_ppm: 230_000 }],
  ...fields,
});

export const fixture = (name) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));

const ADMIN = "/api/admin/v1";

/** A merchant whose every change succeeds; each answers with the resource. */
export function merchantOf(shop) {
  const send = async (method, path, body, headers) => {
    const answer = await shop.admin(method, `${ADMIN}${path}`, body, headers);
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  };
  return {
    sells: (handle, fields) => send("PUT", `/products/${handle}`, product(handle, fields)),
    archives: (handle) => send("DELETE", `/products/${handle}`),
    reads: (path) => send("GET", path),
    collects: (handle, fields) => send("PUT", `/collections/${handle}`, { title: handle, ...fields }),
    writes: (handle, fields) => send("PUT", `/pages/${handle}`, { title: handle, ...fields }),
    offersMenu: (handle, items) => send("PUT", `/menus/${handle}`, { title: handle, items }),
    promotes: (id, fields) => send("PUT", `/promotions/${id}`, promotion(fields)),
    shipsTo: (id, fields) => send("PUT", `/shipping-zones/${id}`, shippingZone(fields)),
    taxes: (id, fields) => send("PUT", `/tax-zones/${id}`, taxZone(fields)),
    prices: (list, currency, amounts) => send("PUT", `/price-lists/${list}`, { title: list, currency, prices: amounts }),
    opens: (market, fields) => send("PUT", `/markets/${market}`, { title: market.toUpperCase(), countries: [market.toUpperCase()], ...fields }),
    sets: (fields) => send("PATCH", "/settings", fields),
    uploads: (bytes, headers) => send("POST", "/media", bytes, headers),
    publishesEverything: () => send("POST", "/publications"),
  };
}

/** A page that must be there, as text. */
export async function open(shop, path) {
  const answer = await shop.fetch(path);
  const text = await answer.text();
  assert.equal(answer.status, 200, `${path} answered ${answer.status}`);
  return text;
}

/** A resource of the storefront API that must be there. */
export const read = async (shop, path) => JSON.parse(await open(shop, path));

/** Waits until these documents, or all of them, are in KV at their latest revision. */
export const settled = (shop, ...keys) => settledWithin(40_000, shop, keys);

function settledWithin(timeoutMs, shop, keys) {
  const behind = "SELECT key FROM publications WHERE published_revision < revision";
  const look = async () => {
    const { results } = await shop.db.prepare(behind).all();
    return !results.some((row) => keys.length === 0 || keys.includes(row.key));
  };
  return until(look, { timeoutMs, what: `the publication of ${keys.join(", ") || "everything"}` });
}

// What merchants own, in an order that does not depend on when rows were written.
const OWNED = {
  settings: "SELECT * FROM settings",
  media: "SELECT * FROM media ORDER BY hash",
  products: "SELECT * FROM products ORDER BY id",
  tags: "SELECT * FROM product_tags ORDER BY product_id, position",
  options: "SELECT * FROM product_options ORDER BY product_id, position",
  pictures: "SELECT * FROM product_media ORDER BY product_id, position",
  variants: "SELECT * FROM variants ORDER BY sku",
  history: "SELECT * FROM price_history ORDER BY sku, price_list, from_ms",
  collections: "SELECT id, handle, revision, title, description, media_hash, sort, rules FROM collections ORDER BY id",
  members: "SELECT * FROM collection_products ORDER BY collection_id, product_id",
  pages: "SELECT * FROM pages ORDER BY handle",
  menus: "SELECT * FROM menus ORDER BY handle",
  promotions: "SELECT * FROM promotions ORDER BY id",
  shippingZones: "SELECT * FROM shipping_zones ORDER BY id",
  taxZones: "SELECT * FROM tax_zones ORDER BY id",
  lists: "SELECT * FROM price_lists ORDER BY id",
  listPrices: "SELECT * FROM list_prices ORDER BY price_list, sku",
  markets: "SELECT * FROM markets ORDER BY id",
  countries: "SELECT * FROM market_countries ORDER BY country",
  redirects: "SELECT * FROM redirects ORDER BY path",
  // The lists of collections follow later changes of others by themselves.
  publications: "SELECT key, revision FROM publications WHERE key NOT IN ('home', 'collections') ORDER BY key",
};

/** Everything that the merchant has said so far. */
export async function snapshot(shop) {
  const answers = await shop.db.batch(Object.values(OWNED).map((sql) => shop.db.prepare(sql)));
  return Object.fromEntries(Object.keys(OWNED).map((name, index) => [name, answers[index].results]));
}

/**
 * Sends what must be refused: with this status, this name, these fields, as a problem document
 * (RFC 9457), and without a trace in what the merchant owns.
 */
export async function refuses(shop, send, { status, name, fields }) {
  // What earlier changes publish moves by itself; where publication fails on purpose nothing does.
  await settledWithin(3000, shop, []).catch(() => {});
  const before = await snapshot(shop);
  const answer = await send();
  const text = await answer.text();
  assert.equal(answer.status, status, `answered ${answer.status}: ${text.slice(0, 300)}`);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  assert.equal(answer.headers.get("cache-control"), "private, no-store");
  const problem = JSON.parse(text);
  assert.equal(problem.status, status);
  assert.ok(problem.title && problem.detail, "a problem has a title and a sentence");
  if (name) assert.equal(problem.type, `/problems/${name}`);
  if (fields) assert.deepEqual(problem.errors?.map((error) => error.field), fields, problem.detail);
  assert.deepEqual(await snapshot(shop), before, "a refusal changes nothing");
  return problem;
}

/** The newest request for `path` that the shop remembers, with its calls of the platform. */
export async function lastRequest(shop, path) {
  const { requests } = await (await shop.fetch("/__dev/requests")).json();
  const found = requests.find((request) => request.address === path);
  assert.ok(found, `no request for ${path} is remembered`);
  return found;
}

/** Opens a page and answers with what it asked of the platform, as `{ kv: 1, d1: 0, … }`. */
export async function countCalls(shop, path, status = 200) {
  const answer = await shop.fetch(path);
  await answer.arrayBuffer();
  assert.equal(answer.status, status, `${path} answered ${answer.status}`);
  const counts = { kv: 0, d1: 0, r2: 0, object: 0, images: 0 };
  for (const call of (await lastRequest(shop, path)).calls) counts[call.kind] += 1;
  return counts;
}

/** Makes `kv`, `d1`, `r2_writes`, `promotion` (asking its objects for uses), `stock` (asking its objects) or
 * `stock_after` (hearing what they answered) fail or hang, or work again with `none`. */
export async function setFault(shop, dependency, fault) {
  const answer = await shop.fetch("/__dev/faults", { method: "PUT", body: JSON.stringify({ dependency, fault }) });
  assert.equal(answer.status, 204);
}
