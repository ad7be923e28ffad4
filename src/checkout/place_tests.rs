//! The table of decisions, and what an order is made of.

use super::*;
use crate::cart::{CartProblem, samples};
use crate::checkout::details::CheckoutDraft;
use crate::kernel::{Currency, Sku};
use crate::pricing::Quote;
use crate::web::Form;

const FORM: &str = "email=Ada@example.com&address.name=Ada&address.line1=Quay+4&address.city=Sligo\
    &address.country=IE";

fn details(more: &str, expected: Option<i64>) -> Details {
    let form = Form::parse(format!("{FORM}&{more}").as_bytes());
    Details::read(&CheckoutDraft::of_form(&form, expected.map(samples::euro))).unwrap()
}

fn offered() -> Vec<OfferedMethod> {
    let offer =
        |method, gateways: &[GatewayId]| OfferedMethod { method, gateways: gateways.to_vec() };
    vec![
        offer(PaymentMethod::Card, &[GatewayId::Stripe, GatewayId::Mollie]),
        offer(PaymentMethod::Ideal, &[GatewayId::Mollie]),
    ]
}

/// The terms with one limited promotion that the sample cart uses, and one that it does not.
fn terms() -> TermsDocument {
    let promotion = |id: &str| {
        format!(
            r#"{{"id":"{id}","title":"Spring","target":{{"kind":"order"}},"usage_limit":9,
                "calculator":{{"kind":"percentage","rate_ppm":100000}}}}"#
        )
    };
    let json = format!(
        r#"{{"format":{},"promotions":[{},{}],"shipping_zones":[],"tax_zones":[]}}"#,
        crate::content::DOCUMENT_FORMAT,
        promotion("spring"),
        promotion("autumn")
    );
    crate::kernel::from_json(json.as_bytes()).unwrap()
}

struct Case {
    opened: OpenedCart<'static>,
    details: Details,
    offered: Vec<OfferedMethod>,
}

impl Case {
    fn of(
        change: impl FnOnce(&mut OpenedCart<'static>),
        more: &str,
        expected: Option<i64>,
    ) -> Self {
        let mut opened = samples::opened();
        change(&mut opened);
        Self { opened, details: details(more, expected), offered: offered() }
    }

    fn quote(change: impl FnOnce(&mut Quote)) -> Self {
        Self::of(|opened| change(&mut opened.quote), "", None)
    }

    fn decided(&self) -> Result<(Agreement, Placement), Refusal> {
        let terms = terms();
        let proposal = Proposal {
            opened: &self.opened,
            terms: &terms,
            details: &self.details,
            offered: &self.offered,
            unpaid: Some(UNPAID_LIMITS),
            client: "203.0.113.7",
        };
        let agreed = proposal.decide()?;
        let naming = Naming {
            number: OrderNumber::random(1),
            secret: "0".repeat(32),
            supersedes: Some(OrderNumber::random(2)),
            digest: "d".to_owned(),
            origin: "https://shop.example".to_owned(),
            delayed_hold_days: 14,
        };
        Ok((agreed.clone(), proposal.placement(agreed, naming)))
    }

    fn refused(&self) -> Refusal {
        self.decided().unwrap_err()
    }
}

fn field(refusal: Refusal) -> String {
    match refusal {
        Refusal::Invalid(errors) => errors.into_iter().map(|error| error.field).collect(),
        other => format!("{other:?}"),
    }
}

fn blocked(opened: &mut OpenedCart<'static>) {
    let problem =
        CartProblem { code: "empty", line_id: None, blocking: true, detail: String::new() };
    opened.problems.push(problem);
}

fn chosen(opened: &mut OpenedCart<'static>) {
    opened.quote.shipping.as_mut().unwrap().chosen = true;
}

#[test]
fn of_several_refusals_the_first_is_said() {
    let ideal = "shipping_rate=x.y&payment_method=paypal";
    let mut case = Case::of(blocked, ideal, Some(1));
    assert_eq!(case.refused(), Refusal::Problems);
    case.opened.problems.clear();
    case.details.address = None;
    assert_eq!(field(case.refused()), "address");
    let mut case = Case::of(|_| {}, ideal, Some(1));
    assert_eq!(field(case.refused()), "shipping_rate");
    chosen(&mut case.opened);
    assert_eq!(field(case.refused()), "payment_method");
    case.offered.clear();
    assert_eq!(case.refused(), Refusal::NoPaymentMethod);
    case.offered = offered();
    case.details.method = Some(PaymentMethod::Ideal);
    assert_eq!(case.refused(), Refusal::TotalChanged { expected: samples::euro(1) });
    case.details.expected_total = Some(samples::euro(13_250));
    assert!(case.decided().is_ok());
}

#[test]
fn a_problem_that_only_tells_something_does_not_stand_in_the_way() {
    let mild = |opened: &mut OpenedCart<'static>| {
        blocked(opened);
        opened.problems[0].blocking = false;
    };
    assert!(Case::of(mild, "", None).decided().is_ok());
}

#[test]
fn rule_2_another_currency_is_another_total() {
    let mut case = Case::of(|_| {}, "", None);
    let francs = Money::new(13_250, Currency::parse("CHF").unwrap());
    case.details.expected_total = Some(francs);
    assert_eq!(case.refused(), Refusal::TotalChanged { expected: francs });
}

