//! Stock: how many units of a SKU there are, who holds them, and what happened to them.
//!
//! Owned by one `Stock` object per SKU. `available = on hand − committed − reserved − safety`, and
//! the counts are what the ledger of movements adds up to. A SKU that nobody ever counted is not
//! tracked and is sold without limit.

mod allocation;
mod book;
mod command;
mod decide;
mod fulfilment;
mod holding;
mod movement;
mod reserving;
mod stock;

pub use book::Book;
pub use command::{MAX_UNITS, StockCommand, StockOutcome, StockRefusal};
pub use decide::{Change, Situation, decide, lapse};
pub use holding::{Allocation, BACKSTOP_SECONDS, Holding};
pub use movement::{Movement, MovementKind, replay};
pub use stock::{Counts, Levels, Location, LocationLevel};
