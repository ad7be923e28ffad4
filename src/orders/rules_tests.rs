use super::played_tests::{
    Deed, Played, happened, placement, refund, refund_of, ship, units, wish,
};
use super::{
    Action, Command, EndReason, HoldReason, OrderRefusal, OrderState, PaymentStatus, Purpose,
    RefundCause, StandingBack, What,
};
use crate::inventory::BackOrders;
use crate::kernel::OrderNumber;
use crate::payments::{
    AttemptState, Delivered, EntryKind, GatewayAnswer, PaymentMethod, RefundState, SessionState,
};

#[test]
fn rule_1_the_same_checkout_again_has_the_page_that_is_there() {
    let mut played = Played::opened();
    let page = played.order.public_view().redirect_url;
    assert!(page.is_some());
    played.command(&Command::Pay { payment: Some(wish(PaymentMethod::Card)) }).unwrap();
    assert_eq!(played.order.public_view().redirect_url, page);
    assert_eq!(played.provider.sessions.len(), 1);
}

#[test]
fn rule_3_who_stands_back_closes_the_page_before_the_goods_move_over() {
    let mut played = Played::opened();
    let by = OrderNumber::random(8);
    played.command(&Command::StandBack { by: by.clone() }).unwrap();
    assert_eq!(played.session(1).status, SessionState::Cancelled);
    assert_eq!(played.order.standing_back(), Some(StandingBack::Done { hold: 1 }));
    assert_eq!(played.order.end, Some(EndReason::Superseded { by }));
    assert_eq!(played.held("THROW"), (3, 0), "the later order takes them first");
    played.wait(120);
    assert_eq!(played.held("THROW"), (0, 0));
}

#[test]
fn rule_3_an_order_that_is_being_paid_does_not_stand_back() {
    let mut played = Played::confirmed();
    played.command(&Command::StandBack { by: OrderNumber::random(8) }).unwrap();
    assert_eq!(played.order.standing_back(), Some(StandingBack::Beside));
    assert_eq!(played.order.state, OrderState::Confirmed);
}

#[test]
fn rule_3_the_cancel_link_closes_the_page_and_keeps_the_goods_for_another_try() {
    let mut played = Played::opened();
    played.command(&Command::LeavePayment).unwrap();
    assert_eq!(played.session(1).status, SessionState::Cancelled);
    assert_eq!((played.order.state, played.held("THROW")), (OrderState::Open, (3, 0)));
    played.command(&Command::Pay { payment: Some(wish(PaymentMethod::Paypal)) }).unwrap();
    assert_eq!(played.session(2).status, SessionState::Open);
    assert_eq!(played.held("THROW"), (3, 0));
}

#[test]
fn rule_5_nothing_to_pay_needs_no_gateway() {
    let placement = placement(&[("THROW", 2, 0)], PaymentMethod::Card);
    let mut played = Played::new(placement, &[("THROW", 5)]);
    played.run();
    assert_eq!(played.order.state, OrderState::Confirmed);
    assert_eq!((played.held("THROW"), played.provider.sessions.len()), ((0, 2), 0));
    assert_eq!(played.order.payment_status(), PaymentStatus::Paid);
}

#[test]
fn rule_7_the_first_page_is_closed_before_the_second_one_opens() {
    let mut played = Played::opened();
    played.command(&Command::Pay { payment: Some(wish(PaymentMethod::Paypal)) }).unwrap();
    let of = |wanted: &dyn Fn(&Purpose) -> bool| {
        let is_it =
            |action: &Action| matches!(action, Action::Send { purpose, .. } if wanted(purpose));
        played.done.iter().position(is_it).unwrap()
    };
    let closed = of(&|purpose| *purpose == Purpose::Close { attempt: 1 });
    assert!(closed < of(&|purpose| *purpose == Purpose::Open { attempt: 2 }));
    assert_eq!(played.session(1).status, SessionState::Cancelled);
}

