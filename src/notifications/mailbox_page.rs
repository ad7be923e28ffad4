//! The mailbox as a page: what came, and one letter with both of its twins.

use askama::Template;
use serde_json::Value;

use crate::kernel::Timestamp;
use crate::web::security::content_security_policy;
use crate::web::style::{MAILBOX, Style};
use crate::web::{CachePolicy, Page};

#[derive(Debug, Template)]
#[template(path = "notifications/mailbox.html", whitespace = "minimize")]
pub struct MailboxPage<'a> {
    letters: Vec<LetterRow<'a>>,
    chosen: Option<LetterRow<'a>>,
    style: &'static Style,
}

/// A letter as the mailbox keeps it.
#[derive(Debug, Clone, Copy)]
struct LetterRow<'a>(&'a Value);

impl<'a> LetterRow<'a> {
    fn part(self, name: &str) -> &'a str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// "26 November 2026, 10:00:00 UTC" without what is the same all day.
    fn at(self) -> String {
        let at = self.part("at");
        at.get(..19).unwrap_or(at).replace('T', " ")
    }
}

impl<'a> MailboxPage<'a> {
    pub fn new(letters: &'a [Value], chosen: Option<&'a Value>) -> Self {
        Self {
            letters: letters.iter().map(LetterRow).collect(),
            chosen: chosen.map(LetterRow),
            style: &MAILBOX,
        }
    }

    fn is_chosen(&self, key: &str) -> bool {
        self.chosen.is_some_and(|chosen| chosen.part("key") == key)
    }
}

impl Page for MailboxPage<'_> {
    fn policy(&self, _now: Timestamp) -> CachePolicy {
        CachePolicy::Private
    }

    fn style_hash(&self) -> &'static str {
        self.style.hash
    }
}

/// The page frames a letter.
pub fn mailbox_policy() -> String {
    format!("{}; frame-src 'self'", content_security_policy(Some(MAILBOX.hash), &[]))
}

/// A letter alone: styled as in a mail program, and as powerless.
pub fn letter_policy() -> String {
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https: http:; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_mailbox_shows_what_came_and_runs_none_of_it() {
        let evil = "</title><script>alert(1)</script>";
        let letter = json!({"key": "01ABCDEFGH:4:shopper", "to": evil, "from": evil, "reply_to": null,
            "subject": evil, "html": evil, "text": evil, "at": "2026-11-26T10:00:00.123Z"});
        let letters = [letter];
        for chosen in [None, letters.first()] {
            let html = MailboxPage::new(&letters, chosen).render().unwrap();
            assert!(!html.contains("<script>alert"), "{html}");
            assert!(html.contains("2026-11-26 10:00:00"));
            assert_eq!(html.contains("<iframe"), chosen.is_some());
        }
        let none = MailboxPage::new(&[], None).render().unwrap();
        assert!(none.contains("No mail yet"), "{none}");
    }

    #[test]
    fn a_letter_alone_runs_nothing_and_only_we_frame_it() {
        let policy = letter_policy();
        assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"));
        assert!(policy.contains("sandbox") && !policy.contains("allow-scripts"));
        assert!(mailbox_policy().contains("frame-ancestors 'none'"));
    }
}
