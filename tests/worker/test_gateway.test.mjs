// The gateway that plays others: its pages, what is done on them, and the webhooks that follow.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { gatewayOf } from "./gateways.mjs";
import { elements } from "./markup.mjs";

let shop;
let gateway;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  gateway = gatewayOf(shop);
});
after(() => shop.stop());

const deedsOn = async (id) => {
  const page = await gateway.page(id);
  return elements(await page.text(), "button").map((button) => button.attribute("value"));
};
const webhooks = async () => {
  const { requests } = await (await shop.fetch("/__dev/requests/orders")).json();
  return requests.filter((request) => request.address === "/hooks/payments/test").length;
};
/** How many webhooks came since `before`, once no more follow. */
async function webhooksSince(before, atLeast) {
  if (atLeast > 0) await until(async () => (await webhooks()) >= before + atLeast, { what: `${atLeast} webhooks` });
  await new Promise((done) => setTimeout(done, 400));
  return (await webhooks()) - before;
}

test("its page says that it is a test, what is paid, and who asks", async () => {
  const { id, url } = await gateway.opens("page");
  assert.equal(url, `${shop.url}/test-gateway/sessions/${id}`);
  const page = await gateway.page(id);
  assert.equal(page.status, 200);
  assert.equal(page.headers.get("cache-control"), "private, no-store");
  const html = await page.text();
  for (const words of ["Test gateway", "No money moves here", "€25.00", "Linen &#60;throw&#62;", "01ABCDEFGH", "Waiting for payment"]) {
    assert.ok(html.includes(words), words);
  }
  assert.deepEqual(await deedsOn(id), ["pay", "decline", "pay_later", "pay_and_lose_answer", "expire", "cancel"]);
});

test("paying leads back to the shop, and two webhooks tell of it", async () => {
  const before = await webhooks();
  const { id } = await gateway.opens("pay");
  const paid = await gateway.acts(id, "pay");
  assert.deepEqual([paid.status, paid.headers.get("location")], [303, `${shop.url}/orders/x`]);
  const session = await gateway.looks(id);
  assert.deepEqual([session.status, session.captures.map((capture) => capture.amount_minor)], ["captured", [2500]]);
  assert.equal(await webhooksSince(before, 2), 2);
  // Once is enough.
  const again = await gateway.acts(id, "pay");
  assert.equal(again.status, 409);
  assert.deepEqual(await gateway.looks(id), session);
});

for (const [webhooksCome, count] of [["doubled", 4], ["dropped", 0], ["reversed", 2], ["late", 0]]) {
  test(`webhooks that are ${webhooksCome} come ${count} times at once`, async () => {
    const before = await webhooks();
    const { id } = await gateway.opens(`webhooks ${webhooksCome}`);
    await gateway.acts(id, "pay", { webhooks: webhooksCome });
    assert.equal((await gateway.looks(id)).status, "captured");
    assert.equal(await webhooksSince(before, count), count);
  });
}

test("rule 11: a declined payment stays on its page and can be paid", async () => {
  const { id } = await gateway.opens("decline");
  const declined = await gateway.acts(id, "decline");
  const back = declined.headers.get("location");
  assert.equal(declined.status, 303);
  assert.match(await (await shop.fetch(back)).text(), /role="alert">Declined/);
  assert.deepEqual([(await gateway.looks(id)).status, (await gateway.looks(id)).captures], ["open", []]);
  await gateway.acts(id, "pay");
  assert.equal((await gateway.looks(id)).status, "captured");
  assert.doesNotMatch(await (await shop.fetch(back)).text(), /role="alert"/);
});

test("a payment that takes its time is on its way until the bank says more", async () => {
  const { id } = await gateway.opens("slow", { method: "bank_transfer" });
  assert.equal((await gateway.acts(id, "pay")).headers.get("location"), `${shop.url}/orders/x`);
  assert.deepEqual([(await gateway.looks(id)).status, await deedsOn(id)], ["processing", ["settle", "fail_to_settle"]]);
  const settled = await gateway.acts(id, "settle");
  assert.equal(settled.headers.get("location"), `/test-gateway/sessions/${id}`);
  assert.equal((await gateway.looks(id)).status, "captured");
});

