//! Shares of an amount in parts per million, and the two ways to round what is left of a unit.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// A share in parts per million: 190000 is 19 %. From 0 to 1,000,000, all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Rate(u32);

impl Rate {
    pub const ZERO: Self = Self(0);
    pub const WHOLE: Self = Self(1_000_000);

    pub const fn from_ppm(ppm: u32) -> Option<Self> {
        if ppm <= Self::WHOLE.0 { Some(Self(ppm)) } else { None }
    }

    pub const fn ppm(self) -> u32 {
        self.0
    }

    /// This share of `amount_minor`, which is not negative.
    pub fn of(self, amount_minor: i64, rounding: Rounding) -> i64 {
        // A division by a constant is a multiplication, and few amounts are too large for it.
        match u64::try_from(amount_minor).ok().and_then(|amount| amount.checked_mul(self.0.into()))
        {
            Some(product) => rounding.divide_small(product, Self::WHOLE.0.into()),
            None => rounding
                .divide(i128::from(amount_minor) * i128::from(self.0), i128::from(Self::WHOLE.0)),
        }
    }

    /// The part of `gross_minor` that is this rate's tax when the tax is included: `g · r / (1 + r)`.
    pub fn included_in(self, gross_minor: i64, rounding: Rounding) -> i64 {
        let whole = i128::from(Self::WHOLE.0);
        rounding.divide(i128::from(gross_minor) * i128::from(self.0), whole + i128::from(self.0))
    }

    /// "19", "8.875": per cent for people and programs, without trailing zeros.
    pub fn percent(self) -> String {
        let text = format!("{}.{:04}", self.0 / 10_000, self.0 % 10_000);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ppm = u32::deserialize(deserializer)?;
        Self::from_ppm(ppm).ok_or_else(|| {
            D::Error::custom("a rate has 0 to 1000000 parts per million; 19 % is 190000")
        })
    }
}

/// What happens to half a minor unit. Everything else goes to the nearest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    #[default]
    HalfUp,
    HalfEven,
}

impl Rounding {
    /// `numerator / denominator` for a numerator of at least 0 and a denominator above 0.
    pub fn divide(self, numerator: i128, denominator: i128) -> i64 {
        // Most amounts are small, and there division costs a tenth.
        if let (Ok(small), Ok(divisor)) = (u64::try_from(numerator), u32::try_from(denominator)) {
            return self.divide_small(small, u64::from(divisor));
        }
        let whole = numerator.div_euclid(denominator);
        let twice = 2 * numerator.rem_euclid(denominator);
        let up = match self {
            Self::HalfUp => twice >= denominator,
            Self::HalfEven => twice > denominator || (twice == denominator && whole % 2 != 0),
        };
        i64::try_from(whole + i128::from(up)).unwrap_or(i64::MAX)
    }

    #[inline]
    fn divide_small(self, numerator: u64, denominator: u64) -> i64 {
        let (whole, twice) = (numerator / denominator, 2 * (numerator % denominator));
        let up = match self {
            Self::HalfUp => twice >= denominator,
            Self::HalfEven => twice > denominator || (twice == denominator && whole % 2 != 0),
        };
        i64::try_from(whole + u64::from(up)).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rate(ppm: u32) -> Rate {
        Rate::from_ppm(ppm).unwrap_or(Rate::ZERO)
    }

    #[test]
    fn half_a_cent_goes_up_or_to_the_even_one() {
        for (numerator, denominator, up, even) in [
            (5, 10, 1, 0),
            (15, 10, 2, 2),
            (25, 10, 3, 2),
            (24, 10, 2, 2),
            (26, 10, 3, 3),
            (0, 7, 0, 0),
        ] {
            assert_eq!(Rounding::HalfUp.divide(numerator, denominator), up);
            assert_eq!(Rounding::HalfEven.divide(numerator, denominator), even);
        }
    }

    #[test]
    fn tax_is_added_to_a_net_price_and_found_in_a_gross_one() {
        assert_eq!(rate(190_000).of(1000, Rounding::HalfUp), 190);
        assert_eq!(rate(190_000).included_in(1190, Rounding::HalfUp), 190);
        assert_eq!(rate(88_750).of(1999, Rounding::HalfUp), 177);
        assert_eq!(Rate::ZERO.included_in(1190, Rounding::HalfUp), 0);
    }

    #[test]
    fn rates_are_written_in_per_cent_without_needless_zeros() {
        for (ppm, text) in
            [(190_000, "19"), (88_750, "8.875"), (0, "0"), (1_000_000, "100"), (1, "0.0001")]
        {
            assert_eq!(rate(ppm).percent(), text);
        }
    }

    proptest! {
        #[test]
        fn a_share_never_exceeds_its_amount_and_never_falls_as_the_amount_grows(
            amount in 0i64..100_000_000_000_000, ppm in 0u32..=1_000_000, even: bool,
        ) {
            let rounding = if even { Rounding::HalfEven } else { Rounding::HalfUp };
            let share = rate(ppm).of(amount, rounding);
            prop_assert!((0..=amount).contains(&share));
            let next = rate(ppm).of(amount + 1, rounding);
            prop_assert!(share <= next && next <= share + 1);
        }
    }
}
