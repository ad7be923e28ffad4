// Stock in the admin API: counts, corrections, feeds, lists.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { merchantOf, refuses, settled, variant } from "./catalogue.mjs";
import { balanced, orderNumber, stockOf } from "./stock_keeper.mjs";

const SKUS = ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A-7", "A-8", "A-9"];

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  await merchant.sells("shelf", { options: [{ name: "Kind" }], variants: SKUS.map((sku) => variant(sku, { options: [sku] })) });
});
after(() => shop.stop());

const batch = async (body) => {
  const answer = await shop.admin("POST", "/api/admin/v1/stock/batch", body);
  return { status: answer.status, body: await answer.json() };
};
/** What the objects tell others a moment after a change was told, so that nothing moves by itself. */
async function everythingIsCopied() {
  for (const sku of SKUS) {
    const hasNothingToSay = async () => {
      const alarm = await stockOf(shop, sku).alarm();
      return alarm === null || alarm > Date.now() + 60_000;
    };
    await until(hasNothingToSay, { what: `the copy of ${sku}` });
  }
  await settled(shop);
}
const row = (sku) => shop.db.prepare("SELECT * FROM stock_levels WHERE sku = ?1").bind(sku).first();

test("rule 21: a count sets what is on hand at its location, and the answer says all", async () => {
  const stock = stockOf(shop, "A-1");
  await stock.counts(10);
  assert.deepEqual(await stock.counts(4, { location: "shop", safety: 2 }), {
    sku: "A-1", available: 12, on_hand: 14, committed: 0, reserved: 0, safety: 2, oversold: 0,
    locations: [{ location: "main", on_hand: 10 }, { location: "shop", on_hand: 4 }],
  });
  await stock.reserves(orderNumber(1), 5);
  await stock.commits(orderNumber(1), 5);
  const counts = await stock.counts(1);
  assert.deepEqual([counts.available, counts.on_hand, counts.committed, counts.oversold], [0, 5, 5, 0], "committed is not gone");
  assert.deepEqual(await balanced(stock), await stock.counts(0, { location: "shop" }).then(() => stock.counts(4, { location: "shop" })));
});

test("rule 21: a late count is corrected by what moved since, and one that expects another count is refused", async () => {
  const stock = stockOf(shop, "A-2");
  await stock.counts(10);
  await new Promise((resume) => setTimeout(resume, 5));
  const counted_at = new Date().toISOString();
  await new Promise((resume) => setTimeout(resume, 5));
  await stock.adjusts({ location: "main", delta: -3, reason: "damaged" });
  assert.equal((await stock.counts(20, { counted_at })).on_hand, 17);
  const outdated = await stock.puts({ location: "main", on_hand: 9, counted_at: "2026-01-01T00:00:00Z" });
  assert.deepEqual([outdated.status, outdated.body.type], [409, "/problems/count_outdated"]);
  const mismatch = await stock.puts({ location: "main", on_hand: 9, expected_on_hand: 16 });
  assert.deepEqual([mismatch.status, mismatch.body.type], [409, "/problems/count_mismatch"]);
  assert.match(mismatch.body.detail, /17/);
  assert.equal((await balanced(stock)).on_hand, 17, "a refusal changes nothing");
  assert.equal((await stock.counts(9, { expected_on_hand: 17 })).on_hand, 9);
});

test("an adjustment with a key happens once, and the key is for one thing", async () => {
  const stock = stockOf(shop, "A-3");
  const key = { "idempotency-key": "delivery-17" };
  const delivery = { location: "main", delta: 6, reason: "received" };
  const answers = await Promise.all([1, 2, 3].map(() => stock.adjusts(delivery, key)));
  assert.deepEqual(answers.map((answer) => [answer.status, answer.body.on_hand]), [[201, 6], [201, 6], [201, 6]]);
  const reused = await stock.adjusts({ ...delivery, delta: 7 }, key);
  assert.deepEqual([reused.status, reused.body.type], [409, "/problems/idempotency_key_reused"]);
  await stock.adjusts({ location: "main", delta: -2, reason: "damaged" });
  await stock.adjusts({ location: "main", delta: -2, reason: "damaged" });
  const { on_hand, available } = await balanced(stock);
  assert.deepEqual([on_hand, available], [2, 2], "without a key each is another one");
  const kinds = (await stock.ledger()).map((movement) => movement.kind);
  assert.deepEqual(kinds, ["received", "damaged", "damaged"]);
});

test("the ledger is read in parts, the newest first, and says who holds what (rule 6)", async () => {
  const stock = stockOf(shop, "A-4");
  await stock.counts(9);
  for (const index of [1, 2, 3]) await stock.reserves(orderNumber(index), 1);
  const first = (await stock.movements("?limit=3")).body;
  assert.deepEqual(first.movements.map((movement) => [movement.seq, movement.order]), [3, 2, 1].map((index) => [index + 1, orderNumber(index)]));
  const { movements, next_cursor } = (await stock.movements(`?limit=3&cursor=${first.next_cursor}`)).body;
  assert.equal(next_cursor, null);
  const [{ at, counted_at, ...counted }] = movements;
  assert.deepEqual(counted, { seq: 1, kind: "adjusted", location: "main", on_hand: 9, committed: 0, reserved: 0, safety: 0, by: "admin-token" });
  assert.equal(at, counted_at);
  assert.equal((await stock.reads()).reserved, 3);
});

