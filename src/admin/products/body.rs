//! Between the form and the API: what is sent, what is shown of an answer, and where a complaint belongs.
//! Pure.

use serde_json::{Map, Value, json};

use super::sheet::{FIELDS, VARIANT_FIELDS};
use crate::admin::form::Filled;
use crate::kernel::Sku;
use crate::web::{FieldError, Problem};

/// A product's form before anything was typed.
pub fn blank() -> Value {
    json!({
        "status": "draft", "tax_class": "standard",
        "variants": [{"sku": "", "requires_shipping": true, "availability": "in_stock"}],
    })
}

/// A product as the API answers it, with the values of each option, which stand there only in its variants.
pub fn with_option_values(mut resource: Value) -> Value {
    let values: Vec<Vec<Value>> = (0..)
        .zip(resource.get("options").and_then(Value::as_array).into_iter().flatten())
        .map(|(place, _): (usize, _)| {
            let mut found: Vec<Value> = Vec::new();
            let variants = resource.get("variants").and_then(Value::as_array);
            for value in variants
                .into_iter()
                .flatten()
                .filter_map(|variant| variant.get("options")?.get(place))
            {
                if !found.contains(value) {
                    found.push(value.clone());
                }
            }
            found
        })
        .collect();
    let options = resource.get_mut("options").and_then(Value::as_array_mut);
    for (option, values) in options.into_iter().flatten().zip(values) {
        if let Some(option) = option.as_object_mut() {
            option.insert("values".to_owned(), Value::from(values));
        }
    }
    resource
}

/// The body of `PUT /api/admin/v1/products/{handle}`.
///
/// # Errors
/// 422 naming each field that cannot be read or is missing.
pub fn body_of(filled: &Filled) -> Result<Value, Problem> {
    let mut body = filled.json()?;
    let mut faults = Vec::new();
    if let Some(options) = body.get_mut("options").and_then(Value::as_array_mut) {
        for option in options.iter_mut().filter_map(Value::as_object_mut) {
            option.remove("values");
            option.entry("name").or_insert_with(|| Value::from(""));
        }
    }
    let variants = body.get_mut("variants").and_then(Value::as_array_mut);
    for (at, variant) in variants.into_iter().flatten().enumerate() {
        if let Some(variant) = variant.as_object_mut() {
            complete(variant, &format!("variants[{at}]"), &mut faults);
        }
    }
    if filled.rows("variants").unwrap_or_default() == 0 {
        faults.push(fault("variants", "A product has at least one variant. Add one."));
    }
    if faults.is_empty() { Ok(body) } else { Err(Problem::invalid(faults)) }
}

fn fault(field: impl Into<String>, detail: impl Into<String>) -> FieldError {
    FieldError { field: field.into(), detail: detail.into() }
}

/// Sales and unit prices that nobody typed are none, and what a variant cannot do without is asked for: the
/// API would name one of these at a time.
fn complete(variant: &mut Map<String, Value>, path: &str, faults: &mut Vec<FieldError>) {
    let sku = variant.get("sku").and_then(Value::as_str).unwrap_or_default();
    if sku.is_empty() {
        faults.push(fault(
            format!("{path}.sku"),
            "Give each variant a SKU of its own, like THROW-RED.",
        ));
    } else if let Err(error) = Sku::parse(sku) {
        faults.push(fault(format!("{path}.sku"), error.to_string()));
    }
    if variant.get("price").is_none_or(Value::is_null) {
        faults.push(fault(format!("{path}.price"), "Give a price, like 19.99."));
    }
    if variant.get("weight_grams").is_some_and(Value::is_null) {
        variant.insert("weight_grams".to_owned(), Value::from(0));
    }
    for (name, whole) in [
        ("sale", "A sale has a price, a start and an end; or leave all three empty."),
        (
            "unit_price",
            "A unit price has a content, a unit and a quantity; or leave all three empty.",
        ),
    ] {
        let Some(parts) = variant.get(name).and_then(Value::as_object) else { continue };
        let missing: Vec<&String> =
            parts.iter().filter(|(_, part)| part.is_null()).map(|(part, _)| part).collect();
        if missing.len() == parts.len() {
            variant.insert(name.to_owned(), Value::Null);
        } else {
            faults.extend(missing.iter().map(|part| fault(format!("{path}.{name}.{part}"), whole)));
        }
    }
}

