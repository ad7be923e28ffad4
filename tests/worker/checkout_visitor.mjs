// A shop with something to sell, and shoppers who buy it through the storefront API and pay at the test
// gateway. The shop needs `TEST_GATEWAY: "1"`.
import assert from "node:assert/strict";
import { until } from "./harness.mjs";
import { cartsOf, key } from "./cart_visitor.mjs";
import { euro, merchantOf, settled, variant } from "./catalogue.mjs";
import { ordersOf } from "./orders.mjs";
import { stockOf } from "./stock_keeper.mjs";

export const ADDRESS = { name: "Ána Murphy", line1: "1 Main Street", city: "Dublin", postal_code: "D01 X2Y3", country: "IE", phone: "" };
export const PRICE_MINOR = 1000;
export const SHIPPING_MINOR = 495;

/** Sells each SKU with so many units on hand, all at €10.00, and sends to Ireland for €4.95. */
export async function stocks(shop, units) {
  const merchant = merchantOf(shop);
  await merchant.shipsTo("ireland");
  const skus = Object.keys(units);
  for (let at = 0; at < skus.length; at += 50) {
    const variants = skus.slice(at, at + 50).map((sku) => variant(sku, { options: [sku], price: euro(PRICE_MINOR) }));
    await merchant.sells(`shelf-${skus[at].toLowerCase()}`, { options: [{ name: "Kind" }], variants });
  }
  await Promise.all(skus.map((sku) => stockOf(shop, sku).counts(units[sku])));
  await settled(shop);
}

export function buyersOf(shop) {
  const carts = cartsOf(shop);
  const orders = ordersOf(shop);
  const lines = (skus) => skus.map((sku) => (typeof sku === "string" ? { sku } : sku));
  const buyers = {
    carts,
    orders,
    /** The id of a new cart with these SKUs, or lines. */
    fills: async (skus) => (await carts.creates({ lines: lines(skus) })).id,
    checksOut: (cart, fields = {}, headers = key()) =>
      carts.call("POST", `/${cart}/checkout`, { email: "ana@example.com", address: ADDRESS, payment_method: "card", ...fields }, headers),
    /** A checkout that must come to an order. */
    async places(cart, fields, headers) {
      const { status, body } = await buyers.checksOut(cart, fields, headers);
      assert.equal(status, 201, JSON.stringify(body));
      return { cart, number: body.order.number, token: body.order.id, total: body.order.total, redirect_url: body.redirect_url };
    },
    /** The same with a cart of its own. */
    buys: async (skus, fields) => buyers.places(await buyers.fills(skus), fields),
    does: (placed, deed, webhooks) => orders.does(placed, deed, webhooks),
    /** Waits until the merchant sees it so. */
    becomes: (placed, state) =>
      until(async () => {
        const order = await orders.reads(placed.number);
        return order.state === state && order;
      }, { what: `${placed.number} ${state}` }),
    /** A confirmed order. */
    async pays(placed) {
      await buyers.does(placed, "pay");
      return buyers.becomes(placed, "confirmed");
    },
    /** What the gateway knows of an order, each page as it stands, in the order of attempts. */
    async sessions(number) {
      const known = await sessionsOf(shop);
      return known.filter(({ order }) => order === number).sort((one, other) => one.attempt - other.attempt);
    },
  };
  return buyers;
}

/** Everything that the test gateway knows. */
export async function sessionsOf(shop) {
  const stub = shop.env.TEST_GATEWAY_OBJECT.get(shop.env.TEST_GATEWAY_OBJECT.idFromName("shop"));
  const known = [];
  for (let after = ""; after !== null; ) {
    const url = `https://gateway.test/v1/changes?since=1970-01-01T00:00:00Z&after=${after}`;
    const answer = await stub.fetch("https://object/calls", { method: "POST", body: JSON.stringify({ method: "GET", url, headers: [], body: "" }) });
    const { status, body } = await answer.json();
    assert.equal(status, 200, body);
    const { sessions, next } = JSON.parse(body);
    known.push(...sessions);
    after = next ?? null;
  }
  return known;
}

export const capturedMinor = (session) => session.captures.reduce((sum, { amount_minor }) => sum + amount_minor, 0);

/** What left again, or is about to. */
export const refundedMinor = (session) =>
  session.refunds.filter(({ status }) => !["failed", "cancelled"].includes(status)).reduce((sum, { amount_minor }) => sum + amount_minor, 0);

/** The name of a refusal. */
export const refusal = ({ body }) => body?.type?.replace("/problems/", "");