test("a feed counts each SKU for itself, reports what it does not know, and counts once", async () => {
  const feed = { feed_id: "night-1", items: [
    { sku: "A-5", location: "main", on_hand: 7 },
    { sku: "A-5", location: "shop", on_hand: 1 },
    { sku: "NOBODY", location: "main", on_hand: 7 },
    { sku: "A-6", location: "main", on_hand: 5, expected_on_hand: 3 },
    { sku: "A-6", safety: 1 },
  ] };
  const { status, body } = await batch(feed);
  assert.equal(status, 200);
  assert.deepEqual(body.results.map((result) => [result.sku, result.status]), [["A-5", 200], ["A-5", 200], ["NOBODY", 404], ["A-6", 409], ["A-6", 200]]);
  assert.equal(body.results[3].problem.type, "/problems/count_mismatch");
  assert.equal((await stockOf(shop, "A-5").reads()).on_hand, 8);
  await stockOf(shop, "A-5").adjusts({ location: "main", delta: -1, reason: "sold at the counter" });
  assert.equal((await batch(feed)).body.results[0].stock.on_hand, 7, "the same feed again changes nothing");
  const other = await batch({ ...feed, items: [{ sku: "A-5", location: "main", on_hand: 8 }] });
  assert.deepEqual([other.body.results[0].status, other.body.results[0].problem.type], [409, "/problems/idempotency_key_reused"]);
  assert.equal(await row("NOBODY"), null, "an unknown SKU is not made");
});

test("what cannot be is refused by its field and changes nothing", async () => {
  await everythingIsCopied();
  const put = (body, path = "A-7") => () => shop.admin("PUT", `/api/admin/v1/stock/${path}`, body);
  const adjust = (body, headers) => () => shop.admin("POST", "/api/admin/v1/stock/A-7/adjustments", body, headers);
  const feed = (body) => () => shop.admin("POST", "/api/admin/v1/stock/batch", body);
  const list = (query) => () => shop.admin("GET", `/api/admin/v1/stock${query}`);
  const item = { sku: "A-7", location: "main", on_hand: 1 };
  for (const [send, status, fields] of [
    [put({ location: "main", on_hand: -1 }), 422, ["on_hand"]],
    [put({ location: "main", on_hand: 1_000_000_001 }), 422, ["on_hand"]],
    [put({ location: "main" }), 422, ["on_hand"]],
    [put({ on_hand: 3 }), 422, ["location"]],
    [put({}), 422, ["location"]],
    [put({ location: "a b", on_hand: 1 }), 422, ["location"]],
    [put({ location: "main", on_hand: 1, colour: "red" }), 422, ["colour"]],
    [put({ location: "main", on_hand: 1, counted_at: "2999-01-01T00:00:00Z" }), 422, ["counted_at"]],
    [put({ sku: "A-8", location: "main", on_hand: 1 }), 422, ["sku"]],
    [put({ location: "main", on_hand: 1 }, "NOBODY"), 404],
    [put({ location: "main", on_hand: 1 }, "no,sku"), 422, ["sku"]],
    [adjust({ location: "main", delta: 0, reason: "x" }), 422, ["delta"]],
    [adjust({ location: "main", delta: 1, reason: " " }), 422, ["reason"]],
    [adjust({ location: "main", delta: 1 }), 422, ["reason"]],
    [adjust({ location: "main", delta: 1, reason: "x" }, { "idempotency-key": "a b" }), 400],
    [feed({ items: [] }), 422, ["items"]],
    [feed({ items: [item, item] }), 422, ["items[1].sku"]],
    [feed({ items: [{ location: "main", on_hand: 1 }] }), 422, ["items[0].sku"]],
    [feed({ items: [{ ...item, on_hand: "1" }] }), 422, ["items[0].on_hand"]],
    [feed({ feed_id: "", items: [item] }), 422, ["feed_id"]],
    [list("?filter=none"), 400, ["filter"]],
    [list("?colour=red"), 400, ["colour"]],
    [() => shop.admin("GET", "/api/admin/v1/stock/NOBODY"), 404],
    [() => shop.admin("GET", "/api/admin/v1/stock/NOBODY/movements"), 404],
  ]) {
    await refuses(shop, send, { status, fields });
  }
  assert.deepEqual((await stockOf(shop, "A-7").movements()).body.movements, []);
});

test("the list shows what is low, sold out and oversold, in parts", async () => {
  const [low, gone, over] = ["A-7", "A-8", "A-9"].map((sku) => stockOf(shop, sku));
  await low.counts(3);
  await gone.counts(0);
  await over.counts(2);
  await over.reserves(orderNumber(1), 2);
  await over.commits(orderNumber(1), 2);
  await over.counts(1);
  await until(async () => (await row("A-9"))?.oversold === 1, { what: "the copy in D1" });
  await until(async () => (await row("A-8")) && (await row("A-7")), { what: "the copies in D1" });
  const skus = async (query) => (await merchant.reads(`/stock${query}`)).stock.map((one) => one.sku);
  assert.ok((await skus("?filter=low")).includes("A-7"));
  assert.ok(!(await skus("?filter=low")).includes("A-8"));
  const all = (await merchant.reads("/stock?limit=100")).stock;
  assert.deepEqual(await skus("?filter=sold_out"), all.filter((one) => one.available === 0).map((one) => one.sku));
  assert.ok((await skus("?filter=sold_out")).includes("A-8"));
  assert.deepEqual(await skus("?filter=oversold"), ["A-9"]);
  const first = await merchant.reads("/stock?limit=2");
  const rest = await merchant.reads(`/stock?limit=100&cursor=${encodeURIComponent(first.next_cursor)}`);
  assert.deepEqual([...first.stock, ...rest.stock].map((one) => one.sku), await skus(""));
  const { updated_at, ...shown } = (await merchant.reads("/stock?filter=oversold")).stock[0];
  assert.deepEqual(shown, { sku: "A-9", product: "shelf", title: "shelf", available: 0, on_hand: 1, committed: 2, reserved: 0, safety: 0, oversold: 1 });
  assert.ok(Date.now() - Date.parse(updated_at) < 60_000);
});