#[test]
fn rule_2_an_order_keeps_every_figure_that_it_was_made_with() {
    let case = Case::of(chosen, "shipping_rate=ireland.standard&billing=&vat_id=", Some(13_250));
    let (agreed, order) = case.decided().unwrap();
    assert_eq!((agreed.total, order.total()), (samples::euro(13_250), samples::euro(13_250)));
    assert_eq!(order.quote, case.opened.quote);
    assert_eq!(order.cart.revision, case.opened.cart.revision);
    let lines: Vec<(&str, u32, i64, i64)> = order
        .lines
        .iter()
        .map(|line| (line.title.as_str(), line.quantity, line.unit_minor, line.gross_minor))
        .collect();
    assert_eq!(lines, [("Headland evening", 2, 2000, 3600), ("Linen throw", 1, 9000, 9000)]);
    assert_eq!((order.locale.as_str(), order.is_public), ("en-IE", true));
    assert_eq!(order.supersedes, Some(OrderNumber::random(2)));
    assert_eq!(order.address.as_ref().map(|address| address.city.as_str()), Some("Sligo"));
}

#[test]
fn the_first_method_is_the_default_and_brings_all_its_gateways() {
    let (agreed, _) = Case::of(|_| {}, "", None).decided().unwrap();
    let wish = agreed.payment.unwrap();
    assert_eq!(wish.method, PaymentMethod::Card);
    assert_eq!(wish.gateways, [GatewayId::Stripe, GatewayId::Mollie]);
    let (agreed, _) = Case::of(|_| {}, "payment_method=ideal", None).decided().unwrap();
    assert_eq!(agreed.payment.map(|wish| wish.gateways), Some(vec![GatewayId::Mollie]));
}

#[test]
fn rule_5_nothing_to_pay_needs_no_method_and_nothing_to_deliver_no_address() {
    let mut free = Case::quote(|quote| quote.total_minor = 0);
    free.offered.clear();
    let (agreed, _) = free.decided().unwrap();
    assert_eq!(agreed.payment, None);
    assert!(agreed.uses.iter().all(|wish| wish.kept_when_paid), "nothing is left unpaid");

    let digital = |quote: &mut Quote| (quote.requires_shipping, quote.shipping) = (false, None);
    let mut case = Case::quote(digital);
    let (_, order) = case.decided().unwrap();
    let city = |address: Option<&Address>| address.map(|address| address.city.clone());
    assert_eq!(
        (city(order.address.as_ref()), city(order.billing_address.as_ref())),
        (None, Some("Sligo".to_owned()))
    );
    case.details.address = None;
    case.details.shipping_rate = Some("ireland.standard".to_owned());
    let (_, order) = case.decided().unwrap();
    assert_eq!((order.address, order.billing_address), (None, None));
}

#[test]
fn rules_6_and_26_an_order_claims_the_promotions_that_it_uses_and_its_places_among_the_unpaid() {
    let (agreed, _) = Case::of(|_| {}, "", None).decided().unwrap();
    let customer = customer_key("ada@example.com");
    let found: Vec<(String, Option<u32>, bool)> = agreed
        .uses
        .iter()
        .map(|wish| (wish.counter.clone(), wish.limits.total, wish.kept_when_paid))
        .collect();
    let client = hex(&Sha256::digest("203.0.113.7"));
    let expected = [
        ("spring".to_owned(), Some(9), true),
        (format!("unpaid:email:{customer}"), Some(UNPAID_LIMITS.per_email), false),
        (format!("unpaid:client:{client}"), Some(UNPAID_LIMITS.per_client), false),
    ];
    assert_eq!(found, expected);
    assert!(agreed.uses.iter().all(|wish| wish.customer == customer));
}

#[test]
fn a_shortage_names_the_lines_and_tells_the_number_only_where_the_merchant_does() {
    let missing = |sku: &str, available| Missing { sku: Sku::parse(sku).unwrap(), available };
    let short = [missing("THROW", 0), missing("HE-A3", 1), missing("X", 0)];
    let hidden = "There are fewer of Headland evening than you want. Order fewer.";
    let told = "Only 1 of Headland evening are left. Order fewer.";
    for (below, sentence) in [(None, hidden), (Some(1), hidden), (Some(2), told)] {
        let mut opened = samples::opened();
        opened.goods.iter_mut().for_each(|goods| goods.show_units_below = below);
        let expected =
            [("2", "Linen throw has just been sold out. Take it out to go on."), ("1", sentence)];
        let expected = expected.map(|(line, detail)| (line.to_owned(), detail.to_owned()));
        assert_eq!(shortage(&short, &opened), expected);
    }
}

#[test]
fn gateways_reach_no_developers_machine() {
    for (origin, public) in [
        ("https://shop.example", true),
        ("https://shop.example:8443", true),
        ("http://shop.example", false),
        ("https://localhost:8787", false),
        ("https://127.0.0.1", false),
        ("https://[::1]:8787", false),
        ("https://shop.local", false),
        ("https://shop", false),
    ] {
        assert_eq!(is_public(origin), public, "{origin}");
    }
}
