//! The one place where a total is made: a pure function from lines, terms and an instant to a quote.
//!
//! Promotions are evaluated class by class (products, order, delivery), in each by priority, then id.
//! Thresholds, prices of delivery and weights of splits read the goods before promotions, and every
//! promotion is a map of amounts that raises none and keeps the smaller smaller (`cuts.rs`). From
//! these two and from taking the cheapest candidate (`candidates.rs`) it follows that one promotion
//! more never makes the shopper pay more.

mod candidates;
mod codes;
mod compute;
mod cuts;
mod delivery;
mod examination;
#[cfg(test)]
mod examples_tests;
mod figures;
mod giving;
mod goods;
mod ladder;
#[cfg(test)]
mod properties_tests;
mod quoted;
mod refunds;
mod request;
#[cfg(test)]
mod samples_tests;
mod sentences;
mod taxes;
mod terms;

pub use crate::promotions::MAX_QUANTITY;
pub use compute::quote;
pub use quoted::{
    CodeOutcome, Discount, NotApplied, Quote, QuotedLine, QuotedShipping, Refusal, ShippingOption,
    Tax,
};
pub use refunds::{Refunded, refund_of};
pub use request::{Customer, MAX_LINES, QuoteLine, QuoteRequest};
pub use terms::TermsDocument;
#[cfg(target_arch = "wasm32")]
pub use terms::{load_terms, read_terms, show_terms};
