//! The documents that pages are rendered from: what the Publisher writes to KV. A document holds
//! all that its page shows except the shop's own frame, so a cold page costs one KV read.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::price::Price;
use crate::content::this_format;
use crate::kernel::{Currency, MarketId, Money, Timestamp};
use crate::media::Rendition;

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub enum Availability {
    #[default]
    InStock,
    Low,
    BackOrder,
    SoldOut,
}

impl Availability {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InStock => "in_stock",
            Self::Low => "low",
            Self::BackOrder => "back_order",
            Self::SoldOut => "sold_out",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::InStock, Self::Low, Self::BackOrder, Self::SoldOut]
            .into_iter()
            .find(|availability| availability.as_str() == text)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::InStock => "In stock",
            Self::Low => "Only a few left",
            Self::BackOrder => "Made to order",
            Self::SoldOut => "Sold out",
        }
    }

    pub const fn can_be_bought(self) -> bool {
        !matches!(self, Self::SoldOut)
    }
}

/// An image in R2 by the SHA-256 of its bytes, with its pixel size and dominant colour `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub hash: String,
    pub alt: String,
    pub width: u32,
    pub height: u32,
    pub colour: String,
}

impl Picture {
    /// The address for those who show one picture beside a link.
    pub fn social(&self) -> String {
        self.src(1280)
    }

    /// The address of the widest size up to `width`; the narrowest where the original is smaller.
    pub fn src(&self, width: u32) -> String {
        let widest = self.widths().filter(|known| *known <= width).last();
        format!("/media/{}/{}.webp", self.hash, widest.unwrap_or(Rendition::WIDTHS[0]))
    }

    /// Every size that is no wider than the original, as a `srcset`.
    pub fn srcset(&self) -> String {
        let mut sizes = String::new();
        for width in self.widths() {
            let comma = if sizes.is_empty() { "" } else { ", " };
            let _ = write!(sizes, "{comma}/media/{}/{width}.webp {width}w", self.hash);
        }
        sizes
    }

    fn widths(&self) -> impl Iterator<Item = u32> {
        Rendition::WIDTHS.into_iter().filter(|width| *width <= self.width)
    }
}

/// Title and description for search engines; empty ones were filled in at publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Seo {
    pub title: String,
    pub description: String,
}

/// What Regulation (EU) 2023/988 article 19 wants beside an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Safety {
    pub manufacturer: String,
    pub responsible_person: String,
    pub warnings: String,
}

impl Safety {
    pub fn is_empty(&self) -> bool {
        self.manufacturer.is_empty()
            && self.responsible_person.is_empty()
            && self.warnings.is_empty()
    }
}

/// How much is in one piece and what its price is quoted for: 250 ml per 100 ml.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UnitPrice {
    pub quantity: u32,
    /// One of the units that `product.rs` lists.
    pub unit: String,
    pub reference_quantity: u32,
}

