// Exact rate limits: what passes, what the headers say, who counts for whom (docs/decisions/0017).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cartsOf, visitorOf } from "./cart_visitor.mjs";
import { euro, merchantOf, setFault, settled, variant } from "./catalogue.mjs";
import { startShop, until } from "./harness.mjs";

const LIMITS = {
  checkouts: { limit: 4, period_seconds: 3600 },
  discount_codes: { limit: 3, period_seconds: 3600 },
};

/** Sells a mug under these limits, and waits until the limits hold. */
async function opens(options, limits = LIMITS) {
  const shop = await startShop({ ...options, vars: { TEST_GATEWAY: "1", ...options?.vars } });
  const merchant = merchantOf(shop);
  await merchant.sells("mug", { variants: [variant("MUG", { price: euro(1800), requires_shipping: false })] });
  await merchant.sets({ rate_limits: limits });
  await settled(shop);
  await until(async () => (await shop.kv.get("shop", "json"))?.rate_limits?.checkouts.limit === limits.checkouts.limit, { what: "the new figures" });
  return shop;
}

let shop;
before(async () => {
  shop = await opens({ vars: { RATE_LIMITS: "strict" } });
  await figuresHold(shop);
});
after(() => shop?.stop());

let clients = 0;
const newClient = () => `203.0.113.${(clients += 1)}`;
const from = (client) => ({ "cf-connecting-ip": client });
const json = (answer) => answer.json();
const policyOf = (answer) => answer.headers.get("ratelimit-policy");
const stateOf = (answer) => {
  const [, name, remaining, seconds] = /^"(\w+)";r=(\d+);t=(\d+)$/.exec(answer.headers.get("ratelimit")) ?? [];
  return { name, remaining: Number(remaining), seconds: Number(seconds) };
};

const fills = async (of = shop) => (await cartsOf(of).creates({ lines: [{ sku: "MUG" }] }, from(newClient()))).id;
const enters = (cart, client, code = "GUESS", of = shop) =>
  of.fetch(`/api/v1/carts/${cart}/discounts`, { method: "POST", headers: from(client), body: JSON.stringify({ code }) });
const checksOut = (cart, client, body = {}, of = shop) =>
  of.fetch(`/api/v1/carts/${cart}/checkout`, { method: "POST", headers: from(client), body: JSON.stringify(body) });

/** An isolate may have the old figures in memory for some seconds. */
async function figuresHold(of) {
  const cart = await fills(of);
  await until(async () => policyOf(await enters(cart, newClient(), "GUESS", of))?.includes(`q=${LIMITS.discount_codes.limit};`), { what: "the new figures" });
}

test("each answer tells the policy and what is left of it, and the one too many when to come again", async () => {
  const [cart, client] = [await fills(), newClient()];
  for (const left of [2, 1, 0]) {
    const answer = await enters(cart, client);
    assert.equal(answer.status, 200);
    assert.equal(policyOf(answer), '"discount_codes";q=3;w=3600');
    const { name, remaining, seconds } = stateOf(answer);
    assert.deepEqual([name, remaining], ["discount_codes", left]);
    assert.ok(seconds >= 3590 && seconds <= 3660, `${seconds}`);
    assert.equal(answer.headers.get("retry-after"), null);
  }
  const answer = await enters(cart, client, "WELCOME");
  assert.equal(answer.status, 429);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  assert.equal(answer.headers.get("cache-control"), "private, no-store");
  assert.equal(answer.headers.get("retry-after"), String(stateOf(answer).seconds));
  assert.equal(stateOf(answer).remaining, 0);
  const problem = await json(answer);
  assert.deepEqual([problem.type, problem["violated-policies"]], ["/problems/too_many_requests", ["discount_codes"]]);
  const { codes } = await cartsOf(shop).reads(cart);
  assert.ok(!JSON.stringify(codes ?? []).includes("WELCOME"), "a refusal changes nothing");
});

test("of fifty at once exactly the limit passes", async () => {
  const [cart, client] = [await fills(), newClient()];
  const answers = await Promise.all(Array.from({ length: 50 }, () => checksOut(cart, client)));
  const statuses = answers.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 429).length, 46, statuses.join());
  assert.equal(statuses.filter((status) => status === 422).length, 4, "what passes is looked at");
});

test("purposes and visitors count by themselves, the addresses of one network together", async () => {
  const [cart, client] = [await fills(), newClient()];
  for (let count = 0; count < 3; count += 1) await enters(cart, client);
  assert.equal((await enters(cart, client)).status, 429);
  const checkout = await checksOut(cart, client);
  assert.deepEqual([checkout.status, policyOf(checkout)], [422, '"checkouts";q=4;w=3600']);
  assert.equal((await enters(cart, newClient())).status, 200, "another visitor");
  for (let host = 1; host <= 3; host += 1) assert.equal((await enters(cart, `2001:db8:7::${host}`)).status, 200);
  assert.equal((await enters(cart, "2001:db8:7::9")).status, 429);
  assert.equal((await enters(cart, "2001:db8:7:1::9")).status, 200, "another network");
});

