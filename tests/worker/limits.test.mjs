// How often one client may ask for lists, and what an outage of KV leaves of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";

const LIMIT = 60; // per ten seconds, in wrangler.toml

let shop;
before(async () => {
  shop = await startShop({ vars: { RATE_LIMITS: "strict" } });
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

/** Asks until it is refused; no window of ten seconds lets twice the limit and one through. */
async function askTooOften(addressOf, client) {
  for (let count = 0; count <= 2 * LIMIT; count += 1) {
    const answer = await ask(addressOf(count), client);
    if (answer.status !== 200) return { answer, count };
    await answer.arrayBuffer();
  }
  assert.fail(`${addressOf(0)} is never refused`);
}

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
