// Markets: the same pages under an address of their own, with the currency, the prices and the way of
// writing them that each market has.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { countCalls, euro, merchantOf, open, read, refuses, rules, settled, variant } from "./catalogue.mjs";
import { elements } from "./markup.mjs";

let shop;
let merchant;
const francs = (amount_minor) => ({ amount_minor, currency: "CHF" });
const dollars = (amount_minor) => ({ amount_minor, currency: "USD" });

before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  await merchant.sets({ name: "Markets", market_title: "Ireland", price_note: "incl. VAT" });
  const colours = (price) => ["BLUE", "RED"].map((colour) => variant(`THROW-${colour}`, { options: [colour], price: euro(price) }));
  await merchant.sells("throw", { options: [{ name: "Colour" }], tags: ["wool"], variants: colours(129900), description: "See [care](/pages/care)." });
  await merchant.sells("cushion", { tags: ["wool"], variants: [variant("CUSHION", { price: euro(4900) })] });
  await merchant.collects("wool", { rules: rules("all", ["tag", "equals", "wool"]) });
  await merchant.writes("care", { body: "Wash [cold](/collections/wool)." });
  await merchant.offersMenu("main", [{ title: "Wool", url: "/collections/wool", items: [{ title: "Feed", url: "/feeds/google.xml" }] }]);
  await merchant.prices("switzerland", "CHF", [{ sku: "THROW-RED", price: francs(139900) }]);
  await merchant.opens("de", { title: "Germany", currency: "EUR", locale: "de-DE", price_note: "inkl. MwSt., zzgl. Versand" });
  await merchant.opens("ch", { title: "Switzerland", currency: "CHF", locale: "de-CH", price_list: "switzerland" });
  await merchant.sets({ home: { collections: ["wool"], featured: "wool" } });
  await settled(shop);
});
after(() => shop.stop());

const words = (html) => html.replaceAll(/<style>.*?<\/style>/gs, "").replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
const nothing = { kv: 0, d1: 0, r2: 0, object: 0, images: 0 };
const path = (market) => `/api/admin/v1/markets/${market}`;
const germany = { title: "Germany", countries: ["DE"], currency: "EUR", locale: "de-DE" };

test("each market writes its own prices in its own way", async () => {
  for (const [address, price, note] of [
    ["/products/throw", "€1,299.00", "incl. VAT"],
    ["/de/products/throw", "1.299,00 €", "inkl. MwSt., zzgl. Versand"],
    ["/ch/products/throw", "CHF 1’399.00", ""],
  ]) {
    const page = words(await open(shop, address));
    assert.ok(page.includes(price), `${price} on ${address}`);
    assert.ok(page.includes(note), `${note} on ${address}`);
    const collection = address.replace("products/throw", "collections/wool");
    assert.ok(words(await open(shop, collection)).includes(price), `${price} on ${collection}`);
  }
});

test("what a list in another currency does not name is not sold there", async () => {
  const page = await open(shop, "/ch/products/throw");
  assert.doesNotMatch(page, /BLUE/);
  assert.equal((await shop.fetch("/ch/products/cushion")).status, 404);
  const handles = (html) => elements(html, "h3").map((heading) => heading.text.trim());
  assert.deepEqual(handles(await open(shop, "/ch/collections/wool")), ["throw"]);
  assert.deepEqual(handles(await open(shop, "/ch/search?q=cushion")), []);
  assert.deepEqual(handles(await open(shop, "/de/search?q=cushion")), ["cushion"]);
  assert.deepEqual(handles(await open(shop, "/ch")), ["wool", "throw", "throw"], "the collection, what it features and what is new");
});

