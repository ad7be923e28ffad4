//! Where every answer leaves: security headers, cache policy, tags and validators are put on here
//! and nowhere else, so no answer lacks them.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint8Array;
use sha2::{Digest, Sha256};
use web_sys::ResponseInit;
use worker::{Headers, Method, Response, ResponseBody};

use super::memory::{PageMemory, REMEMBERED_SECONDS, Remembered};
use super::security::{FIXED_HEADERS, SPECULATION_RULES_URL, content_security_policy};
use super::{Body, CachePolicy, Context, Reply};
use crate::kernel::{Timestamp, hex};

/// What handlers return: a reply, or one whose body passes through without entering our memory.
#[derive(Debug)]
pub enum Answer {
    Reply(Reply),
    Streamed(Reply, &'static str, ResponseBody),
    /// That of another Worker of the deployment, which has finished it.
    Forwarded(web_sys::Response),
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self::Reply(reply)
    }
}

/// An answer as the platform takes it. Headers and bytes lie on the JavaScript side, so that
/// sending it once more sets no header and copies no byte: on a hot page that is most of the work.
#[derive(Debug)]
struct Finished {
    status: u16,
    etag: Option<String>,
    headers: Headers,
    /// Status and headers, as the constructor of a response takes them.
    init: ResponseInit,
    body: Option<Uint8Array>,
}

thread_local! {
    static PAGES: RefCell<PageMemory<Finished>> = RefCell::new(PageMemory::default());
}

/// A page that this isolate finished a moment ago, ready to be sent.
pub fn remembered(context: &Context) -> Option<worker::Result<web_sys::Response>> {
    let page = PAGES.with_borrow(|pages| pages.get(&context.address(), context.now))?;
    Some(send(context, &page))
}

/// Takes pages with these tags out of this isolate's memory.
pub fn forget_pages(tags: &[String]) {
    PAGES.with_borrow_mut(|pages| pages.forget(tags));
}

/// Completes an answer; shared ones are remembered for the next visitor.
pub fn finish(context: &Context, answer: Answer) -> worker::Result<web_sys::Response> {
    match answer {
        Answer::Streamed(reply, content_type, body) => {
            let reply = context.with_limits_told(reply);
            let headers = headers_of(&reply, None, context.now)?;
            headers.set("Content-Type", content_type)?;
            add_timing(context, &headers)?;
            let response = Response::builder().with_status(reply.status).with_headers(headers);
            let is_head = context.method == Method::Head;
            Ok(if is_head { response.empty() } else { response.body(body) }.into())
        }
        Answer::Forwarded(response) => Ok(response),
        Answer::Reply(reply) => {
            let reply = context.with_limits_told(reply);
            let expires_at = expiry_of(&reply, context.now);
            let page = Rc::new(Finished::new(&reply, expires_at)?);
            // Memory knows pages by their address alone.
            let varies = reply.headers.iter().any(|(name, _)| *name == "Vary");
            // A redirect is cheap; a 304 answers one visitor's validator, the next one may have none.
            let worth_keeping = matches!(reply.status, 200 | 404);
            if reply.policy.is_shared() && worth_keeping && !varies && context.is_read() {
                let headers = reply.headers.iter().map(|(_, value)| value.len());
                let kept = Remembered {
                    page: page.clone(),
                    bytes: reply.body.len() + headers.sum::<usize>(),
                    tags: reply.tags,
                    expires_at,
                };
                PAGES.with_borrow_mut(|pages| pages.keep(context.address(), kept, context.now));
            }
            send(context, &page)
        }
    }
}

/// Until when memory may serve it.
fn expiry_of(reply: &Reply, now: Timestamp) -> Timestamp {
    let latest = now.plus_seconds(REMEMBERED_SECONDS);
    match reply.policy {
        CachePolicy::Shared { boundary: Some(boundary) } => boundary.min(latest),
        _ => latest,
    }
}

impl Finished {
    /// Its cache policy is that of the last instant at which memory serves it: said any earlier,
    /// it could reach past the next price boundary.
    fn new(reply: &Reply, expires_at: Timestamp) -> worker::Result<Self> {
        let bytes = reply.body.as_bytes();
        let shared = reply.policy.is_shared() && reply.status == 200;
        let etag = shared.then(|| etag_of(bytes));
        let headers = headers_of(reply, etag.as_deref(), expires_at)?;
        if let Some(content_type) = reply.body.content_type() {
            headers.set("Content-Type", content_type)?;
        }
        let init = init_of(reply.status, &headers);
        let body = (!bytes.is_empty()).then(|| Uint8Array::from(bytes));
        Ok(Self { status: reply.status, etag, headers, init, body })
    }
}

fn init_of(status: u16, headers: &Headers) -> ResponseInit {
    let init = ResponseInit::new();
    init.set_status(status);
    init.set_headers(&headers.0);
    init
}

fn send(context: &Context, page: &Finished) -> worker::Result<web_sys::Response> {
    let unchanged = page.etag.as_deref().is_some_and(|etag| is_known(context, etag));
    let is_empty = unchanged || context.method == Method::Head;
    let body = if is_empty { None } else { page.body.as_deref() };
    if !unchanged && !context.development {
        return Ok(web_sys::Response::new_with_opt_buffer_source_and_init(body, &page.init)?);
    }
    let headers = page.headers.clone();
    if unchanged {
        headers.delete("Content-Type")?;
    }
    add_timing(context, &headers)?;
    let init = init_of(if unchanged { 304 } else { page.status }, &headers);
    Ok(web_sys::Response::new_with_opt_buffer_source_and_init(body, &init)?)
}

/// Whether the visitor has the page with this validator.
fn is_known(context: &Context, etag: &str) -> bool {
    let known = context.header("If-None-Match");
    known.is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag || tag.trim() == "*"))
}

fn add_timing(context: &Context, headers: &Headers) -> worker::Result<()> {
    if context.development {
        headers.set("Server-Timing", &context.platform.trace.server_timing())?;
    }
    Ok(())
}

fn headers_of(reply: &Reply, etag: Option<&str>, as_of: Timestamp) -> worker::Result<Headers> {
    let headers = Headers::new();
    for (name, value) in FIXED_HEADERS {
        headers.set(name, value)?;
    }
    // Two policies would both hold; a page that frames or is framed brings its own.
    if !reply.headers.iter().any(|(name, _)| *name == "Content-Security-Policy") {
        let policy = content_security_policy(reply.style_hash, &reply.form_hosts);
        headers.set("Content-Security-Policy", &policy)?;
    }
    let cache = reply.policy.headers(as_of);
    headers.set("Cache-Control", &cache.browser)?;
    if let Some(edge) = cache.edge {
        headers.set("Cloudflare-CDN-Cache-Control", &edge)?;
        if !reply.tags.is_empty() {
            headers.set("Cache-Tag", &reply.tags.join(","))?;
        }
    }
    if let Some(etag) = etag {
        headers.set("ETag", etag)?;
    }
    if matches!(reply.body, Body::Html(_)) {
        headers.set("Speculation-Rules", &format!("\"{SPECULATION_RULES_URL}\""))?;
    }
    for (name, value) in &reply.headers {
        headers.append(name, value)?;
    }
    Ok(headers)
}

/// A weak validator of a body: compression on the way does not change it.
pub fn etag_of(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    format!("W/\"{}\"", hex(digest.get(..12).unwrap_or_default()))
}
