//! The files of imports in R2. Bodies stay on the JavaScript side but for the part that is read.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStream;
use worker::wasm_bindgen::{JsCast, JsValue};

use crate::kernel::hex;
use crate::platform::script::{binding, call, call_async, failure, object};
use crate::platform::{Platform, StoreError, faults};

fn key(id: &str) -> String {
    format!("imports/{id}")
}

fn bucket(platform: &Platform) -> Result<JsValue, StoreError> {
    binding(platform, "ARCHIVE").ok_or_else(|| StoreError::unavailable("no ARCHIVE"))
}

fn number(value: u64) -> JsValue {
    // Exact to 2^53, beyond any file.
    #[expect(clippy::cast_precision_loss, reason = "exact to 2^53")]
    JsValue::from_f64(value as f64)
}

/// Stores a file of exactly `byte_length` bytes as it comes; any other length is an error. Answers the digest
/// of its bytes, which are never seen here: the MD5 that R2 knows of whatever is put in one piece.
pub async fn store(
    platform: &Platform,
    id: &str,
    body: ReadableStream,
    byte_length: u64,
) -> Result<String, StoreError> {
    if faults::strike("r2_writes").await {
        return Err(StoreError::unavailable("a failure on purpose"));
    }
    let bucket = bucket(platform)?;
    let put = async {
        // R2 wants to know the length beforehand, which the stream of a request does not always tell.
        let class = Reflect::get(&js_sys::global(), &"FixedLengthStream".into())?;
        let lengths = Array::of1(&number(byte_length));
        let pipe = Reflect::construct(class.unchecked_ref::<Function>(), &lengths)?;
        let writable = Reflect::get(&pipe, &"writable".into())?;
        let readable = Reflect::get(&pipe, &"readable".into())?;
        let piped = call(&body, "pipeTo", &[writable])?;
        let piped = JsFuture::from(piped.unchecked_into::<Promise>());
        let arguments = [key(id).into(), readable];
        let kept = call_async(&bucket, "put", &arguments);
        let (_, kept) = futures_util::future::try_join(piped, kept).await?;
        let checksums = Reflect::get(&kept, &"checksums".into())?;
        Reflect::get(&checksums, &"md5".into())
    };
    let digest = platform.trace.timed("r2", format!("put {}", key(id)), put).await;
    let digest = digest.map_err(|error| failure(&error))?;
    Ok(hex(&Uint8Array::new(&digest).to_vec()))
}

/// A part of a file; shorter at its end. `None` when there is no such file any more.
pub async fn read(
    platform: &Platform,
    id: &str,
    offset: u64,
    length: u64,
) -> Result<Option<Vec<u8>>, StoreError> {
    let bucket = bucket(platform)?;
    let get = async {
        let range = object(&[("offset", number(offset)), ("length", number(length))]);
        let options = object(&[("range", range)]);
        let found = call_async(&bucket, "get", &[key(id).into(), options]).await?;
        if found.is_null() {
            return Ok(None);
        }
        let buffer = call_async(&found, "arrayBuffer", &[]).await?;
        Ok(Some(Uint8Array::new(&buffer).to_vec()))
    };
    let read = platform.trace.timed("r2", format!("get {}", key(id)), get).await;
    read.map_err(|error| failure(&error))
}

pub async fn delete(platform: &Platform, id: &str) -> Result<(), StoreError> {
    let bucket = bucket(platform)?;
    let key = key(id);
    let arguments = [JsValue::from_str(&key)];
    let delete = call_async(&bucket, "delete", &arguments);
    let deleted = platform.trace.timed("r2", format!("delete {key}"), delete).await;
    deleted.map(|_| ()).map_err(|error| failure(&error))
}
