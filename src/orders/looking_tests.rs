use super::played_tests::{Played, placement};
use super::{Command, EndReason, Order, OrderState};
use crate::payments::{Deed, Delivered, GatewayId, PaymentMethod, SessionState};

const AGAIN: Command = Command::LookAgain { gateway: GatewayId::Test };

/// Somebody does something at the gateway, whose webhooks tell of it without saying what.
fn deed_unsaid(played: &mut Played, deed: Deed) {
    let session = played.session(1).id.clone();
    played.provider.shopper(&session, deed, played.now).unwrap();
}

#[test]
fn rule_19_a_webhook_that_only_names_an_order_tells_what_happened_after_the_payment() {
    let mut played = Played::confirmed();
    deed_unsaid(&mut played, Deed::Refund { amount_minor: 1000 });
    let refunded = |order: &Order| order.ledger.totals(order.total().currency).refunded_minor;
    played.command(&Command::Look).unwrap();
    assert_eq!(refunded(&played.order), 0, "a shopper asks for what is going on alone");
    let looks = played.done.len();
    played.command(&AGAIN).unwrap();
    assert_eq!(refunded(&played.order), 1000);
    assert_eq!(played.done.len(), looks + 1, "one look is enough");
    assert!(!played.order.attempts[0].is_watched());
}

#[test]
fn rule_10_a_payment_after_the_end_that_is_only_hinted_at_is_found_and_marked_late() {
    let mut played = Played::opened();
    played.wait(2 * 24 * 3600);
    assert_eq!(played.order.state, OrderState::Expired);
    deed_unsaid(&mut played, Deed::PayRegardless);
    // Even when the gateway does not answer to the first look.
    played.gateway_fault = Some(Delivered::Unknown);
    played.command(&AGAIN).unwrap();
    assert_eq!(played.order.state, OrderState::Expired);
    assert!(!played.order.is_at_rest());
    played.gateway_fault = None;
    played.wait(31);
    assert_eq!((played.order.state, played.held("THROW")), (OrderState::Confirmed, (0, 3)));
}

#[test]
fn a_gateway_that_never_answers_is_not_asked_for_ever_what_happened_after_the_end() {
    let mut played = Played::confirmed();
    played.gateway_fault = Some(Delivered::Unknown);
    played.command(&AGAIN).unwrap();
    played.wait(3 * 24 * 3600);
    assert!(played.order.is_at_rest());
}

#[test]
fn rule_9_an_open_circuit_says_nothing_of_the_request_before() {
    let placement = placement(&[("THROW", 1, 1000)], PaymentMethod::Card);
    let mut played = Played::new(placement, &[("THROW", 5)]);
    // The page is made and its answer lost.
    played.gateway_fault = Some(Delivered::Unknown);
    played.run();
    let call = played.order.attempts[0].call.clone();
    played.provider.handle(&call, played.now);
    played.gateway_fault = Some(Delivered::NotSent);
    played.wait(31);
    assert_eq!(played.order.end, Some(EndReason::PaymentUnavailable { passes: true }));
    assert_eq!((played.order.state, played.held("THROW")), (OrderState::Expired, (0, 0)));
    assert_eq!(played.session(1).status, SessionState::Open);
    played.gateway_fault = None;
    played.wait(600);
    assert_eq!(played.session(1).status, SessionState::Cancelled, "found and closed");
    assert!(played.order.is_at_rest());
}
