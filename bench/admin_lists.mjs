// The merchant's lists in a large shop, as the admin API answers them and as pages of the desk.
import { random } from "../demo/art/random.mjs";
import { openDesk } from "./desk.mjs";
import { milliseconds, number } from "./report.mjs";
import { startBuiltShop } from "./runtime.mjs";
import { percentile } from "./traffic.mjs";

const LIST = "/api/admin/v1/products";
/** Cursors of this order, each further on in the list. */
const DEEP_PAGES = 40;

/** Kinds of lists, each with what makes the query of one of them. */
const LISTS = [
  ["the latest changes", () => []],
  ["another order", ({ next }) => [["sort", next.pick(["title", "price", "created"])]]],
  ["drafts", () => [["status", "draft"]]],
  ["one vendor", ({ product }) => [["vendor", product().vendor]]],
  ["one tag", ({ product, next }) => [["tag", next.pick(product().tags)]]],
  ["a tag and a type, by price", ({ product, next }) => [["tag", next.pick(product().tags)], ["type", product().type], ["sort", "price"]]],
  ["reduced prices", () => [["on_sale", "true"]]],
  ["a collection of everything", () => [["collection", "everything"]]],
  ["a word", ({ word }) => [["q", word()]]],
  ["a word's beginning and a vendor", ({ word, product, next }) => [["q", word().slice(0, next.integer(3, 4))], ["vendor", product().vendor]]],
  ["a SKU", ({ product }) => [["q", product().variants[0].sku]]],
];

/** Kinds of lists that are opened as pages too. */
const PAGES = new Set(["the latest changes", "drafts", "one vendor", "reduced prices", "a word"]);

async function timed(shop, path) {
  const before = performance.now();
  const answer = await shop.admin("GET", path);
  return [performance.now() - before, answer];
}

async function walk(shop, sort) {
  const durations = [];
  let cursor = "";
  for (let page = 0; page < DEEP_PAGES; page += 1) {
    const [duration, { next_cursor: next }] = await timed(shop, `${LIST}?limit=100&sort=${sort}${cursor}`);
    durations.push(duration);
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
  return durations;
}

function rowOf(name, durations) {
  return [name, milliseconds(percentile(durations, 0.5)), milliseconds(percentile(durations, 0.95)), milliseconds(Math.max(...durations)), number(durations.length)];
}

/** p50 and p95 of each kind of list, one request at a time; every hundredth product is a draft. */
export async function measureAdminLists({ folder, generated, products }, each) {
  const shop = await startBuiltShop(folder);
  const next = random(11);
  const product = () => next.pick(generated);
  const word = () => next.pick(product().title.toLowerCase().split(" ").filter((one) => one.length >= 4).concat("linen"));
  const rows = [];
  const seen = [];
  try {
    const { DB } = await shop.bindings();
    await DB.prepare("UPDATE products SET status = 'draft' WHERE id % 100 = 0").run();
    for (const [name, make] of LISTS) {
      const durations = [];
      for (let index = 0; index < each; index += 1) {
        const [duration] = await timed(shop, `${LIST}?${new URLSearchParams(make({ next, product, word }))}`);
        if (index > 0) durations.push(duration);
      }
      rows.push(rowOf(name, durations));
      seen.push(...durations);
    }
    const open = await openDesk(shop);
    const pages = [];
    for (const [name, make] of LISTS.filter(([name]) => PAGES.has(name))) {
      const durations = [];
      for (let index = 0; index < each; index += 1) {
        const duration = await open(`/admin/products?${new URLSearchParams(make({ next, product, word }))}`);
        if (index > 0) durations.push(duration);
      }
      pages.push(rowOf(`page: ${name}`, durations));
    }
    for (const sort of ["updated", "title"]) {
      const durations = await walk(shop, sort);
      rows.push(rowOf(`page after page of 100, by ${sort}`, durations));
      seen.push(...durations);
    }
    rows.push(rowOf("all of these", seen));
    const facets = [];
    for (let index = 0; index < 10; index += 1) facets.push((await timed(shop, "/api/admin/v1/product-facets"))[0]);
    rows.push(rowOf("vendors, types and tags with their counts", facets), ...pages);
  } finally {
    await shop.stop();
  }
  return {
    title: `The merchant's list of products with ${number(products)} of them`,
    note: "One request of the admin API at a time through the public Worker, words and values from the products themselves, 24 products a page. A page is the desk's HTML: it asks the API for the list, the filters' values and the collections.",
    head: ["", "p50", "p95", "slowest", "requests"],
    rows,
  };
}
