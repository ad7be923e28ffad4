//! Frames that tests look at.

use super::{FALLBACK_SHOP, ShopDocument};
use crate::kernel::{Country, Currency, MarketId};
use crate::markets::Market;

/// A market for the country of the same letters, with prices as the products carry them.
pub fn sample_market(id: &str, currency: &str, locale: &str) -> Market {
    Market {
        id: MarketId::parse(id),
        title: id.to_uppercase(),
        countries: Country::parse(id).into_iter().collect(),
        currency: Currency::parse(currency).unwrap_or(Currency::EUR),
        locale: locale.to_owned(),
        ..FALLBACK_SHOP.market.clone()
    }
}

/// The plain shop with more markets than its own.
pub fn shop_with(others: Vec<Market>) -> ShopDocument {
    let mut shop = FALLBACK_SHOP.clone();
    shop.markets.extend(others);
    shop
}
