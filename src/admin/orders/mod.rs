//! The desk's pages of orders: what came in, what is to be done with it, and what happened to it.

#[cfg(target_arch = "wasm32")]
pub mod deciding;
#[cfg(target_arch = "wasm32")]
pub mod detail;
mod list_page;
#[cfg(target_arch = "wasm32")]
pub mod listing;
mod page;
#[cfg(test)]
mod page_tests;
mod refund_page;
#[cfg(target_arch = "wasm32")]
pub mod refunding;
mod ship_page;
#[cfg(target_arch = "wasm32")]
pub mod shipping;
mod told;
