// Starts a whole shop on workerd for a test: the built Workers with every binding of their wrangler files,
// state on disk in a folder of its own and a free port, so that tests run side by side.
//
//   const shop = await startShop({ vars: { DEVELOPMENT: undefined } });
//   const page = await shop.fetch("/products/x");
//   await shop.admin("PUT", "/api/admin/v1/products/x", { … });
//   await shop.kill(); await shop.restart();
//   await shop.stop();
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions, Response as WorkerResponse } from "miniflare";
import { builtModules, readDefinition } from "./definition.mjs";

const RUNTIME = "workerd";

/** Where `node tools/build.mjs --<profile>` put the Workers; `make test` tests the optimised one. */
const profile = process.env.AWNING_PROFILE ?? "release";

export const ADMIN_TOKEN = "test-admin-token-0123456789abcdef0123456789abcdef";
const DEFAULT_VARS = { ADMIN_TOKEN, DEVELOPMENT: "1" };

const sourceModules = (contents) => ({ modulesRoot: "/", modules: [{ type: "ESModule", path: "/index.js", contents }] });

/** The process ids of the runtimes that this process started. */
function runtimePids() {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,comm="], { encoding: "utf8" });
  const rows = table.trim().split("\n").map((row) => row.trim().split(/\s+/));
  return new Set(rows.filter(([, parent, name]) => Number(parent) === process.pid && name.includes(RUNTIME)).map(([pid]) => Number(pid)));
}

/** Ends the runtime and removes its state when this process dies without a chance to do it. */
function watchOver(pids, folder) {
  const script = 'read -r _; folder=$1; shift; kill -9 "$@" 2>/dev/null; [ -z "$folder" ] || rm -rf "$folder"';
  const arguments_ = ["-c", script, "watch", folder ?? "", ...[...pids].map(String)];
  const watch = spawn("sh", arguments_, { stdio: ["pipe", "ignore", "ignore"], detached: true });
  watch.unref();
  watch.stdin.unref();
  return watch;
}

let lastStart = Promise.resolve();

class Shop {
  #options;
  #miniflare;
  #pids = new Set();
  #logs = [];
  #env;
  #ownsState;
  #watch;
  /** Requests that the Worker sent outside, oldest first. */
  outbound = [];

  constructor(options) {
    this.#ownsState = options.state === undefined;
    this.#options = { ...options, state: options.state ?? mkdtempSync(join(tmpdir(), "awning-test-")) };
  }

  get state() {
    return this.#options.state;
  }

  /** The processes of this shop's runtime. */
  get pids() {
    return this.#pids;
  }

