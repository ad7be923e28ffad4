// What every tool of this folder shares: where things are, and how a command is run.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const toolsFolder = join(root, ".tools");
export const npmBin = join(root, "node_modules", ".bin");

/** The Workers of the deployment; each also names its feature of the crate and its variable `WORKER`. */
export const workers = ["shop", "orders", "desk", "imports", "admin"];

/** Most bytes of a Worker, gzipped. */
export const GZIP_LIMIT_BYTES = 1_000_000;

/** The wrangler file of a Worker. */
export const configOf = (worker) => join(root, worker === "shop" ? "wrangler.toml" : `wrangler.${worker}.toml`);

/** Where `tools/build.mjs` puts a Worker: a development build is the same one for all. */
export const builtFolder = (profile, worker) => join(root, "build", profile, ...(profile === "release" ? [worker] : []));

/** The environment of every command: the pinned Node and tools come before the machine's own. */
export const environment = {
  ...process.env,
  PATH: [npmBin, join(toolsFolder, "bin"), process.env.PATH].join(":"),
  WRANGLER_SEND_METRICS: "false",
  CLOUDFLARE_CF_FETCH_ENABLED: "false", // a made-up location does for development
};

/** A problem that one sentence explains; `main` prints it without a stack. */
export class Plain extends Error {}

export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Plain)) throw error;
    if (error.message) console.error(`\n✗ ${error.message}`);
    process.exitCode = 1;
  }
}

export const say = (line) => console.log(`· ${line}`);

/**
 * Runs a command to its end with its output shown, and throws a sentence when it fails. `quiet` shows
 * the output only then; `explains` is for our own tools, which have said what is wrong.
 */
export function run(command, args, { env = {}, quiet = false, explains = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"];
    const child = spawn(command, args, { cwd: root, env: { ...environment, ...env }, stdio });
    let output = "";
    child.stdout?.on("data", (chunk) => (output += chunk));
    child.stderr?.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => reject(new Plain(`${command} could not be started: ${error.message}.`)));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(output);
      if (explains) return reject(new Plain(""));
      if (quiet) process.stderr.write(output);
      reject(new Plain(`\`${[command, ...args].join(" ")}\` ended with ${signal ?? `exit code ${code}`}.`));
    });
  });
}

/** The trimmed standard output of a command, or null when it is missing or fails. */
export function answerOf(command, args) {
  const result = spawnSync(command, args, { cwd: root, env: environment, encoding: "utf8" });
  return result.status === 0 ? result.stdout.trim() : null;
}

/** Every file below a folder (or the file itself), as sorted paths relative to the root. */
export function filesBelow(path) {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  const entries = readdirSync(absolute, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/"))
    .sort((left, right) => (inOrder(left) < inOrder(right) ? -1 : 1));
}

/** Folder by folder, as Rust orders paths: "a/b" comes before "a-b". */
const inOrder = (path) => path.replaceAll("/", "\0");

/** SHA-256 over the contents of files, names included where a rename has to count. */
export function digest(paths, { names = true } = {}) {
  const hash = createHash("sha256");
  for (const path of paths) {
    if (names) hash.update(`\0${path}\0`);
    hash.update(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
}

/** A note beside a result that says from what it was made, so that it is not made again. */
export const stampIs = (path, value) => existsSync(path) && readFileSync(path, "utf8") === value;

export function writeStamp(path, value) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, value);
}

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Does the work while no other process does work under this lock; whose process is gone holds none. */
export async function alone(lock, work) {
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : 0;
    if (holder && !isAlive(holder)) rmSync(lock, { force: true });
    else await sleep(100);
  }
  const release = () => rmSync(lock, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    release();
    process.off("exit", release);
  }
}

/** The version of a crate in Cargo.lock, which is the one that is really compiled. */
export function lockedVersion(crate) {
  const path = join(root, "Cargo.lock");
  const lock = existsSync(path) ? readFileSync(path, "utf8") : "";
  return lock.match(new RegExp(`name = "${crate}"\\nversion = "([^"]+)"`))?.[1] ?? null;
}
