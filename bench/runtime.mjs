// Workers on workerd with a socket of their own: requests reach the Worker without any proxy.
// The shop is the built Workers with every binding of their wrangler files; a constant Worker is a few lines
// that answer every request with the same bytes and headers, on a runtime started the same way.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";
import { ADMIN_TOKEN, startShop } from "../tests/worker/harness.mjs";
import { builtModules, readDefinition } from "../tests/worker/definition.mjs";
import { Plain, builtFolder, root } from "../tools/project.mjs";

export const token = ADMIN_TOKEN;
export const profile = process.env.AWNING_PROFILE ?? "release";
/** The public Worker, which answers shoppers. */
export const buildFolder = builtFolder(profile, "shop");
const MEMORY_FOLDER = "/dev/shm";
const NAME = "awning";

/** As a deployment has it: `DEVELOPMENT` is not set. */
const PRODUCTION_VARS = { ADMIN_TOKEN };

/** Where a state folder can lie: on disk, and in memory where the machine has such a file system. */
export const places = { disk: tmpdir(), memory: existsSync(MEMORY_FOLDER) ? MEMORY_FOLDER : undefined };

const made = new Set();

/** A folder for state that `removeFolders` takes away again. */
export function newFolder(place = places.memory ?? places.disk) {
  const folder = mkdtempSync(join(place, "awning-bench-"));
  made.add(folder);
  return folder;
}

export function copyFolder(folder) {
  const copy = newFolder();
  cpSync(folder, copy, { recursive: true });
  return copy;
}

export function removeFolders(folders = made) {
  for (const folder of [...folders]) {
    rmSync(folder, { recursive: true, force: true });
    made.delete(folder);
  }
}

function childPids() {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,comm="], { encoding: "utf8" });
  const rows = table.trim().split("\n").map((row) => row.trim().split(/\s+/));
  return rows.filter(([, parent, name]) => Number(parent) === process.pid && name.includes("workerd")).map(([pid]) => Number(pid));
}

/** The first Worker is the one that is asked. */
async function start(workers, state) {
  const [first, ...others] = workers.map((options) => ({ name: NAME, ...options }));

  const before = new Set(childPids());
  const started = performance.now();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      cf: false,
      log: new Log(LogLevel.NONE),
      telemetry: { enabled: false },
      ...(state && { resourcePersistencePath: state }),
      handleStructuredLogs: () => {},
      workers: [{ ...first, unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] }, ...others],
    }),
  );
  const address = await miniflare.unsafeGetDirectURL(NAME);
  const [pid] = childPids().filter((child) => !before.has(child));
  return {
    url: address.origin,
    host: address.hostname,
    port: Number(address.port),
    pid,
    /** On the clock of `performance.now()`. */
    started,
    fetch: (path, init = {}) => fetch(new URL(path, address), { redirect: "manual", ...init }),
    bindings: () => miniflare.getBindings(NAME),
    stop: () => miniflare.dispose(),
  };
}

/** A state folder with every migration applied. */
export async function newState(place) {
  const state = newFolder(place);
  const shop = await startShop({ state });
  await shop.stop();
  return state;
}

/** The built shop on a state folder; `vars` are added to those of a deployment. */
export async function startBuiltShop(state, vars = {}) {
  const { workers } = await readDefinition();
  // Static files are served before the Worker is asked: their router would stand in the way here.
  const optionsOf = ({ role, options: { assets: _, ...options } }) => ({
    ...options,
    ...builtModules(profile, role),
    bindings: { ...options.bindings, ...PRODUCTION_VARS, ...vars },
  });
  const shop = await start(workers.map(optionsOf), state);
  return { ...shop, admin: (method, path, body) => sendAsMerchant(shop, method, path, body) };
}

async function sendAsMerchant(shop, method, path, body) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await shop.fetch(path, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Plain(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json().catch(() => ({}));
}

/** The usual way to say it, and with headers that are built once, the cheapest way that was found. */
const CONSTANT_INITS = { usual: "{ headers: JSON.parse(headers) }", cheapest: "{ headers: new Headers(JSON.parse(headers)) }" };

/** A Worker of plain JavaScript that answers everything with this page. */
export function startConstant({ body, headers }, way = "usual") {
  const source = `
    import body from "./body.bin";
    import headers from "./headers.json";
    const init = ${CONSTANT_INITS[way]};
    export default { fetch: () => new Response(body, init) };
  `;
  const constant = {
    compatibilityDate: "2026-11-01",
    compatibilityFlags: ["no_nodejs_compat"],
    modulesRoot: root,
    modules: [
      { type: "ESModule", path: join(root, "index.js"), contents: source },
      { type: "Data", path: join(root, "body.bin"), contents: body },
      { type: "Text", path: join(root, "headers.json"), contents: JSON.stringify(headers) },
    ],
  };
  return start([constant]);
}

const OF_THE_CONNECTION = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding"]);

/** A page as it goes over the wire: the body's bytes and the headers that the Worker set. */
export async function capture(worker, path) {
  const answer = await worker.fetch(path, { headers: { "accept-encoding": "identity" } });
  if (answer.status !== 200) throw new Plain(`${path} answered ${answer.status}.`);
  const headers = [...answer.headers].filter(([name]) => !OF_THE_CONNECTION.has(name));
  return { body: new Uint8Array(await answer.arrayBuffer()), headers: Object.fromEntries(headers) };
}

const BEHIND = "SELECT count(*) AS n FROM publications WHERE published_revision < revision";
const SYNCING = "SELECT count(*) AS n FROM collections WHERE sync_cursor IS NOT NULL";

/** Waits until everything that was changed is published. */
export async function untilPublished(shop, timeoutMs = 600_000) {
  const { DB } = await shop.bindings();
  const end = Date.now() + timeoutMs;
  let calm = 0;
  while (calm < 2) {
    const [behind, syncing] = await DB.batch([DB.prepare(BEHIND), DB.prepare(SYNCING)]);
    calm = behind.results[0].n + syncing.results[0].n === 0 ? calm + 1 : 0;
    if (Date.now() > end) throw new Plain("The shop did not finish publishing in ten minutes.");
    await sleep(calm ? 20 : 50);
  }
}
