//! Refusals as the merchant's programs and people meet them: a stable name and a sentence.

use super::OrderRefusal;
use crate::kernel::{Currency, Money};
use crate::web::{Problem, key_reused, revision_mismatch};

/// The refusal of an order whose money is in this currency.
pub fn problem_of(refusal: &OrderRefusal, currency: Currency) -> Problem {
    match refusal {
        OrderRefusal::RequestReused => key_reused(),
        OrderRefusal::OtherRevision => revision_mismatch(),
        OrderRefusal::NoSuchLine { line_id } => Problem::invalid_field(
            "lines",
            format!("This order has no line `{line_id}`; its own stand under `lines`."),
        ),
        OrderRefusal::QuantityZero { line_id } => Problem::invalid_field(
            "lines",
            format!("Give a quantity of at least 1 for line `{line_id}`."),
        ),
        OrderRefusal::TooMany { line_id, left } => Problem::new(
            409,
            "too_many_units",
            format!("Of line `{line_id}` only {left} can be taken: the rest is sent or refunded."),
        ),
        OrderRefusal::TooMuch { .. }
        | OrderRefusal::Disputed { .. }
        | OrderRefusal::OtherSum { .. } => sum_problem(refusal, currency),
        state => {
            let (status, name, sentence) = state_problem(state);
            Problem::new(status, name, sentence)
        }
    }
}

/// Refusals that name a sum.
fn sum_problem(refusal: &OrderRefusal, currency: Currency) -> Problem {
    let amount = |minor: i64| {
        let money = Money::new(minor, currency);
        format!("{} {}", money.decimal(), currency.code())
    };
    match *refusal {
        OrderRefusal::Disputed { disputed_minor } => Problem::new(
            409,
            "disputed",
            format!(
                "{} are withheld by an open dispute. Refund them there, or wait until it is decided.",
                amount(disputed_minor)
            ),
        ),
        OrderRefusal::OtherSum { computed_minor } => Problem::new(
            422,
            "other_sum",
            format!(
                "These lines and this delivery come to {}; leave `amount_minor` out or send that.",
                amount(computed_minor)
            ),
        ),
        OrderRefusal::TooMuch { refundable_minor } => Problem::new(
            409,
            "more_than_refundable",
            format!(
                "At most {} can be refunded of it: the rest was not paid, went back already or is on its way back.",
                amount(refundable_minor)
            ),
        ),
        _ => Problem::internal("a refusal without a sum"),
    }
}

/// Refusals that follow from how the order stands.
const fn state_problem(refusal: &OrderRefusal) -> (u16, &'static str, &'static str) {
    match refusal {
        OrderRefusal::Ended => (
            409,
            "order_ended",
            "This order has ended: it expired or was cancelled. It cannot be changed any more.",
        ),
        OrderRefusal::Paid => (409, "order_paid", "This order is paid, or is being paid just now."),
        OrderRefusal::NotConfirmed => {
            (409, "not_confirmed", "Only what is paid can be sent: this order is not confirmed.")
        }
        OrderRefusal::OnHold => (
            409,
            "on_hold",
            "This order is on hold; `on_hold` says why. Nothing of it is sent until that is settled.",
        ),
        OrderRefusal::AlreadyShipped => (
            409,
            "already_shipped",
            "Some of this order was sent already. Refund what comes back instead of cancelling.",
        ),
        OrderRefusal::NoSuchEvent => {
            (404, "not_found", "There is no event with this number of which the shopper is told.")
        }
        OrderRefusal::NothingAsked => (
            422,
            "nothing_asked",
            "Name lines, a part of the delivery or an amount: this comes to nothing.",
        ),
        OrderRefusal::TooManyRequests => (
            409,
            "too_many_notes",
            "This order has 200 notes and repeated mails already; no more are kept.",
        ),
        OrderRefusal::NegativeAmount => (422, "negative_amount", "Amounts are 0 or more."),
        OrderRefusal::RequestReused
        | OrderRefusal::OtherRevision
        | OrderRefusal::NoSuchLine { .. }
        | OrderRefusal::QuantityZero { .. }
        | OrderRefusal::TooMany { .. }
        | OrderRefusal::TooMuch { .. }
        | OrderRefusal::Disputed { .. }
        | OrderRefusal::OtherSum { .. } => {
            (409, "refused", "This order does not allow that as it stands.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_about_money_names_the_sum_in_the_currency_of_the_order() {
        for (code, minor, expected) in [("EUR", 1234, "12.34 EUR"), ("JPY", 500, "500 JPY")] {
            let refusal = OrderRefusal::TooMuch { refundable_minor: minor };
            let problem = problem_of(&refusal, Currency::parse(code).unwrap());
            assert_eq!((problem.status, problem.name()), (409, "more_than_refundable"));
            assert!(problem.detail.contains(expected), "{}", problem.detail);
        }
    }
}
