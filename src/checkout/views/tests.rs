//! What the page says, word by word where words bind.

use askama::Template;

use super::page::{CheckoutPage, Shown};
use super::trouble::{SeenTotals, Trouble};
use crate::cart::{CartProblem, OpenedCart, samples};
use crate::checkout::details::CheckoutDraft;
use crate::content::FALLBACK_SHOP;
use crate::payments::PaymentMethod;
use crate::web::{FieldError, Form, Page};

const METHODS: [PaymentMethod; 2] = [PaymentMethod::Card, PaymentMethod::Ideal];

fn draft(fields: &str) -> CheckoutDraft {
    CheckoutDraft::of_form(&Form::parse(fields.as_bytes()), None)
}

fn html_of(
    opened: &OpenedCart<'_>,
    draft: &CheckoutDraft,
    errors: &[FieldError],
    trouble: Option<Trouble>,
) -> String {
    let shop = &FALLBACK_SHOP;
    let (news, methods, key, status) = (None, &METHODS, "key-1", 200);
    let shown = Shown { shop, opened, draft, errors, trouble, news, methods, key, status };
    let page =
        CheckoutPage::new(&shown, "https://shop.example", vec!["https://pay.example".to_owned()]);
    assert_eq!(page.form_hosts(), ["https://pay.example"]);
    page.render().unwrap()
}

fn html(fields: &str) -> String {
    html_of(&samples::opened(), &draft(fields), &[], None)
}

fn error(field: &str, detail: &str) -> FieldError {
    FieldError { field: field.to_owned(), detail: detail.to_owned() }
}

