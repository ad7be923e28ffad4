//! JSON shapes of searches in the storefront API.

use serde::Serialize;

use crate::catalog::{ListedCollection, ListedProduct};

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ResultList {
    pub products: Vec<ListedProduct>,
    pub next_cursor: Option<String>,
    /// The words that were searched for instead, when those given match nothing.
    pub corrected: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct SuggestionList {
    pub products: Vec<ListedProduct>,
    pub collections: Vec<ListedCollection>,
}
