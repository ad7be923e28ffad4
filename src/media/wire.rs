//! JSON shapes of the admin API for pictures.

use serde::{Deserialize, Serialize};

use super::Rendition;
use crate::kernel::Timestamp;

/// One size of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct RenditionResource {
    /// As it is: a picture is never wider than its original.
    pub width: u32,
    pub url: String,
}

/// `GET /api/admin/v1/media/{hash}`, and what an upload answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MediaResource {
    pub hash: String,
    pub content_type: String,
    pub byte_length: u32,
    pub width: u32,
    pub height: u32,
    /// The dominant colour, `#rrggbb`.
    pub colour: String,
    /// The widest of its renditions.
    pub url: String,
    pub renditions: Vec<RenditionResource>,
    pub created_at: Timestamp,
}

/// `GET /api/admin/v1/media`, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MediaEntries {
    pub media: Vec<MediaResource>,
    pub next_cursor: Option<String>,
}

/// A row of `media`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MediaRow {
    pub hash: String,
    pub content_type: String,
    pub byte_length: u32,
    pub width: u32,
    pub height: u32,
    pub colour: String,
    pub created_at_ms: i64,
}

impl MediaRow {
    pub fn into_resource(self) -> MediaResource {
        let widths = Rendition::WIDTHS.into_iter();
        let renditions: Vec<RenditionResource> = widths
            .filter(|width| *width <= self.width || *width == Rendition::WIDTHS[0])
            .map(|width| RenditionResource {
                width: width.min(self.width),
                url: Rendition { hash: &self.hash, width }.url(),
            })
            .collect();
        let widest = renditions.last().map(|rendition| rendition.url.clone());
        MediaResource {
            hash: self.hash,
            content_type: self.content_type,
            byte_length: self.byte_length,
            width: self.width,
            height: self.height,
            colour: self.colour,
            url: widest.unwrap_or_default(),
            renditions,
            created_at: Timestamp::from_millis(self.created_at_ms),
        }
    }
}

/// What `PUT /api/admin/v1/media/{hash}/renditions/{width}` answers: 201 where it is kept from now on, 200
/// where there was one already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct KeptRendition {
    pub url: String,
    pub width: u32,
    pub height: u32,
}

/// The size that a rendition of this width has, within a pixel of height.
pub fn rendition_size(original: (u32, u32), width: u32) -> (u32, u32) {
    let (own_width, own_height) = original;
    if width >= own_width {
        return original;
    }
    // To the nearest pixel; no edge is longer than 12,000.
    let twice = 2 * u64::from(own_height) * u64::from(width) + u64::from(own_width);
    let height = twice / (2 * u64::from(own_width).max(1));
    (width, u32::try_from(height).unwrap_or(u32::MAX).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rendition_has_the_proportions_of_its_original_and_is_never_wider() {
        for (original, width, expected) in [
            ((2400, 1200), 640, (640, 320)),
            ((2400, 1201), 320, (320, 160)),
            ((800, 600), 1280, (800, 600)),
            ((12_000, 1), 320, (320, 1)),
            ((1000, 333), 320, (320, 107)),
        ] {
            assert_eq!(rendition_size(original, width), expected, "{original:?} at {width}");
        }
    }
}
