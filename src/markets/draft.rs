//! A market as the merchant writes it.

use serde::{Deserialize, Serialize};

use super::{BASE_PRICE_LIST, Market, TaxSettings};
use crate::kernel::{Country, Currency, Handle, MarketId, Money};
use crate::web::FieldError;

/// Markets of one shop besides its own: all of them travel in the document that every page reads.
pub const MAX_MARKETS: usize = 50;
const MAX_COUNTRIES: usize = 250;
const MAX_TITLE_LENGTH: usize = 200;
const MAX_NOTE_LENGTH: usize = 500;

/// `PUT /api/admin/v1/markets/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MarketDraft {
    pub title: String,
    pub countries: Vec<Country>,
    pub currency: Currency,
    pub locale: String,
    /// `base`, or the id of a price list.
    #[serde(default = "base")]
    pub price_list: String,
    #[serde(default)]
    pub price_note: String,
    #[serde(default)]
    pub tax: TaxSettings,
    #[serde(default)]
    pub minimum_order: Option<Money>,
}

fn base() -> String {
    BASE_PRICE_LIST.to_owned()
}

/// A language with the region it is written for, like `de-CH`.
fn is_locale(text: &str) -> bool {
    let letters = |part: &str, count: std::ops::RangeInclusive<usize>| {
        count.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    text.split_once('-').is_some_and(|(language, region)| {
        letters(language, 2..=3) && letters(region, 2..=2) && !region.contains(char::is_lowercase)
    })
}

impl MarketDraft {
    /// Everything that is wrong with it by itself, by field.
    pub fn complaints(&self) -> Vec<FieldError> {
        let mut sorted = self.countries.clone();
        sorted.sort_unstable();
        sorted.dedup();
        let least = self.minimum_order;
        let rows = [
            (
                !self.title.trim().is_empty() && self.title.len() <= MAX_TITLE_LENGTH,
                "title",
                "A market needs a title of at most 200 bytes, like Germany.",
            ),
            (
                (1..=MAX_COUNTRIES).contains(&self.countries.len())
                    && sorted.len() == self.countries.len(),
                "countries",
                "A market has at least one country (ISO 3166-1), and each of them once.",
            ),
            (is_locale(&self.locale), "locale", "Give a language and a region, like de-DE."),
            (
                Handle::parse(&self.price_list).is_ok(),
                "price_list",
                "Name a price list, or `base` for the prices that products carry.",
            ),
            (
                self.price_note.len() <= MAX_NOTE_LENGTH,
                "price_note",
                "A note beside prices has at most 500 bytes.",
            ),
            (
                least
                    .is_none_or(|least| least.currency == self.currency && least.amount_minor >= 0),
                "minimum_order",
                "A least order is an amount in the market's currency, or null.",
            ),
        ];
        let wrong = rows.into_iter().filter(|(fine, ..)| !fine);
        wrong
            .map(|(_, field, detail)| FieldError {
                field: field.to_owned(),
                detail: detail.to_owned(),
            })
            .collect()
    }

    pub fn sells_at_base_prices(&self) -> bool {
        self.price_list == BASE_PRICE_LIST
    }

    pub fn to_market(&self, id: MarketId) -> Market {
        let draft = self.clone();
        Market {
            id: Some(id),
            title: draft.title,
            countries: draft.countries,
            currency: draft.currency,
            locale: draft.locale,
            price_list: draft.price_list,
            price_note: draft.price_note,
            tax: draft.tax,
            minimum_order: draft.minimum_order,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_wrong_with_a_market_is_named_by_its_field() {
        let germany =
            json!({"title": "Germany", "countries": ["DE"], "currency": "EUR", "locale": "de-DE"});
        let usd = json!({"amount_minor": 100, "currency": "USD"});
        for (field, value, wrong) in [
            ("title", json!("Germany"), false),
            ("title", json!(" "), true),
            ("countries", json!([]), true),
            ("countries", json!(["DE", "AT", "de"]), true),
            ("countries", json!(["DE", "AT"]), false),
            ("locale", json!("german"), true),
            ("locale", json!("de"), true),
            ("locale", json!("de-de"), true),
            ("price_list", json!("No List"), true),
            ("price_note", json!("x".repeat(501)), true),
            ("minimum_order", usd, true),
        ] {
            let mut body = germany.clone();
            body[field] = value.clone();
            let draft: MarketDraft = serde_json::from_value(body).unwrap();
            let found: Vec<_> = draft.complaints().into_iter().map(|error| error.field).collect();
            let expected: Vec<&str> = wrong.then_some(field).into_iter().collect();
            assert_eq!(found, expected, "{field} {value}");
        }
    }
}
