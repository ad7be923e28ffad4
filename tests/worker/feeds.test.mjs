// What machines read: the sitemap, the product feed and the storefront API.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop } from "./harness.mjs";
import { euro, fixture, merchantOf, open, read, rules, settled, variant } from "./catalogue.mjs";
import { readXml } from "./markup.mjs";

let shop;
let merchant;
let hash;
const HANDLES = Array.from({ length: 7 }, (_, number) => `mug-${number}`);

before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  hash = (await merchant.uploads(fixture("blue-2400x1200.jpg"))).hash;
  for (const handle of HANDLES) await merchant.sells(handle, { tags: ["mug"] });
  await merchant.sells("draft", { status: "draft" });
  await merchant.sells("gone");
  await merchant.archives("gone");
  await merchant.collects("mugs", { rules: rules("all", ["tag", "equals", "mug"]) });
  await merchant.writes("about", { body: "Us." });
  await merchant.sets({ name: "Mugs & more", description: "Cups <of all sizes>" });
  await settled(shop);
});
after(() => shop.stop());

const locationsOf = (xml) => readXml(xml).all("loc").map((loc) => loc.text);
const absolute = (paths) => paths.map((path) => `${shop.url}${path}`);
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

test("the sitemap names every page of the shop, and only those", async () => {
  const answer = await shop.fetch("/sitemap.xml");
  assert.match(answer.headers.get("content-type"), /^application\/xml/);
  const sitemap = readXml(await answer.text());
  assert.equal(sitemap.name, "urlset");
  assert.equal(sitemap.attributes.xmlns, "http://www.sitemaps.org/schemas/sitemap/0.9");
  const found = sitemap.all("loc").map((loc) => loc.text);
  const expected = absolute(["/", "/collections", "/collections/mugs", "/pages/about", ...HANDLES.map((handle) => `/products/${handle}`)]);
  assert.deepEqual([...found].sort(), expected.sort());
  for (const changed of sitemap.all("lastmod")) assert.match(changed.text, /^\d{4}-\d\d-\d\d$/);
  for (const address of found) assert.equal((await fetch(address)).status, 200, address);
});

test("the feed has an item for each variant of each active product, with what Google asks for", async () => {
  const sale = { price: euro(1500), starts_at: "2027-01-01T00:00:00Z", ends_at: "2027-02-01T00:00:00Z" };
  await merchant.sells("mug-0", {
    title: "Mug & saucer", description: "Made by *hand*.", vendor: "Ærø", type: "Mug", tags: ["mug"], media: [{ hash, alt: "" }],
    options: [{ name: "Size" }],
    variants: [
      variant("MUG 0+L", { options: ["Large"], price: euro(2005), sale, barcode: "4006381333931", weight_grams: 350 }),
      variant("MUG-0-S", { options: ["Small"], price: euro(900), availability: "sold_out" }),
    ],
  });
  await settled(shop);
  const feed = readXml(await open(shop, "/feeds/google.xml"));
  assert.deepEqual([feed.name, feed.attributes.version], ["rss", "2.0"]);
  const [channel] = feed.all("channel");
  const head = Object.fromEntries(channel.children.filter((child) => child.name !== "item").map((child) => [child.name, child.text]));
  assert.deepEqual(head, { title: "Mugs & more", link: `${shop.url}/`, description: "Cups <of all sizes>" });
  const items = feed.all("item").map((item) => Object.fromEntries(item.children.map((child) => [child.name, child.text])));
  assert.deepEqual(items.map((item) => item["g:id"]).sort(), ["MUG 0+L", "MUG-0-S", ...HANDLES.slice(1).map((handle) => handle.toUpperCase())].sort());
  const { "g:description": description, ...large } = items.find((item) => item["g:id"] === "MUG 0+L");
  assert.match(description, /Made by/);
  assert.deepEqual(large, {
    "g:id": "MUG 0+L", "g:item_group_id": "mug-0", "g:title": "Mug & saucer – Large",
    "g:link": `${shop.url}/products/mug-0?variant=MUG+0%2BL`, "g:image_link": `${shop.url}/media/${hash}/1280.webp`,
    "g:availability": "in_stock", "g:price": "20.05 EUR", "g:sale_price": "15.00 EUR",
    "g:sale_price_effective_date": "2027-01-01T00:00:00Z/2027-02-01T00:00:00Z", "g:brand": "Ærø", "g:gtin": "4006381333931",
    "g:product_type": "Mug", "g:condition": "new", "g:shipping_weight": "350 g",
  });
  assert.equal(items.find((item) => item["g:id"] === "MUG-0-S")["g:availability"], "out_of_stock");
  assert.match(await open(shop, new URL(large["g:link"]).pathname + new URL(large["g:link"]).search), /MUG 0\+L/);
});

