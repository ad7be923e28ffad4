// What a test shop consists of: the Worker's options from wrangler.toml and the statements of its
// migrations. Wrangler reads both, as in a deployment; since loading it takes a second in every test
// file, the answer is kept beside the build until one of the sources changes.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

function digestOf(configPath, migrations) {
  const hash = createHash("sha256").update(configPath);
  const lock = join(dirname(configPath), "package-lock.json");
  for (const path of [configPath, lock, ...migrations]) hash.update(`\0${path}\0`).update(readFileSync(path));
  return hash.digest("hex").slice(0, 16);
}

async function readWithWrangler(configPath, migrations) {
  const wrangler = await import("wrangler");
  const split = wrangler.unstable_splitSqlQuery;
  const { modulesRules: _, ...worker } = wrangler.unstable_getMiniflareWorkerOptions(configPath).workerOptions;
  worker.bindings = wrangler.unstable_readConfig({ config: configPath }).vars; // without this machine's .dev.vars
  const statementsOf = (path) => ({ name: path.split("/").pop(), statements: split(readFileSync(path, "utf8")) });
  return { worker, migrations: migrations.map(statementsOf) };
}

/** `{ worker, migrations: [{ name, statements }] }` for a wrangler.toml. */
export async function readDefinition(configPath) {
  const folder = join(dirname(configPath), "migrations");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".sql")).sort() : [];
  const migrations = names.map((name) => join(folder, name));
  const kept = join(dirname(configPath), "build", `.definition-${digestOf(configPath, migrations)}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, "utf8"));
  const definition = await readWithWrangler(configPath, migrations);
  mkdirSync(dirname(kept), { recursive: true });
  const draft = `${kept}.${process.pid}`; // test files run side by side
  writeFileSync(draft, JSON.stringify(definition));
  renameSync(draft, kept);
  return definition;
}
