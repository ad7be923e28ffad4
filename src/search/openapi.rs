//! The operations of search, as the document of the storefront's API tells them.

use serde_json::json;

use super::wire::ResultList;
use crate::catalog::narrowed;
use crate::web::operation::{Operation, get, tagged};

pub fn storefront() -> Vec<Operation> {
    let search = get("/search", "search_products")
        .does("Searches products, and forgives a typo where nothing matches.")
        .query(
            "q",
            "What to look for, with at least one letter or digit.",
            json!({"type": "string", "minLength": 1, "examples": ["linen"]}),
        )
        .required();
    let search = narrowed(search).gives::<ResultList>(200, "A part of the products that match.");
    tagged("Catalogue", vec![search.with(&["ETag"])])
}
