// Carts in the storefront API: what is in them, what they cost, and repeating a request.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { cartsOf, key, visitorOf } from "./cart_visitor.mjs";
import { euro, merchantOf, settled, variant } from "./catalogue.mjs";
import { startShop } from "./harness.mjs";

let shop;
let merchant;
let carts;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  carts = cartsOf(shop);
  await merchant.sells("mug", { title: "Harbour mug", variants: [variant("MUG", { price: euro(1800), weight_grams: 350 })] });
  await merchant.sells("print", {
    title: "Headland",
    options: [{ name: "Size" }],
    variants: [
      variant("PRINT-A4", { options: ["A4"], price: euro(2500) }),
      variant("PRINT-A3", { options: ["A3"], price: euro(3900), availability: "sold_out" }),
    ],
  });
  await merchant.sells("download", { variants: [variant("FILE", { price: euro(900), requires_shipping: false })] });
  await settled(shop);
});
after(() => shop.stop());

/** Asserts the refusal and that the cart is as it was. */
async function refusesAndKeeps(cart, method, path, body, status, name, field, headers) {
  const before = await carts.reads(cart.id);
  const answer = await carts.call(method, path, body, headers);
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.type, `/problems/${name}`);
  if (field) assert.equal(answer.body.errors?.[0]?.field, field, answer.text);
  assert.match(answer.headers.get("content-type"), /^application\/problem\+json/);
  assert.deepEqual(await carts.reads(cart.id), before, "a refusal changed the cart");
}

test("a cart is made empty, and its id is the only way to it", async () => {
  const cart = await carts.creates();
  assert.match(cart.id, /^[0-9a-f]{32}$/);
  assert.deepEqual(cart.lines, []);
  assert.deepEqual(cart.problems.map((problem) => problem.code), ["empty"]);
  assert.deepEqual(cart.quote.total, euro(0));
  for (const id of ["0".repeat(32), "nonsense", cart.id.toUpperCase().replace(/[^A-F]/g, "A").padEnd(32, "A")]) {
    assert.equal((await carts.call("GET", `/${id}`)).status, 404, id);
  }
  const other = await carts.creates();
  assert.notEqual(other.id, cart.id);
});

test("lines are added, summed, changed and removed, and every answer is the whole cart", async () => {
  const cart = await carts.creates({ lines: [{ sku: "MUG", quantity: 2 }] });
  assert.equal(cart.lines.length, 1);
  assert.deepEqual([cart.lines[0].sku, cart.lines[0].quantity, cart.lines[0].title], ["MUG", 2, "Harbour mug"]);
  const more = await carts.changes("POST", `/${cart.id}/lines`, { sku: "MUG", quantity: 3 });
  assert.deepEqual(more.lines.map((line) => line.quantity), [5]);
  assert.deepEqual(more.quote.subtotal, euro(9000));
  const two = await carts.changes("POST", `/${cart.id}/lines`, { sku: "PRINT-A4" });
  assert.deepEqual(two.lines.map((line) => line.sku), ["MUG", "PRINT-A4"]);
  const [mug, print] = two.lines;
  const fewer = await carts.changes("PATCH", `/${cart.id}/lines/${mug.id}`, { quantity: 1 });
  assert.deepEqual(fewer.quote.subtotal, euro(4300));
  const one = await carts.changes("DELETE", `/${cart.id}/lines/${mug.id}`);
  assert.deepEqual(one.lines.map((line) => line.id), [print.id]);
  assert.ok(one.revision > cart.revision);
  const back = await carts.changes("POST", `/${cart.id}/lines`, { sku: "MUG" });
  assert.notEqual(back.lines.at(-1).id, mug.id, "a line's id is never used twice");
});

