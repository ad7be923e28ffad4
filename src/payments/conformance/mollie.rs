//! Mollie before the kit. Parameters: `POST /v2/payments` of its OpenAPI description, as far as
//! payments with a page of Mollie's need them.

use serde_json::Value;

use super::{Charge, HookCase, NOW, ORDER, Subject, Sweep, Wish, ask, euros, line};
use crate::kernel::Money;
use crate::payments::PaymentMethod::{Bancontact, BankTransfer, Card, Ideal};
use crate::payments::{Call, Mollie, RefundState, Unsuitable, Unverified};

const PAYMENT: &str = include_str!("../../../tests/fixtures/payments/mollie/payment.json");
const PAID: &str = include_str!("../../../tests/fixtures/payments/mollie/look_paid.json");
const REFUND: &str = include_str!("../../../tests/fixtures/payments/mollie/refund.json");
const FIRST: &str = include_str!("../../../tests/fixtures/payments/mollie/sweep_first.json");
const OLD: &str = include_str!("../../../tests/fixtures/payments/mollie/sweep_old.json");
const REFUNDS: &str = include_str!("../../../tests/fixtures/payments/mollie/sweep_refunds.json");
const LAST: &str = include_str!("../../../tests/fixtures/payments/mollie/sweep_last.json");
const ERROR: &str = include_str!("../../../tests/fixtures/payments/mollie/error.json");

const PARAMETERS: [&str; 12] = [
    "amount",
    "billingAddress",
    "cancelUrl",
    "description",
    "dueDate",
    "lines",
    "locale",
    "metadata",
    "method",
    "redirectUrl",
    "shippingAddress",
    "webhookUrl",
];

fn gateway() -> Mollie {
    Mollie::new(None, "test_key")
}

fn minor(amount: &Value) -> i64 {
    let currency = crate::kernel::Currency::parse(amount["currency"].as_str().unwrap()).unwrap();
    Money::parse_decimal(amount["value"].as_str().unwrap(), currency).unwrap().amount_minor
}

fn read(call: &Call) -> Wish {
    assert_eq!(call.url, "https://api.mollie.com/v2/payments");
    let body: Value = crate::kernel::parse_value(call.body.as_bytes()).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (text(&body["method"]), text(&body["locale"])),
        ("creditcard".into(), "en_GB".into())
    );
    assert_eq!(text(&body["description"]), format!("Order {ORDER}"));
    let lines = body["lines"].as_array().unwrap();
    Wish {
        total_minor: minor(&body["amount"]),
        lines: lines
            .iter()
            .map(|line| {
                assert_eq!(line["unitPrice"], line["totalAmount"]);
                let quantity = line["quantity"].as_i64().unwrap();
                (text(&line["description"]), quantity, minor(&line["totalAmount"]))
            })
            .collect(),
        currency: text(&body["amount"]["currency"]),
        order: text(&body["metadata"]["order"]),
        attempt: body["metadata"]["attempt"].to_string(),
        email: text(&body["billingAddress"]["email"]),
        return_url: text(&body["redirectUrl"]),
        cancel_url: text(&body["cancelUrl"]),
        expires_at: None,
        parameters: body.as_object().unwrap().keys().cloned().collect(),
    }
}

/// Order and MAC in the address of the webhooks that a wish for a page asks for.
fn webhook_path(origin: Option<&str>) -> Option<Vec<String>> {
    let call = ask(&gateway(), euros(100), &[line("Thing", 100)], origin);
    let body = crate::kernel::parse_value(call.body.as_bytes()).unwrap();
    let path = body.get("webhookUrl")?.as_str()?;
    let path = path.strip_prefix("https://shop.example/hooks/payments/mollie/")?;
    Some(path.split('/').map(str::to_owned).collect())
}

fn hooks() -> Vec<HookCase> {
    let good = webhook_path(Some("https://shop.example")).unwrap();
    let mac = good[1].clone();
    let case = |path: Vec<String>, expected| HookCase {
        body: "id=tr_unknown".into(),
        path,
        signature: None,
        now: NOW,
        expected,
    };
    let bad = || Err(Unverified::BadSignature);
    vec![
        case(good.clone(), Ok(vec!["01ABCDEFGH: look"])),
        case(vec!["01ABCDEFGJ".into(), mac.clone()], bad()),
        case(vec![ORDER.into(), mac.replacen(|_| true, "x", 1)], bad()),
        case(vec![ORDER.into(), mac[1..].into()], bad()),
        case(vec![ORDER.into(), String::new()], bad()),
        case(vec![ORDER.into()], Err(Unverified::NoSignature)),
        case(Vec::new(), Err(Unverified::NoSignature)),
    ]
}

#[test]
fn rule_19_a_webhook_is_asked_for_only_where_it_can_reach_the_shop() {
    assert!(webhook_path(Some("https://shop.example")).is_some_and(|path| path[1].len() == 32));
    assert_eq!(webhook_path(Some("http://127.0.0.1:8787")), None);
    assert_eq!(webhook_path(None), None);
}

