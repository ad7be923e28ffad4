//! Money is a signed integer of minor units with its currency in the type; arithmetic is checked.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// An ISO 4217 currency; exponents come from the `iso_currency` crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    pub const EUR: Self = Self(iso_currency::Currency::EUR);

    /// Reads a three-letter code such as `EUR`.
    pub fn parse(code: &str) -> Option<Self> {
        iso_currency::Currency::from_code(code).map(Self)
    }

    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimal places of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn exponent(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(0))
    }

    /// What stands beside the digits: a sign that nobody mistakes, else the code.
    fn symbol(self) -> &'static str {
        match self.code() {
            "EUR" => "€",
            "USD" => "$",
            "GBP" => "£",
            "JPY" => "¥",
            "INR" => "₹",
            "CAD" => "CA$",
            "AUD" => "A$",
            "NZD" => "NZ$",
            "PLN" => "zł",
            "CZK" => "Kč",
            "SEK" | "NOK" | "DKK" => "kr",
            code => code,
        }
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&code).ok_or_else(|| {
            D::Error::custom(format!("`{code}` is no ISO 4217 currency code, like EUR"))
        })
    }
}

/// No single thing costs more than this many minor units, and no rule names a larger amount.
pub const MAX_PRICE_MINOR: i64 = 100_000_000_000;

/// An amount in minor units (cents) of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Money {
    pub amount_minor: i64,
    pub currency: Currency,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyError {
    CurrenciesDiffer,
    Overflow,
}

impl fmt::Display for MoneyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::CurrenciesDiffer => "amounts of two currencies cannot be added",
            Self::Overflow => "the amount is too large",
        })
    }
}

impl Money {
    pub const fn new(amount_minor: i64, currency: Currency) -> Self {
        Self { amount_minor, currency }
    }

    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrenciesDiffer);
        }
        self.amount_minor
            .checked_add(other.amount_minor)
            .map(|amount_minor| Self::new(amount_minor, self.currency))
            .ok_or(MoneyError::Overflow)
    }

    /// The larger unit as plain digits with a point, "19.99" or "1999": for JSON-LD, feeds and
    /// form fields, not for people.
    pub fn decimal(self) -> String {
        decimal_digits(self.amount_minor, self.currency.exponent(), ".", "", 1)
    }

    /// Reads what a person types, "19.99", "19,99" or "20", without rounding.
    pub fn parse_decimal(text: &str, currency: Currency) -> Option<Self> {
        let exponent = currency.exponent() as usize;
        let text = text.trim();
        let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits_only = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || fraction.len() > exponent
            || !digits_only(whole)
            || !digits_only(fraction)
        {
            return None;
        }
        format!("{whole}{fraction:0<exponent$}")
            .parse()
            .ok()
            .map(|amount_minor| Self::new(amount_minor, currency))
    }

    /// The amount as people of the locale write it: "€1,299.00", "1.299,00 €", "CHF 1’299.00".
    pub fn format(self, locale: Locale) -> String {
        let style = locale.style();
        let digits = decimal_digits(
            self.amount_minor.saturating_abs(),
            self.currency.exponent(),
            style.decimal,
            style.group,
            style.least_grouped,
        );
        let sign = if self.amount_minor < 0 { "−" } else { "" };
        let symbol = self.currency.symbol();
        match style.symbol {
            Symbol::Last => format!("{sign}{digits}\u{a0}{symbol}"),
            // A code such as CHF is set apart from its digits wherever it stands.
            Symbol::Close if !symbol.ends_with(char::is_alphabetic) => {
                format!("{sign}{symbol}{digits}")
            }
            Symbol::Close | Symbol::Apart => format!("{sign}{symbol}\u{a0}{digits}"),
        }
    }
}

/// The amount of a list in one currency, in minor units. Rules that merchants write hold one amount
/// for each currency that they mean.
pub fn amount_in(amounts: &[Money], currency: Currency) -> Option<i64> {
    amounts.iter().find(|amount| amount.currency == currency).map(|amount| amount.amount_minor)
}

