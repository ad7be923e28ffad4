//! A price list as the merchant writes it, and what makes a price acceptable in any list.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use super::list_rows::ListPriceRow;
use super::{Price, Sale};
use crate::kernel::{Currency, MAX_PRICE_MINOR, Money, Sku};
use crate::web::FieldError;

/// Lists of one shop besides `base`: a product's document carries its prices in all of them.
pub const MAX_PRICE_LISTS: usize = 50;
/// Prices in one list.
pub const MAX_LIST_PRICES: usize = 5000;
const MAX_TITLE_LENGTH: usize = 200;

/// `PUT /api/admin/v1/price-lists/{id}`: the whole list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceListDraft {
    pub title: String,
    pub currency: Currency,
    #[serde(default)]
    pub prices: Vec<ListPriceDraft>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ListPriceDraft {
    pub sku: Sku,
    pub price: Money,
    #[serde(default)]
    pub compare_at_price: Option<Money>,
    #[serde(default)]
    pub sale: Option<Sale>,
}

impl ListPriceDraft {
    fn price(&self) -> Price {
        Price::new(self.price, self.compare_at_price, self.sale)
    }
}

impl PriceListDraft {
    /// Everything that is wrong with it by itself, by field.
    pub fn complaints(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut add = |field: String, detail: String| errors.push(FieldError { field, detail });
        if self.title.trim().is_empty() || self.title.len() > MAX_TITLE_LENGTH {
            let detail = "A price list needs a title of at most 200 bytes.";
            add("title".to_owned(), detail.to_owned());
        }
        if self.prices.len() > MAX_LIST_PRICES {
            let detail = "A price list has at most 5,000 prices.";
            add("prices".to_owned(), detail.to_owned());
            return errors;
        }
        let sentence = format!("This list is in {}.", self.currency.code());
        let mut skus = HashSet::new();
        for (index, draft) in self.prices.iter().enumerate() {
            let field = |name: &str| format!("prices[{index}].{name}");
            if !skus.insert(&draft.sku) {
                add(field("sku"), "Another price of this list has this SKU.".to_owned());
            }
            for (name, detail) in price_complaints(&draft.price(), self.currency, &sentence) {
                add(field(name), detail);
            }
        }
        errors
    }

    /// Its rows by SKU.
    pub fn rows(&self, id: &str) -> BTreeMap<String, ListPriceRow> {
        let rows = self.prices.iter().map(|draft| {
            let sku = draft.sku.as_str();
            (sku.to_owned(), ListPriceRow::new(id, self.currency, sku, &draft.price()))
        });
        rows.collect()
    }

    /// The list as D1 holds it; a SKU that could not have been written by us is left out.
    pub fn from_rows(title: String, currency: Currency, rows: &[ListPriceRow]) -> Self {
        let prices = rows.iter().filter_map(|row| {
            let price = row.price();
            Some(ListPriceDraft {
                sku: Sku::parse(&row.sku).ok()?,
                price: price.list,
                compare_at_price: price.compare_at,
                sale: price.sale,
            })
        });
        Self { title, currency, prices: prices.collect() }
    }
}

/// What a new version of a list changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListChanges<'a> {
    /// Prices that are new or other than before.
    pub written: Vec<&'a ListPriceRow>,
    /// Prices that the list has no longer.
    pub removed: Vec<&'a ListPriceRow>,
}

impl<'a> ListChanges<'a> {
    pub fn between(before: &'a [ListPriceRow], after: &'a BTreeMap<String, ListPriceRow>) -> Self {
        let known: BTreeMap<&str, &ListPriceRow> =
            before.iter().map(|row| (row.sku.as_str(), row)).collect();
        let is_new = |row: &&ListPriceRow| known.get(row.sku.as_str()) != Some(row);
        Self {
            written: after.values().filter(is_new).collect(),
            removed: before.iter().filter(|row| !after.contains_key(&row.sku)).collect(),
        }
    }

    pub fn skus(&self) -> Vec<&'a str> {
        self.written.iter().chain(&self.removed).map(|row| row.sku.as_str()).collect()
    }
}

