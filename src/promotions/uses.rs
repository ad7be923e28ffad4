//! The uses of one limited promotion: how a use stands, and what a claim, a release, a commitment and
//! the clock do to it. Pure; the `Promotion` object keeps the rows.
//!
//! | stands       | claim                           | release         | commitment             |
//! |--------------|---------------------------------|-----------------|------------------------|
//! | not at all   | claimed, if there is room       | nothing to do   | unknown                |
//! | claimed      | claimed, for longer             | gone            | committed              |
//! | lapsed       | claimed anew, if there is room  | gone            | committed, if there is room |
//! | committed    | claimed already                 | stays committed | committed already      |

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Uses;
use crate::kernel::{Timestamp, hex};

/// Longest lease, in seconds: a payment by bank transfer takes days.
pub const MAX_LEASE_SECONDS: u32 = 30 * 24 * 60 * 60;
/// How long a lapsed claim is remembered, so that a late payment can still commit it.
pub const LAPSED_KEPT_SECONDS: i64 = 60 * 24 * 60 * 60;

/// What a customer is counted by: the SHA-256 of the trimmed, lower-cased e-mail address, in
/// hexadecimal digits.
pub fn customer_key(email: &str) -> String {
    hex(&Sha256::digest(email.trim().to_lowercase()))
}

/// How often a promotion may be used: in all, and by one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct UseLimits {
    #[serde(default)]
    pub total: Option<u32>,
    #[serde(default)]
    pub per_customer: Option<u32>,
}

impl UseLimits {
    /// Whether one more use fits beside those of others.
    fn admit(self, others: Uses) -> Result<(), UsedUp> {
        if self.total.is_some_and(|limit| others.total >= limit) {
            Err(UsedUp::UsedUp)
        } else if self.per_customer.is_some_and(|limit| others.by_customer >= limit) {
            Err(UsedUp::UsedUpByCustomer)
        } else {
            Ok(())
        }
    }
}

/// Asks for a use by one order, which holds for `lease_seconds` unless it is committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseClaim {
    pub order: String,
    /// See [`customer_key`].
    pub customer: String,
    pub limits: UseLimits,
    /// 1 to [`MAX_LEASE_SECONDS`].
    pub lease_seconds: u32,
}

/// One order's use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    pub customer: String,
    /// As they were when it was claimed: a late commitment is decided by them.
    pub limits: UseLimits,
    /// `None` once it is committed.
    pub lapses_at: Option<Timestamp>,
}

impl Use {
    /// Whether it counts.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.lapses_at.is_none_or(|lapses_at| now < lapses_at)
    }
}

/// Why there is no use left; the total is looked at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsedUp {
    UsedUp,
    UsedUpByCustomer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimOutcome {
    Claimed,
    UsedUp,
    UsedUpByCustomer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseOutcome {
    /// The order has no use (any more).
    Released,
    /// It is paid for: a committed use is never released.
    Committed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentOutcome {
    Committed,
    /// The claim had lapsed and others took its place.
    UsedUp,
    UsedUpByCustomer,
    /// The order has no claim, or its claim was released.
    Unknown,
}

impl From<UsedUp> for ClaimOutcome {
    fn from(refusal: UsedUp) -> Self {
        match refusal {
            UsedUp::UsedUp => Self::UsedUp,
            UsedUp::UsedUpByCustomer => Self::UsedUpByCustomer,
        }
    }
}

impl From<UsedUp> for CommitmentOutcome {
    fn from(refusal: UsedUp) -> Self {
        match refusal {
            UsedUp::UsedUp => Self::UsedUp,
            UsedUp::UsedUpByCustomer => Self::UsedUpByCustomer,
        }
    }
}

/// The order's use after a claim. `others` are the live uses of every other order.
pub fn claim(
    own: Option<&Use>,
    others: Uses,
    asked: &UseClaim,
    now: Timestamp,
) -> Result<Use, UsedUp> {
    let lapses_at = now.plus_seconds(i64::from(asked.lease_seconds));
    let fresh =
        Use { customer: asked.customer.clone(), limits: asked.limits, lapses_at: Some(lapses_at) };
    match own {
        Some(own) if own.lapses_at.is_none() => Ok(own.clone()),
        // Limits that were lowered since take nothing away from a claim that holds.
        Some(own) if own.is_live(now) && own.customer == asked.customer => {
            Ok(Use { lapses_at: own.lapses_at.max(fresh.lapses_at), ..fresh })
        }
        _ => asked.limits.admit(others).map(|()| fresh),
    }
}

/// The order's use after its release: none, unless it is committed.
pub fn release(own: Option<&Use>) -> ReleaseOutcome {
    match own {
        Some(own) if own.lapses_at.is_none() => ReleaseOutcome::Committed,
        _ => ReleaseOutcome::Released,
    }
}

/// The order's use after its commitment.
pub fn commit(own: &Use, others: Uses, now: Timestamp) -> Result<Use, UsedUp> {
    if !own.is_live(now) {
        own.limits.admit(others)?;
    }
    Ok(Use { lapses_at: None, ..own.clone() })
}

#[cfg(test)]
#[path = "uses_tests.rs"]
mod tests;
