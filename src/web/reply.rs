//! An answer before it meets the platform: what handlers return and tests look at.

use serde::Serialize;

use super::CachePolicy;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    Empty,
    Html(Vec<u8>),
    Json(Vec<u8>),
    /// `application/problem+json`, RFC 9457.
    Problem(Vec<u8>),
    Text(String),
    Bytes {
        content_type: &'static str,
        bytes: Vec<u8>,
    },
}

impl Body {
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Empty => &[],
            Self::Html(bytes)
            | Self::Json(bytes)
            | Self::Problem(bytes)
            | Self::Bytes { bytes, .. } => bytes,
            Self::Text(text) => text.as_bytes(),
        }
    }

    pub fn len(&self) -> usize {
        self.as_bytes().len()
    }

    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }

    pub const fn content_type(&self) -> Option<&'static str> {
        match self {
            Self::Empty => None,
            Self::Html(_) => Some("text/html; charset=utf-8"),
            Self::Json(_) => Some("application/json"),
            Self::Problem(_) => Some("application/problem+json"),
            Self::Text(_) => Some("text/plain; charset=utf-8"),
            Self::Bytes { content_type, .. } => Some(content_type),
        }
    }
}

/// Status, body and what every answer must declare. Built by handlers, completed with security
/// and cache headers in one place when it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    pub body: Body,
    pub policy: CachePolicy,
    pub tags: Vec<String>,
    pub style_hash: Option<&'static str>,
    /// Where forms of the page may lead besides the shop itself.
    pub form_hosts: Vec<String>,
    /// Further headers: Location, Retry-After, ETag of a resource ...
    pub headers: Vec<(&'static str, String)>,
    /// Whether it tells, in whole or in part, of what passes by itself, like a fault: then no key keeps it.
    pub passes: bool,
}

impl Reply {
    pub fn new(status: u16, body: Body) -> Self {
        Self {
            status,
            body,
            policy: CachePolicy::Private,
            tags: Vec::new(),
            style_hash: None,
            passes: false,
            form_hosts: Vec::new(),
            headers: Vec::new(),
        }
    }

    pub fn json<T: Serialize>(status: u16, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(bytes) => Self::new(status, Body::Json(bytes)),
            // Our own types serialise; a map with keys that are not text would be a bug of ours.
            Err(error) => super::Problem::internal(&error.to_string()).to_reply(),
        }
    }

    pub fn redirect(status: u16, location: String) -> Self {
        Self::new(status, Body::Empty).header("Location", location)
    }

    /// Says, where that is so, that it tells of what was done before.
    #[must_use]
    pub fn replayed(self, is_repetition: bool) -> Self {
        if is_repetition { self.header("Idempotency-Replayed", "true".to_owned()) } else { self }
    }

    #[must_use]
    pub fn policy(mut self, policy: CachePolicy) -> Self {
        self.policy = policy;
        self
    }

    #[must_use]
    pub fn tags(mut self, tags: Vec<String>) -> Self {
        self.tags = tags;
        self
    }

    #[must_use]
    pub fn style_hash(mut self, hash: &'static str) -> Self {
        self.style_hash = Some(hash);
        self
    }

    #[must_use]
    pub fn form_hosts(mut self, hosts: Vec<String>) -> Self {
        self.form_hosts = hosts;
        self
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}
