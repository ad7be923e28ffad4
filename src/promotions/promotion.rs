//! A promotion: conditions × benefit × calculator.

use serde::{Deserialize, Serialize};

use crate::kernel::tagged::tagged;
use crate::kernel::{Handle, Money, Rate, Sku, Timestamp};

/// Most units of one line, so the largest quantity in a rule.
pub const MAX_QUANTITY: u32 = 999;
/// How a condition names the market without a prefix.
pub const DEFAULT_MARKET: &str = "default";

/// A code as shoppers type it: 3 to 40 letters, digits and hyphens, kept in capitals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    pub fn parse(text: &str) -> Option<Self> {
        let code = text.trim().to_ascii_uppercase();
        let clean = (3..=40).contains(&code.len())
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        clean.then_some(Self(code))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(
                "a code has 3 to 40 letters, digits and hyphens, like SPRING-10",
            )
        })
    }
}

/// Which goods a promotion looks at. Absent lists select nothing by themselves; all absent selects
/// everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Selection {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Handle>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub collections: Vec<Handle>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skus: Vec<Sku>,
}

impl Selection {
    pub fn is_everything(&self) -> bool {
        self.products.is_empty() && self.collections.is_empty() && self.skus.is_empty()
    }

    pub fn includes(&self, sku: &Sku, product: &Handle, collections: &[Handle]) -> bool {
        self.is_everything()
            || self.skus.contains(sku)
            || self.products.contains(product)
            || self.collections.iter().any(|handle| collections.contains(handle))
    }
}

/// What must hold before a promotion does. Subtotals and quantities are those of the goods it
/// selects, at sale prices before promotions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "PromotionCondition", tag = "kind")
)]
#[serde(rename_all = "snake_case", remote = "Self", deny_unknown_fields)]
pub enum Condition {
    MinimumSubtotal {
        amounts: Vec<Money>,
        #[serde(default)]
        of: Selection,
    },
    MinimumQuantity {
        quantity: u32,
        #[serde(default)]
        of: Selection,
    },
    /// The customer never ordered before.
    FirstOrder,
    /// The order is sold in one of these markets; see [`DEFAULT_MARKET`].
    Market { markets: Vec<String> },
}

/// What the benefit takes away from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(rename_all = "snake_case", remote = "Self", deny_unknown_fields)]
pub enum Target {
    /// Each selected line.
    Products {
        #[serde(default)]
        of: Selection,
    },
    /// The goods of the whole order.
    Order,
    /// The price of delivery.
    Shipping,
}

/// One step of a tiered calculator. Exactly one threshold and one of percentage and amounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Tier {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_quantity: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_subtotal: Option<Vec<Money>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_ppm: Option<Rate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amounts: Option<Vec<Money>>,
}

/// How much is taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(rename_all = "snake_case", remote = "Self", deny_unknown_fields)]
pub enum Calculator {
    /// A share of each line, half up. 1000000 ppm of shipping is free shipping.
    Percentage { rate_ppm: Rate },
    /// Products: off each unit. Order: off the goods, split over the lines. Shipping: off its price.
    FixedAmount { amounts: Vec<Money> },
    /// Each unit, or the delivery, costs no more than this.
    FixedPrice { amounts: Vec<Money> },
    /// For each `buy_quantity` units of `buy`, `get_quantity` units of `get` are reduced by the rate:
    /// the cheapest ones. The same unit is never both bought and given.
    BuyGet {
        #[serde(default)]
        buy: Selection,
        buy_quantity: u32,
        #[serde(default)]
        get: Selection,
        get_quantity: u32,
        rate_ppm: Rate,
    },
    /// The last tier that is reached: a share of each line, or an amount as in `fixed_amount`.
    Tiered { tiers: Vec<Tier> },
}

tagged!(Condition, "kind");
tagged!(Target, "kind");
tagged!(Calculator, "kind");

/// With which other promotions this one goes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Combination {
    /// With none: it stands alone in the order.
    Exclusive,
    /// The only one of its class (products, order, shipping), with those of other classes.
    OneOfClass,
    /// With every other that is not exclusive.
    #[default]
    Combinable,
}

/// A promotion as the merchant writes it: the body of `PUT /api/admin/v1/promotions/{id}`, and with
/// its id what `terms` holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PromotionDraft {
    /// For the shopper: "Spring: 10% off prints".
    pub title: String,
    /// Absent: it applies by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    #[serde(default = "enabled")]
    pub enabled: bool,
    /// The higher comes first.
    #[serde(default)]
    pub priority: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// It holds until just before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    pub target: Target,
    pub calculator: Calculator,
    #[serde(default)]
    pub combination: Combination,
    /// How many orders may use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage_limit_per_customer: Option<u32>,
}

const fn enabled() -> bool {
    true
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Promotion {
    pub id: String,
    #[serde(flatten)]
    pub rule: PromotionDraft,
}

impl Promotion {
    /// Whether its uses are counted by a `Promotion` object.
    pub const fn is_limited(&self) -> bool {
        self.rule.usage_limit.is_some() || self.rule.usage_limit_per_customer.is_some()
    }
}

/// How often a limited promotion was used, as its object counts: open claims and orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Uses {
    pub total: u32,
    /// By this customer; 0 while nobody knows who it is.
    pub by_customer: u32,
}
