// Measures the shop and writes the table of results: `make bench`, or all of it `BENCH=full make bench`.
//   node bench/run.mjs [--full] [--write-results] [--only bytes,size,hot,flat,search,admin,import,rows,start,calls,quote,checkouts,orders]
//                      [--runs 3] [--rounds 5] [--seconds 2]
// Ends with an error when a budget of bytes is exceeded; speeds are reported, not judged.
import { parseArgs } from "node:util";
import { loadShop } from "../demo/load.mjs";
import { Plain, main, say } from "../tools/project.mjs";
import { measureAdminLists } from "./admin_lists.mjs";
import { measureFlatness, measureSearch } from "./catalogue_size.mjs";
import { measureCheckoutTimes, measureCheckouts } from "./checkouts.mjs";
import { measureHotPage } from "./hot_page.mjs";
import { measureImport } from "./importing.mjs";
import { measureOrders } from "./orders.mjs";
import { measureFileImport } from "./importing_files.mjs";
import { measureCalls } from "./page_calls.mjs";
import { measurePageBytes, measureWorkerSizes, medianPage, weighProducts } from "./page_bytes.mjs";
import { measureQuotes } from "./quoting.mjs";
import { markdownOf, progress, writeResults } from "./report.mjs";
import { newState, profile, removeFolders, startBuiltShop, token, untilPublished } from "./runtime.mjs";
import { measureStart } from "./starting.mjs";
import { endTraffic } from "./traffic.mjs";

const MEASUREMENTS = ["bytes", "size", "hot", "flat", "search", "admin", "import", "rows", "start", "calls", "quote", "checkouts", "orders"];
/** They need no demonstration shop. */
const SHOPLESS = new Set(["quote", "checkouts", "orders", "rows"]);
const SIZES = { quick: [10_000], full: [10_000, 100_000] };
const ORDERS = { quick: 10_000, full: 100_000 };
const IMPORTED = { quick: 500, full: 10_000 };
const IMPORTED_ROWS = { quick: 10_000, full: 100_000 };
const SAMPLES_OF_EACH_SEARCH = 60;
const SAMPLES_OF_EACH_LIST = 40;

async function prepareDemo() {
  say("loading the demonstration shop");
  const state = await newState();
  const shop = await startBuiltShop(state);
  try {
    const counts = await loadShop({ url: shop.url, token, onProgress: progress("demonstration shop") });
    await untilPublished(shop);
    return { state, products: counts.products, pages: await weighProducts(shop) };
  } finally {
    await shop.stop();
  }
}

async function measure(wanted, size, effort, take) {
  if (wanted.has("quote")) {
    say("making quotes");
    take({ section: await measureQuotes() });
  }
  if (wanted.has("checkouts")) {
    say("checking out");
    take({ section: await measureCheckouts() });
    take({ section: await measureCheckoutTimes() });
  }
  if (wanted.has("orders")) {
    say("asking for orders");
    take({ section: await measureOrders(ORDERS[size]) });
  }
  if (wanted.has("rows")) {
    say("importing a file");
    take({ section: await measureFileImport(IMPORTED_ROWS[size]) });
  }
  if ([...wanted].every((name) => SHOPLESS.has(name))) return;
  const demo = await prepareDemo();
  const { path } = medianPage(demo.pages);
  const next = (name, what) => wanted.has(name) && (say(what), true);
  if (next("bytes", "weighing pages")) take(measurePageBytes(demo.pages));
  if (next("size", "weighing the Workers")) take(measureWorkerSizes());
  if (next("calls", "counting calls")) take({ section: await measureCalls(demo.state, path) });
  if (next("start", "starting the Worker")) take({ section: await measureStart(demo.state, path, 5) });
  if (next("hot", "a hot page against a constant answer")) take({ section: await measureHotPage(demo.state, path, effort) });
  if (wanted.has("flat") || wanted.has("search") || wanted.has("admin")) {
    say("the same page in larger shops");
    const grown = await measureFlatness(demo.state, path, demo.products, SIZES[size], effort);
    if (wanted.has("flat")) take(grown);
    if (next("search", "search and filters")) take({ section: await measureSearch(grown, SAMPLES_OF_EACH_SEARCH) });
    if (next("admin", "the merchant's lists")) take({ section: await measureAdminLists(grown, SAMPLES_OF_EACH_LIST) });
    removeFolders([grown.folder]);
  }
  if (next("import", "importing")) take({ section: await measureImport(IMPORTED[size]) });
}

function readFlags() {
  const text = { type: "string" };
  const flag = { type: "boolean", default: false };
  const { values } = parseArgs({ options: { full: flag, "write-results": flag, only: text, runs: text, rounds: text, seconds: text } });
  const wanted = new Set(values.only?.split(",") ?? MEASUREMENTS);
  const unknown = [...wanted].filter((name) => !MEASUREMENTS.includes(name));
  if (unknown.length) throw new Plain(`There is no measurement "${unknown[0]}"; there are ${MEASUREMENTS.join(", ")}.`);
  const effort = Object.fromEntries(Object.entries({ runs: 3, rounds: 5, seconds: 2 }).map(([name, usual]) => [name, Number(values[name] ?? usual)]));
  if (!Object.values(effort).every((value) => value > 0)) throw new Plain("--runs, --rounds and --seconds are numbers above zero.");
  const thorough = !values.runs && !values.rounds && !values.seconds && profile === "release";
  if (values["write-results"] && !thorough) throw new Plain("--write-results wants the release build and the usual effort: leave --runs, --rounds and --seconds away.");
  const size = values.full || process.env.BENCH === "full" ? "full" : "quick";
  return { wanted, effort, size, committed: values["write-results"] };
}

await main(async () => {
  const { wanted, effort, size, committed } = readFlags();
  const started = Date.now();
  const sections = [];
  const broken = [];
  process.once("SIGINT", () => {
    removeFolders();
    process.exit(130);
  });
  try {
    await measure(wanted, size, effort, (result) => {
      sections.push(result.section);
      broken.push(...(result.broken ?? []));
      console.log(`\n${markdownOf(result.section)}`);
    });
  } finally {
    endTraffic();
    removeFolders();
  }
  const command = ["node bench/run.mjs", ...(size === "full" ? ["--full"] : []), ...process.argv.slice(2).filter((word) => word !== "--full")].join(" ");
  say(`measured in ${Math.round((Date.now() - started) / 1000)} s; written to ${writeResults(sections, command, committed).join(" and ")}`);
  if (broken.length) throw new Plain(broken.join("\n  "));
});
