// The table of results, on the terminal and as Markdown.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "../tools/project.mjs";
import { profile } from "./runtime.mjs";

export const number = (value, digits = 0) => value.toLocaleString("en-IE", { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const milliseconds = (value) => `${number(value, value < 10 ? 2 : 1)} ms`;
export const ratio = (value) => value.toFixed(3);

/** A bar on a terminal; elsewhere a line at every tenth. */
export function progress(what) {
  let tenth = 0;
  return (done, total, detail = "") => {
    const share = Math.min(1, done / total);
    if (process.stderr.isTTY) {
      const filled = Math.round(share * 28);
      const bar = `${"█".repeat(filled)}${"░".repeat(28 - filled)} ${String(Math.floor(share * 100)).padStart(3)} %`;
      process.stderr.write(`\r  ${what} ${bar} ${detail.slice(0, 40).padEnd(40)}${done >= total ? "\n" : ""}`);
    } else if (Math.floor(share * 10) > tenth) {
      tenth = Math.floor(share * 10);
      process.stderr.write(`  ${what} ${tenth * 10} % ${detail}\n`);
    }
  };
}

/** Columns as wide as their widest cell; numbers to the right. */
function tableOf(head, rows) {
  const widths = head.map((cell, column) => Math.max(3, ...[cell, ...rows.map((row) => row[column] ?? "")].map((text) => [...String(text)].length)));
  const pad = (cell, column) => (column ? String(cell).padStart(widths[column]) : String(cell).padEnd(widths[column]));
  const line = (cells) => `| ${head.map((_, column) => pad(cells[column] ?? "", column)).join(" | ")} |`;
  const rule = `| ${widths.map((width, column) => (column ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** A section is `{ title, note, head, rows }`. */
export function markdownOf(section) {
  return `## ${section.title}\n\n${section.note ? `${section.note}\n\n` : ""}${tableOf(section.head, section.rows)}\n`;
}

function commit() {
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  try {
    const changed = git("status", "--porcelain", "--", "src", "templates", "assets", "migrations", "bench").length > 0;
    return `${git("rev-parse", "--short", "HEAD")}${changed ? " with changes" : ""}`;
  } catch {
    return "unknown";
  }
}

function circumstances(command) {
  const { version: workerd } = createRequire(import.meta.url)("workerd/package.json");
  const [{ model }] = cpus();
  return [
    `Measured on ${new Date().toISOString().slice(0, 16).replace("T", " at ")} UTC by \`${command}\` at commit ${commit()}, ${profile} build.`,
    `Machine: ${cpus().length} × ${model.trim()}, ${number(totalmem() / 2 ** 30)} GB. workerd ${workerd}, Node ${process.versions.node}.`,
  ].join("\n");
}

const TABLE = join("bench", "RESULTS.md");
const OPENING = "# Results\n\nWhat is measured and how is in [README.md](README.md). Each section says by which run it was written.\n";

/** The sections of a table as it is committed, by their titles. */
function sectionsOf(text) {
  const parts = text.split(/^(?=## )/m).slice(1);
  return new Map(parts.map((part) => [part.slice(3, part.indexOf("\n")), `${part.trimEnd()}\n`]));
}

/** Writes bench/out/<date>.md and, when asked, these sections of the table that is committed. Answers
    the paths. */
export function writeResults(sections, command, committed) {
  const seen = circumstances(command);
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const paths = [join("bench", "out", `${stamp}.md`)];
  mkdirSync(join(root, "bench", "out"), { recursive: true });
  writeFileSync(join(root, paths[0]), `# Results\n\n${seen}\n\n${sections.map(markdownOf).join("\n")}`);
  if (committed) {
    const table = join(root, TABLE);
    const all = sectionsOf(existsSync(table) ? readFileSync(table, "utf8") : "");
    for (const section of sections) all.set(section.title, `${markdownOf(section)}\n${seen}\n`);
    writeFileSync(table, `${OPENING}\n${[...all.values()].join("\n")}`);
    paths.push(TABLE);
  }
  return paths;
}
