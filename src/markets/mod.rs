//! Countries, their currency, price list and way to show tax.
//!
//! The default market is the shop's settings and has no prefix; every other one is a row of `markets`
//! in D1 and the first segment of its addresses, never a cookie. Markets travel in the shop's document.

mod address;
mod draft;
mod market;

pub use crate::kernel::MarketId;
pub use address::{enter, is_shop_page, link, link_if_page, links_in_prose};
pub use draft::{MAX_MARKETS, MarketDraft};
pub use market::{BASE_PRICE_LIST, Market, ShippingTax, TaxRoundingScope, TaxSettings};
