// Webhooks of Stripe and Mollie in every way in which they come: often, in reverse, early, late, altered,
// through queues and not at all. However they come, there is one payment and the right state.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { setFault } from "./catalogue.mjs";
import { circuitCloses } from "./gateways.mjs";
import { startShop, until } from "./harness.mjs";
import { ordersOf, placementOf } from "./orders.mjs";
import { MOLLIE_VARS, PlayedMollie } from "./played_mollie.mjs";
import { PlayedStripe, STRIPE_SECRETS, STRIPE_VARS, sendsStripe, stripeSignature } from "./played_stripe.mjs";

const DAY_SECONDS = 24 * 3600;
const TOTAL_MINOR = 1000;
const QUEUES = ["orders_queue", "mail_queue", "payments_queue"];

const stripe = new PlayedStripe();
const mollie = new PlayedMollie();
let shop;
let orders;
before(async () => {
  const outbound = async (request) => (await stripe.answers(request)) ?? (await mollie.answers(request));
  const vars = { ...STRIPE_VARS, ...MOLLIE_VARS, MAIL_FROM: "shop@shop.example" };
  shop = await startShop({ vars, outbound });
  orders = ordersOf(shop);
});
after(() => shop.stop());
afterEach(async () => {
  stripe.works();
  mollie.works();
  for (const fault of ["order", ...QUEUES]) await setFault(shop, fault, "none");
});

const tells = {
  stripe: (paid, type = "checkout.session.completed") => sendsStripe(shop, stripe.event(type, paid)),
  mollie: (paid) => mollie.sends(shop, paid),
};
const gateways = { stripe, mollie };

const paidAt = (gateway) => ({ payment: { method: "card", gateways: [gateway] }, origin: "https://shop.example" });

/** An order with an open page at the gateway; answers with what the gateway knows of it, too. */
async function opens(gateway) {
  const placed = await orders.places(paidAt(gateway));
  return { ...placed, page: gateways[gateway].of(placed.number) };
}
const becomes = (number, state) =>
  until(async () => {
    const order = await orders.reads(number);
    return order.state === state && order;
  }, { what: `${number} ${state}` });

/** One payment was taken, once, and it is the right one. */
async function isPaidOnce(number, gateway) {
  const order = await becomes(number, "confirmed");
  assert.equal(order.payment_status, "paid");
  assert.deepEqual([order.totals.captured_minor, order.totals.refunded_minor, order.totals.unmatched_minor], [TOTAL_MINOR, 0, 0]);
  const captures = order.ledger.filter(({ state }) => JSON.stringify(state).includes("capture"));
  assert.equal(captures.length, 1, JSON.stringify(order.ledger));
  assert.deepEqual([order.refunds, order.on_hold], [[], []]);
  assert.equal(order.events.filter(({ what }) => what.what === "money_received").length, 1);
  assert.equal(order.events.filter(({ what }) => what.what === "confirmed").length, 1);
  assert.equal(gateways[gateway].allOf(number).length, 1, "one page at the gateway");
  return order;
}
const statusesOf = (answers) => answers.map(({ status }) => status);

