//! Addresses as people write them, read into addresses that can be printed on a parcel. A refusal
//! names the field and says how to mend it.

use serde::{Deserialize, Serialize};

use super::countries::AddressFormat;
use super::postcodes;
use crate::kernel::{Address, Country, Destination};
use crate::web::FieldError;

/// Longest line, in characters: what fits on a label in two rows.
const MAX_LINE_LENGTH: usize = 100;
const MIN_PHONE_DIGITS: usize = 5;
const MAX_PHONE_LENGTH: usize = 32;

/// An address as somebody typed it: the JSON of the API, and the fields of the page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AddressDraft {
    pub name: String,
    pub line1: String,
    pub line2: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    pub country: String,
    pub phone: String,
}

impl AddressDraft {
    /// As far as tax and delivery depend on it, before all of it is typed.
    pub fn destination(&self) -> Option<Destination> {
        let country = Country::parse(&self.country)?;
        let format = AddressFormat::of(country);
        let chosen = format.region.and_then(|region| region.code_of(self.region.trim()));
        let region = chosen.unwrap_or(&self.region);
        let typed = Destination::parse(&self.country, region, &self.postal_code).ok();
        let typed = typed.unwrap_or_else(|| Destination::in_country(country));
        let postal_code = postcodes::tidied(country.as_str(), &typed.postal_code);
        Some(Destination { postal_code: postal_code.unwrap_or(typed.postal_code), ..typed })
    }
}

/// One line of text without odd spaces; `None` where it holds what no label can.
fn tidied(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    (!line.chars().any(char::is_control) && line.chars().count() <= MAX_LINE_LENGTH).then_some(line)
}

/// Collects what is wrong with the fields of one address.
struct Reading<'a> {
    place: &'a str,
    errors: Vec<FieldError>,
}

impl Reading<'_> {
    fn refuse(&mut self, field: &str, detail: impl Into<String>) -> String {
        let field = format!("{}.{field}", self.place);
        self.errors.push(FieldError { field, detail: detail.into() });
        String::new()
    }

    fn line(&mut self, field: &str, text: &str, missing: Option<&str>) -> String {
        match (tidied(text), missing) {
            (None, _) => self.refuse(field, "Use at most 100 letters and digits."),
            (Some(line), Some(sentence)) if line.is_empty() => self.refuse(field, sentence),
            (Some(line), _) => line,
        }
    }

    fn region(&mut self, text: &str, format: &AddressFormat) -> String {
        let Some(asked) = format.region else { return self.line("region", text, None) };
        let label = asked.label.to_lowercase();
        let missing = asked.is_required.then(|| format!("Choose the {label}."));
        let line = self.line("region", text, missing.as_deref());
        if line.is_empty() || !asked.is_chosen() {
            return line;
        }
        match asked.code_of(&line) {
            Some(code) => code.to_owned(),
            None => self.refuse(
                "region",
                format!("Choose one of the list, by name or by its letters ({label})."),
            ),
        }
    }

    fn postal_code(&mut self, typed: &str, country: Country, format: &AddressFormat) -> String {
        let label = format.postcode_label;
        let Ok(place) = Destination::parse(country.as_str(), "", typed) else {
            return self.refuse("postal_code", "A postcode has at most 12 letters and digits.");
        };
        let example = postcodes::example(country.as_str()).unwrap_or_default();
        match postcodes::tidied(country.as_str(), &place.postal_code) {
            _ if place.postal_code.is_empty() && !format.postcode_is_required => String::new(),
            Some(written) if written.chars().any(char::is_control) => {
                self.refuse("postal_code", "Use letters and digits.")
            }
            Some(written) => written,
            None if place.postal_code.is_empty() => {
                self.refuse("postal_code", format!("Enter the {label}, like {example}."))
            }
            None => self.refuse(
                "postal_code",
                format!("This is no {label} of {}: it looks like {example}.", country.name()),
            ),
        }
    }

    fn phone(&mut self, text: &str) -> String {
        let line = text.trim();
        let known = |letter: char| letter.is_ascii_digit() || "+-()/. ".contains(letter);
        let digits = line.chars().filter(char::is_ascii_digit).count();
        let fits = digits >= MIN_PHONE_DIGITS && line.len() <= MAX_PHONE_LENGTH;
        if line.is_empty() || (fits && line.chars().all(known)) {
            line.to_owned()
        } else {
            self.refuse(
                "phone",
                "Enter a telephone number, like +353 1 234 5678, or leave it empty.",
            )
        }
    }
}

