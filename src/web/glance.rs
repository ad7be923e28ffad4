//! How many there are of something that needs somebody, with the first few of them.

use serde::{Deserialize, Serialize};

/// Entries of each glance.
pub const GLANCED_AT: u32 = 5;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "GlanceOf{T}")
)]
pub struct Glance<T> {
    /// Of all, not only of those that are shown.
    pub count: u32,
    pub first: Vec<T>,
}