/// Why a price is not acceptable in a list of this currency, with the names of its fields;
/// `wrong_currency` is the sentence about an amount in another one.
pub fn price_complaints(
    price: &Price,
    currency: Currency,
    wrong_currency: &str,
) -> Vec<(&'static str, String)> {
    let mut complaints = Vec::new();
    let sale_price = price.sale.map(|sale| sale.price);
    for (currency_field, amount_field, money) in [
        ("price.currency", "price.amount_minor", Some(price.list)),
        ("compare_at_price.currency", "compare_at_price.amount_minor", price.compare_at),
        ("sale.price.currency", "sale.price.amount_minor", sale_price),
    ] {
        let Some(money) = money else { continue };
        if money.currency != currency {
            complaints.push((currency_field, wrong_currency.to_owned()));
        }
        if !(0..=MAX_PRICE_MINOR).contains(&money.amount_minor) {
            let detail = "An amount is between 0 and 100,000,000,000.";
            complaints.push((amount_field, detail.to_owned()));
        }
    }
    let below = |one: Money, other: Money| one.amount_minor < other.amount_minor;
    let compared = price.compare_at.is_none_or(|compare_at| below(price.list, compare_at));
    let reduced = price.sale.is_none_or(|sale| below(sale.price, price.list));
    let lasts = price.sale.is_none_or(|sale| sale.starts_at < sale.ends_at);
    for (fine, field, detail) in [
        (compared, "compare_at_price", "The price to compare with is above the price, or null."),
        (reduced, "sale.price", "A sale price is below the price."),
        (lasts, "sale.ends_at", "A sale ends after it starts."),
    ] {
        if !fine {
            complaints.push((field, detail.to_owned()));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn francs(amount_minor: i64) -> Value {
        json!({"amount_minor": amount_minor, "currency": "CHF"})
    }

    fn list(prices: &Value) -> PriceListDraft {
        let body = json!({"title": "Switzerland", "currency": "CHF", "prices": prices});
        serde_json::from_value(body).unwrap()
    }

    #[test]
    fn what_is_wrong_with_a_list_is_named_by_its_field() {
        let sale = |amount, ends: &str| json!({"price": francs(amount), "starts_at": "2026-12-01T00:00:00Z", "ends_at": ends});
        let euro = json!({"amount_minor": 100, "currency": "EUR"});
        for (prices, fields) in [
            (json!([{"sku": "A", "price": francs(100)}]), vec![]),
            (json!([{"sku": "A", "price": euro}]), vec!["prices[0].price.currency"]),
            (
                json!([{"sku": "A", "price": francs(1)}, {"sku": "A", "price": francs(2)}]),
                vec!["prices[1].sku"],
            ),
            (json!([{"sku": "A", "price": francs(-1)}]), vec!["prices[0].price.amount_minor"]),
            (
                json!([{"sku": "A", "price": francs(5), "compare_at_price": francs(5)}]),
                vec!["prices[0].compare_at_price"],
            ),
            (
                json!([{"sku": "A", "price": francs(5), "sale": sale(5, "2026-11-01T00:00:00Z")}]),
                vec!["prices[0].sale.price", "prices[0].sale.ends_at"],
            ),
        ] {
            let found = list(&prices).complaints();
            let found: Vec<&str> = found.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(found, fields, "{prices}");
        }
        let many: Vec<Value> = (0..=MAX_LIST_PRICES)
            .map(|n| json!({"sku": format!("S{n}"), "price": francs(1)}))
            .collect();
        let found = list(&json!(many)).complaints();
        assert_eq!(found.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["prices"]);
    }

    #[test]
    fn a_new_version_changes_only_what_it_says_otherwise() {
        let before = list(&json!([
            {"sku": "A", "price": francs(1)}, {"sku": "B", "price": francs(2)}, {"sku": "C", "price": francs(3)}
        ]));
        let after = list(&json!([
            {"sku": "D", "price": francs(4)}, {"sku": "B", "price": francs(20)}, {"sku": "A", "price": francs(1)}
        ]));
        let stored: Vec<ListPriceRow> = before.rows("ch").into_values().collect();
        let rows = after.rows("ch");
        let changes = ListChanges::between(&stored, &rows);
        assert_eq!(changes.skus(), ["B", "D", "C"]);
        assert_eq!(changes.removed.len(), 1);
        let unchanged = before.rows("ch");
        assert_eq!(ListChanges::between(&stored, &unchanged), ListChanges::default());
        let read = PriceListDraft::from_rows(before.title.clone(), before.currency, &stored);
        assert_eq!(read, before, "what was written is read again");
    }
}
