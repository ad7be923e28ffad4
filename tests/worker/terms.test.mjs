// Promotions, shipping zones and tax zones: written by the merchant, published as one document.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";
import { cartsOf, key } from "./cart_visitor.mjs";
import { countCalls, euro, merchantOf, promotion, refuses, setFault, settled, shippingZone, taxZone } from "./catalogue.mjs";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
after(() => shop.stop());

const admin = (method, path, body, headers) => shop.admin(method, `/api/admin/v1${path}`, body, headers);
const terms = () => shop.kv.get("terms", "json");
const idsOf = (list) => list.map((one) => one.id);

const KINDS = [
  ["promotions", promotion, { title: "Eleven off" }],
  ["shipping-zones", shippingZone, { title: "The island" }],
  ["tax-zones", taxZone, { title: "The island" }],
];

test("each kind is created, read, replaced and removed, and is in KV at once", async () => {
  for (const [kind, body, change] of KINDS) {
    const path = `/${kind}/first-one`;
    const key = kind.replace("-", "_");
    const published = async () => (await terms())[key].filter((one) => one.id === "first-one");
    assert.equal((await admin("GET", path)).status, 404, kind);
    const created = await admin("PUT", path, body());
    assert.deepEqual([created.status, created.headers.get("etag")], [201, '"1"'], kind);
    const resource = await created.json();
    assert.deepEqual([resource.id, resource.revision, resource.title], ["first-one", 1, body().title]);
    assert.deepEqual(await (await admin("GET", path)).json(), resource);
    const { revision: _, ...document } = resource;
    assert.deepEqual(await published(), [document]);

    const again = await admin("PUT", path, body());
    assert.deepEqual([again.status, again.headers.get("etag")], [200, '"1"'], "what is just so already is left alone");
    const replaced = await admin("PUT", path, body(change), { "if-match": '"1"' });
    assert.deepEqual([replaced.status, replaced.headers.get("etag")], [200, '"2"']);
    assert.equal((await published())[0].title, change.title);

    const gone = await admin("DELETE", path, undefined, { "if-match": '"2"' });
    assert.deepEqual([gone.status, await gone.text()], [204, ""]);
    assert.deepEqual(await published(), []);
    assert.equal((await admin("DELETE", path)).status, 404);
    assert.equal((await admin("GET", path)).status, 404);
  }
});

test("a list has everything in the order of its ids, part by part", async () => {
  for (const [kind, body] of KINDS) {
    for (const id of ["c", "a", "b"]) await admin("PUT", `/${kind}/${id}`, body());
    const key = kind.replace("-", "_");
    const first = await (await admin("GET", `/${kind}?limit=2`)).json();
    assert.deepEqual(idsOf(first[key]), ["a", "b"]);
    assert.equal(first[key][0].revision, 1);
    const rest = await (await admin("GET", `/${kind}?limit=2&cursor=${first.next_cursor}`)).json();
    assert.deepEqual([idsOf(rest[key]), rest.next_cursor], [["c"], null]);
    await refuses(shop, () => admin("GET", `/${kind}?colour=red`), { status: 400, fields: ["colour"] });
    await refuses(shop, () => admin("GET", `/${kind}?limit=0`), { status: 400, fields: ["limit"] });
    for (const id of ["a", "b", "c"]) await admin("DELETE", `/${kind}/${id}`);
  }
});

test("what is wrong is refused by its name and changes nothing", async () => {
  for (const [kind, body] of KINDS) {
    await admin("PUT", `/${kind}/kept`, body());
    const put = (fields, headers) => () => admin("PUT", `/${kind}/kept`, body(fields), headers);
    await refuses(shop, put({ title: "" }), { status: 422, name: "invalid", fields: ["title"] });
    await refuses(shop, put({ colour: 1 }), { status: 422, fields: ["colour"] });
    await refuses(shop, put({ title: "Late" }, { "if-match": '"7"' }), { status: 412, name: "revision_mismatch" });
    await refuses(shop, put({}, { "if-match": '"7"' }), { status: 412, name: "revision_mismatch" });
    await refuses(shop, put({}, { "if-match": "seven" }), { status: 400, name: "malformed" });
    await refuses(shop, () => admin("DELETE", `/${kind}/kept`, undefined, { "if-match": '"7"' }), { status: 412 });
    await refuses(shop, () => admin("PUT", `/${kind}/new`, body(), { "if-match": '"1"' }), { status: 412 });
    await refuses(shop, () => admin("PUT", `/${kind}/Not%20One`, body()), { status: 422, fields: ["id"] });
    await refuses(shop, () => admin("PUT", `/${kind}/kept`, "[]"), { status: 400, name: "malformed" });
    for (const method of ["GET", "PUT", "DELETE"]) {
      await refuses(shop, () => shop.fetch(`/api/admin/v1/${kind}/kept`, { method }), { status: 401 });
    }
    await refuses(shop, () => shop.fetch(`/api/admin/v1/${kind}`), { status: 401 });
    await admin("DELETE", `/${kind}/kept`);
  }
});

