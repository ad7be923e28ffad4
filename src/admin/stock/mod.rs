//! The desk's pages of stock: how many there are, who holds them, and how they are counted.

#[cfg(target_arch = "wasm32")]
pub mod counting;
#[cfg(target_arch = "wasm32")]
pub mod detail;
mod list_page;
#[cfg(target_arch = "wasm32")]
pub mod listing;
mod multipart;
mod page;
#[cfg(test)]
mod page_tests;
mod told;
mod upload_page;
#[cfg(target_arch = "wasm32")]
pub mod uploading;
