//! What the audit log says of a wish that an order carried out: how the order stood before and stands
//! after, and by which names its own record has what was done. The order keeps it until the copy in D1
//! has taken it along, so that no change is ever without its note.

use serde::Serialize;

use super::rows::FulfilmentStatus;
use super::{Command, Order, OrderState, PaymentStatus};
use crate::kernel::Timestamp;
use crate::web::AuditNote;

#[derive(Debug, Serialize)]
struct Standing {
    state: OrderState,
    payment_status: PaymentStatus,
    fulfilment_status: FulfilmentStatus,
}

#[derive(Debug, Default, Serialize)]
struct Done<'a> {
    command: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refund: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipment: Option<&'a str>,
    /// Of the event whose mail is sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(flatten)]
    standing: Option<Standing>,
}

impl Standing {
    fn of(order: &Order) -> Self {
        Self {
            state: order.state,
            payment_status: order.payment_status(),
            fulfilment_status: FulfilmentStatus::of(order),
        }
    }
}

pub fn audit_before(order: &Order) -> String {
    serde_json::to_string(&Standing::of(order)).unwrap_or_default()
}

/// The note of a wish that was carried out just now, under the order's revision since.
pub fn audit_note(
    wish: &Command,
    (by, before): (&str, &str),
    order: &Order,
    now: Timestamp,
) -> (u64, String) {
    let note = AuditNote {
        source: format!("order:{}:{}", order.number(), order.revision),
        at_ms: now.as_millis(),
        by,
        kind: "order",
        subject: order.number().as_str(),
        before,
        after: &audit_after(wish, order),
    };
    (order.revision, serde_json::to_string(&note).unwrap_or_default())
}

fn audit_after(wish: &Command, order: &Order) -> String {
    let refund = |request: &str| {
        let mut refunds = order.refunds.iter();
        refunds.find(|refund| refund.request.as_deref() == Some(request))
    };
    let shipment = |request: &str| {
        let mut shipments = order.shipments.iter();
        shipments.find(|shipment| shipment.request.as_deref() == Some(request))
    };
    let done = match wish {
        Command::Cancel { note, .. } => {
            Done { command: "cancel", text: Some(note), ..Done::default() }
        }
        Command::Refund { request, wish } => Done {
            command: "refund",
            refund: refund(request).map(|refund| refund.id.as_str()),
            text: Some(&wish.reason),
            ..Done::default()
        },
        Command::Ship { request, .. } => Done {
            command: "ship",
            shipment: shipment(request).map(|shipment| shipment.id.as_str()),
            ..Done::default()
        },
        Command::Resend { sequence, .. } => {
            Done { command: "resend", event: Some(*sequence), ..Done::default() }
        }
        Command::Note { text, .. } => Done { command: "note", text: Some(text), ..Done::default() },
        _ => Done { command: "other", ..Done::default() },
    };
    let text = done.text.filter(|text| !text.is_empty());
    let done = Done { text, standing: Some(Standing::of(order)), ..done };
    serde_json::to_string(&done).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::from_json;

    #[test]
    fn the_log_says_what_was_done_and_how_the_order_stands_since() {
        let order: Order = from_json(include_bytes!("../../tests/fixtures/order.json")).unwrap();
        let request = "notes k d".to_owned();
        let wish = Command::Note { request, text: "Call first".to_owned() };
        let after: serde_json::Value = serde_json::from_str(&audit_after(&wish, &order)).unwrap();
        assert_eq!((&after["command"], &after["text"]), (&"note".into(), &"Call first".into()));
        let before: serde_json::Value = serde_json::from_str(&audit_before(&order)).unwrap();
        assert_eq!(before["state"], after["state"]);
        assert_eq!(before["fulfilment_status"], "unfulfilled");
        assert_eq!(after.get("refund"), None);
    }
}
