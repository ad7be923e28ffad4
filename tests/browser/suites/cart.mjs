// A cart from the first print to the last removal, on a phone and a desktop, with scripts and without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openFolds, quantityOf } from "../cart_page.mjs";
import { axeViolations, sidewaysScroll, smallTargets } from "../judgements.mjs";
import { DESKTOP, NARROW_PHONE, PHONE } from "../open_shop.mjs";
import { productOf } from "../small_shop.mjs";
import { visit } from "../watched_page.mjs";

const PRODUCT = "headland-evening";
const SMALL = productOf(PRODUCT).variants.find(({ options }) => options.join() === "A3,Unframed");
const unit = SMALL.price.amount_minor;
const euros = (amount_minor) => `€${(amount_minor / 100).toFixed(2)}`;

/** Waits until the cart says that this is paid; every way of showing it says so. */
const costs = (page, amount_minor) => page.locator(".cart-total dd", { hasText: euros(amount_minor) }).waitFor();

/** What the rows of the summary say, in cents. */
const rowsOf = (page) => page.locator(".cart-sums dd").evaluateAll((cells) => cells.map((cell) => {
  const cents = Number(cell.textContent.replace(/[^\d]/g, ""));
  return cell.textContent.startsWith("−") ? -cents : cents;
}));

async function addThePrint(page, javascript) {
  await page.goto(`/products/${PRODUCT}`);
  await page.getByRole("radio", { name: "A3" }).check();
  if (!javascript) await page.getByRole("button", { name: "Show this choice" }).click();
  await page.waitForFunction((sku) => document.querySelector("[data-part=add] [name=sku]")?.value === sku, SMALL.sku);
  await page.locator(".add").getByLabel("Quantity").fill("2");
  await page.getByRole("button", { name: "Add to cart" }).click();
  if (!javascript) return page.waitForURL("/cart");
  const drawer = page.getByRole("dialog", { name: "Cart" });
  await drawer.getByRole("status").getByText("Added to your cart.").waitFor();
  await drawer.getByText("A3").waitFor();
  await page.goto("/cart");
}

async function useCodes(page) {
  const enter = async (code) => {
    await page.getByLabel("Code", { exact: true }).fill(code);
    await page.getByRole("button", { name: "Apply" }).click();
    await page.locator(".cart-codes b", { hasText: code.toUpperCase() }).waitFor();
  };
  await page.locator("#cart-codes > summary").click();
  await enter("never-heard");
  assert.equal(await page.locator(".cart-refusal").innerText(), "We do not know this code.");
  await enter("large");
  const missing = euros(50_000 - 3 * unit);
  await page.locator(".cart-refusal", { hasText: missing }).waitFor();
  await enter("spring10");
  await costs(page, 3 * unit * 0.9 + 490);
  for (const code of ["NEVER-HEARD", "LARGE"]) {
    await page.getByRole("button", { name: `Remove code ${code}` }).click();
    await page.locator(".cart-codes b", { hasText: code }).waitFor({ state: "detached" });
  }
  assert.deepEqual(await rowsOf(page), [3 * unit, -0.3 * unit, 490]);
}

async function sendItToGermany(page, javascript) {
  await page.getByText("Deliver to Ireland").click();
  await page.getByLabel("Country").selectOption("Germany");
  await page.getByLabel("Postcode").fill("10115");
  await page.getByRole("button", { name: "Estimate" }).click();
  await page.getByText("Delivery to Germany").waitFor();
  await costs(page, 3 * unit * 0.9 + 790);
  await page.getByText("incl. VAT 19%").waitFor();
  await page.getByRole("radio", { name: /DHL Express/ }).check();
  if (!javascript) await page.getByRole("button", { name: "Choose this delivery" }).click();
  await costs(page, 3 * unit * 0.9 + 1990);
}

async function leaveANote(page) {
  const note = " Ring twice,\nplease. ";
  await page.getByText("Note to the shop").click();
  await page.getByLabel("What should we know?").fill(note);
  await Promise.all([
    page.waitForResponse((answer) => answer.url().endsWith("/cart/note")),
    page.getByRole("button", { name: "Save note" }).click(),
  ]);
  await page.goto("/cart");
  assert.equal(await page.getByLabel("What should we know?").inputValue(), note);
}

async function assertSound(page, viewport, javascript) {
  assert.deepEqual(await sidewaysScroll(page), []);
  if (viewport === PHONE) {
    assert.deepEqual(await smallTargets(page), []);
    await page.setViewportSize(NARROW_PHONE);
    assert.deepEqual(await sidewaysScroll(page), [], "at 320 px");
    await page.setViewportSize(viewport);
  }
  if (!javascript) return;
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    assert.deepEqual(await axeViolations(page), [], colorScheme);
  }
}

for (const [device, viewport] of [["a phone", PHONE], ["a desktop", DESKTOP]]) {
  for (const javascript of [true, false]) {
    const where = `on ${device} ${javascript ? "with" : "without"} scripts`;
    test(`a cart is filled, changed, sent elsewhere and emptied ${where}`, { timeout: 120_000 }, () =>
      visit({ viewport, javascript }, async (page) => {
        await addThePrint(page, javascript);
        await costs(page, 2 * unit + 490);
        await page.getByText("Delivery, estimated for Ireland").waitFor();

        const quantity = quantityOf(page);
        await quantity.fill("3");
        await (javascript ? quantity.blur() : page.getByRole("button", { name: "Update" }).click());
        await costs(page, 3 * unit + 490);
        assert.equal(await page.locator(".cart-count").innerText(), javascript ? "3" : "");

        await useCodes(page);
        await sendItToGermany(page, javascript);
        await leaveANote(page);
        await openFolds(page);
        await assertSound(page, viewport, javascript);

        await page.getByRole("button", { name: /^Remove .*evening/i }).click();
        await page.getByText("There is nothing in it yet.").waitFor();
        assert.equal(await page.locator(".cart-count").innerText(), "");
        await page.getByRole("link", { name: "Browse all collections" }).click();
        await page.waitForURL("/collections");
      }));
  }
}

test("a sold-out variant is not offered for the cart, and the next choice is", { timeout: 120_000 }, () =>
  visit({ viewport: DESKTOP }, async (page) => {
    await page.goto("/products/first-light?variant=PR-FIRST-A3");
    await page.locator(".add .is-off", { hasText: "Sold out" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Add to cart" }).count(), 0);
    await page.getByRole("radio", { name: "A2" }).check();
    await page.getByRole("button", { name: "Add to cart" }).waitFor();
    assert.equal(await page.locator("[name=sku]").inputValue(), "PR-FIRST-A2");
  }));
