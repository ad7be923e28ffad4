// The desk's pages of products, with forms as a browser without scripts sends them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { euro, fixture, merchantOf, open, product, settled, variant } from "./catalogue.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { startShop } from "./harness.mjs";
import { formOf, sendsForm, textOf } from "./desk_reading.mjs";

let shop;
let merchant;
let owner;

before(async () => {
  shop = await startShop();
  await shop.migrate();
  merchant = merchantOf(shop);
  owner = await signsIn(shop);
});
after(() => shop?.stop());

/** Sends a product's form as it stands on the page, but for `fields`; answers with status, address and page. */
const sends = (path, fields = {}, { by = owner, ...options } = {}) => sendsForm(by, path, "product", fields, options);

const stored = (handle) => merchant.reads(`/products/${handle}`);

test("a product with options is made, variant by variant, and shoppers see it", async () => {
  const options = { "options[0].name": "Size", "options[0].values~words": "S, M", "options[1].name": "Colour", "options[1].values~words": "Red, Sea green" };
  const made = await sends("/admin/products/new", { title: "Linen throw", "variants[0].price~money.EUR": "89", ...options, _intent: "variants" });
  assert.equal(made.status, 200, textOf(made.page));
  assert.match(textOf(made.page), /3 variants were added/);
  const form = formOf(made.page, "product");
  assert.equal(form.get("variants[3].options[1]"), "Sea green");
  assert.equal(form.get("variants[3].price~money.EUR"), "89");
  const skus = [0, 1, 2, 3].map((at) => form.get(`variants[${at}].sku`));
  assert.equal(new Set(skus).size, 4, skus.join());
  assert.equal((await shop.admin("GET", "/api/admin/v1/products/linen-throw")).status, 404, "nothing is stored before it is saved");

  const saved = await sends("/admin/products/new", { status: "active", "variants[1].price~money.EUR": "99,50", _intent: "save" }, { page: made.page });
  assert.equal(saved.status, 303, textOf(saved.page));
  assert.equal(saved.location, "/admin/products/linen-throw?done=created");
  const { variants, options: names, status } = await stored("linen-throw");
  assert.deepEqual(names, [{ name: "Size" }, { name: "Colour" }]);
  assert.deepEqual(variants.map(({ options }) => options.join()), ["S,Red", "S,Sea green", "M,Red", "M,Sea green"]);
  assert.deepEqual(variants.map(({ price }) => price.amount_minor), [8900, 9950, 8900, 8900]);
  assert.equal(status, "active");
  await settled(shop, "product:linen-throw");
  assert.match(await open(shop, "/products/linen-throw"), /Sea green/);
});

test("a price and a sale with its schedule are changed", async () => {
  await merchant.sells("lamp", { variants: [variant("LAMP", { price: euro(5000) })] });
  const fields = {
    "variants[0].price~money.EUR": "60",
    "variants[0].sale.price~money.EUR": "45.50",
    "variants[0].sale.starts_at~instant": "2030-12-01T00:00",
    "variants[0].sale.ends_at~instant": "2030-12-24T18:00",
  };
  const saved = await sends("/admin/products/lamp", fields);
  assert.equal(saved.location, "/admin/products/lamp?done=saved", textOf(saved.page));
  const [{ price, sale }] = (await stored("lamp")).variants;
  assert.deepEqual(price, euro(6000));
  assert.deepEqual(sale, { price: euro(4550), starts_at: "2030-12-01T00:00:00Z", ends_at: "2030-12-24T18:00:00Z" });
  const page = await owner.opens("/admin/products/lamp?done=saved");
  assert.match(textOf(page), /Saved\. The shop shows it/);
  const again = formOf(page, "product");
  assert.equal(again.get("variants[0].sale.ends_at~instant"), "2030-12-24T18:00");
  for (const name of ["price~money.EUR", "starts_at~instant", "ends_at~instant"]) again.set(`variants[0].sale.${name}`, "");
  await sends("/admin/products/lamp", Object.fromEntries(again), { page });
  assert.equal((await stored("lamp")).variants[0].sale, null);
});

