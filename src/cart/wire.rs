//! JSON shapes of carts and quotes in the storefront API.

use serde::{Deserialize, Serialize};

use super::{Cart, CartProblem, OpenedCart};
use crate::catalog::Availability;
use crate::kernel::{Currency, Destination, MarketId, Money, Rate, Sku, Timestamp};
use crate::pricing::{
    CodeOutcome, Discount, NotApplied, Quote, QuotedLine, QuotedShipping, Refusal, ShippingOption,
    Tax,
};

/// `POST /api/v1/carts`
#[derive(Debug, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CartDraft {
    pub market: Option<MarketId>,
    pub lines: Vec<LineDraft>,
}

/// `POST /api/v1/carts/{id}/lines`
#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LineDraft {
    pub sku: Sku,
    #[serde(default = "one")]
    pub quantity: u32,
}

const fn one() -> u32 {
    1
}

/// `PATCH /api/v1/carts/{id}/lines/{line_id}`
#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinePatch {
    pub quantity: u32,
}

/// `POST /api/v1/carts/{id}/discounts`
#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DiscountDraft {
    pub code: String,
}

/// `PUT /api/v1/carts/{id}/destination`
#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DestinationDraft {
    pub country: String,
    #[serde(default)]
    pub region: String,
    #[serde(default)]
    pub postal_code: String,
}

/// `PUT /api/v1/carts/{id}/shipping`
#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShippingDraft {
    pub rate: String,
}

/// `PUT /api/v1/carts/{id}/note`
#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NoteDraft {
    pub note: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct LineResource<'a> {
    id: &'a str,
    sku: &'a str,
    quantity: u32,
    /// What is no longer sold has none.
    product: Option<&'a str>,
    title: Option<&'a str>,
    options: &'a [String],
    availability: Option<Availability>,
    unit_price: Option<Money>,
    /// The price that was agreed to when it was added or its quantity changed.
    seen_price: Money,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct CartResource<'a> {
    id: &'a str,
    revision: i64,
    market: Option<&'a MarketId>,
    lines: Vec<LineResource<'a>>,
    discounts: Vec<CodeResource<'a>>,
    destination: Option<&'a Destination>,
    shipping_rate: Option<&'a str>,
    note: &'a str,
    quote: QuoteResource<'a>,
    problems: &'a [CartProblem],
    can_be_bought: bool,
    updated_at: Timestamp,
}

impl<'a> CartResource<'a> {
    pub fn new(opened: &'a OpenedCart<'a>) -> Self {
        let cart: &Cart = &opened.cart;
        let line = |line: &'a super::Line| {
            let goods = opened.goods_of(line);
            LineResource {
                id: &line.id,
                sku: line.sku.as_str(),
                quantity: line.quantity,
                product: goods.map(|goods| goods.product.as_str()),
                title: goods.map(|goods| goods.title.as_str()),
                options: goods.map_or(&[], |goods| goods.options.as_slice()),
                availability: goods.map(|goods| goods.availability),
                unit_price: goods.and_then(|goods| goods.unit),
                seen_price: line.seen,
            }
        };
        let quote = QuoteResource::new(opened);
        Self {
            id: cart.id.as_str(),
            revision: cart.revision,
            market: cart.market.as_ref(),
            lines: cart.lines.iter().map(line).collect(),
            discounts: quote.discount_codes.clone(),
            destination: cart.destination.as_ref(),
            shipping_rate: cart.shipping_rate.as_deref(),
            note: &cart.note,
            quote,
            problems: &opened.problems,
            can_be_bought: opened.can_be_bought(),
            updated_at: cart.updated_at,
        }
    }
}

/// A code with what became of it; `detail` is the sentence for the shopper who entered it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct CodeResource<'a> {
    code: &'a str,
    applies: bool,
    promotion: Option<&'a str>,
    title: Option<&'a str>,
    refusal: Option<&'a Refusal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// A promotion without a code that is running and does not apply; `detail` is the sentence for the shopper.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct NotAppliedResource<'a> {
    promotion: &'a str,
    title: &'a str,
    refusal: &'a Refusal,
    detail: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct DiscountResource<'a> {
    promotion: &'a str,
    title: &'a str,
    amount: Money,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct TaxResource<'a> {
    zone: &'a str,
    title: &'a str,
    rate_ppm: Rate,
    net: Money,
    tax: Money,
}

/// The price ladder of one line: list, subtotal at sale prices, discounted, tax, total.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct QuotedLineResource<'a> {
    line_id: &'a str,
    sku: &'a str,
    quantity: u32,
    list_unit: Money,
    unit: Money,
    list: Money,
    subtotal: Money,
    discounts: Vec<DiscountResource<'a>>,
    discounted: Money,
    taxes: Vec<TaxResource<'a>>,
    net: Money,
    tax: Money,
    total: Money,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ShippingOptionResource<'a> {
    rate: &'a str,
    title: &'a str,
    price: Money,
    days_min: u32,
    days_max: u32,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct QuotedShippingResource<'a> {
    rate: &'a str,
    title: &'a str,
    chosen: bool,
    price: Money,
    discounts: Vec<DiscountResource<'a>>,
    discounted: Money,
    taxes: Vec<TaxResource<'a>>,
    net: Money,
    tax: Money,
    total: Money,
    days_min: u32,
    days_max: u32,
}

