// Content pages, menus, settings and the small files at known addresses.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop } from "./harness.mjs";
import { fixture, merchantOf, open, refuses, setFault, settled } from "./catalogue.mjs";
import { elements } from "./markup.mjs";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
after(() => shop.stop());

const admin = (method, path, body, headers) => shop.admin(method, `/api/admin/v1${path}`, body, headers);

const linksOf = (html, label) => {
  const nav = elements(html, "nav").find((one) => one.attribute("aria-label") === label);
  return (nav?.inside("a") ?? []).map((link) => link.attribute("href"));
};

test("a content page is written, shown and replaced", async () => {
  const written = await admin("PUT", "/pages/care", { title: "Care & <wash>", body: "## Wool\n\nWash it *cold*.", seo: { title: "Care guide", description: "How to wash" } });
  assert.equal(written.status, 200);
  assert.equal(written.headers.get("etag"), '"1"');
  const page = await open(shop, "/pages/care");
  assert.equal(elements(page, "h1")[0].text, "Care & <wash>");
  assert.equal(elements(page, "em")[0].text, "cold");
  assert.match(elements(page, "title")[0].text, /^Care guide/);
  const description = elements(page, "meta").find((meta) => meta.attribute("name") === "description");
  assert.equal(description.attribute("content"), "How to wash");

  await merchant.writes("care", { title: "Care", body: "Wash it warm." });
  assert.match(await open(shop, "/pages/care"), /Wash it warm\./, "the page in memory is gone");
  const stored = await merchant.reads("/pages/care");
  assert.deepEqual([stored.handle, stored.revision, stored.body], ["care", 2, "Wash it warm."]);
  assert.equal((await shop.fetch("/pages/none")).status, 404);
});

test("invalid pages and menus are refused by the name of the field", async () => {
  await merchant.writes("care", { title: "Care", body: "x" });
  const pages = [[{ title: "" }, "title"], [{ body: "x".repeat(100_001) }, "body"], [{ colour: 1 }, "colour"], [{ seo: { x: 1 } }, "seo.x"]];
  for (const [fields, field] of pages) {
    await refuses(shop, () => admin("PUT", "/pages/care", { title: "Care", ...fields }), { status: 422, fields: [field] });
  }
  const deep = { title: "a", url: "/a", items: [{ title: "b", url: "/b", items: [{ title: "c", url: "/c" }] }] };
  const menus = [
    [[{ title: "", url: "/a" }], "items[0].title"],
    [[{ title: "a", url: "javascript:alert(1)" }], "items[0].url"],
    [[{ title: "a", url: "//evil.example" }], "items[0].url"],
    [[{ title: "a", url: "/a", colour: 1 }], "items[0].colour"],
    [[deep], "items[0].items[0]"],
    [Array.from({ length: 51 }, () => ({ title: "a", url: "/a" })), "items"],
  ];
  for (const [items, field] of menus) {
    await refuses(shop, () => admin("PUT", "/menus/main", { title: "Main", items }), { status: 422, fields: [field] });
  }
  const stale = { status: 412, name: "revision_mismatch" };
  await refuses(shop, () => admin("PUT", "/pages/care", { title: "Late" }, { "if-match": '"77"' }), stale);
  await refuses(shop, () => admin("PUT", "/menus/main", { items: [] }, { "if-match": '"77"' }), stale);
  await refuses(shop, () => shop.fetch("/api/admin/v1/pages/care", { method: "PUT", body: "{}" }), { status: 401 });
  await refuses(shop, () => shop.fetch("/api/admin/v1/menus/main", { method: "PUT", body: "{}" }), { status: 401 });
});

test("menus stand in the header and the footer of every page", async () => {
  await open(shop, "/");
  await merchant.offersMenu("main", [
    { title: "New", url: "/collections/new" },
    { title: "Rooms", url: "/collections/rooms", items: [{ title: "Bath", url: "/collections/bath" }] },
  ]);
  await merchant.offersMenu("footer", [{ title: "Care", url: "/pages/care" }, { title: "Elsewhere", url: "https://elsewhere.example/" }]);
  for (const path of ["/", "/collections", "/search"]) {
    const page = await open(shop, path);
    assert.deepEqual(linksOf(page, "Main"), ["/collections/new", "/collections/bath", "/collections/rooms"], path);
    assert.deepEqual(linksOf(page, "Footer"), ["/pages/care", "https://elsewhere.example/"], path);
  }
});

test("a patch of the settings changes what it names and is seen everywhere", async () => {
  await open(shop, "/collections");
  const first = await merchant.sets({ name: "Lighthouse", tagline: "Things for the coast", email: "hello@lighthouse.example" });
  const second = await merchant.sets({ announcement: "Free shipping until Sunday", price_note: "incl. VAT plus shipping" });
  assert.equal(second.revision, first.revision + 1);
  assert.deepEqual([second.name, second.tagline], ["Lighthouse", "Things for the coast"]);
  assert.deepEqual(await merchant.reads("/settings"), second);
  const page = await open(shop, "/collections");
  for (const words of ["Lighthouse", "Things for the coast", "Free shipping until Sunday", "hello@lighthouse.example"]) {
    assert.ok(page.includes(words), words);
  }
  await merchant.sells("net");
  assert.match(await open(shop, "/products/net"), /incl\. VAT plus shipping/);
  await merchant.sets({ announcement: "", price_note: "" });
  assert.doesNotMatch(await open(shop, "/products/net"), /Free shipping|incl\. VAT/);
});

