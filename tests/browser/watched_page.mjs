// A page of a browser whose complaints are kept: errors, refusals of the security policy, requests that
// failed and content that jumped.

import assert from "node:assert/strict";
import { openBrowser, shop } from "./open_shop.mjs";

const PATIENCE_MILLISECONDS = 30_000;
const VIOLATION = "securitypolicyviolation";

/** Tells the test of violations, which a page may also swallow without a word in the console. */
function reportViolations([event, report]) {
  document.addEventListener(event, ({ effectiveDirective, blockedURI, sourceFile }) => {
    globalThis[report](`${effectiveDirective} refused ${blockedURI} in ${sourceFile}`);
  });
}

class WatchedPage {
  complaints = [];
  shifts = [];
  /** The answer to the last navigation. */
  answer;

  static async open(context, { javascript = true }) {
    const watched = new WatchedPage();
    const page = await context.newPage();
    watched.page = page;
    if (javascript) await watched.#listenInside();
    page.on("console", (message) => watched.#hear(message));
    page.on("requestfailed", (request) => watched.#missed(request));
    page.on("response", (response) => watched.#check(response));
    // The browser's own record of what moved, which is kept without scripts, too.
    const session = await context.newCDPSession(page);
    session.on("PerformanceTimeline.timelineEventAdded", ({ event }) => watched.shifts.push(event.layoutShiftDetails));
    await session.send("PerformanceTimeline.enable", { eventTypes: ["layout-shift"] });
    return watched;
  }

  /** What only scripts can tell or do; the console says the rest. */
  async #listenInside() {
    await this.page.exposeFunction("reportViolation", (text) => this.complain("security policy", text));
    await this.page.addInitScript(reportViolations, [VIOLATION, "reportViolation"]);
    this.page.on("pageerror", (error) => this.complain("script", `${error.name}: ${error.message} ${error.stack}`));
  }

  complain(kind, text) {
    this.complaints.push(`${kind}: ${text}`);
  }

  #hear(message) {
    if (!["error", "warning"].includes(message.type())) return;
    // Pages that are not 200 are asked for on purpose, and the browser notes them as errors.
    if (message.text().startsWith("Failed to load resource") && message.location().url === this.expected?.url) return;
    this.complain(`console ${message.type()}`, `${message.text()} (${message.location().url})`);
  }

  #missed(request) {
    const reason = request.failure()?.errorText;
    // Who goes on before all pictures are there no longer wants them.
    if (reason !== "net::ERR_ABORTED") this.complain("request", `${request.url()} ${reason}`);
  }

  #check(response) {
    const isPage = response.request().isNavigationRequest();
    if (isPage || response.status() < 400) return;
    this.complain("request", `${response.url()} answered ${response.status()}`);
  }

  /** Opens an address and waits until everything of the first screen is there. */
  async goto(path) {
    this.expected = { url: new URL(path, shop.url).href };
    this.answer = await this.page.goto(path, { waitUntil: "networkidle" });
    return this.answer;
  }

  /** Scrolls through the page, screen by screen, so that everything lazy arrives; ends at the top. */
  async readToTheEnd() {
    const { height } = this.page.viewportSize();
    const end = await this.page.evaluate(() => document.documentElement.scrollHeight);
    for (let top = height; top < end; top += height) {
      await this.page.evaluate((where) => scrollTo({ top: where, behavior: "instant" }), top);
      await this.page.waitForTimeout(60);
    }
    await this.page.waitForLoadState("networkidle");
    await this.page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
  }

  /** How far things moved without anybody's doing: the sum that is called CLS. */
  layoutShift() {
    const unasked = this.shifts.filter((shift) => !shift.hadRecentInput);
    return unasked.reduce((sum, shift) => sum + shift.value, 0);
  }
}

/** Looks at a page as a visitor with these `options` and demands that nothing complained meanwhile. */
export async function visit(options, look) {
  const context = await openBrowser(options);
  try {
    const watched = await WatchedPage.open(context, options);
    watched.page.setDefaultTimeout(PATIENCE_MILLISECONDS);
    await look(watched.page, watched);
    assert.deepEqual(watched.complaints, []);
  } finally {
    await context.close();
  }
}
