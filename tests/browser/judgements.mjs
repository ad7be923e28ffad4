// What is asked of a page once it is open. Each answers with what is wrong, in words.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds, in the colours and at the size that the page has now. */
export async function axeViolations(page) {
  await page.evaluate(`${axeSource}; undefined`);
  const violations = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} – ${node.failureSummary.replaceAll("\n", " ")}`));
}

/** The elements that stick out to the right, or the fact that the page can be scrolled sideways. */
export function sidewaysScroll(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5);
    return [`${scrollWidth} px of content in ${clientWidth} px: ${wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 80)).join(", ")}`];
  });
}

/** What is to be touched and smaller than a finger tip. Links within running text are as large as their words. */
export function smallTargets(page, least = 44) {
  return page.evaluate((least) => {
    const targets = document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden]), [role=option]");
    const isTextLink = (element) => element.matches("a") && getComputedStyle(element).display === "inline" && element.closest("p, .prose") !== null;
    const judge = (element) => {
      const { width, height, bottom, right } = (element.closest("label") ?? element).getBoundingClientRect();
      // What Enter presses is there for nobody's finger.
      if (element.matches(".hidden[tabindex='-1']")) return [];
      const isSeen = element.checkVisibility({ visibilityProperty: true }) && width > 0 && bottom + scrollY > 0 && right > 0;
      // Lines of a list are touched at their height; how wide they are their words decide.
      const isWide = width > least - 0.5 || (element.matches("a") && element.textContent.trim().length > 2);
      return !isSeen || isTextLink(element) || (height > least - 0.5 && isWide) ? [] : [`${Math.round(width)} × ${Math.round(height)} px: ${element.outerHTML.slice(0, 100)}`];
    };
    return [...targets].flatMap(judge);
  }, least);
}

/** Pictures that arrived as something else. */
export function brokenPictures(page) {
  return page.locator("img").evaluateAll((images) => images.filter((image) => image.complete && image.naturalWidth === 0).map((image) => image.currentSrc));
}
