// The consumer of the queue of mails: each event's mail reaches its receiver once, whatever the queue, the
// provider and the order's object do meanwhile. The mail provider is played at the network boundary, as its
// published description has it; the order is played too, so that it can be deaf.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { Response } from "miniflare";
import { setFault } from "./catalogue.mjs";
import { startShop, until } from "./harness.mjs";
import { PLAYED_ORDER, PlayedOrder } from "./played_order.mjs";

const API_BASE = "https://mail.test/v1";
const API_KEY = "re_test_0123456789abcdef";

let shop;
/** Everything that was asked of the provider, oldest first. */
let asked;
/** What the provider answers next, before it works again: a function of the request. */
let troubles;
/** What the provider sent, by key. */
let sent;

const error = (status, name, message = name) => () => Response.json({ statusCode: status, name, message }, { status });
/** Does what it was asked, and says nothing. */
const swallow = (answer) => (request) => (deliver(request), answer());

function deliver({ key, body }) {
  const known = sent.get(key);
  if (known && known !== body) return error(409, "invalid_idempotent_request")();
  sent.set(key, body);
  return Response.json({ id: `mail-${[...sent.keys()].indexOf(key)}` });
}

async function provider(request) {
  if (!request.url.startsWith(API_BASE)) return undefined;
  const { pathname } = new URL(request.url);
  const call = { path: pathname, method: request.method, headers: Object.fromEntries(request.headers), key: request.headers.get("idempotency-key"), body: await request.text() };
  asked.push(call);
  const trouble = troubles.shift();
  return trouble ? trouble(call) : deliver(call);
}

before(async () => {
  shop = await startShop({ played: { Order: PLAYED_ORDER }, vars: { MAIL_API_KEY: API_KEY, MAIL_API_BASE: `${API_BASE}/`, MAIL_FROM: "Post <post@shop.example>" }, outbound: provider });
  const answer = await shop.admin("PATCH", "/api/admin/v1/settings", { name: "Headland & Sons", email: "hello@shop.example" });
  assert.equal(answer.status, 200);
});
after(() => shop.stop());
beforeEach(() => {
  asked = [];
  troubles = [];
  sent = new Map();
  shop.clearLogs();
});

const placed = (changes) => new PlayedOrder(shop, changes);
const undeliverable = async () => (await (await shop.admin("GET", "/api/admin/v1/undeliverable-mails")).json()).mails;
const ofOrder = (mails, order) => mails.filter((mail) => mail.order === order.number);
const times = (count) => until(() => asked.length >= count, { what: `${count} requests to the provider`, timeoutMs: 15_000 });

test("a confirmation reaches shopper and merchant, each once, as the provider's description has it", async () => {
  const order = await placed({ to: ["shopper", "merchant"] }).seed();
  await Promise.all([order.asks("shopper"), order.asks("merchant")]);
  await order.told();
  assert.deepEqual([...sent.keys()].sort(), [`${order.number}:1:merchant`, `${order.number}:1:shopper`]);
  const [call] = asked.filter(({ key }) => key.endsWith("shopper"));
  assert.deepEqual([call.method, call.path], ["POST", "/v1/emails"]);
  assert.equal(call.headers.authorization, `Bearer ${API_KEY}`);
  assert.equal(call.headers["content-type"], "application/json");
  const mail = JSON.parse(call.body);
  assert.deepEqual([mail.from, mail.to, mail.reply_to], ["Post <post@shop.example>", ["ada@example.com"], "hello@shop.example"]);
  assert.equal(mail.subject, `Your order ${order.number} is confirmed`);
  for (const twin of [mail.html, mail.text]) assert.match(twin, /€132\.50/);
  const note = JSON.parse(sent.get(`${order.number}:1:merchant`));
  assert.deepEqual([note.to, note.reply_to], [["hello@shop.example"], "ada@example.com"]);
  assert.ok(!JSON.stringify(note).includes(order.order.placement.secret), "the shopper's key stays the shopper's");
});

test("messages that the queue brings again send nothing more", async () => {
  const order = await placed().seed();
  await order.asks();
  await order.told();
  for (let again = 0; again < 5; again += 1) await order.asks();
  const marker = await placed().seed();
  await marker.asks();
  await marker.told();
  assert.equal(asked.filter(({ key }) => key.startsWith(order.number)).length, 1);
});

