//! Prices of lists besides `base` as D1 holds them.

use serde::{Deserialize, Serialize};

use super::Price;
use super::rows::{PriceHistoryRow, sale_of};
use crate::kernel::{Currency, Money, Timestamp};

/// An explicit price with the currency of its list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPriceRow {
    pub price_list: String,
    pub currency: Currency,
    pub sku: String,
    pub price_minor: i64,
    pub compare_at_minor: Option<i64>,
    pub sale_price_minor: Option<i64>,
    pub sale_starts_at_ms: Option<i64>,
    pub sale_ends_at_ms: Option<i64>,
}

/// A row of the price history with the list it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListHistoryRow {
    pub price_list: String,
    #[serde(flatten)]
    pub row: PriceHistoryRow,
}

/// What the lists say about the variants of one product, and said before, in order of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredLists {
    pub prices: Vec<ListPriceRow>,
    /// Of the prices that are reduced; under `base` the products' own, where the list is in their currency.
    pub history: Vec<ListHistoryRow>,
}

impl StoredLists {
    pub fn history_of(&self, price_list: &str, sku: &str) -> Vec<&PriceHistoryRow> {
        let rows = self.history.iter().filter(|row| row.price_list == price_list);
        rows.map(|row| &row.row).filter(|row| row.sku == sku).collect()
    }
}

impl ListPriceRow {
    pub fn new(price_list: &str, currency: Currency, sku: &str, price: &Price) -> Self {
        Self {
            price_list: price_list.to_owned(),
            currency,
            sku: sku.to_owned(),
            price_minor: price.list.amount_minor,
            compare_at_minor: price.compare_at.map(|money| money.amount_minor),
            sale_price_minor: price.sale.map(|sale| sale.price.amount_minor),
            sale_starts_at_ms: price.sale.map(|sale| sale.starts_at.as_millis()),
            sale_ends_at_ms: price.sale.map(|sale| sale.ends_at.as_millis()),
        }
    }

    /// The price without what history knows about it.
    pub fn price(&self) -> Price {
        let money = |minor| Money::new(minor, self.currency);
        Price {
            list: money(self.price_minor),
            compare_at: self.compare_at_minor.map(money),
            lowest_before_list: None,
            sale: sale_of(
                self.sale_price_minor,
                self.sale_starts_at_ms,
                self.sale_ends_at_ms,
                self.currency,
            ),
            lowest_before_sale: None,
        }
    }

    /// What this price adds to the history of its list from `now` on.
    pub fn to_history(&self, now: Timestamp) -> PriceHistoryRow {
        PriceHistoryRow {
            sku: self.sku.clone(),
            from_ms: now.as_millis(),
            price_minor: self.price_minor,
            compare_at_minor: self.compare_at_minor,
            sale_price_minor: self.sale_price_minor,
            sale_starts_at_ms: self.sale_starts_at_ms,
            sale_ends_at_ms: self.sale_ends_at_ms,
            currency: Some(self.currency),
            ended: 0,
        }
    }

    /// Says that the list has no price for this SKU from `now` on.
    pub fn to_end(&self, now: Timestamp) -> PriceHistoryRow {
        PriceHistoryRow {
            sku: self.sku.clone(),
            from_ms: now.as_millis(),
            price_minor: 0,
            compare_at_minor: None,
            sale_price_minor: None,
            sale_starts_at_ms: None,
            sale_ends_at_ms: None,
            currency: Some(self.currency),
            ended: 1,
        }
    }
}
