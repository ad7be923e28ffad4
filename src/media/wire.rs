//! JSON shapes of pictures in the admin API.

use serde::Serialize;

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct RenditionResource {
    pub width: u32,
    pub url: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MediaResource {
    pub hash: String,
    pub content_type: String,
    pub width: u32,
    pub height: u32,
    pub colour: String,
    pub url: String,
    pub renditions: Vec<RenditionResource>,
}