#[test]
fn rule_14_amounts_are_written_with_the_decimals_of_their_currency() {
    for (minor, code, value) in [(5997, "EUR", "59.97"), (5, "EUR", "0.05"), (1200, "JPY", "1200")]
    {
        let amount = Money::new(minor, crate::kernel::Currency::parse(code).unwrap());
        let call = ask(&gateway(), amount, &[line("Thing", minor)], None);
        let expected = format!("\"amount\":{{\"currency\":\"{code}\",\"value\":\"{value}\"}}");
        assert!(call.body.contains(&expected), "{}", call.body);
    }
}

pub(super) fn subject() -> Subject {
    let state = |status: &str, words: &'static str| {
        (PAYMENT.replace("\"open\"", &format!("\"{status}\"")), vec![words])
    };
    let refund = |status: &str, state| {
        (REFUND.replace("\"pending\"", &format!("\"{status}\"")), "re_4qqhO89gsT", state)
    };
    let paid = "tr_hSW7aK9NJA captured 2500 EUR by tr_hSW7aK9NJA";
    Subject {
        gateway: Box::new(gateway()),
        opened: PAYMENT,
        session: "tr_hSW7aK9NJA",
        page: "https://www.mollie.com/checkout/select-issuer/ideal/hSW7aK9NJA",
        capture: "tr_hSW7aK9NJA",
        error: ERROR,
        looks: vec![
            state("open", "tr_hSW7aK9NJA is Open"),
            state("pending", "tr_hSW7aK9NJA is Processing"),
            state("authorized", "tr_hSW7aK9NJA is Authorised"),
            state("failed", "tr_hSW7aK9NJA is Failed"),
            state("expired", "tr_hSW7aK9NJA is Expired"),
            state("canceled", "tr_hSW7aK9NJA is Cancelled"),
            (PAYMENT.replace("\"open\"", "\"paid\""), vec!["tr_hSW7aK9NJA is Captured", paid]),
            (
                PAID.to_owned(),
                vec![
                    "tr_hSW7aK9NJA is Captured",
                    paid,
                    "re_4qqhO89gsT refund r1 of tr_hSW7aK9NJA 500 EUR Pending",
                    "re_APBiGPH2vV refund - of tr_hSW7aK9NJA 200 EUR Succeeded",
                    "chb_xFzwUN4ci8HAmSGUACS4J dispute of tr_hSW7aK9NJA 2500 EUR UnderReview",
                    "chb_n9z0tp dispute of tr_hSW7aK9NJA 2500 EUR Won",
                ],
            ),
        ],
        refunds: vec![
            refund("queued", RefundState::Pending),
            refund("pending", RefundState::Pending),
            refund("processing", RefundState::Pending),
            refund("refunded", RefundState::Succeeded),
            refund("failed", RefundState::Failed),
            refund("canceled", RefundState::Cancelled),
        ],
        hooks: hooks(),
        sweeps: sweeps(),
        amounts: amounts(),
        parameters: &PARAMETERS,
        read,
    }
}

fn sweeps() -> Vec<Sweep> {
    let (is_ours, is_paid) = (
        "01ABCDEFGH: tr_hSW7aK9NJA is Captured",
        "01ABCDEFGH: tr_hSW7aK9NJA captured 2500 EUR by tr_hSW7aK9NJA",
    );
    vec![
        (FIRST, vec![is_ours, is_paid], Some("payments:tr_6qh37hS3FF")),
        // It ends where the payments are older than what is asked for.
        (
            OLD,
            vec![
                "-: tr_6qh37hS3FF is Captured",
                "-: tr_6qh37hS3FF captured 900 EUR by tr_6qh37hS3FF",
            ],
            Some("refunds:"),
        ),
        (
            REFUNDS,
            vec!["01ABCDEFGH: re_APBiGPH2vV refund - of tr_hSW7aK9NJA 200 EUR Succeeded"],
            Some("chargebacks:"),
        ),
        (
            LAST,
            vec![
                "01ABCDEFGH: chb_xFzwUN4ci8HAmSGUACS4J dispute of tr_hSW7aK9NJA 2500 EUR UnderReview",
            ],
            None,
        ),
    ]
}

fn amounts() -> Vec<Charge> {
    vec![
        (Card, "DE", 1, "EUR", Ok(())),
        (Card, "DE", 0, "EUR", Err(Unsuitable::TooSmall)),
        (Card, "DE", 1_000_000, "EUR", Ok(())),
        (Card, "DE", 1_000_001, "EUR", Err(Unsuitable::TooLarge)),
        (Card, "JP", 1200, "JPY", Ok(())),
        (Card, "KW", 1000, "KWD", Err(Unsuitable::Currency)),
        (Ideal, "NL", 5_000_000, "EUR", Ok(())),
        (Ideal, "NL", 5_000_001, "EUR", Err(Unsuitable::TooLarge)),
        (Ideal, "BE", 1000, "EUR", Err(Unsuitable::Country)),
        (Bancontact, "BE", 1000, "EUR", Ok(())),
        (Bancontact, "BE", 1000, "GBP", Err(Unsuitable::Currency)),
        (BankTransfer, "DE", 1000, "EUR", Err(Unsuitable::Method)),
    ]
}
