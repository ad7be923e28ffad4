//! Where which rates of tax hold.

use serde::{Deserialize, Serialize};

use crate::kernel::{Destination, Place, Rate, closest};

/// One tax of a zone, for goods of one tax class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaxRate {
    pub tax_class: String,
    /// For people, like "VAT 19%".
    pub title: String,
    pub rate_ppm: Rate,
}

/// A tax zone as the merchant writes it: the body of `PUT /api/admin/v1/tax-zones/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaxZoneDraft {
    /// For the merchant.
    pub title: String,
    pub places: Vec<Place>,
    pub rates: Vec<TaxRate>,
}

/// A part of the world with its rates. A destination is taxed by the zone whose place describes it
/// most closely (ties by id); where no zone does, nothing is taxed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct TaxZone {
    pub id: String,
    pub title: String,
    pub places: Vec<Place>,
    pub rates: Vec<TaxRate>,
}

impl TaxZone {
    /// The rate for a class; classes that the zone does not name are taxed as `standard`.
    pub fn rate_for(&self, tax_class: &str) -> Option<&TaxRate> {
        let named = |class: &str| self.rates.iter().find(|rate| rate.tax_class == class);
        named(tax_class).or_else(|| named("standard"))
    }
}

/// The zone that a destination is taxed by.
pub fn zone_for<'a>(zones: &'a [TaxZone], destination: &Destination) -> Option<&'a TaxZone> {
    closest(zones, |zone| (zone.id.as_str(), zone.places.as_slice()), destination)
}
