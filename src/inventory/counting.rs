//! What is said of the stock of one SKU: a count, the safety stock, what may be sold ahead. Pure.

use serde::Deserialize;

use super::command::{MAX_UNITS, StockCommand};
use super::stock::{BackOrders, Location};
use crate::kernel::{Sku, Timestamp};
use crate::web::Problem;

/// How far ahead of ours the clock of whoever counted may be, in seconds.
const MAX_CLOCK_SKEW_SECONDS: i64 = 300;

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
        let safety = self.safety.map(|safety| StockCommand::SetSafety { safety });
        let back_orders =
            self.back_orders.map(|back_orders| StockCommand::SetBackOrders { back_orders });
        Ok(count.into_iter().chain(safety).chain(back_orders).collect())
    }
}
