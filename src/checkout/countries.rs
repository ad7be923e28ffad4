//! How addresses are written in each country: which fields there are, what they are called, and in
//! which order they stand.

use super::postcodes;
use crate::kernel::Country;

/// Regions by the letters of ISO 3166-2 and their names.
const REGIONS_US: &str = "AL Alabama;AK Alaska;AS American Samoa;AZ Arizona;AR Arkansas;AA Armed Forces Americas;\
    AE Armed Forces Europe;AP Armed Forces Pacific;CA California;CO Colorado;CT Connecticut;DE Delaware;\
    DC District of Columbia;FL Florida;GA Georgia;GU Guam;HI Hawaii;ID Idaho;IL Illinois;IN Indiana;IA Iowa;\
    KS Kansas;KY Kentucky;LA Louisiana;ME Maine;MD Maryland;MA Massachusetts;MI Michigan;MN Minnesota;\
    MS Mississippi;MO Missouri;MT Montana;NE Nebraska;NV Nevada;NH New Hampshire;NJ New Jersey;NM New Mexico;\
    NY New York;NC North Carolina;ND North Dakota;MP Northern Mariana Islands;OH Ohio;OK Oklahoma;OR Oregon;\
    PA Pennsylvania;PR Puerto Rico;RI Rhode Island;SC South Carolina;SD South Dakota;TN Tennessee;TX Texas;\
    UT Utah;VT Vermont;VI Virgin Islands;VA Virginia;WA Washington;WV West Virginia;WI Wisconsin;WY Wyoming";
const REGIONS_CA: &str = "AB Alberta;BC British Columbia;MB Manitoba;NB New Brunswick;NL Newfoundland and Labrador;\
    NT Northwest Territories;NS Nova Scotia;NU Nunavut;ON Ontario;PE Prince Edward Island;QC Quebec;\
    SK Saskatchewan;YT Yukon";
const REGIONS_AU: &str = "ACT Australian Capital Territory;NSW New South Wales;NT Northern Territory;QLD Queensland;\
    SA South Australia;TAS Tasmania;VIC Victoria;WA Western Australia";

/// Countries that have a postcode for every address and whose posts can do without it.
const POSTCODE_OPTIONAL: &str = "IE";

/// The region of an address, where its country's addresses have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionField {
    pub label: &'static str,
    pub is_required: bool,
    /// Empty where it is typed.
    choices: &'static str,
}

impl RegionField {
    /// Code and name of each, in order of the names.
    pub fn choices(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        self.choices.split(';').filter_map(|entry| entry.split_once(' '))
    }

    pub const fn is_chosen(&self) -> bool {
        !self.choices.is_empty()
    }

    /// The code of what a person or a browser wrote, by code or by name.
    pub fn code_of(&self, text: &str) -> Option<&'static str> {
        let meant = |(code, name): &(&str, &str)| {
            code.eq_ignore_ascii_case(text) || name.eq_ignore_ascii_case(text)
        };
        self.choices().find(meant).map(|(code, _)| code)
    }
}

/// How one country's addresses are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressFormat {
    pub postcode_label: &'static str,
    pub postcode_is_required: bool,
    /// Whether a number pad is enough to type it.
    pub postcode_is_numeric: bool,
    pub city_label: &'static str,
    pub city_first: bool,
    pub region: Option<RegionField>,
}

impl AddressFormat {
    pub fn of(country: Country) -> Self {
        let code = country.as_str();
        let is_among = |list: &str| list.split(' ').any(|listed| listed == code);
        let example = postcodes::example(code);
        let region =
            |label, is_required, choices| Some(RegionField { label, is_required, choices });
        Self {
            postcode_label: match code {
                "IE" => "Eircode",
                "US" => "ZIP code",
                "AT" | "CH" | "DE" | "LI" => "PLZ",
                "IT" | "SM" | "VA" => "CAP",
                "CA" => "Postal code",
                _ => "Postcode",
            },
            postcode_is_required: example.is_some() && !is_among(POSTCODE_OPTIONAL),
            postcode_is_numeric: example
                .as_ref()
                .is_some_and(|example| example.bytes().all(|byte| byte.is_ascii_digit())),
            city_label: match code {
                "GB" | "GG" | "IE" | "IM" | "JE" => "Town or city",
                "AU" => "Suburb or city",
                _ => "City",
            },
            city_first: example.is_none() || country.writes_city_first(),
            region: match code {
                "US" => region("State", true, REGIONS_US),
                "CA" => region("Province", true, REGIONS_CA),
                "AU" => region("State", true, REGIONS_AU),
                "JP" => region("Prefecture", true, ""),
                "IE" => region("County", false, ""),
                "ES" | "IT" => region("Province", false, ""),
                "BR" | "IN" | "MX" => region("State", true, ""),
                _ => None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(code: &str) -> AddressFormat {
        AddressFormat::of(Country::parse(code).unwrap())
    }

    #[test]
    fn each_country_asks_for_what_its_addresses_have() {
        for (code, label, required, numeric, city_first, region) in [
            ("IE", "Eircode", false, false, true, Some(("County", false))),
            ("GB", "Postcode", true, false, true, None),
            ("DE", "PLZ", true, true, false, None),
            ("CH", "PLZ", true, true, false, None),
            ("FR", "Postcode", true, true, false, None),
            ("US", "ZIP code", true, true, true, Some(("State", true))),
            ("CA", "Postal code", true, false, true, Some(("Province", true))),
            ("JP", "Postcode", true, false, true, Some(("Prefecture", true))),
            ("HK", "Postcode", false, false, true, None),
        ] {
            let found = format(code);
            let asked = found.region.map(|region| (region.label, region.is_required));
            assert_eq!(
                (found.postcode_label, found.postcode_is_required, found.postcode_is_numeric),
                (label, required, numeric),
                "{code}"
            );
            assert_eq!((found.city_first, asked), (city_first, region), "{code}");
        }
    }

    #[test]
    fn a_region_is_known_by_its_code_and_by_its_name() {
        let states = format("US").region.unwrap();
        assert_eq!(states.choices().count(), 50 + 1 + 5 + 3);
        assert_eq!(states.code_of("new york"), Some("NY"));
        assert_eq!(states.code_of("ny"), Some("NY"));
        assert_eq!(states.code_of("Nowhere"), None);
        assert_eq!(format("CA").region.map(|region| region.choices().count()), Some(13));
        assert_eq!(format("AU").region.map(|region| region.choices().count()), Some(8));
        let county = format("IE").region.unwrap();
        assert!(!county.is_chosen() && county.choices().next().is_none());
    }
}