/// Reads an address; `place` is where it stands in the request, `address` or `billing_address`.
///
/// # Errors
/// Every field that has to be mended, in the order of the fields.
pub fn read_address(place: &str, draft: &AddressDraft) -> Result<Address, Vec<FieldError>> {
    let mut reading = Reading { place, errors: Vec::new() };
    // Without a country nobody knows what the other fields should look like.
    let country =
        Country::parse(&draft.country).filter(|country| country.name() != country.as_str());
    let Some(country) = country else {
        reading.refuse("country", "Choose a country: two letters of ISO 3166-1, like DE.");
        return Err(reading.errors);
    };
    let format = AddressFormat::of(country);
    let city = format!("Enter the {}.", format.city_label.to_lowercase());
    let address = Address {
        name: reading.line("name", &draft.name, Some("Enter the first and last name.")),
        line1: reading.line("line1", &draft.line1, Some("Enter street and house number.")),
        line2: reading.line("line2", &draft.line2, None),
        city: reading.line("city", &draft.city, Some(&city)),
        region: reading.region(&draft.region, &format),
        postal_code: reading.postal_code(&draft.postal_code, country, &format),
        country,
        phone: reading.phone(&draft.phone),
    };
    if reading.errors.is_empty() { Ok(address) } else { Err(reading.errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn draft(country: &str, region: &str, postal_code: &str) -> AddressDraft {
        AddressDraft {
            name: "  Ada\u{a0} Byrne ".to_owned(),
            line1: "4 Quay  Street".to_owned(),
            city: "Sligo".to_owned(),
            region: region.to_owned(),
            postal_code: postal_code.to_owned(),
            country: country.to_owned(),
            ..AddressDraft::default()
        }
    }

    fn fields(draft: &AddressDraft) -> Vec<String> {
        let refused = read_address("address", draft).err().unwrap_or_default();
        refused.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn an_address_is_tidied_and_nothing_more() {
        let read = read_address("address", &draft("ie", "", "f91 e2c4")).unwrap();
        assert_eq!((read.name.as_str(), read.line1.as_str()), ("Ada Byrne", "4 Quay Street"));
        assert_eq!(read.postal_code, "F91 E2C4");
        let read = read_address("address", &draft("US", "new york", "10001")).unwrap();
        assert_eq!(read.destination(), Destination::parse("US", "NY", "10001").unwrap());
        let read = read_address("address", &draft("JP", "Tokyo", "１０００００１")).unwrap();
        assert_eq!(read.postal_code, "100-0001");
    }

    #[test]
    fn each_country_refuses_the_fields_that_its_addresses_lack() {
        let none: [&str; 0] = [];
        for (country, region, postal_code, refused) in [
            ("IE", "", "", &none[..]),
            ("DE", "", "10115", &none),
            ("DE", "", "", &["address.postal_code"]),
            ("DE", "", "1011", &["address.postal_code"]),
            ("US", "", "94105", &["address.region"]),
            ("US", "Nowhere", "9", &["address.region", "address.postal_code"]),
            ("CA", "ON", "K1A 0B1", &none),
            ("AU", "NSW", "2000", &none),
            ("AU", "XX", "2000", &["address.region"]),
            ("JP", "", "100-0001", &["address.region"]),
            ("HK", "", "", &none),
            ("BR", "SP", "01310-100", &none),
            ("ZZ", "", "", &["address.country"]),
            ("Germany", "", "", &["address.country"]),
        ] {
            let draft = draft(country, region, postal_code);
            assert_eq!(fields(&draft), refused, "{country} {region} {postal_code}");
        }
    }

    #[test]
    fn every_missing_field_is_named_at_once_in_their_order() {
        let empty = AddressDraft { country: "FR".to_owned(), ..AddressDraft::default() };
        let places = ["name", "line1", "city", "postal_code"].map(|name| format!("address.{name}"));
        assert_eq!(fields(&empty), places);
    }

    #[test]
    fn what_no_label_can_hold_is_refused() {
        let sample = draft("DE", "", "10115");
        let long = AddressDraft { name: "a".repeat(101), ..sample.clone() };
        assert_eq!(fields(&long), ["address.name"]);
        let control = AddressDraft { line2: "a\u{7}b".to_owned(), ..sample.clone() };
        assert_eq!(fields(&control), ["address.line2"]);
        for (phone, fine) in [
            ("+353 (0)1 234-5678", true),
            ("", true),
            ("1234", false),
            ("call me", false),
            ("1".repeat(33).as_str(), false),
        ] {
            let draft = AddressDraft { phone: phone.to_owned(), ..sample.clone() };
            assert_eq!(fields(&draft).is_empty(), fine, "{phone}");
        }
    }

    #[test]
    fn half_an_address_already_says_where_it_goes() {
        let half = AddressDraft { name: String::new(), ..draft("us", "California", "94105") };
        assert_eq!(half.destination(), Destination::parse("US", "CA", "94105").ok());
        assert_eq!(draft("??", "", "").destination(), None);
        let odd = draft("DE", "", "1011511111111111");
        assert_eq!(odd.destination(), Country::parse("DE").map(Destination::in_country));
    }
}
