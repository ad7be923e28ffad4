// The desk's pages of stock, used as a browser without scripts does.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { merchantOf, settled, variant } from "./catalogue.mjs";
import { readsForm, textOf } from "./desk_reading.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { startShop, until } from "./harness.mjs";
import { ordersOf } from "./orders.mjs";
import { stockOf } from "./stock_keeper.mjs";

let shop;
let owner;
let keeper;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  const merchant = merchantOf(shop);
  await merchant.sells("blue-mug", { title: "Blue mug", variants: [variant("MUG-BLUE")] });
  await merchant.sells("red-mug", { title: "Red mug", variants: [variant("MUG RED")] });
  await merchant.sells("tea-pot", { title: "Tea pot", variants: [variant("POT")] });
  await settled(shop);
  owner = await signsIn(shop, { name: "Olive Owner" });
  keeper = await signsIn(shop, { id: "max", role: "manager", name: "Max Manager" });
});
after(() => shop.stop());

const address = (sku, rest = "") => `/admin/stock/${encodeURIComponent(sku)}${rest}`;
async function leads(visitor, path, fields) {
  const answer = await visitor.submits(path, fields);
  assert.equal(answer.status, 303, textOf(await answer.text()).slice(0, 600));
  return answer.headers.get("location");
}
/** The page that refuses a form, and that the counts are as before. */
async function refuses(sku, path, fields, status) {
  const earlier = await stockOf(shop, encodeURIComponent(sku)).reads();
  const answer = await owner.submits(path, fields);
  const html = await answer.text();
  assert.equal(answer.status, status, textOf(html).slice(0, 600));
  assert.deepEqual(await stockOf(shop, encodeURIComponent(sku)).reads(), earlier);
  return { html, text: textOf(html) };
}

test("what nobody counts is found, counted for the first time and then listed with its product", async () => {
  assert.match(textOf(await owner.opens("/admin/stock?filter=not_tracked")), /POT Tea pot/);
  assert.match(textOf(await owner.opens(address("POT"))), /Without limit: nobody counts it/);
  const form = await readsForm(owner, address("POT"), "/count");
  assert.equal(form.fields.location, "main");
  assert.equal(await leads(owner, form.action, { ...form.fields, on_hand: "3" }), `${address("POT")}?done=counted`);
  const listed = await until(async () => {
    const text = textOf(await owner.opens("/admin/stock"));
    return text.includes("POT") && text;
  });
  assert.match(listed, /POT Tea pot On hand 3/);
  assert.match(textOf(await owner.opens("/admin/stock?q=PO")), /Tea pot/);
  assert.match(textOf(await owner.opens("/admin/stock?q=NONE")), /No SKU here begins with/);
  assert.match(textOf(await owner.opens("/admin/stock?filter=low")), /POT/, "three are few");
  assert.match(textOf(await owner.opens("/admin/stock?filter=oversold")), /Nothing was sold that is not there/);
  assert.equal((await owner.send(address("NOTHING"))).status, 404);
});

test("a correction has a reason, is made once however often its form is sent, and is told with its maker", async () => {
  await stockOf(shop, "MUG-BLUE").counts(10);
  const form = await readsForm(owner, address("MUG-BLUE"), "/adjustments");
  const fields = { ...form.fields, delta: "−2", reason: "Fell <down>" };
  assert.equal(form.fields.location, "main");
  const refused = await refuses("MUG-BLUE", form.action, { ...fields, delta: "two" }, 422);
  assert.match(refused.text, /“two” is no whole number of units/);
  assert.match(refused.html, /value="two"/, "what was typed stays");
  assert.match((await refuses("MUG-BLUE", form.action, { ...fields, reason: "" }, 422)).text, /Give a reason/);
  assert.match((await refuses("MUG-BLUE", form.action, { ...fields, location: "a b" }, 422)).text, /a location has 1 to 64/i);
  await Promise.all([leads(owner, form.action, fields), leads(owner, form.action, fields)]);
  assert.equal((await stockOf(shop, "MUG-BLUE").reads()).on_hand, 8);
  const text = textOf(await keeper.opens(`${address("MUG-BLUE")}?done=adjusted`));
  for (const words of ["The stock is corrected", "Corrected: Fell <down>", "Olive Owner", "on hand −2"]) assert.ok(text.includes(words), words);
});

