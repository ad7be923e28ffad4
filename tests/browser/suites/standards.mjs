// What a page promises to the browser besides its content: pages fetched ahead, an installable shop,
// a soft change from page to page.
import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { until } from "../../worker/harness.mjs";
import { shop } from "../open_shop.mjs";
import { visit } from "../watched_page.mjs";

const onPage = (name, options, look) => test(name, { timeout: 120_000 }, () => visit(options, look));

onPage("the browser takes the rules for fetching pages ahead and follows them", {}, async (page, watched) => {
  const session = await page.context().newCDPSession(page);
  const rules = [];
  const prefetches = [];
  session.on("Preload.ruleSetUpdated", ({ ruleSet }) => rules.push(ruleSet));
  session.on("Preload.prefetchStatusUpdated", ({ status, prefetchUrl }) => prefetches.push([prefetchUrl, status]));
  await session.send("Preload.enable");
  await watched.goto("/");
  await until(() => rules.length > 0, { what: "a set of rules" });
  assert.equal(rules.length, 1);
  assert.equal(rules[0].errorType, undefined, rules[0].errorMessage);
  assert.equal(rules[0].url, `${shop.url}/speculation-rules.json`);
  await page.locator("main a[href='/collections/ceramics']").first().hover();
  const ready = () => prefetches.some(([url, status]) => url === `${shop.url}/collections/ceramics` && ["Ready", "Success"].includes(status));
  await until(ready, { what: "the page fetched ahead" }).catch((error) => assert.fail(`${error.message}: ${JSON.stringify(prefetches)}`));
});

onPage("the manifest is understood and its icons have the sizes that it names", {}, async (page, watched) => {
  const session = await page.context().newCDPSession(page);
  await watched.goto("/");
  const { url, errors, data } = await session.send("Page.getAppManifest");
  assert.equal(url, `${shop.url}/manifest.webmanifest`);
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  assert.equal(manifest.name, "Merrow Lane");
  assert.ok(manifest.icons.some((icon) => icon.purpose === "maskable"));
  assert.deepEqual(new Set(manifest.icons.map((icon) => icon.sizes)), new Set(["192x192", "512x512"]));
  for (const icon of manifest.icons) await assertPicture(icon.src, "png", icon.sizes);
  const hrefs = await page.locator("link[rel~=icon], link[rel=apple-touch-icon]").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.equal(hrefs.length, 2);
  for (const href of hrefs) href.endsWith(".svg") ? await assertPicture(href, "svg") : await assertPicture(href, "png", "180x180");
  const themes = await page.locator("meta[name=theme-color]").evaluateAll((metas) => metas.map((meta) => meta.content));
  assert.ok(themes.includes(manifest.theme_color), `the manifest says ${manifest.theme_color}, the page ${themes}`);
});

async function assertPicture(path, format, sizes) {
  const answer = await shop.fetch(path);
  assert.equal(answer.status, 200, path);
  const picture = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  assert.equal(picture.format, format, path);
  if (sizes) assert.equal(`${picture.width}x${picture.height}`, sizes, path);
}

for (const [motion, isSoft] of [["no-preference", true], ["reduce", false]]) {
  onPage(`a page ${isSoft ? "fades" : "does not fade"} into the next where motion is ${isSoft ? "welcome" : "unwelcome"}`, { motion }, async (page) => {
    await page.addInitScript(() => addEventListener("pagereveal", (event) => (globalThis.fades = event.viewTransition !== null)));
    await page.goto("/");
    await page.locator("main a[href='/collections/ceramics']").first().click();
    await page.waitForURL("/collections/ceramics");
    await page.waitForFunction(() => globalThis.fades !== undefined);
    assert.equal(await page.evaluate(() => globalThis.fades), isSoft);
  });
}
