//! Searching, each time in one round trip.

use serde::Deserialize;

use super::Query;
use crate::catalog::{
    Card, CollectionCard, ListingQuery, Picture, SearchTerms, Shelf, ShelfAnswer, Source,
    cards_sql, shelf_page_sql, shelf_statement,
};
use crate::platform::{Database, Statement, StoreError};

const SUGGESTED_PRODUCTS: u32 = 6;
const SUGGESTED_COLLECTIONS: u32 = 3;

#[derive(Debug, Default)]
pub struct SearchResults {
    pub shelf: Shelf,
    /// The words that were searched for instead, when those typed match nothing.
    pub corrected: Option<String>,
}

/// One page of what matches the query, best first unless the listing wants another order.
pub async fn find(
    database: &Database,
    query: &Query,
    listing: &ListingQuery,
) -> Result<SearchResults, StoreError> {
    let terms = query.terms();
    let statement = shelf_statement(shelf_page_sql(Source::Search(&terms), listing));
    let answer = ShelfAnswer::read(database.first(statement).await?)?;
    let corrected = answer.corrected.clone();
    Ok(SearchResults { shelf: answer.into_shelf(listing), corrected })
}

#[derive(Debug, Default)]
pub struct Suggestions {
    pub cards: Vec<Card>,
    pub collections: Vec<CollectionCard>,
}

/// The best few products and collections for a query that is still being typed.
pub async fn suggest(database: &Database, query: &Query) -> Result<Suggestions, StoreError> {
    let terms = query.terms();
    let products = shelf_statement(cards_sql(Source::Search(&terms), SUGGESTED_PRODUCTS));
    let answers = database.batch(vec![products, collections_statement(&terms)]).await?;
    let mut suggestions = Suggestions::default();
    if let [products, collections] = answers.as_slice() {
        suggestions.cards = ShelfAnswer::read(products.first()?)?.cards;
        let rows: Vec<CollectionRow> = collections.read()?;
        suggestions.collections = rows.into_iter().map(CollectionRow::into_card).collect();
    }
    Ok(suggestions)
}

fn collections_statement(terms: &SearchTerms) -> Statement {
    Statement::new(
        "SELECT handle, collections.title AS title, products, media_hash, media_alt, width, height, colour
         FROM (SELECT rowid AS id FROM collection_index WHERE collection_index MATCH ?1 ORDER BY rank LIMIT 50) AS found
         CROSS JOIN collections ON collections.id = found.id
         CROSS JOIN listing_counts ON collection_id = found.id AND products > 0
         LEFT JOIN media ON hash = media_hash LIMIT ?2",
    )
    .bind(terms.expression.as_str())
    .bind(SUGGESTED_COLLECTIONS)
}

#[derive(Debug, Deserialize)]
struct CollectionRow {
    handle: String,
    title: String,
    products: u32,
    media_hash: Option<String>,
    media_alt: String,
    width: Option<u32>,
    height: Option<u32>,
    colour: Option<String>,
}

impl CollectionRow {
    fn into_card(self) -> CollectionCard {
        let picture = match (self.media_hash, self.width, self.height, self.colour) {
            (Some(hash), Some(width), Some(height), Some(colour)) => {
                Some(Picture { hash, alt: self.media_alt, width, height, colour })
            }
            _ => None,
        };
        CollectionCard {
            handle: self.handle,
            title: self.title,
            picture,
            product_count: self.products,
        }
    }
}
