// How often one client may ask for lists, and what an outage of KV leaves of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";

const LIMIT = 60; // per ten seconds, in wrangler.toml

let shop;
before(async () => {
  shop = await startShop({ vars: { RATE_LIMITS: "strict" } });
  // What is counted exactly has a test of its own.
  const much = { limit: 10_000, period_seconds: 60 };
  assert.ok((await shop.admin("PATCH", "/api/admin/v1/settings", { rate_limits: { reads: much, writes: much, checkouts: much, discount_codes: much } })).ok);
  const price = { amount_minor: 900, currency: "EUR" };
  const mug = { title: "Mug", status: "active", options: [], variants: [{ sku: "MUG", options: [], price }] };
  assert.ok((await shop.admin("PUT", "/api/admin/v1/products/mug", mug)).ok);
  assert.ok((await shop.admin("PUT", "/api/admin/v1/collections/mugs", { title: "Mugs", products: ["mug"] })).ok);
  await until(async () => (await shop.db.prepare("SELECT count(*) AS n FROM publications WHERE published_revision < revision").first("n")) === 0, {
    timeoutMs: 60_000,
    what: "the publication of the catalogue",
  });
});
after(() => shop?.stop());

const ask = (path, client) => shop.fetch(path, { headers: client ? { "cf-connecting-ip": client } : {} });

/** Sends until it is refused; no window of ten seconds lets twice the limit and one through. */
async function sendTooOften(send, fine, what) {
  for (let count = 0; count <= 2 * LIMIT; count += 1) {
    const answer = await send(count);
    if (answer.status !== fine) return { answer, count };
    await answer.arrayBuffer();
  }
  assert.fail(`${what} is never refused`);
}
const askTooOften = (addressOf, client) => sendTooOften((count) => ask(addressOf(count), client), 200, addressOf(0));

test("a client that asks for too many lists is refused, and no other", async () => {
  const lists = [
    (n) => `/collections/mugs?price_max=${n + 9}`,
    (n) => `/search?q=mug&price_max=${n + 9}`,
    (n) => `/search/suggestions?q=mug&n=${n}`,
    (n) => `/api/v1/products?limit=${(n % 100) + 1}&cursor=${n}`,
    (n) => `/api/v1/collections/mugs?price_max=${n + 9}`,
    (n) => `/api/v1/search?q=mug&price_max=${n + 9}`,
  ];
  for (const [place, addressOf] of lists.entries()) {
    const client = `203.0.113.${place}`;
    const { answer, count } = await askTooOften(addressOf, client);
    assert.equal(answer.status, 429, addressOf(count));
    assert.ok(count >= LIMIT, `${addressOf(0)}: refused after ${count}`);
    assert.equal(answer.headers.get("retry-after"), "10");
    assert.equal(answer.headers.get("cache-control"), "private, no-store");
    const text = await answer.text();
    if (addressOf(0).startsWith("/api/")) assert.equal(JSON.parse(text).type, "/problems/too_many_requests");
    assert.equal((await ask(addressOf(900), `198.51.100.${place}`)).status, 200, "another client");
    assert.equal((await ask("/collections/mugs", client)).status, 200, "what KV answers has no limit");
  }
});

test("a client's addresses of one network count together", async () => {
  const { answer } = await askTooOften((n) => `/search?q=mug&price_max=${n + 2000}`, "2001:db8::1");
  assert.equal(answer.status, 429);
  assert.equal((await ask("/search?q=mug&price_max=3000", "2001:db8::2")).status, 429);
  assert.equal((await ask("/search?q=mug&price_max=3001", "2001:db8:0:1::2")).status, 200);
});

test("a client that makes too many carts or enters too many codes is refused, and no other", async () => {
  const from = (client, headers) => ({ "cf-connecting-ip": client, ...headers });
  const sends = (path, body) => (client) => shop.fetch(path, { method: "POST", headers: from(client, { "content-type": "application/json" }), body: JSON.stringify(body) });
  const posts = (path, fields, cart) => (client) => {
    const headers = from(client, { "sec-fetch-site": "same-origin", ...(cart && { cookie: `__Host-cart=${cart}` }) });
    return shop.fetch(path, { method: "POST", headers, body: new URLSearchParams(fields) });
  };
  const { id } = await (await sends("/api/v1/carts", { lines: [{ sku: "MUG" }] })("203.0.113.99")).json();
  const rows = [
    ["a cart by the API", sends("/api/v1/carts", {}), 201],
    ["a cart by a form", posts("/cart/lines", { sku: "MUG", quantity: 1 }), 303],
    ["a cart by a link", (client) => ask("/cart/MUG:1", client), 303],
    ["a code by the API", sends(`/api/v1/carts/${id}/discounts`, { code: "GUESS" }), 200],
    ["a code by a form", posts("/cart/discounts", { code: "GUESS" }, id), 303],
  ];
  for (const [place, [what, send, fine]] of rows.entries()) {
    const client = `203.0.113.${100 + place}`;
    const { answer, count } = await sendTooOften(() => send(client), fine, what);
    assert.equal(answer.status, 429, what);
    assert.ok(count >= LIMIT, `${what}: refused after ${count}`);
    assert.deepEqual([answer.headers.get("retry-after"), answer.headers.get("cache-control")], ["10", "private, no-store"], what);
    assert.deepEqual(answer.headers.getSetCookie(), [], what);
    await answer.arrayBuffer();
    assert.equal((await send(`198.51.100.${100 + place}`)).status, fine, `${what}, by another client`);
    const read = await ask(`/api/v1/carts/${id}`, client);
    assert.equal(read.status, 200, "and a cart is there to look at");
  }
});

test("while KV fails, real pages are refused to who asks too often and to nobody else", async () => {
  const fault = async (name) => assert.equal((await shop.fetch("/__dev/faults", { method: "PUT", body: JSON.stringify({ dependency: "kv", fault: name }) })).status, 204);
  await fault("fails");
  try {
    for (let visitor = 0; visitor < 250; visitor += 1) {
      const answer = await ask(`/products/mug?utm_source=${visitor}`, `192.0.2.${visitor}`);
      assert.equal(answer.status, 200, `visitor ${visitor}`);
      await answer.arrayBuffer();
    }
    const { answer } = await askTooOften((n) => `/products/mug?utm_campaign=${n}`, "192.0.2.255");
    assert.equal(answer.status, 429);
  } finally {
    await fault("none");
  }
});
