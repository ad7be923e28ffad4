//! Everything that is known to have happened to an order, in plain words for whoever looks after it.

use serde::Serialize;

use super::order::{EndReason, Order};
use super::state::HoldReason;
use super::{Event, Receiver, Told, What};
use crate::kernel::{Money, Timestamp};
use crate::payments::{Attempt, AttemptState, GatewayId, PaymentMethod};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "TimelineEntry")
)]
pub struct Entry {
    pub at: Timestamp,
    /// Like `shipped`: the event's own name, or `payment_begun`, `mail_sent` and `mail_undeliverable`.
    pub kind: &'static str,
    /// A sentence.
    pub text: String,
    /// Who did it; `None` for what happened by itself.
    pub by: Option<String>,
    #[serde(flatten)]
    pub of: References,
}

/// What it is about, by the names that these have within the order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "TimelineReferences")
)]
pub struct References {
    /// The number of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipment: Option<String>,
    /// The gateway's id of the capture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture: Option<String>,
}

/// The oldest first; what happened at the same instant stands in the order in which it did.
pub fn timeline(order: &Order) -> Vec<Entry> {
    let begun = order.attempts.iter().map(begun);
    let events = order.events.iter().map(|event| Entry {
        at: event.at,
        kind: kind_of(&event.what),
        text: sentence(order, &event.what),
        by: event.by.clone(),
        of: references(event),
    });
    let told = order.told.iter().map(|told| mail(order, told));
    let mut entries: Vec<Entry> = begun.chain(events).chain(told).collect();
    entries.sort_by_key(|entry| entry.at);
    entries
}

fn begun(attempt: &Attempt) -> Entry {
    Entry {
        at: attempt.created_at,
        kind: "payment_begun",
        text: format!("A payment of {} {} was begun.", money(attempt.amount), way(attempt)),
        by: None,
        of: References { attempt: Some(attempt.number), ..References::default() },
    }
}

fn mail(order: &Order, told: &Told) -> Entry {
    let about = order.event(told.sequence).map_or("an event", |event| about(order, &event.what));
    let whom = whom(told.to);
    let (kind, text) = match &told.failure {
        None => ("mail_sent", format!("The mail about {about} was sent to {whom}.")),
        Some(reason) => (
            "mail_undeliverable",
            format!(
                "The mail about {about} could not be sent to {whom}: {}.",
                reason.trim().trim_end_matches('.')
            ),
        ),
    };
    let of = References { event: Some(told.sequence), ..References::default() };
    Entry { at: told.at, kind, text, by: None, of }
}

const fn whom(to: Receiver) -> &'static str {
    match to {
        Receiver::Shopper => "the shopper",
        Receiver::Merchant => "the shop",
    }
}

/// What a mail is about.
fn about<'a>(order: &'a Order, what: &'a What) -> &'a str {
    match what {
        What::Confirmed => "the confirmation",
        What::PaymentFailed => "the failed payment",
        What::Cancelled { .. } => "the cancellation",
        What::Shipped { .. } => "the shipment",
        What::Refunded { .. } => "the refund",
        What::RefundFailed { .. } => "the failed refund",
        What::MoneyUnmatched { .. } => "the payment that does not match",
        What::DisputeOpened { .. } => "the dispute",
        // One of one that was sent again names what the first was about.
        What::Resent { sequence } => match order.event(*sequence).map(|event| &event.what) {
            Some(What::Resent { .. }) | None => "an event",
            Some(what) => about(order, what),
        },
        _ => "an event",
    }
}

fn references(event: &Event) -> References {
    let mut of = References { event: Some(event.sequence), ..References::default() };
    match &event.what {
        What::PaymentOpened { attempt }
        | What::PaymentEnded { attempt }
        | What::PaymentProcessing { attempt } => of.attempt = Some(*attempt),
        What::MoneyReceived { capture, .. } | What::MoneyUnmatched { capture, .. } => {
            of.capture = Some(capture.clone());
        }
        What::Shipped { shipment } => of.shipment = Some(shipment.clone()),
        What::RefundRequested { refund }
        | What::Refunded { refund }
        | What::RefundFailed { refund } => of.refund = Some(refund.clone()),
        _ => {}
    }
    of
}

