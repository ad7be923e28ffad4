//! What Mollie's objects say. A payment is both the page and its capture.

use serde_json::Value;

use super::super::reading::{at, items, text};
use super::super::{DisputeState, Fact, RefundState, SessionState};
use crate::kernel::{Currency, Money, OrderNumber};

/// The amount at a path, like `{"currency": "EUR", "value": "59.97"}`.
fn money_at(value: &Value, path: &str) -> Option<Money> {
    let amount = at(value, path)?;
    Money::parse_decimal(text(amount, "value")?, Currency::parse(text(amount, "currency")?)?)
}

/// The order that a payment of ours names.
pub(super) fn order_in(payment: &Value) -> Option<OrderNumber> {
    OrderNumber::parse(text(payment, "metadata.order")?)
}

/// A payment, with refunds and chargebacks if they are embedded. `None` for anything else.
pub(super) fn payment_facts(payment: &Value) -> Option<Vec<Fact>> {
    let id = text(payment, "id")?.to_owned();
    let state = match text(payment, "status")? {
        "open" => SessionState::Open,
        "pending" => SessionState::Processing,
        "authorized" => SessionState::Authorised,
        "paid" => SessionState::Captured,
        "failed" => SessionState::Failed,
        "expired" => SessionState::Expired,
        "canceled" => SessionState::Cancelled,
        _ => return None,
    };
    let mut facts = vec![Fact::Session { session: id.clone(), state }];
    if state == SessionState::Captured {
        // Of an authorisation perhaps less was captured than was asked for.
        let amount = money_at(payment, "amountCaptured").or_else(|| money_at(payment, "amount"))?;
        facts.push(Fact::Capture { id: id.clone(), session: id, amount });
    }
    facts.extend(items(payment, "_embedded.refunds").iter().filter_map(refund_fact));
    facts.extend(items(payment, "_embedded.chargebacks").iter().filter_map(chargeback_fact));
    Some(facts)
}

pub(super) fn refund_state(refund: &Value) -> Option<RefundState> {
    Some(match text(refund, "status")? {
        "queued" | "pending" | "processing" => RefundState::Pending,
        "refunded" => RefundState::Succeeded,
        "failed" => RefundState::Failed,
        "canceled" => RefundState::Cancelled,
        _ => return None,
    })
}

pub(super) fn refund_fact(refund: &Value) -> Option<Fact> {
    Some(Fact::Refund {
        id: text(refund, "id")?.to_owned(),
        of: text(refund, "paymentId")?.to_owned(),
        amount: money_at(refund, "amount")?,
        state: refund_state(refund)?,
        refund_id: text(refund, "metadata.refund_id").map(str::to_owned),
    })
}

/// A chargeback takes the money at once, and may be reversed weeks later; that it never will be,
/// nobody says.
pub(super) fn chargeback_fact(chargeback: &Value) -> Option<Fact> {
    let is_reversed = at(chargeback, "reversedAt").is_some();
    Some(Fact::Dispute {
        id: text(chargeback, "id")?.to_owned(),
        of: text(chargeback, "paymentId")?.to_owned(),
        amount: money_at(chargeback, "amount")?,
        state: if is_reversed { DisputeState::Won } else { DisputeState::UnderReview },
    })
}
