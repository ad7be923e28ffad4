//! What the test gateway does, seen through its adapter.

use super::*;
use crate::kernel::{Currency, Email, Money, OrderNumber, Timestamp};
use crate::payments::SessionState::{
    Authorised, Cancelled, Captured, Expired, Failed, Open, Processing,
};
use crate::payments::{
    Call, ChargeLine, Delivered, Fact, Gateway, GatewayAnswer, Hook, Notice, Opening,
    PaymentMethod, RefundRequest, RefundState, Refunding, SessionRequest, SessionState,
};

const START: Timestamp = Timestamp::from_millis(1_795_000_000_000);

struct Shop {
    gateway: TestGateway,
    provider: Provider,
    order: OrderNumber,
    now: Timestamp,
}

impl Shop {
    fn new() -> Self {
        let gateway = TestGateway::new("secret".into());
        let order = OrderNumber::parse("01ABCDEFGH").unwrap();
        Self { gateway, provider: Provider::default(), order, now: START }
    }

    fn wish(&self, attempt: u32, method: PaymentMethod) -> Call {
        self.gateway.open(&SessionRequest {
            order: &self.order,
            attempt,
            method,
            amount: euros(2500),
            lines: &[
                ChargeLine { title: "Linen throw".into(), amount_minor: 2000 },
                ChargeLine { title: "Delivery".into(), amount_minor: 500 },
            ],
            email: &Email::parse("ada@example.com").unwrap(),
            address: None,
            locale: "en-IE",
            return_url: "https://shop.example/orders/x",
            cancel_url: "https://shop.example/checkout",
            public_origin: None,
            now: self.now,
            expires_at: self.now.plus_seconds(1800),
        })
    }

    fn send(&mut self, call: &Call) -> Delivered {
        Delivered::Answered(self.provider.handle(call, self.now))
    }

    fn open(&mut self, attempt: u32, method: PaymentMethod) -> String {
        let opened = self.send(&self.wish(attempt, method));
        match self.gateway.read_opened(&opened) {
            Opening::Opened { session, redirect_url } => {
                assert_eq!(
                    redirect_url,
                    format!("https://shop.example/test-gateway/sessions/{session}")
                );
                session
            }
            other => panic!("{other:?}"),
        }
    }

    fn look(&mut self, session: &str) -> Vec<Fact> {
        let seen = self.send(&self.gateway.look(session));
        self.gateway.read_look(session, &seen).unwrap()
    }

    fn state(&mut self, session: &str) -> SessionState {
        match self.look(session).first() {
            Some(Fact::Session { state, .. }) => *state,
            other => panic!("{other:?}"),
        }
    }

    fn captured_minor(&mut self, session: &str) -> i64 {
        let facts = self.look(session);
        let minor = |fact: &Fact| match fact {
            Fact::Capture { amount, .. } => amount.amount_minor,
            _ => 0,
        };
        facts.iter().map(minor).sum()
    }

    fn close(&mut self, session: &str, key: &str) -> u16 {
        let call = self.gateway.close(session, key).unwrap();
        status(&self.send(&call))
    }

    fn capture(&mut self, session: &str, minor: i64, key: &str) -> u16 {
        let call = self.gateway.capture(session, euros(minor), key).unwrap();
        status(&self.send(&call))
    }

    fn refund(&mut self, session: &str, minor: i64, key: &str) -> Refunding {
        let call = self.gateway.refund(&RefundRequest {
            order: &self.order,
            refund_id: "r1",
            session,
            capture: "",
            amount: euros(minor),
            key,
        });
        let answer = self.send(&call);
        self.gateway.read_refund(&answer)
    }

