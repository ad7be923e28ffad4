// Products through the admin API: what is taken, what is refused, and what the shop shows of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ADMIN_TOKEN, startShop } from "./harness.mjs";
import { euro, fixture, merchantOf, open, product, refuses, snapshot, variant } from "./catalogue.mjs";
import { elements } from "./markup.mjs";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
after(() => shop.stop());

const pathOf = (handle) => `/api/admin/v1/products/${handle}`;
const put = (handle, body, headers) => shop.admin("PUT", pathOf(handle), body, headers);

const DAY_MS = 24 * 3600 * 1000;
const daysFromNow = (days) => new Date(Math.floor(Date.now() / 1000) * 1000 + days * DAY_MS).toISOString().replace(".000", "");

test("a product is created, replaced, and left alone when nothing differs", async () => {
  const created = await put("linen-throw", product("linen-throw"));
  assert.equal(created.status, 201);
  assert.equal(created.headers.get("etag"), '"1"');
  assert.equal((await created.json()).revision, 1);

  const replaced = await put("linen-throw", product("linen-throw", { title: "Linen throw" }));
  assert.equal(replaced.status, 200);
  assert.equal((await replaced.json()).revision, 2);

  const before = await snapshot(shop);
  const unchanged = await put("linen-throw", product("linen-throw", { title: "Linen throw" }));
  assert.equal(unchanged.status, 200);
  assert.equal(unchanged.headers.get("etag"), '"2"');
  assert.deepEqual(await snapshot(shop), before, "nothing is written");
});

test("what the merchant sent comes back exactly", async () => {
  const { hash } = await merchant.uploads(fixture("red-800x600.png"));
  const body = {
    title: "Olive oil “Ærø” — 100 % 🫒",
    description: "# Pressed cold\n\n*In October.*",
    vendor: "Ærø & Sons",
    type: "Oil",
    tags: ["green", "Kitchen", "a/b"],
    status: "active",
    tax_class: "reduced",
    seo: { title: "Oil", description: "Oil from an island" },
    options: [{ name: "Size" }, { name: "Colour" }],
    variants: [
      {
        sku: "OIL-250 +x.y_z",
        barcode: "4006381333931",
        options: ["250 ml", "green"],
        price: euro(1250),
        compare_at_price: euro(1500),
        sale: { price: euro(900), starts_at: "2027-01-01T00:00:00Z", ends_at: "2027-02-01T12:30:00Z" },
        weight_grams: 480,
        requires_shipping: true,
        media: hash,
        unit_price: { quantity: 250, unit: "ml", reference_quantity: 100 },
        availability: "low",
      },
      {
        sku: "OIL-500",
        barcode: null,
        options: ["500 ml", "green"],
        price: euro(0),
        compare_at_price: null,
        sale: null,
        weight_grams: 0,
        requires_shipping: false,
        media: null,
        unit_price: null,
        availability: "back_order",
      },
    ],
    media: [{ hash, alt: "A bottle \"on\" a table" }],
    safety: { manufacturer: "Ærø & Sons", responsible_person: "A. Sørensen", warnings: "Hot when heated" },
  };
  await merchant.sells("olive-oil", body);
  const answer = await shop.admin("GET", pathOf("olive-oil"));
  const { handle, revision, created_at, updated_at, ...read } = await answer.json();
  assert.deepEqual(read, body);
  assert.deepEqual({ handle, revision }, { handle: "olive-oil", revision: 1 });
  for (const instant of [created_at, updated_at]) assert.match(instant, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);

  const again = await put("olive-oil", read);
  assert.equal((await again.json()).revision, 1, "what was read can be sent back and changes nothing");
});

test("left-out fields have their defaults", async () => {
  await merchant.sells("plain", { status: undefined, title: "Plain", variants: [{ sku: "PLAIN", price: euro(100) }] });
  const read = await merchant.reads("/products/plain");
  assert.equal(read.status, "draft");
  assert.equal(read.tax_class, "standard");
  assert.equal(read.variants[0].availability, "in_stock");
  assert.equal(read.variants[0].requires_shipping, true);
  assert.equal((await shop.fetch("/products/plain")).status, 404, "a draft is not in the shop");
});

