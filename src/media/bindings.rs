//! R2 and the Images binding as far as the `worker` crate does not wrap them: buffers and streams
//! stay on the JavaScript side, since this module's memory never shrinks.

use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use worker::ResponseBody;
use worker::wasm_bindgen::{JsCast, JsValue};

use crate::kernel::hex;
use crate::platform::script::{binding, call, call_async, failure, object};
use crate::platform::{Platform, StoreError, faults};

/// SHA-256 of a buffer, in hexadecimal digits.
pub async fn digest(buffer: &ArrayBuffer) -> Result<String, StoreError> {
    let digest = async {
        let crypto = Reflect::get(&js_sys::global(), &"crypto".into())?;
        let subtle = Reflect::get(&crypto, &"subtle".into())?;
        call_async(&subtle, "digest", &["SHA-256".into(), buffer.into()]).await
    };
    let bytes = Uint8Array::new(&digest.await.map_err(|error| failure(&error))?).to_vec();
    Ok(hex(&bytes))
}

/// Puts a buffer into R2.
pub async fn put(
    platform: &Platform,
    key: &str,
    buffer: &ArrayBuffer,
    content_type: &str,
) -> Result<(), StoreError> {
    put_on(platform, key, buffer, content_type, None).await.map(|_| ())
}

/// Puts a buffer into R2 where there is nothing under the key; whether it did.
pub async fn put_if_absent(
    platform: &Platform,
    key: &str,
    buffer: &ArrayBuffer,
    content_type: &str,
) -> Result<bool, StoreError> {
    let condition = object(&[("etagDoesNotMatch", "*".into())]);
    put_on(platform, key, buffer, content_type, Some(condition)).await
}

/// Whether the condition held.
async fn put_on(
    platform: &Platform,
    key: &str,
    buffer: &ArrayBuffer,
    content_type: &str,
    condition: Option<JsValue>,
) -> Result<bool, StoreError> {
    if faults::strike("r2_writes").await {
        return Err(StoreError::unavailable("a failure on purpose"));
    }
    let bucket = binding(platform, "MEDIA").ok_or_else(|| StoreError::unavailable("no MEDIA"))?;
    let metadata = object(&[("contentType", content_type.into())]);
    let condition = condition.map(|condition| ("onlyIf", condition));
    let entries: Vec<_> = std::iter::once(("httpMetadata", metadata)).chain(condition).collect();
    let options = object(&entries);
    let arguments = [key.into(), buffer.into(), options];
    let put = call_async(&bucket, "put", &arguments);
    platform
        .trace
        .timed("r2", format!("put {key}"), put)
        .await
        .map(|written| !written.is_null())
        .map_err(|error| failure(&error))
}

/// Whether there is an R2 object under a key.
pub async fn is_kept(platform: &Platform, key: &str) -> Result<bool, StoreError> {
    let bucket = binding(platform, "MEDIA").ok_or_else(|| StoreError::unavailable("no MEDIA"))?;
    let key_value = [key.into()];
    let head = call_async(&bucket, "head", &key_value);
    let found = platform.trace.timed("r2", format!("head {key}"), head).await;
    found.map(|found| !found.is_null()).map_err(|error| failure(&error))
}

/// The bytes of an R2 object as a buffer; `None` when there is no such object.
pub async fn get(platform: &Platform, key: &str) -> Result<Option<ArrayBuffer>, StoreError> {
    let bucket = binding(platform, "MEDIA").ok_or_else(|| StoreError::unavailable("no MEDIA"))?;
    let get = async {
        let found = call_async(&bucket, "get", &[key.into()]).await?;
        if found.is_null() {
            return Ok(None);
        }
        let buffer = call_async(&found, "arrayBuffer", &[]).await?;
        Ok(Some(buffer.unchecked_into()))
    };
    platform.trace.timed("r2", format!("get {key}"), get).await.map_err(|error| failure(&error))
}

/// The picture at most `width` pixels wide in another format, by the Images binding; `None` where
/// there is no such binding.
pub async fn transform(
    platform: &Platform,
    picture: &ArrayBuffer,
    width: u32,
    format: &str,
) -> Result<Option<ArrayBuffer>, StoreError> {
    let Some(images) = binding(platform, "IMAGES") else {
        return Ok(None);
    };
    let transform = async {
        let response = response_of(picture)?;
        let stream = Reflect::get(&response, &"body".into())?;
        let size = object(&[("width", width.into()), ("fit", "scale-down".into())]);
        let output = object(&[("format", format.into()), ("quality", 82.into())]);
        let input = call(&images, "input", &[stream])?;
        let sized = call(&input, "transform", &[size])?;
        let result = call_async(&sized, "output", &[output]).await?;
        let answer = call(&result, "response", &[])?;
        call_async(&answer, "arrayBuffer", &[]).await
    };
    platform
        .trace
        .timed("images", format!("{width} {format}"), transform)
        .await
        .map(|buffer| Some(buffer.unchecked_into()))
        .map_err(|error| failure(&error))
}

/// A buffer as the body of an answer.
pub fn stream_of(buffer: &ArrayBuffer) -> Result<ResponseBody, StoreError> {
    let response = web_sys::Response::new_with_opt_js_u8_array(Some(&Uint8Array::new(buffer)))
        .map_err(|error| failure(&error))?;
    Ok(response.body().map_or(ResponseBody::Empty, ResponseBody::Stream))
}

fn response_of(picture: &ArrayBuffer) -> Result<JsValue, JsValue> {
    let bytes = Uint8Array::new(picture);
    let response = web_sys::Response::new_with_opt_js_u8_array(Some(&bytes))?;
    Ok(response.into())
}
