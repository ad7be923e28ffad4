// Notes of orders, who did what to them, and their timeline.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { key } from "./cart_visitor.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { ordersOf } from "./orders.mjs";

let shop;
let orders;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1", MAIL_FROM: "shop@example.org" } });
  orders = ordersOf(shop);
});
after(() => shop.stop());

const notes = (number, text, headers = key()) => orders.admin("POST", `/${number}/notes`, { text }, headers);
/** What the audit log has of an order, once that is so much. */
const audits = (subject, least = 1) =>
  until(async () => {
    const { results } = await shop.db.prepare("SELECT actor, kind, before, after FROM audit_log WHERE subject = ?1 ORDER BY id").bind(subject).all();
    return results.length >= least && results;
  }, { what: `${least} notes of ${subject}` });
const timeline = async (number) => (await orders.reads(number)).timeline;

test("a note is kept once under its key, with its author, and shoppers never see it", async () => {
  const { number, secret } = await orders.sells();
  const ana = await signsIn(shop, { id: "ana", role: "support" });
  const headers = key();
  const send = () => ana.asks("POST", `/orders/${number}/notes`, { text: "  Call before noon  " }, headers);
  const answers = await Promise.all([send(), send()]);
  assert.deepEqual(answers.map(({ status }) => status), [201, 201]);
  const again = await ana.asks("POST", `/orders/${number}/notes`, { text: "Another text" }, headers);
  assert.deepEqual([again.status, (await again.json()).type], [409, "/problems/idempotency_key_reused"]);
  const noted = (await timeline(number)).filter(({ kind }) => kind === "noted");
  assert.deepEqual(noted.map(({ text, by }) => [text, by]), [["Call before noon", "staff:ana"]]);
  const own = await (await shop.fetch(`/api/v1/orders/${number}-${secret}`)).text();
  assert.ok(!own.includes("noon"), own.slice(0, 200));
  const [audit, ...more] = await audits(number);
  assert.deepEqual([audit.actor, audit.kind, JSON.parse(audit.after).command, more.length], ["staff:ana", "order", "note", 0]);
});

test("a note that is none or too long is refused and changes nothing", async () => {
  const { number } = await orders.sells();
  const before = await orders.reads(number);
  for (const text of ["", "   ", "a".repeat(2001)]) {
    const { status, body } = await notes(number, text);
    assert.deepEqual([status, body.errors[0].field], [422, "text"]);
  }
  assert.equal((await orders.admin("POST", `/${number}/notes`, { text: "x", colour: "red" }, key())).status, 422);
  assert.equal((await orders.admin("POST", "/0000000000/notes", { text: "x" }, key())).status, 404);
  assert.deepEqual((await orders.reads(number)).events, before.events);
  assert.equal((await notes(number, "ä".repeat(2000))).status, 201);
});

test("an order tells everything that happened, the oldest first, in sentences and with who did it", async () => {
  const placed = await orders.sells({ lines: [{ sku: "MUG", quantity: 2, unit: 1000 }], shipping: 500 });
  const { number } = placed;
  const [line] = (await orders.reads(number)).lines;
  await notes(number, "Fragile");
  const parcel = { lines: [{ line_id: line.id, quantity: 1 }], carrier: "An Post", tracking_number: "IE123" };
  assert.equal((await orders.ships(number, parcel)).status, 201);
  const refund = await orders.refunds(number, { lines: [{ line_id: line.id, quantity: 1 }], reason: "one arrived broken" });
  assert.equal(refund.status, 201, JSON.stringify(refund.body));
  assert.equal(refund.body.by, "admin-token");
  const entries = await until(async () => {
    const found = await timeline(number);
    return found.some(({ kind }) => kind === "refunded") && found.filter(({ kind }) => kind === "mail_sent").length >= 3 && found;
  }, { what: "the refund and the mails" });
  const kinds = entries.map(({ kind }) => kind);
  for (const kind of ["placed", "payment_begun", "payment_opened", "money_received", "confirmed", "noted", "shipped", "refund_requested", "refunded"]) {
    assert.equal(kinds.filter((known) => known === kind).length, 1, `${kind}: ${kinds}`);
  }
  const times = entries.map(({ at }) => at);
  assert.deepEqual(times, [...times].sort());
  const entry = (kind) => entries.find((known) => known.kind === kind);
  assert.equal(entry("placed").text, "The order was placed: 2 items for 25.00 EUR.");
  assert.equal(entry("shipped").text, "1 item was sent with An Post, tracking number IE123.");
  assert.equal(entry("refund_requested").text, "A refund of 10.00 EUR was asked for (“one arrived broken”).");
  assert.deepEqual([entry("shipped").by, entry("refund_requested").by, entry("confirmed").by], ["admin-token", "admin-token", null]);
  assert.deepEqual([entry("refunded").refund, entry("shipped").shipment, entry("payment_opened").attempt], [refund.body.id, `${number}-S1`, 1]);
  assert.ok(entry("money_received").capture);
  assert.match(entry("mail_sent").text, /^The mail about the .+ was sent to the (shopper|shop)\.$/);
  const order = await orders.reads(number);
  assert.deepEqual([order.shipments[0].by, order.refunds[0].by], ["admin-token", "admin-token"]);
  const log = (await audits(number, 3)).map(({ before, after }) => [JSON.parse(before).fulfilment_status, JSON.parse(after).command, JSON.parse(after).fulfilment_status]);
  assert.deepEqual(log.slice(0, 2), [["unfulfilled", "note", "unfulfilled"], ["unfulfilled", "ship", "part_shipped"]]);
  assert.equal(log[2][1], "refund");
});