test("every link of a page stays in its market", async () => {
  for (const address of ["/de", "/de/collections", "/de/collections/wool", "/de/products/throw", "/de/pages/care", "/de/search?q=wool", "/de/search?q=zzxxqq", "/de/products/no-such-thing"]) {
    const answer = await shop.fetch(address);
    const html = await answer.text();
    const outside = elements(html, "a")
      .filter((link) => link.attribute("hreflang") === undefined)
      .map((link) => link.attribute("href"))
      .filter((href) => href?.startsWith("/") && !/^\/de(\/|\?|$)/.test(href));
    assert.deepEqual(outside, ["/feeds/google.xml"], `${address} leads out only where the merchant does`);
    const forms = elements(html, "form").map((form) => form.attribute("action")).filter(Boolean); // a dialog closes without one
    assert.ok(forms.every((action) => action.startsWith("/de/")), forms.join());
  }
});

test("a page costs in a market what it costs in the shop's own", async () => {
  const pages = ["/de", "/de/collections", "/de/collections/wool", "/de/products/throw", "/ch/products/throw", "/de/pages/care"];
  for (const address of pages) {
    await shop.restart();
    assert.deepEqual(await countCalls(shop, address), { ...nothing, kv: 1 }, `cold ${address}`);
    assert.deepEqual(await countCalls(shop, address), nothing, `hot ${address}`);
  }
  for (const address of pages) assert.deepEqual(await countCalls(shop, `${address}?again`), { ...nothing, kv: 1 });
});

test("a market that the shop does not have is a page that is not there", async () => {
  await shop.restart();
  for (const address of ["/fr/products/throw", "/fr", "/fr/search?q=x"]) {
    const answer = await shop.fetch(address);
    assert.equal(answer.status, 404, address);
    const page = await answer.text();
    assert.match(page, /Markets/, "in the shop's own frame");
    assert.ok(!page.includes('href="/fr'), "and leading to what is there");
    assert.equal(answer.headers.get("cloudflare-cdn-cache-control"), "public, max-age=60");
  }
  assert.equal((await countCalls(shop, "/fr/products/throw?2", 404)).d1, 0, "D1 is not asked");
  for (const address of ["/de/api/v1/products", "/de/sitemap.xml", "/de/de", "/DE/products/throw", "/api/admin/v1/products/throw/de"]) {
    assert.equal((await shop.fetch(address)).status, 404, address);
  }
});

test("a slash at the end and a renamed product lead to addresses in the market", async () => {
  for (const [address, location] of [["/de/", "/de"], ["/de/collections/?a=b", "/de/collections?a=b"]]) {
    const answer = await shop.fetch(address);
    assert.deepEqual([answer.status, answer.headers.get("location")], [308, location]);
  }
  await merchant.sells("old-name");
  await merchant.sells("old-name", { handle: "new-name" });
  const moved = await shop.fetch("/de/products/old-name?variant=OLD-NAME");
  assert.deepEqual([moved.status, moved.headers.get("location")], [301, "/de/products/new-name?variant=OLD-NAME"]);
});

test("the API takes the market as a parameter and refuses one that is not there", async () => {
  const there = await read(shop, "/api/v1/products/throw?market=ch");
  assert.deepEqual(there.variants.map((one) => [one.sku, one.price]), [["THROW-RED", francs(139900)]]);
  assert.ok(there.url.endsWith("/ch/products/throw"), there.url);
  for (const list of ["/api/v1/products?market=ch", "/api/v1/collections/wool?market=ch", "/api/v1/search?q=throw&market=ch"]) {
    const { products } = await read(shop, list);
    assert.deepEqual(products.map((one) => [one.handle, one.price_from, one.variants.length]), [["throw", francs(139900), 1]], list);
  }
  const { collections } = await read(shop, "/api/v1/collections?market=de");
  assert.ok(collections[0].url.endsWith("/de/collections/wool"));
  for (const market of ["fr", "Germany"]) {
    for (const address of ["products/throw?", "products?", "collections?", "collections/wool?", "search?q=x&"]) {
      await refuses(shop, () => shop.fetch(`/api/v1/${address}market=${market}`), { status: 400, name: "invalid", fields: ["market"] });
    }
  }
});

