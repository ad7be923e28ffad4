//! Payment attempts: the graph of rule 10.

use serde::{Deserialize, Serialize};

use super::{Call, GatewayId, PaymentMethod, SessionState};
use crate::kernel::{Money, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// Stored; whether the gateway knows of it is open.
    Created,
    Open,
    Processing,
    Authorised,
    Captured,
    Failed,
    Expired,
    Cancelled,
}

/// What a step from one state to another means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Forward along the graph.
    Forward,
    /// The same state again, or news that is older than what is known.
    Nothing,
    /// Money after the end: a fact, and marked.
    Late,
}

impl AttemptState {
    pub const ALL: [Self; 8] = [
        Self::Created,
        Self::Open,
        Self::Processing,
        Self::Authorised,
        Self::Captured,
        Self::Failed,
        Self::Expired,
        Self::Cancelled,
    ];

    /// Whether money may still come by the ordinary way.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Created | Self::Open | Self::Processing | Self::Authorised)
    }

    /// Whether its money is agreed and on the way: nothing else may be tried beside it (rule 7).
    pub const fn is_going(self) -> bool {
        matches!(self, Self::Processing | Self::Authorised)
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Created => 0,
            Self::Open => 1,
            Self::Processing => 2,
            Self::Authorised => 3,
            Self::Captured | Self::Failed | Self::Expired | Self::Cancelled => 4,
        }
    }

    /// What `next` means for an attempt in this state. Total: news comes in any order, so a step
    /// back is old news and no fault.
    pub const fn pass_to(self, next: Self) -> Pass {
        match (self, next) {
            (Self::Failed | Self::Expired | Self::Cancelled, Self::Captured) => Pass::Late,
            _ if next.rank() > self.rank() => Pass::Forward,
            _ => Pass::Nothing,
        }
    }
}

impl From<SessionState> for AttemptState {
    fn from(state: SessionState) -> Self {
        match state {
            SessionState::Open => Self::Open,
            SessionState::Processing => Self::Processing,
            SessionState::Authorised => Self::Authorised,
            SessionState::Captured => Self::Captured,
            SessionState::Failed => Self::Failed,
            SessionState::Expired => Self::Expired,
            SessionState::Cancelled => Self::Cancelled,
        }
    }
}

/// One try to be paid, with the request as it was stored before it was sent.
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not follow from each other")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    pub gateway: GatewayId,
    pub method: PaymentMethod,
    pub amount: Money,
    pub state: AttemptState,
    /// What opens the page.
    pub call: Call,
    pub session: Option<String>,
    pub redirect_url: Option<String>,
    pub created_at: Timestamp,
    /// When its page stops taking money.
    pub expires_at: Timestamp,
    /// Whether somebody could have seen its page.
    pub shown: bool,
    /// Not wanted any more: its page is to be closed (rule 7).
    pub superseded: bool,
    /// Requests to close it that were sent.
    pub closes_sent: u32,
    /// How often the request that opens its page was sent.
    #[serde(default)]
    pub opens_sent: u32,
    /// Whether a request was sent whose effect is to be looked up.
    pub acted: bool,
    /// Whether the gateway says that something happened after its end: late money, a refund, a dispute.
    #[serde(default)]
    pub news: bool,
    /// Looks (or openings without an answer) since the last news, which space the next one.
    pub looks: u32,
    pub next_look_at: Timestamp,
}

impl Attempt {
    /// Whether its gateway is asked about it.
    pub const fn is_watched(&self) -> bool {
        self.state.is_live() || self.news
    }
}

#[cfg(test)]
mod tests {
    use super::AttemptState::{
        Authorised, Cancelled, Captured, Created, Expired, Failed, Open, Processing,
    };
    use super::Pass::{Forward, Late, Nothing};
    use super::*;

    #[test]
    fn rule_10_every_step_of_an_attempt_is_in_the_table() {
        // Rows: from; columns: to, in the order of `ALL`.
        let table = [
            (Created, [Nothing, Forward, Forward, Forward, Forward, Forward, Forward, Forward]),
            (Open, [Nothing, Nothing, Forward, Forward, Forward, Forward, Forward, Forward]),
            (Processing, [Nothing, Nothing, Nothing, Forward, Forward, Forward, Forward, Forward]),
            (Authorised, [Nothing, Nothing, Nothing, Nothing, Forward, Forward, Forward, Forward]),
            (Captured, [Nothing; 8]),
            (Failed, [Nothing, Nothing, Nothing, Nothing, Late, Nothing, Nothing, Nothing]),
            (Expired, [Nothing, Nothing, Nothing, Nothing, Late, Nothing, Nothing, Nothing]),
            (Cancelled, [Nothing, Nothing, Nothing, Nothing, Late, Nothing, Nothing, Nothing]),
        ];
        for (from, row) in table {
            for (to, expected) in AttemptState::ALL.into_iter().zip(row) {
                assert_eq!(from.pass_to(to), expected, "{from:?} to {to:?}");
            }
        }
    }
}
