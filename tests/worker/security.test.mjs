// What every answer carries, whatever it answers, and what is not there in production.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { after, before, test } from "node:test";
import { ADMIN_TOKEN, startShop, until } from "./harness.mjs";
import { euro, fixture, merchantOf, open, refuses, setFault, settled, variant } from "./catalogue.mjs";
import { cartsOf } from "./cart_visitor.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { elements } from "./markup.mjs";

let shop;
let merchant;
let picture;
let cart;
let member;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  picture = (await merchant.uploads(fixture("red-800x600.png"))).hash;
  await sellThrow();
  await tellOfThrow();
  await shop.env.ARCHIVE.put("mail/01ABCDEFGH:4:shopper", JSON.stringify({ key: "01ABCDEFGH:4:shopper", subject: "<script>", html: "<script></script>", text: "<script>" }));
  member = await signsIn(shop, { id: "walker", role: "owner" });
  cart = (await cartsOf(shop).creates({ lines: [{ sku: "THROW" }] })).id;
});
after(() => shop.stop());

async function tellOfThrow() {
  await merchant.collects("wool", { products: ["throw"] });
  await merchant.writes("care", { body: "Wash cold." });
  await settled(shop);
}
const sellThrow = () => merchant.sells("throw", { media: [{ hash: picture, alt: "" }] });

const FIXED = {
  "strict-transport-security": /^max-age=\d{8,}/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^strict-origin-when-cross-origin$/,
  "cross-origin-opener-policy": /^same-origin$/,
  "permissions-policy": /camera=\(\)/,
  "content-security-policy": /default-src 'none'.*frame-ancestors 'none'/,
};

/** Sends a request exactly as written, which `fetch` would tidy up first. */
function raw(method, path, headers = {}) {
  const { hostname, port } = new URL(shop.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: new Headers(answer.headers), body: Buffer.concat(chunks).toString() }));
    });
    sent.on("error", reject).end();
  });
}