#[test]
fn the_button_says_that_it_obliges_to_pay_and_how_much() {
    let page = html("");
    assert!(page.contains(">Order and pay €132.50</button>"));
    assert!(page.contains(r#"name="expected_total" value="13250 EUR""#));
    assert!(page.contains(r#"name="idempotency_key" value="key-1""#));
}

#[test]
fn rule_5_what_costs_nothing_asks_for_no_method_and_what_is_not_delivered_for_no_address() {
    let mut opened = samples::opened();
    opened.quote.total_minor = 0;
    let page = html_of(&opened, &draft(""), &[], None);
    assert!(page.contains(">Order now</button>") && !page.contains("name=\"payment_method\""));
    let quote = &mut opened.quote;
    (quote.requires_shipping, quote.shipping, quote.total_minor) = (false, None, 100);
    let page = html_of(&opened, &draft(""), &[], None);
    for absent in ["name=\"address.line1\"", "name=\"shipping_rate\""] {
        assert!(!page.contains(absent), "{absent}");
    }
    assert!(page.contains("Put an address on the bill"));
}

#[test]
fn every_field_tells_browsers_what_it_is() {
    let page = html("");
    for pair in [
        ("email", "email"),
        ("address.name", "shipping name"),
        ("address.line1", "shipping address-line1"),
        ("address.line2", "shipping address-line2"),
        ("address.city", "shipping address-level2"),
        ("address.postal_code", "shipping postal-code"),
        ("address.country", "shipping country"),
        ("address.phone", "shipping tel"),
        ("billing_address.line1", "billing address-line1"),
        ("billing_address.country", "billing country"),
    ] {
        let (name, autocomplete) = pair;
        let place = page.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("{name}"));
        let tag = page[place..].split('>').next().unwrap();
        assert!(tag.contains(&format!("autocomplete=\"{autocomplete}\"")), "{tag}");
    }
}

#[test]
fn a_refused_field_keeps_its_value_and_names_its_refusal_for_who_hears_it() {
    let errors =
        [error("address.postal_code", "Enter the PLZ, like 12345."), error("email", "Enter one.")];
    let page = html_of(
        &samples::opened(),
        &draft("email=a&address.country=IE&address.postal_code=%3Cx"),
        &errors,
        None,
    );
    assert!(page.contains(r#"value="&#60;x""#));
    let tag = page.split("id=\"address-postal-code\"").nth(1).unwrap().split('>').next().unwrap();
    assert!(tag.contains("aria-invalid=\"true\""));
    assert!(tag.contains("aria-describedby=\"address-postal-code-error\""));
    assert!(page.contains(r##"<a href="#address-postal-code">Enter the PLZ, like 12345.</a>"##));
    assert!(page.contains(r#"role="alert""#) && page.contains(r#"tabindex="-1" autofocus"#));
    assert!(page.contains("email-hint email-error"));
    assert!(page.contains("<title>Error: Checkout"));
    assert!(!html("").contains(r#"role="alert""#));
}

#[test]
fn countries_are_asked_in_their_own_order() {
    let mut opened = samples::opened();
    let places = |page: &str| {
        let names = ["address.postal_code", "address.city", "address.region"];
        let mut found: Vec<(usize, &str)> = names
            .into_iter()
            .filter_map(|name| Some((page.find(&format!("name=\"{name}\""))?, name)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    assert_eq!(places(&html("")), ["address.city", "address.region", "address.postal_code"]);
    opened.quote.destination.country = crate::kernel::Country::parse("DE").unwrap();
    let german = html_of(&opened, &draft(""), &[], None);
    assert_eq!(places(&german), ["address.postal_code", "address.city"]);
    assert!(german.contains(">PLZ<") && german.contains("inputmode=\"numeric\""));
    opened.quote.destination.country = crate::kernel::Country::parse("US").unwrap();
    let american = html_of(&opened, &draft("address.country=US&address.region=ny"), &[], None);
    assert!(american.contains(r#"<option value="NY" selected>New York</option>"#));
}

#[test]
fn rule_2_another_total_is_shown_beside_the_one_that_was_seen() {
    let opened = samples::opened();
    let mut before = opened.quote.clone();
    before.shipping.as_mut().unwrap().price_minor = 500;
    before.discounts.clear();
    let locale = opened.market.locale();
    let seen = SeenTotals::parse(&SeenTotals::of(&before, locale).to_text());
    let trouble = Trouble::total_changed(samples::euro(13_100), &seen, &opened);
    assert!(trouble.sentences[0].starts_with("You saw €131.00 and it is €132.50 now."));
    let changed: Vec<(&str, Option<&str>, Option<&str>)> = trouble
        .changes
        .iter()
        .map(|change| (change.label.as_str(), change.before.as_deref(), change.now.as_deref()))
        .collect();
    let expected = [
        ("Spring: 10% off prints", None, Some("−€4.00")),
        ("Delivery, estimated for Ireland", Some("€5.00"), Some("€6.50")),
    ];
    assert_eq!(changed, expected);
    let page = html_of(&opened, &draft(""), &[], Some(trouble));
    assert!(page.contains("<td>€5.00</td><td>€6.50</td>"));
    assert_eq!(SeenTotals::default().changes(&seen), [], "nothing was seen, so nothing changed");
}

#[test]
fn what_blocks_the_cart_is_said_with_the_way_to_mend_it_and_there_is_no_button() {
    let mut opened = samples::opened();
    let blocks = |code, detail: &str| CartProblem {
        code,
        line_id: None,
        blocking: true,
        detail: detail.to_owned(),
    };
    opened.problems.push(blocks("no_shipping", "We do not deliver there."));
    let trouble = Trouble::problems(&opened).unwrap();
    assert_eq!(trouble.link.as_ref().map(|(url, _)| url.as_str()), Some("#address-country"));
    opened.problems.push(blocks("sold_out", "The throw is sold out."));
    let trouble = Trouble::problems(&opened).unwrap();
    assert_eq!(trouble.link.as_ref().map(|(url, _)| url.as_str()), Some("/cart"));
    let page = html_of(&opened, &draft(""), &[], Some(trouble));
    assert!(page.contains("The throw is sold out.") && !page.contains("id=\"pay\""));
    assert_eq!(Trouble::problems(&samples::opened()), None);
}

#[test]
fn what_was_chosen_stays_chosen_while_it_is_offered() {
    let page = html("payment_method=ideal");
    assert!(page.contains(r#"value="ideal" checked"#) && !page.contains(r#"value="card" checked"#));
    assert!(html("payment_method=paypal").contains(r#"value="card" checked"#));
    let elsewhere = html("billing=other&billing_address.name=Firm&billing_address.country=FR");
    assert!(
        elsewhere.contains(r#"value="other" checked"#) && elsewhere.contains(r#"value="Firm""#)
    );
}
