//! Splitting an amount so that the parts sum to the whole.

use std::cmp::Reverse;

use super::rate::Rounding;

/// Splits `total` (at least 0) in proportion to `weights`. Each part is rounded down; the units left
/// over go to the largest fractions, ties to the smaller key, so that the order of the weights does
/// not matter. Weights that are all 0 count as equal; without weights there are no parts.
///
/// Source: the largest remainder method, COMMERCE rule 25.
pub fn split<W: Copy + Into<i128>, K: Ord>(total: i64, weights: &[(W, K)]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|(weight, _)| (*weight).into()).sum();
    let weight_of = |weight: W| if sum == 0 { 1 } else { weight.into() };
    let divisor = if sum == 0 { weights.len() as i128 } else { sum }.max(1);
    let shares: Vec<(i64, i128)> = weights
        .iter()
        .map(|(weight, _)| divide(i128::from(total) * weight_of(*weight), divisor))
        .collect();
    let mut parts: Vec<i64> = shares.iter().map(|(whole, _)| *whole).collect();
    let left = usize::try_from(total - parts.iter().sum::<i64>()).unwrap_or(0);
    if left == 0 {
        return parts;
    }
    let mut order: Vec<(Reverse<i128>, &K, &mut i64)> = shares
        .iter()
        .zip(weights)
        .zip(&mut parts)
        .map(|(((_, fraction), (_, key)), part)| (Reverse(*fraction), key, part))
        .collect();
    order.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    order.into_iter().take(left).for_each(|(.., part)| *part += 1);
    parts
}

/// Quotient and remainder of a numerator of at least 0 and a denominator above 0.
fn divide(numerator: i128, denominator: i128) -> (i64, i128) {
    // Most amounts are small, and there division costs a tenth.
    if let (Ok(small), Ok(divisor)) = (u64::try_from(numerator), u64::try_from(denominator)) {
        return (i64::try_from(small / divisor).unwrap_or(i64::MAX), i128::from(small % divisor));
    }
    (i64::try_from(numerator / denominator).unwrap_or(i64::MAX), numerator % denominator)
}

