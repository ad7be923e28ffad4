// How long a start takes: the runtime's process with the Worker until its first answer, and the
// Worker's module alone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { milliseconds, number } from "./report.mjs";
import { buildFolder, capture, startBuiltShop, startConstant } from "./runtime.mjs";
import { median } from "./traffic.mjs";

async function timeStart(start, path) {
  const worker = await start();
  try {
    const answer = await worker.fetch(path);
    await answer.arrayBuffer();
    return performance.now() - worker.started;
  } finally {
    await worker.stop();
  }
}

const STAND_INS = {
  function: () => () => {},
  memory: () => new WebAssembly.Memory({ initial: 1 }),
  table: () => new WebAssembly.Table({ initial: 1, element: "anyfunc" }),
  global: () => new WebAssembly.Global({ value: "i32" }, 0),
  tag: () => new WebAssembly.Tag({ parameters: ["externref"] }),
};

/** Nothing of the Worker runs here: its imports are empty functions. */
function timeModule(bytes) {
  const before = performance.now();
  const module = new WebAssembly.Module(bytes);
  const compiled = performance.now();
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = STAND_INS[kind]();
  const ready = performance.now();
  new WebAssembly.Instance(module, imports);
  return { compile: compiled - before, instantiate: performance.now() - ready };
}

export async function measureStart(state, path, samples) {
  const shop = await startBuiltShop(state);
  const page = await capture(shop, path);
  await shop.stop();
  const [ofShop, ofConstant] = [[], []];
  for (let sample = 0; sample < samples; sample += 1) {
    ofShop.push(await timeStart(() => startBuiltShop(state), path));
    ofConstant.push(await timeStart(() => startConstant(page), path));
  }
  const bytes = readFileSync(join(buildFolder, "index_bg.wasm"));
  const modules = Array.from({ length: samples * 2 }, () => timeModule(bytes));
  const row = (name, values) => [name, milliseconds(median(values)), milliseconds(Math.min(...values)), milliseconds(Math.max(...values)), number(values.length)];
  return {
    title: "Start-up",
    note: "From starting the runtime's process to the first product page, read from KV; the constant Worker is the floor. The module's times are those of Node's V8, with empty imports.",
    head: ["", "median", "least", "most", "samples"],
    rows: [
      row("shop to first answer", ofShop),
      row("constant Worker to first answer", ofConstant),
      row("compile the module", modules.map((module) => module.compile)),
      row("instantiate the module", modules.map((module) => module.instantiate)),
    ],
  };
}
