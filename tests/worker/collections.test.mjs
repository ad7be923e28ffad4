// Collections: by hand and by rules, and how products move in and out of them.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { euro, merchantOf, open, read, refuses, rules, settled, variant } from "./catalogue.mjs";
import { elements, structuredData } from "./markup.mjs";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
after(() => shop.stop());

const put = (handle, body, headers) => shop.admin("PUT", `/api/admin/v1/collections/${handle}`, body, headers);
const priced = (sku, amount) => [variant(sku, { price: euro(amount) })];

/** Handles of the cards on a page, in order. */
const cardsOf = (html) =>
  elements(html, "li")
    .filter((item) => item.attribute("class")?.split(" ").includes("card"))
    .map((item) => item.inside("a")[0].attribute("href").replace("/products/", ""));

/** What a collection shows once it is published, on its page and in its JSON twin. */
async function shownIn(handle) {
  await settled(shop, `collection:${handle}`);
  const cards = cardsOf(await open(shop, `/collections/${handle}`));
  const twin = await read(shop, `/api/v1/collections/${handle}`);
  assert.deepEqual(twin.products.map((product) => product.handle), cards, "page and JSON agree");
  assert.equal(twin.product_count, cards.length);
  return cards;
}

/** How many products the list of all collections says that one has, on its page and in its twin. */
async function countedIn(handle) {
  await settled(shop, "collections");
  const { collections } = await read(shop, "/api/v1/collections?limit=100");
  const { product_count } = collections.find((collection) => collection.handle === handle);
  const card = elements(await open(shop, "/collections"), "li").find((item) => item.inside("a")[0]?.attribute("href") === `/collections/${handle}`);
  assert.match(card.text, new RegExp(`\\b${product_count} pieces?`));
  return product_count;
}

/** How often each document was announced as changed. */
async function revisions() {
  const { results } = await shop.db.prepare("SELECT key, revision FROM publications").all();
  return Object.fromEntries(results.map((row) => [row.key, row.revision]));
}

