//! A product as its form holds it: every field as text, so that what was typed survives whatever is wrong
//! with it. Pure.

use crate::admin::form::{Filled, FormState};
use crate::kernel::Currency;

/// Fields that stand there once: their path, what stands behind the `~`, and their name for people.
pub const FIELDS: [(&str, &str, &str); 13] = [
    ("title", "", "Title"),
    ("handle", "absent", "Address"),
    ("description", "", "Description"),
    ("vendor", "", "Vendor"),
    ("type", "", "Type"),
    ("tags", "words", "Tags"),
    ("status", "", "Status"),
    ("tax_class", "", "Tax class"),
    ("seo.title", "", "Title in search results"),
    ("seo.description", "", "Description in search results"),
    ("safety.manufacturer", "", "Manufacturer"),
    ("safety.responsible_person", "", "Responsible person"),
    ("safety.warnings", "", "Warnings"),
];

/// Fields of each variant.
pub const VARIANT_FIELDS: [(&str, &str, &str); 14] = [
    ("sku", "", "SKU"),
    ("price", "money", "Price"),
    ("compare_at_price", "money", "Price to compare with"),
    ("sale.price", "money", "Sale price"),
    ("sale.starts_at", "instant", "Start of the sale"),
    ("sale.ends_at", "instant", "End of the sale"),
    ("barcode", "optional", "Barcode"),
    ("weight_grams", "number", "Weight"),
    ("requires_shipping", "flag", "Needs shipping"),
    ("media", "optional", "Picture"),
    ("unit_price.quantity", "number", "Content"),
    ("unit_price.unit", "optional", "Unit"),
    ("unit_price.reference_quantity", "number", "Quantity of the unit price"),
    ("availability", "", "Availability"),
];

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OptionRow {
    pub name: String,
    /// Separated by commas.
    pub values: String,
}

impl OptionRow {
    pub fn values(&self) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for value in self.values.split(',').map(str::trim).filter(|value| !value.is_empty()) {
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
        }
        values
    }
}

/// One variant: the texts of [`VARIANT_FIELDS`] in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantRow {
    pub options: Vec<String>,
    texts: Vec<String>,
}

fn place_of(fields: &[(&str, &str, &str)], path: &str) -> usize {
    fields.iter().position(|(known, ..)| *known == path).unwrap_or(usize::MAX)
}

impl Default for VariantRow {
    fn default() -> Self {
        let mut row =
            Self { options: Vec::new(), texts: vec![String::new(); VARIANT_FIELDS.len()] };
        row.set("requires_shipping", "on");
        row.set("availability", "in_stock");
        row
    }
}

impl VariantRow {
    pub fn text(&self, path: &str) -> &str {
        self.texts.get(place_of(&VARIANT_FIELDS, path)).map_or("", String::as_str)
    }

    pub fn set(&mut self, path: &str, text: &str) {
        if let Some(place) = self.texts.get_mut(place_of(&VARIANT_FIELDS, path)) {
            text.clone_into(place);
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureRow {
    pub hash: String,
    pub alt: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The texts of [`FIELDS`] in their order.
    texts: Vec<String>,
    pub options: Vec<OptionRow>,
    pub variants: Vec<VariantRow>,
    pub pictures: Vec<PictureRow>,
}

fn shown(form: &FormState, path: &str, kind: &str) -> String {
    match kind {
        "words" => form.words(path),
        "money" => form.money(path),
        "instant" => form.instant(path),
        "flag" => if form.flag(path) { "on" } else { "" }.to_owned(),
        _ => form.text(path),
    }
}

/// How a field of this kind is named in the form.
fn name_of(path: &str, kind: &str, currency: Currency) -> String {
    match kind {
        "" => path.to_owned(),
        "money" => format!("{path}~money.{}", currency.code()),
        kind => format!("{path}~{kind}"),
    }
}

impl Sheet {
    /// What a form shows, stored or typed.
    pub fn of(form: &FormState) -> Self {
        let rows = |list: &str| 0..form.rows(list);
        Self {
            texts: FIELDS.iter().map(|(path, kind, _)| shown(form, path, kind)).collect(),
            options: rows("options")
                .map(|at| OptionRow {
                    name: form.text(&format!("options[{at}].name")),
                    values: form.words(&format!("options[{at}].values")),
                })
                .collect(),
            variants: rows("variants")
                .map(|at| VariantRow {
                    options: (0..form.rows(&format!("variants[{at}].options")))
                        .map(|place| form.text(&format!("variants[{at}].options[{place}]")))
                        .collect(),
                    texts: VARIANT_FIELDS
                        .iter()
                        .map(|(path, kind, _)| shown(form, &format!("variants[{at}].{path}"), kind))
                        .collect(),
                })
                .collect(),
            pictures: rows("media")
                .map(|at| PictureRow {
                    hash: form.text(&format!("media[{at}].hash")),
                    alt: form.text(&format!("media[{at}].alt")),
                })
                .collect(),
        }
    }

    pub fn text(&self, path: &str) -> &str {
        self.texts.get(place_of(&FIELDS, path)).map_or("", String::as_str)
    }

    pub fn set(&mut self, path: &str, text: &str) {
        if let Some(place) = self.texts.get_mut(place_of(&FIELDS, path)) {
            text.clone_into(place);
        }
    }

    /// As a browser would send the form; `own` are the form's own fields.
    pub fn filled(
        &self,
        currency: Currency,
        own: impl IntoIterator<Item = (String, String)>,
    ) -> Filled {
        let mut pairs: Vec<(String, String)> = own.into_iter().collect();
        let mut add = |path: String, kind: &str, text: &str| {
            pairs.push((name_of(&path, kind, currency), text.to_owned()));
        };
        for ((path, kind, _), text) in FIELDS.iter().zip(&self.texts) {
            add((*path).to_owned(), kind, text);
        }
        for (at, option) in self.options.iter().enumerate() {
            add(format!("options[{at}].name"), "", &option.name);
            add(format!("options[{at}].values"), "words", &option.values);
        }
        for (at, variant) in self.variants.iter().enumerate() {
            for (place, value) in variant.options.iter().enumerate() {
                add(format!("variants[{at}].options[{place}]"), "", value);
            }
            for ((path, kind, _), text) in VARIANT_FIELDS.iter().zip(&variant.texts) {
                add(format!("variants[{at}].{path}"), kind, text);
            }
        }
        for (at, picture) in self.pictures.iter().enumerate() {
            add(format!("media[{at}].hash"), "", &picture.hash);
            add(format!("media[{at}].alt"), "", &picture.alt);
        }
        Filled::new(pairs)
    }
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
