//! Why a cart cannot be bought as it stands, or what its owner should know before buying: reasons for
//! machines with a sentence for people.

use serde::Serialize;

use super::Line;
use crate::catalog::Goods;
use crate::kernel::{Locale, Money};
use crate::markets::Market;
use crate::pricing::Quote;

/// One reason. `line_id` is missing where it is about the whole cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct CartProblem {
    pub code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_id: Option<String>,
    /// Whether it must be mended before the cart can be bought.
    pub blocking: bool,
    pub detail: String,
}

impl CartProblem {
    fn of_cart(code: &'static str, detail: String) -> Self {
        Self { code, line_id: None, blocking: true, detail }
    }

    /// What only the checkout finds out; it stands in the way.
    pub const fn of_checkout(code: &'static str, line_id: Option<String>, detail: String) -> Self {
        Self { code, line_id, blocking: true, detail }
    }

    /// Whether it is about how many there are, which only reserving decides.
    pub fn is_of_stock(&self) -> bool {
        matches!(self.code, "sold_out" | "not_enough")
    }

    fn of_line(code: &'static str, line: &Line, detail: String) -> Self {
        Self { code, line_id: Some(line.id.clone()), blocking: true, detail }
    }
}

/// The first thing that keeps a line from being bought, and whether its price is another one now.
/// `goods` is what the catalogue says of its SKU today; `None` when nothing is sold under it.
pub fn line_problems(line: &Line, goods: Option<&Goods>, locale: Locale<'_>) -> Vec<CartProblem> {
    let Some(goods) = goods else {
        let detail = "This is no longer sold. Take it out to go on.".to_owned();
        return vec![CartProblem::of_line("archived", line, detail)];
    };
    let Some(unit) = goods.unit else {
        let detail = format!("{} is not sold in this country.", goods.title);
        return vec![CartProblem::of_line("not_sold_here", line, detail)];
    };
    let mut found = Vec::new();
    if !goods.availability.can_be_bought() {
        let detail = format!("{} is sold out. Take it out to go on.", goods.title);
        found.push(CartProblem::of_line("sold_out", line, detail));
    } else if let Some(left) = goods.units_available.filter(|left| *left < line.quantity) {
        found.push(CartProblem::of_line("not_enough", line, goods.too_few(left)));
    } else if let Some(most) = goods.most_per_order.filter(|most| *most < line.quantity) {
        let detail = format!("An order has at most {most} of {}.", goods.title);
        found.push(CartProblem::of_line("too_many", line, detail));
    }
    if unit.currency == line.seen.currency && unit != line.seen {
        let (before, now) = (line.seen.format(locale), unit.format(locale));
        found.push(CartProblem {
            blocking: false,
            ..CartProblem::of_line(
                "price_changed",
                line,
                format!("The price of {} was {before} and is {now} now.", goods.title),
            )
        });
    }
    found
}

/// What is wrong with the cart as a whole.
pub fn cart_problems(quote: &Quote, market: &Market) -> Vec<CartProblem> {
    let mut found = Vec::new();
    if quote.lines.is_empty() {
        found.push(CartProblem::of_cart("empty", "There is nothing in the cart.".to_owned()));
        return found;
    }
    if quote.requires_shipping && quote.shipping.is_none() {
        found.push(CartProblem::of_cart("no_shipping", no_shipping(quote)));
    }
    if let Some(minimum) = market.minimum_order
        && minimum.currency == quote.currency
        && quote.subtotal_minor < minimum.amount_minor
    {
        let missing = Money::new(minimum.amount_minor - quote.subtotal_minor, quote.currency);
        let (minimum, missing) = (minimum.format(market.locale()), missing.format(market.locale()));
        found.push(CartProblem::of_cart(
            "minimum_not_reached",
            format!("An order begins at {minimum}: {missing} are missing."),
        ));
    }
    found
}

/// Either nobody delivers there, or nobody delivers these goods: they are too heavy, say.
fn no_shipping(quote: &Quote) -> String {
    let country = quote.destination.country.name();
    if quote.shipping_zone.is_none() {
        format!("We do not deliver to {country}. Choose another country.")
    } else {
        format!(
            "We cannot deliver all of this to {country} together. Order less at once, or choose another country."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cart::views::samples;

    /// The problems of the sample cart, changed.
    fn problems(change: impl FnOnce(&mut Quote), minimum: Option<Money>) -> Vec<CartProblem> {
        let mut quote = samples::opened().quote;
        change(&mut quote);
        cart_problems(&quote, &Market { minimum_order: minimum, ..samples::market().clone() })
    }

    fn said(problems: &[CartProblem]) -> Vec<(&str, &str)> {
        assert!(problems.iter().all(|problem| problem.blocking && problem.line_id.is_none()));
        problems.iter().map(|problem| (problem.code, problem.detail.as_str())).collect()
    }

    #[test]
    fn a_cart_that_can_be_bought_has_no_problem_and_an_empty_one_has_no_other() {
        assert_eq!(problems(|_| {}, None), []);
        let empty = problems(
            |quote| {
                quote.lines.clear();
                quote.shipping = None;
            },
            Some(samples::euro(99_999)),
        );
        assert_eq!(said(&empty), [("empty", "There is nothing in the cart.")]);
    }

    #[test]
    fn where_nobody_delivers_is_told_apart_from_what_nobody_delivers() {
        let nowhere = problems(|quote| (quote.shipping, quote.shipping_zone) = (None, None), None);
        let sentence = "We do not deliver to Ireland. Choose another country.";
        assert_eq!(said(&nowhere), [("no_shipping", sentence)]);
        let heavy = problems(|quote| quote.shipping = None, None);
        let sentence = "We cannot deliver all of this to Ireland together. Order less at once, or choose another country.";
        assert_eq!(said(&heavy), [("no_shipping", sentence)]);
        let digital = |quote: &mut Quote| (quote.requires_shipping, quote.shipping) = (false, None);
        assert_eq!(problems(digital, None), []);
    }

    #[test]
    fn an_order_below_the_minimum_says_how_much_is_missing() {
        let short = problems(|_| {}, Some(samples::euro(13_001)));
        let sentence = "An order begins at €130.01: €0.01 are missing.";
        assert_eq!(said(&short), [("minimum_not_reached", sentence)]);
        assert_eq!(problems(|_| {}, Some(samples::euro(13_000))), [], "sale prices count");
        let francs = Money::new(99_999, crate::kernel::Currency::parse("CHF").unwrap());
        assert_eq!(
            problems(|_| {}, Some(francs)),
            [],
            "a minimum in another currency is not asked"
        );
    }
}
