//! JSON shapes of mails in the admin API.

use serde::{Deserialize, Serialize};

use crate::kernel::Timestamp;

/// A mail that no provider takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Undeliverable {
    pub order: String,
    /// Of the order's event.
    pub sequence: u32,
    /// `shopper` or `merchant`.
    pub receiver: String,
    pub subject: String,
    /// The provider's own words.
    pub reason: String,
    pub given_up_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct UndeliverableList {
    pub total: u32,
    /// The newest first.
    pub mails: Vec<Undeliverable>,
}
