// The merchant's list of products, changes of many at once, and the catalogue as JSON lines.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { euro, fixture, merchantOf, open, product, refuses, rules, settled, snapshot, variant } from "./catalogue.mjs";
import { stockOf } from "./stock_keeper.mjs";

const PRODUCTS = "/api/admin/v1/products";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
after(() => shop.stop());

const ask = async (query = "") => {
  const answer = await shop.admin("GET", `${PRODUCTS}${query}`);
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
};
const handles = async (query) => (await ask(query)).products.map((entry) => entry.handle);
const change = async (...items) => {
  const answer = await shop.admin("POST", `${PRODUCTS}/batch`, { items });
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()).results;
};

test("the list shows drafts too, the latest change first, and archived products when they are asked for", async () => {
  await merchant.sells("linen-throw", { title: "Línen Throw", vendor: "Ærø", type: "Blanket", tags: ["blue", "warm"], variants: [variant("THROW-S", { barcode: "4006381333931", price: euro(4900) }), variant("THROW-L", { price: euro(6900) })].map((one, index) => ({ ...one, options: [["S", "L"][index]] })), options: [{ name: "Size" }] });
  await merchant.sells("jug", { status: "draft", vendor: "Kiln", type: "Pottery", tags: ["blue"] });
  await merchant.sells("old-bowl", { status: "archived", vendor: "Kiln", type: "Pottery" });
  const { hash } = await merchant.uploads(fixture("red-800x600.png"));
  await merchant.sells("jug", { status: "draft", vendor: "Kiln", type: "Pottery", tags: ["blue"], media: [{ hash, alt: "A jug" }] });

  assert.deepEqual(await handles(), ["jug", "linen-throw"]);
  assert.deepEqual(await handles("?status=archived"), ["old-bowl"]);
  assert.deepEqual(await handles("?status=draft"), ["jug"]);
  const [jug, throwEntry] = (await ask()).products;
  assert.deepEqual(jug.picture, { url: `/media/${hash}/320.webp`, alt: "A jug" });
  assert.equal(jug.revision, 2);
  const { created_at: created, updated_at: updated, ...rest } = throwEntry;
  assert.ok(Date.parse(created) <= Date.parse(updated));
  assert.deepEqual(rest, {
    handle: "linen-throw", title: "Línen Throw", status: "active", vendor: "Ærø", type: "Blanket", tags: ["blue", "warm"], revision: 1,
    variant_count: 2, price_from: euro(4900), price_to: euro(6900), picture: null, available: null,
  });
});

test("products are found by words of their titles, and by a whole SKU, handle or barcode", async () => {
  for (const [typed, expected] of [
    ["linen", ["linen-throw"]], ["LIN", ["linen-throw"]], ["thr lin", []], ["throw lin", ["linen-throw"]],
    ["THROW-L", ["linen-throw"]], ["4006381333931", ["linen-throw"]], ["jug", ["jug"]], ["bowl", []], ["–", []], ["\"", []],
  ]) {
    assert.deepEqual(await handles(`?q=${encodeURIComponent(typed)}`), expected, typed);
  }
  assert.deepEqual(await handles("?q=bowl&status=archived"), ["old-bowl"]);
  await merchant.sells("jug", { title: "Carafe", status: "draft", vendor: "Kiln", type: "Pottery", tags: ["blue"] });
  assert.deepEqual(await handles("?q=carafe"), ["jug"], "a new title is found at once");
});

test("each filter narrows, and together they narrow further", async () => {
  await merchant.collects("blue-things", { products: ["jug", "linen-throw"] });
  await merchant.sells("plate", { vendor: "Kiln", type: "Pottery", variants: [variant("PLATE", { price: euro(1000), compare_at_price: euro(1500) })] });
  const sale = (starts, ends) => ({ price: euro(900), starts_at: new Date(Date.now() + starts * 1000).toISOString(), ends_at: new Date(Date.now() + ends * 1000).toISOString() });
  await merchant.sells("mug", { variants: [variant("MUG", { sale: sale(-60, 3600) })] });
  await merchant.sells("cup", { variants: [variant("CUP", { sale: sale(3600, 7200) })] });
  for (const [query, expected] of [
    ["vendor=Kiln", ["jug", "plate"]], ["type=Pottery&vendor=Kiln", ["jug", "plate"]], ["vendor=kiln", []], ["tag=blue", ["jug", "linen-throw"]],
    ["tag=blue&vendor=Kiln", ["jug"]], ["collection=blue-things", ["jug", "linen-throw"]], ["collection=nothing", []], ["on_sale=true", ["mug", "plate"]],
    ["on_sale=true&vendor=Kiln&q=plate", ["plate"]],
  ]) {
    assert.deepEqual((await handles(`?${query}`)).sort(), expected, query);
  }
  await settled(shop);
  for (const query of ["status=gone", "stock=some", "on_sale=false", "sort=random", "colour=red", "cursor=x", "limit=0"]) {
    await refuses(shop, () => shop.admin("GET", `${PRODUCTS}?${query}`), { status: 400, name: "invalid", fields: [query.split("=")[0]] });
  }
});

