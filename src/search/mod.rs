//! Finding products by words: what is typed, the page of results, suggestions.
//!
//! The index itself belongs to `catalog`, whose Publisher writes it. A search is one round trip to
//! D1: should the words match nothing, the same statement mends them first.

#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
#[cfg(target_arch = "wasm32")]
pub mod pages;
mod query;
#[cfg(target_arch = "wasm32")]
mod store;
mod views;
mod wire;

pub use query::Query;
#[cfg(target_arch = "wasm32")]
pub use store::{SearchResults, Suggestions, find, suggest};
pub use views::{SearchPage, SuggestionsFragment};
