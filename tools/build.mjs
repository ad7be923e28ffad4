// Builds the five Workers and the static assets: the `[build]` command of each wrangler file.
//   node tools/build.mjs [--dev | --release]
// All come from one crate. The optimised build makes each with its own feature alone, so that none
// carries what only the others run; a development build is made once, with everything, for all.
// Without a flag the profile follows AWNING_PROFILE, then the wrangler command that asks:
// `wrangler dev` gets a quick development build, everything else the optimised one.
// Each profile is built in a folder of its own, build/dev or build/release, so that going from one to
// the other and back builds nothing again; build/<worker>, which wrangler reads, is a copy of the last.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import {
  Plain, alone, answerOf, builtFolder, digest, filesBelow, GZIP_LIMIT_BYTES, lockedVersion, main, npmBin, root, run, say, stampIs, toolsFolder, workers, writeStamp,
} from "./project.mjs";


function profileOf(flags) {
  if (flags.dev) return "dev";
  if (flags.release) return "release";
  const asked = process.env.AWNING_PROFILE ?? (process.env.WRANGLER_COMMAND === "dev" ? "dev" : "release");
  if (asked !== "dev" && asked !== "release") throw new Plain(`AWNING_PROFILE is "${asked}"; it can be dev or release.`);
  return asked;
}

/** A file that stays as it is keeps its time, so that a watching server sees only real changes. */
function copyIfChanged(source, target) {
  if (existsSync(target) && readFileSync(target).equals(readFileSync(source))) return;
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target);
}

