// The merchant's view of orders and what can be done with them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { key } from "./cart_visitor.mjs";
import { orderNumber, ordersOf } from "./orders.mjs";

let shop;
let orders;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  orders = ordersOf(shop);
});
after(() => shop.stop());

const three = { lines: [{ sku: "MUG", quantity: 3, unit: 333 }, { sku: "POT", quantity: 1, unit: 5000 }], shipping: 499 };
const kind = ({ body }) => body.type?.replace("/problems/", "");
/** The refusal, and that it changed nothing. */
async function refuses(number, act, status, name) {
  const before = await orders.reads(number);
  const refused = await act();
  assert.deepEqual([refused.status, kind(refused)], [status, name], JSON.stringify(refused.body));
  assert.ok(refused.body.detail.length > 20, "a sentence for people");
  const after = await orders.reads(number);
  for (const field of ["state", "refunds", "shipments", "ledger", "goods"]) assert.deepEqual(after[field], before[field], field);
  return refused.body;
}
/** A refund that has arrived. */
const arrived = (number, count = 1) =>
  until(async () => {
    const order = await orders.reads(number);
    return order.refunds.filter(({ state }) => state === "succeeded").length >= count && order;
  }, { what: "the refund" });

test("an order is shown whole, but for the secret of its link and what was written to gateways", async () => {
  const placed = await orders.sells(three);
  const { status, body, headers } = await orders.admin("GET", `/${placed.number.toLowerCase()}`);
  assert.equal(status, 200);
  assert.deepEqual([body.id, body.number, body.state, body.payment_status, body.fulfilment_status], [placed.number, placed.number, "confirmed", "paid", "unfulfilled"]);
  assert.deepEqual(body.total, { amount_minor: 6498, currency: "EUR" });
  assert.deepEqual(body.lines.map(({ sku, quantity, unsent, refunded }) => [sku, quantity, unsent, refunded]), [["MUG", 3, 3, 0], ["POT", 1, 1, 0]]);
  assert.equal(body.address.city, "Dublin");
  assert.equal(body.totals.refundable_minor, 6498);
  assert.ok(body.events.some(({ what }) => what.what === "confirmed" || what === "confirmed"), JSON.stringify(body.events));
  assert.match(headers.get("etag"), /^"\d+"$/);
  const text = JSON.stringify(body);
  assert.ok(!text.includes(placed.secret), "the secret of the link");
  assert.ok(!text.includes("gateway.test"), "calls to the gateway");
  assert.equal((await orders.admin("GET", `/${orderNumber()}`)).status, 404);
  assert.equal((await orders.admin("GET", "/none")).status, 404);
  assert.equal((await shop.fetch(`/api/admin/v1/orders/${placed.number}`)).status, 401);
});

test("orders are listed by what the merchant asks for, in parts, the newest first", async () => {
  const placed = [];
  for (let at = 0; at < 5; at += 1) placed.push(await orders.sells({ email: `list${at}@example.org` }));
  const open = await orders.places({ email: "LIST-open@example.org" });
  await orders.listed(open.number);
  const numbers = async (query) => (await orders.lists(query)).map(({ number }) => number);
  await until(async () => (await numbers("?email=list&state=confirmed")).length === 5);
  const newest = placed.map(({ number }) => number).reverse();
  assert.deepEqual(await numbers("?email=list&state=confirmed"), newest);
  assert.deepEqual(await numbers("?email=list3@EXAMPLE.org"), [placed[3].number]);
  assert.deepEqual(await numbers("?email=list-o"), [open.number]);
  assert.deepEqual(await numbers("?q=list-open%40"), [open.number]);
  assert.deepEqual(await numbers(`?q=${open.number.toLowerCase()}`), [open.number]);
  assert.ok((await numbers("?q=ana%20mur")).includes(open.number), "by name, without its accent");
  assert.ok(!(await numbers("?payment_status=paid&limit=100")).includes(open.number));
  const { session } = (await orders.reads(placed[0].number)).payments[0];
  const [capture] = (await orders.reads(placed[0].number)).ledger;
  assert.ok(session && capture.id);
  assert.deepEqual(await numbers(`?q=${capture.id}`), [placed[0].number], "by the gateway's id");

  const parts = [];
  for (let cursor = ""; cursor !== null; ) {
    const { body } = await orders.admin("GET", `?email=list&state=confirmed&limit=2${cursor && `&cursor=${cursor}`}`);
    parts.push(body.orders.map(({ number }) => number));
    cursor = body.next_cursor;
  }
  assert.deepEqual(parts.flat(), newest);
  const { placed_at } = await orders.reads(placed[2].number);
  assert.deepEqual(await numbers(`?email=list&state=confirmed&from=${placed_at}`), newest.slice(0, 3));
  assert.deepEqual(await numbers(`?email=list&state=confirmed&to=${placed_at}`), newest.slice(3));
  for (const bad of ["?state=gone", "?payment_status=x", "?fulfilment_status=x", "?limit=0", "?cursor=x", "?from=yesterday", "?colour=red", "?number=1"]) {
    assert.equal((await orders.admin("GET", bad)).status, 400, bad);
  }
});

