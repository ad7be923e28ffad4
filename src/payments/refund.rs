//! Refunds: the graph of rule 10.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// Decided, and not known to the gateway yet.
    Requested,
    /// Sent; nobody knows whether it arrived.
    Submitted,
    Pending,
    Succeeded,
    Failed,
    Cancelled,
}

impl RefundState {
    pub const ALL: [Self; 6] = [
        Self::Requested,
        Self::Submitted,
        Self::Pending,
        Self::Succeeded,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Whether its sum may still leave.
    pub const fn is_in_flight(self) -> bool {
        matches!(self, Self::Requested | Self::Submitted | Self::Pending)
    }

    /// Whether the graph has the step. A success may fail weeks later; nothing else goes back.
    pub const fn passes_to(self, next: Self) -> bool {
        match (self, next) {
            (Self::Requested, next) => !matches!(next, Self::Requested),
            (Self::Submitted, next) => !matches!(next, Self::Requested | Self::Submitted),
            (Self::Pending, next) => {
                matches!(next, Self::Succeeded | Self::Failed | Self::Cancelled)
            }
            (Self::Succeeded, Self::Failed) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RefundState::{Cancelled, Failed, Pending, Requested, Submitted, Succeeded};
    use super::*;

    #[test]
    fn rule_10_every_step_of_a_refund_is_in_the_table() {
        let table: [(RefundState, &[RefundState]); 6] = [
            (Requested, &[Submitted, Pending, Succeeded, Failed, Cancelled]),
            (Submitted, &[Pending, Succeeded, Failed, Cancelled]),
            (Pending, &[Succeeded, Failed, Cancelled]),
            (Succeeded, &[Failed]),
            (Failed, &[]),
            (Cancelled, &[]),
        ];
        for (from, reachable) in table {
            for to in RefundState::ALL {
                assert_eq!(from.passes_to(to), reachable.contains(&to), "{from:?} to {to:?}");
            }
        }
    }
}
