// The Nu HTML checker.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const checker = join(dirname(createRequire(import.meta.url).resolve("vnu-jar/package.json")), "build", "dist", "vnu.jar");
const LARGEST_REPORT_BYTES = 50_000_000;

/** What the checker says and we do not follow, each with its reason. */
const ALLOWED = [
  // css-view-transitions-2; the checker's list of at-rules is older.
  "CSS: Unrecognized at-rule “@view-transition”",
];

/** What the checker has to say about documents, as `name: message (extract)`. Java starts once for all. */
export async function check(documents) {
  const folder = mkdtempSync(join(tmpdir(), "awning-html-"));
  try {
    const names = new Map(documents.map(([name, html], place) => [`page-${place}.html`, { name, html }]));
    for (const [file, { html }] of names) writeFileSync(join(folder, file), html);
    const files = [...names.keys()].map((file) => join(folder, file));
    const options = ["-jar", checker, "--format", "json", "--stdout", "--exit-zero-always"];
    const { stdout } = await promisify(execFile)("java", [...options, ...files], { maxBuffer: LARGEST_REPORT_BYTES });
    const { messages } = JSON.parse(stdout);
    return messages
      .filter(({ message }) => !ALLOWED.includes(message))
      .map(({ url, type, subType, message, extract }) => `${names.get(url?.split("/").pop())?.name}: ${subType ?? type}: ${message} (${extract})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
