//! What happened to an order, and who still has to be told. Events say enough for anybody who hears
//! of them later; orders do not know who that is.

use serde::{Deserialize, Serialize};

use super::order::Retry;
use crate::kernel::{Money, Timestamp};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// From 1, without gaps.
    pub sequence: u32,
    pub at: Timestamp,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    MoneyReceived {
        amount: Money,
        late: bool,
    },
    /// Money that is not what was asked for.
    MoneyUnmatched {
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
    DisputeOpened {
        amount: Money,
    },
    DisputeClosed {
        won: bool,
    },
    Closed,
}

impl What {
    /// Whom a mail tells about it.
    pub const fn told_to(&self) -> &'static [Receiver] {
        match self {
            Self::Confirmed | Self::RefundFailed { .. } => &[Receiver::Shopper, Receiver::Merchant],
            Self::PaymentFailed
            | Self::Cancelled { .. }
            | Self::Shipped { .. }
            | Self::Refunded { .. } => &[Receiver::Shopper],
            Self::MoneyUnmatched { .. } | Self::DisputeOpened { .. } => &[Receiver::Merchant],
            _ => &[],
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

impl Parcel {
    /// The key by which the mail provider knows a repetition (rule: exactly once per event).
    pub fn key(order: &str, sequence: u32, to: Receiver) -> String {
        format!("{order}:{sequence}:{}", to.as_str())
    }
}