#[test]
fn rule_7_a_second_capture_is_booked_and_given_back() {
    let mut played = Played::confirmed();
    played.deed(1, Deed::PayRegardless);
    let totals = played.order.ledger.totals(played.order.total().currency);
    assert_eq!((totals.captured_minor, totals.refunded_minor), (2000, 1000));
    let [refund] = played.order.refunds.as_slice() else { panic!("one refund") };
    assert_eq!((refund.cause, refund.state), (RefundCause::Duplicate, RefundState::Succeeded));
    assert_eq!(played.order.state, OrderState::Confirmed);
}

#[test]
fn rule_9_no_answer_is_no_refusal_and_the_same_request_is_sent_again() {
    let placement = placement(&[("THROW", 1, 1000)], PaymentMethod::Card);
    let mut played = Played::new(placement, &[("THROW", 5)]);
    played.gateway_fault = Some(Delivered::Unknown);
    played.run();
    assert_eq!((played.order.state, played.order.end.clone()), (OrderState::Open, None));
    played.gateway_fault = None;
    played.wait(60);
    assert!(played.order.public_view().redirect_url.is_some());
    let opened = played.calls(|purpose| *purpose == Purpose::Open { attempt: 1 });
    assert!(opened.len() >= 2 && opened.iter().all(|call| *call == opened[0]));
}

#[test]
fn rule_9_a_refusal_ends_the_order_and_gives_everything_back() {
    let placement = placement(&[("THROW", 1, 1000)], PaymentMethod::Card);
    let mut played = Played::new(placement, &[("THROW", 5)]);
    let answer = GatewayAnswer { status: 400, body: "{}".to_owned() };
    played.gateway_fault = Some(Delivered::Answered(answer));
    played.run();
    assert_eq!(played.order.end, Some(EndReason::PaymentUnavailable { passes: false }));
    assert_eq!((played.order.state, played.held("THROW")), (OrderState::Expired, (0, 0)));
}

#[test]
fn rule_11_a_declined_card_ends_nothing_and_the_last_end_is_mailed_once() {
    let mut played = Played::opened();
    played.deed(1, Deed::Decline);
    assert_eq!(played.order.live_attempt().unwrap().state, AttemptState::Open);
    played.deed(1, Deed::Expire);
    assert_eq!(played.order.state, OrderState::Expired);
    assert_eq!(happened(&played, |what| *what == What::PaymentFailed), 1);
    assert_eq!(played.held("THROW"), (0, 0));
}

#[test]
fn rule_13_approved_money_is_captured_once_and_only_for_goods_that_are_held() {
    let placement = placement(&[("THROW", 3, 1000)], PaymentMethod::Paypal);
    let mut played = Played::new(placement, &[("THROW", 3)]);
    played.run();
    played.deed(1, Deed::Pay);
    assert_eq!((played.order.state, played.held("THROW")), (OrderState::Confirmed, (0, 3)));
    assert_eq!(played.calls(|purpose| matches!(purpose, Purpose::Capture { .. })).len(), 1);
}

#[test]
fn rule_13_money_for_goods_that_are_gone_is_never_captured() {
    let placement = placement(&[("THROW", 3, 1000)], PaymentMethod::Paypal);
    let mut played = Played::new(placement, &[("THROW", 3)]);
    played.run();
    // The stock lost sight of the order for longer than its backstop, and sold the units.
    let late = played.now.plus_seconds(3000);
    let page = played.session(1).id.clone();
    played.session_mut(1).expires_at = late.plus_seconds(3000);
    played.order.attempts[0].expires_at = late.plus_seconds(3000);
    played.order.attempts[0].next_look_at = late;
    played.order.goods.until = late;
    played.now = late;
    played.books.values_mut().for_each(|book| book.lapse(late));
    played.sell_elsewhere("THROW", 3);
    played.provider.shopper(&page, Deed::Pay, late).unwrap();
    played.hear_webhooks();
    assert!(played.calls(|purpose| matches!(purpose, Purpose::Capture { .. })).is_empty());
    assert!(matches!(played.order.end, Some(EndReason::OutOfStock { .. })));
    assert_eq!(played.session(1).status, SessionState::Cancelled);
}

