// The cart as a shopper without scripts meets it: forms, cookies, links, and nobody else's cart.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { visitorOf } from "./cart_visitor.mjs";
import { euro, merchantOf, settled, variant } from "./catalogue.mjs";
import { startShop } from "./harness.mjs";
import { callsOf } from "./shelf_page.mjs";

let shop;
before(async () => {
  shop = await startShop();
  const merchant = merchantOf(shop);
  await merchant.sells("mug", { title: "Harbour mug", variants: [variant("MUG", { price: euro(1800) })] });
  await merchant.sells("print", { title: "Headland", variants: [variant("PRINT A4", { price: euro(2500) })] });
  await settled(shop);
});
after(() => shop.stop());

test("nobody has a cart before something is added, and looking at it makes none", async () => {
  const visitor = visitorOf(shop);
  for (const path of ["/", "/products/mug", "/cart"]) {
    const answer = await visitor.send(path);
    assert.deepEqual(answer.headers.getSetCookie(), [], path);
  }
  const added = await visitor.posts("/cart/lines", { sku: "MUG", quantity: 2 });
  assert.deepEqual([added.status, added.headers.get("location")], [303, "/cart"]);
  const [cart, count] = added.headers.getSetCookie();
  assert.match(cart, /^__Host-cart=[0-9a-f]{32}; Path=\/; Max-Age=2592000; Secure; HttpOnly; SameSite=Lax$/);
  assert.match(count, /^cart-count=2; Path=\/; Max-Age=2592000; Secure; SameSite=Lax$/);
});

