//! Counts of many SKUs in one request, and what became of each. Pure.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use super::wire::{CountDraft, StockResource};
use crate::web::{FieldError, Problem};

/// Most items of a batch in JSON.
pub const MAX_ITEMS: usize = 500;
const MAX_FEED_ID_LENGTH: usize = 200;

#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BatchDraft {
    /// What makes the feed known again: sent twice, it counts once.
    #[serde(default)]
    pub feed_id: Option<String>,
    pub items: Vec<CountDraft>,
}

/// One count of a feed, or why it is none.
#[derive(Debug)]
pub struct FeedRow {
    /// Where its row begins in a file.
    pub line: Option<u64>,
    /// As it was sent.
    pub sku: String,
    pub count: Result<CountDraft, FieldError>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ItemResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    pub sku: String,
    /// As if the item had been sent alone.
    pub status: u16,
    /// The column of a file that has to be mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock: Option<StockResource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Summary {
    pub rows: usize,
    /// Taken, now or when the same feed came before.
    pub counted: usize,
    /// Of SKUs that nobody sells.
    pub unmatched: usize,
    /// For every other reason.
    pub refused: usize,
}

/// What became of a feed.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct FeedReport {
    pub summary: Summary,
    /// SKUs that nobody sells, each once.
    pub unmatched: Vec<String>,
    /// In the order in which they were sent.
    pub results: Vec<ItemResult>,
}

impl FeedReport {
    pub fn of(results: Vec<ItemResult>) -> Self {
        let count =
            |is_it: fn(u16) -> bool| results.iter().filter(|result| is_it(result.status)).count();
        let summary = Summary {
            rows: results.len(),
            counted: count(|status| status == 200),
            unmatched: count(|status| status == 404),
            refused: count(|status| status != 200 && status != 404),
        };
        let unmatched = results.iter().filter(|result| result.status == 404);
        let unmatched: BTreeSet<&str> = unmatched.map(|result| result.sku.as_str()).collect();
        let unmatched = unmatched.into_iter().map(str::to_owned).collect();
        Self { summary, unmatched, results }
    }
}

/// # Errors
/// 422 for an id that cannot be kept.
pub fn check_feed_id(id: Option<&str>) -> Option<FieldError> {
    let id = id.unwrap_or("-");
    let clean = id.bytes().all(|byte| byte.is_ascii_graphic());
    (id.is_empty() || id.len() > MAX_FEED_ID_LENGTH || !clean).then(|| FieldError {
        field: "feed_id".to_owned(),
        detail: "A feed's id has 1 to 200 printable characters without spaces.".to_owned(),
    })
}

impl BatchDraft {
    pub fn complaints(&self) -> Vec<FieldError> {
        let mut complaints: Vec<FieldError> =
            check_feed_id(self.feed_id.as_deref()).into_iter().collect();
        let mut add = |field: String, detail: &str| {
            complaints.push(FieldError { field, detail: detail.to_owned() });
        };
        if self.items.is_empty() || self.items.len() > MAX_ITEMS {
            add("items".to_owned(), "Send 1 to 500 items.");
        }
        let mut seen = HashSet::new();
        for (index, item) in self.items.iter().enumerate() {
            let field = || format!("items[{index}].sku");
            match &item.sku {
                None => add(field(), "Say of which SKU."),
                Some(sku) if !seen.insert((sku.as_str(), item.location())) => {
                    add(field(), "This SKU is there twice with this location.");
                }
                Some(_) => {}
            }
        }
        complaints
    }

    pub fn into_rows(self) -> Vec<FeedRow> {
        let row = |count: CountDraft| {
            let sku = count.sku.as_ref().map(ToString::to_string).unwrap_or_default();
            FeedRow { line: None, sku, count: Ok(count) }
        };
        self.items.into_iter().map(row).collect()
    }
}