test("a form that is sent as it came changes nothing", async () => {
  const media = await merchant.uploads(fixture("red-800x600.png"));
  const whole = product("whole", {
    description: "Line one\n\n- two",
    vendor: "Skerry",
    type: "Throws",
    tags: ["warm", "wool"],
    options: [{ name: "Size" }],
    media: [{ hash: media.hash, alt: "A throw" }],
    seo: { title: "Warm", description: "Soft" },
    safety: { manufacturer: "Skerry, Sligo", responsible_person: "Ada", warnings: "None" },
    variants: [
      variant("W-1", { options: ["S"], barcode: "4006381333931", weight_grams: 900, requires_shipping: false, media: media.hash, compare_at_price: euro(2999), availability: "low", unit_price: { quantity: 250, unit: "ml", reference_quantity: 100 } }),
      variant("W-2", { options: ["M"], sale: { price: euro(999), starts_at: "2030-01-01T00:00:00Z", ends_at: "2030-02-01T00:00:30Z" } }),
    ],
  });
  await merchant.sells("whole", whole);
  const before = await stored("whole");
  const saved = await sends("/admin/products/whole");
  assert.equal(saved.status, 303, textOf(saved.page));
  assert.deepEqual(await stored("whole"), before);
});

test("what cannot be right is said at its field, with everything that was typed", async () => {
  await merchant.sells("vase", { variants: [variant("VASE")] });
  const before = await stored("vase");
  const fields = { title: " ", "variants[0].price~money.EUR": "dear", "variants[0].sku": "VASE", vendor: "Typed & kept" };
  const refused = await sends("/admin/products/vase", fields);
  assert.equal(refused.status, 422);
  assert.match(refused.page, /aria-invalid="true"[^>]*aria-describedby="f-variants-0--price-fault"/);
  assert.match(textOf(refused.page), /Give an amount, like 19\.99\./);
  assert.match(refused.page, /href="#f-variants-0--price"/, "the summary leads to the field");
  const kept = formOf(refused.page, "product");
  assert.deepEqual([kept.get("variants[0].price~money.EUR"), kept.get("vendor")], ["dear", "Typed & kept"]);

  const later = await sends("/admin/products/vase", { "variants[0].price~money.EUR": "5" }, { page: refused.page });
  assert.equal(later.status, 422);
  assert.match(textOf(later.page), /A product needs a title/);
  const half = await sends("/admin/products/vase", { "variants[0].sale.price~money.EUR": "1", "variants[0].sku": "" });
  assert.match(textOf(half.page), /Give each variant a SKU of its own/);
  assert.match(textOf(half.page), /A sale has a price, a start and an end/);
  const dearer = await sends("/admin/products/vase", {
    "variants[0].sale.price~money.EUR": "99",
    "variants[0].sale.starts_at~instant": "2030-01-01T00:00",
    "variants[0].sale.ends_at~instant": "2030-01-02T00:00",
  });
  assert.match(dearer.page, /id="f-variants-0--sale-price-fault"/);
  assert.deepEqual(await stored("vase"), before);
});

test("a new product does not take another's address", async () => {
  await merchant.sells("bowl");
  const refused = await sends("/admin/products/new", { title: "Bowl", "variants[0].sku": "NEW-BOWL", "variants[0].price~money.EUR": "5" });
  assert.equal(refused.status, 409);
  assert.match(textOf(refused.page), /Another product has this address already/);
  assert.equal((await stored("bowl")).title, "bowl");
});

test("another address leads from the old one", async () => {
  await merchant.sells("mug");
  const moved = await sends("/admin/products/mug", { "handle~absent": "big-mug" });
  assert.equal(moved.location, "/admin/products/big-mug?done=moved", textOf(moved.page));
  const led = await shop.fetch("/products/mug");
  assert.deepEqual([led.status, led.headers.get("location")], [301, "/products/big-mug"]);
});