/// Splits `total` (at least 0) in proportion to `weights` so that no part shrinks when the total
/// grows, which [`split`] does not promise: with it a part may fall from 2 to 1 while the total goes
/// from 10 to 11 (the Alabama paradox). Ties go to the smaller key; weights that are all 0 count as
/// equal.
///
/// Source: the method of Webster and Sainte-Laguë, in which a part that has `a` units and the weight
/// `w` gets the next one when `w / (2a + 1)` is the largest.
pub fn split_steadily<K: Ord>(total: i64, weights: &[(i64, K)]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|(weight, _)| i128::from(*weight)).sum();
    let weight_of = |index: usize| match weights.get(index) {
        Some((weight, _)) if sum > 0 => i128::from(*weight),
        _ => 1,
    };
    let whole = if sum == 0 { weights.len() as i128 } else { sum }.max(1);
    let places = 0..weights.len();
    // Rounded to the nearest, the parts are what the method gives for the sum that they have.
    let mut parts: Vec<i64> = places
        .clone()
        .map(|index| Rounding::HalfUp.divide(i128::from(total) * weight_of(index), whole))
        .collect();
    let key = |index: usize| weights.get(index).map(|(_, key)| key);
    loop {
        let given: i64 = parts.iter().sum();
        let step = (total - given).signum();
        // The unit that comes next, or the one that came last.
        let seat = |index: &usize| {
            parts.get(*index).map_or(0, |part| 2 * i128::from(*part) + i128::from(step))
        };
        let earlier = |one: &usize, other: &usize| {
            let (left, right) = (weight_of(*one) * seat(other), weight_of(*other) * seat(one));
            right.cmp(&left).then_with(|| key(*one).cmp(&key(*other)))
        };
        let chosen = match step {
            0 => None,
            1 => places.clone().min_by(earlier),
            _ => places.clone().filter(|index| seat(index) > 0).max_by(earlier),
        };
        let Some(part) = chosen.and_then(|index| parts.get_mut(index)) else { return parts };
        *part += step;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn left_over_units_go_to_the_largest_fraction_and_ties_to_the_smaller_key() {
        for (total, weights, parts) in [
            (100, vec![(1, "a"), (1, "b"), (1, "c")], vec![34, 33, 33]),
            (100, vec![(1, "c"), (1, "b"), (1, "a")], vec![33, 33, 34]),
            (10, vec![(6, "a"), (3, "b"), (1, "c")], vec![6, 3, 1]),
            (5, vec![(7, "a"), (2, "b"), (1, "c")], vec![4, 1, 0]),
            (3, vec![(0, "a"), (0, "b")], vec![2, 1]),
            (7, vec![], vec![]),
        ] {
            assert_eq!(split(total, &weights), parts, "{total} by {weights:?}");
        }
    }

    #[test]
    fn a_steady_split_keeps_every_part_where_the_largest_remainder_takes_one_back() {
        let weights = [(6, "b"), (6, "c"), (2, "a")];
        assert_eq!(split(10, &weights), vec![4, 4, 2]);
        assert_eq!(split(11, &weights), vec![5, 5, 1]);
        assert_eq!(split_steadily(10, &weights), vec![4, 4, 2]);
        assert_eq!(split_steadily(11, &weights), vec![5, 4, 2]);
    }

    proptest! {
        #[test]
        fn no_part_of_a_steady_split_shrinks_when_the_total_grows(
            total in 0i64..2000, weights in prop::collection::vec(0i64..60, 1..9),
        ) {
            let keyed: Vec<(i64, usize)> = weights.iter().copied().zip(0..).collect();
            let (fewer, more) = (split_steadily(total, &keyed), split_steadily(total + 1, &keyed));
            prop_assert_eq!(fewer.iter().sum::<i64>(), total);
            prop_assert_eq!(more.iter().sum::<i64>(), total + 1);
            prop_assert!(fewer.iter().zip(&more).all(|(fewer, more)| fewer <= more));
            let nothing_for_nothing = weights.iter().sum::<i64>() == 0
                || fewer.iter().zip(&weights).all(|(part, weight)| *weight > 0 || *part == 0);
            prop_assert!(nothing_for_nothing);
        }

        #[test]
        fn parts_sum_to_the_whole_and_none_is_more_than_a_unit_off(
            total in 0i64..10_000_000, weights in prop::collection::vec(0i64..1_000_000, 1..40),
        ) {
            let keyed: Vec<(i64, usize)> = weights.iter().copied().zip(0..).collect();
            let parts = split(total, &keyed);
            prop_assert_eq!(parts.iter().sum::<i64>(), total);
            let sum: i64 = weights.iter().sum();
            for (part, weight) in parts.iter().zip(&weights).filter(|_| sum > 0) {
                let floor = i128::from(total) * i128::from(*weight) / i128::from(sum);
                prop_assert!(i128::from(*part) == floor || i128::from(*part) == floor + 1);
            }
        }

        #[test]
        fn the_order_of_the_weights_does_not_matter(
            total in 0i64..100_000, weights in prop::collection::vec(0i64..1000, 1..20), turn in 0usize..20,
        ) {
            let mut keyed: Vec<(i64, usize)> = weights.iter().copied().zip(0..).collect();
            let mut before: Vec<(usize, i64)> = keyed.iter().map(|(_, key)| *key).zip(split(total, &keyed)).collect();
            let places = keyed.len();
            keyed.rotate_left(turn % places);
            let mut after: Vec<(usize, i64)> = keyed.iter().map(|(_, key)| *key).zip(split(total, &keyed)).collect();
            before.sort_unstable();
            after.sort_unstable();
            prop_assert_eq!(before, after);
        }
    }
}