/// Complaints at the fields that the form has: `variants[0].price.amount_minor` is about the price.
pub fn at_fields(mut problem: Problem) -> Problem {
    let names_handle = matches!(problem.name(), "handle_taken");
    for error in &mut problem.errors {
        let field = error.field.as_str();
        let bare = field.strip_suffix(".amount_minor").or_else(|| field.strip_suffix(".currency"));
        let whole = if field.starts_with("tags[") { Some("tags") } else { bare };
        if let Some(whole) = whole {
            error.field = whole.to_owned();
        } else if field.starts_with("variants[") && field.ends_with("].options") {
            error.field = format!("{field}[0]");
        }
    }
    if names_handle && problem.errors.is_empty() {
        problem.errors.push(fault("handle", "Another product has this address already."));
    }
    problem
}

/// A field for people: `variants[2].sale.price` is "Variant 3, sale price".
pub fn words_for(field: &str) -> String {
    let named = |fields: &[(&str, &str, &'static str)], path: &str| {
        fields.iter().find(|(known, ..)| *known == path).map(|(.., name)| *name)
    };
    if let Some(name) = named(&FIELDS, field) {
        return name.to_owned();
    }
    let row = |list: &str| {
        let (index, rest) = field.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?;
        Some((index.parse::<usize>().ok()? + 1, rest.trim_start_matches('.').to_owned()))
    };
    if let Some((number, rest)) = row("variants") {
        let name = named(&VARIANT_FIELDS, &rest).unwrap_or("Values");
        return format!("Variant {number}, {name}");
    }
    if let Some((number, rest)) = row("options") {
        return format!("Option {number}, {}", if rest == "name" { "name" } else { "values" });
    }
    if let Some((number, _)) = row("media") {
        return format!("Picture {number}");
    }
    match field {
        "variants" => "Variants".to_owned(),
        "options" => "Options".to_owned(),
        "media" => "Pictures".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(form: &str) -> Result<Value, Vec<(String, String)>> {
        let pairs = |problem: Problem| {
            problem.errors.into_iter().map(|error| (error.field, error.detail)).collect()
        };
        body_of(&Filled::parse(form.as_bytes())).map_err(pairs)
    }

    #[test]
    fn what_nobody_typed_is_not_sent_as_half_of_something() {
        let form = "title=A&options[0].name=Size&options[0].values~words=S,M&variants[0].sku=A&variants[0].options[0]=S\
            &variants[0].price~money.EUR=2&variants[0].sale.price~money.EUR=&variants[0].sale.starts_at~instant=\
            &variants[0].weight_grams~number=&variants[0].unit_price.quantity~number=&variants[0].unit_price.unit~optional=";
        let variant = json!({
            "sku": "A", "options": ["S"], "price": {"amount_minor": 200, "currency": "EUR"}, "sale": null,
            "weight_grams": 0, "unit_price": null,
        });
        assert_eq!(
            body(form),
            Ok(json!({"title": "A", "options": [{"name": "Size"}], "variants": [variant]}))
        );
    }

    #[test]
    fn everything_that_is_missing_is_named_at_once() {
        let form = "variants[0].sku=&variants[0].price~money.EUR=&variants[0].availability=in_stock&variants[1].sku=a/b\
            &variants[1].price~money.EUR=2&variants[1].sale.price~money.EUR=1&variants[1].sale.ends_at~instant=";
        let faults = body(form).unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            ["variants[0].sku", "variants[0].price", "variants[1].sku", "variants[1].sale.ends_at"]
        );
        assert_eq!(body("title=A").unwrap_err()[0].0, "variants");
    }

    #[test]
    fn complaints_stand_at_fields_of_the_form_and_have_names() {
        for (told, field, words) in [
            ("variants[1].price.amount_minor", "variants[1].price", "Variant 2, Price"),
            ("variants[0].options", "variants[0].options[0]", "Variant 1, Values"),
            ("tags[3]", "tags", "Tags"),
            ("options[0].name", "options[0].name", "Option 1, name"),
            ("media[0].hash", "media[0].hash", "Picture 1"),
            ("variants", "variants", "Variants"),
        ] {
            let problem = at_fields(Problem::invalid_field(told, "x"));
            let found = &problem.errors[0].field;
            assert_eq!((found.as_str(), words_for(found).as_str()), (field, words));
        }
        let problem = at_fields(Problem::new(409, "handle_taken", "x"));
        assert_eq!(problem.errors[0].field, "handle");
    }

    #[test]
    fn the_values_of_options_are_those_of_the_variants() {
        let resource = json!({"options": [{"name": "Size"}, {"name": "Colour"}],
            "variants": [{"options": ["S", "Red"]}, {"options": ["M", "Red"]}]});
        let found = with_option_values(resource);
        assert_eq!(
            found["options"],
            json!([
            {"name": "Size", "values": ["S", "M"]}, {"name": "Colour", "values": ["Red"]}])
        );
    }
}
