// Stripe as far as the shop uses it: Checkout Sessions, refunds, events and their webhooks. The objects are
// those of tests/fixtures/payments/stripe; parameters and errors as in <https://github.com/stripe/openapi>.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { PlayedGateway, answerOf, nameOf, requireFields } from "./played_gateway.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(`../fixtures/payments/stripe/${name}.json`, import.meta.url), "utf8"));
const OPENED = read("opened");
const INTENT = read("look_paid").payment_intent;
const REFUND = read("refund");
const EVENT = read("hook");
const VERSION = "2026-08-26.dahlia";
const HALF_HOUR = 1800;

export const STRIPE_KEY = "sk_test_played";
export const STRIPE_SECRETS = ["whsec_new", "whsec_old"];
export const STRIPE_VARS = { STRIPE_SECRET_KEY: STRIPE_KEY, STRIPE_WEBHOOK_SECRET: STRIPE_SECRETS.join(","), STRIPE_API_BASE: "https://stripe.test/v1" };

const PARAMETERS = [
  /^(mode|client_reference_id|payment_method_types\[0\]|customer_email|locale|success_url|cancel_url|expires_at)$/,
  /^adaptive_pricing\[enabled\]$/, /^(metadata|payment_intent_data\[metadata\])\[(order|attempt)\]$/,
  /^line_items\[\d+\]\[(quantity|price_data\]\[(currency|unit_amount|product_data\]\[name))\]$/,
];

/** What a webhook is sent with. */
export function stripeSignature(body, { at = Date.now(), secret = STRIPE_SECRETS[0] } = {}) {
  const seconds = Math.floor(at / 1000);
  const v1 = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return { "content-type": "application/json", "stripe-signature": `t=${seconds},v1=${v1}` };
}

export class PlayedStripe extends PlayedGateway {
  sessions = new Map();

  constructor() {
    super({ base: "https://stripe.test", problem: (status, message) => ({ error: { type: status === 429 ? "rate_limit_error" : "api_error", message } }) });
  }

  async carriesOut({ method, path, headers, body, query }) {
    assert.equal(headers.get("authorization"), `Bearer ${STRIPE_KEY}`);
    assert.equal(headers.get("stripe-version"), VERSION);
    const fields = new URLSearchParams(body);
    const [, list, id, verb] = /^\/v1\/(checkout\/sessions|refunds|events|payment_intents)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path) ?? [];
    if (method === "POST" && list === "checkout/sessions" && !id) return this.#opens(fields);
    if (method === "POST" && list === "refunds" && !id) return this.#refunds(fields);
    if (method === "GET" && list === "events") return answerOf(200, { object: "list", data: [], has_more: false });
    const session = this.sessions.get(id);
    if (list !== "checkout/sessions" || !session) return answerOf(404, { error: { type: "invalid_request_error", code: "resource_missing", message: `No such ${list}: '${id}'` } });
    if (method === "POST" && verb === "expire") return this.#expires(session);
    return answerOf(200, this.#shown(session, query.has("expand[0]")));
  }

  #opens(fields) {
    requireFields(fields.keys(), PARAMETERS);
    const expiresIn = Number(fields.get("expires_at")) - Date.now() / 1000;
    if (expiresIn < HALF_HOUR - 1 || expiresIn > 86_400) return answerOf(400, { error: { type: "invalid_request_error", param: "expires_at", message: "The expires_at must be between 30 minutes and 24 hours from now." } });
    const lines = [...fields].filter(([name]) => name.endsWith("[unit_amount]")).map(([, amount]) => Number(amount));
    assert.ok(lines.length > 0 && lines.every((amount) => Number.isInteger(amount) && amount >= 0));
    const id = nameOf("cs_test_");
    const total = lines.reduce((sum, amount) => sum + amount, 0);
    const metadata = { order: fields.get("metadata[order]"), attempt: fields.get("metadata[attempt]") };
    const session = {
      ...OPENED, id, metadata, client_reference_id: fields.get("client_reference_id"), amount_total: total, amount_subtotal: total,
      customer_email: fields.get("customer_email"), expires_at: Number(fields.get("expires_at")), success_url: fields.get("success_url"),
      cancel_url: fields.get("cancel_url"), url: `https://checkout.stripe.com/c/pay/${id}`, intent: null, refunds: [],
    };
    this.sessions.set(id, session);
    return answerOf(200, this.#shown(session));
  }

  #expires(session) {
    if (session.status !== "open") return answerOf(400, { error: { type: "invalid_request_error", message: "Only Checkout Sessions with a status in [\"open\"] can be expired." } });
    Object.assign(session, { status: "expired", url: null });
    return answerOf(200, this.#shown(session));
  }

  #refunds(fields) {
    const session = [...this.sessions.values()].find(({ intent }) => intent?.id === fields.get("payment_intent"));
    const amount = Number(fields.get("amount"));
    const left = (session?.intent.amount_received ?? 0) - (session?.refunds ?? []).reduce((sum, refund) => sum + refund.amount, 0);
    if (amount > left) return answerOf(400, { error: { type: "invalid_request_error", message: "Refund amount is greater than unrefunded amount on charge." } });
    const metadata = { order: fields.get("metadata[order]"), refund_id: fields.get("metadata[refund_id]") };
    const refund = { ...REFUND, id: nameOf("re_"), amount, currency: session.currency, payment_intent: session.intent.id, charge: session.intent.latest_charge.id, metadata, status: "succeeded" };
    session.refunds.push(refund);
    return answerOf(200, refund);
  }

  #shown({ intent, refunds, ...session }, isExpanded = false) {
    if (!intent) return session;
    const charge = { ...intent.latest_charge, refunds: { object: "list", data: refunds, has_more: false } };
    return { ...session, payment_intent: isExpanded ? { ...intent, latest_charge: charge } : intent.id };
  }

  /** The page of an order's attempt. */
  of(order, attempt = 1) {
    return [...this.sessions.values()].find(({ metadata }) => metadata.order === order && metadata.attempt === String(attempt));
  }

  allOf(order) {
    return [...this.sessions.values()].filter(({ metadata }) => metadata.order === order);
  }

  /** The shopper pays on the page. */
  pays(session) {
    assert.equal(session.status, "open", "a page that can be paid");
    const amount = session.amount_total;
    const { metadata, currency } = session;
    const charge = { ...INTENT.latest_charge, id: nameOf("ch_"), amount, amount_captured: amount, amount_refunded: 0, currency, metadata };
    session.intent = { ...INTENT, id: nameOf("pi_"), amount, amount_received: amount, currency, metadata, latest_charge: charge };
    charge.payment_intent = session.intent.id;
    Object.assign(session, { status: "complete", payment_status: "paid", url: null });
    return session;
  }

  /** The body of an event, with the session as it stands or as `changes` say. */
  event(type, session, changes = {}) {
    const object = { ...this.#shown(session), ...changes };
    return JSON.stringify({ ...EVENT, id: nameOf("evt_"), created: Math.floor(Date.now() / 1000), type, data: { object } });
  }

  refundEvent(type, refund) {
    return JSON.stringify({ ...EVENT, id: nameOf("evt_"), type, data: { object: refund } });
  }
}

export const sendsStripe = (shop, body, headers = stripeSignature(body)) => shop.fetch("/hooks/payments/stripe", { method: "POST", body, headers });
