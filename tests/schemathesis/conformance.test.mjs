// Both APIs do what their OpenAPI documents say: schemathesis makes requests from the documents, good ones and bad
// ones, and looks at every answer. `make test-api` installs it and runs this.
//
// The seed is fixed, so a failure happens again; `SCHEMATHESIS_SEED` and `SCHEMATHESIS_EXAMPLES` look further.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { schemathesis } from "../../tools/schemathesis.mjs";
import { euro, fixture, merchantOf, settled } from "../worker/catalogue.mjs";
import { buyersOf, stocks } from "../worker/checkout_visitor.mjs";
import { ADMIN_TOKEN, startShop } from "../worker/harness.mjs";

const SEED = process.env.SCHEMATHESIS_SEED ?? "20261126";
const EXAMPLES = process.env.SCHEMATHESIS_EXAMPLES ?? "4";
const HISTORIES = process.env.SCHEMATHESIS_HISTORIES ?? "40";
/** What valid requests may be answered with besides success: rules that no schema says, and the shop's state. */
const ALSO_FOR_VALID = ["2xx", 400, 401, 403, 404, 409, 412, 413, 415, 422, 429];
/** What invalid ones are answered with. */
const FOR_INVALID = [400, 401, 403, 404, 405, 409, 412, 413, 414, 415, 422, 429];

/** A product or a SKU may be called `batch`, and whoever reads the order `rebuilds` is told that there is none. */
const SHADOWED = ["/api/admin/v1/orders/rebuilds", "/api/admin/v1/products/batch", "/api/admin/v1/stock/batch", "/api/admin/v1/stock/rebuilds"];

let shop;
let words;
const folder = mkdtempSync(join(tmpdir(), "awning-schemathesis-"));

/** One of everything, under the names that the documents have in their examples. */
async function fill() {
  const merchant = merchantOf(shop);
  const picture = await merchant.uploads(fixture("red-800x600.png"));
  await merchant.sells("linen-throw", { media: [{ hash: picture.hash, alt: "" }], variants: [{ sku: "THROW-BLUE", price: euro(8900) }] });
  await merchant.collects("blankets", { products: ["linen-throw"] });
  await merchant.writes("delivery", { body: "We send every day." });
  await merchant.prices("germany", "EUR", [{ sku: "THROW-BLUE", price: euro(7900) }]);
  await merchant.opens("de", { currency: "EUR", locale: "de-DE", price_list: "germany" });
  await merchant.promotes("spring", { code: "SPRING-10" });
  await merchant.taxes("ireland");
  await stocks(shop, { MUG: 100_000 });
  const buyers = buyersOf(shop);
  const paid = await buyers.pays(await buyers.buys(["MUG"]));
  const unpaid = await buyers.buys(["MUG"]);
  const carts = [await buyers.fills(["MUG", "THROW-BLUE"]), await buyers.fills(["THROW-BLUE"])];
  await settled(shop);
  words = {
    handles: ["linen-throw", "blankets", "delivery", "main"],
    carts,
    orders: [paid.number, unpaid.number],
    markets: ["de"],
    terms: ["spring", "ireland", "germany"],
    tokens: [unpaid.token],
    skus: ["THROW-BLUE", "MUG"],
    lines: ["1", "2"],
    codes: ["SPRING-10"],
  };
}

before(async () => {
  // The limit on scans of unknown handles answers 503 as it should: here they are what is asked for.
  shop = await startShop({ vars: { TEST_GATEWAY: "1" }, without: "ratelimits" });
  await fill();
});

after(async () => {
  await shop?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The configuration, in TOML. */
function configuration() {
  const list = (values) => JSON.stringify(values);
  const dictionaries = Object.entries(words).map(([name, values]) => `${name} = { values = ${list(values)} }`);
  const binding = ([name, dictionary]) => `"path.${name}" = { dictionary = "${dictionary}", probability = 0.6 }`;
  const bound = Object.entries({ handle: "handles", id: "terms", token: "tokens", sku: "skus", line: "lines", code: "codes" });
  return [
    `hooks = ${JSON.stringify(fileURLToPath(new URL("serializers.py", import.meta.url)))}`,
    // Histories of several requests: what one answers is sent with the next. The links between operations are
    // inferred from their paths, schemas and `Location`s.
    "[phases.stateful]",
    "max-steps = 6",
    "[phases.stateful.generation]",
    `max-examples = ${HISTORIES}`,
    "[dictionaries]",
    ...dictionaries,
    "[parameters]",
    ...bound.map(binding),
    "[checks]",
    `positive_data_acceptance = { expected-statuses = ${list(ALSO_FOR_VALID)} }`,
    `negative_data_rejection = { expected-statuses = ${list(FOR_INVALID)} }`,
    ...["carts", "orders", "markets"].flatMap((kind) => ["[[operations]]", `include-path-regex = "/${kind}/[{]id"`, "[operations.parameters]", binding(["id", kind])]),
    // Each is also what another path means with this word in place of its parameter.
    ...SHADOWED.flatMap((path) => ["[[operations]]", `include-path = "${path}"`, "[operations.checks]", "unsupported_method.enabled = false", "allow_header_conformance.enabled = false"]),
    "",
  ].join("\n");
}

/** Runs schemathesis with every check, which is what it does unasked, to its end; answers its exit code with what it printed. */
function conform(document, headers) {
  const config = join(folder, "schemathesis.toml");
  writeFileSync(config, configuration());
  const options = [
    // One worker: before Python 3.12 two threads that parse at once make each other fail.
    "--seed", SEED, "--max-examples", EXAMPLES, "--workers", "1",
    "--request-timeout", "20", "--continue-on-failure", "--suppress-health-check", "all",
    "--generation-database", "none",
  ];
  const args = ["--no-color", "--config-file", config, "run", new URL(document, shop.url).href, ...options];
  for (const header of headers) args.push("--header", header);
  return new Promise((resolve, reject) => {
    const child = spawn(schemathesis, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

for (const [document, headers] of [
  ["/api/v1/openapi.json", []],
  ["/api/admin/v1/openapi.json", [`Authorization: Bearer ${ADMIN_TOKEN}`]],
]) {
  test(`every answer is one that ${document} has`, async () => {
    const { code, output } = await conform(document, headers);
    assert.equal(code, 0, output.slice(-60_000));
    const faults = shop.logs().filter(({ message }) => /panicked/.test(message));
    assert.deepEqual(faults, []);
  });
}
