// What is read of the price history: as much as reductions are measured from and no more.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { startShop } from "./harness.mjs";
import { euro, merchantOf, settled, variant } from "./catalogue.mjs";

const DAY_MS = 86_400_000;
const WINDOW_MS = 30 * DAY_MS;

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
after(() => shop.stop());

/** Numbers that are the same in every run (mulberry32). */
function numbers(seed) {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const saleOf = (row) => JSON.stringify([row.sale_price_minor, row.sale_starts_at_ms, row.sale_ends_at_ms]);

/** Since when all rows up to the last have held. */
function since(rows, holds) {
  const broken = rows.findLastIndex((row) => !holds(row));
  return broken === rows.length - 1 ? undefined : rows[broken + 1].from_ms;
}

/** The lowest price of the 30 days before an instant, looked for wherever it can change. */
function lowestBefore(rows, instant) {
  const start = instant - WINDOW_MS;
  const changes = rows.flatMap((row) => [row.from_ms, row.sale_starts_at_ms, row.sale_ends_at_ms]);
  const prices = [start, ...changes]
    .filter((at) => at !== null && at >= start && at < instant)
    .map((at) => {
      const row = rows.findLast(({ from_ms }) => from_ms <= at);
      if (!row || row.ended) return undefined;
      const reduced = row.sale_price_minor !== null && row.sale_starts_at_ms <= at && at < row.sale_ends_at_ms;
      return reduced ? row.sale_price_minor : row.price_minor;
    })
    .filter((price) => price !== undefined);
  return prices.length > 0 ? Math.min(...prices) : undefined;
}

/** What the rule says of a whole history whose last row is what the variant costs; `paid` is what was charged. */
function reductionsOf(rows, paid = rows) {
  const last = rows.at(-1);
  const announced = since(rows, (row) => row.price_minor === last.price_minor && row.compare_at_minor === last.compare_at_minor);
  const offered = since(rows, (row) => saleOf(row) === saleOf(last));
  return {
    list: last.compare_at_minor === null ? undefined : lowestBefore(paid, announced),
    sale: last.sale_price_minor === null ? undefined : lowestBefore(paid, Math.max(offered, last.sale_starts_at_ms)),
  };
}

const insertHistory = (rows, list = "base") => {
  const columns = ["from_ms", "price_minor", "compare_at_minor", "sale_price_minor", "sale_starts_at_ms", "sale_ends_at_ms", "currency"];
  return shop.db
    .prepare(
      `INSERT INTO price_history (sku, price_list, ended, ${columns.join(", ")})
       SELECT value ->> 'sku', ?2, coalesce(value ->> 'ended', 0), ${columns.map((name) => `value ->> '${name}'`).join(", ")} FROM json_each(?1)`,
    )
    .bind(JSON.stringify(rows), list)
    .run();
};

/** A list's history with that of base wherever the list had no price. */
function charged(list, base) {
  const starts = [...new Set([...list, ...base].map((row) => row.from_ms))].sort((one, other) => one - other);
  return starts.map((from_ms) => {
    const said = (rows) => rows.findLast((row) => row.from_ms <= from_ms);
    const own = said(list);
    return { ...(own && !own.ended ? own : (said(base) ?? own)), from_ms };
  });
}

/** The statement that a file has under a name, for a product. */
function statementOf(file, name, handle, ...more) {
  const source = readFileSync(new URL(`../../src/catalog/${file}`, import.meta.url), "utf8");
  const [, sql] = source.match(new RegExp(`const ${name}: &str =\\s+"([^"]*)"`));
  return shop.db.prepare(sql.replace("$id", "(SELECT id FROM products WHERE handle = ?1)")).bind(handle, WINDOW_MS, ...more);
}

/** What a row of history says, as the API takes it. */
function pricesOf(row) {
  const instant = (ms) => new Date(ms).toISOString();
  return {
    price: euro(row.price_minor),
    compare_at_price: row.compare_at_minor && euro(row.compare_at_minor),
    sale: row.sale_price_minor && { price: euro(row.sale_price_minor), starts_at: instant(row.sale_starts_at_ms), ends_at: instant(row.sale_ends_at_ms) },
  };
}

/** A hundred histories of up to ten rows, and what each says now. */
function manyHistories(name, seed, now) {
  const below = numbers(seed);
  const sales = Array.from({ length: 4 }, (_, index) => {
    const starts = now + (index * 25 - 60) * DAY_MS;
    return { price: 100 + index, starts, ends: starts + (20 + below(40)) * DAY_MS };
  });
  const state = () => {
    const sale = below(3) === 0 ? undefined : sales[below(sales.length)];
    return {
      price_minor: 300 + below(3) * 100,
      compare_at_minor: below(2) ? 900 : null,
      sale_price_minor: sale?.price ?? null,
      sale_starts_at_ms: sale?.starts ?? null,
      sale_ends_at_ms: sale?.ends ?? null,
    };
  };
  return Array.from({ length: 100 }, (_, number) => {
    const current = state();
    const days = [...new Set(Array.from({ length: below(10) }, () => 1 + below(120)))].sort((one, other) => other - one);
    // Often the same again, so that a reduction was announced some rows ago.
    const past = days.map((day) => ({ ...(below(2) ? current : state()), from_ms: now - day * DAY_MS }));
    return { sku: `${name}-${number}`, current, past };
  });
}

test("earlier prices are those of the whole history, however it went", async () => {
  const histories = manyHistories("HISTORY", 29, Date.now());
  const variants = histories.map(({ sku, current }) => variant(sku, { options: [sku], ...pricesOf(current) }));
  const sell = (title) => merchant.sells("reduced", { title, options: [{ name: "Size" }], variants });
  await sell("before");
  await insertHistory(histories.flatMap(({ sku, past }) => past.map((row) => ({ sku, ...row }))));
  await sell("after");
  await settled(shop, "product:reduced");

  const { results } = await shop.db.prepare("SELECT * FROM price_history ORDER BY sku, from_ms").all();
  const document = await shop.kv.get("product:reduced", "json");
  const outcomes = new Set();
  for (const { sku, price } of document.variants) {
    const rows = results.filter((row) => row.sku === sku);
    const expected = reductionsOf(rows);
    const told = { list: price.lowest_before_list?.amount_minor, sale: price.lowest_before_sale?.amount_minor };
    assert.deepEqual(told, expected, `${sku}: ${JSON.stringify(rows)}`);
    outcomes.add(JSON.stringify(told));
  }
  assert.ok(outcomes.size > 10, "there are many different ones");
});

test("earlier prices of a list in the shop's currency are what was charged at it, its own prices or the products'", async () => {
  const now = Date.now();
  const own = manyHistories("LISTED", 31, now);
  const listed = manyHistories("LISTED", 37, now).map(({ past, ...one }) => {
    const below = numbers(past.length);
    const ended = { price_minor: 0, compare_at_minor: null, sale_price_minor: null, sale_starts_at_ms: null, sale_ends_at_ms: null, ended: 1 };
    return { ...one, past: past.map((row) => ({ ...row, ...(below(4) === 0 && ended), currency: "EUR" })) };
  });
  const sell = (title) => merchant.sells("listed", { title, options: [{ name: "Size" }], variants: own.map(({ sku, current }) => variant(sku, { options: [sku], ...pricesOf(current) })) });
  await sell("before");
  await merchant.prices("regulars", "EUR", listed.map(({ sku, current }) => ({ sku, ...pricesOf(current) })));
  await insertHistory(own.flatMap(({ sku, past }) => past.map((row) => ({ sku, ...row }))));
  await insertHistory(listed.flatMap(({ sku, past }) => past.map((row) => ({ sku, ...row }))), "regulars");
  await sell("after");
  await settled(shop, "product:listed");

  const { results } = await shop.db.prepare("SELECT * FROM price_history ORDER BY sku, from_ms").all();
  const document = await shop.kv.get("product:listed", "json");
  const outcomes = new Set();
  for (const { sku, list_prices } of document.variants) {
    const [list, base] = ["regulars", "base"].map((name) => results.filter((row) => row.sku === sku && row.price_list === name));
    const price = list_prices.regulars;
    const told = { list: price.lowest_before_list?.amount_minor, sale: price.lowest_before_sale?.amount_minor };
    assert.deepEqual(told, reductionsOf(list, charged(list, base)), `${sku}: ${JSON.stringify({ list, base })}`);
    outcomes.add(JSON.stringify(told));
  }
  assert.ok(outcomes.size > 10, "there are many different ones");
});

test("what is read of the history of lists does not grow with it", async () => {
  const now = Date.now();
  const plain = { compare_at_minor: null, sale_price_minor: null, sale_starts_at_ms: null, sale_ends_at_ms: null };
  const hourly = (currency) => Array.from({ length: 3000 }, (_, hour) => ({ sku: "STEADY-LIST", from_ms: now - (hour + 1) * 3_600_000, price_minor: 400 + (hour % 7), ...plain, currency }));
  const franc = (amount_minor) => ({ amount_minor, currency: "CHF" });
  await merchant.sells("steady-list", { variants: [variant("STEADY-LIST", { price: euro(500) })] });
  const read = async () => {
    const { results, meta } = await statementOf("loading.rs", "LIST_HISTORY", "steady-list", "EUR").all();
    return { rows: results, looked: meta.rows_read };
  };
  for (const [list, currency, price] of [["steady-alps", "CHF", franc], ["steady-home", "EUR", euro]]) {
    await insertHistory(hourly(currency), list);
    if (currency === "EUR") await insertHistory(hourly(null));
    await merchant.prices(list, currency, [{ sku: "STEADY-LIST", price: price(500) }]);
    const before = await read();
    assert.deepEqual(before.rows.filter((row) => row.price_list === list), [], "a price without a reduction needs none");
    await merchant.prices(list, currency, [{ sku: "STEADY-LIST", price: price(500), compare_at_price: price(600) }]);
    const { rows, looked } = await read();
    const oldest = Math.min(...rows.map((row) => row.from_ms));
    assert.ok(Math.abs(oldest - (now - WINDOW_MS)) < 2 * 3_600_000, "from the row that held 30 days before on");
    const lists = [...new Set(rows.map((row) => row.price_list))];
    assert.deepEqual(lists, currency === "CHF" ? [list] : ["base", "steady-alps", list]);
    assert.ok(rows.length < lists.length * 32 * 24 && looked < lists.length * 80 * 24, `${rows.length} rows of ${looked}`);
  }
});

test("what is read of a history does not grow with it", async () => {
  await merchant.sells("steady", { variants: [variant("STEADY", { price: euro(500) })] });
  const now = Date.now();
  const past = Array.from({ length: 3000 }, (_, hour) => ({
    sku: "STEADY", from_ms: now - (hour + 1) * 3_600_000, price_minor: 400 + (hour % 7), compare_at_minor: null, sale_price_minor: null, sale_starts_at_ms: null, sale_ends_at_ms: null,
  }));
  await insertHistory(past);
  const read = async () => {
    const { results, meta } = await statementOf("store.rs", "PRICE_HISTORY", "steady").all();
    return { rows: results, looked: meta.rows_read };
  };
  const plain = await read();
  assert.deepEqual(plain.rows.map((row) => row.price_minor), [500]);
  assert.ok(plain.looked < 30, `${plain.looked} rows were looked at`);

  const sale = { price: euro(300), starts_at: new Date(now - DAY_MS).toISOString(), ends_at: new Date(now + DAY_MS).toISOString() };
  await merchant.sells("steady", { variants: [variant("STEADY", { price: euro(500), compare_at_price: euro(600), sale })] });
  const reduced = await read();
  const oldest = Math.min(...reduced.rows.map((row) => row.from_ms));
  const offered = now - WINDOW_MS; // just now, though the sale says that it began a day ago
  assert.ok(Math.abs(oldest - offered) < 2 * 3_600_000, "from the row that held 30 days before on");
  assert.ok(reduced.rows.length < 32 * 24 && reduced.looked < 80 * 24, `${reduced.rows.length} rows of ${reduced.looked}`);
});