/// `least_grouped` digits stand before the first separator, or there is none.
fn decimal_digits(
    amount_minor: i64,
    exponent: u32,
    decimal: &str,
    group: &str,
    least_grouped: usize,
) -> String {
    let sign = if amount_minor < 0 { "-" } else { "" };
    let width = exponent as usize + 1;
    let digits = format!("{:0>width$}", amount_minor.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len() - exponent as usize);
    let mut grouped = String::with_capacity(digits.len() + 4);
    let is_grouped = whole.len() >= 3 + least_grouped;
    for (index, digit) in whole.chars().enumerate() {
        if is_grouped && index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push_str(group);
        }
        grouped.push(digit);
    }
    if fraction.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped}{decimal}{fraction}")
    }
}

/// A language and region such as `en-IE`, as far as the writing of amounts is concerned. Those that
/// [`Locale::style`] lists are written as in Unicode CLDR 45, but that a currency has one symbol
/// everywhere and a minus sign stands in front; others as in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locale<'a>(&'a str);

/// Where the symbol of a currency stands.
#[derive(Clone, Copy)]
enum Symbol {
    /// €1
    Close,
    /// € 1
    Apart,
    /// 1 €
    Last,
}

struct NumberStyle {
    decimal: &'static str,
    group: &'static str,
    symbol: Symbol,
    /// With 2, four digits are not grouped: 1299 and 12.990.
    least_grouped: usize,
}

impl<'a> Locale<'a> {
    pub const fn new(tag: &'a str) -> Self {
        Self(tag)
    }

