//! Who may name whom: one direction through the folders, front doors only, pure files pure.

use std::collections::BTreeSet;

use crate::{Source, is_word};

/// A capability imports from the lines above its own, never from its own line.
const LAYERS: [&[&str]; 14] = [
    &["kernel"],
    &["markets"],
    &["content", "media"],
    &["catalog", "customers", "payments"],
    &["inventory", "promotions", "tax", "shipping", "search"],
    &["pricing"],
    &["cart"],
    &["orders"],
    &["checkout"],
    &["notifications"],
    &["operations"],
    &["imports"],
    &["admin"],
    &["openapi"],
];
/// Folders below every capability, each with the folders that it may import besides itself.
const FOUNDATIONS: [(&str, &[&str]); 3] =
    [("kernel", &[]), ("platform", &["kernel"]), ("web", &["kernel", "platform"])];

/// The paths of a `use` tree or an expression, each as its segments: `a::{b, c::d}` is `a b`, `a c d`.
fn paths_of(text: &str) -> Vec<Vec<String>> {
    let end = text.find(|letter| !is_word(letter)).unwrap_or(text.len());
    let (head, rest) = text.split_at(end);
    let Some(rest) = rest.strip_prefix("::") else { return vec![vec![head.to_owned()]] };
    let mut tails = Vec::new();
    if let Some(group) = rest.strip_prefix('{') {
        let mut depth = 0_usize;
        let mut start = true;
        for (at, letter) in group.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                _ if start && is_word(letter) => {
                    start = false;
                    tails.extend(group.get(at..).map(paths_of).unwrap_or_default());
                }
                _ => {}
            }
        }
    } else {
        tails = paths_of(rest);
    }
    for tail in &mut tails {
        tail.insert(0, head.to_owned());
    }
    tails
}

/// Everything that a Rust file names by `crate::…`.
fn crate_paths(source: &Source) -> Vec<Vec<String>> {
    let code = source.code();
    code.match_indices("crate::")
        .filter(|&(at, _)| !code.get(..at).is_some_and(|before| before.ends_with(is_word)))
        .filter_map(|(at, mark)| code.get(at + mark.len()..))
        .flat_map(|rest| {
            let tree = format!("crate::{rest}");
            paths_of(&tree).into_iter().map(|path| path.into_iter().skip(1).collect())
        })
        .collect()
}

fn layer_of(folder: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&folder))
}

fn may_import(from: &str, to: &str) -> bool {
    if from == to {
        return true;
    }
    if let Some((_, allowed)) = FOUNDATIONS.iter().find(|(name, _)| *name == from) {
        return allowed.contains(&to);
    }
    FOUNDATIONS.iter().any(|(name, _)| *name == to) || layer_of(to) < layer_of(from)
}

fn is_known_folder(folder: &str) -> bool {
    layer_of(folder).is_some() || FOUNDATIONS.iter().any(|(name, _)| *name == folder)
}

pub fn direction(sources: &[Source]) -> Vec<String> {
    let mut found = BTreeSet::new();
    for source in sources.iter().filter(|source| source.has_extension(&["rs"])) {
        let Some(from) = source.capability() else { continue };
        if !is_known_folder(from) {
            found.insert(format!(
                "src/{from}/ has no place in the import order: give it one in LAYERS."
            ));
        }
        for path in crate_paths(source) {
            let Some(to) = path.first().filter(|to| is_known_folder(to)) else { continue };
            if !may_import(from, to) {
                found.insert(format!(
                    "{} imports crate::{to}, which stands above or beside `{from}`: move what both need down, or pass it in.",
                    source.path
                ));
            }
        }
    }
    found.into_iter().collect()
}

pub fn front_doors(sources: &[Source]) -> Vec<String> {
    let is_module = |folder: &str, name: &str| {
        let file = format!("src/{folder}/{name}.rs");
        let inner = format!("src/{folder}/{name}/");
        sources.iter().any(|source| source.path == file || source.path.starts_with(&inner))
    };
    let mut found = BTreeSet::new();
    for source in sources.iter().filter(|source| source.has_extension(&["rs"])) {
        let Some(from) = source.capability() else { continue };
        for path in crate_paths(source) {
            let [to, inner, ..] = path.as_slice() else { continue };
            if to != from && layer_of(to) > Some(0) && is_module(to, inner) {
                found.insert(format!(
                    "{} reaches into crate::{to}::{inner}: use what src/{to}/mod.rs offers, or let it offer more.",
                    source.path
                ));
            }
        }
    }
    found.into_iter().collect()
}
