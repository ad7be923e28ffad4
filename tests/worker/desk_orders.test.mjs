// The desk's pages of orders, used as a browser without scripts does: pages are read, their forms are sent.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { key } from "./cart_visitor.mjs";
import { formsOf, readsForm, textOf } from "./desk_reading.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { startShop, until } from "./harness.mjs";
import { orderNumber, ordersOf, signedHook } from "./orders.mjs";

let shop;
let orders;
let owner;
let support;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  orders = ordersOf(shop);
  owner = await signsIn(shop, { name: "Olive Owner" });
  support = await signsIn(shop, { id: "sam", role: "support", name: "Sam Support" });
});
after(() => shop.stop());

const three = { lines: [{ sku: "MUG", quantity: 3, unit: 333 }, { sku: "POT", quantity: 1, unit: 5000 }], shipping: 499 };
const pageOf = (number, rest = "") => `/admin/orders/${number}${rest}`;
/** Sends a form of a page and answers with where it leads, which must be a page. */
async function leads(visitor, path, fields) {
  const answer = await visitor.submits(path, fields);
  assert.equal(answer.status, 303, `${path}: ${textOf(await answer.text()).slice(0, 600)}`);
  return answer.headers.get("location");
}
/** The page that refuses a form, and that the order is as before. */
async function refuses(visitor, number, path, fields, status) {
  const earlier = await orders.reads(number);
  const answer = await visitor.submits(path, fields);
  const html = await answer.text();
  assert.equal(answer.status, status, textOf(html).slice(0, 600));
  const later = await orders.reads(number);
  for (const field of ["state", "refunds", "shipments", "ledger"]) assert.deepEqual(later[field], earlier[field], field);
  return textOf(html);
}

test("orders are listed by what is to be done with them, and found by number, address and payment", async () => {
  const paid = await orders.sells({ ...three, email: "desk-list@example.org" });
  const open = await orders.places({ email: "desk-open@example.org" });
  await orders.listed(paid.number, ({ state }) => state === "confirmed");
  await orders.listed(open.number);
  const all = textOf(await owner.opens("/admin/orders"));
  for (const words of [paid.number, open.number, "€64.98", "Ána Murphy", "Paid", "To ship", "Unpaid"]) assert.ok(all.includes(words), words);
  const toShip = textOf(await owner.opens("/admin/orders?tab=to-ship"));
  assert.ok(toShip.includes(paid.number) && !toShip.includes(open.number));
  const unpaid = textOf(await owner.opens("/admin/orders?tab=unpaid"));
  assert.ok(unpaid.includes(open.number) && !unpaid.includes(paid.number));
  assert.match(textOf(await owner.opens("/admin/orders?tab=disputed")), /No bank asks money back/);
  const found = textOf(await owner.opens("/admin/orders?q=desk-list%40example.org"));
  assert.ok(found.includes(paid.number) && !found.includes(open.number));
  const { ledger } = await orders.reads(paid.number);
  assert.ok((await owner.opens(`/admin/orders?q=${ledger[0].id}`)).includes(paid.number), "by the provider's id");
  const direct = await owner.send(`/admin/orders?q=${paid.number.toLowerCase()}`);
  assert.deepEqual([direct.status, direct.headers.get("location")], [303, pageOf(paid.number)], "a whole number leads to its order");
  assert.match(textOf(await owner.opens("/admin/orders?q=nobody%40nowhere")), /No order here goes with/);
});

