//! JSON shapes of stock in the admin API.

use serde::{Deserialize, Serialize};

use super::command::{MAX_UNITS, StockCommand};
use super::holds::Hold;
use super::movement::Movement;
use super::stock::{BackOrders, Levels, Location};
use crate::kernel::{Sku, Timestamp};
use crate::web::Problem;

/// How far ahead of ours the clock of whoever counted may be, in seconds.
const MAX_CLOCK_SKEW_SECONDS: i64 = 300;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct StockResource {
    pub sku: String,
    #[serde(flatten)]
    pub levels: Levels,
}

/// The body of `PUT /api/admin/v1/stock/{sku}`: a count, the safety stock, or both. An item of a batch
/// says of which SKU.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CountDraft {
    #[serde(default)]
    pub sku: Option<Sku>,
    #[serde(default)]
    pub location: Option<Location>,
    #[serde(default)]
    pub on_hand: Option<u32>,
    #[serde(default)]
    pub counted_at: Option<Timestamp>,
    #[serde(default)]
    pub expected_on_hand: Option<i64>,
    #[serde(default)]
    pub safety: Option<u32>,
    #[serde(default)]
    pub back_orders: Option<BackOrders>,
}

impl CountDraft {
    pub fn location(&self) -> Option<&Location> {
        self.location.as_ref()
    }

    /// The commands that it stands for.
    ///
    /// # Errors
    /// 422 naming the field.
    pub fn commands(&self, id: Option<&str>, now: Timestamp) -> Result<Vec<StockCommand>, Problem> {
        let too_many = "Count at most 1,000,000,000 units.";
        let limit = self.back_orders.map(|back_orders| back_orders.limit);
        for (field, units) in
            [("on_hand", self.on_hand), ("safety", self.safety), ("back_orders.limit", limit)]
        {
            if units.is_some_and(|units| units > MAX_UNITS) {
                return Err(Problem::invalid_field(field, too_many));
            }
        }
        let latest = now.plus_seconds(MAX_CLOCK_SKEW_SECONDS);
        if self.counted_at.is_some_and(|counted_at| counted_at > latest) {
            let sentence = "This instant has not come yet.";
            return Err(Problem::invalid_field("counted_at", sentence));
        }
        let count = match (&self.location, self.on_hand) {
            (Some(location), Some(on_hand)) => Some(StockCommand::Count {
                id: id.map(str::to_owned),
                location: location.clone(),
                on_hand,
                counted_at: self.counted_at,
                expected_on_hand: self.expected_on_hand,
            }),
            (None, None)
                if (self.safety.is_some() || limit.is_some()) && self.counted_at.is_none() =>
            {
                None
            }
            (None, _) => {
                return Err(Problem::invalid_field("location", "Say where it was counted."));
            }
            (Some(_), None) => {
                return Err(Problem::invalid_field("on_hand", "Say how many were counted."));
            }
        };
        // A feed may name a SKU once for each location; both belong to all of them.
        let id = id.map(|id| match &self.location {
            Some(location) => format!("{location} {id}"),
            None => id.to_owned(),
        });
        let safety = self.safety.map(|safety| StockCommand::SetSafety { id: id.clone(), safety });
        let back_orders = self
            .back_orders
            .map(|back_orders| StockCommand::SetBackOrders { id: id.clone(), back_orders });
        Ok(count.into_iter().chain(safety).chain(back_orders).collect())
    }
}

#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AdjustmentDraft {
    pub location: Location,
    pub delta: i64,
    pub reason: String,
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
