// The audit log of catalogue, content and settings: one row for each change, none for anything else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop } from "./harness.mjs";
import { euro, fixture, merchantOf, product, promotion, rules, shippingZone, taxZone, variant } from "./catalogue.mjs";
import { signsIn } from "./desk_visitor.mjs";

const ADMIN = "/api/admin/v1";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
after(() => shop.stop());

const log = async () => (await shop.db.prepare("SELECT * FROM audit_log ORDER BY id").all()).results;

/** The rows that `act` leaves, read. */
async function rowsOf(act) {
  const before = (await log()).length;
  await act();
  return (await log()).slice(before).map(({ actor, kind, subject, before: left, after: right }) => [actor, kind, subject, JSON.parse(left), JSON.parse(right)]);
}

const send = async (method, path, body, expected, headers) => {
  const answer = await shop.admin(method, `${ADMIN}${path}`, body, headers);
  assert.equal(answer.status, expected, await answer.clone().text());
};
const redirect = (path) => `/redirects/${encodeURIComponent(path)}`;

/** What is sent under an address, first and then; `gone` where it can be taken away; `seen` reads of a body what the log says. */
const RESOURCES = [
  { kind: "product", path: "/products/jug", subject: "jug", bodies: [product("jug"), product("jug", { title: "Jug", tags: ["a"] })] },
  { kind: "collection", path: "/collections/blue", subject: "blue", bodies: [{ title: "Blue", products: ["jug"] }, { title: "Blue", rules: rules("all", ["tag", "equals", "blue"]) }], gone: true },
  { kind: "page", path: "/pages/about", subject: "about", bodies: [{ title: "About" }, { title: "About", body: "\"Ünïcode\"\n\t✓" }], gone: true },
  { kind: "menu", path: "/menus/main", subject: "main", bodies: [{ title: "Main", items: [] }, { title: "Main", items: [{ title: "All", url: "/collections" }] }] },
  { kind: "redirect", path: redirect("/old"), subject: "/old", bodies: [{ target: "/products/jug" }, { target: "/collections" }], gone: true },
  { kind: "promotion", path: "/promotions/ten", subject: "ten", bodies: [promotion(), promotion({ title: "Ten" })], gone: true },
  { kind: "shipping-zone", path: "/shipping-zones/ie", subject: "ie", bodies: [shippingZone(), shippingZone({ title: "Éire" })], gone: true },
  { kind: "tax-zone", path: "/tax-zones/ie", subject: "ie", bodies: [taxZone(), taxZone({ title: "Éire" })], gone: true },
  { kind: "price-list", path: "/price-lists/partners", subject: "partners", bodies: [{ title: "Partners", currency: "EUR", prices: [{ sku: "JUG", price: euro(900) }] }, { title: "Partners", currency: "EUR", prices: [{ sku: "JUG", price: euro(800) }] }] },
  { kind: "market", path: "/markets/de", subject: "de", bodies: [{ title: "Germany", countries: ["DE"], currency: "EUR", locale: "de-DE", price_list: "partners" }, { title: "Deutschland", countries: ["DE"], currency: "EUR", locale: "de-DE", price_list: "partners" }], gone: true },
];

/** Every field that was sent is in the log as it was sent. */
function says(logged, sent, what) {
  assert.ok(logged, what);
  for (const [name, value] of Object.entries(sent)) {
    if (["variants", "prices", "methods", "rates", "target", "calculator", "places"].includes(name)) continue;
    assert.deepEqual(logged[name], value, `${what}: ${name}`);
  }
}