test("who saves second sees both versions, loses nothing, and decides field by field", async () => {
  await merchant.sells("chair", { description: "Oak", variants: [variant("CHAIR", { price: euro(10_000) }), variant("CHAIR-2", { price: euro(20_000) })].slice(0, 1) });
  const page = await owner.opens("/admin/products/chair");
  await merchant.sells("chair", { title: "Their chair", description: "Oak", variants: [variant("CHAIR", { price: euro(12_000) })] });
  const refused = await sends("/admin/products/chair", { title: "My chair", description: "Beech" }, { page });
  assert.equal(refused.status, 412);
  const text = textOf(refused.page);
  for (const words of ["Somebody else saved this product meanwhile", "Their chair", "Beech", "Price: 120.00", "Price: 100.00"]) assert.ok(text.includes(words), words);
  assert.equal(formOf(refused.page, "product").get("title"), "My chair");
  assert.equal((await stored("chair")).title, "Their chair");

  const taken = await sends("/admin/products/chair", { _intent: "take:variant:CHAIR" }, { page: refused.page });
  assert.equal(taken.status, 200);
  assert.ok(!textOf(taken.page).includes("Price: 120.00"), "what was taken differs no more");
  assert.equal(formOf(taken.page, "product").get("title"), "My chair");
  const saved = await sends("/admin/products/chair", {}, { page: taken.page });
  assert.equal(saved.status, 303, textOf(saved.page));
  const { title, description, variants } = await stored("chair");
  assert.deepEqual([title, description, variants[0].price], ["My chair", "Beech", euro(12_000)]);
});

test("a form whose answer was lost is sent again and is no conflict", async () => {
  await merchant.sells("stool");
  const page = await owner.opens("/admin/products/stool");
  const once = await sends("/admin/products/stool", { title: "Low stool" }, { page });
  const again = await sends("/admin/products/stool", { title: "Low stool" }, { page });
  assert.deepEqual([once.location, again.location], Array(2).fill("/admin/products/stool?done=saved"));
});

test("a picture is uploaded without scripts, and the rest of the form stays", async () => {
  await merchant.sells("print", { variants: [variant("PRINT")] });
  const picture = new File([fixture("red-800x600.png")], "print.png", { type: "image/png" });
  const uploaded = await sends("/admin/products/print", { title: "Typed before", _intent: "upload", _picture: picture });
  assert.equal(uploaded.status, 200, textOf(uploaded.page));
  const form = formOf(uploaded.page, "product");
  assert.match(form.get("media[0].hash"), /^[0-9a-f]{64}$/);
  assert.equal(form.get("title"), "Typed before");
  assert.deepEqual((await stored("print")).media, []);
  const saved = await sends("/admin/products/print", { "media[0].alt": "A print" }, { page: uploaded.page });
  assert.equal(saved.status, 303, textOf(saved.page));
  assert.deepEqual((await stored("print")).media, [{ hash: form.get("media[0].hash"), alt: "A print" }]);

  const text = new File(["not a picture"], "note.txt", { type: "text/plain" });
  const refused = await sends("/admin/products/print", { _intent: "upload", _picture: text });
  assert.equal(refused.status, 422);
  assert.match(textOf(refused.page), /Send a JPEG, PNG/);
});

test("pictures change places and go by buttons", async () => {
  const uploads = await Promise.all(["red-800x600.png", "green-200x300.webp"].map((name) => merchant.uploads(fixture(name))));
  const hashes = uploads.map(({ hash }) => hash);
  await merchant.sells("album", { media: hashes.map((hash) => ({ hash, alt: "" })), variants: [variant("ALBUM", { media: hashes[0] })] });
  const moved = await sends("/admin/products/album", { _intent: "picture-down:0" });
  const removed = await sends("/admin/products/album", { _intent: "picture-remove:1" }, { page: moved.page });
  const saved = await sends("/admin/products/album", {}, { page: removed.page });
  assert.equal(saved.status, 303, textOf(saved.page));
  const { media, variants } = await stored("album");
  assert.deepEqual([media.map(({ hash }) => hash), variants[0].media], [[hashes[1]], null]);
});

test("a product is archived and taken back", async () => {
  await merchant.sells("old");
  assert.equal((await owner.submits("/admin/products/old/archive")).headers.get("location"), "/admin/products/old?done=archived");
  assert.equal((await stored("old")).status, "archived");
  assert.equal((await owner.submits("/admin/products/old/restoration")).status, 303);
  assert.equal((await stored("old")).status, "draft");
});