test("what may be sold ahead is set beside the safety stock, and only what was changed is set", async () => {
  const sku = "AHEAD";
  await merchantOf(shop).sells("ahead", { variants: [variant(sku)] });
  await stockOf(shop, sku).counts(2);
  const form = await readsForm(owner, address(sku), "/safety");
  assert.deepEqual([form.fields.safety, form.fields["back_orders.limit"], form.fields["back_orders.promised_for"]], ["0", "", ""]);
  await leads(owner, form.action, { ...form.fields, "back_orders.limit": "5", "back_orders.promised_for": "2031-03-01" });
  const levels = await stockOf(shop, sku).reads();
  assert.deepEqual([levels.back_order_limit, levels.promised_for, levels.safety], [5, "2031-03-01T00:00:00Z", 0]);
  const text = textOf(await owner.opens(`${address(sku)}?done=safety`));
  assert.match(text, /Can be sold ahead 5/);

  // A form of before that means the safety stock alone leaves the rest.
  await leads(owner, form.action, { ...form.fields, safety: "1" });
  const later = await stockOf(shop, sku).reads();
  assert.deepEqual([later.back_order_limit, later.promised_for, later.safety], [5, "2031-03-01T00:00:00Z", 1]);
  const again = await readsForm(owner, address(sku), "/safety");
  assert.deepEqual([again.fields["back_orders.limit"], again.fields["back_orders.promised_for"]], ["5", "2031-03-01"]);
  for (const [fields, name] of [
    [{ "back_orders.limit": "many" }, "back_orders.limit"],
    [{ "back_orders.limit": "5000000000" }, "back_orders.limit"],
    [{ "back_orders.promised_for": "soon" }, "back_orders.promised_for"],
    [{ safety: "-1" }, "safety"],
  ]) {
    const { html } = await refuses(sku, again.action, { ...again.fields, ...fields }, 422);
    assert.match(html, new RegExp(`name="${name.replace(".", "\\.")}"[^>]*value="${Object.values(fields)[0]}"[^>]*aria-invalid="true"`), name);
  }
  await leads(owner, again.action, { ...again.fields, "back_orders.limit": "", "back_orders.promised_for": "" });
  const none = await stockOf(shop, sku).reads();
  assert.deepEqual([none.back_order_limit ?? 0, none.promised_for ?? null, none.safety], [0, null, 1]);
});

test("a count is refused when something moved since its page, and its own repetition is not", async () => {
  const sku = "MUG RED";
  await stockOf(shop, encodeURIComponent(sku)).counts(5);
  const form = await readsForm(owner, address(sku), "/count");
  assert.deepEqual([form.fields.location, form.fields.expected_on_hand], ["main", "5"]);
  await leads(owner, form.action, { ...form.fields, on_hand: "7" });
  await leads(owner, form.action, { ...form.fields, on_hand: "7" });
  assert.equal((await stockOf(shop, encodeURIComponent(sku)).reads()).on_hand, 7);
  const { text, html } = await refuses(sku, form.action, { ...form.fields, on_hand: "6" }, 409);
  assert.match(text, /The stock says 7 on hand there/);
  assert.match(html, /value="6"/);
  const safety = await readsForm(owner, address(sku), "/safety");
  await leads(owner, safety.action, { safety: "2" });
  const levels = await stockOf(shop, encodeURIComponent(sku)).reads();
  assert.deepEqual([levels.safety, levels.available], [2, 5]);
});

test("the ledger leads to orders, and shows who holds units", async () => {
  const orders = ordersOf(shop);
  await stockOf(shop, "MUG-BLUE").counts(20);
  const { number } = await orders.sells({ lines: [{ sku: "MUG-BLUE", quantity: 2, unit: 1000 }] });
  const html = await owner.opens(address("MUG-BLUE"));
  assert.ok(html.includes(`/admin/orders/${number}`));
  assert.match(textOf(html), new RegExp(`${number} Paid, to be sent`));
  assert.match(textOf(html), /Sold · /);
});

test("a file of counts is taken row by row, once, and says what did not match", async () => {
  const page = await readsForm(keeper, "/admin/stock-counts", "/stock-counts");
  const send = (text, visitor = keeper, headers = {}) => {
    const body = new FormData();
    body.set("_key", page.fields._key);
    body.set("file", new Blob([text], { type: "text/csv" }), "counts.csv");
    return visitor.send("/admin/stock-counts", { method: "POST", body, headers });
  };
  const file = "sku,location,on_hand\nPOT,main,12\nNOBODY,main,1\nMUG RED,main,many\n";
  const first = await send(file);
  const text = textOf(await first.text());
  assert.equal(first.status, 200, text.slice(0, 500));
  for (const words of ["1 of 3 rows counted", "NOBODY", "Nothing in the catalogue has this SKU", "on_hand"]) assert.ok(text.includes(words), words);
  assert.equal((await stockOf(shop, "POT").reads()).on_hand, 12);
  await stockOf(shop, "POT").adjusts({ location: "main", delta: -2, reason: "sold at the counter" });
  await send(file);
  assert.equal((await stockOf(shop, "POT").reads()).on_hand, 10, "the same form again counts nothing");
  const bad = await send("colour\nred\n");
  assert.equal(bad.status, 422);
  assert.match(textOf(await bad.text()), /There is no column `colour`/);
  const none = await keeper.submits("/admin/stock-counts", { _key: "x" });
  assert.equal(none.status, 400);
  const other = await send(file, keeper, { "sec-fetch-site": "cross-site" });
  assert.equal(other.status, 403);
});

test("forms of other sites change no stock", async () => {
  const before = await stockOf(shop, "POT").reads();
  for (const [rest, fields] of [["/adjustments", { delta: "5", location: "main", reason: "x" }], ["/count", { location: "main", on_hand: "99" }], ["/safety", { safety: "3" }]]) {
    const answer = await owner.send(address("POT", rest), { method: "POST", body: new URLSearchParams(fields), headers: { "sec-fetch-site": "cross-site" } });
    assert.equal(answer.status, 403, rest);
  }
  assert.deepEqual(await stockOf(shop, "POT").reads(), before);
});