test("forms and the API count together, and a form that is refused keeps what was entered", async () => {
  const client = newClient();
  const visitor = visitorOf(shop, (path, init) => shop.fetch(path, { ...init, headers: { ...from(client), ...init.headers } }));
  assert.equal((await visitor.posts("/cart/lines", { sku: "MUG", quantity: 1 })).status, 303);
  const form = { email: "ada@example.com" };
  assert.equal((await enters(visitor.cart, client)).status, 200);
  assert.equal((await visitor.posts("/cart/discounts", { code: "GUESS" })).status, 303);
  const third = await visitor.posts("/checkout/preview", { ...form, code: "GUESS" });
  assert.equal(third.status, 200);
  assert.equal(stateOf(third).remaining, 0);
  for (const [path, fields] of [["/checkout/preview", { ...form, code: "GUESS" }], ["/cart/discounts", { code: "GUESS" }]]) {
    const refused = await visitor.posts(path, fields);
    assert.equal(refused.status, 429, path);
    assert.equal(refused.headers.get("content-type"), "text/html; charset=utf-8");
    assert.ok(Number(refused.headers.get("retry-after")) > 0);
    const page = await refused.text();
    assert.match(page, /Try again in \d+ minutes/);
    if (path.startsWith("/checkout")) assert.ok(page.includes("ada@example.com"));
  }
  for (let count = 0; count < 4; count += 1) await (await checksOut(visitor.cart, client)).arrayBuffer();
  const refused = await visitor.posts("/checkout", form);
  const page = await refused.text();
  assert.equal(refused.status, 429);
  assert.ok(page.includes("ada@example.com") && page.includes("What you entered is still here."));
  assert.equal(refused.headers.get("ratelimit-policy"), '"checkouts";q=4;w=3600');
});

test("what was entered to guess a code is remembered by an object that left memory", async () => {
  const [cart, client] = [await fills(), newClient()];
  for (let count = 0; count < 3; count += 1) assert.equal((await enters(cart, client)).status, 200);
  await shop.evict("Limiter", `visitor:${client}`);
  assert.equal((await enters(cart, client)).status, 429);
});

test("a limiter that fails refuses nobody", async () => {
  const [cart, client] = [await fills(), newClient()];
  for (const fault of ["fails", "hangs"]) {
    await setFault(shop, "limiter", fault);
    const answers = [];
    try {
      for (let count = 0; count < 2; count += 1) answers.push(...(await Promise.all([1, 2, 3].map(() => enters(cart, client)))));
    } finally {
      await setFault(shop, "limiter", "none");
    }
    assert.deepEqual(answers.map(({ status }) => status), Array(6).fill(200), fault);
    assert.ok(answers.every((answer) => policyOf(answer) === null), "and tells nothing that nobody knows");
  }
});

test("in production a limiter that does not answer keeps nobody waiting", async () => {
  const silent = `import { DurableObject } from "cloudflare:workers";
export class Limiter extends DurableObject { fetch() { return new Promise((done) => setTimeout(() => done(new Response("", { status: 500 })), 60_000)); } }
export default { fetch: () => new Response() };`;
  const other = await opens({ played: { Limiter: silent }, vars: { DEVELOPMENT: undefined } });
  try {
    const cart = await fills(other);
    const client = newClient();
    for (let count = 0; count < 5; count += 1) assert.equal((await enters(cart, client, "GUESS", other)).status, 200);
  } finally {
    await other.stop();
  }
});

test("on a developer's machine a hundred times as much passes", async () => {
  const other = await opens();
  try {
    const cart = await fills(other);
    const client = newClient();
    const answers = await Promise.all(Array.from({ length: 8 }, () => enters(cart, client, "GUESS", other)));
    assert.ok(answers.every(({ status }) => status === 200));
    await until(async () => policyOf(await enters(cart, client, "GUESS", other)) === '"discount_codes";q=300;w=3600', { what: "the generous figures" });
  } finally {
    await other.stop();
  }
});

test("figures that make no sense are refused by name, and the old ones hold", async () => {
  for (const [figures, field] of [
    [{ reads: { limit: 0, period_seconds: 60 } }, "rate_limits.reads.limit"],
    [{ checkouts: { limit: 5, period_seconds: 90_000 } }, "rate_limits.checkouts.period_seconds"],
    [{ checkouts: { limit: 5, period_seconds: 60, burst: 1 } }, "rate_limits.checkouts.burst"],
    [{ wishes: { limit: 5, period_seconds: 60 } }, "rate_limits.wishes"],
  ]) {
    const before = await shop.db.prepare("SELECT * FROM settings").all();
    const answer = await shop.admin("PATCH", "/api/admin/v1/settings", { rate_limits: figures });
    const problem = await json(answer);
    assert.equal(answer.status, 422, JSON.stringify(problem));
    assert.deepEqual(problem.errors.map((error) => error.field), [field]);
    assert.deepEqual((await shop.db.prepare("SELECT * FROM settings").all()).results, before.results);
  }
});
