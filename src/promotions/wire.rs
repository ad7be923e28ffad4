//! JSON shapes of promotions in the admin API beyond the promotion itself.

use serde::Serialize;

/// How often a promotion was used: open claims and orders.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct UsesResource {
    pub total: u32,
}