test("rule 13: a capture whose answer is lost took effect, and the same key gets its answer", async () => {
  const { id } = await gateway.opens("approve", { method: "paypal" });
  assert.equal((await gateway.acts(id, "pay_and_lose_answer")).status, 303);
  assert.equal((await gateway.looks(id)).status, "authorised");
  const capture = () => gateway.calls("POST", `sessions/${id}/captures`, { amount_minor: 2500 }, "capture");
  assert.equal((await capture()).status, 504);
  assert.equal((await gateway.looks(id)).status, "captured");
  assert.equal((await capture()).status, 200);
  assert.equal((await gateway.looks(id)).captures.length, 1);
});

test("a payment whose answer is lost is charged, and leads nowhere", async () => {
  const { id } = await gateway.opens("lost");
  const lost = await gateway.acts(id, "pay_and_lose_answer");
  assert.deepEqual([lost.status, lost.headers.get("location")], [504, null]);
  assert.equal((await gateway.looks(id)).status, "captured");
});

test("cancelling leads back to the checkout, and nothing can be paid any more", async () => {
  const { id } = await gateway.opens("cancel");
  assert.equal((await gateway.acts(id, "cancel")).headers.get("location"), `${shop.url}/checkout`);
  assert.equal((await gateway.acts(id, "pay")).status, 409);
  const session = await gateway.looks(id);
  assert.deepEqual([session.status, session.captures], ["cancelled", []]);
});

test("a page lapses by the clock, and a webhook says so", async () => {
  const before = await webhooks();
  const { id } = await gateway.opens("lapse", { expires_at: new Date(Date.now() + 1500).toISOString() });
  assert.equal(await webhooksSince(before, 1), 1);
  assert.equal((await gateway.looks(id)).status, "expired");
  assert.equal((await gateway.acts(id, "pay")).status, 409);
});

test("what was paid is refunded and disputed at the dashboard", async () => {
  const { id } = await gateway.opens("after");
  await gateway.acts(id, "pay");
  const part = await gateway.calls("POST", `sessions/${id}/refunds`, { amount_minor: 1000, refund_id: "r1" }, "refund");
  assert.deepEqual([part.status, part.body.status], [201, "succeeded"]);
  await gateway.acts(id, "refund");
  await gateway.acts(id, "dispute");
  const { refunds, disputes } = await gateway.looks(id);
  assert.deepEqual(refunds.map((refund) => [refund.amount_minor, refund.refund_id]), [[1000, "r1"], [1500, null]]);
  assert.deepEqual(disputes.map((dispute) => dispute.status), ["needs_response"]);
  await gateway.acts(id, "fail_refunds");
  await gateway.acts(id, "win_dispute");
  const after = await gateway.looks(id);
  assert.deepEqual(after.refunds.map((refund) => refund.status), ["failed", "failed"]);
  assert.deepEqual(after.disputes.map((dispute) => dispute.status), ["won"]);
});

test("rule 8: a key is answered once, also after the object was put out of memory", async () => {
  const first = await gateway.opens("twice", { expires_at: "2099-01-01T00:00:00Z" }).catch((error) => error);
  assert.match(String(first), /expiry/);
  const expires_at = new Date(Date.now() + 1_000_000).toISOString();
  const opened = await gateway.opens("key", { expires_at });
  await shop.evict("TestGatewayObject", "shop");
  assert.deepEqual(await gateway.opens("key", { expires_at }), opened);
  const other = await gateway.opens("key", { expires_at, attempt: 2 }).catch((error) => error);
  assert.match(String(other), /key_reused/);
  await shop.kill();
  await shop.restart();
  gateway = gatewayOf(shop);
  assert.equal((await gateway.looks(opened.id)).status, "open");
});

test("another site cannot press its buttons, and unknown payments have no page", async () => {
  const { id } = await gateway.opens("foreign");
  assert.equal((await gateway.acts(id, "pay", {}, "https://evil.example")).status, 403);
  assert.equal((await gateway.looks(id)).status, "open");
  assert.equal((await gateway.page("ts_none")).status, 404);
  assert.equal((await gateway.acts("ts_none", "pay")).status, 404);
  assert.equal((await gateway.acts(id, "nonsense")).status, 409);
});

test("it is not there unless the shop is told to use it", async () => {
  const { id } = await gateway.opens("off");
  await shop.restart({ vars: {} });
  try {
    assert.equal((await gateway.page(id)).status, 404);
    gateway = gatewayOf(shop);
    assert.equal((await gateway.acts(id, "pay")).status, 404);
    assert.equal((await gateway.looks(id)).status, "open");
  } finally {
    await shop.restart({ vars: { TEST_GATEWAY: "1" } });
    gateway = gatewayOf(shop);
  }
});
