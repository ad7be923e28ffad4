// What scripts add to the cart: the drawer, the badge, changes in place, tabs in step.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openFolds, quantityOf } from "../cart_page.mjs";
import { axeViolations, sidewaysScroll, smallTargets } from "../judgements.mjs";
import { DESKTOP, PHONE } from "../open_shop.mjs";
import { visit } from "../watched_page.mjs";

const TWO_PRINTS = "/cart/PR-HEAD-A3-UNF:2,PR-LIGHT-A4:1";
const onPage = (name, viewport, look) => test(name, { timeout: 120_000 }, () => visit({ viewport }, look));

const drawerOf = (page) => page.getByRole("dialog", { name: "Cart" });
const linkOf = (page) => page.getByRole("banner").getByRole("link", { name: /^Cart/ });
const focusIsIn = (page, selector) => page.evaluate((wanted) => document.activeElement.closest(wanted) !== null, selector);
const badge = (page, words) => page.locator(".cart-count", { hasText: words }).waitFor();
/** Complaints about what a test did on purpose are taken away. */
const forget = (watched, pattern) => (watched.complaints = watched.complaints.filter((complaint) => !pattern.test(complaint)));

/** Opens a product with a filled cart. */
async function withTwoPrints(page) {
  await page.goto(TWO_PRINTS);
  await page.goto("/products/honesty");
  await badge(page, "3");
}

for (const [device, viewport] of [["a phone", PHONE], ["a desktop", DESKTOP]]) {
  onPage(`the cart opens over the page by the keyboard, is walked through and closes again on ${device}`, viewport, async (page, watched) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await withTwoPrints(page);
    await linkOf(page).focus();
    await page.keyboard.press("Enter");
    const drawer = drawerOf(page);
    await drawer.locator(".cart-line").nth(1).waitFor();
    assert.equal(new URL(page.url()).pathname, "/products/honesty");
    for (let step = 0; step < 12; step += 1) {
      assert.ok(await focusIsIn(page, "dialog"), "the focus stays in the drawer");
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement === document.body)) await page.keyboard.press("Tab"); // by way of the browser's own bar
    }
    await openFolds(drawer);
    assert.deepEqual(await sidewaysScroll(page), []);
    if (viewport === PHONE) assert.deepEqual(await smallTargets(page), []);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      assert.deepEqual(await axeViolations(page), [], colorScheme);
    }
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "hidden" });
    assert.ok(await focusIsIn(page, ".cart-link"), "the focus is back on the link");
    assert.equal(watched.layoutShift(), 0, JSON.stringify(watched.shifts));
  });
}

onPage("the drawer closes by its button and by a click beside it, and a click for a new tab opens none", DESKTOP, async (page) => {
  await withTwoPrints(page);
  const drawer = drawerOf(page);
  await Promise.all([
    page.waitForResponse((answer) => new URL(answer.url()).pathname === "/cart"),
    linkOf(page).click().then(() => drawer.getByRole("button", { name: "Close" }).click()),
  ]);
  await page.waitForTimeout(100);
  assert.equal(await drawer.isVisible(), false, "an answer that comes late does not open it again");
  await linkOf(page).click();
  await drawer.locator(".cart-line").first().waitFor();
  await page.mouse.click(20, 400);
  await drawer.waitFor({ state: "hidden" });
  const [tab] = await Promise.all([page.context().waitForEvent("page"), linkOf(page).click({ modifiers: ["Control"] })]);
  await tab.waitForURL("/cart");
  assert.equal(await drawer.isVisible(), false);
});

onPage("a change keeps the focus, what is open and what was typed elsewhere", DESKTOP, async (page) => {
  await page.goto(TWO_PRINTS);
  await page.getByText("Note to the shop").click();
  await page.getByLabel("What should we know?").fill("half a senten");
  await quantityOf(page, 0).fill("5");
  await quantityOf(page, 0).press("Enter");
  await badge(page, "6");
  await page.locator("cart-panel:not([aria-busy])").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), await quantityOf(page, 0).getAttribute("id"));
  assert.equal(await page.getByLabel("What should we know?").inputValue(), "half a senten");
  await page.getByRole("button", { name: /^Remove / }).first().click();
  await badge(page, "1");
  await page.locator(".cart-line").nth(1).waitFor({ state: "detached" });
  assert.ok(await focusIsIn(page, "cart-panel"), "the focus is not lost with its line");
});