/** Copies what is served as it is, and answers with the names. */
function copyStatics(out) {
  const served = filesBelow("assets").filter((path) => !/^assets\/(js|css)\//.test(path)); // bundled; inlined by the pages
  const names = served.map((path) => path.slice("assets/".length));
  for (const name of names) copyIfChanged(join(root, "assets", name), join(out, name));
  return new Set(names);
}

async function buildAssets(out) {
  mkdirSync(out, { recursive: true });
  const kept = copyStatics(out);
  const scripts = filesBelow("assets/js").filter((path) => path.endsWith(".js"));
  const ofShop = scripts.filter((path) => !path.startsWith("assets/js/admin/"));
  // build.rs computes the same fingerprints, and with them the addresses that the pages name.
  for (const [entry, name, sources] of [["assets/js/main.js", "main", ofShop], ["assets/js/admin/admin.js", "admin", scripts]]) {
    const bundle = `js/${name}.${digest(sources, { names: false }).slice(0, 10)}.js`;
    if (!existsSync(join(out, bundle))) {
      const options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"];
      await run(join(npmBin, "esbuild"), [entry, ...options, `--outfile=${join(out, bundle)}`]);
    }
    kept.add(bundle);
  }
  for (const entry of readdirSync(out, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !kept.has(relative(out, path))) rmSync(path);
  }
}

/** The command-line wasm-bindgen must be the very version of the crate; nothing else checks it. */
function checkTools() {
  const wanted = lockedVersion("wasm-bindgen");
  const found = answerOf(join(toolsFolder, "bin", "wasm-bindgen"), ["--version"])?.split(" ")[1];
  if (!existsSync(join(toolsFolder, "bin", "worker-build")) || !found) {
    throw new Plain("The build tools are not installed yet: run `make setup`.");
  }
  if (wanted && found !== wanted) {
    throw new Plain(`wasm-bindgen ${found} is installed but Cargo.lock has ${wanted}: run \`make setup\`.`);
  }
}

/** `features` of the crate; without any, all of them. */
async function buildWorker(profile, out, features) {
  const env = {
    // A panic must unwind and fail one request; without this it would hang every request of the
    // isolate. The standard library is rebuilt for it, which stable Rust allows under this variable.
    RUSTC_BOOTSTRAP: "1",
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: "-Cpanic=unwind",
    RUSTFLAGS: undefined,
    RUST_BACKTRACE: "0", // of worker-build itself: the compiler's own message is what matters
    // A folder of its own: RUSTC_BOOTSTRAP would else make every native build start again.
    CARGO_TARGET_DIR: join(root, "target", "worker"),
    WASM_BINDGEN_BIN: join(toolsFolder, "bin", "wasm-bindgen"),
    CARGO_PROFILE_DEV_DEBUG: "0",
    ESBUILD_BIN: join(npmBin, "esbuild"),
  };
  const args = [`--${profile}`, "--out-dir", relative(root, out), ".", "--", "-Zbuild-std=std,panic_unwind", "-Zbuild-std-features=optimize_for_size"];
  if (features) args.push("--no-default-features", "--features", features);
  await run(join(toolsFolder, "bin", "worker-build"), args, { env, explains: true });
}

/** Puts tools/entrypoint.js around the entrypoint that worker-build generated. */
async function wrapEntrypoint(profile, out) {
  const generated = join(out, "generated.js");
  renameSync(join(out, "index.js"), generated);
  const options = ["--bundle", "--format=esm", "--target=es2022", "--log-level=warning", ...(profile === "release" ? ["--minify"] : [])];
  const outside = ["--external:cloudflare:*", "--external:*.wasm"];
  const source = `--alias:generated=./${relative(root, generated)}`;
  await run(join(npmBin, "esbuild"), ["tools/entrypoint.js", source, ...options, ...outside, `--outfile=${join(out, "index.js")}`]);
}

/** Takes the functions' names out of a wasm module: a sixth of what travels, read by debuggers only. */
function dropNames(path) {
  const wasm = readFileSync(path);
  const kept = [wasm.subarray(0, 8)];
  const readNumber = (at) => {
    for (let value = 0, shift = 0; ; at += 1, shift += 7) {
      value += (wasm[at] & 127) * 2 ** shift;
      if (wasm[at] < 128) return [value, at + 1];
    }
  };
  for (let at = 8; at < wasm.length; ) {
    const [size, start] = readNumber(at + 1);
    const [length, text] = readNumber(start);
    const isNames = wasm[at] === 0 && wasm.toString("utf8", text, text + length) === "name";
    if (!isNames) kept.push(wasm.subarray(at, start + size));
    at = start + size;
  }
  writeFileSync(path, Buffer.concat(kept));
}

function checkBudget(worker, out) {
  const sizes = ["index_bg.wasm", "index.js"].map((name) => gzipSync(readFileSync(join(out, name))).length);
  const total = sizes[0] + sizes[1];
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
  const raw = statSync(join(out, "index_bg.wasm")).size;
  say(`${worker}: ${kilobytes(total)} gzipped (wasm ${kilobytes(raw)} raw), limit ${kilobytes(GZIP_LIMIT_BYTES)}`);
  if (total > GZIP_LIMIT_BYTES) {
    throw new Plain(`The Worker \`${worker}\` is ${total} bytes gzipped; the budget is ${GZIP_LIMIT_BYTES}. Find what grew before shipping it.`);
  }
}

/** Everything the build depends on. */
function inputFiles() {
  const single = ["Cargo.toml", "Cargo.lock", "build.rs", "rust-toolchain.toml", "askama.toml", "package-lock.json", "tools/build.mjs", "tools/entrypoint.js"];
  return [...["src", "templates", "assets"].flatMap(filesBelow), ...single.filter((path) => existsSync(join(root, path)))];
}

async function buildAll(profile) {
  checkTools();
  for (const worker of profile === "release" ? workers : [undefined]) {
    const out = builtFolder(profile, worker);
    await buildWorker(profile, out, worker);
    await wrapEntrypoint(profile, out);
    if (worker) {
      dropNames(join(out, "index_bg.wasm"));
      checkBudget(worker, out);
    }
  }
}

/** Wrangler asks once for each Worker, at the same time: the first one builds for all. */
await main(() => alone(join(root, "build", ".lock"), async () => {
  const { values: flags } = parseArgs({ options: { dev: { type: "boolean" }, release: { type: "boolean" } } });
  const profile = profileOf(flags);
  const started = Date.now();
  await buildAssets(join(root, "build", "assets"));

  const stamp = digest(inputFiles());
  const stampPath = join(root, "build", profile, ".stamp");
  if (stampIs(stampPath, stamp)) {
    say(`the ${profile} build is up to date`);
  } else {
    rmSync(stampPath, { force: true });
    await buildAll(profile);
    writeStamp(stampPath, stamp);
    say(`${profile} build in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
  for (const worker of workers) {
    const names = ["index_bg.wasm", "index.js"];
    for (const name of names) copyIfChanged(join(builtFolder(profile, worker), name), join(root, "build", worker, name));
  }
}));
