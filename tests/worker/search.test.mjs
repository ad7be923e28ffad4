// The search: what it finds, what it forgives, what it cannot be made to do.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { callsOf, plain, readShelf } from "./shelf_page.mjs";

const CATALOGUE = [
  { handle: "linen-throw", title: "Linen throw", vendor: "Ærø Weavers", type: "Throw", tags: ["bedroom"], sizes: ["S", "King"], price: 8900 },
  { handle: "wool-throw", title: "Wool throw", vendor: "Ærø Weavers", type: "Throw", tags: ["bedroom"], sizes: ["King"], price: 12900 },
  { handle: "linen-cushion", title: "Cushion", vendor: "Nordhavn", type: "Cushion", tags: ["linen"], sizes: ["S"], price: 3900 },
  { handle: "creme-dish", title: "Crème brûlée dish", vendor: "Clay & Co", type: "Bowl", tags: [], sizes: ["One"], price: 1900 },
  { handle: "strasse-print", title: "Straße bei Nacht", vendor: "Nordhavn", type: "Print", tags: ["city"], sizes: ["A3"], price: 4500 },
  { handle: "oresund-print", title: "Øresund", vendor: "Nordhavn", type: "Print", tags: ["sea"], sizes: ["A3", "A2"], price: 4500 },
  { handle: "mug", title: "Speckled mug", vendor: "Clay & Co", type: "Mug", tags: [], sizes: ["One"], price: 2400, description: "Goes with the linen napkins." },
  { handle: "vase", title: "Tall vase", vendor: "Clay & Co", type: "Vase", tags: [], sizes: ["One"], price: 5900 },
];
const PRINTS = 30; // more than a page

const draftOf = ({ handle, title, vendor, type, tags, sizes, price, description }) => ({
  title,
  vendor,
  type,
  tags,
  description: description ?? "",
  status: "active",
  options: [{ name: "Size" }],
  variants: sizes.map((size) => ({ sku: `${handle.toUpperCase()}-${size.toUpperCase()}`, options: [size], price: { amount_minor: price, currency: "EUR" } })),
});

let shop;
before(async () => {
  shop = await startShop();
  const studies = Array.from({ length: PRINTS }, (_, index) => ({
    handle: `study-${index}`, title: `Botanical study ${index}`, vendor: "Nordhavn", type: "Print", tags: index % 2 ? ["green"] : [], sizes: ["A4"], price: 1000 + index,
  }));
  const put = async (path, body) => {
    const answer = await shop.admin("PUT", path, body);
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
  };
  for (const product of [...CATALOGUE, ...studies]) await put(`/api/admin/v1/products/${product.handle}`, draftOf(product));
  await put("/api/admin/v1/collections/throws", { title: "Throws & café blankets", products: ["linen-throw", "wool-throw"] });
  await put("/api/admin/v1/collections/throwaway", { title: "Throwaway", products: [] });
  await until(async () => (await shop.db.prepare("SELECT count(*) AS n FROM publications WHERE published_revision < revision").first("n")) === 0, {
    timeoutMs: 60_000,
    what: "the publication of the catalogue",
  });
});
after(() => shop?.stop());

const address = (words, rest = "") => `/search?q=${encodeURIComponent(words)}${rest}`;

async function search(words, rest) {
  const answer = await shop.fetch(address(words, rest));
  const html = await answer.text();
  assert.equal(answer.status, 200, `${words}: ${answer.status}`);
  const corrected = html.match(/Showing results for “<a[^>]*><bdi>([^<]*)/)?.[1];
  return { ...readShelf(html), corrected: corrected && plain(corrected), html };
}

const finds = async (rows) => {
  for (const [words, handles, corrected] of rows) {
    const found = await search(words);
    assert.deepEqual([...found.products].sort(), [...handles].sort(), words);
    assert.equal(found.corrected, corrected, words);
  }
};

test("words are found whatever their case and accents", () =>
  finds([
    ["creme brulee", ["creme-dish"]],
    ["CRÈME", ["creme-dish"]],
    ["strasse", ["strasse-print"]],
    ["straße nacht", ["strasse-print"]],
    ["oresund", ["oresund-print"]],
    ["aero weavers", ["linen-throw", "wool-throw"]],
    ["king throw", ["linen-throw", "wool-throw"]],
    ["bedroom wool", ["wool-throw"]],
    ["zzz", []],
  ]));

test("the last word may be unfinished, a number may come without its signs", () =>
  finds([
    ["thro", ["linen-throw", "wool-throw"]],
    ["wool th", ["wool-throw"]],
    ["woo throw", ["wool-throw"], "wool throw"],
    ["LINEN-THROW-KING", ["linen-throw"]],
    ["vaseone", ["vase"]],
  ]));

