// Twenty power cuts under load. `node tests/kill/kill.mjs --kills 200` is the long run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runKills } from "../kill/kill.mjs";

test("kill −9: after twenty of them every acknowledged order is there and settles, and nobody paid twice", async (context) => {
  const seed = Number(process.env.AWNING_SEED ?? Date.now() % 1_000_000);
  context.diagnostic(`seed ${seed}`);
  const figures = await runKills({ kills: 20, seed });
  context.diagnostic(JSON.stringify(figures));
  assert.ok(figures.acknowledged >= 20 && figures.confirmations >= 10, "there was something to lose");
  assert.ok(figures.broken_off >= 20, "requests were on their way when the process ended");
});
