//! A product as the merchant writes it: the shape of the admin API, and what makes it acceptable.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::price_list::price_complaints;
use super::{Availability, Price, Safety, Sale, Seo, UnitPrice};
use crate::kernel::{Currency, Handle, Money, Sku};
use crate::web::FieldError;

pub const MAX_VARIANTS: usize = 100;
pub const MAX_OPTIONS: usize = 3;
pub const MAX_MEDIA: usize = 50;
pub const MAX_TAGS: usize = 50;
/// Longest title, vendor, type or tag, in bytes. Generous: a page must bear it, not like it.
pub const MAX_TITLE_LENGTH: usize = 12_000;
pub const MAX_NAME_LENGTH: usize = 200;
pub const MAX_DESCRIPTION_LENGTH: usize = 100_000;
pub const UNITS: [&str; 9] = ["ml", "cl", "l", "g", "kg", "m", "cm", "m2", "piece"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    #[default]
    Draft,
    Active,
    Archived,
}

impl Status {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Archived => "archived",
        }
    }
}

/// The body of `PUT /api/admin/v1/products/{handle}`: a whole product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProductDraft {
    /// The handle it shall have from now on; absent means the one in the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<Handle>,
    pub title: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub vendor: String,
    #[serde(default, rename = "type")]
    pub product_type: String,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub status: Status,
    #[serde(default = "standard_tax_class")]
    pub tax_class: String,
    #[serde(default)]
    pub seo: Seo,
    #[serde(default)]
    pub options: Vec<OptionDraft>,
    pub variants: Vec<VariantDraft>,
    #[serde(default)]
    pub media: Vec<MediaReference>,
    #[serde(default)]
    pub safety: Safety,
}

