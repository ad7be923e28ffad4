// The desk's first page and its page of health.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { merchantOf, settled, variant } from "./catalogue.mjs";
import { formsOf, textOf } from "./desk_reading.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { startShop, until } from "./harness.mjs";
import { orderNumber, ordersOf, signedHook } from "./orders.mjs";
import { stockOf } from "./stock_keeper.mjs";

let shop;
let orders;
let owner;
let support;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  orders = ordersOf(shop);
  owner = await signsIn(shop, { name: "Olive" });
  support = await signsIn(shop, { id: "sam", role: "support", name: "Sam" });
});
after(() => shop.stop());

test("an empty shop shows the first steps, to whoever can take them", async () => {
  const text = textOf(await owner.opens("/admin"));
  for (const words of ["Hello, Olive", "Open your shop", "Add a product", "Nothing needs you just now", "Nothing was sold today so far"]) assert.ok(text.includes(words), words);
  assert.ok(!textOf(await support.opens("/admin")).includes("Open your shop"));
});

test("what needs somebody stands first, each with a number and a way there, and what was sold after it", async () => {
  const merchant = merchantOf(shop);
  await merchant.sells("mug", { variants: [variant("MUG")] });
  await settled(shop);
  await stockOf(shop, "MUG").counts(5);
  const sold = await orders.sells({ lines: [{ sku: "MUG", quantity: 2, unit: 1000 }] });
  const [line] = (await orders.sells({ lines: [{ sku: "MUG", quantity: 2, unit: 1500 }] })).lines;
  assert.ok(line);
  const html = await until(async () => {
    const read = await owner.opens("/admin");
    return read.includes("2 orders are to be sent") && read.includes("running low") && read;
  }, { what: "the needs" });
  assert.ok(html.includes('href="/admin/orders?tab=to-ship"'));
  assert.ok(html.includes(`/admin/orders/${sold.number}`));
  assert.ok(html.includes('href="/admin/stock?filter=low"') || html.includes("filter&#61;low"));
  const text = textOf(html);
  for (const words of ["Sales €50.00", "Orders 2", "Average order €25.00", "Refunds €0.00"]) assert.ok(text.includes(words), `${words}: ${text}`);
  const seen = textOf(await support.opens("/admin"));
  assert.match(seen, /2 orders are to be sent/);
  assert.doesNotMatch(seen, /SKU/, "stock is not for support");
});

test("health shows money that pays for nothing and has everything published anew", async () => {
  const placed = await orders.places();
  const { payments: [attempt] } = await orders.reads(placed.number);
  const number = orderNumber();
  const session = {
    id: attempt.session, order: number, attempt: 1, method: "card", amount: { amount_minor: placed.quote.total_minor, currency: "EUR" }, lines: [],
    email: placed.email, locale: "en-IE", return_url: "https://shop/", cancel_url: "https://shop/", expires_at: attempt.expires_at,
    status: "captured", captures: [{ id: "tc_stray_9", amount_minor: 4321 }],
  };
  const hook = signedHook({ type: "session.changed", live: false, session });
  assert.equal((await shop.fetch("/hooks/payments/test", { method: "POST", ...hook })).status, 200);
  const html = await owner.opens("/admin/health");
  const text = textOf(html);
  for (const words of ["Needs a look", "tc_stray_9", "€43.21", "No queue gave anything up", "Every mail was taken"]) assert.ok(text.includes(words), words);
  const publish = formsOf(html).find(({ action }) => action === "/admin/health/publications");
  const done = await owner.submits(publish.action);
  assert.deepEqual([done.status, done.headers.get("location")], [303, "/admin/health?done=published"]);
  const other = await owner.send(publish.action, { method: "POST", body: "", headers: { "sec-fetch-site": "cross-site" } });
  assert.equal(other.status, 403);
  assert.equal((await owner.submits("/admin/health/dead-letters/none/replay")).status, 404);
  assert.equal((await owner.submits("/admin/health/dead-letters/none/other")).status, 404);
  assert.match(textOf(await owner.opens("/admin")), /1 payment pays for nothing/);
});

test("a message that its queue gave up is sent again or put aside, once", async () => {
  const letters = [1, 2].map((at) => ({ id: `letter-${at}`, body: JSON.stringify({ at }) }));
  const insert = (id, body) => shop.env.DB.prepare("INSERT INTO dead_letters (id, queue, body, arrived_at_ms) VALUES (?1, 'publications', ?2, ?3)").bind(id, body, Date.now()).run();
  for (const { id, body } of letters) await insert(id, body);
  const forms = formsOf(await owner.opens("/admin/health")).filter(({ action }) => action.includes("dead-letters"));
  assert.equal(forms.length, 4);
  const of = (id, deed) => forms.find(({ action }) => action.includes(encodeURIComponent(id).replaceAll("-", "%2D")) && action.endsWith(deed)) ?? forms.find(({ action }) => action.includes(id) && action.endsWith(deed));
  assert.equal((await owner.submits(of("letter-1", "replay").action)).status, 303);
  assert.equal((await owner.submits(of("letter-2", "dismissal").action)).status, 303);
  assert.match(textOf(await owner.opens("/admin/health")), /No queue gave anything up/);
  const again = await owner.submits(of("letter-2", "replay").action);
  assert.equal(again.status, 409);
  assert.match(textOf(await again.text()), /put aside already/);
});
