// The terms of sale that ship with the demonstration shop: a merchant may begin with them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { loadTerms } from "../../demo/load.mjs";
import { ADMIN_TOKEN, startShop } from "./harness.mjs";

const FILES = ["terms.json", "tax/eu-vat.json", "tax/us-states.json"].map((name) => fileURLToPath(new URL(`../../demo/${name}`, import.meta.url)));
const MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ");

let shop;
before(async () => {
  shop = await startShop();
});
after(() => shop.stop());

test("the shop takes every sample, and a second run changes nothing", async () => {
  const load = () => loadTerms({ url: shop.url, token: ADMIN_TOKEN, files: FILES });
  const publications = () => shop.db.prepare("SELECT revision FROM publications WHERE key = 'terms'").first();
  const { terms: count } = await load();
  const before = await publications();
  await load();
  assert.deepEqual(await publications(), before);
  const terms = await shop.kv.get("terms", "json");
  assert.equal(terms.promotions.length + terms.shipping_zones.length + terms.tax_zones.length, count);
  assert.ok(terms.promotions.length >= 6);
  const handles = new Set(JSON.parse(readFileSync(fileURLToPath(new URL("../../demo/shop.json", import.meta.url)), "utf8")).collections.map((one) => one.handle));
  for (const collection of JSON.stringify(terms.promotions).matchAll(/"collections":\["([^"]+)"\]/g)) {
    assert.ok(handles.has(collection[1]), `the shop has a collection ${collection[1]}`);
  }
});

test("every sample of tax says whence and from when it is, and covers each member state once", () => {
  for (const file of FILES.slice(1)) {
    const sample = JSON.parse(readFileSync(file, "utf8"));
    assert.match(sample.as_of, /^20\d\d-\d\d-\d\d$/);
    for (const field of ["about", "source", "check"]) assert.ok(sample[field], `${file} has ${field}`);
    for (const zone of sample.tax_zones) {
      for (const rate of zone.rates) assert.match(rate.title, new RegExp(` ${rate.rate_ppm / 10_000}%$`), `${zone.id} ${rate.tax_class}`);
    }
  }
  const { tax_zones } = JSON.parse(readFileSync(FILES[1], "utf8"));
  const whole = tax_zones.flatMap((zone) => zone.places).filter((place) => !place.postal_code_prefix);
  assert.deepEqual(whole.map((place) => place.country).sort(), MEMBERS);
  const standard = tax_zones.flatMap((zone) => zone.rates).filter((rate) => rate.tax_class === "standard");
  assert.ok(standard.every((rate) => rate.rate_ppm >= 150_000), "no standard rate is below 15 %");
});
