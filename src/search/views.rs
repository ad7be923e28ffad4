//! The page of search results, and the suggestions below the search field.

use askama::Template;

use crate::catalog::{
    Card, CardView, CollectionCard, CollectionCardView, ListingQuery, Shelf, ShelfView,
    brief_policy, cards, collection_cards, earliest_boundary,
};
use crate::content::{Frame, ShopDocument};
use crate::kernel::Timestamp;
use crate::web::style::LISTING;
use crate::web::{CachePolicy, Page};

/// Where the results for these words are.
fn address_of(shop: &ShopDocument, words: &str) -> String {
    let query = ListingQuery::default().to_query(&[("q", words)]);
    shop.link(&format!("/search?{query}"))
}

#[derive(Debug, Template)]
#[template(path = "search/results.html", whitespace = "minimize")]
pub struct SearchPage<'a> {
    frame: Frame<'a>,
    words: &'a str,
    /// What was searched for instead, when nothing matched the words as they were typed.
    corrected: Option<&'a str>,
    shelf: ShelfView<'a>,
}

impl<'a> SearchPage<'a> {
    pub fn new(
        shop: &'a ShopDocument,
        query: &'a str,
        corrected: Option<&'a str>,
        shelf: &'a Shelf,
        listing: &'a ListingQuery,
        origin: &'a str,
        now: Timestamp,
    ) -> Self {
        let own_order = ("Best match", None);
        let words = Some(query).filter(|query| !query.is_empty());
        let shelf =
            ShelfView::new(shop, shop.link("/search"), words, (shelf, listing), own_order, now);
        let title = match query {
            "" => "Search".to_owned(),
            words => format!("Results for “{words}”"),
        };
        let mut frame =
            Frame::new(shop, origin, shelf.canonical_path(), &title, &LISTING).unlisted();
        frame.query = query;
        frame.previous.clone_from(&shelf.previous);
        frame.next.clone_from(&shelf.next);
        Self { frame, words: query, corrected, shelf }
    }
}

impl Page for SearchPage<'_> {
    fn policy(&self, now: Timestamp) -> CachePolicy {
        brief_policy(self.shelf.boundary(), now)
    }

    fn tags(&self) -> Vec<String> {
        vec!["shop".to_owned(), "catalog".to_owned()]
    }

    fn style_hash(&self) -> &'static str {
        self.frame.style.hash
    }
}

/// A list of links to put below a search field; no page of its own.
#[derive(Debug, Template)]
#[template(path = "search/suggestions.html", whitespace = "minimize")]
pub struct SuggestionsFragment<'a> {
    cards: Vec<CardView<'a>>,
    collections: Vec<CollectionCardView<'a>>,
    all_url: String,
}

impl<'a> SuggestionsFragment<'a> {
    pub fn new(
        shop: &'a ShopDocument,
        query: &str,
        found: &'a [Card],
        collections: &'a [CollectionCard],
        now: Timestamp,
    ) -> Self {
        Self {
            cards: cards(found, shop, now, true),
            collections: collection_cards(collections, shop, true),
            all_url: address_of(shop, query),
        }
    }
}

impl Page for SuggestionsFragment<'_> {
    fn policy(&self, now: Timestamp) -> CachePolicy {
        brief_policy(earliest_boundary(&self.cards), now)
    }

    fn tags(&self) -> Vec<String> {
        vec!["shop".to_owned(), "catalog".to_owned()]
    }

    /// It carries no style: the page that it is put into has one.
    fn style_hash(&self) -> &'static str {
        LISTING.hash
    }

    fn size(&self) -> usize {
        4 * 1024
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::samples::{NOW, ORIGIN, card, price, reduced, shop};

    fn boundary_of(page: &impl Page) -> Option<i64> {
        match page.policy(NOW) {
            CachePolicy::Shared { boundary } => boundary.map(|instant| NOW.seconds_until(instant)),
            _ => None,
        }
    }

    #[test]
    fn results_live_a_minute_or_until_a_price_changes() {
        for (found, seconds) in [
            (vec![], 60),
            (vec![card("jug", vec![price(100)])], 60),
            (vec![card("jug", vec![reduced(100, 50, 3600)])], 60),
            (vec![card("jug", vec![reduced(100, 50, 20)])], 20),
        ] {
            let suggestions = SuggestionsFragment::new(shop(), "jug", &found, &[], NOW);
            assert_eq!(boundary_of(&suggestions), Some(seconds));
            let (shelf, listing) =
                (Shelf { cards: found, ..Shelf::default() }, ListingQuery::default());
            let page = SearchPage::new(shop(), "jug", None, &shelf, &listing, ORIGIN, NOW);
            assert_eq!(boundary_of(&page), Some(seconds));
        }
    }

    #[test]
    fn the_words_that_were_typed_are_text_and_those_that_were_meant_a_link() {
        let (shelf, listing) = (Shelf::default(), ListingQuery::default());
        let words = "\"><script>";
        let page = SearchPage::new(shop(), words, Some("a&b"), &shelf, &listing, ORIGIN, NOW);
        let shown = page.render().unwrap_or_default();
        assert!(!shown.contains(words));
        assert!(shown.contains("/search?q=a%26b"));
    }
}
