// Mollie as far as the shop uses it: payments, refunds, lists and the webhook that names a payment. The
// objects are those of tests/fixtures/payments/mollie; parameters and errors as in specs.yaml of
// <https://github.com/mollie/openapi>.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { PlayedGateway, answerOf, nameOf, requireFields } from "./played_gateway.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(`../fixtures/payments/mollie/${name}.json`, import.meta.url), "utf8"));
const PAYMENT = read("payment");
const REFUND = read("refund");

export const MOLLIE_KEY = "test_played";
export const MOLLIE_VARS = { MOLLIE_API_KEY: MOLLIE_KEY, MOLLIE_API_BASE: "https://mollie.test/v2" };

const PARAMETERS = [/^(amount|description|method|redirectUrl|cancelUrl|lines|billingAddress|metadata|locale|webhookUrl)$/];
const minorOf = ({ value }) => Math.round(Number(value) * 100);
const euro = (minor) => ({ currency: "EUR", value: (minor / 100).toFixed(2) });

export class PlayedMollie extends PlayedGateway {
  payments = new Map();

  constructor() {
    super({ base: "https://mollie.test", problem: (status, detail) => ({ status, title: "Error", detail, _links: {} }) });
  }

  async carriesOut({ method, path, headers, body, query }) {
    assert.equal(headers.get("authorization"), `Bearer ${MOLLIE_KEY}`);
    const [, list, id, part] = /^\/v2\/(payments|refunds|chargebacks)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path) ?? [];
    if (method === "POST" && list === "payments" && !id) return this.#opens(JSON.parse(body));
    if (method === "GET" && list && !id) return answerOf(200, { count: 0, _embedded: { [list]: [] }, _links: { next: null } });
    const payment = this.payments.get(id);
    if (!payment) return answerOf(404, this.problem(404, "No payment exists with token."));
    if (method === "POST" && part === "refunds") return this.#refunds(payment, JSON.parse(body));
    if (method === "DELETE") return this.#cancels(payment);
    return answerOf(200, this.#shown(payment, query.get("embed") ?? ""));
  }

  #opens(asked) {
    requireFields(Object.keys(asked), PARAMETERS);
    const sum = asked.lines.reduce((total, line) => total + minorOf(line.totalAmount), 0);
    if (sum !== minorOf(asked.amount)) return answerOf(422, { ...this.problem(422, "The sum of the lines is not the amount."), field: "lines" });
    assert.match(asked.amount.value, /^\d+\.\d\d$/);
    const id = nameOf("tr_");
    const links = { ...PAYMENT._links, checkout: { href: `https://www.mollie.com/checkout/select/${id}`, type: "text/html" } };
    const { amount, description, method, metadata, redirectUrl, webhookUrl } = asked;
    const payment = { ...PAYMENT, id, amount, description, method, metadata, redirectUrl, webhookUrl, status: "open", isCancelable: true, createdAt: new Date().toISOString(), _links: links, refunds: [], chargebacks: [] };
    this.payments.set(id, payment);
    return answerOf(201, this.#shown(payment));
  }

  #cancels(payment) {
    if (payment.status !== "open") return answerOf(422, this.problem(422, "The payment cannot be cancelled"));
    payment.status = "canceled";
    return answerOf(200, this.#shown(payment));
  }

  #refunds(payment, { amount, metadata, description }) {
    const left = (payment.status === "paid" ? minorOf(payment.amount) : 0) - payment.refunds.reduce((sum, refund) => sum + minorOf(refund.amount), 0);
    if (minorOf(amount) > left) return answerOf(409, this.problem(409, "The specified amount cannot be refunded"));
    const refund = this.refundsAtDashboard(payment, minorOf(amount), { metadata, description });
    return answerOf(201, refund);
  }

  #shown({ refunds, chargebacks, ...payment }, embed = "") {
    const kinds = Object.entries({ refunds, chargebacks }).filter(([kind]) => embed.split(",").includes(kind));
    const { checkout, ...links } = payment._links;
    return { ...payment, _links: payment.status === "open" ? { checkout, ...links } : links, ...(kinds.length > 0 && { _embedded: Object.fromEntries(kinds) }) };
  }

  of(order, attempt = 1) {
    return [...this.payments.values()].find(({ metadata }) => metadata.order === order && metadata.attempt === attempt);
  }

  allOf(order) {
    return [...this.payments.values()].filter(({ metadata }) => metadata.order === order);
  }

  pays(payment) {
    assert.equal(payment.status, "open", "a payment that can be paid");
    return this.paysRegardless(payment);
  }

  /** A bank is not to be stopped by what the page says. */
  paysRegardless(payment) {
    Object.assign(payment, { status: "paid", isCancelable: false, paidAt: new Date().toISOString(), amountRefunded: euro(0) });
    return payment;
  }

  refundsAtDashboard(payment, minor, changes = { metadata: null }) {
    const refund = { ...REFUND, id: nameOf("re_"), amount: euro(minor), paymentId: payment.id, status: "refunded", createdAt: new Date().toISOString(), ...changes };
    payment.refunds.push(refund);
    return refund;
  }

  /** The webhook of a payment, sent to the shop in place of the public address that it was opened with. */
  sends(shop, payment, { body = `id=${payment.id}`, path } = {}) {
    const { pathname } = new URL(payment.webhookUrl);
    return shop.fetch(path ?? pathname, { method: "POST", body, headers: { "content-type": "application/x-www-form-urlencoded" } });
  }
}
