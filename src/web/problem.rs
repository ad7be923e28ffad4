//! Refusals as RFC 9457 problem documents: a name for machines, a sentence for people.

use serde::{Deserialize, Serialize};

use super::{Body, Reply};
use crate::kernel::from_json;

/// What is wrong with one field, with the path of the field as it stands in the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct FieldError {
    pub field: String,
    pub detail: String,
}

/// A refusal. `kind` is stable and ends the `type` address; `detail` says how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: String,
    pub title: &'static str,
    pub status: u16,
    pub detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Further members, which say more to programs.
    #[serde(flatten)]
    pub more: serde_json::Map<String, serde_json::Value>,
    #[serde(skip)]
    pub retry_after_seconds: Option<u32>,
    /// What only the log is told.
    #[serde(skip)]
    pub cause: Option<String>,
    /// Methods that the address knows, for 405.
    #[serde(skip)]
    pub allow: Option<String>,
}

impl Problem {
    /// `name` is the refusal's stable name, like `revision_mismatch`.
    pub fn new(status: u16, name: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{name}"),
            title: title_of(status),
            status,
            detail: detail.into(),
            errors: Vec::new(),
            more: serde_json::Map::new(),
            retry_after_seconds: None,
            cause: None,
            allow: None,
        }
    }

    /// Whether the same request may succeed in a moment: a fault of ours, a limit, or that others were at it.
    pub fn passes(&self) -> bool {
        self.status >= 500 || self.status == 429 || self.kind == "/problems/conflict"
    }

    /// 422 naming each field.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => format!("`{}`: {}", only.field, only.detail),
            _ => format!("{} fields need another look.", errors.len()),
        };
        Self { errors, ..Self::new(422, "invalid", detail) }
    }

    pub fn invalid_field(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError { field: field.into(), detail: detail.into() }])
    }

    /// With one more member.
    #[must_use]
    pub fn with(mut self, name: &str, value: serde_json::Value) -> Self {
        self.more.insert(name.to_owned(), value);
        self
    }

    pub fn not_found() -> Self {
        Self::new(404, "not_found", "There is nothing at this address.")
    }

    /// A fault of ours. The cause goes to the log under a reference that the visitor gets.
    pub fn internal(cause: &str) -> Self {
        Self {
            cause: Some(cause.to_owned()),
            ..Self::new(500, "internal", "Something went wrong on our side. Try again in a moment.")
        }
    }

    pub fn unavailable() -> Self {
        Self {
            retry_after_seconds: Some(30),
            ..Self::new(
                503,
                "unavailable",
                "The shop cannot reach its data just now. Try again in half a minute.",
            )
        }
    }

    /// From the answer of another Worker of the deployment.
    pub fn read(status: u16, json: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Told {
            #[serde(rename = "type")]
            kind: String,
            detail: String,
            #[serde(default)]
            errors: Vec<FieldError>,
            #[serde(flatten)]
            more: serde_json::Map<String, serde_json::Value>,
        }
        let Ok(Told { kind, detail, errors, mut more }) = from_json::<Told>(json) else {
            return Self::unavailable();
        };
        for known in ["title", "status"] {
            more.remove(known);
        }
        Self { kind, errors, more, ..Self::new(status, "", detail) }
    }

    pub fn name(&self) -> &str {
        self.kind.strip_prefix("/problems/").unwrap_or(&self.kind)
    }

    /// The JSON answer; pages for people are made by `content::ErrorPage`.
    pub fn to_reply(&self) -> Reply {
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        self.decorate(Reply::new(self.status, Body::Problem(bytes)))
    }

    /// Adds the headers that this refusal needs, whatever its body, and whether it passes.
    #[must_use]
    pub fn decorate(&self, mut reply: Reply) -> Reply {
        reply.passes = self.passes();
        if let Some(seconds) = self.retry_after_seconds {
            reply = reply.header("Retry-After", seconds.to_string());
        }
        if let Some(allow) = &self.allow {
            reply = reply.header("Allow", allow.clone());
        }
        if self.status == 401 {
            reply = reply.header("WWW-Authenticate", "Bearer realm=\"admin\"".to_owned());
        }
        reply
    }
}

/// What the caller read is not what is there.
pub fn revision_mismatch() -> Problem {
    Problem::new(
        412,
        "revision_mismatch",
        "Somebody changed this meanwhile. Read it again and repeat your change.",
    )
}

fn title_of(status: u16) -> &'static str {
    match status {
        400 => "Bad request",
        401 => "Sign in first",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        410 => "Gone",
        412 => "Changed meanwhile",
        413 => "Too large",
        414 => "Address too long",
        415 => "Unsupported type",
        422 => "Invalid",
        428 => "Precondition required",
        429 => "Too many requests",
        503 => "Temporarily unavailable",
        _ => "Something went wrong",
    }
}