test("what is low, sold out or oversold is found once the counts have arrived", async () => {
  await stockOf(shop, "MUG").counts(2);
  await stockOf(shop, "CUP").counts(0);
  await stockOf(shop, "PLATE").counts(500);
  await until(async () => (await handles("?stock=low")).length === 1);
  assert.deepEqual(await handles("?stock=low"), ["mug"]);
  await until(async () => (await handles("?stock=sold_out")).length === 1);
  assert.deepEqual(await handles("?stock=sold_out"), ["cup"]);
  assert.deepEqual(await handles("?stock=oversold"), []);
  const available = async () => Object.fromEntries((await ask()).products.map((entry) => [entry.handle, entry.available]));
  await until(async () => (await available()).plate === 500);
  assert.deepEqual(await available(), { mug: 2, cup: 0, plate: 500, jug: null, "linen-throw": null });
});

test("pages of any order show every product once, also where keys are the same", async () => {
  for (const sort of ["updated", "created", "title", "price"]) {
    const whole = await handles(`?sort=${sort}&limit=100`);
    const seen = [];
    let cursor = "";
    do {
      const { products, next_cursor: next } = await ask(`?sort=${sort}&limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      seen.push(...products.map((entry) => entry.handle));
      cursor = next;
    } while (cursor);
    assert.deepEqual(seen, whole, sort);
    assert.equal(new Set(seen).size, 5);
  }
  assert.deepEqual(await handles("?sort=title"), ["jug", "cup", "linen-throw", "mug", "plate"], "the jug is a carafe");
  assert.equal((await handles("?sort=price"))[0], "plate");
});

test("vendors, types and tags are offered by how often they are used", async () => {
  await settled(shop);
  const facets = await merchant.reads("/product-facets");
  assert.deepEqual(facets.vendors, [{ value: "Kiln", products: 2 }, { value: "Ærø", products: 1 }], "a draft and an active one");
  assert.deepEqual(facets.types, [{ value: "Pottery", products: 2 }, { value: "Blanket", products: 1 }]);
  assert.deepEqual(facets.tags, [{ value: "blue", products: 2 }, { value: "warm", products: 1 }]);
});

test("many products change at once, each for itself", async () => {
  const { revision } = await merchant.reads("/products/plate");
  const results = await change(
    { handle: "mug", status: "archived" },
    { handle: "cup", add_tags: ["new", "blue"], remove_tags: ["none"] },
    { handle: "nowhere", status: "active" },
    { handle: "plate", if_revision: revision, price_change: { percent_ppm: -100_000 } },
    { handle: "jug", if_revision: 1, status: "active" },
    { handle: "linen-throw", add_tags: ["x".repeat(201)] },
  );
  assert.deepEqual(results.map(({ handle, status }) => [handle, status]), [["mug", 200], ["cup", 200], ["nowhere", 404], ["plate", 200], ["jug", 412], ["linen-throw", 422]]);
  assert.equal(results[4].problem.type, "/problems/revision_mismatch");
  assert.equal(results[5].problem.errors[0].field, "tags[2]");
  assert.deepEqual((await merchant.reads("/products/cup")).tags, ["new", "blue"]);
  const plate = await merchant.reads("/products/plate");
  assert.deepEqual([plate.revision, plate.variants[0].price, plate.variants[0].compare_at_price], [results[3].revision, euro(900), euro(1500)]);
  await until(async () => (await shop.fetch("/products/mug")).status === 404, { what: "the end of the archived product" });
});

test("the same batch again changes nothing, and a price is never changed twice", async () => {
  const { revision } = await merchant.reads("/products/plate");
  const items = [
    { handle: "cup", add_tags: ["blue"], remove_tags: ["new"] },
    { handle: "plate", if_revision: revision, price_change: { percent_ppm: 500_000 } },
  ];
  const first = await change(...items);
  assert.deepEqual(first.map(({ status }) => status), [200, 200]);
  await settled(shop);
  const before = await snapshot(shop);
  const second = await change(...items);
  assert.deepEqual(second.map(({ status }) => status), [200, 412]);
  assert.equal(second[0].revision, first[0].revision);
  assert.deepEqual(await snapshot(shop), before);
  assert.deepEqual((await merchant.reads("/products/plate")).variants[0].price, euro(1350));
});

test("a batch that is sent again under its key gets the first answer", async () => {
  const send = (items) => shop.admin("POST", `${PRODUCTS}/batch`, { items }, { "idempotency-key": "batch-1" });
  const { revision } = await merchant.reads("/products/plate");
  const items = [{ handle: "plate", if_revision: revision, price_change: { percent_ppm: 100_000 } }];
  const first = await (await send(items)).json();
  const again = await send(items);
  assert.deepEqual([again.headers.get("idempotency-replayed"), await again.json()], ["true", first]);
  assert.equal((await merchant.reads("/products/plate")).revision, revision + 1);
  await settled(shop);
  await refuses(shop, () => send([{ handle: "plate", status: "draft" }]), { status: 409, name: "idempotency_key_reused" });
});

test("a sale of so many per cent begins and ends for every variant", async () => {
  const { revision } = await merchant.reads("/products/linen-throw");
  const sale = { percent_ppm: -250_000, starts_at: "2026-01-01T00:00:00Z", ends_at: "2036-01-01T00:00:00Z" };
  const [begun] = await change({ handle: "linen-throw", if_revision: revision, price_change: { sale } });
  const { variants } = await merchant.reads("/products/linen-throw");
  assert.deepEqual(variants.map((one) => one.sale.price), [euro(3675), euro(5175)]);
  await change({ handle: "linen-throw", if_revision: begun.revision, price_change: { end_sale: true } });
  assert.deepEqual((await merchant.reads("/products/linen-throw")).variants.map((one) => one.sale), [null, null]);
});

test("a batch that cannot be meant is refused as a whole", async () => {
  await settled(shop);
  const send = (items) => () => shop.admin("POST", `${PRODUCTS}/batch`, { items });
  await refuses(shop, send([]), { status: 422, fields: ["items"] });
  await refuses(shop, send(Array.from({ length: 101 }, (_, index) => ({ handle: `p-${index}`, status: "draft" }))), { status: 422, fields: ["items"] });
  await refuses(shop, send([{ handle: "cup", status: "draft" }, { handle: "cup", status: "active" }]), { status: 422, fields: ["items[1].handle"] });
  await refuses(shop, send([{ handle: "cup" }]), { status: 422, fields: ["items[0]"] });
  await refuses(shop, send([{ handle: "cup", price_change: { percent_ppm: 1 } }]), { status: 422, fields: ["items[0].if_revision"] });
  await refuses(shop, send([{ handle: "cup", colour: "red" }]), { status: 422, fields: ["items[0].colour"] });
});

test("the catalogue streams out as lines that bring every product back as it was", async () => {
  await merchant.collects("everything", { rules: rules("all", ["title", "not_equals", "x"]) });
  for (let index = 0; index < 60; index += 1) await merchant.sells(`many-${index}`, { status: index % 3 ? "active" : "draft", description: "Ünïcode ✓\n\n- a\n- b" });
  const answer = await shop.admin("GET", `${PRODUCTS}.jsonl`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/jsonl; charset=utf-8");
  assert.equal(answer.headers.get("cache-control"), "private, no-store");
  const text = await answer.text();
  assert.ok(text.endsWith("\n"));
  const lines = text.trim().split("\n").map((line) => JSON.parse(line));
  const { results } = await shop.db.prepare("SELECT handle FROM products ORDER BY id").all();
  assert.deepEqual(lines.map((line) => line.handle), results.map((row) => row.handle));

  await settled(shop);
  const before = await snapshot(shop);
  for (const { handle, ...body } of lines.slice(0, 8)) {
    const put = await shop.admin("PUT", `${PRODUCTS}/${handle}`, { handle, ...body });
    assert.equal(put.status, 200, await put.text());
  }
  assert.deepEqual(await snapshot(shop), before, "each is just so already");

  const second = await startShop();
  try {
    await merchantOf(second).uploads(fixture("red-800x600.png"));
    for (const line of lines.slice(0, 8)) assert.equal((await second.admin("PUT", `${PRODUCTS}/${line.handle}`, line)).status, 201);
    const copy = (await (await second.admin("GET", `${PRODUCTS}.jsonl`)).text()).trim().split("\n");
    assert.deepEqual(copy, text.trim().split("\n").slice(0, 8));
  } finally {
    await second.stop();
  }
});