/// `GET /api/v1/carts/{id}/quote`
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct QuoteResource<'a> {
    cart_revision: i64,
    currency: Currency,
    prices_include_tax: bool,
    lines: Vec<QuotedLineResource<'a>>,
    #[serde(rename = "codes")]
    discount_codes: Vec<CodeResource<'a>>,
    not_applied: Vec<NotAppliedResource<'a>>,
    discounts: Vec<DiscountResource<'a>>,
    destination: &'a Destination,
    destination_is_assumed: bool,
    requires_shipping: bool,
    shipping_options: Vec<ShippingOptionResource<'a>>,
    shipping: Option<QuotedShippingResource<'a>>,
    taxes: Vec<TaxResource<'a>>,
    list: Money,
    subtotal: Money,
    discounted: Money,
    net: Money,
    tax: Money,
    total: Money,
}

/// Money of one quote.
#[derive(Clone, Copy)]
struct Purse(Currency);

impl Purse {
    const fn of(self, amount_minor: i64) -> Money {
        Money::new(amount_minor, self.0)
    }

    fn discount(self, discount: &Discount) -> DiscountResource<'_> {
        let Discount { promotion, title, amount_minor } = discount;
        DiscountResource { promotion, title, amount: self.of(*amount_minor) }
    }

    fn discounts(self, discounts: &[Discount]) -> Vec<DiscountResource<'_>> {
        let of = |discount| self.discount(discount);
        discounts.iter().map(of).collect()
    }

    fn taxes<'a>(self, taxes: impl IntoIterator<Item = &'a Tax>) -> Vec<TaxResource<'a>> {
        let one = |tax: &'a Tax| TaxResource {
            zone: &tax.zone,
            title: &tax.title,
            rate_ppm: tax.rate_ppm,
            net: self.of(tax.net_minor),
            tax: self.of(tax.tax_minor),
        };
        taxes.into_iter().map(one).collect()
    }

    fn line(self, line: &QuotedLine) -> QuotedLineResource<'_> {
        QuotedLineResource {
            line_id: &line.id,
            sku: &line.sku,
            quantity: line.quantity,
            list_unit: self.of(line.list_unit_minor),
            unit: self.of(line.unit_minor),
            list: self.of(line.list_minor),
            subtotal: self.of(line.subtotal_minor),
            discounts: self.discounts(&line.discounts),
            discounted: self.of(line.discounted_minor),
            taxes: self.taxes(&line.tax),
            net: self.of(line.net_minor),
            tax: self.of(line.tax_minor),
            total: self.of(line.gross_minor),
        }
    }

    fn option(self, option: &ShippingOption) -> ShippingOptionResource<'_> {
        ShippingOptionResource {
            rate: &option.rate,
            title: &option.title,
            price: self.of(option.price_minor),
            days_min: option.days_min,
            days_max: option.days_max,
        }
    }

    fn shipping(self, shipping: &QuotedShipping) -> QuotedShippingResource<'_> {
        QuotedShippingResource {
            rate: &shipping.rate,
            title: &shipping.title,
            chosen: shipping.chosen,
            price: self.of(shipping.price_minor),
            discounts: self.discounts(&shipping.discounts),
            discounted: self.of(shipping.discounted_minor),
            taxes: self.taxes(&shipping.taxes),
            net: self.of(shipping.net_minor),
            tax: self.of(shipping.tax_minor),
            total: self.of(shipping.gross_minor),
            days_min: shipping.days_min,
            days_max: shipping.days_max,
        }
    }
}

impl<'a> QuoteResource<'a> {
    pub fn new(opened: &'a OpenedCart<'a>) -> Self {
        let quote: &Quote = &opened.quote;
        let purse = Purse(quote.currency);
        let code = |outcome: &'a CodeOutcome| CodeResource {
            code: &outcome.code,
            applies: outcome.refusal.is_none(),
            promotion: outcome.promotion.as_deref(),
            title: outcome.title.as_deref(),
            refusal: outcome.refusal.as_ref(),
            detail: outcome
                .refusal
                .as_ref()
                .map(|refusal| refusal.sentence(quote.currency, opened.market.locale())),
        };
        let other = |other: &'a NotApplied| NotAppliedResource {
            promotion: &other.promotion,
            title: &other.title,
            refusal: &other.refusal,
            detail: other.sentence(quote.currency, opened.market.locale()),
        };
        Self {
            cart_revision: opened.cart.revision,
            currency: quote.currency,
            prices_include_tax: quote.prices_include_tax,
            lines: quote.lines.iter().map(|line| purse.line(line)).collect(),
            discount_codes: quote.codes.iter().map(code).collect(),
            not_applied: quote.not_applied.iter().map(other).collect(),
            discounts: purse.discounts(&quote.discounts),
            destination: &quote.destination,
            destination_is_assumed: quote.destination_is_assumed,
            requires_shipping: quote.requires_shipping,
            shipping_options: quote
                .shipping_options
                .iter()
                .map(|option| purse.option(option))
                .collect(),
            shipping: quote.shipping.as_ref().map(|shipping| purse.shipping(shipping)),
            taxes: purse.taxes(&quote.taxes),
            list: purse.of(quote.list_minor),
            subtotal: purse.of(quote.subtotal_minor),
            discounted: purse.of(quote.discounted_minor),
            net: purse.of(quote.net_minor),
            tax: purse.of(quote.tax_minor),
            total: purse.of(quote.total_minor),
        }
    }
}