test("a fault deep inside is named by its path", async () => {
  const tiers = (...list) => ({ calculator: { kind: "tiered", tiers: list } });
  const method = (fields) => ({ methods: [{ ...shippingZone().methods[0], ...fields }] });
  const cases = [
    ["promotions", promotion(tiers({ from_quantity: 2, rate_ppm: 1 }, { from_quantity: 1, rate_ppm: 2 })), "calculator.tiers[1].from_quantity"],
    ["promotions", promotion(tiers({ from_quantity: 2, rate_ppm: 1 }, { from_quantity: 3, rate_ppm: 1_000_001 })), "calculator.tiers[1].rate_ppm"],
    ["promotions", promotion(tiers({ from_quantity: 2, rate: 1 })), "calculator.tiers[0].rate"],
    ["promotions", promotion({ target: { kind: "order", of: {} } }), "target.of"],
    ["promotions", promotion(tiers({ from_quantity: 2, amounts: [euro(-1)] })), "calculator.tiers[0].amounts[0].amount_minor"],
    ["promotions", promotion({ calculator: { kind: "buy_get", buy_quantity: 2, get_quantity: 1, rate_ppm: 1 } }), "calculator.kind"],
    ["shipping-zones", shippingZone(method({ days_min: 9 })), "methods[0].days_min"],
    ["shipping-zones", shippingZone(method({ rate: { by: "weight", bands: [{ up_to_grams: -1, prices: [euro(1)] }] } })), "methods[0].rate.bands[0].up_to_grams"],
    ["shipping-zones", shippingZone(method({ rate: { by: "weight", bands: [] } })), "methods[0].rate.bands"],
    ["tax-zones", taxZone({ rates: [{ tax_class: "", title: "x", rate_ppm: 1 }] }), "rates[0].tax_class"],
    ["tax-zones", taxZone({ places: [{ country: "Ireland" }] }), "places[0].country"],
  ];
  for (const [kind, body, field] of cases) {
    await refuses(shop, () => admin("PUT", `/${kind}/deep`, body), { status: 422, name: "invalid", fields: [field] });
  }
  const skus = Array.from({ length: 200 }, (_, index) => String(index).padStart(64, "S"));
  const heavy = promotion({ conditions: Array.from({ length: 5 }, () => ({ kind: "minimum_quantity", quantity: 1, of: { skus } })) });
  await refuses(shop, () => admin("PUT", "/promotions/heavy", heavy), { status: 413, name: "too_large" });
});

test("of many who want one code at the same time exactly one gets it", async () => {
  const puts = Array.from({ length: 10 }, (_, index) => admin("PUT", `/promotions/rival-${index}`, promotion({ code: index % 2 ? "summer" : "SUMMER" })));
  const answers = await Promise.all(puts);
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, ...Array(9).fill(409)]);
  const winner = answers.findIndex((answer) => answer.status === 201);
  assert.equal((await answers[winner].json()).code, "SUMMER");
  await refuses(shop, () => admin("PUT", "/promotions/late", promotion({ code: "Summer" })), { status: 409, name: "code_taken" });
  const own = await admin("PUT", `/promotions/rival-${winner}`, promotion({ code: "SUMMER", priority: 3 }));
  assert.equal(own.status, 200, "a promotion keeps its own code");
  await merchant.promotes(`rival-${winner}`, { code: "AUTUMN" });
  await merchant.promotes("heir", { code: "SUMMER" });
  await merchant.promotes("plain-a");
  await merchant.promotes("plain-b");
});

test("the document has what holds now or later, not what is over or switched off without a code", async () => {
  const now = Date.now();
  const instant = (seconds) => new Date(now + seconds * 1000).toISOString();
  await merchant.promotes("over", { ends_at: instant(-1) });
  await merchant.promotes("off", { enabled: false });
  await merchant.promotes("later", { starts_at: instant(3600), ends_at: instant(7200) });
  await merchant.promotes("ending", { ends_at: instant(3) });
  await merchant.promotes("running", { starts_at: instant(-3600) });
  const known = new Set(["over", "off", "later", "ending", "running"]);
  const published = async () => idsOf((await terms()).promotions).filter((id) => known.has(id));
  assert.deepEqual(await published(), ["ending", "later", "running"]);
  await until(async () => (await published()).length === 2, { timeoutMs: 20_000, what: "the end of a promotion" });
  assert.deepEqual(await published(), ["later", "running"]);
  const { due_at_ms } = await shop.db.prepare("SELECT due_at_ms FROM publications WHERE key = 'terms'").first();
  assert.equal(due_at_ms, now + 7200_000, "it is published again when the next one ends");
});

