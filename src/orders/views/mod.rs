//! An order as the person sees it who placed it.

mod page;
mod situation;
#[cfg(test)]
mod tests;

pub use page::{OrderPage, OrderPanel, method_title};
pub use situation::Situation;
