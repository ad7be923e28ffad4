// One cart is one order, however often and from however many places it is checked out (rules 1 to 3).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startShop, until } from "./harness.mjs";
import { key, visitorOf } from "./cart_visitor.mjs";
import { setFault } from "./catalogue.mjs";
import { ADDRESS, PRICE_MINOR, SHIPPING_MINOR, buyersOf, capturedMinor, refundedMinor, refusal, sessionsOf, stocks } from "./checkout_visitor.mjs";
import { balanced, stockOf } from "./stock_keeper.mjs";

const SKUS = ["CLICK", "TABS", "REPLAY", "REUSED", "SLOW", "LOST", "CHANGED", "MOVED", "LEFT", "PAID", "RACE", "CROWD", "OTHER"];

let shop;
let buyers;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  buyers = buyersOf(shop);
  await stocks(shop, { ...Object.fromEntries(SKUS.map((sku) => [sku, 10])), MOVED: 3, GONE: 2 });
});
after(() => shop.stop());

/** Everything that a checkout could leave behind: holds, and pages at the gateway. */
async function traces(sku) {
  const { reserved, committed } = await stockOf(shop, sku).reads();
  return { reserved, committed, pages: (await sessionsOf(shop)).length };
}

/** Asserts that these answers name one order with one payment page, and that nothing else was made. */
async function areOne(sku, answers) {
  for (const { status, text } of answers) assert.equal(status, 201, text);
  const [{ body }, ...others] = answers;
  for (const other of others) assert.deepEqual(other.body, body);
  const sessions = await buyers.sessions(body.order.number);
  assert.deepEqual(sessions.map(({ url, status }) => [url, status]), [[body.redirect_url, "open"]]);
  const { reserved } = await balanced(stockOf(shop, sku));
  assert.equal(reserved, 1, "held once");
  return body;
}

test("rule 1: a double click is one order, one payment page and the same redirect", async () => {
  const cart = await buyers.fills(["CLICK"]);
  const headers = key();
  const answers = await Promise.all([0, 1, 2].map(() => buyers.checksOut(cart, {}, headers)));
  // Who comes while the first is on its way is told to wait, or waits with it.
  const busy = answers.filter(({ status }) => status !== 201);
  for (const answer of busy) assert.deepEqual([answer.status, refusal(answer), Number(answer.headers.get("retry-after")) > 0], [409, "in_progress", true], answer.text);
  const again = await buyers.checksOut(cart, {}, headers);
  await areOne("CLICK", [...answers.filter(({ status }) => status === 201), again]);
});

test("rule 1: two tabs with two keys are one order, at the same time and one after the other", async () => {
  const cart = await buyers.fills(["TABS"]);
  const tabs = await Promise.all([0, 1, 2, 3].map(() => buyers.checksOut(cart)));
  const busy = tabs.filter(({ status }) => status === 409);
  for (const answer of busy) assert.equal(refusal(answer), "in_progress", answer.text);
  const late = await buyers.checksOut(cart);
  const { order, redirect_url } = await areOne("TABS", [...tabs.filter((answer) => !busy.includes(answer)), late]);
  await buyers.pays({ number: order.number, redirect_url });
  assert.equal((await buyers.orders.reads(order.number)).totals.captured_minor, PRICE_MINOR + SHIPPING_MINOR);
});

test("rule 1: a key that comes again gets the very same answer, even when the order has moved on", async () => {
  const cart = await buyers.fills(["REPLAY"]);
  const headers = key();
  const first = await buyers.checksOut(cart, {}, headers);
  await areOne("REPLAY", [first, await buyers.checksOut(cart, {}, headers)]);
  await buyers.pays({ number: first.body.order.number, redirect_url: first.body.redirect_url });
  const later = await buyers.checksOut(cart, {}, headers);
  assert.deepEqual([later.status, later.body], [201, first.body]);
  assert.equal((await buyers.sessions(first.body.order.number)).length, 1);
});

test("rule 1: a key with another body is refused and changes nothing; for another cart it is another key", async () => {
  const cart = await buyers.fills(["REUSED"]);
  const headers = key();
  const first = await buyers.checksOut(cart, {}, headers);
  const before = await traces("REUSED");
  const document = await buyers.orders.document(first.body.order.number);
  for (const other of [{ email: "other@example.com" }, { payment_method: "paypal" }, { address: { ...ADDRESS, line1: "2 Main Street" } }]) {
    const refused = await buyers.checksOut(cart, other, headers);
    assert.deepEqual([refused.status, refusal(refused)], [409, "idempotency_key_reused"], refused.text);
  }
  assert.deepEqual(await traces("REUSED"), before);
  const { revision, attempts } = await buyers.orders.document(first.body.order.number);
  assert.deepEqual([revision, attempts], [document.revision, document.attempts]);
  const elsewhere = await buyers.checksOut(await buyers.fills(["OTHER"]), {}, headers);
  assert.equal(elsewhere.status, 201, elsewhere.text);
  assert.notEqual(elsewhere.body.order.number, first.body.order.number);
});

