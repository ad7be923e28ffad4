//! Products from files: Shopify's CSV, and JSON lines as the shop itself writes them.
//!
//! Owns the tables `imports…` of D1 and the files under `imports/` in R2. A file is looked through first
//! (the dry run), and applied afterwards by the same command as the admin API's. Both go step by step, each
//! step from a stored place in the file to the next, so that a crash anywhere costs one step.

mod addresses;
#[cfg(target_arch = "wasm32")]
pub mod api;
#[cfg(target_arch = "wasm32")]
mod claiming;
mod columns;
mod decide;
mod description;
#[cfg(target_arch = "wasm32")]
mod fetching;
#[cfg(target_arch = "wasm32")]
mod files;
mod found;
mod jsonl;
mod ledger;
mod markdown;
mod markdown_line;
#[cfg(target_arch = "wasm32")]
mod missing;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
#[cfg(target_arch = "wasm32")]
mod pictures;
#[cfg(target_arch = "wasm32")]
mod reading;
mod report;
#[cfg(target_arch = "wasm32")]
mod running;
mod shopify;
mod shopify_merge;
#[cfg(target_arch = "wasm32")]
mod store;
mod table;
#[cfg(target_arch = "wasm32")]
pub mod upload;
mod values;
#[cfg(target_arch = "wasm32")]
mod working;

pub use report::{
    Counts, Format, ImportList, ImportResource, Options, ProblemResource, Severity, State,
};
#[cfg(target_arch = "wasm32")]
pub use working::{sweep_imports, work_on_imports};
