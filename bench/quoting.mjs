// What a quote costs on the processor, natively: `benches/quote.rs` measures, this makes the table.
import { run } from "../tools/project.mjs";
import { number } from "./report.mjs";

const TARGET_NANOSECONDS = 1_000_000;

export async function measureQuotes() {
  const output = await run("cargo", ["bench", "--quiet", "--bench", "quote"], { quiet: true });
  // Warnings of the compiler have no tabs.
  const [, ...measured] = output.split("\n").filter((line) => line.includes("\t")).map((line) => line.split("\t"));
  const rows = measured.map(([prices, lines, promotions, quote, line]) => {
    const kept = Number(quote) <= TARGET_NANOSECONDS ? "kept" : "missed";
    return [`${lines} lines, prices ${prices}`, promotions, `${number(Number(quote) / 1000, 1)} µs`, `${number(Number(line) / 1000, 2)} µs`, `1 ms ${kept}`];
  });
  return {
    title: "A quote",
    note: "Processor time of `pricing::quote`, natively with the profile of the Worker, medians of 101 rounds. The promotions are of every kind and all apply; some exclude each other, so that about a hundred ways to put them together are compared.",
    head: ["", "promotions", "a quote", "of a line", "target"],
    rows,
  };
}
