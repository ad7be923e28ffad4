//! What one variant costs now, in words.

use std::borrow::Cow;

use crate::catalog::{Availability, UnitPrice, VariantDocument};
use crate::kernel::{Locale, Money, Timestamp};

#[derive(Debug)]
pub struct OfferView {
    pub price: String,
    pub was: Option<String>,
    pub lowest_of_30_days: Option<String>,
    pub percent: Option<i64>,
    pub ends: Option<Timestamp>,
    /// "€4.00 per 100 ml".
    pub unit_price: Option<String>,
    pub availability: Availability,
    pub availability_label: Cow<'static, str>,
}

impl OfferView {
    pub fn new(variant: &VariantDocument, locale: Locale<'_>, now: Timestamp) -> Self {
        let offer = variant.price.at(now);
        let written = |money: Money| money.format(locale);
        let per_unit = |unit: &UnitPrice| {
            let price = unit.price_of(offer.unit)?.format(locale);
            Some(match unit.reference_quantity {
                1 => format!("{price} per {}", unit.unit),
                quantity => format!("{price} per {quantity} {}", unit.unit),
            })
        };
        Self {
            price: written(offer.unit),
            was: offer.was.map(written),
            lowest_of_30_days: offer.lowest_of_30_days.map(written),
            percent: offer.reduction_percent(),
            ends: offer.valid_until,
            unit_price: variant.unit_price.as_ref().and_then(per_unit),
            availability: variant.availability,
            availability_label: match variant.units_left {
                Some(units) => format!("Only {units} left").into(),
                None => variant.availability.label().into(),
            },
        }
    }
}