onPage("changes made faster than they are answered all count", DESKTOP, async (page) => {
  await page.goto(TWO_PRINTS);
  await page.evaluate(() => {
    const change = (field, changes) => {
      Object.assign(field, changes);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const [first, second] = document.querySelectorAll(".cart-line [type=number]");
    change(first, { value: 4 });
    change(second, { value: 7 });
    change(first, { value: 6 });
    change(document.querySelectorAll("[name=rate]")[1], { checked: true });
  });
  await badge(page, "13");
  await page.locator("cart-panel:not([aria-busy])").waitFor();
  assert.deepEqual(await page.getByLabel(/^Quantity of/).evaluateAll((fields) => fields.map((field) => field.value)), ["6", "7"]);
  await page.reload();
  assert.deepEqual(await page.getByLabel(/^Quantity of/).evaluateAll((fields) => fields.map((field) => field.value)), ["6", "7"]);
  assert.ok(await page.getByRole("radio", { name: /Courier/ }).isChecked());
});

onPage("two tabs of one browser stay in step", DESKTOP, async (page) => {
  await page.goto(TWO_PRINTS);
  const other = await page.context().newPage();
  await other.goto("/products/honesty");
  await badge(other, "3");
  await other.getByRole("button", { name: "Add to cart" }).click();
  await drawerOf(other).locator(".cart-line").nth(2).waitFor();
  await page.locator(".cart-line").nth(2).waitFor();
  await badge(page, "4");
  await quantityOf(page, 2).fill("8");
  await quantityOf(page, 2).press("Enter");
  await badge(other, "11");
  await other.waitForFunction(() => document.querySelectorAll("dialog .cart-line [type=number]")[2].value === "8");
});

onPage("what the server refuses is said beside the form", DESKTOP, async (page, watched) => {
  await page.goto("/products/honesty");
  await page.locator("[name=sku]").evaluate((field) => (field.value = "PR-FIRST-A3"));
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.locator("cart-add").getByRole("alert").getByText("is sold out.").waitFor();
  assert.equal(await drawerOf(page).isVisible(), false);
  assert.deepEqual(await axeViolations(page), []);
  await page.goto(TWO_PRINTS);
  await page.locator("#cart-codes > summary").click();
  await page.getByLabel("Code", { exact: true }).fill("?");
  await page.getByRole("button", { name: "Apply" }).click();
  const refusal = page.locator("#cart-codes").getByRole("alert").getByText("3 to 40 letters");
  await refusal.waitFor();
  assert.deepEqual(await axeViolations(page), []);
  await quantityOf(page, 0).fill("5");
  await quantityOf(page, 0).press("Enter");
  await badge(page, "6");
  await page.locator("cart-panel:not([aria-busy])").waitFor();
  assert.equal(await refusal.count(), 1, "another change leaves it where it is");
  await page.getByLabel("Code", { exact: true }).fill("NOT-KNOWN");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("We do not know this code.").waitFor();
  assert.equal(await refusal.count(), 0);
  forget(watched, /\/cart\/(lines|discounts)/); // meant
});

onPage("what was added without an answer is added once", DESKTOP, async (page, watched) => {
  await withTwoPrints(page);
  await page.route("**/cart/lines", async (route) => {
    await route.fetch();
    await route.abort();
  }, { times: 1 });
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.waitForURL("/cart");
  assert.equal(await quantityOf(page, 2).inputValue(), "1");
  await badge(page, "4");
  forget(watched, /ERR_FAILED/); // ours
});

onPage("what cannot be fetched is done as without scripts", DESKTOP, async (page, watched) => {
  const isFetch = (request) => request.resourceType() === "fetch";
  await page.route(/\/cart/, (route) => (isFetch(route.request()) ? route.abort() : route.continue()));
  await page.goto(TWO_PRINTS);
  await quantityOf(page, 0).fill("5");
  await Promise.all([page.waitForNavigation(), quantityOf(page, 0).press("Enter")]);
  assert.equal(await quantityOf(page, 0).inputValue(), "5");
  await page.goto("/");
  await linkOf(page).click();
  await page.waitForURL("/cart");
  forget(watched, /ERR_FAILED/); // ours
});
