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
        let detail = format!("Only {left} of {} are left.", goods.title);
        found.push(CartProblem::of_line("not_enough", line, detail));
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
        let country = quote.destination.country.name();
        found.push(CartProblem::of_cart(
            "no_shipping",
            format!("We do not deliver this to {country}. Choose another country."),
        ));
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
