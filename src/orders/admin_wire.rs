//! JSON shapes of the admin API for orders beyond the order itself: lists, what was done, reconciliation.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::glances::UnmatchedMoney;
use super::wire::{OrderResource, RefundResource, ShipmentResource};
use crate::kernel::{Money, OrderNumber, Sku, Timestamp};

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ListedOrder {
    pub id: OrderNumber,
    pub number: OrderNumber,
    pub state: String,
    pub payment_status: String,
    pub fulfilment_status: String,
    pub on_hold: Value,
    pub placed_at: Timestamp,
    pub updated_at: Timestamp,
    pub email: String,
    pub name: String,
    pub country: Option<String>,
    pub market: Option<String>,
    pub units: u32,
    pub total: Money,
    pub captured: Money,
    pub refunded: Money,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct OrderList {
    pub orders: Vec<ListedOrder>,
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Refunded<'a> {
    #[serde(flatten)]
    pub refund: Option<RefundResource<'a>>,
    pub order: OrderResource<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CancellationDraft {
    pub reason: String,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NoteDraft {
    /// 1 to 2,000 characters.
    pub text: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Shipped<'a> {
    #[serde(flatten)]
    pub shipment: Option<ShipmentResource<'a>>,
    pub order: OrderResource<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct StateCount {
    pub state: String,
    pub orders: u32,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Unsettled {
    pub order: OrderNumber,
    pub state: String,
    pub payment_status: String,
    pub placed_at: Timestamp,
    /// When it last showed that it is awake.
    pub heartbeat_at: Timestamp,
}

/// Goods that orders hold which nobody paid yet (rule 6).
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Held {
    pub sku: Sku,
    pub quantity: u32,
    pub orders: u32,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Reconciliation {
    pub orders_by_state: Vec<StateCount>,
    pub unmatched_money: Vec<UnmatchedMoney>,
    pub unsettled: u32,
    pub oldest_unsettled: Vec<Unsettled>,
    pub outbox_depth: u32,
    pub held: Vec<Held>,
}

#[derive(Debug, Default, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RebuildDraft {
    /// Of the answer before; absent at the beginning.
    #[serde(default)]
    pub cursor: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "OrderRebuildProgress")
)]
pub struct RebuildProgress {
    pub orders: usize,
    /// Files of the archive that are no orders.
    pub unreadable: usize,
    /// Where the rest begins; `null` when all are there.
    pub next_cursor: Option<String>,
}
