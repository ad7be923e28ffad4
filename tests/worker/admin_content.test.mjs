// Collections, pages, menus, redirects and pictures as the merchant finds, changes and takes them away;
// previews; and what somebody who comes too late is shown.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import sharp from "sharp";
import { startShop, until } from "./harness.mjs";
import { euro, fixture, merchantOf, open, product, refuses, rules, setFault, settled, snapshot, variant } from "./catalogue.mjs";
import { formOf } from "./desk_reading.mjs";
import { signsIn } from "./desk_visitor.mjs";

const ADMIN = "/api/admin/v1";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
after(() => shop.stop());

const takesAway = async (path, headers) => {
  const answer = await shop.admin("DELETE", `${ADMIN}${path}`, undefined, headers);
  assert.equal(answer.status, 204, await answer.text());
};
const redirects = (path) => `/redirects/${encodeURIComponent(path)}`;
const put = (path, body, headers) => shop.admin("PUT", `${ADMIN}${path}`, body, headers);
const leads = async (path, target) => {
  const answer = await put(redirects(path), { target });
  assert.ok(answer.ok, await answer.clone().text());
  return answer.json();
};
const location = async (path) => {
  const answer = await shop.fetch(path);
  await answer.arrayBuffer();
  return answer.status === 301 ? answer.headers.get("location") : answer.status;
};
const gone = (path) => until(async () => (await location(path)) === 404, { what: `the end of ${path}` });

test("collections are listed and found by their titles' words", async () => {
  await merchant.sells("jug", { tags: ["blue"] });
  const { hash } = await merchant.uploads(fixture("red-800x600.png"));
  await merchant.collects("winter", { title: "Wärme für Winter", products: ["jug"], media: { hash, alt: "Snow" } });
  await merchant.collects("blue", { title: "Blue things", rules: rules("all", ["tag", "equals", "blue"]) });
  await settled(shop);
  const { collections, next_cursor: next } = await merchant.reads("/collections?limit=1");
  assert.deepEqual(collections.map(({ updated_at: _, ...entry }) => entry), [{ handle: "blue", title: "Blue things", revision: 1, membership: "rules", product_count: 1, picture: null }]);
  const [winter] = (await merchant.reads(`/collections?cursor=${next}`)).collections;
  assert.deepEqual([winter.handle, winter.membership, winter.picture], ["winter", "products", { url: `/media/${hash}/320.webp`, alt: "Snow" }]);
  for (const [q, expected] of [["warm", ["winter"]], ["things", ["blue"]], ["wint", ["winter"]], ["WIN", ["winter"]], ["–", []], ["x", []]]) {
    assert.deepEqual((await merchant.reads(`/collections?q=${encodeURIComponent(q)}`)).collections.map((one) => one.handle), expected, q);
  }
});

test("a collection that is taken away leaves nothing behind, and its products go on", async () => {
  const before = await snapshot(shop);
  await merchant.collects("gone-soon", { title: "Gone soon", products: ["jug"] });
  await settled(shop);
  await until(async () => (await open(shop, "/collections")).includes("Gone soon"));
  await refuses(shop, () => shop.admin("DELETE", `${ADMIN}/collections/gone-soon`, undefined, { "if-match": '"9"' }), { status: 412, name: "revision_mismatch" });
  await takesAway("/collections/gone-soon", { "if-match": '"1"' });
  await gone("/collections/gone-soon");
  await settled(shop);
  const after = await snapshot(shop);
  assert.deepEqual([after.collections, after.members], [before.collections, before.members]);
  const traces = "SELECT (SELECT count(*) FROM listings WHERE collection_id NOT IN (SELECT id FROM collections UNION SELECT 0)) + (SELECT count(*) FROM listing_counts WHERE collection_id NOT IN (SELECT id FROM collections UNION SELECT 0)) + (SELECT count(*) FROM listing_facets WHERE collection_id NOT IN (SELECT id FROM collections UNION SELECT 0)) AS n";
  assert.equal(await shop.db.prepare(traces).first("n"), 0);
  await until(async () => !(await open(shop, "/collections")).includes("Gone soon"));
  assert.ok(!(await open(shop, "/products/jug")).includes("gone-soon"));
  await refuses(shop, () => shop.admin("DELETE", `${ADMIN}/collections/gone-soon`), { status: 404 });
});

