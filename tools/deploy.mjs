// `make deploy`: brings the five Workers to Cloudflare, the public one last.
// They name each other, and a binding to a Worker or an object that does not exist is refused. So a
// Worker that does not exist yet is first uploaded empty, with the classes of its objects alone.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unstable_readConfig as readConfig } from "wrangler";
import { Plain, answerOf, configOf, environment, main, npmBin, root, run, say, workers } from "./project.mjs";

const wrangler = (args) => run(join(npmBin, "wrangler"), args);
/** Cloudflare's number for a Worker that is not there. */
const MISSING = /\bcode: 10007\b/;
const KV_BINDING = "CATALOG";
/** As wrangler itself would call it for the public Worker. */
const KV_TITLE = "awning-catalog";

function isMissing(name) {
  const options = { cwd: root, env: environment, encoding: "utf8" };
  const { status, stdout, stderr } = spawnSync(join(npmBin, "wrangler"), ["deployments", "list", "--name", name], options);
  if (status === 0) return false;
  if (MISSING.test(stdout + stderr)) return true;
  throw new Plain(`Whether there is a Worker ${name} could not be learnt: ${stderr.trim() || stdout.trim()}`);
}

function findNamespace() {
  const list = answerOf(join(npmBin, "wrangler"), ["kv", "namespace", "list"]);
  if (list === null) throw new Plain("The KV namespaces could not be listed: `npx wrangler whoami` tells whether you are logged in.");
  return JSON.parse(list).find(({ title }) => title === KV_TITLE);
}

/** The least Worker of that name whose objects others can be bound to. */
async function uploadEmpty({ name, compatibility_date, exports = {} }) {
  say(`${name} does not exist yet: uploading an empty one`);
  const folder = join(root, "build", "first", name);
  mkdirSync(folder, { recursive: true });
  const classes = Object.keys(exports).map((name) => `export class ${name} extends DurableObject {}\n`);
  const answer = "export default { fetch: () => new Response(null, { status: 503 }) };\n";
  writeFileSync(join(folder, "index.js"), `import { DurableObject } from "cloudflare:workers";\n${classes.join("")}${answer}`);
  const config = { name, main: "index.js", compatibility_date, workers_dev: false, preview_urls: false, exports };
  writeFileSync(join(folder, "wrangler.json"), JSON.stringify(config));
  await wrangler(["deploy", "-c", join(folder, "wrangler.json")]);
}

/** D1, R2 and queues are found by name; a KV namespace only by its id, which all Workers must have. */
async function settleNamespace() {
  const unset = workers.map(configOf).filter((path) => readConfig({ config: path }).kv_namespaces.some(({ id }) => !id));
  if (unset.length === 0) return;
  if (!findNamespace()) await wrangler(["kv", "namespace", "create", KV_TITLE]);
  const { id } = findNamespace();
  for (const path of unset) {
    const line = `binding = "${KV_BINDING}"\n`;
    writeFileSync(path, readFileSync(path, "utf8").replace(line, `${line}id = "${id}"\n`));
  }
  say(`wrote the id of the KV namespace into ${unset.length} files: commit them to your own copy`);
}

const migrate = () => wrangler(["d1", "migrations", "apply", "DB", "--remote"]);

await main(async () => {
  const configs = workers.map((worker) => readConfig({ config: configOf(worker) }));
  await run("node", ["tools/build.mjs", "--release"], { explains: true });
  await settleNamespace();
  const missing = configs.filter(({ name }) => isMissing(name));
  const [publicWorker, ...others] = workers;
  // The running version works with the new tables; a new shop has no database yet.
  const isNew = missing.some(({ name }) => name === configs[0].name);
  if (!isNew) await migrate();
  for (const config of missing) await uploadEmpty(config);
  // Whoever is asked is there before whoever asks.
  for (const worker of [...others, publicWorker]) await wrangler(["deploy", "-c", configOf(worker)]);
  if (isNew) await migrate();
});
