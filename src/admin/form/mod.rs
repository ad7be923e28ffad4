//! The desk's forms: posted fields become the JSON that the admin API takes, and what was typed or is
//! stored becomes the values of fields again. Pure.
//!
//! A field's name is the path of its JSON field, so that what the API says about `variants[0].sku`
//! stands at the input of that name. Behind a `~` stands what it is: see [`Kind`].

mod fields;
mod filled;
mod kind;
mod node;
mod state;

pub use filled::{Filled, MAX_FORM_BYTES};
pub use kind::Kind;
pub use state::FormState;