for (const { kind, path, subject, bodies, gone } of RESOURCES) {
  test(`each change of a ${kind} leaves one row, and what changes nothing none`, async () => {
    const [first, second] = bodies;
    const made = await rowsOf(() => send("PUT", path, first, kind === "page" || kind === "menu" ? 200 : 201));
    assert.deepEqual(made.map(([actor, ...rest]) => [actor, rest[0], rest[1], rest[2]]), [["admin-token", kind, subject, null]]);
    says(made[0][4], first, "what is there now");
    assert.deepEqual(await rowsOf(() => send("PUT", path, first, 200)), [], "the same again");
    const changed = await rowsOf(() => send("PUT", path, second, 200));
    assert.equal(changed.length, 1);
    assert.deepEqual(changed[0][3], made[0][4], "before is what was after");
    says(changed[0][4], second, "what it was changed to");
    const refused = kind === "redirect" ? () => send("PUT", path, { target: "" }, 422) : () => send("PUT", path, first, 412, { "if-match": '"99"' });
    assert.deepEqual(await rowsOf(refused), [], "a refusal");
    if (!gone) return;
    const taken = await rowsOf(() => send("DELETE", path, undefined, 204));
    assert.deepEqual(taken, [["admin-token", kind, subject, changed[0][4], null]]);
    assert.deepEqual(await rowsOf(() => send("DELETE", path, undefined, 404)), []);
    await send("PUT", path, first, kind === "page" || kind === "menu" ? 200 : 201);
  });
}

test("settings leave a row with everything before and after", async () => {
  await rowsOf(() => send("PATCH", "/settings", { name: "Awning" }, 200));
  const [row, ...others] = await rowsOf(() => send("PATCH", "/settings", { tagline: "Under it" }, 200));
  assert.deepEqual(others, []);
  assert.deepEqual([row[0], row[1], row[2]], ["admin-token", "settings", "shop"]);
  assert.deepEqual({ ...row[3], tagline: "Under it" }, row[4]);
  assert.equal(row[4].name, "Awning");
  assert.deepEqual(await rowsOf(() => send("PATCH", "/settings", { tagline: "Under it" }, 200)), []);
  assert.deepEqual(await rowsOf(() => send("PATCH", "/settings", { email: 7 }, 422)), []);
});

test("an archived and a renamed product, and each product of a batch, leave their rows", async () => {
  const [archived] = await rowsOf(() => send("DELETE", "/products/jug", undefined, 200));
  assert.deepEqual([archived[1], archived[3].status, archived[4].status], ["product", "active", "archived"]);
  await merchant.sells("cup", { variants: [variant("CUP")] });
  const [renamed] = await rowsOf(() => send("PUT", "/products/cup", product("cup", { handle: "mug", variants: [variant("CUP")] }), 200));
  assert.deepEqual([renamed[2], renamed[3].handle, renamed[4].handle], ["mug", "cup", "mug"]);
  const items = [{ handle: "mug", add_tags: ["a"] }, { handle: "none", add_tags: ["a"] }, { handle: "jug", status: "active" }];
  const rows = await rowsOf(() => send("POST", "/products/batch", { items }, 200));
  assert.deepEqual(rows.map(([, kind, subject]) => [kind, subject]).sort(), [["product", "jug"], ["product", "mug"]]);
  assert.deepEqual(await rowsOf(() => send("POST", "/products/batch", { items }, 200)), [], "the same again");
});

test("uploads and publications leave a row, by whoever did it", async () => {
  const owner = await signsIn(shop, { id: "ada" });
  const upload = () => owner.send(`${ADMIN}/media`, { method: "POST", body: fixture("red-800x600.png") });
  const rows = await rowsOf(async () => {
    const { hash } = await (await upload()).json();
    assert.equal(hash.length, 64);
  });
  assert.deepEqual(rows.map(([actor, kind, , left, right]) => [actor, kind, left, right]), [["staff:ada", "media", null, { content_type: "image/png", width: 800, height: 600 }]]);
  assert.deepEqual(await rowsOf(upload), [], "the same picture again");
  const published = await rowsOf(() => owner.asks("POST", "/publications"));
  assert.deepEqual(published.map(([actor, kind]) => [actor, kind]), [["staff:ada", "publication"]]);
});

test("of changes at the same time each that held has its row, and each row follows the one before", async () => {
  const start = (await log()).length;
  const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => shop.admin("PUT", `${ADMIN}/pages/busy`, { title: `Busy ${index}` })));
  const held = answers.filter((answer) => answer.ok).length;
  assert.ok(held >= 1);
  for (const answer of answers) assert.ok([200, 409].includes(answer.status), String(answer.status));
  const rows = (await log()).slice(start).filter((row) => row.subject === "busy");
  assert.equal(rows.length, held);
  rows.forEach((row, index) => assert.equal(row.before, index ? rows[index - 1].after : null));
});
