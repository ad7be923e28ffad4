//! The cart: its own Durable Object, one for each, known by 128 random bits.
//!
//! The object owns lines, codes, destination, choice of delivery and note, and nothing about prices:
//! what a cart costs is quoted anew whenever somebody looks, from the catalogue and the terms of the
//! moment. The price that the shopper agreed to stands in the line only to be compared with.

#[cfg(target_arch = "wasm32")]
mod alarm;
#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
mod changing;
mod checkouts;
#[cfg(target_arch = "wasm32")]
mod client;
mod contents;
mod input;
#[cfg(target_arch = "wasm32")]
mod object;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
mod opened;
#[cfg(target_arch = "wasm32")]
mod opening;
#[cfg(target_arch = "wasm32")]
pub mod pages;
mod permalink;
mod problems;
mod views;
mod wire;

#[cfg(target_arch = "wasm32")]
pub use alarm::show_alarm_for_tests;
#[cfg(target_arch = "wasm32")]
pub use changing::{Order as CartOrder, change_by_form, no_such_cart, run_alarm_for_tests};
pub use checkouts::{Checkout, CheckoutWish};
#[cfg(target_arch = "wasm32")]
pub use client::{
    CartInCheckout, Recalled, Started, empty_cart, end_request, keep_answer, read_checkout, recall,
    start_checkout,
};
pub use contents::{
    Cart, CartId, CartRefusal, Command, LIFETIME_DAYS, Line, MAX_CODES, MAX_NOTE_LENGTH, Wish,
};
pub use input::parse_code;
#[cfg(not(target_arch = "wasm32"))]
pub use openapi::cart_id;
pub use opened::OpenedCart;
#[cfg(target_arch = "wasm32")]
pub use opening::{cart_of_visitor, uses_of_cart, with_cookies, with_fresh_count};
pub use problems::{CartProblem, cart_problems, line_problems};
#[cfg(test)]
pub use views::samples;
pub use views::{CodeView, DeliveryView, LineView, Row, Summary, working_days};
pub use wire::QuoteResource;
