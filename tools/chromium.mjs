// Finds a Chromium for the browser tests and installs one where there is none; prints its path.
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Plain, answerOf, main, root, run, say } from "./project.mjs";

const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC_APPLICATION = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const PLAYWRIGHT_FOLDER = join(root, ".tools", "chromium");

function downloaded() {
  if (!existsSync(PLAYWRIGHT_FOLDER)) return undefined;
  const names = ["chrome", "Google Chrome for Testing", "Chromium"];
  const entries = readdirSync(PLAYWRIGHT_FOLDER, { withFileTypes: true, recursive: true });
  const found = entries.find((entry) => entry.isFile() && names.includes(entry.name));
  return found && join(found.parentPath ?? found.path, found.name);
}

/** The path of a Chromium that is there, or undefined. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const command of COMMANDS) {
    const path = answerOf("sh", ["-c", `command -v ${command}`]);
    if (path) return path;
  }
  return existsSync(MAC_APPLICATION) ? MAC_APPLICATION : downloaded();
}

async function installChromium() {
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    say("installing Debian's Chromium");
    await run("apt-get", ["update", "-qq"]);
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env: { DEBIAN_FRONTEND: "noninteractive" } });
    return;
  }
  say("downloading Playwright's Chromium");
  const playwright = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
  await run("node", [playwright, "install", "chromium"], { env: { PLAYWRIGHT_BROWSERS_PATH: PLAYWRIGHT_FOLDER } });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await main(async () => {
    if (!findChromium()) await installChromium();
    const path = findChromium();
    if (!path) throw new Plain("No Chromium was found after installing one: set CHROMIUM to the path of yours.");
    say(`Chromium: ${path}`);
  });
}
