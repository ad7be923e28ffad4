// Installs schemathesis, which the tests of the OpenAPI documents run, and does nothing when it is there.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Plain, answerOf, digest, main, root, run, say, stampIs, toolsFolder, writeStamp } from "./project.mjs";

const REQUIREMENTS = "tests/schemathesis/requirements.txt";
const folder = join(toolsFolder, "schemathesis");
const OLDEST_PYTHON = [3, 10];

/** Where the command is once it is installed. */
export const schemathesis = join(folder, "bin", "schemathesis");

function checkPython() {
  const version = answerOf("python3", ["-c", "import sys; print(*sys.version_info[:2])"]);
  const [major, minor] = (version ?? "0 0").split(" ").map(Number);
  const [least, leastMinor] = OLDEST_PYTHON;
  if (major > least || (major === least && minor >= leastMinor)) return;
  const found = version ? `Python ${version.replace(" ", ".")} is too old` : "Python is missing";
  throw new Plain(`${found}: schemathesis needs Python ${OLDEST_PYTHON.join(".")} or newer with its venv module (sudo apt-get install -y python3 python3-venv).`);
}

export async function installSchemathesis() {
  const stamp = join(folder, ".awning-stamp");
  const wanted = digest([REQUIREMENTS]);
  if (existsSync(schemathesis) && stampIs(stamp, wanted)) return;
  checkPython();
  say("installing schemathesis");
  await run("python3", ["-m", "venv", "--clear", folder], { quiet: true });
  const options = ["--quiet", "--disable-pip-version-check", "--only-binary", ":all:"];
  await run(join(folder, "bin", "pip"), ["install", ...options, "-r", join(root, REQUIREMENTS)]);
  writeStamp(stamp, wanted);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(installSchemathesis);
