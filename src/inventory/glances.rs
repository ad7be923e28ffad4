//! Stock that needs somebody, as the merchant's first page shows it.

use serde::{Deserialize, Serialize};

use crate::web::Glance;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct StockGlance {
    pub sku: String,
    /// The product that is sold under it; `None` where none is any more.
    pub product: Option<String>,
    pub title: Option<String>,
    pub available: Option<u32>,
    /// Units that were promised and are not there.
    pub oversold: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct StockAttention {
    /// Few are left: as many as the settings say, or fewer.
    pub low_stock: Glance<StockGlance>,
    pub sold_out: Glance<StockGlance>,
    pub oversold: Glance<StockGlance>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(super) struct GlanceRow {
    #[serde(flatten)]
    stock: StockGlance,
    count: u32,
}

pub(super) fn glance_of(rows: Vec<GlanceRow>) -> Glance<StockGlance> {
    let count = rows.first().map_or(0, |row| row.count);
    Glance { count, first: rows.into_iter().map(|row| row.stock).collect() }
}
