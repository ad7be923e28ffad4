//! What a file has named so far: which products and which SKUs, and on which lines.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::decide::Outcome;
use super::found::Trouble;
use crate::catalog::ProductDraft;
use crate::web::FieldError;

/// A product that the file names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedProduct {
    pub handle: String,
    pub line: u32,
    /// What was about to become of it.
    pub outcome: Option<Outcome>,
}

/// A SKU of a product that the file names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedSku {
    pub sku: String,
    pub handle: String,
    pub line: u32,
}

/// What is known when a step begins.
#[derive(Debug, Default)]
pub struct Known {
    pub products: Vec<NamedProduct>,
    pub skus: Vec<NamedSku>,
    /// SKUs and the products of the shop that have them.
    pub owners: Vec<(String, String)>,
}

#[derive(Debug, Default)]
pub struct Ledger {
    products: HashMap<String, (u32, Option<Outcome>)>,
    skus: HashMap<String, (String, u32)>,
    owners: HashMap<String, String>,
    pub new_products: Vec<NamedProduct>,
    pub new_skus: Vec<NamedSku>,
    pub warnings: Vec<Trouble>,
}

impl Ledger {
    pub fn new(known: Known) -> Self {
        let products = known.products.into_iter();
        let skus = known.skus.into_iter();
        Self {
            products: products
                .map(|product| (product.handle, (product.line, product.outcome)))
                .collect(),
            skus: skus.map(|sku| (sku.sku, (sku.handle, sku.line))).collect(),
            owners: known.owners.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Where the file named it first. Line 0 is no line of the file.
    pub fn line_of(&self, handle: &str) -> Option<u32> {
        self.products.get(handle).map(|(line, _)| *line).filter(|line| *line > 0)
    }

    /// What was about to become of it when this step was taken before.
    pub fn outcome_of(&self, handle: &str) -> Option<Outcome> {
        self.products.get(handle).and_then(|(_, outcome)| *outcome)
    }

    pub fn note(&mut self, handle: &str, line: u32) {
        if self.products.contains_key(handle) {
            return;
        }
        self.products.insert(handle.to_owned(), (line, None));
        self.new_products.push(NamedProduct { handle: handle.to_owned(), line, outcome: None });
    }

    /// The SKUs that another product has when this one is written: one of the file before it, or one of
    /// the shop that the file did not name before.
    pub fn taken_skus(&self, handle: &str, draft: &ProductDraft) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (index, variant) in draft.variants.iter().enumerate() {
            let sku = variant.sku.as_str();
            let in_file = self.skus.get(sku).filter(|(other, _)| other != handle);
            let owner = self.owners.get(sku).filter(|owner| owner.as_str() != handle);
            let owner = owner.filter(|owner| self.line_of(owner).is_none());
            let detail = match (in_file, owner) {
                (Some((_, line)), _) => format!("Line {line} gives this SKU to another product."),
                (None, Some(owner)) => format!("The product `{owner}` has this SKU already."),
                (None, None) => continue,
            };
            errors.push(FieldError { field: format!("variants[{index}].sku"), detail });
        }
        errors
    }

    pub fn note_skus(&mut self, handle: &str, line: u32, draft: &ProductDraft) {
        for variant in &draft.variants {
            let sku = variant.sku.as_str().to_owned();
            self.skus.insert(sku.clone(), (handle.to_owned(), line));
            self.new_skus.push(NamedSku { sku, handle: handle.to_owned(), line });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::from_json;

    fn draft(sku: &str) -> ProductDraft {
        let json = format!(
            r#"{{"title":"x","variants":[{{"sku":"{sku}","price":{{"amount_minor":1,"currency":"EUR"}}}}]}}"#
        );
        from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn a_sku_belongs_to_whom_the_file_gives_it_first() {
        let owners = vec![("OLD".to_owned(), "owner".to_owned())];
        let mut ledger = Ledger::new(Known { owners, ..Known::default() });
        assert_eq!(ledger.taken_skus("owner", &draft("OLD")), []);
        assert_eq!(ledger.taken_skus("other", &draft("OLD")).len(), 1);
        // The owner gives it up on a line before.
        ledger.note("owner", 2);
        ledger.note_skus("owner", 2, &draft("NEW"));
        assert_eq!(ledger.taken_skus("other", &draft("OLD")), []);
        let taken = ledger.taken_skus("other", &draft("NEW"));
        assert_eq!(taken[0].detail, "Line 2 gives this SKU to another product.");
        assert_eq!((ledger.line_of("owner"), ledger.line_of("other")), (Some(2), None));
    }
}
