//! Who a mail comes from, and text that is safe in a header.

use crate::kernel::Email;

/// Longest text in a header, in characters; subjects beyond it are cut by every program anyway.
const MAX_HEADER_LENGTH: usize = 150;

/// Text on one line: white space becomes single spaces, and what controls a terminal, a header or the
/// direction of writing is left out. Nothing of it can begin another header or another line.
pub fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .filter(|letter| !letter.is_control() && !turns_text(*letter))
        .collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Marks that make text read otherwise than it is written, or that nobody sees.
const fn turns_text(letter: char) -> bool {
    matches!(
        letter,
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// [`one_line`], cut where it is longer than a header should be.
pub fn header_text(text: &str) -> String {
    let line = one_line(text);
    if line.chars().count() <= MAX_HEADER_LENGTH {
        return line;
    }
    let cut: String = line.chars().take(MAX_HEADER_LENGTH - 1).collect();
    format!("{}…", cut.trim_end())
}

/// The address that mails come from, with the name that stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    pub name: String,
    pub email: Email,
}

impl Sender {
    /// From `orders@shop.example` or `Shop <orders@shop.example>`; without a name of its own it has the
    /// shop's. `None` where there is no address.
    pub fn parse(text: &str, shop_name: &str) -> Option<Self> {
        let (name, address) = match text.trim().strip_suffix('>').and_then(|t| t.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"'), address),
            None => ("", text),
        };
        let name = if name.trim().is_empty() { shop_name } else { name };
        let plain = name.replace(['"', '\\', '<', '>'], "");
        Some(Self { name: header_text(&plain), email: Email::parse(address)? })
    }

    /// As a header has it (RFC 5322, 3.4): a name with punctuation stands in quotation marks.
    pub fn header(&self) -> String {
        let is_plain = |letter: char| letter.is_alphanumeric() || " -_'&!".contains(letter);
        match self.name.as_str() {
            "" => self.email.to_string(),
            name if name.chars().all(is_plain) => format!("{name} <{}>", self.email),
            name => format!("\"{name}\" <{}>", self.email),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        for (text, header) in [
            ("orders@shop.example", Some("Ærø Goods <orders@shop.example>")),
            ("Post <orders@shop.example>", Some("Post <orders@shop.example>")),
            ("\"Post, Ltd.\" <orders@shop.example>", Some("\"Post, Ltd.\" <orders@shop.example>")),
            ("<orders@shop.example>", Some("Ærø Goods <orders@shop.example>")),
            ("a \"b\" <c> <orders@shop.example>", Some("a b c <orders@shop.example>")),
            ("Post", None),
            ("", None),
            ("Post <a@b.example>, <c@d.example>", Some("\"Post a@b.example,\" <c@d.example>")),
        ] {
            let sender = Sender::parse(text, "Ærø Goods");
            assert_eq!(sender.map(|sender| sender.header()).as_deref(), header, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_name_begins_another_header_or_names_another_address(name in "[\\PC\r\n\t\u{202e}\"<>,@]{0,200}") {
            let email = "orders@shop.example";
            let header = Sender::parse(email, &name).unwrap().header();
            prop_assert!(!header.chars().any(char::is_control), "{:?}", header);
            let (shown, address) = header.rsplit_once(' ').unwrap_or(("", &header));
            prop_assert_eq!(address.trim_matches(['<', '>']), email);
            prop_assert!(!shown.contains(['<', '>', '\\']));
            let quotes = shown.matches('"').count();
            prop_assert!(quotes == 0 || (quotes == 2 && shown.starts_with('"') && shown.ends_with('"')));
            prop_assert!(quotes == 2 || !shown.contains([',', ';', ':', '@', '(', '.']));
        }

        #[test]
        fn what_stands_in_a_header_is_one_short_line(text in "(?s).{0,300}") {
            let line = header_text(&text);
            prop_assert!(line.chars().count() <= MAX_HEADER_LENGTH);
            prop_assert!(!line.chars().any(|letter| letter.is_control() || turns_text(letter)));
        }
    }
}
