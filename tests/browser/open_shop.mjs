// One shop and one Chromium for all browser tests of a run.
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { findChromium } from "../../tools/chromium.mjs";
import { settled } from "../worker/catalogue.mjs";
import { ADMIN_TOKEN, startShop } from "../worker/harness.mjs";
import { loadSmallShop } from "./small_shop.mjs";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update", "--disable-sync"];

export const PHONE = { width: 390, height: 844 };
export const NARROW_PHONE = { width: 320, height: 640 };
export const DESKTOP = { width: 1440, height: 900 };

export let shop;
let browser;

before(async () => {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("There is no Chromium: run `node tools/chromium.mjs` first.");
  const launching = chromium.launch({ executablePath, args: FLAGS });
  shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  await loadSmallShop({ url: shop.url, token: ADMIN_TOKEN });
  await settled(shop);
  browser = await launching;
});

after(async () => {
  await browser?.close();
  await shop?.stop();
});

/** A browser of a visitor of their own: nothing remembered, nothing in its cache. */
export function openBrowser({ viewport = DESKTOP, javascript = true, colours = "light", motion = "no-preference" } = {}) {
  const isPhone = viewport.width < 600;
  return browser.newContext({
    baseURL: shop.url,
    viewport,
    javaScriptEnabled: javascript,
    isMobile: isPhone,
    hasTouch: isPhone,
    colorScheme: colours,
    reducedMotion: motion,
  });
}
