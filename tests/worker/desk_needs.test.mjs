// Each thing that the first page says is needed leads to a list of exactly as many.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { merchantOf, variant } from "./catalogue.mjs";
import { decoded } from "./desk_reading.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { startShop, until } from "./harness.mjs";
import { ordersOf } from "./orders.mjs";
import { stockOf } from "./stock_keeper.mjs";

const HOUR_MS = 3_600_000;

let shop;
before(async () => {
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
});
after(() => shop.stop());

/** Orders of every sort that needs somebody, and of sorts that look like them and need nobody. */
async function everythingHappens() {
  const orders = ordersOf(shop);
  const [waiting, held, disputed, quiet] = await Promise.all(Array.from({ length: 4 }, () => orders.sells()));
  const [tried, stray, old] = await Promise.all(Array.from({ length: 3 }, () => orders.places()));
  for (const { number } of [waiting, held, disputed, quiet]) await orders.listed(number, ({ state }) => state === "confirmed");
  for (const { number } of [tried, stray, old]) await orders.listed(number);
  const now = Date.now();
  const set = (sql, ...values) => shop.db.prepare(sql).bind(...values);
  const change = (number, to) => set(`UPDATE orders SET ${to} WHERE number = ?1`, number);
  const failed = (number, at) => set("INSERT INTO failed_payments VALUES (?1, 1, ?2)", number, at);
  await shop.db.batch([
    change(held.number, `on_hold = '["disputed"]'`),
    change(disputed.number, `disputed_minor = 700, payment_status = 'part_refunded'`),
    // What nobody paid in the end is no order in other lists.
    change(tried.number, "state = 'expired'"),
    change(stray.number, `state = 'expired', on_hold = '["unmatched_money"]', unmatched_minor = 900`),
    change(quiet.number, `settled = 0, heartbeat_at_ms = ${now - 2 * HOUR_MS}, state = 'closed'`),
    failed(tried.number, now - HOUR_MS),
    failed(old.number, now - 8 * 24 * HOUR_MS),
    set("INSERT INTO unmatched_money VALUES ('stripe', 'capture', 'pi_1', NULL, 'captured', 500, 'EUR', 5)"),
    ...[1, 2].map((at) => set("INSERT INTO undeliverable_mails VALUES (?1, ?2, 'shopper', 'Your order', 'no such mailbox', 6)", waiting.number, at)),
    ...[1, 2].map((at) => set("INSERT INTO dead_letters (id, queue, body, arrived_at_ms) VALUES (?1, 'mails', '{}', 7)", `dead-${at}`)),
    // More than a glance shows.
    ...Array.from({ length: 7 }, (_, at) => [
      set("INSERT INTO publications (key, publisher, revision, published_revision) VALUES (?1, 3, 2, 1)", `page:lost-${at}`),
      set("INSERT INTO publication_lags VALUES (?1, 1, ?2)", `page:lost-${at}`, now - HOUR_MS),
    ]).flat(),
  ]);
  const skus = ["LOW-A", "LOW-B", "OUT", "OVER"];
  await merchantOf(shop).sells("shelf", { options: [{ name: "Kind" }], variants: skus.map((sku) => variant(sku, { options: [sku] })) });
  for (const [sku, count] of [["LOW-A", 1], ["LOW-B", 2], ["OUT", 0], ["OVER", 1]]) await stockOf(shop, sku).counts(count);
  const copied = "SELECT count(*) AS count FROM stock_levels WHERE sku IN ('LOW-A', 'LOW-B', 'OUT', 'OVER')";
  await until(async () => (await shop.db.prepare(copied).first("count")) === 4, { what: "the copies of stock" });
  await shop.db.prepare("UPDATE stock_levels SET oversold = 3, available = 0 WHERE sku = 'OVER'").run();
}

/** What the first page says is needed: how many, and where they are. */
function needsOf(html) {
  const needs = [...html.matchAll(/<li class="need[^"]*">([^]*?)<\/li>/g)].map(([, inside]) => inside);
  return needs.map((inside) => {
    const [, link, sentence] = inside.match(/<a class="need-link" href="([^"]*)">([^<]*)</) ?? [];
    return { sentence, link: link && decoded(link), count: Number(sentence?.split(" ")[0]) };
  });
}

/** How many entries the list at an address has, over all its parts. */
async function countOf(visitor, link) {
  const [path, part] = link.split("#");
  const html = await visitor.opens(path);
  if (part) {
    const section = html.slice(html.indexOf(`<h2 id="${part}"`)).split("</section>")[0];
    const from = part === "money" ? section.indexOf("<h3>Payments for nothing") : 0;
    const list = /<ul class="ledger[^"]*">([^]*?)<\/ul>/.exec(section.slice(from));
    return list ? list[1].match(/<li>/g).length : 0;
  }
  const rows = html.match(/<td class="at-(number|sku)">/g) ?? [];
  const next = /rel="next" href="([^"]*)"/.exec(html);
  return rows.length + (next ? await countOf(visitor, decoded(next[1])) : 0);
}

test("each need leads to exactly as many as it says", async () => {
  await everythingHappens();
  const owner = await signsIn(shop);
  const needs = await until(async () => {
    const found = needsOf(await owner.opens("/admin"));
    return found.length === 12 && found;
  }, { what: "every need" }).catch(async () => assert.fail(JSON.stringify(needsOf(await owner.opens("/admin")))));
  for (const { sentence, link, count } of needs) {
    assert.ok(count > 0 && link, sentence);
    assert.equal(await countOf(owner, link), count, `${sentence} ${link}`);
  }
  const failed = needs.find(({ sentence }) => sentence.includes("failed"));
  assert.equal(failed.count, 1, "only of the last seven days");

  const support = await signsIn(shop, { id: "sam", role: "support" });
  const seen = needsOf(await support.opens("/admin"));
  assert.ok(seen.length > 5, JSON.stringify(seen));
  for (const { sentence, link, count } of seen) {
    if (!link) continue; // its list is not for them
    assert.ok(!link.includes("health") && !link.includes("stock"), link);
    assert.equal(await countOf(support, link), count, sentence);
  }
});

test("the API lists by what the overview counts, and refuses what it does not know", async () => {
  const asks = async (query) => {
    const answer = await shop.admin("GET", `/api/admin/v1/orders?${query}`);
    return { status: answer.status, body: await answer.json() };
  };
  const { attention } = await (await shop.admin("GET", "/api/admin/v1/overview")).json();
  for (const [query, count] of [
    ["needs=shipping&on_hold=false", attention.to_send.count],
    ["needs=payment", attention.failed_payments.count],
    ["needs=dispute", attention.disputed.count],
    ["needs=silence", attention.silent.count],
    ["on_hold=true", attention.on_hold.count],
  ]) {
    const { status, body } = await asks(`${query}&limit=100`);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.orders.length, count, query);
  }
  const refused = await asks("needs=love");
  assert.equal(refused.status, 400);
  assert.match(refused.body.errors[0].detail, /payment, dispute, silence/);
});
