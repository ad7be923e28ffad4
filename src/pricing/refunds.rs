//! What is refunded when some units of a line come back.

use crate::kernel::Rounding;

/// What has been refunded of a line already. The amount is of the same kind as the total: gross with
/// gross, tax with tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Refunded {
    pub units: u32,
    pub amount_minor: i64,
}

/// The refund for `units` more of a line with `quantity` units and this total, in minor units:
/// `total · k / n` for all units that have come back, half up, less what was refunded already, and
/// never below 0. The last unit brings exactly what is left, in whatever parts the others came. Ask
/// once for the gross amount and once for the tax in it.
///
/// Source: COMMERCE rule 17.
pub fn refund_of(total_minor: i64, quantity: u32, already: Refunded, units: u32) -> i64 {
    let back = already.units.saturating_add(units).min(quantity);
    let exact = i128::from(total_minor) * i128::from(back);
    let due = Rounding::HalfUp.divide(exact, i128::from(quantity.max(1)));
    due.saturating_sub(already.amount_minor).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_units_for_ten_euro_come_back_as_three_parts_that_sum_to_it() {
        let mut already = Refunded::default();
        for (units, expected) in [(1, 333), (1, 334), (1, 333), (1, 0)] {
            let refund = refund_of(1000, 3, already, units);
            assert_eq!(refund, expected);
            already.units += units;
            already.amount_minor += refund;
        }
        assert_eq!(already.amount_minor, 1000);
    }

    #[test]
    fn what_was_refunded_beyond_the_units_is_not_refunded_again() {
        let already = Refunded { units: 0, amount_minor: 400 };
        assert_eq!(refund_of(1000, 2, already, 1), 100);
        assert_eq!(refund_of(1000, 2, already, 2), 600);
        assert_eq!(refund_of(1000, 4, already, 1), 0);
    }
}
