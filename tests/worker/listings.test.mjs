// Lists of products: filters, counts, orders and pages, compared with a look at every product.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { callsOf, readShelf } from "./shelf_page.mjs";

let seed = 7;
const random = (below) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * below);
};
const one = (values) => values[random(values.length)];

const VENDORS = ["Ærø Weavers", "B&W \"Press\"", "Clay & Co"];
const TYPES = ["Print", "Mug", "Throw"];
const TAGS = ["blue", "new in", "gift", "café"];
const SIZES = ["S", "M", "L"];
const PAGE_SIZE = 24;
const COUNT = 60;

function makeProduct(number) {
  const sizes = SIZES.filter(() => random(2)).concat("XL").slice(0, 3);
  const price = 500 + random(40) * 100;
  return {
    handle: `piece-${number}`,
    title: `${one(["Calm", "Éclair", "Indigo", "amber"])} piece ${number}`,
    vendor: one(VENDORS),
    type: one(TYPES),
    tags: TAGS.filter(() => random(3) === 0),
    options: ["Size"],
    variants: sizes.map((size) => ({
      sku: `P${number}-${size}`,
      size,
      price: price + random(3) * 100,
      availability: one(["in_stock", "in_stock", "low", "sold_out", "back_order"]),
    })),
  };
}

const products = Array.from({ length: COUNT }, (_, index) => makeProduct(index + 1));

const draftOf = (product) => ({
  title: product.title,
  vendor: product.vendor,
  type: product.type,
  tags: product.tags,
  status: "active",
  options: [{ name: "Size" }],
  variants: product.variants.map(({ sku, size, price, availability }) => ({
    sku,
    options: [size],
    price: { amount_minor: price, currency: "EUR" },
    availability,
  })),
});

let shop;

