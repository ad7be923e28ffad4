//! Pages of what the merchant writes whole and names: promotions, zones, markets, collections, pages,
//! menus. Each kind has its fields in a template; all else is the same for all of them.

mod kinds;
#[cfg(target_arch = "wasm32")]
pub mod pages;
mod prices;
#[cfg(target_arch = "wasm32")]
mod sending;
mod shape;
mod views;

use kinds::Resource;