test("an archived product leaves the shop and keeps its rows", async () => {
  await merchant.sells("old-lamp");
  await open(shop, "/products/old-lamp");
  const archived = await shop.admin("DELETE", pathOf("old-lamp"));
  assert.equal(archived.status, 200);
  assert.equal((await archived.json()).status, "archived");
  assert.equal((await shop.fetch("/products/old-lamp")).status, 404);
  assert.equal((await shop.fetch("/api/v1/products/old-lamp")).status, 404);
  const { results } = await shop.db.prepare("SELECT sku FROM variants WHERE sku = 'OLD-LAMP'").all();
  assert.equal(results.length, 1);

  await merchant.sells("old-lamp");
  await open(shop, "/products/old-lamp");
  await refuses(shop, () => shop.admin("DELETE", pathOf("never-there")), { status: 404, name: "not_found" });
});

test("If-Match guards against a change that came first", async () => {
  await merchant.sells("guarded");
  const changed = (title) => product("guarded", { title });
  const fits = await put("guarded", changed("two"), { "if-match": '"1"' });
  assert.equal(fits.status, 200);
  assert.equal(fits.headers.get("etag"), '"2"');
  const late = { status: 412, name: "revision_mismatch" };
  await refuses(shop, () => put("guarded", changed("three"), { "if-match": '"1"' }), late);
  await refuses(shop, () => put("guarded", changed("three"), { "if-match": '"99"' }), late);
  await refuses(shop, () => shop.admin("DELETE", pathOf("guarded"), undefined, { "if-match": '"1"' }), late);
  await refuses(shop, () => put("not-there-yet", product("not-there-yet"), { "if-match": '"1"' }), late);
  for (const malformed of ["*", "two", '"', '"2", "3"', "2.0"]) {
    await refuses(shop, () => put("guarded", changed("three"), { "if-match": malformed }), { status: 400, name: "malformed" });
  }
});

test("of two changes to the same revision exactly one wins", async () => {
  for (const round of [1, 2, 3]) {
    const { revision } = await merchant.sells("contested", { title: `round ${round}` });
    const rivals = [1, 2, 3, 4].map((rival) => product("contested", { title: `rival ${rival} of round ${round}` }));
    const answers = await Promise.all(rivals.map((rival) => put("contested", rival, { "if-match": `"${revision}"` })));
    const winners = rivals.filter((_, index) => answers[index].status === 200);
    assert.equal(winners.length, 1);
    assert.deepEqual([...new Set(answers.map((answer) => answer.status))].sort(), [200, 412]);
    const read = await merchant.reads("/products/contested");
    assert.deepEqual([read.title, read.revision], [winners[0].title, revision + 1]);
    assert.ok((await open(shop, "/products/contested")).includes(winners[0].title));
  }
});

test("changes at once without If-Match all take effect, one after the other", async () => {
  const { revision } = await merchant.sells("popular");
  const titles = ["a", "b", "c"];
  const answers = await Promise.all(titles.map((title) => merchant.sells("popular", { title })));
  assert.deepEqual(answers.map((answer) => answer.title), titles, "each answer tells what its own change left");
  assert.equal(new Set(answers.map((answer) => answer.revision)).size, 3, "under a revision of its own");
  const read = await merchant.reads("/products/popular");
  assert.equal(read.revision, revision + 3);
  assert.ok(titles.includes(read.title));
  assert.ok((await open(shop, "/products/popular")).includes(`<bdi>${read.title}</bdi>`), "the shop shows the last one");
});

