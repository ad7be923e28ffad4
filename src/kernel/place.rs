//! Where something is sent, as far as prices depend on it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, de::Error};

const MAX_REGION_LENGTH: usize = 60;
const MAX_POSTAL_CODE_LENGTH: usize = 12;

/// An ISO 3166-1 alpha-2 code, like `DE`. Any two capital letters: which countries the shop serves
/// is said by its zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// What CLDR calls an unknown region; no zone but one for everywhere describes it.
    pub const UNKNOWN: Self = Self(*b"ZZ");

    /// Reads the code in either case.
    pub fn parse(text: &str) -> Option<Self> {
        match *text.trim().as_bytes() {
            [first, second] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
                Some(Self([first.to_ascii_uppercase(), second.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| D::Error::custom("a country is two letters (ISO 3166-1), like DE"))
    }
}

/// Country, region and postcode of a delivery. Region (`CA`, the part of ISO 3166-2 after the
/// hyphen) and postcode may be empty while the shopper only asks what it would cost.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Destination {
    pub country: Country,
    #[serde(default)]
    pub region: String,
    #[serde(default)]
    pub postal_code: String,
}

impl Destination {
    pub const fn in_country(country: Country) -> Self {
        Self { country, region: String::new(), postal_code: String::new() }
    }

    /// Tidies what a person typed: capitals, no spaces at the ends. A refusal is a field and a sentence.
    pub fn parse(
        country: &str,
        region: &str,
        postal_code: &str,
    ) -> Result<Self, (&'static str, &'static str)> {
        let country = Country::parse(country)
            .ok_or(("country", "Choose a country: two letters of ISO 3166-1, like DE."))?;
        let tidy =
            |text: &str| text.chars().map(plain_width).collect::<String>().trim().to_uppercase();
        let (region, postal_code) = (tidy(region), tidy(postal_code));
        if region.chars().count() > MAX_REGION_LENGTH {
            return Err(("region", "A region has at most 60 letters."));
        }
        if postal_code.chars().count() > MAX_POSTAL_CODE_LENGTH {
            return Err(("postal_code", "A postcode has at most 12 letters and digits."));
        }
        Ok(Self { country, region, postal_code })
    }
}

/// Full-width letters and digits, as Japanese keyboards write them, become plain ones.
fn plain_width(letter: char) -> char {
    match letter {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

/// A part of the world that rates hold for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Absent: everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Absent: the whole country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Absent: every postcode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code_prefix: Option<String>,
}

impl Place {
    /// How closely this place describes the destination; `None` when it lies elsewhere. A longer
    /// prefix is closer than a shorter one, any prefix than a region, a region than a country, a
    /// country than everywhere.
    pub fn closeness(&self, destination: &Destination) -> Option<usize> {
        let mut closeness = 0;
        if let Some(country) = self.country {
            if country != destination.country {
                return None;
            }
            closeness = 1;
        }
        if let Some(region) = &self.region {
            if !region.eq_ignore_ascii_case(&destination.region) {
                return None;
            }
            closeness = 2;
        }
        if let Some(prefix) = &self.postal_code_prefix {
            let bare = |text: &str| text.replace([' ', '-'], "").to_uppercase();
            let prefix = bare(prefix);
            if !bare(&destination.postal_code).starts_with(&prefix) {
                return None;
            }
            closeness = 2 + prefix.len();
        }
        Some(closeness)
    }
}

/// The zone whose places describe a destination most closely; ties go to the smaller id.
pub fn closest<'a, Z>(
    zones: &'a [Z],
    describe: impl Fn(&'a Z) -> (&'a str, &'a [Place]),
    destination: &Destination,
) -> Option<&'a Z> {
    let close = |zone: &'a Z| {
        let (id, places) = describe(zone);
        let closeness = places.iter().filter_map(|place| place.closeness(destination)).max()?;
        Some((closeness, std::cmp::Reverse(id), zone))
    };
    let key = |(closeness, id, _): &(usize, std::cmp::Reverse<&'a str>, &'a Z)| (*closeness, *id);
    zones.iter().filter_map(close).max_by_key(key).map(|(.., zone)| zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(country: Option<&str>, region: Option<&str>, prefix: Option<&str>) -> Place {
        Place {
            country: country.and_then(Country::parse),
            region: region.map(str::to_owned),
            postal_code_prefix: prefix.map(str::to_owned),
        }
    }

    #[test]
    fn the_closer_a_place_describes_a_destination_the_higher_it_counts() {
        let berlin = Destination::parse("de", "be", "10 115")
            .unwrap_or_else(|(_, sentence)| panic!("{sentence}"));
        for (place, closeness) in [
            (place(None, None, None), Some(0)),
            (place(Some("DE"), None, None), Some(1)),
            (place(Some("DE"), Some("be"), None), Some(2)),
            (place(Some("DE"), None, Some("101")), Some(5)),
            (place(Some("DE"), None, Some("1 0-1 1 5")), Some(7)),
            (place(Some("FR"), None, None), None),
            (place(Some("DE"), Some("BY"), None), None),
            (place(Some("DE"), None, Some("2")), None),
        ] {
            assert_eq!(place.closeness(&berlin), closeness, "{place:?}");
        }
    }

    #[test]
    fn the_closest_zone_serves_and_ties_go_to_the_smaller_id() {
        let zones = [
            ("world", vec![place(None, None, None)]),
            ("germany-b", vec![place(Some("DE"), None, None), place(Some("AT"), None, None)]),
            ("germany-a", vec![place(Some("DE"), None, None)]),
            ("berlin", vec![place(Some("DE"), None, Some("10"))]),
        ];
        for (country, postal_code, expected) in [
            ("DE", "10115", "berlin"),
            ("DE", "20095", "germany-a"),
            ("AT", "", "germany-b"),
            ("JP", "", "world"),
        ] {
            let found = Destination::parse(country, "", postal_code).ok().and_then(|to| {
                closest(&zones, |(id, places)| (*id, places), &to).map(|(id, _)| *id)
            });
            assert_eq!(found, Some(expected), "{country} {postal_code}");
        }
    }

    #[test]
    fn a_destination_is_tidied_or_refused_with_a_sentence() {
        assert!(Destination::parse("Germany", "", "").is_err());
        assert!(Destination::parse("DE", "", "1234567890123").is_err());
        let wide =
            Destination::parse("JP", "東京都", "１５０－０００１").map(|place| place.postal_code);
        assert_eq!(wide.as_deref(), Ok("150-0001"));
        let tidy = Destination::parse(" us ", " ca ", " 94105 ");
        assert_eq!(
            tidy.map(|place| (place.region, place.postal_code)),
            Ok(("CA".to_owned(), "94105".to_owned()))
        );
    }
}
