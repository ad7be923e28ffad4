//! The desk's pages of imports: a file is sent, looked through, and run.

#[cfg(target_arch = "wasm32")]
pub mod pages;
mod shown;
#[cfg(target_arch = "wasm32")]
pub mod uploading;
mod views;
