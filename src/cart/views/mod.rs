//! The cart as its shopper sees it: a page, and the panel on it that a script also shows in a drawer.

mod line;
mod panel;
#[cfg(test)]
pub mod samples;
mod summary;
#[cfg(test)]
mod tests;

use askama::Template;

pub use line::LineView;
pub use panel::{CartPanel, CodeView, DeliveryView, working_days};
pub use summary::{Row, Summary};

use super::OpenedCart;
use crate::content::{Frame, ShopDocument};
use crate::kernel::Timestamp;
use crate::web::style::CART;
use crate::web::{CachePolicy, Page};

#[derive(Debug, Template)]
#[template(path = "cart/page.html", whitespace = "minimize")]
pub struct CartPage<'a> {
    frame: Frame<'a>,
    panel: CartPanel<'a>,
}

impl<'a> CartPage<'a> {
    pub fn new(shop: &'a ShopDocument, opened: &'a OpenedCart<'a>, origin: &'a str) -> Self {
        // It has no address that others could open, so it names none.
        let frame = Frame::new(shop, origin, String::new(), "Cart", &CART).unlisted();
        Self { frame, panel: CartPanel::new(opened) }
    }
}

impl Page for CartPage<'_> {
    fn policy(&self, _now: Timestamp) -> CachePolicy {
        CachePolicy::Private
    }

    fn style_hash(&self) -> &'static str {
        self.frame.style.hash
    }
}
