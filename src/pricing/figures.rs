//! The figures of a quote: each line and the delivery with net, tax and gross.

use std::cmp::Reverse;

use super::goods::{Goods, whole_line};
use super::ladder::Ladder;
use super::taxes::{Taxation, Taxed};
use super::{QuotedLine, QuotedShipping, ShippingOption, Tax};

/// In the order of the request. `taxes_minor` stand in order of SKU.
pub fn quoted_lines(
    goods: &Goods<'_>,
    taxation: &Taxation<'_>,
    ladder: &Ladder<'_>,
    taxes_minor: &[i64],
) -> Vec<QuotedLine> {
    let taxed = taxation.of_lines.iter().copied().zip(ladder.amounts_minor.iter().copied());
    let figures = taxed.zip(taxes_minor);
    let mut lines: Vec<(usize, QuotedLine)> = goods
        .each()
        .zip(figures)
        .zip(&goods.places)
        .map(|(((place, line, subtotal_minor), (taxed, tax_minor)), position)| {
            let (net_minor, gross_minor) = net_and_gross(taxation, taxed.1, *tax_minor);
            let list_unit_minor = line.list_minor.max(line.unit_minor);
            let quoted = QuotedLine {
                id: line.id.clone(),
                sku: line.sku.as_str().to_owned(),
                quantity: line.quantity,
                list_unit_minor,
                unit_minor: line.unit_minor,
                list_minor: whole_line(list_unit_minor, line.quantity),
                subtotal_minor,
                discounts: ladder.of_line(place),
                discounted_minor: taxed.1,
                tax: tax(taxation, taxed.0, net_minor, *tax_minor),
                net_minor,
                tax_minor: *tax_minor,
                gross_minor,
            };
            (*position, quoted)
        })
        .collect();
    lines.sort_by_key(|(position, _)| *position);
    lines.into_iter().map(|(_, line)| line).collect()
}

/// `parts` are what is left of the price, by rate.
pub fn quoted_shipping(
    (option, chosen): (&ShippingOption, bool),
    taxation: &Taxation<'_>,
    ladder: &Ladder<'_>,
    parts: &[Taxed],
    taxes_minor: &[i64],
) -> QuotedShipping {
    let tax_minor = taxes_minor.iter().sum();
    let (net_minor, gross_minor) = net_and_gross(taxation, ladder.delivery_minor, tax_minor);
    let paid = parts.iter().zip(taxes_minor).filter(|((_, amount), _)| *amount > 0);
    let taxes = paid.filter_map(|((rate, amount), tax_minor)| {
        tax(taxation, *rate, net_and_gross(taxation, *amount, *tax_minor).0, *tax_minor)
    });
    QuotedShipping {
        rate: option.rate.clone(),
        title: option.title.clone(),
        price_minor: option.price_minor,
        discounts: ladder.of_delivery(),
        discounted_minor: ladder.delivery_minor,
        taxes: taxes.collect(),
        net_minor,
        tax_minor,
        gross_minor,
        days_min: option.days_min,
        days_max: option.days_max,
        chosen,
    }
}

fn net_and_gross(taxation: &Taxation<'_>, amount_minor: i64, tax_minor: i64) -> (i64, i64) {
    if taxation.settings.prices_include_tax {
        (amount_minor - tax_minor, amount_minor)
    } else {
        (amount_minor, amount_minor + tax_minor)
    }
}

fn tax(
    taxation: &Taxation<'_>,
    rate: Option<usize>,
    net_minor: i64,
    tax_minor: i64,
) -> Option<Tax> {
    let rate = taxation.rates.get(rate?)?;
    Some(Tax {
        zone: taxation.zone.to_owned(),
        title: rate.title.clone(),
        rate_ppm: rate.rate_ppm,
        net_minor,
        tax_minor,
    })
}

/// One for each rate that something is paid for, the highest first.
pub fn sums_of_taxes(lines: &[QuotedLine], shipping: Option<&QuotedShipping>) -> Vec<Tax> {
    let of_shipping = shipping.iter().flat_map(|shipping| &shipping.taxes);
    let mut sums: Vec<Tax> = Vec::new();
    for tax in lines.iter().filter_map(|line| line.tax.as_ref()).chain(of_shipping) {
        let same = |sum: &&mut Tax| (sum.rate_ppm, &sum.title) == (tax.rate_ppm, &tax.title);
        match sums.iter_mut().find(same) {
            Some(sum) => {
                sum.net_minor += tax.net_minor;
                sum.tax_minor += tax.tax_minor;
            }
            None => sums.push(tax.clone()),
        }
    }
    sums.retain(|sum| sum.net_minor + sum.tax_minor > 0);
    sums.sort_by(|one, other| {
        (Reverse(one.rate_ppm), &one.title).cmp(&(Reverse(other.rate_ppm), &other.title))
    });
    sums
}