test("the list is narrowed by everything the API knows, and its filters are taken away one by one", async () => {
  const paid = await orders.sells({ lines: [{ sku: "FILTERED", quantity: 1, unit: 500 }] });
  const open = await orders.places({ lines: [{ sku: "FILTERED", quantity: 1, unit: 500 }] });
  await orders.listed(paid.number, ({ state }) => state === "confirmed");
  await orders.listed(open.number);
  const lists = async (query) => {
    const html = await owner.opens(`/admin/orders?sku=FILTERED&${query}`);
    const numbers = [...html.matchAll(/<td class="at-number"><a[^>]*>([^<]*)</g)].map(([, number]) => number);
    return { html, numbers: new Set(numbers) };
  };
  const both = new Set([paid.number, open.number]);
  const today = new Date().toISOString().slice(0, 10);
  for (const [query, expected] of [
    ["", both],
    ["state=confirmed", new Set([paid.number])],
    ["payment_status=unpaid", new Set([open.number])],
    ["fulfilment_status=unfulfilled&on_hold=false&payment_status=paid", new Set([paid.number])],
    [`from=${today}&to=${today}&market=default`, both],
    ["to=2020-01-01", new Set()],
    ["tab=unpaid&state=confirmed", new Set([open.number])],
    ["tab=to-ship&q=ana%40", new Set([paid.number])],
  ]) {
    assert.deepEqual((await lists(query)).numbers, expected, query);
  }
  const { html } = await lists("payment_status=paid&from=2026-01-05");
  const chips = [...html.matchAll(/<a class="filter-chip" href="([^"]*)">([^]*?)<\/a>/g)].map(([, href, words]) => [textOf(words).trim(), href.replaceAll("&#38;", "&").replaceAll("&amp;", "&")]);
  assert.deepEqual(chips, [
    ["Without From 5 January 2026 ×", "/admin/orders?sku=FILTERED&payment_status=paid"],
    ["Without Payment: Paid ×", "/admin/orders?sku=FILTERED&from=2026-01-05"],
    ["Without SKU FILTERED ×", "/admin/orders?payment_status=paid&from=2026-01-05"],
  ]);
  assert.match(html, /id="payment_status"[^>]*>.*<option value="paid" selected>/, "the form says what is set");
  for (const query of ["from=yesterday", "state=lost", "market=no+market"]) {
    const refused = await owner.send(`/admin/orders?${query}`);
    assert.equal(refused.status, 400, query);
    const name = query.split("=")[0];
    assert.match(await refused.text(), new RegExp(`id="${name}"[^>]*aria-invalid="true"`), query);
  }
});

test("paging keeps the filters", async () => {
  const row = (at) => shop.db.prepare("INSERT INTO orders SELECT ?1, revision, state, payment_status, fulfilment_status, on_hold, placed_at_ms, updated_at_ms, 'paged@example.org', name, folded_name, country, market, units, currency, total_minor, captured_minor, refunded_minor, disputed_minor, unmatched_minor, settled, outbox_depth, heartbeat_at_ms, woken_at_ms FROM orders WHERE state = 'confirmed' LIMIT 1").bind(`PAGED${String(at).padStart(5, "0")}`);
  await shop.db.batch(Array.from({ length: 60 }, (_, at) => row(at)));
  const first = await owner.opens("/admin/orders?q=paged%40example.org&payment_status=paid");
  const next = /rel="next" href="([^"]*)"/.exec(first)[1].replaceAll("&#38;", "&").replaceAll("&amp;", "&");
  assert.match(next, /^\/admin\/orders\?q=paged%40example\.org&payment_status=paid&cursor=/);
  const second = await owner.opens(next);
  assert.equal(second.match(/<td class="at-number">/g).length, 10);
  assert.match(second, /href="\/admin\/orders\?q=paged%40example\.org(&#38;|&amp;)payment_status=paid">Newest/);
  assert.match(second, /Payment: Paid/);
});

test("an order shows what was agreed, the money, the addresses and what happened", async () => {
  const { number, secret } = await orders.sells(three);
  const html = await owner.opens(pageOf(number));
  const text = textOf(html);
  for (const words of ["MUG", "3 × €3.33", "€64.98", "Delivery to Ireland", "1 Main Street", "ana@example.com", "Received", "Can be refunded", "Card with test", "The order was confirmed"]) {
    assert.ok(text.includes(words), words);
  }
  assert.ok(!html.includes(secret), "the secret of the shopper's link");
  assert.equal((await owner.send(pageOf(orderNumber()))).status, 404);
});

