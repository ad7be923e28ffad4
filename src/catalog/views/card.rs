//! A product and a collection as lists show them.

use crate::catalog::{Availability, Card, CollectionCard, Offer, Picture};
use crate::content::ShopDocument;
use crate::kernel::Timestamp;

/// How many cards at the top of a list are likely to be seen at once: their pictures are not lazy.
const EAGER_CARDS: usize = 2;

#[derive(Debug)]
pub struct CardView<'a> {
    pub card: &'a Card,
    shop: &'a ShopDocument,
    /// Whether its picture is loaded at once.
    pub eager: bool,
    /// The lowest price, as people write it.
    pub price: String,
    /// Whether other variants cost more.
    pub is_lowest: bool,
    pub was: Option<String>,
    pub lowest_of_30_days: Option<String>,
    pub percent: Option<i64>,
    pub boundary: Option<Timestamp>,
}

impl<'a> CardView<'a> {
    pub fn new(card: &'a Card, shop: &'a ShopDocument, now: Timestamp) -> Self {
        let mut offers: Vec<Offer> = card.prices.iter().map(|price| price.at(now)).collect();
        offers.sort_by_key(|offer| offer.unit.amount_minor);
        let is_lowest =
            offers.first().map(|offer| offer.unit) != offers.last().map(|offer| offer.unit);
        let offer = offers.into_iter().next();
        let written = |money: crate::kernel::Money| money.format(shop.locale());
        Self {
            card,
            shop,
            eager: false,
            price: offer.map(|offer| written(offer.unit)).unwrap_or_default(),
            is_lowest,
            was: offer.and_then(|offer| offer.was).map(written),
            lowest_of_30_days: offer.and_then(|offer| offer.lowest_of_30_days).map(written),
            percent: offer.and_then(|offer| offer.reduction_percent()),
            boundary: card.prices.iter().filter_map(|price| price.next_boundary(now)).min(),
        }
    }

    pub fn url(&self) -> String {
        self.shop.link(&format!("/products/{}", self.card.handle))
    }

    /// Words over the picture, where there is something to say.
    pub fn flag(&self) -> Option<&'static str> {
        match self.card.availability {
            Availability::InStock => None,
            other => Some(other.label()),
        }
    }

    pub fn is_sold_out(&self) -> bool {
        self.card.availability == Availability::SoldOut
    }
}

/// Cards in their order; where they open the page, the first ones load their pictures at once.
pub fn cards<'a>(
    cards: &'a [Card],
    shop: &'a ShopDocument,
    now: Timestamp,
    opens_page: bool,
) -> Vec<CardView<'a>> {
    let view = |(index, card)| CardView {
        eager: opens_page && index < EAGER_CARDS,
        ..CardView::new(card, shop, now)
    };
    cards.iter().enumerate().map(view).collect()
}

/// The next instant at which one of the prices changes.
pub fn earliest_boundary<'a>(
    cards: impl IntoIterator<Item = &'a CardView<'a>>,
) -> Option<Timestamp> {
    cards.into_iter().filter_map(|card| card.boundary).min()
}

/// What makes these cards stale.
pub fn product_tags<'a>(cards: impl IntoIterator<Item = &'a CardView<'a>>) -> Vec<String> {
    cards.into_iter().map(|view| format!("product:{}", view.card.handle)).collect()
}

#[derive(Debug)]
pub struct CollectionCardView<'a> {
    pub collection: &'a CollectionCard,
    shop: &'a ShopDocument,
    pub eager: bool,
}

impl<'a> CollectionCardView<'a> {
    pub fn url(&self) -> String {
        self.shop.link(&format!("/collections/{}", self.collection.handle))
    }

    pub fn picture(&self) -> Option<&'a Picture> {
        self.collection.picture.as_ref()
    }
}

pub fn collection_cards<'a>(
    collections: &'a [CollectionCard],
    shop: &'a ShopDocument,
    opens_page: bool,
) -> Vec<CollectionCardView<'a>> {
    let view = |(index, collection)| CollectionCardView {
        collection,
        shop,
        eager: opens_page && index < EAGER_CARDS,
    };
    collections.iter().enumerate().map(view).collect()
}
