//! One change of many products: status, tags, and prices by percentage.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{ProductDraft, Sale, Status};
use crate::kernel::{Handle, Money, Rounding, Timestamp};
use crate::web::{Complaints, Problem};

/// Most items of one batch.
pub const MAX_ITEMS: usize = 100;
const WHOLE_PPM: i64 = 1_000_000;
/// Prices rise to ten times what they are at most.
const MAX_RISE_PPM: i64 = 9 * WHOLE_PPM;

/// The body of `POST /api/admin/v1/products/batch`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProductBatch {
    pub items: Vec<ProductChange>,
}

/// What changes about one product; everything else stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProductChange {
    pub handle: Handle,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Tags that it has already stay where they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add_tags: Vec<String>,
    /// Tags that it does not have are none of the matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove_tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_change: Option<PriceChange>,
    /// The revision that the change was decided on. With a new price it must be there: sent again, the
    /// change is refused and not made twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub if_revision: Option<i64>,
}

/// Exactly one of these, for every variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceChange {
    /// Changes list prices: −100000 is ten per cent less. Half a minor unit rounds up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_ppm: Option<i64>,
    /// Puts a sale in the place of the one that is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sale: Option<SaleChange>,
    /// Takes the sale away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub end_sale: bool,
}

/// A sale at a part of the list price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SaleChange {
    /// Below 0: −200000 is twenty per cent less. Half a minor unit rounds up.
    pub percent_ppm: i64,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

/// A price that rose or fell by so many parts per million.
fn changed(price: Money, percent_ppm: i64) -> Money {
    let factor = i128::from(WHOLE_PPM + percent_ppm);
    let numerator = i128::from(price.amount_minor) * factor;
    let amount_minor = Rounding::HalfUp.divide(numerator, i128::from(WHOLE_PPM));
    Money::new(amount_minor, price.currency)
}

impl ProductBatch {
    /// Every fault by the path of its field.
    pub fn check(&self) -> Result<(), Problem> {
        let mut complaints = Complaints::default();
        complaints.demand(
            (1..=MAX_ITEMS).contains(&self.items.len()),
            "items",
            format!("Send 1 to {MAX_ITEMS} items."),
        );
        let mut seen = HashSet::new();
        for (index, item) in self.items.iter().enumerate() {
            complaints.demand(
                seen.insert(&item.handle),
                format!("items[{index}].handle"),
                "This product is there twice.",
            );
            item.complain(&format!("items[{index}]"), &mut complaints);
        }
        complaints.finish()
    }
}

impl ProductChange {
    fn complain(&self, field: &str, complaints: &mut Complaints) {
        let tags = self.add_tags.len() + self.remove_tags.len();
        complaints.demand(
            self.status.is_some() || tags > 0 || self.price_change.is_some(),
            field,
            "Say what to change: status, add_tags, remove_tags or price_change.",
        );
        let Some(change) = &self.price_change else { return };
        complaints.demand(
            self.if_revision.is_some(),
            format!("{field}.if_revision"),
            "Name the revision whose prices you mean to change, so that none changes twice.",
        );
        let given = [change.percent_ppm.is_some(), change.sale.is_some(), change.end_sale];
        complaints.demand(
            given.into_iter().filter(|given| *given).count() == 1,
            format!("{field}.price_change"),
            "Give exactly one of percent_ppm, sale and end_sale.",
        );
        if let Some(percent_ppm) = change.percent_ppm {
            complaints.demand(
                (-WHOLE_PPM..=MAX_RISE_PPM).contains(&percent_ppm) && percent_ppm != 0,
                format!("{field}.price_change.percent_ppm"),
                "Between -1000000, everything, and 9000000, ten times as much; 10 % more is 100000.",
            );
        }
        if let Some(sale) = &change.sale {
            complaints.demand(
                (-WHOLE_PPM..0).contains(&sale.percent_ppm),
                format!("{field}.price_change.sale.percent_ppm"),
                "Between -1000000 and -1; 20 % less is -200000.",
            );
        }
    }

