// Orders without a checkout page: placements as they are made from a cart, the test gateway's page, and
// the merchant's view. The shop needs `TEST_GATEWAY: "1"`.
import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { ADMIN_TOKEN, until } from "./harness.mjs";
import { key } from "./cart_visitor.mjs";

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ORDERS = "/api/admin/v1/orders";

export const orderNumber = () => [...randomBytes(10)].map((byte) => DIGITS[byte % 32]).join("");

const destination = { country: "IE", region: "", postal_code: "" };
const address = { name: "Ána Murphy", line1: "1 Main Street", line2: "", city: "Dublin", region: "", postal_code: "D01 X2Y3", country: "IE", phone: "" };

/** What is placed: `lines` as `[{ sku, quantity, unit }]` in cents, tax included, with a title where it matters, and
    `shipping` in cents. */
export function placementOf(shop, { number = orderNumber(), lines = [{ sku: "MUG", quantity: 1, unit: 1000 }], shipping = 0, method = "card", email = "ana@example.com", ...rest } = {}) {
  const priced = lines.map(({ sku, quantity, unit }, at) => ({ id: String(at + 1), sku, quantity, unit_minor: unit, gross_minor: unit * quantity }));
  const sold = lines.map(({ sku, product = sku.toLowerCase(), title = sku, options = [] }) => ({ product, title, options }));
  const goods = priced.reduce((sum, line) => sum + line.gross_minor, 0);
  const total = goods + shipping;
  const quotedLine = ({ id, sku, quantity, unit_minor, gross_minor }) => ({
    id, sku, quantity, list_unit_minor: unit_minor, unit_minor, list_minor: gross_minor, subtotal_minor: gross_minor, discounts: [],
    discounted_minor: gross_minor, tax: null, net_minor: gross_minor, tax_minor: 0, gross_minor,
  });
  const quote = {
    currency: "EUR", prices_include_tax: true, lines: priced.map(quotedLine), codes: [], not_applied: [], discounts: [], destination,
    destination_is_assumed: false, requires_shipping: true, shipping_zone: null, shipping_options: [],
    shipping: shipping === 0 ? null : {
      rate: "ireland.post", title: "Post", price_minor: shipping, discounts: [], discounted_minor: shipping, taxes: [], net_minor: shipping,
      tax_minor: 0, gross_minor: shipping, days_min: 1, days_max: 2, chosen: true,
    },
    taxes: [], list_minor: goods, subtotal_minor: goods, discounted_minor: goods, net_minor: total, tax_minor: 0, total_minor: total,
  };
  return {
    number, secret: randomBytes(16).toString("hex"), cart: { id: randomBytes(16).toString("hex"), revision: 1 }, digest: randomBytes(32).toString("hex"),
    supersedes: null, origin: shop.url, is_public: true, market: null, locale: "en-IE", email, address, billing_address: null, vat_id: null, note: "",
    lines: priced.map((line, at) => ({ ...line, ...sold[at], picture: null, tax_minor: 0, requires_shipping: true })),
    quote, uses: [], payment: total === 0 ? null : { method, gateways: ["test"] }, ...rest,
  };
}

export function ordersOf(shop) {
  /** A call to an order's object, as the Workers make it. */
  const object = async (number, path, message) => {
    const stub = shop.env.ORDER.get(shop.env.ORDER.idFromName(number));
    const answer = await stub.fetch(`https://object${path}`, { method: "POST", body: JSON.stringify(message) });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return JSON.parse(text);
  };
  const admin = async (method, path, body, headers) => {
    const answer = await shop.admin(method, `${ORDERS}${path}`, body, headers);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : undefined };
  };
  const orders = {
    object,
    admin,
    attempts: (placement) => object(placement.number, "/placements", { placement, wait_ms: 10_000 }),
    /** Places an order that must come to a payment page (or, without anything to pay, be confirmed). */
    async places(wishes = {}) {
      const placement = placementOf(shop, wishes);
      const { view } = await orders.attempts(placement);
      assert.equal(view.end, null, JSON.stringify(view.end));
      if (placement.payment) assert.ok(view.redirect_url, JSON.stringify(view));
      return { ...placement, view };
    },
    /** Something done on the test gateway's page; `webhooks` is how it tells of it. */
    async does(view, deed, webhooks = "in_order") {
      const { pathname } = new URL(view.redirect_url, shop.url);
      const form = { method: "POST", body: new URLSearchParams({ deed, webhooks }), headers: { "sec-fetch-site": "same-origin" } };
      const answer = await shop.fetch(pathname, form);
      assert.equal(answer.status, 303, deed);
    },
    /** An order that is paid and confirmed. */
    async sells(wishes) {
      const placed = await orders.places(wishes);
      if (placed.payment) await orders.does(placed.view, "pay");
      await until(async () => (await orders.reads(placed.number)).state === "confirmed", { what: "a confirmed order" });
      return placed;
    },
    command: (number, command, wait_ms = 10_000) => object(number, "/commands", { command, secret: null, wait_ms }),
    /** The merchant's view of it, which must be there. */
    async reads(number) {
      const { status, body } = await admin("GET", `/${number}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body;
    },
    async lists(query = "") {
      const { status, body } = await admin("GET", query);
      assert.equal(status, 200, JSON.stringify(body));
      return body.orders;
    },
    /** The order in the list, once its copy shows what is looked for. */
    listed: (number, shows = () => true) =>
      until(async () => (await orders.lists(`?number=${number}`)).find(shows), { what: `the copy of ${number}` }),
    document: async (number) => (await shop.fetch(`/__dev/orders/${number}`)).json(),
    /** Runs what is due at an instant, in seconds from now. */
    async passes(number, seconds) {
      const instant = new Date(Date.now() + seconds * 1000).toISOString();
      const answer = await shop.fetch(`/__dev/orders/${number}/alarm`, { method: "POST", body: JSON.stringify(instant) });
      assert.equal(answer.status, 204, await answer.text());
    },
    refunds: (number, wish, headers = key()) => admin("POST", `/${number}/refunds`, wish, headers),
    ships: (number, wish, headers = key()) => admin("POST", `/${number}/shipments`, wish, headers),
    cancels: (number, wish, headers = key()) => admin("POST", `/${number}/cancellation`, wish, headers),
    reconciliation: async () => (await shop.admin("GET", "/api/admin/v1/reconciliation")).json(),
  };
  return orders;
}

/** The body and headers of a webhook of the test gateway, as it would sign it. */
export function signedHook(event, { at = Date.now(), token = ADMIN_TOKEN } = {}) {
  const body = JSON.stringify(event);
  const secret = createHmac("sha256", token).update("test gateway").digest("hex");
  const seconds = Math.floor(at / 1000);
  const signature = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return { body, headers: { "content-type": "application/json", "test-gateway-signature": `t=${seconds},v1=${signature}` } };
}
