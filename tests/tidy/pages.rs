//! What is sent to a browser: nothing unused, nothing inline, nothing heavy.

use crate::{Source, is_word};

/// Raw bytes, as a quick stand-in: `make bench` measures what is sent (6 KB of script with brotli).
const SCRIPT_BYTES_LIMIT: usize = 24_000;
/// The shared stylesheets and the longest of the pages' own, as they are written.
const STYLE_BYTES_LIMIT: usize = 40_000;
/// The desk's own scripts and styles: merchants come back, on good machines.
const ADMIN_BYTES_LIMIT: usize = 48_000;
/// Asked for by name, by the platform or by browsers; licences go where their fonts go.
const UNNAMED_ASSETS: [&str; 6] =
    ["_headers", "_redirects", "favicon.ico", "main.js", "admin.js", "openapi.json"];

pub fn dead_templates(sources: &[Source]) -> Vec<String> {
    let templates = sources.iter().filter(|source| source.below("templates"));
    let named = |name: &str| {
        let quoted = format!("\"{name}\"");
        sources.iter().any(|source| {
            source.has_extension(&["rs", "html", "txt", "xml"])
                && source.text.lines().any(|line| {
                    let refers = ["path", "extends", "include", "import", "from"];
                    line.contains(&quoted) && refers.iter().any(|word| line.contains(word))
                })
        })
    };
    templates
        .filter(|source| !named(source.path.trim_start_matches("templates/")))
        .map(|source| format!("{} is used by no page: remove it.", source.path))
        .collect()
}

/// `pages/product.css` becomes `style::PRODUCT`; everything else is named by its file or its stem.
fn is_named(asset: &Source, sources: &[Source]) -> bool {
    // build.rs takes the folder whole.
    if asset.path.starts_with("assets/css/admin/") {
        return true;
    }
    let own_style = asset.path.starts_with("assets/css/pages/");
    let constant = asset.stem().to_uppercase();
    let quoted = format!("\"{}\"", asset.stem());
    sources.iter().filter(|source| source.path != asset.path).any(|source| {
        if own_style {
            let mut words = source.text.split(|letter| !is_word(letter));
            return source.capability().is_some() && words.any(|word| word == constant);
        }
        let readable = source.below("src") || source.below("templates") || source.below("assets");
        (readable || source.path == "build.rs")
            && (source.text.contains(asset.name()) || source.text.contains(&quoted))
    })
}

pub fn dead_assets(sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| source.below("assets"))
        .filter(|source| {
            !UNNAMED_ASSETS.contains(&source.name()) && !source.path.ends_with("-OFL.txt")
        })
        .filter(|source| !is_named(source, sources))
        .map(|source| format!("{} is used nowhere: remove it.", source.path))
        .collect()
}

pub fn budgets(sources: &[Source]) -> Vec<String> {
    let bytes = |wanted: &dyn Fn(&Source) -> bool| -> usize {
        sources.iter().filter(|source| wanted(source)).map(|source| source.text.len()).sum()
    };
    let of_admin = |source: &Source| {
        ["js/admin", "css/admin", "css/docs"]
            .iter()
            .any(|folder| source.below(&format!("assets/{folder}")))
    };
    let scripts = bytes(&|source| source.below("assets/js") && !of_admin(source));
    let shared = bytes(&|source| {
        source.below("assets/css") && !source.below("assets/css/pages") && !of_admin(source)
    });
    let pages = sources.iter().filter(|source| source.below("assets/css/pages"));
    let styles = shared + pages.map(|source| source.text.len()).max().unwrap_or_default();
    let mut found = Vec::new();
    for folder in ["assets/js/admin", "assets/css/admin"] {
        let size = bytes(&|source| source.below(folder));
        if size > ADMIN_BYTES_LIMIT {
            found.push(format!("{folder} has {size} bytes, at most {ADMIN_BYTES_LIMIT}."));
        }
    }
    if scripts > SCRIPT_BYTES_LIMIT {
        found.push(format!(
            "assets/js has {scripts} bytes, at most {SCRIPT_BYTES_LIMIT}: let the server do it."
        ));
    }
    if styles > STYLE_BYTES_LIMIT {
        found.push(format!("A page's styles have {styles} bytes, at most {STYLE_BYTES_LIMIT}: every page carries them."));
    }
    found
}

/// The parts of a template that the browser reads as tags, from `<` to `>`.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    text.split('<').skip(1).filter_map(|rest| rest.split('>').next())
}

fn has_event_attribute(tag: &str) -> bool {
    tag.split_whitespace().skip(1).any(|attribute| {
        let name = attribute.split('=').next().unwrap_or_default();
        name.starts_with("on")
            && name.len() > 2
            && attribute.contains('=')
            && name.chars().all(|letter| letter.is_ascii_lowercase())
    })
}

/// The Content-Security-Policy blocks all of these; e-mail programs know nothing but style attributes.
pub fn inline_code(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.below("templates")) {
        let mut refuse = |what: &str| {
            found.push(format!("{} has {what}: the security policy blocks it.", source.path));
        };
        for tag in tags(&source.text) {
            if tag.contains(" style=") && !source.below("templates/emails") {
                refuse("a style attribute");
            }
            let is_data = tag.contains("application/ld+json");
            if tag.starts_with("script") && !is_data && !tag.contains(" src=") {
                refuse("a script inside the page");
            }
            if has_event_attribute(tag) || tag.contains("javascript:") {
                refuse("code in an attribute");
            }
        }
    }
    found
}
