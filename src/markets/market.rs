//! A market: the countries that are sold to in one currency, with one price list and one way to
//! show tax. The default market is the shop's settings; every other one has a path of its own.

use serde::{Deserialize, Serialize};

use crate::kernel::{Country, Currency, Locale, MarketId, Money, Rounding};

/// The price list that the products themselves carry, in the shop's own currency.
pub const BASE_PRICE_LIST: &str = "base";

/// Over what the tax of an order is rounded to whole minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaxRoundingScope {
    /// Each line by itself.
    #[default]
    Line,
    /// The sum of each rate (Japan).
    Rate,
    /// The sum of all rates.
    Order,
}

/// How delivery itself is taxed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "mode", deny_unknown_fields)]
pub enum ShippingTax {
    None,
    /// As goods of this tax class.
    Class {
        tax_class: String,
    },
    /// At the highest rate of the goods that are delivered.
    Highest,
    /// In proportion to the goods that are delivered (Germany, Austria).
    #[default]
    Proportional,
}

/// How a market treats tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct TaxSettings {
    /// Whether prices, delivery and thresholds include tax.
    pub prices_include_tax: bool,
    pub rounding: Rounding,
    pub rounding_scope: TaxRoundingScope,
    pub shipping: ShippingTax,
}

impl Default for TaxSettings {
    fn default() -> Self {
        Self {
            prices_include_tax: true,
            rounding: Rounding::HalfUp,
            rounding_scope: TaxRoundingScope::Line,
            shipping: ShippingTax::Proportional,
        }
    }
}

/// A market as pages and prices use it. It travels inside the shop's document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Market {
    /// `None` for the default market, whose pages have no prefix.
    pub id: Option<MarketId>,
    /// For people: "Germany".
    pub title: String,
    /// The first one stands for a shopper who has not said where they live. Never empty.
    pub countries: Vec<Country>,
    pub currency: Currency,
    pub locale: String,
    pub price_list: String,
    /// Stands beside prices, like "inkl. MwSt., zzgl. Versand"; may be empty.
    pub price_note: String,
    pub tax: TaxSettings,
    /// Least subtotal of an order.
    pub minimum_order: Option<Money>,
}

impl Market {
    /// What addresses in this market begin with: "" or "/de".
    pub fn base(&self) -> String {
        self.id.as_ref().map_or_else(String::new, |id| format!("/{}", id.as_str()))
    }

    pub fn locale(&self) -> Locale<'_> {
        Locale::new(&self.locale)
    }
}
