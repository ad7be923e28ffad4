//! Orders that went on late, or on which two things happened at once.

use super::played_tests::{
    Deed, Played, happened, placement, refund, refund_of, ship, sku, units, wish,
};
use super::{Action, Command, OrderRefusal, OrderState, Purpose, StandingBack, What};
use crate::kernel::OrderNumber;
use crate::payments::{AttemptState, Delivered, GatewayAnswer, PaymentMethod};

#[test]
fn rule_22_an_order_that_goes_on_after_its_lease_holds_its_goods_anew() {
    for minutes in [20, 60] {
        let placement = placement(&[("THROW", 3, 1000)], PaymentMethod::Card);
        let mut played = Played::new(placement, &[("THROW", 5)]);
        played.now = played.now.plus_seconds(minutes * 60);
        played.run();
        assert_eq!(played.held("THROW"), (3, 0), "after {minutes} minutes");
        assert_eq!(played.provider.sessions.len(), 1);
    }
}

#[test]
fn rule_7_no_second_page_opens_while_money_of_the_first_is_on_its_way() {
    let placement = placement(&[("THROW", 3, 1000)], PaymentMethod::BankTransfer);
    let mut played = Played::new(placement, &[("THROW", 5)]);
    played.run();
    let session = played.session(1).id.clone();
    // The shopper is done at the bank, and its webhook is still on the way.
    played.provider.shopper(&session, Deed::PayLater, played.now).unwrap();
    played.command(&Command::Pay { payment: Some(wish(PaymentMethod::Card)) }).unwrap();
    assert_eq!(played.order.attempts.len(), 1);
    assert_eq!(played.order.attempts[0].state, AttemptState::Processing);
    assert!(!played.order.attempts[0].superseded, "it is what the order waits for");
}

#[test]
fn rule_3_who_waits_for_money_on_its_way_lets_no_second_order_be_made() {
    let placement = placement(&[("THROW", 3, 1000)], PaymentMethod::BankTransfer);
    let mut played = Played::new(placement, &[("THROW", 5)]);
    played.run();
    played.deed(1, Deed::PayLater);
    played.command(&Command::StandBack { by: OrderNumber::random(8) }).unwrap();
    assert_eq!(played.order.standing_back(), Some(StandingBack::Paying));
    assert_eq!((played.order.state, played.held("THROW")), (OrderState::Open, (3, 0)));
}

#[test]
fn rule_17_nothing_is_refunded_while_the_goods_are_being_committed() {
    let mut played = Played::opened();
    played.silent = vec![sku("THROW")];
    played.deed(1, Deed::Pay);
    assert_eq!(played.order.state, OrderState::Open);
    let before = played.order.clone();
    assert_eq!(refund(&mut played, "a", units(3, false)), Err(OrderRefusal::NotConfirmed));
    assert_eq!(played.order.refunds, before.refunds);
    played.silent.clear();
    played.wait(120);
    assert_eq!(played.order.state, OrderState::Confirmed);
    refund(&mut played, "a", units(3, false)).unwrap();
}

#[test]
fn rule_17_a_refund_that_failed_does_not_keep_paid_goods_from_being_sent() {
    let mut played = Played::confirmed();
    let answer = GatewayAnswer { status: 401, body: String::new() };
    played.gateway_fault = Some(Delivered::Answered(answer));
    refund(&mut played, "a", refund_of(500)).unwrap();
    played.gateway_fault = None;
    assert_eq!(happened(&played, |what| matches!(what, What::RefundFailed { .. })), 1);
    ship(&mut played, 3).unwrap();
    assert_eq!(happened(&played, |what| matches!(what, What::Shipped { .. })), 1);
}

#[test]
fn rule_8_each_try_to_close_a_page_has_a_key_of_its_own() {
    let mut played = Played::opened();
    played.gateway_fault = Some(Delivered::Unknown);
    played.command(&Command::LeavePayment).unwrap();
    played.wait(3600);
    let mut keys: Vec<String> = Vec::new();
    for action in &played.done {
        if let Action::Send { purpose: Purpose::Close { .. }, call, .. } = action {
            let key = call.headers.iter().find(|(name, _)| name == "Idempotency-Key");
            keys.extend(key.map(|(_, key)| key.clone()));
        }
    }
    assert!(keys.len() > 1, "{keys:?}");
    let tries = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), tries);
}
