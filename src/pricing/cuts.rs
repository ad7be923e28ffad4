//! What a promotion takes off an amount. Every cut maps an amount to one that is no larger, and a
//! larger amount never to a smaller one than it maps a smaller amount to. Whatever is put together
//! from such maps keeps both properties, so that one more promotion never makes anything dearer.

use crate::kernel::{Rate, Rounding};

/// A reduction of one amount in minor units: of a line, or of the price of delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// This share of what is left, half up.
    Share(Rate),
    /// The share of `given` units of `quantity`, at most all.
    Given { rate: Rate, given: i64, quantity: i64 },
    /// This much, as far as the amount bears it.
    Off(i64),
    /// Whatever is above this.
    Cap(i64),
}

impl Cut {
    /// What is left of an amount of at least 0.
    pub fn leaves(self, amount_minor: i64) -> i64 {
        match self {
            Self::Share(rate) => amount_minor - rate.of(amount_minor, Rounding::HalfUp),
            Self::Given { rate, given, quantity } => {
                let exact = i128::from(amount_minor) * i128::from(given * i64::from(rate.ppm()));
                let units = i128::from(quantity.max(1)) * i128::from(Rate::WHOLE.ppm());
                amount_minor - Rounding::HalfUp.divide(exact, units)
            }
            Self::Off(off) => amount_minor.saturating_sub(off.max(0)).max(0),
            Self::Cap(cap) => amount_minor.min(cap.max(0)),
        }
    }
}

/// What a promotion does, worked out for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A cut of each of these lines, by their places in order of SKU.
    Goods(Vec<(usize, Cut)>),
    /// An amount off the goods, as the part of each line. What a line cannot bear is taken off the
    /// others in order of SKU, each as far as it bears: to split it again in proportion would give
    /// a line back what it had lost before.
    Spread(Vec<i64>),
    Delivery(Cut),
}

impl Effect {
    /// Cuts the amounts of the lines, which stand in order of SKU.
    pub fn cut_goods(&self, amounts_minor: &mut [i64]) {
        match self {
            Self::Goods(cuts) => {
                for (line, cut) in cuts {
                    if let Some(amount) = amounts_minor.get_mut(*line) {
                        *amount = cut.leaves(*amount);
                    }
                }
            }
            Self::Spread(parts) => {
                let mut left = 0;
                for (amount, part) in amounts_minor.iter_mut().zip(parts) {
                    let taken = (*amount).min(*part);
                    *amount -= taken;
                    left += part - taken;
                }
                for amount in amounts_minor {
                    let taken = (*amount).min(left);
                    *amount -= taken;
                    left -= taken;
                }
            }
            Self::Delivery(_) => {}
        }
    }

    /// What is left of the price of delivery.
    pub fn cut_delivery(&self, price_minor: i64) -> i64 {
        if let Self::Delivery(cut) = self { cut.leaves(price_minor) } else { price_minor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_rate() -> impl Strategy<Value = Rate> {
        (0u32..=1_000_000).prop_map(|ppm| Rate::from_ppm(ppm).unwrap())
    }

    fn any_cut() -> impl Strategy<Value = Cut> {
        prop_oneof![
            any_rate().prop_map(Cut::Share),
            (any_rate(), 0i64..9, 0i64..9).prop_map(|(rate, given, others)| Cut::Given {
                rate,
                given,
                quantity: given + others
            }),
            (-5i64..400).prop_map(Cut::Off),
            (-5i64..400).prop_map(Cut::Cap),
        ]
    }

    fn any_effect() -> impl Strategy<Value = Effect> {
        prop_oneof![
            prop::collection::vec((0usize..4, any_cut()), 0..5).prop_map(Effect::Goods),
            prop::collection::vec(prop_oneof![0i64..9, 0i64..300], 4).prop_map(Effect::Spread),
        ]
    }

    proptest! {
        #[test]
        fn an_effect_raises_nothing_and_keeps_the_smaller_smaller(
            effect in any_effect(),
            amounts in prop::collection::vec(prop_oneof![0i64..9, 0i64..500], 4),
            less in prop::collection::vec(prop_oneof![Just(0), 0i64..3, 0i64..500], 4),
        ) {
            let (mut high, mut low) = (amounts.clone(), amounts.clone());
            low.iter_mut().zip(&less).for_each(|(amount, less)| *amount = (*amount - less).max(0));
            effect.cut_goods(&mut high);
            effect.cut_goods(&mut low);
            prop_assert!(high.iter().zip(&amounts).all(|(after, before)| 0 <= *after && after <= before));
            prop_assert!(low.iter().zip(&high).all(|(low, high)| low <= high));
        }

        #[test]
        fn a_spread_amount_is_taken_off_whole_as_far_as_the_goods_bear_it(
            parts in prop::collection::vec(0i64..300, 4),
            amounts in prop::collection::vec(0i64..500, 4),
        ) {
            let mut after = amounts.clone();
            Effect::Spread(parts.clone()).cut_goods(&mut after);
            let (before, off) = (amounts.iter().sum::<i64>(), parts.iter().sum::<i64>());
            prop_assert_eq!(after.iter().sum::<i64>(), (before - off).max(0));
        }
    }
}
