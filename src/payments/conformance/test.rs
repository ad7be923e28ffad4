//! The test gateway before the kit.

use serde_json::Value;

use super::super::signing::stamp;
use super::{HookCase, NOW, ORDER, Subject, Wish};
use crate::kernel::Timestamp;
use crate::payments::PaymentMethod::{BankTransfer, Card, Ideal, Paypal};
use crate::payments::test::TestGateway;
use crate::payments::{Call, RefundState, Unsuitable, Unverified};

const SESSION: &str = include_str!("../../../tests/fixtures/payments/test/session.json");
const PAID: &str = include_str!("../../../tests/fixtures/payments/test/look_paid.json");
const REFUND: &str = include_str!("../../../tests/fixtures/payments/test/refund.json");
const HOOK: &str = include_str!("../../../tests/fixtures/payments/test/hook.json");
const FIRST: &str = include_str!("../../../tests/fixtures/payments/test/sweep_first.json");
const LAST: &str = include_str!("../../../tests/fixtures/payments/test/sweep_last.json");
const ERROR: &str = include_str!("../../../tests/fixtures/payments/test/error.json");

const PARAMETERS: [&str; 10] = [
    "amount",
    "attempt",
    "cancel_url",
    "email",
    "expires_at",
    "lines",
    "locale",
    "method",
    "order",
    "return_url",
];

fn read(call: &Call) -> Wish {
    assert_eq!(call.url, "https://gateway.test/v1/sessions");
    let body: Value = crate::kernel::parse_value(call.body.as_bytes()).unwrap();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let lines = body["lines"].as_array().unwrap().iter();
    Wish {
        total_minor: body["amount"]["amount_minor"].as_i64().unwrap(),
        lines: lines
            .map(|line| {
                let title = line["title"].as_str().unwrap().to_owned();
                (title, 1, line["amount_minor"].as_i64().unwrap())
            })
            .collect(),
        currency: body["amount"]["currency"].as_str().unwrap().to_owned(),
        order: text("order"),
        attempt: body["attempt"].to_string(),
        email: text("email"),
        return_url: text("return_url"),
        cancel_url: text("cancel_url"),
        expires_at: Timestamp::parse(&text("expires_at")),
        parameters: body.as_object().unwrap().keys().cloned().collect(),
    }
}

const FACTS: [&str; 5] = [
    "01ABCDEFGH: ts_0123456789abcdef01234567 is Captured",
    "01ABCDEFGH: tc_0123456789abcdef01234567_1 captured 2500 EUR by ts_0123456789abcdef01234567",
    "01ABCDEFGH: tr_0123456789abcdef01234567_1 refund r1 of tc_0123456789abcdef01234567_1 500 EUR Pending",
    "01ABCDEFGH: tr_0123456789abcdef01234567_2 refund - of tc_0123456789abcdef01234567_1 200 EUR Succeeded",
    "01ABCDEFGH: td_0123456789abcdef01234567_1 dispute of tc_0123456789abcdef01234567_1 2500 EUR NeedsResponse",
];

fn hooks() -> Vec<HookCase> {
    let case = |body: &str, secret: &str, expected| HookCase {
        body: body.into(),
        path: Vec::new(),
        signature: Some(stamp(secret, body.as_bytes(), NOW)),
        now: NOW,
        expected,
    };
    let altered = case(HOOK, "secret", Err(Unverified::BadSignature));
    vec![
        case(HOOK, "secret", Ok(FACTS.to_vec())),
        case(HOOK, "other", Err(Unverified::BadSignature)),
        HookCase { body: altered.body.replace("2500", "1"), ..altered },
        HookCase { now: NOW.plus_seconds(301), ..case(HOOK, "secret", Err(Unverified::Stale)) },
        HookCase { signature: None, ..case(HOOK, "secret", Err(Unverified::NoSignature)) },
        case(
            &HOOK.replace("\"live\": false", "\"live\": true"),
            "secret",
            Err(Unverified::WrongMode),
        ),
        case(&HOOK.replace(ORDER, "?"), "secret", Err(Unverified::Unreadable)),
    ]
}

pub(super) fn subject() -> Subject {
    let of_order = |fact: &&'static str| &fact["01ABCDEFGH: ".len()..];
    let state = |status: &str, words: &'static str| {
        (SESSION.replace("\"open\"", &format!("\"{status}\"")), vec![words])
    };
    let refund = |status: &str, state| {
        let body = REFUND.replace("\"pending\"", &format!("\"{status}\""));
        (body, "tr_0123456789abcdef01234567_1", state)
    };
    Subject {
        gateway: Box::new(TestGateway::new("secret".into())),
        opened: SESSION,
        session: "ts_0123456789abcdef01234567",
        page: "https://shop.example/test-gateway/sessions/ts_0123456789abcdef01234567",
        capture: "tc_0123456789abcdef01234567_1",
        error: ERROR,
        looks: vec![
            state("open", "ts_0123456789abcdef01234567 is Open"),
            state("processing", "ts_0123456789abcdef01234567 is Processing"),
            state("authorised", "ts_0123456789abcdef01234567 is Authorised"),
            state("failed", "ts_0123456789abcdef01234567 is Failed"),
            state("expired", "ts_0123456789abcdef01234567 is Expired"),
            state("cancelled", "ts_0123456789abcdef01234567 is Cancelled"),
            (PAID.to_owned(), FACTS.iter().map(of_order).collect()),
        ],
        refunds: vec![
            refund("pending", RefundState::Pending),
            refund("succeeded", RefundState::Succeeded),
            refund("failed", RefundState::Failed),
        ],
        hooks: hooks(),
        sweeps: vec![
            (
                FIRST,
                vec!["01ABCDEFGH: ts_0123456789abcdef01234567 is Open"],
                Some("ts_0123456789abcdef01234567"),
            ),
            (LAST, FACTS.to_vec(), None),
        ],
        amounts: vec![
            (Card, "DE", 1, "EUR", Ok(())),
            (Paypal, "US", 1, "USD", Ok(())),
            (BankTransfer, "JP", 1, "JPY", Ok(())),
            (Card, "DE", 0, "EUR", Err(Unsuitable::TooSmall)),
            (Ideal, "NL", 1000, "EUR", Err(Unsuitable::Method)),
        ],
        parameters: &PARAMETERS,
        read,
    }
}
