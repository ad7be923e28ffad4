// Products imported through the API, as a merchant's script does it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../demo/catalogue.mjs";
import { loadLines } from "../demo/load.mjs";
import { number, progress } from "./report.mjs";
import { newFolder, newState, places, removeFolders, startBuiltShop, token, untilPublished } from "./runtime.mjs";

const CONCURRENCY = 16;

async function importInto(place, file, products, what) {
  const state = await newState(place);
  const shop = await startBuiltShop(state);
  const show = progress(what);
  try {
    const started = performance.now();
    await loadLines({ url: shop.url, token, file, concurrency: CONCURRENCY, onProgress: (done, total, detail) => show(done, total, detail) });
    const answered = (performance.now() - started) / 1000;
    await untilPublished(shop);
    const published = (performance.now() - started) / 1000;
    return [what, number(products / answered, 1), number(answered, 1), number(published, 1), number(products)];
  } finally {
    await shop.stop();
    removeFolders([state]);
  }
}

export async function measureImport(products) {
  const folder = newFolder();
  const file = join(folder, "catalogue.jsonl");
  writeFileSync(file, [...catalogue({ products, seed: 2 })].map((product) => `${JSON.stringify(product)}\n`).join(""));
  const rows = [await importInto(places.disk, file, products, "state on disk")];
  if (places.memory) rows.push(await importInto(places.memory, file, products, "state in memory"));
  removeFolders([folder]);
  return {
    title: "Importing products through the API",
    note: `Into an empty shop, ${CONCURRENCY} requests at a time, each a whole product that is written to D1, published to KV and indexed before it is answered. “Until published” adds the lists that gather changes.`,
    head: ["", "products/s", "seconds", "until published", "products"],
    rows,
  };
}