test("lists of another currency are not narrowed by price, and say so", async () => {
  assert.match(await open(shop, "/de/collections/wool"), /name="?price_min/);
  assert.doesNotMatch(await open(shop, "/ch/collections/wool"), /name="?price_min/);
  for (const address of ["/ch/collections/wool?price_min=1", "/ch/search?q=wool&price_max=9"]) {
    assert.equal((await shop.fetch(address)).status, 400, address);
  }
  await open(shop, "/ch/collections/wool?sort=price_ascending");
});

test("search engines find every page in each market that has it", async () => {
  const alternates = (html) => Object.fromEntries(elements(html, "link")
    .filter((link) => link.attribute("rel") === "alternate")
    .map((link) => [link.attribute("hreflang"), new URL(link.attribute("href")).pathname]));
  const throwPage = await open(shop, "/ch/products/throw");
  const everywhere = { "x-default": "/products/throw", "en-IE": "/products/throw", "en-DE": "/de/products/throw", "en-CH": "/ch/products/throw" };
  assert.deepEqual(alternates(throwPage), everywhere);
  assert.match(throwPage, /"priceCurrency":"CHF"/);
  assert.match(throwPage, new RegExp(`<link rel="canonical" href="${shop.url}/ch/products/throw">`));
  assert.match(throwPage, new RegExp(`"url":"${shop.url}/ch/products/throw"`));
  const cushion = await open(shop, "/products/cushion");
  assert.equal(alternates(cushion)["en-CH"], undefined, "it is not sold there");
  assert.ok(elements(cushion, "a").some((link) => link.attribute("href") === "/ch"), "the switch leads to the front page instead");
  const sitemap = await open(shop, "/sitemap.xml");
  const listed = (address) => sitemap.includes(`<loc>${shop.url}${address}</loc>`);
  for (const address of ["/", "/de", "/ch", "/ch/products/throw", "/de/products/cushion", "/de/collections/wool", "/ch/pages/care"]) assert.ok(listed(address), address);
  assert.ok(!listed("/ch/products/cushion"));
});

test("a visitor from elsewhere is offered their market, and nobody keeps the answer", async () => {
  const ask = (country, at) => shop.fetch(`/markets/offer?path=${encodeURIComponent(at)}`, { headers: country ? { "cf-ipcountry": country } : {} });
  for (const [country, at, url] of [["DE", "/products/throw", "/de/products/throw"], ["IE", "/de", "/"], ["CH", "/de/collections", "/ch/collections"]]) {
    const answer = await ask(country, at);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("cache-control"), "private, no-store");
    const [link] = elements(await answer.text(), "a");
    assert.equal(link.attribute("href"), url);
  }
  for (const [country, at] of [["DE", "/de/products/throw"], ["FR", "/"], [undefined, "/"], ["T1", "/"]]) {
    const answer = await ask(country, at);
    assert.deepEqual([answer.status, answer.headers.get("cache-control")], [204, "private, no-store"], `${country} at ${at}`);
  }
});

test("a shared page is the same for whoever looks at it", async () => {
  const seen = new Set();
  for (const country of ["DE", "IE", "CH"]) {
    const answer = await shop.fetch(`/products/throw?from=x`, { headers: { "cf-ipcountry": country, cookie: "market=ch", "accept-language": country.toLowerCase() } });
    assert.equal(answer.headers.get("vary"), null);
    seen.add(await answer.text());
  }
  assert.equal(seen.size, 1);
});

test("a market is created, replaced, left alone when nothing differs, and taken away", async () => {
  const body = { title: "France", countries: ["FR"], currency: "EUR", locale: "fr-FR" };
  const created = await shop.admin("PUT", path("fr"), body);
  assert.deepEqual([created.status, created.headers.get("etag")], [201, '"1"']);
  assert.match(await open(shop, "/fr/products/throw"), /1\u202f299,00/, "it is there at once");
  const unchanged = await shop.admin("PUT", path("fr"), body);
  assert.deepEqual([unchanged.status, unchanged.headers.get("etag")], [200, '"1"']);
  const replaced = await shop.admin("PUT", path("fr"), { ...body, countries: ["FR", "BE"], minimum_order: euro(2000) }, { "if-match": '"1"' });
  assert.equal(replaced.headers.get("etag"), '"2"');
  const { id, revision, ...stored } = await (await shop.admin("GET", path("fr"))).json();
  assert.deepEqual([id, revision, stored.countries, stored.price_list, stored.tax.prices_include_tax], ["fr", 2, ["FR", "BE"], "base", true]);
  assert.equal((await shop.admin("PUT", path("fr"), stored)).headers.get("etag"), '"2"', "what was read can be sent back");
  assert.deepEqual((await merchant.reads("/markets")).markets.map((market) => market.id), ["ch", "de", "fr"]);
  await refuses(shop, () => shop.admin("PUT", path("fr"), body, { "if-match": '"1"' }), { status: 412, name: "revision_mismatch" });
  await refuses(shop, () => shop.admin("DELETE", path("fr"), undefined, { "if-match": '"1"' }), { status: 412, name: "revision_mismatch" });
  assert.equal((await shop.admin("DELETE", path("fr"))).status, 204);
  assert.equal((await shop.fetch("/fr/products/throw")).status, 404);
  await refuses(shop, () => shop.admin("DELETE", path("fr")), { status: 404, name: "not_found" });
});

test("what does not go together is refused by the name of its field", async () => {
  for (const [market, fields, refused] of [
    ["at", { countries: ["DE"] }, ["countries[0]"]],
    ["at", { countries: ["AT", "IE"] }, ["countries[1]"]],
    ["at", { countries: [] }, ["countries"]],
    ["at", { countries: ["AT"], currency: "CHF" }, ["currency"]],
    ["at", { countries: ["AT"], price_list: "switzerland" }, ["currency"]],
    ["at", { countries: ["AT"], price_list: "no-such-list" }, ["price_list"]],
    ["at", { countries: ["AT"], locale: "german" }, ["locale"]],
    ["at", { countries: ["AT"], minimum_order: dollars(1) }, ["minimum_order"]],
    ["at", { countries: ["AT"], colour: 1 }, ["colour"]],
    ["at", { countries: ["Austria"] }, ["countries[0]"]],
    ["austria", { countries: ["AT"] }, ["id"]],
  ]) {
    await refuses(shop, () => shop.admin("PUT", path(market), { ...germany, ...fields }), { status: 422, name: "invalid", fields: refused });
  }
  const taken = await refuses(shop, () => shop.admin("PUT", path("at"), germany), { status: 422 });
  assert.match(taken.detail, /market `de`/, "it names the other market");
  await refuses(shop, () => shop.admin("PATCH", "/api/admin/v1/settings", { country: "CH" }), { status: 422, fields: ["country"] });
  await refuses(shop, () => shop.admin("PATCH", "/api/admin/v1/settings", { minimum_order: dollars(100) }), { status: 422, fields: ["minimum_order"] });
  for (const method of ["GET", "PUT", "DELETE"]) {
    await refuses(shop, () => shop.fetch(path("de"), { method, body: method === "PUT" ? "{}" : undefined }), { status: 401, name: "unauthorized" });
  }
});

test("two markets that want one country at the same moment do not both get it", async () => {
  const wanted = ["na", "nz"].map((id) => shop.admin("PUT", path(id), { ...germany, countries: ["NU"] }));
  const statuses = (await Promise.all(wanted)).map((answer) => answer.status).sort();
  assert.equal(statuses[0], 201);
  assert.ok([409, 422].includes(statuses[1]), `${statuses}`);
  for (const id of ["na", "nz"]) await shop.admin("DELETE", path(id));
});

test("who named no revision and lost a race is asked to send it again, and who named one to read it again", async () => {
  const settings = "/api/admin/v1/settings";
  await merchant.prices("raced", "EUR", []);
  const rows = [
    [path("no"), (n) => ["PUT", { ...germany, title: `Norway ${n}`, countries: ["NO"] }]],
    ["/api/admin/v1/price-lists/raced", (n) => ["PUT", { title: `Raced ${n}`, currency: "EUR", prices: [] }]],
    [settings, (n) => ["PATCH", { price_note: `incl. VAT ${n}` }]],
  ];
  for (const [address, write] of rows) {
    const send = (n, headers) => shop.admin(write(n)[0], address, write(n)[1], headers);
    await send(0);
    for (const [headers, lost, name] of [[undefined, 409, "conflict"], ["etag", 412, "revision_mismatch"]]) {
      const tag = (await shop.admin("GET", address)).headers.get("etag");
      const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => send(`${lost}-${n}`, headers && { "if-match": tag })));
      const refused = answers.filter((answer) => !answer.ok);
      assert.ok(refused.length < answers.length, "one comes first");
      for (const answer of refused) {
        assert.equal(answer.status, lost, address);
        assert.equal((await answer.json()).type, `/problems/${name}`);
      }
      if (headers) assert.equal(refused.length, answers.length - 1, "of those who read the same, one");
    }
  }
  assert.equal((await shop.admin("DELETE", path("no"))).status, 204);
  await merchant.sets({ price_note: "incl. VAT" });
});

