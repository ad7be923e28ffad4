//! What an uploaded file is, told from its bytes, and which renditions it has.

use imagesize::ImageType;

use super::orientation::is_turned;

/// Largest upload.
pub const MAX_UPLOAD_BYTES: u32 = 20 * 1024 * 1024;
/// Longest edge that is accepted, in pixels: more would only slow every rendition down.
pub const MAX_EDGE_PIXELS: usize = 12_000;
/// How much of a file is looked at; dimensions stand near the start, behind any metadata.
pub const HEAD_BYTES: u32 = 512 * 1024;

/// A picture as its own bytes describe it, the way it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureFile {
    pub content_type: &'static str,
    pub width: u32,
    pub height: u32,
}

impl PictureFile {
    /// Reads type and size from the first bytes of a file; a sentence when it is no picture.
    pub fn sniff(head: &[u8]) -> Result<Self, &'static str> {
        let content_type = match imagesize::image_type(head) {
            Ok(ImageType::Jpeg) => "image/jpeg",
            Ok(ImageType::Png) => "image/png",
            Ok(ImageType::Webp) => "image/webp",
            Ok(ImageType::Gif) => "image/gif",
            Ok(ImageType::Heif(imagesize::Compression::Av1)) => "image/avif",
            _ => return Err("Send a JPEG, PNG, WebP, GIF or AVIF picture."),
        };
        let size = imagesize::blob_size(head).map_err(|_| "The picture's size cannot be read.")?;
        let edge = |pixels: usize| {
            u32::try_from(pixels)
                .ok()
                .filter(|_| (1..=MAX_EDGE_PIXELS).contains(&pixels))
                .ok_or("A picture is 1 to 12,000 pixels wide and high.")
        };
        let (width, height) = (edge(size.width)?, edge(size.height)?);
        let turned = content_type == "image/jpeg" && is_turned(head);
        let (width, height) = if turned { (height, width) } else { (width, height) };
        Ok(Self { content_type, width, height })
    }
}

/// One size of a picture: `/media/<hash>/<width>.webp`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition<'a> {
    pub hash: &'a str,
    pub width: u32,
}

impl<'a> Rendition<'a> {
    pub const WIDTHS: [u32; 5] = [320, 640, 960, 1280, 1920];

    /// Reads the two last segments of the address; only known widths exist, so that nobody can
    /// have endless ones made.
    pub fn parse(hash: &'a str, file: &str) -> Option<Self> {
        // By its text: `0640` and `+640` would be further addresses of the same thing.
        let name = file.strip_suffix(".webp")?;
        let width = Self::WIDTHS.into_iter().find(|known| known.to_string() == name)?;
        let hexadecimal =
            hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        (hash.len() == 64 && hexadecimal).then_some(Self { hash, width })
    }

    pub fn url(&self) -> String {
        format!("/media/{}/{}.webp", self.hash, self.width)
    }

    /// Where R2 keeps it.
    pub fn key(&self) -> String {
        format!("renditions/{}/{}.webp", self.hash, self.width)
    }

    /// Its content never changes, so its address validates it.
    pub fn etag(&self) -> String {
        format!("\"{}-{}\"", self.hash, self.width)
    }
}

/// Where R2 keeps the file as it was uploaded.
pub fn original_key(hash: &str) -> String {
    format!("originals/{hash}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0\0\0\x01\0\x08\x02\0\0\0";

    #[test]
    fn the_bytes_say_what_a_file_is_whatever_it_is_called() {
        let png = PictureFile::sniff(PNG);
        assert_eq!(png, Ok(PictureFile { content_type: "image/png", width: 512, height: 256 }));
        for other in [&b"<svg onload=alert(1)>"[..], b"%PDF-1.7", b"", b"GIF", b"\xff\xd8\xff"] {
            assert!(PictureFile::sniff(other).is_err());
        }
    }

    #[test]
    fn only_known_sizes_of_proper_hashes_exist() {
        let hash = "a".repeat(64);
        assert!(Rendition::parse(&hash, "640.webp").is_some());
        for (hash, file) in [
            (hash.as_str(), "641.webp"),
            (hash.as_str(), "0640.webp"),
            (hash.as_str(), "+640.webp"),
            (hash.as_str(), "640.png"),
            (hash.as_str(), "640"),
            ("..", "640.webp"),
            (&hash.to_uppercase(), "640.webp"),
        ] {
            assert_eq!(Rendition::parse(hash, file), None, "{hash}/{file}");
        }
    }
}
