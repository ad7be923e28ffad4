//! What can be asked of the stock of one SKU, and what it answers.

use serde::{Deserialize, Serialize};

use super::holding::Allocation;
use super::stock::{BackOrders, Levels, Location};
use crate::kernel::{OrderNumber, Timestamp};

/// Most units of one command, and highest count: far above any warehouse, far below an overflow.
pub const MAX_UNITS: u32 = 1_000_000_000;

/// Every command may arrive twice, late, or after one that was sent later: what an order asks for is
/// known again by its generation (`hold`, 1 and up), everything else by its `id`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockCommand {
    /// Holds units until `until`. Units that another order of the same cart holds up to the named
    /// generation move over in the same step (rule 3).
    Reserve {
        order: OrderNumber,
        hold: u32,
        quantity: u32,
        until: Timestamp,
        instead_of: Option<(OrderNumber, u32)>,
    },
    /// Makes the lease longer; it is never made shorter.
    Extend { order: OrderNumber, hold: u32, until: Timestamp },
    /// Gives back what is reserved in all generations up to this one. What is paid for stays.
    Release { order: OrderNumber, hold: u32 },
    /// Paid: the order's reservation becomes a commitment, whatever generation it is of. Without one,
    /// units that are free are taken (rule 22).
    Commit { order: OrderNumber, hold: u32, quantity: u32 },
    /// Paid units that are not shipped can be sold again.
    Uncommit { order: OrderNumber, id: String, quantity: u32 },
    /// Paid units leave, from these locations or from those they were planned for.
    Ship { order: OrderNumber, id: String, allocations: Vec<(Option<Location>, u32)> },
    /// Shipped units are back on the shelf; without a location, on the one they left from.
    Return { order: OrderNumber, id: String, location: Option<Location>, quantity: u32 },
    /// Units came or went. The reasons `received` and `damaged` are movements of their own kind.
    Adjust { id: String, location: Location, delta: i64, reason: String },
    /// So many units were counted at a location (rule 21).
    Count {
        id: Option<String>,
        location: Location,
        on_hand: u32,
        counted_at: Option<Timestamp>,
        expected_on_hand: Option<i64>,
    },
    /// So many units are never sold.
    SetSafety {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        safety: u32,
    },
    /// So many units may be promised before they are there (rule 24).
    SetBackOrders {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        back_orders: BackOrders,
    },
}

impl StockCommand {
    /// The order whose holding it is about.
    pub fn order(&self) -> Option<&OrderNumber> {
        match self {
            Self::Reserve { order, .. }
            | Self::Extend { order, .. }
            | Self::Release { order, .. }
            | Self::Commit { order, .. }
            | Self::Uncommit { order, .. }
            | Self::Ship { order, .. }
            | Self::Return { order, .. } => Some(order),
            Self::Adjust { .. }
            | Self::Count { .. }
            | Self::SetSafety { .. }
            | Self::SetBackOrders { .. } => None,
        }
    }

    /// The order whose units it takes over.
    pub fn other_order(&self) -> Option<&OrderNumber> {
        match self {
            Self::Reserve { order, instead_of: Some((other, _)), .. } if other != order => {
                Some(other)
            }
            _ => None,
        }
    }

    /// Whether there may be more units on a shelf after it.
    pub fn may_bring_units(&self) -> bool {
        matches!(self, Self::Return { .. } | Self::Adjust { .. } | Self::Count { .. })
    }

    /// What it is known again by; an order's ids are its own.
    pub fn operation(&self) -> Option<String> {
        match self {
            Self::Uncommit { order, id, .. } => Some(format!("uncommit {order} {id}")),
            Self::Ship { order, id, .. } => Some(format!("ship {order} {id}")),
            Self::Return { order, id, .. } => Some(format!("return {order} {id}")),
            Self::Adjust { id, .. } => Some(format!("adjust {id}")),
            Self::Count { id, location, .. } => {
                id.as_ref().map(|id| format!("count {location} {id}"))
            }
            Self::SetSafety { id, .. } => id.as_ref().map(|id| format!("safety {id}")),
            Self::SetBackOrders { id, .. } => id.as_ref().map(|id| format!("back-orders {id}")),
            _ => None,
        }
    }
}

/// Why nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StockRefusal {
    NotEnough { available: u32 },
    Released,
    LeaseOver,
    NotHeld,
    Short { available: u32 },
    NotCommitted { committed: u32 },
    NotShipped { shipped: u32 },
    CountMismatch { on_hand: i64 },
    CountOutdated,
    IdReused,
    TooMany,
}

/// What became of a command. Everything but `Done` changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockOutcome {
    /// It holds, now or since an earlier time: the levels, where the order's paid units leave from,
    /// and, when it waits for units that are not there yet, until when (rule 24).
    Done { levels: Levels, allocations: Vec<Allocation>, promised_for: Option<Timestamp> },
    /// A reservation found fewer units than it wants; so many can be had.
    NotEnough { available: u32 },
    /// The generation was given back, or has lapsed.
    Released,
    /// The lease and its backstop are over before they begin: a message of long ago.
    LeaseOver,
    /// There is no such reservation to extend.
    NotHeld,
    /// Paid too late: the reservation is gone and fewer units are free.
    Short { available: u32 },
    /// The order has fewer units that are paid for and not shipped.
    NotCommitted { committed: u32 },
    /// Fewer units of the order are out.
    NotShipped { shipped: u32 },
    /// Another count stands there than the one expected.
    CountMismatch { on_hand: i64 },
    /// A count that was made later stands already.
    CountOutdated,
    /// The id was used for something else.
    IdReused,
    /// More units than `MAX_UNITS`.
    TooMany,
}

impl From<StockRefusal> for StockOutcome {
    fn from(refusal: StockRefusal) -> Self {
        match refusal {
            StockRefusal::NotEnough { available } => Self::NotEnough { available },
            StockRefusal::Released => Self::Released,
            StockRefusal::LeaseOver => Self::LeaseOver,
            StockRefusal::NotHeld => Self::NotHeld,
            StockRefusal::Short { available } => Self::Short { available },
            StockRefusal::NotCommitted { committed } => Self::NotCommitted { committed },
            StockRefusal::NotShipped { shipped } => Self::NotShipped { shipped },
            StockRefusal::CountMismatch { on_hand } => Self::CountMismatch { on_hand },
            StockRefusal::CountOutdated => Self::CountOutdated,
            StockRefusal::IdReused => Self::IdReused,
            StockRefusal::TooMany => Self::TooMany,
        }
    }
}
