// `make dev`: a shop on this machine, with everything it needs, from a fresh clone or in seconds.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Plain, configOf, digest, environment, filesBelow, main, npmBin, root, run, say, stampIs, workers, writeStamp } from "./project.mjs";

const READY_TIMEOUT_MS = 180_000; // a slow machine may have to build once more
const HOST = "127.0.0.1";

const port = Number(process.env.PORT || 8787);
const state = resolve(root, process.env.STATE || ".wrangler/state");
const address = `http://${HOST}:${port}`;

function checkPort() {
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Plain(`PORT is "${process.env.PORT}"; it has to be a number up to 65535.`);
  return new Promise((free, taken) => {
    const probe = createServer();
    probe.once("error", () => taken(new Plain(`Port ${port} is taken: choose another with \`make dev PORT=${port + 1}\`.`)));
    probe.listen(port, HOST, () => probe.close(free));
  });
}

async function migrate() {
  const stamp = join(state, ".migrations");
  const wanted = digest(filesBelow("migrations"));
  if (stampIs(stamp, wanted)) return;
  say("applying the migrations");
  mkdirSync(state, { recursive: true });
  await run(join(npmBin, "wrangler"), ["d1", "migrations", "apply", "DB", "--local", "--persist-to", state], { env: { CI: "1" }, quiet: true });
  writeStamp(stamp, wanted);
}

function adminToken() {
  const variables = readFileSync(join(root, ".dev.vars"), "utf8");
  const token = variables.match(/^ADMIN_TOKEN\s*=\s*"?([^"\n]+)"?/m)?.[1];
  if (!token) throw new Plain("ADMIN_TOKEN is missing in .dev.vars: delete the file and `make dev` writes a new one.");
  return token;
}

/** Wrangler in a process group of its own, so that ending it ends the runtime as well. */
function startWrangler() {
  const configs = workers.flatMap((worker) => ["-c", configOf(worker)]); // the first one gets the address
  const args = ["dev", ...configs, "--ip", HOST, "--port", String(port), "--persist-to", state, "--inspector-port", "0"];
  const options = { cwd: root, env: { ...environment, AWNING_PROFILE: process.env.AWNING_PROFILE ?? "dev" }, detached: true };
  const server = spawn(join(npmBin, "wrangler"), [...args, "--show-interactive-dev-session=false"], { ...options, stdio: ["ignore", "inherit", "inherit"] });
  const ended = new Promise((resolve) => server.on("exit", resolve));
  const stop = (signal) => {
    try {
      process.kill(-server.pid, signal);
    } catch {
      // it is gone already
    }
  };
  const finish = async () => {
    stop("SIGTERM");
    const inTime = await Promise.race([ended.then(() => true), sleep(5000).then(() => false)]);
    if (!inTime) stop("SIGKILL");
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => void finish().then(() => process.exit(0)));
  process.on("exit", () => stop("SIGKILL"));
  return { ended, finish };
}

async function waitUntilServed(ended) {
  const end = Date.now() + READY_TIMEOUT_MS;
  let exited = false;
  void ended.then(() => (exited = true));
  for (;;) {
    const answer = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    if (answer?.ok) return;
    if (exited) throw new Plain("wrangler ended before the shop was up; its output above says why.");
    if (Date.now() > end) throw new Plain(`The shop did not answer at ${address}/healthz within ${READY_TIMEOUT_MS / 1000} s.`);
    await sleep(150);
  }
}

const OWNER = "owner@shop.example";

/** A link to sign in at the desk with, for its first owner, who stays as they are once they are there. */
async function signInLink(token) {
  const ask = (method, path, body, headers = {}) =>
    fetch(`${address}/api/admin/v1${path}`, { method, body: body && JSON.stringify(body), headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers } });
  await ask("PUT", "/staff/owner", { email: OWNER, name: "Owner", role: "owner" }, { "if-match": '"0"' });
  const answer = await ask("POST", "/staff/owner/sign-in-links");
  return answer.ok ? (await answer.json()).url : `${address}/admin/sign-in`;
}

function printBox(lines) {
  const width = Math.max(...lines.map((line) => line.length));
  const rule = "─".repeat(width + 4);
  console.log(`\n┌${rule}┐\n${lines.map((line) => `│  ${line.padEnd(width)}  │`).join("\n")}\n└${rule}┘\n`);
}

await main(async () => {
  const started = Date.now();
  await checkPort();
  await run("node", ["tools/setup.mjs"], { explains: true });
  await run("node", ["tools/build.mjs", "--dev"], { explains: true });
  await migrate();
  const token = adminToken();
  const { ended, finish } = startWrangler();
  let desk;
  try {
    await waitUntilServed(ended);
    if (existsSync(join(root, "demo", "load.mjs"))) {
      await run("node", ["demo/load.mjs", "--url", address, "--token", token, "--if-empty"]);
    }
    desk = await signInLink(token);
  } catch (error) {
    await finish();
    throw error;
  }
  printBox([
    "Awning is open.",
    "",
    `shop         ${address}/`,
    `admin        ${desk}`,
    `             once, for 15 minutes; later ${address}/admin/sign-in as ${OWNER}`,
    `requests     ${address}/__dev/requests`,
    `mails        ${address}/__dev/mail`,
    `admin token  ${token}`,
    `data         ${state}`,
    "",
    `up in ${((Date.now() - started) / 1000).toFixed(1)} s · Ctrl-C ends it`,
  ]);
  process.exitCode = (await ended) ?? 0;
});
