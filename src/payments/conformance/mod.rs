//! What every gateway keeps, whoever is behind it. A new adapter brings a [`Subject`] with answers
//! from its published description and passes the same tests.

mod mollie;
mod stripe;
mod test;

use super::*;
use crate::kernel::{Country, Currency, Email, Money, OrderNumber, Timestamp};

const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);
const ORDER: &str = "01ABCDEFGH";

/// A wish for a page, as the gateway reads it.
struct Wish {
    total_minor: i64,
    /// Title, quantity and amount.
    lines: Vec<(String, i64, i64)>,
    currency: String,
    order: String,
    attempt: String,
    email: String,
    return_url: String,
    cancel_url: String,
    /// `None` where the gateway has no say.
    expires_at: Option<Timestamp>,
    /// Every parameter that was sent.
    parameters: Vec<String>,
}

struct HookCase {
    body: String,
    /// As the segments of its address stand after the gateway's name.
    path: Vec<String>,
    signature: Option<String>,
    now: Timestamp,
    expected: Result<Vec<&'static str>, Unverified>,
}

/// Method, country, minor units, currency, and whether it can be charged.
type Charge = (PaymentMethod, &'static str, i64, &'static str, Result<(), Unsuitable>);

/// An answer to a sweep, its facts, and the next part.
type Sweep = (&'static str, Vec<&'static str>, Option<&'static str>);

struct Subject {
    gateway: Box<dyn Gateway>,
    opened: &'static str,
    session: &'static str,
    page: &'static str,
    capture: &'static str,
    /// An answer that refuses with the words "No such thing".
    error: &'static str,
    looks: Vec<(String, Vec<&'static str>)>,
    refunds: Vec<(String, &'static str, RefundState)>,
    hooks: Vec<HookCase>,
    sweeps: Vec<Sweep>,
    amounts: Vec<Charge>,
    /// That its published description has.
    parameters: &'static [&'static str],
    read: fn(&Call) -> Wish,
}

fn subjects() -> Vec<Subject> {
    vec![stripe::subject(), mollie::subject(), test::subject()]
}

fn order() -> OrderNumber {
    OrderNumber::parse(ORDER).unwrap()
}

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn answered(status: u16, body: &str) -> Delivered {
    Delivered::Answered(GatewayAnswer { status, body: body.to_owned() })
}

fn line(title: &str, amount_minor: i64) -> ChargeLine {
    ChargeLine { title: title.to_owned(), amount_minor }
}

fn ask(gateway: &dyn Gateway, amount: Money, lines: &[ChargeLine], origin: Option<&str>) -> Call {
    gateway.open(&SessionRequest {
        order: &order(),
        attempt: 1,
        method: PaymentMethod::Card,
        amount,
        lines,
        email: &Email::parse("ada+shop@example.com").unwrap(),
        address: None,
        locale: "en-IE",
        return_url: "https://shop.example/orders/a?paid=1&x=ä",
        cancel_url: "https://shop.example/checkout",
        public_origin: origin,
        now: NOW,
        expires_at: NOW.plus_seconds(gateway.page_seconds(PaymentMethod::Card)),
    })
}

fn key_of(call: &Call) -> Vec<&str> {
    let keys = call.headers.iter().filter(|(name, _)| name == "Idempotency-Key");
    keys.map(|(_, key)| key.as_str()).collect()
}

/// One line of text for a fact.
fn brief(fact: &Fact) -> String {
    let money = |money: &Money| format!("{} {}", money.amount_minor, money.currency.code());
    match fact {
        Fact::Session { session, state } => format!("{session} is {state:?}"),
        Fact::Capture { id, session, amount } => {
            format!("{id} captured {} by {session}", money(amount))
        }
        Fact::Refund { id, of, amount, state, refund_id } => {
            let name = refund_id.as_deref().unwrap_or("-");
            format!("{id} refund {name} of {of} {} {state:?}", money(amount))
        }
        Fact::Dispute { id, of, amount, state } => {
            format!("{id} dispute of {of} {} {state:?}", money(amount))
        }
    }
}

fn brief_report(report: &Report) -> Vec<String> {
    let order = report.order.as_ref().map_or("-".to_owned(), ToString::to_string);
    if report.facts.is_empty() {
        return vec![format!("{order}: look")];
    }
    report.facts.iter().map(|fact| format!("{order}: {}", brief(fact))).collect()
}

#[test]
fn rule_14_a_wish_for_a_page_says_what_is_bought_once_and_sums_up() {
    for subject in subjects() {
        let gateway = &*subject.gateway;
        let id = gateway.id();
        let lines = [line("Linen throw, 2 ×", 2000), line("Gift", 0), line("Delivery", 500)];
        let call = ask(gateway, euros(2500), &lines, Some("https://shop.example"));
        let wish = (subject.read)(&call);
        assert_eq!((call.method.as_str(), wish.total_minor), ("POST", 2500), "{id:?}");
        assert_eq!(wish.currency.to_ascii_uppercase(), "EUR");
        assert_eq!((wish.order.as_str(), wish.attempt.as_str()), (ORDER, "1"), "{id:?}");
        assert_eq!(wish.email, "ada+shop@example.com");
        assert_eq!(wish.return_url, "https://shop.example/orders/a?paid=1&x=ä");
        assert_eq!(wish.cancel_url, "https://shop.example/checkout");
        let expected: Vec<_> =
            lines.iter().map(|line| (line.title.clone(), 1, line.amount_minor)).collect();
        assert_eq!(wish.lines, expected, "{id:?}");
        for parameter in &wish.parameters {
            assert!(subject.parameters.contains(&parameter.as_str()), "{id:?} {parameter}");
        }
        // 99 are shown; what is more, or does not sum up, or is less than nothing, is one line.
        let many = |count| vec![line("Thing", 10); count];
        for (lines, shown) in [
            (many(99), 99),
            (many(100), 1),
            (vec![line("Thing", 989)], 1),
            (vec![line("Thing", 1000), line("Discount", -10)], 1),
            (Vec::new(), 1),
        ] {
            let whole = if lines.len() == 100 { 1000 } else { 990 };
            let wish = (subject.read)(&ask(gateway, euros(whole), &lines, None));
            assert_eq!(wish.lines.len(), shown, "{id:?}");
            assert_eq!(wish.lines.iter().map(|line| line.2).sum::<i64>(), whole, "{id:?}");
        }
        let nameless = (subject.read)(&ask(gateway, euros(5), &[line(" ", 5)], None));
        assert_eq!(nameless.lines, [(format!("Order {ORDER}"), 1, 5)], "{id:?}");
    }
}

#[test]
fn rule_8_a_wish_has_its_attempts_key_and_is_the_same_bytes_each_time() {
    for subject in subjects() {
        let gateway = &*subject.gateway;
        let call = ask(gateway, euros(2500), &[line("Thing", 2500)], None);
        assert_eq!(key_of(&call), [format!("{ORDER}:1:open")]);
        assert_eq!(call, ask(gateway, euros(2500), &[line("Thing", 2500)], None));
        // The expiry is fixed with the attempt and lies within what the gateway takes.
        if let Some(expires_at) = (subject.read)(&call).expires_at {
            let life = NOW.seconds_until(expires_at);
            assert_eq!(life, gateway.page_seconds(PaymentMethod::Card));
            assert!((1800..=24 * 3600).contains(&life), "{life}");
        }
        let stored = format!("{call:?}");
        for (_, secret) in gateway.secret_headers() {
            assert!(!stored.contains(secret.trim_start_matches("Bearer ")));
        }
    }
}

#[test]
fn rule_9_what_an_answer_to_a_wish_means() {
    for subject in subjects() {
        let id = subject.gateway.id();
        let read = |delivered: &Delivered| subject.gateway.read_opened(delivered);
        let opened = Opening::Opened {
            session: subject.session.to_owned(),
            redirect_url: subject.page.to_owned(),
        };
        for status in [200, 201] {
            assert_eq!(read(&answered(status, subject.opened)), opened, "{id:?}");
        }
        for (status, passes) in [
            (400, false),
            (401, false),
            (402, false),
            (403, false),
            (404, false),
            (422, false),
            (429, true),
        ] {
            let reason = format!("{status} No such thing");
            let refused = Opening::Refused { passes, reason };
            assert_eq!(read(&answered(status, subject.error)), refused, "{id:?}");
            let wordless = Opening::Refused { passes, reason: status.to_string() };
            assert_eq!(read(&answered(status, "<html>")), wordless, "{id:?}");
        }
        // A key that is being answered at this moment, as well as everything that nobody can read.
        for status in [302, 408, 409, 500, 502, 503, 504, 520] {
            assert_eq!(read(&answered(status, subject.error)), Opening::Unknown, "{id:?} {status}");
        }
        for cut in [0, 1, subject.opened.len() / 2, subject.opened.trim_end().len() - 1] {
            let body = &subject.opened[..cut];
            assert_eq!(read(&answered(200, body)), Opening::Unknown, "{id:?} {cut}");
        }
        assert_eq!(read(&answered(200, "{}")), Opening::Unknown, "{id:?}");
        assert_eq!(read(&Delivered::Unknown), Opening::Unknown, "{id:?}");
        assert!(matches!(read(&Delivered::NotSent), Opening::Refused { passes: true, .. }));
    }
}

#[test]
fn rule_10_a_look_maps_every_state_and_whatever_is_unreadable_is_unknown() {
    for subject in subjects() {
        let gateway = &*subject.gateway;
        let look = gateway.look(subject.session);
        assert_eq!((look.method.as_str(), look.body.as_str()), ("GET", ""));
        assert!(look.url.contains(subject.session));
        for (body, expected) in &subject.looks {
            let facts = gateway.read_look(subject.session, &answered(200, body));
            let facts = facts.unwrap_or_else(|| panic!("{:?} {body}", gateway.id()));
            assert_eq!(facts.iter().map(brief).collect::<Vec<_>>(), *expected);
            let other = gateway.read_look("another", &answered(200, body));
            assert_eq!(other, None);
            for delivered in [
                answered(500, body),
                answered(404, subject.error),
                answered(200, &body[..body.len() / 2]),
                answered(200, &body.replace("status\"", "state\"")),
                Delivered::NotSent,
                Delivered::Unknown,
            ] {
                assert_eq!(gateway.read_look(subject.session, &delivered), None);
            }
        }
    }
}

#[test]
fn rule_8_closing_capturing_and_refunding_carry_the_key_that_they_were_given() {
    for subject in subjects() {
        let gateway = &*subject.gateway;
        let close = gateway.close(subject.session, "key-1").unwrap();
        assert!(close.url.contains(subject.session) && close.method != "GET");
        assert_eq!(key_of(&close), ["key-1"]);
        let approves = PaymentMethod::ALL
            .iter()
            .any(|method| gateway.manner(*method) == Some(Manner::ApproveThenCapture));
        let capture = gateway.capture(subject.session, euros(5), "key-2");
        assert_eq!(capture.is_some(), approves);
        assert!(capture.is_none_or(|call| key_of(&call) == ["key-2"]));
        let refund = gateway.refund(&RefundRequest {
            order: &order(),
            refund_id: "r1",
            session: subject.session,
            capture: subject.capture,
            amount: euros(512),
            key: "key-3",
        });
        assert_eq!((refund.method.as_str(), key_of(&refund)), ("POST", vec!["key-3"]));
        let sent = format!("{}\n{}", refund.url, refund.body);
        assert!(sent.contains(subject.capture) && sent.contains("r1"), "{sent}");
        assert!(sent.contains("512") || sent.contains("5.12"), "{sent}");
    }
}

#[test]
fn rule_17_what_an_answer_to_a_refund_means() {
    for subject in subjects() {
        let read = |delivered: &Delivered| subject.gateway.read_refund(delivered);
        for (body, id, state) in &subject.refunds {
            let accepted = Refunding::Accepted { id: (*id).to_owned(), state: *state };
            assert_eq!(read(&answered(200, body)), accepted);
            assert_eq!(read(&answered(201, body)), accepted);
            assert_eq!(read(&answered(200, &body[..body.len() / 2])), Refunding::Unknown);
        }
        for status in [400, 402, 403, 404, 422] {
            let reason = format!("{status} No such thing");
            assert_eq!(read(&answered(status, subject.error)), Refunding::Refused { reason });
        }
        for status in [409, 500, 502, 503] {
            assert_eq!(read(&answered(status, subject.error)), Refunding::Unknown);
        }
        assert_eq!(read(&answered(429, subject.error)), Refunding::Later);
        assert_eq!(read(&Delivered::NotSent), Refunding::Later);
        assert_eq!(read(&Delivered::Unknown), Refunding::Unknown);
    }
}

#[test]
fn rule_19_only_what_is_verified_says_something() {
    for subject in subjects() {
        for case in &subject.hooks {
            let path: Vec<&str> = case.path.iter().map(String::as_str).collect();
            let (signature, body) = (case.signature.as_deref(), case.body.as_bytes());
            let hook = Hook { signature, path: &path, body, now: case.now };
            let said = subject.gateway.verify(&hook).map(|notice| match notice {
                Notice::Facts(report) => brief_report(&report),
                Notice::Look { order, .. } => vec![format!("{order}: look")],
                Notice::Nothing => Vec::new(),
            });
            let expected =
                case.expected.clone().map(|words| words.iter().map(ToString::to_string).collect());
            assert_eq!(said, expected, "{:?} {signature:?} {path:?}", subject.gateway.id());
        }
    }
}

#[test]
fn rule_18_a_sweep_reads_on_to_the_end() {
    let since = Timestamp::parse("2026-11-18T00:00:00Z").unwrap();
    for subject in subjects() {
        let gateway = &*subject.gateway;
        let mut part: Option<String> = None;
        for (body, expected, next) in &subject.sweeps {
            let call = gateway.sweep(since, part.as_deref());
            assert_eq!(call.method, "GET");
            let cursor = part.as_deref().map(|part| part.rsplit(':').next().unwrap().to_owned());
            assert!(cursor.is_none_or(|cursor| call.url.contains(&cursor)), "{}", call.url);
            let swept = gateway.read_sweep(since, &answered(200, body)).unwrap();
            let found: Vec<String> = swept.reports.iter().flat_map(brief_report).collect();
            assert_eq!(found, *expected, "{:?}", gateway.id());
            assert_eq!(swept.next.as_deref(), *next, "{:?}", gateway.id());
            part = swept.next;
            for bad in [answered(500, body), answered(200, "{}"), Delivered::Unknown] {
                assert_eq!(gateway.read_sweep(since, &bad), None);
            }
        }
    }
}

#[test]
fn rule_18_whose_a_capture_is_can_be_asked() {
    for subject in subjects() {
        let call = subject.gateway.owner(subject.capture).unwrap();
        assert_eq!(call.method, "GET");
        assert_eq!(subject.gateway.owner("something else"), None);
        assert_eq!(subject.gateway.read_owner(&answered(404, subject.error)), None);
        assert_eq!(subject.gateway.read_owner(&answered(200, subject.opened)), Some(order()));
    }
}

#[test]
fn rule_14_each_gateway_knows_what_it_can_charge() {
    for subject in subjects() {
        for (method, country, minor, code, expected) in &subject.amounts {
            let amount = Money::new(*minor, Currency::parse(code).unwrap());
            let country = Country::parse(country).unwrap();
            let found = subject.gateway.accepts(*method, amount, country);
            let id = subject.gateway.id();
            assert_eq!(found, *expected, "{id:?} {method:?} {country} {minor} {code}");
        }
        for method in PaymentMethod::ALL {
            let offered = subject.gateway.manner(method).is_some();
            let found = subject.gateway.accepts(method, euros(1000), Country::parse("US").unwrap());
            assert_eq!(found == Err(Unsuitable::Method), !offered, "{method:?}");
        }
    }
}
