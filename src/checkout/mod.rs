//! Checkout: what a shopper says about an order, whether it can be placed, and placing it.
//!
//! Deciding is pure: the page and the API read the same words, meet the same refusals in the same
//! order, and agree on the same total. An order exists before anybody is sent to pay for it.

mod address_input;
#[cfg(target_arch = "wasm32")]
pub mod api;
mod countries;
mod details;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
#[cfg(target_arch = "wasm32")]
mod opening;
#[cfg(target_arch = "wasm32")]
pub mod pages;
mod place;
#[cfg(target_arch = "wasm32")]
mod placing;
mod postcodes;
mod views;
mod wire;