  /** One at a time: the processes that appear meanwhile are this shop's. */
  start() {
    const started = lastStart.then(() => this.#start());
    lastStart = started.catch(() => {});
    return started;
  }

  async #start() {
    const { port, log } = this.#options;
    const { workers } = await readDefinition();
    const before = runtimePids();
    const options = convertV4MiniflareOptions({
      host: "127.0.0.1",
      port,
      cf: false,
      log: new Log(log ? LogLevel.INFO : LogLevel.NONE),
      telemetry: { enabled: false },
      // On disk even for a short test: alarms of objects in memory crash the runtime.
      resourcePersistencePath: this.state,
      handleStructuredLogs: (entry) => {
        this.#logs.push(entry);
        if (log) console.error(`[${entry.level}] ${entry.message}`);
      },
      workers: [...workers.map((worker) => this.#optionsOf(worker)), ...this.#playedObjects()],
    });
    // What the public Worker is told by Cloudflare Access.
    if (this.#options.access) options.workers[0].config.access = { dev: this.#options.access };
    this.#miniflare = new Miniflare(options);
    this.url = (await this.#miniflare.ready).origin;
    this.#pids = new Set([...runtimePids()].filter((pid) => !before.has(pid)));
    this.#watch = watchOver(this.#pids, this.#ownsState ? this.state : undefined);
    const bindings = await Promise.all(workers.map(({ options }) => this.#miniflare.getBindings(options.name)));
    this.#env = Object.assign({}, ...bindings);
    return this;
  }

  /** Classes of objects that the test plays itself, each in a Worker of its own. */
  #playedObjects() {
    return Object.entries(this.#options.played ?? {}).map(([className, script]) => ({
      name: `played-${className.toLowerCase()}`,
      compatibilityDate: "2026-11-01",
      modules: [{ type: "ESModule", path: "played.mjs", contents: script }],
      durableObjects: { PLAYED: { className, useSQLite: true } },
    }));
  }

  /** Bindings of a played class lead to it, and the Worker's own one is left out. */
  #withPlayed(options) {
    const played = this.#options.played ?? {};
    const lead = ([name, object]) => [name, object.className in played ? { className: object.className, scriptName: `played-${object.className.toLowerCase()}` } : object];
    const unbound = options.additionalUnboundDurableObjects?.filter(({ className }) => !(className in played));
    return { ...options, durableObjects: Object.fromEntries(Object.entries(options.durableObjects ?? {}).map(lead)), additionalUnboundDurableObjects: unbound };
  }

  /** Queues that give up a message at its first failure, for tests of what becomes of it then. */
  #withImpatience(options) {
    const impatient = ([name, consumer]) => [name, { ...consumer, retryDelay: 0, ...(consumer.deadLetterQueue ? { maxRetries: 0 } : {}) }];
    return this.#options.impatient ? { ...options, queueConsumers: Object.fromEntries(Object.entries(options.queueConsumers ?? {}).map(impatient)) } : options;
  }

  #optionsOf({ role, options: own }) {
    const options = this.#withImpatience(this.#withPlayed(own));
    const { vars, outbound, without, replaced = {} } = this.#options;
    const defined = Object.entries({ ...DEFAULT_VARS, ...vars }).filter(([, value]) => value !== undefined);
    return {
      ...Object.fromEntries(Object.entries(options).filter(([name]) => name !== without)),
      ...(replaced[role] ? sourceModules(replaced[role]) : builtModules(profile, role)),
      bindings: { ...options.bindings, ...Object.fromEntries(defined) },
      outboundService: async (request) => {
        this.outbound.push({ method: request.method, url: request.url, headers: Object.fromEntries(request.headers) });
        return (await outbound?.(request)) ?? new WorkerResponse("the test allows no such request", { status: 502 });
      },
    };
  }

  /** A request over the network, as a client sends it; redirects are answers here. */
  fetch(path, init = {}) {
    return fetch(new URL(path, this.url), { redirect: "manual", ...init });
  }

  /** A request to one Worker, past the public one, as another Worker would send it. */
  async ask(role, path, init = {}) {
    const { workers } = await readDefinition();
    const { options } = workers.find((worker) => worker.role === role);
    const worker = await this.#miniflare.getWorker(options.name);
    return worker.fetch(new URL(path, this.url).href, { redirect: "manual", ...init });
  }

  /** A request of the admin API; an object body is sent as JSON. */
  admin(method, path, body, headers = {}) {
    const raw = body === undefined || typeof body === "string" || body instanceof Uint8Array;
    return this.fetch(path, {
      method,
      body: raw ? body : JSON.stringify(body),
      headers: {
        authorization: `Bearer ${this.#options.vars?.ADMIN_TOKEN ?? ADMIN_TOKEN}`,
        ...(raw ? {} : { "content-type": "application/json" }),
        ...headers,
      },
    });
  }

  /** The bindings of all Workers, to seed with and to look into. */
  get env() {
    return this.#env;
  }
  get db() {
    return this.#env.DB;
  }
  get kv() {
    return this.#env.CATALOG;
  }
  get r2() {
    return this.#env.MEDIA;
  }