for (const gateway of ["stripe", "mollie"]) {
  test(`rules 16 and 19: ${gateway} says ten times at once that it was paid, and it is booked once`, async () => {
    const { number, page } = await opens(gateway);
    gateways[gateway].pays(page);
    const answers = await Promise.all([...Array(10)].map(() => tells[gateway](page)));
    assert.deepEqual(statusesOf(answers), Array(10).fill(200));
    const { revision } = await isPaidOnce(number, gateway);
    assert.equal((await tells[gateway](page)).status, 200);
    assert.equal((await orders.reads(number)).revision, revision, "the eleventh is no news");
  });

  test(`rule 16: ${gateway} tells of a payment before it has answered to the opening of its page`, async () => {
    let told;
    gateways[gateway].beforeAnswer = async ({ key }) => {
      if (!key?.endsWith(":open") || told) return;
      const page = gateways[gateway].pays(gateways[gateway].of(key.split(":")[0]));
      told = await tells[gateway](page);
    };
    const placed = await orders.attempts(placementOf(shop, paidAt(gateway)));
    assert.equal(told.status, 200, "the webhook came while the page was being opened");
    const { number } = placed.view;
    await isPaidOnce(number, gateway);
    assert.equal((await orders.document(number)).attempts[0].state, "captured");
  });

  test(`rule 19: what ${gateway} tells while the order cannot be reached comes through the queue, and comes again`, async () => {
    const { number, page } = await opens(gateway);
    gateways[gateway].pays(page);
    await setFault(shop, "order", "fails");
    for (let time = 0; time < 3; time += 1) assert.equal((await tells[gateway](page)).status, 200);
    await setFault(shop, "order", "none");
    await isPaidOnce(number, gateway);
    // A message that a queue delivers once more is no news.
    const { revision } = await orders.reads(number);
    const notice = gateway === "mollie" ? { Look: { gateway, order: number } } : { Facts: factsOf(page, number) };
    for (let time = 0; time < 2; time += 1) await shop.env.PAYMENTS.send(JSON.stringify(notice));
    const other = await opens(gateway);
    gateways[gateway].pays(other.page);
    const last = gateway === "mollie" ? { Look: { gateway, order: other.number } } : { Facts: factsOf(other.page, other.number) };
    await shop.env.PAYMENTS.send(JSON.stringify(last));
    await isPaidOnce(other.number, gateway);
    await isPaidOnce(number, gateway);
    assert.equal((await orders.reads(number)).revision, revision);
  });

  test(`rule 20: with every webhook of ${gateway} and every queue message lost the order is confirmed by its alarm`, async () => {
    for (const queue of QUEUES) await setFault(shop, queue, "fails");
    const { number, page } = await opens(gateway);
    gateways[gateway].pays(page);
    await orders.passes(number, 31);
    await isPaidOnce(number, gateway);
    assert.ok((await orders.document(number)).outbox.length > 0, "who has to be told is not forgotten");
    for (const queue of QUEUES) await setFault(shop, queue, "none");
    await orders.passes(number, 3600);
    await until(async () => (await orders.document(number)).outbox.length === 0, { what: "the mails that had been lost" });
    await orders.listed(number, ({ state }) => state === "confirmed");
  });

  test(`rules 10 and 19: ${gateway} tells after three days of a payment that the order had settled without`, async () => {
    const { number, page } = await opens(gateway);
    gateways[gateway].pays(page);
    await orders.passes(number, 31);
    const { revision } = await isPaidOnce(number, gateway);
    await orders.passes(number, 3 * DAY_SECONDS);
    assert.equal((await tells[gateway](page)).status, 200);
    const order = await isPaidOnce(number, gateway);
    assert.equal(order.ledger.length, 1);
    assert.ok(order.revision >= revision);
  });

  test(`rules 10 and 22: ${gateway} was away for three days and tells of a payment for an order that expired meanwhile`, async () => {
    const { number, page } = await opens(gateway);
    gateways[gateway].pays(page);
    gateways[gateway].meets(/^(GET|POST|DELETE) .*(sessions|payments)/, { status: 503, happens: false }, { stays: true });
    await orders.passes(number, 3 * DAY_SECONDS);
    const expired = await becomes(number, "expired");
    assert.deepEqual([expired.payment_status, expired.ledger], ["unpaid", []]);
    gateways[gateway].works();
    await circuitCloses(shop, gateway);
    assert.equal((await tells[gateway](page)).status, 200);
    await isPaidOnce(number, gateway);
    const { events } = await orders.document(number);
    assert.ok(events.some(({ what }) => what.what === "money_received" && what.late), "marked late");
  });
}

test("rule 16: events of Stripe in reverse order lead to where they lead in order", async () => {
  const { number, page } = await opens("stripe");
  const asOpen = stripe.event("checkout.session.completed", page, { status: "complete", payment_status: "unpaid" });
  stripe.pays(page);
  const [refund] = [{ id: "re_reversed_1", object: "refund", amount: 400, currency: "eur", payment_intent: page.intent.id, metadata: { order: number }, status: "succeeded" }];
  const events = [
    stripe.refundEvent("refund.updated", refund), stripe.refundEvent("refund.created", { ...refund, status: "pending" }),
    stripe.event("checkout.session.async_payment_succeeded", page), asOpen,
  ];
  for (const body of events) assert.equal((await sendsStripe(shop, body)).status, 200);
  const order = await becomes(number, "confirmed");
  assert.deepEqual([order.totals.captured_minor, order.totals.refunded_minor, order.totals.pending_minor], [TOTAL_MINOR, 400, 0]);
  assert.equal(order.payment_status, "part_refunded");
  assert.equal(order.ledger.length, 2);
});

test("rule 11: an expiry that Stripe tells of after the payment changes nothing", async () => {
  const { number, page } = await opens("stripe");
  const expired = stripe.event("checkout.session.expired", page, { status: "expired", url: null });
  stripe.pays(page);
  assert.equal((await tells.stripe(page)).status, 200);
  assert.equal((await sendsStripe(shop, expired)).status, 200);
  await isPaidOnce(number, "stripe");
});

test("rule 16: Mollie names a payment whose states are told of after the last one", async () => {
  const { number, page } = await opens("mollie");
  // Two webhooks are on their way, of `open` and of `paid`; both ask for the truth, which is the last.
  mollie.pays(page);
  const answers = await Promise.all([tells.mollie(page), tells.mollie(page)]);
  assert.deepEqual(statusesOf(answers), [200, 200]);
  await isPaidOnce(number, "mollie");
});

