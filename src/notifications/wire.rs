//! JSON shapes of mails in the admin API.

use serde::Serialize;

use crate::kernel::Timestamp;

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Undeliverable {
    pub order: String,
    pub sequence: u32,
    pub receiver: String,
    pub subject: String,
    pub reason: String,
    pub given_up_at: Timestamp,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct UndeliverableList {
    pub total: u32,
    /// The newest first.
    pub mails: Vec<Undeliverable>,
}
