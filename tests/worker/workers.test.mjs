// The five Workers of a deployment: what each answers, and that one goes on without the others.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { cartsOf, visitorOf } from "./cart_visitor.mjs";
import { euro, merchantOf, open, product, settled, setFault, variant } from "./catalogue.mjs";
import { readDefinition } from "./definition.mjs";
import { signsIn } from "./desk_visitor.mjs";
import { ADMIN_TOKEN, startShop, until } from "./harness.mjs";

/** A Worker that fails whatever it is asked, with the objects of the one in whose place it stands. */
const broken = (...classes) => `
  import { DurableObject } from "cloudflare:workers";
  ${classes.map((name) => `export class ${name} extends DurableObject { fetch() { throw new Error("down"); } }`).join("\n")}
  export default { fetch() { throw new Error("down"); } };`;

const mug = (title) => ({ title, variants: [variant("MUG", { price: euro(1800) })] });

let shop;
let merchant;
before(async () => {
  shop = await startShop();
  merchant = merchantOf(shop);
});
beforeEach(async () => {
  await merchant.sells("mug", mug("Harbour mug"));
  await settled(shop);
});
after(() => shop.stop());

test("the Workers agree about everything they share and name only what is there", async () => {
  const { workers } = await readDefinition();
  const shared = ({ options }) => {
    const { WORKER: _, ...vars } = options.bindings;
    return { date: options.compatibilityDate, flags: options.compatibilityFlags, vars };
  };
  const named = new Map();
  const classesOf = ({ options }) => [...Object.values(options.durableObjects), ...options.additionalUnboundDurableObjects].filter(({ scriptName }) => !scriptName);
  for (const worker of workers) {
    const { options, role } = worker;
    assert.equal(options.bindings.WORKER, role);
    assert.deepEqual(shared(worker), shared(workers[0]), role);
    for (const kind of ["d1Databases", "kvNamespaces", "r2Buckets", "queueProducers"]) {
      for (const [binding, resource] of Object.entries(options[kind] ?? {})) {
        assert.deepEqual(named.get(binding) ?? resource, resource, `${binding} of ${role}`);
        named.set(binding, resource);
      }
    }
    for (const { className, scriptName = options.name } of Object.values(options.durableObjects)) {
      const owner = workers.find((other) => other.options.name === scriptName);
      assert.ok(classesOf(owner).some((own) => own.className === className), `${className} of ${scriptName}, bound by ${role}`);
    }
    for (const { name } of Object.values(options.serviceBindings)) assert.ok(workers.some((other) => other.options.name === name), `${name}, bound by ${role}`);
  }
});

test("a Worker answers only what is its own, also to who reaches it without the shop", async () => {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const statusOf = async (role, path) => (await shop.ask(role, path, { headers })).status;
  assert.equal(await statusOf("desk", "/api/admin/v1/settings"), 200);
  for (const path of ["/", "/products/mug", "/cart", "/api/v1/products", "/hooks/any", "/internal/purges"]) assert.equal(await statusOf("desk", path), 404, `the desk, ${path}`);
  for (const path of ["/", "/products/mug", "/cart", "/api/v1/products", "/api/admin/v1/settings", "/internal/purges"]) assert.equal(await statusOf("orders", path), 404, `orders, ${path}`);
  assert.equal(await statusOf("admin", "/admin/sign-in"), 200);
  for (const path of ["/", "/products/mug", "/cart", "/api/v1/products", "/api/admin/v1/settings", "/internal/purges", "/api/admin/v1/imports"]) assert.equal(await statusOf("admin", path), 404, `the pages, ${path}`);
  assert.equal(await statusOf("imports", "/api/admin/v1/imports"), 200);
  for (const path of ["/", "/products/mug", "/cart", "/admin/imports", "/api/admin/v1/settings", "/internal/purges"]) assert.equal(await statusOf("imports", path), 404, `imports, ${path}`);
  assert.equal(await statusOf("desk", "/api/admin/v1/imports"), 404);
});

