//! JSON shapes that the admin API answers with for the catalogue.

use serde::{Deserialize, Serialize};

use super::ProductDraft;
use super::price_list::PriceListDraft;
use super::wire::CollectionDraft;
use crate::kernel::{Currency, Timestamp};

/// A product as the merchant edits it, with what the shop adds.
#[derive(Debug, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "ProductResource")
)]
pub struct ProductAnswer<'a> {
    pub handle: &'a str,
    pub revision: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    #[serde(flatten)]
    pub product: &'a ProductDraft,
}

#[derive(Debug, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "CollectionResource")
)]
pub struct CollectionAnswer<'a> {
    pub handle: &'a str,
    pub revision: i64,
    pub updated_at: Timestamp,
    #[serde(flatten)]
    pub collection: &'a CollectionDraft,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PriceListResource<'a> {
    pub id: &'a str,
    pub revision: i64,
    pub updated_at: Timestamp,
    #[serde(flatten)]
    pub list: &'a PriceListDraft,
}

/// A list without its prices.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ListedPriceList {
    pub id: String,
    pub revision: i64,
    pub updated_at: Timestamp,
    pub title: String,
    pub currency: Currency,
    pub price_count: u32,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PriceLists {
    pub price_lists: Vec<ListedPriceList>,
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PublicationProgress {
    pub documents: i64,
    /// Documents that KV does not have in their latest revision.
    pub behind: i64,
}
