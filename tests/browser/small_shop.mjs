// The demonstration shop, cut down to what the browser tests look at, so that it is loaded in seconds:
// more products than one page of a list holds, reductions, a sold-out variant, nested menus.
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadShop } from "../../demo/load.mjs";

const demo = fileURLToPath(new URL("../../demo", import.meta.url));
const whole = JSON.parse(readFileSync(join(demo, "shop.json"), "utf8"));

const PRODUCTS_WITH_EVERYTHING = 14;
const PRODUCTS = 26;
const COLLECTIONS = ["art-prints", "ceramics", "offers"];

/** Enough of a product to fill a list: one picture, two variants. */
function plain(product) {
  const media = product.media.slice(0, 1);
  return { ...product, media, variants: product.variants.slice(0, 2).map((variant) => ({ ...variant, media: null })) };
}

const products = whole.products.slice(0, PRODUCTS).map((product, place) => (place < PRODUCTS_WITH_EVERYTHING ? product : plain(product)));
const handles = products.map((product) => product.handle);

const collections = whole.collections
  .filter((collection) => COLLECTIONS.includes(collection.handle))
  .map((collection) => ({ ...collection, ...(collection.products && { products: collection.products.filter((handle) => handles.includes(handle)) }) }))
  .map((collection) => (collection.handle === "art-prints" ? { ...collection, products: handles } : collection));

/** Price lists name what is sold. */
const skus = new Set(products.flatMap((product) => product.variants.map((variant) => variant.sku)));
const priceLists = whole.price_lists.map((list) => ({ ...list, prices: list.prices.filter((price) => skus.has(price.sku)) }));

/** Menus lead to what is there. */
function kept(items) {
  const leads = ({ url }) => !/^\/(collections|products)\/(.*)/.test(url) || [...COLLECTIONS, ...handles].includes(url.split("/").pop());
  return items.filter((item) => leads(item) || item.items?.some(leads)).map((item) => ({ ...item, items: kept(item.items ?? []) }));
}

export const smallShop = {
  ...whole,
  products,
  price_lists: priceLists,
  collections,
  menus: whole.menus.map((menu) => ({ ...menu, items: kept(menu.items) })),
  home: { ...whole.home, collections: COLLECTIONS, featured: "offers" },
};

const euro = (amount_minor) => ({ amount_minor, currency: "EUR" });
const flat = (id, title, amount_minor, days_min, days_max) => ({ id, title, rate: { by: "flat", prices: [euro(amount_minor)] }, days_min, days_max });

/** Two countries with two ways of delivery each, and promotions with a code. */
export const smallTerms = {
  shipping_zones: [
    { id: "ireland", title: "Ireland", places: [{ country: "IE" }], methods: [flat("standard", "An Post", 490, 1, 2), flat("express", "Courier", 990, 1, 1)] },
    { id: "germany", title: "Germany", places: [{ country: "DE" }], methods: [flat("standard", "DHL Paket", 790, 3, 5), flat("express", "DHL Express", 1990, 2, 2)] },
  ],
  tax_zones: [
    { id: "ireland", title: "Ireland", places: [{ country: "IE" }], rates: [{ tax_class: "standard", title: "VAT 23%", rate_ppm: 230_000 }] },
    { id: "germany", title: "Germany", places: [{ country: "DE" }], rates: [{ tax_class: "standard", title: "VAT 19%", rate_ppm: 190_000 }] },
  ],
  promotions: [
    { id: "spring", title: "10% off everything", code: "SPRING10", target: { kind: "order" }, calculator: { kind: "percentage", rate_ppm: 100_000 } },
    { id: "large", title: "€50 off from €500", code: "LARGE", conditions: [{ kind: "minimum_subtotal", amounts: [euro(50_000)] }], target: { kind: "order" }, calculator: { kind: "fixed_amount", amounts: [euro(5000)] } },
  ],
};

export const productOf = (handle) => smallShop.products.find((product) => product.handle === handle);

/** Loads it through the admin API. */
export async function loadSmallShop({ url, token }) {
  const folder = mkdtempSync(join(tmpdir(), "awning-shop-"));
  try {
    const file = join(folder, "shop.json");
    writeFileSync(file, JSON.stringify(smallShop));
    writeFileSync(join(folder, "terms.json"), JSON.stringify(smallTerms));
    symlinkSync(join(demo, "media"), join(folder, "media"));
    return await loadShop({ url, token, file });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