test("rules 15 and 19: bytes of Stripe that were altered, signed by somebody else or days ago change nothing", async () => {
  const { number, page } = await opens("stripe");
  const before = (await orders.reads(number)).revision;
  stripe.pays(page);
  const asked = stripe.calls.length;
  const body = stripe.event("checkout.session.completed", page);
  const good = stripeSignature(body);
  for (const [bytes, headers, name] of [
    [body.replace('"amount_total":1000', '"amount_total":9000'), good, "bad_signature"],
    [`${body}\n`, good, "bad_signature"],
    [body, stripeSignature(body, { secret: "whsec_stranger" }), "bad_signature"],
    [body, stripeSignature(body, { at: Date.now() - 3 * DAY_SECONDS * 1000 }), "stale"],
    [body, stripeSignature(body, { at: Date.now() + 600_000 }), "stale"],
    [body, { "content-type": "application/json" }, "not_signed"],
    ...["live"].map(() => {
      const live = body.replace('"livemode":false,"object":"event"', '"livemode":true,"object":"event"');
      assert.notEqual(live, body);
      return [live, stripeSignature(live), "wrong_mode"];
    }),
  ]) {
    const answer = await sendsStripe(shop, bytes, headers);
    assert.equal(answer.status, 400, name);
    assert.equal((await answer.json()).type, `/problems/${name}`);
  }
  const order = await orders.reads(number);
  assert.deepEqual([order.state, order.ledger, order.revision], ["open", [], before]);
  assert.equal(stripe.calls.length, asked, "nothing was asked for it");
  // Three days later Stripe signs the same bytes anew, and while secrets change by either of them.
  assert.equal((await sendsStripe(shop, body, stripeSignature(body, { secret: STRIPE_SECRETS[1] }))).status, 200);
  await isPaidOnce(number, "stripe");
});

test("rules 15 and 19: an address of a Mollie webhook that was altered changes nothing, and an altered body lies to nobody", async () => {
  const { number, page } = await opens("mollie");
  const other = await opens("mollie");
  mollie.pays(page);
  const asked = mollie.calls.length;
  const [, , , , , mac] = new URL(page.webhookUrl).pathname.split("/");
  const at = (order, code) => `/hooks/payments/mollie/${order}/${code}`;
  for (const path of [at(number, mac.replace(/.$/, (last) => (last === "0" ? "1" : "0"))), at(other.number, mac), at(number, ""), "/hooks/payments/mollie"]) {
    const { status } = await mollie.sends(shop, page, { path });
    assert.ok(status === 400 || status === 404, `${path}: ${status}`);
  }
  assert.equal((await orders.reads(number)).state, "open");
  assert.equal(mollie.calls.length, asked, "nothing was asked for it");
  // The id in the body is not believed: the order's own payment is asked for.
  assert.equal((await mollie.sends(shop, other.page, { body: `id=${page.id}` })).status, 200);
  assert.equal((await orders.reads(other.number)).state, "open");
  assert.equal((await mollie.sends(shop, page, { body: "id=tr_nobody" })).status, 200);
  await isPaidOnce(number, "mollie");
});

test("rules 16 and 19: Mollie tells of a refund made at its dashboard by naming the payment once more", async () => {
  const { number, page } = await opens("mollie");
  mollie.pays(page);
  await tells.mollie(page);
  await isPaidOnce(number, "mollie");
  mollie.refundsAtDashboard(page, 300);
  for (let time = 0; time < 3; time += 1) assert.equal((await tells.mollie(page)).status, 200);
  const order = await until(async () => {
    const order = await orders.reads(number);
    return order.totals.refunded_minor > 0 && order;
  }, { what: "the refund" });
  assert.deepEqual([order.payment_status, order.totals.refunded_minor, order.totals.refundable_minor], ["part_refunded", 300, 700]);
  assert.equal(order.events.filter(({ what }) => what.what === "refunded_elsewhere").length, 1);
});

test("rule 19: an order that nobody knows is answered 200 by both, and makes none", async () => {
  const { number, page } = await opens("stripe");
  stripe.pays(page);
  const unknown = `${number.slice(0, 9)}${number.endsWith("Z") ? "Y" : "Z"}`;
  const body = stripe.event("checkout.session.completed", page, { metadata: { order: unknown, attempt: "1" }, client_reference_id: unknown });
  assert.equal((await sendsStripe(shop, body)).status, 200);
  assert.equal(await orders.object(unknown, "/reads", { secret: null }), null);
  assert.equal((await orders.reads(number)).state, "open");
});

/** What a webhook of Stripe comes to, as it lies in the queue. */
function factsOf(page, order) {
  const amount = { amount_minor: TOTAL_MINOR, currency: "EUR" };
  return {
    gateway: "stripe", order,
    facts: [{ Session: { session: page.id, state: "captured" } }, { Capture: { id: page.intent.id, session: page.id, amount } }],
  };
}