test("what is for another Worker passes the shop with its body, its answer and nothing added", async () => {
  const path = "/api/admin/v1/products/mug";
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "accept-encoding": "identity" };
  const [through, direct] = [await shop.fetch(path, { headers }), await shop.ask("desk", path, { headers })];
  // The second one is one more that is counted.
  const kept = (answer) => [...answer.headers].filter(([name]) => !["ratelimit", "connection", "keep-alive", "date", "server-timing", "transfer-encoding", "content-length"].includes(name));
  assert.deepEqual(kept(through), kept(direct));
  assert.equal(await through.text(), await direct.text());
  const head = await shop.fetch(path, { method: "HEAD", headers });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
  const { requests } = await (await shop.fetch("/__dev/requests/desk")).json();
  assert.deepEqual([requests[0].method, requests[0].address], ["HEAD", path]);
  assert.ok(requests[0].calls.some((call) => call.kind === "d1"), "the desk did the work");
});

test("a change that the desk publishes is seen at once by the shop that remembered the page", async () => {
  assert.match(await open(shop, "/products/mug"), /Harbour mug/);
  await merchant.sells("mug", mug("Island mug"));
  assert.match(await open(shop, "/products/mug"), /Island mug/);
  assert.equal((await shop.admin("PATCH", "/api/admin/v1/settings", { name: "Elsewhere" })).status, 200);
  assert.match(await open(shop, "/products/mug"), /<title>[^<]*Elsewhere/);
});

test("a fault on purpose reaches every Worker", async () => {
  await setFault(shop, "d1", "fails");
  assert.equal((await shop.admin("GET", "/api/admin/v1/settings")).status, 503);
  await setFault(shop, "d1", "none");
  assert.equal((await shop.admin("GET", "/api/admin/v1/settings")).status, 200);
});

test("without the desk the shop sells on, and the merchant reads that it will pass", async () => {
  await shop.restart({ replaced: { desk: broken("Publisher") } });
  assert.match(await open(shop, "/products/mug"), /Harbour mug/);
  const visitor = visitorOf(shop);
  await visitor.posts("/cart/lines", { sku: "MUG", quantity: 2 });
  assert.match(await visitor.looks(), /€36\.00/);
  const refused = await shop.admin("PUT", "/api/admin/v1/products/mug", product("mug", { title: "Never" }));
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("content-type"), "application/problem+json");
  assert.equal(await shop.db.prepare("SELECT title FROM products WHERE handle = 'mug'").first("title"), "Harbour mug");
  await shop.restart({ replaced: {} });
  await until(async () => (await shop.admin("GET", "/api/admin/v1/settings")).status === 200, { what: "the desk" });
});

test("without the pages' Worker the merchant's programs work on, and without the desk the pages say that it will pass", async () => {
  const visitor = await signsIn(shop);
  await shop.restart({ replaced: { admin: broken() } });
  assert.equal((await visitor.send("/admin")).status, 503);
  assert.equal((await visitor.asks("GET", "/settings")).status, 200);
  await merchant.sells("mug", mug("Island mug"));
  await shop.restart({ replaced: { desk: broken("Publisher") } });
  for (const path of ["/admin/staff", "/admin"]) {
    const answer = await visitor.send(path);
    assert.equal(answer.status, 503, path);
    assert.match(await answer.text(), /Try again in half a minute/);
  }
  await shop.restart({ replaced: {} });
  await until(async () => (await shop.admin("GET", "/api/admin/v1/settings")).status === 200, { what: "the desk" });
});

test("without the imports' Worker only imports have to wait", async () => {
  const visitor = await signsIn(shop);
  await shop.restart({ replaced: { imports: broken() } });
  assert.equal((await visitor.send("/admin/imports")).status, 503);
  assert.equal((await shop.admin("GET", "/api/admin/v1/imports")).status, 503);
  assert.equal((await visitor.send("/admin/products")).status, 200);
  await merchant.sells("mug", mug("Island mug"));
  assert.match(await open(shop, "/products/mug"), /Island mug/);
  await shop.restart({ replaced: {} });
  assert.equal((await visitor.send("/admin/imports")).status, 200);
});

test("without the carts' Worker every page is served and the merchant works on", async () => {
  const cart = await cartsOf(shop).creates();
  await shop.restart({ replaced: { orders: broken("Cart", "Promotion") } });
  assert.match(await open(shop, "/products/mug"), /Harbour mug/);
  assert.equal((await cartsOf(shop).call("GET", `/${cart.id}`)).status, 503);
  await merchant.sells("mug", mug("Island mug"));
  assert.match(await open(shop, "/products/mug"), /Island mug/);
  await shop.restart({ replaced: {} });
  assert.equal((await cartsOf(shop).call("GET", `/${cart.id}`)).status, 200, "the cart is still there");
});
