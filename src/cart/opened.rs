//! A cart with everything that is known about it at one instant: what its page and its JSON show.

use super::{Cart, CartProblem, Line, cart_problems, line_problems};
use crate::catalog::Goods;
use crate::kernel::{Sku, Timestamp};
use crate::markets::Market;
use crate::pricing::{Customer, Quote, QuoteLine, QuoteRequest, TermsDocument, quote};
use crate::promotions::Uses;

#[derive(Debug)]
pub struct OpenedCart<'a> {
    pub cart: Cart,
    /// What is sold today under the SKUs of its lines, in no order; what is missing is not sold.
    pub goods: Vec<Goods>,
    /// Of the lines that can be priced. A line that is not sold any more is in the cart and not here.
    pub quote: Quote,
    /// Those of lines first.
    pub problems: Vec<CartProblem>,
    pub market: &'a Market,
}

impl<'a> OpenedCart<'a> {
    pub fn new(
        cart: Cart,
        goods: Vec<Goods>,
        market: &'a Market,
        terms: &TermsDocument,
        uses: &[(String, Uses)],
        now: Timestamp,
    ) -> Self {
        let lines: Vec<QuoteLine> = cart
            .lines
            .iter()
            .filter_map(|line| quote_line(line, find(&goods, &line.sku)?))
            .collect();
        let quote = quote(&QuoteRequest {
            market,
            lines: &lines,
            promotions: &terms.promotions,
            codes: &cart.codes,
            uses,
            customer: Customer::default(),
            destination: cart.destination.as_ref(),
            shipping_rate: cart.shipping_rate.as_deref(),
            shipping_zones: &terms.shipping_zones,
            tax_zones: &terms.tax_zones,
            now,
        });
        let of_lines = cart
            .lines
            .iter()
            .flat_map(|line| line_problems(line, find(&goods, &line.sku), market.locale()));
        let problems = of_lines.chain(cart_problems(&quote, market)).collect();
        Self { cart, goods, quote, problems, market }
    }

    pub fn goods_of(&self, line: &Line) -> Option<&Goods> {
        find(&self.goods, &line.sku)
    }

    pub fn can_be_bought(&self) -> bool {
        !self.problems.iter().any(|problem| problem.blocking)
    }
}

fn find<'a>(goods: &'a [Goods], sku: &Sku) -> Option<&'a Goods> {
    goods.iter().find(|goods| goods.sku == *sku)
}

/// `None` for what has no price in this market.
fn quote_line(line: &Line, goods: &Goods) -> Option<QuoteLine> {
    Some(QuoteLine {
        id: line.id.clone(),
        sku: line.sku.clone(),
        product: goods.product.clone(),
        collections: goods.collections.clone(),
        tax_class: goods.tax_class.clone(),
        quantity: line.quantity,
        list_minor: goods.list?.amount_minor,
        unit_minor: goods.unit?.amount_minor,
        weight_grams: goods.weight_grams,
        requires_shipping: goods.requires_shipping,
    })
}
