//! What differs between two states of a thing, field by field. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Most differences that are told; who wants more looks at both states.
const MAX_CHANGES: usize = 100;
/// By which a row of a list is known again, wherever it stands.
const NAMES: [&str; 5] = ["sku", "id", "handle", "hash", "name"];

/// One field; `null` where there was or is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Change {
    /// Like `variants[BLUE-M].price.amount_minor`; empty for the whole.
    pub path: String,
    #[serde(default)]
    pub from: Option<Value>,
    #[serde(default)]
    pub to: Option<Value>,
}

/// What changed, in the order of the fields' names; nothing where there was or is nothing to compare.
pub fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<Change> {
    let mut found = Vec::new();
    if let (Some(before), Some(after)) = (before, after) {
        compare(String::new(), Some(before), Some(after), &mut found);
    }
    found
}

/// Fields, or rows of a list; the number keeps those without a name in their order.
type Parts = BTreeMap<(usize, String), Value>;

fn compare(path: String, from: Option<&Value>, to: Option<&Value>, found: &mut Vec<Change>) {
    if from == to || found.len() == MAX_CHANGES {
        return;
    }
    let (left, right): (Parts, Parts) = match (from, to) {
        (Some(Value::Object(left)), Some(Value::Object(right))) => {
            let fields = |fields: &'_ serde_json::Map<String, Value>| {
                fields.iter().map(|(name, value)| ((0, name.clone()), value.clone())).collect()
            };
            (fields(left), fields(right))
        }
        (Some(Value::Array(left)), Some(Value::Array(right))) => {
            match rows(left).zip(rows(right)) {
                Some(rows) => rows,
                None => (by_place(left), by_place(right)),
            }
        }
        _ => {
            let known = |value: Option<&Value>| value.filter(|value| !value.is_null()).cloned();
            found.push(Change { path, from: known(from), to: known(to) });
            return;
        }
    };
    let before = found.len();
    let added = right.keys().filter(|name| !left.contains_key(*name));
    for key in left.keys().chain(added) {
        let (_, name) = key;
        let dot = if path.is_empty() || name.starts_with('[') { "" } else { "." };
        compare(format!("{path}{dot}{name}"), left.get(key), right.get(key), found);
    }
    // The same rows in another order.
    if found.len() == before {
        found.push(Change { path, from: from.cloned(), to: to.cloned() });
    }
}

/// A list whose rows are known by a name of their own.
fn rows(list: &[Value]) -> Option<Parts> {
    let name = NAMES.iter().find(|name| list.iter().all(|row| row.get(**name).is_some()))?;
    let named = |row: &Value| Some(((0, format!("[{}]", row.get(*name)?.as_str()?)), row.clone()));
    let rows: Parts = list.iter().map(named).collect::<Option<_>>()?;
    (rows.len() == list.len()).then_some(rows)
}

fn by_place(list: &[Value]) -> Parts {
    let placed = list.iter().enumerate();
    placed.map(|(index, value)| ((index, format!("[{index}]")), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(before: &Value, after: &Value) -> Vec<(String, Option<Value>, Option<Value>)> {
        let found = changes(Some(before), Some(after));
        found.into_iter().map(|change| (change.path, change.from, change.to)).collect()
    }

    #[test]
    fn only_what_differs_is_told_by_its_path() {
        let before =
            json!({"title": "Mug", "seo": {"title": "Mug", "text": null}, "tags": ["a", "b"]});
        let after = json!({"title": "Cup", "seo": {"title": "Mug", "text": "Blue"}, "tags": ["a"]});
        assert_eq!(
            told(&before, &after),
            [
                ("seo.text".to_owned(), None, Some(json!("Blue"))),
                ("tags[1]".to_owned(), Some(json!("b")), None),
                ("title".to_owned(), Some(json!("Mug")), Some(json!("Cup"))),
            ]
        );
        assert_eq!(told(&before, &before), []);
    }

    #[test]
    fn a_row_with_a_name_is_known_again_wherever_it_stands() {
        let row = |sku: &str, price: i64| json!({"sku": sku, "price": {"amount_minor": price}});
        let before = json!({"variants": [row("A", 100), row("B", 200)]});
        let after = json!({"variants": [row("B", 250), row("C", 300)]});
        let paths: Vec<String> = told(&before, &after).into_iter().map(|told| told.0).collect();
        assert_eq!(paths, ["variants[A]", "variants[B].price.amount_minor", "variants[C]"]);
        let turned = json!({"variants": [row("B", 200), row("A", 100)]});
        let paths: Vec<String> = told(&before, &turned).into_iter().map(|told| told.0).collect();
        assert_eq!(paths, ["variants"], "another order is a change");
    }

    #[test]
    fn what_began_or_ended_has_no_changes_and_long_lists_end_somewhere() {
        assert_eq!(changes(None, Some(&json!({"a": 1}))), []);
        let long = |step: i64| Value::from((0..500).map(|at| at * step).collect::<Vec<_>>());
        assert_eq!(told(&long(2), &long(3)).len(), MAX_CHANGES);
    }
}