test("a parcel takes a part of the units; the same form sent twice is one parcel", async () => {
  const { number } = await orders.sells(three);
  const form = await readsForm(owner, pageOf(number, "/ship"), "/shipments");
  assert.deepEqual([form.fields["lines[0].quantity"], form.fields["lines[1].quantity"]], ["3", "1"], "what is not sent is filled in");
  const fields = { ...form.fields, "lines[0].quantity": "2", "lines[1].quantity": "", carrier: "An Post", tracking_number: "AB1", tracking_url: "https://track.example/AB1" };
  const shown = await refuses(owner, number, form.action, { ...fields, tracking_url: "http://track.example" }, 422);
  assert.match(shown, /begins with https/);
  assert.match(await refuses(owner, number, form.action, { ...fields, "lines[0].quantity": "9" }, 409), /Of “MUG” only 3 can be taken/);
  assert.match(await refuses(owner, number, form.action, { ...fields, "lines[0].quantity": "x" }, 422), /no whole number/);
  assert.match(await refuses(owner, number, form.action, { ...fields, "lines[0].quantity": "0" }, 422), /at least one unit/);
  const [first, second] = await Promise.all([leads(owner, form.action, fields), leads(owner, form.action, fields)]);
  assert.deepEqual([first, second], [pageOf(number, "?done=shipped"), pageOf(number, "?done=shipped")]);
  const order = await orders.reads(number);
  assert.equal(order.shipments.length, 1);
  assert.deepEqual(order.lines.map(({ unsent }) => unsent), [1, 1]);
  const text = textOf(await owner.opens(first));
  for (const words of ["on its way, and the shopper is told", "Part shipped", "2 sent · 1 to send", "AB1", "you"]) assert.ok(text.includes(words), words);
  assert.ok(textOf(await support.opens(pageOf(number))).includes("Olive Owner"), "others read who it was");
  const rest = await readsForm(support, pageOf(number, "/ship"), "/shipments");
  await leads(support, rest.action, rest.fields);
  assert.equal((await orders.reads(number)).fulfilment_status, "shipped");
  assert.match(textOf(await owner.opens(pageOf(number, "/ship"))), /Everything of this order is sent/);
});

test("a refund is previewed to the cent, goes once, and only as it was shown", async () => {
  const { number } = await orders.sells(three);
  const form = await readsForm(owner, pageOf(number, "/refund"), "/refunds");
  const wish = { ...form.fields, "lines[0].quantity": "1", shipping: "1.50", reason: "Handle broken", _intent: "preview" };
  assert.match(await refuses(owner, number, form.action, { ...wish, shipping: "a lot" }, 422), /Write an amount in EUR/);
  assert.match(await refuses(owner, number, form.action, { ...wish, "lines[0].quantity": "4" }, 409), /Of “MUG” only 3/);
  assert.match(await refuses(owner, number, form.action, { ...wish, "lines[0].quantity": "", shipping: "" }, 422), /comes to nothing/);
  assert.match(await refuses(owner, number, form.action, { ...wish, _intent: "refund" }, 422), /Look at the preview/);
  const preview = await owner.submits(form.action, wish);
  const html = await preview.text();
  assert.equal(preview.status, 200);
  for (const words of ["Refund €4.83?", "1 × MUG", "€3.33", "€1.50", "Nothing has happened yet", "€60.15"]) assert.ok(textOf(html).includes(words), words);
  assert.equal((await orders.reads(number)).refunds.length, 0, "a preview refunds nothing");
  const agreed = formsOf(html).find(({ action }) => action.endsWith("/refunds"));
  // Something else than what was shown is not done.
  assert.match(await refuses(owner, number, agreed.action, { ...agreed.fields, "lines[0].quantity": "2", _intent: "refund" }, 422), /come to 8.16 EUR/);
  const back = await owner.submits(agreed.action, { ...agreed.fields, _intent: "change" });
  assert.match(await back.text(), /value="1.50"/, "what was typed stays");
  const twice = await Promise.all([1, 2].map(() => leads(owner, agreed.action, { ...agreed.fields, _intent: "refund" })));
  assert.deepEqual(twice, Array(2).fill(pageOf(number, "?done=refunded")));
  const order = await until(async () => {
    const read = await orders.reads(number);
    return read.totals.refunded_minor > 0 && read;
  });
  assert.deepEqual([order.refunds.length, order.totals.refunded_minor, order.refunds[0].reason], [1, 483, "Handle broken"]);
  const everything = await readsForm(owner, pageOf(number, "/refund?all=1"), "/refunds");
  assert.deepEqual([everything.fields["lines[0].quantity"], everything.fields["lines[1].quantity"], everything.fields.shipping], ["2", "1", "3.49"]);
});