test("each invalid field is refused by its name", async () => {
  await merchant.sells("checked");
  const one = (fields) => ({ variants: [variant("CHECKED", fields)] });
  const sale = (fields) => one({ sale: { price: euro(1000), starts_at: daysFromNow(1), ends_at: daysFromNow(2), ...fields } });
  const unit = (fields) => one({ unit_price: { quantity: 1, unit: "kg", reference_quantity: 1, ...fields } });
  const cases = {
    colour: { colour: "red" },
    title: { title: " " },
    handle: { handle: "Not A Handle" },
    description: { description: "x".repeat(100_001) },
    vendor: { vendor: "v".repeat(201) },
    type: { type: "t".repeat(201) },
    status: { status: "gone" },
    tax_class: { tax_class: "x".repeat(201) },
    "tags[1]": { tags: ["a", "a"] },
    "tags[0]": { tags: [""] },
    "seo.keywords": { seo: { keywords: "x" } },
    "options[0].values": { options: [{ name: "Size", values: ["A"] }] },
    "options[0].name": { options: [{ name: "" }], ...one({ options: ["x"] }) },
    "options[1].name": { options: [{ name: "Size" }, { name: "size" }], ...one({ options: ["a", "b"] }) },
    variants: { variants: [] },
    "variants[0].sku": { variants: [variant("a/b")] },
    "variants[1].sku": { options: [{ name: "Size" }], variants: [variant("CHECKED", { options: ["a"] }), variant("CHECKED", { options: ["b"] })] },
    "variants[0].options": one({ options: ["A3"] }),
    "variants[1].options": { variants: [variant("CHECKED"), variant("CHECKED-2")] },
    "variants[0].price": { variants: [{ sku: "CHECKED" }] },
    "variants[0].price.amount_minor": one({ price: euro(-1) }),
    "variants[0].price.currency": one({ price: { amount_minor: 1, currency: "USD" } }),
    "variants[0].compare_at_price": one({ compare_at_price: euro(1999) }),
    "variants[0].sale.price": sale({ price: euro(1999) }),
    "variants[0].sale.starts_at": sale({ starts_at: "tomorrow" }),
    "variants[0].sale.ends_at": sale({ ends_at: daysFromNow(1) }),
    "variants[0].unit_price.unit": unit({ unit: "barrel" }),
    "variants[0].unit_price.quantity": unit({ quantity: 0 }),
    "variants[0].barcode": one({ barcode: "" }),
    "variants[0].weight_grams": one({ weight_grams: -1 }),
    "variants[0].media": one({ media: "a".repeat(64) }),
    "variants[0].availability": one({ availability: "maybe" }),
    "variants[0].colour": one({ colour: "red" }),
    "media[0].hash": { media: [{ hash: "b".repeat(64), alt: "" }] },
    "safety.poison": { safety: { poison: "no" } },
  };
  for (const [field, fields] of Object.entries(cases)) {
    await refuses(shop, () => put("checked", product("checked", fields)), { status: 422, name: "invalid", fields: [field] });
  }
  for (const amount of ["19.99", 19.99, "1999"]) {
    const body = product("checked", one({ price: { amount_minor: amount, currency: "EUR" } }));
    await refuses(shop, () => put("checked", body), { status: 422, fields: ["variants[0].price.amount_minor"] });
  }
  await refuses(shop, () => put("Not-A-Handle", product("x")), { status: 422, fields: ["handle"] });
  const { variants: _, ...without } = product("checked");
  await refuses(shop, () => put("checked", without), { status: 422, fields: ["variants"] });
});

test("several invalid fields are named together", async () => {
  const body = product("several", { title: "", variants: [variant("SEVERAL", { price: euro(-1), barcode: "" })] });
  const fields = ["title", "variants[0].price.amount_minor", "variants[0].barcode"];
  await refuses(shop, () => put("several", body), { status: 422, fields });
});

test("a SKU belongs to one product", async () => {
  await merchant.sells("first-owner", { variants: [variant("SHARED")] });
  await merchant.sells("second-owner");
  const taking = product("second-owner", { title: "changed", variants: [variant("SECOND-OWNER")].concat(variant("SHARED")), options: [{ name: "Size" }] });
  taking.variants.forEach((taken, index) => (taken.options = [`${index}`]));
  await refuses(shop, () => put("second-owner", taking), { status: 409, fields: ["variants"] });
  await refuses(shop, () => put("third", product("third", { variants: [variant("SHARED")] })), { status: 409, fields: ["variants"] });
  assert.equal((await shop.fetch("/products/third")).status, 404);
});

test("a hundred variants and three options are a product; one more is refused", async () => {
  const options = [{ name: "Size" }, { name: "Colour" }, { name: "Finish" }];
  const many = (count) => Array.from({ length: count }, (_, index) => variant(`MANY-${index}`, { options: [`S${index}`, `C${index % 7}`, "matt"] }));
  await merchant.sells("many", { options, variants: many(100) });
  assert.equal((await merchant.reads("/products/many")).variants.length, 100);
  assert.equal((await (await shop.fetch("/api/v1/products/many")).json()).variants.length, 100);
  await refuses(shop, () => put("many", product("many", { options, variants: many(101) })), { status: 422, fields: ["variants"] });
  const four = product("many", { options: [...options, { name: "Age" }], variants: [variant("MANY-0", { options: ["a", "b", "c", "d"] })] });
  await refuses(shop, () => put("many", four), { status: 422, fields: ["options"] });
});

