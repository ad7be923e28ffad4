//! What Stripe's objects say. A capture is known by the id of its payment intent: sessions, charges,
//! refunds and disputes all name it, and an intent is captured once.

use serde_json::Value;

use super::super::reading::{at, items, number, text};
use super::super::{DisputeState, Fact, RefundState, SessionState};
use super::amounts::money_of;
use crate::kernel::{Money, OrderNumber};

/// The id of an object that may stand there whole.
fn id_at<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    text(value, path).or_else(|| text(at(value, path)?, "id"))
}

fn money_at(value: &Value, amount: &str) -> Option<Money> {
    money_of(number(value, amount)?, text(value, "currency")?)
}

/// The order that an object of ours names.
pub(super) fn order_in(value: &Value) -> Option<OrderNumber> {
    let named = text(value, "metadata.order").or_else(|| text(value, "client_reference_id"));
    OrderNumber::parse(named?)
}

/// A Checkout Session, with the payment intent if that was expanded. `None` for anything else.
pub(super) fn session_facts(session: &Value) -> Option<Vec<Fact>> {
    let id = text(session, "id")?.to_owned();
    let is_paid = matches!(text(session, "payment_status"), Some("paid" | "no_payment_required"));
    let intent = text(session, "payment_intent.status").unwrap_or_default();
    let state = match text(session, "status")? {
        "open" => SessionState::Open,
        "expired" => SessionState::Expired,
        "complete" if is_paid || intent == "succeeded" => SessionState::Captured,
        // A delayed method that failed gives its intent back (rule 11).
        "complete" if matches!(intent, "requires_payment_method" | "canceled") => {
            SessionState::Failed
        }
        "complete" if intent == "requires_capture" => SessionState::Authorised,
        "complete" => SessionState::Processing,
        _ => return None,
    };
    let mut facts = vec![Fact::Session { session: id.clone(), state }];
    let received = at(session, "payment_intent").and_then(|intent| {
        money_at(intent, "amount_received").filter(|money| money.amount_minor > 0)
    });
    let captured = received.or_else(|| money_at(session, "amount_total").filter(|_| is_paid));
    if let Some(amount) = captured.filter(|amount| amount.amount_minor > 0) {
        let capture = id_at(session, "payment_intent").unwrap_or(&id).to_owned();
        facts.push(Fact::Capture { id: capture, session: id, amount });
    }
    let refunds = items(session, "payment_intent.latest_charge.refunds.data").iter();
    facts.extend(refunds.filter_map(refund_fact));
    Some(facts)
}

pub(super) fn refund_state(refund: &Value) -> Option<RefundState> {
    Some(match text(refund, "status").unwrap_or("pending") {
        "pending" | "requires_action" => RefundState::Pending,
        "succeeded" => RefundState::Succeeded,
        "failed" => RefundState::Failed,
        "canceled" => RefundState::Cancelled,
        _ => return None,
    })
}

pub(super) fn refund_fact(refund: &Value) -> Option<Fact> {
    Some(Fact::Refund {
        id: text(refund, "id")?.to_owned(),
        of: id_at(refund, "payment_intent").or_else(|| id_at(refund, "charge"))?.to_owned(),
        amount: money_at(refund, "amount")?,
        state: refund_state(refund)?,
        refund_id: text(refund, "metadata.refund_id").map(str::to_owned),
    })
}

pub(super) fn dispute_fact(dispute: &Value) -> Option<Fact> {
    let state = match text(dispute, "status")? {
        "warning_needs_response" | "warning_under_review" => DisputeState::Warning,
        "needs_response" => DisputeState::NeedsResponse,
        "under_review" => DisputeState::UnderReview,
        // An inquiry that ended without a dispute, and one that was kept from becoming any.
        "won" | "warning_closed" | "prevented" => DisputeState::Won,
        "lost" => DisputeState::Lost,
        _ => return None,
    };
    Some(Fact::Dispute {
        id: text(dispute, "id")?.to_owned(),
        of: id_at(dispute, "payment_intent").or_else(|| id_at(dispute, "charge"))?.to_owned(),
        amount: money_at(dispute, "amount")?,
        state,
    })
}

/// Money that came by another way than a page of ours.
pub(super) fn charge_fact(charge: &Value) -> Option<Fact> {
    let is_captured = at(charge, "captured").and_then(Value::as_bool) == Some(true);
    let id = id_at(charge, "payment_intent").or_else(|| text(charge, "id"))?.to_owned();
    let amount = money_at(charge, "amount_captured")?;
    is_captured.then(|| Fact::Capture { session: id.clone(), id, amount })
}