  /** The log lines of the Workers since the last `clearLogs`, as `{ level, message, timestamp }`. */
  logs() {
    return [...this.#logs];
  }
  clearLogs() {
    this.#logs.length = 0;
  }

  /** Applies the migrations that this database has not seen, in order. */
  async migrate() {
    const { migrations } = await readDefinition();
    await this.db.prepare("CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY, name TEXT UNIQUE, applied_at TEXT)").run();
    const { results } = await this.db.prepare("SELECT name FROM d1_migrations").all();
    const applied = new Set(results.map((row) => row.name));
    for (const { name, statements } of migrations.filter((migration) => !applied.has(migration.name))) {
      const note = this.db.prepare("INSERT INTO d1_migrations (name, applied_at) VALUES (?1, datetime('now'))").bind(name);
      await this.db.batch([...statements.map((sql) => this.db.prepare(sql)), note]);
    }
  }

  /** Runs the cron handlers as the network would, of each Worker that has one. */
  async scheduled(cron = "*/5 * * * *") {
    const { workers } = await readDefinition();
    for (const { options } of workers.filter(({ options }) => options.cronTriggers)) {
      const { outcome } = await (await this.#miniflare.getWorker(options.name)).scheduled({ cron });
      if (outcome !== "ok") throw new Error(`the scheduled handler of ${options.name} ended with ${outcome}`);
    }
  }

  /** Puts an object out of memory as the network does at any time; what it stored stays. */
  async evict(className, name) {
    const { workers } = await readDefinition();
    const owns = ({ className: own, scriptName }) => own === className && scriptName === undefined;
    const classesOf = ({ durableObjects, additionalUnboundDurableObjects: unbound }) => [...Object.values(durableObjects), ...unbound];
    const owner = workers.find(({ options }) => classesOf(options).some(owns));
    return this.#miniflare.unsafeEvictDurableObject(owner.options.name, className, { name });
  }

  /** Ends the runtime like a power cut (kill −9). The shop is gone until `restart`. */
  async kill() {
    for (const pid of this.#pids) process.kill(pid, "SIGKILL");
    await this.#dispose();
  }

  /** Starts again on the same state and the same port, after `kill` or from a running shop. */
  async restart(changes = {}) {
    await this.#dispose();
    this.#options = { ...this.#options, port: Number(new URL(this.url).port), ...changes };
    return this.start();
  }

  /** Ends the shop and removes its state, unless the test gave the folder. */
  async stop() {
    await this.#dispose();
    if (this.#ownsState) rmSync(this.state, { recursive: true, force: true });
  }

  async #dispose() {
    const miniflare = this.#miniflare;
    this.#miniflare = undefined;
    this.#watch?.kill("SIGKILL");
    await miniflare?.dispose().catch(() => {}); // a killed runtime cannot say goodbye
  }

  [Symbol.asyncDispose]() {
    return this.stop();
  }
}

/**
 * A running shop with its migrations applied.
 * `vars` overrides variables (`undefined` removes one), `state` keeps the data in a folder of the
 * test's own, `outbound` answers the Workers' requests to the outside, `log` prints what they log,
 * `without` leaves out a kind of binding, like "images", `replaced` puts a script of the test's own in
 * the place of a Worker: `{ desk: "export default …" }`, `played` has the sources of object classes that
 * the test plays itself, by name, `impatient` has queues give up a message at its first failure, `access` is
 * the `{ aud, identity }` that Cloudflare Access lets everybody in with.
 */
export async function startShop(options = {}) {
  const defaults = {
    port: 0,
    log: process.env.AWNING_LOG === "1",
  };
  const shop = new Shop({ ...defaults, ...options });
  try {
    await shop.start();
    await shop.migrate();
    return shop;
  } catch (error) {
    await shop.stop();
    throw error;
  }
}

/** Repeats a look until it is true, for what happens a moment later (alarms, queues). */
export async function until(look, { timeoutMs = 10_000, everyMs = 50, what = "the expected state" } = {}) {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`${what} did not come about within ${timeoutMs} ms`);
    await sleep(everyMs);
  }
}
