// A product is sold in the shop, and shipped and refunded at the desk: on a phone and a desktop, with
// scripts and without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../../worker/harness.mjs";
import { enter, judge } from "../desk.mjs";
import { DESKTOP, PHONE, shop } from "../open_shop.mjs";
import { productOf } from "../small_shop.mjs";
import { visit } from "../watched_page.mjs";

const SMALL = productOf("headland-evening").variants.find(({ options }) => options.join() === "A3,Unframed");
const euros = (amount_minor) => `€${(amount_minor / 100).toFixed(2)}`;
const unit = SMALL.price.amount_minor;

const VISITORS = [
  { name: "a phone without scripts", viewport: PHONE, javascript: false },
  { name: "a phone", viewport: PHONE, javascript: true, colours: "dark" },
  { name: "a desktop", viewport: DESKTOP, javascript: true },
];

/** Two of a print, bought and paid as a shopper does it; answers with the order's number. */
async function buys(page, name) {
  await page.goto(`/cart/${SMALL.sku}:2`);
  await page.getByRole("link", { name: "Checkout" }).click();
  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.locator("#address-name").fill(name);
  await page.locator("#address-line1").fill("4 Quay Street");
  await page.locator("#address-city").fill("Sligo");
  await page.getByRole("button", { name: /^Order and pay/ }).click();
  await page.waitForURL("**/test-gateway/sessions/**");
  await page.locator("button[value=pay]").click();
  await page.getByRole("heading", { name: "Thank you for your order" }).waitFor();
  return (await page.locator(".order-number").innerText()).replace(/^Order /i, "").trim();
}

for (const visitor of VISITORS) {
  const { name } = visitor;
  test(`an order is found, shipped in part and refunded in part on ${name}`, { timeout: 180_000 }, async () => {
    await visit(visitor, async (page) => {
      const number = await buys(page, "Ada Byrne");
      await enter(page);
      // Lists are copies, which come a moment later.
      await until(async () => {
        await page.goto("/admin/orders?tab=to-ship");
        return (await page.getByRole("link", { name: number }).count()) > 0;
      }, { what: "the order in the list" });
      await judge(page, visitor, "the list of orders");
      await page.getByRole("link", { name: number }).click();
      await page.getByRole("heading", { name: `Order ${number}` }).waitFor();
      await judge(page, visitor, "the order");

      await page.getByRole("link", { name: "Ship", exact: true }).click();
      await page.getByRole("heading", { name: `Ship order ${number}` }).waitFor();
      await judge(page, visitor, "the parcel");
      const units = page.locator("input[name='lines[0].quantity']");
      assert.equal(await units.inputValue(), "2");
      await units.fill("1");
      await page.getByLabel("Carrier").fill("An Post");
      await page.getByLabel("Tracking number").fill("IE42");
      await page.getByRole("button", { name: /^Ship/ }).click();
      await page.getByText("The parcel is on its way").waitFor();
      await page.getByText("1 sent").waitFor();

      await page.getByRole("link", { name: "Refund", exact: true }).click();
      await page.getByRole("heading", { name: `Refund order ${number}` }).waitFor();
      await judge(page, visitor, "the refund");
      await page.locator("input[name='lines[0].quantity']").fill("1");
      await page.getByLabel("Reason").fill("Corner bent");
      await page.getByRole("button", { name: "Preview the refund" }).click();
      await page.getByRole("heading", { name: `Refund ${euros(unit)}?` }).waitFor();
      await judge(page, visitor, "the preview");
      await page.getByRole("button", { name: `Refund ${euros(unit)}` }).click();
      await page.getByText("The refund is on its way").waitFor();
      await page.getByText("Corner bent").first().waitFor();
      await judge(page, visitor, "the order in the end");

      await page.getByLabel("Note for your colleagues").fill("Sent a new one on trust");
      await page.getByRole("button", { name: "Add note" }).click();
      await page.getByText("Your note is kept.").waitFor();
      await page.getByText("Sent a new one on trust").waitFor();
    });
  });

  test(`home, stock and health are sound on ${name}`, { timeout: 120_000 }, async () => {
    await visit(visitor, async (page) => {
      await enter(page);
      for (const path of ["/admin", "/admin/stock", "/admin/stock?filter=not_tracked", `/admin/stock/${encodeURIComponent(SMALL.sku)}`, "/admin/stock-counts", "/admin/health"]) {
        await page.goto(path);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await judge(page, visitor, path);
      }
    });
  });
}
