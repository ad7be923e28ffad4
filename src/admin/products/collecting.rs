//! A product is put into collections and taken out, as its form says.

use futures_util::join;
use serde_json::Value;
use worker::Method;

use super::belonging::{Belonging, Chosen, Collections, Left, belongings, with_member};
use crate::admin::Visit;
use crate::admin::desk::Wish;
use crate::admin::views::Filters;
use crate::admin::words::encoded;
use crate::web::Problem;

/// How often a collection is read anew when somebody else changed it meanwhile.
const ATTEMPTS: u32 = 3;
/// Parts of a hundred of the list of collections that a page reads at most.
const MOST_PARTS: u32 = 10;

/// The collections that can be chosen from, or those that hold a product. Its cursor stays where not all
/// are among them.
pub async fn collections_of(visit: &Visit<'_>, product: Option<&str>) -> Collections {
    let every =
        Filters::default().with("limit", "100").with("product", product.unwrap_or_default());
    let mut found = Collections::default();
    for _ in 0..MOST_PARTS {
        let cursor = found.next_cursor.take().unwrap_or_default();
        let asked = every.with("cursor", &cursor).address("/collections");
        let Ok(part) = visit.get::<Collections>(asked).await else {
            found.next_cursor = Some(cursor);
            break;
        };
        found.collections.extend(part.collections);
        found.next_cursor = part.next_cursor;
        if found.next_cursor.is_none() {
            break;
        }
    }
    found
}

/// The collections as the form shows them, and whether there are more; `chosen` is what was typed, where
/// something was.
pub async fn belongings_of(
    visit: &Visit<'_>,
    handle: Option<&str>,
    chosen: Option<&Chosen>,
) -> (Vec<Belonging>, bool) {
    let holding = async {
        match handle {
            Some(handle) => collections_of(visit, Some(handle)).await,
            None => Collections::default(),
        }
    };
    let (all, holding) = join!(collections_of(visit, None), holding);
    let has_more = all.next_cursor.is_some();
    (belongings(all.collections, holding.collections, chosen), has_more)
}

/// Answers with what could not be done.
pub async fn change_belongings(visit: &Visit<'_>, product: &str, chosen: &Chosen) -> Left {
    let mut left = Left::default();
    for (collection, is_in) in chosen.changes() {
        match change(visit, collection, product, is_in).await {
            Ok(()) => {}
            // Out of what is gone it is already.
            Err(problem) if problem.status == 404 && !is_in => {}
            Err(_) if is_in => left.into.push(collection.to_owned()),
            Err(_) => left.out.push(collection.to_owned()),
        }
    }
    left
}

async fn change(
    visit: &Visit<'_>,
    collection: &str,
    product: &str,
    is_in: bool,
) -> Result<(), Problem> {
    let path = format!("/collections/{}", encoded(collection));
    let mut refused = Problem::not_found();
    for _ in 0..ATTEMPTS {
        let stored: Value = visit.get(path.clone()).await?;
        let revision = stored.get("revision").map(Value::to_string).unwrap_or_default();
        if is_in && stored.get("products").is_none_or(Value::is_null) {
            // It goes by rules now.
            return Err(Problem::not_found());
        }
        let Some(body) = with_member(stored, product, is_in) else { return Ok(()) };
        let wish = Wish::send(Method::Put, path.clone(), &body).if_match(&revision);
        match visit.ask(wish).await {
            Ok(_) => return Ok(()),
            Err(problem) if problem.status == 412 => refused = problem,
            Err(problem) => return Err(problem),
        }
    }
    Err(refused)
}
