//! The built-in gateway for development: `provider.rs` is its far side with its pages and its API,
//! `adapter.rs` the shop's. It moves no money, and exists only where `TEST_GATEWAY` is "1".

mod adapter;
mod provider;
#[cfg(test)]
mod provider_tests;
mod session;
mod webhooks;

pub use adapter::TestGateway;
pub use provider::{KeyedAnswer, Led, NotDone, Provider, Touched};
pub use session::{Deed, Part, PlayedSession};
pub use webhooks::{Delivery, Webhook};
