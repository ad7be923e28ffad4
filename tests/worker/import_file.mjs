// Files of products as other shops export them, and a merchant who sends them.
import assert from "node:assert/strict";
import { until } from "./harness.mjs";

const OLDER = ["Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name", "Option1 Value", "Variant SKU",
  "Variant Grams", "Variant Inventory Qty", "Variant Price", "Variant Compare At Price", "Variant Requires Shipping", "Variant Taxable",
  "Variant Barcode", "Image Src", "Image Position", "Image Alt Text", "SEO Title", "SEO Description", "Variant Image", "Status"];
const NEWER = ["URL handle", "Title", "Description", "Vendor", "Type", "Tags", "Published on online store", "Option1 name", "Option1 value", "SKU",
  "Weight value (grams)", "Inventory quantity", "Price", "Compare-at price", "Requires shipping", "Charge tax",
  "Barcode", "Product image URL", "Image position", "Image alt text", "SEO title", "SEO description", "Variant image URL", "Status"];
const FIELDS = ["handle", "title", "body", "vendor", "type", "tags", "published", "optionName", "option", "sku", "grams", "quantity", "price",
  "compareAt", "shipped", "taxed", "barcode", "image", "position", "alt", "seoTitle", "seoDescription", "variantImage", "status"];

const cell = (value) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** A CSV file; each row is an object with some of the fields, or a text as it is. */
export function csv(rows, { newer = false } = {}) {
  const line = (row) => (typeof row === "string" ? row : FIELDS.map((name) => cell(String(row[name] ?? ""))).join(","));
  return `${[(newer ? NEWER : OLDER).join(","), ...rows.map(line)].join("\n")}\n`;
}

/** The row of a product with one variant and no options. */
export const single = (handle, fields = {}) => ({
  handle, title: handle, published: "TRUE", optionName: "Title", option: "Default Title", sku: handle.toUpperCase(), grams: "100",
  price: "10.00", shipped: "true", taxed: "true", status: "active", ...fields,
});

/** Who sends files and waits for what comes of them. */
export function importerOf(shop) {
  const ask = async (method, path, body, headers) => {
    const answer = await shop.admin(method, `/api/admin/v1/imports${path}`, body, headers);
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  };
  const reads = (id) => ask("GET", `/${id}`);
  const reaches = (id, ...states) =>
    until(async () => {
      const found = await reads(id);
      assert.ok(found.state !== "failed" || states.includes("failed"), found.failure);
      return states.includes(found.state) && found;
    }, { timeoutMs: 60_000, everyMs: 100, what: `${states} of import ${id}` });
  return {
    ask,
    reads,
    reaches,
    /** Sends a file. */
    sends: (file, { query = "format=shopify", headers = {} } = {}) => ask("POST", `?${query}`, file, { "content-type": "text/csv", ...headers }),
    /** Sends a file and waits for its dry run. */
    async checks(file, options) {
      const { id } = await this.sends(file, options);
      return reaches(id, "checked");
    },
    async runs(id) {
      await ask("POST", `/${id}/run`);
      return reaches(id, "done");
    },
    /** Sends a file and imports it. */
    async imports(file, options) {
      const { id } = await this.checks(file, options);
      return this.runs(id);
    },
    problems: async (id) => (await ask("GET", `/${id}`)).problems,
  };
}

/** Numbers that are the same for the same seed (mulberry32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// Faults of a row: what is written into it, and the column and reason that the report must name.
const FAULTS = [
  { spoil: { sku: "" }, column: "Variant SKU", reason: "A variant is known by its SKU: give it one." },
  { spoil: { sku: "a/b" }, column: "Variant SKU", reason: /letters, digits/ },
  { spoil: { price: "ten" }, column: "Variant Price", reason: /amount in EUR/ },
  { spoil: { price: "" }, column: "Variant Price", reason: /amount in EUR/ },
  { spoil: { compareAt: "1,299.00" }, column: "Variant Compare At Price", reason: /amount in EUR/ },
  { spoil: { grams: "2 kg" }, column: "Variant Grams", reason: /number/ },
  { spoil: { shipped: "perhaps" }, column: "Variant Requires Shipping", reason: "Write TRUE or FALSE." },
  { spoil: { title: "x\u0000y" }, column: "", reason: "A text has no NUL in it." },
];

/**
 * A file of so many rows, with faults at places that follow from the seed, and what must come of it:
 * `{ file, created, failed, problems: [{ line, column, reason }], handles }`.
 */
export function seededFile({ rows, seed, faultRate = 0.02 }) {
  const random = randomOf(seed);
  const written = [];
  const problems = [];
  const handles = [];
  let failed = 0;
  for (let number = 1; written.length < rows; number += 1) {
    const handle = `product-${number}`;
    const count = Math.min(1 + Math.floor(random() * 4), rows - written.length);
    let bad = false;
    for (let index = 0; index < count; index += 1) {
      const first = index === 0;
      const row = {
        handle,
        ...(first && { title: `Product ${number}, "the ${number}th"`, body: `<p>Made <b>by hand</b>, number ${number}.</p>`, vendor: `Vendor ${number % 7}`, tags: "one, two", published: "TRUE", optionName: "Size", status: "active" }),
        option: `S${index}`, sku: `SKU-${number}-${index}`, grams: String(100 + index), price: `${10 + index}.50`, shipped: "true", taxed: "true",
      };
      const line = written.length + 2;
      if (random() < faultRate) {
        const fault = FAULTS[Math.floor(random() * FAULTS.length)];
        Object.assign(row, fault.spoil);
        problems.push({ line, column: fault.column, reason: fault.reason });
        bad = true;
      }
      written.push(row);
    }
    if (bad) failed += 1;
    else handles.push(handle);
  }
  return { file: csv(written), created: handles.length, failed, problems, handles };
}

/** That a report names these problems and no other, in the order of the file. */
export function assertProblems(found, expected) {
  assert.deepEqual(found.map(({ line, column }) => ({ line, column })), expected.map(({ line, column }) => ({ line, column })));
  found.forEach(({ reason, severity }, index) => {
    assert.equal(severity, expected[index].severity ?? "error");
    if (expected[index].reason instanceof RegExp) assert.match(reason, expected[index].reason);
    else assert.equal(reason, expected[index].reason);
  });
}