test("JSON and pages are validated by their ETag", async () => {
  const paths = ["/", "/products/mug-1", "/collections/mugs", "/collections", "/pages/about", "/api/v1/products", "/api/v1/products/mug-1",
    "/api/v1/collections", "/api/v1/collections/mugs", "/api/v1/search?q=mug"];
  for (const path of paths) {
    const first = await shop.fetch(path);
    const etag = first.headers.get("etag");
    assert.match(etag ?? "(none)", /^(W\/)?"[^"]+"$/, path);
    const again = await shop.fetch(path, { headers: { "if-none-match": `"other", ${etag}` } });
    assert.deepEqual([again.status, (await again.arrayBuffer()).byteLength, again.headers.get("etag")], [304, 0, etag], path);
    assert.equal(again.headers.get("cache-control"), first.headers.get("cache-control"));
    assert.equal((await shop.fetch(path, { headers: { "if-none-match": 'W/"other"' } })).status, 200, path);
    assert.equal((await shop.fetch(path)).status, 200, `${path} for who has nothing yet`);
  }
  const before = (await shop.fetch("/api/v1/products/mug-1")).headers.get("etag");
  await merchant.sells("mug-1", { title: "Another mug", tags: ["mug"] });
  const changed = await shop.fetch("/api/v1/products/mug-1", { headers: { "if-none-match": before } });
  assert.equal(changed.status, 200);
  assert.notEqual(changed.headers.get("etag"), before);
});