    /// The states that the webhooks that are due tell of, verified.
    fn told(&mut self) -> Vec<SessionState> {
        let due = self.provider.take_due(self.now);
        let state = |webhook: &Webhook| {
            let signature = self.gateway.signature(&webhook.body, self.now);
            let body = webhook.body.as_bytes();
            let hook = Hook { signature: Some(&signature), path: &[], body, now: self.now };
            match self.gateway.verify(&hook).unwrap() {
                Notice::Facts(report) => match report.facts.first() {
                    Some(Fact::Session { state, .. }) => *state,
                    other => panic!("{other:?}"),
                },
                other => panic!("{other:?}"),
            }
        };
        due.iter().map(state).collect()
    }
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn status(delivered: &Delivered) -> u16 {
    match delivered {
        Delivered::Answered(GatewayAnswer { status, .. }) => *status,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_deed_leads_where_its_manner_says() {
    use PaymentMethod::{BankTransfer, Card, Paypal};
    for (method, deeds, state, captured_minor) in [
        (Card, &[Deed::Pay][..], Captured, 2500),
        (Card, &[Deed::Decline], Open, 0),
        (Card, &[Deed::Decline, Deed::Pay], Captured, 2500),
        (Card, &[Deed::PayAndLoseAnswer], Captured, 2500),
        (Card, &[Deed::PayLater], Processing, 0),
        (Card, &[Deed::PayLater, Deed::Settle], Captured, 2500),
        (Card, &[Deed::PayLater, Deed::FailToSettle], Failed, 0),
        (Card, &[Deed::Expire], Expired, 0),
        (Card, &[Deed::Cancel, Deed::PayRegardless], Captured, 2500),
        (Card, &[Deed::Pay, Deed::PayRegardless], Captured, 5000),
        (Paypal, &[Deed::Pay], Authorised, 0),
        (Paypal, &[Deed::Pay, Deed::Cancel], Cancelled, 0),
        (BankTransfer, &[Deed::Pay], Processing, 0),
        (BankTransfer, &[Deed::Pay, Deed::Settle], Captured, 2500),
    ] {
        let mut shop = Shop::new();
        let session = shop.open(1, method);
        for deed in deeds {
            shop.provider.shopper(&session, *deed, shop.now).unwrap();
        }
        assert_eq!(shop.state(&session), state, "{method:?} {deeds:?}");
        assert_eq!(shop.captured_minor(&session), captured_minor, "{method:?} {deeds:?}");
    }
}

#[test]
fn what_cannot_be_done_changes_nothing() {
    let mut shop = Shop::new();
    let session = shop.open(1, PaymentMethod::Card);
    shop.provider.shopper(&session, Deed::Cancel, shop.now).unwrap();
    let before = shop.provider.clone();
    for deed in [Deed::Pay, Deed::Decline, Deed::Settle, Deed::Expire, Deed::Dispute] {
        let done = shop.provider.shopper(&session, deed, shop.now);
        assert_eq!(done, Err(NotDone::NotNow), "{deed:?}");
    }
    let unknown = shop.provider.shopper("ts_0", Deed::Pay, shop.now);
    assert_eq!(unknown, Err(NotDone::UnknownSession));
    assert_eq!(shop.provider, before);
}

#[test]
fn rule_8_a_key_is_answered_once_and_other_parameters_are_refused() {
    let mut shop = Shop::new();
    let wish = shop.wish(1, PaymentMethod::Card);
    let first = shop.send(&wish);
    shop.now = shop.now.plus_seconds(24 * 3600 - 1);
    assert_eq!(shop.send(&wish), first);
    let changed = Call { body: wish.body.replace("en-IE", "de-DE"), ..wish.clone() };
    assert_eq!(status(&shop.send(&changed)), 400);
    assert_eq!(shop.provider.sessions.len(), 1);
    // A refusal is replayed as well.
    let late = Call { headers: vec![("Idempotency-Key".into(), "late".into())], ..wish };
    let refused = shop.send(&late);
    assert_eq!(status(&refused), 400);
    assert_eq!(shop.send(&late), refused);
    assert_eq!(shop.provider.sessions.len(), 1);
}

#[test]
fn a_wish_whose_lines_do_not_sum_up_opens_nothing() {
    let mut shop = Shop::new();
    let wish = shop.wish(1, PaymentMethod::Card);
    for (from, to) in
        [("2000", "2001"), ("\"amount_minor\":500", "\"amount_minor\":-2000"), ("{", "")]
    {
        let key = vec![("Idempotency-Key".into(), to.into())];
        let call = Call { headers: key, body: wish.body.replacen(from, to, 1), ..wish.clone() };
        assert_eq!(status(&shop.send(&call)), 400, "{to}");
    }
    assert!(shop.provider.sessions.is_empty());
}

#[test]
fn rule_13_an_approval_is_captured_once_even_if_the_answer_is_lost() {
    let mut shop = Shop::new();
    let session = shop.open(1, PaymentMethod::Paypal);
    shop.provider.shopper(&session, Deed::PayAndLoseAnswer, shop.now).unwrap();
    assert_eq!(shop.capture(&session, 2501, "a"), 400);
    shop.provider.shopper(&session, Deed::Cancel, shop.now).unwrap();
    let session = shop.open(2, PaymentMethod::Paypal);
    shop.provider.shopper(&session, Deed::PayAndLoseAnswer, shop.now).unwrap();
    assert_eq!(shop.capture(&session, 2500, "b"), 504);
    assert_eq!(shop.captured_minor(&session), 2500);
    assert_eq!(shop.capture(&session, 2500, "b"), 200);
    assert_eq!(shop.capture(&session, 2500, "c"), 400);
    assert_eq!(shop.captured_minor(&session), 2500);
}

#[test]
fn pages_and_approvals_lapse_by_the_clock() {
    let mut shop = Shop::new();
    let page = shop.open(1, PaymentMethod::Card);
    let approved = shop.open(2, PaymentMethod::Paypal);
    let slow = shop.open(3, PaymentMethod::BankTransfer);
    shop.provider.shopper(&approved, Deed::Pay, shop.now).unwrap();
    shop.provider.shopper(&slow, Deed::Pay, shop.now).unwrap();
    shop.told();
    assert_eq!(shop.provider.next_due_at(), Some(START.plus_seconds(1800)));
    shop.now = START.plus_seconds(1800);
    let paid = shop.provider.shopper(&page, Deed::Pay, shop.now);
    assert_eq!(paid, Err(NotDone::NotNow));
    assert_eq!((shop.state(&page), shop.state(&approved)), (Expired, Authorised));
    assert_eq!(shop.told(), [Expired]);
    shop.now = START.plus_seconds(3 * 3600);
    assert_eq!((shop.state(&approved), shop.state(&slow)), (Expired, Processing));
}

#[test]
fn a_page_is_closed_unless_it_was_paid() {
    let mut shop = Shop::new();
    let (open, paid) = (shop.open(1, PaymentMethod::Card), shop.open(2, PaymentMethod::Card));
    shop.provider.shopper(&paid, Deed::Pay, shop.now).unwrap();
    assert_eq!((shop.close(&open, "a"), shop.close(&paid, "b")), (200, 400));
    assert_eq!((shop.state(&open), shop.state(&paid)), (Cancelled, Captured));
}

#[test]
fn refunds_end_with_what_was_captured_and_may_fail_later() {
    let mut shop = Shop::new();
    let session = shop.open(1, PaymentMethod::Card);
    assert!(matches!(shop.refund(&session, 1, "a"), Refunding::Refused { .. }));
    shop.provider.shopper(&session, Deed::Pay, shop.now).unwrap();
    let first = shop.refund(&session, 2000, "b");
    assert!(matches!(first, Refunding::Accepted { state: RefundState::Succeeded, .. }));
    assert_eq!(shop.refund(&session, 2000, "b"), first);
    assert!(matches!(shop.refund(&session, 501, "c"), Refunding::Refused { .. }));
    shop.provider.shopper(&session, Deed::FailRefunds, shop.now).unwrap();
    assert!(matches!(shop.refund(&session, 2500, "d"), Refunding::Accepted { .. }));
    let states: Vec<_> = shop
        .look(&session)
        .into_iter()
        .filter_map(|fact| match fact {
            Fact::Refund { state, refund_id, of, .. } => Some((state, refund_id, of)),
            _ => None,
        })
        .collect();
    let capture = format!("tc_{}_1", session.trim_start_matches("ts_"));
    let named = |state| (state, Some("r1".to_owned()), capture.clone());
    assert_eq!(states, [named(RefundState::Failed), named(RefundState::Succeeded)]);
}

#[test]
fn webhooks_come_as_they_were_chosen() {
    for (delivery, told, later) in [
        (Delivery::InOrder, vec![Processing, Captured], vec![]),
        (Delivery::Reversed, vec![Captured, Processing], vec![]),
        (Delivery::Doubled, vec![Processing, Processing, Captured, Captured], vec![]),
        (Delivery::Late, vec![], vec![Processing, Captured]),
        (Delivery::Dropped, vec![], vec![]),
    ] {
        let mut shop = Shop::new();
        let session = shop.open(1, PaymentMethod::Card);
        shop.provider.choose_delivery(&session, delivery);
        shop.provider.shopper(&session, Deed::Pay, shop.now).unwrap();
        assert_eq!(shop.told(), told, "{delivery:?}");
        shop.now = shop.now.plus_seconds(120);
        assert_eq!(shop.told(), later, "{delivery:?}");
    }
}

#[test]
fn its_memory_survives_as_one_document() {
    let mut shop = Shop::new();
    let session = shop.open(1, PaymentMethod::Card);
    for deed in [Deed::Pay, Deed::Refund { amount_minor: 5 }, Deed::Dispute] {
        shop.provider.shopper(&session, deed, shop.now).unwrap();
    }
    let document = serde_json::to_vec(&shop.provider).unwrap();
    assert_eq!(crate::kernel::from_json::<Provider>(&document), Ok(shop.provider));
}

#[test]
fn a_sweep_finds_what_changed_in_parts() {
    let mut shop = Shop::new();
    let old = shop.open(1, PaymentMethod::Card);
    shop.now = START.plus_seconds(60);
    let since = shop.now;
    for attempt in 2..47 {
        shop.open(attempt, PaymentMethod::Card);
    }
    let mut part = None;
    let mut found = Vec::new();
    for expected in [20, 20, 5] {
        let answer = shop.send(&shop.gateway.sweep(since, part.as_deref()));
        let swept = shop.gateway.read_sweep(since, &answer).unwrap();
        assert_eq!(swept.reports.len(), expected);
        assert!(swept.reports.iter().all(|report| report.order.as_ref() == Some(&shop.order)));
        found.extend(swept.reports.into_iter().flat_map(|report| report.facts));
        part = swept.next;
    }
    assert_eq!(part, None);
    let is_old = |fact: &Fact| matches!(fact, Fact::Session { session, .. } if *session == old);
    assert!(!found.iter().any(is_old));
}
