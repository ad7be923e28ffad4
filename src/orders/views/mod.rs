//! An order as the person sees it who placed it.

pub mod page;
pub mod situation;
#[cfg(test)]
mod tests;
