//! JSON shapes of stock in the admin API.

use serde::{Deserialize, Serialize};

use super::holds::Hold;
use super::movement::Movement;
use super::stock::{Levels, Location};
use crate::kernel::Timestamp;

/// The counts of one SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct StockResource {
    pub sku: String,
    #[serde(flatten)]
    pub levels: Levels,
}

/// The same with the orders that hold units, the first 100 by their number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct HeldStockResource {
    #[serde(flatten)]
    pub resource: StockResource,
    pub holds: Vec<Hold>,
}

/// A line of `GET /api/admin/v1/stock`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ListedStock {
    pub sku: String,
    /// The product that is sold under it; `None` where none is any more.
    pub product: Option<String>,
    pub title: Option<String>,
    /// `None` where nobody counts.
    pub available: Option<u32>,
    pub on_hand: i64,
    pub committed: i64,
    pub reserved: i64,
    pub safety: i64,
    pub oversold: u32,
    /// `None` where nothing was ever counted or sold.
    pub updated_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct StockList {
    pub stock: Vec<ListedStock>,
    pub next_cursor: Option<String>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AdjustmentDraft {
    pub location: Location,
    pub delta: i64,
    pub reason: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "StockRebuildProgress")
)]
pub struct RebuildProgress {
    pub asked: usize,
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MovementList {
    pub movements: Vec<Movement>,
    pub next_cursor: Option<String>,
}
