// Counts of warehouses and suppliers as files, who holds units, and who corrected them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { merchantOf, variant } from "./catalogue.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { inSeconds, orderNumber, stockOf } from "./stock_keeper.mjs";

const SKUS = ["C-1", "C-2", "C-3", "C-4", "C-5", "C-6"];

let shop;
before(async () => {
  shop = await startShop();
  const variants = SKUS.map((sku) => variant(sku, { options: [sku] }));
  await merchantOf(shop).sells("crate", { options: [{ name: "Kind" }], variants });
});
after(() => shop.stop());

const BATCH = "/api/admin/v1/stock/batch";
const sends = async (file, { query = "", headers = {} } = {}) => {
  const answer = await shop.admin("POST", `${BATCH}${query}`, file, { "content-type": "text/csv; charset=utf-8", ...headers });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type").includes("json");
  return { status: answer.status, type: answer.headers.get("content-type"), body: isJson ? JSON.parse(text) : text };
};
const audits = async (sku) => (await shop.db.prepare("SELECT actor, before, after FROM audit_log WHERE kind = 'stock' AND subject = ?1 ORDER BY id").bind(sku).all()).results;
const lists = async (query) => (await shop.admin("GET", `/api/admin/v1/stock${query}`)).json();

test("a file counts each row for itself and says of each bad one its line, column and reason", async () => {
  const file = "\ufeffSKU,location,on_hand,counted_at,expected_on_hand,safety\r\n"
    + "C-1,main,7,,,1\r\n"
    + "C-2,main,three,,,\r\n"
    + "NOBODY,main,3,,,\r\n"
    + "\"C-3\",\"shop\",4,2026-01-01T00:00:00Z,,\r\n"
    + "C-3,main,4,2999-01-01T00:00:00Z,,\r\n"
    + "C-4,main,4,,9,\r\n"
    + "C-4,,,,,2\r\n";
  const { status, body } = await sends(file, { query: "?feed_id=night-1" });
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(body.results.map(({ line, sku, status: of, column }) => [line, sku, of, column]), [
    [2, "C-1", 200, undefined], [3, "C-2", 422, "on_hand"], [4, "NOBODY", 404, undefined], [5, "C-3", 200, undefined],
    [6, "C-3", 422, "counted_at"], [7, "C-4", 409, undefined], [8, "C-4", 200, undefined],
  ]);
  assert.deepEqual(body.summary, { rows: 7, counted: 3, unmatched: 1, refused: 3 });
  assert.deepEqual(body.unmatched, ["NOBODY"]);
  assert.deepEqual(body.results[0].stock.on_hand, 7);
  assert.ok(body.results[1].problem.detail.length > 10);
  const [one, three, four] = await Promise.all(["C-1", "C-3", "C-4"].map((sku) => stockOf(shop, sku).reads()));
  assert.deepEqual([one.on_hand, one.safety, three.on_hand, four.on_hand, four.safety], [7, 1, 4, 0, 2]);
});

test("the same file again counts once, and another under its name is refused row by row", async () => {
  const file = "sku,location,on_hand\nC-5,main,5\n";
  await sends(file, { query: "?feed_id=night-2" });
  await stockOf(shop, "C-5").adjusts({ location: "main", delta: -2, reason: "sold at the counter" });
  assert.equal((await sends(file, { query: "?feed_id=night-2" })).body.results[0].stock.on_hand, 3);
  const other = await sends("sku,location,on_hand\nC-5,main,6\n", { query: "?feed_id=night-2" });
  assert.deepEqual([other.body.results[0].status, other.body.results[0].problem.type], [409, "/problems/idempotency_key_reused"]);
  assert.equal((await stockOf(shop, "C-5").reads()).on_hand, 3);
});

