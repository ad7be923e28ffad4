//! From the goods to what is paid: rows that add up to the total.

use crate::cart::OpenedCart;
use crate::kernel::{Locale, Money};
use crate::pricing::{Quote, Tax};

/// A figure with what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub label: String,
    pub amount: String,
}

impl Row {
    pub const fn new(label: String, amount: String) -> Self {
        Self { label, amount }
    }
}

#[derive(Debug)]
pub struct Summary {
    pub rows: Vec<Row>,
    /// Tax that is within the total; tax that is added has rows.
    pub included: Vec<Row>,
    pub total: String,
}

impl Summary {
    pub fn new(opened: &OpenedCart<'_>) -> Self {
        Self::of(&opened.quote, opened.market.locale())
    }

    /// Of a quote as people of the locale write it.
    pub fn of(quote: &Quote, locale: Locale<'_>) -> Self {
        let written = |amount| Money::new(amount, quote.currency).format(locale);
        let prefix = if quote.prices_include_tax { "incl." } else { "plus" };
        let label = |tax: &Tax| format!("{prefix} {}", tax_label(tax));
        let taxed = quote.taxes.iter().filter(|tax| tax.tax_minor != 0);
        let mut tax_rows: Vec<Row> =
            taxed.map(|tax| Row::new(label(tax), written(tax.tax_minor))).collect();
        let mut rows = goods_rows(quote, &written);
        rows.extend(delivery_row(quote, &written));
        if !quote.prices_include_tax {
            rows.append(&mut tax_rows);
        }
        Self { rows, included: tax_rows, total: written(quote.total_minor) }
    }
}

fn goods_rows(quote: &Quote, written: &impl Fn(i64) -> String) -> Vec<Row> {
    let mut rows = vec![Row::new("Goods".to_owned(), written(quote.list_minor))];
    let sale = quote.list_minor - quote.subtotal_minor;
    if sale > 0 {
        rows.push(Row::new("Sale prices".to_owned(), written(-sale)));
    }
    let taken =
        quote.discounts.iter().map(|cut| Row::new(cut.title.clone(), written(-cut.amount_minor)));
    rows.extend(taken);
    rows
}

/// The price before promotions: what they take off the delivery is in their own rows.
fn delivery_row(quote: &Quote, written: &impl Fn(i64) -> String) -> Option<Row> {
    if !quote.requires_shipping {
        return Some(Row::new("Delivery".to_owned(), "Not needed".to_owned()));
    }
    let shipping = quote.shipping.as_ref()?;
    let country = quote.destination.country.name();
    let label = if quote.destination_is_assumed {
        format!("Delivery, estimated for {country}")
    } else {
        format!("Delivery to {country}")
    };
    let amount =
        if shipping.price_minor == 0 { "Free".to_owned() } else { written(shipping.price_minor) };
    Some(Row::new(label, amount))
}

/// "VAT 23%"; a title that does not name its rate gets it.
fn tax_label(tax: &Tax) -> String {
    if tax.title.contains('%') {
        tax.title.clone()
    } else {
        format!("{}% {}", tax.rate_ppm.percent(), tax.title)
    }
}
