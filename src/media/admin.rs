//! `POST /api/admin/v1/media`

use js_sys::Uint8Array;

use super::bindings::{digest, put, transform};
use super::colour::{FALLBACK_COLOUR, dominant_colour};
use super::file::{HEAD_BYTES, original_key};
use super::wire::{MediaResource, RenditionResource};
use super::{MAX_UPLOAD_BYTES, PictureFile, Rendition};
use crate::platform::{Platform, Statement};
use crate::web::{Answer, Context, Problem, Reply};

/// Pixels across that the dominant colour is looked for in.
const SAMPLE_WIDTH: u32 = 24;

#[derive(Debug, serde::Deserialize)]
struct MediaRow {
    content_type: String,
    width: u32,
    height: u32,
    colour: String,
}

/// Takes the bytes of a picture. The same bytes again give the same answer, with 200.
pub async fn post_media(context: &Context) -> Result<Answer, Problem> {
    let buffer = context.body_buffer(MAX_UPLOAD_BYTES).await?;
    let head_length = buffer.byte_length().min(HEAD_BYTES);
    let head = Uint8Array::new(&buffer.slice_with_end(0, head_length)).to_vec();
    let file = PictureFile::sniff(&head)
        .map_err(|sentence| Problem::new(415, "unsupported_picture", sentence))?;
    let hash = digest(&buffer).await?;
    let database = context.platform.database()?;
    let find =
        Statement::new("SELECT content_type, width, height, colour FROM media WHERE hash = ?1");
    if let Some(row) = database.first::<MediaRow>(find.bind(hash.as_str())).await? {
        return Ok(reply(200, hash, row));
    }
    // The file first: a row promises that it is there.
    put(&context.platform, &original_key(&hash), &buffer, file.content_type).await?;
    let row = MediaRow {
        content_type: file.content_type.to_owned(),
        width: file.width,
        height: file.height,
        colour: colour_of(&context.platform, &buffer).await,
    };
    let insert = Statement::new(
        "INSERT INTO media (hash, content_type, byte_length, width, height, colour, created_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
    )
    .bind(hash.as_str())
    .bind(row.content_type.as_str())
    .bind(buffer.byte_length())
    .bind(row.width)
    .bind(row.height)
    .bind(row.colour.as_str())
    .bind(context.now.as_millis());
    database.batch(vec![insert]).await?;
    Ok(reply(201, hash, row))
}

/// A colour is a nicety: without one, the picture is taken all the same.
async fn colour_of(platform: &Platform, picture: &js_sys::ArrayBuffer) -> String {
    let colour = match transform(platform, picture, SAMPLE_WIDTH, "image/png").await {
        Ok(Some(sample)) => dominant_colour(&Uint8Array::new(&sample).to_vec()),
        Ok(None) => None,
        Err(error) => {
            worker::console_warn!("no colour for a picture: {error}");
            None
        }
    };
    colour.unwrap_or_else(|| FALLBACK_COLOUR.to_owned())
}

fn reply(status: u16, hash: String, row: MediaRow) -> Answer {
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