test("a code that ended or was switched off says so to a shopper for ninety days", async () => {
  const days = (count) => new Date(Date.now() + count * 86_400_000).toISOString();
  const conditions = [{ kind: "minimum_quantity", quantity: 5 }];
  await merchant.promotes("ended", { code: "ENDED", ends_at: days(-89), conditions, usage_limit: 1 });
  await merchant.promotes("long-ago", { code: "LONG-AGO", ends_at: days(-91) });
  await merchant.promotes("stopped", { code: "STOPPED", enabled: false, conditions });
  await merchant.promotes("stopped-long-ago", { code: "STOPPED-LONG-AGO", enabled: false, ends_at: days(-91) });
  await merchant.promotes("nameless", { enabled: false });
  const known = (await terms()).promotions.filter((one) => ["ENDED", "STOPPED"].includes(one.code));
  assert.deepEqual(known.map((one) => [one.id, one.title, one.conditions]), [["ended", "Ten off", undefined], ["stopped", "Ten off", undefined]], "their rules are left out");
  assert.ok((await terms()).promotions.every((one) => !["long-ago", "stopped-long-ago", "nameless"].includes(one.id)));

  await merchant.sells("gift");
  await settled(shop);
  const carts = cartsOf(shop);
  const { id } = await carts.creates({ lines: [{ sku: "GIFT", quantity: 1 }] }, key());
  for (const code of ["ended", "stopped", "long-ago"]) await carts.changes("POST", `/${id}/discounts`, { code }, key());
  const said = (await carts.reads(id)).discounts.map((one) => [one.code, one.promotion, one.refusal.reason, one.detail]);
  assert.deepEqual(said, [
    ["ENDED", "ended", "ended", "This code is no longer valid."],
    ["STOPPED", "stopped", "not_started", "This code is not active at the moment."],
    ["LONG-AGO", null, "unknown", "We do not know this code."],
  ]);
  for (const id of ["ended", "long-ago", "stopped", "stopped-long-ago", "nameless"]) await admin("DELETE", `/promotions/${id}`);
});

test("a stored promotion that cannot be read takes no cart with it", async () => {
  await merchant.promotes("sound", { code: "SOUND" });
  await shop.db.prepare("INSERT INTO promotions (id, revision, document) VALUES ('torn', 1, ?1)").bind(JSON.stringify({ title: "Torn", enabled: true })).run();
  await merchant.promotes("sounder", { code: "SOUNDER" });
  assert.ok((await terms()).promotions.some((one) => one.id === "torn"));
  const read = (await seen()).promotions.map((one) => one.id);
  assert.deepEqual([read.includes("sound"), read.includes("sounder"), read.includes("torn")], [true, true, false]);
  await shop.db.prepare("DELETE FROM promotions WHERE id = 'torn'").run();
  await merchant.promotes("sound", { code: "SOUND", title: "Sound" });
});

test("at most two hundred promotions are enabled, and fifty zones of a kind exist, however many come at once", async () => {
  const counted = async (sql) => (await shop.db.prepare(`SELECT count(*) AS n FROM ${sql}`).first()).n;
  const enabled = await counted("promotions WHERE enabled = 1");
  const filler = JSON.stringify({ ...promotion(), enabled: true });
  await shop.db
    .prepare("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2) INSERT INTO promotions (id, revision, document) SELECT 'filler-' || i, 1, ?1 FROM n")
    .bind(filler, 198 - enabled)
    .run();
  const puts = Array.from({ length: 6 }, (_, index) => admin("PUT", `/promotions/extra-${index}`, promotion()));
  const answers = await Promise.all(puts);
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 201, 409, 409, 409, 409]);
  assert.equal(await counted("promotions WHERE enabled = 1"), 200);
  await refuses(shop, () => admin("PUT", "/promotions/one-more", promotion()), { status: 409, name: "too_many" });
  await merchant.promotes("one-more", { enabled: false });
  await refuses(shop, () => admin("PUT", "/promotions/one-more", promotion()), { status: 409, name: "too_many" });
  await merchant.promotes("filler-1", { title: "Still there" });
  assert.equal(await counted("allotments"), 0);
  for (const [kind, body] of KINDS.slice(1)) {
    for (let index = 0; index < 50; index += 1) assert.equal((await admin("PUT", `/${kind}/z${index}`, body())).status, 201);
    await refuses(shop, () => admin("PUT", `/${kind}/z50`, body()), { status: 409, name: "too_many" });
  }
  await shop.db.prepare("DELETE FROM promotions WHERE id LIKE 'filler-%'").run();
});