test("rule 1: a key that is still in progress is 409 with Retry-After, and finds the order afterwards", async () => {
  const cart = await buyers.fills(["SLOW"]);
  const headers = key();
  // Stock does not answer: the checkout is on its way for as long as it has patience.
  await setFault(shop, "stock", "hangs");
  const slow = buyers.checksOut(cart, {}, headers);
  await sleep(400);
  const early = await buyers.checksOut(cart, {}, headers);
  await setFault(shop, "stock", "none");
  assert.deepEqual([early.status, refusal(early)], [409, "in_progress"], early.text);
  const seconds = Number(early.headers.get("retry-after"));
  assert.ok(seconds >= 1 && seconds <= 60, `Retry-After: ${early.headers.get("retry-after")}`);
  const { status, text } = await slow;
  assert.equal(status, 503, `stock that does not answer: ${text}`);
  // A 5xx is not kept: the same key tries anew at once, and what the first left is given back.
  const answer = await buyers.checksOut(cart, {}, headers);
  assert.equal(answer.status, 201, answer.text);
  await until(async () => (await stockOf(shop, "SLOW").reads()).reserved <= 1, { what: "one hold", timeoutMs: 40_000 });
  await areOne("SLOW", [answer]);
});

test("rule 1: a refusal is the answer of its key too, and another key asks anew", async () => {
  const cart = await buyers.fills([{ sku: "GONE", quantity: 2 }]);
  const headers = key();
  await buyers.buys(["GONE"]);
  const refused = await buyers.checksOut(cart, {}, headers);
  assert.deepEqual([refused.status, refusal(refused)], [409, "out_of_stock"], refused.text);
  await stockOf(shop, "GONE").counts(5);
  const again = await buyers.checksOut(cart, {}, headers);
  assert.deepEqual([again.status, again.body], [409, refused.body]);
  assert.equal((await balanced(stockOf(shop, "GONE"))).reserved, 1);
  const { number } = await until(async () => {
    const { status, body } = await buyers.checksOut(cart);
    return status === 201 && body.order;
  }, { what: "an order" });
  assert.equal((await buyers.sessions(number)).length, 1);
});

test("rule 3: a cart that was changed is a new order, and the page of the old one is closed first", async () => {
  const cart = await buyers.fills(["CHANGED"]);
  const first = await buyers.places(cart);
  await buyers.carts.changes("POST", `/${cart}/lines`, { sku: "CHANGED", quantity: 2 });
  const second = await buyers.places(cart);
  assert.notEqual(second.number, first.number);
  const old = await buyers.becomes(first, "expired");
  assert.deepEqual((await buyers.orders.document(first.number)).end, { reason: "superseded", by: second.number });
  assert.equal(old.payment_status, "unpaid");
  assert.deepEqual((await buyers.sessions(first.number)).map(({ status }) => status), ["cancelled"]);
  assert.equal((await until(async () => {
    const counts = await balanced(stockOf(shop, "CHANGED"));
    return counts.reserved === 3 && counts;
  }, { what: "three units held" })).available, 7);
  await buyers.pays(second);
  const { committed, reserved } = await balanced(stockOf(shop, "CHANGED"));
  assert.deepEqual({ committed, reserved }, { committed: 3, reserved: 0 });
});

test("rule 3: the last units move over to the new order, which nobody else can get between", async () => {
  const cart = await buyers.fills([{ sku: "MOVED", quantity: 3 }]);
  const first = await buyers.places(cart, { email: "one@example.com" });
  const rivals = await Promise.all([0, 1, 2].map(() => buyers.fills(["OTHER"])));
  await Promise.all(rivals.map((rival) => buyers.carts.call("POST", `/${rival}/lines`, { sku: "MOVED" })));
  const [second, ...others] = await Promise.all([buyers.checksOut(cart, { email: "two@example.com" }), ...rivals.map((rival) => buyers.checksOut(rival))]);
  assert.equal(second.status, 201, second.text);
  for (const other of others.filter(({ status }) => status === 201)) {
    const { placement } = await buyers.orders.document(other.body.order.number);
    assert.ok(placement.lines.every(({ sku }) => sku !== "MOVED"), "a rival got what was held");
  }
  const { skus } = (await buyers.orders.document(second.body.order.number)).goods;
  assert.deepEqual(skus.map(({ sku, quantity, state }) => [sku, quantity, state]), [["MOVED", 3, "reserved"]]);
  await buyers.becomes(first, "expired");
  assert.equal((await balanced(stockOf(shop, "MOVED"))).reserved, 3);
});