test("a crash between sending and telling the order sends the same letter under the same key", async () => {
  const order = await placed().seed({ deaf: 2 });
  await order.asks();
  await times(1);
  await order.asks();
  await times(2);
  assert.deepEqual(await order.waiting(), ["shopper"], "the order has not heard of it");
  await order.asks();
  await order.told();
  assert.equal(sent.size, 1);
  assert.equal(asked.length, 3);
  assert.equal(new Set(asked.map(({ key, body }) => key + body)).size, 1, "byte for byte the same");
});

test("what the shop is called meanwhile sends no second letter", async () => {
  const order = await placed().seed({ deaf: 1 });
  await order.asks();
  await times(1);
  await shop.admin("PATCH", "/api/admin/v1/settings", { name: "Another name" });
  await order.asks();
  await order.told();
  assert.equal(sent.size, 1);
  assert.equal(asked.length, 2, "the provider knew the key with another body");
  await shop.admin("PATCH", "/api/admin/v1/settings", { name: "Headland & Sons" });
});

for (const [what, trouble] of [
  ["asks for patience (429)", error(429, "rate_limit_exceeded")],
  ["fails (500)", error(500, "application_error")],
  ["fails (502) after sending", swallow(() => new Response("<html>bad gateway", { status: 502 }))],
  ["is at the same letter (409)", error(409, "concurrent_idempotent_requests")],
  ["breaks the connection", () => Promise.reject(new Error("reset"))],
  ["wants another key (401)", error(401, "missing_api_key")],
  ["does not know the domain (403)", error(403, "validation_error", "The shop.example domain is not verified.")],
  ["sends somewhere else (302)", () => new Response(null, { status: 302, headers: { location: "https://evil.test/emails" } })],
]) {
  test(`a provider that ${what} gets the letter again, and it arrives once`, async () => {
    troubles = [trouble];
    const order = await placed().seed();
    await order.asks();
    await times(1);
    await until(() => shop.logs().some(({ message }) => message.includes(`mail ${order.number}:1:shopper waits`)), { what: "a line in the log" });
    assert.deepEqual(await order.waiting(), ["shopper"]);
    assert.deepEqual(ofOrder(await undeliverable(), order), []);
    await order.asks();
    await order.told();
    assert.equal(sent.size, 1);
    assert.ok(!shop.outbound.some(({ url }) => url.includes("evil.test")), "no redirect is followed");
    assert.ok(!shop.logs().some(({ message }) => message.includes(API_KEY)), "no secret in the log");
  });
}

test("a provider that says nothing for ten seconds is asked again", async () => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  troubles = [async (call) => (deliver(call), await held, new Response(null, { status: 500 }))];
  const order = await placed().seed();
  await order.asks();
  await until(() => shop.logs().some(({ message }) => message.includes("No answer within 10 s.")), { timeoutMs: 15_000, what: "the end of patience" });
  release();
  await order.asks();
  await order.told();
  assert.equal(sent.size, 1);
});

test("a letter that no trying delivers ends the trying, and the merchant sees why until it goes out", async () => {
  troubles = [error(422, "invalid_parameter", "The email address is not valid.")];
  const order = await placed().seed();
  await order.asks();
  await order.told();
  const [listed] = ofOrder(await undeliverable(), order);
  assert.deepEqual([listed.sequence, listed.receiver, listed.subject], [1, "shopper", `Your order ${order.number} is confirmed`]);
  assert.match(listed.reason, /422 invalid_parameter: The email address is not valid\./);
  await order.seed(); // the merchant asks for it again
  await order.asks();
  await order.told();
  await until(async () => ofOrder(await undeliverable(), order).length === 0, { what: "a list without it" });
  assert.equal(sent.size, 1);
});

test("trying ends a week after the event", async () => {
  troubles = [error(500, "application_error"), error(500, "application_error")];
  const day = 24 * 3600 * 1000;
  const recent = await placed({ at: new Date(Date.now() - 6 * day).toISOString() }).seed();
  await recent.asks();
  await times(1);
  const old = await placed({ at: new Date(Date.now() - 8 * day).toISOString() }).seed();
  await old.asks();
  await old.told();
  const [listed] = ofOrder(await undeliverable(), old);
  assert.match(listed.reason, /^Given up after seven days: 500/);
  assert.deepEqual(await recent.waiting(), ["shopper"]);
  await recent.asks();
  await recent.told();
});

