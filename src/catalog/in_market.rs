//! Documents as a market shows them: the prices of its list in the place of the products' own, and
//! nothing that is not sold there.
//!
//! A price that the list names wins. What it does not name is sold at the product's own price where
//! the list is in the shop's currency, and not at all where it is not.

use super::{Card, HomeDocument, Price, ProductDocument, Shelf, VariantDocument};
use crate::content::ShopDocument;
use crate::kernel::Currency;
use crate::markets::{BASE_PRICE_LIST, Market};

/// Where prices come from in one market.
#[derive(Debug, Clone, Copy)]
struct PriceSource<'a> {
    market: &'a Market,
    base_currency: Currency,
}

impl<'a> PriceSource<'a> {
    fn of(shop: &'a ShopDocument) -> Self {
        Self { market: &shop.market, base_currency: shop.base_currency() }
    }

    fn is_base(self) -> bool {
        self.market.price_list == BASE_PRICE_LIST
    }

    /// Whether what the list does not name is sold at its own price.
    fn falls_back(self) -> bool {
        self.market.currency == self.base_currency
    }

    /// A list may have changed its currency since the document was published.
    fn fits(self, price: &Price) -> bool {
        price.list.currency == self.market.currency
    }

    fn choose(self, own: Price, explicit: Option<Price>) -> Option<Price> {
        if self.is_base() {
            return Some(own);
        }
        explicit.filter(|price| self.fits(price)).or_else(|| self.falls_back().then_some(own))
    }

    fn price_of(self, variant: &VariantDocument) -> Option<Price> {
        let explicit = variant.list_prices.get(&self.market.price_list);
        self.choose(variant.price, explicit.copied())
    }
}

/// What a variant costs in a market, from its own price in the shop's currency and the one that the
/// market's list names for it, if it does; `None` where it is not sold.
pub fn price_in_market(
    market: &Market,
    base_currency: Currency,
    own: Price,
    explicit: Option<Price>,
) -> Option<Price> {
    PriceSource { market, base_currency }.choose(own, explicit)
}

impl ProductDocument {
    /// The product in the market of the frame; `None` where none of its variants is sold.
    pub fn in_market(mut self, shop: &ShopDocument) -> Option<Self> {
        let source = PriceSource::of(shop);
        if shop.markets.len() > 1 {
            let sold = |market: &&Market| {
                let there = PriceSource { market, ..source };
                self.variants.iter().any(|variant| there.price_of(variant).is_some())
            };
            let missing = shop.markets.iter().filter(|market| !sold(market));
            self.not_sold_in = missing.map(|market| market.id.clone()).collect();
        }
        if source.is_base() {
            return Some(self);
        }
        let made = self.variants.len();
        self.variants.retain_mut(|variant| {
            let price = source.price_of(variant);
            variant.price = price.unwrap_or(variant.price);
            price.is_some()
        });
        if self.variants.len() < made {
            self.forget_unsold_values();
        }
        self.currency = source.market.currency;
        cards_in_market(&mut self.related, shop);
        (!self.variants.is_empty()).then_some(self)
    }

    /// Takes the values of options away that no variant has any more.
    fn forget_unsold_values(&mut self) {
        for (position, option) in self.options.iter_mut().enumerate() {
            let variants = &self.variants;
            option.values.retain(|value| {
                variants.iter().any(|variant| variant.options.get(position) == Some(value))
            });
        }
    }
}

impl Card {
    /// Puts the market's prices in; `false` where the product is not sold.
    fn enter(&mut self, source: PriceSource<'_>) -> bool {
        if source.is_base() {
            return true;
        }
        let listed = self.list_prices.remove(&source.market.price_list);
        match listed.filter(|prices| prices.iter().all(|price| source.fits(price))) {
            Some(prices) => self.prices = prices,
            None => return source.falls_back(),
        }
        !self.prices.is_empty()
    }
}

/// Puts the market's prices into the cards and takes those away that are not sold there.
pub fn cards_in_market(cards: &mut Vec<Card>, shop: &ShopDocument) {
    let source = PriceSource::of(shop);
    if !source.is_base() {
        cards.retain_mut(|card| card.enter(source));
    }
}

impl Shelf {
    #[must_use]
    pub fn in_market(mut self, shop: &ShopDocument) -> Self {
        cards_in_market(&mut self.cards, shop);
        self
    }
}

impl HomeDocument {
    #[must_use]
    pub fn in_market(mut self, shop: &ShopDocument) -> Self {
        cards_in_market(&mut self.arrivals, shop);
        if let Some(featured) = &mut self.featured {
            cards_in_market(&mut featured.cards, shop);
        }
        self
    }
}

#[cfg(test)]
#[path = "in_market_tests.rs"]
mod tests;
