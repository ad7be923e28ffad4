//! What a product of Shopify's CSV says, and the product that comes of it. Of a product that is there
//! already, what no column of the file is about stays as it is.

use std::collections::HashMap;

use crate::catalog::{
    MediaReference, OptionDraft, ProductDraft, Safety, Seo, Status, UnitPrice, VariantDraft,
};
use crate::kernel::{Money, Sku};

use super::columns::{Column, Columns, OPTION_NAMES, OPTION_VALUES};

/// `None` stands for a column that the file does not have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShopifyProduct {
    pub title: Option<String>,
    pub description: Option<String>,
    pub vendor: Option<String>,
    pub product_type: Option<String>,
    pub tags: Option<Vec<String>>,
    pub status: Option<Status>,
    pub tax_class: Option<String>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub options: Vec<String>,
    pub variants: Option<Vec<ShopifyVariant>>,
    pub pictures: Option<Vec<ShopifyPicture>>,
}

/// What a row says of something that a variant may lack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<T> {
    NoColumn,
    Empty,
    Value(T),
}

impl<T: Clone> Cell<T> {
    /// What it says, or what is there already.
    fn or_kept(&self, kept: Option<T>) -> Option<T> {
        match self {
            Self::NoColumn => kept,
            Self::Empty => None,
            Self::Value(value) => Some(value.clone()),
        }
    }