fn standard_tax_class() -> String {
    "standard".to_owned()
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OptionDraft {
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VariantDraft {
    pub sku: Sku,
    #[serde(default)]
    pub barcode: Option<String>,
    #[serde(default)]
    pub options: Vec<String>,
    pub price: Money,
    #[serde(default)]
    pub compare_at_price: Option<Money>,
    #[serde(default)]
    pub sale: Option<Sale>,
    #[serde(default)]
    pub weight_grams: u32,
    #[serde(default = "yes")]
    pub requires_shipping: bool,
    #[serde(default)]
    pub media: Option<String>,
    #[serde(default)]
    pub unit_price: Option<UnitPrice>,
    #[serde(default)]
    pub availability: Availability,
}

const fn yes() -> bool {
    true
}

impl VariantDraft {
    /// The price without what history knows about it.
    pub fn price(&self) -> Price {
        Price::new(self.price, self.compare_at_price, self.sale)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MediaReference {
    pub hash: String,
    #[serde(default)]
    pub alt: String,
}

/// A draft that was found acceptable; there is no other way to make one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product(ProductDraft);

impl Product {
    pub fn as_draft(&self) -> &ProductDraft {
        &self.0
    }
}

/// Collects complaints about fields as they are found.
struct Complaints(Vec<FieldError>);

impl Complaints {
    fn add(&mut self, field: impl Into<String>, detail: impl Into<String>) {
        self.0.push(FieldError { field: field.into(), detail: detail.into() });
    }

    fn unless(&mut self, fine: bool, field: impl Into<String>, detail: &str) {
        if !fine {
            self.add(field, detail);
        }
    }
}

impl ProductDraft {
    /// Checks everything that one field alone cannot tell; prices are in the shop's currency.
    pub fn accept(self, currency: Currency) -> Result<Product, Vec<FieldError>> {
        let mut complaints = Complaints(Vec::new());
        self.check_texts(&mut complaints);
        self.check_options(&mut complaints);
        self.check_variants(currency, &mut complaints);
        self.check_media(&mut complaints);
        if complaints.0.is_empty() { Ok(Product(self)) } else { Err(complaints.0) }
    }

    fn check_texts(&self, complaints: &mut Complaints) {
        let title_fits = !self.title.trim().is_empty() && self.title.len() <= MAX_TITLE_LENGTH;
        complaints.unless(title_fits, "title", "A product needs a title of at most 12,000 bytes.");
        complaints.unless(
            self.description.len() <= MAX_DESCRIPTION_LENGTH,
            "description",
            "A description has at most 100,000 bytes.",
        );
        for (field, text) in
            [("vendor", &self.vendor), ("type", &self.product_type), ("tax_class", &self.tax_class)]
        {
            complaints.unless(text.len() <= MAX_NAME_LENGTH, field, "This has at most 200 bytes.");
        }
        for (field, text) in [
            ("seo.title", &self.seo.title),
            ("seo.description", &self.seo.description),
            ("safety.manufacturer", &self.safety.manufacturer),
            ("safety.responsible_person", &self.safety.responsible_person),
            ("safety.warnings", &self.safety.warnings),
        ] {
            let fits = text.len() <= MAX_TITLE_LENGTH;
            complaints.unless(fits, field, "This has at most 12,000 bytes.");
        }
        complaints.unless(self.tags.len() <= MAX_TAGS, "tags", "A product has at most 50 tags.");
        let mut seen = HashSet::new();
        for (index, tag) in self.tags.iter().enumerate() {
            let fits = !tag.trim().is_empty() && tag.len() <= MAX_NAME_LENGTH;
            complaints.unless(fits, format!("tags[{index}]"), "A tag has 1 to 200 bytes.");
            complaints.unless(
                seen.insert(tag.as_str()),
                format!("tags[{index}]"),
                "This tag is there twice.",
            );
        }
    }

    fn check_options(&self, complaints: &mut Complaints) {
        complaints.unless(
            self.options.len() <= MAX_OPTIONS,
            "options",
            "A product has at most 3 options.",
        );
        let mut seen = HashSet::new();
        for (index, option) in self.options.iter().enumerate() {
            let fits = !option.name.trim().is_empty() && option.name.len() <= MAX_NAME_LENGTH;
            complaints.unless(
                fits && seen.insert(option.name.to_lowercase()),
                format!("options[{index}].name"),
                "An option needs a name of its own, at most 200 bytes.",
            );
        }
    }

    fn check_variants(&self, currency: Currency, complaints: &mut Complaints) {
        complaints.unless(
            (1..=MAX_VARIANTS).contains(&self.variants.len()),
            "variants",
            "A product has 1 to 100 variants.",
        );
        let mut skus = HashSet::new();
        let mut combinations = HashSet::new();
        let hashes: HashSet<_> = self.media.iter().map(|media| media.hash.as_str()).collect();
        for (index, variant) in self.variants.iter().enumerate() {
            let field = |name: &str| format!("variants[{index}].{name}");
            complaints.unless(
                skus.insert(&variant.sku),
                field("sku"),
                "Another variant of this product has this SKU.",
            );
            let filled = variant.options.len() == self.options.len()
                && variant
                    .options
                    .iter()
                    .all(|value| !value.trim().is_empty() && value.len() <= MAX_NAME_LENGTH);
            complaints.unless(
                filled,
                field("options"),
                "Give one value for each option of the product, in their order.",
            );
            complaints.unless(
                combinations.insert(&variant.options),
                field("options"),
                "Another variant has the same values.",
            );
            complaints.unless(
                variant.media.as_ref().is_none_or(|hash| hashes.contains(hash.as_str())),
                field("media"),
                "A variant shows one of its product's media; add the hash there first.",
            );
            variant.check_prices(currency, &field, complaints);
            variant.check_unit(&field, complaints);
        }
    }

    fn check_media(&self, complaints: &mut Complaints) {
        complaints.unless(
            self.media.len() <= MAX_MEDIA,
            "media",
            "A product has at most 50 pictures.",
        );
        for (index, media) in self.media.iter().enumerate() {
            complaints.unless(
                media.alt.len() <= 1000,
                format!("media[{index}].alt"),
                "An alternative text has at most 1,000 bytes.",
            );
        }
    }
}

impl VariantDraft {
    fn check_prices(
        &self,
        currency: Currency,
        field: &impl Fn(&str) -> String,
        complaints: &mut Complaints,
    ) {
        let sentence = format!("The shop sells in {}.", currency.code());
        for (name, detail) in price_complaints(&self.price(), currency, &sentence) {
            complaints.add(field(name), detail);
        }
    }

    fn check_unit(&self, field: &impl Fn(&str) -> String, complaints: &mut Complaints) {
        if let Some(unit_price) = &self.unit_price {
            complaints.unless(
                UNITS.contains(&unit_price.unit.as_str()),
                field("unit_price.unit"),
                "Choose one of ml, cl, l, g, kg, m, cm, m2 or piece.",
            );
            complaints.unless(
                unit_price.quantity > 0 && unit_price.reference_quantity > 0,
                field("unit_price.quantity"),
                "Quantities are above 0.",
            );
        }
        if let Some(barcode) = &self.barcode {
            complaints.unless(
                (1..=64).contains(&barcode.len()),
                field("barcode"),
                "A barcode has 1 to 64 characters, or is null.",
            );
        }
    }
}

#[cfg(test)]
#[path = "product_tests.rs"]
mod tests;
