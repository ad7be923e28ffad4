use super::*;
use serde_json::json;

#[test]
fn what_is_stored_goes_through_the_form_and_is_the_same() {
    let stored = json!({
        "revision": 3, "handle": "throw", "title": "Throw", "tags": ["warm", "wool"], "status": "active",
        "seo": {"title": "", "description": "Soft"},
        "options": [{"name": "Colour", "values": ["Red", "Blue"]}],
        "media": [{"hash": "ab", "alt": "A throw"}],
        "variants": [
            {"sku": "T-RED", "options": ["Red"], "price": {"amount_minor": 8900, "currency": "EUR"},
             "sale": {"price": {"amount_minor": 7900, "currency": "EUR"}, "starts_at": "2026-12-01T00:00:00Z",
                      "ends_at": "2026-12-24T18:00:00Z"},
             "requires_shipping": true, "availability": "low", "weight_grams": 900},
            {"sku": "T-BLUE", "options": ["Blue"], "price": {"amount_minor": 8900, "currency": "EUR"}, "sale": null,
             "requires_shipping": false, "availability": "in_stock"},
        ],
    });
    let sheet = Sheet::of(&FormState::stored(stored));
    assert_eq!((sheet.text("title"), sheet.text("tags")), ("Throw", "warm, wool"));
    let [red, blue] = sheet.variants.as_slice() else { panic!("two variants") };
    assert_eq!((red.text("price"), red.text("sale.ends_at")), ("89.00", "2026-12-24T18:00"));
    assert_eq!((red.text("requires_shipping"), blue.text("requires_shipping")), ("on", ""));
    let problem = crate::web::Problem::not_found();
    let typed = FormState::refused(sheet.filled(Currency::EUR, []), &problem);
    assert_eq!(Sheet::of(&typed), sheet);
}
