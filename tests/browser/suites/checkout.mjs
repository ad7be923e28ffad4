// A whole purchase with the test gateway, on a phone and a desktop, with scripts and without: paid,
// declined, left and slow.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axeViolations, sidewaysScroll, smallTargets } from "../judgements.mjs";
import { DESKTOP, PHONE } from "../open_shop.mjs";
import { productOf } from "../small_shop.mjs";
import { visit } from "../watched_page.mjs";

const SMALL = productOf("headland-evening").variants.find(({ options }) => options.join() === "A3,Unframed");
const unit = SMALL.price.amount_minor;
const euros = (amount_minor) => `€${(amount_minor / 100).toFixed(2)}`;

const VISITORS = [
  { name: "a phone", viewport: PHONE, javascript: true },
  { name: "a phone without scripts", viewport: PHONE, javascript: false },
  { name: "a desktop in the dark", viewport: DESKTOP, javascript: true, colours: "dark" },
  { name: "a desktop without scripts", viewport: DESKTOP, javascript: false },
];

async function openCheckout(page) {
  await page.goto(`/cart/${SMALL.sku}:1`);
  await page.getByRole("link", { name: "Checkout" }).click();
  await page.getByRole("heading", { name: "Checkout", level: 1 }).waitFor();
}

async function fillIn(page) {
  await page.getByLabel("E-mail").fill("ada@example.com");
  await page.locator("#address-name").fill("Ada Byrne");
  await page.locator("#address-line1").fill("4 Quay Street");
  await page.locator("#address-city").fill("Sligo");
}

async function sendToGermany(page, javascript) {
  await page.locator("#address-country").selectOption("DE");
  if (!javascript) await page.getByRole("button", { name: "Update delivery" }).click();
  await page.locator("label[for=address-postal-code]", { hasText: "PLZ" }).waitFor();
  await page.getByRole("button", { name: `Order and pay ${euros(unit + 790)}` }).waitFor();
  assert.equal(await page.locator("#address-name").inputValue(), "Ada Byrne", "what was typed stays");
}

async function judge(page, javascript, what) {
  assert.deepEqual(await sidewaysScroll(page), [], what);
  if (!javascript) return;
  assert.deepEqual(await axeViolations(page), [], what);
  assert.deepEqual(await smallTargets(page), [], what);
}

const pay = (page) => page.getByRole("button", { name: /^Order and pay/ }).click();
const atGateway = (page) => page.waitForURL("**/test-gateway/sessions/**");

for (const { name, viewport, javascript, colours } of VISITORS) {
  test(`a whole purchase on ${name}`, async () => {
    await visit({ viewport, javascript, colours }, async (page, watched) => {
      await openCheckout(page);
      await judge(page, javascript, "the checkout");
      await fillIn(page);
      await sendToGermany(page, javascript);
      // The refused page is a 422, which the browser notes.
      watched.expected = { url: new URL("/checkout", page.url()).href };
      await pay(page);
      // The postcode is missing: it is said at the top, where the focus is, and beside the field.
      await page.getByRole("alert").getByRole("link", { name: /Enter the PLZ/ }).click();
      assert.equal(await page.locator(":focus").getAttribute("id"), "address-postal-code");
      await judge(page, javascript, "a refused checkout");
      await page.locator("#address-postal-code").fill("D-10115");
      await pay(page);
      await atGateway(page);
      await page.locator("button[value=pay]").click();
      await page.waitForURL("**/orders/**");
      await page.getByRole("heading", { name: "Thank you for your order" }).waitFor();
      await judge(page, javascript, "the order");
      assert.match(await page.locator("address").first().innerText(), /10115 Sligo/);
      await page.goto("/cart");
      await page.locator(".cart-empty").waitFor();
    });
  });
}