    fn style(self) -> NumberStyle {
        let style = |decimal, group, symbol, least_grouped| NumberStyle {
            decimal,
            group,
            symbol,
            least_grouped,
        };
        let language = self.0.split('-').next().unwrap_or("en");
        match (language, self.0) {
            (_, "de-CH" | "de-LI" | "it-CH") => style(".", "’", Symbol::Apart, 1),
            (_, "fr-CH") => style(".", "\u{202f}", Symbol::Last, 1),
            (_, "de-AT" | "pt" | "pt-BR") | ("nl", _) => style(",", ".", Symbol::Apart, 1),
            (_, "es-MX" | "es-US") => style(".", ",", Symbol::Close, 1),
            ("es", _) => style(",", ".", Symbol::Last, 2),
            ("de" | "it" | "da", _) | (_, "fr-LU") => style(",", ".", Symbol::Last, 1),
            ("fr", _) if self.0 != "fr-CA" => style(",", "\u{202f}", Symbol::Last, 1),
            ("fr" | "sv" | "fi" | "nb" | "no" | "cs", _) => style(",", "\u{a0}", Symbol::Last, 1),
            ("pl" | "pt", _) => style(",", "\u{a0}", Symbol::Last, 2),
            _ => style(".", ",", Symbol::Close, 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(amount_minor: i64, code: &str) -> Money {
        Money::new(amount_minor, Currency::parse(code).unwrap_or(Currency::EUR))
    }

    #[test]
    fn money_is_written_as_people_of_the_place_write_it() {
        let rows = [
            (129_900, "EUR", "en-IE", "€1,299.00"),
            (129_900, "EUR", "de-DE", "1.299,00\u{a0}€"),
            (129_900, "EUR", "fr-FR", "1\u{202f}299,00\u{a0}€"),
            (129_900, "CHF", "de-CH", "CHF\u{a0}1’299.00"),
            (5, "EUR", "en-IE", "€0.05"),
            (-250, "EUR", "en-IE", "−€2.50"),
            (1200, "JPY", "en-US", "¥1,200"),
            (1_234_567, "KWD", "en-US", "KWD\u{a0}1,234.567"),
            (100, "USD", "en-US", "$1.00"),
        ];
        for (amount, code, locale, expected) in rows {
            assert_eq!(money(amount, code).format(Locale::new(locale)), expected);
        }
    }

    #[test]
    fn four_and_seven_digits_stand_as_in_cldr() {
        for (locale, four, seven) in [
            ("en-IE", "€1,299.00", "€1,234,567.00"),
            ("de-DE", "1.299,00_€", "1.234.567,00_€"),
            ("de-AT", "€_1.299,00", "€_1.234.567,00"),
            ("de-CH", "€_1’299.00", "€_1’234’567.00"),
            ("fr-CH", "1~299.00_€", "1~234~567.00_€"),
            ("it-CH", "€_1’299.00", "€_1’234’567.00"),
            ("fr-FR", "1~299,00_€", "1~234~567,00_€"),
            ("fr-CA", "1_299,00_€", "1_234_567,00_€"),
            ("fr-LU", "1.299,00_€", "1.234.567,00_€"),
            ("it-IT", "1.299,00_€", "1.234.567,00_€"),
            ("nl-NL", "€_1.299,00", "€_1.234.567,00"),
            ("nl-BE", "€_1.299,00", "€_1.234.567,00"),
            ("es-ES", "1299,00_€", "1.234.567,00_€"),
            ("es-MX", "€1,299.00", "€1,234,567.00"),
            ("pt-PT", "1299,00_€", "1_234_567,00_€"),
            ("pt-BR", "€_1.299,00", "€_1.234.567,00"),
            ("pl-PL", "1299,00_€", "1_234_567,00_€"),
            ("sv-SE", "1_299,00_€", "1_234_567,00_€"),
            ("nb-NO", "1_299,00_€", "1_234_567,00_€"),
            ("da-DK", "1.299,00_€", "1.234.567,00_€"),
            ("fi-FI", "1_299,00_€", "1_234_567,00_€"),
            ("cs-CZ", "1_299,00_€", "1_234_567,00_€"),
        ] {
            let written = [129_900, 123_456_700]
                .map(|amount| money(amount, "EUR").format(Locale::new(locale)));
            let expected =
                [four, seven].map(|text| text.replace('_', "\u{a0}").replace('~', "\u{202f}"));
            assert_eq!(written, expected, "{locale}");
        }
        assert_eq!(money(-129_900, "EUR").format(Locale::new("es-ES")), "−1299,00\u{a0}€");
        assert_eq!(money(1_299_000, "EUR").format(Locale::new("es-ES")), "12.990,00\u{a0}€");
        assert_eq!(money(129_900, "CHF").format(Locale::new("fr-CH")), "1\u{202f}299.00\u{a0}CHF");
    }

    #[test]
    fn adding_two_currencies_is_refused_and_overflow_too() {
        assert_eq!(money(1, "EUR").checked_add(money(1, "USD")), Err(MoneyError::CurrenciesDiffer));
        assert_eq!(money(i64::MAX, "EUR").checked_add(money(1, "EUR")), Err(MoneyError::Overflow));
    }

    #[test]
    fn typed_amounts_are_read_exactly_or_not_at_all() {
        assert_eq!(Money::parse_decimal("19,99", Currency::EUR), Some(money(1999, "EUR")));
        assert_eq!(Money::parse_decimal("20", Currency::EUR), Some(money(2000, "EUR")));
        assert_eq!(Money::parse_decimal("20.5", Currency::EUR), Some(money(2050, "EUR")));
        for bad in ["", "-1", "1.999", "1e3", "€5", ".5", "99999999999999999999"] {
            assert_eq!(Money::parse_decimal(bad, Currency::EUR), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn digits_and_back_lose_nothing_in_any_exponent(amount in 0..i64::MAX, code in prop::sample::select(vec!["EUR", "JPY", "KWD"])) {
            let sum = money(amount, code);
            prop_assert_eq!(Money::parse_decimal(&sum.decimal(), sum.currency), Some(sum));
        }
    }
}