#[test]
fn rule_15_another_sum_confirms_nothing_and_exactly_it_can_be_refunded() {
    let mut played = Played::opened();
    let mut paid = played.session(1).clone();
    paid.capture(999);
    *played.session_mut(1) = paid;
    played.command(&Command::Look).unwrap();
    assert_eq!(played.order.unmatched_minor(), 999);
    assert_eq!(played.order.on_hold, [HoldReason::UnmatchedMoney]);
    assert!(!matches!(played.order.state, OrderState::Confirmed));
    assert_eq!(
        refund(&mut played, "1", refund_of(998)),
        Err(OrderRefusal::TooMuch { refundable_minor: 0 })
    );
    refund(&mut played, "2", refund_of(999)).unwrap();
    assert_eq!((played.order.unmatched_minor(), played.order.on_hold.len()), (0, 0));
}

#[test]
fn rule_15_unmatched_money_that_a_dispute_withheld_is_held_up_again_when_it_is_won() {
    let mut played = Played::opened();
    played.session_mut(1).capture(999);
    played.command(&Command::Look).unwrap();
    played.deed(1, Deed::Dispute);
    assert_eq!(played.order.on_hold, [HoldReason::Disputed]);
    played.deed(1, Deed::WinDispute);
    assert_eq!(played.order.on_hold, [HoldReason::UnmatchedMoney]);
}

#[test]
fn rule_16_one_payment_is_booked_once_however_often_it_is_told() {
    let mut played = Played::opened();
    let session = played.session(1).id.clone();
    played.provider.shopper(&session, Deed::Pay, played.now).unwrap();
    let told = played.provider.take_due(played.now);
    for _ in 0..10 {
        for webhook in told.iter().rev() {
            played.hear_webhook(&webhook.body);
        }
    }
    assert_eq!(happened(&played, |what| matches!(what, What::MoneyReceived { .. })), 1);
    assert_eq!(played.order.ledger.entries().len(), 1);
    assert_eq!(played.order.state, OrderState::Confirmed);
    let kind = EntryKind::Capture;
    let capture = &played.session(1).captures[0].id;
    assert!(played.order.ledger.find(crate::payments::GatewayId::Test, kind, capture).is_some());
}

#[test]
fn rule_17_what_is_on_its_way_back_cannot_be_refunded_again() {
    let mut played = Played::confirmed();
    played.gateway_fault = Some(Delivered::Unknown);
    refund(&mut played, "a", refund_of(600)).unwrap();
    refund(&mut played, "a", refund_of(600)).unwrap();
    let refused = refund(&mut played, "b", refund_of(600));
    assert_eq!(refused, Err(OrderRefusal::TooMuch { refundable_minor: 400 }));
    played.gateway_fault = None;
    played.wait(60);
    assert_eq!(played.session(1).refunded_minor(), 600);
}

#[test]
fn rule_17_a_disputed_sum_is_refused_by_name_and_nothing_is_shipped() {
    let mut played = Played::confirmed();
    played.deed(1, Deed::Dispute);
    let refused = refund(&mut played, "a", refund_of(1));
    assert_eq!(refused, Err(OrderRefusal::Disputed { disputed_minor: 1000 }));
    assert_eq!(ship(&mut played, 1), Err(OrderRefusal::OnHold));
    played.deed(1, Deed::WinDispute);
    assert_eq!(ship(&mut played, 1), Ok(()));
}

