//! The page of results and the suggestions below the search field.

use super::api::{suggestion_list, typed_query};
use super::store::{self, Suggestions, find};
use super::{Query, SearchPage, SearchResults, SuggestionsFragment};
use crate::catalog::{ListingQuery, cards_in_market, refused_parameter};
use crate::content::{read_shop, render};
use crate::web::{Answer, Context, Problem, limit_lists};

/// `GET /search?q=`, with filters, order and page.
pub async fn list_results(context: &Context) -> Result<Answer, Problem> {
    let shop = read_shop(context).await?;
    let listing = ListingQuery::parse(&context.query, shop.currency)
        .and_then(|listing| listing.within(shop.base_currency(), shop.currency))
        .map_err(refused_parameter)?;
    let typed = typed_query(context);
    let results = match Query::parse(&typed) {
        Some(query) => {
            limit_lists(context).await?;
            find(&context.platform.database()?, &query, &listing).await?
        }
        None => SearchResults::default(),
    };
    let SearchResults { shelf, corrected } = results;
    if listing.page > 1 && shelf.cards.is_empty() {
        let sentence = format!("These results end before page {}.", listing.page);
        return Err(Problem::new(404, "not_found", sentence));
    }
    let (shelf, corrected) = (shelf.in_market(&shop), corrected.as_deref());
    let page =
        SearchPage::new(&shop, &typed, corrected, &shelf, &listing, &context.origin, context.now);
    render(context, &page)
}

/// `GET /search/suggestions?q=`: a fragment to put below the field, or JSON for who accepts only
/// that or asks with `format=json`.
pub async fn show_suggestions(context: &Context) -> Result<Answer, Problem> {
    let shop = read_shop(context).await?;
    let typed = typed_query(context);
    let mut suggestions = match Query::parse(&typed) {
        Some(query) => {
            limit_lists(context).await?;
            store::suggest(&context.platform.database()?, &query).await?
        }
        None => Suggestions::default(),
    };
    cards_in_market(&mut suggestions.cards, &shop);
    let answer = if wants_json(context)? {
        suggestion_list(context, &shop, suggestions).await?
    } else {
        let Suggestions { cards, collections } = &suggestions;
        let fragment = SuggestionsFragment::new(&shop, &typed, cards, collections, context.now);
        render(context, &fragment)?
    };
    Ok(match answer {
        Answer::Reply(reply) => reply.header("Vary", "Accept".to_owned()).into(),
        other => other,
    })
}

fn wants_json(context: &Context) -> Result<bool, Problem> {
    match context.query_value("format").as_deref() {
        None | Some("") => {
            let accepted = context.header("Accept").unwrap_or_default();
            Ok(accepted.contains("application/json") && !accepted.contains("text/html"))
        }
        Some("json") => Ok(true),
        Some("html") => Ok(false),
        Some(_) => {
            let problem = Problem::invalid_field("format", "Ask for json or html.");
            Err(Problem { status: 400, ..problem })
        }
    }
}
