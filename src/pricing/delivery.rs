//! Which ways of delivery there are, and which one is priced.

use super::goods::Goods;
use super::{QuoteRequest, ShippingOption};
use crate::shipping::ShippingZone;

/// Cheapest first, ties by id. Prices depend on the goods before promotions alone: if they did on
/// what promotions leave, saving on the goods could make the delivery dearer.
pub fn options(
    request: &QuoteRequest<'_>,
    goods: &Goods<'_>,
    zone: Option<&ShippingZone>,
) -> Vec<ShippingOption> {
    let Some(zone) = zone.filter(|_| goods.requires_shipping()) else { return Vec::new() };
    let offered = zone.methods.iter().filter_map(|method| {
        let price_minor =
            method.price(request.market.currency, goods.weight_grams(), goods.subtotal_minor)?;
        Some(ShippingOption {
            rate: zone.rate_id(method),
            title: method.title.clone(),
            price_minor: price_minor.max(0),
            days_min: method.days_min,
            days_max: method.days_max,
        })
    });
    let mut options: Vec<ShippingOption> = offered.collect();
    options
        .sort_by(|one, other| (one.price_minor, &one.rate).cmp(&(other.price_minor, &other.rate)));
    options
}

/// The one that the shopper chose while it is offered, else the cheapest; and whether it was chosen.
pub fn choose<'a>(
    options: &'a [ShippingOption],
    chosen: Option<&str>,
) -> Option<(&'a ShippingOption, bool)> {
    let wanted = options.iter().find(|option| Some(option.rate.as_str()) == chosen);
    wanted.map(|option| (option, true)).or_else(|| options.first().map(|option| (option, false)))
}
