// Rows of a Shopify file imported in the background, as a merchant who moves here has them.
import { importerOf, seededFile } from "../tests/worker/import_file.mjs";
import { number, progress } from "./report.mjs";
import { newState, places, removeFolders, startBuiltShop, token, untilPublished } from "./runtime.mjs";

const SEED = 3;

async function importInto(place, source, rows, what) {
  const state = await newState(place);
  const shop = await startBuiltShop(state);
  const show = progress(what);
  const admin = (method, path, body, headers) =>
    fetch(new URL(path, shop.url), { method, body, headers: { authorization: `Bearer ${token}`, ...headers } });
  const importer = importerOf({ admin });
  const during = async (id, state_, share) => {
    const started = performance.now();
    const timer = setInterval(async () => show(share + (await importer.reads(id)).rows_read / 3, rows, state_), 5000);
    await importer.reaches(id, state_, "failed");
    clearInterval(timer);
    return (performance.now() - started) / 1000;
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
    await importer.reaches(again.id, "checked");
    await importer.ask("POST", `/${again.id}/run`);
    const unchanged = await during(again.id, "done", (rows * 2) / 3);
    const speed = (seconds) => number(rows / seconds);
    return [what, speed(checked), speed(ran), speed(unchanged), number(ran, 1), number(published, 1), number(rows), number(source.created)];
  } finally {
    await shop.stop();
    removeFolders([state]);
  }
}

export async function measureFileImport(count) {
  const source = seededFile({ rows: count, seed: SEED, faultRate: 0.001 });
  const rows = [await importInto(places.disk, source, count, "state on disk")];
  if (places.memory) rows.push(await importInto(places.memory, source, count, "state in memory"));
  return {
    title: "Importing a file of products",
    note: "Shopify's CSV into an empty shop, in the background through the queue: rows per second of the dry run, of the run, and of a run in which nothing has changed; then the seconds of the first run, and until its last product is published.",
    head: ["", "checked rows/s", "imported rows/s", "unchanged rows/s", "seconds", "until published", "rows", "products"],
    rows,
  };
}
