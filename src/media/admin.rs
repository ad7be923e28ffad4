//! `POST /api/admin/v1/media`

use serde::Serialize;

use super::keeping::{KeptPicture, PictureFault, keep_picture};
use super::{MAX_UPLOAD_BYTES, Rendition};
use crate::web::{Answer, Context, Problem, Reply};

#[derive(Debug, Serialize)]
struct RenditionResource {
    width: u32,
    url: String,
}

#[derive(Debug, Serialize)]
struct MediaResource {
    hash: String,
    content_type: String,
    width: u32,
    height: u32,
    colour: String,
    url: String,
    renditions: Vec<RenditionResource>,
}

/// Takes the bytes of a picture. The same bytes again give the same answer, with 200.
pub async fn post_media(context: &Context) -> Result<Answer, Problem> {
    let buffer = context.body_buffer(MAX_UPLOAD_BYTES).await?;
    let kept =
        keep_picture(&context.platform, &buffer, context.now).await.map_err(
            |fault| match fault {
                PictureFault::NoPicture(sentence) => {
                    Problem::new(415, "unsupported_picture", sentence)
                }
                PictureFault::Store(error) => error.into(),
            },
        )?;
    Ok(reply(if kept.is_new { 201 } else { 200 }, kept))
}

fn reply(status: u16, kept: KeptPicture) -> Answer {
    let KeptPicture { hash, row, .. } = kept;
    let widths = Rendition::WIDTHS.into_iter();
    let renditions: Vec<RenditionResource> = widths
        .filter(|width| *width <= row.width || *width == Rendition::WIDTHS[0])
        .map(|width| RenditionResource {
            width: width.min(row.width),
            url: Rendition { hash: &hash, width }.url(),
        })
        .collect();
    let widest = renditions.last().map(|rendition| rendition.url.clone());
    let resource = MediaResource {
        content_type: row.content_type,
        width: row.width,
        height: row.height,
        colour: row.colour,
        url: widest.unwrap_or_default(),
        renditions,
        hash,
    };
    Reply::json(status, &resource).into()
}
