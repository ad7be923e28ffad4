//! A cart with everything that is known about it at one instant: what its page and its JSON show.

use super::{Cart, CartProblem, Line, cart_problems, line_problems};
use crate::catalog::Goods;
use crate::kernel::{Country, Sku, Timestamp, named_countries};
use crate::markets::Market;
use crate::pricing::{Customer, Quote, QuoteLine, QuoteRequest, TermsDocument, quote};
use crate::promotions::Uses;
use crate::shipping::ShippingZone;

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
    /// Where it may be sent, to choose from, in order of the names.
    pub countries: Vec<(Country, &'static str)>,
}

impl<'a> OpenedCart<'a> {
    pub fn new(
        cart: Cart,
        goods: Vec<Goods>,
        market: &'a Market,
        terms: &TermsDocument,
        uses: &[(String, Uses)],
        customer: Customer,
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
            customer,
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
        let countries = countries_served(market, &terms.shipping_zones, quote.destination.country);
        Self { cart, goods, quote, problems, market, countries }
    }

    pub fn goods_of(&self, line: &Line) -> Option<&Goods> {
        find(&self.goods, &line.sku)
    }

    /// Whether the way to the checkout is open: what is short may be held by the shopper's own order,
    /// and the checkout knows.
    pub fn can_be_checked_out(&self) -> bool {
        !self.problems.iter().any(|problem| problem.blocking && !problem.is_of_stock())
    }

    /// Whether nothing has to be mended first.
    pub fn can_be_bought(&self) -> bool {
        !self.problems.iter().any(|problem| problem.blocking)
    }
}

fn find<'a>(goods: &'a [Goods], sku: &Sku) -> Option<&'a Goods> {
    goods.iter().find(|goods| goods.sku == *sku)
}

/// The countries of the market, those that a zone names (all, where one is for everywhere), and the one
/// that the cart is for.
fn countries_served(
    market: &Market,
    zones: &[ShippingZone],
    chosen: Country,
) -> Vec<(Country, &'static str)> {
    let places = || zones.iter().flat_map(|zone| &zone.places).map(|place| place.country);
    let is_everywhere = places().any(|country| country.is_none());
    let is_served = |(country, _): &(Country, &str)| {
        is_everywhere
            || *country == chosen
            || market.countries.contains(country)
            || places().any(|named| named == Some(*country))
    };
    named_countries().filter(is_served).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::FALLBACK_SHOP;
    use crate::kernel::Place;

    #[test]
    fn a_shopper_chooses_among_the_countries_that_are_served_by_their_names() {
        let country = |code: &str| Country::parse(code).unwrap();
        let place = |country| Place { country, region: None, postal_code_prefix: None };
        let zone = |places| ShippingZone {
            id: "zone".to_owned(),
            title: "Zone".to_owned(),
            places,
            methods: Vec::new(),
        };
        let near = zone(vec![place(Some(country("ES"))), place(Some(country("DE")))]);
        let served = |zones: &[ShippingZone]| -> Vec<&str> {
            let listed = countries_served(&FALLBACK_SHOP.market, zones, country("CH"));
            listed.into_iter().map(|(_, name)| name).collect()
        };
        assert_eq!(served(&[]), ["Ireland", "Switzerland"]);
        assert_eq!(served(&[near]), ["Germany", "Ireland", "Spain", "Switzerland"]);
        assert_eq!(served(&[zone(vec![place(None)])]).len(), 249);
    }
}
