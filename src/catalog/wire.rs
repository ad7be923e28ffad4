//! JSON shapes of collections in the admin API, and of the catalogue in the storefront API.

use serde::{Deserialize, Serialize};

use super::collection::MAX_MANUAL_PRODUCTS;
use super::document::Safety;
use super::product::MAX_TITLE_LENGTH;
use super::{
    Availability, Card, CollectionCard, Membership, Offer, Picture, ProductDocument, ProductOption,
    Rules, Seo, SortOrder, UnitPrice, VariantDocument, brief_policy,
};
use crate::content::PictureReference;
use crate::kernel::{Handle, Money, Timestamp};
use crate::web::{CachePolicy, Problem};

/// A document by its key, like `product:linen-throw`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct StuckPublication {
    pub key: String,
    /// When it was first found behind.
    pub since: Timestamp,
}

/// `PUT /api/admin/v1/collections/{handle}`: exactly one of `products` and `rules`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CollectionDraft {
    /// The handle it shall have from now on; absent means the one in the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<Handle>,
    pub title: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub media: Option<PictureReference>,
    #[serde(default)]
    pub sort: SortOrder,
    #[serde(default)]
    pub seo: Seo,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub products: Option<Vec<Handle>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Rules>,
}

impl CollectionDraft {
    /// Checks what one field alone cannot tell.
    pub fn membership(&self) -> Result<Membership, Problem> {
        if self.title.trim().is_empty() || self.title.len() > 1000 {
            return Err(Problem::invalid_field(
                "title",
                "A collection needs a title of at most 1,000 bytes.",
            ));
        }
        if self.description.len() > 100_000 {
            return Err(Problem::invalid_field(
                "description",
                "A description has at most 100,000 bytes.",
            ));
        }
        for (field, text) in
            [("seo.title", &self.seo.title), ("seo.description", &self.seo.description)]
        {
            if text.len() > MAX_TITLE_LENGTH {
                return Err(Problem::invalid_field(field, "This has at most 12,000 bytes."));
            }
        }
        match (&self.products, &self.rules) {
            (Some(products), None) => manual(products),
            (None, Some(rules)) => match rules.complaint() {
                None => Ok(Membership::Rules(rules.clone())),
                Some((index, sentence)) => {
                    Err(Problem::invalid_field(format!("rules.conditions[{index}]"), sentence))
                }
            },
            _ => Err(Problem::invalid_field(
                "products",
                "Give either `products`, a list of handles in order, or `rules`.",
            )),
        }
    }
}

fn manual(products: &[Handle]) -> Result<Membership, Problem> {
    if products.len() > MAX_MANUAL_PRODUCTS {
        return Err(Problem::invalid_field(
            "products",
            "A list by hand has at most 1,000 products; use rules for more.",
        ));
    }
    for (index, handle) in products.iter().enumerate() {
        if products.iter().take(index).any(|other| other == handle) {
            return Err(Problem::invalid_field(
                format!("products[{index}]"),
                "This product is in the list already.",
            ));
        }
    }
    Ok(Membership::Products(products.to_vec()))
}

/// What a shopper pays at the instant of the answer.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct OfferResource {
    pub price: Money,
    pub was: Option<Money>,
    pub lowest_of_30_days: Option<Money>,
    pub valid_until: Option<Timestamp>,
}

impl From<Offer> for OfferResource {
    fn from(offer: Offer) -> Self {
        Self {
            price: offer.unit,
            was: offer.was,
            lowest_of_30_days: offer.lowest_of_30_days,
            valid_until: offer.valid_until,
        }
    }
}

/// A picture with the addresses of its renditions.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PictureResource {
    pub url: String,
    pub alt: String,
    pub width: u32,
    pub height: u32,
    pub colour: String,
}

impl PictureResource {
    pub fn new(picture: &Picture) -> Self {
        Self {
            url: picture.social(),
            alt: picture.alt.clone(),
            width: picture.width,
            height: picture.height,
            colour: picture.colour.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct VariantResource<'a> {
    pub sku: &'a str,
    pub barcode: Option<&'a str>,
    pub options: &'a [String],
    #[serde(flatten)]
    pub offer: OfferResource,
    pub unit_price: Option<&'a UnitPrice>,
    pub weight_grams: u32,
    pub requires_shipping: bool,
    pub availability: Availability,
}

impl<'a> VariantResource<'a> {
    fn new(variant: &'a VariantDocument, now: Timestamp) -> Self {
        Self {
            sku: &variant.sku,
            barcode: variant.barcode.as_deref(),
            options: &variant.options,
            offer: variant.price.at(now).into(),
            unit_price: variant.unit_price.as_ref(),
            weight_grams: variant.weight_grams,
            requires_shipping: variant.requires_shipping,
            availability: variant.availability,
        }
    }
}

/// `GET /api/v1/products/{handle}`
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ProductResource<'a> {
    pub handle: &'a str,
    pub title: &'a str,
    pub description_html: &'a str,
    pub vendor: &'a str,
    #[serde(rename = "type")]
    pub product_type: &'a str,
    pub tags: &'a [String],
    pub url: String,
    pub options: &'a [ProductOption],
    pub variants: Vec<VariantResource<'a>>,
    pub media: Vec<PictureResource>,
    pub safety: &'a Safety,
    pub collections: Vec<&'a str>,
    pub updated_at: Timestamp,
}

impl<'a> ProductResource<'a> {
    pub fn new(product: &'a ProductDocument, origin: &str, now: Timestamp) -> Self {
        let variants = product.variants.iter();
        let collections = product.collections.iter();
        Self {
            handle: &product.handle,
            title: &product.title,
            description_html: &product.description_html,
            vendor: &product.vendor,
            product_type: &product.product_type,
            tags: &product.tags,
            url: format!("{origin}/products/{}", product.handle),
            options: &product.options,
            variants: variants.map(|variant| VariantResource::new(variant, now)).collect(),
            media: product.media.iter().map(PictureResource::new).collect(),
            safety: &product.safety,
            collections: collections.map(|link| link.handle.as_str()).collect(),
            updated_at: product.updated_at,
        }
    }

