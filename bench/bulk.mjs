// Fills a shop with generated products by writing what importing and publishing them would leave in
// D1 and KV, since a hundred thousand imports take half an hour. Whether it is the same is checked:
// a few of the products are imported after all, and every row of theirs must stay as it was.
import { catalogue } from "../demo/catalogue.mjs";
import { Plain } from "../tools/project.mjs";
import { progress } from "./report.mjs";

const CHUNK_PRODUCTS = 200;
const CHECKED_PRODUCTS = 3;
const MAX_FIELD_LETTERS = 1000;
/** The kinds of facet in the order of their ranges of numbers (src/catalog/index_rows.rs). */
const FACET_KINDS = ["availability", "type", "vendor", "tag", "option"];
const AVAILABILITIES = ["in_stock", "low", "back_order", "sold_out"];

const words = (text) => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
const isTerm = (word) => /^\p{L}{3,24}$/u.test(word);
const spellingKeys = (term) => [...new Set([term, ...Array.from(term, (_, index) => term.slice(0, index) + term.slice(index + 1))])];

/** The generator writes paragraphs and one list. */
function htmlOf(markdown) {
  const blocks = markdown.split("\n\n").map((block) =>
    block.startsWith("- ") ? `<ul>\n${block.split("\n").map((line) => `<li>${line.slice(2)}</li>\n`).join("")}</ul>\n` : `<p>${block}</p>\n`,
  );
  return blocks.join("");
}

function priceOf({ price, compare_at_price: compareAt }) {
  return { list: price, ...(compareAt && { compare_at: compareAt }) };
}

function bestAvailability(variants) {
  return AVAILABILITIES[Math.min(...variants.map((variant) => AVAILABILITIES.indexOf(variant.availability)))];
}

function facetsOf({ vendor, type, tags, options, variants }) {
  const best = bestAvailability(variants);
  const counted = variants.filter((variant) => (variant.availability !== "sold_out") === (best !== "sold_out"));
  const values = options.flatMap(({ name }, index) => counted.map((variant) => [`option.${name.toLowerCase()}`, variant.options[index]]));
  return [["availability", best], ["vendor", vendor], ["type", type], ...tags.map((tag) => ["tag", tag]), ...values];
}

function fieldsOf({ title, vendor, type, tags, options, variants, description }) {
  const cut = (text) => text.toLowerCase().slice(0, MAX_FIELD_LETTERS);
  const values = options.flatMap((_, index) => [...new Set(variants.map((variant) => variant.options[index]))]);
  const numbers = variants.flatMap(({ sku }) => [words(sku).join(""), sku]);
  return {
    title: cut(title), vendor: cut(vendor), type: cut(type), tags: cut([...tags, ...values].join(" ")),
    skus: numbers.join(" ").toLowerCase(), body: htmlOf(description).replace(/<[^>]*>/g, " ").toLowerCase(),
  };
}

function cardOf(product, pictures) {
  const prices = [...new Map(product.variants.map((variant) => [JSON.stringify(priceOf(variant)), priceOf(variant)])).values()];
  const [picture, second] = product.media.map((media) => ({ ...pictures.get(media.hash), alt: media.alt }));
  return {
    handle: product.handle, title: product.title, vendor: product.vendor, ...(picture && { picture }), ...(second && { second_picture: second }),
    prices, availability: bestAvailability(product.variants), variant_count: product.variants.length,
  };
}

function documentOf(product, pictures, at) {
  const { handle, title, vendor, type, tags, options, variants } = product;
  return {
    format: 1, revision: 1, handle, title, description_html: htmlOf(product.description), vendor, type, tags,
    seo: { title, description: product.description.replaceAll(/\s+/g, " ").slice(0, 155) }, currency: "EUR",
    options: options.map(({ name }, index) => ({ name, values: [...new Set(variants.map((variant) => variant.options[index]))] })),
    variants: variants.map((variant) => ({
      sku: variant.sku, options: variant.options, price: priceOf(variant), weight_grams: variant.weight_grams,
      requires_shipping: variant.requires_shipping, ...(variant.media && { media: variant.media }), availability: variant.availability,
    })),
    media: product.media.map(({ hash, alt }) => ({ ...pictures.get(hash), alt })),
    safety: { manufacturer: "", responsible_person: "", warnings: "" }, collections: [], related: [], updated_at: new Date(at).toISOString(),
  };
}

