//! The documents that exist in KV, and which `Publisher` object writes each of them.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::kernel::Handle;

/// Number of `Publisher` objects. A key always belongs to the same one, so one document is never
/// written by two hands. Changing it needs a migration that numbers every row anew.
pub const PUBLISHERS: u32 = 16;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKey {
    /// The frame of every page: settings and menus.
    Shop,
    Home,
    /// The list of all collections.
    Collections,
    Collection(Handle),
    Product(Handle),
    Page(Handle),
    /// The terms of sale: promotions, shipping zones, tax zones. No page shows them.
    Terms,
}

impl DocumentKey {
    pub fn parse(key: &str) -> Option<Self> {
        let (kind, handle) = key.split_once(':').unwrap_or((key, ""));
        match kind {
            "shop" => Some(Self::Shop),
            "home" => Some(Self::Home),
            "collections" => Some(Self::Collections),
            "terms" => Some(Self::Terms),
            "collection" => Handle::parse(handle).ok().map(Self::Collection),
            "product" => Handle::parse(handle).ok().map(Self::Product),
            "page" => Handle::parse(handle).ok().map(Self::Page),
            _ => None,
        }
    }

    pub fn publisher(&self) -> u32 {
        let digest = Sha256::digest(self.to_string());
        digest.first().map_or(0, |byte| u32::from(*byte) % PUBLISHERS)
    }

    /// The cache tag of the pages that show this document.
    pub fn tag(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for DocumentKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shop => formatter.write_str("shop"),
            Self::Home => formatter.write_str("home"),
            Self::Collections => formatter.write_str("collections"),
            Self::Terms => formatter.write_str("terms"),
            Self::Collection(handle) => write!(formatter, "collection:{handle}"),
            Self::Product(handle) => write!(formatter, "product:{handle}"),
            Self::Page(handle) => write!(formatter, "page:{handle}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_key_survives_its_text(kind in 0usize..7, handle in "[a-z0-9]{1,9}(-[a-z0-9]{1,5}){0,3}") {
            let Ok(handle) = Handle::parse(&handle) else { return Ok(()) };
            let keys = [
                DocumentKey::Shop, DocumentKey::Home, DocumentKey::Collections, DocumentKey::Terms,
                DocumentKey::Collection(handle.clone()), DocumentKey::Product(handle.clone()), DocumentKey::Page(handle),
            ];
            let key = keys.get(kind);
            let read = key.and_then(|key| DocumentKey::parse(&key.to_string()));
            prop_assert_eq!(read.as_ref(), key);
            prop_assert!(key.is_some_and(|key| key.publisher() < PUBLISHERS));
        }
    }
}
