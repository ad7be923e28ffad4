//! Names that appear in addresses: handles of products, collections and pages, SKUs and markets.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// Longest handle that is accepted, in bytes.
pub const MAX_HANDLE_LENGTH: usize = 120;
const MAX_SKU_LENGTH: usize = 64;

/// A name in an address: lower-case letters, digits and single hyphens, 1 to 120 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Handle(String);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandleError;

impl fmt::Display for HandleError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "A handle has 1 to {MAX_HANDLE_LENGTH} lower-case letters, digits and single hyphens, like `linen-throw`."
        )
    }
}

impl Handle {
    pub fn parse(text: &str) -> Result<Self, HandleError> {
        let words_are_clean = text.split('-').all(|word| {
            !word.is_empty()
                && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        if words_are_clean && text.len() <= MAX_HANDLE_LENGTH {
            Ok(Self(text.to_owned()))
        } else {
            Err(HandleError)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Handle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

/// A stock keeping unit: 1 to 64 letters, digits, spaces, `.`, `_`, `-` and `+`.
/// `:`, `,` and `/` stay free because cart permalinks use them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Sku(String);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkuError;

impl fmt::Display for SkuError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "A SKU has 1 to {MAX_SKU_LENGTH} letters, digits, spaces, full stops, underscores, hyphens or plus signs, and no space at either end."
        )
    }
}

impl Sku {
    pub fn parse(text: &str) -> Result<Self, SkuError> {
        let clean = !text.is_empty()
            && text.len() <= MAX_SKU_LENGTH
            && text.trim() == text
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" ._-+".contains(&byte));
        if clean { Ok(Self(text.to_owned())) } else { Err(SkuError) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Sku {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Sku {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

/// A market's name in addresses: `de`, `ch` or `de-ch`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct MarketId(String);

impl MarketId {
    /// Two lower-case letters, or two pairs with a hyphen: what no other address of the shop is.
    pub fn parse(text: &str) -> Option<Self> {
        let pair =
            |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
        let parts: Vec<&str> = text.split('-').collect();
        (parts.len() <= 2 && parts.iter().all(|part| pair(part))).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for MarketId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom("a market is called by two letters, or two pairs, like de or de-ch")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn handles_are_clean_words_joined_by_single_hyphens() {
        for good in ["a", "linen-throw", "no-5", "2026"] {
            assert!(Handle::parse(good).is_ok(), "{good} is a handle");
        }
        let too_long = "a".repeat(MAX_HANDLE_LENGTH + 1);
        for bad in ["", "-a", "a-", "a--b", "A", "ä", "a b", "a/b", "..", &too_long] {
            assert!(Handle::parse(bad).is_err(), "{bad:?} is no handle");
        }
    }

    #[test]
    fn a_market_is_called_by_one_or_two_pairs_of_letters() {
        for good in ["de", "ch", "de-ch"] {
            assert!(MarketId::parse(good).is_some(), "{good}");
        }
        for bad in ["", "d", "deu", "DE", "de-", "de-ch-fr", "d1", "de_ch", "cart"] {
            assert!(MarketId::parse(bad).is_none(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_handle_needs_no_escaping_anywhere(text in "[a-z0-9-]{0,130}") {
            if let Ok(handle) = Handle::parse(&text) {
                prop_assert_eq!(handle.as_str(), text);
                prop_assert!(handle.as_str().len() <= MAX_HANDLE_LENGTH);
            }
        }

        #[test]
        fn a_sku_never_holds_a_separator_of_permalinks(text in ".{0,70}") {
            if let Ok(sku) = Sku::parse(&text) {
                prop_assert!(!sku.as_str().contains([':', ',', '/', '?', '#', '%', '<', '"']));
            }
        }
    }
}