    /// How long an answer with this product may be kept.
    pub fn policy(product: &ProductDocument, now: Timestamp) -> CachePolicy {
        let variants = product.variants.iter();
        brief_policy(variants.filter_map(|variant| variant.price.next_boundary(now)).min(), now)
    }
}

/// A variant in a list: what a card needs to be bought from.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ListedVariant {
    pub sku: String,
    pub options: Vec<String>,
    pub price: Money,
    pub availability: Availability,
    /// When the price changes next.
    #[serde(skip)]
    pub boundary: Option<Timestamp>,
}

/// A product in a list.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ListedProduct {
    pub handle: String,
    pub title: String,
    pub vendor: String,
    pub url: String,
    pub picture: Option<PictureResource>,
    /// The lowest of its variants.
    pub price_from: Option<Money>,
    pub availability: Availability,
    pub variants: Vec<ListedVariant>,
    /// When one of its prices changes next.
    #[serde(skip)]
    pub boundary: Option<Timestamp>,
}

impl ListedProduct {
    pub fn new(card: &Card, variants: Vec<ListedVariant>, origin: &str, now: Timestamp) -> Self {
        let prices = card.prices.iter().map(|price| price.at(now).unit);
        let boundaries = card.prices.iter().filter_map(|price| price.next_boundary(now));
        let of_variants = variants.iter().filter_map(|variant| variant.boundary);
        Self {
            handle: card.handle.clone(),
            title: card.title.clone(),
            vendor: card.vendor.clone(),
            url: format!("{origin}/products/{}", card.handle),
            picture: card.picture.as_ref().map(PictureResource::new),
            price_from: prices.min_by_key(|price| price.amount_minor),
            availability: card.availability,
            boundary: boundaries.chain(of_variants).min(),
            variants,
        }
    }

    /// How long an answer with these products may be kept.
    pub fn policy(products: &[Self], now: Timestamp) -> CachePolicy {
        brief_policy(products.iter().filter_map(|product| product.boundary).min(), now)
    }
}

/// A collection in a list.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ListedCollection {
    pub handle: String,
    pub title: String,
    pub url: String,
    pub picture: Option<PictureResource>,
    pub product_count: u32,
}

impl ListedCollection {
    pub fn new(card: &CollectionCard, origin: &str) -> Self {
        Self {
            handle: card.handle.clone(),
            title: card.title.clone(),
            url: format!("{origin}/collections/{}", card.handle),
            picture: card.picture.as_ref().map(PictureResource::new),
            product_count: card.product_count,
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ProductList {
    pub products: Vec<ListedProduct>,
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct CollectionList {
    pub collections: Vec<ListedCollection>,
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct CollectionResource<'a> {
    pub handle: &'a str,
    pub title: &'a str,
    pub description_html: &'a str,
    pub url: String,
    pub product_count: u32,
    pub products: Vec<ListedProduct>,
    pub next_cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::samples;
    use serde_json::json;

    #[test]
    fn a_list_is_kept_a_minute_or_until_a_price_in_it_changes() {
        let card = |prices| samples::card("jug", prices);
        let variant = ListedVariant {
            sku: "JUG".to_owned(),
            options: Vec::new(),
            price: samples::euro(4000),
            availability: Availability::InStock,
            boundary: Some(samples::NOW.plus_seconds(10)),
        };
        let minute = "public, max-age=60, stale-while-revalidate=0";
        for (seconds, variants, expected) in [
            (20, vec![], "public, max-age=20, stale-while-revalidate=0"),
            (20, vec![variant], "public, max-age=10, stale-while-revalidate=0"),
            (600, vec![], minute),
        ] {
            let prices = vec![samples::price(5000), samples::reduced(5000, 4000, seconds)];
            let listed = [
                ListedProduct::new(&card(vec![samples::price(1)]), Vec::new(), "", samples::NOW),
                ListedProduct::new(&card(prices), variants, "", samples::NOW),
            ];
            let headers = ListedProduct::policy(&listed, samples::NOW).headers(samples::NOW);
            assert_eq!(headers.edge.as_deref(), Some(expected));
        }
        let headers = ListedProduct::policy(&[], samples::NOW).headers(samples::NOW);
        assert_eq!(headers.edge.as_deref(), Some(minute));
    }

    #[test]
    fn a_collection_is_listed_by_hand_or_by_rules_never_both_or_neither() {
        let rule = json!({"match": "all", "conditions": [{"field": "tag", "relation": "equals", "value": "blue"}]});
        for (body, field) in [
            (json!({"title": "x"}), Some("products")),
            (json!({"title": "x", "products": [], "rules": rule}), Some("products")),
            (json!({"title": "x", "products": ["a", "b", "a"]}), Some("products[2]")),
            (json!({"title": "", "products": []}), Some("title")),
            (
                json!({"title": "x", "rules": {"match": "any", "conditions": []}}),
                Some("rules.conditions[0]"),
            ),
            (json!({"title": "x", "products": ["a"]}), None),
            (json!({"title": "x", "rules": rule}), None),
        ] {
            let draft: CollectionDraft = serde_json::from_value(body).unwrap();
            let refused = draft.membership().err();
            let found = refused.as_ref().and_then(|problem| problem.errors.first());
            assert_eq!(found.map(|error| error.field.as_str()), field);
        }
    }
}
