// What a page asks of the platform, and what becomes of it when a part of the platform fails.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { countCalls, fixture, merchantOf, open, rules, setFault, settled } from "./catalogue.mjs";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  const { hash } = await merchant.uploads(fixture("red-800x600.png"));
  for (const handle of ["throw", "cushion", "blanket"]) {
    await merchant.sells(handle, { type: "Textile", tags: ["wool"], media: [{ hash, alt: "" }] });
  }
  await merchant.collects("wool", { rules: rules("all", ["tag", "equals", "wool"]) });
  await merchant.writes("care", { body: "Wash cold." });
  await merchant.sets({ name: "Wool and more", home: { collections: ["wool"], featured: "wool" } });
  await settled(shop);
});
after(() => shop.stop());

const DOCUMENTS = {
  "product:throw": "/products/throw",
  "collection:wool": "/collections/wool",
  home: "/",
  collections: "/collections",
  "page:care": "/pages/care",
};
const PAGES = Object.values(DOCUMENTS);
const nothing = { kv: 0, d1: 0, r2: 0, object: 0, images: 0 };
const emptyKv = async () => {
  for (const { name } of (await shop.kv.list()).keys) await shop.kv.delete(name);
};

test("the first visitor of an isolate costs one KV read, the next ones nothing", async () => {
  for (const path of PAGES) {
    await shop.restart(); // memory is empty
    assert.deepEqual(await countCalls(shop, path), { ...nothing, kv: 1 }, `cold ${path}`);
    assert.deepEqual(await countCalls(shop, path), nothing, `hot ${path}`);
  }
});

test("every further page of an isolate costs one KV read", async () => {
  for (const path of PAGES) await open(shop, path);
  for (const path of PAGES) assert.deepEqual(await countCalls(shop, `${path}?utm_source=mail`), { ...nothing, kv: 1 }, path);
  assert.deepEqual(await countCalls(shop, "/products/throw?variant=THROW"), { ...nothing, kv: 1 });
});

test("an empty KV is answered from D1 and filled again", async () => {
  await shop.restart();
  // Products last: publishing one makes the lists follow by themselves.
  for (const [key, path] of Object.entries(DOCUMENTS).reverse()) {
    await emptyKv();
    const { d1 } = await countCalls(shop, path);
    assert.ok(d1 >= 1 && d1 <= 3, `${path} needs ${d1} round trips`);
    await until(async () => (await shop.kv.get(key)) !== null, { what: `the document ${key}` });
  }
  await settled(shop);
  await shop.restart();
  for (const path of PAGES) await open(shop, path);
  await until(async () => (await shop.kv.list()).keys.length === PAGES.length + 1, { what: "every document of these pages" });
  await settled(shop);
  await shop.restart();
  for (const path of PAGES) assert.equal((await countCalls(shop, path)).d1, 0, `${path} comes from KV again`);
});

test("when KV fails, D1 answers", async () => {
  await shop.restart();
  await setFault(shop, "kv", "fails");
  for (const path of PAGES) {
    const page = await open(shop, path);
    assert.match(page, /Wool and more/, `${path} has the shop's own frame`);
    assert.ok((await countCalls(shop, `${path}?again`)).d1 >= 1);
  }
  await setFault(shop, "kv", "none");
});

test("when D1 fails, pages still come from KV", async () => {
  await shop.restart();
  await setFault(shop, "d1", "fails");
  for (const path of PAGES) assert.deepEqual(await countCalls(shop, path), { ...nothing, kv: 1 }, path);
  await open(shop, "/api/v1/products/throw");
  const change = await shop.admin("PUT", "/api/admin/v1/products/throw", { title: "x", variants: [{ sku: "THROW", price: { amount_minor: 1, currency: "EUR" } }] });
  assert.equal(change.status, 503);
  const unknown = await shop.fetch("/products/nobody-knows");
  assert.deepEqual([unknown.status, unknown.headers.get("cache-control")], [503, "private, no-store"], "whether it exists is not known");
  await setFault(shop, "d1", "none");
  assert.equal((await merchant.reads("/products/throw")).title, "throw");
});