    /// From a column that the file has.
    pub fn of(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Self::Value)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopifyVariant {
    pub line: u32,
    pub sku: Sku,
    pub barcode: Cell<String>,
    pub options: Vec<String>,
    pub price: Money,
    pub compare_at: Cell<Money>,
    pub weight_grams: Option<u32>,
    pub requires_shipping: Option<bool>,
    pub unit_price: Cell<UnitPrice>,
    /// An address among the product's pictures.
    pub picture: Option<String>,
    pub quantity: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopifyPicture {
    pub line: u32,
    pub url: String,
    pub alt: String,
}

impl ShopifyProduct {
    /// The product as it shall be. `hashes` are the pictures that are known by their addresses; others
    /// are left out.
    pub fn merge(
        &self,
        stored: Option<&ProductDraft>,
        hashes: &HashMap<String, String>,
    ) -> ProductDraft {
        let mut draft = stored.cloned().unwrap_or_else(empty);
        let set = |field: &mut String, value: &Option<String>| {
            if let Some(value) = value {
                field.clone_from(value);
            }
        };
        set(&mut draft.title, &self.title);
        set(&mut draft.description, &self.description);
        set(&mut draft.vendor, &self.vendor);
        set(&mut draft.product_type, &self.product_type);
        set(&mut draft.tax_class, &self.tax_class);
        set(&mut draft.seo.title, &self.seo_title);
        set(&mut draft.seo.description, &self.seo_description);
        if let Some(tags) = &self.tags {
            draft.tags.clone_from(tags);
        }
        draft.status = self.status.unwrap_or(draft.status);
        if let Some(pictures) = &self.pictures {
            let fetched = media(pictures, hashes);
            let is_whole = pictures.iter().all(|picture| hashes.contains_key(&picture.url));
            if is_whole {
                draft.media = fetched;
            } else {
                // What could not be fetched just now takes nothing away.
                let known = std::mem::take(&mut draft.media);
                let is_new = |new: &MediaReference| !known.iter().any(|one| one.hash == new.hash);
                let added: Vec<MediaReference> = fetched.into_iter().filter(is_new).collect();
                draft.media = known.into_iter().chain(added).collect();
            }
        }
        if let Some(variants) = &self.variants {
            let names = self.options.iter();
            draft.options = names.map(|name| OptionDraft { name: name.clone() }).collect();
            let keeps_pictures = self.pictures.is_none();
            let merged = variants.iter().map(|variant| {
                let known = stored.and_then(|stored| {
                    stored.variants.iter().find(|known| known.sku == variant.sku)
                });
                let mut merged = variant.merge(known);
                if !keeps_pictures {
                    merged.media = match &variant.picture {
                        Some(url) => hashes.get(url).cloned().or(merged.media),
                        None => None,
                    };
                }
                merged
            });
            draft.variants = merged.collect();
        }
        // A variant shows one of its product's pictures.
        for variant in &mut draft.variants {
            let shown = |hash: &String| draft.media.iter().any(|media| media.hash == *hash);
            variant.media = variant.media.take().filter(shown);
        }
        draft
    }

    /// The addresses of its pictures.
    pub fn addresses(&self) -> impl Iterator<Item = &ShopifyPicture> {
        self.pictures.iter().flatten()
    }

    /// Line and column that a field of the merged product comes from.
    pub fn place_of(&self, field: &str, columns: &Columns, first_line: u32) -> (u32, String) {
        let (index, inner) = match field.split_once('[').and_then(|(_, rest)| rest.split_once(']'))
        {
            Some((index, inner)) => (index.parse().unwrap_or(0), inner.trim_start_matches('.')),
            None => (0_usize, ""),
        };
        let at = |column: Column| columns.name(column);
        let variant = || self.variants.iter().flatten().nth(index).map(|variant| variant.line);
        let picture = || self.addresses().nth(index).map(|picture| picture.line);
        let (line, column) = match field.split(['[', '.']).next().unwrap_or_default() {
            "variants" => (variant(), at(variant_column(inner))),
            "media" if inner == "alt" => (picture(), at(Column::ImageAlt)),
            "media" => (picture(), at(Column::ImageUrl)),
            "options" => (None, at(*OPTION_NAMES.get(index).unwrap_or(&Column::Option1Name))),
            "title" => (None, at(Column::Title)),
            "description" => (None, at(Column::Description)),
            "vendor" => (None, at(Column::Vendor)),
            "type" => (None, at(Column::Type)),
            "tags" => (None, at(Column::Tags)),
            "seo" if field == "seo.title" => (None, at(Column::SeoTitle)),
            "seo" => (None, at(Column::SeoDescription)),
            other => (None, other.to_owned()),
        };
        (line.unwrap_or(first_line), column)
    }
}

fn variant_column(inner: &str) -> Column {
    match inner.split('.').next().unwrap_or_default() {
        "price" => Column::Price,
        "compare_at_price" => Column::CompareAtPrice,
        "options" => OPTION_VALUES[0],
        "barcode" => Column::Barcode,
        "unit_price" => Column::UnitMeasure,
        "media" => Column::VariantImage,
        _ => Column::Sku,
    }
}

/// Every picture once, in the order of the file.
fn media(pictures: &[ShopifyPicture], hashes: &HashMap<String, String>) -> Vec<MediaReference> {
    let mut media: Vec<MediaReference> = Vec::new();
    for picture in pictures {
        let Some(hash) = hashes.get(&picture.url) else { continue };
        if !media.iter().any(|known| known.hash == *hash) {
            media.push(MediaReference { hash: hash.clone(), alt: picture.alt.clone() });
        }
    }
    media
}

fn empty() -> ProductDraft {
    ProductDraft {
        handle: None,
        title: String::new(),
        description: String::new(),
        vendor: String::new(),
        product_type: String::new(),
        tags: Vec::new(),
        status: Status::Active,
        tax_class: "standard".to_owned(),
        seo: Seo::default(),
        options: Vec::new(),
        variants: Vec::new(),
        media: Vec::new(),
        safety: Safety::default(),
    }
}

impl ShopifyVariant {
    fn merge(&self, known: Option<&VariantDraft>) -> VariantDraft {
        let price = self.price;
        // A sale that the new price leaves behind would be refused.
        let sale = known.and_then(|known| known.sale);
        VariantDraft {
            sku: self.sku.clone(),
            barcode: self.barcode.or_kept(known.and_then(|known| known.barcode.clone())),
            options: self.options.clone(),
            price,
            compare_at_price: self
                .compare_at
                .or_kept(known.and_then(|known| known.compare_at_price))
                // Elsewhere a price to compare with that is no higher means nothing.
                .filter(|compare_at| compare_at.amount_minor > price.amount_minor),
            sale: sale.filter(|sale| sale.price.amount_minor < price.amount_minor),
            weight_grams: self
                .weight_grams
                .unwrap_or_else(|| known.map_or(0, |known| known.weight_grams)),
            requires_shipping: self
                .requires_shipping
                .unwrap_or_else(|| known.is_none_or(|known| known.requires_shipping)),
            media: known.and_then(|known| known.media.clone()),
            unit_price: self.unit_price.or_kept(known.and_then(|known| known.unit_price.clone())),
            availability: known.map(|known| known.availability).unwrap_or_default(),
        }
    }
}
