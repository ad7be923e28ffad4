//! How Stripe counts money. Source: <https://docs.stripe.com/currencies>, read in November 2026.

use super::super::Unsuitable;
use crate::kernel::{Currency, Money};

/// What can be presented to shoppers.
const CURRENCIES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND \
    BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD \
    FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF \
    KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD \
    NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD \
    SHP SLE SOS SRD STN SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VND VUV WST XAF \
    XCD XOF XPF YER ZAR ZMW";
/// Counted in whole units.
const WHOLE: &str = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF";
/// Without a smaller unit, and counted in hundredths all the same.
const HUNDREDTHS_OF_WHOLE: &str = "ISK UGX";
/// Least charges in Stripe's units; 50 where none is listed.
const LEAST: [(&str, i64); 17] = [
    ("AED", 200),
    ("CZK", 1500),
    ("DKK", 250),
    ("GBP", 30),
    ("HKD", 400),
    ("HUF", 17_500),
    ("ISK", 7000),
    ("KWD", 200),
    ("MXN", 1000),
    ("MYR", 200),
    ("NOK", 300),
    ("PLN", 200),
    ("RON", 200),
    ("SEK", 300),
    ("THB", 1000),
    ("TND", 1600),
    ("UGX", 200_000),
];
const LEAST_ELSEWHERE: i64 = 50;
/// Eight digits.
const MOST: i64 = 99_999_999;

fn lists(list: &str, currency: Currency) -> bool {
    list.split_ascii_whitespace().any(|code| code == currency.code())
}

/// Decimal places of the unit that Stripe counts in.
fn exponent_of(currency: Currency) -> u32 {
    if lists(WHOLE, currency) {
        0
    } else if lists(HUNDREDTHS_OF_WHOLE, currency) {
        2
    } else {
        currency.exponent()
    }
}

/// The amount in Stripe's units; `None` where it is no multiple of what can be charged.
pub(super) fn units_of(money: Money) -> Option<i64> {
    let (ours, theirs) = (money.currency.exponent(), exponent_of(money.currency));
    let units = if theirs >= ours {
        money.amount_minor.checked_mul(10_i64.checked_pow(theirs - ours)?)?
    } else {
        let step = 10_i64.checked_pow(ours - theirs)?;
        (money.amount_minor % step == 0).then_some(money.amount_minor / step)?
    };
    (theirs < 3 || units % 10 == 0).then_some(units)
}

/// What Stripe's units are in ours. Fractions that we cannot count are cut off; none can be charged.
pub(super) fn money_of(units: i64, code: &str) -> Option<Money> {
    let currency = Currency::parse(&code.to_ascii_uppercase())?;
    let (ours, theirs) = (currency.exponent(), exponent_of(currency));
    let minor = if theirs >= ours {
        units / 10_i64.checked_pow(theirs - ours)?
    } else {
        units.checked_mul(10_i64.checked_pow(ours - theirs)?)?
    };
    Some(Money::new(minor, currency))
}

/// # Errors
/// Why the amount cannot be charged.
pub(super) fn check(money: Money) -> Result<(), Unsuitable> {
    if !lists(CURRENCIES, money.currency) {
        return Err(Unsuitable::Currency);
    }
    let units = units_of(money).ok_or(Unsuitable::Step)?;
    let listed = LEAST.iter().find(|(code, _)| *code == money.currency.code());
    let least = listed.map_or(LEAST_ELSEWHERE, |(_, least)| *least);
    if units < least {
        Err(Unsuitable::TooSmall)
    } else if units > MOST {
        Err(Unsuitable::TooLarge)
    } else {
        Ok(())
    }
}
