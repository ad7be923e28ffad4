//! One bad field to a row, and the name under which it is refused.

use serde_json::{Value, json};

use super::*;
use crate::web::parse_json;

fn euro(amount_minor: i64) -> Value {
    json!([{"amount_minor": amount_minor, "currency": "EUR"}])
}

fn promotion() -> Value {
    json!({"title": "Ten off", "target": {"kind": "order"}, "calculator": {"kind": "percentage", "rate_ppm": 100_000}})
}

/// The fields that a promotion is refused for, with these in place of its own.
fn refused(changes: &[(&str, Value)]) -> Vec<String> {
    let mut body = promotion();
    for (field, value) in changes {
        body[*field] = value.clone();
    }
    let checked = parse_json::<PromotionDraft>(body.to_string().as_bytes())
        .and_then(|promotion| promotion.check());
    let errors = checked.err().map(|problem| problem.errors).unwrap_or_default();
    errors.into_iter().map(|error| error.field).collect()
}

fn many(count: usize, item: impl Fn(usize) -> Value) -> Value {
    (0..count).map(item).collect()
}

#[test]
fn each_field_is_refused_by_its_name() {
    let quantity = |quantity: u32| json!([{"kind": "minimum_quantity", "quantity": quantity}]);
    let markets = |markets: Value| json!([{"kind": "market", "markets": markets}]);
    let selected =
        json!({"kind": "products", "of": {"skus": many(201, |number| json!(number.to_string()))}});
    for (field, value, expected) in [
        ("title", json!(""), "title"),
        ("title", json!("x".repeat(201)), "title"),
        ("code", json!("ab"), "code"),
        ("code", json!("SPRING 10"), "code"),
        ("colour", json!("red"), "colour"),
        ("priority", json!("high"), "priority"),
        ("starts_at", json!("yesterday"), "starts_at"),
        ("usage_limit", json!(0), "usage_limit"),
        ("usage_limit_per_customer", json!(0), "usage_limit_per_customer"),
        ("combination", json!("sometimes"), "combination"),
        ("conditions", json!([{"kind": "first_order", "colour": 1}]), "conditions[0].colour"),
        ("conditions", json!([{"kind": "full_moon"}]), "conditions[0].kind"),
        ("conditions", json!([{"kind": "minimum_quantity"}]), "conditions[0].quantity"),
        ("target", json!({"kind": "order", "of": {}}), "target.of"),
        ("target", json!({}), "target.kind"),
        ("target", json!({"kind": "products", "of": {"skus": ["a/b"]}}), "target.of.skus[0]"),
        ("calculator", json!({"kind": "percentage", "rate_ppm": 1_000_001}), "calculator.rate_ppm"),
        ("calculator", json!({"kind": "percentage"}), "calculator.rate_ppm"),
        ("conditions", quantity(0), "conditions[0].quantity"),
        ("conditions", quantity(1000), "conditions[0].quantity"),
        (
            "conditions",
            json!([{"kind": "minimum_subtotal", "amounts": euro(-1)}]),
            "conditions[0].amounts[0].amount_minor",
        ),
        (
            "conditions",
            json!([{"kind": "minimum_subtotal", "amounts": []}]),
            "conditions[0].amounts",
        ),
        ("conditions", markets(json!([])), "conditions[0].markets"),
        ("conditions", markets(json!(["default", "Germany"])), "conditions[0].markets[1]"),
        ("conditions", many(21, |_| json!({"kind": "first_order"})), "conditions"),
        ("target", selected, "target.of.skus"),
    ] {
        assert_eq!(refused(&[(field, value.clone())]), [expected], "{field} = {value}");
    }
    let starts = ("starts_at", json!("2026-12-01T00:00:00Z"));
    assert_eq!(refused(&[starts.clone(), ("ends_at", json!("2026-12-01T00:00:00Z"))]), ["ends_at"]);
    assert!(refused(&[starts, ("ends_at", json!("2026-12-01T00:00:01Z"))]).is_empty());
}

fn calculator_refused(target: &Value, calculator: &Value) -> Vec<String> {
    refused(&[("target", target.clone()), ("calculator", calculator.clone())])
}

