// What is asked of an order for a revision of it happens to that one or not at all, and a refund is what was shown.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { key } from "./cart_visitor.mjs";
import { formOf, textOf } from "./desk_reading.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { startShop, until } from "./harness.mjs";
import { ordersOf } from "./orders.mjs";

let shop;
let orders;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  orders = ordersOf(shop);
});
after(() => shop?.stop());

/** An order that is paid and to which nothing more happens by itself. */
async function settled(wishes = { lines: [{ sku: "MUG", quantity: 2, unit: 1000 }] }) {
  const { number } = await orders.sells(wishes);
  await until(async () => {
    const [one, other] = [await orders.document(number), await orders.document(number)];
    return one.cart_emptied && one.revision === other.revision && one.copies.listed === one.revision;
  }, { what: "an order at rest" });
  return number;
}
const preview = async (number, wish) => {
  const { status, headers, body } = await orders.admin("POST", `/${number}/refunds/preview`, wish);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(headers.get("etag"), `"${body.revision}"`);
  return body;
};
const ifMatch = (revision) => ({ "if-match": `"${revision}"` });

test("of two refunds that were agreed on the same order at the same time one is made", async () => {
  const number = await settled();
  const wish = { amount_minor: 700 };
  const { revision } = await preview(number, wish);
  const answers = await Promise.all([1, 2].map(() => orders.refunds(number, wish, { ...key(), ...ifMatch(revision) })));
  const [made, refused] = answers.sort((one, other) => one.status - other.status);
  assert.deepEqual([made.status, refused.status], [201, 412]);
  assert.equal(made.headers.get("etag"), `"${made.body.order.revision}"`);
  assert.equal(refused.body.type, "/problems/revision_mismatch");
  assert.deepEqual([refused.body.current.number, refused.body.current.refunds.length], [number, 1]);
  assert.equal((await orders.reads(number)).refunds.length, 1);
});

test("everything that is asked of an order keeps to the revision that it names", async () => {
  const number = await settled();
  const before = await orders.reads(number);
  const stale = ifMatch(before.revision - 1);
  const { sequence } = before.events.find(({ what }) => what.what === "confirmed");
  const parcel = { lines: [{ line_id: "1", quantity: 1 }], carrier: "", tracking_number: "", tracking_url: "" };
  const asks = [["/notes", { text: "a" }], ["/refunds", { amount_minor: 1 }], ["/shipments", parcel], ["/cancellation", { reason: "" }], [`/mails/${sequence}`, undefined]];
  for (const [path, body] of asks) {
    const answer = await orders.admin("POST", `/${number}${path}`, body, { ...key(), ...stale });
    assert.deepEqual([answer.status, answer.body.type, answer.body.current.revision], [412, "/problems/revision_mismatch", before.revision], path);
    assert.equal((await orders.admin("POST", `/${number}${path}`, body, { ...key(), "if-match": "*" })).status, 400, path);
  }
  assert.deepEqual(await orders.reads(number), before);
  const headers = { ...key(), ...ifMatch(before.revision) };
  const noted = await orders.admin("POST", `/${number}/notes`, { text: "a" }, headers);
  assert.deepEqual([noted.status, noted.headers.get("idempotency-replayed")], [201, null]);
  const again = await orders.admin("POST", `/${number}/notes`, { text: "a" }, headers);
  assert.deepEqual([again.status, again.headers.get("idempotency-replayed")], [201, "true"], "what was done is told again, whatever the order is by now");
  assert.equal((await orders.reads(number)).events.length, before.events.length + 1);
});

test("the desk refunds what it showed, or shows it anew", async () => {
  const number = await settled();
  const owner = await signsIn(shop);
  const action = `/admin/orders/${number}/refunds`;
  const shown = await owner.submits(action, { amount: "5.00", _intent: "preview" });
  const page = await shown.text();
  assert.equal(shown.status, 200);
  const fields = Object.fromEntries(formOf(page.replace(/<form class="panel narrow"/, '<form id="agreed" class="panel narrow"'), "agreed"));
  assert.match(fields._revision, /^\d+$/);
  assert.equal((await orders.refunds(number, { amount_minor: 100 })).status, 201);
  const late = await owner.submits(action, { ...fields, _intent: "refund" });
  assert.deepEqual([late.status, (await orders.reads(number)).refunds.length], [412, 1]);
  assert.match(textOf(await late.text()), /Somebody changed this meanwhile/);
});