test("rule 4: what nobody paid is listed only to who asks for it", async () => {
  const { number } = await orders.places({ email: "nobody@example.org" });
  await orders.passes(number, 24 * 3600);
  assert.equal((await orders.reads(number)).state, "expired");
  await until(async () => (await orders.lists("?email=nobody&state=expired")).length === 1);
  assert.deepEqual(await orders.lists("?email=nobody"), []);
  assert.equal((await orders.lists(`?number=${number}`)).length, 1, "by its number");
});

test("rule 17: a refund of k of n units is their rounded share, and the same key is the same refund", async () => {
  const { number } = await orders.sells({ lines: [{ sku: "MUG", quantity: 3, unit: 333 }], shipping: 499 });
  const line = (quantity) => ({ lines: [{ line_id: "1", quantity }] });
  const preview = await orders.admin("POST", `/${number}/refunds/preview`, line(1));
  assert.deepEqual([preview.status, preview.body.amount_minor, preview.body.refundable_minor], [200, 333, 1498]);
  assert.equal((await orders.reads(number)).refunds.length, 0, "a preview refunds nothing");
  const headers = key();
  const first = await orders.refunds(number, line(1), headers);
  assert.deepEqual([first.status, first.body.amount], [201, { amount_minor: 333, currency: "EUR" }]);
  const again = await orders.refunds(number, line(1), headers);
  assert.deepEqual([again.status, again.body.id], [201, first.body.id]);
  await refuses(number, () => orders.refunds(number, line(2), headers), 409, "idempotency_key_reused");
  await refuses(number, () => orders.refunds(number, line(3)), 409, "too_many_units");
  await refuses(number, () => orders.refunds(number, { amount_minor: 1166 }), 409, "more_than_refundable");
  await refuses(number, () => orders.refunds(number, { ...line(1), amount_minor: 1 }), 422, "other_sum");
  await refuses(number, () => orders.refunds(number, {}), 422, "nothing_asked");
  await refuses(number, () => orders.refunds(number, { amount_minor: -5 }), 422, "negative_amount");
  await refuses(number, () => orders.refunds(number, { lines: [{ line_id: "9", quantity: 1 }] }), 422, "invalid");
  await refuses(number, () => orders.refunds(number, { lines: [{ line_id: "1", quantity: 1, location: "a b" }] }), 422, "invalid");
  await refuses(number, () => orders.refunds(number, { line: [] }), 422, "invalid");
  const rest = await orders.refunds(number, { ...line(2), shipping_minor: 499, reason: "Broken" });
  assert.equal(rest.body.amount.amount_minor, 1165);
  const order = await arrived(number, 2);
  assert.deepEqual([order.payment_status, order.totals.refunded_minor, order.totals.refundable_minor], ["refunded", 1498, 0]);
  await orders.listed(number, ({ payment_status }) => payment_status === "refunded");
});

test("rule 17: ten refunds at once give back no more than was paid", async () => {
  const { number } = await orders.sells();
  const answers = await Promise.all([...Array(10)].map(() => orders.refunds(number, { amount_minor: 300 })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 201, 409, 409, 409, 409, 409, 409, 409]);
  const order = await arrived(number, 3);
  assert.deepEqual([order.refunds.length, order.totals.refunded_minor, order.totals.refundable_minor], [3, 900, 100]);
});

