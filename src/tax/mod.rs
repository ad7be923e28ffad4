//! Tax zones and their rates.
//!
//! A zone is a row of `tax_zones` in D1 and travels in the document `terms`. Which rate a line gets is
//! decided here; how tax is computed and rounded is the business of `pricing`.

mod check;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
mod zone;

pub use zone::{TaxRate, TaxZone, TaxZoneDraft, zone_for};
