//! What pages are rendered from: the shop's frame, and one content page.

use std::borrow::Cow;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

use super::PaymentChoices;
use crate::kernel::{Currency, Locale, MarketId, Timestamp};
use crate::markets::{self, Market};
use crate::web::RateLimits;

/// Raised when a published document changes its shape: older ones no longer parse and are made anew
/// from D1.
pub const DOCUMENT_FORMAT: u32 = 2;

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
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
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

impl Menu {
    /// The same menu with its links to pages inside the market that begins with `base`.
    fn in_market(&self, base: &str) -> Self {
        let within = |item: &MenuItem| MenuItem {
            title: item.title.clone(),
            url: markets::link_if_page(base, &item.url),
            items: Vec::new(),
        };
        let items = self.items.iter().map(|item| MenuItem {
            items: item.items.iter().map(within).collect(),
            ..within(item)
        });
        Self { title: self.title.clone(), items: items.collect() }
    }
}

/// What every page shows around its own content, in one market.
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
    /// Of the market.
    pub currency: Currency,
    /// Of the market: language and region, like `en-IE`, for numbers.
    pub locale: String,
    /// ISO 3166-1 alpha-2: the market's first.
    pub country: String,
    /// Stands beside prices, like "incl. VAT plus shipping"; may be empty.
    pub price_note: String,
    /// Hash of the logo in R2.
    pub logo: Option<String>,
    /// Profiles elsewhere, for the footer and Organization data.
    pub social: Vec<String>,
    /// One line above the header; may be empty.
    pub announcement: String,
    #[serde(default)]
    pub payments: PaymentChoices,
    #[serde(default)]
    pub rate_limits: RateLimits,
    pub main_menu: Menu,
    pub footer_menu: Menu,
    /// The market that all of this is said in; the default one as it is published.
    pub market: Market,
    /// Every market, the default one first.
    pub markets: Vec<Market>,
    /// What addresses of pages begin with: "" or "/de".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub base: String,
}

impl ShopDocument {
    /// The frame as it is in another market; `None` when there is no such market.
    pub fn in_market(&self, wanted: Option<&MarketId>) -> Option<Self> {
        let market = self.markets.iter().find(|market| market.id.as_ref() == wanted)?;
        let base = market.base();
        let country = market.countries.first().map(ToString::to_string).unwrap_or_default();
        Some(Self {
            currency: market.currency,
            locale: market.locale.clone(),
            country,
            price_note: market.price_note.clone(),
            main_menu: self.main_menu.in_market(&base),
            footer_menu: self.footer_menu.in_market(&base),
            market: market.clone(),
            base,
            ..self.clone()
        })
    }

    /// The address of one of the shop's pages in this market, from the root: `/de/products/throw`.
    pub fn link(&self, path: &str) -> String {
        markets::link(&self.base, path)
    }

    /// Where something that the merchant linked to is in this market.
    pub fn link_if_page(&self, url: &str) -> String {
        markets::link_if_page(&self.base, url)
    }

    /// Rendered prose with its links inside this market.
    pub fn prose<'a>(&self, html: &'a str) -> Cow<'a, str> {
        markets::links_in_prose(&self.base, html)
    }

    /// The currency of the price list `base` and of everything that is sorted by price.
    pub fn base_currency(&self) -> Currency {
        self.markets.first().map_or(self.currency, |market| market.currency)
    }

    pub fn locale(&self) -> Locale<'_> {
        Locale::new(&self.locale)
    }

    /// The language that the shop is written in, for `<html lang>`: it is the same in every market.
    pub fn language(&self) -> &str {
        let own = self.markets.first().map_or(&self.locale, |market| &market.locale);
        own.split('-').next().unwrap_or("en")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{sample_market, shop_with};

    #[test]
    fn the_frame_speaks_of_one_market_and_links_into_it() {
        let link =
            |url: &str| MenuItem { title: "x".to_owned(), url: url.to_owned(), items: Vec::new() };
        let mut shop = shop_with(vec![sample_market("ch", "CHF", "de-CH")]);
        shop.main_menu.items =
            vec![MenuItem { items: vec![link("https://a.example")], ..link("/collections/new") }];
        let there = shop.in_market(MarketId::parse("ch").as_ref()).unwrap();
        assert_eq!(
            (there.currency.code(), there.locale.as_str(), there.country.as_str()),
            ("CHF", "de-CH", "CH")
        );
        assert_eq!(there.base_currency(), Currency::EUR);
        assert_eq!(there.language(), "en", "the words are the same in every market");
        assert_eq!(there.link("/products/jug"), "/ch/products/jug");
        let item = &there.main_menu.items[0];
        assert_eq!(
            (item.url.as_str(), item.items[0].url.as_str()),
            ("/ch/collections/new", "https://a.example")
        );
        assert_eq!(shop.in_market(None), Some(shop));
    }

    #[test]
    fn a_market_that_the_shop_does_not_have_is_none() {
        assert_eq!(shop_with(Vec::new()).in_market(MarketId::parse("fr").as_ref()), None);
    }
}
