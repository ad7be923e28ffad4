//! Search and suggestions for programs.

use serde::Serialize;

use super::query::MAX_QUERY_LETTERS;
use super::store::{Suggestions, find};
use super::wire::{ResultList, SuggestionList};
use super::{Query, SearchResults};
use crate::catalog::{
    ListedCollection, ListedProduct, ListingQuery, Shelf, listed_products, page_after,
    refused_parameter,
};
use crate::content::{ShopDocument, read_shop};
use crate::web::{Answer, CachePolicy, Context, Problem, Reply, limit_lists};

/// What was typed, as far as it is read.
pub(super) fn typed_query(context: &Context) -> String {
    let typed = context.query_value("q").unwrap_or_default();
    typed.trim().chars().take(MAX_QUERY_LETTERS).collect()
}

/// `GET /api/v1/search?q=`, with the filters of the page; `cursor` turns the pages.
pub async fn search_products(context: &Context) -> Result<Answer, Problem> {
    let shop = read_shop(context).await?;
    let listing = ListingQuery::parse_strict(&context.query, shop.currency, &["q", "market"])
        .and_then(|listing| listing.within(shop.base_currency(), shop.currency))
        .map_err(refused_parameter)?;
    let Some(query) = Query::parse(&typed_query(context)) else {
        let problem = Problem::invalid_field("q", "Say what to look for, in letters or digits.");
        return Err(Problem { status: 400, ..problem });
    };
    limit_lists(context).await?;
    let SearchResults { shelf, corrected } =
        find(&context.platform.database()?, &query, &listing).await?;
    let next_cursor = page_after(&listing, shelf.total);
    let shelf = shelf.in_market(&shop);
    let products = listed(context, &shop, &shelf).await?;
    let policy = ListedProduct::policy(&products, context.now);
    Ok(shared(&ResultList { products, next_cursor, corrected }, policy))
}

/// The suggestions of the page as JSON.
pub(super) async fn suggestion_list(
    context: &Context,
    shop: &ShopDocument,
    suggestions: Suggestions,
) -> Result<Answer, Problem> {
    let Suggestions { cards, collections } = suggestions;
    let shelf = Shelf { cards, ..Shelf::default() };
    let products = listed(context, shop, &shelf).await?;
    let site = format!("{}{}", context.origin, shop.base);
    let collections = collections.iter().map(|card| ListedCollection::new(card, &site)).collect();
    let policy = ListedProduct::policy(&products, context.now);
    Ok(shared(&SuggestionList { products, collections }, policy))
}

/// With their variants, which cards do not hold: a second question, where there are any.
async fn listed(
    context: &Context,
    shop: &ShopDocument,
    shelf: &Shelf,
) -> Result<Vec<ListedProduct>, Problem> {
    if shelf.cards.is_empty() {
        return Ok(Vec::new());
    }
    Ok(listed_products(context, shop, shelf).await?)
}

fn shared<T: Serialize>(resource: &T, policy: CachePolicy) -> Answer {
    let tags = vec!["shop".to_owned(), "catalog".to_owned()];
    Reply::json(200, resource).policy(policy).tags(tags).into()
}
