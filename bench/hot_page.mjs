// A hot product page against a constant Worker that answers with the very same bytes and headers,
// and that constant Worker against a second one: what differs between those two is noise.
import { Plain } from "../tools/project.mjs";
import { milliseconds, number, progress, ratio } from "./report.mjs";
import { capture, startBuiltShop, startConstant } from "./runtime.mjs";
import { median, send } from "./traffic.mjs";

const CONNECTIONS = 8;
const WARM_UP_SECONDS = 2;
const LEAST_RATE_RATIO = 0.9;
const MOST_CPU_RATIO = 1.15;

function mustBeEqual(constant, page) {
  const same = Buffer.from(constant.body).equals(page.body) && JSON.stringify(constant.headers) === JSON.stringify(page.headers);
  if (!same) throw new Plain("The constant Worker does not answer with the shop's own page; nothing was compared.");
}

/** Rounds in turn, each beginning with another side, so that a drift of the machine meets all alike. */
async function oneRun(state, path, { rounds, seconds }, onRound) {
  const shop = await startBuiltShop(state);
  const started = [shop];
  try {
    const page = await capture(shop, path);
    for (let copies = 0; copies < 2; copies += 1) {
      started.push(await startConstant(page));
      mustBeEqual(await capture(started.at(-1), path), page);
    }
    const job = { paths: [path], connections: CONNECTIONS };
    for (const side of started) await send(side, { ...job, seconds: Math.min(WARM_UP_SECONDS, seconds) });
    const seen = started.map(() => []);
    for (let round = 0; round < rounds; round += 1) {
      for (let turn = 0; turn < started.length; turn += 1) {
        const side = (round + turn) % started.length;
        seen[side].push(await send(started[side], { ...job, seconds }));
        onRound();
      }
    }
    const sides = seen.map((results) => ({
      rate: median(results.map((result) => result.rate)),
      cpuMs: median(results.map((result) => result.cpuMs)),
      busy: Math.max(...results.map((result) => result.busy)),
      requests: results.reduce((sum, result) => sum + result.requests, 0),
    }));
    return { shop: sides[0], constant: sides[1], twin: sides[2], bytes: page.body.length };
  } finally {
    for (const worker of started) await worker.stop();
  }
}

export async function measureHotPage(state, path, { runs, rounds, seconds }) {
  const show = progress("hot page");
  const steps = runs * rounds * 3;
  let done = 0;
  const results = [];
  for (let run = 1; run <= runs; run += 1) {
    results.push(await oneRun(state, path, { rounds, seconds }, () => show(++done, steps, `run ${run} of ${runs}`)));
  }
  const rows = results.map(({ shop, constant, twin }, index) => rowOf(`run ${index + 1}`, shop, constant, twin));
  const middle = (of) => median(results.map(of));
  const rate = middle(({ shop, constant }) => shop.rate / constant.rate);
  const cpu = middle(({ shop, constant }) => shop.cpuMs / constant.cpuMs);
  const sides = ["shop", "constant", "twin"].map((side) => ({ rate: middle((run) => run[side].rate), cpuMs: middle((run) => run[side].cpuMs) }));
  const control = [middle(({ constant, twin }) => twin.rate / constant.rate), middle(({ constant, twin }) => twin.cpuMs / constant.cpuMs)];
  const met = (good) => (good ? "met" : "MISSED");
  const most = Math.max(...results.flatMap(({ shop, constant, twin }) => [shop.busy, constant.busy, twin.busy]));
  const fewest = Math.min(...results.flatMap(({ shop, constant, twin }) => [shop.requests, constant.requests, twin.requests]));
  return {
    title: "Hot product page against a constant answer",
    note:
      `${path}, ${number(results[0].bytes)} bytes, production setting, ${CONNECTIONS} connections without a proxy. ${runs} runs with restarts, ` +
      `${rounds} interleaved rounds of ${seconds} s for each side, at least ${number(fewest)} requests a side and run; medians of rounds. ` +
      `The control is the same constant Worker started twice. The clients used at most ${Math.round(most * 100)} % of one core. ` +
      `Targets: throughput at least ${LEAST_RATE_RATIO} of the constant (${met(rate >= LEAST_RATE_RATIO)}), CPU at most ${MOST_CPU_RATIO} times (${met(cpu <= MOST_CPU_RATIO)}).`,
    head: ["", "shop/s", "constant/s", "throughput", "control", "shop CPU", "constant CPU", "CPU", "control"],
    rows: [
      ...rows,
      ["median of runs", number(sides[0].rate), number(sides[1].rate), ratio(rate), ratio(control[0]), milliseconds(sides[0].cpuMs), milliseconds(sides[1].cpuMs), ratio(cpu), ratio(control[1])],
    ],
  };
}

function rowOf(name, shop, constant, twin) {
  const rates = [number(shop.rate), number(constant.rate), ratio(shop.rate / constant.rate), ratio(twin.rate / constant.rate)];
  const costs = [milliseconds(shop.cpuMs), milliseconds(constant.cpuMs), ratio(shop.cpuMs / constant.cpuMs), ratio(twin.cpuMs / constant.cpuMs)];
  return [name, ...rates, ...costs];
}
