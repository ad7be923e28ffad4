//! The documents of the two APIs: the files that are served are what the code says, and what the code
//! says is whole. With `AWNING_FIXTURES=1` the files are written anew.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use awning::openapi::{Api, admin, document, storefront};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Compares a file with what it should be, or writes it.
fn keep(path: &str, text: &str) -> io::Result<()> {
    let path = project().join(path);
    if env::var_os("AWNING_FIXTURES").is_some() {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        return fs::write(path, text);
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "{} is not what the code says; write it anew: AWNING_FIXTURES=1 cargo test --test openapi",
        path.display()
    );
    Ok(())
}

fn apis() -> [(&'static str, Api); 2] {
    [("assets/api/v1/openapi.json", storefront()), ("assets/api/admin/v1/openapi.json", admin())]
}

#[test]
fn the_documents_that_are_served_are_what_the_code_says() -> io::Result<()> {
    for (path, api) in apis() {
        let mut text = serde_json::to_string_pretty(&document(&api))?;
        text.push('\n');
        keep(path, &text)?;
    }
    Ok(())
}