test("forms change the cart and lead back to where the shopper was", async () => {
  const visitor = visitorOf(shop);
  const back = await visitor.posts("/cart/lines", { sku: "MUG", quantity: 1, return_to: "/products/mug?variant=MUG" });
  assert.equal(back.headers.get("location"), "/products/mug?variant=MUG");
  for (const elsewhere of ["https://evil.example/", "//evil.example", "/\\evil.example"]) {
    const answer = await visitor.posts("/cart/lines", { sku: "MUG", quantity: 1, return_to: elsewhere });
    assert.equal(answer.headers.get("location"), "/cart", elsewhere);
  }
  assert.equal(visitor.count, 4);
  const page = await visitor.looks();
  assert.match(page, /Harbour mug/);
  assert.match(page, /€72\.00/);
  const line = page.match(/action="\/cart\/lines\/(\d+)"/)[1];
  await visitor.posts(`/cart/lines/${line}`, { quantity: 3 });
  assert.match(await visitor.looks(), /€54\.00/);
  await visitor.posts("/cart/discounts", { code: "never" });
  assert.match(await visitor.looks(), /NEVER/);
  await visitor.posts("/cart/discounts/NEVER/removal");
  assert.doesNotMatch(await visitor.looks(), /NEVER/);
  await visitor.posts("/cart/destination", { country: "DE", region: "", postal_code: "10115" });
  await visitor.posts("/cart/note", { note: "Ring <b>twice</b>." });
  const noted = await visitor.looks();
  assert.match(noted, /Ring &#60;b&#62;twice|Ring &lt;b&gt;twice/);
  assert.match(noted, /10115/);
  await visitor.posts(`/cart/lines/${line}`, { quantity: 0 });
  assert.equal(visitor.count, 0);
});

test("a form that another site sends changes nothing", async () => {
  const visitor = visitorOf(shop);
  await visitor.posts("/cart/lines", { sku: "MUG", quantity: 1 });
  const before = await visitor.looks();
  const rows = [
    { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
    { "sec-fetch-site": "same-site", origin: "https://blog.evil.example" },
    { "sec-fetch-site": "none" },
    { "sec-fetch-site": undefined, origin: "https://evil.example" },
    { "sec-fetch-site": undefined, origin: "null" },
    { "sec-fetch-site": undefined },
  ];
  for (const headers of rows) {
    const given = Object.fromEntries(Object.entries({ "sec-fetch-site": "same-origin", ...headers }).filter(([, value]) => value !== undefined));
    const body = new URLSearchParams({ sku: "MUG", quantity: 1 });
    const answer = await visitor.send("/cart/lines", { method: "POST", body, headers: given });
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.equal(answer.headers.get("cache-control"), "private, no-store");
  }
  assert.equal(await visitor.looks(), before);
  const own = await visitor.send("/cart/lines", { method: "POST", body: new URLSearchParams({ sku: "MUG", quantity: 1 }), headers: { origin: shop.url } });
  assert.equal(own.status, 303, "an older browser says its origin");
});

test("a refused form is a page with a sentence, or a problem for a script", async () => {
  const visitor = visitorOf(shop);
  const page = await visitor.posts("/cart/lines", { sku: "MUG", quantity: 1000 });
  assert.equal(page.status, 422);
  assert.match(await page.text(), /at most 999/);
  assert.equal(visitor.cart, undefined, "nothing was made");
  const problem = await visitor.posts("/cart/lines", { sku: "GONE", quantity: 1 }, { fragment: "cart" });
  assert.match(problem.headers.get("content-type"), /problem\+json/);
  assert.match((await problem.json()).detail, /GONE/);
  const none = await visitor.posts("/cart/note", { note: "x" });
  assert.equal(none.status, 404);
});

test("a script gets the panel alone, by the same forms", async () => {
  const visitor = visitorOf(shop);
  const panel = await visitor.posts("/cart/lines", { sku: "MUG", quantity: 2 }, { fragment: "cart" });
  assert.equal(panel.status, 200);
  assert.equal(panel.headers.get("cache-control"), "private, no-store");
  const html = await panel.text();
  assert.doesNotMatch(html, /<html|<head|<style/i);
  assert.match(html, /€36\.00/);
  assert.equal(visitor.count, 2);
  const again = await visitor.send("/cart", { headers: { fragment: "cart" } });
  assert.equal(await again.text(), html);
});

test("an id that somebody made up is not taken for a cart", async () => {
  const visitor = visitorOf(shop);
  visitor.cookies.set("__Host-cart", "a".repeat(32));
  await visitor.posts("/cart/lines", { sku: "MUG", quantity: 1 });
  assert.match(visitor.cart, /^[0-9a-f]{32}$/);
  assert.notEqual(visitor.cart, "a".repeat(32));
});

test("a link sets the cart, opening it twice changes nothing, and it never adds", async () => {
  const visitor = visitorOf(shop);
  const link = "/cart/MUG:2,PRINT%20A4:1?discount=SPRING";
  const first = await visitor.send(link);
  assert.deepEqual([first.status, first.headers.get("location")], [303, "/cart"]);
  assert.equal(visitor.count, 3);
  const page = await visitor.looks();
  assert.match(page, /SPRING/);
  await visitor.send(link);
  assert.equal(await visitor.looks(), page);
  await visitor.send("/cart/MUG:1");
  assert.equal(visitor.count, 1);
  for (const bad of ["/cart/MUG:0", "/cart/GONE:1", "/cart/MUG:1,", "/cart/MUG:1000"]) {
    const answer = await visitor.send(bad);
    assert.equal(answer.status, 422, bad);
  }
  assert.equal((await visitor.send("/cart/MUG")).status, 404);
  assert.equal(visitor.count, 1, "a refused link changed the cart");
});

test("a link sets the codes that it names and leaves others alone", async () => {
  const visitor = visitorOf(shop);
  for (const code of ["ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX"]) {
    assert.equal((await visitor.send(`/cart/MUG:1?discount=${code}`)).status, 303, code);
  }
  const page = await visitor.looks();
  assert.match(page, /SIX/);
  assert.doesNotMatch(page, /FIVE/);
  await visitor.send("/cart/MUG:2");
  assert.match(await visitor.looks(), /SIX/);
});

test("a picture, a frame or a question for the head alone does not open a link", async () => {
  const visitor = visitorOf(shop);
  await visitor.send("/cart/MUG:2");
  const page = await visitor.looks();
  for (const headers of [{ "sec-fetch-dest": "image" }, { "sec-fetch-dest": "iframe" }, { "sec-fetch-dest": "empty" }]) {
    assert.equal((await visitor.send("/cart/PRINT%20A4:9", { headers })).status, 403);
  }
  const head = await visitor.send("/cart/PRINT%20A4:9", { method: "HEAD" });
  assert.deepEqual([head.status, head.headers.getSetCookie()], [303, []]);
  assert.equal(await visitor.looks(), page);
  await visitor.send("/cart/MUG:2", { headers: { "sec-fetch-dest": "document" } });
});

test("a cookie of a cart that is gone is taken back", async () => {
  const visitor = visitorOf(shop);
  visitor.cookies.set("__Host-cart", "b".repeat(32));
  visitor.cookies.set("cart-count", "3");
  const answer = await visitor.send("/cart");
  const cookies = answer.headers.getSetCookie();
  assert.ok(cookies.length === 2 && cookies.every((cookie) => cookie.includes("Max-Age=0")), cookies.join());
});

test("a link that is only fetched ahead changes nothing", async () => {
  const visitor = visitorOf(shop);
  await visitor.send("/cart/MUG:2");
  const page = await visitor.looks();
  for (const headers of [{ "sec-purpose": "prefetch" }, { "sec-purpose": "prefetch;prerender" }, { purpose: "prefetch" }, { "x-moz": "prefetch" }, { "x-purpose": "preview" }]) {
    const answer = await visitor.send("/cart/PRINT%20A4:9", { headers });
    assert.equal(answer.status, 503);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  }
  assert.equal(await visitor.looks(), page);
});

/** A shared cache as cruel as HTTP allows: keeps what says it may be shared, and knows no cookies. */
async function startSharedCache() {
  const kept = new Map();
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    let known = request.method === "GET" ? kept.get(request.url) : undefined;
    if (!known) {
      const { host: _, connection: __, ...headers } = request.headers;
      const answer = await shop.fetch(request.url, { method: request.method, headers, body: chunks.length ? Buffer.concat(chunks) : undefined });
      const body = Buffer.from(await answer.arrayBuffer());
      known = { status: answer.status, body, headers: [...answer.headers].filter(([name]) => !/^(content-encoding|content-length|transfer-encoding|connection)$/.test(name)) };
      const edge = answer.headers.get("cloudflare-cdn-cache-control") ?? answer.headers.get("cache-control") ?? "";
      const shared = request.method === "GET" && !/private|no-store/.test(edge) && answer.headers.getSetCookie().length === 0;
      if (shared) kept.set(request.url, known);
    }
    response.writeHead(known.status, known.headers.flat());
    response.end(known.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  return { kept, close: () => server.close(), fetch: (path, init = {}) => fetch(new URL(path, url), { redirect: "manual", ...init }) };
}

test("two visitors behind one shared cache never see each other's cart", async () => {
  const cache = await startSharedCache();
  try {
    const [one, other] = [visitorOf(shop, cache.fetch), visitorOf(shop, cache.fetch)];
    await one.looks("/products/mug");
    await one.posts("/cart/lines", { sku: "MUG", quantity: 2 });
    await one.looks("/cart");
    await one.posts("/cart/note", { note: "For Ada" });
    const mine = await one.looks("/cart");
    const theirs = await other.looks("/cart");
    assert.match(mine, /For Ada/);
    assert.doesNotMatch(theirs, /For Ada|Harbour mug/);
    await other.posts("/cart/lines", { sku: "PRINT A4", quantity: 1 });
    assert.notEqual(one.cart, other.cart);
    assert.doesNotMatch(await other.looks("/cart"), /Harbour mug/);
    assert.equal(await one.looks("/cart"), mine);
    const page = await other.looks("/products/mug");
    assert.equal(page, await one.looks("/products/mug"), "a shared page is the same for everybody");
    assert.ok([...cache.kept.keys()].includes("/products/mug"), "the cache keeps what may be shared");
    assert.ok(![...cache.kept.keys()].some((path) => path.startsWith("/cart")), "and nothing of a cart");
  } finally {
    cache.close();
  }
});

test("looking at a cart asks its object once, D1 once, and KV at most once", async () => {
  const visitor = visitorOf(shop);
  await visitor.posts("/cart/lines", { sku: "MUG", quantity: 2 });
  await visitor.posts("/cart/lines", { sku: "PRINT A4", quantity: 1 });
  await visitor.looks();
  const calls = await callsOf(shop, "/cart");
  const count = (kind) => calls.filter((call) => call.kind === kind).length;
  assert.deepEqual([count("object"), count("d1")], [1, 1], JSON.stringify(calls));
  assert.ok(count("kv") <= 1, JSON.stringify(calls));
});

test("a market's cart is priced in that market and keeps its own address", async () => {
  const visitor = visitorOf(shop);
  const unknown = await visitor.posts("/xx/cart/lines", { sku: "MUG", quantity: 1 });
  assert.equal(unknown.status, 404);
  assert.equal(visitor.cart, undefined);
});
