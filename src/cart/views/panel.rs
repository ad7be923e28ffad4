//! The panel: everything that a cart holds, with a form for everything that may be done to it.

use askama::Template;

use super::line::LineView;
use super::summary::Summary;
use crate::cart::{CartProblem, MAX_NOTE_LENGTH, OpenedCart};
use crate::kernel::Money;
use crate::pricing::{MAX_QUANTITY, Refusal, ShippingOption};

#[derive(Debug, Template)]
#[template(path = "cart/panel.html", whitespace = "minimize")]
pub struct CartPanel<'a> {
    opened: &'a OpenedCart<'a>,
    /// What addresses in the cart's market begin with.
    base: String,
    lines: Vec<LineView<'a>>,
    codes: Vec<CodeView<'a>>,
    /// The first promotion that would apply with a little more in the cart.
    hint: Option<String>,
    deliveries: Vec<DeliveryView<'a>>,
    summary: Summary,
    max_quantity: u32,
    max_note_length: usize,
}

/// A code that was entered, whether it applies or not.
#[derive(Debug)]
pub struct CodeView<'a> {
    pub code: &'a str,
    pub title: Option<&'a str>,
    /// What it takes off, where it applies.
    pub saved: Option<String>,
    /// Why it does not apply.
    pub refusal: Option<String>,
}

/// A way of delivery to choose.
#[derive(Debug)]
pub struct DeliveryView<'a> {
    pub option: &'a ShippingOption,
    pub price: String,
    pub is_chosen: bool,
}

impl<'a> DeliveryView<'a> {
    pub fn all(opened: &'a OpenedCart<'a>) -> Vec<Self> {
        let chosen = opened.quote.shipping.as_ref().map(|shipping| shipping.rate.as_str());
        let price = |amount| if amount == 0 { "Free".to_owned() } else { written(amount, opened) };
        let view = |option: &'a ShippingOption| Self {
            option,
            price: price(option.price_minor),
            is_chosen: chosen == Some(option.rate.as_str()),
        };
        opened.quote.shipping_options.iter().map(view).collect()
    }

    pub fn days(&self) -> String {
        working_days(self.option.days_min, self.option.days_max)
    }
}

/// How long a delivery takes.
pub fn working_days(least: u32, most: u32) -> String {
    match (least, most) {
        (_, 0) => "The same day".to_owned(),
        (_, 1) => "1 working day".to_owned(),
        (least, most) if least == most => format!("{most} working days"),
        (least, most) => format!("{least}–{most} working days"),
    }
}

impl<'a> CartPanel<'a> {
    pub fn new(opened: &'a OpenedCart<'a>) -> Self {
        Self {
            opened,
            base: opened.market.base(),
            lines: opened.cart.lines.iter().map(|line| LineView::new(line, opened)).collect(),
            codes: CodeView::all(opened),
            hint: hint(opened),
            deliveries: DeliveryView::all(opened),
            summary: Summary::new(opened),
            max_quantity: MAX_QUANTITY,
            max_note_length: MAX_NOTE_LENGTH,
        }
    }

    fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether anything in it has a price.
    fn is_priced(&self) -> bool {
        !self.opened.quote.lines.is_empty()
    }

    /// What concerns the whole cart. That nothing in it can be bought its lines say themselves.
    fn problems(&self) -> impl Iterator<Item = &CartProblem> {
        let of_cart = |problem: &&CartProblem| problem.line_id.is_none() && problem.code != "empty";
        self.opened.problems.iter().filter(of_cart)
    }

    fn country(&self) -> &str {
        self.opened.quote.destination.country.name()
    }

    /// "3 items, total €54.00", for who hears and does not see that something has changed.
    fn announcement(&self) -> String {
        match self.opened.cart.units() {
            0 => "The cart is empty.".to_owned(),
            1 => format!("1 item, total {}", self.summary.total),
            units => format!("{units} items, total {}", self.summary.total),
        }
    }
}

fn written(amount_minor: i64, opened: &OpenedCart<'_>) -> String {
    Money::new(amount_minor, opened.quote.currency).format(opened.market.locale())
}

impl<'a> CodeView<'a> {
    pub fn all(opened: &'a OpenedCart<'a>) -> Vec<Self> {
        let quote = &opened.quote;
        let view = |code: &'a str| {
            let outcome = quote.codes.iter().find(|outcome| outcome.code == code);
            let promotion = outcome.and_then(|outcome| outcome.promotion.as_ref());
            let saved = quote.discounts.iter().find(|cut| Some(&cut.promotion) == promotion);
            let refusal = outcome.and_then(|outcome| outcome.refusal.as_ref());
            Self {
                code,
                title: outcome.and_then(|outcome| outcome.title.as_deref()),
                saved: saved.map(|cut| written(-cut.amount_minor, opened)),
                refusal: refusal.map(|why| why.sentence(quote.currency, opened.market.locale())),
            }
        };
        opened.cart.codes.iter().map(|code| view(code.as_str())).collect()
    }
}

/// How little is missing for the first promotion that applies by itself and is close.
fn hint(opened: &OpenedCart<'_>) -> Option<String> {
    let quote = &opened.quote;
    let is_close = |refusal: &Refusal| match refusal {
        Refusal::MinimumQuantity { missing } => *missing == 1,
        Refusal::MinimumSubtotal { missing_minor } => *missing_minor <= quote.subtotal_minor,
        _ => false,
    };
    let close = quote.not_applied.iter().find(|other| is_close(&other.refusal))?;
    Some(close.sentence(quote.currency, opened.market.locale()))
}
