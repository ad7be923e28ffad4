//! Single values as spreadsheets write them.

use crate::kernel::{Currency, Handle, MAX_HANDLE_LENGTH, Money, hyphenated};

/// `true` and `false` in any case; nothing means no.
pub fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" | "" => Some(false),
        _ => None,
    }
}

/// "19.99", also with zeros that the currency does not have: "1999.00" yen.
pub fn amount(text: &str, currency: Currency) -> Option<Money> {
    let exponent = currency.exponent() as usize;
    let shorter = match text.split_once('.') {
        Some((whole, fraction)) if fraction.len() > exponent => {
            let (kept, surplus) = fraction.split_at_checked(exponent)?;
            if !surplus.bytes().all(|digit| digit == b'0') {
                return None;
            }
            if kept.is_empty() { whole.to_owned() } else { format!("{whole}.{kept}") }
        }
        _ => text.to_owned(),
    };
    Money::parse_decimal(&shorter, currency)
}

/// A number of whole units; what stands behind the point is rounded, half up.
pub fn whole(text: &str) -> Option<u32> {
    let (units, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
    if !digits(units) || !digits(fraction) || (units.is_empty() && fraction.is_empty()) {
        return None;
    }
    let units: u32 = if units.is_empty() { 0 } else { units.parse().ok()? };
    units.checked_add(u32::from(fraction.bytes().next().is_some_and(|digit| digit >= b'5')))
}

/// The handle that a text stands for; other shops bear letters and signs that addresses here do not have.
pub fn handle_of(text: &str) -> Option<Handle> {
    let mut handle = hyphenated(text);
    handle.truncate(MAX_HANDLE_LENGTH);
    Handle::parse(handle.trim_end_matches('-')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_spreadsheets_write_them() {
        let yen = Currency::parse("JPY").unwrap();
        for (text, currency, minor) in [
            ("19.99", Currency::EUR, Some(1999)),
            ("19.9", Currency::EUR, Some(1990)),
            ("19", Currency::EUR, Some(1900)),
            ("19.990", Currency::EUR, Some(1999)),
            ("19.999", Currency::EUR, None),
            ("1,299.00", Currency::EUR, None),
            ("1999.00", yen, Some(1999)),
            ("1999.5", yen, None),
            ("-1", Currency::EUR, None),
            ("€5", Currency::EUR, None),
            ("", Currency::EUR, None),
        ] {
            assert_eq!(amount(text, currency).map(|money| money.amount_minor), minor, "{text}");
        }
        for (text, grams) in [
            ("200", Some(200)),
            ("200.0", Some(200)),
            ("453.592", Some(454)),
            (".5", Some(1)),
            ("-3", None),
            ("2 kg", None),
            ("", None),
            (".", None),
            ("4294967295.9", None),
        ] {
            assert_eq!(whole(text), grams, "{text}");
        }
        for (text, value) in
            [("TRUE", Some(true)), ("false", Some(false)), ("", Some(false)), ("maybe", None)]
        {
            assert_eq!(truth(text), value, "{text}");
        }
    }

    #[test]
    fn handles_of_other_shops_become_ours() {
        for (text, handle) in [
            ("linen-throw", Some("linen-throw")),
            ("Linen_Throw--XL ", Some("linen-throw-xl")),
            ("crème-brûlée", Some("creme-brulee")),
            ("大きい", None),
            ("---", None),
        ] {
            assert_eq!(handle_of(text).as_ref().map(Handle::as_str), handle, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fail(text in ".{0,200}") {
            let _ = (truth(&text), amount(&text, Currency::EUR), whole(&text), handle_of(&text));
        }
    }
}
