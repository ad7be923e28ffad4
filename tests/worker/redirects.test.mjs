// Renamed products: the old address leads to the new one for ever.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { merchantOf, open, product, refuses } from "./catalogue.mjs";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
after(() => shop.stop());

const rename = (from, to) => merchant.sells(from, { handle: to, variants: [{ sku: "RENAMED", price: { amount_minor: 1, currency: "EUR" } }] });

async function leadsTo(path, location) {
  const answer = await shop.fetch(path);
  assert.deepEqual([answer.status, answer.headers.get("location")], [301, location]);
}

test("a renamed product is at its new address at once and the old one leads there", async () => {
  await merchant.sells("first");
  await open(shop, "/products/first");
  const renamed = await merchant.sells("first", { handle: "second" });
  assert.deepEqual([renamed.handle, renamed.revision], ["second", 2]);
  await open(shop, "/products/second");
  await leadsTo("/products/first", "/products/second");
  await leadsTo("/products/first?variant=FIRST&utm_source=mail", "/products/second?variant=FIRST&utm_source=mail");
  await until(async () => (await shop.kv.get("product:first")) === null, { what: "the end of the old document" });
});

test("chains collapse: every old address leads to the newest in one step", async () => {
  await merchant.sells("one", { variants: [{ sku: "RENAMED", price: { amount_minor: 1, currency: "EUR" } }] });
  await rename("one", "two");
  await rename("two", "three");
  await leadsTo("/products/one", "/products/three");
  await leadsTo("/products/two", "/products/three");

  await rename("three", "one");
  await open(shop, "/products/one");
  await leadsTo("/products/three", "/products/one");
  // A redirect in memory is a few seconds old at most, and still leads there in two steps.
  const collapsed = async () => (await shop.fetch("/products/two")).headers.get("location") === "/products/one";
  await until(collapsed, { what: "the collapse of the chain" });
  const { results } = await shop.db.prepare("SELECT path FROM redirects WHERE path = target").all();
  assert.deepEqual(results, [], "nothing leads to itself");
});

test("a new product at an old address takes it over", async () => {
  await merchant.sells("spoon");
  await merchant.sells("spoon", { handle: "ladle" });
  await leadsTo("/products/spoon", "/products/ladle");
  await merchant.sells("spoon", { title: "Another spoon", variants: [{ sku: "SPOON-2", price: { amount_minor: 1, currency: "EUR" } }] });
  assert.ok((await open(shop, "/products/spoon")).includes("Another spoon"));
  await merchant.sells("spoon", { handle: "scoop", variants: [{ sku: "SPOON-2", price: { amount_minor: 1, currency: "EUR" } }] });
  await leadsTo("/products/spoon", "/products/scoop");
});

test("a handle that is taken, and a product that is not there, cannot be renamed to or from", async () => {
  await merchant.sells("here");
  await merchant.sells("there");
  const put = (handle, body) => () => shop.admin("PUT", `/api/admin/v1/products/${handle}`, body);
  await refuses(shop, put("here", product("here", { handle: "there" })), { status: 409, name: "handle_taken" });
  await refuses(shop, put("nowhere", product("nowhere", { handle: "elsewhere" })), { status: 404, name: "not_found" });
  assert.ok((await open(shop, "/products/there")).includes("<bdi>there</bdi>"));
});
