//! What operations share: headers, refusals, and how one says who asks.

use serde_json::{Map, Value, json};

use super::problems::{KNOWN_PROBLEMS, KnownProblem};
use crate::web::STAFF_COOKIE;

/// The name of the shared answer with this status, and what it says.
const REFUSALS: [(u16, &str, &str); 15] = [
    (411, "LengthRequired", "The body came without `Content-Length`."),
    (
        400,
        "Malformed",
        "The request cannot be read, or a parameter is unknown or says nothing that makes sense.",
    ),
    (401, "Unauthorized", "Nobody that this API knows asks."),
    (403, "Forbidden", "Whoever asks may not do this."),
    (404, "NotFound", "There is no such thing, or not for whoever asks."),
    (405, "MethodNotAllowed", "The address knows other methods; `Allow` names them."),
    (409, "Conflict", "It does not go together with how things stand now."),
    (412, "RevisionMismatch", "Somebody else changed it since the revision in `If-Match`."),
    (413, "TooLarge", "The body is too large."),
    (414, "AddressTooLong", "The address has more than 4,096 characters."),
    (415, "UnsupportedType", "This type of content is not taken."),
    (422, "Invalid", "Fields say what is not acceptable; `errors` names each by its path."),
    (
        429,
        "TooManyRequests",
        "That was more than is allowed; `Retry-After` says when to ask again.",
    ),
    (500, "Internal", "A fault of ours; the log has it under the reference in `detail`."),
    (
        503,
        "Unavailable",
        "What is needed cannot be reached just now; `Retry-After` says when to ask again.",
    ),
];

pub fn name_of(status: u16) -> &'static str {
    REFUSALS.iter().find(|(known, ..)| *known == status).map_or("Internal", |(_, name, _)| name)
}

fn sentence_of(status: u16) -> &'static str {
    REFUSALS.iter().find(|(known, ..)| *known == status).map_or("", |(_, _, sentence)| sentence)
}

/// A problem document as an example.
fn problem_document(known: &KnownProblem) -> Value {
    let problem = crate::web::Problem::new(known.status, known.name, known.detail);
    let mut document = serde_json::to_value(&problem).unwrap_or_default();
    let field = known.detail.strip_prefix('`').and_then(|rest| rest.split_once("`: "));
    if let (Some((field, detail)), Some(fields)) = (field, document.as_object_mut()) {
        fields.insert("errors".to_owned(), json!([{"field": field, "detail": detail}]));
    }
    document
}

/// A refusal with these problems as its examples.
pub fn refusal(status: u16, problems: &[KnownProblem]) -> Value {
    let mut headers = Map::new();
    let shared = |name: &str| json!({"$ref": format!("#/components/headers/{name}")});
    match status {
        401 => headers.insert("WWW-Authenticate".to_owned(), shared("WWW-Authenticate")),
        405 => headers.insert("Allow".to_owned(), shared("Allow")),
        429 | 503 => headers.insert("Retry-After".to_owned(), shared("Retry-After")),
        _ => None,
    };
    let examples: Map<String, Value> = problems
        .iter()
        .map(|known| (known.name.to_owned(), json!({"value": problem_document(known)})))
        .collect();
    let mut content = json!({"schema": {"$ref": "#/components/schemas/Problem"}});
    if let (false, Some(fields)) = (examples.is_empty(), content.as_object_mut()) {
        fields.insert("examples".to_owned(), Value::Object(examples));
    }
    let told: Vec<String> = problems.iter().map(|known| format!("`{}`", known.name)).collect();
    let dash = if told.is_empty() { "" } else { " Names: " };
    let stop = if told.is_empty() { "" } else { "." };
    let mut refusal = json!({
        "description": format!("{}{dash}{}{stop}", sentence_of(status), told.join(", ")),
        "content": {"application/problem+json": content},
    });
    if let (false, Some(fields)) = (headers.is_empty(), refusal.as_object_mut()) {
        fields.insert("headers".to_owned(), Value::Object(headers));
    }
    refusal
}

/// The problems that any operation may answer with under this status.
pub fn common_problems(status: u16) -> Vec<KnownProblem> {
    let of_status = |known: &&KnownProblem| known.is_common && known.status == status;
    KNOWN_PROBLEMS.iter().filter(of_status).copied().collect()
}

pub fn responses() -> Map<String, Value> {
    let shared = REFUSALS
        .map(|(status, name, _)| (name.to_owned(), refusal(status, &common_problems(status))));
    shared.into_iter().collect()
}

pub fn headers() -> Map<String, Value> {
    let rows = [
        (
            "ETag",
            "The revision, or a digest of the answer.",
            json!({"type": "string", "examples": ["\"3\""]}),
        ),
        (
            "Idempotency-Replayed",
            "`true` where this is the first answer once more.",
            json!({"type": "string", "const": "true"}),
        ),
        (
            "Retry-After",
            "In so many seconds.",
            json!({"type": "integer", "minimum": 0, "examples": [30]}),
        ),
        (
            "RateLimit-Policy",
            "What may be asked: a purpose, `q` requests in any `w` seconds.",
            json!({"type": "string", "examples": ["\"writes\";q=120;w=60"]}),
        ),
        (
            "RateLimit",
            "How it stands: `r` requests are left, and after `t` seconds there are more.",
            json!({"type": "string", "examples": ["\"writes\";r=118;t=30"]}),
        ),
        (
            "Location",
            "Where it is.",
            json!({"type": "string", "examples": ["/api/admin/v1/imports/5d0f8e1c7ab94f6e9a3b2c1d0e4f5a6b"]}),
        ),
        (
            "Allow",
            "The methods that the address knows.",
            json!({"type": "string", "examples": ["GET"]}),
        ),
        (
            "WWW-Authenticate",
            "How to say who asks.",
            json!({"type": "string", "examples": ["Bearer realm=\"admin\""]}),
        ),
    ];
    let headers = rows.map(|(name, description, schema)| {
        (name.to_owned(), json!({"description": description, "schema": schema}))
    });
    headers.into_iter().collect()
}

pub fn security_schemes() -> Value {
    json!({
        "token": {
            "type": "http", "scheme": "bearer",
            "description": "A token of the admin API. Each operation names the scope that it needs.",
        },
        "session": {
            "type": "apiKey", "in": "cookie", "name": STAFF_COOKIE,
            "description": "A member of staff who has signed in at /admin, from the shop's own pages.",
        },
    })
}