test("each bad request is refused by its field and changes nothing", async () => {
  const cart = await carts.creates({ lines: [{ sku: "MUG", quantity: 2 }] });
  const lines = `/${cart.id}/lines`;
  const rows = [
    ["POST", lines, { sku: "NOTHING" }, 422, "invalid", "sku"],
    ["POST", lines, { sku: "a:b" }, 422, "invalid", "sku"],
    ["POST", lines, { sku: "PRINT-A3" }, 409, "sold_out"],
    ["POST", lines, { sku: "MUG", quantity: 0 }, 422, "invalid", "quantity"],
    ["POST", lines, { sku: "MUG", quantity: -1 }, 422, "invalid", "quantity"],
    ["POST", lines, { sku: "MUG", quantity: 1.5 }, 422, "invalid", "quantity"],
    ["POST", lines, { sku: "MUG", quantity: 998 }, 422, "quantity_too_large", "quantity"],
    ["POST", lines, { sku: "MUG", quantity: 4294967295 }, 422, "invalid", "quantity"],
    ["POST", lines, { sku: "MUG", price: 1 }, 422, "invalid", "price"],
    ["PATCH", `${lines}/${cart.lines[0].id}`, { quantity: 1000 }, 422, "quantity_too_large", "quantity"],
    ["PATCH", `${lines}/77`, { quantity: 1 }, 404, "not_found"],
    ["DELETE", `${lines}/77`, undefined, 404, "not_found"],
    ["POST", `/${cart.id}/discounts`, { code: "a" }, 422, "invalid", "code"],
    ["DELETE", `/${cart.id}/discounts/NEVER`, undefined, 404, "not_found"],
    ["PUT", `/${cart.id}/destination`, { country: "Germany" }, 422, "invalid", "country"],
    ["PUT", `/${cart.id}/shipping`, { rate: "" }, 422, "invalid", "rate"],
    ["PUT", `/${cart.id}/shipping`, { rate: "no.such" }, 422, "invalid", "rate"],
    ["PUT", `/${cart.id}/destination`, { country: "DE", postal_code: "1234567890123" }, 422, "invalid", "postal_code"],
    ["POST", `${lines}?market=de`, { sku: "MUG" }, 400, "invalid", "market"],
    ["PUT", `/${cart.id}/note`, { note: "x" }, 412, "revision_mismatch", undefined, { "if-match": "\"77\"" }],
    ["PUT", `/${cart.id}/note`, { note: "n".repeat(1001) }, 422, "note_too_long", "note"],
  ];
  for (const row of rows) await refusesAndKeeps(cart, ...row);
});

test("a cart holds a hundred different things and no more", async () => {
  const variants = Array.from({ length: 100 }, (_, index) => variant(`MANY-${index}`, { options: [`${index}`], price: euro(100 + index) }));
  await merchant.sells("many", { options: [{ name: "Number" }], variants });
  const cart = await carts.creates({ lines: variants.map(({ sku }) => ({ sku })) });
  assert.equal(cart.lines.length, 100);
  assert.deepEqual(cart.quote.subtotal, euro(100 * 100 + 4950));
  await refusesAndKeeps(cart, "POST", `/${cart.id}/lines`, { sku: "MUG" }, 422, "too_many_lines", "sku");
  await carts.changes("POST", `/${cart.id}/lines`, { sku: "MANY-0" });
});

test("a cart takes five codes and says of each why it does not apply", async () => {
  const cart = await carts.creates({ lines: [{ sku: "MUG" }] });
  for (const code of ["one", "two", "three", "four", "five"]) await carts.changes("POST", `/${cart.id}/discounts`, { code });
  const full = await carts.changes("POST", `/${cart.id}/discounts`, { code: "ONE" });
  assert.deepEqual(full.discounts.map(({ code, applies, refusal }) => [code, applies, refusal.reason]), [
    ["ONE", false, "unknown"], ["TWO", false, "unknown"], ["THREE", false, "unknown"], ["FOUR", false, "unknown"], ["FIVE", false, "unknown"],
  ]);
  assert.ok(full.discounts.every(({ detail }) => /\w+/.test(detail)));
  await refusesAndKeeps(cart, "POST", `/${cart.id}/discounts`, { code: "six" }, 422, "too_many_codes", "code");
  const fewer = await carts.changes("DELETE", `/${cart.id}/discounts/two`);
  assert.deepEqual(fewer.discounts.map(({ code }) => code), ["ONE", "THREE", "FOUR", "FIVE"]);
});

test("a quote says which running promotions are not applied and why", async () => {
  const fewer = [{ kind: "minimum_quantity", quantity: 3 }];
  await merchant.promotes("many-mugs", { title: "Three mugs", conditions: fewer });
  await merchant.promotes("spend", { title: "Spend more", priority: 2, conditions: [{ kind: "minimum_subtotal", amounts: [euro(2000)] }] });
  await merchant.promotes("nothing", { title: "Nothing", calculator: { kind: "percentage", rate_ppm: 0 }, priority: 1 });
  await merchant.promotes("later", { starts_at: "2999-01-01T00:00:00Z" });
  await merchant.promotes("secret", { code: "SECRET", conditions: fewer });
  await settled(shop);
  const cart = await carts.creates({ lines: [{ sku: "MUG" }] });
  assert.deepEqual(cart.quote.not_applied, [
    { promotion: "spend", title: "Spend more", refusal: { reason: "minimum_subtotal", missing_minor: 200 }, detail: "€2.00 more for “Spend more”" },
    { promotion: "nothing", title: "Nothing", refusal: { reason: "nothing_left" }, detail: "“Nothing” has nothing left to reduce" },
    { promotion: "many-mugs", title: "Three mugs", refusal: { reason: "minimum_quantity", missing: 2 }, detail: "2 more items for “Three mugs”" },
  ]);
  assert.deepEqual([cart.can_be_bought, cart.problems.some(({ blocking }) => blocking)], [false, true], "nobody delivers yet");
  const file = await carts.creates({ lines: [{ sku: "FILE" }] });
  assert.deepEqual([file.can_be_bought, file.problems], [true, []]);
  for (const id of ["many-mugs", "spend", "nothing", "later", "secret"]) await shop.admin("DELETE", `/api/admin/v1/promotions/${id}`);
});

