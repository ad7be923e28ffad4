// The harness itself: what every other test here relies on.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startShop, until } from "./harness.mjs";

let shop;
before(async () => {
  shop = await startShop();
});
after(() => shop.stop());

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("a shop answers over the network", async () => {
  const answer = await shop.fetch("/healthz");
  assert.equal(answer.status, 200);
});

test("every migration has been applied, once", async () => {
  await shop.migrate();
  const { results } = await shop.db.prepare("SELECT name FROM d1_migrations ORDER BY name").all();
  const files = readdirSync(new URL("../../migrations/", import.meta.url)).sort();
  assert.deepEqual(results.map((row) => row.name), files);
});

test("what D1, KV and R2 have acknowledged survives kill -9", async () => {
  await shop.db.batch([
    shop.db.prepare("CREATE TABLE harness (word TEXT)"),
    shop.db.prepare("INSERT INTO harness VALUES ('kept')"),
  ]);
  await shop.kv.put("harness", "kept");
  await shop.r2.put("harness", "kept");
  await shop.kill();
  await assert.rejects(shop.fetch("/healthz"), "a killed shop answers nothing");
  await shop.restart();
  assert.equal(await shop.db.prepare("SELECT word FROM harness").first("word"), "kept");
  assert.equal(await shop.kv.get("harness"), "kept");
  assert.equal(await (await shop.r2.get("harness")).text(), "kept");
  assert.equal((await shop.fetch("/healthz")).status, 200);
});

test("a shop that is stopped leaves neither a process nor a folder", async () => {
  const other = await startShop();
  const pids = [...other.pids];
  assert.ok(pids.length > 0 && pids.every(isAlive));
  await other.stop();
  await until(() => !pids.some(isAlive), { what: "the end of the runtime" });
  assert.equal(existsSync(other.state), false);
});

test("a test process that is killed takes its runtime with it", async (context) => {
  const harness = new URL("./harness.mjs", import.meta.url).href;
  const folder = mkdtempSync(join(tmpdir(), "awning-orphan-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const script = join(folder, "orphan.mjs");
  writeFileSync(script, `import { startShop } from ${JSON.stringify(harness)};
    const shop = await startShop();
    console.log(JSON.stringify({ pids: [...shop.pids], state: shop.state }));
    setInterval(() => {}, 1000);`);
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  await until(() => output.endsWith("\n"), { timeoutMs: 30_000, what: "the other shop" });
  const { pids, state } = JSON.parse(output);
  assert.ok(pids.length > 0 && pids.every(isAlive));
  child.kill("SIGKILL");
  await until(() => !pids.some(isAlive) && !existsSync(state), { what: "the end of the orphaned runtime" });
});