test("a shop without an address of its own writes to shoppers, and there is nobody to tell", async () => {
  await shop.admin("PATCH", "/api/admin/v1/settings", { email: "" });
  const order = await placed({ to: ["shopper", "merchant"] }).seed();
  await Promise.all([order.asks("shopper"), order.asks("merchant")]);
  await order.told();
  assert.deepEqual([...sent.keys()], [`${order.number}:1:shopper`]);
  assert.equal(JSON.parse([...sent.values()][0]).reply_to, undefined);
  await shop.admin("PATCH", "/api/admin/v1/settings", { email: "hello@shop.example" });
});

test("what is no message, no order or no event stops nothing", async () => {
  await shop.env.MAILS.send("not a message");
  await shop.env.MAILS.send({ order: 7 });
  await shop.env.MAILS.send(JSON.stringify({ order: "ZZZZZZZZZZ", sequence: 1, to: "shopper" }));
  const order = placed();
  order.order.outbox.push({ sequence: 9, to: "shopper", retry: { tries: 0, at: "2026-11-26T10:00:00Z" } });
  await order.seed();
  await shop.env.MAILS.send(JSON.stringify({ order: order.number, sequence: 9, to: "shopper" }));
  await order.asks();
  await times(1);
  assert.equal(sent.size, 1);
});

test("while D1 is down a mail waits, and comes when it is back", async () => {
  await setFault(shop, "d1", "fails");
  const order = await placed().seed();
  await order.asks();
  await until(() => shop.logs().some(({ message }) => message.includes("mails wait for the settings")), { what: "a line in the log" });
  assert.equal(asked.length, 0);
  await setFault(shop, "d1", "none");
  await order.asks();
  await order.told();
  assert.equal(sent.size, 1);
});

test("without a provider a developer's machine keeps each letter once, over a restart, and shows it", async (context) => {
  const workshop = await startShop({ played: { Order: PLAYED_ORDER }, vars: { ORIGIN: undefined } });
  context.after(() => workshop.stop());
  await workshop.admin("PATCH", "/api/admin/v1/settings", { name: "Workshop", email: "hello@shop.example" });
  const list = async () => (await (await workshop.fetch("/__dev/mail", { headers: { accept: "application/json" } })).json()).mails;
  assert.deepEqual(await list(), []);
  const order = await new PlayedOrder(workshop, { to: ["shopper", "merchant"] }).seed({ deaf: 2 });
  for (let again = 0; again < 3; again += 1) {
    await order.asks("shopper");
    await order.asks("merchant");
    await until(async () => (await list()).length === 2, { what: "two letters" });
  }
  await order.told();
  await workshop.kill();
  await workshop.restart();
  const mails = await list();
  assert.deepEqual(mails.map(({ to }) => to).sort(), ["ada@example.com", "hello@shop.example"]);
  const key = `${order.number}:1:shopper`;
  const page = await workshop.fetch(`/__dev/mail/${key}`);
  assert.equal(page.status, 200);
  assert.match(page.headers.get("content-security-policy"), /frame-src 'self'/);
  assert.match(await page.text(), new RegExp(`src="/__dev/mail/${key}\\?as=html"`));
  const html = await workshop.fetch(`/__dev/mail/${key}?as=html`);
  assert.match(html.headers.get("content-security-policy"), /^default-src 'none'.*frame-ancestors 'self'; sandbox/);
  assert.match(await html.text(), /Thank you for your order/);
  const text = await workshop.fetch(`/__dev/mail/${key}?as=text`);
  assert.match(text.headers.get("content-type"), /^text\/plain/);
  assert.match(await text.text(), /^Thank you for your order/);
  const letter = await workshop.fetch(`/__dev/mail/${key}`, { headers: { accept: "application/json" } });
  assert.equal((await letter.json()).subject, `Your order ${order.number} is confirmed`);
  assert.equal((await workshop.fetch("/__dev/mail/nothing")).status, 404);
});

test("in production without a provider a mail waits and is not lost", async (context) => {
  const production = await startShop({ played: { Order: PLAYED_ORDER }, vars: { DEVELOPMENT: undefined } });
  context.after(() => production.stop());
  await production.admin("PATCH", "/api/admin/v1/settings", { email: "hello@shop.example" });
  const order = await new PlayedOrder(production).seed();
  await order.asks();
  await until(() => production.logs().some(({ message }) => message.includes("No mail provider is set up")), { what: "a line in the log" });
  assert.deepEqual(await order.waiting(), ["shopper"]);
  const kept = await production.env.ARCHIVE.list({ prefix: "mail/" });
  assert.deepEqual(kept.objects, []);
});