// Each waits for publications most of the time.
describe("a collection shows what is in it", { concurrency: true }, () => {
  test("a collection by hand keeps the merchant's order, and its page follows a new one", async () => {
    for (const handle of ["jug", "bowl", "cup"]) await merchant.sells(handle);
    const created = await put("table", { title: "Table", products: ["cup", "jug", "bowl"] });
    assert.equal(created.status, 201);
    assert.deepEqual(await shownIn("table"), ["cup", "jug", "bowl"]);
    const replaced = await put("table", { title: "Table", products: ["bowl", "cup"] });
    assert.equal(replaced.status, 200);
    assert.equal(replaced.headers.get("etag"), '"2"');
    assert.deepEqual(await shownIn("table"), ["bowl", "cup"]);
    assert.equal(await countedIn("table"), 2);
    const unchanged = await put("table", { title: "Table", products: ["bowl", "cup"] });
    assert.equal(unchanged.headers.get("etag"), '"2"', "the same again is no change");
    assert.deepEqual((await merchant.reads("/collections/table")).products, ["bowl", "cup"]);
  });

  test("a product names its collections in its breadcrumbs, its data and its JSON", async () => {
    await merchant.sells("teapot", { title: "Teapot" });
    await open(shop, "/products/teapot");
    await merchant.collects("tea", { title: "Tea & time", products: ["teapot"] });
    await settled(shop, "collection:tea", "product:teapot");
    const page = await open(shop, "/products/teapot");
    const trail = elements(page, "nav").find((nav) => nav.attribute("aria-label") === "Breadcrumb").inside("a");
    assert.deepEqual(trail.map((link) => [link.text, link.attribute("href")]), [["Home", "/"], ["Tea & time", "/collections/tea"]]);
    const crumbs = structuredData(page).find((node) => node["@type"] === "BreadcrumbList").itemListElement;
    assert.deepEqual(crumbs.map((crumb) => crumb.name), ["Home", "Tea & time", "Teapot"]);
    assert.deepEqual((await read(shop, "/api/v1/products/teapot")).collections, ["tea"]);
  });

  test("drafts and archived products are in no collection until they are active again", async () => {
    await merchant.sells("lamp");
    await merchant.sells("shade", { status: "draft" });
    await merchant.collects("light", { products: ["lamp", "shade"] });
    assert.deepEqual(await shownIn("light"), ["lamp"]);
    await merchant.sells("shade");
    assert.deepEqual(await shownIn("light"), ["lamp", "shade"]);
    await merchant.archives("lamp");
    assert.deepEqual(await shownIn("light"), ["shade"]);
    assert.equal(await countedIn("light"), 1);
  });

  test("rules take in what fits all or any of their conditions", async () => {
    await merchant.sells("blue-rug", { tags: ["Blue"], vendor: "Ærø", type: "Rug", variants: priced("BLUE-RUG", 9000) });
    await merchant.sells("blue-towel", { tags: ["blue", "bath"], vendor: "Ærø", type: "Towel", variants: priced("BLUE-TOWEL", 2000) });
    await merchant.sells("red-rug", { tags: ["red"], vendor: "Fanø", type: "Rug", variants: priced("RED-RUG", 8000) });
    const cases = {
      "all-blue-rugs": [rules("all", ["tag", "equals", "blue"], ["type", "equals", "rug"]), ["blue-rug"]],
      "any-blue-or-rug": [rules("any", ["tag", "equals", "blue"], ["type", "equals", "rug"]), ["red-rug", "blue-towel", "blue-rug"]],
      "from-aero": [rules("all", ["vendor", "equals", "aero"]), ["blue-towel", "blue-rug"]],
      "not-blue-rugs": [rules("all", ["tag", "not_equals", "blue"], ["type", "equals", "Rug"]), ["red-rug"]],
      "titled-rug": [rules("all", ["title", "contains", "rug"]), ["red-rug", "blue-rug"]],
      "starts-with-blue": [rules("all", ["title", "starts_with", "blue"]), ["blue-towel", "blue-rug"]],
      "below-thirty": [rules("all", ["price", "less_than", euro(3000)], ["vendor", "equals", "ærø"]), ["blue-towel"]],
      "above-eighty": [rules("all", ["price", "greater_than", euro(8000)]), ["blue-rug"]],
    };
    for (const [handle, [rule]] of Object.entries(cases)) await merchant.collects(handle, { rules: rule });
    for (const [handle, [, expected]] of Object.entries(cases)) {
      assert.deepEqual(await shownIn(handle), expected, `${handle}, the newest first`);
    }
  });

  test("an edited product moves in and out of collections by rules", async () => {
    await merchant.collects("sale", { rules: rules("all", ["tag", "equals", "sale"], ["price", "less_than", euro(5000)]) });
    await merchant.sells("stool", { variants: priced("STOOL", 6000) });
    assert.deepEqual(await shownIn("sale"), []);
    await merchant.sells("stool", { tags: ["sale"], variants: priced("STOOL", 6000) });
    assert.deepEqual(await shownIn("sale"), [], "one condition of two");
    await merchant.sells("stool", { tags: ["sale"], variants: priced("STOOL", 4000) });
    assert.deepEqual(await shownIn("sale"), ["stool"]);
    assert.deepEqual((await read(shop, "/api/v1/products/stool")).collections, ["sale"]);
    await merchant.sells("stool", { variants: priced("STOOL", 4000) });
    assert.deepEqual(await shownIn("sale"), []);
  });

  test("changed rules, and a change from rules to a list, find the products again", async () => {
    await merchant.sells("oak-desk", { tags: ["oak"] });
    await merchant.sells("pine-desk", { tags: ["pine"] });
    await merchant.collects("desks", { rules: rules("any", ["tag", "equals", "oak"]) });
    assert.deepEqual(await shownIn("desks"), ["oak-desk"]);
    await merchant.collects("desks", { rules: rules("any", ["tag", "equals", "pine"]) });
    assert.deepEqual(await shownIn("desks"), ["pine-desk"]);
    await merchant.collects("desks", { products: ["pine-desk", "oak-desk"] });
    assert.deepEqual(await shownIn("desks"), ["pine-desk", "oak-desk"]);
    await merchant.collects("desks", { rules: rules("any", ["tag", "equals", "oak"]) });
    assert.deepEqual(await shownIn("desks"), ["oak-desk"]);
  });

  test("a collection is sorted as the merchant wants it", async () => {
    for (const [handle, amount] of [["vase-b", 300], ["vase-c", 100], ["vase-a", 200]]) {
      await merchant.sells(handle, { tags: ["vase"], variants: priced(handle, amount) });
    }
    const orders = {
      title: ["vase-a", "vase-b", "vase-c"],
      price_ascending: ["vase-c", "vase-a", "vase-b"],
      price_descending: ["vase-b", "vase-a", "vase-c"],
      newest: ["vase-a", "vase-c", "vase-b"],
    };
    for (const [sort, expected] of Object.entries(orders)) {
      await merchant.collects("vases", { sort, rules: rules("all", ["tag", "equals", "vase"]) });
      assert.deepEqual(await shownIn("vases"), expected, sort);
    }
  });
});

