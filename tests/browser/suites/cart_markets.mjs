// A cart in a market of its own: in francs from the product's page to the total, and never out of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { quantityOf } from "../cart_page.mjs";
import { DESKTOP, PHONE } from "../open_shop.mjs";
import { smallShop } from "../small_shop.mjs";
import { visit } from "../watched_page.mjs";

const SKU = "PR-HEAD-A3-UNF";
const { prices } = smallShop.price_lists.find(({ currency }) => currency === "CHF");
const unit = prices.find(({ sku }) => sku === SKU).price.amount_minor;
const francs = (amount_minor) => `CHF ${(amount_minor / 100).toFixed(2)}`;

for (const [javascript, viewport] of [[true, PHONE], [false, DESKTOP]]) {
  test(`a cart is filled and changed in another market ${javascript ? "with" : "without"} scripts`, { timeout: 60_000 }, () =>
    visit({ viewport, javascript }, async (page) => {
      const costs = (amount_minor) => page.locator(".cart-total dd", { hasText: francs(amount_minor) }).waitFor();
      await page.goto(`/ch/products/headland-evening?variant=${SKU}`);
      await page.locator(".add").getByLabel("Quantity").fill("2");
      await page.getByRole("button", { name: "Add to cart" }).click();
      if (javascript) {
        const drawer = page.getByRole("dialog", { name: "Cart" });
        await drawer.locator(".cart-total dd", { hasText: francs(2 * unit) }).waitFor();
        await page.goto("/ch/cart");
      } else {
        await page.waitForURL("/ch/cart");
      }
      await costs(2 * unit);
      await page.getByText("We do not deliver to Switzerland.").waitFor();

      await quantityOf(page).fill("3");
      await (javascript ? quantityOf(page).blur() : page.getByRole("button", { name: "Update" }).click());
      await costs(3 * unit);
      assert.equal(new URL(page.url()).pathname, "/ch/cart");
      assert.doesNotMatch(await page.locator("main").innerText(), /€/);

      await page.locator(".cart-name a").click();
      await page.waitForURL(/\/ch\/products\/headland-evening\?variant=/);
      await page.goto("/cart");
      await page.locator(".cart-total dd", { hasText: "€" }).waitFor();
    }));
}
