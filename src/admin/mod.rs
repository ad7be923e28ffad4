//! The merchant's desk: who may work there, what each of them changed, and its pages.
//!
//! Authority is decided in one place, by the dispatcher of the admin API: each route names its
//! [`Scope`], and [`authorise`] runs before any handler. The pages under `/admin` are a client of that
//! API with the visitor's own session, so what holds for programs holds for them
//! (docs/decisions/0015).

#[cfg(target_arch = "wasm32")]
pub mod account_pages;
#[cfg(target_arch = "wasm32")]
mod actors;
#[cfg(target_arch = "wasm32")]
pub mod audit;
#[cfg(target_arch = "wasm32")]
pub mod audit_pages;
#[cfg(target_arch = "wasm32")]
mod authorising;
mod changes;
pub mod content;
#[cfg(target_arch = "wasm32")]
pub mod desk;
pub mod form;
#[cfg(target_arch = "wasm32")]
mod guessing;
#[cfg(target_arch = "wasm32")]
pub mod health;
#[cfg(target_arch = "wasm32")]
pub mod home;
mod home_needs;
pub mod imports;
#[cfg(target_arch = "wasm32")]
pub mod me;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
pub mod orders;
#[cfg(target_arch = "wasm32")]
mod posted;
mod principal;
pub mod products;
#[cfg(target_arch = "wasm32")]
mod refusing;
pub mod resources;
mod scope;
#[cfg(target_arch = "wasm32")]
pub mod sessions;
#[cfg(target_arch = "wasm32")]
pub mod sign_in;
#[cfg(target_arch = "wasm32")]
pub mod sign_in_links;
#[cfg(target_arch = "wasm32")]
pub mod sign_in_mails;
#[cfg(target_arch = "wasm32")]
pub mod staff;
#[cfg(target_arch = "wasm32")]
pub mod staff_pages;
pub mod stock;
#[cfg(target_arch = "wasm32")]
mod store;
#[cfg(target_arch = "wasm32")]
mod storefront;
#[cfg(target_arch = "wasm32")]
pub mod token_pages;
#[cfg(target_arch = "wasm32")]
pub mod tokens;
pub mod views;
#[cfg(target_arch = "wasm32")]
mod visit;
mod wire;
mod words;

#[cfg(target_arch = "wasm32")]
pub use authorising::{authenticate, authorise};
pub use principal::{Member, Principal};
#[cfg(target_arch = "wasm32")]
pub use refusing::problem_page;
pub use scope::{Role, Scope};
#[cfg(target_arch = "wasm32")]
pub use storefront::recognise_storefront;
#[cfg(target_arch = "wasm32")]
pub use visit::{Visit, find_visit};

/// The Worker that answers an address of the merchant's API, which begins after `/api/admin/v1`: products
/// are read from files and written to one where imports are, and the preview of a product is where pages
/// are rendered.
#[cfg(target_arch = "wasm32")]
pub fn answerer_of(inside: &[&str]) -> crate::platform::Role {
    use crate::platform::Role;
    match inside {
        ["imports", ..] | ["products.jsonl"] => Role::Imports,
        ["products", _, "preview"] => Role::Admin,
        _ => Role::Desk,
    }
}