test("a cancellation carries its author, and a mail that is asked for again under one key goes out once", async () => {
  const { number } = await orders.sells();
  const confirmed = (await orders.reads(number)).events.find(({ what }) => what.what === "confirmed").sequence;
  const headers = key();
  for (let time = 0; time < 2; time += 1) assert.equal((await orders.admin("POST", `/${number}/mails/${confirmed}`, undefined, headers)).status, 202);
  await orders.cancels(number, { reason: "out of season" });
  const entries = await timeline(number);
  const resent = entries.filter(({ kind }) => kind === "resent");
  assert.deepEqual(resent.map(({ text, by }) => [text, by]), [["The mail about the confirmation was asked for once more.", "admin-token"]]);
  const cancelled = entries.find(({ kind }) => kind === "cancelled");
  assert.deepEqual([cancelled.by, cancelled.text], ["admin-token", "The order was cancelled (“out of season”); what was paid goes back."]);
});

test("orders are listed by what they need, by SKU and by market", async () => {
  const sent = await orders.sells({ lines: [{ sku: "LAMP", quantity: 1, unit: 100 }] });
  const waiting = await orders.sells({ lines: [{ sku: "LAMP", quantity: 2, unit: 100 }] });
  const [line] = (await orders.reads(sent.number)).lines;
  await orders.ships(sent.number, { lines: [{ line_id: line.id, quantity: 1 }] });
  await orders.listed(sent.number, ({ state }) => state === "closed");
  await orders.listed(waiting.number, ({ state }) => state === "confirmed");
  const numbers = async (query) => (await orders.lists(query)).map(({ number }) => number);
  assert.deepEqual(await numbers("?sku=LAMP"), [waiting.number, sent.number]);
  assert.deepEqual(await numbers("?sku=LAMP&needs=shipping"), [waiting.number]);
  assert.deepEqual(await numbers("?sku=LAMP&needs=attention"), []);
  assert.deepEqual(await numbers("?sku=LAMP&on_hold=true"), []);
  assert.deepEqual(await numbers("?sku=LAMP&on_hold=false"), [waiting.number, sent.number]);
  assert.deepEqual(await numbers("?sku=LAMP&market=default"), [waiting.number, sent.number]);
  assert.deepEqual(await numbers("?sku=LAMP&market=de"), []);
  await shop.db.prepare("UPDATE orders SET on_hold = '[\"disputed\"]', disputed_minor = 100 WHERE number = ?1").bind(waiting.number).run();
  assert.deepEqual(await numbers("?sku=LAMP&on_hold=true"), [waiting.number]);
  assert.deepEqual(await numbers("?sku=LAMP&needs=attention"), [waiting.number]);
  for (const query of ["?on_hold=maybe", "?needs=love", "?market=no-market"]) {
    assert.equal((await orders.admin("GET", query)).status, 400, query);
  }
});
