//! What forms cannot say by a field's name alone: parts that are none, and fields of another kind than the
//! one that was chosen since. Pure.

use serde_json::{Map, Value};

use super::Resource;
use super::views::is_nothing;

impl Resource {
    /// `members` is how a collection's products are chosen: `products` or `rules`.
    pub fn shape(&self, body: &mut Value, members: &str) {
        match self.folder {
            "settings" => {
                for banner in ["/home/hero", "/home/story"] {
                    null_when_empty(body, &format!("{banner}/media"));
                    null_when_empty(body, banner);
                }
                shape_tax(body);
            }
            "markets" => shape_tax(body),
            "collections" => {
                null_when_empty(body, "/media");
                match members {
                    "products" => leave_out(body, "rules"),
                    "rules" => leave_out(body, "products"),
                    _ => {}
                }
            }
            "price-lists" => {
                for price in rows(body, "prices") {
                    null_when_empty(price, "/sale");
                }
            }
            "promotions" => shape_promotion(body),
            "shipping-zones" => {
                for method in rows(body, "methods") {
                    shape_rate(method);
                }
            }
            _ => {}
        }
    }
}

fn null_when_empty(body: &mut Value, pointer: &str) {
    if let Some(part) = body.pointer_mut(pointer)
        && is_nothing(part)
    {
        *part = Value::Null;
    }
}

fn leave_out(body: &mut Value, name: &str) {
    if let Some(fields) = body.as_object_mut() {
        fields.remove(name);
    }
}

fn rows<'a>(body: &'a mut Value, name: &str) -> &'a mut [Value] {
    body.get_mut(name).and_then(Value::as_array_mut).map(Vec::as_mut_slice).unwrap_or_default()
}

/// Leaves only the fields that go with what `tag` says.
fn keep(part: Option<&mut Value>, tag: &str, kinds: &[(&str, &[&str])]) {
    let Some(fields) = part.and_then(Value::as_object_mut) else { return };
    let said = fields.get(tag).and_then(Value::as_str).unwrap_or_default();
    let Some((_, kept)) = kinds.iter().find(|(kind, _)| *kind == said) else { return };
    let kept: Map<String, Value> = std::mem::take(fields)
        .into_iter()
        .filter(|(name, _)| name == tag || kept.contains(&name.as_str()))
        .collect();
    *fields = kept;
}

fn shape_tax(body: &mut Value) {
    let kinds: &[(&str, &[&str])] =
        &[("class", &["tax_class"]), ("none", &[]), ("highest", &[]), ("proportional", &[])];
    keep(body.pointer_mut("/tax/shipping"), "mode", kinds);
}

fn shape_promotion(body: &mut Value) {
    let targets: &[(&str, &[&str])] = &[("products", &["of"]), ("order", &[]), ("shipping", &[])];
    keep(body.get_mut("target"), "kind", targets);
    let calculators: &[(&str, &[&str])] = &[
        ("percentage", &["rate_ppm"]),
        ("fixed_amount", &["amounts"]),
        ("fixed_price", &["amounts"]),
        ("buy_get", &["buy", "buy_quantity", "get", "get_quantity", "rate_ppm"]),
        ("tiered", &["tiers"]),
    ];
    keep(body.get_mut("calculator"), "kind", calculators);
    let conditions: &[(&str, &[&str])] = &[
        ("minimum_subtotal", &["amounts", "of"]),
        ("minimum_quantity", &["quantity", "of"]),
        ("first_order", &[]),
        ("market", &["markets"]),
    ];
    for condition in rows(body, "conditions") {
        keep(Some(condition), "kind", conditions);
    }
}

fn shape_rate(method: &mut Value) {
    let Some(rate) = method.get_mut("rate") else { return };
    let kinds: &[(&str, &[&str])] =
        &[("flat", &["prices"]), ("weight", &["bands"]), ("price", &["bands"])];
    let band: &[&str] = match rate.get("by").and_then(Value::as_str) {
        Some("weight") => &["up_to_grams", "prices"],
        Some("price") => &["from", "prices"],
        _ => return keep(Some(rate), "by", kinds),
    };
    keep(Some(rate), "by", kinds);
    for fields in rows(rate, "bands").iter_mut().filter_map(Value::as_object_mut) {
        fields.retain(|name, _| band.contains(&name.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shaped(folder: &str, mut body: Value, members: &str) -> Value {
        Resource::find(folder).unwrap().shape(&mut body, members);
        body
    }

    #[test]
    fn a_part_in_which_nothing_is_said_is_none() {
        let body = json!({"home": {"hero": {"title": "Hi", "media": {"hash": "", "alt": ""}}, "story": {"title": ""}}});
        let expected = json!({"home": {"hero": {"title": "Hi", "media": null}, "story": null}});
        assert_eq!(shaped("settings", body, ""), expected);
        let said = json!({"home": {"hero": {"title": "", "text": "Kept"}}});
        assert_eq!(shaped("settings", said.clone(), ""), said, "what was typed is not lost");
        let prices = json!({"prices": [{"sku": "A", "sale": {"price": null, "starts_at": null}}]});
        assert_eq!(
            shaped("price-lists", prices, ""),
            json!({"prices": [{"sku": "A", "sale": null}]})
        );
    }

    #[test]
    fn fields_of_another_kind_than_the_chosen_one_are_left_out() {
        for (folder, body, expected) in [
            (
                "promotions",
                json!({"target": {"kind": "order", "of": {}}, "calculator": {"kind": "percentage", "rate_ppm": 1, "amounts": []},
                    "conditions": [{"kind": "market", "markets": ["de"], "quantity": 3}]}),
                json!({"target": {"kind": "order"}, "calculator": {"kind": "percentage", "rate_ppm": 1},
                    "conditions": [{"kind": "market", "markets": ["de"]}]}),
            ),
            (
                "shipping-zones",
                json!({"methods": [{"id": "a", "rate": {"by": "price", "prices": [], "bands": [{"up_to_grams": 5, "prices": []}]}}]}),
                json!({"methods": [{"id": "a", "rate": {"by": "price", "bands": [{"prices": []}]}}]}),
            ),
            (
                "markets",
                json!({"tax": {"shipping": {"mode": "none", "tax_class": "x"}}}),
                json!({"tax": {"shipping": {"mode": "none"}}}),
            ),
            // What nobody knows is for the API to refuse.
            (
                "promotions",
                json!({"calculator": {"kind": "magic", "wand": 1}}),
                json!({"calculator": {"kind": "magic", "wand": 1}}),
            ),
        ] {
            assert_eq!(shaped(folder, body, ""), expected, "{folder}");
        }
        let both = json!({"products": ["a"], "rules": {"match": "all"}});
        assert_eq!(shaped("collections", both.clone(), "products"), json!({"products": ["a"]}));
        assert_eq!(shaped("collections", both, "rules"), json!({"rules": {"match": "all"}}));
    }
}
