//! What a refund is: what was asked for, and how far it has come (rule 17).

use serde::{Deserialize, Serialize};

use super::order::Retry;
use crate::kernel::{Money, Timestamp};
use crate::payments::{Call, GatewayId, RefundState};

/// What somebody wants refunded: whole units of lines, delivery, or a sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct RefundWish {
    pub lines: Vec<RefundLineWish>,
    /// A part of the delivery's gross amount.
    pub shipping_minor: i64,
    /// Without lines and delivery: just this sum. With them: must be what they come to.
    pub amount_minor: Option<i64>,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefundLineWish {
    pub line_id: String,
    pub quantity: u32,
    /// Whether units that were sent are back on the shelf. Units that were not sent are there anyway.
    #[serde(default)]
    pub restock: bool,
    #[serde(default)]
    pub location: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct RefundLine {
    pub line_id: String,
    pub quantity: u32,
    pub amount_minor: i64,
    pub tax_minor: i64,
    pub restock: bool,
    pub location: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefundCause {
    /// Somebody asked for it.
    Asked,
    /// A further capture of an order that was paid (rule 7), or of one that another took the place of.
    Duplicate,
    /// It was paid when the goods were gone.
    GoodsGone,
    /// The order was cancelled.
    Cancelled,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Its own within the order.
    pub id: String,
    /// Of the request that asked for it, so that the same request again is the same refund.
    pub request: Option<String>,
    pub cause: RefundCause,
    pub reason: String,
    pub lines: Vec<RefundLine>,
    pub shipping_minor: i64,
    pub amount: Money,
    pub state: RefundState,
    pub gateway: GatewayId,
    pub attempt: u32,
    pub session: String,
    /// The gateway's id of the capture.
    pub capture: String,
    /// The gateway's id of the refund, once known.
    pub provider_id: Option<String>,
    /// As it was first sent, and when: gateways know a key for a day.
    pub call: Option<Call>,
    pub first_sent_at: Option<Timestamp>,
    /// How often it was sent since it was last sure that the gateway does not have it.
    pub sends: u32,
    pub requested_at: Timestamp,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    pub retry: Retry,
}

/// What a wish comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct RefundPlan {
    pub lines: Vec<RefundLine>,
    pub shipping_minor: i64,
    pub amount_minor: i64,
    /// What could be refunded at most now.
    pub refundable_minor: i64,
    /// Of the order that it was computed for.
    pub revision: u64,
    #[serde(skip)]
    pub(super) capture: String,
}

impl Refund {
    /// Whether its sum has left or may still leave.
    pub const fn counts(&self) -> bool {
        self.state.is_in_flight() || matches!(self.state, RefundState::Succeeded)
    }
}
