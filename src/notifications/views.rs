//! The twins of a letter.

use askama::Template;

use super::content::Content;

#[derive(Debug, Template)]
#[template(path = "emails/letter.html", whitespace = "minimize")]
pub struct LetterPage<'a> {
    pub content: &'a Content,
    pub shop: &'a str,
    pub footer: &'a [String],
}

#[derive(Debug, Template)]
#[template(path = "emails/letter.txt")]
pub struct LetterText<'a> {
    pub content: &'a Content,
    pub footer: &'a [String],
}

impl LetterPage<'_> {
    /// Writing into memory does not fail.
    pub fn rendered(&self) -> String {
        self.render().unwrap_or_default()
    }

    fn preview(&self) -> &str {
        self.content.paragraphs.first().map_or("", String::as_str)
    }
}

impl LetterText<'_> {
    pub fn rendered(&self) -> String {
        self.render().unwrap_or_default()
    }
}