async function put(path, body) {
  const answer = await shop.admin("PUT", path, body);
  assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.text()}`);
}

const isGift = (product) => product.tags.includes("gift");
const byHand = ["piece-3", "piece-1", "piece-2"];

before(async () => {
  shop = await startShop();
  await put("/api/admin/v1/collections/everything", { title: "Everything", rules: { match: "any", conditions: [{ field: "price", relation: "greater_than", value: { amount_minor: 0, currency: "EUR" } }] } });
  await put("/api/admin/v1/collections/gifts", { title: "Gifts", rules: { match: "all", conditions: [{ field: "tag", relation: "equals", value: "gift" }] } });
  for (const product of products) await put(`/api/admin/v1/products/${product.handle}`, draftOf(product));
  await put("/api/admin/v1/collections/by-hand", { title: "By hand", products: byHand });
  await settled();
});
after(() => shop?.stop());

const listed = (collection) => shop.db.prepare("SELECT products FROM listing_counts JOIN collections ON id = collection_id WHERE handle = ?1").bind(collection).first("products");

/** Everything that was written has been published. */
const settled = () =>
  until(
    async () => (await shop.db.prepare("SELECT count(*) AS n FROM publications WHERE published_revision < revision").first("n")) === 0,
    { timeoutMs: 60_000, what: "the publication of all changes" },
  );

// The truth, by looking at every product.
const RANK = ["in_stock", "low", "back_order", "sold_out"];
const availabilityOf = (product) => RANK.find((rank) => product.variants.some((variant) => variant.availability === rank));
const priceOf = (product) => Math.min(...product.variants.map((variant) => variant.price));
function valuesOf(product, facet) {
  const sellable = product.variants.filter((variant) => variant.availability !== "sold_out");
  return {
    availability: [availabilityOf(product)],
    type: [product.type],
    vendor: [product.vendor],
    tag: product.tags,
    "option.size": [...new Set((sellable.length ? sellable : product.variants).map((variant) => variant.size))],
  }[facet];
}
const FACETS = ["availability", "type", "vendor", "tag", "option.size"];

function expected(catalogue, query) {
  const parameters = new URLSearchParams(query);
  const min = Number(parameters.get("price_min") ?? 0) * 100;
  const max = Number(parameters.get("price_max") ?? 1e9) * 100;
  const meets = (product, lifted) =>
    priceOf(product) >= min && priceOf(product) <= max &&
    FACETS.every((facet) => {
      const chosen = parameters.getAll(facet);
      return facet === lifted || chosen.length === 0 || chosen.some((value) => valuesOf(product, facet).includes(value));
    });
  const found = catalogue.filter((product) => meets(product));
  const facets = {};
  for (const facet of FACETS) {
    const counts = {};
    for (const product of catalogue.filter((product) => meets(product, facet))) {
      for (const value of valuesOf(product, facet)) counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const value of parameters.getAll(facet)) counts[value] ??= 0;
    const values = Object.entries(counts);
    const changesNothing = values.length === 0 || (values.length === 1 && values[0][1] >= found.length && !parameters.has(facet));
    if (!changesNothing) facets[facet] = counts;
  }
  return { total: found.length, handles: found.map((product) => product.handle).sort(), facets };
}

async function readAll(path) {
  const handles = [];
  let first;
  for (let address = path; address; ) {
    const answer = await shop.fetch(address);
    assert.equal(answer.status, 200, `${address}: ${answer.status}`);
    const shelf = readShelf(await answer.text());
    first ??= shelf;
    handles.push(...shelf.products);
    address = shelf.next;
  }
  return { ...first, handles };
}

async function compare(collection, catalogue, query) {
  const truth = expected(catalogue, query);
  const shelf = await readAll(`/collections/${collection}?${query}`);
  assert.equal(shelf.total, truth.total, `${query}: how many`);
  assert.deepEqual([...shelf.handles].sort(), truth.handles, `${query}: which`);
  if (truth.total > 0) assert.deepEqual(shelf.facets, truth.facets, `${query}: counts`);
}

test("filters find and count what a look at every product does", async () => {
  const queries = [
    "",
    "availability=in_stock",
    "type=Mug",
    "type=Mug&type=Print",
    "type=Mug&availability=in_stock",
    "option.size=S&option.size=L&tag=blue",
    "vendor=B%26W+%22Press%22",
    "tag=caf%C3%A9&vendor=%C3%86r%C3%B8+Weavers",
    "price_min=12&price_max=20",
    "price_min=15&type=Throw",
    "type=Nothing+of+the+kind",
    "price_min=9999",
  ];
  for (let round = 0; round < 20; round += 1) {
    const query = new URLSearchParams();
    const values = { availability: RANK, type: TYPES, vendor: VENDORS, tag: TAGS, "option.size": [...SIZES, "XL"] };
    for (const facet of FACETS) if (random(5) < 2) query.append(facet, one(values[facet]));
    if (random(3) === 0) query.append("price_min", String(5 + random(20)));
    queries.push(query.toString());
  }
  for (const query of queries) await compare("everything", products, query);
});

test("a collection by rules shows its own products and no others", async () => {
  const gifts = products.filter(isGift);
  for (const query of ["", "type=Mug", "availability=in_stock&type=Print", "option.size=XL"]) await compare("gifts", gifts, query);
});

test("a list by hand keeps its order and turns into any other", async () => {
  assert.deepEqual((await readAll("/collections/by-hand")).handles, byHand);
  const key = (compare) => [...products].sort(compare).map((product) => product.handle);
  const place = (product) => products.indexOf(product);
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const byTitle = (a, b) => (fold(a.title) < fold(b.title) ? -1 : 1);
  for (const [sort, order] of [
    ["newest", key((a, b) => place(b) - place(a))],
    ["title", key(byTitle)],
    ["price_ascending", key((a, b) => priceOf(a) - priceOf(b) || place(a) - place(b))],
    ["price_descending", key((a, b) => priceOf(b) - priceOf(a) || place(b) - place(a))],
  ]) {
    assert.deepEqual((await readAll(`/collections/everything?sort=${sort}`)).handles, order, sort);
  }
});

test("pages hold every product once and end where they end", async () => {
  const first = readShelf(await (await shop.fetch("/collections/everything")).text());
  assert.equal(first.products.length, PAGE_SIZE);
  const all = await readAll("/collections/everything");
  assert.equal(new Set(all.handles).size, COUNT);
  assert.equal(all.handles.length, COUNT);
  assert.equal((await shop.fetch("/collections/everything?page=4")).status, 404);
  for (const page of ["0", "401", "-1", "x", "1e3"]) {
    assert.equal((await shop.fetch(`/collections/everything?page=${page}`)).status, 400, page);
  }
});

test("a collection's first page is one look into KV, a narrowed one adds one into the lists", async () => {
  const plainAddress = "/collections/gifts?utm_source=letter";
  await shop.fetch(plainAddress);
  const kinds = (await callsOf(shop, plainAddress)).map((call) => call.kind);
  assert.ok(kinds.filter((kind) => kind === "kv").length <= 1 && !kinds.includes("d1"), kinds.join());
  const narrowed = "/collections/gifts?type=Mug&option.size=XL";
  await shop.fetch(narrowed);
  const lists = (await callsOf(shop, narrowed)).filter((call) => call.kind === "d1");
  assert.equal(lists.length, 1, JSON.stringify(lists));
});

test("every kind of filter at once, and as many as there may be, are counted like one", async () => {
  const all = { availability: RANK, type: TYPES, vendor: VENDORS, tag: TAGS, "option.size": [...SIZES, "XL"] };
  for (const kept of [2, 3, 9]) {
    const pairs = Object.entries(all).flatMap(([facet, values]) => values.slice(0, kept).map((value) => [facet, value]));
    const query = new URLSearchParams([...pairs, ["price_min", "6"], ["price_max", "40"]]).toString();
    assert.ok(expected(products, query).total > 0, query);
    await compare("everything", products, query);
    const { total } = expected(products, query);
    assert.equal(readShelf(await (await shop.fetch(`/search?q=piece&${query}`)).text()).total, total);
  }
  const kinds = (count) => Array.from({ length: count }, (_, kind) => ["a", "b", "c"].map((value) => `option.kind${kind}=${value}`)).flat().join("&");
  for (const path of ["/collections/everything?", "/search?q=piece&", "/api/v1/collections/everything?", "/api/v1/search?q=piece&"]) {
    assert.equal((await shop.fetch(`${path}${kinds(10)}&price_min=1&price_max=90`)).status, 200, path);
    assert.equal((await shop.fetch(`${path}${kinds(11).replace(/=c/g, "=b")}`)).status, 400, path);
  }
  const refused = await (await shop.fetch(`/api/v1/search?q=piece&${kinds(11).replace(/=c/g, "=b")}`)).json();
  assert.deepEqual(refused.errors.map((error) => error.field), ["filters"]);
});

test("a narrowed collection that is gone is not found, whatever KV still says", async () => {
  const rename = (from, to) => shop.db.prepare("UPDATE collections SET handle = ?2 WHERE handle = ?1").bind(from, to).run();
  await rename("by-hand", "elsewhere");
  try {
    assert.equal((await shop.fetch("/collections/by-hand?type=Nothing")).status, 404);
    assert.equal((await shop.fetch("/api/v1/collections/by-hand?type=Nothing")).status, 404);
  } finally {
    await rename("elsewhere", "by-hand");
  }
});

/** What triggers keep must be what counting finds. */
async function assertInStep() {
  const rows = async (sql) => (await shop.db.prepare(sql).all()).results;
  const counted = await rows("SELECT collection_id, value_id, count(*) AS products FROM listings JOIN product_facets USING (product_id) GROUP BY 1, 2 ORDER BY 1, 2");
  assert.deepEqual(await rows("SELECT collection_id, value_id, products FROM facet_counts ORDER BY 1, 2"), counted);
  assert.deepEqual(await rows("SELECT collection_id, value_id, count(*) AS products FROM listing_facets GROUP BY 1, 2 ORDER BY 1, 2"), counted);
  assert.deepEqual(
    await rows("SELECT collection_id, products FROM listing_counts WHERE products > 0 ORDER BY 1"),
    await rows("SELECT collection_id, count(*) AS products FROM listings GROUP BY 1 ORDER BY 1"),
  );
}

test("a change of one product moves it between lists and keeps every count in step", async () => {
  await assertInStep();
  const changed = structuredClone(products);
  changed[0] = { ...changed[0], vendor: "Someone New", tags: isGift(changed[0]) ? [] : ["gift"] };
  changed[1].variants = changed[1].variants.map((variant) => ({ ...variant, price: 99, availability: "sold_out" }));
  for (const product of changed.slice(0, 2)) await put(`/api/admin/v1/products/${product.handle}`, draftOf(product));
  assert.equal((await shop.admin("DELETE", "/api/admin/v1/products/piece-3")).ok, true);
  await settled();
  const left = changed.filter((product) => product.handle !== "piece-3");
  await assertInStep();
  const fresh = "utm_source=later"; // a page in memory may be a few seconds old
  for (const query of ["", "vendor=Someone+New", "availability=sold_out&price_max=1", "type=Mug&availability=in_stock"]) {
    await compare("everything", left, `${query}&${fresh}`);
  }
  await compare("gifts", left.filter(isGift), fresh);
  assert.equal(await listed("by-hand"), 2);
});
