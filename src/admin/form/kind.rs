//! What a field holds, and how it is written in JSON and in an input.

use serde_json::{Map, Value, json};

use crate::kernel::{Currency, Money, Timestamp, parse_value};

/// Digits behind the point of a percentage: parts per million have four.
const PERCENT_DIGITS: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As it is typed.
    Text,
    /// `null` when it is empty.
    Optional,
    /// Left out when it is empty.
    Absent,
    /// A whole number; `null` when it is empty.
    Number,
    /// A box that is ticked or not; a hidden empty field of the same name says that it is there.
    Flag,
    /// An amount like 19.99; `null` when it is empty.
    Money(Currency),
    /// Amounts in several currencies, like "80 EUR, 76.50 CHF"; one without a currency is in this one.
    /// Left out when it is empty.
    Amounts(Currency),
    /// Parts of the world, one a line: `IE`, `US-CA`, `GB BT` for a postcode's
    /// beginning, or `*` for everywhere.
    Places,
    /// A percentage like 12.5, in parts per million; `null` when it is empty.
    Percent,
    /// A list, separated by commas.
    Words,
    /// A list, one entry a line.
    Lines,
    /// A date with its time of day in UTC; `null` when it is empty.
    Instant,
    /// JSON as it is typed; `null` when it is empty.
    Json,
}

impl Kind {
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "" | "text" => Self::Text,
            "optional" => Self::Optional,
            "absent" => Self::Absent,
            "number" => Self::Number,
            "flag" => Self::Flag,
            "percent" => Self::Percent,
            "places" => Self::Places,
            "words" => Self::Words,
            "lines" => Self::Lines,
            "instant" => Self::Instant,
            "json" => Self::Json,
            other => match other.split_once('.')? {
                ("money", code) => Self::Money(Currency::parse(code)?),
                ("amounts", code) => Self::Amounts(Currency::parse(code)?),
                _ => return None,
            },
        })
    }

    /// What was typed as JSON; `None` where the field is left out.
    ///
    /// # Errors
    /// A sentence that says how to mend it.
    pub fn read(self, typed: &str) -> Result<Option<Value>, &'static str> {
        let bare = typed.trim();
        let list = |separator: char| {
            let entries = bare.split(separator).map(str::trim).filter(|entry| !entry.is_empty());
            Value::from(entries.collect::<Vec<_>>())
        };
        match self {
            Self::Absent | Self::Amounts(_) if bare.is_empty() => return Ok(None),
            // Browsers send line breaks as two characters.
            Self::Text => return Ok(Some(Value::from(typed.replace("\r\n", "\n")))),
            Self::Flag => return Ok(Some(Value::from(!bare.is_empty()))),
            Self::Words => return Ok(Some(list(','))),
            Self::Lines => return Ok(Some(list('\n'))),
            Self::Amounts(currency) => {
                let amounts = amounts_of(bare, currency);
                return amounts.map(Some).ok_or("Give amounts, like 80 EUR, 76.50 CHF.");
            }
            Self::Places => {
                let places = bare.lines().map(str::trim).filter(|line| !line.is_empty());
                return Ok(Some(places.map(place_of).collect()));
            }
            _ if bare.is_empty() => return Ok(Some(Value::Null)),
            _ => {}
        }
        let read = match self {
            Self::Number => {
                bare.parse::<i64>().map(Value::from).map_err(|_| "Give a whole number, like 12.")?
            }
            Self::Money(currency) => {
                let money = Money::parse_decimal(bare, currency);
                json!(money.ok_or("Give an amount, like 19.99.")?)
            }
            Self::Percent => Value::from(ppm_of(bare).ok_or("Give a percentage, like 12.5.")?),
            Self::Instant => Value::from(
                instant_of(bare).ok_or("Give a date and a time, like 2026-12-24 18:00.")?,
            ),
            Self::Json => parse_value(bare.as_bytes()).map_err(|_| "This is not valid JSON.")?,
            _ => Value::from(typed.replace("\r\n", "\n")),
        };
        Ok(Some(read))
    }

    /// JSON as an input shows it.
    pub fn show(self, value: &Value) -> String {
        let texts = |separator: &str| {
            let entries = value.as_array().map(Vec::as_slice).unwrap_or_default();
            entries.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(separator)
        };
        match (self, value) {
            (_, Value::Null) => String::new(),
            (Self::Json, value) => serde_json::to_string_pretty(value).unwrap_or_default(),
            (Self::Flag, value) => if value == &Value::Bool(true) { "on" } else { "" }.to_owned(),
            (Self::Words, _) => texts(", "),
            (Self::Lines, _) => texts("\n"),
            (Self::Money(_), value) => {
                let parts = (value.get("amount_minor"), value.get("currency"));
                let (Some(minor), Some(code)) = parts else { return String::new() };
                let currency = code.as_str().and_then(Currency::parse);
                let money = minor.as_i64().zip(currency).map(|(minor, of)| Money::new(minor, of));
                money.map(Money::decimal).unwrap_or_default()
            }
            (Self::Amounts(_), value) => {
                let amounts = value.as_array().map(Vec::as_slice).unwrap_or_default();
                let words = amounts.iter().map(|amount| {
                    let code = amount.get("currency").and_then(Value::as_str).unwrap_or_default();
                    let currency = Currency::parse(code).unwrap_or(Currency::EUR);
                    format!("{} {code}", Self::Money(currency).show(amount))
                });
                words.collect::<Vec<_>>().join(", ")
            }
            (Self::Places, value) => {
                let places = value.as_array().map(Vec::as_slice).unwrap_or_default();
                places.iter().map(place_line).collect::<Vec<_>>().join("\n")
            }
            (Self::Percent, value) => value.as_i64().map(percent_of).unwrap_or_default(),
            (Self::Instant, value) => {
                let text = value.as_str().unwrap_or_default();
                let minutes = text.get(..16).unwrap_or(text);
                let seconds = text.get(16..19).filter(|seconds| *seconds != ":00");
                format!("{minutes}{}", seconds.unwrap_or_default())
            }
            (_, Value::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        }
    }
}

