//! The front page.

use askama::Template;

use super::{
    CardView, CollectionCardView, cards, collection_cards, earliest_boundary, product_tags,
};
use crate::catalog::{HomeDocument, Picture};
use crate::content::{Frame, ShopDocument};
use crate::kernel::Timestamp;
use crate::web::style::HOME;
use crate::web::{CachePolicy, Page};

/// One large card and four beside it.
const FEATURED_CARDS: usize = 5;
/// Two rows on a wide screen.
const ARRIVAL_CARDS: usize = 8;

#[derive(Debug, Template)]
#[template(path = "catalog/home.html", whitespace = "minimize")]
pub struct HomePage<'a> {
    frame: Frame<'a>,
    document: &'a HomeDocument,
    collections: Vec<CollectionCardView<'a>>,
    featured: Vec<CardView<'a>>,
    arrivals: Vec<CardView<'a>>,
}

impl<'a> HomePage<'a> {
    pub fn new(
        shop: &'a ShopDocument,
        document: &'a HomeDocument,
        origin: &'a str,
        now: Timestamp,
    ) -> Self {
        let title = match shop.tagline.as_str() {
            "" => shop.name.clone(),
            tagline => format!("{} – {tagline}", shop.name),
        };
        let hero = document.hero.as_ref().and_then(|hero| hero.picture.as_ref());
        let frame = Frame::new(shop, origin, shop.link("/"), &title, &HOME)
            .picture(hero.map(Picture::social))
            .with_organization();
        let featured = document.featured.as_ref().map_or(&[][..], |featured| &featured.cards);
        let featured = featured.get(..FEATURED_CARDS).unwrap_or(featured);
        let arrivals = document.arrivals.get(..ARRIVAL_CARDS).unwrap_or(&document.arrivals);
        Self {
            frame,
            document,
            collections: collection_cards(&document.collections, shop, hero.is_none()),
            featured: cards(featured, shop, now, false),
            arrivals: cards(arrivals, shop, now, false),
        }
    }
}

impl Page for HomePage<'_> {
    fn policy(&self, _now: Timestamp) -> CachePolicy {
        let shown = self.featured.iter().chain(&self.arrivals);
        CachePolicy::Shared { boundary: earliest_boundary(shown) }
    }

    fn tags(&self) -> Vec<String> {
        let mut tags = vec!["shop".to_owned(), "home".to_owned(), "catalog".to_owned()];
        let shown = self.collections.iter().map(|view| &view.collection.handle);
        let featured = self.document.featured.iter().map(|featured| &featured.handle);
        tags.extend(shown.chain(featured).map(|handle| format!("collection:{handle}")));
        tags.extend(product_tags(self.featured.iter().chain(&self.arrivals)));
        tags.sort_unstable();
        tags.dedup();
        tags
    }

    fn style_hash(&self) -> &'static str {
        self.frame.style.hash
    }
}