test("pages and menus are listed, and a page can be taken away", async () => {
  await merchant.writes("about", { body: "Us" });
  await merchant.writes("terms");
  await merchant.offersMenu("main", [{ title: "About", url: "/pages/about" }]);
  const { pages } = await merchant.reads("/pages");
  assert.deepEqual(pages.map(({ handle, title, revision }) => [handle, title, revision]), [["about", "about", 1], ["terms", "terms", 1]]);
  const menu = { handle: "main", revision: 1, title: "main", items: [{ title: "About", url: "/pages/about" }] };
  assert.deepEqual(await merchant.reads("/menus"), { menus: [menu], next_cursor: null });
  assert.deepEqual(await merchant.reads("/menus/main"), menu);
  await refuses(shop, () => shop.admin("GET", `${ADMIN}/menus/none`), { status: 404 });
  await open(shop, "/pages/about");
  await takesAway("/pages/about");
  await gone("/pages/about");
});

test("an old address leads to the new one at once, whatever it looked like and in every market", async () => {
  await merchant.opens("de", { currency: "EUR", locale: "de-DE" });
  await settled(shop);
  for (const path of ["/old-shop/jug.html", "/blogs/über uns", "/products/former"].filter((path) => !path.includes(" "))) {
    assert.equal(await location(path), 404);
    const answer = await put(redirects(path), { target: "/products/jug" });
    assert.deepEqual([answer.status, await answer.json()], [201, { path, target: "/products/jug", revision: 1 }]);
    await until(async () => (await location(path)) === "/products/jug", { what: `the redirect from ${path}` });
  }
  await leads("/über-uns", "https://about.example/us?x=1");
  await until(async () => (await location("/%C3%BCber-uns")) === "https://about.example/us?x=1");
  assert.equal(await location("/old-shop/jug.html?utm=1"), "/products/jug?utm=1");
  await until(async () => (await location("/de/products/former")) === "/de/products/jug");
  await takesAway(redirects("/products/former"));
  await gone("/products/former");
});

test("redirects are listed by path, found by a part of it, and read alone", async () => {
  const { redirects: all } = await merchant.reads("/redirects");
  assert.deepEqual(all, [{ path: "/old-shop/jug.html", target: "/products/jug", revision: 1 }, { path: "/über-uns", target: "https://about.example/us?x=1", revision: 1 }]);
  assert.deepEqual((await merchant.reads("/redirects?q=about")).redirects, [all[1]]);
  const first = await merchant.reads("/redirects?limit=1");
  assert.deepEqual((await merchant.reads(`/redirects?limit=1&cursor=${encodeURIComponent(first.next_cursor)}`)).redirects, [all[1]]);
  assert.deepEqual(await merchant.reads(redirects("/old-shop/jug.html")), all[0]);
});

test("chains become one step in either order, and no way leads back", async () => {
  await leads("/b", "/c");
  assert.deepEqual(await leads("/a", "/b"), { path: "/a", target: "/c", revision: 1 });
  await leads("/c", "/d");
  for (const path of ["/a", "/b", "/c"]) assert.equal((await merchant.reads(redirects(path))).target, "/d", path);
  assert.equal((await put(redirects("/a"), { target: "/b" })).status, 200, "the same again is no other way");
  const refusal = { status: 422, name: "invalid", fields: ["target"] };
  await refuses(shop, () => put(redirects("/d"), { target: "/a" }), refusal);
  await refuses(shop, () => put(redirects("/d"), { target: "/d" }), refusal);
  await refuses(shop, () => put(redirects("/d"), { target: "/d?again=1" }), refusal);
  await leads("/e", "/f?x=1");
  await leads("/f", "/g#top");
  await refuses(shop, () => put(redirects("/g"), { target: "/e" }), refusal);
  await merchant.sells("cup", { variants: [variant("CUP")] });
  await leads("/cups", "/products/cup");
  await merchant.sells("cup", { handle: "mug", variants: [variant("CUP")] });
  assert.equal((await merchant.reads(redirects("/cups"))).target, "/products/mug", "a renamed product takes its redirects along");
});

