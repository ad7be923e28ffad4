//! A product is put into collections and taken out, as its form says.

use futures_util::join;
use serde_json::Value;
use worker::Method;

use super::belonging::{Belonging, Chosen, Collections, belongings, with_member};
use crate::admin::Visit;
use crate::admin::desk::Wish;
use crate::admin::words::encoded;
use crate::web::Problem;

/// How often a collection is read anew when somebody else changed it meanwhile.
const ATTEMPTS: u32 = 3;

/// The collections as the form shows them; `chosen` is what was typed, where something was.
pub async fn belongings_of(
    visit: &Visit<'_>,
    handle: Option<&str>,
    chosen: Option<&Chosen>,
) -> Vec<Belonging> {
    let holding = async {
        match handle {
            Some(handle) => {
                let path = format!("/collections?limit=100&product={}", encoded(handle));
                visit.get::<Collections>(path).await.unwrap_or_default()
            }
            None => Collections::default(),
        }
    };
    let (all, holding) = join!(visit.get::<Collections>("/collections?limit=100"), holding);
    belongings(all.unwrap_or_default().collections, holding.collections, chosen)
}

/// Answers whether every collection is as it was wished.
pub async fn change_belongings(visit: &Visit<'_>, product: &str, chosen: &Chosen) -> bool {
    let mut is_whole = true;
    for (collection, is_in) in chosen.changes() {
        is_whole &= change(visit, collection, product, is_in).await.is_ok();
    }
    is_whole
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