const picks = async (...handles) => Promise.all(handles.map(async (handle) => ["_pick", `${handle} ${(await stored(handle)).revision}`]));

test("many are changed at once, and each says what became of it", async () => {
  for (const handle of ["bulk-one", "bulk-two"]) await merchant.sells(handle, { tags: ["old"], variants: [variant(handle.toUpperCase(), { price: euro(1000) })] });
  const chosen = await picks("bulk-one", "bulk-two");
  await merchant.sells("bulk-two", { tags: ["old", "late"], variants: [variant("BULK-TWO", { price: euro(2000) })] });
  const priced = await owner.submits("/admin/products", [...chosen, ["_intent", "price"], ["_percent", "-10"]]);
  const text = textOf(await priced.text());
  assert.equal(priced.status, 200);
  assert.match(text, /1 of 2 products changed/);
  assert.match(text, /bulk-two: It is at revision 2 now/);
  assert.deepEqual(await Promise.all(["bulk-one", "bulk-two"].map(async (handle) => (await stored(handle)).variants[0].price.amount_minor)), [900, 2000]);

  const tagged = await owner.submits("/admin/products", [...(await picks("bulk-one", "bulk-two")), ["_intent", "add-tag"], ["_tag", "winter"]]);
  assert.match(textOf(await tagged.text()), /2 of 2 products changed/);
  await owner.submits("/admin/products", [...(await picks("bulk-one")), ["_intent", "remove-tag"], ["_tag", "old"]]);
  assert.deepEqual([(await stored("bulk-one")).tags, (await stored("bulk-two")).tags], [["winter"], ["old", "late", "winter"]]);
  await owner.submits("/admin/products", [...(await picks("bulk-one")), ["_intent", "archive"]]);
  assert.equal((await stored("bulk-one")).status, "archived");
  await owner.submits("/admin/products", [...(await picks("bulk-one")), ["_intent", "publish"]]);
  assert.equal((await stored("bulk-one")).status, "active");
});

test("a sale of many starts with its schedule, and ends", async () => {
  for (const handle of ["sale-one", "sale-two"]) await merchant.sells(handle, { variants: [variant(handle.toUpperCase(), { price: euro(2000) })] });
  const handles = ["sale-one", "sale-two"];
  const sales = async () => Promise.all(handles.map(async (handle) => (await stored(handle)).variants[0].sale));
  const refused = await owner.submits("/admin/products", [...(await picks(...handles)), ["_intent", "sale"], ["_sale_percent", "20"], ["_tag", "kept"]]);
  const html = await refused.text();
  assert.equal(refused.status, 422);
  assert.match(html, /name="_sale_ends_at"[^>]*aria-invalid="true" aria-describedby="bulk_sale_ends_at-fault"/);
  assert.match(html, /name="_sale_percent" value="20"/);
  assert.equal(html.match(/name="_pick"[^>]* checked/g).length, 2, "what was ticked stays so");
  assert.deepEqual(await sales(), [null, null]);

  const fields = [["_intent", "sale"], ["_sale_percent", "12.5"], ["_sale_starts_at", "2031-01-01T00:00"], ["_sale_ends_at", "2031-02-01T00:00"]];
  const chosen = await picks(...handles);
  await merchant.sells("sale-two", { title: "Changed meanwhile", variants: [variant("SALE-TWO", { price: euro(2000) })] });
  const started = textOf(await (await owner.submits("/admin/products", [...chosen, ...fields])).text());
  assert.match(started, /1 of 2 products changed.*sale-two: It is at revision 2 now/);
  const sale = { price: euro(1750), starts_at: "2031-01-01T00:00:00Z", ends_at: "2031-02-01T00:00:00Z" };
  assert.deepEqual(await sales(), [sale, null]);
  await owner.submits("/admin/products", [...(await picks("sale-two")), ["_intent", "sale"], ["_sale_percent", "50"], ["_sale_ends_at", "2031-02-01"]]);
  const now = (await sales())[1];
  assert.deepEqual([now.price, now.ends_at], [euro(1000), "2031-02-01T00:00:00Z"]);
  assert.ok(Date.parse(now.starts_at) <= Date.now(), "without a beginning it begins at once");
  const ended = textOf(await (await owner.submits("/admin/products", [...(await picks(...handles)), ["_intent", "end-sale"]])).text());
  assert.match(ended, /2 of 2 products changed/);
  assert.deepEqual(await sales(), [null, null]);
});