    /// The product as it is to be. What is not acceptable about it is found where it is saved.
    pub fn apply(&self, product: &ProductDraft) -> ProductDraft {
        let mut product = product.clone();
        if let Some(status) = self.status {
            product.status = status;
        }
        product.tags.retain(|tag| !self.remove_tags.contains(tag));
        for tag in &self.add_tags {
            if !product.tags.contains(tag) {
                product.tags.push(tag.clone());
            }
        }
        let Some(change) = &self.price_change else { return product };
        for variant in &mut product.variants {
            if let Some(percent_ppm) = change.percent_ppm {
                variant.price = changed(variant.price, percent_ppm);
            }
            if let Some(sale) = &change.sale {
                variant.sale = Some(Sale {
                    price: changed(variant.price, sale.percent_ppm),
                    starts_at: sale.starts_at,
                    ends_at: sale.ends_at,
                });
            }
            if change.end_sale {
                variant.sale = None;
            }
        }
        product
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Currency;
    use serde_json::{Value, json};

    fn item(fields: &Value) -> ProductChange {
        let mut body = json!({"handle": "throw"});
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        serde_json::from_value(body).unwrap()
    }

    #[test]
    fn prices_change_by_a_percentage_and_half_a_cent_rounds_up() {
        let after = |minor, ppm| changed(Money::new(minor, Currency::EUR), ppm).amount_minor;
        for (minor, ppm, expected) in [
            (1999, -100_000, 1799), // 1799.1
            (1995, -100_000, 1796), // 1795.5
            (1985, 100_000, 2184),  // 2183.5
            (5, -500_000, 3),       // 2.5
            (1999, -1_000_000, 0),
            (1999, 9_000_000, 19_990),
        ] {
            assert_eq!(after(minor, ppm), expected, "{minor} by {ppm}");
        }
    }

    #[test]
    fn an_item_says_what_it_changes_and_a_price_which_revision() {
        let sale = json!({"percent_ppm": -1, "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-02-01T00:00:00Z"});
        for (fields, expected) in [
            (json!({}), vec!["items[0]"]),
            (json!({"status": "archived"}), vec![]),
            (json!({"add_tags": ["a"], "remove_tags": ["b"]}), vec![]),
            (json!({"price_change": {"percent_ppm": 1}}), vec!["items[0].if_revision"]),
            (json!({"price_change": {"percent_ppm": 1}, "if_revision": 3}), vec![]),
            (json!({"price_change": {"sale": sale}, "if_revision": 3}), vec![]),
            (json!({"price_change": {"end_sale": true}, "if_revision": 3}), vec![]),
            (json!({"price_change": {}, "if_revision": 3}), vec!["items[0].price_change"]),
            (
                json!({"price_change": {"percent_ppm": 0}, "if_revision": 3}),
                vec!["items[0].price_change.percent_ppm"],
            ),
            (
                json!({"price_change": {"percent_ppm": 1, "end_sale": true}, "if_revision": 3}),
                vec!["items[0].price_change"],
            ),
        ] {
            let refused = ProductBatch { items: vec![item(&fields)] }.check().err();
            let found: Vec<String> = refused
                .map(|problem| problem.errors.into_iter().map(|error| error.field).collect())
                .unwrap_or_default();
            assert_eq!(found, expected, "{fields}");
        }
    }

    #[test]
    fn tags_come_and_go_without_a_double_and_the_rest_stays() {
        let product: ProductDraft = serde_json::from_value(json!({
            "title": "Throw", "tags": ["a", "b"], "variants": [{"sku": "A", "price": {"amount_minor": 1000, "currency": "EUR"}}]
        }))
        .unwrap();
        let change = item(
            &json!({"add_tags": ["b", "c", "c"], "remove_tags": ["a", "x"], "status": "active"}),
        );
        let after = change.apply(&product);
        assert_eq!((after.tags.join(" "), after.status), ("b c".to_owned(), Status::Active));
        assert_eq!(change.apply(&after), after, "the same again changes nothing");
        assert_eq!(
            ProductDraft { tags: product.tags.clone(), status: product.status, ..after },
            product
        );
    }
}
