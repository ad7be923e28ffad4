//! A price list in parts: a list of thousands is edited some rows at a time. Pure.
//!
//! A part carries what it was made from. Saving it puts its rows in the place of those into the list as it is
//! by then, so that what others changed elsewhere stays.

use serde_json::{Value, json};

use crate::web::{FieldError, Problem};

/// Prices of one screen.
const ROWS: usize = 50;
/// Where the form keeps what it was made from.
pub const BASE: &str = "_base";

/// Which part of a list a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// A part of the SKU, or of a product's title; empty for all.
    pub words: String,
    /// From 1.
    pub page: usize,
    /// Prices that go with the words, and those of the whole list.
    pub found: usize,
    pub all: usize,
}

impl Part {
    /// The first and the last price that is shown, counted from 1.
    pub fn range(&self) -> (usize, usize) {
        let before = (self.page - 1).saturating_mul(ROWS);
        (before.saturating_add(1).min(self.found), before.saturating_add(ROWS).min(self.found))
    }

    pub const fn has_next(&self) -> bool {
        self.page.saturating_mul(ROWS) < self.found
    }
}

fn rows(list: &Value) -> &[Value] {
    list.get("prices").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn sku(row: &Value) -> &str {
    row.get("sku").and_then(Value::as_str).unwrap_or_default().trim()
}

/// What a part is compared by when it is saved.
fn base_of(part: &Value) -> Value {
    let member = |name: &str| part.get(name).cloned().unwrap_or_default();
    json!({"title": member("title"), "currency": member("currency"), "prices": rows(part)})
}

fn has(row: &Value, words: &str) -> bool {
    sku(row).to_uppercase().contains(&words.trim().to_uppercase())
}

/// Whether a SKU of the list has the words in it.
pub fn finds(list: &Value, words: &str) -> bool {
    rows(list).iter().any(|row| has(row, words))
}

/// Leaves of a stored list what stands on a page: prices of SKUs that have the words in them, and of `skus`.
pub fn cut(list: &mut Value, words: &str, skus: &[String], page: usize) -> Part {
    let is_wanted = |row: &&Value| has(row, words) || skus.iter().any(|one| one == sku(row));
    let all = rows(list).len();
    let found: Vec<Value> = rows(list).iter().filter(is_wanted).cloned().collect();
    let pages = found.len().div_ceil(ROWS).max(1);
    let part = Part {
        words: words.trim().to_owned(),
        page: page.clamp(1, pages),
        found: found.len(),
        all,
    };
    let shown: Vec<Value> =
        found.into_iter().skip((part.page - 1).saturating_mul(ROWS)).take(ROWS).collect();
    set(list, "prices", Value::from(shown));
    let base = base_of(list).to_string();
    set(list, BASE, Value::from(base));
    part
}

fn set(list: &mut Value, name: &str, value: Value) {
    if let Some(fields) = list.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}

/// Of the list as it is now, what `base` was made from.
pub fn theirs(now: &Value, base: &Value) -> Value {
    let mut shown = now.clone();
    let is_shown = |row: &&Value| rows(base).iter().any(|known| sku(known) == sku(row));
    let prices: Vec<&Value> = rows(now).iter().filter(is_shown).collect();
    set(&mut shown, "prices", json!(prices));
    shown
}

/// Whether what the form was made from is still so.
pub fn is_as_it_was(now: &Value, base: &Value) -> bool {
    base_of(&theirs(now, base)) == *base
}

/// The whole list with the rows of `mine` in the place of those that its form was made from.
pub fn merged(now: &Value, mine: &Value, base: &Value) -> Value {
    let is_elsewhere = |row: &&Value| !rows(base).iter().any(|known| sku(known) == sku(row));
    let others = rows(now).iter().filter(is_elsewhere);
    let prices: Vec<&Value> = rows(mine).iter().chain(others).collect();
    let mut whole = mine.clone();
    set(&mut whole, "prices", json!(prices));
    whole
}

/// What the API says of rows that stand on another page is said where it can be mended.
pub fn on_this_page(mut problem: Problem, whole: &Value, mine: &Value) -> Problem {
    for error in &mut problem.errors {
        *error = moved(error, whole, mine);
    }
    problem
}

fn moved(error: &FieldError, whole: &Value, mine: &Value) -> FieldError {
    let row = error.field.strip_prefix("prices[").and_then(|rest| rest.split_once(']'));
    let at = row.and_then(|(at, _)| at.parse::<usize>().ok());
    let Some(at) = at.filter(|at| *at >= rows(mine).len()) else { return error.clone() };
    let named = rows(whole).get(at).map(sku).unwrap_or_default();
    let twin = rows(mine).iter().position(|row| sku(row) == named);
    let detail = match twin {
        Some(_) => "This SKU has its price on another page of the list.".to_owned(),
        None => format!("{named}, on another page of the list: {}", error.detail),
    };
    let field = twin.map_or_else(|| "currency".to_owned(), |at| format!("prices[{at}].sku"));
    FieldError { field, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(sku: &str, minor: i64) -> Value {
        json!({"sku": sku, "price": {"amount_minor": minor, "currency": "CHF"}})
    }

    fn list(prices: &[Value]) -> Value {
        json!({"revision": 3, "title": "Swiss", "currency": "CHF", "prices": prices})
    }

    fn base(part: &Value) -> Value {
        serde_json::from_str(part[BASE].as_str().unwrap()).unwrap()
    }

    #[test]
    fn a_long_list_is_shown_in_parts() {
        let prices: Vec<Value> = (0..120).map(|n| price(&format!("S-{n:03}"), n)).collect();
        for (words, page, found, range, has_next) in [
            ("", 1, 120, (1, 50), true),
            ("", 3, 120, (101, 120), false),
            ("", 99, 120, (101, 120), false),
            ("", 0, 120, (1, 50), true),
            ("s-00", 1, 10, (1, 10), false),
            ("none", 1, 0, (0, 0), false),
        ] {
            let mut part = list(&prices);
            let told = cut(&mut part, words, &[], page);
            assert_eq!(
                (told.found, told.range(), told.has_next()),
                (found, range, has_next),
                "{words} {page}"
            );
            assert_eq!(rows(&part).len(), if found == 0 { 0 } else { range.1 - range.0 + 1 });
            assert!(is_as_it_was(&list(&prices), &base(&part)));
        }
    }

    #[test]
    fn prices_are_found_by_their_sku_or_as_those_of_a_product() {
        let mut part = list(&[price("MUG-RED", 1), price("POT", 2)]);
        assert!(finds(&part, " mug") && !finds(&part, "teapot"));
        let told = cut(&mut part, "teapot", &["POT".to_owned()], 1);
        assert_eq!((told.found, part["prices"].clone()), (1, json!([price("POT", 2)])));
    }

    #[test]
    fn a_part_is_saved_into_whatever_the_rest_has_become() {
        let before = list(&[price("A", 1), price("B", 2), price("C", 3)]);
        let mut part = before.clone();
        cut(&mut part, "b", &[], 1);
        let base = base(&part);
        let mine =
            json!({"title": "Swiss", "currency": "CHF", "prices": [price("B", 20), price("D", 4)]});

        let elsewhere = list(&[price("A", 10), price("B", 2), price("E", 5)]);
        assert!(is_as_it_was(&elsewhere, &base));
        let whole = merged(&elsewhere, &mine, &base);
        assert_eq!(
            whole["prices"],
            json!([price("B", 20), price("D", 4), price("A", 10), price("E", 5)])
        );

        let here = list(&[price("A", 1), price("B", 7)]);
        assert!(!is_as_it_was(&here, &base));
        assert_eq!(theirs(&here, &base)["prices"], json!([price("B", 7)]));
        let renamed =
            json!({"revision": 4, "title": "Suisse", "currency": "CHF", "prices": [price("B", 2)]});
        assert!(!is_as_it_was(&renamed, &base));
        assert!(!is_as_it_was(&list(&[price("A", 1)]), &base), "taken out");
    }

    #[test]
    fn a_complaint_about_another_page_stands_where_it_can_be_mended() {
        let mine = json!({"prices": [price("B", 1), price("A", 1)]});
        let whole = json!({"prices": [price("B", 1), price("A", 1), price("A", 2), price("C", 3)]});
        let told = |field: &str| {
            let problem = on_this_page(Problem::invalid_field(field, "No."), &whole, &mine);
            problem.errors[0].field.clone()
        };
        assert_eq!(told("prices[2].sku"), "prices[1].sku");
        assert_eq!(told("prices[3].price.currency"), "currency");
        assert_eq!(
            (told("prices[1].price"), told("title")),
            ("prices[1].price".into(), "title".into())
        );
    }
}
