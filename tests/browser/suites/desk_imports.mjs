// A file is sent, followed and run at the desk: on a phone and a desktop, with scripts and without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { signsIn } from "../../worker/desk_visitor.mjs";
import { csv, single } from "../../worker/import_file.mjs";
import { axeViolations, sidewaysScroll, smallTargets } from "../judgements.mjs";
import { DESKTOP, PHONE, shop } from "../open_shop.mjs";
import { visit } from "../watched_page.mjs";

const VISITORS = [
  { name: "a phone without scripts", viewport: PHONE, javascript: false },
  { name: "a phone", viewport: PHONE, javascript: true, colours: "dark" },
  { name: "a desktop", viewport: DESKTOP, javascript: true },
];

async function judge(page, { javascript, viewport }, what) {
  assert.deepEqual(await sidewaysScroll(page), [], what);
  if (!javascript) return;
  assert.deepEqual(await axeViolations(page), [], what);
  if (viewport === PHONE) assert.deepEqual(await smallTargets(page), [], what);
}

/** Signs a browser in as the owner. */
async function enter(page) {
  const { cookie } = await signsIn(shop);
  const [name, value] = cookie.split("=");
  const { hostname } = new URL(shop.url);
  await page.context().addCookies([{ name, value, domain: hostname, path: "/", secure: true, httpOnly: true, sameSite: "Lax" }]);
}

/** An import that stands in the middle of its run, and nobody works on. */
const running = (id) =>
  shop.db.prepare(
    `INSERT INTO imports (id, format, name, byte_length, options, state, started_by, run_by, created_at_ms, begun_at_ms, heartbeat_at_ms, lease, at_byte, row_count, created, error_count, failed)
     VALUES (?1, 'shopify', 'autumn.csv', 1000, '{"archive_missing":false,"stock":null,"refetch_pictures":false,"run_if_clean":false}', 'running', 'staff:owner', 'staff:owner', 1, 1, 9000000000000, 'x', 400, 40, 12, 3, 2)`,
  ).bind(id).run();

for (const visitor of VISITORS) {
  const { name, javascript } = visitor;
  test(`a file is sent, followed and run on ${name}`, { timeout: 120_000 }, async () => {
    await visit(visitor, async (page) => {
      await enter(page);
      await page.goto("/admin/imports");
      await judge(page, visitor, "the list of imports");
      const handle = `import-${name.replaceAll(" ", "-")}`;
      const file = csv([single(handle), single(`${handle}-bad`, { price: "cheap" })]);
      await page.getByLabel("File", { exact: true }).setInputFiles({ name: "autumn.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
      await page.getByRole("button", { name: "Send and check" }).click();
      await page.getByRole("heading", { name: "autumn.csv" }).waitFor();
      // Without scripts the page loads itself anew.
      await page.getByRole("button", { name: "Run it" }).waitFor();
      await page.getByText("When it runs: 1 product created.").waitFor();
      await judge(page, visitor, "an import that is checked");
      await page.getByRole("button", { name: "Run it" }).click();
      await page.getByText("It is done: 1 product created.").waitFor();
      await judge(page, visitor, "an import that is done");
      assert.equal((await shop.admin("GET", `/api/admin/v1/products/${handle}`)).status, 200);
    });
  });

  test(`a page of an import follows it on ${name}`, { timeout: 120_000 }, async () => {
    const id = crypto.randomUUID().replaceAll("-", "");
    await running(id);
    await visit(visitor, async (page) => {
      await enter(page);
      await page.goto(`/admin/imports/${id}`);
      await page.getByText("40% of the file, 40 rows read, 3 errors so far.").waitFor();
      await judge(page, visitor, "an import that runs");
      if (javascript) await page.evaluate(() => (window.stays = true));
      await shop.db.prepare("UPDATE imports SET at_byte = 800, row_count = 81, created = 30 WHERE id = ?1").bind(id).run();
      await page.getByText("80% of the file, 81 rows read, 3 errors so far.").waitFor();
      await shop.db.prepare("UPDATE imports SET state = 'done', ended_at_ms = 2 WHERE id = ?1").bind(id).run();
      await page.getByText("It is done: 30 products created.").waitFor();
      if (!javascript) return;
      assert.equal(await page.evaluate(() => window.stays), true, "the page itself stays");
      assert.equal(await page.locator("#import-news").textContent(), "Done");
    });
    await shop.db.prepare("DELETE FROM imports WHERE id = ?1").bind(id).run();
  });
}