test("at most twenty enabled promotions of a target are the only one of their class, however many come at once", async () => {
  const put = (id, fields) => admin("PUT", `/promotions/${id}`, promotion({ combination: "one_of_class", ...fields }));
  const statuses = async (calls) => (await Promise.all(calls)).map((answer) => answer.status).sort();
  const ids = Array.from({ length: 19 }, (_, index) => `only-${index}`);
  for (const id of ids) assert.equal((await put(id)).status, 201);
  assert.deepEqual(await statuses([put("only-a"), put("only-b"), put("only-c")]), [201, 409, 409]);
  await refuses(shop, () => put("only-d"), { status: 409, name: "too_many" });
  assert.match((await (await put("only-d")).json()).detail, /20 of each target that are `one_of_class`/);
  assert.equal((await put("only-0", { title: "Still there" })).status, 200);
  for (const fields of [{ target: { kind: "products" } }, { enabled: false }, { combination: "exclusive" }]) {
    assert.equal((await put("only-e", fields)).status, 201, JSON.stringify(fields));
    await admin("DELETE", "/promotions/only-e");
  }
  await shop.db.prepare("DELETE FROM promotions WHERE id LIKE 'only-%'").run();
  await merchant.publishesEverything();
});

test("a change of the terms leaves every page where it is", async () => {
  await merchant.sells("net");
  await settled(shop);
  await (await shop.fetch("/products/net")).arrayBuffer();
  await merchant.promotes("spring");
  assert.deepEqual(await countCalls(shop, "/products/net"), { kv: 0, d1: 0, r2: 0, object: 0, images: 0 }, "the page is still in memory");
});

const seen = async () => {
  const answer = await shop.fetch("/__dev/terms");
  assert.equal(answer.status, 200);
  return answer.json();
};

test("a cart sees a change at once, and then reads the terms from memory and from KV", async () => {
  await merchant.promotes("fresh", { title: "Old title" });
  assert.equal((await seen()).promotions.find((one) => one.id === "fresh").title, "Old title");
  await merchant.promotes("fresh", { title: "New title" });
  assert.equal((await seen()).promotions.find((one) => one.id === "fresh").title, "New title");
  const asked = async () => (await shop.fetch("/__dev/terms")).headers.get("server-timing") ?? "";
  assert.equal(await asked(), "", "memory answers");
  await shop.kill();
  await shop.restart();
  assert.match(await asked(), /^kv;[^,]*desc="1"$/, "one operation of KV answers");
});

test("where KV has nothing, another version's words or no answer, the terms come from D1", async () => {
  await merchant.promotes("steady");
  for (const lose of [() => shop.kv.delete("terms"), () => shop.kv.put("terms", '{"format":0}'), () => shop.kv.put("terms", "{")]) {
    await lose();
    await shop.kill();
    await shop.restart();
    assert.ok((await seen()).promotions.some((one) => one.id === "steady"));
    await until(async () => (await shop.kv.get("terms", "text"))?.includes("steady"), { what: "the document in KV" });
  }
  await shop.kill();
  await shop.restart();
  await setFault(shop, "kv", "fails");
  assert.ok((await seen()).promotions.some((one) => one.id === "steady"));
  await setFault(shop, "kv", "none");
});

test("publishing everything publishes the terms as well", async () => {
  await shop.kv.delete("terms");
  await merchant.publishesEverything();
  await settled(shop);
  assert.ok((await terms()).promotions.length > 0);
});

test("the merchant sees how often a promotion was used", async () => {
  await merchant.promotes("limited", { code: "FIRST5", usage_limit: 5, usage_limit_per_customer: 1 });
  assert.deepEqual(await merchant.reads("/promotions/limited/uses"), { total: 0 });
  const object = shop.env.PROMOTION.get(shop.env.PROMOTION.idFromName("limited"));
  const claim = { order: "A", customer: "ada", limits: { total: 5 }, lease_seconds: 60 };
  assert.equal(await (await object.fetch("https://object/claims", { method: "POST", body: JSON.stringify(claim) })).json(), "claimed");
  assert.deepEqual(await merchant.reads("/promotions/limited/uses"), { total: 1 });
  await refuses(shop, () => admin("GET", "/promotions/none/uses"), { status: 404 });
  await refuses(shop, () => shop.fetch("/api/admin/v1/promotions/limited/uses"), { status: 401 });
});
