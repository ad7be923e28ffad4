//! What happened to an order, and who still has to be told. Events say enough for anybody who hears
//! of them later; orders do not know who that is.

use serde::{Deserialize, Serialize};

use super::order::{Order, Retry};
use super::state::HoldReason;
use crate::kernel::{Money, Timestamp};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Event {
    /// From 1, without gaps.
    pub sequence: u32,
    pub at: Timestamp,
    pub what: What,
    /// Who wished it; nobody for what happens by itself, and for what was kept before this was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "EventKind")
)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum What {
    Placed,
    /// A payment page was opened.
    PaymentOpened {
        attempt: u32,
    },
    PaymentEnded {
        attempt: u32,
    },
    /// The money is on its way (delayed methods).
    PaymentProcessing {
        attempt: u32,
    },
    /// `capture` is the gateway's id; `late` after its attempt had ended.
    MoneyReceived {
        capture: String,
        amount: Money,
        late: bool,
    },
    /// Money that is not what was asked for.
    MoneyUnmatched {
        capture: String,
        amount: Money,
    },
    Confirmed,
    /// The last attempt ended and nobody paid (rule 11).
    PaymentFailed,
    Expired,
    /// `refunded` says whether money goes back with it.
    Cancelled {
        refunded: bool,
    },
    Shipped {
        shipment: String,
    },
    RefundRequested {
        refund: String,
    },
    Refunded {
        refund: String,
    },
    RefundFailed {
        refund: String,
    },
    /// A refund that was made at the gateway's own dashboard; `id` is the gateway's.
    RefundedElsewhere {
        id: String,
        amount: Money,
    },
    DisputeOpened {
        amount: Money,
    },
    DisputeClosed {
        won: bool,
    },
    Closed,
    /// The shopper is told of an earlier event once more.
    Resent {
        sequence: u32,
    },
    /// Something stands against shipping from now on.
    HoldPlaced {
        reason: HoldReason,
    },
    HoldLifted {
        reason: HoldReason,
    },
    /// The merchant's own words, for the merchant.
    Noted {
        text: String,
    },
}

impl What {
    /// Whom a mail tells about it.
    pub const fn told_to(&self) -> &'static [Receiver] {
        match self {
            Self::Confirmed | Self::RefundFailed { .. } => &[Receiver::Shopper, Receiver::Merchant],
            Self::PaymentFailed
            | Self::Cancelled { .. }
            | Self::Shipped { .. }
            | Self::Refunded { .. }
            | Self::Resent { .. } => &[Receiver::Shopper],
            Self::MoneyUnmatched { .. } | Self::DisputeOpened { .. } => &[Receiver::Merchant],
            _ => &[],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Receiver {
    Shopper,
    Merchant,
}

impl Receiver {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shopper => "shopper",
            Self::Merchant => "merchant",
        }
    }
}

/// One message of the outbox. It leaves only when its receiver is known to have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Of the event.
    pub sequence: u32,
    pub to: Receiver,
    pub retry: Retry,
}

/// What became of a parcel that left the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Told {
    /// Of the event.
    pub sequence: u32,
    pub to: Receiver,
    pub at: Timestamp,
    /// Why the receiver does not have it after all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

impl Parcel {
    /// The key by which the mail provider knows a repetition (rule: exactly once per event).
    pub fn key(order: &str, sequence: u32, to: Receiver) -> String {
        format!("{order}:{sequence}:{}", to.as_str())
    }
}

impl Order {
    /// Notes what happened, and for whom a message is due.
    pub(super) fn happened(&mut self, what: What, now: Timestamp) {
        let sequence = u32::try_from(self.events.len()).unwrap_or(u32::MAX).saturating_add(1);
        for to in what.told_to() {
            self.outbox.push(Parcel { sequence, to: *to, retry: Retry { tries: 0, at: now } });
        }
        self.events.push(Event { sequence, at: now, what, by: None });
        self.touch(now);
    }

    /// Something changed that others copy.
    pub(super) fn touch(&mut self, now: Timestamp) {
        self.revision += 1;
        self.updated_at = now;
    }

    pub fn event(&self, sequence: u32) -> Option<&Event> {
        self.events.iter().find(|event| event.sequence == sequence)
    }
}
