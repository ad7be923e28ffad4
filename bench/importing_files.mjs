// Rows of a Shopify file imported in the background, as a merchant who moves here has them.
import { setTimeout as sleep } from "node:timers/promises";
import { importerOf, seededFile } from "../tests/worker/import_file.mjs";
import { Plain } from "../tools/project.mjs";
import { number, progress } from "./report.mjs";
import { newState, removeFolders, startBuiltShop, token, untilPublished } from "./runtime.mjs";

const SEED = 3;
/** Each answer costs the runtime a little of what is measured. */
const POLLED_MS = 500;

async function importOnce(source, rows) {
  const state = await newState();
  const shop = await startBuiltShop(state);
  const show = progress("import");
  const admin = (method, path, body, headers) =>
    fetch(new URL(path, shop.url), { method, body, headers: { authorization: `Bearer ${token}`, ...headers } });
  const importer = importerOf({ admin });
  /** The seconds until it has this state. */
  const during = async (id, state, share) => {
    const started = performance.now();
    for (;;) {
      const seen = await importer.reads(id);
      if (seen.state === state) return (performance.now() - started) / 1000;
      if (seen.state === "failed") throw new Plain(`The import failed: ${JSON.stringify(seen)}`);
      show(share + seen.rows_read / 3, rows, state);
      await sleep(POLLED_MS);
    }
  };
  try {
    const { id } = await importer.sends(source.file);
    const checked = await during(id, "checked", 0);
    await importer.ask("POST", `/${id}/run`);
    const ran = await during(id, "done", rows / 3);
    const started = performance.now();
    await untilPublished(shop);
    const published = ran + (performance.now() - started) / 1000;
    const again = await importer.sends(source.file);
    await during(again.id, "checked", (rows * 2) / 3);
    await importer.ask("POST", `/${again.id}/run`);
    const unchanged = await during(again.id, "done", (rows * 2) / 3);
    const speed = (seconds) => number(rows / seconds);
    return [["dry run", checked], ["run", ran], ["until its last product is published", published], ["run in which nothing changes", unchanged]].map(([name, seconds]) => [name, speed(seconds), number(seconds, 1)]);
  } finally {
    await shop.stop();
    removeFolders([state]);
  }
}

export async function measureFileImport(count) {
  const source = seededFile({ rows: count, seed: SEED, faultRate: 0.001 });
  return {
    title: "Importing a file of products",
    note: `Shopify's CSV of ${number(count)} rows into an empty shop, in the background through the queue: ${number(source.created)} products.`,
    head: ["", "rows/s", "seconds"],
    rows: await importOnce(source, count),
  };
}
