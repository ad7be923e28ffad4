//! `GET /media/{hash}/{width}.webp`

use worker::{Object, ResponseBody};

use super::Rendition;
use super::bindings::{get, put, stream_of, transform};
use super::file::original_key;
use crate::platform::StoreError;
use crate::web::{Answer, Body, CachePolicy, Context, Problem, Reply};

/// Serves one size of a picture whole. The first request for it makes it and keeps it in R2.
pub async fn show_media(context: &Context, hash: &str, file: &str) -> Result<Answer, Problem> {
    let rendition = Rendition::parse(hash, file).ok_or_else(Problem::not_found)?;
    let reply = |status| {
        Reply::new(status, Body::Empty)
            .policy(CachePolicy::Immutable)
            .header("ETag", rendition.etag())
    };
    let known = context.header("If-None-Match").unwrap_or_default();
    if known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == rendition.etag()) {
        return Ok(reply(304).into());
    }
    if let Some(object) = find(context, &rendition.key()).await? {
        return Ok(Answer::Streamed(reply(200), "image/webp", body_of(&object)?));
    }
    let original = get(&context.platform, &original_key(hash)).await?;
    let original = original.ok_or_else(Problem::not_found)?;
    match transform(&context.platform, &original, rendition.width, "image/webp").await {
        Ok(Some(picture)) => {
            // Several data centres may make the same size at once; R2 takes one write a second.
            let kept = put(&context.platform, &rendition.key(), &picture, "image/webp").await;
            if let Err(error) = kept {
                worker::console_warn!("a rendition of {hash} was not kept: {error}");
            }
            Ok(Answer::Streamed(reply(200), "image/webp", stream_of(&picture)?))
        }
        Ok(None) => serve_original(context, &rendition).await,
        Err(error) => {
            worker::console_error!("rendition of {hash}: {error}");
            serve_original(context, &rendition).await
        }
    }
}

/// The file as it was uploaded, for a minute: a rendition may be possible again by then.
async fn serve_original(context: &Context, rendition: &Rendition<'_>) -> Result<Answer, Problem> {
    let object = find(context, &original_key(rendition.hash)).await?;
    let object = object.ok_or_else(Problem::not_found)?;
    let content_type = match object.http_metadata().content_type.as_deref() {
        Some("image/jpeg") => "image/jpeg",
        Some("image/png") => "image/png",
        Some("image/gif") => "image/gif",
        Some("image/avif") => "image/avif",
        _ => "image/webp",
    };
    let reply = Reply::new(200, Body::Empty).policy(CachePolicy::SharedBriefly);
    Ok(Answer::Streamed(reply, content_type, body_of(&object)?))
}

async fn find(context: &Context, key: &str) -> Result<Option<Object>, StoreError> {
    let bucket = context.platform.media()?;
    let request = bucket.get(key);
    context
        .platform
        .trace
        .timed("r2", format!("get {key}"), request.execute())
        .await
        .map_err(StoreError::unavailable)
}

fn body_of(object: &Object) -> Result<ResponseBody, StoreError> {
    let body = object.body().ok_or_else(|| StoreError::unavailable("an object without a body"))?;
    body.response_body().map_err(StoreError::unavailable)
}
