// The test gateway's object and pages, and what a shop sends to gateways, with a verb for each.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "./harness.mjs";

const CALL = "https://gateway.test/v1";

export function gatewayOf(shop) {
  const stub = shop.env.TEST_GATEWAY_OBJECT.get(shop.env.TEST_GATEWAY_OBJECT.idFromName("shop"));
  const ask = async (path, message) => {
    const answer = await stub.fetch(`https://object${path}`, { method: "POST", body: JSON.stringify(message) });
    assert.equal(answer.status, 200, path);
    return answer.json();
  };
  const headers = (key) => (key ? [["Idempotency-Key", key]] : []);
  const calls = async (method, path, body, key) => {
    const call = { method, url: `${CALL}/${path}`, headers: headers(key), body: body ? JSON.stringify(body) : "" };
    const { status, body: text } = await ask("/calls", call);
    return { status, body: text ? JSON.parse(text) : undefined };
  };
  return {
    calls,
    opens: async (key, changes = {}) => {
      const { status, body } = await calls("POST", "sessions", wish(shop.url, changes), key);
      assert.equal(status, 201, JSON.stringify(body));
      return body;
    },
    looks: async (id) => (await calls("GET", `sessions/${id}`)).body,
    page: (id) => shop.fetch(`/test-gateway/sessions/${id}`),
    acts: (id, deed, fields = {}, origin = shop.url) =>
      shop.fetch(`/test-gateway/sessions/${id}`, { method: "POST", headers: { origin }, body: new URLSearchParams({ deed, ...fields }) }),
  };
}

export function wish(origin, changes = {}) {
  return {
    order: "01ABCDEFGH",
    attempt: 1,
    method: "card",
    amount: { amount_minor: 2500, currency: "EUR" },
    lines: [{ title: "Linen <throw>", amount_minor: 2000 }, { title: "Delivery", amount_minor: 500 }],
    email: "ada@example.com",
    locale: "en-IE",
    return_url: `${origin}/orders/x`,
    cancel_url: `${origin}/checkout`,
    expires_at: new Date(Date.now() + 1_800_000).toISOString(),
    ...changes,
  };
}

/** What became of a call that the shop sent to a gateway: `{ Answered: … }`, `"NotSent"` or `"Unknown"`. */
export async function sendsTo(shop, gateway, call) {
  const whole = { method: "POST", headers: [], body: "", ...call };
  const answer = await shop.fetch(`/__dev/gateways/${gateway}/calls`, { method: "POST", body: JSON.stringify(whole) });
  assert.equal(answer.status, 200);
  return answer.json();
}

/** Lets the circuit of a gateway know that it answers again, and waits until every Worker does. */
export async function circuitCloses(shop, gateway) {
  const isOpen = async () => (await (await shop.fetch("/__dev/gateways")).json()).includes(gateway);
  const stub = shop.env.BREAKER.get(shop.env.BREAKER.idFromName(gateway));
  const wasOpen = (await (await stub.fetch("https://object/glances", { method: "POST", body: "null" })).json()).granted === false;
  await stub.fetch("https://object/outcomes", { method: "POST", body: "false" });
  // What an isolate was told it goes by for five seconds.
  if (wasOpen || (await isOpen())) await sleep(5_100);
  await until(async () => !(await isOpen()), { what: `the circuit of ${gateway} closed` });
}