/** Asserts what must hold for any answer. */
function assertGuarded(answer, what) {
  for (const [name, expected] of Object.entries(FIXED)) assert.match(answer.headers.get(name) ?? "(none)", expected, `${name} of ${what}`);
  const browser = answer.headers.get("cache-control");
  const edge = answer.headers.get("cloudflare-cdn-cache-control");
  assert.ok(browser, `${what} has no cache policy`);
  if (browser === "private, no-store") assert.equal(edge, null, `${what} is private and shared`);
  else assert.match(browser, /^public, max-age=\d+/, what);
  if (browser.startsWith("public, max-age=0")) assert.match(edge ?? "(none)", /^public, max-age=\d+/, `the edge's policy of ${what}`);
  // Only what is a visitor's own hands out cookies.
  if (answer.headers.get("set-cookie")) assert.match(what, /^(GET|HEAD) \/cart\/|^POST \/admin\//);
  if (answer.headers.get("content-type")?.startsWith("text/html") && answer.body) assertInert(answer, what);
}

/** Asserts that nothing runs or paints in a page but what its policy names. */
function assertInert(answer, what) {
  const policy = answer.headers.get("content-security-policy");
  const hashes = elements(answer.body, "style").map((style) => `'sha256-${createHash("sha256").update(style.text).digest("base64")}'`);
  const allowed = policy.match(/style-src ([^;]*)/)[1];
  // A fragment has no style of its own and stands in a page that has.
  if (/^\s*<!doctype/i.test(answer.body)) assert.deepEqual(hashes, [allowed], `styles of ${what}`);
  else assert.deepEqual(hashes, [], `styles of ${what}`);
  assert.match(policy, /script-src 'self'(;|$)/);
  assert.doesNotMatch(policy, /unsafe/);
  for (const script of elements(answer.body, "script")) {
    const isData = script.attribute("type") === "application/ld+json";
    assert.ok(isData || /^\/js\//.test(script.attribute("src") ?? ""), `an inline script in ${what}`);
  }
  assert.doesNotMatch(answer.body, /<[^>]+ (style|on[a-z]+)=/i, `an attribute in ${what} that the policy forbids`);
}

const PARAMETERS = { products: "throw", collections: "wool", pages: "care", menus: "main", media: () => picture, sitemaps: "other.xml", promotions: "spring", requests: "desk", stock: "THROW", "shipping-zones": "ireland", "tax-zones": "ireland", "price-lists": "germany", markets: "de", cart: "THROW:1", carts: () => cart, lines: "1", discounts: "SPRING", mail: "01ABCDEFGH:4:shopper", gateways: "stripe", sessions: "none", payments: "test", orders: "01ABCDEFGH", mails: "1", staff: "nobody", tokens: "none", "sign-in": "none", admin: "promotions", new: "promotions", folder: "spring", id: "replay", "dead-letters": "1", imports: "none", redirects: "old", "renditions": "none" };

/** What reading answers elsewhere than with 200: a link that sets a cart, nothing to offer, a gateway for development,
    nothing to check out, nobody's order. */
const OTHER_STATUSES = {
  "/cart/THROW:1": 303, "/markets/offer?path=/": 204, "/test-gateway/sessions/none": 404, "/__dev/orders/01ABCDEFGH": 404, "/checkout": 303,
  "/orders/01ABCDEFGH": 404, "/orders/01ABCDEFGH/cancelled": 404, "/api/v1/orders/01ABCDEFGH": 404,
};

/** Every route of src/routes.rs with its parameters filled in, as `[method, path, matches]`. */
function routes() {
  const source = ["routes", "catalogue_routes", "desk_page_routes"].map((name) => readFileSync(new URL(`../../src/${name}.rs`, import.meta.url), "utf8")).join("\n");
  return [...source.matchAll(/^ +(Get|Put|Post|Patch|Delete) \[(.*)\] => /gm)].map(([, method, pattern]) => {
    const segments = pattern === "" ? [] : pattern.split(", ");
    const filled = segments.flatMap((segment, index) => {
      if (segment.startsWith('"')) return segment.slice(1, -1);
      if (segment.endsWith("..")) return []; // whatever follows, or nothing
      if (segments[index - 2] === '"media"') return "320.webp";
      const value = PARAMETERS[segments[index - 1].replaceAll('"', "")];
      assert.ok(value, `no value for ${segment} in ${pattern}`);
      return typeof value === "function" ? value() : value;
    });
    const query = segments.includes('"search"') ? "?q=wool" : segments.includes('"offer"') ? "?path=/" : "";
    const matches = segments.map((segment) => {
      if (segment.startsWith('"')) return segment.slice(1, -1);
      if (segment === "contents") return "[^/]+:[^/]+"; // of a link; `routes.rs` tells it from names by that
      return segment.endsWith("..") ? ".*" : "[^/]+";
    });
    return [method.toUpperCase(), `/${filled.join("/")}${query}`, new RegExp(`^/${matches.join("/").replace("/.*", "(/.*)?")}$`)];
  });
}

/** What a stranger gets: the merchant's programs are refused, people are led to the way in. */
function strangersStatus(method, path) {
  if (path.startsWith("/api/admin/") || path.startsWith("/internal/")) return 401;
  if (path === "/admin/sign-in" || path.startsWith("/admin/sign-in/")) return method === "GET" ? 200 : 403;
  if (path.startsWith("/admin")) return 303;
  return method === "GET" ? (OTHER_STATUSES[path] ?? 200) : undefined;
}

test("every route answers guarded: to strangers, to the merchant, to HEAD and to methods it does not know", async () => {
  const all = routes();
  assert.ok(all.length >= 35, "the routes are read from the source");
  for (const [method, path] of all) {
    const stranger = await raw(method, path);
    assertGuarded(stranger, `${method} ${path}`);
    const status = strangersStatus(method, path);
    if (status) assert.equal(stranger.status, status, `${method} ${path}`);
    const isPage = path.startsWith("/admin") && !path.startsWith("/admin/sign-in");
    if (status === 401) {
      assertGuarded(await raw(method, path, { authorization: `Bearer ${ADMIN_TOKEN}` }), `${method} ${path} with the token`);
    } else if (method === "GET") {
      const head = await raw("HEAD", path);
      assertGuarded(head, `HEAD ${path}`);
      assert.deepEqual([head.status, head.body], [status, ""], `HEAD ${path}`);
      assert.equal(head.headers.get("content-type"), stranger.headers.get("content-type"));
      assert.equal(head.headers.get("cache-control"), stranger.headers.get("cache-control"));
    }
    if (isPage) {
      const shown = await raw("GET", path, { cookie: member.cookie });
      assertGuarded(shown, `GET ${path} by the staff`);
      assert.equal(shown.headers.get("cache-control"), "private, no-store", path);
      continue; // a stranger is led away whatever the method
    }
    const known = [...new Set(all.filter(([, , matches]) => matches.test(path.split("?")[0])).map(([other]) => other))];
    for (const other of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"].filter((one) => !known.includes(one))) {
      const refused = await raw(other, path);
      assertGuarded(refused, `${other} ${path}`);
      assert.equal(refused.status, 405, `${other} ${path}`);
      assert.equal(refused.headers.get("allow"), [...known, ...(known.includes("GET") ? ["HEAD"] : [])].join(", "));
    }
  }
  await sellThrow(); // the merchant walked along DELETE too
  await tellOfThrow();
});

test("every error is guarded too", async () => {
  const errors = [
    ["GET", "/nothing-here", 404], ["GET", "/products/missing", 404], ["GET", "/products/Not%20A%20Handle", 404], ["GET", "/api/v1/missing", 404],
    ["GET", "/api/v1/products/missing", 404], ["GET", "/api/v1/products?colour=red", 400], ["GET", "/collections/wool?page=x", 400],
    ["GET", "/media/x/320.webp", 404], ["GET", "/js/missing.js", 404], ["GET", `/products/${"x".repeat(8000)}`, 414],
    ["GET", `/api/v1/search?q=${"x".repeat(8000)}`, 414], ["POST", "/__dev/panic", 500], ["GET", "/products/throw/", 308], ["DELETE", "/", 405],
  ];
  for (const [method, path, status] of errors) {
    const answer = await raw(method, path).catch((error) => assert.fail(`${method} ${path}: ${error.message}`));
    assert.equal(answer.status, status, `${method} ${path}`);
    assertGuarded(answer, `${method} ${path}`);
    if (status >= 400 && status !== 404) assert.equal(answer.headers.get("cache-control"), "private, no-store", path);
    if (path.startsWith("/api/") || path.startsWith("/__dev/")) assert.equal(answer.headers.get("content-type"), "application/problem+json", path);
    else if (status >= 400 && method === "GET") assert.match(answer.headers.get("content-type"), /^text\/html/, path);
  }
  await setFault(shop, "kv", "fails");
  await setFault(shop, "d1", "fails");
  for (const path of ["/products/unseen", "/search?q=unseen", "/sitemap.xml", "/api/v1/products/unseen"]) {
    const answer = await raw("GET", path);
    assert.equal(answer.status, 503, path);
    assertGuarded(answer, path);
  }
  await setFault(shop, "kv", "none");
  await setFault(shop, "d1", "none");
});

test("static files are guarded, and kept as long as their names allow", async () => {
  const page = await open(shop, "/");
  const script = elements(page, "script").find((one) => one.attribute("src")).attribute("src");
  const fonts = elements(page, "link").filter((link) => link.attribute("as") === "font").map((link) => link.attribute("href"));
  const icons = elements(page, "link").filter((link) => link.attribute("rel").includes("icon")).map((link) => link.attribute("href"));
  assert.ok(fonts.length && icons.length);
  for (const path of [script, ...fonts, ...icons, "/speculation-rules.json"]) {
    const answer = await raw("GET", path);
    assert.equal(answer.status, 200, path);
    assertGuarded(answer, path);
    const forYears = answer.headers.get("cache-control") === "public, max-age=31536000, immutable";
    assert.equal(forYears, path === script || fonts.includes(path), path);
  }
  assert.match((await raw("GET", "/")).headers.get("speculation-rules"), /^"\/speculation-rules\.json"$/);
  assert.equal((await raw("GET", "/speculation-rules.json")).headers.get("content-type"), "application/speculationrules+json");
});

test("in production nothing under /__dev exists and no timing is told", async (context) => {
  const production = await startShop({ vars: { DEVELOPMENT: undefined } });
  context.after(() => production.stop());
  const missing = await (await production.fetch("/__dev/nothing-here")).text();
  for (const path of routes().map(([, path]) => path).filter((path) => path.startsWith("/__dev/"))) {
    for (const method of ["GET", "PUT", "POST", "DELETE", "OPTIONS"]) {
      const answer = await production.fetch(path, { method, body: method === "PUT" ? '{"dependency":"kv","fault":"fails"}' : undefined });
      assert.equal(answer.status, 404, `${method} ${path}`);
      assert.equal(await answer.text(), missing, "like any address that is not there");
    }
  }
  for (const path of ["/", "/search?q=x", "/api/v1/products"]) {
    const answer = await production.fetch(path);
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers.get("server-timing"), null);
  }
  assert.notEqual((await shop.fetch("/")).headers.get("server-timing"), null, "in development it is there");
});

test("a panic in one request leaves those beside it unharmed", async () => {
  const visits = Array.from({ length: 20 }, (_, number) => () => shop.fetch(`/products/throw?visit=${number}`));
  const panics = Array.from({ length: 3 }, () => () => shop.fetch("/__dev/panic", { method: "POST" }));
  const mixed = visits.flatMap((visit, number) => (number % 7 === 3 ? [visit, panics[(number - 3) / 7]] : [visit]));
  const answers = await Promise.all(mixed.map((send) => send()));
  const statuses = await Promise.all(answers.map(async (answer) => [answer.status, (await answer.text()).length > 200]));
  assert.equal(statuses.filter(([status, whole]) => status === 200 && whole).length, 20);
  assert.equal(statuses.filter(([status]) => status === 500).length, 3);
  await open(shop, "/products/throw?afterwards");
  const told = await (await shop.fetch("/__dev/panic", { method: "POST" })).text();
  assert.doesNotMatch(told, /panic|src\/|\.rs/, "the cause is for the log");
  const [, reference] = told.match(/The reference is ([0-9a-f]{8})\./);
  const logged = () => shop.logs().some(({ level, message }) => level === "error" && message.startsWith(`${reference}: POST /__dev/panic: `));
  await until(logged, { what: "the cause in the log, under the reference that the visitor has" });
});

test("a panic in one object leaves the others working, and itself works again", async () => {
  const publisherOf = (key) => createHash("sha256").update(key).digest()[0] % 16;
  const handles = Array.from({ length: 60 }, (_, number) => `pot-${number}`);
  const own = handles.filter((handle) => publisherOf(`product:${handle}`) === 0).slice(0, 2);
  const others = handles.filter((handle) => publisherOf(`product:${handle}`) !== 0).slice(0, 6);
  assert.ok(own.length > 0);
  const panic = shop.fetch("/__dev/panic/publisher", { method: "POST" });
  await Promise.all(others.map((handle) => merchant.sells(handle, { variants: [variant(handle, { price: euro(100) })] })));
  assert.ok((await panic).status >= 500);
  for (const handle of others) assert.equal((await shop.kv.get(`product:${handle}`, "json")).handle, handle);
  for (const handle of own) {
    await merchant.sells(handle);
    assert.equal((await shop.kv.get(`product:${handle}`, "json")).handle, handle);
  }
});

test("no address leads out of the shop", async () => {
  const tricks = [
    "//evil.example/", "//evil.example/products/", "///evil.example/", "/\\evil.example/", "/%2f%2fevil.example/", "/%5cevil.example/",
    "/products//evil.example/", "/.//evil.example/", "/products/throw//", "//", "/;/evil.example/", "/http://evil.example/", "/@evil.example/",
  ];
  for (const path of tricks) {
    const answer = await raw("GET", path);
    assert.ok(answer.status < 500, `${path} answered ${answer.status}`);
    const location = answer.headers.get("location");
    if (location) assert.equal(new URL(location, shop.url).origin, shop.url, `${path} leads to ${location}`);
  }
  const slash = await raw("GET", "/products/throw/?variant=THROW");
  assert.deepEqual([slash.status, slash.headers.get("location")], [308, "/products/throw?variant=THROW"]);
  const refusedWrite = () => shop.admin("PUT", "/api/admin/v1/products/throw/", {});
  await refuses(shop, refusedWrite, { status: 422 });
});

test("odd addresses get a clear answer", async () => {
  const odd = {
    "/products/%00": 404, "/products/%ff": 404, "/products/..%2f..%2fapi": 404, "/products/throw%20": 404,
    "/products/throw%2fmore": 404, "/PRODUCTS/throw": 404, "/products/THROW": 404, "/products/thro%77x": 404, "/products/%E2%80%AEthrow": 404,
    "/collections/wool?page=0": 400, "/collections/wool?page=-1": 400, "/collections/wool?page=1.5": 400, "/collections/wool?sort=random": 400,
    "/collections/wool?page=99999999999999999999": 400, "/collections/wool?price_min=cheap": 400, "/products/throw?variant=missing": 404,
    "/api/v1/products?limit=0": 400, "/api/v1/products?limit=101": 400, "/api/v1/products?cursor=x": 400, "/api/v1/products?utm_source=x": 400,
    "/api/v1/collections?utm_source=x": 400, "/api/v1/collections/wool?utm_source=x": 400, "/api/v1/search?q=x&utm_source=x": 400,
    "/products/throw?utm_source=x&fbclid=%00&a[]=1": 200, "/collections/wool?utm_source=x": 200, "/?utm_source=x": 200, "/search?q=x&gclid=1": 200,
  };
  for (const [path, status] of Object.entries(odd)) {
    const answer = await raw("GET", path);
    assert.equal(answer.status, status, path);
    if (path.startsWith("/api/") && path.includes("utm_source")) assert.deepEqual(JSON.parse(answer.body).errors[0].field, "utm_source", path);
  }
  const unknownPage = await raw("GET", "/collections/wool?page=999");
  assert.ok([400, 404].includes(unknownPage.status));
  const plain = elements((await raw("GET", "/products/throw?utm_source=x")).body, "link").find((link) => link.attribute("rel") === "canonical");
  assert.equal(plain.attribute("href"), `${shop.url}/products/throw`);
});