test("one letter missing, too many, wrong or swapped is forgiven when nothing matches", () =>
  finds([
    ["thow", ["linen-throw", "wool-throw"], "throw"],
    ["throoow", []],
    ["thrrow", ["linen-throw", "wool-throw"], "throw"],
    ["threw", ["linen-throw", "wool-throw"], "throw"],
    ["trhow", ["linen-throw", "wool-throw"], "throw"],
    ["lnien trhow", ["linen-throw"], "linen throw"],
    ["mugs", ["mug"], "mug"],
    ["throw zzzzz", []],
    ["cusihon", ["linen-cushion"], "cushion"],
    ["csuhoin", []],
  ]));

test("what is in the name comes before what is in the description", async () => {
  const { products } = await search("linen");
  assert.deepEqual(products, ["linen-throw", "linen-cushion", "mug"]);
});

test("results are narrowed, counted, sorted and turned like any list", async () => {
  const all = await search("nordhavn");
  assert.equal(all.total, PRINTS + 3);
  assert.equal(all.products.length, 24);
  assert.deepEqual(all.facets.type, { Print: PRINTS + 2, Cushion: 1 });
  const second = await (await shop.fetch(all.next)).text();
  assert.equal(new Set([...all.products, ...readShelf(second).products]).size, PRINTS + 3);
  const green = await search("nordhavn", "&tag=green&type=Print");
  assert.equal(green.total, PRINTS / 2);
  assert.deepEqual(green.facets.tag, { green: PRINTS / 2, city: 1, sea: 1 });
  assert.deepEqual(green.facets.type, { Print: PRINTS / 2 });
  const dear = await search("nordhavn", "&price_min=39&sort=price_ascending");
  assert.deepEqual(dear.products, ["linen-cushion", "strasse-print", "oresund-print"]);
  const mended = await search("trhow", "&option.size=S");
  assert.deepEqual([mended.products, mended.corrected], [["linen-throw"], "throw"]);
  assert.equal((await shop.fetch(address("nordhavn", "&page=3"))).status, 404);
  assert.equal((await shop.fetch(address("nordhavn", "&sort=upwards"))).status, 400);
});

test("a search is one look into D1, corrected or not, and suggestions too", async () => {
  for (const path of [address("wool"), address("wooll throw"), address("zzq"), address("linen", "&type=Throw&option.size=S"), "/search/suggestions?q=lin"]) {
    await shop.fetch(path);
    const calls = (await callsOf(shop, path)).filter((call) => call.kind === "d1");
    assert.equal(calls.length, 1, `${path}: ${JSON.stringify(calls)}`);
  }
  await shop.fetch("/search");
  assert.equal((await callsOf(shop, "/search")).filter((call) => call.kind === "d1").length, 0);
});

test("nothing that is typed is more than words", async () => {
  const hostile = ['"', "*", 'linen"', "NEAR(linen throw)", "title:linen", "linen OR mug", "-linen", "linen AND NOT throw", "^linen", "{title}: linen", "🧵", "linen 🧵", "\u0000", "'; DROP TABLE cards; --", "%", "?1", "\u202elinen", "a".repeat(300), "linen ".repeat(80), "<script>alert(1)</script>"];
  for (const words of hostile) {
    const { html } = await search(words);
    assert.ok(!html.includes("<script>alert"), words);
  }
  assert.deepEqual((await search('linen" ')).products.length, 3);
  assert.deepEqual((await search("-linen throw")).products, ["linen-throw"]);
  assert.equal((await search("linen OR mug")).total, 0, "OR is a word here");
  const endless = await shop.fetch(address("x".repeat(8192)));
  assert.equal(endless.status, 414);
});

test("suggestions come as a fragment and as JSON", async () => {
  const html = await (await shop.fetch("/search/suggestions?q=throw")).text();
  assert.ok(!html.includes("<html"), "a fragment has no page around it");
  const links = [...html.matchAll(/href="([^"]*)"/g)].map((match) => plain(match[1]));
  assert.deepEqual(links, ["/collections/throws", "/products/linen-throw", "/products/wool-throw", "/search?q=throw"]);
  const byHeader = await shop.fetch("/search/suggestions?q=throw", { headers: { accept: "application/json" } });
  const byParameter = await shop.fetch("/search/suggestions?q=throw&format=json");
  assert.match(byHeader.headers.get("content-type"), /^application\/json/);
  assert.match(byHeader.headers.get("vary") ?? "", /accept/i);
  const list = await byHeader.json();
  assert.deepEqual(await byParameter.json(), list);
  assert.deepEqual(list.products.map((product) => product.handle), ["linen-throw", "wool-throw"]);
  assert.equal(list.products[0].variants.length, 2);
  assert.deepEqual(list.collections.map((collection) => [collection.handle, collection.product_count]), [["throws", 2]]);
  const cafe = await (await shop.fetch("/search/suggestions?q=cafe&format=json")).json();
  assert.deepEqual(cafe.collections.map((collection) => collection.handle), ["throws"]);
  assert.equal((await (await shop.fetch("/search/suggestions?q=print&format=json")).json()).products.length, 6);
  assert.equal((await shop.fetch("/search/suggestions?q=a&format=xml")).status, 400);
});

