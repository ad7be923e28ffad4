// Kills the shop's runtime (kill −9) at random moments while people buy, pays, ships and refunds in it,
// starts it again on the same state, and at the end asks whether anything was lost.
//   node tests/kill/kill.mjs [--kills 20] [--seed 1] [--shoppers 8] [--least-ms 150] [--most-ms 1500]
// `AWNING_PROFILE=dev` kills the development build. The seed decides who does what and when the kills
// come; how far requests are by then is the machine's affair, so that a seed names a run and does not
// repeat it.
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { startShop } from "../worker/harness.mjs";
import { merchantOf } from "../worker/catalogue.mjs";
import { stocks } from "../worker/checkout_visitor.mjs";
import { audit } from "./audit.mjs";
import { diceOf } from "./dice.mjs";
import { emptyNotes, keepShop, shop as goShopping } from "./people.mjs";
import { persistentOf } from "./persistence.mjs";

/** Some of plenty, some that run out on the way. */
const unitsFor = (kills) => ({ MUG: 1_000_000, BOWL: 1_000_000, JUG: 5 * kills + 20, LAMP: 2 * kills + 5, LAST: 3 });

/**
 * Runs and audits; answers with the figures. `say` hears how far it is.
 * A failure names the seed.
 */
export async function runKills({ kills = 20, seed = 1, shoppers = 8, leastMs = 150, mostMs = 1500, say = () => {} }) {
  const shop = await startShop({ vars: { TEST_GATEWAY: "1" } });
  try {
    const units = unitsFor(kills);
    await stocks(shop, units);
    await merchantOf(shop).sets({ email: "shop@example.com" });
    const notes = emptyNotes();
    const line = persistentOf(shop);
    const dice = diceOf(seed);
    let over = false;
    const isOver = () => over;
    const people = [keepShop(line, seed + 1, notes, isOver), ...Array.from({ length: shoppers }, (_, at) => goShopping(line, seed * 1000 + at, notes, Object.keys(units), isOver))];
    const crowd = Promise.all(people);
    crowd.catch(() => (over = true));
    for (let kill = 1; kill <= kills && !over; kill += 1) {
      await sleep(dice.between(leastMs, mostMs));
      await shop.kill();
      await shop.restart();
      if (kill % 10 === 0 || kill === kills) say(`${kill} kills, ${notes.orders.size} orders acknowledged, ${line.figures.broken} requests broken off`);
    }
    over = true;
    await crowd;
    say("coming to rest");
    const figures = await audit(shop, notes, units);
    return { kills, seed, ...figures, requests: line.figures.requests, broken_off: line.figures.broken, server_errors: line.figures.errors };
  } catch (error) {
    error.message = `seed ${seed}: ${error.message}`;
    throw error;
  } finally {
    await shop.stop();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = { type: "string" };
  const { values } = parseArgs({ options: { kills: text, seed: text, shoppers: text, "least-ms": text, "most-ms": text } });
  const given = { kills: values.kills, seed: values.seed ?? String(Date.now() % 1_000_000), shoppers: values.shoppers, leastMs: values["least-ms"], mostMs: values["most-ms"] };
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined).map(([name, value]) => [name, Number(value)]));
  console.log(`seed ${options.seed}`);
  const started = Date.now();
  const figures = await runKills({ ...options, say: (text) => console.log(`${Math.round((Date.now() - started) / 1000)} s: ${text}`) });
  console.log(JSON.stringify({ ...figures, seconds: Math.round((Date.now() - started) / 1000) }, undefined, 2));
}
