//! What pages are rendered from: the shop's frame, and one content page.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use crate::kernel::{Currency, Locale, Timestamp};

/// Raised when a published document changes its shape: older ones no longer parse and are made anew
/// from D1.
pub const DOCUMENT_FORMAT: u32 = 1;

/// Reads the format of a document, for `#[serde(deserialize_with)]`.
pub fn this_format<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let format = u32::deserialize(deserializer)?;
    if format == DOCUMENT_FORMAT {
        Ok(format)
    } else {
        Err(D::Error::custom(format!("format {format} is another version's")))
    }
}

/// A link of a menu; `items` is one level deep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MenuItem {
    pub title: String,
    pub url: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<MenuItem>,
}

impl MenuItem {
    /// Whether one of its items leads to the same place, so that it needs no link of its own.
    pub fn is_repeated(&self) -> bool {
        self.items.iter().any(|item| item.url == self.url)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Menu {
    pub title: String,
    pub items: Vec<MenuItem>,
}

/// What every page shows around its own content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopDocument {
    #[serde(deserialize_with = "this_format")]
    pub format: u32,
    pub name: String,
    pub tagline: String,
    pub description: String,
    pub email: String,
    pub phone: String,
    pub address: String,
    pub currency: Currency,
    /// Language and region, like `en-IE`.
    pub locale: String,
    /// ISO 3166-1 alpha-2, where the shop is.
    pub country: String,
    /// Stands beside prices, like "incl. VAT plus shipping"; may be empty.
    pub price_note: String,
    /// Hash of the logo in R2.
    pub logo: Option<String>,
    /// Profiles elsewhere, for the footer and Organization data.
    pub social: Vec<String>,
    /// One line above the header; may be empty.
    pub announcement: String,
    pub main_menu: Menu,
    pub footer_menu: Menu,
}

impl ShopDocument {
    pub fn locale(&self) -> Locale<'_> {
        Locale::new(&self.locale)
    }

    /// The language alone, for `<html lang>`.
    pub fn language(&self) -> &str {
        self.locale.split('-').next().unwrap_or("en")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageDocument {
    #[serde(deserialize_with = "this_format")]
    pub format: u32,
    pub revision: i64,
    pub handle: String,
    pub title: String,
    pub body_html: String,
    pub seo_title: String,
    pub seo_description: String,
    pub updated_at: Timestamp,
}
