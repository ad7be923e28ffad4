// Every page of the desk: on a phone and a desktop, light and dark, and without scripts. Which pages there are
// the table of routes says, and which kinds of resources the table of kinds.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { enter, judge, memberOf } from "../desk.mjs";
import { furnish } from "../furnishing.mjs";
import { check } from "../html_checker.mjs";
import { DESKTOP, PHONE, shop } from "../open_shop.mjs";
import { visit } from "../watched_page.mjs";

const source = (path) => readFileSync(new URL(`../../../src/${path}`, import.meta.url), "utf8");

/** Rows that are read, like `admin/orders/{id}/ship`; the API has pages of its own. */
const ROWS = [...source("desk_page_routes.rs").matchAll(/Get \[([^\]]*)\] =>/g)]
  .map(([, path]) => path.split(",").map((part) => part.trim()).map((part) => (part.startsWith('"') ? part.slice(1, -1) : `{${part}}`)).join("/"))
  .filter((row) => row.startsWith("admin"));

const KINDS = [...source("admin/resources/kinds.rs").matchAll(/ Resource \{\n(.*?)\.\.USUAL/gs)].map(([, kind]) => ({
  folder: /folder: "([^"]+)"/.exec(kind)[1],
  list: /list: "([^"]+)"/.exec(kind)?.[1],
  name: /name: "([^"]+)"/.exec(kind)?.[1] ?? "id",
  isSingle: kind.includes("is_single: true"),
}));
const MANY = KINDS.filter(({ isSingle }) => !isSingle);

let here;
/** Once the shop is open, whichever test comes first. */
async function moveIn() {
  if (here) return;
  const made = await furnish(shop);
  const first = async ({ folder, list, name }) => {
    const answer = await (await shop.admin("GET", `/api/admin/v1/${folder}?limit=1`)).json();
    return [folder, answer[list][0][name]];
  };
  here = { ...made, names: Object.fromEntries(await Promise.all(MANY.map(first))) };
}

/** Where each row is looked at. */
const ADDRESSES = {
  "admin/sign-in": () => ["/admin/sign-in"],
  "admin/sign-in/{secret}": () => [here.link],
  admin: () => ["/admin"],
  "admin/products": () => ["/admin/products", "/admin/products?q=zzqq", "/admin/products?vendor=Merrow+Lane+Press&sort=title"],
  "admin/products/new": () => ["/admin/products/new"],
  "admin/products/{handle}": () => [`/admin/products/${here.product}`],
  "admin/account": () => ["/admin/account"],
  "admin/staff": () => ["/admin/staff"],
  "admin/staff/new": () => ["/admin/staff/new"],
  "admin/staff/{id}": () => [`/admin/staff/${here.staff}`],
  "admin/tokens": () => ["/admin/tokens"],
  "admin/tokens/new": () => ["/admin/tokens/new"],
  "admin/audit": () => ["/admin/audit"],
  "admin/orders": () => ["/admin/orders", "/admin/orders?tab=disputed", "/admin/orders?payment_status=paid&from=2020-01-01&market=default"],
  "admin/orders/{id}": () => [`/admin/orders/${here.number}`, `/admin/orders/${here.sent}`],
  "admin/orders/{id}/ship": () => [`/admin/orders/${here.number}/ship`],
  "admin/orders/{id}/refund": () => [`/admin/orders/${here.number}/refund`],
  "admin/orders/{id}/cancel": () => [`/admin/orders/${here.number}/cancel`],
  "admin/health": () => ["/admin/health"],
  "admin/stock": () => ["/admin/stock", "/admin/stock?filter=not_tracked"],
  "admin/stock-counts": () => ["/admin/stock-counts"],
  "admin/stock/{sku}": () => [`/admin/stock/${here.sku}`],
  "admin/imports": () => ["/admin/imports"],
  "admin/imports/{id}": () => [`/admin/imports/${here.importId}`],
  "admin/redirects": () => ["/admin/redirects"],
  "admin/media": () => ["/admin/media"],
  "admin/new/{folder}": () => MANY.map(({ folder }) => `/admin/new/${folder}`),
  "admin/{folder}": () => KINDS.map(({ folder }) => `/admin/${folder}`),
  "admin/{folder}/{name}": () => MANY.map(({ folder }) => `/admin/${folder}/${here.names[folder]}`),
};

test("every page of the desk is looked at here", () => {
  assert.deepEqual(ROWS.filter((row) => !ADDRESSES[row]), [], "rows without an address");
  assert.deepEqual(Object.keys(ADDRESSES).filter((row) => !ROWS.includes(row)), [], "addresses without a row");
  assert.ok(KINDS.length >= 9, KINDS.map(({ folder }) => folder).join());
});

