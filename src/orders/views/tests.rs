//! What the person is told whose order it is.

use askama::Template;

use super::page::OrderPage;
use super::situation::{MoneyWay, Next, Situation};
use crate::content::FALLBACK_SHOP;
use crate::kernel::{Locale, Money, OrderNumber, Timestamp};
use crate::orders::played_tests::{Deed, Played, refund, refund_of};
use crate::orders::{
    Command, EndReason, Order, OrderState, Refund, RefundCause, Shipment, ShipmentLine,
    ShipmentWish,
};
use crate::payments::{AttemptState, GatewayId, RefundState};

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// Confirmed and paid by card, as the mails' tests have it.
fn order() -> Order {
    crate::kernel::from_json(include_bytes!("../../../tests/fixtures/order.json")).unwrap()
}

/// The same before it is paid, with its page open.
fn unpaid() -> Order {
    let mut order = order();
    order.state = OrderState::Open;
    order.ledger = crate::payments::Ledger::default();
    let attempt = order.attempts.first_mut().unwrap();
    attempt.state = AttemptState::Open;
    attempt.redirect_url = Some("https://pay.example/session".to_owned());
    order
}

fn ended(state: OrderState, end: EndReason) -> Order {
    let mut order = unpaid();
    order.attempts.clear();
    order.state = state;
    order.end = Some(end);
    order
}

fn shipment(order: &Order, quantity: u32) -> Shipment {
    let lines = order.placement.lines.iter().take(1).map(|line| ShipmentLine {
        line_id: line.id.clone(),
        quantity,
        location: None,
    });
    let wish = ShipmentWish {
        lines: lines.collect(),
        carrier: "An Post".to_owned(),
        tracking_number: "IE123".to_owned(),
        tracking_url: "https://track.example/IE123".to_owned(),
    };
    Shipment { id: "1".to_owned(), request: None, wish, shipped_at: NOW, by: None }
}

fn html(order: &Order, has_returned: bool, looks: usize) -> String {
    OrderPage::new(&FALLBACK_SHOP, order, "https://shop.example", has_returned, looks)
        .render()
        .unwrap()
}

#[test]
fn every_state_has_its_own_words_and_its_next_step() {
    let mut processing = unpaid();
    processing.attempts[0].state = AttemptState::Processing;
    let mut preparing = unpaid();
    preparing.attempts.clear();
    let mut sent = order();
    let part = shipment(&sent, 1);
    sent.shipments = vec![part];
    let expired = |end| ended(OrderState::Expired, end);
    let cases = vec![
        (unpaid(), false, "Waiting for your payment", Next::Pay),
        (unpaid(), true, "We are looking for your payment", Next::Nothing),
        (preparing, false, "One moment, please", Next::Nothing),
        (processing, true, "Your payment is on its way", Next::Nothing),
        (order(), false, "Thank you for your order", Next::Shop),
        (expired(EndReason::NotPaid), false, "This order was not paid", Next::Checkout),
        (
            expired(EndReason::OutOfStock { missing: Vec::new() }),
            false,
            "Somebody was faster",
            Next::Cart,
        ),
        (
            expired(EndReason::PaymentUnavailable { passes: true }),
            false,
            "The order was not made",
            Next::Checkout,
        ),
        (
            expired(EndReason::Superseded { by: OrderNumber::random(1) }),
            false,
            "You ordered anew",
            Next::Nothing,
        ),
        (
            ended(OrderState::Cancelled, EndReason::Cancelled { note: String::new() }),
            false,
            "This order was cancelled",
            Next::Shop,
        ),
        (
            ended(OrderState::Cancelled, EndReason::GoodsGone { missing: Vec::new() }),
            false,
            "Paid, but gone",
            Next::Cart,
        ),
    ];
    for (order, has_returned, heading, next) in cases {
        let situation = Situation::of(&order, has_returned);
        assert_eq!((situation.heading(), situation.next().0), (heading, next));
        assert!(html(&order, has_returned, 0).contains(&format!("<h1>{heading}</h1>")));
    }
    assert!(matches!(Situation::of(&sent, false), Situation::PartSent | Situation::Sent));
}

#[test]
fn an_order_that_ends_unpaid_says_so_while_it_is_still_closing() {
    let closing = ended(OrderState::Open, EndReason::NotPaid);
    assert_eq!(Situation::of(&closing, false), Situation::Expired);
}

