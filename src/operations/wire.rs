//! JSON shapes of the merchant's first page, of health and of dead letters.

use serde::{Deserialize, Serialize};

use crate::catalog::StuckPublication;
use crate::inventory::StockAttention;
use crate::kernel::Timestamp;
use crate::notifications::Undeliverable;
use crate::orders::{Month, OrderAttention};
use crate::web::Glance;

/// `GET /api/admin/v1/overview`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Overview {
    pub at: Timestamp,
    /// Of `today` and of days: `UTC`.
    pub time_zone: String,
    pub attention: Attention,
    /// `None` for whoever may not see orders.
    #[serde(flatten)]
    pub month: Option<Month>,
}

/// The parts that whoever asks may see.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "four leaves that do not follow from each other")]
pub struct Seen {
    pub orders: bool,
    pub stock: bool,
    pub catalogue: bool,
    pub settings: bool,
}

/// Each part is there for whoever may see it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Attention {
    #[serde(flatten)]
    pub orders: Option<OrderAttention>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undeliverable_mails: Option<Glance<Undeliverable>>,
    #[serde(flatten)]
    pub stock: Option<StockAttention>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stuck_publications: Option<Glance<StuckPublication>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dead_letters: Option<Glance<DeadLetter>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    Waiting,
    Replayed,
    Dismissed,
}

/// A message that its queue gave up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct DeadLetter {
    pub id: String,
    /// That it was sent to.
    pub queue: String,
    pub body: String,
    pub arrived_at: Timestamp,
    pub state: LetterState,
    /// When it was replayed or dismissed, and by whom.
    pub handled_at: Option<Timestamp>,
    pub by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct DeadLetterList {
    pub dead_letters: Vec<DeadLetter>,
    pub next_cursor: Option<String>,
}

/// `GET /api/admin/v1/health`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Health {
    pub at: Timestamp,
    /// Whether nothing in here needs anybody.
    pub healthy: bool,
    pub version: String,
    /// The last migration that the database has seen; `None` where nobody wrote that down.
    pub migration: Option<String>,
    pub reconciliation: Reconciled,
    pub outbox: Outbox,
    pub queues: Vec<Backlog>,
    pub sweeps: Vec<SweepState>,
    pub gateways: Vec<GatewaySweep>,
    pub circuits: Vec<CircuitState>,
    pub publications: Publications,
    pub dead_letters: Glance<DeadLetter>,
    pub undeliverable_mails: u32,
}

/// `GET /api/admin/v1/reconciliation` tells more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Reconciled {
    pub unmatched_money: u32,
    pub silent_orders: u32,
    /// Orders to which something may still happen by itself.
    pub unsettled_orders: u32,
}

/// Messages of orders that nobody has yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Outbox {
    pub orders: u32,
    pub messages: u32,
    /// Since when the longest waiting order has not changed.
    pub oldest: Option<Timestamp>,
}

/// What is known of a queue. Queues do not tell their readers how much waits in them; where the owners
/// of the facts know it, they are asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Backlog {
    pub queue: String,
    pub waiting: Option<u32>,
    pub dead: u32,
}

/// A round of the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct SweepState {
    pub name: String,
    pub ran_at: Timestamp,
    pub succeeded_at: Option<Timestamp>,
    pub failure: Option<String>,
}

/// The daily look at everything that happened at a gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct GatewaySweep {
    pub gateway: String,
    pub ended_at: Option<Timestamp>,
    /// Of the one that is under way.
    pub begun_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct CircuitState {
    pub gateway: String,
    /// `closed`, `open`, or `unknown` where its object did not answer.
    pub state: String,
    pub failures: u32,
    pub refuses_until: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Publications {
    pub documents: i64,
    pub behind: i64,
    pub stuck: Glance<StuckPublication>,
}