/** The numbers of values, those that the shop has already and new ones. */
class FacetValues {
  #ids = new Map();
  #next = FACET_KINDS.map((_, kind) => kind * 2 ** 40 + 1);
  added = [];

  constructor(rows) {
    for (const { facet, value, id } of rows) {
      this.#ids.set(`${facet}\0${value}`, id);
      const kind = Math.floor(id / 2 ** 40);
      this.#next[kind] = Math.max(this.#next[kind], id + 1);
    }
  }

  id(facet, value) {
    const key = `${facet}\0${value}`;
    if (!this.#ids.has(key)) {
      const id = this.#next[FACET_KINDS.indexOf(facet.split(".")[0])]++;
      this.#ids.set(key, id);
      this.added.push([id, facet, value]);
    }
    return this.#ids.get(key);
  }
}

/** Statements by table, each with its columns; rows travel as one JSON parameter. */
const TABLES = {
  products: "id, handle, revision, title, description, vendor, type, status, tax_class, seo_title, seo_description, manufacturer, responsible_person, warnings, created_at_ms, updated_at_ms, title_key, lowest_price_minor",
  product_tags: "product_id, position, tag",
  product_options: "product_id, position, name",
  product_media: "product_id, position, hash, alt",
  variants: "product_id, position, sku, option1, price_minor, compare_at_minor, weight_grams, requires_shipping, media_hash, availability",
  price_history: "sku, price_list, from_ms, price_minor",
  publications: "key, publisher, revision, published_revision",
  facet_values: "id, facet, value",
  product_facets: "product_id, value_id",
  cards: "product_id, revision, handle, title_key, price_minor, created_at_ms, words_digest, card",
  listings: "collection_id, product_id, position, title_key, price_minor, created_at_ms",
  search_index: "rowid, title, vendor, type, tags, skus, body",
  spelling: "key, term",
};

function statementOf(database, table, rows) {
  const columns = TABLES[table].split(", ");
  const values = columns.map((_, index) => `value ->> ${index}`).join(", ");
  const ending = table === "spelling" ? " WHERE true ON CONFLICT DO NOTHING" : "";
  return database.prepare(`INSERT INTO ${table} (${TABLES[table]}) SELECT ${values} FROM json_each(?1)${ending}`).bind(JSON.stringify(rows));
}

async function digestOf(fields) {
  const { title, vendor, type, tags, skus, body } = fields;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode([title, vendor, type, tags, skus, body].join("\0")));
  return Buffer.from(digest).subarray(0, 12).toString("hex");
}

async function addRows(rows, id, product, pictures, facetValues) {
  const { handle, title, vendor, type, variants } = product;
  const at = 1_700_000_000_000 + id * 1000;
  const price = Math.min(...variants.map((variant) => variant.price.amount_minor));
  const fields = fieldsOf(product);
  rows.products.push([id, handle, 1, title, product.description, vendor, type, "active", product.tax_class, "", "", "", "", "", at, at, title.toLowerCase(), price]);
  product.tags.forEach((tag, position) => rows.product_tags.push([id, position, tag]));
  product.options.forEach(({ name }, position) => rows.product_options.push([id, position, name]));
  product.media.forEach(({ hash, alt }, position) => rows.product_media.push([id, position, hash, alt]));
  variants.forEach((variant, position) => {
    const compareAt = variant.compare_at_price?.amount_minor ?? null;
    rows.variants.push([id, position, variant.sku, variant.options[0] ?? null, variant.price.amount_minor, compareAt, variant.weight_grams, 1, variant.media, variant.availability]);
    rows.price_history.push([variant.sku, "base", at, variant.price.amount_minor]);
  });
  rows.publications.push([`product:${handle}`, 0, 1, 1]);
  const values = new Set(facetsOf(product).map(([facet, value]) => facetValues.id(facet, value)));
  for (const value of values) rows.product_facets.push([id, value]);
  rows.cards.push([id, 1, handle, title.toLowerCase(), price, at, await digestOf(fields), JSON.stringify(cardOf(product, pictures))]);
  rows.listings.push([0, id, -at, title.toLowerCase(), price, at]);
  rows.search_index.push([id, fields.title, fields.vendor, fields.type, fields.tags, fields.skus, fields.body]);
  for (const term of words([fields.title, fields.vendor, fields.type, fields.tags].join(" ")).filter(isTerm)) {
    for (const key of spellingKeys(term)) rows.spelling.push([key, term]);
  }
  return documentOf(product, pictures, at);
}