test("walking the products page by page meets each of them once", async () => {
  for (const limit of [1, 2, 3, 7, 100]) {
    const met = [];
    let cursor = "";
    for (let pages = 0; pages < 20; pages += 1) {
      const part = await read(shop, `/api/v1/products?limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      assert.ok(part.products.length <= limit);
      met.push(...part.products.map((product) => product.handle));
      cursor = part.next_cursor;
      if (cursor === null) break;
    }
    assert.equal(cursor, null, "the last part says that it is the last");
    assert.deepEqual(met, HANDLES, `in parts of ${limit}`);
  }
});

test("a walk that a merchant disturbs misses nobody who stays", async () => {
  const first = await read(shop, "/api/v1/products?limit=3");
  await merchant.archives(first.products[0].handle);
  await settled(shop);
  const rest = await read(shop, `/api/v1/products?limit=100&cursor=${first.next_cursor}`);
  assert.deepEqual([...first.products, ...rest.products].map((product) => product.handle), HANDLES);
  await merchant.sells(first.products[0].handle, { tags: ["mug"] });
  await settled(shop);
});

test("lists, resources, money, availability and instants have the shapes they promise", async () => {
  await merchant.sells("mug-2", {
    title: "Mug", description: "A *mug*.", vendor: "Ærø", type: "Mug", tags: ["mug"], media: [{ hash, alt: "A mug" }],
    variants: [variant("MUG-2", { price: euro(1999), availability: "back_order", weight_grams: 300, unit_price: { quantity: 1, unit: "piece", reference_quantity: 1 } })],
  });
  await settled(shop);
  const picture = (colour) => ({ url: `/media/${hash}/1280.webp`, alt: "A mug", width: 2400, height: 1200, colour });
  const { updated_at, ...whole } = await read(shop, "/api/v1/products/mug-2");
  const { colour } = whole.media[0];
  assert.match(updated_at, INSTANT);
  assert.deepEqual(whole, {
    handle: "mug-2", title: "Mug", description_html: "<p>A <em>mug</em>.</p>\n", vendor: "Ærø", type: "Mug", tags: ["mug"],
    url: `${shop.url}/products/mug-2`, options: [],
    variants: [{
      sku: "MUG-2", barcode: null, options: [], price: euro(1999), was: null, lowest_of_30_days: null, valid_until: null,
      unit_price: { quantity: 1, unit: "piece", reference_quantity: 1 }, weight_grams: 300, requires_shipping: true, availability: "back_order",
    }],
    media: [picture(colour)], safety: { manufacturer: "", responsible_person: "", warnings: "" }, collections: ["mugs"],
  });
  const listed = {
    handle: "mug-2", title: "Mug", vendor: "Ærø", url: `${shop.url}/products/mug-2`, picture: picture(colour), price_from: euro(1999),
    availability: "back_order", variants: [{ sku: "MUG-2", options: [], price: euro(1999), availability: "back_order" }],
  };
  const inList = (list) => list.products.find((product) => product.handle === "mug-2");
  const products = await read(shop, "/api/v1/products?limit=50"); // lists may be a minute old; nobody has seen this one
  assert.deepEqual(Object.keys(products).sort(), ["next_cursor", "products"]);
  assert.deepEqual(inList(products), listed);
  const collection = await read(shop, "/api/v1/collections/mugs");
  assert.deepEqual(inList(collection), listed, "the same product in a collection");
  assert.equal(collection.product_count, HANDLES.length);
  const { collections, next_cursor } = await read(shop, "/api/v1/collections?limit=50");
  assert.equal(next_cursor, null);
  const mugs = { handle: "mugs", title: "mugs", url: `${shop.url}/collections/mugs`, picture: null, product_count: HANDLES.length };
  assert.deepEqual(collections, [mugs]);
});

test("past 50,000 addresses the sitemap becomes an index of files that name each product once", async () => {
  const count = 50_001;
  const numbers = `WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ${count})`;
  await shop.db.batch([
    shop.db.prepare(
      `INSERT INTO products (id, handle, revision, title, description, vendor, type, status, tax_class, seo_title, seo_description,
         manufacturer, responsible_person, warnings, created_at_ms, updated_at_ms)
       ${numbers} SELECT 1000 + number, 'bulk-' || number, 1, 'Bulk', '', '', '', 'active', 'standard', '', '', '', '', '', 0, 0 FROM numbers`,
    ),
    shop.db.prepare(
      `INSERT INTO listings (collection_id, product_id, position, title_key, price_minor, created_at_ms)
       ${numbers} SELECT 0, 1000 + number, 0, '', 1, 0 FROM numbers`,
    ),
  ]);
  const index = readXml(await open(shop, "/sitemap.xml?past"));
  assert.equal(index.name, "sitemapindex");
  const files = index.all("loc").map((loc) => loc.text);
  assert.deepEqual(files, absolute(["/sitemaps/other.xml", "/sitemaps/products-1.xml", "/sitemaps/products-2.xml"]));
  const parts = await Promise.all(files.map(async (file) => locationsOf(await open(shop, new URL(file).pathname))));
  for (const part of parts) assert.ok(part.length <= 50_000);
  const all = new Set(parts.flat());
  assert.equal(all.size, parts.flat().length, "no address stands twice");
  assert.equal(all.size, 4 + HANDLES.length + count);
  assert.ok(all.has(`${shop.url}/products/bulk-${count}`) && all.has(`${shop.url}/pages/about`));
  for (const file of ["products-0.xml", "products-3.xml", "products-x.xml", "products-1", "products-4294967295.xml", "none.xml"]) {
    assert.equal((await shop.fetch(`/sitemaps/${file}`)).status, 404, file);
  }
});
