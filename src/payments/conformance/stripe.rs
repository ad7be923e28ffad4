//! Stripe before the kit. Parameters: `POST /v1/checkout/sessions` of the OpenAPI description of
//! version 2026-08-26.dahlia, as far as a shop without subscriptions needs them.

use std::collections::BTreeMap;

use super::super::signing::stamp;
use super::{Charge, HookCase, NOW, Subject, Sweep, Wish};
use crate::kernel::{Currency, Money, Timestamp};
use crate::payments::PaymentMethod::{Bancontact, Card, Ideal, Paypal};
use crate::payments::{Call, Gateway, RefundState, Stripe, Unsuitable, Unverified};

const OPENED: &str = include_str!("../../../tests/fixtures/payments/stripe/opened.json");
const PAID: &str = include_str!("../../../tests/fixtures/payments/stripe/look_paid.json");
const PROCESSING: &str =
    include_str!("../../../tests/fixtures/payments/stripe/look_processing.json");
const FAILED: &str = include_str!("../../../tests/fixtures/payments/stripe/look_failed.json");
const EXPIRED: &str = include_str!("../../../tests/fixtures/payments/stripe/look_expired.json");
const REFUND: &str = include_str!("../../../tests/fixtures/payments/stripe/refund.json");
const HOOK: &str = include_str!("../../../tests/fixtures/payments/stripe/hook.json");
const DISPUTE: &str = include_str!("../../../tests/fixtures/payments/stripe/hook_dispute.json");
const FIRST: &str = include_str!("../../../tests/fixtures/payments/stripe/sweep_first.json");
const LAST: &str = include_str!("../../../tests/fixtures/payments/stripe/sweep_last.json");
const OWNER: &str = include_str!("../../../tests/fixtures/payments/stripe/owner.json");
const ERROR: &str = include_str!("../../../tests/fixtures/payments/stripe/error.json");

const PARAMETERS: [&str; 19] = [
    "adaptive_pricing[enabled]",
    "cancel_url",
    "client_reference_id",
    "customer_email",
    "expires_at",
    "line_items[][price_data][currency]",
    "line_items[][price_data][product_data][name]",
    "line_items[][price_data][unit_amount]",
    "line_items[][quantity]",
    "locale",
    "metadata[attempt]",
    "metadata[order]",
    "mode",
    "payment_intent_data[metadata][attempt]",
    "payment_intent_data[metadata][order]",
    "payment_method_types[]",
    "success_url",
    "submit_type",
    "payment_intent_data[description]",
];

fn gateway() -> Stripe {
    Stripe::new(None, "sk_test_1", "whsec_new, whsec_old")
}

/// `line_items[0][quantity]` is the parameter `line_items[][quantity]`.
fn without_places(name: &str) -> String {
    let steps = name.split('[').map(|step| {
        let is_place = step.trim_end_matches(']').bytes().all(|byte| byte.is_ascii_digit());
        if is_place { "]".to_owned() } else { step.to_owned() }
    });
    steps.collect::<Vec<_>>().join("[")
}

fn read(call: &Call) -> Wish {
    assert_eq!(call.url, "https://api.stripe.com/v1/checkout/sessions");
    let has = |name: &str, value: &str| call.headers.contains(&(name.to_owned(), value.to_owned()));
    assert!(has("Stripe-Version", "2026-08-26.dahlia"));
    assert!(has("Content-Type", "application/x-www-form-urlencoded"));
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(call.body.as_bytes()).into_owned().collect();
    let fields: BTreeMap<&str, &str> =
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(fields.len(), pairs.len(), "a parameter stands there twice");
    assert_eq!((fields["mode"], fields["adaptive_pricing[enabled]"]), ("payment", "false"));
    assert_eq!((fields["payment_method_types[0]"], fields["locale"]), ("card", "en"));
    assert_eq!(fields["client_reference_id"], fields["metadata[order]"]);
    assert_eq!(fields["payment_intent_data[metadata][order]"], fields["metadata[order]"]);
    let of_line = |at: usize, name: &str| fields.get(format!("line_items[{at}]{name}").as_str());
    let lines: Vec<(String, i64, i64)> = (0..)
        .map_while(|at| {
            assert!(of_line(at, "[price_data][currency]").is_none_or(|code| *code == "eur"));
            Some((
                (*of_line(at, "[price_data][product_data][name]")?).to_owned(),
                of_line(at, "[quantity]")?.parse().unwrap(),
                of_line(at, "[price_data][unit_amount]")?.parse().unwrap(),
            ))
        })
        .collect();
    let expires_at: i64 = fields["expires_at"].parse().unwrap();
    Wish {
        total_minor: lines.iter().map(|line| line.2).sum(),
        lines,
        currency: "eur".into(),
        order: fields["metadata[order]"].into(),
        attempt: fields["metadata[attempt]"].into(),
        email: fields["customer_email"].into(),
        return_url: fields["success_url"].into(),
        cancel_url: fields["cancel_url"].into(),
        expires_at: Some(Timestamp::from_millis(expires_at * 1000)),
        parameters: pairs.iter().map(|(name, _)| without_places(name)).collect(),
    }
}