/** What D1 and KV hold of a product, but for what an import changes by its nature. */
async function tracesOf({ DB, CATALOG }, handle) {
  const queries = [
    "SELECT title_key, price_minor, words_digest, card FROM cards WHERE handle = ?1",
    "SELECT facet, value FROM product_facets JOIN facet_values ON id = value_id WHERE product_id = (SELECT id FROM products WHERE handle = ?1) ORDER BY 1, 2",
    "SELECT collection_id, position, title_key, price_minor FROM listings WHERE product_id = (SELECT id FROM products WHERE handle = ?1) ORDER BY 1",
    "SELECT title, description, vendor, type, status, tax_class, created_at_ms, title_key, lowest_price_minor FROM products WHERE handle = ?1",
    "SELECT * FROM variants WHERE product_id = (SELECT id FROM products WHERE handle = ?1) ORDER BY position",
  ];
  const answers = await DB.batch(queries.map((sql) => DB.prepare(sql).bind(handle)));
  const { revision: _, updated_at: __, collections: ___, related: ____, seo, ...document } = JSON.parse(await CATALOG.get(`product:${handle}`));
  return JSON.stringify([...answers.map(({ results }) => results), { ...document, seo: seo.title }], null, 1);
}

async function mustEqualAnImport(shop, bindings, product) {
  const { handle, ...body } = product;
  const before = await tracesOf(bindings, handle);
  await shop.admin("PUT", `/api/admin/v1/products/${handle}`, body);
  const after = await tracesOf(bindings, handle);
  if (before === after) return;
  const lines = after.split("\n");
  const different = before.split("\n").findIndex((line, index) => line !== lines[index]);
  throw new Plain(`bench/bulk.mjs no longer writes what an import does: ${handle} has\n${before.split("\n")[different]}\nwhere an import leaves\n${lines[different]}`);
}

/** Adds generated products to a shop until it has `products` of them in all. */
export async function fillShop(shop, products) {
  const bindings = await shop.bindings();
  const { DB, CATALOG } = bindings;
  const all = async (sql) => (await DB.prepare(sql).all()).results;
  const [{ first, known }] = await all("SELECT coalesce(max(id), 0) + 1 AS first, count(*) AS known FROM products WHERE status = 'active'");
  const pictures = new Map((await all("SELECT hash, '' AS alt, width, height, colour FROM media ORDER BY hash LIMIT 40")).map((row) => [row.hash, row]));
  const facetValues = new FacetValues(await all("SELECT facet, value, id FROM facet_values"));
  const show = progress(`${products} products`);
  const generated = [];
  let id = first;
  let rows, documents;
  const empty = () => ([rows, documents] = [Object.fromEntries(Object.keys(TABLES).map((table) => [table, []])), []]);
  const write = async () => {
    rows.facet_values = facetValues.added.splice(0);
    const tables = Object.keys(TABLES).filter((table) => rows[table].length);
    await DB.batch(tables.map((table) => statementOf(DB, table, rows[table])));
    await Promise.all(documents.map((document) => CATALOG.put(`product:${document.handle}`, JSON.stringify(document))));
    show(id - first, products - known, "written");
    empty();
  };
  empty();
  for (const product of catalogue({ products: products - known, seed: 1, media: [...pictures.keys()] })) {
    documents.push(await addRows(rows, id++, product, pictures, facetValues));
    generated.push(product);
    if (documents.length >= CHUNK_PRODUCTS) await write();
  }
  if (documents.length) await write();
  for (const product of generated.slice(-CHECKED_PRODUCTS)) await mustEqualAnImport(shop, bindings, product);
  return generated;
}
