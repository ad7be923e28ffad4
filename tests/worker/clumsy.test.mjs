// What a clumsy or an ill-meaning merchant sends: refused by the name of the field, never taken and
// never an error of ours.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startShop } from "./harness.mjs";
import { euro, merchantOf, product, refuses, rules, settled, variant } from "./catalogue.mjs";

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
  await merchant.sells("calm");
  await merchant.collects("calm", { products: ["calm"] });
  await merchant.writes("calm", {});
  await merchant.offersMenu("main", []);
  await settled(shop);
});
after(() => shop.stop());

const put = (path, body) => () => shop.admin("PUT", `/api/admin/v1${path}`, body);
const patch = (body) => () => shop.admin("PATCH", "/api/admin/v1/settings", body);

test("the one character that no page can hold is refused wherever it stands", async () => {
  const nul = "a\u0000b";
  const cases = [
    [put("/products/calm", product("calm", { title: nul })), "title"],
    [put("/products/calm", product("calm", { tags: ["a", nul] })), "tags[1]"],
    [put("/products/calm", product("calm", { variants: [variant("CALM", { barcode: nul })] })), "variants[0].barcode"],
    [put("/collections/calm", { title: "Calm", rules: rules("all", ["tag", "equals", nul]) }), "rules.conditions[0].value"],
    [put("/pages/calm", { title: "Calm", body: nul }), "body"],
    [put("/menus/main", { items: [{ title: nul, url: "/" }] }), "items[0].title"],
    [patch({ name: "\u0000" }), "name"],
  ];
  for (const [send, field] of cases) await refuses(shop, send, { status: 422, name: "invalid", fields: [field] });
  await merchant.sells("calm", { title: String.raw`a\u0000b` });
  assert.equal((await merchant.reads("/products/calm")).title, String.raw`a\u0000b`, "its name is a text like any other");
});

test("rules compare prices in the shop's currency only", async () => {
  const dollars = { amount_minor: 5000, currency: "USD" };
  const body = { title: "Calm", rules: rules("all", ["tag", "equals", "a"], ["price", "less_than", dollars]) };
  await refuses(shop, put("/collections/calm", body), { status: 422, fields: ["rules.conditions[1].value.currency"] });
  for (const value of [1.5, null, true, ["a"], { amount_minor: 1.5, currency: "EUR" }]) {
    const problem = await refuses(shop, put("/collections/calm", { title: "Calm", rules: rules("all", ["price", "equals", value]) }), {
      status: 422, fields: ["rules.conditions[0].value"],
    });
    assert.doesNotMatch(problem.detail, /variant|enum|untagged/, "in words for people");
  }
});

test("no text is too long to be refused by name", async () => {
  const long = "x".repeat(1_900_000);
  const seo = (name) => ({ seo: { [name]: long } });
  const cases = [
    ...["title", "description"].flatMap((name) => [
      [put("/products/calm", product("calm", seo(name))), `seo.${name}`],
      [put("/collections/calm", { title: "Calm", products: [], ...seo(name) }), `seo.${name}`],
      [put("/pages/calm", { title: "Calm", ...seo(name) }), `seo.${name}`],
    ]),
    ...["manufacturer", "responsible_person", "warnings"].map((name) => [put("/products/calm", product("calm", { safety: { [name]: long } })), `safety.${name}`]),
    [put("/products/calm", product("calm", { description: long })), "description"],
    [put("/menus/main", { items: [{ title: "More", url: "/", items: Array.from({ length: 20_000 }, () => ({ title: "x", url: "/" })) }] }), "items[0].items"],
    [patch({ home: { hero: { title: long, text: "", link_title: "", link_url: "/" } } }), "home"],
    [patch({ tagline: long }), "description"],
  ];
  for (const [send, field] of cases) await refuses(shop, send, { status: 422, fields: [field] });
});

