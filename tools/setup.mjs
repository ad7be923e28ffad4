// Installs everything the shop is built and tested with, and does nothing when it is all there.
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { Plain, answerOf, digest, lockedVersion, main, root, run, say, stampIs, toolsFolder, writeStamp } from "./project.mjs";

const WORKER_BUILD_VERSION = "0.8.7";
const DOWNLOAD_TIMEOUT_MS = 4000;
const WASM_TARGET = "wasm32-unknown-unknown";
const COMPONENTS = ["clippy", "rustfmt", "rust-src"];

const has = (command, argument = "--version") => answerOf(command, [argument]) !== null;
const debian = existsSync("/etc/debian_version");

/** Each prerequisite with the sentence that mends its absence; the first missing one ends the set-up. */
function checkPrerequisites() {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    throw new Plain(`Node ${process.versions.node} is too old: install Node 20 or newer from https://nodejs.org.`);
  }
  const compiler = debian ? "sudo apt-get install -y build-essential" : "xcode-select --install";
  const needs = [
    ["rustup", "--version", "Rust's rustup is missing: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"],
    ["npm", "--version", "npm is missing: install it together with Node from https://nodejs.org."],
    ["cc", "--version", `A C compiler is missing: ${compiler}`],
  ];
  for (const [command, argument, sentence] of needs) if (!has(command, argument)) throw new Plain(sentence);
}

async function installToolchain() {
  const channel = readFileSync(join(root, "rust-toolchain.toml"), "utf8").match(/channel = "(.+)"/)[1];
  const sysroot = answerOf("rustc", ["--print", "sysroot"]);
  const parts = [`lib/rustlib/${WASM_TARGET}/lib`, "lib/rustlib/src/rust/library", "bin/cargo-clippy", "bin/rustfmt"];
  if (sysroot && parts.every((part) => existsSync(join(sysroot, part)))) return;
  say(`installing Rust ${channel} with ${COMPONENTS.join(", ")} and the ${WASM_TARGET} target`);
  const components = COMPONENTS.flatMap((name) => ["--component", name]);
  const options = ["--profile", "minimal", "--no-self-update", "--target", WASM_TARGET, ...components];
  await run("rustup", ["toolchain", "install", channel, ...options]);
}

/** Says every ten seconds that a silent step is still at work. */
async function withHeartbeat(label, work) {
  const started = Date.now();
  say(label);
  const timer = setInterval(() => say(`${label}: ${Math.round((Date.now() - started) / 1000)} s`), 10_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

async function installPackages() {
  const stamp = join(root, "node_modules", ".awning-stamp");
  const wanted = digest(["package.json", "package-lock.json", ".npmrc"]);
  if (stampIs(stamp, wanted)) return;
  await withHeartbeat("installing the npm packages", () => run("npm", ["ci", "--loglevel=error"], { env: { PATH: process.env.PATH } }));
  writeStamp(stamp, wanted);
}

/** The platforms for which wasm-bindgen publishes a finished binary. */
function bindgenTriple() {
  const machine = { x64: "x86_64", arm64: "aarch64" }[arch()];
  const system = { linux: "unknown-linux-musl", darwin: "apple-darwin" }[platform()];
  return machine && system ? `${machine}-${system}` : null;
}

/** Fetches wasm-bindgen's own release; false where it cannot be reached quickly. */
async function downloadBindgen(version) {
  const triple = bindgenTriple();
  if (!triple) return false;
  const name = `wasm-bindgen-${version}-${triple}`;
  const address = `https://github.com/wasm-bindgen/wasm-bindgen/releases/download/${version}/${name}.tar.gz`;
  const archive = join(toolsFolder, `${name}.tar.gz`);
  try {
    const connecting = new AbortController();
    const timer = setTimeout(() => connecting.abort(), DOWNLOAD_TIMEOUT_MS);
    const response = await fetch(address, { signal: connecting.signal });
    clearTimeout(timer); // only the first answer is hurried, not the transfer
    if (!response.ok) return false;
    writeFileSync(archive, Buffer.from(await response.arrayBuffer()));
    await run("tar", ["-xzf", archive, "-C", toolsFolder], { quiet: true });
    renameSync(join(toolsFolder, name, "wasm-bindgen"), join(toolsFolder, "bin", "wasm-bindgen"));
    return true;
  } catch {
    return false;
  } finally {
    rmSync(archive, { force: true });
    rmSync(join(toolsFolder, name), { recursive: true, force: true });
  }
}

async function cargoInstall(crate, version, binary) {
  say(`compiling ${crate} ${version}, once: some minutes`);
  const env = {
    // The tools run for seconds; optimising them fully would take minutes more.
    CARGO_PROFILE_RELEASE_OPT_LEVEL: "1",
    CARGO_PROFILE_RELEASE_LTO: "false",
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
    CARGO_TARGET_DIR: join(toolsFolder, "target"),
  };
  const args = ["install", "--force", "--root", toolsFolder, "--bin", binary, "--version", version, crate];
  try {
    await run("cargo", [...args, "--locked"], { env });
  } catch {
    say("its own lock file does not suit this registry; compiling with the newest dependencies that do");
    await run("cargo", args, { env });
  }
}

async function installBuildTools() {
  const versionOf = (binary) => answerOf(join(toolsFolder, "bin", binary), ["--version"]);
  mkdirSync(join(toolsFolder, "bin"), { recursive: true });
  const bindgen = lockedVersion("wasm-bindgen");
  if (!bindgen) throw new Plain("Cargo.lock is missing or names no wasm-bindgen: check it out again with `git checkout Cargo.lock`.");
  let compiled = false;
  if (versionOf("wasm-bindgen")?.split(" ")[1] !== bindgen && !(await downloadBindgen(bindgen))) {
    await cargoInstall("wasm-bindgen-cli", bindgen, "wasm-bindgen");
    compiled = true;
  }
  if (versionOf("worker-build") !== WORKER_BUILD_VERSION) {
    if (platform() === "linux" && !has("pkg-config", "--version")) {
      throw new Plain("pkg-config is missing, which worker-build needs: sudo apt-get install -y pkg-config libssl-dev");
    }
    if (platform() === "linux" && answerOf("pkg-config", ["--libs", "openssl"]) === null) {
      throw new Plain("The OpenSSL headers are missing, which worker-build needs: sudo apt-get install -y libssl-dev");
    }
    await cargoInstall("worker-build", WORKER_BUILD_VERSION, "worker-build");
    compiled = true;
  }
  if (compiled) rmSync(join(toolsFolder, "target"), { recursive: true, force: true });
}

/** The development secrets, with a random value wherever the example asks for one. */
function writeDevelopmentVariables() {
  const path = join(root, ".dev.vars");
  if (existsSync(path)) return;
  const example = readFileSync(join(root, ".dev.vars.example"), "utf8");
  writeFileSync(path, example.replaceAll("<random>", () => randomBytes(32).toString("hex")));
  chmodSync(path, 0o600);
  say("wrote .dev.vars with a random admin token");
}

await main(async () => {
  checkPrerequisites();
  await installToolchain();
  await installPackages();
  await installBuildTools();
  writeDevelopmentVariables();
});
