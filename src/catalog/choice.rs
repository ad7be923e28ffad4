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
            let wishes = variant.options.iter().map(String::as_str).map(Some).zip(&wanted);
            let agreeing = wishes.filter(|(own, wish)| own == *wish).count();
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

#[cfg(test)]
mod tests {
    use crate::catalog::views::samples::throw;
    use proptest::prelude::*;

    #[test]
    fn an_address_chooses_a_variant_by_sku_or_by_options() {
        let product = throw();
        for (query, expected) in [
            ("", Ok(None)),
            ("utm_source=x&option.scent=Rose", Ok(None)),
            ("variant=T-LO", Ok(Some("T-LO"))),
            ("option.size=Large&option.colour=Oat", Ok(Some("T-LO"))),
            ("option.size=Small", Ok(Some("T-SR"))),
            ("option.size=Small&option.colour=Oat", Ok(Some("T-SO"))),
            ("option.size=Large&option.colour=Rust", Ok(Some("T-SR"))),
            ("variant=T-XX", Err(())),
            ("option.size=Huge", Err(())),
        ] {
            let chosen = product.choose(query);
            let sku = chosen.map(|found| found.map(|variant| variant.sku.as_str())).map_err(|_| ());
            assert_eq!(sku, expected, "{query}");
        }
    }

    #[test]
    fn what_is_sold_out_is_shown_first_only_when_nothing_else_is_left() {
        let mut product = throw();
        let shown = |product: &crate::catalog::ProductDocument| {
            product.default_variant().map(|variant| variant.sku.clone())
        };
        assert_eq!(shown(&product).as_deref(), Some("T-SR"));
        product.variants.truncate(1);
        assert_eq!(shown(&product).as_deref(), Some("T-SO"));
        product.variants.clear();
        assert_eq!(shown(&product), None);
    }

    proptest! {
        #[test]
        fn every_variant_is_found_by_its_own_options(index in 0usize..3) {
            let product = throw();
            let variant = product.variants.get(index).cloned();
            let options = variant.iter().flat_map(|variant| &variant.options);
            let query: String = ["size", "colour"].iter().zip(options)
                .map(|(name, value)| format!("option.{name}={value}&")).collect();
            prop_assert_eq!(product.choose(&query), Ok(variant.as_ref()));
        }
    }
}