impl UnitPrice {
    /// What the reference quantity costs when one piece costs `unit`, half up to the minor unit.
    pub fn price_of(&self, unit: Money) -> Option<Money> {
        let quantity = i128::from(self.quantity);
        let whole = i128::from(unit.amount_minor) * i128::from(self.reference_quantity);
        let rounded = (2 * whole + quantity).checked_div_euclid(2 * quantity)?;
        i64::try_from(rounded).ok().map(|amount_minor| Money::new(amount_minor, unit.currency))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ProductOption {
    pub name: String,
    pub values: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantDocument {
    pub sku: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barcode: Option<String>,
    /// One value per option of the product, in their order.
    pub options: Vec<String>,
    /// In the price list `base`, or in that of the market that the document is shown in.
    pub price: Price,
    /// Explicit prices by price list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub list_prices: BTreeMap<String, Price>,
    pub weight_grams: u32,
    pub requires_shipping: bool,
    /// Hash of the picture that shows this variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<UnitPrice>,
    pub availability: Availability,
    /// Units that can be bought, where the merchant wants shoppers to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub units_left: Option<u32>,
}

/// A collection by name, for breadcrumbs and links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionLink {
    pub handle: String,
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductDocument {
    #[serde(deserialize_with = "this_format")]
    pub format: u32,
    pub revision: i64,
    pub handle: String,
    pub title: String,
    pub description_html: String,
    pub vendor: String,
    #[serde(rename = "type")]
    pub product_type: String,
    pub tags: Vec<String>,
    pub seo: Seo,
    pub currency: Currency,
    pub options: Vec<ProductOption>,
    pub variants: Vec<VariantDocument>,
    pub media: Vec<Picture>,
    pub safety: Safety,
    /// The collections it is in; the first one makes the breadcrumb.
    pub collections: Vec<CollectionLink>,
    pub related: Vec<Card>,
    pub updated_at: Timestamp,
    /// Markets that sell none of its variants; known once it is shown in one.
    #[serde(skip)]
    pub not_sold_in: Vec<Option<MarketId>>,
}

/// A product as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub handle: String,
    pub title: String,
    pub vendor: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
    /// Shown on hover and focus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_picture: Option<Picture>,
    /// The distinct prices of its variants; never empty.
    pub prices: Vec<Price>,
    /// The same in each price list that has explicit prices for some of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub list_prices: BTreeMap<String, Vec<Price>>,
    /// The best of its variants.
    pub availability: Availability,
    pub variant_count: u32,
}

/// One page of cards with what is needed to narrow and turn it: shared by collection and search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Shelf {
    pub cards: Vec<Card>,
    /// Products in all, over all pages.
    pub total: u32,
    pub facets: Vec<FacetGroup>,
}

/// The values of one facet with how many products each would leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetGroup {
    /// The query parameter: `vendor`, `type`, `tag`, `availability` or `option.<name in lower case>`.
    pub key: String,
    pub label: String,
    pub values: Vec<FacetValue>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    pub value: String,
    pub count: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionDocument {
    #[serde(deserialize_with = "this_format")]
    pub format: u32,
    pub revision: i64,
    pub handle: String,
    pub title: String,
    pub description_html: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
    pub seo: Seo,
    pub currency: Currency,
    pub sort: super::SortOrder,
    /// The first page without filters, in the collection's own order.
    pub shelf: Shelf,
    pub updated_at: Timestamp,
}

/// A collection as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionCard {
    pub handle: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
    pub product_count: u32,
}

/// Every collection, for `/collections`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionsDocument {
    #[serde(deserialize_with = "this_format")]
    pub format: u32,
    pub collections: Vec<CollectionCard>,
}

/// A few cards of one collection on the home page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeaturedCollection {
    pub handle: String,
    pub title: String,
    pub cards: Vec<Card>,
}

/// A picture with words and a link, on the home page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Banner {
    pub title: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Picture>,
    pub link_title: String,
    pub link_url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeDocument {
    #[serde(deserialize_with = "this_format")]
    pub format: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hero: Option<Banner>,
    pub collections: Vec<CollectionCard>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub featured: Option<FeaturedCollection>,
    /// The newest products.
    pub arrivals: Vec<Card>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<Banner>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32) -> Picture {
        Picture {
            hash: "ab".to_owned(),
            alt: String::new(),
            width,
            height: 100,
            colour: "#aabbcc".to_owned(),
        }
    }

    #[test]
    fn a_picture_is_never_offered_wider_than_it_is() {
        assert_eq!(picture(700).srcset(), "/media/ab/320.webp 320w, /media/ab/640.webp 640w");
        assert_eq!(picture(700).src(1280), "/media/ab/640.webp");
        assert_eq!(picture(4000).src(960), "/media/ab/960.webp");
        assert_eq!(picture(64).srcset(), "");
        assert_eq!(picture(64).src(640), "/media/ab/320.webp");
    }

    #[test]
    fn the_unit_price_is_rounded_half_up() {
        let per = |quantity, reference_quantity| UnitPrice {
            quantity,
            unit: "ml".to_owned(),
            reference_quantity,
        };
        let price = |of: UnitPrice, amount_minor| {
            of.price_of(Money::new(amount_minor, Currency::EUR)).map(|money| money.amount_minor)
        };
        assert_eq!(price(per(250, 100), 1000), Some(400));
        assert_eq!(price(per(1000, 500), 1), Some(1));
        assert_eq!(price(per(300, 100), 1000), Some(333));
        assert_eq!(price(per(0, 100), 1000), None);
        assert_eq!(price(per(1, u32::MAX), i64::MAX), None);
    }
}
