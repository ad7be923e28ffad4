//! Descriptions in HTML as Markdown, which is what descriptions are here (docs/decisions/0016): cleaned by a
//! maintained sanitiser first, so that what could run, or be fetched, is gone before anything else reads it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::markdown::{escape_paragraph, write_markdown};

/// What stays an element; of everything else only its text stays.
const KEPT: [&str; 34] = [
    "a",
    "article",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "strong",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "header",
];
/// What goes with everything in it.
const DROPPED: [&str; 14] = [
    "script", "style", "iframe", "noscript", "object", "embed", "svg", "math", "template", "title",
    "textarea", "select", "video", "audio",
];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(KEPT))
        .clean_content_tags(HashSet::from(DROPPED))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true);
    builder
});

/// A description as a shop exports it, HTML or plain text, as Markdown.
pub fn to_markdown(description: &str) -> String {
    if description.contains(['<', '&']) {
        write_markdown(&SANITISER.clean(description).to_string())
    } else {
        let paragraphs = description.replace("\r\n", "\n");
        let paragraphs = paragraphs.split("\n\n").map(str::trim).filter(|text| !text.is_empty());
        paragraphs.map(escape_paragraph).collect::<Vec<_>>().join("\n\n")
    }
}

#[cfg(test)]
#[path = "description_tests.rs"]
mod tests;