test("an address of the shop's own leads nowhere else", async () => {
  for (const path of ["/cart", "/api/v1/x", "/admin", "/", "/a/", "/a?b", "/de/products/x"]) {
    await refuses(shop, () => put(redirects(path), { target: "/products/jug" }), { status: 422, fields: ["path"] });
  }
  await refuses(shop, () => put(redirects("/products/jug"), { target: "/" }), { status: 409, name: "address_in_use" });
  for (const target of ["//evil.example", "javascript:alert(1)", "", "/a b", "ftp://x"]) {
    await refuses(shop, () => put(redirects("/x"), { target }), { status: 422, fields: ["target"] });
  }
});

test("pictures are listed, the newest first", async () => {
  await merchant.uploads(fixture("blue-2400x1200.jpg"));
  await merchant.uploads(fixture("green-200x300.webp"));
  const { media, next_cursor: next } = await merchant.reads("/media?limit=2");
  assert.deepEqual(media.map((one) => [one.width, one.height, one.content_type, one.byte_length]), [
    [200, 300, "image/webp", fixture("green-200x300.webp").length],
    [2400, 1200, "image/jpeg", fixture("blue-2400x1200.jpg").length],
  ]);
  const rest = await merchant.reads(`/media?limit=2&cursor=${next}`);
  assert.deepEqual([rest.media.map((one) => one.width), rest.next_cursor], [[800], null]);
  assert.deepEqual(await merchant.reads(`/media/${media[1].hash}`), media[1]);
});

test("a size that the browser made is what visitors get, and the first one stays", async () => {
  const blue = (await merchant.reads("/media")).media.find((one) => one.width === 2400);
  const made = (width, height, colour = "#ff0000") => sharp({ create: { width, height, channels: 3, background: colour } }).webp().toBuffer();
  const send = (width, bytes, hash = blue.hash) => put(`/media/${hash}/renditions/${width}`, new Uint8Array(bytes));
  const red = await made(640, 320);
  const first = await send(640, red);
  assert.deepEqual([first.status, await first.json()], [201, { url: `/media/${blue.hash}/640.webp`, width: 640, height: 320 }]);
  const served = await shop.fetch(`/media/${blue.hash}/640.webp`);
  assert.deepEqual(Buffer.from(await served.arrayBuffer()), red);
  const again = await send(640, await made(640, 320, "#00ff00"));
  assert.equal(again.status, 200);
  assert.deepEqual(Buffer.from(await (await shop.r2.get(`renditions/${blue.hash}/640.webp`)).arrayBuffer()), red);

  const keys = async () => (await shop.r2.list()).objects.map((object) => object.key).sort();
  const before = await keys();
  await refuses(shop, async () => send(320, await made(321, 160)), { status: 422, fields: ["body"] });
  await refuses(shop, async () => send(320, await made(320, 170)), { status: 422, fields: ["body"] });
  await refuses(shop, () => send(320, fixture("red-800x600.png")), { status: 415 });
  await refuses(shop, () => send(320, new TextEncoder().encode("<svg/>")), { status: 415 });
  await refuses(shop, async () => send(321, await made(321, 161)), { status: 404 });
  await refuses(shop, async () => send(320, await made(320, 160), "0".repeat(64)), { status: 404 });
  const green = (await merchant.reads("/media")).media.find((one) => one.width === 200);
  await refuses(shop, async () => send(640, await made(200, 300), green.hash), { status: 422, fields: ["width"] });
  assert.deepEqual(await keys(), before);
  assert.equal((await send(320, await made(200, 300), green.hash)).status, 201, "a narrow picture has one size: its own");
});

