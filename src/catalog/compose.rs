//! Documents from what D1 holds. Pure: the same rows at the same instant give the same document.

use super::document::ProductOption;
use super::rows::{PriceHistoryRow, StoredProduct};
use super::{
    Card, CollectionLink, Price, PricePeriod, ProductDocument, Seo, Status, VariantDocument,
    VariantDraft, lowest_price_before,
};
use crate::content::DOCUMENT_FORMAT;
use crate::content::{Settings, render_markdown};
use crate::kernel::{Timestamp, plain_excerpt};

/// How long a description for search engines is when the merchant gave none, in characters.
const SEO_DESCRIPTION_LENGTH: usize = 155;

/// The document of an active product; `None` for one that the shop does not show.
pub fn compose_product(
    stored: &StoredProduct,
    settings: &Settings,
    collections: Vec<CollectionLink>,
    related: Vec<Card>,
) -> Option<ProductDocument> {
    let draft = &stored.draft;
    if draft.status != Status::Active || draft.variants.is_empty() {
        return None;
    }
    let variants = draft.variants.iter();
    Some(ProductDocument {
        format: DOCUMENT_FORMAT,
        revision: stored.row.revision,
        handle: stored.row.handle.clone(),
        title: draft.title.clone(),
        description_html: render_markdown(&draft.description),
        vendor: draft.vendor.clone(),
        product_type: draft.product_type.clone(),
        tags: draft.tags.clone(),
        seo: seo(&draft.seo, &draft.title, &draft.description),
        currency: settings.currency,
        options: options_of(stored),
        variants: variants.map(|variant| compose_variant(variant, stored, settings)).collect(),
        media: stored.pictures.iter().map(super::rows::PictureRow::to_picture).collect(),
        safety: draft.safety.clone(),
        collections,
        related,
        updated_at: Timestamp::from_millis(stored.row.updated_at_ms),
    })
}

/// The merchant's words for search engines, or what can be said from the rest.
pub fn seo(given: &Seo, title: &str, markdown: &str) -> Seo {
    let or = |text: &str, other: String| {
        if text.is_empty() { other } else { text.to_owned() }
    };
    let words: String =
        markdown.chars().filter(|character| !"*_#>`[]|".contains(*character)).collect();
    Seo {
        title: or(&given.title, title.to_owned()),
        description: or(&given.description, plain_excerpt(&words, SEO_DESCRIPTION_LENGTH)),
    }
}

/// Each option with the values that its variants have, in order of first use.
fn options_of(stored: &StoredProduct) -> Vec<ProductOption> {
    let options = stored.draft.options.iter().enumerate();
    options
        .map(|(index, option)| {
            let mut values: Vec<String> = Vec::new();
            for variant in &stored.draft.variants {
                if let Some(value) = variant.options.get(index)
                    && !values.contains(value)
                {
                    values.push(value.clone());
                }
            }
            ProductOption { name: option.name.clone(), values }
        })
        .collect()
}

fn compose_variant(
    variant: &VariantDraft,
    stored: &StoredProduct,
    settings: &Settings,
) -> VariantDocument {
    let sku = variant.sku.as_str();
    let rows: Vec<&PriceHistoryRow> = stored.history.iter().filter(|row| row.sku == sku).collect();
    let periods: Vec<PricePeriod> =
        rows.iter().map(|row| row.to_period(settings.currency)).collect();
    let list_since = periods
        .iter()
        .rev()
        .take_while(|period| period.list == variant.price)
        .last()
        .map(|period| period.from);
    VariantDocument {
        sku: sku.to_owned(),
        barcode: variant.barcode.clone(),
        options: variant.options.clone(),
        price: Price {
            lowest_before_list: list_since
                .filter(|_| variant.compare_at_price.is_some())
                .and_then(|since| lowest_price_before(&periods, since)),
            lowest_before_sale: variant
                .sale
                .and_then(|sale| lowest_price_before(&periods, sale.starts_at)),
            ..variant.price()
        },
        weight_grams: variant.weight_grams,
        requires_shipping: variant.requires_shipping,
        media: variant.media.clone(),
        unit_price: variant.unit_price.clone(),
        availability: variant.availability,
    }
}

/// The next instant at which a price of the product changes by the clock.
pub fn next_boundary(document: &ProductDocument, now: Timestamp) -> Option<Timestamp> {
    let variants = document.variants.iter();
    variants.filter_map(|variant| variant.price.next_boundary(now)).min()
}
