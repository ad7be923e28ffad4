// The `Promotion` object: who may still use a limited promotion, asked of the object itself.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startShop, until } from "./harness.mjs";

/** How long a late payment can still commit a lapsed claim. */
const LAPSED_KEPT_DAYS = 60;

let shop;
before(async () => {
  shop = await startShop();
});
after(() => shop.stop());

/** The object of one promotion, with a verb for each of its calls. */
function promotion(id) {
  const stub = shop.env.PROMOTION.get(shop.env.PROMOTION.idFromName(id));
  const call = async (path, message) => {
    const answer = await stub.fetch(`https://object${path}`, { method: "POST", body: JSON.stringify(message) });
    const text = await answer.text();
    return answer.status === 200 ? JSON.parse(text) : { status: answer.status };
  };
  return {
    claims: (order, customer, limits, lease_seconds = 60) => call("/claims", { order, customer, limits, lease_seconds }),
    releases: (order) => call("/releases", { order }),
    commits: (order) => call("/commitments", { order }),
    uses: (customer) => call("/uses", { customer }),
    calls: call,
  };
}

const lapsed = (object, total) => until(async () => (await object.uses()).total === total, { what: `${total} live uses` });

test("a hundred claims at once against a limit of five hold exactly five", async () => {
  const spring = promotion("spring");
  const claims = Array.from({ length: 100 }, (_, index) => spring.claims(`O${index}`, `c${index}`, { total: 5 }));
  const answers = await Promise.all(claims);
  assert.equal(answers.filter((answer) => answer === "claimed").length, 5);
  assert.equal(answers.filter((answer) => answer === "used_up").length, 95);
  assert.deepEqual(await spring.uses(), { total: 5, by_customer: 0 });
});

test("an order claims once however often it asks, and anew after a release", async () => {
  const once = promotion("once");
  const ask = () => once.claims("A", "ada", { total: 1, per_customer: 1 });
  assert.deepEqual(await Promise.all([ask(), ask(), ask()]), ["claimed", "claimed", "claimed"]);
  assert.deepEqual(await once.uses("ada"), { total: 1, by_customer: 1 });
  assert.equal(await once.claims("B", "bob", { total: 1 }), "used_up");
  assert.equal(await once.releases("A"), "released");
  assert.equal(await once.releases("A"), "released");
  assert.deepEqual(await once.uses("ada"), { total: 0, by_customer: 0 });
  assert.equal(await ask(), "claimed");
});

test("a customer is limited apart from the others", async () => {
  const welcome = promotion("welcome");
  const limits = { per_customer: 1 };
  assert.equal(await welcome.claims("A", "ada", limits), "claimed");
  assert.equal(await welcome.claims("B", "ada", limits), "used_up_by_customer");
  assert.equal(await welcome.claims("C", "bob", limits), "claimed");
  assert.deepEqual(await welcome.uses("ada"), { total: 2, by_customer: 1 });
});

test("a committed use stays, whatever comes after it", async () => {
  const paid = promotion("paid");
  assert.equal(await paid.claims("A", "ada", { total: 1 }, 1), "claimed");
  assert.equal(await paid.commits("A"), "committed");
  assert.equal(await paid.commits("A"), "committed");
  await sleep(1100);
  assert.equal(await paid.releases("A"), "committed");
  assert.equal(await paid.claims("A", "ada", { total: 1 }), "claimed", "the order has its use already");
  assert.equal(await paid.claims("B", "bob", { total: 1 }), "used_up");
  assert.deepEqual(await paid.uses("ada"), { total: 1, by_customer: 1 });
});

test("a lapsed claim frees its use, and a late payment takes one only where one is left", async () => {
  const late = promotion("late");
  assert.equal(await late.claims("A", "ada", { total: 1 }, 1), "claimed");
  assert.equal(await late.claims("B", "bob", { total: 1 }), "used_up");
  await lapsed(late, 0);
  assert.equal(await late.commits("A"), "committed", "nobody took it meanwhile");
  const lost = promotion("lost");
  assert.equal(await lost.claims("A", "ada", { total: 1 }, 1), "claimed");
  await lapsed(lost, 0);
  assert.equal(await lost.claims("B", "bob", { total: 1 }), "claimed");
  assert.equal(await lost.commits("A"), "used_up");
  assert.equal(await lost.commits("B"), "committed");
  assert.equal(await lost.commits("nobody"), "unknown");
  assert.deepEqual(await lost.uses(), { total: 1, by_customer: 0 });
});

test("a claim sets the alarm that forgets it long after it lapsed", async () => {
  const alarmOf = async (id) => (await shop.fetch(`/__dev/promotions/${id}/alarm`)).json();
  assert.equal(await alarmOf("woken"), null);
  const woken = promotion("woken");
  await woken.uses();
  assert.equal(await alarmOf("woken"), null, "asking sets none");
  await woken.claims("A", "ada", { total: 2 }, 3600);
  const days = (Date.parse(await alarmOf("woken")) - Date.now() - 3600_000) / 86_400_000;
  assert.ok(Math.abs(days - LAPSED_KEPT_DAYS) < 0.01, `${days} days after it lapses`);
});

test("an object that is put out of memory, or whose process is killed, loses nothing", async () => {
  const sturdy = promotion("sturdy");
  await sturdy.claims("A", "ada", { total: 2 });
  await sturdy.commits("A");
  await sturdy.claims("B", "bob", { total: 2 });
  await shop.evict("Promotion", "sturdy");
  assert.deepEqual(await promotion("sturdy").uses("bob"), { total: 2, by_customer: 1 });
  await shop.kill();
  await shop.restart();
  const again = promotion("sturdy");
  assert.equal(await again.claims("C", "cyd", { total: 2 }), "used_up");
  assert.equal(await again.releases("A"), "committed");
  assert.equal(await again.releases("B"), "released");
  assert.equal(await again.claims("C", "cyd", { total: 2 }), "claimed");
});

test("what is no call, or has an impossible lease, changes nothing", async () => {
  const strict = promotion("strict");
  for (const lease of [0, 30 * 24 * 3600 + 1]) {
    assert.deepEqual(await strict.claims("A", "ada", { total: 1 }, lease), { status: 400 });
  }
  assert.deepEqual(await strict.calls("/claim", {}), { status: 404 });
  assert.deepEqual(await strict.uses(), { total: 0, by_customer: 0 });
});