test("cancelling says first what it does, and gives everything back", async () => {
  const { number } = await orders.sells(three);
  const page = textOf(await owner.opens(pageOf(number, "/cancel")));
  assert.match(page, /€64.98 goes back to the shopper/);
  const form = await readsForm(owner, pageOf(number, "/cancel"), "/cancellation");
  const fields = { ...form.fields, reason: "Asked by telephone" };
  await Promise.all([leads(owner, form.action, fields), leads(owner, form.action, fields)]);
  const order = await until(async () => {
    const read = await orders.reads(number);
    return read.totals.refunded_minor === 6498 && read;
  });
  assert.deepEqual([order.state, order.refunds.length], ["cancelled", 1]);
  assert.match(textOf(await owner.opens(pageOf(number))), /Cancelled: Asked by telephone/);
  assert.match(await refuses(owner, number, form.action, { ...form.fields, _key: "another" }, 409), /has ended/);
  const open = await orders.places();
  assert.match(textOf(await owner.opens(pageOf(open.number, "/cancel"))), /payment page is closed/);
});

test("what was sent is refunded and not cancelled", async () => {
  const { number } = await orders.sells(three);
  await orders.ships(number, { lines: [{ line_id: "1", quantity: 1 }] });
  assert.match(textOf(await owner.opens(pageOf(number, "/cancel"))), /Refund what comes back instead/);
  assert.match(await refuses(owner, number, pageOf(number, "/cancellation"), { _key: "k" }, 409), /sent already/);
});

test("notes are kept once, with who wrote them, and shoppers never see them", async () => {
  const placed = await orders.sells();
  const { number } = placed;
  const form = await readsForm(support, pageOf(number), "/notes");
  const fields = { ...form.fields, text: "Wants a <b>gift</b> card" };
  await Promise.all([leads(support, form.action, fields), leads(support, form.action, fields)]);
  const html = await owner.opens(pageOf(number));
  assert.equal(html.split("Wants a &#60;b&#62;gift&#60;/b&#62; card").length, 2, "once, as it was typed");
  assert.ok(textOf(html).includes("Sam Support"));
  const { token } = { token: `${number}${placed.secret}` };
  assert.ok(!(await (await shop.fetch(`/orders/${token}`)).text()).includes("gift"));
  assert.match(await refuses(owner, number, form.action, { _key: "other", text: "  " }, 422), /Write what is to be noted/);
});

test("a mail goes again by the event that it tells of", async () => {
  const { number } = await orders.sells();
  const forms = formsOf(await owner.opens(pageOf(number))).filter(({ action }) => action.includes("/mails/"));
  assert.equal(forms.length, 1, "only the confirmation told the shopper something");
  const [form] = forms;
  await Promise.all([leads(owner, form.action, form.fields), leads(owner, form.action, form.fields)]);
  const resent = (await orders.reads(number)).events.filter(({ what }) => what.what === "resent");
  assert.equal(resent.length, 1);
  assert.equal((await owner.submits(pageOf(number, "/mails/1"), { _key: "x" })).status, 404, "the shopper is not told of that");
});

