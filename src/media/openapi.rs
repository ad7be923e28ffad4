//! Uploads, as the document of the admin API tells them.

use super::wire::MediaResource;
use crate::web::operation::{Operation, post, scoped};

const PICTURES: &[&str] = &["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"];

pub fn admin() -> Vec<Operation> {
    let upload = post("/media", "post_media")
        .does("Takes the bytes of a picture of at most 20 MB; the same bytes are the same picture.")
        .takes_bytes(PICTURES)
        .gives::<MediaResource>(201, "The picture with the addresses of its renditions.")
        .or(200, "It was there already.")
        .refuses("unsupported_picture");
    scoped("Media", "content", vec![upload])
}