test("the home page shows the hero, collections and story that the settings name", async () => {
  const { hash } = await merchant.uploads(fixture("red-800x600.png"));
  await merchant.sells("buoy", { media: [{ hash, alt: "" }] });
  await merchant.collects("sea", { title: "The sea", products: ["buoy"] });
  await settled(shop);
  await merchant.sets({
    home: {
      hero: { title: "Ahoy", text: "Fresh from the harbour", media: { hash, alt: "A harbour" }, link_title: "Look", link_url: "/collections/sea" },
      collections: ["sea"],
      featured: "sea",
      story: { title: "Our story", text: "It began with a boat.", media: null, link_title: "Read on", link_url: "/pages/story" },
    },
  });
  const home = await open(shop, "/");
  assert.equal(elements(home, "h1")[0].text, "Ahoy");
  assert.ok(elements(home, "img").some((picture) => picture.attribute("alt") === "A harbour"));
  const links = elements(home, "main")[0].inside("a").map((link) => link.attribute("href"));
  for (const link of ["/collections/sea", "/products/buoy", "/pages/story"]) assert.ok(links.includes(link), link);
  assert.match(home, /It began with a boat\./);
});

test("settings that are unknown or impossible are refused by name", async () => {
  const cases = [
    [{ colour: "red" }, "colour"],
    [{ name: "" }, "name"],
    [{ currency: "XYZ" }, "currency"],
    [{ country: "Ireland" }, "country"],
    [{ locale: "e" }, "locale"],
    [{ social: ["http://a.example"] }, "social"],
    [{ tagline: "x".repeat(2001) }, "description"],
    [{ home: { hero: { title: "x", link_url: "javascript:alert(1)" } } }, "home"],
    [{ home: { colour: 1 } }, "home.colour"],
    [{ home: { featured: "Not A Handle" } }, "home.featured"],
    [{ logo: "c".repeat(64) }, "media"],
    [{ payments: { prefer: ["paypal"] } }, "payments.prefer"],
    [{ payments: { without: ["cash"] } }, "payments.without"],
    [{ payments: { delayed_hold_days: 31 } }, "payments.delayed_hold_days"],
    [{ payments: { colour: 1 } }, "payments.colour"],
  ];
  for (const [fields, field] of cases) {
    await refuses(shop, () => admin("PATCH", "/settings", fields), { status: 422, name: "invalid", fields: [field] });
  }
  await refuses(shop, () => admin("PATCH", "/settings", { name: "Late" }, { "if-match": '"999"' }), { status: 412 });
  await refuses(shop, () => admin("PATCH", "/settings", "[1]"), { status: 400, name: "malformed" });
  await refuses(shop, () => shop.fetch("/api/admin/v1/settings", { method: "PATCH", body: "{}" }), { status: 401 });
});

test("the currency changes only while nothing is priced in it", async () => {
  await merchant.sells("priced");
  await refuses(shop, () => admin("PATCH", "/settings", { currency: "SEK" }), { status: 409, name: "currency_in_use" });
  await merchant.sets({ currency: "EUR" });
});

test("robots.txt names the sitemap and keeps crawlers out of what is no page", async () => {
  const text = await open(shop, "/robots.txt");
  assert.ok(text.includes(`Sitemap: ${shop.url}/sitemap.xml`));
  for (const line of ["Disallow: /api/", "Disallow: /search", "Disallow: /checkout", "Disallow: /orders/"]) assert.ok(text.includes(line), line);
});

test("the manifest has the shop's own name and icons that exist", async () => {
  await merchant.sets({ name: "Harbour" });
  const answer = await shop.fetch("/manifest.webmanifest");
  assert.equal(answer.headers.get("content-type"), "application/manifest+json");
  const manifest = await answer.json();
  assert.deepEqual([manifest.name, manifest.start_url], ["Harbour", "/"]);
  assert.ok(manifest.icons.length >= 3);
  for (const icon of manifest.icons) {
    const picture = await shop.fetch(icon.src);
    assert.deepEqual([picture.status, picture.headers.get("content-type")], [200, icon.type], icon.src);
  }
});

test("health says what works", async () => {
  const health = async (status) => {
    const answer = await shop.fetch("/healthz");
    assert.equal(answer.status, status);
    assert.equal(answer.headers.get("cache-control"), "private, no-store");
    return answer.json();
  };
  assert.deepEqual(await health(200), { status: "ok", d1: true, kv: true });
  await setFault(shop, "kv", "fails");
  assert.deepEqual(await health(200), { status: "degraded", d1: true, kv: false });
  await setFault(shop, "d1", "fails");
  assert.deepEqual(await health(503), { status: "down", d1: false, kv: false });
  await setFault(shop, "kv", "none");
  assert.deepEqual(await health(200), { status: "degraded", d1: false, kv: true });
  await setFault(shop, "d1", "none");
});

