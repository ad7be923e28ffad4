// Exact rate limits: what passes, what the headers say, who counts for whom (docs/decisions/0017).
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { cartsOf, visitorOf } from "./cart_visitor.mjs";
import { euro, merchantOf, setFault, settled, variant } from "./catalogue.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { startShop, until } from "./harness.mjs";

const LIMITS = {
  reads: { limit: 11, period_seconds: 3600 },
  writes: { limit: 10, period_seconds: 3600 },
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

/** The secret of a new token with these scopes. */
async function token(scopes) {
  const secret = crypto.randomUUID();
  const digest = createHash("sha256").update(secret).digest("hex");
  const insert = "INSERT INTO api_tokens (id, digest, title, scopes, created_by, created_at_ms) VALUES (?1, ?2, ?1, ?3, 'test', 0)";
  await shop.db.prepare(insert).bind(`t${digest.slice(0, 12)}`, digest, JSON.stringify(scopes)).run();
  return { secret, id: `t${digest.slice(0, 12)}` };
}
const bears = ({ secret }, more = {}) => ({ authorization: `Bearer ${secret}`, ...more });

test("reads and writes of the admin API count for each token by themselves, refusals too", async () => {
  const [one, other] = [await token(["settings:read", "settings:write"]), await token(["orders:read"])];
  const reads = (of) => shop.fetch("/api/admin/v1/settings", { headers: bears(of) });
  const statusesOf = async (times, send) => (await Promise.all(Array.from({ length: times }, send))).map(({ status }) => status);
  const first = await reads(one);
  assert.deepEqual([first.status, policyOf(first), stateOf(first).remaining], [200, '"reads";q=11;w=3600', 10]);
  const statuses = await statusesOf(30, () => reads(one));
  assert.equal(statuses.filter((status) => status === 200).length, 10, statuses.join());
  assert.equal(statuses.filter((status) => status === 429).length, 20);
  const written = await shop.fetch("/api/admin/v1/settings", { method: "PATCH", headers: bears(one), body: "{}" });
  assert.deepEqual([written.status, policyOf(written)], [200, '"writes";q=10;w=3600']);
  const refused = await reads(other);
  assert.deepEqual([refused.status, stateOf(refused).remaining], [403, 10], "another token");
  const nobody = await reads({ secret: "x" });
  assert.deepEqual([nobody.status, policyOf(nobody)], [401, '"reads";q=11;w=3600'], "who is nobody counts as a visitor");
});

test("made-up tokens and sessions are soon refused without a look, and good ones behind the same address are not", async () => {
  const client = newClient();
  const good = await token(["settings:read"]);
  const asks = (headers, path = "/api/admin/v1/settings") => shop.fetch(path, { headers: { ...headers, ...from(client) } });
  assert.equal((await asks(bears(good))).status, 200);
  const guesses = () => asks(bears({ secret: crypto.randomUUID() }));
  const statuses = [];
  for (let count = 0; count < 14; count += 1) statuses.push((await guesses()).status);
  assert.deepEqual(statuses, [...Array(11).fill(401), ...Array(3).fill(429)]);
  const refused = await guesses();
  assert.equal(refused.headers.get("content-type"), "application/problem+json");
  assert.ok(Number(refused.headers.get("retry-after")) > 3000);
  const { requests } = await json(await shop.fetch("/__dev/requests/desk"));
  const last = requests.find(({ address, status }) => address === "/api/admin/v1/settings" && status === 429);
  assert.deepEqual(last.calls, [], "nothing is asked for who waits");
  assert.equal((await asks({ cookie: `__Host-staff=${"0".repeat(32)}` })).status, 429, "a made-up session");
  const page = await asks({ cookie: `__Host-staff=${"0".repeat(32)}` }, "/admin/orders");
  assert.deepEqual([page.status, page.headers.get("content-type")], [429, "text/html; charset=utf-8"]);
  assert.equal((await asks(bears(good))).status, 200, "a good one behind the same address");
  const elsewhere = await shop.fetch("/api/admin/v1/settings", { headers: bears({ secret: "x" }, from(newClient())) });
  assert.equal(elsewhere.status, 401, "another address");
});

test("a member of staff counts as one, whatever address they come from", async () => {
  const ada = await signsIn(shop, { id: "ada", role: "owner" });
  const answers = [];
  for (let count = 0; count < 12; count += 1) answers.push(await ada.asks("GET", "/me", undefined, from(newClient())));
  assert.deepEqual(answers.map(({ status }) => status), [...Array(11).fill(200), 429]);
  assert.equal(answers[11].headers.get("retry-after"), String(stateOf(answers[11]).seconds));
});

test("attempts to sign in are few, and the form that is one too many is answered with a page", async () => {
  const client = newClient();
  const tries = () => shop.fetch("/admin/sign-in/guess", { method: "POST", headers: { ...from(client), "sec-fetch-site": "same-origin" }, body: new URLSearchParams() });
  const answers = [];
  for (let count = 0; count < 6; count += 1) answers.push(await tries());
  assert.ok(answers.slice(0, 5).every(({ status }) => status !== 429));
  assert.deepEqual([answers[5].status, answers[5].headers.get("content-type")], [429, "text/html; charset=utf-8"]);
  assert.match(await answers[5].text(), /Try again in 1\d minutes/);
});

test("a storefront's token is counted as one, and its shoppers by the names that it gives", async () => {
  const store = await token(["storefront"]);
  const client = newClient();
  const cart = await fills();
  const enter = (shopper) =>
    shop.fetch(`/api/v1/carts/${cart}/discounts`, {
      method: "POST",
      headers: bears(store, { ...from(client), ...(shopper && { "awning-shopper": shopper }) }),
      body: JSON.stringify({ code: "GUESS" }),
    });
  const statuses = [];
  for (const shopper of ["ana", "ana", "ana", "ana", "bob", undefined]) statuses.push((await enter(shopper)).status);
  assert.deepEqual(statuses, [200, 200, 200, 429, 200, 200]);
  const last = await enter("bob");
  assert.equal(policyOf(last), '"writes";q=10;w=3600, "discount_codes";q=3;w=3600');
  assert.equal(last.headers.get("ratelimit").split(", ").length, 2);
  assert.equal((await enters(cart, client)).status, 200, "the address counts for nothing of it");
  for (const bad of ["a b", "x".repeat(65)]) assert.equal((await enter(bad)).status, 400);
  const read = await shop.fetch(`/api/v1/carts/${cart}`, { headers: bears(store) });
  assert.deepEqual([read.status, policyOf(read), read.headers.get("cache-control")], [200, '"reads";q=11;w=3600', "private, no-store"]);
  for (let count = 0; count < 3; count += 1) await enter(`c${count}`);
  const over = await enter("dan");
  assert.deepEqual([over.status, (await json(over))["violated-policies"]], [429, ["writes"]]);
});

test("a token opens nothing in the storefront that it is not for", async () => {
  const merchant = await token(["orders:read"]);
  const ask = (headers) => shop.fetch("/api/v1/carts/0123456789abcdef0123456789abcdef", { headers });
  assert.equal((await ask(bears(merchant))).status, 403);
  assert.equal((await ask({ authorization: "Bearer nobody" })).status, 401);
  assert.equal((await ask({ authorization: "Basic x" })).status, 401);
  assert.equal((await ask({})).status, 404);
  const store = await token(["storefront"]);
  assert.equal((await shop.fetch("/api/admin/v1/settings", { headers: bears(store) })).status, 403);
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
