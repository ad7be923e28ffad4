//! A letter that is about no order. It is sent once its message is read, and lies in no outbox: a lost one
//! has to be asked for again.

use super::content::{Content, Link};
use super::letter::{House, Letter, write};
use crate::kernel::Email;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// By which a repetition is known.
    pub key: String,
    pub to: Email,
    pub subject: String,
    pub paragraphs: Vec<String>,
    /// The words of its one link, and where that leads.
    pub link: (&'static str, String),
}

impl Notice {
    pub(super) fn letter(self, house: &House) -> Letter {
        let (label, url) = self.link;
        let content = Content {
            heading: self.subject.clone(),
            subject: self.subject,
            paragraphs: self.paragraphs,
            link: Some(Link { label, url }),
            ..Content::default()
        };
        write(&content, house, self.key, self.to.as_str(), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notifications::Sender;

    #[test]
    fn a_notice_says_the_same_in_both_twins() {
        let house = House {
            name: "Headland".to_owned(),
            email: None,
            phone: String::new(),
            address: String::new(),
            sender: Sender::parse("post@shop.example", "Headland").unwrap(),
        };
        let notice = Notice {
            key: "sign-in:1".to_owned(),
            to: Email::parse("ada@shop.example").unwrap(),
            subject: "Your link".to_owned(),
            paragraphs: vec!["Once only.".to_owned()],
            link: ("Sign in", "https://shop.example/admin/sign-in/1".to_owned()),
        };
        let letter = notice.letter(&house);
        assert_eq!(
            (letter.to.as_str(), letter.subject.as_str()),
            ("ada@shop.example", "Your link")
        );
        for part in [&letter.html, &letter.text] {
            for words in ["Your link", "Once only.", "https://shop.example/admin/sign-in/1"] {
                assert!(part.contains(words), "{words} in {part}");
            }
        }
    }
}
