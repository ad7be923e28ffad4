//! A postal address of a person, for deliveries and bills.

use serde::{Deserialize, Serialize};

use super::{Country, Destination};

/// Where a person gets post. Made by `checkout`, which knows what each country asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
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

/// Countries whose posts write the city before the postcode.
const CITY_FIRST: &str = "AU CA GB GG IE IM IN JE JP NZ US";
/// Those that write both, with the region between them, in one line.
const IN_ONE_LINE: &str = "AU CA US";

impl Country {
    /// Whether its post writes the city before the postcode.
    pub fn writes_city_first(self) -> bool {
        CITY_FIRST.split(' ').any(|code| code == self.as_str())
    }
}

impl Address {
    /// As it stands on a parcel, without the telephone number.
    pub fn lines(&self) -> Vec<String> {
        let (city, region, code) = (&self.city, &self.region, &self.postal_code);
        let joined = |parts: &[&String]| {
            let there: Vec<&str> =
                parts.iter().map(|part| part.as_str()).filter(|part| !part.is_empty()).collect();
            there.join(" ")
        };
        let is_one_line = IN_ONE_LINE.split(' ').any(|code| code == self.country.as_str());
        let place = if is_one_line {
            vec![joined(&[city, region, code])]
        } else if self.country.writes_city_first() {
            vec![city.clone(), region.clone(), code.clone()]
        } else {
            vec![joined(&[code, city]), region.clone()]
        };
        let country = self.country.name().to_owned();
        let mut lines = vec![self.name.clone(), self.line1.clone(), self.line2.clone()];
        lines.extend(place);
        lines.push(country);
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// As far as tax and delivery depend on it.
    pub fn destination(&self) -> Destination {
        Destination {
            country: self.country,
            region: self.region.clone(),
            postal_code: self.postal_code.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_its_country_writes_it() {
        let written = |country: &str, region: &str, code: &str| {
            let address = Address {
                name: "Ada Byrne".to_owned(),
                line1: "4 Quay Street".to_owned(),
                line2: String::new(),
                city: "Town".to_owned(),
                region: region.to_owned(),
                postal_code: code.to_owned(),
                country: Country::parse(country).unwrap(),
                phone: "123".to_owned(),
            };
            address.lines().join(", ")
        };
        for (address, expected) in [
            (written("DE", "", "10115"), "10115 Town, Germany"),
            (written("IE", "Sligo", "F91 E2C4"), "Town, Sligo, F91 E2C4, Ireland"),
            (written("IE", "", ""), "Town, Ireland"),
            (written("US", "CA", "94105"), "Town CA 94105, United States"),
        ] {
            assert_eq!(address, format!("Ada Byrne, 4 Quay Street, {expected}"));
        }
    }
}
