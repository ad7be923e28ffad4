//! The desk's pages of redirects and pictures.

#[cfg(target_arch = "wasm32")]
pub mod pictures;
#[cfg(target_arch = "wasm32")]
pub mod redirects;
mod views;
