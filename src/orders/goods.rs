//! The goods of an order: what is asked of each SKU's stock, and what it answered (rules 22 and 23).

use serde::{Deserialize, Serialize};

use super::order::Retry;
use crate::inventory::{Location, StockCommand, StockOutcome};
use crate::kernel::{OrderNumber, Sku, Timestamp};

/// Life of a reservation until there is a payment page, in seconds.
pub const FIRST_LEASE_SECONDS: i64 = 120;
/// How much longer than a payment page goods are held, in seconds.
pub const MARGIN_SECONDS: i64 = 300;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SkuState {
    /// Nothing is held, as far as anybody knows.
    Free,
    /// Asked for, and no answer was seen: it may be held.
    Unknown,
    Reserved,
    Refused,
    /// Asked to be committed, and no answer was seen: it may be.
    Committing,
    Committed,
    /// Paid for, and gone.
    Short,
}

/// Lines of one SKU, summed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct HeldSku {
    pub sku: Sku,
    pub quantity: u32,
    pub state: SkuState,
    /// Units that there were when it was refused or short.
    pub available: u32,
    /// When units that are sold ahead will come, as it was said when they were bought (rule 24).
    #[serde(default)]
    pub promised_for: Option<Timestamp>,
}

/// What an order wants of its goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoodsGoal {
    Nothing,
    Reserve,
    Commit,
    Release,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsHold {
    /// In SKU order.
    pub skus: Vec<HeldSku>,
    pub goal: GoodsGoal,
    /// Generation of the hold: each round of reservations has its own, so that a late message of an
    /// earlier one changes nothing.
    pub hold: u32,
    /// End of the lease that is wanted, and of the one that is had.
    pub until: Timestamp,
    pub leased_until: Timestamp,
    /// Whether SKUs are asked one after another, after all at once failed.
    pub in_sequence: bool,
    /// Whether to wait a moment first, so that two opposite carts cannot both lose again.
    pub pauses: bool,
    /// The earlier order of the cart whose units move over, with its generation.
    pub instead_of: Option<(OrderNumber, u32)>,
    pub retry: Retry,
    /// Returns, shipments and releases of single units that are still to be told to the stock.
    pub jobs: Vec<StockJob>,
}

/// A change of one SKU's stock after the order was confirmed, told until it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockJob {
    pub sku: Sku,
    pub wish: StockWish,
    pub retry: Retry,
}

/// What an order asks of the stock of one SKU. Every wish may be repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StockWish {
    Reserve {
        hold: u32,
        quantity: u32,
        until: Timestamp,
        instead_of: Option<(OrderNumber, u32)>,
    },
    Extend {
        hold: u32,
        until: Timestamp,
    },
    Release {
        hold: u32,
    },
    Commit {
        hold: u32,
        quantity: u32,
    },
    /// Units that will not be sent.
    Uncommit {
        id: String,
        quantity: u32,
    },
    /// `location`: where they were taken from; `None` as allocated.
    Ship {
        id: String,
        quantity: u32,
        location: Option<String>,
    },
    Return {
        id: String,
        quantity: u32,
        location: Option<String>,
    },
}

/// What the stock of one SKU answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StockAnswer {
    Done,
    /// Done with units that are still to come: they are promised for then (rule 24).
    Promised {
        promised_for: Timestamp,
    },
    /// Fewer units are free than were asked for.
    TooFew {
        available: u32,
    },
    /// This generation was released: reserve anew.
    Released,
    /// No answer: it may have taken effect.
    Unreachable,
}

impl StockWish {
    /// The wish of an order in the words of the stock.
    pub fn command(&self, order: &OrderNumber) -> StockCommand {
        let order = order.clone();
        let place = |location: Option<String>| Location::parse(location.as_deref()?);
        match self.clone() {
            Self::Reserve { hold, quantity, until, instead_of } => {
                StockCommand::Reserve { order, hold, quantity, until, instead_of }
            }
            Self::Extend { hold, until } => StockCommand::Extend { order, hold, until },
            Self::Release { hold } => StockCommand::Release { order, hold },
            Self::Commit { hold, quantity } => StockCommand::Commit { order, hold, quantity },
            Self::Uncommit { id, quantity } => StockCommand::Uncommit { order, id, quantity },
            Self::Ship { id, quantity, location } => {
                StockCommand::Ship { order, id, allocations: vec![(place(location), quantity)] }
            }
            Self::Return { id, quantity, location } => {
                StockCommand::Return { order, id, location: place(location), quantity }
            }
        }
    }
}

impl StockAnswer {
    /// What the stock said, as an order understands it; `None` for a refusal of what the order was sure
    /// of: their books differ, and asking again would change nothing.
    pub fn of(outcome: &StockOutcome) -> Option<Self> {
        match outcome {
            StockOutcome::Done { promised_for: Some(promised_for), .. } => {
                Some(Self::Promised { promised_for: *promised_for })
            }
            StockOutcome::Done { .. } => Some(Self::Done),
            StockOutcome::NotEnough { available } | StockOutcome::Short { available } => {
                Some(Self::TooFew { available: *available })
            }
            StockOutcome::Released | StockOutcome::NotHeld | StockOutcome::LeaseOver => {
                Some(Self::Released)
            }
            _ => None,
        }
    }
}