#[test]
fn a_page_without_scripts_looks_again_less_and_less_often_and_then_rests() {
    let page = html(&unpaid(), true, 0);
    assert!(page.contains(r#"<noscript><meta http-equiv="refresh" content="2;url=/orders/"#));
    assert!(page.contains("?from=payment&#38;look=1") || page.contains("?from=payment&amp;look=1"));
    assert!(html(&unpaid(), false, 11).contains(r#"content="60;url="#));
    assert!(!html(&unpaid(), false, 12).contains("http-equiv"));
    assert!(!html(&order(), true, 0).contains("http-equiv"), "nothing more is to come");
}

#[test]
fn what_was_sent_and_given_back_is_listed() {
    let mut order = order();
    let parcel = shipment(&order, 1);
    order.shipments = vec![parcel];
    order.refunds = vec![Refund {
        id: "r".to_owned(),
        request: None,
        cause: RefundCause::Asked,
        reason: String::new(),
        lines: Vec::new(),
        shipping_minor: 0,
        amount: Money::new(500, order.total().currency),
        state: RefundState::Pending,
        gateway: GatewayId::Test,
        attempt: 1,
        session: "s".to_owned(),
        capture: "c".to_owned(),
        provider_id: None,
        call: None,
        first_sent_at: None,
        sends: 1,
        requested_at: NOW,
        by: None,
        retry: crate::orders::Retry::default(),
    }];
    let page = html(&order, false, 0);
    assert!(page.contains(
        r#"<a href="https://track.example/IE123" rel="noreferrer">Follow the parcel IE123</a>"#
    ));
    assert!(page.contains("Refund on its way") && page.contains("€5.00"));
    let parcel = order.shipments.first_mut().unwrap();
    parcel.wish.tracking_url = "javascript:alert(1)".to_owned();
    assert!(!html(&order, false, 0).contains("javascript:"));
}

#[test]
fn the_page_is_for_nobody_else() {
    let page = html(&order(), false, 0);
    assert!(page.contains("noindex") && !page.contains("canonical"));
}

/// The page of an order after money came that does not pay for it.
fn held(order: &Order) -> (MoneyWay, i64, Option<OrderNumber>) {
    let page = html(order, false, 0);
    assert!(!page.contains("You were not charged"), "{page}");
    let Situation::MoneyHeld { amount, way, replaced_by } = Situation::of(order, false) else {
        panic!("{:?}", Situation::of(order, false));
    };
    assert!(page.contains(&format!("It was {}.", amount.format(Locale::new("en-IE")))), "{page}");
    assert!(!order.is_unpaid());
    (way, amount.amount_minor, replaced_by)
}

#[test]
fn rule_15_who_paid_another_sum_reads_that_it_arrived_and_later_that_it_goes_back() {
    let mut played = Played::opened();
    assert!(played.order.is_unpaid());
    played.session_mut(1).capture(999);
    played.command(&Command::Look).unwrap();
    assert_eq!(held(&played.order), (MoneyWay::Waits, 999, None));
    let mut open = played.order.clone();
    (open.state, open.end) = (OrderState::Open, None);
    assert_eq!(held(&open), (MoneyWay::Waits, 999, None), "before it expires");
    let mut cancelled = played.order.clone();
    cancelled.state = OrderState::Cancelled;
    cancelled.end = Some(EndReason::Cancelled { note: String::new() });
    assert_eq!(held(&cancelled), (MoneyWay::Waits, 999, None), "a person still looks at it");
    played.wait(7200);
    assert_eq!(played.order.state, OrderState::Expired);
    assert_eq!(held(&played.order), (MoneyWay::Waits, 999, None));
    refund(&mut played, "1", refund_of(999)).unwrap();
    let mut going = played.order.clone();
    going.ledger = open.ledger;
    assert_eq!(held(&going), (MoneyWay::GoesBack, 999, None));
    assert_eq!(held(&played.order), (MoneyWay::WentBack, 999, None));
}

#[test]
fn rule_15_who_paid_an_order_that_was_replaced_reads_that_it_goes_back() {
    let mut played = Played::opened();
    let by = OrderNumber::random(8);
    // Its page could not be closed in time.
    played.order.end = Some(EndReason::Superseded { by: by.clone() });
    played.order.state = OrderState::Expired;
    assert_eq!(Situation::of(&played.order, false), Situation::Superseded(by.clone()));
    played.deed(1, Deed::Pay);
    let total = played.order.total().amount_minor;
    let (way, amount_minor, replaced_by) = held(&played.order);
    assert_eq!((amount_minor, replaced_by), (total, Some(by)));
    assert_ne!(way, MoneyWay::Waits);
}
