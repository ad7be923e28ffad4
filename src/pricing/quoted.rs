//! What a quote says: every figure with the rule it comes from.

use serde::{Deserialize, Serialize};

use crate::kernel::{Currency, Destination, Rate};

/// What one promotion takes off one line, or off the delivery. Never 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Discount {
    pub promotion: String,
    pub title: String,
    pub amount_minor: i64,
}

/// The tax of one rate within a line, the delivery or the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Tax {
    /// Id of the zone.
    pub zone: String,
    pub title: String,
    pub rate_ppm: Rate,
    /// What the tax is on.
    pub net_minor: i64,
    pub tax_minor: i64,
}

/// One line with its price ladder. All amounts are for the whole line except the two of one unit,
/// and stand in the order: list ≥ subtotal ≥ discounted = what the shopper pays before added tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct QuotedLine {
    pub id: String,
    pub sku: String,
    pub quantity: u32,
    pub list_unit_minor: i64,
    pub unit_minor: i64,
    pub list_minor: i64,
    /// At sale prices, before promotions: `unit_minor · quantity`.
    pub subtotal_minor: i64,
    /// Product promotions first, then the line's share of those on the order.
    pub discounts: Vec<Discount>,
    pub discounted_minor: i64,
    pub tax: Option<Tax>,
    pub net_minor: i64,
    pub tax_minor: i64,
    /// `net + tax`; what is refunded when the whole line is.
    pub gross_minor: i64,
}

/// A way of delivery that the goods and the destination allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ShippingOption {
    /// Like `germany.standard`.
    pub rate: String,
    pub title: String,
    /// Before promotions.
    pub price_minor: i64,
    pub days_min: u32,
    pub days_max: u32,
}

/// The delivery that is chosen, or the cheapest one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct QuotedShipping {
    pub rate: String,
    pub title: String,
    pub price_minor: i64,
    pub discounts: Vec<Discount>,
    pub discounted_minor: i64,
    pub taxes: Vec<Tax>,
    pub net_minor: i64,
    pub tax_minor: i64,
    pub gross_minor: i64,
    pub days_min: u32,
    pub days_max: u32,
    /// Whether the shopper chose it and it is still offered.
    pub chosen: bool,
}

/// Why a promotion that could have been meant does not apply. Where several hold, the first of these
/// is said; that order is also the order of the variants.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Refusal {
    /// No promotion has this code.
    Unknown,
    /// Not yet, or switched off.
    NotStarted,
    Ended,
    UsedUp,
    UsedUpByCustomer,
    NotFirstOrder,
    OtherMarket,
    /// No amount in this currency.
    OtherCurrency,
    MinimumSubtotal {
        missing_minor: i64,
    },
    MinimumQuantity {
        missing: u32,
    },
    /// No goods in the cart that it is about, or nothing to deliver.
    NothingEligible,
    /// Others together, or another alone, save more.
    BetterWithout,
    /// It applies but takes nothing off what the others left.
    NothingLeft,
}

/// What became of one code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct CodeOutcome {
    pub code: String,
    pub promotion: Option<String>,
    pub title: Option<String>,
    /// `None`: it applies.
    pub refusal: Option<Refusal>,
}

/// An automatic promotion that is running and is not applied: too little is in the cart for it, or it would
/// save nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct NotApplied {
    pub promotion: String,
    pub title: String,
    /// `MinimumSubtotal`, `MinimumQuantity`, `BetterWithout` or `NothingLeft`.
    pub refusal: Refusal,
}

/// The one place where a total is made. Amounts are in minor units of `currency`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Quote {
    pub currency: Currency,
    pub prices_include_tax: bool,
    pub lines: Vec<QuotedLine>,
    pub codes: Vec<CodeOutcome>,
    /// By priority, then id.
    pub not_applied: Vec<NotApplied>,
    /// What each promotion takes off in all, goods and delivery, in order of evaluation.
    pub discounts: Vec<Discount>,
    /// What the tax and the delivery were computed for.
    pub destination: Destination,
    /// Whether the shopper named it, or the market's first country stands in.
    pub destination_is_assumed: bool,
    pub requires_shipping: bool,
    /// Id of the shipping zone of the destination, whether or not its methods take the goods.
    pub shipping_zone: Option<String>,
    /// Cheapest first; empty when nothing is to be delivered, nobody delivers there or no method takes
    /// the goods.
    pub shipping_options: Vec<ShippingOption>,
    pub shipping: Option<QuotedShipping>,
    /// One for each zone and rate, goods and delivery together.
    pub taxes: Vec<Tax>,
    /// Goods at list prices, at sale prices, and after promotions.
    pub list_minor: i64,
    pub subtotal_minor: i64,
    pub discounted_minor: i64,
    pub net_minor: i64,
    pub tax_minor: i64,
    /// What is paid: goods, delivery and tax.
    pub total_minor: i64,
}
