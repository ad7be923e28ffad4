// Every POST of the merchant's API under an `Idempotency-Key`: done once, answered twice (rule 1).
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { euro, fixture, merchantOf, setFault, variant } from "./catalogue.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { startShop, until } from "./harness.mjs";
import { ordersOf } from "./orders.mjs";
import { stockOf } from "./stock_keeper.mjs";

const API = "/api/admin/v1";

let shop;
let merchant;
let orders;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  merchant = merchantOf(shop);
  orders = ordersOf(shop);
  await merchant.sells("mug", { variants: [variant("MUG")] });
  await signsIn(shop, { id: "ada" });
});
after(() => shop?.stop());

const key = () => crypto.randomUUID();
const send = (path, body, own) => shop.admin("POST", `${API}${path}`, body, own ? { "idempotency-key": own } : {});
const isReplay = (answer) => answer.headers.get("idempotency-replayed") === "true";
const jsonOf = async (answer) => {
  const text = await answer.text();
  return text ? JSON.parse(text) : undefined;
};
const count = (from, ...values) => shop.db.prepare(`SELECT count(*) AS n FROM ${from}`).bind(...values).first("n");

let letters = 0;
async function letter() {
  const id = `letter-${(letters += 1)}`;
  await shop.db.prepare("INSERT INTO dead_letters (id, queue, body, arrived_at_ms) VALUES (?1, 'orders', '{}', 1)").bind(id).run();
  return id;
}
const order = async () => (await orders.sells({ lines: [{ sku: "MUG", quantity: 2, unit: 1000 }] })).number;

/**
 * By the pattern of its row: what is sent, and what is another request under the same address. `moves` says that a
 * repetition is answered with the thing as it is by then; what is shown once is not in a repeated answer.
 */
const POSTS = {
  '"products", "batch"': () => ({ path: "/products/batch", body: { items: [{ handle: "mug", add_tags: ["a"] }] }, other: { items: [{ handle: "mug", add_tags: ["b"] }] } }),
  '"publications"': () => ({ path: "/publications", body: {}, other: { again: true } }),
  '"media"': () => ({ path: "/media", body: new Uint8Array(fixture("red-800x600.png")), other: new Uint8Array(fixture("green-200x300.webp")) }),
  '"stock", "batch"': () => ({ path: "/stock/batch", body: { items: [{ sku: "MUG", location: "main", on_hand: 500 }] }, other: { items: [{ sku: "MUG", location: "main", on_hand: 501 }] } }),
  '"stock", "rebuilds"': () => ({ path: "/stock/rebuilds", otherPath: "/stock/rebuilds?limit=1" }),
  '"stock", sku, "adjustments"': () => ({ path: "/stock/MUG/adjustments", body: { location: "main", delta: 1, reason: "found" }, other: { location: "main", delta: 2, reason: "found" }, moves: true }),
  '"orders", "rebuilds"': () => ({ path: "/orders/rebuilds", body: {}, other: { cursor: null } }),
  '"orders", id, "refunds"': async () => ({ path: `/orders/${await order()}/refunds`, body: { amount_minor: 100 }, other: { amount_minor: 200 }, moves: true }),
  '"orders", id, "refunds", "preview"': null, // changes nothing
  '"orders", id, "cancellation"': async () => ({ path: `/orders/${await order()}/cancellation`, body: { reason: "a" }, other: { reason: "b" }, moves: true }),
  '"orders", id, "shipments"': async () => ({ path: `/orders/${await order()}/shipments`, body: { lines: [{ line_id: "1", quantity: 1 }], carrier: "", tracking_number: "", tracking_url: "" }, other: { lines: [{ line_id: "1", quantity: 2 }], carrier: "", tracking_number: "", tracking_url: "" }, moves: true }),
  '"orders", id, "notes"': async () => ({ path: `/orders/${await order()}/notes`, body: { text: "a" }, other: { text: "b" }, moves: true }),
  '"orders", id, "mails", event': async () => {
    const number = await order();
    const { sequence } = (await orders.reads(number)).events.find(({ what }) => what.what === "confirmed");
    return { path: `/orders/${number}/mails/${sequence}`, other: "{}" };
  },
  '"staff", id, "sign-in-links"': () => ({ path: "/staff/ada/sign-in-links", other: "{}", once: "url" }),
  '"tokens"': () => ({ path: "/tokens", body: { title: "One", scopes: ["stock:read"] }, other: { title: "Two", scopes: ["stock:read"] }, once: "secret" }),
  '"dead-letters", id, "replay"': async () => ({ path: `/dead-letters/${await letter()}/replay`, other: "{}" }),
  '"dead-letters", id, "dismissal"': async () => ({ path: `/dead-letters/${await letter()}/dismissal`, other: "{}" }),
};