fn hook(body: &str, secret: &str, expected: Result<Vec<&'static str>, Unverified>) -> HookCase {
    let signature = Some(stamp(secret, body.as_bytes(), NOW));
    HookCase { body: body.into(), path: Vec::new(), signature, now: NOW, expected }
}

const IS_CAPTURED: &str =
    "01ABCDEFGH: cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY is Captured";
const MONEY: &str = "01ABCDEFGH: pi_1PgafyB7WZ01zgkWSjxsAJo3 captured 2500 EUR by cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY";
const IS_DISPUTED: &str =
    "-: dp_1Pgc71B7WZ01zgkWMevJiAUx dispute of pi_1PgafyB7WZ01zgkWSjxsAJo3 2500 EUR NeedsResponse";

fn hooks() -> Vec<HookCase> {
    let good = Ok(vec![IS_CAPTURED, MONEY]);
    let failed = HOOK.replace("session.completed", "session.async_payment_failed");
    let live = HOOK.replace("\"livemode\": false", "\"livemode\": true");
    let stale = hook(HOOK, "whsec_new", Err(Unverified::Stale));
    let unsigned = hook(HOOK, "whsec_new", Err(Unverified::NoSignature));
    let altered = hook(HOOK, "whsec_new", Err(Unverified::BadSignature));
    vec![
        hook(HOOK, "whsec_new", good.clone()),
        hook(HOOK, "whsec_old", good),
        hook(HOOK, "whsec_other", Err(Unverified::BadSignature)),
        HookCase { body: altered.body.replace("2500", "9500"), ..altered },
        HookCase { now: NOW.plus_seconds(301), ..stale },
        HookCase { signature: None, ..unsigned },
        hook(&live, "whsec_new", Err(Unverified::WrongMode)),
        hook("{", "whsec_new", Err(Unverified::Unreadable)),
        hook(DISPUTE, "whsec_new", Ok(vec![IS_DISPUTED])),
        hook(
            &DISPUTE.replace("charge.dispute.created", "customer.created"),
            "whsec_new",
            Ok(vec![]),
        ),
        hook(
            &failed,
            "whsec_new",
            Ok(vec![
                "01ABCDEFGH: cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY is Failed",
            ]),
        ),
    ]
}

