// What the scripts of the shop add to forms and links that work without them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axeViolations, smallTargets } from "../judgements.mjs";
import { DESKTOP, PHONE } from "../open_shop.mjs";
import { visit } from "../watched_page.mjs";

const onPage = (name, viewport, look) => test(name, { timeout: 120_000 }, () => visit({ viewport }, look));

onPage("suggestions follow what is typed and are walked through with the keyboard", DESKTOP, async (page) => {
  await page.goto("/");
  const field = page.getByRole("combobox", { name: "Search the shop" });
  await field.pressSequentially("hills", { delay: 20 });
  const options = page.getByRole("option");
  await options.first().waitFor();
  const chosen = () => options.evaluateAll((all) => all.findIndex((option) => option.getAttribute("aria-selected") === "true"));
  const count = await options.count();
  assert.ok(count >= 2, "a product and all results");
  assert.equal(await field.getAttribute("aria-expanded"), "true");
  assert.equal(await chosen(), -1);

  await field.press("ArrowDown");
  assert.equal(await chosen(), 0);
  assert.equal(await field.getAttribute("aria-activedescendant"), await options.first().getAttribute("id"));
  await field.press("ArrowUp");
  assert.equal(await chosen(), -1, "the field itself is one of the places");
  assert.equal(await field.getAttribute("aria-activedescendant"), null);
  await field.press("ArrowUp");
  assert.equal(await chosen(), count - 1);

  await field.press("Escape");
  assert.equal(await page.getByRole("listbox").isVisible(), false);
  assert.equal(await field.getAttribute("aria-expanded"), "false");
  assert.equal(await field.inputValue(), "hills", "escape closes the list and keeps the words");

  await field.press("End");
  await field.press("Backspace");
  await page.locator("[role=option][href='/products/three-hills']").waitFor();
  await field.press("ArrowDown");
  const address = await options.first().getAttribute("href");
  await field.press("Enter");
  await page.waitForURL(address);
});

onPage("enter without a chosen suggestion searches", DESKTOP, async (page) => {
  await page.goto("/");
  const field = page.getByRole("combobox", { name: "Search the shop" });
  await field.pressSequentially("moon", { delay: 20 });
  await page.getByRole("option").first().waitFor();
  await field.press("Enter");
  await page.waitForURL("/search?q=moon");
});

onPage("suggestions close when the shopper goes elsewhere, and fit a phone", PHONE, async (page) => {
  await page.goto("/");
  const field = page.getByRole("combobox", { name: "Search the shop" });
  await field.pressSequentially("print", { delay: 20 });
  await page.getByRole("option").first().waitFor();
  assert.deepEqual(await smallTargets(page), []);
  await page.emulateMedia({ reducedMotion: "reduce" });
  assert.deepEqual(await axeViolations(page), []);
  await page.getByRole("button", { name: "Menu" }).focus();
  assert.equal(await page.getByRole("listbox").isVisible(), false);
});

onPage("thumbnails bring their picture onto the stage and know which one is seen", DESKTOP, async (page) => {
  await page.goto("/products/headland-evening");
  const thumbs = page.locator(".thumbs a");
  assert.equal(await thumbs.count(), 2);
  const current = (place) => page.locator(`.thumbs li:nth-child(${place}) a[aria-current=true]`);
  await current(1).waitFor();
  const top = await page.evaluate(() => scrollY);
  await thumbs.nth(1).click();
  await current(2).waitFor();
  assert.equal(await current(1).count(), 0);
  assert.equal(await page.evaluate(() => scrollY), top, "the page itself stays where it is");
  assert.equal(new URL(page.url()).hash, "", "no step of the way back is spent on a picture");
  await thumbs.nth(0).click();
  await current(1).waitFor();
});

onPage("the way back leads to the list as it was narrowed, and to where it was read", DESKTOP, async (page) => {
  await page.goto("/");
  await page.goto("/collections/art-prints");
  await page.getByRole("checkbox", { name: /Merrow Lane Press/ }).check();
  await page.waitForURL((url) => url.searchParams.get("vendor") === "Merrow Lane Press");
  await page.locator(".chip", { hasText: "Merrow Lane Press" }).waitFor();
  const last = page.locator(".card > a").last();
  await last.scrollIntoViewIfNeeded();
  const read = await page.evaluate(() => scrollY);
  assert.ok(read > 0);
  await last.click();
  await page.waitForURL("/products/**");
  await page.goBack();
  assert.equal(new URL(page.url()).search, "?vendor=Merrow+Lane+Press");
  await page.locator(".chip", { hasText: "Merrow Lane Press" }).waitFor();
  assert.ok(await page.getByRole("checkbox", { name: /Merrow Lane Press/ }).isChecked());
  assert.deepEqual(new Set(await page.locator(".card-maker").allInnerTexts()), new Set(["Merrow Lane Press"]));
  await page.waitForFunction((where) => Math.abs(scrollY - where) < 50, read);
  await page.goBack();
  assert.equal(new URL(page.url()).pathname, "/", "filters are no steps of their own");
});

onPage("a choice that cannot be fetched is shown by going there", DESKTOP, async (page, watched) => {
  await page.goto("/collections/art-prints");
  const isFetch = (request) => request.resourceType() === "fetch";
  await page.route(/vendor=/, (route) => (isFetch(route.request()) ? route.abort() : route.continue()));
  await page.getByRole("checkbox", { name: /Ines Calder/ }).check();
  await page.waitForURL((url) => url.searchParams.get("vendor") === "Ines Calder");
  await page.locator(".chip", { hasText: "Ines Calder" }).waitFor();
  watched.complaints = watched.complaints.filter((complaint) => !complaint.includes("ERR_FAILED")); // ours
});

onPage("a visitor from elsewhere is offered the shop of their country once, and nothing moves", PHONE, async (page, watched) => {
  await page.setExtraHTTPHeaders({ "CF-IPCountry": "CH" });
  await page.goto("/products/headland-evening");
  const bar = page.locator("market-offer");
  await bar.getByText("There is a shop for Switzerland").waitFor();
  assert.deepEqual(await smallTargets(page), []);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    assert.deepEqual(await axeViolations(page), [], colorScheme);
  }
  assert.equal(watched.layoutShift(), 0);
  await bar.getByRole("button", { name: "Stay here" }).click();
  assert.equal(await bar.isVisible(), false);
  await page.goto("/collections/art-prints", { waitUntil: "networkidle" });
  assert.equal(await bar.isVisible(), false, "it does not come back in this session");
});

onPage("the offer leads to the same page in the visitor's market", DESKTOP, async (page) => {
  await page.setExtraHTTPHeaders({ "CF-IPCountry": "US" });
  await page.goto("/products/headland-evening");
  await page.locator("market-offer a").click();
  await page.waitForURL("/us/products/headland-evening");
  await page.waitForLoadState("networkidle");
  assert.equal(await page.locator("market-offer").isVisible(), false);
});

onPage("suggestions in a market lead to pages of that market", DESKTOP, async (page) => {
  await page.goto("/ch");
  const field = page.getByRole("combobox", { name: "Search the shop" });
  await field.pressSequentially("headland", { delay: 20 });
  const option = page.getByRole("option").first();
  await option.waitFor();
  assert.match(await option.getAttribute("href"), /^\/ch\//);
  assert.match(await option.innerText(), /CHF/);
});
