// Messages that queues gave up: kept, shown, sent again, put aside.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { orderNumber, ordersOf } from "./orders.mjs";

let shop;
let orders;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" }, impatient: true });
  orders = ordersOf(shop);
});
after(() => shop.stop());

const LETTERS = "/api/admin/v1/dead-letters";
const admin = async (method, path, ask = shop.admin.bind(shop)) => {
  const answer = await ask(method, `${LETTERS}${path}`);
  return { status: answer.status, body: await answer.json() };
};
const lists = async (query = "") => (await admin("GET", query)).body.dead_letters;
/** A letter as the consumer keeps it. */
async function seed(id, queue, body, { at = Date.now() } = {}) {
  await shop.db.prepare("INSERT INTO dead_letters (id, queue, body, arrived_at_ms) VALUES (?1, ?2, ?3, ?4)").bind(id, queue, body, at).run();
}
/** A failure on purpose in the Worker of orders. */
const sets = async (kind, fault) => {
  const answer = await shop.ask("orders", `/__dev/faults`, { method: "PUT", body: JSON.stringify({ dependency: kind, fault }) });
  assert.ok(answer.ok, await answer.text());
};
const audits = async (id) => (await shop.db.prepare("SELECT actor, before, after FROM audit_log WHERE kind = 'dead_letter' AND subject = ?1 ORDER BY id").bind(id).all()).results;

test("a message that no consumer takes becomes a dead letter, and replayed it does its work", async () => {
  const { number } = await orders.sells();
  await orders.listed(number, ({ state }) => state === "confirmed");
  await sets("order_copy", "fails");
  const body = JSON.stringify({ order: number, revision: 0 });
  await shop.env.ORDER_COPIES.send(body);
  const [letter] = await until(async () => { const found = await lists("?queue=orders"); return found.length > 0 && found; }, { what: "the dead letter" });
  await sets("order_copy", "none");
  assert.deepEqual([letter.queue, letter.body, letter.state, letter.handled_at, letter.by], ["orders", body, "waiting", null, null]);
  await shop.db.prepare("DELETE FROM orders WHERE number = ?1").bind(number).run();
  const replayed = await admin("POST", `/${letter.id}/replay`);
  assert.deepEqual([replayed.status, replayed.body.state, replayed.body.by], [200, "replayed", "admin-token"]);
  await orders.listed(number);
  assert.deepEqual(await lists("?queue=orders"), []);
  assert.deepEqual((await audits(letter.id)).map(({ actor, before, after }) => [actor, before, after]), [["admin-token", '"waiting"', '"replayed"']]);
});

test("asked twice, a letter is replayed once; put aside, it is not replayed any more", async () => {
  const text = JSON.stringify({ order: orderNumber(), revision: 1 });
  await seed("letter-1", "orders", text);
  const first = await admin("POST", "/letter-1/replay");
  const second = await admin("POST", "/letter-1/replay");
  assert.deepEqual([first.status, second.status], [200, 200]);
  assert.deepEqual(second.body, first.body);
  const aside = await admin("POST", "/letter-1/dismissal");
  assert.deepEqual([aside.status, aside.body.type], [409, "/problems/already_handled"]);
  await seed("letter-2", "mails", "{}");
  const dismissed = await admin("POST", "/letter-2/dismissal");
  assert.deepEqual(await admin("POST", "/letter-2/dismissal"), dismissed);
  assert.equal(dismissed.body.state, "dismissed");
  const late = await admin("POST", "/letter-2/replay");
  assert.deepEqual([late.status, late.body.type], [409, "/problems/already_handled"]);
  assert.equal((await audits("letter-2")).length, 1);
  for (const act of ["replay", "dismissal"]) assert.equal((await admin("POST", `/none/${act}`)).status, 404);
  assert.equal((await audits("none")).length, 0);
});

test("letters are listed by queue and state, in parts, the newest first", async () => {
  await shop.db.prepare("DELETE FROM dead_letters").run();
  for (let at = 1; at <= 5; at += 1) await seed(`list-${at}`, at % 2 ? "mails" : "payments", "{}", { at: 1_700_000_000_000 + at });
  await admin("POST", "/list-5/dismissal");
  const ids = async (query) => (await lists(query)).map(({ id }) => id);
  assert.deepEqual(await ids(""), ["list-4", "list-3", "list-2", "list-1"]);
  assert.deepEqual(await ids("?queue=mails"), ["list-3", "list-1"]);
  assert.deepEqual(await ids("?state=dismissed"), ["list-5"]);
  assert.deepEqual(await ids("?state=all&queue=mails"), ["list-5", "list-3", "list-1"]);
  const parts = [];
  for (let cursor = ""; cursor !== null; ) {
    const { body } = await admin("GET", `?state=all&limit=2${cursor && `&cursor=${cursor}`}`);
    parts.push(body.dead_letters.map(({ id }) => id));
    cursor = body.next_cursor;
  }
  assert.deepEqual(parts.flat(), ["list-5", "list-4", "list-3", "list-2", "list-1"]);
  for (const query of ["?queue=none", "?state=lost", "?cursor=x", "?limit=0", "?colour=red"]) assert.equal((await admin("GET", query)).status, 400, query);
});

test("who looks after orders neither reads nor replays dead letters", async () => {
  await seed("closed", "mails", "{}");
  const support = await signsIn(shop, { id: "sam", role: "support" });
  for (const [method, path] of [["GET", ""], ["POST", "/closed/replay"], ["POST", "/closed/dismissal"]]) {
    assert.equal((await support.asks(method, `/dead-letters${path}`)).status, 403, path);
  }
  assert.equal((await lists("?queue=mails"))[0].state, "waiting");
});

test("a dead letter that D1 does not take is brought again", async () => {
  await shop.db.prepare("DELETE FROM dead_letters").run();
  await sets("d1", "fails");
  await shop.env.MAILS.send(JSON.stringify({ order: orderNumber(), sequence: 1, to: "shopper" }));
  await until(() => shop.logs().some(({ message }) => message.includes("dead letters of mails wait")), { what: "a failure of D1" });
  await sets("d1", "none");
  await until(async () => (await lists("?queue=mails")).length === 1, { what: "the dead letter" });
});
