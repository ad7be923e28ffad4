//! The merchant's pictures, and their sizes as the merchant's browser made them.

use js_sys::Uint8Array;

use super::bindings::{is_kept, put_if_absent};
use super::file::HEAD_BYTES;
use super::wire::{KeptRendition, MediaEntries, MediaRow, rendition_size};
use super::{PictureFile, Rendition};
use crate::platform::{Database, Statement, StoreError};
use crate::web::{Answer, Context, Part, Problem, Reply, audited_row};

/// Largest rendition; 1,920 pixels of a photograph take some 500,000 bytes.
const MAX_RENDITION_BYTES: u32 = 4 * 1024 * 1024;

pub(super) const ROW: &str =
    "SELECT hash, content_type, byte_length, width, height, colour, created_at_ms FROM media";

pub(super) async fn find_media(
    database: &Database,
    hash: &str,
) -> Result<Option<MediaRow>, StoreError> {
    database.first(Statement::new(format!("{ROW} WHERE hash = ?1")).bind(hash)).await
}

/// `GET /api/admin/v1/media`, the newest first.
pub async fn list_media(context: &Context) -> Result<Answer, Problem> {
    let part = Part::parse(&context.query)?;
    let (at_ms, hash) = match part.cursor.as_deref() {
        None => (i64::MAX >> 10, ""),
        Some(cursor) => read_cursor(cursor)?,
    };
    let statement = Statement::new(format!(
        "{ROW} WHERE (created_at_ms, hash) < (?1, ?2) ORDER BY created_at_ms DESC, hash DESC LIMIT ?3"
    ));
    let statement = statement.bind(at_ms).bind(hash).bind(part.limit()?);
    let rows: Vec<MediaRow> = context.platform.database()?.rows(statement).await?;
    let last = rows.last().map(|row| format!("{}.{}", row.created_at_ms, row.hash));
    let next_cursor = part.next(rows.len(), last)?;
    let media = rows.into_iter().map(MediaRow::into_resource).collect();
    Ok(Reply::json(200, &MediaEntries { media, next_cursor }).into())
}

fn read_cursor(cursor: &str) -> Result<(i64, &str), Problem> {
    let parts = cursor.split_once('.');
    let read = parts.and_then(|(at, hash)| Some((at.parse().ok()?, hash)));
    read.ok_or_else(|| {
        let sentence = "Use the `next_cursor` of the answer before.";
        Problem { status: 400, ..Problem::invalid_field("cursor", sentence) }
    })
}

/// `GET /api/admin/v1/media/{hash}`
pub async fn get_media(context: &Context, hash: &str) -> Result<Answer, Problem> {
    let row = find_media(&context.platform.database()?, hash).await?;
    Ok(Reply::json(200, &row.ok_or_else(Problem::not_found)?.into_resource()).into())
}

/// `PUT /api/admin/v1/media/{hash}/renditions/{width}`: a WebP picture of exactly that size, which visitors
/// get from then on. One that is there already stays: its address promises never to change.
pub async fn put_rendition(context: &Context, hash: &str, width: &str) -> Result<Answer, Problem> {
    let file = format!("{width}.webp");
    let rendition = Rendition::parse(hash, &file).ok_or_else(Problem::not_found)?;
    let original = find_media(&context.platform.database()?, hash).await?;
    let original = original.ok_or_else(Problem::not_found)?;
    if rendition.width > original.width && rendition.width != Rendition::WIDTHS[0] {
        return Err(Problem::invalid_field(
            "width",
            format!(
                "The picture is only {} pixels wide; nobody asks for this size.",
                original.width
            ),
        ));
    }
    let buffer = context.body_buffer(MAX_RENDITION_BYTES).await?;
    let head = buffer.slice_with_end(0, buffer.byte_length().min(HEAD_BYTES));
    let picture = PictureFile::sniff(&Uint8Array::new(&head).to_vec())
        .map_err(|sentence| Problem::new(415, "unsupported_picture", sentence))?;
    if picture.content_type != "image/webp" {
        return Err(Problem::new(415, "unsupported_picture", "A rendition is a WebP picture."));
    }
    let (wanted_width, wanted_height) =
        rendition_size((original.width, original.height), rendition.width);
    if picture.width != wanted_width || picture.height.abs_diff(wanted_height) > 1 {
        return Err(Problem::invalid_field(
            "body",
            format!(
                "This size of the picture has {wanted_width} by {wanted_height} pixels, and what was sent {} by {}.",
                picture.width, picture.height
            ),
        ));
    }
    let kept = KeptRendition { url: rendition.url(), width: picture.width, height: picture.height };
    let made = !is_kept(&context.platform, &rendition.key()).await?;
    if made {
        // First, so that nothing is kept without a note; one that was left by a request that ended here
        // serves the next.
        let after = serde_json::to_string(&kept).ok();
        let subject = format!("{hash}/{width}");
        let known = "SELECT after FROM audit_log WHERE kind = 'rendition' AND subject = ?4 LIMIT 1";
        let note = audited_row(&context.platform, "rendition", &subject, known, after.as_deref());
        context.platform.database()?.batch(vec![note]).await?;
    }
    let made =
        made && put_if_absent(&context.platform, &rendition.key(), &buffer, "image/webp").await?;
    Ok(Reply::json(if made { 201 } else { 200 }, &kept).into())
}
