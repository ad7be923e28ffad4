//! JSON shapes of a checkout in the storefront API.

use serde::Serialize;

use crate::kernel::{Money, OrderNumber};
use crate::orders::OrderState;

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PlacedResource<'a> {
    pub order: PlacedOrder<'a>,
    /// Where the shopper pays, or looks at the order where there is nothing to pay (yet).
    pub redirect_url: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PlacedOrder<'a> {
    /// What its link ends in; whoever knows it may look at the order.
    pub id: String,
    pub number: &'a OrderNumber,
    pub state: OrderState,
    pub total: Money,
}