test("rule 15: money that pays for nothing is refunded to exactly its sum", async () => {
  const placed = await orders.places();
  const { number } = placed;
  const { payments: [attempt] } = await orders.reads(number);
  const session = {
    id: attempt.session, order: number, attempt: 1, method: "card", amount: attempt.amount, lines: [], email: placed.email, locale: "en-IE",
    return_url: "https://shop/", cancel_url: "https://shop/", expires_at: attempt.expires_at, status: "captured",
    captures: [{ id: `tc_${attempt.session.slice(3)}_1`, amount_minor: 999 }],
  };
  const hook = signedHook({ type: "session.changed", live: false, session });
  assert.equal((await shop.fetch("/hooks/payments/test", { method: "POST", ...hook })).status, 200);
  const text = textOf(await owner.opens(pageOf(number)));
  assert.match(text, /€9.99 pays for nothing/);
  assert.match(text, /On hold/);
  const preview = await owner.opens(pageOf(number, "/refund?unmatched=1"));
  assert.match(textOf(preview), /Refund €9.99\?/);
  const form = formsOf(preview).find(({ action }) => action.endsWith("/refunds"));
  await leads(owner, form.action, { ...form.fields, _intent: "refund" });
  const [refund] = (await orders.reads(number)).refunds;
  assert.equal(refund.amount.amount_minor, 999);
});

test("forms of other sites are refused, strangers are asked to sign in, and the order stays", async () => {
  const { number } = await orders.sells();
  const form = await readsForm(owner, pageOf(number), "/notes");
  const body = new URLSearchParams({ ...form.fields, text: "from elsewhere" });
  for (const path of ["/notes", "/shipments", "/refunds", "/cancellation"]) {
    const answer = await owner.send(pageOf(number, path), { method: "POST", body, headers: { "sec-fetch-site": "cross-site" } });
    assert.equal(answer.status, 403, path);
    assert.match(textOf(await answer.text()), /sent from another site/);
  }
  const order = await orders.reads(number);
  assert.deepEqual([order.state, order.shipments.length, order.refunds.length], ["confirmed", 0, 0]);
  assert.ok(!order.events.some(({ what }) => what.what === "noted"));
  const stranger = await shop.fetch(pageOf(number));
  assert.equal(stranger.status, 303);
  assert.match(stranger.headers.get("location"), /^\/admin\/sign-in\?return_to=/);
});

test("what a role may not see is a friendly page of the desk, and nothing leads there", async () => {
  const home = await support.opens("/admin/orders");
  const nav = home.slice(home.indexOf("<nav"), home.indexOf("</nav>"));
  assert.ok(nav.includes("/admin/orders") && !nav.includes("/admin/stock") && !nav.includes("/admin/health"));
  for (const path of ["/admin/stock", "/admin/stock/MUG", "/admin/stock-counts", "/admin/health", "/admin/settings"]) {
    const answer = await support.send(path);
    const html = await answer.text();
    assert.equal(answer.status, 403, path);
    assert.match(textOf(html), /Your role here is support/, path);
    assert.match(html, /class="desk-nav"/, "within the desk");
    assert.equal(answer.headers.get("cache-control"), "private, no-store");
  }
  const missing = await support.send("/admin/nothing/of/this");
  assert.deepEqual([missing.status, /Nothing is here/.test(await missing.text())], [404, true]);
  const used = await shop.fetch("/admin/sign-in/none", { method: "POST", headers: { "sec-fetch-site": "same-origin", ...key() }, body: new URLSearchParams() });
  assert.deepEqual([used.status, /class="gate"/.test(await used.text())], [410, true]);
});
