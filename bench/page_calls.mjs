// What each kind of page asks of the platform, from /__dev/requests.
import { setTimeout as sleep } from "node:timers/promises";
import { Plain } from "../tools/project.mjs";
import { number } from "./report.mjs";
import { startBuiltShop } from "./runtime.mjs";

/** Longer than anything is kept in an isolate's memory. */
const FORGET_MS = 5_500;

const pagesOf = (productPath, collectionPath) => [
  ["home", "/"],
  ["all collections", "/collections"],
  ["collection, first page", collectionPath],
  ["collection, filtered", `${collectionPath}?availability=in_stock`],
  ["collection, second order", `${collectionPath}?sort=price_ascending`],
  ["product", productPath],
  ["search", "/search?q=linen"],
  ["search, mistyped", "/search?q=linne"],
  ["suggestions", "/search/suggestions?q=li"],
  ["content page", "/pages/about"],
  ["product not found", "/products/no-such-thing"],
  ["no such address", "/no/such/address"],
  ["sitemap", "/sitemap.xml"],
  ["product feed", "/feeds/google.xml"],
  ["manifest", "/manifest.webmanifest"],
  ["robots.txt", "/robots.txt"],
  ["healthz", "/healthz"],
  ["API: products", "/api/v1/products"],
  ["API: product", `/api/v1${productPath}`],
  ["API: collections", "/api/v1/collections"],
  ["API: collection", `/api/v1${collectionPath}`],
  ["API: search", "/api/v1/search?q=linen"],
];

function countOf(calls) {
  const kinds = Object.groupBy(calls, (call) => call.kind);
  return Object.entries(kinds).map(([kind, of]) => `${of.length} ${kind}`).join(", ") || "0";
}

async function callsOf(shop, path) {
  const answer = await shop.fetch(path);
  await answer.arrayBuffer();
  const { requests } = await (await shop.fetch("/__dev/requests")).json();
  const own = requests.find((request) => request.address === path);
  if (!own) throw new Plain(`${path} is not among the last requests.`);
  return own;
}

export async function measureCalls(state, productPath) {
  const shop = await startBuiltShop(state, { DEVELOPMENT: "1" });
  try {
    const { collections } = await (await shop.fetch("/api/v1/collections")).json();
    const rows = [];
    for (const [name, path] of pagesOf(productPath, `/collections/${collections[0].handle}`)) {
      if (!rows.length) await sleep(FORGET_MS);
      const cold = await callsOf(shop, path);
      const hot = await callsOf(shop, path);
      rows.push([name, number(cold.status), countOf(cold.calls), countOf(hot.calls)]);
    }
    return {
      title: "Calls to the platform by page",
      note: "Counted in the development setting. Cold: the first request for the address; the shop's frame, which is kept for five seconds, may be at hand. Hot: the same request again. Sitemaps and the feed go on reading while they are sent, which is not counted.",
      head: ["", "status", "cold", "hot"],
      rows,
    };
  } finally {
    await shop.stop();
  }
}
