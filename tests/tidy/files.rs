//! What every file owes the reader: a bounded length, plain names, nothing left over.

use std::collections::BTreeSet;

use crate::{Source, is_word};

const LINES_LIMIT: usize = 400;
const BANNED_WORDS: [&str; 8] =
    ["util", "utils", "helper", "helpers", "manager", "managers", "service", "services"];
/// What stands before a name that somebody chose.
const DECLARATIONS: [&str; 13] = [
    "fn ",
    "struct ",
    "enum ",
    "trait ",
    "mod ",
    "type ",
    "const ",
    "static ",
    "let ",
    "let mut ",
    "function ",
    "class ",
    "macro_rules! ",
];
/// Holds bad names on purpose.
const SAMPLES: &str = "tests/tidy.rs";
// Put together here, so that this file does not find itself.
const LEFT_OVER: [&str; 6] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("dbg", "!("),
];

pub fn length(sources: &[Source]) -> Vec<String> {
    let is_code = |source: &&Source| source.has_extension(&["rs", "mjs", "js", "css"]);
    let lines = |source: &Source| source.text.lines().count();
    sources
        .iter()
        .filter(is_code)
        .filter(|source| lines(source) > LINES_LIMIT)
        .map(|source| {
            let count = lines(source);
            format!(
                "{} has {count} lines, at most {LINES_LIMIT}: split it by what it is about.",
                source.path
            )
        })
        .collect()
}

/// `cartHelper`, `CartHelper` and `cart_helper` are each `cart helper`.
fn words(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() || !letter.is_alphanumeric() {
            spaced.push(' ');
        }
        spaced.extend(letter.to_lowercase());
    }
    spaced.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned).collect()
}

fn declared_names(line: &str) -> impl Iterator<Item = &str> {
    DECLARATIONS.iter().flat_map(move |keyword| {
        line.match_indices(keyword).filter_map(move |(at, _)| {
            let starts = !line.get(..at)?.ends_with(is_word);
            let name = line.get(at + keyword.len()..)?;
            let end = name.find(|letter| !is_word(letter)).unwrap_or(name.len());
            starts.then(|| name.get(..end)).flatten()
        })
    })
}

pub fn names(sources: &[Source]) -> Vec<String> {
    let is_banned =
        |name: &str| words(name).iter().any(|word| BANNED_WORDS.contains(&word.as_str()));
    let mut found = BTreeSet::new();
    for source in sources {
        if is_banned(&source.path) {
            found.insert(format!("{}: name the file after what is in it.", source.path));
        }
        if !source.has_extension(&["rs", "mjs", "js"]) || source.path == SAMPLES {
            continue;
        }
        let code = source.code();
        for name in code.lines().flat_map(declared_names).filter(|name| is_banned(name)) {
            found.insert(format!(
                "{}: `{name}` says nothing; name it after what it does.",
                source.path
            ));
        }
    }
    found.into_iter().collect()
}

pub fn left_overs(sources: &[Source]) -> Vec<String> {
    let has_whole = |text: &str, mark: &str| {
        text.match_indices(mark).any(|(at, _)| {
            let before = text.get(..at).is_some_and(|before| before.ends_with(is_word));
            let after = text.get(at + mark.len()..).is_some_and(|after| after.starts_with(is_word));
            !before && (!after || mark.ends_with('('))
        })
    };
    let extensions = ["rs", "mjs", "js", "css", "html", "sql", "txt", "toml"];
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.has_extension(&extensions)) {
        for mark in LEFT_OVER.iter().filter(|mark| has_whole(&source.text, mark)) {
            found.push(format!("{} still holds {mark}: do it or take it out.", source.path));
        }
    }
    found
}

/// A lint that is switched off says why, and complains once it is no longer needed.
pub fn exceptions(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| source.has_extension(&["rs"])) {
        let code = source.code();
        if code.contains(concat!("#[al", "low(")) || code.contains(concat!("#![al", "low(")) {
            found.push(format!(
                "{} allows a lint: write #[expect(…, reason = \"…\")].",
                source.path
            ));
        }
        for (at, mark) in code.match_indices(concat!("#[ex", "pect(")) {
            let rest = code.get(at + mark.len()..).unwrap_or_default();
            if !rest.split(']').next().unwrap_or_default().contains("reason") {
                found.push(format!("{} expects a lint without a reason.", source.path));
            }
        }
    }
    found
}

pub fn fronts(sources: &[Source]) -> Vec<String> {
    let folders: BTreeSet<&str> = sources.iter().filter_map(Source::capability).collect();
    let front = |folder: &str| {
        let path = format!("src/{folder}/mod.rs");
        sources.iter().find(|source| source.path == path)
    };
    folders
        .into_iter()
        .filter(|folder| !front(folder).is_some_and(|source| source.text.starts_with("//!")))
        .map(|folder| format!("src/{folder}/ needs a mod.rs that opens with what it owns (//! …)."))
        .collect()
}

pub fn migrations(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    let files = sources.iter().filter(|source| source.below("migrations"));
    for (source, expected) in files.zip(1_usize..) {
        let words: Vec<&str> = source.stem().split('_').collect();
        let plain = |word: &&str| {
            !word.is_empty()
                && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        };
        let numbered = words.first().is_some_and(|number| *number == format!("{expected:04}"));
        if !numbered
            || words.len() < 3
            || !words.iter().all(plain)
            || !source.has_extension(&["sql"])
        {
            found.push(format!(
                "{}: a migration is called {expected:04}_verb_object.sql here.",
                source.path
            ));
        }
        if !source.text.starts_with("-- ") {
            found.push(format!("{}: open with a comment that says why.", source.path));
        }
    }
    found
}
