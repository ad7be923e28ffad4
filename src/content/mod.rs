//! Content pages, navigation menus, redirects and the shop's own settings.

mod document;
mod markdown;

pub use document::{Menu, MenuItem, PageDocument, ShopDocument};
pub use markdown::render_markdown;
