//! E-mail addresses.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// Longest address, in bytes (RFC 5321, 4.5.3.1.3, less the angle brackets).
const MAX_LENGTH: usize = 254;
/// Longest part before the `@`, in bytes.
const MAX_LOCAL_LENGTH: usize = 64;

/// An address that a mail can be sent to, as it was typed but for spaces at its ends. What it really
/// reaches only a mail tells, so little more is asked than what a header and a provider need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let is_plain = |letter: char| {
            !letter.is_whitespace() && !letter.is_control() && !"<>()[],;:\"\\@".contains(letter)
        };
        let local_is_clean = !local.is_empty()
            && local.len() <= MAX_LOCAL_LENGTH
            && local.split('.').all(|part| !part.is_empty());
        let label_is_clean =
            |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
        let domain_is_clean = domain.contains('.')
            && domain.split('.').all(label_is_clean)
            && domain.chars().all(|letter| letter.is_alphanumeric() || ".-".contains(letter));
        let clean = text.len() <= MAX_LENGTH
            && local_is_clean
            && domain_is_clean
            && local.chars().all(is_plain);
        clean.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| D::Error::custom("an e-mail address is like name@example.com"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mail_can_be_sent_to_is_an_address() {
        for good in ["a@example.com", " o'neil+shop@mail.example.co.uk ", "jörg@müller.de"] {
            assert_eq!(Email::parse(good).unwrap().as_str(), good.trim());
        }
        let long = format!("{}@example.com", "a".repeat(65));
        let bad = [
            "",
            "a",
            "a@",
            "@example.com",
            "a@example",
            "a b@example.com",
            "a@exa mple.com",
            ".a@example.com",
            "a..b@example.com",
            "a@-example.com",
            "a@example..com",
            "a@b.com\r\nBcc: c@d.com",
            "<a@b.com>",
            "a,b@c.com",
            &long,
        ];
        for bad in bad {
            assert_eq!(Email::parse(bad), None, "{bad:?}");
        }
    }
}