test("the same key and body replay the first answer, whatever happened since", async () => {
  const cart = await carts.creates();
  const again = key();
  const first = await carts.call("POST", `/${cart.id}/lines`, { sku: "MUG", quantity: 2 }, again);
  await carts.changes("POST", `/${cart.id}/lines`, { sku: "PRINT-A4" });
  const second = await carts.call("POST", `/${cart.id}/lines`, { sku: "MUG", quantity: 2 }, again);
  assert.equal(second.text, first.text);
  assert.equal(second.status, first.status);
  assert.equal(second.headers.get("idempotency-replayed"), "true");
  const now = await carts.reads(cart.id);
  assert.deepEqual(now.lines.map((line) => line.quantity), [2, 1], "the second request added nothing");
  await refusesAndKeeps(cart, "POST", `/${cart.id}/lines`, { sku: "MUG", quantity: 3 }, 409, "idempotency_key_reused", undefined, again);
  // The same key for another route is another key.
  await carts.changes("POST", `/${cart.id}/discounts`, { code: "SPRING" }, again);
});

test("a refusal is replayed as well", async () => {
  const cart = await carts.creates({ lines: [{ sku: "MUG", quantity: 998 }] });
  const again = key();
  const first = await carts.call("POST", `/${cart.id}/lines`, { sku: "MUG", quantity: 5 }, again);
  assert.equal(first.status, 422);
  await carts.changes("PATCH", `/${cart.id}/lines/${cart.lines[0].id}`, { quantity: 1 });
  const second = await carts.call("POST", `/${cart.id}/lines`, { sku: "MUG", quantity: 5 }, again);
  assert.deepEqual([second.status, second.text], [first.status, first.text]);
  assert.deepEqual((await carts.reads(cart.id)).lines.map((line) => line.quantity), [1]);
});

/** The answers to so many requests at once with one key: one is made, the others wait for it or repeat it. */
async function atOnce(count, path, body, again, status) {
  const answers = await Promise.all(Array.from({ length: count }, () => carts.call("POST", path, body, again)));
  const made = answers.filter((answer) => answer.status === status);
  const waiting = answers.filter((answer) => answer.status === 409);
  assert.ok(made.length >= 1 && made.length + waiting.length === count, JSON.stringify(answers.map((answer) => answer.status)));
  assert.equal(new Set(made.map((answer) => answer.text)).size, 1);
  for (const { body: problem, headers } of waiting) assert.deepEqual([problem.type, headers.get("retry-after")], ["/problems/in_progress", "1"]);
  const later = await carts.call("POST", path, body, again);
  assert.deepEqual([later.status, later.text], [status, made[0].text]);
  return made[0].body;
}

test("a replay is the first answer whatever became of the catalogue", async () => {
  await merchant.sells("bowl", { variants: [variant("BOWL", { price: euro(2000) })] });
  const cart = await carts.creates();
  const [added, refused] = [key(), key()];
  const first = await carts.call("POST", `/${cart.id}/lines`, { sku: "BOWL" }, added);
  await merchant.sells("bowl", { variants: [variant("BOWL", { price: euro(2000), availability: "sold_out" })] });
  const replay = await carts.call("POST", `/${cart.id}/lines`, { sku: "BOWL" }, added);
  assert.deepEqual([replay.status, replay.text, replay.headers.get("etag")], [200, first.text, first.headers.get("etag")]);
  const soldOut = await carts.call("POST", `/${cart.id}/lines`, { sku: "BOWL" }, refused);
  await merchant.sells("bowl", { variants: [variant("BOWL", { price: euro(2000) })] });
  const again = await carts.call("POST", `/${cart.id}/lines`, { sku: "BOWL" }, refused);
  assert.deepEqual([again.status, again.text], [409, soldOut.text]);
  assert.deepEqual((await carts.reads(cart.id)).lines.map((line) => line.quantity), [1]);
});

