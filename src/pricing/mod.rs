//! The one place where a total is made: a pure function from lines, terms and an instant to a quote.

mod quote;
mod request;
mod terms;

pub use quote::{
    CodeOutcome, Discount, Quote, QuotedLine, QuotedShipping, Refusal, ShippingOption, Tax,
};
pub use request::{Customer, MAX_LINES, MAX_QUANTITY, QuoteLine, QuoteRequest};
pub use terms::TermsDocument;
#[cfg(target_arch = "wasm32")]
pub use terms::{load_terms, read_terms, show_terms};