test("when both fail, a friendly page says when to come back and nobody keeps it", async () => {
  await shop.restart();
  await setFault(shop, "kv", "fails");
  await setFault(shop, "d1", "fails");
  for (const path of [...PAGES, "/search?q=wool", "/sitemap.xml", "/feeds/google.xml"]) {
    const answer = await shop.fetch(path);
    assert.equal(answer.status, 503, path);
    assert.match(answer.headers.get("retry-after"), /^\d+$/);
    assert.equal(answer.headers.get("cache-control"), "private, no-store");
    assert.equal(answer.headers.get("cloudflare-cdn-cache-control"), null);
    assert.match(await answer.text(), /<h1[^>]*>Temporarily unavailable/);
  }
  const twin = await shop.fetch("/api/v1/products/throw");
  assert.deepEqual([twin.status, twin.headers.get("content-type")], [503, "application/problem+json"]);
  await setFault(shop, "kv", "none");
  await setFault(shop, "d1", "none");
  for (const path of PAGES) await open(shop, path);
});

test("a document that does not parse is logged, answered from D1 and repaired", async () => {
  const broken = {
    "product:throw": "{ this is no JSON",
    "collection:wool": '{"format":1}',
    "page:care": "[]",
    home: "null",
    shop: '{"format":1,"name":3}',
  };
  for (const [key, text] of Object.entries(broken)) await shop.kv.put(key, text);
  await shop.restart();
  shop.clearLogs();
  // Products last: publishing one makes the lists follow by themselves.
  for (const path of PAGES.toReversed()) assert.match(await open(shop, path), /Wool and more/, path);
  for (const key of Object.keys(broken)) {
    const logged = () => shop.logs().some((line) => line.level === "error" && line.message.includes(`KV document ${key} does not parse`));
    await until(logged, { what: `a word about ${key} in the log` });
    const repaired = async () => (await shop.kv.get(key)) !== broken[key];
    await until(repaired, { what: `the repair of ${key}` });
    assert.ok(JSON.parse(await shop.kv.get(key)).format, key);
  }
  await settled(shop);
  await shop.restart();
  for (const path of PAGES) assert.equal((await countCalls(shop, path)).d1, 0, path);
});

test("what does not exist is shared for a minute and appears at once when it is made", async () => {
  const made = [
    ["/products/new-thing", "product:new-thing", () => merchant.sells("new-thing")],
    ["/collections/new-things", "collection:new-things", () => merchant.collects("new-things", { products: [] })],
    ["/pages/new-page", "page:new-page", () => merchant.writes("new-page", {})],
  ];
  for (const [path, key, make] of made) {
    const answer = await shop.fetch(path);
    assert.equal(answer.status, 404);
    assert.match(await answer.text(), /role="?search|<search/, "the page has a search field");
    assert.equal(answer.headers.get("cloudflare-cdn-cache-control"), "public, max-age=60");
    assert.ok(answer.headers.get("cache-tag").split(",").includes(key), "its making purges this answer");
    assert.deepEqual(await countCalls(shop, path, 404), nothing, "a repetition costs nothing");
    await make();
    await open(shop, path);
  }
});

test("a scan of unknown handles is slowed down and known pages are not", async () => {
  const scan = Array.from({ length: 230 }, (_, number) => shop.fetch(`/products/guess-${number}`));
  const statuses = (await Promise.all(scan)).map((answer) => answer.status);
  const busy = statuses.filter((status) => status === 503).length;
  const looked = statuses.filter((status) => status === 404).length;
  assert.equal(busy + looked, statuses.length);
  assert.ok(looked <= 200 && busy >= 30, `${looked} were looked up and ${busy} were not`);
  const refused = await shop.fetch("/products/one-more-guess");
  if (refused.status === 503) {
    assert.equal(refused.headers.get("retry-after"), "10");
    assert.equal(refused.headers.get("cache-control"), "private, no-store");
  }
  for (const path of PAGES) await open(shop, `${path}?still`);
});
