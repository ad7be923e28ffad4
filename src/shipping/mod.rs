//! Shipping zones, their methods and what delivery costs.
//!
//! A zone is a row of `shipping_zones` in D1 and travels in the document `terms`.

mod check;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
mod zone;

pub use zone::{
    PriceBand, ShippingMethod, ShippingRate, ShippingZone, ShippingZoneDraft, WeightBand, zone_for,
};
