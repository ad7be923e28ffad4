//! JSON shapes that the admin API answers with for the catalogue, and lists of it.

use serde::{Deserialize, Serialize};

use super::price_list::PriceListDraft;
use super::wire::CollectionDraft;
use super::{Picture, ProductDraft, Status};
use crate::kernel::{Currency, Handle, Money, Timestamp};
use crate::web::Problem;

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

/// A small picture beside a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Thumbnail {
    pub url: String,
    pub alt: String,
}

impl Thumbnail {
    pub fn new(picture: &Picture) -> Self {
        Self { url: picture.src(320), alt: picture.alt.clone() }
    }
}

/// A product as the merchant finds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ProductEntry {
    pub handle: String,
    pub title: String,
    pub status: Status,
    pub vendor: String,
    #[serde(rename = "type")]
    pub product_type: String,
    pub tags: Vec<String>,
    pub revision: i64,
    pub variant_count: u32,
    /// List prices of its variants, the lowest and the highest.
    pub price_from: Option<Money>,
    pub price_to: Option<Money>,
    /// The first of its pictures.
    pub picture: Option<Thumbnail>,
    /// Units that can be bought of all variants that are counted; `null` where none is.
    pub available: Option<i64>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// `GET /api/admin/v1/products`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ProductEntries {
    pub products: Vec<ProductEntry>,
    pub next_cursor: Option<String>,
}

/// A value that products can be narrowed by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct FacetCount {
    pub value: String,
    pub products: u32,
}

/// `GET /api/admin/v1/product-facets`: the 200 most frequent of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ProductFacets {
    pub vendors: Vec<FacetCount>,
    pub types: Vec<FacetCount>,
    pub tags: Vec<FacetCount>,
}

/// How a collection finds its products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MembershipKind {
    Products,
    Rules,
}

/// A collection as the merchant finds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct CollectionEntry {
    pub handle: Handle,
    pub title: String,
    pub revision: i64,
    pub membership: MembershipKind,
    /// Products that shoppers see in it.
    pub product_count: u32,
    pub picture: Option<Thumbnail>,
    pub updated_at: Timestamp,
}

/// `GET /api/admin/v1/collections`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct CollectionEntries {
    pub collections: Vec<CollectionEntry>,
    pub next_cursor: Option<String>,
}

/// What became of one item of `POST /api/admin/v1/products/batch`.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ChangeResult {
    pub handle: Handle,
    /// As if the item had been sent alone.
    pub status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ChangeResults {
    pub results: Vec<ChangeResult>,
}
