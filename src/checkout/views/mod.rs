//! The checkout as its shopper sees it: one page, one form, and what stands in its way.

mod fields;
pub mod page;
#[cfg(test)]
mod tests;
pub mod trouble;
