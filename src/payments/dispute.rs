//! Disputes: the graph of rule 10.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DisputeState {
    /// An inquiry: no money is withheld.
    Warning,
    NeedsResponse,
    UnderReview,
    Won,
    Lost,
}

impl DisputeState {
    pub const ALL: [Self; 5] =
        [Self::Warning, Self::NeedsResponse, Self::UnderReview, Self::Won, Self::Lost];

    /// Whether it is undecided and money is withheld for it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::NeedsResponse | Self::UnderReview)
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Warning => 0,
            Self::NeedsResponse => 1,
            Self::UnderReview => 2,
            Self::Won | Self::Lost => 3,
        }
    }

    /// Whether the graph has the step: forward only, and a decision stays.
    pub const fn passes_to(self, next: Self) -> bool {
        next.rank() > self.rank()
    }
}

#[cfg(test)]
mod tests {
    use super::DisputeState::{Lost, NeedsResponse, UnderReview, Warning, Won};
    use super::*;

    #[test]
    fn rule_10_every_step_of_a_dispute_is_in_the_table() {
        let table: [(DisputeState, &[DisputeState]); 5] = [
            (Warning, &[NeedsResponse, UnderReview, Won, Lost]),
            (NeedsResponse, &[UnderReview, Won, Lost]),
            (UnderReview, &[Won, Lost]),
            (Won, &[]),
            (Lost, &[]),
        ];
        for (from, reachable) in table {
            for to in DisputeState::ALL {
                assert_eq!(from.passes_to(to), reachable.contains(&to), "{from:?} to {to:?}");
            }
        }
    }
}