fn amounts_of(typed: &str, currency: Currency) -> Option<Value> {
    let typed = typed.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let amounts = typed.map(|part| {
        let (amount, code) = part.split_once(' ').unwrap_or((part, currency.code()));
        let currency = Currency::parse(&code.trim().to_uppercase())?;
        Some(json!(Money::parse_decimal(amount, currency)?))
    });
    amounts.collect()
}

/// `US-CA 90` as the API has it; what is no country is for the API to refuse.
fn place_of(line: &str) -> Value {
    let (area, prefix) = line.split_once(' ').unwrap_or((line, ""));
    let (country, region) = area.split_once('-').unwrap_or((area, ""));
    let country = if country == "*" { "" } else { country };
    let prefix = prefix.trim().trim_end_matches('*');
    let parts = [("country", country), ("region", region), ("postal_code_prefix", prefix)];
    let parts = parts.into_iter().filter(|(_, part)| !part.is_empty());
    parts.map(|(name, part)| (name.to_owned(), Value::from(part))).collect::<Map<_, _>>().into()
}

fn place_line(place: &Value) -> String {
    let part = |name: &str, before: &str| {
        let part = place.get(name).and_then(Value::as_str);
        part.map(|part| format!("{before}{part}")).unwrap_or_default()
    };
    let country = place.get("country").and_then(Value::as_str).unwrap_or("*");
    format!("{country}{}{}", part("region", "-"), part("postal_code_prefix", " "))
}