#[test]
fn rule_17_units_are_refunded_to_the_last_cent_and_go_back_on_the_shelf_once() {
    let mut played = Played::confirmed();
    for (request, quantity) in [("a", 1), ("b", 1), ("c", 1)] {
        refund(&mut played, request, units(quantity, false)).unwrap();
    }
    let sums: Vec<i64> = played.order.refunds.iter().map(|one| one.amount.amount_minor).collect();
    assert_eq!(sums, [333, 334, 333]);
    assert_eq!(played.held("THROW"), (0, 0));
    // It failed weeks later: the money can go back again, the goods are where they are.
    played.deed(1, Deed::FailRefunds);
    assert!(played.order.on_hold.contains(&HoldReason::RefundFailed));
    refund(&mut played, "again", units(3, true)).unwrap();
    assert_eq!(played.session(1).refunded_minor(), 1000);
    let counts = &played.books[&super::played_tests::sku("THROW")].counts;
    assert_eq!((counts.committed, counts.total_on_hand()), (0, 5));
}

#[test]
fn rule_17_a_refund_that_the_gateway_refused_and_made_is_money_that_is_gone() {
    let mut played = Played::confirmed();
    played.gateway_fault =
        Some(Delivered::Answered(GatewayAnswer { status: 400, body: "{}".to_owned() }));
    refund(&mut played, "a", refund_of(600)).unwrap();
    assert_eq!(played.order.refundable_minor(), 1000);
    played.gateway_fault = None;
    let id = played.order.refunds[0].id.clone();
    played.session_mut(1).refund(600, Some(id)).unwrap();
    played.deed(1, Deed::Dispute);
    played.deed(1, Deed::WinDispute);
    assert_eq!(played.order.refundable_minor(), 400);
}

#[test]
fn rule_22_money_after_the_end_confirms_where_goods_are_there_and_comes_back_where_not() {
    for (units_left, state) in [(5, OrderState::Confirmed), (2, OrderState::Cancelled)] {
        let mut played = Played::opened();
        played.wait(3 * 3600);
        assert_eq!((played.order.state, played.held("THROW")), (OrderState::Expired, (0, 0)));
        if units_left < 5 {
            played.sell_elsewhere("THROW", 5 - units_left);
        }
        played.deed(1, Deed::PayRegardless);
        assert_eq!(played.order.state, state);
        assert_eq!(
            happened(&played, |what| matches!(what, What::MoneyReceived { late: true, .. })),
            1
        );
        let back = if state == OrderState::Cancelled { 1000 } else { 0 };
        assert_eq!(played.session(1).refunded_minor(), back);
    }
}

#[test]
fn rule_22_a_page_that_ends_unpaid_is_closed_before_the_goods_go_back() {
    let mut played = Played::opened();
    played.wait(3 * 3600);
    let is_release = |action: &Action| {
        matches!(action, Action::Stock(wishes)
            if wishes.iter().any(|(_, wish)| matches!(wish, super::StockWish::Release { .. })))
    };
    let is_look = |action: &Action| {
        matches!(action, Action::Send { purpose: Purpose::Look { .. } | Purpose::Close { .. }, .. })
    };
    let released = played.done.iter().position(is_release).unwrap();
    assert!(played.done.iter().rposition(is_look).unwrap() < released);
    assert_eq!(played.order.end, Some(EndReason::NotPaid));
}

#[test]
fn rule_23_one_missing_sku_gives_all_back_and_is_asked_once_more_in_order() {
    let placement = placement(&[("A", 1, 500), ("B", 2, 500), ("A", 1, 500)], PaymentMethod::Card);
    let mut played = Played::new(placement, &[("A", 2), ("B", 1)]);
    played.run();
    assert!(played.done.contains(&Action::Pause));
    let Some(EndReason::OutOfStock { missing }) = &played.order.end else { panic!("no end") };
    assert_eq!(missing.len(), 1);
    assert_eq!((played.held("A"), played.held("B")), ((0, 0), (0, 0)));
    assert_eq!(played.order.goods.hold, 2);
    assert!(played.provider.sessions.is_empty());
}

