// Pages answered from memory, as production answers them: without the timing of development every
// header and the body were finished for an earlier visitor.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { euro, merchantOf, open, settled, variant } from "./catalogue.mjs";

let shop;
let merchant;
before(async () => {
  shop = await startShop({ vars: { DEVELOPMENT: undefined } });
  merchant = merchantOf(shop);
  await merchant.sells("throw", { title: "Throw", tags: ["wool"] });
  await settled(shop);
});
after(() => shop.stop());

const headersOf = (answer) => Object.fromEntries([...answer.headers].filter(([name]) => !["connection", "date", "keep-alive"].includes(name)));

/** Sends a request with headers that `fetch` would not send. */
function raw(of, path, headers) {
  const { hostname, port } = new URL(of.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, headers }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve({ status: answer.statusCode, headers: new Headers(answer.headers) }));
    });
    sent.on("error", reject).end();
  });
}

test("every visitor of a page in memory gets the same bytes and the same headers", async () => {
  const first = await shop.fetch("/products/throw");
  const body = await first.text();
  for (let visit = 0; visit < 20; visit += 1) {
    const answer = await shop.fetch("/products/throw");
    assert.equal(answer.status, 200);
    assert.deepEqual(headersOf(answer), headersOf(first));
    assert.equal(await answer.text(), body);
  }
  assert.equal(first.headers.get("server-timing"), null);
});

test("HEAD, a validator and a plain visit in any order leave the page in memory as it was", async () => {
  const plain = await shop.fetch("/products/throw");
  const body = await plain.text();
  const etag = plain.headers.get("etag");
  const bare = ([name]) => !["content-type", "content-length", "transfer-encoding"].includes(name);
  const shared = Object.entries(headersOf(plain)).filter(bare);
  const visits = {
    HEAD: async () => {
      const answer = await shop.fetch("/products/throw", { method: "HEAD" });
      assert.deepEqual([answer.status, await answer.text()], [200, ""]);
      assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
      assert.deepEqual(Object.entries(headersOf(answer)).filter(bare), shared);
    },
    known: async () => {
      for (const known of [etag, `"other", ${etag}`, "*"]) {
        const answer = await shop.fetch("/products/throw", { headers: { "if-none-match": known } });
        assert.deepEqual([answer.status, await answer.text()], [304, ""]);
        assert.equal(answer.headers.get("content-type"), null);
        assert.deepEqual(Object.entries(headersOf(answer)).filter(bare), shared);
      }
    },
    headKnown: async () => assert.equal((await shop.fetch("/products/throw", { method: "HEAD", headers: { "if-none-match": etag } })).status, 304),
    unknown: async () => {
      const answer = await shop.fetch("/products/throw", { headers: { "if-none-match": 'W/"0123"' } });
      assert.deepEqual([answer.status, await answer.text()], [200, body]);
    },
    plain: async () => assert.equal(await open(shop, "/products/throw"), body),
  };
  for (const order of [["HEAD", "plain", "known", "plain", "headKnown", "unknown", "HEAD"], ["known", "HEAD", "unknown", "plain"]]) {
    await sleep(5100); // memory has let go of it: the first visit makes the page
    for (const visit of order) await visits[visit]();
  }
});

test("what is not there is in memory with its status, and other methods are never answered from it", async () => {
  for (const visit of ["first", "second"]) {
    const missing = await shop.fetch("/products/missing");
    assert.equal(missing.status, 404, visit);
    const known = missing.headers.get("etag") ?? '"any"';
    assert.equal((await shop.fetch("/products/missing", { headers: { "if-none-match": known } })).status, 404, "a refusal has no validator");
  }
  await open(shop, "/products/throw");
  for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    assert.equal((await shop.fetch("/products/throw", { method })).status, 405, method);
  }
});

test("a purge takes a page out of memory, whoever shows the product", async () => {
  const paths = ["/products/throw", "/api/v1/products/throw", "/search?q=throw", "/search/suggestions?q=throw", "/api/v1/search?q=throw", "/sitemap.xml"];
  for (const path of paths) await open(shop, path);
  await merchant.sells("throw", { title: "Throw", tags: ["wool"], variants: [variant("THROW", { price: euro(4321) })] });
  for (const path of paths.slice(0, 5)) assert.match(await open(shop, path), /43\.21|4321/, `${path} at once`);
  await merchant.archives("throw");
  assert.equal((await shop.fetch("/products/throw")).status, 404);
  assert.doesNotMatch(await open(shop, "/sitemap.xml"), /products\/throw</);
  await merchant.sells("throw", { title: "Throw", tags: ["wool"] });
  assert.match(await open(shop, "/sitemap.xml"), /products\/throw</);
});

test("answers that vary are not kept for who asked otherwise", async () => {
  const ask = async (accept) => (await shop.fetch("/search/suggestions?q=throw", { headers: { accept } })).headers.get("content-type");
  for (let round = 0; round < 3; round += 1) {
    assert.match(await ask("text/html"), /^text\/html/);
    assert.match(await ask("application/json"), /^application\/json/);
  }
});

test("a shop with an origin of its own sends readers of other hosts there, from memory, too", async (context) => {
  const own = await startShop({ vars: { DEVELOPMENT: undefined, ORIGIN: "http://shop.example" } });
  context.after(() => own.stop());
  await merchantOf(own).sells("jug");
  const path = "/products/jug?utm_source=mail";
  for (let visit = 0; visit < 3; visit += 1) {
    const stranger = await own.fetch(path);
    assert.deepEqual([stranger.status, stranger.headers.get("location")], [308, `http://shop.example${path}`]);
    assert.equal(stranger.headers.get("cache-control"), "private, no-store", "the cache knows no hosts");
    assert.equal((await raw(own, path, { host: "shop.example" })).status, 200, "from the second visit on it is in memory");
  }
  assert.equal((await own.fetch("/healthz")).status, 200, "health is asked under any host");
  const written = await own.admin("PUT", "/api/admin/v1/products/jug", { title: "Jug", variants: [variant("JUG")] });
  assert.equal(written.status, 200, "a write needs no redirect");
});

test("memory lets go of a page when a price in it changes", async () => {
  const startsAt = Math.ceil(Date.now() / 1000) * 1000 + 3000;
  const sale = { price: euro(1000), starts_at: new Date(startsAt).toISOString(), ends_at: new Date(startsAt + 60_000).toISOString() };
  await merchant.sells("kettle", { variants: [variant("KETTLE", { price: euro(5000), sale })] });
  await settled(shop, "product:kettle");
  const begun = async () => {
    const asked = Date.now();
    const page = await open(shop, "/products/kettle");
    const reduced = /€10\.00/.test(page);
    if (Date.now() < startsAt) assert.ok(!reduced, "not before it begins");
    if (asked >= startsAt) assert.ok(reduced, "not after it began");
    return reduced;
  };
  await until(begun, { everyMs: 20, what: "the sale" });
});
