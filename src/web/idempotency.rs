//! Keys that make a repeated request harmless: the same key and body get the first answer again.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Body, Problem, Reply};
use crate::kernel::hex;

/// How long an answer is kept for its key.
pub const KEY_LIFETIME_SECONDS: i64 = 24 * 3600;
/// A request is answered within this, or its process ended.
pub const IN_PROGRESS_SECONDS: i64 = 20;
const MAX_KEY_LENGTH: usize = 255;
/// Larger answers are not kept: who repeats the request gets the cart as it is.
const MAX_ANSWER_BYTES: usize = 200_000;

/// What one request is known by within the thing that it is sent to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestKey {
    /// Route and key, in one.
    pub name: String,
    /// Digest of the body: a key that is used again for something else is refused.
    pub digest: String,
}

impl RequestKey {
    /// # Errors
    /// 400 for a key that is empty, too long or not printable ASCII.
    pub fn new(route: &str, key: &str, body: &[u8]) -> Result<Self, Problem> {
        let clean = !key.is_empty()
            && key.len() <= MAX_KEY_LENGTH
            && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !clean {
            return Err(Problem::new(
                400,
                "malformed",
                "`Idempotency-Key` has 1 to 255 printable characters without spaces, best a random UUID.",
            ));
        }
        Ok(Self { name: format!("{route} {key}"), digest: hex(&Sha256::digest(body)) })
    }
}

/// The key was used before with another body.
pub fn key_reused() -> Problem {
    Problem::new(
        409,
        "idempotency_key_reused",
        "This `Idempotency-Key` was used for another request. Choose a new one.",
    )
}

/// The first request with the key is still being answered.
pub fn in_progress() -> Problem {
    Problem {
        retry_after_seconds: Some(1),
        ..Problem::new(
            409,
            "in_progress",
            "The first request with this `Idempotency-Key` is still being answered. Ask again in a second.",
        )
    }
}

/// An answer as it is kept, to be given again. What passes by itself is never kept: faults of ours
/// and limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswer {
    status: u16,
    etag: Option<String>,
    body: String,
}

impl KeptAnswer {
    pub fn of(reply: &Reply) -> Option<Self> {
        let body = String::from_utf8(reply.body.as_bytes().to_vec()).ok()?;
        let etag = reply.headers.iter().find(|(name, _)| *name == "ETag");
        let etag = etag.map(|(_, value)| value.clone());
        let stays = !reply.passes && body.len() <= MAX_ANSWER_BYTES;
        stays.then_some(Self { status: reply.status, etag, body })
    }

    pub const fn is_refusal(&self) -> bool {
        self.status >= 400
    }

    pub fn to_reply(&self) -> Reply {
        let bytes = self.body.clone().into_bytes();
        let body = if self.status < 400 { Body::Json(bytes) } else { Body::Problem(bytes) };
        let reply = Reply::new(self.status, body).replayed(true);
        match &self.etag {
            Some(etag) => reply.header("ETag", etag.clone()),
            None => reply,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_with_its_route_and_tells_bodies_apart() {
        let key = |route, key, body: &[u8]| RequestKey::new(route, key, body);
        assert_eq!(key("lines", "k", b"a"), key("lines", "k", b"a"));
        assert_ne!(key("lines", "k", b"a"), key("lines", "k", b"b"));
        assert_ne!(key("lines", "k", b"a"), key("codes", "k", b"a"));
        for bad in ["", "a b", "ü", &"k".repeat(256)] {
            assert!(key("lines", bad, b"").is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_passes_by_itself_is_not_kept() {
        for passing in [Problem::unavailable(), Problem::new(429, "too_many_requests", "Later.")] {
            assert_eq!(KeptAnswer::of(&passing.to_reply()), None);
        }
        let refusal = Problem::invalid_field("sku", "There is none.").to_reply();
        let again = KeptAnswer::of(&refusal).map(|kept| kept.to_reply());
        assert_eq!(again.map(|reply| (reply.status, reply.body)), Some((422, refusal.body)));
    }
}
