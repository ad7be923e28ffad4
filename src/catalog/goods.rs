//! What is sold under a SKU at this moment, from its owner: for carts and whoever decides about money.

use super::{Availability, Picture};
use crate::kernel::{Handle, Money, Sku};

/// A variant with what a cart shows and a quote needs of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goods {
    pub sku: Sku,
    pub product: Handle,
    pub title: String,
    /// The variant's choices, like `["Blue", "A3"]`.
    pub options: Vec<String>,
    pub picture: Option<Picture>,
    /// Handles of the collections that list the product.
    pub collections: Vec<Handle>,
    pub tax_class: String,
    pub weight_grams: u32,
    pub requires_shipping: bool,
    pub availability: Availability,
    /// Units that can be bought; `None` while nobody counts them.
    pub units_available: Option<u32>,
    /// The merchant tells shoppers how many there are below this number; `None`: never.
    pub show_units_below: Option<u32>,
    /// Most units of it in one order, where the merchant set a limit.
    pub most_per_order: Option<u32>,
    /// One unit at the list price and at the price of the moment in the market that was asked for;
    /// `None` where it is not sold there.
    pub list: Option<Money>,
    pub unit: Option<Money>,
}

impl Goods {
    /// What a shopper is told who wants more than the `left` units that there are: their number only
    /// where the merchant tells it.
    pub fn too_few(&self, left: u32) -> String {
        if self.show_units_below.is_some_and(|below| left < below) {
            format!("Only {left} of {} are left.", self.title)
        } else {
            format!("There are fewer of {} than you want.", self.title)
        }
    }
}