test("a list of lines that no cart could hold is refused before it is looked at", async () => {
  const lines = Array.from({ length: 2_000 }, (_, index) => ({ sku: `S${index}` }));
  const started = performance.now();
  const { status, body } = await carts.call("POST", "", { lines });
  assert.deepEqual([status, body.type], [422, "/problems/too_many_lines"]);
  assert.ok(performance.now() - started < 10_000);
  const wrong = await carts.call("POST", "", { lines: [{ sku: "MUG" }, { sku: "MUG" }, { sku: "GONE" }, { sku: "PRINT-A4", quantity: 1000 }] });
  assert.deepEqual(wrong.body.errors.map(({ field }) => field), ["lines[3].quantity"]);
  const gone = await carts.call("POST", "", { lines: [{ sku: "MUG" }, { sku: "MUG" }, { sku: "GONE" }] });
  assert.deepEqual(gone.body.errors.map(({ field }) => field), ["lines[2].sku"]);
});

test("a body that no cart needs is refused unread, and a refusal repeats little of what was sent", async () => {
  const cart = await carts.creates({ lines: [{ sku: "MUG" }] });
  for (const [method, path] of [["POST", ""], ["POST", `/${cart.id}/lines`], ["PUT", `/${cart.id}/note`], ["PATCH", `/${cart.id}/lines/1`]]) {
    const { status, body } = await carts.call(method, path, { note: "n".repeat(70_000) });
    assert.deepEqual([status, body.type], [413, "/problems/too_large"], path);
  }
  const named = await carts.call("POST", `/${cart.id}/lines`, { [`x${"y".repeat(40_000)}`]: 1 }, key());
  assert.equal(named.status, 422);
  assert.ok(named.text.length < 3000, `${named.text.length} bytes`);
  const deep = await carts.call("PUT", `/${cart.id}/note`, { ["z".repeat(30_000)]: Array(10_000).fill(1) });
  assert.equal(deep.status, 422);
  assert.deepEqual(await carts.reads(cart.id), cart);
});

test("a key keeps a hundred answers for a cart, the newest ones", async () => {
  const cart = await carts.creates();
  const keys = Array.from({ length: 105 }, key);
  for (const [index, one] of keys.entries()) await carts.call("POST", `/${cart.id}/discounts`, { code: `CODE-${index % 5}` }, one);
  const last = await carts.call("POST", `/${cart.id}/discounts`, { code: "CODE-4" }, keys[104]);
  assert.equal(last.headers.get("idempotency-replayed"), "true");
  const first = await carts.call("POST", `/${cart.id}/discounts`, { code: "CODE-0" }, keys[0]);
  assert.equal(first.headers.get("idempotency-replayed"), null);
});

test("twenty requests with one key take effect once", async () => {
  const cart = await carts.creates();
  await atOnce(20, `/${cart.id}/lines`, { sku: "MUG", quantity: 1 }, key(), 200);
  assert.deepEqual((await carts.reads(cart.id)).lines.map((line) => line.quantity), [1]);
});

test("a key makes one cart, and another body with it is refused", async () => {
  const again = key();
  const cart = await atOnce(10, "", { lines: [{ sku: "MUG" }] }, again, 201);
  assert.deepEqual((await carts.reads(cart.id)).lines.map((line) => line.quantity), [1]);
  await refusesAndKeeps(cart, "POST", "", { lines: [] }, 409, "idempotency_key_reused", undefined, again);
  const weak = await carts.call("POST", "", {}, { "idempotency-key": "short" });
  assert.equal(weak.status, 400);
});

test("a hundred simultaneous adds to one cart give exactly the sum", async () => {
  const cart = await carts.creates();
  const adds = Array.from({ length: 100 }, (_, index) => carts.call("POST", `/${cart.id}/lines`, { sku: index % 2 ? "MUG" : "PRINT-A4", quantity: 1 + (index % 3) }));
  const statuses = (await Promise.all(adds)).map((answer) => answer.status);
  assert.deepEqual(new Set(statuses), new Set([200]));
  const sums = { "PRINT-A4": 0, MUG: 0 };
  for (let index = 0; index < 100; index += 1) sums[index % 2 ? "MUG" : "PRINT-A4"] += 1 + (index % 3);
  const found = Object.fromEntries((await carts.reads(cart.id)).lines.map((line) => [line.sku, line.quantity]));
  assert.deepEqual(found, sums);
});

