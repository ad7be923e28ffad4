// What shows something of a product or a collection besides its own page, and how it follows.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { euro, fixture, merchantOf, open, settled, variant } from "./catalogue.mjs";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
after(() => shop.stop());

const documentOf = (key) => shop.kv.get(key, "json");
const relatedOf = async (handle) => {
  const { related } = await documentOf(`product:${handle}`);
  return Object.fromEntries(related.map((card) => [card.handle, `${card.title} ${card.prices[0].list.amount_minor}`]));
};

test("a product that goes well with others is new on their pages when it changes, and gone when it goes", async () => {
  const handles = Array.from({ length: 7 }, (_, number) => `bowl-${number}`);
  const sell = (handle, fields) => merchant.sells(handle, { type: "Bowl", title: handle, variants: [variant(handle.toUpperCase(), { price: euro(1000) })], ...fields });
  for (const handle of handles) await sell(handle);
  await merchant.sells("cup-0", { type: "Cup" });
  await settled(shop);
  await merchant.publishesEverything(); // the first ones were made when the last ones were not there
  await settled(shop);
  assert.deepEqual(Object.keys(await relatedOf("bowl-1")), ["bowl-2", "bowl-3", "bowl-4", "bowl-5"]);
  assert.deepEqual(Object.keys(await relatedOf("bowl-5")), ["bowl-6", "bowl-0", "bowl-1", "bowl-2"]);

  const before = await shop.db.prepare("SELECT revision FROM publications WHERE key = 'product:cup-0'").first("revision");
  await sell("bowl-2", { title: "Wide bowl", variants: [variant("BOWL-2", { price: euro(777) })] });
  await settled(shop);
  for (const handle of ["bowl-0", "bowl-1", "bowl-5", "bowl-6"]) {
    assert.equal((await relatedOf(handle))["bowl-2"], "Wide bowl 777", handle);
    assert.match(await open(shop, `/products/${handle}?now`), /Wide bowl/);
  }
  await merchant.archives("bowl-2");
  await settled(shop);
  for (const handle of ["bowl-0", "bowl-1", "bowl-5", "bowl-6"]) assert.equal((await relatedOf(handle))["bowl-2"], undefined, handle);
  const later = await shop.db.prepare("SELECT revision FROM publications WHERE key = 'product:cup-0'").first("revision");
  assert.equal(later, before, "what is of another type is left alone");
});

test("each page carries the tag of every document that it is made from", async () => {
  const { hash } = await merchant.uploads(fixture("red-800x600.png"));
  await merchant.sells("scarf", { type: "Scarf", media: [{ hash, alt: "" }] });
  await merchant.sells("shawl", { type: "Scarf" });
  await merchant.collects("wool", { products: ["scarf"] });
  await merchant.writes("care", { body: "Cold." });
  await merchant.sets({ home: { collections: ["wool"], featured: "wool" } });
  await settled(shop);
  await merchant.sells("scarf", { type: "Scarf", title: "Scarf", media: [{ hash, alt: "" }] });
  await settled(shop);
  const expected = {
    "/": ["shop", "home", "catalog"],
    "/collections": ["shop", "collections", "collection:wool", "catalog"],
    "/collections/wool": ["shop", "collection:wool", "product:scarf"],
    "/products/scarf": ["shop", "product:scarf", "product:shawl"],
    "/pages/care": ["shop", "page:care"],
    "/search?q=scarf": ["shop", "catalog"],
    "/search/suggestions?q=scarf": ["catalog"],
    "/sitemap.xml": ["catalog"],
    "/feeds/google.xml": ["catalog"],
    "/api/v1/products": ["catalog"],
    "/api/v1/products/scarf": ["product:scarf"],
    "/api/v1/collections": ["collections"],
    "/api/v1/collections/wool": ["collection:wool"],
    "/api/v1/search?q=scarf": ["catalog"],
  };
  for (const [path, tags] of Object.entries(expected)) {
    const carried = (await shop.fetch(path)).headers.get("cache-tag")?.split(",") ?? [];
    for (const tag of tags) assert.ok(carried.includes(tag), `${path} has no ${tag}: ${carried}`);
  }
});

test("lists that do not show a product yet are purged when it comes", async () => {
  const paths = ["/search?q=tambourine", "/search/suggestions?q=tambourine", "/api/v1/search?q=tambourine", "/sitemap.xml", "/api/v1/products?limit=100"];
  for (const path of paths) assert.doesNotMatch(await open(shop, path), /products\/tambourine|"handle":"tambourine"/, path);
  await merchant.sells("tambourine");
  await settled(shop, "product:tambourine");
  for (const path of ["/search?q=tambourine", "/search/suggestions?q=tambourine"]) assert.match(await open(shop, path), /products\/tambourine/, path);
});

test("a document that KV lost is written again and nothing else is published for it", async () => {
  await merchant.sells("found-again", { type: "Lost" });
  await settled(shop);
  const revisions = async () => (await shop.db.prepare("SELECT key, revision, published_revision FROM publications ORDER BY key").all()).results;
  const before = await revisions();
  for (const key of ["product:found-again", "home", "collections", "shop"]) await shop.kv.delete(key);
  await shop.restart(); // memory is empty
  for (const [key, path] of [["product:found-again", "/products/found-again"], ["home", "/"], ["collections", "/collections"]]) {
    await open(shop, path);
    await until(async () => (await documentOf(key)) !== null, { what: key });
  }
  await sleep(1500); // what else lags would be announced within a second
  assert.deepEqual(await revisions(), before);
});

test("a full publication after a restore takes out what D1 knows nothing of", async () => {
  const strays = ["product:from-the-future", "collection:from-the-future", "page:from-the-future"];
  const copies = { "product:from-the-future": "product:found-again", "collection:from-the-future": "collection:wool", "page:from-the-future": "page:care" };
  for (const key of strays) await shop.kv.put(key, JSON.stringify({ ...(await documentOf(copies[key])), handle: "from-the-future" }));
  await open(shop, "/products/from-the-future");
  await merchant.publishesEverything();
  await settled(shop);
  for (const key of strays) assert.equal(await documentOf(key), null, key);
  for (const path of ["/products/from-the-future", "/collections/from-the-future", "/pages/from-the-future"]) {
    assert.equal((await shop.fetch(path)).status, 404, path);
  }
  await open(shop, "/products/found-again");
});

test("a lagging row that names no document is told to the log and keeps nobody busy", async () => {
  const publisherOf = (key) => createHash("sha256").update(key).digest()[0] % 16;
  await shop.db.prepare("INSERT INTO publications (key, publisher, revision) VALUES ('menu:nonsense', ?1, 1)").bind(publisherOf("home")).run();
  shop.clearLogs();
  const told = () => shop.logs().filter((line) => line.message.includes("no document is called menu:nonsense")).length;
  await merchant.sets({ name: "Renamed" });
  await merchant.publishesEverything();
  await until(async () => told() > 0, { timeoutMs: 30_000, what: "a word in the log" });
  await until(async () => (await documentOf("home")) !== null, { what: "the documents beside it" });
  await sleep(1000);
  const sofar = told();
  await sleep(4000);
  assert.ok(told() - sofar <= 2, `${told() - sofar} more lines in four seconds`);
  await shop.db.prepare("DELETE FROM publications WHERE key = 'menu:nonsense'").run();
});
