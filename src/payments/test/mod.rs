//! The built-in gateway for development: `provider.rs` is its far side with its pages and its API,
//! `adapter.rs` the shop's. It moves no money, and exists only where `TEST_GATEWAY` is "1".

mod adapter;
#[cfg(target_arch = "wasm32")]
mod object;
#[cfg(target_arch = "wasm32")]
pub mod pages;
mod provider;
#[cfg(test)]
mod provider_tests;
mod session;
mod views;
mod webhooks;

pub use adapter::{BASE, SIGNATURE_HEADER, TestGateway};
#[cfg(target_arch = "wasm32")]
pub use object::call_test_gateway;
pub use provider::{KeyedAnswer, Led, NotDone, Provider, Touched};
pub use session::{Deed, Part, PlayedSession};
pub use webhooks::{Delivery, Webhook};