test("the API searches like the page and knows its parameters", async () => {
  const list = await (await shop.fetch("/api/v1/search?q=trhow")).json();
  assert.deepEqual(list.products.map((product) => product.handle).sort(), ["linen-throw", "wool-throw"]);
  assert.equal(list.corrected, "throw");
  assert.equal(list.next_cursor, null);
  assert.ok(list.products.every((product) => product.variants.every((variant) => variant.sku && variant.price.currency === "EUR")));
  const first = await (await shop.fetch("/api/v1/search?q=nordhavn")).json();
  const second = await (await shop.fetch(`/api/v1/search?q=nordhavn&cursor=${first.next_cursor}`)).json();
  const handles = [...first.products, ...second.products].map((product) => product.handle);
  assert.equal(new Set(handles).size, PRINTS + 3);
  assert.equal(second.next_cursor, null);
  for (const [query, field] of [["", "q"], ["q=%22", "q"], ["q=mug&utm_source=x", "utm_source"], ["q=mug&cursor=x", "page"]]) {
    const refused = await shop.fetch(`/api/v1/search?${query}`);
    assert.equal(refused.status, 400, query);
    assert.deepEqual((await refused.json()).errors.map((error) => error.field), [field], query);
  }
});

test("answers for programs end with the first price that changes, and are never stale", async () => {
  const lamp = draftOf({ handle: "lamp", title: "Lantern", vendor: "Lumi", type: "Lamp", tags: [], sizes: ["S"], price: 9000 });
  const sale = { price: { amount_minor: 8000, currency: "EUR" }, starts_at: new Date(Date.now() - 60_000).toISOString(), ends_at: new Date(Date.now() + 40_000).toISOString() };
  lamp.variants[0].sale = sale;
  assert.ok((await shop.admin("PUT", "/api/admin/v1/products/lamp", lamp)).ok);
  assert.ok((await shop.admin("PUT", "/api/admin/v1/collections/lamps", { title: "Lamps", products: ["lamp"] })).ok);
  const edge = async (path) => {
    const answer = await shop.fetch(path);
    assert.equal(answer.status, 200, path);
    return { header: answer.headers.get("cloudflare-cdn-cache-control"), text: await answer.text() };
  };
  const fresh = () => Math.random().toFixed(2); // a page in memory may be a few seconds old
  await until(async () => (await edge(`/api/v1/collections/lamps?price_min=${fresh()}`)).text.includes("lamp"), { timeoutMs: 20_000, what: "the lamp in its collection" });
  for (const path of ["/api/v1/products?limit=99", "/api/v1/products/lamp", "/api/v1/collections/lamps?sort=title", "/api/v1/search?q=lantern", "/search/suggestions?q=lantern&format=json"]) {
    const { header, text } = await edge(path);
    assert.match(text, /"lamp"/, path);
    const seconds = Number(header?.match(/^public, max-age=(\d+), stale-while-revalidate=0$/)?.[1]);
    assert.ok(seconds <= (Date.parse(sale.ends_at) - Date.now()) / 1000 + 1, `${path}: ${header}`);
  }
  // A minute, of which memory may have had the page for five seconds already.
  assert.equal((await edge("/api/v1/search?q=wool")).header, "public, max-age=55, stale-while-revalidate=0");
});

test("a product that is renamed or taken away is found under its new words only", async () => {
  const vase = CATALOGUE.find((product) => product.handle === "vase");
  await shop.admin("PUT", "/api/admin/v1/products/vase", draftOf({ ...vase, title: "Carafe", type: "Carafe" }));
  await shop.admin("DELETE", "/api/admin/v1/products/mug");
  const carafe = async () => (await (await shop.fetch(`/api/v1/search?q=carafe&price_min=${Math.random().toFixed(2)}`)).json()).products.length === 1;
  await until(carafe, { what: "the new name" });
  await until(async () => (await shop.db.prepare("SELECT count(*) AS n FROM cards WHERE handle = 'mug'").first("n")) === 0, { what: "the archived product to leave" });
  assert.deepEqual((await search("tall vase")).products, []);
  assert.deepEqual((await search("speckled")).products, []);
});
