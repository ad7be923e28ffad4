// The same product page in shops of different sizes, and search and filters in the largest.
import { setTimeout as sleep } from "node:timers/promises";
import { random } from "../demo/art/random.mjs";
import { Plain } from "../tools/project.mjs";
import { fillShop } from "./bulk.mjs";
import { milliseconds, number, ratio } from "./report.mjs";
import { copyFolder, removeFolders, startBuiltShop, untilPublished } from "./runtime.mjs";
import { median, percentile, send } from "./traffic.mjs";

const CONNECTIONS = 8;
const EVERYTHING = "everything";
const PAGE_PRODUCTS = 24;
const DEEPEST_PAGE = 100;

/** Adds the products and one collection whose rules hold for all of them. */
async function grow(state, products) {
  const shop = await startBuiltShop(state);
  try {
    const generated = await fillShop(shop, products);
    const anyPrice = { field: "price", relation: "greater_than", value: { amount_minor: 0, currency: "EUR" } };
    await shop.admin("PUT", `/api/admin/v1/collections/${EVERYTHING}`, { title: "Everything", sort: "newest", rules: { match: "all", conditions: [anyPrice] } });
    await untilListed(shop, products);
    await untilPublished(shop);
    return generated;
  } finally {
    await shop.stop();
  }
}

// Every product names its collections, so each of them would be published anew, which takes the better
// part of an hour and changes nothing that is measured here: only what lists read is waited for.
const NAME_NOTHING = "UPDATE publications SET published_revision = revision WHERE key LIKE 'product:%'";
const LISTED = "SELECT (SELECT products FROM listing_counts WHERE collection_id = collections.id) AS listed FROM collections WHERE handle = ? AND sync_cursor IS NULL";

async function untilListed(shop, products) {
  const { DB } = await shop.bindings();
  const end = Date.now() + 600_000;
  for (let listed = 0; listed < products; listed = (await DB.prepare(LISTED).bind(EVERYTHING).first("listed")) ?? 0) {
    if (Date.now() > end) throw new Plain("The collection of everything was not filled in ten minutes.");
    await DB.prepare(NAME_NOTHING).run();
    await sleep(200);
  }
  await DB.prepare(NAME_NOTHING).run();
}

/** Hot: the page is in the isolate's memory. Cold: each address is new, so each costs a KV read. */
async function timePage(state, path, { rounds, seconds }) {
  const shop = await startBuiltShop(state);
  try {
    const job = { paths: [path], connections: CONNECTIONS, seconds };
    let numbered = 1;
    const cold = async () => {
      const seen = await send(shop, { ...job, numbered });
      numbered += seen.requests + CONNECTIONS;
      return seen;
    };
    await send(shop, job);
    await cold();
    const seen = { hot: [], cold: [] };
    for (let round = 0; round < rounds; round += 1) {
      seen.hot.push(await send(shop, job));
      seen.cold.push(await cold());
    }
    return { hot: summaryOf(seen.hot), cold: summaryOf(seen.cold) };
  } finally {
    await shop.stop();
  }
}

function summaryOf(results) {
  const durations = results.flatMap((result) => result.durations);
  const middle = (of) => median(results.map(of));
  return { rate: middle((one) => one.rate), cpuMs: middle((one) => one.cpuMs), p50: percentile(durations, 0.5), p95: percentile(durations, 0.95), requests: durations.length };
}

/**
 * Measures the page in the demonstration shop and in copies of it that are filled up to each of
 * `sizes`. Answers the section and, for the search, the largest shop.
 */
export async function measureFlatness(state, path, demoProducts, sizes, effort) {
  const measured = [[demoProducts, await timePage(state, path, effort)]];
  let folder;
  let generated;
  for (const products of sizes) {
    if (folder) removeFolders([folder]);
    folder = copyFolder(state);
    generated = await grow(folder, products);
    measured.push([products, await timePage(folder, path, effort)]);
  }
  const [[, smallest]] = measured;
  const rowOf = (kind, products, seen) => {
    const { rate, cpuMs, p50, p95, requests } = seen[kind];
    return [`${kind}, ${number(products)} products`, number(rate), milliseconds(cpuMs), ratio(cpuMs / smallest[kind].cpuMs), milliseconds(p50), milliseconds(p95), number(requests)];
  };
  const section = {
    title: "The same product page in shops of different sizes",
    note:
      `${path}, ${CONNECTIONS} connections without a proxy, ${effort.rounds} interleaved rounds of ${effort.seconds} s. Hot: from the isolate's memory. Cold: every request ` +
      "reads the document from KV and renders it. Beyond the demonstration shop the products were written to D1 and KV directly, as importing them would have left them.",
    head: ["", "requests/s", "CPU", "of the smallest", "p50", "p95", "requests"],
    rows: ["hot", "cold"].flatMap((kind) => measured.map(([products, seen]) => rowOf(kind, products, seen))),
  };
  return { section, folder, generated, products: sizes.at(-1) };
}