fn ppm_of(typed: &str) -> Option<i64> {
    let typed = typed.trim_end_matches('%').trim_end().replace(',', ".");
    let (whole, digits) = typed.split_once('.').unwrap_or((&typed, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let magnitude = whole.strip_prefix('-').unwrap_or(whole);
    let fits = !magnitude.is_empty() && magnitude.len() <= 6 && digits.len() <= PERCENT_DIGITS;
    if !fits || !are_digits(magnitude) || !are_digits(digits) {
        return None;
    }
    format!("{whole}{digits:0<PERCENT_DIGITS$}").parse().ok()
}

fn percent_of(ppm: i64) -> String {
    let (whole, rest) = (ppm.abs() / 10_000, ppm.abs() % 10_000);
    let sign = if ppm < 0 { "-" } else { "" };
    let text = format!("{sign}{whole}.{rest:04}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// As browsers send it, `2026-12-24T18:00`, in UTC.
fn instant_of(typed: &str) -> Option<String> {
    let spaced = typed.replace(' ', "T");
    let full = match spaced.len() {
        10 => format!("{spaced}T00:00:00Z"),
        16 => format!("{spaced}:00Z"),
        19 => format!("{spaced}Z"),
        _ => spaced,
    };
    Timestamp::parse(&full).map(|_| full)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_typed_becomes_the_apis_json_or_a_sentence() {
        let euro = Kind::Money(Currency::EUR);
        for (kind, typed, expected) in [
            (Kind::Text, " a\r\nb ", Some(json!(" a\nb "))),
            (Kind::Text, "", Some(json!(""))),
            (Kind::Optional, "", Some(Value::Null)),
            (Kind::Absent, "x", Some(json!("x"))),
            (Kind::Number, " 12 ", Some(json!(12))),
            (Kind::Number, "", Some(Value::Null)),
            (Kind::Flag, "on", Some(json!(true))),
            (Kind::Flag, "", Some(json!(false))),
            (euro, "19,99", Some(json!({"amount_minor": 1999, "currency": "EUR"}))),
            (euro, "", Some(Value::Null)),
            (Kind::Percent, "12.5 %", Some(json!(125_000))),
            (Kind::Percent, "-3", Some(json!(-30_000))),
            (Kind::Words, "red, , blue ,", Some(json!(["red", "blue"]))),
            (Kind::Lines, "one\r\n\r\ntwo", Some(json!(["one", "two"]))),
            (Kind::Instant, "2026-12-24T18:00", Some(json!("2026-12-24T18:00:00Z"))),
            (Kind::Instant, "2026-12-24", Some(json!("2026-12-24T00:00:00Z"))),
            (Kind::Json, "[1]", Some(json!([1]))),
            (
                Kind::Amounts(Currency::EUR),
                "80, 76.50 chf",
                Some(
                    json!([{"amount_minor": 8000, "currency": "EUR"}, {"amount_minor": 7650, "currency": "CHF"}]),
                ),
            ),
            (
                Kind::Places,
                "IE\n\nUS-CA 90*\n*",
                Some(
                    json!([{"country": "IE"}, {"country": "US", "region": "CA", "postal_code_prefix": "90"}, {}]),
                ),
            ),
        ] {
            assert_eq!(kind.read(typed), Ok(expected), "{kind:?} {typed:?}");
        }
        assert_eq!(Kind::Absent.read(" "), Ok(None));
        for (kind, typed) in [
            (Kind::Number, "1.5"),
            (euro, "1.999"),
            (euro, "cheap"),
            (Kind::Percent, "1.00001"),
            (Kind::Percent, "."),
            (Kind::Percent, "--1"),
            (Kind::Instant, "tomorrow"),
            (Kind::Json, "{"),
            (Kind::Amounts(Currency::EUR), "80 Taler"),
        ] {
            assert!(kind.read(typed).is_err(), "{kind:?} {typed:?}");
        }
    }

    #[test]
    fn a_kind_is_known_by_its_name() {
        assert_eq!(Kind::parse("money.JPY"), Some(Kind::Money(Currency::parse("JPY").unwrap())));
        assert_eq!((Kind::parse("money.XXL"), Kind::parse("colour")), (None, None));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_as_the_same(minor in 0_i64..1_000_000_000, ppm in -1_000_000_i64..1_000_000, text in "\\PC{0,20}") {
            let money = json!(Money::new(minor, Currency::EUR));
            for (kind, value) in [
                (Kind::Money(Currency::EUR), money),
                (Kind::Percent, json!(ppm)),
                (Kind::Text, json!(text)),
                (Kind::Number, json!(minor)),
                (Kind::Flag, json!(true)),
                (Kind::Amounts(Currency::EUR), json!([Money::new(minor, Currency::EUR), Money::new(7, Currency::parse("JPY").unwrap())])),
                (Kind::Places, json!([{"country": "IE", "region": "D", "postal_code_prefix": "D0"}, {}])),
                (Kind::Json, json!({"a": [minor, text]})),
            ] {
                prop_assert_eq!(kind.read(&kind.show(&value)), Ok(Some(value)));
            }
        }
    }
}
