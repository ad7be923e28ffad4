// Who is in the shop while it is killed: shoppers who fill carts, check out and pay, and a merchant who
// ships and refunds. What was acknowledged to them is written down.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { ADDRESS } from "../worker/checkout_visitor.mjs";
import { diceOf } from "./dice.mjs";

const DELIVERIES = ["in_order", "in_order", "doubled", "reversed", "dropped"];
/** What becomes of a payment page, with its share in a hundred. */
const ENDINGS = [
  [60, ["pay"]],
  [6, ["pay_and_lose_answer"]],
  [8, ["decline", "pay"]],
  [6, ["pay_later", "settle"]],
  [3, ["pay_later", "fail_to_settle"]],
  [5, ["pay", "pay_regardless"]],
  [4, ["cancel"]],
  [8, []],
];
const PAYING = new Set(["pay", "pay_and_lose_answer", "settle", "pay_regardless"]);

/** The notes that an audit compares with what the shop says. */
export const emptyNotes = () => ({ carts: new Map(), orders: new Map(), paid: new Set(), shipments: [], refunds: [], refused: 0, ended: 0 });

function endingOf(dice) {
  let left = dice.roll() * 100;
  return (ENDINGS.find(([share]) => (left -= share) < 0) ?? ENDINGS[0])[1];
}

/** What a cart is filled with: one to three of the SKUs. */
function wishesOf(dice, skus) {
  const wishes = new Map();
  for (let count = dice.between(1, 3); count > 0; count -= 1) wishes.set(dice.pick(skus), dice.between(1, 2));
  return [...wishes].map(([sku, quantity]) => ({ sku, quantity }));
}

/** Checks out until there is an order or a refusal. Now and then as somebody in a hurry does: twice. */
async function checkOut(line, dice, cart, draft) {
  let headers = { "idempotency-key": dice.hex(16) };
  for (;;) {
    const ask = () => line.json("POST", `/api/v1/carts/${cart}/checkout`, draft, headers);
    const twice = dice.happens(0.15);
    const answers = await Promise.all(twice ? [ask(), line.json("POST", `/api/v1/carts/${cart}/checkout`, draft, { "idempotency-key": dice.hex(16) })] : [ask()]);
    const placed = answers.filter(({ status }) => status === 201);
    const numbers = new Set(placed.map(({ body }) => body.order.number));
    assert.ok(numbers.size <= 1, `one cart is one order: ${[...numbers]}`);
    if (placed.length) return placed[0];
    const [answer] = answers;
    const isBusy = answers.some(({ status, body }) => status === 409 && body.type === "/problems/in_progress");
    if (!isBusy) return answer;
    await sleep(150);
    // Its process is gone; a person presses the button again, which is another key.
    headers = { "idempotency-key": dice.hex(16) };
  }
}

async function payAs(line, dice, notes, number, url, ending) {
  const { pathname } = new URL(url);
  if (!pathname.startsWith("/test-gateway/")) return; // already on its way: the order's own page
  for (const deed of ending) {
    const { status } = await line.form(pathname, { deed, webhooks: dice.pick(DELIVERIES) });
    // 409: what was sent before the process ended had come through.
    assert.ok([303, 409].includes(status), `${deed} answered ${status}`);
    if (status === 303 && PAYING.has(deed)) notes.paid.add(number);
  }
}

/** One shopper after another, until `isOver`. */
export async function shop(line, seed, notes, skus, isOver) {
  const dice = diceOf(seed);
  for (let count = 0; !isOver(); count += 1) {
    const lines = wishesOf(dice, skus);
    const created = await line.json("POST", "/api/v1/carts", { lines });
    if (created.status !== 201) {
      assert.equal(created.status, 409, created.text);
      notes.refused += 1; // sold out
      continue;
    }
    const cart = created.body.id;
    const draft = { email: `s${seed}-${count}@example.com`, address: ADDRESS, payment_method: dice.pick(["card", "card", "paypal"]) };
    const ending = endingOf(dice);
    const placed = await checkOut(line, dice, cart, draft);
    if (placed.status !== 201) {
      assert.ok(placed.status === 409 && placed.body.detail, placed.text);
      notes.refused += 1;
      continue;
    }
    const { order, redirect_url } = placed.body;
    notes.orders.set(order.number, { token: order.id, total: order.total.amount_minor, cart, lines });
    notes.carts.set(cart, order.number);
    await payAs(line, dice, notes, order.number, redirect_url, ending);
    // The way back to the shop, which has the order look at its gateway.
    if (dice.happens(0.5)) await line.send(`/orders/${order.id}?from=payment`);
    // Somebody changes his mind and checks out again: the same order, or one in its place.
    if (ending.length === 0 && dice.happens(0.5)) {
      const again = await checkOut(line, dice, cart, { ...draft, email: `again-${draft.email}` });
      if (again.status !== 201) continue;
      const { order: other } = again.body;
      notes.orders.set(other.number, { token: other.id, total: other.total.amount_minor, cart, lines });
      notes.carts.set(cart, other.number);
      await payAs(line, dice, notes, other.number, again.body.redirect_url, ["pay"]);
    }
  }
}

/** Ships some orders whole, refunds a part of others, each request under a key of its own. */
export async function keepShop(line, seed, notes, isOver) {
  const dice = diceOf(seed);
  const seen = new Set();
  while (!isOver()) {
    await sleep(dice.between(10, 60));
    const listed = await line.asMerchant("GET", "/api/admin/v1/orders?state=confirmed&limit=50");
    assert.equal(listed.status, 200, listed.text);
    const fresh = listed.body.orders.filter(({ number }) => !seen.has(number));
    if (!fresh.length) continue;
    const { number } = dice.pick(fresh);
    seen.add(number);
    const headers = { "idempotency-key": dice.hex(16) };
    if (dice.happens(0.5)) {
      const { lines } = notes.orders.get(number) ?? {};
      if (!lines) continue; // not yet acknowledged to its shopper
      const all = (await line.asMerchant("GET", `/api/admin/v1/orders/${number}`)).body.lines;
      const wish = { lines: all.map(({ id, quantity }) => ({ line_id: id, quantity })), carrier: "An Post", tracking_number: dice.hex(4) };
      const shipped = await line.asMerchant("POST", `/api/admin/v1/orders/${number}/shipments`, wish, headers);
      if (shipped.status === 201) notes.shipments.push({ number, tracking_number: wish.tracking_number });
      else assert.equal(shipped.status, 409, shipped.text);
    } else if (dice.happens(0.6)) {
      const refunded = await line.asMerchant("POST", `/api/admin/v1/orders/${number}/refunds`, { amount_minor: dice.between(1, 900), reason: "Goodwill" }, headers);
      if (refunded.status === 201) notes.refunds.push({ number, id: refunded.body.id });
      else assert.equal(refunded.status, 409, refunded.text);
    }
  }
}