/** One letter less, another letter, or two that changed places. */
function mistype(next, word) {
  const at = next.integer(1, word.length - 2);
  const kinds = [
    () => word.slice(0, at) + word.slice(at + 1),
    () => word.slice(0, at) + next.pick([..."aeiourstln"].filter((letter) => letter !== word[at])) + word.slice(at + 1),
    () => word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2),
  ];
  return next.pick(kinds)();
}

/** Addresses by kind, none twice, as the words and values of the products allow. */
function varied(next, generated, kinds, each) {
  const product = () => next.pick(generated);
  const wordOf = (long) => next.pick(product().title.toLowerCase().split(" ").filter((word) => word.length >= (long ? 5 : 3)).concat("linen"));
  const filters = [
    () => ["vendor", product().vendor],
    () => ["tag", next.pick(product().tags)],
    () => ["type", product().type],
    () => ["availability", next.pick(["in_stock", "low", "sold_out"])],
    () => ["price_max", String(next.integer(10, 120))],
  ];
  const tools = { next, product, wordOf, filter: () => next.pick(filters)(), lastPage: Math.min(DEEPEST_PAGE, Math.floor(generated.length / PAGE_PRODUCTS)) };
  const address = (path, ...pairs) => `${path}?${new URLSearchParams(pairs)}`;
  return kinds.map(([name, make]) => {
    const paths = new Set();
    while (paths.size < each) paths.add(`${address(...make(tools))}&n=${paths.size}`);
    return [name, [...paths]];
  });
}

const SEARCHES = [
  ["one word", ({ wordOf }) => ["/search", ["q", wordOf()]]],
  ["two words", ({ product }) => ["/search", ["q", product().title.toLowerCase().split(" ").slice(0, 2).join(" ")]]],
  ["a word's beginning", ({ wordOf, next }) => ["/search", ["q", wordOf(true).slice(0, next.integer(3, 4))]]],
  ["a mistyped word", ({ wordOf, next }) => ["/search", ["q", mistype(next, wordOf(true))]]],
  ["a word and a filter", ({ wordOf, filter }) => ["/search", ["q", wordOf()], filter()]],
  ["suggestions", ({ wordOf, next }) => ["/search/suggestions", ["q", wordOf(true).slice(0, next.integer(2, 5))]]],
];

const LISTINGS = [
  ["one filter", ({ filter }) => [`/collections/${EVERYTHING}`, filter()]],
  ["two filters", ({ filter }) => [`/collections/${EVERYTHING}`, filter(), filter()]],
  ["another order", ({ filter, next }) => [`/collections/${EVERYTHING}`, filter(), ["sort", next.pick(["title", "price_ascending", "price_descending"])]]],
  ["a page further on", ({ next, lastPage }) => [`/collections/${EVERYTHING}`, ["page", String(next.integer(2, lastPage))]]],
];

/** p50 and p95 of searches and filtered lists, one request at a time. */
export async function measureSearch({ folder, generated, products }, each) {
  const shop = await startBuiltShop(folder);
  const next = random(7);
  const rows = [];
  try {
    for (const [title, kinds] of [["search", SEARCHES], ["collection", LISTINGS]]) {
      const seen = [];
      for (const [name, paths] of varied(next, generated, kinds, each)) {
        await send(shop, { paths: [`${paths[0]}&warm=1`], count: 1 });
        const { durations } = await send(shop, { paths, count: paths.length, seconds: 300 });
        rows.push(rowOf(`${title}: ${name}`, durations));
        seen.push(...durations);
      }
      rows.push(rowOf(`${title}: all of these`, seen));
    }
  } finally {
    await shop.stop();
  }
  return {
    title: `Search and filtered collection with ${number(products)} products`,
    note: "One request at a time without a proxy, no address twice, words and values from the products themselves; whole pages, each one round trip to D1.",
    head: ["", "p50", "p95", "slowest", "requests"],
    rows,
  };
}

function rowOf(name, durations) {
  return [name, milliseconds(percentile(durations, 0.5)), milliseconds(percentile(durations, 0.95)), milliseconds(Math.max(...durations)), number(durations.length)];
}
