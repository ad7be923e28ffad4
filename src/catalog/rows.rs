//! Rows of D1 and the nouns they stand for. The same structs are written, as JSON parameters, and
//! read back. Pure, so that the way there and back is tested on the host.

use serde::{Deserialize, Serialize};

use super::list_rows::StoredLists;
use super::{
    Availability, MediaReference, OptionDraft, Picture, PricePeriod, ProductDraft, Rules, Safety,
    Sale, Seo, SortOrder, Status, UnitPrice, VariantDraft,
};
use crate::kernel::{Currency, Money, Sku, Timestamp, from_json};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRow {
    pub id: i64,
    pub handle: String,
    pub revision: i64,
    pub title: String,
    pub description: String,
    pub vendor: String,
    #[serde(rename = "type")]
    pub product_type: String,
    pub status: Status,
    pub tax_class: String,
    pub seo_title: String,
    pub seo_description: String,
    pub manufacturer: String,
    pub responsible_person: String,
    pub warnings: String,
    pub created_at_ms: i64,
    pub updated_at_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantRow {
    pub sku: String,
    pub position: i64,
    pub barcode: Option<String>,
    pub option1: Option<String>,
    pub option2: Option<String>,
    pub option3: Option<String>,
    pub price_minor: i64,
    pub compare_at_minor: Option<i64>,
    pub sale_price_minor: Option<i64>,
    pub sale_starts_at_ms: Option<i64>,
    pub sale_ends_at_ms: Option<i64>,
    pub weight_grams: u32,
    /// 0 or 1.
    pub requires_shipping: u8,
    pub media_hash: Option<String>,
    pub unit_quantity: Option<u32>,
    pub unit: Option<String>,
    pub unit_reference_quantity: Option<u32>,
    pub availability: Availability,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceHistoryRow {
    pub sku: String,
    pub from_ms: i64,
    pub price_minor: i64,
    pub compare_at_minor: Option<i64>,
    pub sale_price_minor: Option<i64>,
    pub sale_starts_at_ms: Option<i64>,
    pub sale_ends_at_ms: Option<i64>,
    /// `None` in the list `base`: the shop's.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// 1 where the list has no price from here on.
    #[serde(default)]
    pub ended: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureRow {
    pub hash: String,
    pub alt: String,
    pub width: u32,
    pub height: u32,
    pub colour: String,
}

impl PictureRow {
    pub fn to_picture(&self) -> Picture {
        Picture {
            hash: self.hash.clone(),
            alt: self.alt.clone(),
            width: self.width,
            height: self.height,
            colour: self.colour.clone(),
        }
    }
}

impl VariantRow {
    pub fn new(position: usize, variant: &VariantDraft) -> Self {
        let option = |index: usize| variant.options.get(index).cloned();
        Self {
            sku: variant.sku.as_str().to_owned(),
            position: i64::try_from(position).unwrap_or(i64::MAX),
            barcode: variant.barcode.clone(),
            option1: option(0),
            option2: option(1),
            option3: option(2),
            price_minor: variant.price.amount_minor,
            compare_at_minor: variant.compare_at_price.map(|price| price.amount_minor),
            sale_price_minor: variant.sale.map(|sale| sale.price.amount_minor),
            sale_starts_at_ms: variant.sale.map(|sale| sale.starts_at.as_millis()),
            sale_ends_at_ms: variant.sale.map(|sale| sale.ends_at.as_millis()),
            weight_grams: variant.weight_grams,
            requires_shipping: u8::from(variant.requires_shipping),
            media_hash: variant.media.clone(),
            unit_quantity: variant.unit_price.as_ref().map(|unit| unit.quantity),
            unit: variant.unit_price.as_ref().map(|unit| unit.unit.clone()),
            unit_reference_quantity: variant
                .unit_price
                .as_ref()
                .map(|unit| unit.reference_quantity),
            availability: variant.availability,
        }
    }

    /// `None` when the row could not have been written by us.
    pub fn to_draft(&self, currency: Currency) -> Option<VariantDraft> {
        let unit_price = match (self.unit_quantity, &self.unit, self.unit_reference_quantity) {
            (Some(quantity), Some(unit), Some(reference_quantity)) => {
                Some(UnitPrice { quantity, unit: unit.clone(), reference_quantity })
            }
            _ => None,
        };
        let options = [&self.option1, &self.option2, &self.option3];
        Some(VariantDraft {
            sku: Sku::parse(&self.sku).ok()?,
            barcode: self.barcode.clone(),
            options: options.into_iter().flatten().cloned().collect(),
            price: Money::new(self.price_minor, currency),
            compare_at_price: self.compare_at_minor.map(|minor| Money::new(minor, currency)),
            sale: sale_of(
                self.sale_price_minor,
                self.sale_starts_at_ms,
                self.sale_ends_at_ms,
                currency,
            ),
            weight_grams: self.weight_grams,
            requires_shipping: self.requires_shipping != 0,
            media: self.media_hash.clone(),
            unit_price,
            availability: self.availability,
        })
    }

    /// What this row adds to the price history from `now` on.
    pub fn to_history(&self, now: Timestamp) -> PriceHistoryRow {
        PriceHistoryRow {
            sku: self.sku.clone(),
            from_ms: now.as_millis(),
            price_minor: self.price_minor,
            compare_at_minor: self.compare_at_minor,
            sale_price_minor: self.sale_price_minor,
            sale_starts_at_ms: self.sale_starts_at_ms,
            sale_ends_at_ms: self.sale_ends_at_ms,
            currency: None,
            ended: 0,
        }
    }
}

impl PriceHistoryRow {
    /// What held in `currency`; a price in another one is none.
    pub fn to_period(&self, currency: Currency) -> PricePeriod {
        let held = self.ended == 0 && self.currency.is_none_or(|other| other == currency);
        PricePeriod {
            from: Timestamp::from_millis(self.from_ms),
            list: held.then(|| Money::new(self.price_minor, currency)),
            sale: sale_of(
                self.sale_price_minor,
                self.sale_starts_at_ms,
                self.sale_ends_at_ms,
                currency,
            ),
        }
    }

    /// Whether a list in `currency` has no price from here on.
    pub fn is_end_in(&self, currency: Currency) -> bool {
        self.ended != 0 && self.currency.is_none_or(|other| other == currency)
    }

    /// Whether both rows say the same about prices, whenever they were written.
    pub fn says_the_same(&self, other: &Self) -> bool {
        Self { from_ms: other.from_ms, ..self.clone() } == *other
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectionRow {
    pub id: i64,
    pub handle: String,
    pub revision: i64,
    pub title: String,
    pub description: String,
    pub media_hash: Option<String>,
    pub media_alt: String,
    pub sort: SortOrder,
    pub rules: Option<String>,
    pub seo_title: String,
    pub seo_description: String,
    pub sync_cursor: Option<i64>,
    pub created_at_ms: i64,
    pub updated_at_ms: i64,
}

impl CollectionRow {
    /// `None` when the merchant lists the products by hand.
    pub fn rules(&self) -> Option<Rules> {
        from_json(self.rules.as_deref()?.as_bytes()).ok()
    }

    pub fn seo(&self) -> Seo {
        Seo { title: self.seo_title.clone(), description: self.seo_description.clone() }
    }
}

/// A product with everything that D1 knows about it.
#[derive(Debug)]
pub struct StoredProduct {
    pub row: ProductRow,
    pub draft: ProductDraft,
    pub pictures: Vec<PictureRow>,
    /// What each SKU cost from when on, in order of time.
    pub history: Vec<PriceHistoryRow>,
    /// The prices of other lists; loaded where the product is published.
    pub lists: StoredLists,
    /// What can be bought of each SKU that is counted; loaded where the product is published.
    pub stock: Vec<AvailableRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AvailableRow {
    pub sku: String,
    pub available: Option<u32>,
    pub back_orderable: u32,
}

pub(super) fn sale_of(
    price_minor: Option<i64>,
    starts_at_ms: Option<i64>,
    ends_at_ms: Option<i64>,
    currency: Currency,
) -> Option<Sale> {
    Some(Sale {
        price: Money::new(price_minor?, currency),
        starts_at: Timestamp::from_millis(starts_at_ms?),
        ends_at: Timestamp::from_millis(ends_at_ms?),
    })
}

impl ProductRow {
    /// Puts a product together from its rows; `handle` stays out, it is in the address.
    pub fn to_draft(
        &self,
        tags: Vec<String>,
        options: Vec<String>,
        media: &[PictureRow],
        variants: &[VariantRow],
        currency: Currency,
    ) -> ProductDraft {
        ProductDraft {
            handle: None,
            title: self.title.clone(),
            description: self.description.clone(),
            vendor: self.vendor.clone(),
            product_type: self.product_type.clone(),
            tags,
            status: self.status,
            tax_class: self.tax_class.clone(),
            seo: Seo { title: self.seo_title.clone(), description: self.seo_description.clone() },
            options: options.into_iter().map(|name| OptionDraft { name }).collect(),
            variants: variants.iter().filter_map(|variant| variant.to_draft(currency)).collect(),
            media: media
                .iter()
                .map(|picture| MediaReference {
                    hash: picture.hash.clone(),
                    alt: picture.alt.clone(),
                })
                .collect(),
            safety: Safety {
                manufacturer: self.manufacturer.clone(),
                responsible_person: self.responsible_person.clone(),
                warnings: self.warnings.clone(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_variant_survives_its_row(
            price in 0i64..1_000_000, more in prop::option::of(1i64..1000), less in prop::option::of((1i64..1000, 0i64..9999, 1i64..9999)),
            options in prop::collection::vec("[a-zA-Z ]{1,8}", 0..=3), weight in 0u32..100_000, shipped: bool,
            unit in prop::option::of((1u32..1000, 1u32..1000)), barcode in prop::option::of("[0-9]{8,13}"),
        ) {
            let euro = |minor| Money::new(minor, Currency::EUR);
            let draft = VariantDraft {
                sku: Sku::parse("A-1").unwrap(),
                barcode,
                options,
                price: euro(price),
                compare_at_price: more.map(|more| euro(price + more)),
                sale: less.map(|(amount, start, length)| Sale {
                    price: euro(amount),
                    starts_at: Timestamp::from_millis(start),
                    ends_at: Timestamp::from_millis(start + length),
                }),
                weight_grams: weight,
                requires_shipping: shipped,
                media: None,
                unit_price: unit.map(|(quantity, reference_quantity)| UnitPrice { quantity, unit: "ml".into(), reference_quantity }),
                availability: Availability::Low,
            };
            let row = VariantRow::new(3, &draft);
            let json = serde_json::to_string(&row).unwrap();
            let read: VariantRow = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(read.to_draft(Currency::EUR), Some(draft));
        }
    }
}
