//! Where every answer leaves: security headers, cache policy, tags and validators are put on here
//! and nowhere else, so no answer lacks them.

use std::cell::RefCell;
use std::rc::Rc;

use sha2::{Digest, Sha256};
use worker::{Headers, Method, Response, ResponseBody};

use super::memory::{Finished, PageMemory, REMEMBERED_SECONDS};
use super::security::{FIXED_HEADERS, SPECULATION_RULES_URL, content_security_policy};
use super::{Body, CachePolicy, Context, Reply};

/// What handlers return: a reply, or one whose body passes through without entering our memory.
#[derive(Debug)]
pub enum Answer {
    Reply(Reply),
    Streamed(Reply, &'static str, ResponseBody),
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self::Reply(reply)
    }
}

thread_local! {
    static PAGES: RefCell<PageMemory> = RefCell::new(PageMemory::default());
}

/// A page that this isolate finished a moment ago, ready to be sent.
pub fn remembered(context: &Context) -> Option<worker::Result<Response>> {
    let page = PAGES.with_borrow(|pages| pages.get(&context.address(), context.now))?;
    Some(send(context, &page))
}

/// Takes pages with these tags out of this isolate's memory.
pub fn forget_pages(tags: &[String]) {
    PAGES.with_borrow_mut(|pages| pages.forget(tags));
}

/// Completes an answer; shared ones are remembered for the next visitor.
pub fn finish(context: &Context, answer: Answer) -> worker::Result<Response> {
    match answer {
        Answer::Streamed(reply, content_type, body) => {
            let headers = headers_of(context, &reply, None)?;
            headers.set("Content-Type", content_type)?;
            let response = Response::builder().with_status(reply.status).with_headers(headers);
            Ok(if context.method == Method::Head { response.empty() } else { response.body(body) })
        }
        Answer::Reply(reply) => {
            let shared = reply.policy.is_shared();
            let page = Rc::new(Finished {
                etag: (shared && reply.status == 200).then(|| etag_of(reply.body.as_bytes())),
                expires_at: match reply.policy {
                    CachePolicy::Shared { boundary: Some(boundary) } => {
                        boundary.min(context.now.plus_seconds(REMEMBERED_SECONDS))
                    }
                    _ => context.now.plus_seconds(REMEMBERED_SECONDS),
                },
                reply,
            });
            // Memory knows pages by their address alone.
            let varies = page.reply.headers.iter().any(|(name, _)| *name == "Vary");
            // A redirect is cheap; a 304 answers one visitor's validator, the next one may have none.
            let worth_keeping = matches!(page.reply.status, 200 | 404);
            if shared && worth_keeping && !varies && context.is_read() {
                PAGES.with_borrow_mut(|pages| {
                    pages.keep(context.address(), page.clone(), context.now);
                });
            }
            send(context, &page)
        }
    }
}

fn send(context: &Context, page: &Finished) -> worker::Result<Response> {
    let headers = headers_of(context, &page.reply, page.etag.as_deref())?;
    let known = context.header("If-None-Match");
    let unchanged = page.etag.is_some()
        && known.is_some_and(|known| {
            known
                .split(',')
                .any(|tag| Some(tag.trim()) == page.etag.as_deref() || tag.trim() == "*")
        });
    let response = Response::builder();
    if unchanged {
        return Ok(response.with_status(304).with_headers(headers).empty());
    }
    if let Some(content_type) = page.reply.body.content_type() {
        headers.set("Content-Type", content_type)?;
    }
    let response = response.with_status(page.reply.status).with_headers(headers);
    if context.method == Method::Head || page.reply.body.is_empty() {
        return Ok(response.empty());
    }
    Ok(response.fixed(page.reply.body.as_bytes().to_vec()))
}

fn headers_of(context: &Context, reply: &Reply, etag: Option<&str>) -> worker::Result<Headers> {
    let headers = Headers::new();
    for (name, value) in FIXED_HEADERS {
        headers.set(name, value)?;
    }
    headers.set("Content-Security-Policy", &content_security_policy(reply.style_hash))?;
    let cache = reply.policy.headers(context.now);
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
    if context.development {
        headers.set("Server-Timing", &context.platform.trace.server_timing())?;
    }
    Ok(headers)
}

/// A weak validator of a body: compression on the way does not change it.
pub fn etag_of(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let digest = Sha256::digest(bytes);
    let mut tag = String::from("W/\"");
    for byte in digest.iter().take(12) {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}