test("numbers that are none, and fields that come twice, are refused", async () => {
  const bodyOf = (amount, more = "") => `{"title":"Calm","variants":[{"sku":"CALM","price":{"amount_minor":${amount},"currency":"EUR"}${more}}]}`;
  const cases = { "1e400": 400, NaN: 400, "-0": 422, "1e2": 422, "100.0": 422, 9223372036854775807: 422, 9223372036854775808: 422, 9007199254740993: 422, "-1": 422, '"1"': 422, true: 422, null: 422 };
  for (const [amount, status] of Object.entries(cases)) await refuses(shop, put("/products/calm", bodyOf(amount)), { status });
  await refuses(shop, put("/products/calm", bodyOf('1,"amount_minor":2')), { status: 422, fields: ["variants[0].price"] });
  await refuses(shop, put("/products/calm", bodyOf(1, ',"sku":"OTHER"')), { status: 422, fields: ["variants[0]"] });
  await refuses(shop, put("/products/calm", bodyOf(1).replace("{", '{"title":"Twice",')), { status: 400 });
  for (const deep of ["[".repeat(200_000), '{"title":'.repeat(100_000), `{"title":${"[".repeat(100_000)}`]) {
    const answer = await put("/products/calm", deep)();
    assert.ok([400, 422].includes(answer.status), `${answer.status}`);
  }
  const sale = (starts_at, ends_at) => product("calm", { variants: [variant("CALM", { sale: { price: euro(1), starts_at, ends_at } })] });
  await refuses(shop, put("/products/calm", sale("2027-01-02T00:00:00Z", "2027-01-01T00:00:00Z")), { status: 422, fields: ["variants[0].sale.ends_at"] });
  for (const never of ["-262143-01-01T00:00:00Z", "2027-02-30T00:00:00Z", "2027-01-01", "1e9", ""]) {
    await refuses(shop, put("/products/calm", sale(never, "2027-03-01T00:00:00Z")), { status: 422, fields: ["variants[0].sale.starts_at"] });
  }
});

test("a hundred changes of one product at once are each taken or refused in words", async () => {
  const titles = Array.from({ length: 100 }, (_, number) => `Version ${number}`);
  const answers = await Promise.all(titles.map((title) => put("/products/rush", product("rush", { title }))()));
  const taken = [];
  for (const [index, answer] of answers.entries()) {
    const body = await answer.json();
    if (answer.ok) taken.push({ revision: body.revision, title: titles[index] });
    else assert.deepEqual([answer.status, body.type], [409, "/problems/conflict"], body.detail);
  }
  taken.sort((one, other) => one.revision - other.revision);
  assert.deepEqual(taken.map(({ revision }) => revision), taken.map((_, index) => index + 1), "one after the other");
  await settled(shop, "product:rush");
  const last = taken.at(-1).title;
  assert.equal((await merchant.reads("/products/rush")).title, last);
  assert.equal((await shop.kv.get("product:rush", "json")).title, last, "the shop shows the last one");
});

test("SKUs that several products want at once have one owner, and handles that change places no loop", async () => {
  const want = (handle) => ({ title: handle, status: "active", options: [{ name: "Kind" }], variants: ["A", "B", `OWN-${handle}`].map((sku) => variant(sku, { options: [sku] })) });
  for (let round = 0; round < 4; round += 1) {
    const answers = await Promise.all(["one", "two", "three", "four"].map((handle) => put(`/products/${handle}`, want(handle))()));
    for (const answer of answers) assert.ok([200, 201, 409].includes(answer.status), `${answer.status}: ${await answer.text()}`);
    const owner = answers.findIndex((answer) => answer.ok);
    if (owner >= 0) await merchant.archives(["one", "two", "three", "four"][owner]);
  }
  await merchant.sells("left", { variants: [variant("LEFT")] });
  await merchant.sells("right", { variants: [variant("RIGHT")] });
  const rename = (from, to, sku) => put(`/products/${from}`, product(from, { handle: to, variants: [variant(sku)] }))();
  for (let round = 0; round < 4; round += 1) {
    const answers = await Promise.all([rename("left", "right", "LEFT"), rename("right", "left", "RIGHT"), rename("left", "middle", "LEFT"), rename("middle", "left", "LEFT")]);
    for (const answer of answers) assert.ok([200, 404, 409].includes(answer.status), `${answer.status}: ${await answer.text()}`);
  }
  for (const handle of ["left", "right", "middle"]) {
    let path = `/products/${handle}`;
    let steps = 0;
    for (; steps < 5; steps += 1) {
      const answer = await shop.fetch(`${path}?${steps}${handle}`);
      if (answer.status !== 301) break;
      path = answer.headers.get("location").split("?")[0];
    }
    assert.ok(steps < 3, `${handle} is found in ${steps} steps`);
  }
});