test("without the token nothing is read or changed", async () => {
  await merchant.sells("locked");
  const body = JSON.stringify(product("locked", { title: "taken" }));
  for (const authorization of [undefined, "Bearer wrong", `Basic ${ADMIN_TOKEN}`, `Bearer ${ADMIN_TOKEN}x`, "Bearer ", ADMIN_TOKEN]) {
    const headers = authorization === undefined ? {} : { authorization };
    for (const init of [{ method: "PUT", body }, { method: "DELETE" }, { method: "GET" }]) {
      const refused = { status: 401, name: "unauthorized" };
      await refuses(shop, () => shop.fetch(pathOf("locked"), { ...init, headers }), refused);
    }
  }
  const answer = await shop.fetch(pathOf("locked"));
  assert.match(answer.headers.get("www-authenticate"), /^Bearer/);
});

test("what is no JSON and what is too long is refused before it is looked at", async () => {
  await merchant.sells("strict");
  for (const broken of ["", "{", '{"title": "x",}', "null", "[]", "3", `${JSON.stringify(product("strict"))} {}`]) {
    await refuses(shop, () => put("strict", broken), { status: 400, name: "malformed" });
  }
  const huge = JSON.stringify(product("strict", { description: "x".repeat(2_000_001) }));
  await refuses(shop, () => put("strict", huge), { status: 413, name: "too_large" });
  const unannounced = () => new Blob([huge]).stream(); // sent in chunks, without Content-Length
  const stream = () => shop.fetch(pathOf("strict"), { method: "PUT", body: unannounced(), duplex: "half", headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  await refuses(shop, stream, { status: 413, name: "too_large" });
});

test("the price history gains a row when a price changes and at no other time", async () => {
  const history = async () =>
    (await shop.db.prepare("SELECT * FROM price_history WHERE sku LIKE 'HIST-%' ORDER BY from_ms, sku").all()).results;
  const sell = (fields) => merchant.sells("history", {
    options: [{ name: "Size" }],
    variants: [variant("HIST-A", { options: ["A"] }), variant("HIST-B", { options: ["B"], ...fields })],
  });
  await sell({});
  const first = await history();
  assert.equal(first.length, 2);
  await sell({ weight_grams: 12 });
  assert.deepEqual(await history(), first, "a weight is no price");
  await sell({ weight_grams: 12, price: euro(1500) });
  const second = await history();
  assert.deepEqual(second.slice(0, 2), first, "rows are only ever added");
  assert.deepEqual(second.slice(2).map((row) => [row.sku, row.price_minor]), [["HIST-B", 1500]]);
  await sell({ price: euro(1500), sale: { price: euro(1200), starts_at: daysFromNow(1), ends_at: daysFromNow(2) } });
  assert.deepEqual((await history()).slice(3).map((row) => [row.sku, row.sale_price_minor]), [["HIST-B", 1200]]);
});

test("beside a reduction stands the lowest price of the last 30 days", async () => {
  await merchant.sells("rug", { variants: [variant("RUG", { price: euro(3000) })] });
  const past = [[60, 1000], [40, 2500], [10, 2000], [5, 3000]];
  const insert = "INSERT INTO price_history (sku, price_list, from_ms, price_minor) VALUES ('RUG', 'base', ?1, ?2)";
  await shop.db.batch(past.map(([days, price]) => shop.db.prepare(insert).bind(Date.now() - days * DAY_MS, price)));
  const reduceTo = async (price) => {
    const sale = { price: euro(price), starts_at: daysFromNow(-1), ends_at: daysFromNow(1) };
    await merchant.sells("rug", { variants: [variant("RUG", { price: euro(3000), sale })] });
    const [shown] = elements(await open(shop, "/products/rug"), "div").filter((part) => part.attribute("data-part") === "price");
    return shown.text.replaceAll(/\s+/g, " ");
  };
  const shown = await reduceTo(1500);
  assert.match(shown, /€30\.00.*€15\.00.*−25%/, "the reduction is counted from the lowest price");
  assert.match(shown, /Lowest price of the last 30 days: €20\.00/);
  assert.doesNotMatch(await reduceTo(2400), /%/, "what cost less a week ago is not reduced");
});
