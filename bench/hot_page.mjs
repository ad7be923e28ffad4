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

const TITLES = { shop: "shop", constant: "constant Worker", twin: "control", cheapest: "cheapest constant" };
const SIDES = Object.keys(TITLES);

function mustBeEqual(constant, page) {
  const same = Buffer.from(constant.body).equals(page.body) && JSON.stringify(constant.headers) === JSON.stringify(page.headers);
  if (!same) throw new Plain("The constant Worker does not answer with the shop's own page; nothing was compared.");
}

/** Rounds in turn, each beginning with another side, so that a drift of the machine meets all alike. */
async function oneRun(state, path, { rounds, seconds }, onRound) {
  const sides = { shop: await startBuiltShop(state) };
  try {
    const page = await capture(sides.shop, path);
    for (const name of SIDES.slice(1)) {
      sides[name] = await startConstant(page, name === "cheapest" ? "cheapest" : "usual");
      mustBeEqual(await capture(sides[name], path), page);
    }
    const job = { paths: [path], connections: CONNECTIONS };
    for (const name of SIDES) await send(sides[name], { ...job, seconds: Math.min(WARM_UP_SECONDS, seconds) });
    const seen = Object.fromEntries(SIDES.map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (let turn = 0; turn < SIDES.length; turn += 1) {
        const name = SIDES[(round + turn) % SIDES.length];
        seen[name].push(await send(sides[name], { ...job, seconds }));
        onRound();
      }
    }
    return { bytes: page.body.length, ...Object.fromEntries(SIDES.map((name) => [name, summaryOf(seen[name])])) };
  } finally {
    for (const worker of Object.values(sides)) await worker.stop();
  }
}

function summaryOf(results) {
  return {
    rate: median(results.map((result) => result.rate)),
    cpuMs: median(results.map((result) => result.cpuMs)),
    busy: Math.max(...results.map((result) => result.busy)),
    requests: results.reduce((sum, result) => sum + result.requests, 0),
  };
}

function noteOf(path, runs, { rounds, seconds }, rate, cpu) {
  const met = (good) => (good ? "met" : "MISSED");
  const all = runs.flatMap((run) => SIDES.map((name) => run[name]));
  const busiest = Math.round(Math.max(...all.map((side) => side.busy)) * 100);
  return (
    `${path}, ${number(runs[0].bytes)} bytes, production setting, ${CONNECTIONS} connections without a proxy. ${runs.length} runs with restarts, ` +
    `${rounds} interleaved rounds of ${seconds} s for each side, at least ${number(Math.min(...all.map((side) => side.requests)))} requests a side and run; medians of rounds, ` +
    "and last the median of the runs. Ratios are to the constant Worker: throughput, then CPU. The control is that constant Worker started a second time, " +
    `the cheapest one builds its headers once. The clients used at most ${busiest} % of one core. ` +
    `Targets: throughput at least ${LEAST_RATE_RATIO} (${met(rate >= LEAST_RATE_RATIO)}), CPU at most ${MOST_CPU_RATIO} (${met(cpu <= MOST_CPU_RATIO)}).`
  );
}

export async function measureHotPage(state, path, { runs, ...effort }) {
  const show = progress("hot page");
  const steps = runs * effort.rounds * SIDES.length;
  let done = 0;
  const results = [];
  for (let run = 1; run <= runs; run += 1) {
    results.push(await oneRun(state, path, effort, () => show(++done, steps, `run ${run} of ${runs}`)));
  }
  const ratioOf = (run, name, of) => run[name][of] / run.constant[of];
  const overRuns = (name, of) => results.map((run) => ratioOf(run, name, of)).concat(median(results.map((run) => ratioOf(run, name, of))));
  const rows = SIDES.map((name) => [
    TITLES[name],
    number(median(results.map((run) => run[name].rate))),
    milliseconds(median(results.map((run) => run[name].cpuMs))),
    overRuns(name, "rate").map(ratio).join("  "),
    overRuns(name, "cpuMs").map(ratio).join("  "),
  ]);
  const [rate, cpu] = ["rate", "cpuMs"].map((of) => overRuns("shop", of).at(-1));
  const each = `${results.map((_, index) => `run ${index + 1}`).join(", ")}, median`;
  return {
    title: "Hot product page against a constant answer",
    note: noteOf(path, results, effort, rate, cpu),
    head: ["", "requests/s", "CPU", `throughput: ${each}`, `CPU: ${each}`],
    rows,
  };
}
