//! Splitting an amount so that the parts sum to the whole.

/// Splits `total` (at least 0) in proportion to `weights`. Each part is rounded down; the units left
/// over go to the largest fractions, ties to the smaller key, so that the order of the weights does
/// not matter. Weights that are all 0 count as equal; without weights there are no parts.
///
/// Source: the largest remainder method, COMMERCE rule 25.
pub fn split<K: Ord>(total: i64, weights: &[(i64, K)]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|(weight, _)| i128::from(*weight)).sum();
    let weight_of = |weight: i64| if sum == 0 { 1 } else { i128::from(weight) };
    let divisor = if sum == 0 { weights.len() as i128 } else { sum }.max(1);
    let exact: Vec<i128> =
        weights.iter().map(|(weight, _)| i128::from(total) * weight_of(*weight)).collect();
    let mut parts: Vec<i64> = exact
        .iter()
        .map(|share| i64::try_from(share.div_euclid(divisor)).unwrap_or(i64::MAX))
        .collect();
    let mut left = total - parts.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&one, &other| {
        let fraction = |index: usize| exact.get(index).map(|share| share.rem_euclid(divisor));
        let key = |index: usize| weights.get(index).map(|(_, key)| key);
        fraction(other).cmp(&fraction(one)).then_with(|| key(one).cmp(&key(other)))
    });
    for index in order {
        if left == 0 {
            break;
        }
        if let Some(part) = parts.get_mut(index) {
            *part += 1;
            left -= 1;
        }
    }
    parts
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

    proptest! {
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
