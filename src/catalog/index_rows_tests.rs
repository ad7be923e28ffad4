use serde_json::json;

use super::*;
use crate::catalog::ListingQuery;
use crate::kernel::Currency;

fn variant(
    sku: &str,
    options: &[&str],
    amount_minor: i64,
    availability: &str,
) -> serde_json::Value {
    json!({
        "sku": sku, "options": options, "weight_grams": 1, "requires_shipping": true,
        "price": {"list": {"amount_minor": amount_minor, "currency": "EUR"}},
        "availability": availability,
    })
}

fn product(variants: &[serde_json::Value]) -> ProductDocument {
    let picture =
        |hash: &str| json!({"hash": hash, "alt": "", "width": 1, "height": 1, "colour": "#000000"});
    serde_json::from_value(json!({
        "format": crate::content::DOCUMENT_FORMAT, "revision": 7, "handle": "throw", "title": "Crème throw",
        "description_html": "<p>Warm &amp; <em>woven</em></p>", "vendor": "Ærø", "type": "Throw",
        "tags": ["Bed room"], "seo": {}, "currency": "EUR",
        "options": [{"name": "Size", "values": ["S", "King"]}],
        "variants": variants, "media": [picture("a"), picture("b"), picture("c")], "safety": {},
        "collections": [], "related": [], "updated_at": "2026-11-21T10:00:00Z",
    }))
    .unwrap()
}

fn rows(variants: &[serde_json::Value]) -> IndexRows {
    let now = Timestamp::parse("2026-11-21T12:00:00Z").unwrap();
    IndexRows::new(&product(variants), now, now)
}

fn facets_of(rows: &IndexRows) -> Vec<String> {
    rows.facets.iter().map(|(facet, value)| format!("{}={value}", facet.key())).collect()
}

#[test]
fn an_option_can_be_filtered_by_where_it_can_be_bought() {
    let always = ["type=Throw", "vendor=Ærø"];
    for (small, king, expected) in [
        ("in_stock", "low", vec!["availability=in_stock", "option.size=King", "option.size=S"]),
        ("in_stock", "sold_out", vec!["availability=in_stock", "option.size=S"]),
        ("sold_out", "back_order", vec!["availability=back_order", "option.size=King"]),
        (
            "sold_out",
            "sold_out",
            vec!["availability=sold_out", "option.size=King", "option.size=S"],
        ),
    ] {
        let rows = rows(&[variant("A", &["S"], 1, small), variant("B", &["King"], 1, king)]);
        let mut expected: Vec<_> =
            expected.into_iter().chain(always).chain(["tag=Bed room"]).collect();
        let mut found = facets_of(&rows);
        expected.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, expected, "{small} and {king}");
    }
}

#[test]
fn every_value_that_is_indexed_can_be_asked_for_and_the_others_cannot() {
    for (length, indexed) in [(120, true), (121, false)] {
        let mut product = product(&[variant("A", &["S"], 1, "in_stock")]);
        product.vendor = "v".repeat(length);
        let facets = facets(&product);
        assert_eq!(facets.contains(&(Facet::Vendor, product.vendor.clone())), indexed);
        let asked = ListingQuery::parse(&format!("vendor={}", product.vendor), Currency::EUR);
        assert_eq!(asked.is_ok(), indexed);
    }
}

#[test]
fn the_card_and_the_keys_say_what_lists_need() {
    let mut reduced = variant("B", &["King"], 9000, "sold_out");
    let euro = |amount_minor: i64| json!({"amount_minor": amount_minor, "currency": "EUR"});
    reduced["price"]["sale"] = json!({
        "price": euro(3000), "starts_at": "2026-11-01T00:00:00Z", "ends_at": "2026-12-01T00:00:00Z",
    });
    let first = variant("A", &["S"], 4000, "low");
    let rows = rows(&[first.clone(), reduced, first]);
    assert_eq!(rows.card.prices.len(), 2, "each price once");
    assert_eq!(rows.card.availability, Availability::Low);
    assert_eq!(rows.card.variant_count, 3);
    assert_eq!(rows.card.picture.as_ref().map(|picture| picture.hash.as_str()), Some("a"));
    assert_eq!(rows.card.second_picture.as_ref().map(|picture| picture.hash.as_str()), Some("b"));
    assert_eq!(rows.price_minor, 3000, "the running sale counts");
    assert_eq!(rows.title_key, "creme throw");
}

#[test]
fn it_is_found_by_its_words_its_options_and_its_numbers() {
    let mut first = variant("TH-12/s", &["S"], 1, "in_stock");
    first["barcode"] = json!("4006381333931");
    let rows = rows(&[first]);
    assert_eq!(rows.fields.title, "creme throw");
    assert_eq!(rows.fields.vendor, "aero");
    assert_eq!(rows.fields.tags, "bed room s king");
    assert_eq!(rows.fields.skus, "th12s th-12/s 4006381333931");
    let body: Vec<_> = rows.fields.body.split_whitespace().collect();
    assert_eq!(body, ["warm", "&", "woven"]);
    let terms: BTreeSet<_> = rows.spelling.iter().map(|(_, term)| term.as_str()).collect();
    assert_eq!(terms, BTreeSet::from(["aero", "bed", "creme", "king", "room", "throw"]));
    assert!(rows.spelling.contains(&("thow".to_owned(), "throw".to_owned())));
}

#[test]
fn a_price_that_changes_does_not_change_the_words() {
    let digest =
        |amount, sku: &str| rows(&[variant(sku, &["S"], amount, "in_stock")]).words_digest();
    assert_eq!(digest(1, "A"), digest(2, "A"));
    assert_ne!(digest(1, "A"), digest(1, "B"));
}
