//! `POST /api/admin/v1/media`

use js_sys::ArrayBuffer;

use super::MAX_UPLOAD_BYTES;
use super::bindings::digest;
use super::keeping::{PictureFault, keep_as};
use crate::web::{Answer, Context, Problem, Reply, once_over};

/// Takes the bytes of a picture. The same bytes again give the same answer, with 200.
pub async fn post_media(context: &Context) -> Result<Answer, Problem> {
    let buffer = context.body_buffer(MAX_UPLOAD_BYTES).await?;
    // By the digest that the platform makes: the bytes do not enter this module's memory.
    let hash = digest(&buffer).await?;
    let work = Box::pin(keep(context, &buffer, hash.clone()));
    once_over(context, hash.as_bytes(), work).await
}

async fn keep(context: &Context, buffer: &ArrayBuffer, hash: String) -> Result<Reply, Problem> {
    let kept = keep_as(&context.platform, buffer, hash, context.now).await;
    let kept = kept.map_err(|fault| match fault {
        PictureFault::NoPicture(sentence) => Problem::new(415, "unsupported_picture", sentence),
        PictureFault::Store(error) => error.into(),
    })?;
    let status = if kept.is_new { 201 } else { 200 };
    Ok(Reply::json(status, &kept.row.into_resource()))
}