test("a shop has fifty markets besides its own, however many come at once", async () => {
  const taken = (await merchant.reads("/markets?limit=100")).markets.map((market) => market.id);
  const codes = "AT BE BG CY CZ DK EE ES FI FR GR HR HU IT LT LU LV MT NL PL PT RO SE SI SK GB IS LI NO UA TR MA TN EG ZA NG KE IL JO SA AE IN LK TH VN MY SG ID PH JP KR AU NZ".toLowerCase().split(" ");
  const free = codes.filter((code) => !taken.includes(code));
  const put = (id) => shop.admin("PUT", path(id), { ...germany, title: id, countries: [id.toUpperCase()] });
  const room = 50 - taken.length;
  for (const id of free.slice(0, room - 1)) assert.equal((await put(id)).status, 201, id);
  const rivals = await Promise.all(free.slice(room - 1, room + 2).map(put));
  assert.deepEqual(rivals.map((answer) => answer.status).sort(), [201, 409, 409]);
  const { markets } = await merchant.reads("/markets?limit=100");
  assert.equal(markets.length, 50);
  const outside = free.find((id) => !markets.some((market) => market.id === id));
  await refuses(shop, () => put(outside), { status: 409, name: "too_many" });
  const first = await merchant.reads("/markets?limit=30");
  const rest = await merchant.reads(`/markets?limit=30&cursor=${first.next_cursor}`);
  assert.deepEqual([first.markets.length, rest.markets.length, rest.next_cursor], [30, 20, null]);
  assert.deepEqual([...first.markets, ...rest.markets], markets);
  for (const list of ["markets", "price-lists", "promotions", "tax-zones"]) {
    for (const [query, field] of [["limit=0", "limit"], ["colour=red", "colour"], ["market=de", "market"]]) {
      await refuses(shop, () => shop.admin("GET", `/api/admin/v1/${list}?${query}`), { status: 400, name: "invalid", fields: [field] });
    }
  }
  await merchant.opens("de", { ...germany, title: "Still to be changed" });
  for (const { id } of markets) if (!taken.includes(id)) assert.equal((await shop.admin("DELETE", path(id))).status, 204);
});

test("a changed note is on every page of its market", async () => {
  await open(shop, "/de/products/throw");
  await merchant.opens("de", { ...germany, price_note: "alles drin" });
  await until(async () => /alles drin/.test(await open(shop, "/de/products/throw")), { what: "the new note" });
  assert.doesNotMatch(await open(shop, "/products/throw"), /alles drin/);
});
