// From D1 to the shopper: what was changed is published at once, and by itself when something broke
// on the way. Each shop here is a test's own, since clocks, crashes and queues concern all of it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { euro, merchantOf, open, product, read, setFault, settled, variant } from "./catalogue.mjs";

const priced = (sku, amount, fields = {}) => ({ variants: [variant(sku, { price: euro(amount), ...fields })] });

async function shopFor(context) {
  const shop = await startShop();
  context.after(() => shop.stop());
  return { shop, merchant: merchantOf(shop) };
}

const keysOf = async (shop) => (await shop.kv.list()).keys.map((key) => key.name).sort();
const documentOf = (shop, key) => shop.kv.get(key, "json");

/** The number of the object that publishes a key; tests that write rows themselves need it. */
const publisherOf = (key) => createHash("sha256").update(key).digest()[0] % 16;

/** Makes a document lag as a write to D1 does, without telling anyone. */
const lag = (shop, key) =>
  shop.db.prepare("INSERT INTO publications (key, publisher, revision) VALUES (?1, ?2, 1)").bind(key, publisherOf(key)).run();

describe("publishing", { concurrency: true }, () => {
  test("a change is on its page at once and in every list within seconds", async (context) => {
    const { shop, merchant } = await shopFor(context);
    await merchant.sells("throw", priced("THROW", 4900));
    await merchant.collects("wool", { products: ["throw"] });
    await merchant.sets({ home: { collections: ["wool"], featured: "wool" } });
    await settled(shop);
    const pages = ["/products/throw", "/collections/wool", "/", "/api/v1/products/throw", "/api/v1/collections/wool"];
    for (const path of pages) assert.match(await open(shop, path), /49\.00|4900/, path);

    await merchant.sells("throw", priced("THROW", 3950));
    assert.match(await open(shop, "/products/throw"), /€39\.50/, "though the page was in memory");
    assert.doesNotMatch(await open(shop, "/products/throw"), /€49\.00/);
    assert.equal((await read(shop, "/api/v1/products/throw")).variants[0].price.amount_minor, 3950);
    const followed = async (path) => /39\.50|3950/.test(await open(shop, path));
    for (const path of pages) await until(() => followed(path), { timeoutMs: 20_000, what: `the new price on ${path}` });
  });

  test("KV has the document of what the shop shows and of nothing else", async (context) => {
    const { shop, merchant } = await shopFor(context);
    await merchant.sells("shown");
    assert.equal((await documentOf(shop, "product:shown")).title, "shown");
    await merchant.sells("draft", { status: "draft" });
    assert.equal(await shop.kv.get("product:draft"), null);
    await merchant.collects("all", { products: ["shown"] });
    await merchant.writes("about", { body: "We" });
    await merchant.sets({ name: "Shop" });
    await settled(shop);
    const everything = ["collection:all", "collections", "home", "page:about", "product:shown", "shop"];
    assert.deepEqual(await keysOf(shop), everything);
    assert.deepEqual((await documentOf(shop, "collection:all")).shelf.cards.map((card) => card.handle), ["shown"]);

    for (const key of everything) await shop.kv.delete(key);
    const { documents } = await merchant.publishesEverything();
    const whole = [...everything, "terms"];
    assert.equal(documents, whole.length + 1, "the draft has a row too");
    await until(async () => (await keysOf(shop)).length === whole.length, { timeoutMs: 40_000, what: "all documents" });
    assert.deepEqual(await keysOf(shop), whole);
    await settled(shop);
    assert.equal((await merchant.reads("/publications")).behind, 0);

    await merchant.archives("shown");
    assert.equal(await shop.kv.get("product:shown"), null);
    await settled(shop);
    assert.deepEqual((await documentOf(shop, "collection:all")).shelf.cards, []);
  });

  test("a power cut between D1 and KV loses nothing: it is published without any request", async (context) => {
    const { shop, merchant } = await shopFor(context);
    await merchant.sells("candle", { title: "before" });
    await settled(shop);
    await setFault(shop, "kv", "hangs");
    const body = product("candle", { title: "after" });
    const cut = shop.admin("PUT", "/api/admin/v1/products/candle", body).catch(() => "cut off");
    const title = () => shop.db.prepare("SELECT title FROM products WHERE handle = 'candle'").first("title");
    await until(async () => (await title()) === "after", { what: "the write to D1" });
    assert.equal((await documentOf(shop, "product:candle")).title, "before");
    await shop.kill();
    assert.equal(await cut, "cut off", "the merchant got no answer");

    await shop.restart();
    const published = async () => (await documentOf(shop, "product:candle")).title === "after";
    await until(published, { timeoutMs: 40_000, what: "the publication" });
    const { requests } = await (await shop.fetch("/__dev/requests")).json();
    const asked = requests.map((request) => request.address).filter((address) => !address.startsWith("/internal/"));
    assert.deepEqual(asked, [], "nobody asked for it");
    await settled(shop);
    assert.match(await open(shop, "/products/candle"), /<bdi>after<\/bdi>/);
  });

  test("a KV that fails delays the publication and not the merchant", async (context) => {
    const { shop, merchant } = await shopFor(context);
    await merchant.sells("clock", { title: "before" });
    await settled(shop);
    await setFault(shop, "kv", "fails");
    await merchant.sells("clock", { title: "after" });
    assert.equal((await documentOf(shop, "product:clock")).title, "before");
    assert.equal((await merchant.reads("/products/clock")).title, "after");
    await setFault(shop, "kv", "none");
    const published = async () => (await documentOf(shop, "product:clock")).title === "after";
    await until(published, { timeoutMs: 40_000, what: "the repair" });
  });

  test("a message in the queue wakes whoever lags", async (context) => {
    const { shop } = await shopFor(context);
    await lag(shop, "home");
    await sleep(500);
    assert.deepEqual(await keysOf(shop), [], "nothing happens by itself here");
    await shop.env.PUBLICATIONS.send(3);
    await until(async () => (await keysOf(shop)).includes("home"), { timeoutMs: 20_000, what: "the home document" });
  });

  test("the clock wakes whoever lags", async (context) => {
    const { shop } = await shopFor(context);
    await lag(shop, "collections");
    await sleep(500);
    assert.deepEqual(await keysOf(shop), [], "nothing happens by itself here");
    await shop.scheduled();
    await until(async () => (await keysOf(shop)).includes("collections"), { timeoutMs: 20_000, what: "the list of collections" });
  });

  test("a sale begins and ends by the clock, and no copy of the page outlives its price", async (context) => {
    const { shop, merchant } = await shopFor(context);
    await merchant.sells("kettle", priced("KETTLE", 5000));
    await merchant.collects("kitchen", { products: ["kettle"] });
    await settled(shop);
    const startsAt = Math.ceil(Date.now() / 1000) * 1000 + 8000;
    const endsAt = startsAt + 5000;
    const sale = { price: euro(4000), starts_at: new Date(startsAt).toISOString(), ends_at: new Date(endsAt).toISOString() };
    await merchant.sells("kettle", priced("KETTLE", 5000, { sale }));
    await settled(shop);

    const seen = { "/products/kettle": new Set(), "/collections/kitchen": new Set() };
    const look = async (path) => {
      const asked = Date.now();
      const answer = await shop.fetch(path);
      const price = /class="reduced"[^>]*>€40\.00/.test(await answer.text()) ? 4000 : 5000;
      const answered = Date.now();
      seen[path].add(price);
      const running = (instant) => instant >= startsAt && instant < endsAt;
      if (running(asked) === running(answered)) assert.equal(price, running(asked) ? 4000 : 5000, path);
      const boundary = [startsAt, endsAt].find((instant) => instant > answered);
      const seconds = answer.headers.get("cloudflare-cdn-cache-control").match(/\d+/g).map(Number);
      const window = seconds.reduce((sum, one) => sum + one, 0);
      if (boundary) assert.ok(asked + window * 1000 <= boundary, `${path} may be kept for ${window} s past a boundary`);
      return answered;
    };
    for (let now = 0; now < endsAt + 500; ) {
      for (const path of Object.keys(seen)) now = await look(path);
      await sleep(50);
    }
    for (const [path, prices] of Object.entries(seen)) assert.deepEqual([...prices], [5000, 4000], `both prices were on ${path}`);
  });

  test("lists sort by the price of a sale once it has begun, without any request", async (context) => {
    const { shop, merchant } = await shopFor(context);
    const sale = { price: euro(4000), starts_at: new Date(Date.now() + 2000).toISOString(), ends_at: new Date(Date.now() + 86_400_000).toISOString() };
    await merchant.sells("kettle", priced("KETTLE", 5000, { sale }));
    const sorted = () => shop.db.prepare("SELECT price_minor FROM listings WHERE collection_id = 0").first("price_minor");
    await until(async () => (await sorted()) === 4000, { timeoutMs: 40_000, what: "the price of the sale in lists" });
    const due = () => shop.db.prepare("SELECT due_at_ms FROM publications WHERE key = 'product:kettle'").first("due_at_ms");
    await until(async () => (await due()) === Date.parse(sale.ends_at), { what: "the next boundary" });
  });
});