const source = ["routes", "catalogue_routes"].map((name) => readFileSync(new URL(`../../src/${name}.rs`, import.meta.url), "utf8")).join("\n");
// Those of imports are tried in imports.test.mjs.
const rows = [...source.matchAll(/^ +Post \["api", "admin", "v1", (.*)\] => /gm)].map(([, pattern]) => pattern).filter((pattern) => !pattern.startsWith('"imports"'));

test("every POST of the merchant's API is one of those that are tried here", () => {
  assert.deepEqual(rows.toSorted(), Object.keys(POSTS).sort());
});

// What is in the log of orders and stock comes with their copies.
const noted = () => count("audit_log WHERE kind NOT IN ('order', 'stock')");

for (const pattern of rows.filter((pattern) => POSTS[pattern])) {
  test(`POST ${pattern} has its effect once under a key, and says so`, async () => {
    const { path, body, other, otherPath = path, moves, once } = await POSTS[pattern]();
    const own = key();
    const first = await send(path, body, own);
    const told = await jsonOf(first);
    assert.ok(first.ok && !isReplay(first), `${first.status}: ${JSON.stringify(told)}`);
    const notes = await noted();
    const again = await send(path, body, own);
    const retold = await jsonOf(again);
    assert.deepEqual([again.status, isReplay(again)], [first.status, true], JSON.stringify(retold));
    if (once) {
      assert.ok(told[once], `${once} is shown once`);
      assert.deepEqual(retold, { ...told, [once]: null });
    } else if (!moves) {
      assert.deepEqual(retold, told);
    }
    const reused = await send(otherPath, other, own);
    const problem = await jsonOf(reused);
    assert.deepEqual([reused.status, problem.type], [409, "/problems/idempotency_key_reused"]);
    assert.ok(!isReplay(reused));
    assert.equal(await noted(), notes, "nothing happened but the first time");
    assert.equal((await send(path, body, "not a key")).status, 400);
    const anew = await send(path, body, key());
    assert.ok(!isReplay(anew), "another key is another request");
  });
}

test("a preview takes no notice of a key", async () => {
  const path = `/orders/${await order()}/refunds/preview`;
  const own = key();
  for (const amount_minor of [100, 200]) {
    const answer = await send(path, { amount_minor }, own);
    assert.deepEqual([answer.status, isReplay(answer), (await answer.json()).amount_minor], [200, false, amount_minor]);
  }
});

const batch = async () => {
  const { revision } = await merchant.reads("/products/mug");
  return { items: [{ handle: "mug", price_change: { percent_ppm: 100_000 }, if_revision: revision }] };
};
const price = async () => (await merchant.reads("/products/mug")).variants[0].price.amount_minor;

test("a batch that met a fault is not kept: sent again it is carried out", async () => {
  await merchant.sells("mug", { variants: [variant("MUG", { price: euro(1000) })] });
  const [tagged, tag] = [{ items: [{ handle: "mug", add_tags: ["late"] }] }, key()];
  const [counted, count] = [{ items: [{ sku: "MUG", location: "main", on_hand: 77 }] }, key()];
  await shop.db.prepare("CREATE TRIGGER broken BEFORE UPDATE ON products BEGIN SELECT RAISE(ABORT, 'broken'); END").run();
  await setFault(shop, "stock", "fails");
  const statuses = async (answer) => (await answer.json()).results.map(({ status }) => status);
  assert.deepEqual(await statuses(await send("/products/batch", tagged, tag)), [503]);
  assert.deepEqual(await statuses(await send("/stock/batch", counted, count)), [503]);
  await shop.db.prepare("DROP TRIGGER broken").run();
  await setFault(shop, "stock", "none");
  for (const [path, body, own] of [["/products/batch", tagged, tag], ["/stock/batch", counted, count]]) {
    const again = await send(path, body, own);
    assert.ok(!isReplay(again), path);
    assert.deepEqual(await statuses(again), [200], path);
    assert.ok(isReplay(await send(path, body, own)), path);
  }
  assert.ok((await merchant.reads("/products/mug")).tags.includes("late"));
});

