//! Refusals as the merchant's programs and people meet them: a stable name and a sentence.

use super::OrderRefusal;
use crate::kernel::{Currency, Money};
use crate::web::{Problem, key_reused};

/// The refusal of an order whose money is in this currency.
pub fn problem_of(refusal: &OrderRefusal, currency: Currency) -> Problem {
    let amount = |minor: i64| {
        let money = Money::new(minor, currency);
        format!("{} {}", money.decimal(), currency.code())
    };
    let conflict = |name: &str, sentence: String| Problem::new(409, name, sentence);
    match refusal {
        OrderRefusal::RequestReused => key_reused(),
        OrderRefusal::Ended => conflict(
            "order_ended",
            "This order has ended: it expired or was cancelled. It cannot be changed any more.".into(),
        ),
        OrderRefusal::Paid => {
            conflict("order_paid", "This order is paid, or is being paid just now.".into())
        }
        OrderRefusal::NotConfirmed => conflict(
            "not_confirmed",
            "Only what is paid can be sent: this order is not confirmed.".into(),
        ),
        OrderRefusal::OnHold => conflict(
            "on_hold",
            "This order is on hold; `on_hold` says why. Nothing of it is sent until that is settled.".into(),
        ),
        OrderRefusal::AlreadyShipped => conflict(
            "already_shipped",
            "Some of this order was sent already. Refund what comes back instead of cancelling.".into(),
        ),
        OrderRefusal::NoSuchEvent => Problem::new(
            404,
            "not_found",
            "There is no event with this number of which the shopper is told.",
        ),
        OrderRefusal::NoSuchLine { line_id } => Problem::invalid_field(
            "lines",
            format!("This order has no line `{line_id}`; its own stand under `lines`."),
        ),
        OrderRefusal::QuantityZero { line_id } => Problem::invalid_field(
            "lines",
            format!("Give a quantity of at least 1 for line `{line_id}`."),
        ),
        OrderRefusal::TooMany { line_id, left } => conflict(
            "too_many_units",
            format!("Of line `{line_id}` only {left} can be taken: the rest is sent or refunded."),
        ),
        OrderRefusal::NothingAsked => Problem::new(
            422,
            "nothing_asked",
            "Name lines, a part of the delivery or an amount: this comes to nothing.",
        ),
        OrderRefusal::NegativeAmount => {
            Problem::new(422, "negative_amount", "Amounts are 0 or more.")
        }
        OrderRefusal::TooMuch { refundable_minor } => conflict(
            "more_than_refundable",
            format!(
                "At most {} can be refunded of it: the rest was not paid, went back already or is on its way back.",
                amount(*refundable_minor)
            ),
        ),
        OrderRefusal::Disputed { disputed_minor } => conflict(
            "disputed",
            format!(
                "{} are withheld by an open dispute. Refund them there, or wait until it is decided.",
                amount(*disputed_minor)
            ),
        ),
        OrderRefusal::OtherSum { computed_minor } => Problem::new(
            422,
            "other_sum",
            format!(
                "These lines and this delivery come to {}; leave `amount_minor` out or send that.",
                amount(*computed_minor)
            ),
        ),
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