test("a walk along the catalogue does not undo what a sale that began meanwhile decided", async () => {
  await merchant.sells("chair", { variants: priced("CHAIR", 6000), tags: ["seat"] });
  await merchant.sells("bench", { variants: priced("BENCH", 4000), tags: ["seat"] });
  const cheap = (amount, fields) => merchant.collects("cheap-seats", { rules: rules("all", ["tag", "equals", "seat"], ["price", "less_than", euro(amount)]), ...fields });
  await cheap(5000);
  assert.deepEqual(await shownIn("cheap-seats"), ["bench"]);
  await settled(shop);
  // The walk reads both cards and writes what it decided. Its first write concerns the bench, which
  // leaves: at that instant the chair's sale begins, and its own publication puts it in.
  const id = (handle) => `(SELECT id FROM products WHERE handle = '${handle}')`;
  await shop.db.prepare(`CREATE TRIGGER sale_begins AFTER UPDATE OF revision ON publications WHEN new.key = 'product:bench' BEGIN
    UPDATE cards SET price_minor = 3000 WHERE product_id = ${id("chair")};
    INSERT INTO listings (collection_id, product_id, position, title_key, price_minor, created_at_ms)
      SELECT id, product_id, -created_at_ms, title_key, price_minor, cards.created_at_ms FROM cards, (SELECT id FROM collections WHERE handle = 'cheap-seats')
      WHERE product_id = ${id("chair")} ON CONFLICT DO NOTHING;
  END`).run();
  await cheap(3500);
  await settled(shop, "collection:cheap-seats");
  await shop.db.prepare("DROP TRIGGER sale_begins").run();
  assert.deepEqual(await shownIn("cheap-seats"), ["chair"]);
});

test("a product edit announces itself and what shows it, and nothing else", async () => {
  for (const handle of ["tray", "mat", "hook"]) await merchant.sells(handle, { tags: [handle] });
  await merchant.collects("with-tray", { products: ["tray", "mat"] });
  await merchant.collects("by-rule", { rules: rules("all", ["tag", "equals", "tray"]) });
  await merchant.collects("without-tray", { products: ["hook"] });
  await settled(shop);
  const before = await revisions();
  await merchant.sells("tray", { tags: ["tray"], variants: priced("TRAY", 123) });
  await settled(shop);
  const changed = Object.entries(await revisions()).filter(([key, revision]) => before[key] !== revision);
  assert.deepEqual(changed.map(([key]) => key).sort(), [
    "collection:by-rule", "collection:with-tray", "collections", "home", "product:tray",
  ]);
  for (const [key, revision] of changed) assert.equal(revision, before[key] + 1, `${key} is published once more`);
});

test("a product edit rewrites its own rows in lists and no other's", async () => {
  for (const handle of ["plate", "saucer"]) await merchant.sells(handle, { tags: ["china"] });
  await merchant.collects("china", { rules: rules("all", ["tag", "equals", "china"]) });
  await settled(shop);
  const tables = ["cards", "listings", "product_facets", "listing_facets"];
  const rowsOf = async () => {
    const answers = await shop.db.batch(tables.map((table) => shop.db.prepare(`SELECT * FROM ${table}`)));
    return new Set(answers.flatMap((answer) => answer.results.map((row) => JSON.stringify(row))));
  };
  const before = await rowsOf();
  await merchant.sells("plate", { tags: ["china", "white"], variants: priced("PLATE", 77) });
  await settled(shop);
  const after = await rowsOf();
  const changed = [...before.symmetricDifference(after)].map((row) => JSON.parse(row).product_id);
  const id = await shop.db.prepare("SELECT id FROM products WHERE handle = 'plate'").first("id");
  assert.deepEqual([...new Set(changed)], [id]);
});

