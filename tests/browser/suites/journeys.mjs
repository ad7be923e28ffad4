// The ways of a shopper through the shop. Each is gone with scripts and without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../../worker/harness.mjs";
import { axeViolations, sidewaysScroll, smallTargets } from "../judgements.mjs";
import { DESKTOP, PHONE } from "../open_shop.mjs";
import { productOf, smallShop } from "../small_shop.mjs";
import { visit } from "../watched_page.mjs";

const euros = (amount_minor) => `€${(amount_minor / 100).toFixed(2)}`;
const addressOf = (page) => new URL(page.url());
const textsOf = (page, selector) => page.locator(selector).evaluateAll((found) => found.map((element) => element.textContent.trim()));
/** What is to be paid, beside earlier prices. */
const amountsOf = (page) => page.locator(".card-price").evaluateAll((prices) => prices.map((price) => {
  const asked = price.cloneNode(true);
  for (const other of asked.querySelectorAll("s, small, .percent")) other.remove();
  return Number(asked.textContent.match(/€([\d.]+)/)[1]);
}));
const productsOf = (page) => page.locator(".card > a").evaluateAll((links) => links.map((link) => link.pathname.split("/").pop()));

/** Whether a picture of the gallery is the one that is seen. */
function isOnStage(picture) {
  const frame = picture.parentElement.getBoundingClientRect();
  return Math.abs(picture.getBoundingClientRect().left - frame.left) < 2;
}

/** Goes a way with scripts and without, and demands that nothing complains on it. */
function journey(name, viewport, walk) {
  for (const javascript of [true, false]) {
    test(`${name} ${javascript ? "with" : "without"} scripts`, { timeout: 120_000 }, () => visit({ viewport, javascript }, (page) => walk(page, javascript)));
  }
}

journey("a shopper goes from the front page to a print by one artist", DESKTOP, async (page, javascript) => {
  /** Changes a field; without scripts the form is sent by its button. */
  const change = async (act, parameter, value) => {
    await act();
    if (!javascript) await page.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL((url) => url.searchParams.get(parameter) === value);
  };
  await page.goto("/");
  await page.locator("main a[href='/collections/art-prints']").first().click();
  await page.waitForURL("/collections/art-prints");
  const first = await productsOf(page);
  assert.equal(first.length, 24);

  await page.getByRole("link", { name: "Next", exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get("page") === "2");
  assert.equal(await page.locator(".shelf-count").innerText(), "25–26 of 26");
  const all = [...first, ...(await productsOf(page))];
  assert.deepEqual(new Set(all), new Set(smallShop.products.map((product) => product.handle)));

  await change(() => page.getByRole("checkbox", { name: /Ines Calder/ }).check(), "vendor", "Ines Calder");
  const prints = smallShop.products.filter((product) => product.vendor === "Ines Calder").map((product) => product.handle);
  await page.locator(".chip", { hasText: "Ines Calder" }).waitFor();
  assert.equal(await page.locator(".shelf-count").innerText(), `${prints.length} pieces`);
  assert.deepEqual(new Set(await productsOf(page)), new Set(prints));
  assert.equal(addressOf(page).searchParams.get("page"), null, "a narrowed list starts at its first page");

  await change(() => page.getByLabel("Sort by").selectOption("title"), "sort", "title");
  const titles = await textsOf(page, ".card-title");
  assert.deepEqual(titles, titles.toSorted((left, right) => left.localeCompare(right, "en")));

  await page.getByLabel("To", { exact: true }).fill("20");
  await change(() => page.getByLabel("To", { exact: true }).blur(), "price_max", "20");
  await page.getByText("Nothing goes with all of these filters.").waitFor();
  await page.locator(".chip", { hasText: "20" }).click();
  await page.waitForURL((url) => !url.searchParams.has("price_max"));
  assert.deepEqual(new Set(await productsOf(page)), new Set(prints));
  await page.locator(".chip", { hasText: "Ines Calder" }).click();
  await page.waitForURL((url) => !url.searchParams.has("vendor"));
  await page.locator(".chip", { hasText: "Ines Calder" }).waitFor({ state: "detached" });
  assert.equal(addressOf(page).searchParams.get("sort"), "title", "taking a filter away keeps the order");
  assert.equal(await page.getByRole("checkbox", { name: /Ines Calder/ }).isChecked(), false);

  await change(() => page.getByLabel("Sort by").selectOption("price_descending"), "sort", "price_descending");
  await page.locator(".card").first().waitFor();
  const amounts = await amountsOf(page);
  assert.deepEqual(amounts, amounts.toSorted((left, right) => right - left));
});

journey("a shopper looks at a print, chooses another size and frame and shares its address", DESKTOP, async (page, javascript) => {
  const product = productOf("headland-evening");
  const { variants } = product;
  const [first] = variants;
  const other = variants.find((variant) => variant.options.join() === "A2,Oak frame");
  await page.goto("/collections/art-prints");
  await page.locator(".card a[href='/products/headland-evening']").click();
  await page.waitForURL("/products/headland-evening");
  const price = page.locator("[data-part=price] .price");
  assert.equal(await price.innerText(), euros(first.price.amount_minor));

  const show = page.getByRole("button", { name: "Show this choice" });
  assert.equal(await show.isVisible(), !javascript, "the button is there when it is needed");
  await page.getByRole("radio", { name: "A2" }).check();
  // With scripts each choice counts at once, and the next one is made in what came back.
  if (javascript) await page.waitForURL((url) => url.searchParams.get("variant") === variants.find((variant) => variant.options.join() === "A2,Unframed").sku);
  await page.getByRole("radio", { name: "Oak frame" }).check();
  if (!javascript) await show.click();
  await page.locator(".price", { hasText: euros(other.price.amount_minor) }).waitFor();
  assert.equal(await page.locator("[data-part=facts] dd").last().innerText(), other.sku);

  const address = javascript ? page.url() : await page.locator(".offer").evaluate((offer) => new URL(offer.dataset.url, location.href).href);
  assert.equal(new URL(address).search, `?variant=${other.sku}`);
  assert.notEqual(other.media, first.media);
  const { alt } = product.media.find(({ file }) => file === other.media);
  const picture = page.locator(".stage li", { has: page.getByAltText(alt, { exact: true }) });
  await until(() => picture.evaluate(isOnStage), { what: "the picture of the chosen variant" });

  await page.goto(address);
  assert.equal(await price.innerText(), euros(other.price.amount_minor));
  assert.ok(await page.getByRole("radio", { name: "Oak frame" }).isChecked());
});

journey("a shopper searches with a slip of the finger and reads how things are delivered", DESKTOP, async (page) => {
  await page.goto("/");
  const field = page.getByRole("search").locator("input");
  await field.fill("hedland");
  await field.press("Enter");
  await page.waitForURL("/search?q=hedland");
  await page.getByText("Showing results for").waitFor();
  await page.locator(".card a[href='/products/headland-evening']").click();
  await page.waitForURL("/products/headland-evening");
  await page.getByRole("contentinfo").getByRole("link", { name: "Delivery and returns" }).click();
  await page.waitForURL("/pages/delivery-and-returns");
  assert.equal(await page.locator("h1").innerText(), "Delivery and returns");
});

/** What lies over the page on a phone is held to the same as the page. */
async function assertOverlayIsSound(page, javascript) {
  assert.deepEqual(await smallTargets(page), []);
  assert.deepEqual(await sidewaysScroll(page), []);
  if (!javascript) return;
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    assert.deepEqual(await axeViolations(page), [], colorScheme);
  }
}