test("of batches that come at once with one key one is carried out, and no other answer is ever kept", async () => {
  await merchant.sells("mug", { variants: [variant("MUG", { price: euro(1000) })] });
  const [body, own] = [await batch(), key()];
  const answers = await Promise.all(Array.from({ length: 10 }, () => send("/products/batch", body, own)));
  const firsts = [];
  for (const answer of answers) {
    const told = await answer.json();
    if (answer.status === 409) {
      assert.deepEqual([told.type, answer.headers.get("retry-after")], ["/problems/in_progress", "1"]);
      continue;
    }
    assert.deepEqual([answer.status, told.results[0].status], [200, 200], JSON.stringify(told));
    if (!isReplay(answer)) firsts.push(told);
  }
  assert.equal(firsts.length, 1);
  const later = await send("/products/batch", body, own);
  assert.deepEqual([isReplay(later), await later.json()], [true, firsts[0]]);
  assert.equal(await price(), 1100);
});

test("who asks while the first is being answered waits, and what a process left unfinished is done again", async () => {
  const [body, own, before] = [await batch(), key(), await price()];
  const digest = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  const row = "INSERT INTO idempotency_answers (scope, key, digest, kept_until_ms, status, answer) VALUES (?1, ?2, ?3, ?4, 0, 'somebody')";
  await shop.db.prepare(row).bind(`admin-token POST ${API}/products/batch`, own, digest, Date.now() + 20_000).run();
  const meanwhile = await send("/products/batch", body, own);
  assert.deepEqual([meanwhile.status, (await meanwhile.json()).type, meanwhile.headers.get("retry-after")], [409, "/problems/in_progress", "1"]);
  assert.equal((await (await send("/products/batch", { ...body, items: [...body.items, { handle: "none", add_tags: ["x"] }] }, own)).json()).type, "/problems/idempotency_key_reused");
  assert.equal(await price(), before, "nothing happened");
  await shop.db.prepare("UPDATE idempotency_answers SET kept_until_ms = ?2 WHERE key = ?1").bind(own, Date.now()).run();
  const after = await send("/products/batch", body, own);
  assert.deepEqual([after.status, isReplay(after), (await after.json()).results[0].status], [200, false, 200]);
  const again = await send("/products/batch", body, own);
  assert.deepEqual([isReplay(again), await price()], [true, Math.round(before * 1.1)]);
});

test("a refusal leaves its key free, and so does a fault of ours", async () => {
  const [id, own] = [await letter(), key()];
  await send(`/dead-letters/${id}/dismissal`);
  for (let time = 0; time < 2; time += 1) {
    const answer = await send(`/dead-letters/${id}/replay`, undefined, own);
    assert.deepEqual([answer.status, (await answer.json()).type, isReplay(answer)], [409, "/problems/already_handled", false]);
  }
  await merchant.uploads(new Uint8Array(fixture("blue-2400x1200.jpg")));
  const picture = new Uint8Array(fixture("green-200x300.webp"));
  await shop.db.prepare("DELETE FROM media").run();
  await setFault(shop, "r2_writes", "fails");
  const failed = await send("/media", picture, own).finally(() => setFault(shop, "r2_writes", "none"));
  assert.equal(failed.status, 503);
  const sent = await send("/media", picture, own);
  assert.deepEqual([sent.status, isReplay(sent)], [201, false]);
  assert.equal(await count("idempotency_answers WHERE key = ?1", own), 1);
});

test("links to sign in that are asked for at once with one key are one link", async () => {
  const [own, before] = [key(), await count("sign_in_links")];
  const answers = await Promise.all(Array.from({ length: 6 }, () => send("/staff/ada/sign-in-links", undefined, own)));
  const links = await Promise.all(answers.map((answer) => answer.json()));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]));
  assert.equal(links.filter(({ url }) => url).length, 1);
  assert.equal(await count("sign_in_links"), before + 1);
});

