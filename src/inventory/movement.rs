//! The ledger of one SKU: what happened to its units, in order, from which the counts can be replayed.

use serde::{Deserialize, Serialize};

use super::stock::{Counts, Location};
use crate::kernel::{OrderNumber, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    Received,
    Reserved,
    Released,
    Committed,
    Shipped,
    Returned,
    Adjusted,
    Damaged,
    Transferred,
}

/// One change of the counts. Movements are added and never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Movement {
    /// 1, 2, 3 … in the order in which they happened; given when the movement is kept.
    pub seq: i64,
    pub at: Timestamp,
    pub kind: MovementKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// By how many units each count changed. `on_hand` changes only at a location.
    pub on_hand: i64,
    pub committed: i64,
    pub reserved: i64,
    pub safety: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderNumber>,
    /// What makes the cause of it known again, so that it happens once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When the units were counted, where a count corrected them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_at: Option<Timestamp>,
    /// Who corrected the counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Movement {
    /// A movement that moves nothing yet.
    pub(super) fn new(kind: MovementKind, at: Timestamp) -> Self {
        Self {
            seq: 0,
            at,
            kind,
            location: None,
            on_hand: 0,
            committed: 0,
            reserved: 0,
            safety: 0,
            order: None,
            operation: None,
            reason: None,
            counted_at: None,
            by: None,
        }
    }

    /// Whether goods went in or out at a location: what a count that was made before must be
    /// corrected by (rule 21). What a later count corrected did not move.
    pub fn is_physical_after(&self, location: &Location, counted_at: Timestamp) -> bool {
        self.location.as_ref() == Some(location)
            && self.counted_at.is_none()
            && self.at > counted_at
    }
}

/// The counts that a ledger adds up to.
pub fn replay<'a>(movements: impl IntoIterator<Item = &'a Movement>) -> Counts {
    let mut counts = Counts::default();
    for movement in movements {
        counts.apply(movement);
    }
    counts
}
