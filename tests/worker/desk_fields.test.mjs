// The desk has a field for everything that the admin API takes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { loadShop } from "../../demo/load.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { ADMIN_TOKEN, startShop } from "./harness.mjs";

const API = "/api/admin/v1";
const SKUS = { skus: ["ROBIN-CARDS"] };
const EURO = { amount_minor: 100, currency: "EUR" };
/** What the demonstration shop has no example of. */
const FURTHER = [
  { conditions: [{ kind: "minimum_quantity", quantity: 3, of: SKUS }, { kind: "minimum_subtotal", amounts: [EURO], of: SKUS }, { kind: "market", markets: ["ch"] }], target: { kind: "products", of: SKUS }, calculator: { kind: "buy_get", buy: SKUS, buy_quantity: 2, get: SKUS, get_quantity: 1, rate_ppm: 1_000_000 } },
  { target: { kind: "order" }, calculator: { kind: "fixed_amount", amounts: [EURO] } },
  { target: { kind: "order" }, calculator: { kind: "tiered", tiers: [{ from_quantity: 2, rate_ppm: 50_000 }, { from_quantity: 5, rate_ppm: 90_000 }] } },
];

let shop;
let owner;
let api;
before(async () => {
  shop = await startShop();
  await loadShop({ url: shop.url, token: ADMIN_TOKEN });
  for (const [number, promotion] of FURTHER.entries()) {
    const made = await shop.admin("PUT", `${API}/promotions/further-${number}`, { title: `Further ${number}`, ...promotion });
    assert.equal(made.status, 201, await made.text());
  }
  const { tax } = await (await shop.admin("GET", `${API}/settings`)).json();
  const byClass = { ...tax, shipping: { mode: "class", tax_class: "standard" } };
  assert.equal((await shop.admin("PATCH", `${API}/settings`, { tax: byClass })).status, 200);
  const market = { title: "France", countries: ["FR"], currency: "EUR", locale: "fr-FR", tax: byClass };
  const made = await shop.admin("PUT", `${API}/markets/fr`, market);
  assert.equal(made.status, 201, await made.text());
  owner = await signsIn(shop);
  api = await (await shop.fetch(`${API}/openapi.json`)).json();
});
after(() => shop?.stop());

/** The paths of everything that can be set: `seo.title`, `variants[].sku`. Parts within parts of their own kind are not followed. */
function leavesOf(schema, path = "", inside = []) {
  if (schema.$ref) {
    if (inside.includes(schema.$ref)) return [];
    return leavesOf(schema.$ref.split("/").slice(1).reduce((at, name) => at[name], api), path, [...inside, schema.$ref]);
  }
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap((branch) => leavesOf(branch, path, inside));
  if (schema.items) return leavesOf(schema.items, `${path}[]`, inside);
  const members = Object.entries(schema.properties ?? {});
  const isMoney = members.some(([name]) => name === "amount_minor");
  if (isMoney || !members.length) return branches.length ? branches : schema.type === "null" ? [] : [path];
  return [...branches.filter((leaf) => leaf !== path), ...members.flatMap(([name, member]) => leavesOf(member, path ? `${path}.${name}` : name, inside))];
}

/** The names of a page's fields, as paths. */
function fieldsOf(html) {
  const names = [...html.matchAll(/<(?:input|select|textarea)[^>]*\sname="([^"]+)"/g)].map(([, name]) => name);
  return names.filter((name) => !name.startsWith("_")).map((name) => name.replace(/~.*/, "").replace(/\[\d*\]/g, "[]"));
}

const covers = (field, leaf) => {
  const bare = leaf.replace(/\[\]$/, "");
  return field === leaf || field === bare || leaf.startsWith(`${field}.`) || leaf.startsWith(`${field}[`) || field.startsWith(`${bare}.`);
};

/** Folder of the desk and of the API, the operation, and the page of a new one. What the address itself says is no field. */
const FORMS = [
  ["products", "/products/{handle}", "put", "/admin/products/new"],
  ["collections", "/collections/{handle}", "put", "/admin/new/collections"],
  ["pages", "/pages/{handle}", "put", "/admin/new/pages"],
  ["menus", "/menus/{handle}", "put", "/admin/new/menus"],
  ["promotions", "/promotions/{id}", "put", "/admin/new/promotions"],
  ["shipping-zones", "/shipping-zones/{id}", "put", "/admin/new/shipping-zones"],
  ["tax-zones", "/tax-zones/{id}", "put", "/admin/new/tax-zones"],
  ["markets", "/markets/{id}", "put", "/admin/new/markets"],
  ["price-lists", "/price-lists/{id}", "put", "/admin/new/price-lists"],
  ["settings", "/settings", "patch", "/admin/settings"],
  ["staff", "/staff/{id}", "put", "/admin/staff/new"],
  ["tokens", "/tokens", "post", "/admin/tokens/new"],
];
/** Pages of things that are there, which have fields of the kinds that were chosen. */
const MOST_PAGES = 12;

async function pagesOf(folder, blank) {
  if (["settings", "staff", "tokens"].includes(folder)) return [blank];
  const listed = await (await shop.admin("GET", `${API}/${folder}?limit=${MOST_PAGES}`)).json();
  const [things] = Object.values(listed).filter(Array.isArray);
  return [blank, ...things.map(({ handle, id }) => `/admin/${folder}/${handle ?? id}`)];
}

for (const [folder, path, method, blank] of FORMS) {
  test(`the forms of ${folder} have everything that the API takes`, async () => {
    const { schema } = Object.values(api.paths[`${API}${path}`][method].requestBody.content)[0];
    const fields = new Set();
    for (const page of await pagesOf(folder, blank)) for (const field of fieldsOf(await owner.opens(page))) fields.add(field);
    const missing = leavesOf(schema).filter((leaf) => ![...fields].some((field) => covers(field, leaf)));
    assert.deepEqual([...new Set(missing)], []);
  });
}