#[test]
fn units_come_back_only_after_the_stock_knows_that_they_were_sent() {
    let mut played = Played::confirmed();
    played.silent = vec![super::played_tests::sku("THROW")];
    ship(&mut played, 3).unwrap();
    played.silent.clear();
    refund(&mut played, "a", units(3, true)).unwrap();
    played.wait(120);
    let counts = &played.books[&super::played_tests::sku("THROW")].counts;
    assert_eq!((counts.committed, counts.total_on_hand()), (0, 5));
    assert_eq!(played.order.state, OrderState::Closed);
}

#[test]
fn a_refund_of_which_nobody_ever_spoke_is_left_to_a_person() {
    let mut played = Played::confirmed();
    played.gateway_fault = Some(Delivered::Unknown);
    refund(&mut played, "a", refund_of(600)).unwrap();
    played.wait(22 * 3600);
    played.gateway_fault = None;
    played.wait(5 * 24 * 3600);
    assert_eq!(played.order.refunds[0].state, RefundState::Failed);
    assert!(played.order.on_hold.contains(&HoldReason::RefundUnknown));
    let sent = played.calls(|purpose| matches!(purpose, Purpose::Refund { .. }));
    assert!(sent.iter().all(|call| *call == sent[0]), "never with another key");
}

#[test]
fn a_gateway_that_was_down_for_a_day_refunds_once_it_is_back() {
    let mut played = Played::confirmed();
    played.gateway_fault = Some(Delivered::NotSent);
    refund(&mut played, "a", refund_of(600)).unwrap();
    played.wait(30 * 3600);
    played.gateway_fault = None;
    played.wait(2 * 3600);
    assert_eq!(played.order.refunds[0].state, RefundState::Succeeded);
}

#[test]
fn an_order_with_an_open_page_wakes_for_the_page_and_not_every_second() {
    let mut played = Played::opened();
    let mut wakes = 0;
    let end = played.now.plus_seconds(1500);
    while let Some(at) = played.order.wakes_at(played.now).filter(|at| *at < end) {
        played.now = at.max(played.now.plus_seconds(1));
        played.run();
        while played.order.next_in_background(played.now).is_some() {}
        wakes += 1;
    }
    assert!(wakes < 25, "it woke {wakes} times in 25 minutes");
}

#[test]
fn rule_24_a_promise_for_units_to_come_is_copied_to_the_order_and_stays_as_it_was_said() {
    let placement = placement(&[("A", 2, 500)], PaymentMethod::Card);
    let mut played = Played::new(placement, &[("A", 1)]);
    let promised_for = Some(played.now.plus_seconds(9 * 24 * 3600));
    let book = played.books.get_mut(&super::played_tests::sku("A")).unwrap();
    book.back_orders = BackOrders { limit: 5, promised_for };
    played.run();
    played.deed(1, Deed::Pay);
    let book = played.books.get_mut(&super::played_tests::sku("A")).unwrap();
    book.back_orders.promised_for = None;
    played.wait(120);
    assert_eq!(played.order.state, OrderState::Confirmed);
    let line = &played.order.placement.lines[0];
    assert_eq!(played.order.promised_for(line), promised_for);
}

#[test]
fn units_that_were_committed_without_an_answer_go_back_with_a_cancelled_order() {
    let mut played = Played::opened();
    played.loses_answers = true;
    played.deed(1, Deed::Pay);
    assert_eq!((played.order.state, played.held("THROW")), (OrderState::Open, (0, 3)));
    let (request, note) = ("a".to_owned(), String::new());
    played.command(&Command::Cancel { request, note }).unwrap();
    played.loses_answers = false;
    played.wait(3600);
    assert_eq!((played.order.state, played.held("THROW")), (OrderState::Cancelled, (0, 0)));
    assert_eq!(played.session(1).refunded_minor(), 1000);
}
