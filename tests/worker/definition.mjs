// What a test shop consists of: the options of each Worker from its wrangler file and the statements of
// the migrations. Wrangler reads both, as in a deployment; since loading it takes a second in every
// test file, the answer is kept beside the build until one of the sources changes.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { builtFolder, configOf, digest, filesBelow, root, workers } from "../../tools/project.mjs";

async function readWithWrangler(migrations) {
  const wrangler = await import("wrangler");
  const split = wrangler.unstable_splitSqlQuery;
  const definitionOf = (role) => {
    const { modulesRules: _, ...options } = wrangler.unstable_getMiniflareWorkerOptions(configOf(role)).workerOptions;
    const { name, vars } = wrangler.unstable_readConfig({ config: configOf(role) });
    return { role, options: { ...options, name, bindings: vars } }; // without this machine's .dev.vars
  };
  const statementsOf = (path) => ({ name: path.split("/").pop(), statements: split(readFileSync(join(root, path), "utf8")) });
  return { workers: workers.map(definitionOf), migrations: migrations.map(statementsOf) };
}

/** `{ workers: [{ role, options }], migrations: [{ name, statements }] }`, the public Worker first. */
export async function readDefinition() {
  const migrations = filesBelow("migrations").filter((path) => path.endsWith(".sql"));
  const configs = workers.map((role) => relative(root, configOf(role)));
  const sources = digest([...configs, "package-lock.json", "tests/worker/definition.mjs", ...migrations]);
  const kept = join(root, "build", `.definition-${sources.slice(0, 16)}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, "utf8"));
  const definition = await readWithWrangler(migrations);
  mkdirSync(dirname(kept), { recursive: true });
  const draft = `${kept}.${process.pid}`; // test files run side by side
  writeFileSync(draft, JSON.stringify(definition));
  renameSync(draft, kept);
  return definition;
}

/** The modules of a built Worker, as Miniflare takes them. */
export function builtModules(profile, role) {
  const folder = builtFolder(profile, role);
  if (!existsSync(join(folder, "index.js"))) {
    throw new Error(`There is no Worker in ${folder}: run \`node tools/build.mjs --${profile}\` first.`);
  }
  const module = (type, name) => ({ type, path: join(folder, name) });
  return { modulesRoot: folder, modules: [module("ESModule", "index.js"), module("CompiledWasm", "index_bg.wasm")] };
}
