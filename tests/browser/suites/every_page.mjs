// Every kind of page on a phone and on a desktop, with scripts and without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axeViolations, brokenPictures, sidewaysScroll, smallTargets } from "../judgements.mjs";
import { DESKTOP, NARROW_PHONE, PHONE } from "../open_shop.mjs";
import { PAGE_KINDS } from "../page_kinds.mjs";
import { visit } from "../watched_page.mjs";

/** Opens the page, reads it to its end and holds it against everything that is true of all pages. */
async function judge(watched, { status, shows }, path) {
  const { page } = watched;
  const answer = await watched.goto(path);
  assert.equal(answer.status(), status);
  assert.ok(await page.locator(shows).first().isVisible(), `${shows} is not to be seen on ${path}`);
  await watched.readToTheEnd();
  assert.deepEqual(await sidewaysScroll(page), []);
  assert.deepEqual(await brokenPictures(page), []);
  assert.equal(watched.layoutShift(), 0, `moved: ${JSON.stringify(watched.shifts)}`);
}

async function assertAccessible(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    assert.deepEqual(await axeViolations(page), [], colorScheme);
  }
}

async function assertFitsAPhone(page) {
  assert.deepEqual(await smallTargets(page), []);
  await page.setViewportSize(NARROW_PHONE);
  assert.deepEqual(await sidewaysScroll(page), [], "at 320 px");
}

const AT_ONCE = 3;
const [calm, stormy] = [PAGE_KINDS.filter((kind) => kind.status < 500), PAGE_KINDS.filter((kind) => kind.status >= 500)];

for (const [device, viewport] of [["a phone", PHONE], ["a desktop", DESKTOP]]) {
  for (const javascript of [true, false]) {
    const where = `on ${device} ${javascript ? "with" : "without"} scripts`;
    test(`every page is whole ${where}`, { concurrency: AT_ONCE }, async (t) => {
      const look = (kind) =>
        t.test(`${kind.name} ${where}`, { timeout: 120_000 }, () =>
          visit({ viewport, javascript }, async (page, watched) => {
            await kind.at((path) => judge(watched, kind, path));
            if (javascript) await assertAccessible(page);
            if (viewport === PHONE) await assertFitsAPhone(page);
          }));
      await Promise.all(calm.map(look));
      await Promise.all(stormy.map(look)); // what fails then fails for everybody
    });
  }
}
