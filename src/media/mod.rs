//! Pictures in R2, named by the SHA-256 of their bytes; sizes derived on first request and kept.

#[cfg(target_arch = "wasm32")]
pub mod admin;
#[cfg(target_arch = "wasm32")]
mod bindings;
mod colour;
mod file;
#[cfg(target_arch = "wasm32")]
mod keeping;
#[cfg(target_arch = "wasm32")]
pub mod library_admin;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
mod orientation;
#[cfg(target_arch = "wasm32")]
pub mod pages;
mod wire;

pub use file::{MAX_UPLOAD_BYTES, PictureFile, Rendition};
#[cfg(target_arch = "wasm32")]
pub use keeping::{PictureFault, keep_picture};
pub use wire::{KeptRendition, MediaEntries, MediaResource, RenditionResource};
