use serde_json::{Value, json};

use super::*;

fn draft() -> Value {
    json!({
        "title": "Linen throw",
        "options": [{"name": "Colour"}],
        "variants": [
            {"sku": "THROW-RED", "options": ["Red"], "price": {"amount_minor": 4900, "currency": "EUR"}},
            {"sku": "THROW-BLUE", "options": ["Blue"], "price": {"amount_minor": 4900, "currency": "EUR"}}
        ]
    })
}

fn refused(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut body = draft();
    change(&mut body);
    let draft: ProductDraft = serde_json::from_value(body).unwrap();
    draft
        .accept(Currency::EUR)
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|error| error.field)
        .collect()
}

#[test]
fn a_plain_product_is_accepted_and_keeps_its_shape() {
    let draft: ProductDraft = serde_json::from_value(draft()).unwrap();
    let product = draft.clone().accept(Currency::EUR).unwrap();
    assert_eq!(product.as_draft(), &draft);
    let again: ProductDraft =
        serde_json::from_str(&serde_json::to_string(&draft).unwrap()).unwrap();
    assert_eq!(again, draft);
}

#[test]
fn each_fault_is_named_by_its_field() {
    type Change = fn(&mut Value);
    let rows: [(Change, &str); 15] = [
        (|body| body["title"] = json!("  "), "title"),
        (|body| body["title"] = json!("x".repeat(12_001)), "title"),
        (|body| body["tags"] = json!(["a", "a"]), "tags[1]"),
        (
            |body| body["options"] = json!([{"name": "Colour"}, {"name": "colour"}]),
            "options[1].name",
        ),
        (|body| body["variants"] = json!([]), "variants"),
        (|body| body["variants"][1]["sku"] = json!("THROW-RED"), "variants[1].sku"),
        (|body| body["variants"][1]["options"] = json!(["Red"]), "variants[1].options"),
        (|body| body["variants"][1]["options"] = json!([]), "variants[1].options"),
        (
            |body| body["variants"][0]["price"]["currency"] = json!("USD"),
            "variants[0].price.currency",
        ),
        (
            |body| body["variants"][0]["price"]["amount_minor"] = json!(-1),
            "variants[0].price.amount_minor",
        ),
        (
            |body| {
                body["variants"][0]["compare_at_price"] =
                    json!({"amount_minor": 4900, "currency": "EUR"});
            },
            "variants[0].compare_at_price",
        ),
        (
            |body| {
                body["variants"][0]["sale"] = json!({"price": {"amount_minor": 4900, "currency": "EUR"},
            "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-02-01T00:00:00Z"});
            },
            "variants[0].sale.price",
        ),
        (
            |body| {
                body["variants"][0]["sale"] = json!({"price": {"amount_minor": 1, "currency": "EUR"},
            "starts_at": "2026-02-01T00:00:00Z", "ends_at": "2026-02-01T00:00:00Z"});
            },
            "variants[0].sale.ends_at",
        ),
        (|body| body["variants"][0]["media"] = json!("0".repeat(64)), "variants[0].media"),
        (
            |body| {
                body["variants"][0]["unit_price"] =
                    json!({"quantity": 1, "unit": "stone", "reference_quantity": 1});
            },
            "variants[0].unit_price.unit",
        ),
    ];
    for (change, field) in rows {
        let fields = refused(change);
        assert!(fields.iter().any(|found| found == field), "expected {field}, found {fields:?}");
    }
}

#[test]
fn the_limits_themselves_are_allowed_and_one_more_is_not() {
    let variants = |count: usize| {
        let rows: Vec<Value> = (0..count)
            .map(|number| {
                json!({"sku": format!("S{number}"), "options": [format!("{number}")],
                "price": {"amount_minor": 1, "currency": "EUR"}})
            })
            .collect();
        json!(rows)
    };
    assert!(refused(|body| body["variants"] = variants(MAX_VARIANTS)).is_empty());
    assert_eq!(refused(|body| body["variants"] = variants(MAX_VARIANTS + 1)), ["variants"]);
    assert_eq!(
        refused(|body| body["options"] =
            json!([{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "d"}]))
        .first()
        .unwrap(),
        "options"
    );
}

#[test]
fn unknown_fields_are_refused_by_name() {
    let mut body = draft();
    body["colour"] = json!("red");
    let error = serde_json::from_value::<ProductDraft>(body).unwrap_err().to_string();
    assert!(error.contains("colour"), "{error}");
}
