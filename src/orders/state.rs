//! How an order stands: the graph of rule 4, and the payment status that is computed from the money.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Not paid (yet).
    Open,
    /// Paid, its goods committed.
    Confirmed,
    /// Everything was sent or refunded.
    Closed,
    /// Nobody paid. Not listed as an order, not in statistics.
    Expired,
    Cancelled,
}

impl OrderState {
    pub const ALL: [Self; 5] =
        [Self::Open, Self::Confirmed, Self::Closed, Self::Expired, Self::Cancelled];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Confirmed => "confirmed",
            Self::Closed => "closed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether the graph has the step. Money that comes after an order expired confirms it when its
    /// goods are still there, and cancels it when they are not.
    pub const fn passes_to(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Open | Self::Expired, Self::Confirmed | Self::Cancelled)
                | (Self::Open, Self::Expired)
                | (Self::Confirmed, Self::Closed | Self::Cancelled) // A return after everything was sent is refunded and leaves it closed.
        )
    }
}

/// What stands against shipping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// Money came that is not what was asked for (rule 15).
    UnmatchedMoney,
    /// The shopper's bank asks the money back (rule 17).
    Disputed,
    /// A refund did not go through (rule 17).
    RefundFailed,
    /// Whether a refund took place cannot be found out.
    RefundUnknown,
}

/// Computed from attempts, ledger and refunds (rule 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    Unpaid,
    Processing,
    Paid,
    PartRefunded,
    Refunded,
    Disputed,
    OverPaid,
}

impl PaymentStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::Processing => "processing",
            Self::Paid => "paid",
            Self::PartRefunded => "part_refunded",
            Self::Refunded => "refunded",
            Self::Disputed => "disputed",
            Self::OverPaid => "over_paid",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OrderState::{Cancelled, Closed, Confirmed, Expired, Open};
    use super::*;

    #[test]
    fn rule_4_every_step_of_an_order_is_in_the_table() {
        let table: [(OrderState, &[OrderState]); 5] = [
            (Open, &[Confirmed, Expired, Cancelled]),
            (Confirmed, &[Closed, Cancelled]),
            (Closed, &[]),
            (Expired, &[Confirmed, Cancelled]),
            (Cancelled, &[]),
        ];
        for (from, reachable) in table {
            for to in OrderState::ALL {
                assert_eq!(from.passes_to(to), reachable.contains(&to), "{from:?} to {to:?}");
            }
        }
    }
}
