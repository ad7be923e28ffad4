// Catalogue text is hostile input: wherever it is shown it stays text.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop } from "./harness.mjs";
import { euro, fixture, merchantOf, open, read, settled, variant } from "./catalogue.mjs";
import { elements, readXml, skeleton, structuredData } from "./markup.mjs";

const TEXTS = {
  script: `</script><script>alert(1)</script>`,
  comment: `--><!-- <!DOCTYPE x [<!ENTITY a "b">]> ]]> <![CDATA[ &a;`,
  quotes: `"'\` onmouseover="alert(1)" x='y' &quot; &#34; &lt;b&gt; \\u003cscript\\u003e`,
  closing: `</title></style></textarea></noscript></bdi></h1><img src=x onerror=alert(1)>`,
  direction: `\u202Eevil\u202C \u2066x\u2069 \u200Fy \u200B`,
  template: `{{7*7}} \${7*7} <%= 1 %> {% include "x" %}`,
  separators: `a\u2028b\u2029c`,
  control: `a\u0001b\u0008c\u001Bd\u007Fe\u0085f\uFFFEg`,
  lines: `one\ttwo\nthree\r\nfour`,
  long: `<b>"${"long & wide ".repeat(900)}"</b>`,
};

let shop;
let merchant;
let hash;

/** The same product with `text` wherever a merchant can write. */
const everywhere = (sku, text) => {
  const short = text.slice(0, 150);
  return {
    title: text, description: text, vendor: short, type: short, tags: [short], tax_class: short,
    seo: { title: text, description: text },
    options: [{ name: short }],
    variants: [variant(`${sku}-1`, { options: [short], barcode: short.slice(0, 20) }), variant(`${sku}-2`, { options: [`${short.slice(0, 100)}2`], price: euro(2500) })],
    media: [{ hash, alt: short }],
    safety: { manufacturer: short, responsible_person: short, warnings: text },
  };
};

before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  hash = (await merchant.uploads(fixture("red-800x600.png"))).hash;
});
after(() => shop.stop());

/** What HTML makes of a text: NUL and carriage returns do not survive parsing. */
const parsed = (text) => text.replaceAll("\r\n", "\n");
const flat = (text) => text.split(/[\s\u0085]+/).filter(Boolean).join(" ");
const words = (text) => flat(parsed(text));

/** What a text leaves in XML 1.0. */
const inXml = (text) => flat(text.replaceAll(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, ""));

test("a product page with hostile text has the elements and attributes of one without", async () => {
  await merchant.sells("benign", everywhere("BENIGN", "A calm and friendly text"));
  const expected = skeleton(await open(shop, "/products/benign"));
  await merchant.archives("benign");
  for (const [name, text] of Object.entries(TEXTS)) {
    const sku = `HOSTILE-${name}`;
    // Markdown makes elements of its own; it has tests beside it and one below.
    await merchant.sells("hostile", { ...everywhere(sku, text), description: "A calm and friendly text" });
    const page = await open(shop, "/products/hostile");
    assert.deepEqual(skeleton(page), expected, name);
    const [heading] = elements(page, "h1");
    assert.equal(words(heading.text), words(text), `${name} is shown as it is`);
    assert.ok(words(elements(page, "title")[0].text).startsWith(words(text).slice(0, 40)), name);
    const [shown] = elements(page, "img");
    assert.equal(words(shown.attribute("alt")), words(text.slice(0, 150)), name);
    assert.ok(elements(page, "input").some((input) => parsed(input.attribute("value") ?? "") === parsed(text.slice(0, 150))), `${name} as a form value`);
    const data = structuredData(page).find((node) => node["@type"] === "Product");
    if (text.length < 150) assert.equal(words(data.name), words(text), name);
    assert.equal(data.offers.offerCount, 2);

    const twin = await read(shop, "/api/v1/products/hostile");
    assert.equal(twin.title, text, `${name} in JSON`);
    const stored = await merchant.reads("/products/hostile");
    const sent = everywhere(sku, text);
    for (const field of ["title", "vendor", "type", "tax_class", "tags", "seo", "options", "safety"]) {
      assert.deepEqual(stored[field], sent[field], `${name} in ${field}`);
    }
    await merchant.archives("hostile");
  }
});