journey("a shopper with a phone uses the menu and narrows a list", PHONE, async (page, javascript) => {
  await page.goto("/");
  const menu = page.getByRole("navigation", { name: "Main" });
  assert.equal(await menu.isVisible(), false);
  await page.getByRole("button", { name: "Menu" }).tap();
  await menu.waitFor();
  await menu.locator("summary").first().tap();
  await menu.getByRole("link", { name: "Ceramics" }).waitFor();
  await assertOverlayIsSound(page, javascript);
  await menu.getByRole("button", { name: "Close" }).tap();
  assert.equal(await menu.isVisible(), false);
  await page.getByRole("button", { name: "Menu" }).tap();
  await menu.getByRole("link", { name: "Art prints" }).tap();
  await page.waitForURL("/collections/art-prints");

  await page.getByRole("button", { name: "Filter" }).tap();
  await page.getByRole("checkbox", { name: /Studio Hollin/ }).check();
  if (javascript) await page.waitForURL((url) => url.searchParams.get("vendor") === "Studio Hollin");
  await assertOverlayIsSound(page, javascript);
  await page.getByRole("button", { name: "Show results" }).tap();
  await page.waitForURL((url) => url.searchParams.get("vendor") === "Studio Hollin");
  await page.locator("#facets").waitFor({ state: "hidden" });
  const makers = new Set(await textsOf(page, ".card-maker"));
  assert.deepEqual(makers, new Set(["Studio Hollin"]));
});

journey("a shopper with a phone goes to the shop of another country and stays in it", PHONE, async (page, javascript) => {
  await page.goto("/products/headland-evening");
  const switcher = page.getByRole("navigation", { name: "Countries and currencies" });
  assert.deepEqual(await textsOf(page, ".markets a"), ["Ireland EUR", "Germany EUR", "Switzerland CHF", "United States USD"]);
  assert.equal(await switcher.locator("[aria-current]").textContent(), "Ireland EUR");
  await switcher.getByRole("link", { name: /Switzerland/ }).tap();
  await page.waitForURL("/ch/products/headland-evening");
  assert.match(await page.locator(".price").innerText(), /^CHF\s\d+\.\d\d$/);
  await page.getByRole("button", { name: "Menu" }).tap();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Art prints" }).tap();
  await page.waitForURL("/ch/collections/art-prints");
  await page.locator(".card > a").first().tap();
  await page.waitForURL("/ch/products/**");
  await page.getByRole("radio", { name: "A3" }).check();
  if (!javascript) await page.getByRole("button", { name: "Show this choice" }).tap();
  await page.waitForURL((url) => url.pathname.startsWith("/ch/") && url.search !== "");
  await page.getByRole("navigation", { name: "Countries and currencies" }).getByRole("link", { name: /United States/ }).tap();
  await page.waitForURL("/us/products/**");
  assert.match(await page.locator("[data-part=price]").innerText(), /\$\d+\.\d\d[^]*plus sales tax and shipping/);
  assert.deepEqual(await sidewaysScroll(page), []);
});
