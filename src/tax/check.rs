//! What a tax zone must be to be stored.

use super::TaxZoneDraft;
use crate::content::{Room, Term};
use crate::web::{Complaints, Problem};

/// Most rates of a zone, one for each tax class.
const MAX_RATES: usize = 20;
const MAX_CLASS_BYTES: usize = 60;

impl Term for TaxZoneDraft {
    const TABLE: &'static str = "tax_zones";
    const KIND: &'static str = "tax-zone";
    const NAME: &'static str = "tax zone";
    const ROOMS: &'static [Room] = &[Room { most: 50, counted: "true" }];
    const FULL: &'static str = "A shop has at most 50 of these; take one away first.";
    const MAX_BYTES: usize = 64_000;

    fn check(&self) -> Result<(), Problem> {
        let mut complaints = Complaints::default();
        complaints.title(&self.title, "title");
        complaints.places(&self.places);
        complaints.demand(
            self.rates.len() <= MAX_RATES,
            "rates",
            format!("A zone has at most {MAX_RATES} rates, one for each tax class."),
        );
        for (index, rate) in self.rates.iter().enumerate() {
            let class = &rate.tax_class;
            let field = format!("rates[{index}].tax_class");
            let named = !class.trim().is_empty() && class.len() <= MAX_CLASS_BYTES;
            complaints.demand(named, &field, "Name the tax class, like `standard` or `books`.");
            let earlier = self.rates.iter().take(index);
            complaints.demand(
                earlier.filter(|other| other.tax_class == *class).count() == 0,
                &field,
                "This tax class has its rate in the zone already.",
            );
            complaints.title(&rate.title, &format!("rates[{index}].title"));
        }
        complaints.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{MAX_PLACES, parse_json};
    use serde_json::{Value, json};

    fn fields(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut zone = json!({"title": "Ireland", "places": [{"country": "IE"}],
          "rates": [{"tax_class": "standard", "title": "VAT 23%", "rate_ppm": 230_000}]});
        change(&mut zone);
        let checked = parse_json::<TaxZoneDraft>(zone.to_string().as_bytes())
            .and_then(|zone| zone.check().map(|()| zone));
        let errors = checked.err().map(|problem| problem.errors).unwrap_or_default();
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn each_fault_is_named_by_its_field() {
        assert_eq!(fields(|_| {}), Vec::<String>::new());
        let rate =
            |class: &str, title: &str| json!({"tax_class": class, "title": title, "rate_ppm": 1});
        let many: Vec<Value> =
            (0..=MAX_RATES).map(|number| rate(&number.to_string(), "VAT")).collect();
        let places: Vec<Value> = (0..=MAX_PLACES)
            .map(|number| json!({"country": "IE", "region": number.to_string()}))
            .collect();
        for (pointer, value, field) in [
            ("/title", json!(" "), "title"),
            ("/title", json!("x".repeat(201)), "title"),
            ("/places", json!([]), "places"),
            ("/places", json!(places), "places"),
            ("/places/0", json!({"region": "CA"}), "places[0].country"),
            ("/places/0", json!({"country": "US", "region": " "}), "places[0].region"),
            (
                "/places/0",
                json!({"country": "US", "postal_code_prefix": "1234567890123"}),
                "places[0].postal_code_prefix",
            ),
            ("/places/0", json!({"country": "USA"}), "places[0].country"),
            ("/places/0", json!({"city": "Cork"}), "places[0].city"),
            ("/places", json!([{}, {}]), "places[1]"),
            ("/rates", json!(many), "rates"),
            ("/rates/0", rate("", "VAT"), "rates[0].tax_class"),
            ("/rates", json!([rate("a", "VAT"), rate("a", "VAT")]), "rates[1].tax_class"),
            ("/rates/0", rate("a", ""), "rates[0].title"),
            ("/rates/0/rate_ppm", json!(1_000_001), "rates[0].rate_ppm"),
        ] {
            let found = fields(|zone| {
                if let Some(place) = zone.pointer_mut(pointer) {
                    *place = value.clone();
                }
            });
            assert_eq!(found, [field], "{pointer} = {value}");
        }
    }
}