test("a size that was kept after a failure has its note once, and one that visitors had made has none", async () => {
  const blue = (await merchant.reads("/media")).media.find((one) => one.width === 2400);
  const made = (width) => sharp({ create: { width, height: width / 2, channels: 3, background: "#0000ff" } }).webp().toBuffer();
  const send = async (width) => put(`/media/${blue.hash}/renditions/${width}`, new Uint8Array(await made(width)));
  const notes = (width = 960) => shop.db.prepare("SELECT count(*) AS n FROM audit_log WHERE kind = 'rendition' AND subject = ?1").bind(`${blue.hash}/${width}`).first("n");
  await setFault(shop, "r2_writes", "fails");
  const failed = await send(960).finally(() => setFault(shop, "r2_writes", "none"));
  assert.deepEqual([failed.status, await shop.r2.head(`renditions/${blue.hash}/960.webp`)], [503, null]);
  assert.deepEqual([(await send(960)).status, (await send(960)).status], [201, 200]);
  assert.equal(await notes(), 1);
  await shop.r2.delete(`renditions/${blue.hash}/960.webp`);
  assert.equal((await send(960)).status, 201);
  assert.equal(await notes(), 1, "the same again says nothing new");
  assert.equal((await shop.fetch(`/media/${blue.hash}/1280.webp`)).status, 200);
  await until(() => shop.r2.head(`renditions/${blue.hash}/1280.webp`), { what: "the size that a visitor asked for" });
  assert.deepEqual([(await send(1280)).status, await notes(1280)], [200, 0]);
});

test("a redirect has a revision, and who read another one changes nothing", async () => {
  const path = redirects("/revised");
  const match = (revision) => ({ "if-match": `"${revision}"` });
  const tagOf = (answer) => answer.headers.get("etag");
  await refuses(shop, () => shop.admin("PUT", `${ADMIN}${path}`, { target: "/collections" }, match(1)), { status: 412, name: "revision_mismatch" });
  const made = await shop.admin("PUT", `${ADMIN}${path}`, { target: "/collections" }, match(0));
  assert.deepEqual([made.status, tagOf(made), (await made.json()).revision], [201, '"1"', 1]);
  const changed = await shop.admin("PUT", `${ADMIN}${path}`, { target: "/collections?sort=title" }, match(1));
  assert.deepEqual([changed.status, tagOf(changed)], [200, '"2"']);
  const read = await shop.admin("GET", `${ADMIN}${path}`);
  assert.deepEqual([tagOf(read), await read.json()], ['"2"', { path: "/revised", target: "/collections?sort=title", revision: 2 }]);
  const same = await shop.admin("PUT", `${ADMIN}${path}`, { target: "/collections?sort=title" }, match(2));
  assert.deepEqual([same.status, tagOf(same)], [200, '"2"'], "what is just so is left alone");
  for (const send of [
    () => shop.admin("PUT", `${ADMIN}${path}`, { target: "/search" }, match(1)),
    () => shop.admin("PUT", `${ADMIN}${path}`, { target: "/search" }, match(0)),
    () => shop.admin("DELETE", `${ADMIN}${path}`, undefined, match(1)),
  ]) {
    const { current } = await refuses(shop, send, { status: 412, name: "revision_mismatch" });
    assert.deepEqual(current, { path: "/revised", target: "/collections?sort=title", revision: 2 });
  }
  const at = await Promise.all(["/a1", "/a2", "/a3", "/a4"].map((target) => shop.admin("PUT", `${ADMIN}${path}`, { target }, match(2))));
  assert.deepEqual(at.map(({ status }) => status).sort(), [200, 412, 412, 412]);
  await put(redirects("/leads-there"), { target: "/revised-end" });
  await put(redirects("/revised-end"), { target: "/collections" });
  assert.equal((await merchant.reads(redirects("/leads-there"))).revision, 2, "what is taken along is another one");
  assert.equal((await shop.admin("DELETE", `${ADMIN}${path}`, undefined, match(3))).status, 204);
});

test("the desk's form puts no redirect over one that is there unseen", async () => {
  const owner = await signsIn(shop);
  const page = await owner.opens("/admin/redirects");
  const fields = Object.fromEntries(formOf(page, "redirect"));
  const form = { ...fields, path: "/from-form", target: "/collections" };
  assert.equal((await owner.submits("/admin/redirects", form)).status, 303);
  const over = await owner.submits("/admin/redirects", { ...form, target: "/search" });
  const html = await over.text();
  assert.equal(over.status, 412);
  assert.ok(html.includes("/from-form leads to /collections by now"), html.slice(0, 300));
  assert.equal((await merchant.reads(redirects("/from-form"))).target, "/collections");
  const meant = Object.fromEntries(formOf(html, "redirect"));
  assert.deepEqual([meant.path, meant.target, meant._revision], ["/from-form", "/search", "1"]);
  assert.equal((await owner.submits("/admin/redirects", meant)).status, 303);
  assert.equal((await merchant.reads(redirects("/from-form"))).target, "/search");
  const gone = await owner.submits("/admin/redirects/deletion", { _path: "/from-form", _revision: "1" });
  assert.equal(gone.status, 412);
  assert.equal((await owner.submits("/admin/redirects/deletion", { _path: "/from-form", _revision: "2" })).status, 303);
});

