//! Shipments and cancellations.

use serde::{Deserialize, Serialize};

use crate::kernel::Timestamp;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentLine {
    pub line_id: String,
    pub quantity: u32,
    /// Where it was taken from; where the stock was allocated when absent.
    #[serde(default)]
    pub location: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShipmentWish {
    pub lines: Vec<ShipmentLine>,
    #[serde(default)]
    pub carrier: String,
    #[serde(default)]
    pub tracking_number: String,
    /// Where the parcel can be followed.
    #[serde(default)]
    pub tracking_url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// Its own within the order.
    pub id: String,
    /// Of the request that asked for it.
    pub request: Option<String>,
    pub wish: ShipmentWish,
    pub shipped_at: Timestamp,
}
