//! Where which ways of delivery are offered, and what they cost.

use serde::{Deserialize, Serialize};

use crate::kernel::tagged::tagged;
use crate::kernel::{Currency, Destination, Money, Place, amount_in, closest};

/// What a method costs up to a weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WeightBand {
    /// Inclusive.
    pub up_to_grams: u32,
    /// One amount for each currency that is sold in.
    pub prices: Vec<Money>,
}

/// What a method costs from a subtotal on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceBand {
    /// Subtotal from which this band holds; one amount for each currency.
    pub from: Vec<Money>,
    pub prices: Vec<Money>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(tag = "by"))]
#[serde(rename_all = "snake_case", remote = "Self", deny_unknown_fields)]
pub enum ShippingRate {
    Flat {
        prices: Vec<Money>,
    },
    /// The first band that bears the weight; nothing heavier than the last is taken.
    Weight {
        bands: Vec<WeightBand>,
    },
    /// The last band whose threshold the subtotal reaches; below the first nothing is taken.
    Price {
        bands: Vec<PriceBand>,
    },
}

tagged!(ShippingRate, "by");

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShippingMethod {
    /// A handle that is its own within the zone, like `standard`.
    pub id: String,
    pub title: String,
    pub rate: ShippingRate,
    /// Free from this subtotal on; one amount for each currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub free_over: Vec<Money>,
    /// Promise in working days.
    pub days_min: u32,
    pub days_max: u32,
}

impl ShippingMethod {
    /// What it costs to deliver goods of this weight and subtotal at sale prices before promotions;
    /// `None` when the method does not take them, or has no price in this currency.
    pub fn price(&self, currency: Currency, weight_grams: u64, subtotal_minor: i64) -> Option<i64> {
        let price = match &self.rate {
            ShippingRate::Flat { prices } => amount_in(prices, currency),
            ShippingRate::Weight { bands } => bands
                .iter()
                .find(|band| weight_grams <= u64::from(band.up_to_grams))
                .and_then(|band| amount_in(&band.prices, currency)),
            ShippingRate::Price { bands } => bands
                .iter()
                .rfind(|band| {
                    amount_in(&band.from, currency).is_some_and(|from| subtotal_minor >= from)
                })
                .and_then(|band| amount_in(&band.prices, currency)),
        }?;
        let free = amount_in(&self.free_over, currency).is_some_and(|from| subtotal_minor >= from);
        Some(if free { 0 } else { price })
    }
}

/// A shipping zone as the merchant writes it: the body of `PUT /api/admin/v1/shipping-zones/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShippingZoneDraft {
    /// For the merchant.
    pub title: String,
    pub places: Vec<Place>,
    pub methods: Vec<ShippingMethod>,
}

/// A part of the world with its ways of delivery. A destination is served by the zone whose place
/// describes it most closely (ties by id).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ShippingZone {
    pub id: String,
    pub title: String,
    pub places: Vec<Place>,
    pub methods: Vec<ShippingMethod>,
}

impl ShippingZone {
    /// The address of a method in all zones, like `germany.standard`: what `POST /cart/shipping` takes.
    pub fn rate_id(&self, method: &ShippingMethod) -> String {
        format!("{}.{}", self.id, method.id)
    }
}

/// The zone that serves a destination.
pub fn zone_for<'a>(
    zones: &'a [ShippingZone],
    destination: &Destination,
) -> Option<&'a ShippingZone> {
    closest(zones, |zone| (zone.id.as_str(), zone.places.as_slice()), destination)
}
