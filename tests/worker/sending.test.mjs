// What the shop sends to gateways, with the gateways played at the network boundary.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { Response } from "miniflare";
import { startShop } from "./harness.mjs";
import { gatewayOf, sendsTo, wish } from "./gateways.mjs";

const STRIPE = "https://api.stripe.com/v1";
const MOLLIE = "https://api.mollie.com/v2";

let shop;
let answer;
before(async () => {
  const vars = { STRIPE_SECRET_KEY: "sk_test_1", MOLLIE_API_KEY: "test_1", TEST_GATEWAY: "1" };
  shop = await startShop({ vars, outbound: (request) => answer(request) });
});
after(() => shop.stop());
beforeEach(() => {
  answer = () => new Response("{}");
  shop.outbound.length = 0;
});

test("a call is sent as it was written, with the key that is stored nowhere", async () => {
  answer = async (request) => new Response(`${request.method} ${await request.text()}`, { status: 402 });
  const call = { url: `${STRIPE}/refunds`, headers: [["Idempotency-Key", "A:1:refund-1"]], body: "amount=5&x=%5B%5D" };
  assert.deepEqual(await sendsTo(shop, "stripe", call), { Answered: { status: 402, body: "POST amount=5&x=%5B%5D" } });
  const [sent] = shop.outbound;
  assert.equal(sent.headers.authorization, "Bearer sk_test_1");
  assert.equal(sent.headers["idempotency-key"], "A:1:refund-1");
  const closed = await sendsTo(shop, "mollie", { method: "DELETE", url: `${MOLLIE}/payments/tr_1` });
  assert.deepEqual(closed, { Answered: { status: 402, body: "DELETE " } });
  assert.equal(shop.outbound[1].headers.authorization, "Bearer test_1");
});

test("nothing is sent to another host, and no redirect is followed", async () => {
  for (const url of ["https://api.stripe.com.evil.example/v1/refunds", `${MOLLIE}/payments`, "https://api.stripe.com@evil.example/v1"]) {
    assert.equal(await sendsTo(shop, "stripe", { url }), "NotSent", url);
  }
  assert.deepEqual(shop.outbound, []);
  answer = () => new Response("", { status: 302, headers: { location: "https://evil.example/" } });
  assert.deepEqual(await sendsTo(shop, "stripe", { url: `${STRIPE}/refunds` }), { Answered: { status: 302, body: "" } });
  assert.equal(shop.outbound.length, 1);
});

test("rule 9: a call that gets no answer in eight seconds is unknown, as is one too long", async () => {
  answer = () => new Promise(() => {});
  const started = Date.now();
  assert.equal(await sendsTo(shop, "mollie", { method: "GET", url: `${MOLLIE}/payments/tr_1` }), "Unknown");
  const seconds = (Date.now() - started) / 1000;
  assert.ok(seconds > 7.5 && seconds < 12, `${seconds}`);
  answer = () => new Response("x".repeat(1_000_001));
  assert.equal(await sendsTo(shop, "mollie", { method: "GET", url: `${MOLLIE}/payments/tr_1` }), "Unknown");
});

test("rule 9: an answer that breaks off is unknown", async () => {
  answer = () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"id":"cs_'));
        setTimeout(() => controller.error(new Error("reset")), 50);
      },
    });
    return new Response(body);
  };
  const seen = await sendsTo(shop, "stripe", { method: "GET", url: `${STRIPE}/checkout/sessions/cs_1` });
  // Where the runtime ends the body instead of breaking it, the adapter finds half a document.
  assert.ok(seen === "Unknown" || seen.Answered.body === '{"id":"cs_' || seen.Answered.status >= 500, JSON.stringify(seen));
});

test("rule 9: a gateway that keeps failing is left alone, and the others are not", async () => {
  const open = async () => (await shop.fetch("/__dev/gateways")).json();
  answer = () => new Response("", { status: 503 });
  const call = { method: "GET", url: `${STRIPE}/events` };
  for (let failure = 0; failure < 5; failure += 1) {
    assert.deepEqual(await sendsTo(shop, "stripe", call), { Answered: { status: 503, body: "" } });
  }
  assert.equal(await sendsTo(shop, "stripe", call), "NotSent");
  assert.equal(shop.outbound.length, 5);
  assert.deepEqual(await open(), ["stripe"]);
  answer = () => new Response("{}");
  assert.deepEqual(await sendsTo(shop, "mollie", { method: "GET", url: `${MOLLIE}/payments` }), { Answered: { status: 200, body: "{}" } });
  // The memory of this isolate is gone, the circuit is still open.
  await shop.restart({});
  assert.equal(await sendsTo(shop, "stripe", call), "NotSent");
  assert.deepEqual(await open(), ["stripe"]);
});

test("the test gateway is reached without any network", async () => {
  const call = { url: "https://gateway.test/v1/sessions", headers: [["Idempotency-Key", "k"]], body: JSON.stringify(wish(shop.url)) };
  const { Answered } = await sendsTo(shop, "test", call);
  assert.equal(Answered.status, 201);
  assert.equal((await gatewayOf(shop).looks(JSON.parse(Answered.body).id)).order, "01ABCDEFGH");
  assert.deepEqual(shop.outbound, []);
});
