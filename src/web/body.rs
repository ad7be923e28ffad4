//! The body of a request. It stays on the JavaScript side, since this module's memory never
//! shrinks, and is counted while it comes: a body without a length is no way around a limit.

use js_sys::{ArrayBuffer, IteratorNext, Object, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamByobReader, Request};
use worker::wasm_bindgen::{JsCast, JsValue};

/// How much of a refused body is read and thrown away. Who still sends when the answer comes finds
/// the connection closed and never reads why; half as much again as the largest upload that is
/// taken hears the reason, and whoever sends without end is cut off.
const MAX_DISCARDED_BYTES: u32 = 32 * 1024 * 1024;
/// Bytes asked for at once.
const CHUNK_BYTES: u32 = 64 * 1024;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFault {
    TooLarge,
    Unreadable,
}

impl From<JsValue> for BodyFault {
    fn from(_: JsValue) -> Self {
        Self::Unreadable
    }
}

/// The bytes that `Content-Length` announces; `None` for a body in chunks.
pub fn announced_bytes(request: &Request) -> Option<u64> {
    request.headers().get("Content-Length").ok().flatten()?.parse().ok()
}

/// The whole body, of which no more than the limit is ever kept.
pub async fn read_body(request: &Request, limit_bytes: u32) -> Result<ArrayBuffer, BodyFault> {
    match announced_bytes(request) {
        Some(announced) if announced > u64::from(limit_bytes) => Err(BodyFault::TooLarge),
        // HTTP hands on as many bytes as were announced and no more.
        Some(_) => Ok(JsFuture::from(request.array_buffer()?).await?.unchecked_into()),
        None => read_stream(request.body(), limit_bytes).await,
    }
}

/// All that comes, as long as it is no more than the limit.
pub async fn read_stream(
    body: Option<ReadableStream>,
    limit_bytes: u32,
) -> Result<ArrayBuffer, BodyFault> {
    let mut gathered = Uint8Array::new_with_length(0);
    let mut length = 0;
    let Some(mut chunks) = Chunks::of(body)? else {
        return Ok(gathered.buffer());
    };
    while let Some(chunk) = chunks.next().await? {
        let total = length + chunk.length();
        if total > limit_bytes {
            chunks.reader.release_lock();
            return Err(BodyFault::TooLarge);
        }
        if total > gathered.length() {
            let room = total.max(gathered.length().saturating_mul(2)).max(CHUNK_BYTES);
            let wider = Uint8Array::new_with_length(room.min(limit_bytes));
            wider.set(&gathered, 0);
            gathered = wider;
        }
        gathered.set(&chunk, length);
        length = total;
    }
    Ok(gathered.buffer().slice_with_end(0, length))
}

/// Reads what is left of the body and throws it away, so that a refusal reaches who still sends.
pub async fn discard_body(request: &Request) {
    if announced_bytes(request).is_some_and(|announced| announced > MAX_DISCARDED_BYTES.into()) {
        return;
    }
    // A body that was read, or that cannot be, keeps nobody from the answer.
    let Ok(Some(mut chunks)) = Chunks::of(request.body()) else { return };
    let mut discarded = 0;
    while discarded <= MAX_DISCARDED_BYTES {
        match chunks.next().await {
            Ok(Some(chunk)) => discarded += chunk.length(),
            _ => break,
        }
    }
    chunks.reader.release_lock();
}

/// A body as it comes, always in the same few bytes of memory.
struct Chunks {
    reader: ReadableStreamByobReader,
    buffer: ArrayBuffer,
}

impl Chunks {
    /// `None` without a body.
    fn of(body: Option<ReadableStream>) -> Result<Option<Self>, JsValue> {
        let Some(body) = body else { return Ok(None) };
        let reader = ReadableStreamByobReader::new(&body)?;
        Ok(Some(Self { reader, buffer: ArrayBuffer::new(CHUNK_BYTES) }))
    }

    /// The next bytes, good until the ones after them are asked for; `None` at the end.
    async fn next(&mut self) -> Result<Option<Uint8Array>, JsValue> {
        let room: Object = Uint8Array::new(&self.buffer).unchecked_into();
        let read = JsFuture::from(self.reader.read_with_array_buffer_view(&room)).await?;
        let read: IteratorNext = read.unchecked_into();
        if read.done() {
            return Ok(None);
        }
        let chunk: Uint8Array = read.value().unchecked_into();
        self.buffer = chunk.buffer();
        Ok(Some(chunk))
    }
}
