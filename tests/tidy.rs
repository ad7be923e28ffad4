//! The house rules that no compiler knows. Every check reads the whole tree and says how to mend what
//! it finds; beside each stand small bad samples that it must find, so that none passes vacuously.

use std::path::Path;
use std::{fs, io};

#[path = "tidy/files.rs"]
mod files;
#[path = "tidy/imports.rs"]
mod imports;
#[path = "tidy/pages.rs"]
mod pages;

const FOLDERS: [&str; 9] =
    ["src", "templates", "assets", "migrations", "tests", "tools", "bench", "benches", "demo"];

/// A text file of the project, with its path from the root.
#[derive(Debug)]
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn below(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    fn has_extension(&self, extensions: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, found)| extensions.contains(&found))
    }

    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    fn stem(&self) -> &str {
        self.name().split('.').next().unwrap_or_default()
    }

    /// The folder below `src/` that a Rust file belongs to; `lib.rs` and `routes.rs` have none.
    fn capability(&self) -> Option<&str> {
        self.path.strip_prefix("src/")?.split_once('/').map(|(folder, _)| folder)
    }

    /// The text without its line comments.
    fn code(&self) -> String {
        let bare = self.text.lines().map(|line| {
            let start =
                if line.trim_start().starts_with("//") { Some(0) } else { line.find(" // ") };
            line.get(..start.unwrap_or(line.len())).unwrap_or(line)
        });
        bare.collect::<Vec<_>>().join("\n")
    }
}

type Check = fn(&[Source]) -> Vec<String>;

fn read_below(folder: &Path, files: &mut Vec<Source>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_below(&path, files)?;
            continue;
        }
        // Fonts and pictures count as assets too; only their names matter.
        let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
        let relative = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(&path);
        files.push(Source { path: relative.to_string_lossy().replace('\\', "/"), text });
    }
    Ok(())
}

fn project() -> io::Result<Vec<Source>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in FOLDERS {
        read_below(&root.join(folder), &mut files)?;
    }
    files
        .push(Source { path: "build.rs".into(), text: fs::read_to_string(root.join("build.rs"))? });
    files.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(files)
}

