//! Which variant an address asks for: `?variant=SKU`, or the plain form's `?option.size=A3`.

use form_urlencoded::parse;

use super::{Facet, ProductDocument, VariantDocument};

impl ProductDocument {
    /// The variant that a query string (without `?`) chooses; `None` when it chooses none. A
    /// combination that is not made gives the variant that agrees with most of it. A SKU or a
    /// value that the product does not have is refused with a sentence; what is not ours is ignored.
    pub fn choose(&self, query: &str) -> Result<Option<&VariantDocument>, String> {
        let mut wanted: Vec<Option<&str>> = vec![None; self.options.len()];
        for (key, value) in parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()) {
            if key == "variant" {
                return self
                    .variants
                    .iter()
                    .find(|variant| variant.sku == value)
                    .map(Some)
                    .ok_or_else(|| "This product does not come in that variant.".to_owned());
            }
            let Some(Facet::Option(name)) = Facet::parse(&key) else { continue };
            for (option, slot) in self.options.iter().zip(&mut wanted) {
                if option.name.to_lowercase() == name {
                    let known = option.values.iter().find(|known| **known == value);
                    *slot =
                        Some(known.ok_or_else(|| {
                            format!("{} does not come in that choice.", self.title)
                        })?);
                }
            }
        }
        if wanted.iter().all(Option::is_none) {
            return Ok(None);
        }
        let agreement = |variant: &VariantDocument| {
            let same = |(value, wish): &(&String, &Option<&str>)| **wish == Some(value.as_str());
            let agreeing = variant.options.iter().zip(&wanted).filter(same).count();
            (agreeing, variant.availability.can_be_bought())
        };
        // `max_by_key` keeps the last of equals; the first in the merchant's order is meant.
        Ok(self.variants.iter().rev().max_by_key(|variant| agreement(variant)))
    }

    /// What is shown when nothing is chosen: the first variant that can be bought.
    pub fn default_variant(&self) -> Option<&VariantDocument> {
        self.variants
            .iter()
            .find(|variant| variant.availability.can_be_bought())
            .or_else(|| self.variants.first())
    }
}
