//! Uploads, as the document of the admin API tells them.

use serde_json::{Value, json};

use super::Rendition;
use super::wire::{KeptRendition, MediaEntries, MediaResource};
use crate::web::operation::{Operation, get, post, put, scoped};

const PICTURES: &[&str] = &["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"];

const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// An example that no text shows: where there is one, below the shop's own address.
fn file(content_type: &str, address: &str) -> Value {
    json!({content_type: {"examples": {"file": {"externalValue": address}}}})
}

pub fn admin() -> Vec<Operation> {
    let upload = post("/media", "post_media")
        .does("Takes the bytes of a picture of at most 20 MB; the same bytes are the same picture.")
        .takes_bytes(PICTURES)
        .like(file("image/png", "/icons/icon-512.png"))
        .gives::<MediaResource>(201, "The picture with the addresses of its renditions.")
        .or(200, "It was there already.")
        .replayed()
        .refuses("unsupported_picture in_progress");
    let picture = |operation: Operation| {
        let schema = json!({"type": "string", "pattern": "^[0-9a-f]{64}$", "examples": [HASH]});
        operation.at_text("hash", "The SHA-256 of the original's bytes.", schema)
    };
    let operations = vec![
        upload,
        get("/media", "list_media")
            .does("Lists the pictures, the newest first.")
            .paged()
            .gives::<MediaEntries>(200, "A part of the list."),
        picture(get("/media/{hash}", "get_media"))
            .does("Reads what is known of a picture.")
            .gives::<MediaResource>(200, "The picture."),
        picture(put("/media/{hash}/renditions/{width}", "put_rendition"))
            .does("Takes a size of a picture that was made elsewhere, as WebP; one that is there stays.")
            .at_text(
                "width",
                "One of the widths that pages ask for.",
                json!({"type": "integer", "enum": Rendition::WIDTHS}),
            )
            .takes_bytes(&["image/webp"])
            .like(file("image/webp", &format!("/media/{HASH}/640.webp")))
            .gives::<KeptRendition>(201, "Visitors get it from now on.")
            .or(200, "It was there already.")
            .refuses("unsupported_picture"),
    ];
    scoped("Media", "content", operations)
}