/// The check finds each bad sample, has nothing against the good one, and nothing against the project.
fn enforce(check: Check, good: &[(&str, &str)], bad: &[&[(&str, &str)]]) -> io::Result<()> {
    let sources = |files: &[(&str, &str)]| -> Vec<Source> {
        files.iter().map(|&(path, text)| Source { path: path.into(), text: text.into() }).collect()
    };
    for sample in bad {
        assert!(!check(&sources(sample)).is_empty(), "the check does not find {sample:?}");
    }
    assert_eq!(check(&sources(good)), Vec::<String>::new(), "the check refuses a good sample");
    let found = check(&project()?);
    assert!(found.is_empty(), "\n  {}\n", found.join("\n  "));
    Ok(())
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[test]
fn imports_run_one_way() -> io::Result<()> {
    enforce(
        imports::direction,
        &[
            (
                "src/cart/api.rs",
                "use crate::{catalog::Product, kernel::Money};\nuse crate::web::Context;",
            ),
            (
                "src/catalog/mod.rs",
                "use crate::catalog::product::Product; // crate::cart\n// crate::cart::Cart",
            ),
            ("src/routes.rs", "use crate::checkout::pages;"),
        ],
        &[
            &[("src/catalog/api.rs", "use crate::cart::Cart;")],
            &[("src/catalog/api.rs", "use crate::{kernel::{Money, Handle}, cart::Cart};")],
            &[("src/tax/mod.rs", "fn rate() -> crate::promotions::Rate {}")],
            &[("src/kernel/money.rs", "use crate::web::Context;")],
            &[("src/web/page.rs", "use crate::catalog::Product;")],
            &[("src/platform/kv.rs", "use crate::web::Context;")],
            &[("src/gadgets/mod.rs", "//! Unknown")],
        ],
    )
}

#[test]
fn another_capability_is_entered_by_its_front_door() -> io::Result<()> {
    let store = ("src/catalog/store.rs", "");
    enforce(
        imports::front_doors,
        &[
            store,
            (
                "src/cart/api.rs",
                "use crate::catalog::{Product, Refusal};\nuse crate::kernel::money::Money;",
            ),
            ("src/catalog/api.rs", "use crate::catalog::store::load;"),
            ("src/routes.rs", "use crate::catalog::store;"),
        ],
        &[
            &[store, ("src/cart/api.rs", "use crate::catalog::store::load;")],
            &[store, ("src/cart/api.rs", "use crate::catalog::{Product, store::{load, save}};")],
            &[
                ("src/catalog/views/card.rs", ""),
                ("src/cart/api.rs", "crate::catalog::views::Card::new()"),
            ],
        ],
    )
}

#[test]
fn files_are_at_most_400_lines_long() -> io::Result<()> {
    let long = "x\n".repeat(401);
    enforce(
        files::length,
        &[("src/lib.rs", &long[2..])],
        &[&[("src/lib.rs", &long)], &[("tools/a.mjs", &long)]],
    )
}

#[test]
fn names_say_what_a_thing_is() -> io::Result<()> {
    enforce(
        files::names,
        &[
            ("src/cart/api.rs", "let serviced = env.service(\"SELF\"); fn utilise() {}"),
            ("assets/css/utilities.css", ""),
        ],
        &[
            &[("src/web/utils.rs", "")],
            &[("src/cart/helpers/mod.rs", "")],
            &[("src/cart/api.rs", "pub struct CartManager;")],
            &[("tools/a.mjs", "export function dateHelper() {}")],
            &[("src/cart/api.rs", "let mut tax_service = 1;")],
        ],
    )
}

#[test]
fn nothing_is_left_over() -> io::Result<()> {
    enforce(
        files::left_overs,
        &[("src/lib.rs", "let todos = 1; // a todo list is fine")],
        &[
            &[("src/lib.rs", concat!("// TO", "DO: later"))],
            &[("templates/a.html", concat!("<!-- FIX", "ME -->"))],
            &[("src/lib.rs", concat!("fn x() { todo", "!(\"y\") }"))],
        ],
    )
}

#[test]
fn lint_exceptions_carry_a_reason() -> io::Result<()> {
    enforce(
        files::exceptions,
        &[("src/lib.rs", concat!("#[ex", "pect(dead_code, reason = \"only read\")]"))],
        &[
            &[("src/lib.rs", concat!("#[al", "low(dead_code)]"))],
            &[("src/lib.rs", concat!("#[ex", "pect(dead_code)]\nfn reason() {}"))],
        ],
    )
}

#[test]
fn every_capability_has_a_front_door() -> io::Result<()> {
    enforce(
        files::fronts,
        &[("src/lib.rs", ""), ("src/cart/mod.rs", "//! Carts."), ("src/cart/api.rs", "")],
        &[&[("src/cart/api.rs", "")], &[("src/cart/mod.rs", "mod api;")]],
    )
}

#[test]
fn migrations_are_numbered_without_gaps() -> io::Result<()> {
    enforce(
        files::migrations,
        &[
            ("migrations/0001_create_products.sql", "-- Why."),
            ("migrations/0002_add_tax_class.sql", "-- Why."),
        ],
        &[
            &[("migrations/0002_create_products.sql", "-- Why.")],
            &[("migrations/0001_create_products.sql", "create table x (y);")],
            &[("migrations/0001_products.sql", "-- Why.")],
            &[
                ("migrations/0001_create_products.sql", "-- Why."),
                ("migrations/0001_create_tags.sql", "-- Why."),
            ],
        ],
    )
}

#[test]
fn every_template_is_used() -> io::Result<()> {
    enforce(
        pages::dead_templates,
        &[
            ("src/catalog/views.rs", "#[template(path = \"catalog/a.html\")]"),
            ("templates/catalog/a.html", "{% extends \"layouts/shop.html\" %}"),
            ("templates/layouts/shop.html", ""),
        ],
        &[&[
            ("templates/catalog/a.html", ""),
            ("src/catalog/views.rs", "#[template(path = \"a.html\")]"),
        ]],
    )
}

#[test]
fn every_asset_is_used() -> io::Result<()> {
    enforce(
        pages::dead_assets,
        &[
            ("assets/css/base.css", "src: url(/fonts/serif.woff2)"),
            ("assets/fonts/serif.woff2", ""),
            ("assets/css/pages/product.css", ""),
            ("src/catalog/views.rs", "style: &style::PRODUCT"),
            ("build.rs", "[\"base\"]"),
        ],
        &[
            &[("assets/icons/cart.svg", ""), ("src/lib.rs", "carts")],
            &[("assets/css/pages/product.css", ""), ("src/catalog/views.rs", "\"product\"")],
        ],
    )
}

#[test]
fn scripts_and_styles_keep_their_budgets() -> io::Result<()> {
    let (heavy, heavier) = ("x".repeat(40_001), "x".repeat(48_001));
    enforce(
        pages::budgets,
        &[("assets/js/main.js", "import \"./a.js\";"), ("assets/css/base.css", "a {}")],
        &[
            &[("assets/js/main.js", &heavy)],
            &[("assets/css/base.css", "a {}"), ("assets/css/pages/a.css", &heavy)],
            &[("assets/js/admin/a.js", &heavier)],
            &[("assets/css/admin/a.css", &heavier)],
        ],
    )
}

#[test]
fn templates_hold_no_code_and_no_style() -> io::Result<()> {
    enforce(
        pages::inline_code,
        &[
            ("templates/a.html", "<script type=\"module\" src=\"/js/main.js\"></script><p once>"),
            ("templates/b.html", "<script type=\"application/ld+json\">{}</script>"),
            ("templates/emails/paid.html", "<p style=\"color: black\">"),
        ],
        &[
            &[("templates/a.html", "<p class=\"x\" style=\"color: red\">")],
            &[("templates/a.html", "<script>alert(1)</script>")],
            &[("templates/a.html", "<button onclick=\"buy()\">")],
            &[("templates/a.html", "<a href=\"javascript:buy()\">")],
        ],
    )
}
