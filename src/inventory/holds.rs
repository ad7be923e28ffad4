//! Who holds units of a SKU, as the merchant sees it.

use serde::{Deserialize, Serialize};

use super::holding::Holding;
use crate::kernel::{OrderNumber, Timestamp};

/// Most orders whose units are told; what is held in all stands in the counts.
pub const MAX_HOLDS: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HoldKind {
    /// For an order that is being paid.
    Reserved,
    /// Paid for and not yet sent.
    Committed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Hold {
    pub order: OrderNumber,
    pub kind: HoldKind,
    pub quantity: u32,
    /// Of these, units that are not there yet.
    pub waiting: u32,
    /// When a reservation ends unless it is made longer.
    pub until: Option<Timestamp>,
    /// When it was paid for.
    pub since: Option<Timestamp>,
}

impl Hold {
    /// What one order has here: nothing, a reservation, a commitment, or both.
    pub fn of(holding: &Holding) -> Vec<Self> {
        let (reserved, committed) = (holding.reserved, holding.units_committed());
        let reserved = (reserved > 0).then(|| Self {
            order: holding.order.clone(),
            kind: HoldKind::Reserved,
            quantity: reserved,
            waiting: 0,
            until: holding.until,
            since: None,
        });
        let committed = (committed > 0).then(|| Self {
            order: holding.order.clone(),
            kind: HoldKind::Committed,
            quantity: committed,
            waiting: holding.units_waiting(),
            until: None,
            since: holding.committed_at,
        });
        reserved.into_iter().chain(committed).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::holding::Allocation;
    use super::*;

    #[test]
    fn an_order_holds_what_it_reserved_and_what_it_paid_for() {
        let mut holding = Holding::new(OrderNumber::random(5));
        assert_eq!(Hold::of(&holding), []);
        holding.reserved = 2;
        holding.until = Some(Timestamp::from_millis(9));
        holding.committed = vec![Allocation { location: None, quantity: 3 }];
        let kinds = Hold::of(&holding);
        let read: Vec<_> =
            kinds.iter().map(|hold| (hold.kind, hold.quantity, hold.waiting)).collect();
        assert_eq!(read, [(HoldKind::Reserved, 2, 0), (HoldKind::Committed, 3, 3)]);
    }
}
