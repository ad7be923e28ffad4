//! Content pages, navigation menus, redirects, the shop's own settings, and the endpoints of markets and
//! of every kind of terms of sale; and how any document comes from KV, falls back to D1 and is published
//! again after a change.

#[cfg(target_arch = "wasm32")]
pub mod admin;
#[cfg(target_arch = "wasm32")]
mod counting;
mod document;
mod frame;
#[cfg(target_arch = "wasm32")]
pub mod list_admin;
mod markdown;
#[cfg(target_arch = "wasm32")]
pub mod market_admin;
mod market_offer;
#[cfg(target_arch = "wasm32")]
mod market_store;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
#[cfg(target_arch = "wasm32")]
pub mod pages;
mod publications;
#[cfg(target_arch = "wasm32")]
mod publishing;
#[cfg(target_arch = "wasm32")]
mod reading;
mod redirect;
#[cfg(target_arch = "wasm32")]
pub mod redirect_admin;
#[cfg(target_arch = "wasm32")]
mod resource;
#[cfg(test)]
mod samples;
mod settings;
#[cfg(target_arch = "wasm32")]
mod store;
mod term;
#[cfg(target_arch = "wasm32")]
mod terms;
#[cfg(target_arch = "wasm32")]
mod terms_admin;
mod views;
#[cfg(target_arch = "wasm32")]
pub mod wellknown;
mod wire;

#[cfg(target_arch = "wasm32")]
pub use counting::{count_owner, count_request, count_visitor};
pub use document::{DOCUMENT_FORMAT, Menu, MenuItem, PageDocument, ShopDocument, this_format};
pub use frame::{Crumb, Frame, MarketLink};
pub use markdown::render_markdown;
pub use market_offer::MarketOffer;
#[cfg(not(target_arch = "wasm32"))]
pub use openapi::{TermWords, term_operations};
#[cfg(target_arch = "wasm32")]
pub use pages::render;
pub use publications::{DocumentKey, PUBLISHERS};
#[cfg(target_arch = "wasm32")]
pub use publishing::{
    Announcement, GATHER_SECONDS, Published, REPAIR_SECONDS, announce, mark_all_changed, publish,
    write_and_announce, write_and_publish, write_and_publish_soon,
};
#[cfg(target_arch = "wasm32")]
pub use reading::{read_document, read_own_shop, read_shop, read_shop_in, unknown_market};
pub use redirect::{
    REDIRECT_UPSERT, REDIRECTS_FOLLOW, Redirect, RedirectDraft, Redirects, readable_path,
};
#[cfg(target_arch = "wasm32")]
pub use resource::parse_id;
#[cfg(test)]
pub use samples::{sample_market, shop_with};
pub use settings::{
    BannerSettings, DEFAULT_LOW_STOCK_THRESHOLD, GATEWAYS, HomeSettings, PAYMENT_METHODS,
    PaymentChoices, PictureReference, Settings, is_link,
};
#[cfg(target_arch = "wasm32")]
pub use store::{load_page, load_settings, load_shop, settings_statement, unknown_media};
pub use term::{Room, Term, UniqueColumn};
#[cfg(target_arch = "wasm32")]
pub use terms::{StoredTerms, load_stored_terms};
#[cfg(target_arch = "wasm32")]
pub use terms_admin::{delete_term, get_term, list_terms, put_term};
pub use views::{ContentPage, ErrorPage, FALLBACK_SHOP};
pub use wire::{MenuDraft, MenuEntries, MenuEntry, PageDraft, PageEntries, PageEntry};
