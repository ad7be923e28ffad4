// The desk's forms of what the merchant names, as a browser without scripts sends them.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { loadShop } from "../../demo/load.mjs";
import { fixture } from "./catalogue.mjs";
import { formOf, textOf } from "./desk_reading.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { ADMIN_TOKEN, startShop } from "./harness.mjs";

const FOLDERS = { promotions: "promotions", "shipping-zones": "shipping_zones", "tax-zones": "tax_zones", markets: "markets", "price-lists": "price_lists", collections: "collections", pages: "pages", menus: "menus" };

describe("what the merchant names, by forms", () => {
  let shop;
  let owner;
  before(async () => {
    shop = await startShop();
    await loadShop({ url: shop.url, token: ADMIN_TOKEN });
    owner = await signsIn(shop);
  });
  after(() => shop?.stop());

  const reads = async (path) => {
    const answer = await shop.admin("GET", `/api/admin/v1${path}`);
    return answer.status === 200 ? answer.json() : answer.status;
  };
  /** The names of all there are. */
  const names = async (folder) => (await reads(`/${folder}?limit=100`))[FOLDERS[folder]].map((one) => one.id ?? one.handle);

  /** Sends the form of a page as it stands, but for `fields`. */
  async function sends(path, fields = {}, { by = owner, page, action = path } = {}) {
    const html = page ?? (await by.opens(path));
    const form = formOf(html, "resource");
    for (const [name, value] of Object.entries(fields)) value === null ? form.delete(name) : form.set(name, value);
    const answer = await by.submits(action, [...form]);
    return { status: answer.status, location: answer.headers.get("location"), page: await answer.text() };
  }

  test("a form that is sent as it came changes nothing", async () => {
    const skus = { skus: ["ROBIN-CARDS"] };
    const every = { title: "By SKU", conditions: [{ kind: "minimum_quantity", quantity: 3, of: skus }, { kind: "minimum_subtotal", amounts: [{ amount_minor: 100, currency: "EUR" }], of: skus }], target: { kind: "products", of: skus }, calculator: { kind: "buy_get", buy: skus, buy_quantity: 2, get: skus, get_quantity: 1, rate_ppm: 1_000_000 } };
    const written = await shop.admin("PUT", "/api/admin/v1/promotions/by-sku", every);
    assert.equal(written.status, 201, await written.text());
    let count = 0;
    for (const folder of Object.keys(FOLDERS)) {
      for (const name of await names(folder)) {
        const stored = await reads(`/${folder}/${name}`);
        const saved = await sends(`/admin/${folder}/${name}`);
        assert.equal(saved.status, 303, `${folder}/${name}: ${textOf(saved.page)}`);
        assert.deepEqual(await reads(`/${folder}/${name}`), stored, `${folder}/${name}`);
        count += 1;
      }
    }
    assert.ok(count > 30, `${count} were sent`);
    const stored = await reads("/settings");
    const saved = await sends("/admin/settings");
    assert.equal(saved.status, 303, textOf(saved.page));
    assert.deepEqual(await reads("/settings"), stored);
  });

  test("a promotion is made, takes another shape, and is deleted", async () => {
    const shaped = await sends("/admin/new/promotions", { title: "Autumn: 5 off", code: null, "code~optional": "autumn5", "calculator.kind": "fixed_amount", _intent: "shape" });
    assert.equal(shaped.status, 200);
    assert.match(shaped.page, /name="calculator\.amounts~amounts\.EUR"/);
    assert.equal(await reads("/promotions/autumn-5-off"), 404, "nothing is stored before it is saved");
    const refused = await sends("/admin/new/promotions", { "calculator.amounts~amounts.EUR": "much", _intent: "save" }, { page: shaped.page });
    assert.equal(refused.status, 422);
    assert.match(refused.page, /id="f-calculator-amounts"[^>]*value="much"[^>]*aria-invalid="true" aria-describedby="f-calculator-amounts-fault"/);
    assert.equal(await reads("/promotions/autumn-5-off"), 404);
    const made = await sends("/admin/new/promotions", { "calculator.amounts~amounts.EUR": "5", "conditions[0].kind": "first_order", _intent: "save" }, { page: refused.page });
    assert.equal(made.location, "/admin/promotions/autumn-5-off?done=saved", textOf(made.page));
    const { code, calculator, conditions } = await reads("/promotions/autumn-5-off");
    assert.deepEqual([code, calculator, conditions], ["AUTUMN5", { kind: "fixed_amount", amounts: [{ amount_minor: 500, currency: "EUR" }] }, [{ kind: "first_order" }]]);
    const twice = await sends("/admin/new/promotions", { title: "Autumn: 5 off", "calculator.rate_ppm~percent": "5", _intent: "save" });
    assert.equal(twice.status, 422);
    assert.match(textOf(twice.page), /There is a promotion of this name already/);

    // Another kind is chosen and saved at once: what belonged to the first goes with it.
    const without = await sends("/admin/promotions/autumn-5-off", { "calculator.kind": "percentage" });
    assert.equal(without.status, 422, "a percentage says how many");
    assert.match(without.page, /id="f-calculator-rate-ppm"/);
    const changed = await sends("/admin/promotions/autumn-5-off", { "calculator.rate_ppm~percent": "5" }, { page: without.page });
    assert.equal(changed.status, 303, textOf(changed.page));
    assert.deepEqual((await reads("/promotions/autumn-5-off")).calculator, { kind: "percentage", rate_ppm: 50_000 });

    const gone = await owner.submits("/admin/promotions/autumn-5-off/deletion", { _revision: "2" });
    assert.equal(gone.headers.get("location"), "/admin/promotions?done=deleted");
    assert.equal(await reads("/promotions/autumn-5-off"), 404);
    const again = await owner.submits("/admin/promotions/autumn-5-off/deletion", { _revision: "2" });
    assert.equal(again.status, 303, "what is gone already is as wished");
  });

  test("who comes second sees both versions and loses nothing", async () => {
    const page = await owner.opens("/admin/tax-zones/vat-ch");
    const { revision, id, ...zone } = await reads("/tax-zones/vat-ch");
    await shop.admin("PUT", "/api/admin/v1/tax-zones/vat-ch", { ...zone, title: "Theirs" });
    const late = await sends("/admin/tax-zones/vat-ch", { title: "Mine" }, { page });
    assert.equal(late.status, 412);
    assert.match(textOf(late.page), /Somebody else saved this first .*Theirs .*Theirs .*Yours .*Mine/);
    assert.equal((await reads(`/tax-zones/${id}`)).title, "Theirs");
    const over = await sends("/admin/tax-zones/vat-ch", {}, { page: late.page });
    assert.equal(over.status, 303);
    const now = await reads("/tax-zones/vat-ch");
    assert.deepEqual([now.title, now.revision], ["Mine", revision + 2]);

    const open = await owner.opens("/admin/tax-zones/vat-ch");
    await shop.admin("DELETE", "/api/admin/v1/tax-zones/vat-ch");
    const lost = await sends("/admin/tax-zones/vat-ch", { title: "Still mine" }, { page: open });
    assert.equal(lost.status, 412);
    assert.match(textOf(lost.page), /Somebody else deleted this first/);
    const made = await sends("/admin/tax-zones/vat-ch", {}, { page: lost.page });
    assert.equal(made.status, 303, textOf(made.page));
    assert.equal((await reads("/tax-zones/vat-ch")).title, "Still mine");
  });

  test("a collection goes from products by hand to rules and back", async () => {
    const made = await sends("/admin/new/collections", { title: "Small things", "products~lines": "spoon-dish\r\nnight-light", _members: "products" });
    assert.equal(made.location, "/admin/collections/small-things?done=saved", textOf(made.page));
    const ruled = await sends("/admin/collections/small-things", { _members: "rules", _intent: "shape" });
    assert.match(ruled.page, /name="rules\.conditions\[0\]\.field"/);
    const rules = { _members: "rules", "rules.conditions[0].field": "title", "rules.conditions[0].relation": "contains", "rules.conditions[0].value": "small", _intent: "save" };
    const saved = await sends("/admin/collections/small-things", rules, { page: ruled.page });
    assert.equal(saved.status, 303, textOf(saved.page));
    assert.deepEqual((await reads("/collections/small-things")).rules.conditions, [{ field: "title", relation: "contains", value: "small" }]);
    const back = await sends("/admin/collections/small-things", { _members: "products", _intent: "shape" });
    assert.match(back.page, /name="products~lines"/);
    const hand = await sends("/admin/collections/small-things", { _members: "products", "products~lines": "night-light", _intent: "save" }, { page: back.page });
    assert.equal(hand.status, 303, textOf(hand.page));
    const { products, rules: none } = await reads("/collections/small-things");
    assert.deepEqual([products, none ?? null], [["night-light"], null]);
    const { status } = await owner.send("/admin/collections/new");
    assert.equal(status, 200, "a collection may be called new");
  });

  test("markets, zones and price lists are made, and wrong values stand at their fields", async () => {
    const market = { title: "France", "countries~words": "fr", currency: "EUR", locale: "fr-FR" };
    const wrong = await sends("/admin/new/markets", { ...market, "countries~words": "FR", currency: "euro" });
    assert.equal(wrong.status, 422);
    assert.match(wrong.page, /id="f-currency"[^>]*aria-invalid="true"/);
    const called = await sends("/admin/new/markets", { ...market, "countries~words": "FR", _name: "france" });
    assert.match(called.page, /id="f--name"[^>]*aria-invalid="true"/, "a market is called by letters of a country");
    const made = await sends("/admin/new/markets", { ...market, "countries~words": "FR" });
    assert.equal(made.location, "/admin/markets/fr?done=saved", textOf(made.page));

    const list = await sends("/admin/new/price-lists", { title: "Sterling", currency: "GBP", "prices[0].sku": "NONE", _intent: "shape" });
    assert.match(list.page, /name="prices\[0\]\.price~money\.GBP"/);
    const sale = { "prices[0].price~money.GBP": "10", "prices[0].sale.price~money.GBP": "8", "prices[0].sale.starts_at~instant": "", "prices[0].sale.ends_at~instant": "2031-01-01T00:00", _intent: "save" };
    const sku = (await reads("/price-lists/switzerland")).prices[0].sku;
    const open = await sends("/admin/new/price-lists", { ...sale, "prices[0].sku": sku }, { page: list.page });
    assert.equal(open.status, 422);
    assert.match(textOf(open.page), /Prices 1, sale, starts at: Fill this in\./);
    const stored = await sends("/admin/new/price-lists", { ...sale, "prices[0].sale.starts_at~instant": "2030-12-01T00:00", "prices[0].sku": sku }, { page: list.page });
    assert.equal(stored.location, "/admin/price-lists/sterling?done=saved", textOf(stored.page));
    assert.equal((await reads("/price-lists/sterling")).prices[0].sale.price.amount_minor, 800);

    const limits = await sends("/admin/settings", { "rate_limits.reads.limit~number": "1" });
    assert.equal(limits.status, 422);
    assert.match(limits.page, /id="f-rate-limits-reads-limit"[^>]*aria-invalid="true"/);
    const eased = await sends("/admin/settings", { "rate_limits.reads.limit~number": "700" });
    assert.equal(eased.status, 303, textOf(eased.page));
    assert.equal((await reads("/settings")).rate_limits.reads.limit, 700);
  });

  test("a form of which nothing was filled in says so at its fields, whatever it is of", async () => {
    const kinds = Object.keys(FOLDERS);
    for (const folder of kinds) {
      const before = await names(folder);
      const blank = await owner.submits(`/admin/new/${folder}`, { _intent: "save" });
      const html = await blank.text();
      assert.equal(blank.status, 422, `${folder}: ${textOf(html).slice(0, 300)}`);
      assert.match(html, /role="alert"/, folder);
      assert.match(html, /aria-invalid="true"/, `${folder} says which field: ${textOf(html).slice(0, 600)}`);
      // The form as a browser sends it, untouched.
      const untouched = await sends(`/admin/new/${folder}`, { _name: "made-blank", _intent: "save" });
      if (untouched.status !== 422) assert.equal(untouched.status, 303, `${folder}: ${textOf(untouched.page)}`);
      else {
        assert.match(untouched.page, /aria-invalid="true"/, folder);
        assert.match(untouched.page, /name="_name" value="made-blank"/, `${folder} keeps what was typed`);
        assert.deepEqual(await names(folder), before, folder);
      }
    }
    const settings = await reads("/settings");
    const refused = await sends("/admin/settings", { name: "", currency: "euro", email: "nobody" });
    assert.equal(refused.status, 422);
    assert.match(refused.page, /aria-invalid="true"/);
    assert.match(refused.page, /name="currency" value="euro"/);
    assert.deepEqual(await reads("/settings"), settings);
  });

  test("pictures are chosen by a look at them, or sent with the form", async () => {
    const [newest] = (await reads("/media?limit=1")).media;
    const page = await owner.opens("/admin/collections/offers");
    assert.match(page, new RegExp(`<input type="radio" name="media\\.hash" value="${newest.hash}"><img src="/media/`));
    const chosen = await sends("/admin/collections/offers", { "media.hash": newest.hash, "media.alt": "Newest" }, { page });
    assert.equal(chosen.status, 303, textOf(chosen.page));
    assert.deepEqual((await reads("/collections/offers")).media, { hash: newest.hash, alt: "Newest" });
    assert.match(await owner.opens("/admin/collections/offers"), new RegExp(`value="${newest.hash}" checked`));

    const posts = async (path, file, fields = {}) => {
      const body = new FormData();
      const form = formOf(await owner.opens(path), "resource");
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      for (const [name, value] of form) body.append(name, value);
      body.append(file.field, new File([file.bytes], file.name));
      const answer = await owner.send(path, { method: "POST", body });
      return { status: answer.status, page: await answer.text() };
    };
    const picture = { field: "_picture.media.hash", bytes: fixture("red-800x600.png"), name: "red.png" };
    const shown = await posts("/admin/collections/offers", picture, { title: "Typed", _intent: "shape" });
    assert.equal(shown.status, 200, textOf(shown.page));
    const hash = formOf(shown.page, "resource").get("media.hash");
    assert.notEqual(hash, newest.hash);
    assert.match(shown.page, /name="title" value="Typed"/);
    assert.equal((await reads("/collections/offers")).media.hash, newest.hash, "nothing is stored before it is saved");
    const saved = await posts("/admin/collections/offers", picture, { _intent: "save" });
    assert.equal(saved.status, 303, textOf(saved.page));
    assert.equal((await reads("/collections/offers")).media.hash, hash);
    const refused = await posts("/admin/collections/offers", { ...picture, bytes: "no picture" }, { title: "Kept" });
    assert.equal(refused.status, 422);
    assert.match(refused.page, /id="f-media-hash"[^>]*aria-invalid="true"/);
    assert.match(refused.page, /name="title" value="Kept"/);

    const logo = await posts("/admin/settings", { ...picture, field: "_picture.logo~optional" });
    assert.equal(logo.status, 303, textOf(logo.page));
    assert.equal((await reads("/settings")).logo, hash);
    const without = await sends("/admin/settings", { "logo~optional": "" });
    assert.equal(without.status, 303, textOf(without.page));
    assert.equal((await reads("/settings")).logo, null);
  });

  test("a price list of thousands is edited a page at a time, and nobody's prices are lost", async () => {
    const francs = (amount_minor) => ({ amount_minor, currency: "CHF" });
    const count = 2000;
    const skus = Array.from({ length: count }, (_, at) => `LONG-${String(at).padStart(4, "0")}`);
    for (let from = 0; from < count; from += 100) {
      const some = skus.slice(from, from + 100);
      const made = await shop.admin("PUT", `/api/admin/v1/products/long-${from}`, { title: `Long ${from}`, options: [{ name: "No" }], variants: some.map((sku) => ({ sku, options: [sku], price: { amount_minor: 100, currency: "EUR" } })) });
      assert.ok(made.ok, await made.text());
    }
    const prices = skus.map((sku, at) => ({ sku, price: francs(1000 + at) }));
    const put = (list) => shop.admin("PUT", "/api/admin/v1/price-lists/long", { title: "Long", currency: "CHF", prices: list });
    assert.equal((await put(prices)).status, 201);
    const priceOf = async (sku) => (await reads("/price-lists/long")).prices.find((price) => price.sku === sku)?.price.amount_minor;

    const second = await owner.opens("/admin/price-lists/long?page=2");
    assert.match(textOf(second), /51 to 100 of 2000/);
    assert.equal(formOf(second, "resource").get("prices[0].sku"), "LONG-0050");
    // Elsewhere somebody changes a price and adds none of these.
    await put(prices.map((price) => (price.sku === "LONG-1999" ? { ...price, price: francs(7) } : price)));
    const fields = { "prices[0].price~money.CHF": "99", "prices[1].sku": "", "prices[1].price~money.CHF": "" };
    const saved = await sends("/admin/price-lists/long?page=2", fields, { page: second });
    assert.equal(saved.location, "/admin/price-lists/long?page=2&done=saved", textOf(saved.page));
    assert.deepEqual([await priceOf("LONG-0050"), await priceOf("LONG-0051"), await priceOf("LONG-1999"), await priceOf("LONG-0000")], [9900, undefined, 7, 1000]);
    assert.equal((await reads("/price-lists/long")).prices.length, count - 1);

    const ofProduct = await owner.opens("/admin/price-lists/long?q=Long+1900");
    assert.match(textOf(ofProduct), /1 to 50 of 100, 1999 in all/, "by the title of a product");
    assert.equal(formOf(ofProduct, "resource").get("prices[0].sku"), "LONG-1900");
    assert.match(textOf(await owner.opens("/admin/price-lists/long?q=nowhere")), /No price goes with “nowhere”/);
    const found = await owner.opens("/admin/price-lists/long?q=long-19&page=2");
    assert.equal(formOf(found, "resource").get("prices[49].sku"), "LONG-1999");
    // Just here somebody was first: both are shown, and what is saved over it touches this page alone.
    const { title, currency, prices: now } = await reads("/price-lists/long");
    await put(now.map((price) => ({ ...price, price: price.sku === "LONG-1999" ? francs(8) : price.sku === "LONG-0001" ? francs(9) : price.price })));
    const late = await sends("/admin/price-lists/long?q=long-19&page=2", { "prices[49].price~money.CHF": "1" }, { page: found });
    assert.equal(late.status, 412, textOf(late.page).slice(0, 500));
    assert.match(textOf(late.page), /Prices 50, price Theirs 0\.08 CHF Yours 1\.00 CHF/);
    assert.equal(await priceOf("LONG-1999"), 8);
    const over = await sends("/admin/price-lists/long?q=long-19&page=2", {}, { page: late.page });
    assert.equal(over.location, "/admin/price-lists/long?q=long-19&page=2&done=saved", textOf(over.page).slice(0, 500));
    assert.deepEqual([await priceOf("LONG-1999"), await priceOf("LONG-0001"), title, currency], [100, 9, "Long", "CHF"]);

    const twin = await sends("/admin/price-lists/long", { "prices[54].sku": "LONG-1000", "prices[54].price~money.CHF": "5" });
    assert.equal(twin.status, 422);
    assert.match(textOf(twin.page), /This SKU has its price on another page of the list/);
    assert.match(twin.page, /id="f-prices-50--sku"[^>]*aria-invalid="true"/);

    // Neither a market's list nor one that was changed meanwhile is deleted, and no more than a page of it comes back.
    const { id: _id, revision: market, updated_at: _at, ...uses } = await reads("/markets/ch");
    const led = await shop.admin("PUT", "/api/admin/v1/markets/ch", { ...uses, price_list: "long" }, { "If-Match": `"${market}"` });
    assert.ok(led.ok, await led.text());
    for (const [status, words] of [[409, /what `ch` sells at/], [412, /./]]) {
      const before = await reads("/price-lists/long");
      const _revision = status === 412 ? "1" : String(before.revision);
      const kept = await owner.submits("/admin/price-lists/long/deletion", { _revision });
      const html = await kept.text();
      assert.equal(kept.status, status, textOf(html).slice(0, 500));
      assert.match(textOf(html), words);
      assert.match(textOf(html), /1 to 50 of 1999/);
      const form = formOf(html, "resource");
      assert.equal([...form].filter(([name, value]) => /^prices\[\d+\]\.sku$/.test(name) && value !== "").length, 50);
      assert.deepEqual(await reads("/price-lists/long"), before);
      const again = await owner.submits("/admin/price-lists/long", [...form]);
      assert.equal(again.headers.get("location"), "/admin/price-lists/long?done=saved", textOf(await again.text()).slice(0, 500));
      assert.equal((await reads("/price-lists/long")).prices.length, 1999, "the form of a page loses nothing of the rest");
    }
  });

  test("redirects are written, found and taken away", async () => {
    const saved = await owner.submits("/admin/redirects", { path: "/pages/old-care", target: "/pages/care" });
    assert.equal(saved.headers.get("location"), "/admin/redirects?done=saved", await saved.text());
    assert.match(textOf(await owner.opens("/admin/redirects?q=old-care")), /\/pages\/old-care → \/pages\/care/);
    const refused = await owner.submits("/admin/redirects", { path: "/cart/x", target: "javascript:x" });
    assert.equal(refused.status, 422);
    assert.match(await refused.text(), /id="f-path"[^>]*value="\/cart\/x"[^>]*aria-invalid="true"/);
    const nameless = await owner.submits("/admin/redirects", { path: "", target: "/pages/care" });
    assert.equal(nameless.status, 422);
    for (let time = 0; time < 2; time += 1) {
      const gone = await owner.submits("/admin/redirects/deletion", { _path: "/pages/old-care" });
      assert.equal(gone.headers.get("location"), "/admin/redirects?done=deleted");
    }
    assert.deepEqual((await reads("/redirects?q=old-care")).redirects, []);
  });

  test("pictures are listed and uploaded by a form", async () => {
    const page = await owner.opens("/admin/media");
    assert.ok((page.match(/<copy-text>/g) ?? []).length >= 48);
    const body = new FormData();
    body.set("_picture", new Blob(["no picture"]), "x.txt");
    const refused = await owner.send("/admin/media", { method: "POST", body });
    assert.equal(refused.status, 415);
    const none = new FormData();
    none.set("_picture", new Blob([]), "");
    assert.equal((await owner.send("/admin/media", { method: "POST", body: none })).status, 422);
  });

  test("other sites and other roles change nothing", async () => {
    const stored = await reads("/promotions/welcome");
    const form = formOf(await owner.opens("/admin/promotions/welcome"), "resource");
    form.set("title", "Hijacked");
    const headers = { "sec-fetch-site": "cross-site" };
    for (const path of ["/admin/promotions/welcome", "/admin/new/promotions", "/admin/promotions/welcome/deletion", "/admin/redirects", "/admin/redirects/deletion"]) {
      const answer = await owner.send(path, { method: "POST", body: new URLSearchParams([...form, ["path", "/a"], ["target", "/b"]]), headers });
      assert.equal(answer.status, 403, path);
    }
    for (const path of ["/admin/media", "/admin/imports"]) {
      const body = new FormData();
      body.set("_picture", new Blob(["x"]), "x");
      assert.equal((await owner.send(path, { method: "POST", body, headers })).status, 403, path);
    }
    const support = await signsIn(shop, { id: "support", role: "support" });
    for (const path of ["/admin/promotions", "/admin/settings", "/admin/new/promotions", "/admin/redirects", "/admin/media", "/admin/imports", "/admin/markets/de"]) {
      assert.equal((await support.send(path)).status, 403, path);
    }
    assert.equal((await support.submits("/admin/promotions/welcome", [...form])).status, 403);
    assert.equal((await support.submits("/admin/redirects", { path: "/a", target: "/b" })).status, 403);
    assert.deepEqual(await reads("/promotions/welcome"), stored);
    assert.deepEqual((await reads("/redirects")).redirects, []);
  });
});
