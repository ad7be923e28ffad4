// The copies of orders, in D1 and in the archive: late after failures, and never wrong.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { setFault } from "./catalogue.mjs";
import { cartsOf } from "./cart_visitor.mjs";
import { orderNumber, ordersOf, placementOf } from "./orders.mjs";

let shop;
let orders;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1", MAIL_FROM: "shop@example.com" } });
  orders = ordersOf(shop);
});
after(() => shop.stop());

const confirmed = ({ state }) => state === "confirmed";
const archived = async (number) => (await shop.env.ARCHIVE.get(`orders/${number}.json`))?.json();
const archives = (number, shows) => until(async () => {
  const found = await archived(number);
  return found && shows(found) && found;
}, { what: `the archive's copy of ${number}` });
/** Everything that the merchant's lists tell. */
async function everything() {
  const lists = await Promise.all(["?limit=100", "?state=expired", "?payment_status=paid&limit=100", "?email=ana&limit=100"].map(orders.lists));
  const { results: lines } = await shop.db.prepare("SELECT * FROM order_lines ORDER BY order_number, line_id").all();
  const { results: payments } = await shop.db.prepare("SELECT gateway, kind, id, order_number, state, amount_minor FROM order_payments ORDER BY gateway, kind, id").all();
  return { lists, lines, payments };
}
const settles = (number) => until(async () => {
  const { revision, copies, outbox } = await orders.document(number);
  return copies.listed >= revision && copies.archived >= revision && outbox !== undefined;
}, { what: `the copies of ${number}` });

test("an order's copies follow it into D1 and the archive", async () => {
  const { number } = await orders.sells();
  const row = await orders.listed(number, confirmed);
  assert.deepEqual([row.total, row.captured, row.units, row.country], [{ amount_minor: 1000, currency: "EUR" }, { amount_minor: 1000, currency: "EUR" }, 1, "IE"]);
  const document = await archives(number, confirmed);
  assert.equal(document.placement.number, number);
});

test("a mail that arrived is no message that nobody has", async () => {
  const { number } = await orders.sells();
  await until(async () => (await orders.document(number)).outbox.length === 0, { what: "the mails of the confirmation" });
  const row = () => shop.db.prepare("SELECT settled, outbox_depth FROM orders WHERE number = ?1").bind(number).first();
  await until(async () => (await row())?.outbox_depth === 0, { what: "an empty outbox in the list" });
});

for (const [fault, what] of [["order_copy", "writing the rows"], ["orders_queue", "the queue"]]) {
  test(`a list that failed for a while (${what}) catches up by the order's alarm`, async () => {
    await setFault(shop, fault, "fails");
    const { number } = await orders.sells();
    assert.equal((await orders.lists(`?number=${number}`)).some(confirmed), false);
    await setFault(shop, fault, "none");
    await orders.passes(number, 60);
    await orders.listed(number, confirmed);
    await until(async () => (await orders.document(number)).copies.listed > 0, { what: "the list's own word" });
  });
}

test("an archive that failed for a while catches up by the order's alarm", async () => {
  await setFault(shop, "archive", "fails");
  const { number } = await orders.sells();
  assert.equal(await archived(number), undefined);
  await setFault(shop, "archive", "none");
  await orders.passes(number, 60);
  await archives(number, confirmed);
});

test("a message that comes again, or for an order that is none, or that is none itself, changes nothing", async () => {
  const { number } = await orders.sells();
  const before = await orders.listed(number, confirmed);
  const strange = orderNumber();
  for (const message of [{ order: number, revision: 1 }, { order: number, revision: 1 }, { order: strange, revision: 1 }, "nonsense"]) {
    await shop.env.ORDER_COPIES.send(JSON.stringify(message));
  }
  await shop.env.ORDER_COPIES.send({ not: "text" });
  const last = await orders.sells();
  await orders.listed(last.number, confirmed);
  assert.deepEqual(await orders.listed(number), before);
  assert.deepEqual(await orders.lists(`?number=${strange}`), []);
});

