//! JSON shapes of the admin API for lists of the catalogue.

use serde::{Deserialize, Serialize};

use super::{Picture, Status};
use crate::kernel::{Handle, Money, Timestamp};
use crate::web::Problem;

/// A small picture beside a title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
pub struct ProductEntries {
    pub products: Vec<ProductEntry>,
    pub next_cursor: Option<String>,
}

/// A value that products can be narrowed by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetCount {
    pub value: String,
    pub products: u32,
}

/// `GET /api/admin/v1/product-facets`: the 200 most frequent of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductFacets {
    pub vendors: Vec<FacetCount>,
    pub types: Vec<FacetCount>,
    pub tags: Vec<FacetCount>,
}

/// How a collection finds its products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MembershipKind {
    Products,
    Rules,
}

/// A collection as the merchant finds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
pub struct CollectionEntries {
    pub collections: Vec<CollectionEntry>,
    pub next_cursor: Option<String>,
}

/// What became of one item of `POST /api/admin/v1/products/batch`.
#[derive(Debug, Serialize)]
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
pub struct ChangeResults {
    pub results: Vec<ChangeResult>,
}
