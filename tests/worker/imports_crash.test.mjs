// Large files with faults, and a power cut in the middle of one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startShop } from "./harness.mjs";
import { assertProblems, importerOf, seededFile } from "./import_file.mjs";

const ROWS = 5000;

async function handlesOf(shop) {
  const { results } = await shop.db.prepare("SELECT handle FROM products ORDER BY id").all();
  return new Set(results.map(({ handle }) => handle));
}

/** All problems, page by page. */
async function allProblems(importer, id) {
  const found = [];
  for (let cursor = ""; ; ) {
    const page = await importer.ask("GET", `/${id}/problems?limit=100${cursor}`);
    found.push(...page.problems);
    if (!page.next_cursor) return found;
    cursor = `&cursor=${page.next_cursor}`;
  }
}

/** Runs the file with a power cut so long after its beginning; answers how many products were there by then. */
async function cutsAfter(waitMs, expected) {
  const shop = await startShop();
  try {
    const importer = importerOf(shop);
    const checked = await importer.checks(expected.file);
    const plan = { created: expected.created, changed: 0, unchanged: 0, archived: 0, failed: expected.failed };
    assert.deepEqual(checked.plan, plan);
    assertProblems(await allProblems(importer, checked.id), expected.problems);
    assert.equal((await handlesOf(shop)).size, 0);

    // Its answer waits for the database, which the run keeps busy.
    importer.ask("POST", `/${checked.id}/run`).catch(() => {});
    await sleep(waitMs);
    await shop.kill();
    await shop.restart();
    const amid = await handlesOf(shop);
    // A minute later, the clock finds that nothing was heard of it.
    await shop.db.prepare("UPDATE imports SET heartbeat_at_ms = heartbeat_at_ms - 61000").run();
    await shop.scheduled();
    const done = await importer.reaches(checked.id, "done");
    assert.deepEqual(done.counts, plan);
    assert.equal(done.rows_read, ROWS);
    assertProblems(await allProblems(importer, checked.id), expected.problems);
    assert.deepEqual(await handlesOf(shop), new Set(expected.handles));
    const { results } = await shop.db.prepare("SELECT max(revision) AS revision, (SELECT count(*) FROM variants) AS variants FROM products").all();
    assert.equal(results[0].revision, 1, "no product was written twice");
    return amid.size;
  } finally {
    await shop.stop();
  }
}

for (const seed of [1, 2]) {
  test(`5,000 rows with faults by seed ${seed} give exactly their products and problems, over a power cut`, async () => {
    const expected = seededFile({ rows: ROWS, seed });
    // How long a run takes depends on the machine: the middle is looked for between what was too early and too late.
    let [early, late, wait] = [0, undefined, 400];
    for (let attempt = 1; ; attempt += 1) {
      const found = await cutsAfter(wait, expected);
      if (found > 0 && found < expected.created) return;
      assert.ok(attempt < 8, `no cut came in the middle of a run; the last one after ${wait} ms found ${found} products`);
      if (found === 0) early = wait;
      else late = wait;
      wait = late === undefined ? wait * 2 : (early + late) / 2;
    }
  });
}