const fn kind_of(what: &What) -> &'static str {
    match what {
        What::Placed => "placed",
        What::PaymentOpened { .. } => "payment_opened",
        What::PaymentEnded { .. } => "payment_ended",
        What::PaymentProcessing { .. } => "payment_processing",
        What::MoneyReceived { .. } => "money_received",
        What::MoneyUnmatched { .. } => "money_unmatched",
        What::Confirmed => "confirmed",
        What::PaymentFailed => "payment_failed",
        What::Expired => "expired",
        What::Cancelled { .. } => "cancelled",
        What::Shipped { .. } => "shipped",
        What::RefundRequested { .. } => "refund_requested",
        What::Refunded { .. } => "refunded",
        What::RefundFailed { .. } => "refund_failed",
        What::RefundedElsewhere { .. } => "refunded_elsewhere",
        What::DisputeOpened { .. } => "dispute_opened",
        What::DisputeClosed { .. } => "dispute_closed",
        What::Closed => "closed",
        What::Resent { .. } => "resent",
        What::HoldPlaced { .. } => "hold_placed",
        What::HoldLifted { .. } => "hold_lifted",
        What::Noted { .. } => "noted",
    }
}

/// What happened, for people.
pub fn sentence(order: &Order, what: &What) -> String {
    match what {
        What::Placed => {
            let units: u32 = order.placement.lines.iter().map(|line| line.quantity).sum();
            format!("The order was placed: {} for {}.", items(units), money(order.total()))
        }
        What::PaymentOpened { attempt } => {
            format!("The payment page{} was opened.", of_attempt(order, *attempt))
        }
        What::PaymentEnded { attempt } => payment_ended(order, *attempt),
        What::PaymentProcessing { attempt } => {
            format!("The payment{} is on its way; this can take days.", of_attempt(order, *attempt))
        }
        What::MoneyReceived { amount, late: false, .. } => {
            format!("{} was received.", money(*amount))
        }
        What::MoneyReceived { amount, late: true, .. } => {
            format!("{} was received after its payment had ended.", money(*amount))
        }
        What::MoneyUnmatched { amount, .. } => format!(
            "{} was received, which is not what was asked for. It pays for nothing.",
            money(*amount)
        ),
        What::Confirmed => "The order was confirmed: its goods are set aside.".to_owned(),
        What::PaymentFailed => "The payment failed, and nobody paid in another way.".to_owned(),
        What::Expired => expired(order),
        What::Cancelled { refunded } => cancelled(order, *refunded),
        What::Shipped { shipment } => shipped(order, shipment),
        What::RefundRequested { refund } => {
            format!("A refund{} was asked for{}.", of_refund(order, refund), because(order, refund))
        }
        What::Refunded { refund } => {
            format!("The refund{} has gone through.", of_refund(order, refund))
        }
        What::RefundFailed { refund } => {
            format!("The refund{} failed.", of_refund(order, refund))
        }
        What::RefundedElsewhere { amount, .. } => {
            format!("{} was refunded at the payment provider's own site.", money(*amount))
        }
        What::DisputeOpened { amount } => {
            format!("The shopper's bank asks {} back.", money(*amount))
        }
        What::DisputeClosed { won: true } => "The dispute was won.".to_owned(),
        What::DisputeClosed { won: false } => "The dispute was lost.".to_owned(),
        What::Closed => "Everything was sent or refunded: the order is closed.".to_owned(),
        What::Resent { sequence } => {
            let told = order.event(*sequence).map_or("an event", |event| about(order, &event.what));
            format!("The mail about {told} was asked for once more.")
        }
        What::HoldPlaced { reason } => {
            format!("The order was put on hold: {}.", reason_of(*reason))
        }
        What::HoldLifted { reason } => {
            format!("It is not on hold any more because {}.", reason_of(*reason))
        }
        What::Noted { text } => text.clone(),
    }
}

const fn reason_of(reason: HoldReason) -> &'static str {
    match reason {
        HoldReason::UnmatchedMoney => "money came that does not match it",
        HoldReason::Disputed => "its payment is disputed",
        HoldReason::RefundFailed => "a refund did not go through",
        HoldReason::RefundUnknown => "nobody knows whether a refund took place",
    }
}

