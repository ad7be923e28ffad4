//! JSON shapes of stock in the admin API.

use serde::{Deserialize, Serialize};

use super::holds::Hold;
use super::stock::Levels;
use crate::kernel::Timestamp;

/// The counts of one SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockResource {
    pub sku: String,
    #[serde(flatten)]
    pub levels: Levels,
}

/// The same with the orders that hold units, the first 100 by their number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldStockResource {
    #[serde(flatten)]
    pub resource: StockResource,
    pub holds: Vec<Hold>,
}

/// A line of `GET /api/admin/v1/stock`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
pub struct StockList {
    pub stock: Vec<ListedStock>,
    pub next_cursor: Option<String>,
}
