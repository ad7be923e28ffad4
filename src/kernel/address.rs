//! A postal address of a person, for deliveries and bills.

use serde::{Deserialize, Serialize};

use super::{Country, Destination};

/// Where a person gets post. Made by `checkout`, which knows what each country asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub name: String,
    pub line1: String,
    #[serde(default)]
    pub line2: String,
    pub city: String,
    #[serde(default)]
    pub region: String,
    #[serde(default)]
    pub postal_code: String,
    pub country: Country,
    #[serde(default)]
    pub phone: String,
}

impl Address {
    /// As far as tax and delivery depend on it.
    pub fn destination(&self) -> Destination {
        Destination {
            country: self.country,
            region: self.region.clone(),
            postal_code: self.postal_code.clone(),
        }
    }
}