fn payment_ended(order: &Order, number: u32) -> String {
    let ended = match order.attempts.iter().find(|attempt| attempt.number == number) {
        Some(attempt) => match attempt.state {
            AttemptState::Failed => "failed",
            AttemptState::Expired => "was not made in time",
            AttemptState::Cancelled => "was cancelled",
            // Its money came after the end.
            _ => "ended",
        },
        None => "ended",
    };
    format!("The payment{} {ended}.", of_attempt(order, number))
}

fn expired(order: &Order) -> String {
    let why = match &order.end {
        Some(EndReason::OutOfStock { .. }) => "some of its goods were not there any more",
        Some(EndReason::PromotionUsedUp { .. }) => "a discount of it was used up",
        Some(EndReason::TooManyUnpaid) => "the shopper has too many unpaid orders",
        Some(EndReason::PaymentUnavailable { .. }) => "no payment page could be opened",
        Some(EndReason::Unavailable) => "the shop could not answer",
        Some(EndReason::AlreadyPaying { order }) => {
            return format!("The order ended: order {order} of the same cart is being paid.");
        }
        Some(EndReason::Superseded { by }) => {
            return format!("The order ended: order {by} of the same cart took its place.");
        }
        _ => "nobody paid in time",
    };
    format!("The order ended: {why}.")
}

fn cancelled(order: &Order, refunded: bool) -> String {
    let what = match &order.end {
        Some(EndReason::GoodsGone { .. }) => "The order was cancelled: its goods were gone",
        _ => "The order was cancelled",
    };
    let note = match &order.end {
        Some(EndReason::Cancelled { note }) if !note.trim().is_empty() => {
            format!(" (“{}”)", note.trim())
        }
        _ => String::new(),
    };
    let money = if refunded { "; what was paid goes back" } else { "" };
    format!("{what}{note}{money}.")
}

fn shipped(order: &Order, id: &str) -> String {
    let Some(shipment) = order.shipments.iter().find(|shipment| shipment.id == id) else {
        return "A parcel was sent.".to_owned();
    };
    let wish = &shipment.wish;
    let units = wish.lines.iter().map(|line| line.quantity).fold(0, u32::saturating_add);
    let carrier = match wish.carrier.trim() {
        "" => String::new(),
        carrier => format!(" with {carrier}"),
    };
    let number = match wish.tracking_number.trim() {
        "" => String::new(),
        number => format!(", tracking number {number}"),
    };
    let verb = if units == 1 { "was" } else { "were" };
    format!("{} {verb} sent{carrier}{number}.", items(units))
}

fn of_attempt(order: &Order, number: u32) -> String {
    let attempt = order.attempts.iter().find(|attempt| attempt.number == number);
    attempt.map_or_else(String::new, |attempt| format!(" {}", way(attempt)))
}

/// By what and through whom it is paid.
fn way(attempt: &Attempt) -> String {
    let method = match attempt.method {
        PaymentMethod::Card => "by card",
        PaymentMethod::Ideal => "by iDEAL",
        PaymentMethod::Bancontact => "by Bancontact",
        PaymentMethod::Paypal => "by PayPal",
        PaymentMethod::BankTransfer => "by bank transfer",
    };
    let gateway = match attempt.gateway {
        GatewayId::Stripe => "Stripe",
        GatewayId::Mollie => "Mollie",
        GatewayId::Test => "the test gateway",
    };
    format!("{method} through {gateway}")
}

fn of_refund(order: &Order, id: &str) -> String {
    let refund = order.refunds.iter().find(|refund| refund.id == id);
    refund.map_or_else(String::new, |refund| format!(" of {}", money(refund.amount)))
}

fn because(order: &Order, id: &str) -> String {
    let refund = order.refunds.iter().find(|refund| refund.id == id);
    match refund.map(|refund| refund.reason.trim()) {
        Some(reason) if !reason.is_empty() => format!(" (“{reason}”)"),
        _ => String::new(),
    }
}

fn items(units: u32) -> String {
    if units == 1 { "1 item".to_owned() } else { format!("{units} items") }
}

fn money(amount: Money) -> String {
    format!("{} {}", amount.decimal(), amount.currency.code())
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;