for (const javascript of [true, false]) {
  const how = javascript ? "with scripts" : "without scripts";
  test(`rule 3: a payment that is left leads back to the full checkout, ${how}`, async () => {
    await visit({ viewport: PHONE, javascript }, async (page) => {
      await openCheckout(page);
      await fillIn(page);
      await pay(page);
      await atGateway(page);
      await page.locator("button[value=cancel]").click();
      await page.waitForURL("**/checkout?from=payment");
      await page.getByText("You were not charged.").waitFor();
      assert.equal(await page.locator("#address-line1").inputValue(), "4 Quay Street");
      await pay(page);
      await atGateway(page);
    });
  });

  test(`rule 11: a decline is not an end, ${how}`, async () => {
    await visit({ viewport: DESKTOP, javascript }, async (page) => {
      await openCheckout(page);
      await fillIn(page);
      await pay(page);
      await atGateway(page);
      await page.locator("button[value=decline]").click();
      await page.getByRole("alert").waitFor();
      await page.locator("button[value=pay]").click();
      await page.getByRole("heading", { name: "Thank you for your order" }).waitFor();
    });
  });
}

/** What the order's page says above everything else. */
const says = (page, heading) => page.getByRole("heading", { name: heading, level: 1 }).waitFor();

for (const javascript of [true, false]) {
  const how = javascript ? "with scripts" : "without scripts";
  test(`rule 12: money that takes days is on its way, ${how}`, async () => {
    await visit({ viewport: PHONE, javascript }, async (page) => {
      await openCheckout(page);
      await fillIn(page);
      await page.locator("input[name=payment_method][value=bank_transfer]").check();
      await pay(page);
      await atGateway(page);
      const gateway = page.url();
      await page.getByRole("link", { name: "Back to the shop" }).click();
      await page.waitForURL("**/orders/**");
      await says(page, "We are looking for your payment");
      await judge(page, javascript, "the order that is asked after");
      await page.goto(new URL(page.url()).pathname);
      await says(page, "Waiting for your payment");
      await judge(page, javascript, "the order that waits");
      await page.goto(gateway);
      await page.locator("button[value=pay_later]").click();
      await page.waitForURL("**/orders/**");
      await says(page, "Your payment is on its way");
      await page.getByText("there is nothing more to do").waitFor();
      assert.equal(await page.locator(".order-wait").count(), 0, "nobody waits for days at a page");
      await judge(page, javascript, "the order that is on its way to be paid");
    });
  });
}

test("a total that cannot be brought up to date takes nothing that was typed", async () => {
  await visit({ viewport: DESKTOP }, async (page, watched) => {
    await openCheckout(page);
    await fillIn(page);
    const preview = new URL("/checkout/preview", page.url()).href;
    watched.expected = { url: preview };
    await page.route(preview, (route) => route.abort("aborted"));
    await page.locator("#address-country").selectOption("DE");
    await page.getByText("The total could not be brought up to date.").waitFor();
    assert.equal(await page.locator("#address-name").inputValue(), "Ada Byrne");
    assert.equal(await page.locator("checkout-form").getAttribute("aria-busy"), null);
    await judge(page, true, "a checkout whose total is old");
    await page.unroute(preview);
    await page.locator("#address-country").selectOption("IE");
    await page.locator("[data-part=checkout-status].hidden", { hasText: "Total" }).waitFor({ state: "attached" });
    assert.equal(await page.locator("#address-name").inputValue(), "Ada Byrne");
  });
});

test("Enter sends no code that is still being typed, and stays where it was pressed", async () => {
  await visit({ viewport: DESKTOP }, async (page) => {
    const previewed = () => page.waitForRequest("**/checkout/preview");
    const codeIn = (request) => new URLSearchParams(request.postData()).get("code");
    await openCheckout(page);
    await fillIn(page);
    await page.locator("#code").fill("HALF");
    const [byName] = await Promise.all([previewed(), page.locator("#address-name").press("Enter")]);
    assert.equal(codeIn(byName), null);
    await page.locator("checkout-form:not([aria-busy])").waitFor();
    assert.equal(await page.locator(":focus").getAttribute("id"), "address-name");
    assert.equal(await page.locator("#code").inputValue(), "HALF");
    const [byCode] = await Promise.all([previewed(), page.locator("#code").press("Enter")]);
    assert.equal(codeIn(byCode), "HALF");
    await page.locator("checkout-form:not([aria-busy])").waitFor();
    assert.equal(await page.locator(":focus").getAttribute("id"), "code");
  });
});