pub(super) fn subject() -> Subject {
    let session = "cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY";
    let (captured, money) = (&IS_CAPTURED["01ABCDEFGH: ".len()..], &MONEY["01ABCDEFGH: ".len()..]);
    let state = |body: &str, words: &'static str| (body.to_owned(), vec![words]);
    let refund = |status: &str, state| {
        let body = REFUND.replace("\"pending\"", &format!("\"{status}\""));
        (body, "re_1Pgc72B7WZ01zgkWqPvrRrPE", state)
    };
    // A session whose intent was not expanded.
    let bare = PAID.replace(
        "\"payment_intent\": {",
        "\"payment_intent\": \"pi_1PgafyB7WZ01zgkWSjxsAJo3\", \"was\": {",
    );
    Subject {
        gateway: Box::new(gateway()),
        opened: OPENED,
        session,
        page: "https://checkout.stripe.com/pay/c/cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY",
        capture: "pi_1PgafyB7WZ01zgkWSjxsAJo3",
        error: ERROR,
        looks: vec![
            state(
                OPENED,
                "cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY is Open",
            ),
            state(
                EXPIRED,
                "cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY is Expired",
            ),
            state(
                FAILED,
                "cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY is Failed",
            ),
            state(
                PROCESSING,
                "cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY is Processing",
            ),
            (
                PAID.to_owned(),
                vec![
                    captured,
                    money,
                    "re_1Pgc72B7WZ01zgkWqPvrRrPE refund r1 of pi_1PgafyB7WZ01zgkWSjxsAJo3 500 EUR Pending",
                    "re_1Pgc73B7WZ01zgkWdashboar refund - of pi_1PgafyB7WZ01zgkWSjxsAJo3 200 EUR Succeeded",
                ],
            ),
            (bare, vec![captured, money]),
        ],
        refunds: vec![
            refund("pending", RefundState::Pending),
            refund("requires_action", RefundState::Pending),
            refund("succeeded", RefundState::Succeeded),
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
    vec![
        (
            FIRST,
            vec![
                "01ABCDEFGH: look",
                "-: re_1Pgc73B7WZ01zgkWdashboar refund - of pi_1PgafyB7WZ01zgkWSjxsAJo3 200 EUR Succeeded",
                IS_DISPUTED,
            ],
            Some("evt_1Pgc76B7WZ01zgkWwyRHS107"),
        ),
        (
            LAST,
            vec![
                "-: pi_1PgafyB7WZ01zgkWforeign0 captured 900 EUR by pi_1PgafyB7WZ01zgkWforeign0",
                IS_CAPTURED,
                MONEY,
            ],
            None,
        ),
    ]
}

fn amounts() -> Vec<Charge> {
    vec![
        (Card, "DE", 50, "EUR", Ok(())),
        (Card, "DE", 49, "EUR", Err(Unsuitable::TooSmall)),
        (Card, "DE", 0, "EUR", Err(Unsuitable::TooSmall)),
        (Card, "GB", 30, "GBP", Ok(())),
        (Card, "US", 99_999_999, "USD", Ok(())),
        (Card, "US", 100_000_000, "USD", Err(Unsuitable::TooLarge)),
        (Card, "JP", 50, "JPY", Ok(())),
        (Card, "IS", 70, "ISK", Ok(())),
        (Card, "IS", 69, "ISK", Err(Unsuitable::TooSmall)),
        (Card, "KW", 1990, "KWD", Ok(())),
        (Card, "KW", 1995, "KWD", Err(Unsuitable::Step)),
        (Card, "MG", 5000, "MGA", Ok(())),
        (Card, "MG", 5020, "MGA", Err(Unsuitable::Step)),
        (Card, "IR", 50_000, "IRR", Err(Unsuitable::Currency)),
        (Ideal, "NL", 1000, "EUR", Ok(())),
        (Ideal, "DE", 1000, "EUR", Err(Unsuitable::Country)),
        (Ideal, "NL", 1000, "USD", Err(Unsuitable::Currency)),
        (Bancontact, "BE", 1000, "EUR", Ok(())),
        (Paypal, "DE", 1000, "EUR", Err(Unsuitable::Method)),
    ]
}

#[test]
fn rule_14_amounts_are_counted_as_stripe_counts_them() {
    let sent = |minor: i64, code: &str| {
        let amount = Money::new(minor, Currency::parse(code).unwrap());
        let call = super::ask(&gateway(), amount, &[super::line("Thing", minor)], None);
        let mut pairs = form_urlencoded::parse(call.body.as_bytes());
        pairs.find(|(name, _)| name.ends_with("[unit_amount]")).unwrap().1.into_owned()
    };
    for (minor, code, units) in [
        (2500, "EUR", "2500"),
        (2500, "JPY", "2500"),
        (2500, "ISK", "250000"),
        (2500, "UGX", "250000"),
        (2500, "MGA", "25"),
        (2500, "KWD", "2500"),
        (2500, "HUF", "2500"),
    ] {
        assert_eq!(sent(minor, code), units, "{code}");
        // And read back as what they were.
        let answer = PAID.replace("\"eur\"", &format!("\"{}\"", code.to_lowercase()));
        let answer =
            answer.replace("\"amount_received\": 2500", &format!("\"amount_received\": {units}"));
        let session = super::subjects().remove(0).session;
        let facts = gateway().read_look(session, &super::answered(200, &answer)).unwrap();
        let captured = format!("captured 2500 {code} by");
        assert!(facts.iter().any(|fact| super::brief(fact).contains(&captured)), "{code}");
    }
}

#[test]
fn the_intent_of_a_payment_names_its_order() {
    let owner = gateway().read_owner(&super::answered(200, OWNER));
    assert_eq!(owner, Some(super::order()));
}

#[test]
fn a_base_and_a_live_key_are_taken_as_they_are_given() {
    let live = Stripe::new(Some("https://stripe.example/v1/"), "sk_live_1", "whsec_new");
    assert_eq!(
        live.look("cs_1").url.split('?').next(),
        Some("https://stripe.example/v1/checkout/sessions/cs_1")
    );
    let signature = stamp("whsec_new", HOOK.as_bytes(), NOW);
    let hook = crate::payments::Hook {
        signature: Some(&signature),
        path: &[],
        body: HOOK.as_bytes(),
        now: NOW,
    };
    assert_eq!(live.verify(&hook), Err(Unverified::WrongMode));
    assert!(Stripe::new(None, "sk_test_1", "").verify(&hook).is_err());
}
