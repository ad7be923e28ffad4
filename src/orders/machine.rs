//! What an order does next, and what it makes of an answer. The object that owns an order loads it,
//! asks [`Order::next`], saves it, carries the action out, tells it by [`Order::apply`] and saves
//! again, until nothing is due. A crash anywhere between is nothing special: the action is due again
//! and every action may be repeated.

use super::commands::PublicView;
use super::goods::{StockAnswer, StockWish};
use super::order::{Order, UseWish};
use crate::kernel::{OrderNumber, Sku, Timestamp};
use crate::payments::{Call, Delivered, Gateway, GatewayId};
use crate::promotions::ClaimOutcome;

/// The gateways that are configured.
pub trait Gateways {
    fn get(&self, id: GatewayId) -> Option<&dyn Gateway>;
}

/// What a call to a gateway is for; it names where its answer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    Open { attempt: u32 },
    Look { attempt: u32 },
    Close { attempt: u32 },
    Capture { attempt: u32 },
    Refund { refund: String },
}

/// What is asked of the counter of a limited use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UseStep {
    Claim(UseWish),
    Commit,
    Release,
}

/// One thing to do outside, safe to be done again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Asks the earlier order of the cart to stand back (rule 3).
    Supersede {
        earlier: OrderNumber,
    },
    /// Of several SKUs at once; answers in the same order.
    Stock(Vec<(Sku, StockWish)>),
    /// Of several counters at once, each by its name; answers in the same order.
    Uses(Vec<(String, UseStep)>),
    Send {
        gateway: GatewayId,
        purpose: Purpose,
        call: Call,
    },
    /// Empties the cart, if it is still at the revision that was bought.
    EmptyCart,
    /// Puts these messages into the queue of mails: event and receiver.
    Mail(Vec<super::Parcel>),
    /// Puts the order into the queue that leads to D1.
    List {
        revision: u64,
    },
    /// Writes the archive's copy.
    Archive {
        revision: u64,
    },
}

/// What the earlier order of the cart says to standing back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum StandingBack {
    /// Its page is closed or being closed; its goods of this generation may move over.
    Done { hold: u32 },
    /// It is being paid: there must be no second order.
    Paying,
    /// It goes on beside the new one: its money is on the way for days.
    Beside,
}

/// What became of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Superseded(Option<StandingBack>),
    Stock(Vec<StockAnswer>),
    Uses(Vec<UseAnswer>),
    Sent {
        purpose: Purpose,
        delivered: Delivered,
    },
    CartEmptied(bool),
    /// Whether the queue took it.
    Mailed(bool),
    Listed(bool),
    Archived {
        revision: u64,
        done: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseAnswer {
    Claimed(ClaimOutcome),
    Done,
    Unreachable,
}

impl Order {
    /// What the shopper and whoever places the order are told.
    pub fn public_view(&self) -> PublicView {
        PublicView::of(self)
    }

    /// When to look again, if nothing else happens; `None` once it is settled.
    pub fn wakes_at(&self, now: Timestamp) -> Option<Timestamp> {
        let _ = now;
        None
    }
}
