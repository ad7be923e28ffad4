//! Stock: how many units of a SKU there are, who holds them, and what happened to them.
//!
//! Owned by one `Stock` object per SKU. `available = on hand − committed − reserved − safety`, and
//! the counts are what the ledger of movements adds up to. A SKU that nobody ever counted is not
//! tracked and is sold without limit.

#[cfg(target_arch = "wasm32")]
pub mod admin;
mod allocation;
#[cfg(target_arch = "wasm32")]
pub mod batch;
mod book;
#[cfg(target_arch = "wasm32")]
mod client;
mod command;
mod copy;
#[cfg(target_arch = "wasm32")]
mod copying;
mod decide;
mod fulfilment;
mod holding;
mod movement;
#[cfg(target_arch = "wasm32")]
mod object;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
mod reserving;
mod stock;
#[cfg(target_arch = "wasm32")]
mod store;

mod wire;

pub use book::Book;
#[cfg(target_arch = "wasm32")]
pub use client::{change_stock, stock_levels};
pub use command::{MAX_UNITS, StockCommand, StockOutcome, StockRefusal};
pub use decide::{Change, Situation, decide, lapse};
pub use holding::{Allocation, BACKSTOP_SECONDS, Holding};
pub use movement::{Movement, MovementKind, replay};
pub use stock::{BackOrders, Counts, Levels, Location, LocationLevel};
