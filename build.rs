//! Turns `assets/css` into one inline stylesheet per page of the shop one for the desk and one for the page about
//! the APIs, with the hash that the Content-Security-Policy names, and gives scripts their fingerprinted addresses.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// Order matters: the first file declares the cascade layers.
const SHARED: [&str; 7] = ["tokens", "reset", "base", "layout", "components", "cart", "utilities"];

/// What the desk's pages and the one about the APIs have of the shop's stylesheets, before `assets/css/admin` and
/// `assets/css/docs`.
const SHARED_WITH_ADMIN: [&str; 4] = ["tokens", "reset", "base", "utilities"];

/// Half of an unoptimised Worker are names of functions, which cost seconds of each rebuild. What
/// wasm-bindgen reads stays.
fn drop_names() {
    let variable = |name| env::var(name).unwrap_or_default();
    if variable("CARGO_CFG_TARGET_ARCH") == "wasm32" && variable("PROFILE") == "debug" {
        for argument in [
            "--strip-all",
            "--keep-section=__wasm_bindgen_unstable",
            "--keep-section=target_features",
            // Unoptimised frames are many times larger; the desk's longest pages overflowed 1 MB.
            "-zstack-size=8388608",
        ] {
            println!("cargo::rustc-link-arg-cdylib={argument}");
        }
    }
}

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=assets/css");
    println!("cargo::rerun-if-changed=assets/js");
    println!("cargo::rerun-if-changed=templates");
    drop_names();
    let css = Path::new("assets/css");
    let mut shared = String::new();
    for name in SHARED {
        shared.push_str(&minified(&fs::read_to_string(css.join(format!("{name}.css")))?));
    }
    let mut generated = String::new();
    for path in files_below(&css.join("pages"), "css")? {
        let page = path.file_stem().unwrap_or_default().to_string_lossy().to_uppercase();
        let sheet = format!("{shared}{}", minified(&fs::read_to_string(&path)?));
        add_style(&mut generated, &page, &sheet)?;
    }
    let mut admin = String::new();
    let shared = SHARED_WITH_ADMIN.map(|name| css.join(format!("{name}.css")));
    for path in shared.into_iter().chain(files_below(&css.join("admin"), "css")?) {
        admin.push_str(&minified(&fs::read_to_string(path)?));
    }
    add_style(&mut generated, "ADMIN", &admin)?;
    let mut docs = String::new();
    for path in SHARED_WITH_ADMIN.map(|name| css.join(format!("{name}.css"))) {
        docs.push_str(&minified(&fs::read_to_string(path)?));
    }
    docs.push_str(&minified(&fs::read_to_string(css.join("docs/docs.css"))?));
    add_style(&mut generated, "DOCS", &docs)?;
    let scripts = files_below(Path::new("assets/js"), "js")?;
    let of_admin = |path: &PathBuf| path.starts_with("assets/js/admin");
    let of_shop: Vec<PathBuf> = scripts.iter().filter(|path| !of_admin(path)).cloned().collect();
    add_script(&mut generated, "SCRIPT_URL", "main", &of_shop)?;
    add_script(&mut generated, "ADMIN_SCRIPT_URL", "admin", &scripts)?;
    let target = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("styles.rs");
    fs::write(target, generated)
}

fn add_style(generated: &mut String, name: &str, sheet: &str) -> io::Result<()> {
    let hash = STANDARD.encode(Sha256::digest(sheet.as_bytes()));
    writeln!(
        generated,
        "pub static {name}: Style = Style {{ css: {sheet:?}, hash: \"sha256-{hash}\" }};"
    )
    .map_err(io::Error::other)
}

/// A bundle's address, with a fingerprint of its sources.
fn add_script(
    generated: &mut String,
    constant: &str,
    name: &str,
    sources: &[PathBuf],
) -> io::Result<()> {
    let mut digest = Sha256::new();
    for path in sources {
        digest.update(fs::read(path)?);
    }
    let fingerprint = digest.finalize().iter().take(5).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    writeln!(generated, "pub const {constant}: &str = \"/js/{name}.{fingerprint}.js\";")
        .map_err(io::Error::other)
}

/// Files with the extension below a folder, in order of their paths.
fn files_below(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path, extension)?);
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Takes comments and needless white space out. Strings in our stylesheets hold neither.
fn minified(css: &str) -> String {
    let mut rest = css;
    let mut bare = String::with_capacity(css.len());
    while let Some((before, comment)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    let words = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut small = words;
    for mark in ["{", "}", ";", ","] {
        small = small.replace(&format!(" {mark}"), mark).replace(&format!("{mark} "), mark);
    }
    small.replace(": ", ":").replace(";}", "}")
}
