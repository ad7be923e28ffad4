//! The webhooks of the test gateway.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::session::PlayedSession;
use crate::kernel::Timestamp;

/// How much later a late webhook comes, in seconds.
const LATE_SECONDS: i64 = 120;

/// How webhooks are sent, as it is chosen on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    InOrder,
    Late,
    Doubled,
    Reversed,
    Dropped,
}

impl Delivery {
    pub const ALL: [Self; 5] =
        [Self::InOrder, Self::Late, Self::Doubled, Self::Reversed, Self::Dropped];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InOrder => "in_order",
            Self::Late => "late",
            Self::Doubled => "doubled",
            Self::Reversed => "reversed",
            Self::Dropped => "dropped",
        }
    }

    /// In order where nothing else is said.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|known| known.as_str() == name).unwrap_or(Self::InOrder)
    }
}

/// A webhook that is owed. It is signed when it is sent, as gateways do when they try again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    pub due_at: Timestamp,
    pub body: String,
}

/// One webhook for each of the states.
pub(super) fn tell(
    states: &[PlayedSession],
    declined: bool,
    delivery: Delivery,
    now: Timestamp,
) -> Vec<Webhook> {
    let kind = if declined { "payment.declined" } else { "session.changed" };
    let due_at = if delivery == Delivery::Late { now.plus_seconds(LATE_SECONDS) } else { now };
    let webhook = |session: &PlayedSession| Webhook {
        due_at,
        body: json!({"type": kind, "live": false, "session": session}).to_string(),
    };
    let told = states.iter().map(webhook);
    match delivery {
        Delivery::InOrder | Delivery::Late => told.collect(),
        Delivery::Doubled => told.flat_map(|webhook| [webhook.clone(), webhook]).collect(),
        Delivery::Reversed => told.rev().collect(),
        Delivery::Dropped => Vec::new(),
    }
}
