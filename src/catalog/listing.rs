//! What a shopper asks of a list of products: filters, order and page, read from the query string.
//!
//! Values of one facet widen (red or blue), facets narrow (red and linen). Parameters that are not
//! ours are ignored, since adverts add them; a bad value of one of ours is refused by name.

use std::fmt;

use form_urlencoded::{Serializer, parse};

use super::{Availability, SortOrder};
use crate::kernel::{Currency, Money};

/// Products on one page.
pub const PAGE_SIZE: u32 = 24;
/// Last page that is served; what lies deeper is found by narrowing.
pub const MAX_PAGE: u32 = 400;
const MAX_FILTERS: usize = 30;
/// Each facet that is narrowed is counted by itself in the one statement of a page, whose parameters
/// D1 limits to 100.
const MAX_FACETS: usize = 10;
const MAX_VALUE_LENGTH: usize = 120;

/// A property that products are narrowed by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    Availability,
    Type,
    Vendor,
    /// A product option by its name in lower case.
    Option(String),
    Tag,
}

impl Facet {
    /// The name of its query parameter, which is also its key in the index.
    pub fn key(&self) -> String {
        match self {
            Self::Availability => "availability".to_owned(),
            Self::Type => "type".to_owned(),
            Self::Vendor => "vendor".to_owned(),
            Self::Tag => "tag".to_owned(),
            Self::Option(name) => format!("option.{name}"),
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        match key {
            "availability" => Some(Self::Availability),
            "type" => Some(Self::Type),
            "vendor" => Some(Self::Vendor),
            "tag" => Some(Self::Tag),
            _ => key
                .strip_prefix("option.")
                .filter(|name| !name.is_empty())
                .map(|name| Self::Option(name.to_lowercase())),
        }
    }

    /// What people read above its values.
    pub fn label(&self) -> String {
        match self {
            Self::Availability => "Availability".to_owned(),
            Self::Type => "Kind".to_owned(),
            Self::Vendor => "Maker".to_owned(),
            Self::Tag => "Tags".to_owned(),
            Self::Option(name) => {
                let mut letters = name.chars();
                letters
                    .next()
                    .map(|first| first.to_uppercase().chain(letters).collect())
                    .unwrap_or_default()
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingQuery {
    /// In order of facet, then value; no pair twice.
    pub filters: Vec<(Facet, String)>,
    pub price_min: Option<Money>,
    pub price_max: Option<Money>,
    /// `None` is the list's own order.
    pub sort: Option<SortOrder>,
    /// From 1.
    pub page: u32,
}

impl Default for ListingQuery {
    fn default() -> Self {
        Self { filters: Vec::new(), price_min: None, price_max: None, sort: None, page: 1 }
    }
}

/// A known parameter with a value that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingQueryError {
    pub parameter: String,
    pub sentence: String,
}

impl fmt::Display for ListingQueryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}`: {}", self.parameter, self.sentence)
    }
}

impl ListingQuery {
    /// Reads a query string (without `?`). Empty values count as absent: forms send them.
    pub fn parse(query: &str, currency: Currency) -> Result<Self, ListingQueryError> {
        let mut listing = Self::default();
        for (key, value) in parse(query.as_bytes()) {
            if !value.is_empty() {
                listing.read_parameter(&key, &value, currency)?;
            }
        }
        listing.filters.sort();
        listing.filters.dedup();
        if listing.filters.len() > MAX_FILTERS {
            return Err(refusal("filters", "At most 30 filters at once; take some away."));
        }
        // Sorted, so that the values of a facet stand together.
        let facets = listing.filters.chunk_by(|(one, _), (next, _)| one == next).count();
        if facets > MAX_FACETS {
            return Err(refusal("filters", "At most 10 kinds of filters at once; take some away."));
        }
        if let (Some(min), Some(max)) = (listing.price_min, listing.price_max)
            && min.amount_minor > max.amount_minor
        {
            return Err(refusal("price_min", "The lowest price is above the highest; swap them."));
        }
        Ok(listing)
    }

    /// Like [`ListingQuery::parse`] for the JSON API, which refuses parameters that it does not know
    /// (but for those in `others`) and calls the page `cursor`.
    pub fn parse_strict(
        query: &str,
        currency: Currency,
        others: &[&str],
    ) -> Result<Self, ListingQueryError> {
        let mut listing = Serializer::new(String::new());
        for (key, value) in parse(query.as_bytes()) {
            let known = ["price_min", "price_max", "sort", "cursor"].contains(&key.as_ref());
            match key.as_ref() {
                "cursor" => listing.append_pair("page", &value),
                key if known || Facet::parse(key).is_some() => listing.append_pair(key, &value),
                key if others.contains(&key) => &mut listing,
                key => return Err(refusal(key, "There is no such parameter.")),
            };
        }
        Self::parse(&listing.finish(), currency)
    }

    /// For a list whose products are found by prices in `base`, shown in a market that has `shown`:
    /// amounts of one currency do not narrow prices of another.
    pub fn within(self, base: Currency, shown: Currency) -> Result<Self, ListingQueryError> {
        match (self.price_min, self.price_max) {
            (None, None) => Ok(self),
            _ if base == shown => Ok(self),
            (min, _) => Err(refusal(
                if min.is_some() { "price_min" } else { "price_max" },
                "This market has prices of its own, by which lists cannot be narrowed.",
            )),
        }
    }

    fn read_parameter(
        &mut self,
        key: &str,
        value: &str,
        currency: Currency,
    ) -> Result<(), ListingQueryError> {
        let amount = || {
            Money::parse_decimal(value, currency)
                .filter(|money| money.amount_minor <= 100_000_000_000)
                .ok_or_else(|| refusal(key, "Write an amount like 25 or 24.90."))
        };
        match key {
            "price_min" => self.price_min = Some(amount()?),
            "price_max" => self.price_max = Some(amount()?),
            "sort" => {
                let order = SortOrder::parse(value).ok_or_else(|| {
                    refusal(key, "Choose newest, title, price_ascending or price_descending.")
                })?;
                self.sort = Some(order);
            }
            "page" => {
                self.page = value
                    .parse()
                    .ok()
                    .filter(|page| (1..=MAX_PAGE).contains(page))
                    .ok_or_else(|| refusal(key, "Pages are numbered from 1 to 400."))?;
            }
            _ => {
                if let Some(facet) = Facet::parse(key) {
                    let known =
                        facet != Facet::Availability || Availability::parse(value).is_some();
                    if !known {
                        return Err(refusal(key, "Choose in_stock, low, back_order or sold_out."));
                    }
                    if value.len() > MAX_VALUE_LENGTH || key.len() > MAX_VALUE_LENGTH {
                        return Err(refusal("filters", "A filter has at most 120 characters."));
                    }
                    self.filters.push((facet, value.to_owned()));
                }
            }
        }
        Ok(())
    }

    /// Whether this is the list as it comes: first page, own order, nothing narrowed.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    pub fn is_narrowed(&self) -> bool {
        !self.filters.is_empty() || self.price_min.is_some() || self.price_max.is_some()
    }

    pub fn has(&self, facet: &Facet, value: &str) -> bool {
        self.filters.iter().any(|(other, chosen)| other == facet && chosen == value)
    }

    /// The same list with the value chosen or no longer chosen, from its first page.
    #[must_use]
    pub fn toggled(&self, facet: &Facet, value: &str) -> Self {
        let mut other = self.clone();
        other.page = 1;
        if self.has(facet, value) {
            other.filters.retain(|(kind, chosen)| kind != facet || chosen != value);
        } else {
            other.filters.push((facet.clone(), value.to_owned()));
            other.filters.sort();
        }
        other
    }

    #[must_use]
    pub fn without_prices(&self) -> Self {
        Self { price_min: None, price_max: None, page: 1, ..self.clone() }
    }

    #[must_use]
    pub fn on_page(&self, page: u32) -> Self {
        Self { page, ..self.clone() }
    }

    /// The canonical query string, without `?`: parameters in a fixed order, defaults left out, so
    /// that equal lists share one address. `extra` pairs come first (a search's `q`).
    pub fn to_query(&self, extra: &[(&str, &str)]) -> String {
        let mut query = Serializer::new(String::new());
        for (key, value) in extra {
            query.append_pair(key, value);
        }
        for (facet, value) in &self.filters {
            query.append_pair(&facet.key(), value);
        }
        if let Some(min) = self.price_min {
            query.append_pair("price_min", &min.decimal());
        }
        if let Some(max) = self.price_max {
            query.append_pair("price_max", &max.decimal());
        }
        if let Some(sort) = self.sort {
            query.append_pair("sort", sort.as_str());
        }
        if self.page > 1 {
            query.append_pair("page", &self.page.to_string());
        }
        query.finish()
    }
}

/// The cursor of the page after this one; `None` on the last.
pub fn page_after(listing: &ListingQuery, total: u32) -> Option<String> {
    let last = total.div_ceil(PAGE_SIZE).min(MAX_PAGE);
    (listing.page < last).then(|| (listing.page + 1).to_string())
}

fn refusal(parameter: &str, sentence: &str) -> ListingQueryError {
    ListingQueryError { parameter: parameter.to_owned(), sentence: sentence.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(query: &str) -> Result<ListingQuery, ListingQueryError> {
        ListingQuery::parse(query, Currency::EUR)
    }

    #[test]
    fn parameters_of_others_are_ignored_and_bad_values_of_ours_are_refused_by_name() {
        assert_eq!(read("utm_source=x&fbclid=1&page="), Ok(ListingQuery::default()));
        for (query, parameter) in [
            ("page=0", "page"),
            ("page=401", "page"),
            ("page=-1", "page"),
            ("page=abc", "page"),
            ("sort=upwards", "sort"),
            ("price_min=cheap", "price_min"),
            ("price_max=1e9", "price_max"),
            ("price_min=20&price_max=10", "price_min"),
            ("availability=maybe", "availability"),
        ] {
            let refused = read(query).err().map(|error| error.parameter);
            assert_eq!(refused.as_deref(), Some(parameter), "{query}");
        }
        let strict = ListingQuery::parse_strict("utm_source=x", Currency::EUR, &[]);
        assert!(strict.is_err(), "the JSON API knows its parameters");
        let turned = ListingQuery::parse_strict("cursor=2&q=x", Currency::EUR, &["q"]);
        assert_eq!(turned.map(|listing| listing.page), Ok(2));
        let many: String = (0..40).map(|number| format!("tag={number}&")).collect();
        assert!(read(&many).is_err());
        let kinds =
            |count: u32| (0..count).map(|n| format!("option.{n}=a&option.{n}=b&")).collect();
        let (ten, eleven): (String, String) = (kinds(10), kinds(11));
        assert!(read(&ten).is_ok());
        assert_eq!(read(&eleven).err().map(|error| error.parameter).as_deref(), Some("filters"));
        assert!(read(&format!("tag={}", "x".repeat(121))).is_err());
    }

    #[test]
    fn choosing_a_value_twice_leaves_the_list_as_it_was() {
        let listing = read("vendor=B%26W&option.size=A3&page=3").unwrap_or_default();
        let red = listing.toggled(&Facet::Option("colour".into()), "Red");
        assert_eq!(red.page, 1);
        assert_eq!(red.toggled(&Facet::Option("colour".into()), "Red"), listing.on_page(1));
    }

    proptest! {
        #[test]
        fn a_list_survives_its_address(
            values in prop::collection::vec((0usize..4, "[a-zA-Z0-9 &=+%é]{1,12}"), 0..8),
            page in 1u32..=MAX_PAGE, min in prop::option::of(0i64..5000), more in 0i64..5000,
        ) {
            let facets = [Facet::Vendor, Facet::Tag, Facet::Type, Facet::Option("size".into())];
            let mut listing = ListingQuery { page, ..ListingQuery::default() };
            for (index, value) in values {
                listing.filters.extend(facets.get(index).map(|facet| (facet.clone(), value)));
            }
            listing.filters.sort();
            listing.filters.dedup();
            listing.price_min = min.map(|amount| Money::new(amount, Currency::EUR));
            listing.price_max = min.map(|amount| Money::new(amount + more, Currency::EUR));
            prop_assert_eq!(read(&listing.to_query(&[])), Ok(listing));
        }

        #[test]
        fn no_query_string_panics(query in ".{0,200}") {
            let _ = read(&query);
        }
    }
}
