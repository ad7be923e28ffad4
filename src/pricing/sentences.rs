//! What a shopper reads when a code or an offer does not apply.

use super::{NotApplied, Refusal};
use crate::kernel::{Currency, Locale, Money};

impl Refusal {
    /// Whether a little more in the cart would do.
    pub const fn is_within_reach(&self) -> bool {
        matches!(self, Self::MinimumSubtotal { .. } | Self::MinimumQuantity { .. })
    }

    /// One sentence for the shopper who entered the code; amounts are written as the locale does.
    pub fn sentence(&self, currency: Currency, locale: Locale<'_>) -> String {
        match self {
            Self::Unknown => "We do not know this code.".to_owned(),
            Self::NotStarted => "This code is not active at the moment.".to_owned(),
            Self::Ended => "This code is no longer valid.".to_owned(),
            Self::UsedUp => "This code has been used up.".to_owned(),
            Self::UsedUpByCustomer => "You have already used this code.".to_owned(),
            Self::NotFirstOrder => "This code is for a first order.".to_owned(),
            Self::OtherMarket => "This code is not valid in this country.".to_owned(),
            Self::OtherCurrency => {
                format!("This code is not valid for orders in {}.", currency.code())
            }
            Self::MinimumSubtotal { missing_minor } => {
                let missing = Money::new(*missing_minor, currency).format(locale);
                format!("Goods for {missing} more are needed for this code.")
            }
            Self::MinimumQuantity { missing: 1 } => {
                "One item more is needed for this code.".to_owned()
            }
            Self::MinimumQuantity { missing } => {
                format!("{missing} items more are needed for this code.")
            }
            Self::NothingEligible => "Nothing in the cart takes part in this offer.".to_owned(),
            Self::BetterWithout => "Your other discounts save you more than this code.".to_owned(),
            Self::NothingLeft => "There is nothing left for this code to reduce.".to_owned(),
        }
    }
}

impl NotApplied {
    /// One sentence for the shopper; amounts are written as the locale does.
    pub fn sentence(&self, currency: Currency, locale: Locale<'_>) -> String {
        let title = &self.title;
        match &self.refusal {
            Refusal::MinimumSubtotal { missing_minor } => {
                let missing = Money::new(*missing_minor, currency).format(locale);
                format!("{missing} more for “{title}”")
            }
            Refusal::MinimumQuantity { missing: 1 } => format!("One more item for “{title}”"),
            Refusal::MinimumQuantity { missing } => format!("{missing} more items for “{title}”"),
            Refusal::BetterWithout => format!("You save more without “{title}”"),
            Refusal::NothingLeft => format!("“{title}” has nothing left to reduce"),
            other => other.sentence(currency, locale),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_name_what_is_missing_as_the_locale_writes_it() {
        let missing = Refusal::MinimumSubtotal { missing_minor: 123_450 };
        for (code, locale, expected) in [
            ("EUR", "de-DE", "Goods for 1.234,50\u{a0}€ more are needed for this code."),
            ("JPY", "en-US", "Goods for ¥123,450 more are needed for this code."),
        ] {
            let currency = Currency::parse(code).unwrap();
            assert_eq!(missing.sentence(currency, Locale::new(locale)), expected);
        }
        let offer = |refusal| {
            let (promotion, title) = ("three".to_owned(), "Three for two".to_owned());
            NotApplied { promotion, title, refusal }.sentence(Currency::EUR, Locale::new("en-IE"))
        };
        for (refusal, expected) in [
            (missing, "€1,234.50 more for “Three for two”"),
            (Refusal::MinimumQuantity { missing: 1 }, "One more item for “Three for two”"),
            (Refusal::MinimumQuantity { missing: 2 }, "2 more items for “Three for two”"),
            (Refusal::BetterWithout, "You save more without “Three for two”"),
            (Refusal::NothingLeft, "“Three for two” has nothing left to reduce"),
        ] {
            assert_eq!(offer(refusal), expected);
        }
        let one = Refusal::MinimumQuantity { missing: 1 };
        let locale = Locale::new("en-IE");
        assert_eq!(one.sentence(Currency::EUR, locale), "One item more is needed for this code.");
        let abroad = Refusal::OtherCurrency.sentence(Currency::EUR, locale);
        assert_eq!(abroad, "This code is not valid for orders in EUR.");
    }
}