test("rule 3: checking out again after the cancel link is the same order with a new page; the old one takes no money", async () => {
  const cart = await buyers.fills(["LEFT"]);
  const first = await buyers.places(cart);
  await buyers.does(first, "cancel");
  const back = await visitorOf(shop).send(`/orders/${first.token}/cancelled`, { headers: { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" } });
  assert.equal(back.status, 303);
  const second = await buyers.places(cart);
  assert.equal(second.number, first.number);
  assert.notEqual(second.redirect_url, first.redirect_url);
  const sessions = await buyers.sessions(first.number);
  assert.deepEqual(sessions.map(({ status, url }) => [status, url]), [["cancelled", first.redirect_url], ["open", second.redirect_url]]);
  assert.equal((await balanced(stockOf(shop, "LEFT"))).reserved, 1);
  await buyers.pays(second);
  const [old, paid] = await buyers.sessions(first.number);
  assert.deepEqual([capturedMinor(old), capturedMinor(paid)], [0, PRICE_MINOR + SHIPPING_MINOR]);
});

test("rule 7: another method closes the first page before the second one opens", async () => {
  const cart = await buyers.fills(["OTHER"]);
  const card = await buyers.places(cart, { payment_method: "card" });
  const paypal = await buyers.places(cart, { payment_method: "paypal" });
  assert.equal(paypal.number, card.number);
  const sessions = await buyers.sessions(card.number);
  assert.deepEqual(sessions.map(({ method, status }) => [method, status]), [["card", "cancelled"], ["paypal", "open"]]);
  await buyers.pays(paypal);
});

test("rule 1: a bought cart is emptied once, and what is put into it then is another order", async () => {
  const cart = await buyers.fills(["PAID"]);
  const first = await buyers.places(cart);
  await buyers.pays(first);
  await until(async () => (await buyers.carts.reads(cart)).lines.length === 0, { what: "an empty cart" });
  const empty = await buyers.checksOut(cart);
  assert.deepEqual([empty.status, empty.body.problems?.map(({ code }) => code)], [409, ["empty"]], empty.text);
  await buyers.carts.changes("POST", `/${cart}/lines`, { sku: "PAID" });
  const second = await buyers.places(cart);
  assert.notEqual(second.number, first.number);
  assert.equal((await buyers.orders.reads(first.number)).state, "confirmed", "what is bought is not superseded");
});

/** Checks one cart out with all these addresses at once, and then until there is an order with the last. */
async function rushes(cart, emails, last) {
  const answers = await Promise.all(emails.map((email) => buyers.checksOut(cart, { email })));
  for (const answer of answers.filter(({ status }) => status !== 201)) assert.equal(answer.status, 409, answer.text);
  const final = await until(async () => {
    const answer = await buyers.checksOut(cart, { email: last });
    return answer.status === 201 && answer.body;
  }, { what: "an order", timeoutMs: 30_000 });
  const placed = answers.filter(({ status }) => status === 201).map(({ body }) => body.order.number);
  return { final, numbers: [...new Set([...placed, final.order.number])] };
}

for (const count of [2, 6]) {
  test(`rule 3: of ${count} different checkouts of one cart at once one page can be paid in the end`, async () => {
    for (let round = 0; round < (count === 2 ? 3 : 1); round += 1) {
      const sku = count === 2 ? "RACE" : "CROWD";
      const cart = await buyers.fills([sku]);
      const { final, numbers } = await rushes(cart, Array.from({ length: count }, (_, at) => `${at}@example.com`), "last@example.com");
      for (const number of numbers.filter((number) => number !== final.order.number)) await buyers.becomes({ number }, "expired");
      const payable = (await Promise.all(numbers.map((number) => buyers.sessions(number)))).flat().filter(({ status }) => status === "open");
      assert.deepEqual(payable.map(({ url }) => url), [final.redirect_url]);
      await until(async () => (await stockOf(shop, sku).reads()).reserved === 1, { what: "one hold" });
      await buyers.does(final, "expire");
      await buyers.becomes(final.order, "expired");
      await until(async () => (await balanced(stockOf(shop, sku))).reserved === 0, { what: "nothing held" });
    }
  });
}

test("money for a page that was closed comes back: paid once, refunded once", async () => {
  const cart = await buyers.fills(["LOST"]);
  const first = await buyers.places(cart, { email: "one@example.com" });
  const second = await buyers.places(cart, { email: "two@example.com" });
  await buyers.pays(second);
  await buyers.does(first, "pay_regardless");
  await until(async () => {
    const [session] = await buyers.sessions(first.number);
    return capturedMinor(session) > 0 && capturedMinor(session) === refundedMinor(session);
  }, { what: "the refund" });
  assert.equal((await buyers.orders.reads(first.number)).state, "expired");
});
