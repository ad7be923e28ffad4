//! Finding products by words.

mod views;

pub use views::{SearchPage, SuggestionsFragment};