test("hostile Markdown makes no element that Markdown does not have", async () => {
  const allowed = /^(p|em|strong|a|ul|ol|li|h[234]|code|pre|blockquote|hr|br|table|thead|tbody|tr|th|td)$/;
  for (const [name, text] of Object.entries(TEXTS)) {
    const description = `${text}\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)> [y](//evil.example "${text.slice(0, 100)}")\n\n\`\`\`\n${text}\n\`\`\``;
    await merchant.sells("markdown", { description });
    await merchant.writes("markdown", { title: text.slice(0, 900), body: description });
    for (const path of ["/products/markdown", "/pages/markdown"]) {
      const prose = elements(await open(shop, path), "div").find((part) => part.attribute("class")?.includes("prose"));
      for (const element of ["script", "img", "style", "iframe", "svg", "form", "input", "object", "base", "link", "meta"]) {
        assert.deepEqual(prose.inside(element), [], `<${element}> in ${path}, ${name}`);
      }
      for (const link of prose.inside("a")) assert.doesNotMatch(link.attribute("href"), /^\s*(javascript|data|vbscript):/i);
      const page = await open(shop, path);
      const [inner] = page.split('class="prose').slice(1).map((rest) => rest.slice(rest.indexOf(">") + 1).split("</div>")[0]);
      for (const [, tag] of inner.matchAll(/<([a-z][a-z0-9]*)/gi)) assert.match(tag, allowed, `${path}, ${name}`);
    }
  }
});

test("lists, menus, settings and search with hostile text have the elements of those without", async () => {
  const shows = async (text) => {
    const short = text.slice(0, 150);
    await merchant.sells("listed", everywhere("LISTED", text));
    await merchant.collects("listed", { title: short, description: "x", products: ["listed"], seo: { title: short, description: text } });
    await merchant.offersMenu("main", [{ title: short, url: "/a", items: [{ title: short, url: "/b" }] }]);
    await merchant.offersMenu("footer", [{ title: short, url: "/c" }]);
    const banner = { title: short, text, media: { hash, alt: short }, link_title: short, link_url: "/d" };
    await merchant.sets({
      name: short, tagline: short, description: short, email: short.replaceAll(/\s/g, ""), phone: short, address: short, announcement: short, price_note: short, market_title: short,
      home: { hero: { ...banner, text: short }, collections: ["listed"], featured: "listed", story: { ...banner, text: short } },
    });
    await merchant.opens("de", { title: short, currency: "EUR", locale: "de-DE", price_note: short });
    await settled(shop);
    const narrowed = `/collections/listed?tag=${encodeURIComponent(short)}`;
    const pages = ["/", "/collections", "/collections/listed", narrowed, "/nothing-here", "/de", "/de/collections/listed"];
    const answers = await Promise.all(pages.map(async (path) => (await shop.fetch(path)).text()));
    const manifest = await (await shop.fetch("/manifest.webmanifest")).json();
    assert.equal(manifest.name, short);
    const [organization] = structuredData(answers[0]).filter((node) => node["@type"] === "Organization");
    assert.equal(organization.name, short);
    return answers.map(skeleton);
  };
  const expected = await shows("A calm and friendly text");
  for (const name of ["script", "quotes", "closing", "direction", "control"]) {
    const found = await shows(TEXTS[name]);
    found.forEach((skeleton, index) => assert.deepEqual(skeleton, expected[index], `page ${index} with ${name}`));
  }
});

test("a search for hostile words has no element that another search does not have", async () => {
  await merchant.sells("searched", everywhere("SEARCHED", "A calm and friendly text"));
  const resultsOf = async (words) => skeleton(await open(shop, `/search?q=${encodeURIComponent(words)}`));
  const known = new Set([...(await resultsOf("calm")), ...(await resultsOf("friendli")), ...(await resultsOf("nowherefound"))]);
  for (const [name, text] of Object.entries(TEXTS)) {
    for (const query of [text.slice(0, 150), `calm ${text.slice(0, 100)}`]) {
      for (const element of await resultsOf(query)) assert.ok(known.has(element), `<${element}> in results for ${name}`);
    }
  }
});

test("the feed and the sitemap with hostile text are well-formed and say it as it is", async () => {
  for (const [name, text] of Object.entries(TEXTS)) {
    await merchant.sells(`fed-${name}`, everywhere(`FED-${name}`, text));
  }
  await merchant.sets({ name: TEXTS.script, description: TEXTS.comment });
  await settled(shop);
  const feed = readXml(await open(shop, "/feeds/google.xml"));
  const items = feed.all("item").map((item) => Object.fromEntries(item.children.map((child) => [child.name, child.text])));
  for (const [name, text] of Object.entries(TEXTS)) {
    const item = items.find((one) => one["g:id"] === `FED-${name}-1`);
    const title = inXml(`${text} – ${text.slice(0, 150)}`);
    if (title.length <= 150) assert.equal(flat(item["g:title"]), title, name);
    else assert.ok(title.startsWith(flat(item["g:title"]).replace(/…$/, "").slice(0, 100)), name);
    assert.equal(flat(item["g:brand"]), inXml(text.slice(0, 150)), name);
  }
  const addresses = readXml(await open(shop, "/sitemap.xml")).all("loc").map((loc) => loc.text);
  for (const name of Object.keys(TEXTS)) assert.ok(addresses.includes(`${shop.url}/products/fed-${name}`), name);
});