test("the lists can be made anew from the archive, and an older copy never overwrites a newer one", async () => {
  const placed = [];
  for (let at = 0; at < 3; at += 1) placed.push(await orders.sells({ lines: [{ sku: "POT", quantity: at + 1, unit: 700 }], shipping: 300 }));
  const open = await orders.places();
  const expired = await orders.places();
  await orders.passes(expired.number, 24 * 3600);
  assert.equal((await orders.refunds(placed[0].number, { amount_minor: 100 })).status, 201);
  for (const { number } of [...placed, open, expired]) await settles(number);
  await orders.listed(placed[0].number, ({ payment_status }) => payment_status === "part_refunded");
  const before = await everything();

  for (const table of ["orders", "order_lines", "order_payments", "unmatched_money", "gateway_sweeps"]) await shop.db.prepare(`DROP TABLE ${table}`).run();
  assert.equal((await orders.admin("GET", "")).status, 503);
  const rebuilt = await orders.admin("POST", "/rebuilds");
  assert.equal(rebuilt.status, 200, JSON.stringify(rebuilt.body));
  assert.deepEqual([rebuilt.body.next_cursor, rebuilt.body.unreadable], [null, 0]);
  assert.deepEqual(await everything(), before);

  const key = `orders/${placed[0].number}.json`;
  const newest = await archived(placed[0].number);
  const old = { ...newest, revision: 1, state: "open", ledger: [], refunds: [], events: [] };
  await shop.env.ARCHIVE.put(key, JSON.stringify(old));
  await shop.env.ARCHIVE.put("orders/readme.json", "{}");
  const again = await orders.admin("POST", "/rebuilds");
  assert.deepEqual([again.status, again.body.unreadable], [200, 1]);
  assert.deepEqual(await everything(), before);
  await shop.env.ARCHIVE.put(key, JSON.stringify(newest));
  await shop.env.ARCHIVE.delete("orders/readme.json");
});

test("what was bought leaves its cart, unless somebody changed the cart meanwhile", async () => {
  const carts = cartsOf(shop);
  const revisionOf = async (id) => {
    const stub = shop.env.CART.get(shop.env.CART.idFromName(id));
    return (await stub.fetch("https://object/reads", { method: "POST", body: "null" })).json();
  };
  const withNote = async (note) => {
    const { id } = await carts.creates();
    await carts.changes("PUT", `/${id}/note`, { note });
    return { id, revision: (await revisionOf(id)).revision };
  };
  const [cart, changed] = [await withNote("Ring twice"), await withNote("One")];
  await carts.changes("PUT", `/${changed.id}/note`, { note: "Another" });
  const one = await orders.sells({ cart });
  const other = await orders.sells({ cart: changed });
  await until(async () => (await orders.document(one.number)).cart_emptied && (await orders.document(other.number)).cart_emptied);
  assert.deepEqual([(await revisionOf(cart.id)).note, (await revisionOf(changed.id)).note], ["", "Another"]);
});

test("a number is an order's own: the same placement is the same order, another is told to draw again", async () => {
  const placement = placementOf(shop);
  const [first, second] = await Promise.all([orders.attempts(placement), orders.attempts(placement)]);
  assert.equal(first.view.redirect_url, second.view.redirect_url);
  assert.equal(await orders.attempts({ ...placement, digest: "0".repeat(64) }), "taken");
  assert.equal((await orders.document(placement.number)).attempts.length, 1);
  const reads = (secret) => orders.object(placement.number, "/reads", { secret });
  assert.equal((await reads(placement.secret)).placement.number, placement.number);
  assert.equal(await reads("0".repeat(32)), null);
  const command = { command: { command: "leave_payment" }, secret: "0".repeat(32), wait_ms: 0 };
  assert.equal(await orders.object(placement.number, "/commands", command), "missing");
  assert.equal(await orders.object(orderNumber(), "/plans", null), null);
});
