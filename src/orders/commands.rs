//! What others may ask of an order, and what they are told.

use serde::{Deserialize, Serialize};

use super::fulfilling::ShipmentWish;
use super::order::{EndReason, Order, PaymentWish};
use super::refunding::RefundWish;
use super::state::OrderState;
use crate::kernel::{Money, OrderNumber};

/// A wish of somebody. `request` makes it idempotent: the same again changes nothing and is answered
/// alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command")]
pub enum Command {
    /// The shopper checks out the same again: the live page, or another attempt (rules 1 and 7).
    Pay {
        payment: Option<PaymentWish>,
    },
    /// The shopper came back by the cancel link (rule 3).
    LeavePayment,
    /// A changed checkout of the same cart takes this order's place (rule 3).
    StandBack {
        by: OrderNumber,
    },
    Cancel {
        request: String,
        note: String,
    },
    Refund {
        request: String,
        wish: RefundWish,
    },
    Ship {
        request: String,
        wish: ShipmentWish,
    },
    /// Somebody believes that something happened at the gateway.
    Look,
    /// The mail of an event has reached its provider, or the list has the order at this revision.
    Acknowledge {
        parcels: Vec<(u32, super::Receiver)>,
        listed: Option<u64>,
    },
    /// Sends the mail of an event again.
    Resend {
        sequence: u32,
    },
}

/// Why a command changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum OrderRefusal {
    /// It ended; a new order is needed.
    Ended,
    /// It is being paid or paid.
    Paid,
    /// The request was used for something else.
    RequestReused,
    NoSuchLine {
        line_id: String,
    },
    NoSuchEvent,
    QuantityZero {
        line_id: String,
    },
    /// More than was bought and is not refunded or sent yet.
    TooMany {
        line_id: String,
        left: u32,
    },
    NotConfirmed,
    OnHold,
    AlreadyShipped,
    NothingAsked,
    /// More than can be refunded now.
    TooMuch {
        refundable_minor: i64,
    },
    /// The sum is withheld by an open dispute.
    Disputed {
        disputed_minor: i64,
    },
    /// Lines and delivery come to another sum than was named.
    OtherSum {
        computed_minor: i64,
    },
    NegativeAmount,
}

/// What the shopper and whoever places the order are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicView {
    pub number: OrderNumber,
    pub secret: String,
    pub state: OrderState,
    pub total: Money,
    /// The live payment page.
    pub redirect_url: Option<String>,
    pub end: Option<EndReason>,
    /// Whether the machine has come to rest: nothing more is found out by waiting a moment.
    pub is_settling: bool,
}

impl PublicView {
    pub fn of(order: &Order) -> Self {
        Self {
            number: order.number().clone(),
            secret: order.placement.secret.clone(),
            state: order.state,
            total: order.total(),
            redirect_url: order
                .attempts
                .iter()
                .rev()
                .find(|attempt| attempt.state.is_live() && !attempt.superseded)
                .and_then(|attempt| attempt.redirect_url.clone()),
            end: order.end.clone(),
            is_settling: false,
        }
    }
}
