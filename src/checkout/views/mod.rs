//! The checkout as its shopper sees it: one page, one form, and what stands in its way.

mod fields;
mod page;
#[cfg(test)]
mod tests;
mod trouble;

pub use page::{CheckoutPage, CheckoutPanel, Shown};
pub use trouble::{SeenTotals, Trouble};
