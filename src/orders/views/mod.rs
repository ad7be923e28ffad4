//! An order as the person sees it who placed it.

mod page;
mod situation;

pub use page::{OrderPage, OrderPanel};
pub use situation::Situation;
