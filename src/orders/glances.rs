//! Orders and money as the merchant's first page shows them: a line each.

use serde::{Deserialize, Serialize};

use super::HoldReason;
use crate::kernel::{Currency, Money, OrderNumber, Timestamp, from_json};
use crate::web::Glance;

/// An order that needs somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct OrderGlance {
    pub number: OrderNumber,
    pub placed_at: Timestamp,
    pub name: String,
    pub total: Money,
    /// The sum that it is about: what is disputed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// When the payment failed, or since when nothing was heard of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_hold: Vec<HoldReason>,
}

/// Money that pays for nothing: of an order, or of none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct UnmatchedMoney {
    /// As the gateway tells it; there may be no such order.
    pub order: Option<String>,
    pub gateway: Option<String>,
    pub kind: Option<String>,
    pub id: Option<String>,
    pub amount: Money,
    pub since: Timestamp,
}

/// What of orders needs somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct OrderAttention {
    /// Confirmed and paid, with units that are not sent and nothing that stands against it; the oldest
    /// first.
    pub to_send: Glance<OrderGlance>,
    pub on_hold: Glance<OrderGlance>,
    pub disputed: Glance<OrderGlance>,
    /// Of the last seven days: somebody tried to pay and could not, and has not paid since.
    pub failed_payments: Glance<OrderGlance>,
    /// Not settled, and not heard of for an hour.
    pub silent: Glance<OrderGlance>,
    pub unmatched_money: Glance<UnmatchedMoney>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(super) struct GlanceRow {
    number: OrderNumber,
    placed_at_ms: i64,
    name: String,
    currency: Currency,
    total_minor: i64,
    amount_minor: Option<i64>,
    since_ms: Option<i64>,
    on_hold: String,
    count: u32,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(super) struct UnmatchedRow {
    number: Option<String>,
    gateway: Option<String>,
    kind: Option<String>,
    id: Option<String>,
    amount_minor: i64,
    currency: Currency,
    at_ms: i64,
    #[serde(default)]
    count: u32,
}

impl From<UnmatchedRow> for UnmatchedMoney {
    fn from(row: UnmatchedRow) -> Self {
        Self {
            order: row.number,
            gateway: row.gateway,
            kind: row.kind,
            id: row.id,
            amount: Money::new(row.amount_minor, row.currency),
            since: Timestamp::from_millis(row.at_ms),
        }
    }
}

impl From<GlanceRow> for OrderGlance {
    fn from(row: GlanceRow) -> Self {
        Self {
            number: row.number,
            placed_at: Timestamp::from_millis(row.placed_at_ms),
            name: row.name,
            total: Money::new(row.total_minor, row.currency),
            amount: row.amount_minor.map(|minor| Money::new(minor, row.currency)),
            since: row.since_ms.map(Timestamp::from_millis),
            on_hold: from_json(row.on_hold.as_bytes()).unwrap_or_default(),
        }
    }
}

/// Each row carries the count of all.
pub(super) fn glance_of(rows: Vec<GlanceRow>) -> Glance<OrderGlance> {
    let count = rows.first().map_or(0, |row| row.count);
    Glance { count, first: rows.into_iter().map(OrderGlance::from).collect() }
}

pub(super) fn unmatched_of(rows: Vec<UnmatchedRow>) -> Glance<UnmatchedMoney> {
    let count = rows.first().map_or(0, |row| row.count);
    Glance { count, first: rows.into_iter().map(UnmatchedMoney::from).collect() }
}