const AT_ONCE = 3;
const VISITORS = [
  { name: "on a phone", viewport: PHONE, javascript: true },
  { name: "on a desktop in the dark", viewport: DESKTOP, javascript: true, colours: "dark" },
  { name: "on a phone without scripts", viewport: PHONE, javascript: false },
];

/** What is wrong with a page, in words; nothing where it is sound. */
async function look(page, visitor, path) {
  try {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200);
    const headings = page.locator("h1");
    assert.equal(await headings.count(), 1, "there is one main heading");
    assert.ok((await headings.innerText()).trim().length > 1, "the heading says something");
    await judge(page, visitor, path);
    return [];
  } catch (error) {
    return [`${path}: ${error.message}`];
  }
}

for (const visitor of VISITORS) {
  test(`every page of the desk is sound ${visitor.name}`, { timeout: 180_000 }, async () => {
    await moveIn();
    const { "admin/sign-in": outside, "admin/sign-in/{secret}": link, ...inside } = ADDRESSES;
    const faults = [];
    await visit(visitor, async (page) => {
      for (const path of [...outside(), ...link()]) faults.push(...(await look(page, visitor, path)));
    });
    const paths = Object.values(inside).flatMap((addresses) => addresses());
    const walk = (at) => visit(visitor, async (page) => {
      await enter(page);
      for (const path of paths.filter((_, place) => place % AT_ONCE === at)) faults.push(...(await look(page, visitor, path)));
    });
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => walk(at)));
    assert.deepEqual(faults, []);
  });
}

test("a form that is refused is sound, and so is one with everything unfolded", async () => {
  await moveIn();
  const [visitor] = VISITORS;
  await visit(visitor, async (page, watched) => {
    await enter(page);
    for (const { folder } of MANY) {
      await page.goto(`/admin/new/${folder}`);
      watched.expected = { url: page.url() };
      await page.getByRole("button", { name: "Save", exact: true }).last().click();
      await page.getByRole("alert").waitFor();
      assert.ok((await page.locator("[aria-invalid=true]").count()) > 0, folder);
      await judge(page, visitor, `a refused form of ${folder}`);
    }
    for (const path of [`/admin/collections/${here.names.collections}`, "/admin/settings", `/admin/products/${here.product}`, "/admin/orders"]) {
      await page.goto(path);
      await page.evaluate(() => document.querySelectorAll("main details").forEach((details) => (details.open = true)));
      await judge(page, visitor, `${path} unfolded`);
    }
  });
});

test("the checker of HTML finds nothing on any page of the desk", async () => {
  await moveIn();
  const owner = await memberOf();
  const documents = [];
  for (const path of Object.values(ADDRESSES).flatMap((addresses) => addresses())) documents.push([path, await owner.opens(path)]);
  assert.deepEqual(await check(documents), []);
});

test("what is not there, not open or late has a page of its own", async () => {
  await moveIn();
  for (const visitor of VISITORS) {
    await visit(visitor, async (page, watched) => {
      const asks = async (path, status) => {
        watched.expected = { url: new URL(path, shop.url).href };
        const answer = await page.goto(path);
        assert.equal(answer.status(), status, path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await judge(page, visitor, `${path} ${visitor.name}`);
      };
      await enter(page);
      await asks("/admin/nothing-here", 404);
      await asks("/admin/orders?from=yesterday", 400);
      await page.goto(`/admin/tax-zones/${here.names["tax-zones"]}`);
      const { id, revision, ...zone } = await (await shop.admin("GET", `/api/admin/v1/tax-zones/${here.names["tax-zones"]}`)).json();
      await shop.admin("PUT", `/api/admin/v1/tax-zones/${id}`, { ...zone, title: `${zone.title.slice(0, 40)} ${revision}` });
      await page.locator("#f-title").fill("Mine");
      watched.expected = { url: page.url() };
      await page.getByRole("button", { name: "Save", exact: true }).last().click();
      await page.getByRole("heading", { name: "Somebody else saved this first" }).waitFor();
      await judge(page, visitor, `two versions ${visitor.name}`);
    });
    await visit(visitor, async (page, watched) => {
      await enter(page, { id: "sue", role: "support", name: "Sue Support" });
      watched.expected = { url: new URL("/admin/products", shop.url).href };
      const answer = await page.goto("/admin/products");
      assert.equal(answer.status(), 403);
      await judge(page, visitor, `a page that is not open ${visitor.name}`);
      await page.goto("/admin");
      await judge(page, visitor, `the first page of support ${visitor.name}`);
    });
  }
});
