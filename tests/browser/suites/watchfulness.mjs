// That the judgements of the other suites find what they are there to find.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { axeViolations, brokenPictures, sidewaysScroll, smallTargets } from "../judgements.mjs";
import { PHONE } from "../open_shop.mjs";
import { visit } from "../watched_page.mjs";

const POOR_PAGE = `<!doctype html><title>Poor</title><meta name="viewport" content="width=device-width">
<style>p { color: red }</style>
<button>x</button> <img src="/icons/icon-512.png"> <img src="/icons/none.png"> <img src="https://elsewhere.example/x.png">
<h1>Moved</h1> <table width="900"><tr><td>Wide</table> <script>console.error("heard")</script>`;

const policy = "default-src 'none'; img-src 'self'; script-src 'unsafe-inline'";

async function assertAxeSees(page, rules) {
  const broken = (await axeViolations(page)).map((violation) => violation.split(":")[0]);
  for (const rule of rules) assert.ok(broken.includes(rule), broken.join());
}

for (const javascript of [true, false]) {
  test(`a poor page is seen through ${javascript ? "with" : "without"} scripts`, { timeout: 120_000 }, () =>
    visit({ viewport: PHONE, javascript }, async (page, watched) => {
      await page.route("/poor", (route) => route.fulfill({ contentType: "text/html", headers: { "content-security-policy": policy }, body: POOR_PAGE }));
      await page.route("/icons/icon-512.png", async (route) => {
        await sleep(800); // later than the words below it
        await route.continue();
      });
      await watched.goto("/poor");
      const heard = (pattern) => assert.ok(watched.complaints.some((complaint) => pattern.test(complaint)), `${pattern}: ${watched.complaints.join("\n")}`);
      heard(/style-src/);
      heard(/img-src/);
      heard(/none\.png answered 404/);
      if (javascript) heard(/console error: heard/);
      if (javascript) heard(/^security policy: /);
      assert.ok(watched.layoutShift() > 0, "the picture without a size moved what follows it");
      assert.equal((await brokenPictures(page)).length, 2);
      assert.equal((await sidewaysScroll(page)).length, 1);
      assert.equal((await smallTargets(page)).length, 1);
      if (javascript) await assertAxeSees(page, ["image-alt", "html-has-lang"]);
      watched.complaints = []; // all of them were meant
    }));
}
