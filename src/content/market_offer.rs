//! What a visitor from elsewhere is told: that there is a market for their country.

use askama::Template;

use super::ShopDocument;
use crate::kernel::Country;
use crate::markets::{self, Market};

/// What `market-offer` puts into its bar; no page of its own.
#[derive(Debug, Template)]
#[template(path = "content/market_offer.html", whitespace = "minimize")]
pub struct MarketOffer<'a> {
    market: &'a Market,
    url: String,
    language: String,
}

impl<'a> MarketOffer<'a> {
    /// For a visitor in `country` who is at `path`, which begins with the market; `None` when that
    /// is theirs already, or the country has none.
    pub fn new(shop: &'a ShopDocument, country: Option<&str>, path: &str) -> Option<Self> {
        let country = Country::parse(country?)?;
        let market = shop.markets.iter().find(|market| market.countries.contains(&country))?;
        let (current, inside) = match markets::enter(path) {
            Some((market, inside)) => (Some(market), inside),
            None if markets::is_shop_page(path) => (None, path),
            None => (None, "/"),
        };
        (market.id != current).then(|| Self {
            market,
            url: markets::link(&market.base(), inside),
            language: format!("{}-{country}", shop.language()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{sample_market, shop_with};

    #[test]
    fn a_visitor_is_offered_the_same_page_in_the_market_of_their_country() {
        let shop = shop_with(vec![sample_market("de", "EUR", "de-DE")]);
        for (country, path, expected) in [
            (Some("DE"), "/products/jug?variant=J", Some("/de/products/jug?variant=J")),
            (Some("DE"), "/", Some("/de")),
            (Some("DE"), "//evil.example", Some("/de")),
            (Some("DE"), "/api/v1/products", Some("/de")),
            (Some("DE"), "/de/products/jug", None),
            (Some("IE"), "/products/jug", None),
            (Some("IE"), "/de/products/jug", Some("/products/jug")),
            (Some("IE"), "/de", Some("/")),
            (Some("FR"), "/products/jug", None),
            (Some("XX"), "/", None),
            (Some("T1"), "/", None),
            (None, "/", None),
        ] {
            let offer = MarketOffer::new(&shop, country, path).map(|offer| offer.url);
            assert_eq!(offer.as_deref(), expected, "{country:?} at {path}");
        }
    }
}
