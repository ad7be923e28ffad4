// What a product page weighs: HTML and CSS travel in one answer, the scripts in one deferred file.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { Plain, builtFolder, GZIP_LIMIT_BYTES, root, workers } from "../tools/project.mjs";
import { number } from "./report.mjs";
import { capture, profile } from "./runtime.mjs";

const PAGE_LIMIT_BYTES = 14_000;
const SCRIPT_LIMIT_BYTES = 6_144;

const brotli = (bytes, quality) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;

/** Every product of the demonstration shop, the lightest page first, as `{ path, raw, edge, best }`. */
export async function weighProducts(shop) {
  const { products } = JSON.parse(readFileSync(join(root, "demo", "shop.json"), "utf8"));
  const pages = [];
  for (const { handle, status } of products.filter((product) => (product.status ?? "active") === "active")) {
    const path = `/products/${handle}`;
    const { body } = await capture(shop, path);
    pages.push({ path, status, raw: body.length, edge: brotli(body, 5), best: brotli(body, 11) });
  }
  return pages.sort((left, right) => left.edge - right.edge);
}

export const medianPage = (pages) => pages[pages.length >> 1];

const verdict = (bytes, limit) => (limit === undefined ? "" : `${number(limit)} ${bytes <= limit ? "kept" : "EXCEEDED"}`);

/** The section, and a sentence for each budget that is exceeded. */
export function measurePageBytes(pages) {
  const folder = join(root, "build", "assets", "js");
  const scripts = readdirSync(folder).filter((name) => name.endsWith(".js")).map((name) => readFileSync(join(folder, name)));
  if (!scripts.length) throw new Plain("There is no script in build/assets/js: run `make build` first.");
  const sum = (measure) => scripts.reduce((total, script) => total + measure(script), 0);
  const heaviest = pages.at(-1);
  const middle = medianPage(pages);
  const script = { raw: sum((bytes) => bytes.length), edge: sum((bytes) => brotli(bytes, 5)), best: sum((bytes) => brotli(bytes, 11)) };
  const row = (what, { raw, edge, best }, limit) => [what, number(raw), number(edge), number(best), verdict(edge, limit)];
  const broken = [
    heaviest.edge > PAGE_LIMIT_BYTES && `The product page ${heaviest.path} has ${heaviest.edge} bytes with brotli; the budget is ${PAGE_LIMIT_BYTES}.`,
    script.edge > SCRIPT_LIMIT_BYTES && `The scripts have ${script.edge} bytes with brotli; the budget is ${SCRIPT_LIMIT_BYTES}.`,
  ];
  const section = {
    title: "Bytes of a product page",
    note: `HTML with its CSS in one answer, ${pages.length} products of the demonstration shop; budgets hold at quality 5, which edges use.`,
    head: ["", "raw", "brotli 5", "brotli 11", "budget"],
    rows: [
      row(`heaviest page, ${heaviest.path}`, heaviest, PAGE_LIMIT_BYTES),
      row(`median page, ${middle.path}`, middle),
      row(`all scripts together, ${scripts.length === 1 ? "one file" : `${scripts.length} files`}`, script, SCRIPT_LIMIT_BYTES),
    ],
  };
  return { section, broken: broken.filter(Boolean) };
}

export function measureWorkerSizes() {
  const judged = profile === "release"; // the development build is many times as large
  const sizes = workers.map((worker) => {
    const files = ["index_bg.wasm", "index.js"].map((name) => readFileSync(join(builtFolder(profile, worker), name)));
    const sum = (lengthOf) => files.map(lengthOf).reduce((one, other) => one + other, 0);
    return { worker, raw: sum((bytes) => bytes.length), gzip: sum((bytes) => gzipSync(bytes).length) };
  });
  const tooLarge = sizes.filter(({ worker, gzip }) => judged && gzip > GZIP_LIMIT_BYTES);
  const section = {
    title: "Size of the Workers",
    note: "The module and its JavaScript together.",
    head: ["", "raw bytes", "gzip", "budget"],
    rows: sizes.map(({ worker, raw, gzip }) => [worker, number(raw), number(gzip), verdict(gzip, judged ? GZIP_LIMIT_BYTES : undefined)]),
  };
  return { section, broken: tooLarge.map(({ worker, gzip }) => `The Worker ${worker} has ${gzip} bytes gzipped; the budget is ${GZIP_LIMIT_BYTES}.`) };
}