test("a change of many that says nothing is refused in words", async () => {
  await merchant.sells("unchanged");
  const before = await stored("unchanged");
  for (const [fields, words] of [
    [[["_intent", "publish"]], /Tick the products/],
    [[...(await picks("unchanged")), ["_intent", "add-tag"], ["_tag", " "]], /Write the tag first/],
    [[...(await picks("unchanged")), ["_intent", "price"], ["_percent", "half"]], /by how many per cent/],
    [[...(await picks("unchanged")), ["_intent", "price"], ["_percent", "-200"]], /fall by up to 100 per cent/],
    [[...(await picks("unchanged"))], /Choose what to do/],
  ]) {
    const refused = await owner.submits("/admin/products", fields);
    assert.equal(refused.status, 422);
    assert.match(textOf(await refused.text()), words);
  }
  assert.deepEqual(await stored("unchanged"), before);
});

test("the list is searched, narrowed and paged", async () => {
  await merchant.sells("finch-cup", { title: "Finch cup", vendor: "Aviary", tags: ["bird"], status: "draft" });
  await merchant.sells("wren-cup", { title: "Wren cup", vendor: "Aviary", tags: ["bird"] });
  const names = async (query) => [...(await owner.opens(`/admin/products?${query}`)).split("<main")[1].matchAll(/<strong>([^<]*)<\/strong>/g)].map(([, name]) => name);
  assert.deepEqual((await names("q=cup&vendor=Aviary&sort=title")), ["Finch cup", "Wren cup"]);
  assert.deepEqual(await names("vendor=Aviary&status=draft&utm_source=mail"), ["Finch cup"]);
  assert.match(textOf(await owner.opens("/admin/products?q=nowhere")), /No product is like that/);
  const first = await owner.opens("/admin/products");
  const next = first.match(/rel="next" href="([^"]*)"/);
  if (next) assert.ok((await names(next[1].replaceAll("&amp;", "&").split("?")[1])).length > 0);
});

test("another site's form changes nothing", async () => {
  await merchant.sells("safe");
  const before = await stored("safe");
  for (const path of ["/admin/products/safe", "/admin/products/new", "/admin/products", "/admin/products/safe/archive", "/admin/products/safe/restoration"]) {
    const body = new URLSearchParams({ title: "Taken", _pick: `safe ${before.revision}`, _intent: "archive" });
    const refused = await owner.send(path, { method: "POST", body, headers: { "sec-fetch-site": "cross-site" } });
    assert.equal(refused.status, 403, path);
  }
  assert.deepEqual(await stored("safe"), before);
});

test("support sees and changes no products", async () => {
  await merchant.sells("closed");
  const before = await stored("closed");
  const support = await signsIn(shop, { id: "support", role: "support" });
  for (const path of ["/admin/products", "/admin/products/new", "/admin/products/closed"]) assert.equal((await support.send(path)).status, 403, path);
  const fields = { title: "Taken", "variants[0].sku": "X", "variants[0].price~money.EUR": "1", _revision: String(before.revision) };
  for (const path of ["/admin/products/closed", "/admin/products/new", "/admin/products/closed/archive", "/admin/products/closed/restoration"]) {
    assert.equal((await support.submits(path, fields)).status, 403, path);
  }
  assert.equal((await support.submits("/admin/products", [["_pick", `closed ${before.revision}`], ["_intent", "archive"]])).status, 403);
  assert.deepEqual(await stored("closed"), before);
});

test("what a merchant writes stands on the desk's pages as text", async () => {
  const evil = `"><script>alert(1)</script>`;
  await merchant.sells("evil", { title: evil, vendor: evil, tags: [evil], description: evil, variants: [variant("EVIL", { barcode: evil })] });
  for (const path of ["/admin/products/evil", "/admin/products"]) assert.ok(!(await owner.opens(path)).includes("<script>alert"), path);
});
