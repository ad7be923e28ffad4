use super::*;
use crate::admin::form::FormState;
use serde_json::json;

fn sheet(options: &[(&str, &str)], variants: &[(&str, &[&str])]) -> Sheet {
    let mut sheet = Sheet::of(&FormState::stored(json!({"title": "Linen throw"})));
    let option = |(name, values): &(&str, &str)| OptionRow {
        name: (*name).into(),
        values: (*values).into(),
    };
    sheet.options = options.iter().map(option).collect();
    for (sku, values) in variants {
        let mut row = VariantRow::default();
        row.set("sku", sku);
        row.set("price", sku);
        row.options = values.iter().map(|value| (*value).to_owned()).collect();
        sheet.variants.push(row);
    }
    sheet
}

/// What a sheet's variants are: SKU and values.
fn rows(sheet: &Sheet) -> Vec<String> {
    let row = |row: &VariantRow| format!("{} {}", row.text("sku"), row.options.join("/"));
    sheet.variants.iter().map(row).collect()
}

#[test]
fn every_combination_becomes_a_variant_and_what_is_there_stays() {
    let mut some = sheet(
        &[("Size", "S, M"), ("Colour", "Sea green, Red , Red")],
        &[("OWN", &["M", "Red"]), ("OLD", &["XL", "Red"])],
    );
    assert_eq!(make_variants(&mut some), Ok(3));
    assert_eq!(
        rows(&some),
        [
            "LINEN-THROW-S-SEA-GREEN S/Sea green",
            "LINEN-THROW-S-RED S/Red",
            "LINEN-THROW-M-SEA-GREEN M/Sea green",
            "OWN M/Red",
            "OLD XL/Red",
        ]
    );
    let once = some.clone();
    assert_eq!(make_variants(&mut some), Ok(0));
    assert_eq!(some, once);
}

#[test]
fn a_variant_without_the_new_option_becomes_the_first_that_it_fits() {
    let mut some =
        sheet(&[("Size", "S, M"), ("Colour", "Red, Blue")], &[("A", &["S"]), ("B", &["M"])]);
    assert_eq!(make_variants(&mut some), Ok(2));
    assert_eq!(
        rows(&some),
        ["A S/Red", "LINEN-THROW-S-BLUE S/Blue", "B M/Red", "LINEN-THROW-M-BLUE M/Blue"]
    );
    let prices: Vec<&str> = some.variants.iter().map(|row| row.text("price")).collect();
    assert_eq!(prices, ["A", "A", "B", "B"], "a new one costs what the one most like it costs");
    let mut first = sheet(&[("Size", "S, M")], &[("A", &[])]);
    assert_eq!(make_variants(&mut first), Ok(1));
    assert_eq!(rows(&first), ["A S", "LINEN-THROW-M M"]);
}

#[test]
fn too_many_and_none_are_refused_and_nothing_changes() {
    let numbers = (0..11).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let mut many = sheet(&[("A", &numbers), ("B", &numbers)], &[("OWN", &[])]);
    let before = many.clone();
    let refusal = make_variants(&mut many).unwrap_err();
    assert!(refusal.detail.contains("121"), "{refusal:?}");
    assert_eq!(many, before);
    let refusal = make_variants(&mut sheet(&[("A", " , ")], &[])).unwrap_err();
    assert_eq!(refusal.field, "options[0].values");
}

#[test]
fn a_title_becomes_an_address() {
    for (title, handle) in
        [("Crème brûlée, 2 cups!", "creme-brulee-2-cups"), ("***", "product"), ("毛布", "product")]
    {
        assert_eq!(handle_of(title), handle);
    }
}
