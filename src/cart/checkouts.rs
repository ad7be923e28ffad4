//! Which order belongs to which checkout of a cart (rule 1): the same cart with the same details at the
//! same total is the same order, whoever asks and however often. Pure; the cart's object keeps it.

use serde::{Deserialize, Serialize};

use crate::kernel::{Money, OrderNumber, Timestamp};

/// The last checkout of a cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkout {
    pub number: OrderNumber,
    /// Of the shopper's link to the order.
    pub secret: String,
    pub cart_revision: i64,
    /// Of the details that the shopper entered, without the method of payment.
    pub digest: String,
    /// What the shopper agreed to pay.
    pub total: Money,
    /// The checkout's own record of what was entered, so that nobody types it twice.
    pub entered: String,
    /// Checkouts of the cart before it and when they were made, the newest first. It takes the place of
    /// an order among them (rule 3); of several at the same time, some may never have become orders.
    #[serde(default)]
    pub earlier: Vec<(OrderNumber, Timestamp)>,
    pub made_at: Timestamp,
}

/// Most earlier checkouts that are remembered. Only what is checked out at the same time adds up.
const MAX_EARLIER: usize = 20;

/// A wish for an order, with a number for it in case it becomes a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutWish {
    pub number: OrderNumber,
    pub secret: String,
    pub cart_revision: i64,
    pub digest: String,
    pub total: Money,
    pub entered: String,
    /// An order of this cart that ended, or was never made: it is not meant.
    pub instead_of: Option<OrderNumber>,
}

impl CheckoutWish {
    /// The checkout that the wish is for, and whether it is a new one.
    pub fn after(self, last: Option<&Checkout>, now: Timestamp) -> (Checkout, bool) {
        if let Some(last) = last.filter(|last| self.is_met_by(last)) {
            return (last.clone(), false);
        }
        let earlier = self.earlier(last);
        let Self { number, secret, cart_revision, digest, total, entered, instead_of: _ } = self;
        let made_at = now;
        let new =
            Checkout { number, secret, cart_revision, digest, total, entered, earlier, made_at };
        (new, true)
    }

    /// The checkouts before the one that the wish is for.
    pub fn earlier(&self, last: Option<&Checkout>) -> Vec<(OrderNumber, Timestamp)> {
        let Some(last) = last else { return Vec::new() };
        // What never was or has ended takes nobody's place: that of its own predecessors is still open.
        let is_passed_over = self.is_met_by(last) || self.is_instead_of(last);
        let before = (!is_passed_over).then(|| (last.number.clone(), last.made_at));
        before.into_iter().chain(last.earlier.iter().cloned()).take(MAX_EARLIER).collect()
    }

    fn is_instead_of(&self, last: &Checkout) -> bool {
        self.instead_of.as_ref() == Some(&last.number)
    }

    fn is_met_by(&self, last: &Checkout) -> bool {
        !self.is_instead_of(last) && last.is_of(self.cart_revision, &self.digest, Some(self.total))
    }
}

impl Checkout {
    /// Whether it is of this cart as it is, with these details, at this total where one is named.
    pub fn is_of(&self, cart_revision: i64, digest: &str, total: Option<Money>) -> bool {
        self.cart_revision == cart_revision
            && self.digest == digest
            && total.is_none_or(|total| total == self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Currency;

    const NOW: Timestamp = Timestamp::from_millis(0);

    fn wish(number: u64, cart_revision: i64, digest: &str, total: i64) -> CheckoutWish {
        CheckoutWish {
            number: OrderNumber::random(number),
            secret: "0".repeat(32),
            cart_revision,
            digest: digest.to_owned(),
            total: Money::new(total, Currency::EUR),
            entered: "{}".to_owned(),
            instead_of: None,
        }
    }

    fn number(number: u64) -> OrderNumber {
        OrderNumber::random(number)
    }

    #[test]
    fn rule_1_an_unchanged_cart_with_the_same_details_is_the_same_order() {
        let (first, is_new) = wish(1, 4, "a", 100).after(None, NOW);
        assert!(is_new);
        let (again, is_new) = wish(2, 4, "a", 100).after(Some(&first), NOW.plus_seconds(9));
        assert_eq!((again, is_new), (first, false));
    }

    #[test]
    fn rule_3_what_is_changed_is_a_new_order_that_supersedes_the_last_one() {
        let (first, _) = wish(1, 4, "a", 100).after(None, NOW);
        for changed in [wish(2, 5, "a", 100), wish(2, 4, "b", 100), wish(2, 4, "a", 101)] {
            let (second, is_new) = changed.after(Some(&first), NOW);
            assert!(is_new);
            assert_eq!(
                (second.number.clone(), second.earlier),
                (number(2), vec![(number(1), NOW)])
            );
        }
    }

    #[test]
    fn rule_3_an_order_that_ended_or_never_was_leaves_its_place_to_the_next_one() {
        let (first, _) = wish(1, 4, "a", 100).after(None, NOW);
        let (second, _) = wish(2, 5, "a", 100).after(Some(&first), NOW);
        let again = CheckoutWish { instead_of: Some(number(2)), ..wish(3, 5, "a", 100) };
        let (third, is_new) = again.after(Some(&second), NOW);
        assert!(is_new);
        assert_eq!(
            (third.number.clone(), third.earlier.clone()),
            (number(3), vec![(number(1), NOW)])
        );
        let (fourth, _) = wish(4, 6, "a", 100).after(Some(&third), NOW.plus_seconds(5));
        assert_eq!(fourth.earlier, [(number(3), NOW), (number(1), NOW)]);
        // Who learned too late that the second had ended meets the third, which is alive.
        let late = CheckoutWish { instead_of: Some(number(2)), ..wish(5, 5, "a", 100) };
        assert_eq!(late.after(Some(&third), NOW), (third, false));
    }

    #[test]
    fn rule_3_of_checkouts_at_the_same_time_none_is_forgotten() {
        let mut last: Option<Checkout> = None;
        for each in 1..=30 {
            let wish = wish(each, 4, &each.to_string(), 100);
            let foreseen = wish.earlier(last.as_ref());
            let (checkout, is_new) = wish.after(last.as_ref(), NOW);
            assert!(is_new);
            assert_eq!(checkout.earlier, foreseen);
            let known = usize::try_from(each - 1).unwrap().min(MAX_EARLIER);
            assert_eq!(checkout.earlier.len(), known, "bounded");
            last = Some(checkout);
        }
        let last = last.unwrap();
        assert_eq!(last.earlier[..2], [(number(29), NOW), (number(28), NOW)], "the newest first");
        assert_eq!(wish(31, 4, "30", 100).earlier(Some(&last)), last.earlier, "the same one again");
    }

    #[test]
    fn a_checkout_without_a_total_means_the_one_that_was_agreed() {
        let (first, _) = wish(1, 4, "a", 100).after(None, NOW);
        assert!(
            first.is_of(4, "a", None) && !first.is_of(5, "a", None) && !first.is_of(4, "b", None)
        );
        assert!(!first.is_of(4, "a", Some(Money::new(99, Currency::EUR))));
    }
}
