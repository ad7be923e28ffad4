use super::*;
use crate::kernel::{Currency, from_json};

fn order() -> Order {
    from_json(include_bytes!("../../tests/fixtures/order.json")).unwrap()
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::parse("EUR").unwrap())
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_795_000_000_000).plus_seconds(seconds)
}

/// Every event with a word that its sentence must have.
fn every_event() -> Vec<(What, &'static str)> {
    let (capture, refund) = ("pi_1".to_owned(), "none".to_owned());
    let reason = HoldReason::Disputed;
    vec![
        (What::Placed, "3 items for"),
        (What::PaymentOpened { attempt: 9 }, "The payment page was opened."),
        (What::PaymentEnded { attempt: 9 }, "The payment ended."),
        (What::PaymentProcessing { attempt: 9 }, "The payment is on its way"),
        (
            What::MoneyReceived { capture: capture.clone(), amount: euros(1234), late: false },
            "12.34 EUR was received.",
        ),
        (
            What::MoneyReceived { capture: capture.clone(), amount: euros(1234), late: true },
            "after its payment had ended",
        ),
        (What::MoneyUnmatched { capture, amount: euros(1) }, "0.01 EUR was received, which is not"),
        (What::Confirmed, "confirmed"),
        (What::PaymentFailed, "failed"),
        (What::Expired, "nobody paid in time"),
        (What::Cancelled { refunded: false }, "The order was cancelled."),
        (What::Cancelled { refunded: true }, "cancelled; what was paid goes back."),
        (What::Shipped { shipment: "none".to_owned() }, "A parcel was sent."),
        (What::RefundRequested { refund: refund.clone() }, "A refund was asked for."),
        (What::Refunded { refund: refund.clone() }, "The refund has gone through."),
        (What::RefundFailed { refund }, "The refund failed."),
        (What::RefundedElsewhere { id: "re_1".to_owned(), amount: euros(500) }, "5.00 EUR"),
        (What::DisputeOpened { amount: euros(500) }, "asks 5.00 EUR back"),
        (What::DisputeClosed { won: true }, "won"),
        (What::DisputeClosed { won: false }, "lost"),
        (What::Closed, "closed"),
        (What::Resent { sequence: 99 }, "asked for once more"),
        (What::HoldPlaced { reason }, "put on hold: its payment is disputed."),
        (What::HoldLifted { reason }, "not on hold any more"),
        (What::Noted { text: "Called her: Tuesday is fine.".to_owned() }, "Tuesday is fine."),
    ]
}

#[test]
fn every_event_has_a_name_and_a_sentence_whatever_the_order_knows_of_it() {
    let order = order();
    let mut kinds = std::collections::BTreeSet::new();
    for (what, words) in every_event() {
        let text = sentence(&order, &what);
        assert!(text.contains(words), "{what:?}: {text}");
        assert!(text.ends_with('.') && text.starts_with(|letter: char| !letter.is_lowercase()));
        let stored = serde_json::to_value(&what).unwrap();
        assert_eq!(stored["what"], kind_of(&what), "the name is the stored one");
        kinds.insert(kind_of(&what));
    }
    assert_eq!(kinds.len(), 22, "an event is missing in the table");
}

#[test]
fn an_order_tells_what_happened_from_the_oldest_on_with_who_did_it() {
    let mut order = order();
    order.events.clear();
    order.attempts.clear();
    order.happened(What::Placed, at(0));
    order.happened(What::Confirmed, at(20));
    let note =
        super::super::Command::Note { request: "k d".to_owned(), text: "Fragile".to_owned() };
    order.command_by(&note, Some("ana@example.com"), at(40)).unwrap();
    order.command_by(&note, Some("ben@example.com"), at(50)).unwrap();
    let told = |sequence, to, seconds, failure: Option<&str>| Told {
        sequence,
        to,
        at: at(seconds),
        failure: failure.map(str::to_owned),
    };
    order.told.push(told(2, Receiver::Shopper, 25, None));
    order.told.push(told(2, Receiver::Merchant, 30, Some("550 no such mailbox.")));
    let entries = timeline(&order);
    let read: Vec<(&str, Option<&str>)> =
        entries.iter().map(|entry| (entry.kind, entry.by.as_deref())).collect();
    assert_eq!(
        read,
        [
            ("placed", None),
            ("confirmed", None),
            ("mail_sent", None),
            ("mail_undeliverable", None),
            ("noted", Some("ana@example.com")),
        ]
    );
    assert_eq!(entries[2].text, "The mail about the confirmation was sent to the shopper.");
    assert!(entries[3].text.ends_with("to the shop: 550 no such mailbox."), "{}", entries[3].text);
    assert_eq!(entries[4].text, "Fragile");
    let json = serde_json::to_value(&entries[2]).unwrap();
    assert_eq!((&json["event"], json.get("refund")), (&2.into(), None));
}

#[test]
fn what_a_command_makes_carries_who_wished_it_and_an_older_record_reads_without() {
    let mut order = order();
    let resend = |sequence| super::super::Command::Resend { request: "k d".to_owned(), sequence };
    order.happened(What::Confirmed, at(1));
    let confirmed = u32::try_from(order.events.len()).unwrap();
    order.command_by(&resend(confirmed), Some("ana"), at(2)).unwrap();
    order.command_by(&resend(confirmed), Some("ana"), at(3)).unwrap();
    let by: Vec<Option<&str>> = order.events.iter().map(|event| event.by.as_deref()).collect();
    assert_eq!(by.iter().flatten().collect::<Vec<_>>(), [&"ana"], "once, and nothing before it");
    let mut stored = serde_json::to_value(&order).unwrap();
    for field in ["told", "requests"] {
        stored.as_object_mut().unwrap().remove(field);
    }
    let read: Order = from_json(stored.to_string().as_bytes()).unwrap();
    assert_eq!((read.told.len(), read.requests.len()), (0, 0));
}