test("an evicted object and a killed process lose nothing", async () => {
  const cart = await carts.creates({ lines: [{ sku: "MUG", quantity: 4 }] });
  const full = await carts.changes("PUT", `/${cart.id}/note`, { note: "Leave it with the neighbour." });
  await shop.evict("Cart", cart.id);
  assert.deepEqual(await carts.reads(cart.id), full);
  await shop.kill();
  await shop.restart();
  assert.deepEqual(await carts.reads(cart.id), full);
});

test("a new cart sets the alarm that deletes it, and what does not exist has none", async () => {
  const alarmOf = async (id) => {
    const planned = await (await shop.fetch(`/__dev/carts/${id}/alarm`)).json();
    return planned && (Date.parse(planned) - Date.now()) / 86_400_000;
  };
  const cart = await carts.creates({ lines: [{ sku: "MUG" }] });
  const visitor = visitorOf(shop);
  await visitor.posts("/cart/lines", { sku: "MUG", quantity: 1 });
  for (const id of [cart.id, visitor.cart]) {
    const days = await alarmOf(id);
    assert.ok(days > 29.9 && days < 30.1, `${days} days`);
  }
  const nobody = "0".repeat(32);
  await carts.call("GET", `/${nobody}`);
  assert.equal(await alarmOf(nobody), null);
});

test("a cart that nobody used for thirty days deletes itself, and one that was used does not", async () => {
  const cart = await carts.creates({ lines: [{ sku: "MUG" }] });
  const alarmIn = (days) =>
    shop.fetch(`/__dev/carts/${cart.id}/alarm`, { method: "POST", body: JSON.stringify(new Date(Date.now() + days * 86_400_000).toISOString()) });
  assert.equal((await alarmIn(29)).status, 204);
  assert.equal((await carts.reads(cart.id)).id, cart.id);
  assert.equal((await alarmIn(30.1)).status, 204);
  assert.equal((await carts.call("GET", `/${cart.id}`)).status, 404);
  assert.equal((await carts.call("POST", `/${cart.id}/lines`, { sku: "MUG" })).status, 404, "a deleted cart is not made anew by adding to it");
});

test("a changed price is shown as changed until the shopper changes the line", async () => {
  await merchant.sells("vase", { title: "Vase", variants: [variant("VASE", { price: euro(5000) })] });
  const cart = await carts.creates({ lines: [{ sku: "VASE" }] });
  assert.deepEqual(cart.problems, cart.problems.filter((problem) => problem.code !== "price_changed"));
  await merchant.sells("vase", { title: "Vase", variants: [variant("VASE", { price: euro(5500) })] });
  const dearer = await carts.reads(cart.id);
  const change = dearer.problems.find((problem) => problem.code === "price_changed");
  assert.ok(change && !change.blocking, JSON.stringify(dearer.problems));
  assert.match(change.detail, /€50\.00.*€55\.00/);
  assert.deepEqual(dearer.quote.subtotal, euro(5500), "what counts is the price of today");
  const agreed = await carts.changes("PATCH", `/${cart.id}/lines/${cart.lines[0].id}`, { quantity: 2 });
  assert.equal(agreed.problems.find((problem) => problem.code === "price_changed"), undefined);
});

test("what is no longer sold stays in the cart as a problem and costs nothing", async () => {
  await merchant.sells("lamp", { title: "Lamp", variants: [variant("LAMP", { price: euro(7000) })] });
  const cart = await carts.creates({ lines: [{ sku: "LAMP" }, { sku: "MUG" }] });
  await merchant.archives("lamp");
  const after = await carts.reads(cart.id);
  const problem = after.problems.find(({ code }) => code === "archived");
  assert.deepEqual([problem?.line_id, problem?.blocking], [cart.lines[0].id, true]);
  assert.deepEqual(after.quote.subtotal, euro(1800));
  await merchant.sells("lamp", { title: "Lamp", variants: [variant("LAMP", { price: euro(7000), availability: "sold_out" })] });
  const soldOut = await carts.reads(cart.id);
  assert.ok(soldOut.problems.some(({ code, line_id, blocking }) => code === "sold_out" && line_id === cart.lines[0].id && blocking));
});

test("answers about carts are nobody else's to keep", async () => {
  const cart = await carts.creates();
  for (const [method, path, body] of [["GET", `/${cart.id}`], ["GET", `/${cart.id}/quote`], ["POST", "", {}], ["GET", "/nothing"]]) {
    const { headers } = await carts.call(method, path, body);
    assert.equal(headers.get("cache-control"), "private, no-store", path);
    assert.equal(headers.get("set-cookie"), null, "the API speaks of ids, not of cookies");
  }
});
