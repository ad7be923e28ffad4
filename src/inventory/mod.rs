//! Stock: how many units of a SKU there are, who holds them, and what happened to them.
//!
//! Owned by one `Stock` object per SKU. `available = on hand − committed − reserved − safety`, and
//! the counts are what the ledger of movements adds up to. A SKU that nobody ever counted is not
//! tracked and is sold without limit.

#[cfg(target_arch = "wasm32")]
pub mod admin;
mod allocation;
#[cfg(target_arch = "wasm32")]
mod attention;
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
mod feed;
mod feed_csv;
mod fulfilment;
mod glances;
mod holding;
mod holds;
#[cfg(target_arch = "wasm32")]
mod ledger;
#[cfg(target_arch = "wasm32")]
pub mod listing;
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

#[cfg(target_arch = "wasm32")]
pub use admin::correct_stocks;
#[cfg(target_arch = "wasm32")]
pub use attention::{ATTENTION_STATEMENTS, attention_statements, read_attention};
pub use book::Book;
#[cfg(target_arch = "wasm32")]
pub use client::{change_stock, stock_levels};
pub use command::{MAX_UNITS, StockCommand, StockOutcome, StockRefusal};
pub use decide::{Change, Situation, decide, lapse};
pub use glances::{StockAttention, StockGlance};
pub use holding::{Allocation, BACKSTOP_SECONDS, Holding};
pub use holds::{Hold, HoldKind};
pub use movement::{Movement, MovementKind, replay};
pub use stock::{BackOrders, Counts, Levels, Location, LocationLevel};
pub use wire::{ListedStock, StockList};
