//! What a quote is made from: everything is passed in, nothing is looked up.

use crate::kernel::{Destination, Handle, Sku, Timestamp};
use crate::markets::Market;
use crate::promotions::{Code, Promotion, Uses};
use crate::shipping::ShippingZone;
use crate::tax::TaxZone;

/// Most lines of one order; with `MAX_QUANTITY` and the largest price no sum overflows.
pub const MAX_LINES: usize = 100;

/// One line with what the catalogue says about its SKU. Amounts are in the market's currency, and
/// include tax where the market's prices do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteLine {
    pub id: String,
    pub sku: Sku,
    pub product: Handle,
    pub collections: Vec<Handle>,
    pub tax_class: String,
    /// 1 to `MAX_QUANTITY`.
    pub quantity: u32,
    /// One unit at the list price, in minor units.
    pub list_minor: i64,
    /// One unit at the price of this instant: the list price, or less while a sale runs.
    pub unit_minor: i64,
    /// One unit.
    pub weight_grams: u32,
    pub requires_shipping: bool,
}

/// Who is buying, as far as promotions ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Customer {
    /// Orders so far; `None` while nobody knows who it is, and then a first order is assumed.
    pub orders: Option<u32>,
}

#[derive(Debug, Clone)]
pub struct QuoteRequest<'a> {
    pub market: &'a Market,
    pub lines: &'a [QuoteLine],
    pub promotions: &'a [Promotion],
    /// As the shopper entered them.
    pub codes: &'a [Code],
    /// Uses so far of limited promotions by id; what is missing counts as unused.
    pub uses: &'a [(String, Uses)],
    pub customer: Customer,
    /// `None` while the shopper has not said; the market's first country is assumed.
    pub destination: Option<&'a Destination>,
    /// The chosen way of delivery, like `germany.standard`; otherwise the cheapest one.
    pub shipping_rate: Option<&'a str>,
    pub shipping_zones: &'a [ShippingZone],
    pub tax_zones: &'a [TaxZone],
    pub now: Timestamp,
}