test("a feed that comes again leaves alone what was corrected since, as JSON and as a file", async () => {
  await merchant.sells("bowl", { variants: [variant("BOWL")] });
  const stock = stockOf(shop, "BOWL");
  const feeds = [
    [(feed) => ({ path: "/stock/batch", body: { feed_id: feed, items: [{ sku: "BOWL", location: "main", on_hand: 9, safety: 2, back_orders: { limit: 5 } }] } }), {}],
    [(feed) => ({ path: `/stock/batch?feed_id=${feed}`, body: "sku,location,on_hand,safety,back_order_limit\nBOWL,main,9,2,5\n" }), { "content-type": "text/csv" }],
    [() => ({ path: "/stock/batch", body: { items: [{ sku: "BOWL", safety: 2, back_orders: { limit: 5 } }] } }), { "idempotency-key": key() }],
  ];
  for (const [make, headers] of feeds) {
    const { path, body } = make(key());
    const feed = () => shop.admin("POST", `${API}${path}`, body, headers);
    const first = await feed();
    assert.deepEqual([first.status, isReplay(first), (await first.json()).summary.counted], [200, false, 1]);
    const { safety, back_orderable } = await stock.reads();
    assert.deepEqual([safety, back_orderable], [2, 5]);
    await stock.puts({ safety: 4, back_orders: { limit: 0 } });
    const before = await stock.reads();
    const again = await feed();
    assert.deepEqual([again.status, isReplay(again), (await again.json()).summary.counted], [200, true, 1]);
    assert.deepEqual(await stock.reads(), before);
  }
  const two = { feed_id: key(), items: [{ sku: "BOWL", location: "main", on_hand: 3, safety: 1 }, { sku: "BOWL", location: "back", on_hand: 4, safety: 1 }] };
  const { summary } = await (await send("/stock/batch", two)).json();
  assert.equal(summary.counted, 2, "a feed may name a SKU once for each location");
});

/** A failure on purpose in the Worker of orders alone. */
async function orderWorkerHas(dependency, fault) {
  const answer = await shop.ask("orders", "/__dev/faults", { method: "PUT", body: JSON.stringify({ dependency, fault }) });
  assert.ok(answer.ok, await answer.text());
}
const notesOf = async (kind, subject) => (await shop.db.prepare("SELECT actor, before, after FROM audit_log WHERE kind = ?1 AND subject = ?2 ORDER BY id").bind(kind, subject).all()).results;

test("what was done to an order is in the audit log once, however long the log could not be written", async () => {
  const number = await order();
  await orders.listed(number, ({ state }) => state === "confirmed");
  await orderWorkerHas("order_copy", "fails");
  try {
    assert.equal((await send(`/orders/${number}/notes`, { text: "Fragile" }, key())).status, 201);
    const copyFailed = () => shop.logs().some(({ message }) => message.includes("copies fail on purpose"));
    await until(async () => copyFailed(), { what: "a copy that fails" });
    assert.deepEqual(await notesOf("order", number), []);
    assert.equal((await orders.document(number)).audits.length, 1, "the order keeps it");
  } finally {
    await orderWorkerHas("order_copy", "none");
  }
  await orders.passes(number, 3600);
  const [note] = await until(async () => { const found = await notesOf("order", number); return found.length > 0 && found; }, { what: "the note" });
  assert.deepEqual([note.actor, JSON.parse(note.after).command, JSON.parse(note.after).text], ["admin-token", "note", "Fragile"]);
  await until(async () => (await orders.document(number)).audits === undefined, { what: "the order's end of it" });
  for (let time = 0; time < 2; time += 1) await shop.env.ORDER_COPIES.send(JSON.stringify({ order: number, revision: 0 }));
  assert.equal((await send("/orders/rebuilds")).status, 200);
  assert.equal((await notesOf("order", number)).length, 1);
});

test("what was done to stock is in the audit log once, however long the log could not be written", async () => {
  await merchant.sells("cup", { variants: [variant("CUP")] });
  const stock = stockOf(shop, "CUP");
  await orderWorkerHas("d1", "fails");
  try {
    for (const on_hand of [5, 8]) assert.equal((await stock.puts({ location: "main", on_hand })).status, 200);
    await stock.runsAlarm(new Date().toISOString());
    assert.deepEqual(await notesOf("stock", "CUP"), []);
  } finally {
    await orderWorkerHas("d1", "none");
  }
  for (let time = 0; time < 2; time += 1) await stock.runsAlarm(new Date().toISOString());
  const notes = (await notesOf("stock", "CUP")).map(({ actor, before, after }) => [actor, JSON.parse(before).on_hand, JSON.parse(after).on_hand]);
  assert.deepEqual(notes, [["admin-token", 0, 5], ["admin-token", 5, 8]]);
});
