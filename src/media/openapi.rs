//! Uploads, as the document of the admin API tells them.

use serde_json::json;

use super::Rendition;
use super::wire::{KeptRendition, MediaEntries, MediaResource};
use crate::web::operation::{Operation, get, post, put, scoped};

const PICTURES: &[&str] = &["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"];

pub fn admin() -> Vec<Operation> {
    let upload = post("/media", "post_media")
        .does("Takes the bytes of a picture of at most 20 MB; the same bytes are the same picture.")
        .takes_bytes(PICTURES)
        .gives::<MediaResource>(201, "The picture with the addresses of its renditions.")
        .or(200, "It was there already.")
        .refuses("unsupported_picture");
    let hash = |operation: Operation| {
        let schema = json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
        operation.at_text("hash", "SHA-256 of the picture's bytes.", schema)
    };
    let list = get("/media", "list_media")
        .does("Lists the pictures, the newest first.")
        .paged()
        .gives::<MediaEntries>(200, "A part of the list.");
    let read = hash(get("/media/{hash}", "get_media"))
        .does("Reads what is known of a picture.")
        .gives::<MediaResource>(200, "The picture.");
    let rendition = hash(put("/media/{hash}/renditions/{width}", "put_rendition"))
        .does("Takes one size of a picture as the browser made it.")
        .note("A WebP picture of at most 4 MB, exactly so wide and in proportion within a pixel. One that is there already stays.")
        .at_text("width", "One of the widths that pages ask for.", json!({"type": "integer", "enum": Rendition::WIDTHS}))
        .takes_bytes(&["image/webp"])
        .gives::<KeptRendition>(201, "Visitors get it from now on.")
        .or(200, "There was one already.")
        .refuses("unsupported_picture");
    scoped("Media", "content", vec![upload, list, read, rendition])
}