test("the report is a file where a file is asked for", async () => {
  const { status, type, body } = await sends("sku;location;on_hand\nC-5;main;8\n=cmd;main;1\n", { headers: { accept: "text/csv" } });
  assert.deepEqual([status, type], [200, "text/csv; charset=utf-8"]);
  const lines = body.trim().split("\n");
  assert.equal(lines[0], "line,sku,status,column,reason,on_hand,available");
  assert.equal(lines[1], "2,C-5,200,,,8,8");
  assert.match(lines[2], /^3,'=cmd,422,sku,/);
});

test("a file that is none is refused whole and changes nothing", async () => {
  const before = await stockOf(shop, "C-5").reads();
  for (const [file, field] of [["", "header"], ["C-5,main,1\n", "header"], ["sku,colour\nC-5,red\n", "header"], ["sku,location,on_hand\n", "rows"]]) {
    const { status, body } = await sends(file);
    assert.deepEqual([status, body.errors[0].field], [422, field], file);
  }
  const many = `sku,location,on_hand\nC-5,main,1\n${Array.from({ length: 5000 }, (_, at) => `X-${at},main,1`).join("\n")}\n`;
  assert.equal((await sends(many)).body.errors[0].field, "rows");
  assert.equal((await sends("sku,location,on_hand\nC-5,main,1\n", { query: "?feed_id=a%20b" })).status, 400);
  assert.equal((await sends("sku,location,on_hand\nC-5,main,1\n", { query: "?colour=red" })).status, 400);
  assert.deepEqual(await stockOf(shop, "C-5").reads(), before);
});

test("corrections carry who made them, in the ledger and in the audit log with the counts before and after", async () => {
  const ada = await signsIn(shop, { id: "ada", role: "manager" });
  const stock = stockOf(shop, "C-6");
  const first = await ada.asks("PUT", "/stock/C-6", { location: "main", on_hand: 9 });
  assert.equal(first.status, 200, await first.text());
  const headers = { "idempotency-key": "delivery-1" };
  for (let time = 0; time < 2; time += 1) await ada.asks("POST", "/stock/C-6/adjustments", { location: "main", delta: -2, reason: "damaged" }, headers);
  await ada.asks("PUT", "/stock/C-6", { location: "main", on_hand: 7 });
  const ledger = await stock.ledger();
  assert.deepEqual(ledger.map(({ kind, on_hand, by }) => [kind, on_hand, by]), [["adjusted", 9, "staff:ada"], ["damaged", -2, "staff:ada"]]);
  const noted = await until(async () => { const found = await audits("C-6"); return found.length >= 2 && found; }, { what: "the notes of both corrections" });
  const log = noted.map(({ actor, before, after }) => [actor, JSON.parse(before).on_hand, JSON.parse(after).on_hand]);
  assert.deepEqual(log, [["staff:ada", 0, 9], ["staff:ada", 9, 7]]);
  await stock.reserves(orderNumber(1), 2);
  assert.equal((await stock.ledger()).at(-1).by, undefined, "an order's own movement has no author");
  const support = await signsIn(shop, { id: "sam", role: "support" });
  assert.equal((await support.asks("PUT", "/stock/C-6", { location: "main", on_hand: 1 })).status, 403);
});

test("the stock of a SKU says which orders hold units of it", async () => {
  const stock = stockOf(shop, "C-2");
  await stock.counts(10);
  const until_ = inSeconds(600);
  await stock.reserves(orderNumber(1), 2, { until: until_ });
  await stock.reserves(orderNumber(2), 3);
  await stock.commits(orderNumber(2), 3);
  await stock.reserves(orderNumber(3), 1);
  await stock.releases(orderNumber(3));
  const { holds } = await stock.reads();
  const told = holds.map(({ order, kind, quantity, waiting, until: ends }) => [order, kind, quantity, waiting, ends && Date.parse(ends)]);
  assert.deepEqual(told, [[orderNumber(1), "reserved", 2, 0, Date.parse(until_)], [orderNumber(2), "committed", 3, 0, null]].sort());
  assert.ok(holds.find(({ kind }) => kind === "committed").since);
});

test("stock is listed with what is sold under it, by how a SKU begins, and what nobody counts besides", async () => {
  await until(async () => (await lists("?q=C-2")).stock.some(({ on_hand }) => on_hand === 10), { what: "the copy" });
  const { stock: [row] } = await lists("?q=C-2");
  assert.deepEqual([row.sku, row.product, row.title, row.available], ["C-2", "crate", "crate", 5]);
  assert.deepEqual((await lists("?q=NONE")).stock, []);
  await merchantOf(shop).sells("uncounted", { variants: [variant("U-1")] });
  assert.deepEqual((await lists("?filter=not_tracked&q=U")).stock.map(({ sku, available, updated_at }) => [sku, available, updated_at]), [["U-1", null, null]]);
  assert.deepEqual((await lists("?filter=low&q=C-2")).stock.map(({ sku }) => sku), ["C-2"]);
});
