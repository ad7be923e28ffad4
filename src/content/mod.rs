//! Content pages, navigation menus, redirects and the shop's own settings.

mod document;
mod frame;
mod markdown;
mod views;

pub use document::{Menu, MenuItem, PageDocument, ShopDocument};
pub use frame::{Crumb, Frame};
pub use markdown::render_markdown;
pub use views::{ContentPage, ErrorPage, FALLBACK_SHOP};