test("an address that is pasted with its percent signs is the one that visitors come by", async () => {
  const owner = await signsIn(shop);
  const saved = await owner.submits("/admin/redirects", { _revision: "0", path: `${shop.url}/pages/caf%C3%A9`, target: "/collections" });
  assert.equal(saved.status, 303, await saved.text());
  const followed = await shop.fetch("/pages/caf%C3%A9");
  assert.deepEqual([followed.status, followed.headers.get("location")], [301, "/collections"]);
  const unread = () => put(redirects("/pages/th%C3%A9"), { target: "/collections" });
  await refuses(shop, unread, { status: 422, name: "invalid", fields: ["path"] });
});

test("a draft can be looked at as the shop would show it, by staff and nobody else", async () => {
  await merchant.sells("secret", { title: "Secret jug", status: "draft", options: [{ name: "Size" }], variants: [variant("S-1", { options: ["S"] }), variant("S-2", { options: ["L"], price: euro(7700) })] });
  await merchant.sets({ announcement: "Free delivery" });
  const owner = await signsIn(shop);
  const path = `${ADMIN}/products/secret/preview`;
  const answer = await owner.send(path);
  const html = await answer.text();
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(answer.headers.get("cache-control"), "private, no-store");
  assert.equal(answer.headers.get("x-robots-tag"), "noindex");
  assert.ok(html.includes("Secret jug") && html.includes("Preview of a draft"));
  assert.ok(html.includes('<button class="button is-off" type="submit" disabled>Add to cart</button>'));
  assert.ok((await owner.opens(`${path}?variant=S-2`)).includes("€77.00"));
  assert.equal((await shop.fetch("/products/secret")).status, 404);
  assert.equal((await shop.fetch(path)).status, 401);
  assert.ok((await owner.opens(`${ADMIN}/products/jug/preview`)).includes("visitors see this page"));
  await refuses(shop, () => shop.admin("GET", `${ADMIN}/products/none/preview`), { status: 404 });
  assert.ok(!(await open(shop, "/products/jug")).includes("Preview"));
});

test("who comes too late is shown what is there now, with its revision", async () => {
  await merchant.prices("partners", "EUR", [{ sku: "JUG", price: euro(1000) }]);
  await merchant.promotes("ten");
  const send = { products: product("jug"), collections: { title: "x", products: [] }, pages: { title: "x" }, menus: { title: "x", items: [] }, promotions: { title: "x" }, markets: {}, "price-lists": { title: "x", currency: "EUR", prices: [] } };
  for (const [kind, id] of [["products", "jug"], ["collections", "winter"], ["pages", "terms"], ["menus", "main"], ["promotions", "ten"], ["markets", "de"], ["price-lists", "partners"]]) {
    const path = `/${kind}/${id}`;
    const current = await merchant.reads(path);
    const { revision, handle: _, id: __, created_at: ___, updated_at: ____, ...body } = current;
    const late = () => put(path, kind in { promotions: 1, markets: 1 } ? body : send[kind], { "if-match": '"999"' });
    const problem = await refuses(shop, late, { status: 412, name: "revision_mismatch" });
    assert.deepEqual(problem.current, current, kind);
    assert.equal(problem.current.revision, revision);
  }
  const settings = await merchant.reads("/settings");
  const late = () => shop.admin("PATCH", `${ADMIN}/settings`, { name: "Late" }, { "if-match": '"999"' });
  assert.deepEqual((await refuses(shop, late, { status: 412 })).current, settings);
  const nothing = await refuses(shop, () => put("/pages/none", { title: "x" }, { "if-match": '"3"' }), { status: 412 });
  assert.equal(nothing.current, null, "it is gone");
});
