//! What one order has of one SKU, from its first reservation until its goods are back on the shelf.
//!
//! Each attempt of an order to hold units has a generation, 1 and up (`hold`). A release closes its
//! generation and all before it, so that a message which comes late never holds what was given back.

use serde::{Deserialize, Serialize};

use super::stock::Location;
use crate::kernel::{OrderNumber, Timestamp};

/// How long after its lease a reservation still counts, in seconds: the order's own time to close its
/// payment page and give the units back. Then they are free whatever became of the order (rule 22).
pub const BACKSTOP_SECONDS: i64 = 15 * 60;

/// Units that leave from one location; `None` while no location is known to have them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    pub location: Option<Location>,
    pub quantity: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    pub order: OrderNumber,
    /// The generation of `reserved`.
    pub hold: u32,
    pub reserved: u32,
    /// When the lease ends; `None` when nothing is reserved.
    pub until: Option<Timestamp>,
    /// Generations up to this one were released: their late messages are refused.
    pub closed_hold: u32,
    /// What was paid for, once, however much of it is still here; `None` until then.
    pub commitment: Option<u32>,
    /// When it was paid for: the oldest is covered first.
    pub committed_at: Option<Timestamp>,
    /// Paid for and not yet shipped.
    pub committed: Vec<Allocation>,
    pub shipped: Vec<Allocation>,
    /// Of the shipped units, those that came back.
    pub returned: u32,
}

impl Holding {
    pub fn new(order: OrderNumber) -> Self {
        Self {
            order,
            hold: 0,
            reserved: 0,
            until: None,
            closed_hold: 0,
            commitment: None,
            committed_at: None,
            committed: Vec::new(),
            shipped: Vec::new(),
            returned: 0,
        }
    }

    /// Units that are paid for and not yet shipped.
    pub fn units_committed(&self) -> u32 {
        sum(&self.committed)
    }

    /// Of these, the units that no location is known to have.
    pub fn units_waiting(&self) -> u32 {
        let waiting = self.committed.iter().filter(|allocation| allocation.location.is_none());
        waiting.fold(0, |sum, allocation| sum.saturating_add(allocation.quantity))
    }

    pub fn units_shipped(&self) -> u32 {
        sum(&self.shipped)
    }

    /// When the backstop releases what is reserved.
    pub fn lapses_at(&self) -> Option<Timestamp> {
        self.until.map(|until| until.plus_seconds(BACKSTOP_SECONDS))
    }

    /// Closes the generation and those before it. Answers how many units that sets free.
    pub(super) fn close(&mut self, hold: u32) -> u32 {
        self.closed_hold = self.closed_hold.max(hold);
        if self.hold > hold {
            return 0;
        }
        self.until = None;
        std::mem::take(&mut self.reserved)
    }
}

pub(super) fn sum(allocations: &[Allocation]) -> u32 {
    allocations.iter().fold(0, |sum, allocation| sum.saturating_add(allocation.quantity))
}

/// Adds units at a location to what is there already.
pub(super) fn add(allocations: &mut Vec<Allocation>, location: Option<Location>, quantity: u32) {
    if quantity == 0 {
        return;
    }
    match allocations.iter_mut().find(|allocation| allocation.location == location) {
        Some(allocation) => allocation.quantity = allocation.quantity.saturating_add(quantity),
        None => allocations.push(Allocation { location, quantity }),
    }
}

/// Takes up to `quantity` units out, those at `preferred` first, then those of no location, then the
/// others in their order.
pub(super) fn take(
    allocations: &mut Vec<Allocation>,
    preferred: Option<&Location>,
    quantity: u32,
) -> Vec<Allocation> {
    let rank = |allocation: &Allocation| match &allocation.location {
        location if preferred.is_some() && location.as_ref() == preferred => 0,
        None => 1,
        Some(_) => 2,
    };
    let mut order: Vec<usize> = (0..allocations.len()).collect();
    order.sort_by_key(|index| allocations.get(*index).map_or(3, rank));
    let mut left = quantity;
    let mut taken = Vec::new();
    for index in order {
        let Some(allocation) = allocations.get_mut(index) else { continue };
        let units = allocation.quantity.min(left);
        if units > 0 {
            allocation.quantity -= units;
            left -= units;
            taken.push(Allocation { location: allocation.location.clone(), quantity: units });
        }
    }
    allocations.retain(|allocation| allocation.quantity > 0);
    taken
}