test("renamed collections redirect for ever", async () => {
  await merchant.collects("autumn", { title: "Autumn", products: [] });
  await merchant.collects("autumn", { handle: "winter", title: "Winter", products: [] });
  const moved = await shop.fetch("/collections/autumn?utm_source=mail");
  assert.deepEqual([moved.status, moved.headers.get("location")], [301, "/collections/winter?utm_source=mail"]);
  await open(shop, "/collections/winter");
  await until(async () => (await shop.kv.get("collection:autumn")) === null, { what: "the end of the old document" });
});

test("a new title and a new handle are followed by the pages of the products in it", async () => {
  await merchant.sells("lantern");
  await merchant.collects("garden", { title: "Garden", products: ["lantern"] });
  await settled(shop);
  const links = async () => {
    const trail = elements(await open(shop, "/products/lantern"), "nav").find((nav) => nav.attribute("aria-label") === "Breadcrumb");
    return trail.inside("a").map((link) => [link.text, link.attribute("href")])[1];
  };
  assert.deepEqual(await links(), ["Garden", "/collections/garden"]);
  await merchant.collects("garden", { title: "Terrace", products: ["lantern"] });
  await settled(shop);
  assert.deepEqual(await links(), ["Terrace", "/collections/garden"]);
  await merchant.collects("garden", { handle: "terrace", title: "Terrace", products: ["lantern"] });
  await settled(shop);
  assert.deepEqual(await links(), ["Terrace", "/collections/terrace"]);
});

test("of changes at once each answer tells its own, and who named no revision broke no promise", async () => {
  await merchant.sells("rival");
  await merchant.collects("contested", { title: "Contested", products: [] });
  const titles = Array.from({ length: 12 }, (_, number) => `Version ${number}`);
  const answers = await Promise.all(titles.map((title) => put("contested", { title, products: number(title) % 2 ? ["rival"] : [] })));
  const revisions = new Set();
  for (const [index, answer] of answers.entries()) {
    assert.ok([200, 409].includes(answer.status), `${answer.status}: nobody sent If-Match, so none can fail`);
    const body = await answer.json();
    if (answer.status === 409) {
      assert.equal(body.type, "/problems/conflict");
      continue;
    }
    assert.equal(body.title, titles[index]);
    assert.equal(answer.headers.get("etag"), `"${body.revision}"`);
    assert.ok(!revisions.has(body.revision), "each change has a revision of its own");
    revisions.add(body.revision);
  }
  const late = await put("contested", { title: "Late", products: [] }, { "if-match": '"1"' });
  assert.equal(late.status, 412);
});

const number = (title) => Number(title.split(" ")[1]);

test("each invalid collection is refused by the name of the field", async () => {
  await merchant.sells("member");
  await merchant.collects("checked", { products: ["member"] });
  await settled(shop);
  const rule = (field, relation, value) => ({ rules: rules("all", [field, relation, value]) });
  const cases = [
    [{ products: undefined }, "products"],
    [{ rules: rules("all", ["tag", "equals", "x"]) }, "products"],
    [{ title: "" }, "title"],
    [{ colour: 1 }, "colour"],
    [{ sort: "random" }, "sort"],
    [{ products: ["member", "missing"] }, "products[1]"],
    [{ products: ["member", "member"] }, "products[1]"],
    [{ products: ["Not A Handle"] }, "products[0]"],
    [{ media: { hash: "a".repeat(64), alt: "" } }, "media.hash"],
    [{ products: undefined, ...rule("price", "contains", euro(1)) }, "rules.conditions[0]"],
    [{ products: undefined, ...rule("price", "less_than", "12") }, "rules.conditions[0]"],
    [{ products: undefined, ...rule("tag", "greater_than", "a") }, "rules.conditions[0]"],
    [{ products: undefined, ...rule("colour", "equals", "a") }, "rules.conditions[0].field"],
    [{ products: undefined, rules: rules("some", ["tag", "equals", "a"]) }, "rules.match"],
    [{ products: undefined, rules: rules("all") }, "rules.conditions[0]"],
  ];
  for (const [fields, field] of cases) {
    const body = { title: "Checked", products: ["member"], ...fields };
    await refuses(shop, () => put("checked", body), { status: 422, name: "invalid", fields: [field] });
  }
  const whole = { title: "Changed", products: [] };
  await refuses(shop, () => put("checked", whole, { "if-match": '"9"' }), { status: 412, name: "revision_mismatch" });
  await refuses(shop, () => shop.fetch("/api/admin/v1/collections/checked", { method: "PUT", body: JSON.stringify(whole) }), { status: 401 });
});
