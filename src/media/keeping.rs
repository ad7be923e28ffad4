//! How a picture comes into the shop, whoever brings it.

use js_sys::{ArrayBuffer, Uint8Array};
use serde_json::json;

use super::PictureFile;
use super::bindings::{digest, put, transform};
use super::colour::{FALLBACK_COLOUR, dominant_colour};
use super::file::{HEAD_BYTES, original_key};
use super::library_admin::find_media;
use super::wire::MediaRow;
use crate::kernel::Timestamp;
use crate::platform::{Platform, Statement, StoreError};
use crate::web::audited_row;

/// Pixels across that the dominant colour is looked for in.
const SAMPLE_WIDTH: u32 = 24;

/// A picture that is in the shop now.
#[derive(Debug)]
pub struct KeptPicture {
    pub hash: String,
    /// Whether it was not there before.
    pub is_new: bool,
    pub(super) row: MediaRow,
}

/// Why a picture was not taken.
#[derive(Debug)]
pub enum PictureFault {
    /// With what would be one.
    NoPicture(&'static str),
    Store(StoreError),
}

impl From<StoreError> for PictureFault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Keeps a picture under the digest of its bytes. The same bytes again change nothing.
pub async fn keep_picture(
    platform: &Platform,
    buffer: &ArrayBuffer,
    now: Timestamp,
) -> Result<KeptPicture, PictureFault> {
    keep_as(platform, buffer, digest(buffer).await?, now).await
}

/// The same where the digest is known.
pub(super) async fn keep_as(
    platform: &Platform,
    buffer: &ArrayBuffer,
    hash: String,
    now: Timestamp,
) -> Result<KeptPicture, PictureFault> {
    let head_length = buffer.byte_length().min(HEAD_BYTES);
    let head = Uint8Array::new(&buffer.slice_with_end(0, head_length)).to_vec();
    let file = PictureFile::sniff(&head).map_err(PictureFault::NoPicture)?;
    let database = platform.database()?;
    if let Some(row) = find_media(&database, &hash).await? {
        return Ok(KeptPicture { hash, is_new: false, row });
    }
    // The file first: a row promises that it is there.
    put(platform, &original_key(&hash), buffer, file.content_type).await?;
    let row = MediaRow {
        hash: hash.clone(),
        content_type: file.content_type.to_owned(),
        byte_length: buffer.byte_length(),
        width: file.width,
        height: file.height,
        colour: colour_of(platform, buffer).await,
        created_at_ms: now.as_millis(),
    };
    let insert = Statement::new(
        "INSERT INTO media (hash, content_type, byte_length, width, height, colour, created_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
    )
    .bind(row.hash.as_str())
    .bind(row.content_type.as_str())
    .bind(row.byte_length)
    .bind(row.width)
    .bind(row.height)
    .bind(row.colour.as_str())
    .bind(row.created_at_ms);
    let after = json!({"content_type": row.content_type, "width": row.width, "height": row.height});
    // Of two who upload the same at once, one uploads it.
    let known = "SELECT CASE WHEN EXISTS (SELECT 1 FROM media WHERE hash = ?4) THEN ?5 END";
    let note = audited_row(platform, "media", &row.hash, known, Some(&after.to_string()));
    database.batch(vec![note, insert]).await?;
    Ok(KeptPicture { hash, is_new: true, row })
}

/// A colour is a nicety: without one, the picture is taken all the same.
async fn colour_of(platform: &Platform, picture: &ArrayBuffer) -> String {
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
