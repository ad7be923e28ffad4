// A merchant makes a product with pictures and variants, sees it in the shop, and changes its price.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fixture, settled } from "../../worker/catalogue.mjs";
import { enter, judge } from "../desk.mjs";
import { brokenPictures } from "../judgements.mjs";
import { DESKTOP, PHONE, shop } from "../open_shop.mjs";
import { visit } from "../watched_page.mjs";

const VISITORS = [
  { name: "a phone", viewport: PHONE, javascript: true },
  { name: "a phone without scripts", viewport: PHONE, javascript: false },
  { name: "a desktop in the dark", viewport: DESKTOP, javascript: true, colours: "dark" },
];

const save = (page) => page.getByRole("button", { name: "Save", exact: true }).first().click();
const opensVariant = async (page, number) => {
  const variant = page.locator(`#variant-${number}`);
  if (!(await variant.getAttribute("open").then((open) => open !== null)) && (page.viewportSize().width < 960)) await variant.locator("> summary").click();
  return variant;
};

test("a product with pictures and variants is made through a real upload and seen in the shop", async () => {
  await visit({ viewport: DESKTOP }, async (page) => {
    await enter(page);
    await page.goto("/admin/products");
    await page.getByRole("link", { name: "New product" }).click();
    await page.locator("#f-title").fill("Harbour blanket");
    await page.locator("#f-description").fill("## Care\n\nWash it *cold*.");
    await page.getByText("Preview", { exact: true }).click();
    await page.getByRole("button", { name: "Show it as it is now" }).click();
    await page.locator(".prose h2", { hasText: "Care" }).waitFor();
    assert.match(await page.locator(".result-title").textContent(), /Harbour blanket · /);

    const files = ["blue-2400x1200.jpg", "red-800x600.png"].map((name) => ({ name, mimeType: name.endsWith("jpg") ? "image/jpeg" : "image/png", buffer: fixture(name) }));
    await page.locator("#picture").setInputFiles(files);
    await page.locator("[data-picture]").nth(1).waitFor();
    assert.equal(await page.locator(".uploads .fault").count(), 0);
    const hashes = await page.locator("[data-picture] [type=hidden]").evaluateAll((fields) => fields.map((field) => field.value));
    await page.locator("[data-picture] input.field").first().fill("The blanket on a pier");

    await page.locator("#options > summary").click();
    await page.locator("#f-options-0--name").fill("Size");
    await page.locator("#f-options-0--values").fill("Small, Large");
    await page.locator("#f-variants-0--price").fill("120");
    await page.getByRole("button", { name: "Make variants" }).click();
    await page.locator("#variant-1").waitFor();
    await page.locator("#f-variants-1--price").fill("180");
    await page.locator("#f-status").selectOption("active");
    await judge(page, { javascript: true, viewport: DESKTOP }, "the editor, filled in");
    await save(page);
    await page.waitForURL("**/admin/products/harbour-blanket?done=created");
    await page.locator("img").first().waitFor();
    assert.deepEqual(await brokenPictures(page), []);

    const kept = await shop.r2.list({ prefix: "renditions/" });
    const names = kept.objects.map(({ key }) => key);
    for (const hash of hashes) assert.ok(names.some((name) => name.includes(hash)), `the browser made sizes of ${hash}`);
    await settled(shop, "product:harbour-blanket");
    await page.getByRole("link", { name: "See it in the shop" }).click();
    await page.getByRole("heading", { name: "Harbour blanket", level: 1 }).waitFor();
    await page.getByText("€120.00").first().waitFor();
    assert.deepEqual(await brokenPictures(page), []);
  });
});

for (const visitor of VISITORS) {
  test(`a price is changed on ${visitor.name} and seen in the shop`, async () => {
    const handle = `priced-${visitor.name.replaceAll(" ", "-")}`;
    const money = (amount_minor) => ({ amount_minor, currency: "EUR" });
    const variants = ["S", "M", "L"].map((size) => ({ sku: `${handle}-${size}`.slice(0, 60), options: [size], price: money(5000) }));
    const made = await shop.admin("PUT", `/api/admin/v1/products/${handle}`, { title: `Priced ${visitor.name}`, status: "active", options: [{ name: "Size" }], variants });
    assert.ok(made.ok, await made.text());
    await visit(visitor, async (page, watched) => {
      await enter(page);
      await page.goto(`/admin/products?q=priced&sort=title`);
      await judge(page, visitor, "the list");
      await page.getByRole("link", { name: `Priced ${visitor.name}` }).first().click();
      await page.waitForURL(`**/admin/products/${handle}`);
      await judge(page, visitor, "the editor");
      await opensVariant(page, 0);
      await page.locator("#f-variants-0--price").fill("dear");
      watched.expected = { url: page.url() };
      await save(page);
      await page.locator("#f-variants-0--price-fault").waitFor();
      await judge(page, visitor, "the refused form");
      await page.locator("#f-variants-0--price").fill("43.21");
      await save(page);
      await page.waitForURL("**?done=saved");
      await settled(shop, `product:${handle}`);
      await page.goto(`/products/${handle}`);
      await page.getByText("€43.21").first().waitFor();
    });
  });
}

test("variants are added and taken out on a phone without scripts", async () => {
  const handle = "plain-variants";
  const made = await shop.admin("PUT", `/api/admin/v1/products/${handle}`, { title: "Plain variants", variants: [{ sku: "PLAIN", price: { amount_minor: 900, currency: "EUR" } }] });
  assert.ok(made.ok, await made.text());
  await visit({ viewport: PHONE, javascript: false }, async (page) => {
    await enter(page);
    await page.goto(`/admin/products/${handle}`);
    await page.locator("#options > summary").click();
    await page.locator("#f-options-0--name").fill("Colour");
    await page.locator("#f-options-0--values").fill("Red, Blue, Green");
    await page.getByRole("button", { name: "Make variants" }).click();
    await page.getByText("2 variants were added").waitFor();
    const last = await opensVariant(page, 2);
    await last.locator(".variant-more > summary").click();
    await last.getByRole("button", { name: /Remove this variant/ }).click();
    await page.getByText("is taken out when you save").waitFor();
    await save(page);
    await page.waitForURL("**?done=saved");
    const { variants } = await (await shop.admin("GET", `/api/admin/v1/products/${handle}`)).json();
    assert.deepEqual(variants.map(({ options }) => options.join()), ["Red", "Blue"]);
  });
});

test("both versions are shown when somebody else saved first", async () => {
  const handle = "two-hands";
  const put = (title) => shop.admin("PUT", `/api/admin/v1/products/${handle}`, { title, variants: [{ sku: "HANDS", price: { amount_minor: 900, currency: "EUR" } }] });
  assert.ok((await put("Two hands")).ok);
  const visitor = { viewport: PHONE, javascript: true };
  await visit(visitor, async (page, watched) => {
    await enter(page);
    await page.goto(`/admin/products/${handle}`);
    assert.ok((await put("Theirs")).ok);
    await page.locator("#f-title").fill("Mine");
    watched.expected = { url: page.url() };
    await save(page);
    await page.getByRole("heading", { name: "Somebody else saved this product meanwhile" }).waitFor();
    await judge(page, visitor, "both versions");
    await page.getByRole("button", { name: "Save mine over it" }).click();
    await page.waitForURL("**?done=saved");
    assert.equal(await page.locator("#f-title").inputValue(), "Mine");
  });
});
