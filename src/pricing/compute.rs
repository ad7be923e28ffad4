//! From a request to a quote: terms, the cheapest way to put promotions together, taxes, sums.

use super::candidates::{Applicable, Pricing};
use super::codes::{not_applied, outcomes};
use super::delivery::{choose, options};
use super::examination::examine;
use super::figures::{quoted_lines, quoted_shipping, sums_of_taxes};
use super::goods::Goods;
use super::ladder::Ladder;
use super::taxes::Taxation;
use super::{Quote, QuoteRequest, QuotedLine, QuotedShipping, Refusal};
use crate::kernel::{Country, Destination};
use crate::promotions::Promotion;
use crate::{shipping, tax};

/// Makes the total. Pure: the same request has the same quote, and neither the order of its lines
/// nor that of its promotions, codes and zones changes a figure. With one promotion more the total
/// is never higher.
///
/// Source: COMMERCE rules 25 and 27.
pub fn quote(request: &QuoteRequest<'_>) -> Quote {
    let market = request.market;
    let destination = destination_of(request);
    let goods = Goods::of(request);
    let tax_zone = tax::zone_for(request.tax_zones, &destination);
    let taxation = Taxation::new(&market.tax, tax_zone, &goods);
    let shipping_zone = shipping::zone_for(request.shipping_zones, &destination);
    let shipping_options = options(request, &goods, shipping_zone);
    let delivery = choose(&shipping_options, request.shipping_rate);

    let promotions = by_priority(request.promotions);
    let mut refused: Vec<(&str, Refusal)> = Vec::new();
    let mut applicable = Vec::new();
    for promotion in promotions.iter().copied().filter(|promotion| is_meant(request, promotion)) {
        match examine(request, &goods, delivery.is_some(), promotion) {
            Ok(effect) => applicable.push(Applicable { promotion, effect }),
            Err(refusal) => refused.push((&promotion.id, refusal)),
        }
    }
    let pricing = Pricing {
        taxation: &taxation,
        applicable: &applicable,
        subtotals_minor: &goods.subtotals_minor,
        delivery_minor: delivery.map_or(0, |(option, _)| option.price_minor),
    };
    let ladder = Ladder::of(&pricing, &pricing.cheapest());
    let refusal_of = |promotion: &Promotion| {
        let early = refused.iter().find(|(id, _)| *id == promotion.id);
        early.map(|(_, refusal)| refusal.clone()).or_else(|| ladder.refusal_of(promotion))
    };

    let parts = taxation.delivery_parts(ladder.delivery_minor);
    let mut taxes = taxation.taxes(&ladder.amounts_minor, &parts);
    let delivery_taxes = taxes.split_off(goods.lines.len());
    let lines = quoted_lines(&goods, &taxation, &ladder, &taxes);
    let shipping =
        delivery.map(|choice| quoted_shipping(choice, &taxation, &ladder, &parts, &delivery_taxes));
    let sum_of = |figure: fn(&QuotedLine) -> i64| lines.iter().map(figure).sum::<i64>();
    let delivered = |figure: fn(&QuotedShipping) -> i64| shipping.as_ref().map_or(0, figure);
    Quote {
        currency: market.currency,
        prices_include_tax: market.tax.prices_include_tax,
        codes: outcomes(request.codes, &promotions, refusal_of),
        not_applied: not_applied(&promotions, refusal_of),
        discounts: ladder.totals(),
        destination_is_assumed: request.destination.is_none(),
        destination,
        requires_shipping: goods.requires_shipping(),
        shipping_zone: shipping_zone.map(|zone| zone.id.clone()),
        taxes: sums_of_taxes(&lines, shipping.as_ref()),
        list_minor: sum_of(|line| line.list_minor),
        subtotal_minor: goods.subtotal_minor,
        discounted_minor: sum_of(|line| line.discounted_minor),
        net_minor: sum_of(|line| line.net_minor) + delivered(|shipping| shipping.net_minor),
        tax_minor: sum_of(|line| line.tax_minor) + delivered(|shipping| shipping.tax_minor),
        total_minor: sum_of(|line| line.gross_minor) + delivered(|shipping| shipping.gross_minor),
        lines,
        shipping,
        shipping_options,
    }
}

fn destination_of(request: &QuoteRequest<'_>) -> Destination {
    let first = request.market.countries.first().copied().unwrap_or(Country::UNKNOWN);
    request.destination.cloned().unwrap_or_else(|| Destination::in_country(first))
}

/// The higher priority first, ties by id.
fn by_priority(promotions: &[Promotion]) -> Vec<&Promotion> {
    let mut sorted: Vec<&Promotion> = promotions.iter().collect();
    sorted
        .sort_by(|one, other| (other.rule.priority, &one.id).cmp(&(one.rule.priority, &other.id)));
    sorted
}

/// Automatic, or its code was entered.
fn is_meant(request: &QuoteRequest<'_>, promotion: &Promotion) -> bool {
    promotion.rule.code.as_ref().is_none_or(|code| request.codes.contains(code))
}
