//! What an order is called, and what opens it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// Crockford's digits: no I, L, O or U, so that a number read aloud or typed is never another one.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const NUMBER_LENGTH: usize = 10;
const TOKEN_LENGTH: usize = 32;

/// Ten Crockford digits, 50 random bits: short enough to read aloud, and needs no counter. It opens
/// nothing by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct OrderNumber(String);

impl OrderNumber {
    /// Reads what a person typed: small letters and hyphens are fine, and the letters that look like
    /// digits are those digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |letter: char| match letter.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            digit if u8::try_from(digit).is_ok_and(|byte| DIGITS.contains(&byte)) => Some(digit),
            _ => None,
        };
        let typed = text.trim().chars().filter(|letter| *letter != '-');
        let digits: String = typed.map(digit).collect::<Option<_>>()?;
        (digits.len() == NUMBER_LENGTH).then_some(Self(digits))
    }

    /// From random bits, of which the lowest 50 count.
    pub fn random(bits: u64) -> Self {
        let place = |at: usize| usize::try_from(bits >> (5 * at) & 31).unwrap_or(0);
        let digit = |at: usize| DIGITS.get(place(at)).copied().unwrap_or(b'0');
        Self((0..NUMBER_LENGTH).map(|at| char::from(digit(at))).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for OrderNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| D::Error::custom("an order number has ten digits and letters"))
    }
}

/// The shopper's link to an order: its number, which finds the object, and 128 random bits, which
/// open it. Written as `<number>-<32 hexadecimal digits>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderToken {
    pub number: OrderNumber,
    /// 32 hexadecimal digits, compared in constant time.
    pub secret: String,
}

impl OrderToken {
    pub fn parse(text: &str) -> Option<Self> {
        let (number, secret) = text.rsplit_once('-')?;
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let clean = secret.len() == TOKEN_LENGTH && secret.bytes().all(is_digit);
        let number = OrderNumber::parse(number).filter(|parsed| parsed.as_str() == number)?;
        clean.then(|| Self { number, secret: secret.to_owned() })
    }
}

impl fmt::Display for OrderToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.number, self.secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_that_was_read_aloud_is_understood() {
        let number = OrderNumber::parse("01abc-dEfgh").unwrap();
        assert_eq!(number.as_str(), "01ABCDEFGH");
        assert_eq!(OrderNumber::parse("OIabcdefgh"), Some(number));
        for bad in ["", "01ABCDEFG", "01ABCDEFGHJ", "01ABCDEFGU", "01ABCDEFG!", "01ABCDEFGé"] {
            assert_eq!(OrderNumber::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_link_needs_its_number_as_it_is_written_and_its_whole_secret() {
        let link = format!("01ABCDEFGH-{}", "0f".repeat(16));
        assert_eq!(OrderToken::parse(&link).unwrap().to_string(), link);
        for bad in ["01ABCDEFGH", "01ABCDEFGH-", &link.to_lowercase(), &link[..link.len() - 1]] {
            assert_eq!(OrderToken::parse(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn every_random_number_reads_back(bits: u64) {
            let number = OrderNumber::random(bits);
            prop_assert_eq!(OrderNumber::parse(number.as_str()), Some(number));
        }
    }
}