test("a shipment takes units from what is still to be sent, once for each key", async () => {
  const { number } = await orders.sells(three);
  const wish = { lines: [{ line_id: "1", quantity: 2 }], carrier: "An Post", tracking_number: "AB1", tracking_url: "https://track.example/AB1" };
  const headers = key();
  const sent = await orders.ships(number, wish, headers);
  assert.deepEqual([sent.status, sent.body.tracking_number, sent.body.order.fulfilment_status], [201, "AB1", "part_shipped"]);
  const again = await orders.ships(number, wish, headers);
  assert.deepEqual([again.status, again.body.id], [201, sent.body.id]);
  await refuses(number, () => orders.ships(number, { lines: [{ line_id: "2", quantity: 1 }] }, headers), 409, "idempotency_key_reused");
  await refuses(number, () => orders.ships(number, { lines: [{ line_id: "1", quantity: 2 }] }), 409, "too_many_units");
  await refuses(number, () => orders.ships(number, { lines: [] }), 422, "nothing_asked");
  await refuses(number, () => orders.ships(number, { ...wish, tracking_url: "javascript:alert(1)" }), 422, "invalid");
  await refuses(number, () => orders.cancels(number, { reason: "" }), 409, "already_shipped");
  const rest = { lines: [{ line_id: "1", quantity: 1 }, { line_id: "2", quantity: 1 }] };
  assert.equal((await orders.ships(number, rest)).status, 201);
  const order = await orders.reads(number);
  assert.deepEqual([order.state, order.fulfilment_status, order.shipments.length], ["closed", "shipped", 2]);
});

test("what is not paid is not sent", async () => {
  const { number } = await orders.places();
  await refuses(number, () => orders.ships(number, { lines: [{ line_id: "1", quantity: 1 }] }), 409, "not_confirmed");
});

test("rule 10: a cancellation before capture closes the page, one after it gives everything back", async () => {
  const open = await orders.places();
  const voided = await orders.cancels(open.number, { reason: "By telephone" });
  assert.deepEqual([voided.status, voided.body.state], [200, "cancelled"]);
  await until(async () => (await orders.reads(open.number)).payments.every(({ state }) => ["cancelled", "expired"].includes(state)), { what: "a closed page" });
  assert.deepEqual((await orders.reads(open.number)).refunds, []);

  const paid = await orders.sells(three);
  const headers = key();
  assert.equal((await orders.cancels(paid.number, undefined, headers)).status, 200);
  assert.equal((await orders.cancels(paid.number, undefined, headers)).status, 200);
  const order = await arrived(paid.number);
  assert.deepEqual([order.state, order.totals.refunded_minor, order.refunds.length], ["cancelled", 6498, 1]);
  await refuses(paid.number, () => orders.cancels(paid.number, undefined), 409, "order_ended");
});

test("the shopper is told of an event again where there is one to tell of", async () => {
  const { number } = await orders.sells();
  const { events } = await orders.reads(number);
  const name = ({ what }) => what.what ?? what;
  const confirmed = events.find((event) => name(event) === "confirmed").sequence;
  assert.equal((await orders.admin("POST", `/${number}/mails/${confirmed}`)).status, 202);
  assert.ok((await orders.reads(number)).events.some((event) => name(event) === "resent"));
  assert.equal((await orders.admin("POST", `/${number}/mails/99`)).status, 404);
  assert.equal((await orders.admin("POST", `/${number}/mails/x`)).status, 404);
});

test("rule 6: reconciliation shows what unpaid orders hold, and what is not settled", async () => {
  const { number } = await orders.places({ lines: [{ sku: "HELD", quantity: 7, unit: 100 }] });
  await orders.listed(number);
  const before = await orders.reconciliation();
  assert.deepEqual(before.held.find(({ sku }) => sku === "HELD"), { sku: "HELD", quantity: 7, orders: 1 });
  assert.ok(before.orders_by_state.some(({ state, orders: count }) => state === "open" && count > 0));
  assert.ok(before.oldest_unsettled.some(({ order }) => order === number));
  await orders.cancels(number, {});
  await orders.listed(number, ({ state }) => state === "cancelled");
  assert.equal((await orders.reconciliation()).held.find(({ sku }) => sku === "HELD"), undefined);
});