#[test]
fn each_fault_of_a_calculator_is_refused_by_its_name() {
    let products = json!({"kind": "products"});
    let order = json!({"kind": "order"});
    let buy_get = |buy: u32, get: u32| json!({"kind": "buy_get", "buy_quantity": buy, "get_quantity": get, "rate_ppm": 1_000_000});
    let amounts = |currency: &str| json!([{"amount_minor": 1, "currency": currency}]);
    for (target, calculator, expected) in [
        (
            &order,
            json!({"kind": "fixed_amount", "amounts": euro(-1)}),
            "calculator.amounts[0].amount_minor",
        ),
        (
            &order,
            json!({"kind": "fixed_amount", "amounts": amounts("XXQ")}),
            "calculator.amounts[0].currency",
        ),
        (&order, json!({"kind": "fixed_price", "amounts": euro(1)}), "calculator.kind"),
        (&order, buy_get(2, 1), "calculator.kind"),
        (&products, buy_get(0, 1), "calculator.buy_quantity"),
        (&products, buy_get(2, 0), "calculator.get_quantity"),
    ] {
        let found = calculator_refused(target, &calculator);
        assert_eq!(found, [expected], "{target}, {calculator}");
    }
}

#[test]
fn each_fault_of_a_tier_is_refused_by_its_name() {
    let many = many(21, |number| json!({"from_quantity": number + 1, "rate_ppm": 1}));
    let both = json!([{"from_quantity": 1, "from_subtotal": euro(1), "rate_ppm": 1}]);
    let two = |first: Value, second: Value| json!([first, second]);
    let quantity = |from: u32, rate: u32| json!({"from_quantity": from, "rate_ppm": rate});
    let subtotal = |from: i64, rate: u32| json!({"from_subtotal": euro(from), "rate_ppm": rate});
    for (tiers, expected) in [
        (json!([]), "calculator.tiers"),
        (many, "calculator.tiers"),
        (json!([{"rate_ppm": 1}]), "calculator.tiers[0]"),
        (both, "calculator.tiers[0]"),
        (json!([{"from_quantity": 1}]), "calculator.tiers[0]"),
        (json!([{"from_quantity": 1, "rate_ppm": 1, "amounts": euro(1)}]), "calculator.tiers[0]"),
        (json!([{"from_quantity": 1, "rate": 1}]), "calculator.tiers[0].rate"),
        (json!([quantity(0, 1)]), "calculator.tiers[0].from_quantity"),
        (two(quantity(1, 1), quantity(2, 2_000_000)), "calculator.tiers[1].rate_ppm"),
        (two(quantity(2, 1), quantity(2, 2)), "calculator.tiers[1].from_quantity"),
        (two(quantity(2, 1), subtotal(2, 2)), "calculator.tiers[1]"),
        (two(subtotal(2, 1), subtotal(1, 2)), "calculator.tiers[1].from_subtotal"),
        (
            json!([{"from_quantity": 1, "amounts": euro(-1)}]),
            "calculator.tiers[0].amounts[0].amount_minor",
        ),
    ] {
        let calculator = json!({"kind": "tiered", "tiers": tiers});
        let found = calculator_refused(&json!({"kind": "order"}), &calculator);
        assert_eq!(found, [expected], "{calculator}");
    }
}

#[test]
fn every_kind_of_rule_is_accepted_when_it_is_whole() {
    let products = json!({"kind": "products", "of": {"collections": ["art-prints"]}});
    for (target, calculator) in [
        (json!({"kind": "shipping"}), json!({"kind": "fixed_price", "amounts": euro(0)})),
        (products.clone(), json!({"kind": "fixed_price", "amounts": euro(500)})),
        (
            products,
            json!({"kind": "buy_get", "buy": {"skus": ["A"]}, "buy_quantity": 2, "get_quantity": 1, "rate_ppm": 500_000}),
        ),
        (
            json!({"kind": "order"}),
            json!({"kind": "tiered", "tiers": [
            {"from_subtotal": euro(5000), "rate_ppm": 50_000}, {"from_subtotal": euro(10_000), "amounts": euro(1500)}]}),
        ),
    ] {
        let found = calculator_refused(&target, &calculator);
        assert!(found.is_empty(), "{target}, {calculator}: {found:?}");
    }
    assert!(refused(&[("code", json!(" spring-10 "))]).is_empty(), "a code is tidied");
}
