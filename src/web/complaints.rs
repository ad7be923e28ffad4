//! Everything that is wrong with a body, gathered so that the merchant mends it in one go.

use super::{FieldError, Problem};
use crate::kernel::{MAX_PRICE_MINOR, Money, Place};

/// Longest title, in bytes.
pub const MAX_TITLE_BYTES: usize = 200;
/// Most currencies that one rule has amounts in.
pub const MAX_CURRENCIES: usize = 20;
/// Most places of a zone.
pub const MAX_PLACES: usize = 100;
const MAX_REGION_BYTES: usize = 60;
const MAX_PREFIX_BYTES: usize = 12;

#[derive(Debug, Default)]
pub struct Complaints(Vec<FieldError>);

impl Complaints {
    /// Complains about a field unless it is fine.
    pub fn demand(&mut self, fine: bool, field: impl Into<String>, detail: impl Into<String>) {
        if !fine {
            self.0.push(FieldError { field: field.into(), detail: detail.into() });
        }
    }

    pub fn title(&mut self, title: &str, field: &str) {
        let fine = !title.trim().is_empty() && title.len() <= MAX_TITLE_BYTES;
        self.demand(fine, field, format!("Give a title of at most {MAX_TITLE_BYTES} bytes."));
    }

    /// One amount for each currency that is meant, none below 0.
    pub fn amounts(&mut self, amounts: &[Money], field: &str) {
        self.demand(
            (1..=MAX_CURRENCIES).contains(&amounts.len()),
            field,
            format!("Give 1 to {MAX_CURRENCIES} amounts, one for each currency."),
        );
        for (index, amount) in amounts.iter().enumerate() {
            self.demand(
                (0..=MAX_PRICE_MINOR).contains(&amount.amount_minor),
                format!("{field}[{index}].amount_minor"),
                format!("An amount has 0 to {MAX_PRICE_MINOR} minor units."),
            );
            let earlier = amounts.iter().take(index);
            self.demand(
                earlier.filter(|other| other.currency == amount.currency).count() == 0,
                format!("{field}[{index}].currency"),
                format!("There is an amount in {} already.", amount.currency.code()),
            );
        }
    }

    /// Where a zone holds.
    pub fn places(&mut self, places: &[Place]) {
        self.demand(
            (1..=MAX_PLACES).contains(&places.len()),
            "places",
            format!("A zone has 1 to {MAX_PLACES} places; {{}} is everywhere."),
        );
        for (index, place) in places.iter().enumerate() {
            let narrower = place.region.is_some() || place.postal_code_prefix.is_some();
            self.demand(
                place.country.is_some() || !narrower,
                format!("places[{index}].country"),
                "A region or a postcode lies in a country; name it.",
            );
            let text = |text: &Option<String>, most: usize| {
                text.as_ref().is_none_or(|text| !text.trim().is_empty() && text.len() <= most)
            };
            self.demand(
                text(&place.region, MAX_REGION_BYTES),
                format!("places[{index}].region"),
                "A region has 1 to 60 letters, like CA; leave it out for the whole country.",
            );
            self.demand(
                text(&place.postal_code_prefix, MAX_PREFIX_BYTES),
                format!("places[{index}].postal_code_prefix"),
                "A beginning of a postcode has 1 to 12 letters and digits; leave it out for all.",
            );
            let earlier = places.iter().take(index);
            self.demand(
                earlier.filter(|other| *other == place).count() == 0,
                format!("places[{index}]"),
                "This place is in the zone already.",
            );
        }
    }

    pub fn finish(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::invalid(self.0)) }
    }
}

/// Whether each amount is above the one before it in the same currency.
pub fn amounts_rise(before: &[Money], after: &[Money]) -> bool {
    after.iter().all(|amount| {
        before
            .iter()
            .filter(|other| other.currency == amount.currency)
            .all(|other| other.amount_minor < amount.amount_minor)
    })
}
