//! What mail providers are sent and what their answers mean: an HTTP API as Resend has it, or the
//! platform's own binding.
//!
//! Source: Resend's OpenAPI description (`POST /emails`) and its list of errors; the list of errors of
//! Cloudflare's Email Service.

use serde_json::{Value, json};

use super::Letter;
use crate::kernel::{Timestamp, parse_value};

/// The order tries an hour later again for as long; a mail that says something a week late confuses.
const GIVE_UP_AFTER_SECONDS: i64 = 7 * 24 * 3600;
/// Longest reason that is kept, in characters.
const MAX_REASON_LENGTH: usize = 300;

/// What became of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The provider has it, or had it before.
    Sent,
    /// Nobody knows or nothing happened: try again.
    Later(String),
    /// Trying again would be answered alike.
    Refused(String),
}

impl Verdict {
    /// Providers quote the receiver, whose address is the order's alone: reasons are logged and listed.
    #[must_use]
    pub fn without_address(self, letter: &Letter) -> Self {
        let hide = |reason: &str| hidden(reason, &letter.to);
        match self {
            Self::Sent => Self::Sent,
            Self::Later(reason) => Self::Later(hide(&reason)),
            Self::Refused(reason) => Self::Refused(hide(&reason)),
        }
    }

    /// After a while trying ends, and what was not sent is the merchant's to see.
    #[must_use]
    pub fn within_reason(self, happened_at: Timestamp, now: Timestamp) -> Self {
        match self {
            Self::Later(reason) if happened_at.plus_seconds(GIVE_UP_AFTER_SECONDS) <= now => {
                Self::Refused(format!("Given up after seven days: {reason}"))
            }
            verdict => verdict,
        }
    }
}

/// The body of `POST /emails`.
pub fn resend_body(letter: &Letter) -> String {
    let mut body = json!({
        "from": letter.from,
        "to": [letter.to],
        "subject": letter.subject,
        "html": letter.html,
        "text": letter.text,
        // Not an answer to anything, and nothing that an absence note should answer (RFC 3834).
        "headers": {"Auto-Submitted": "auto-generated"},
    });
    if let (Some(reply_to), Some(fields)) = (&letter.reply_to, body.as_object_mut()) {
        fields.insert("reply_to".to_owned(), Value::from(reply_to.as_str()));
    }
    body.to_string()
}

/// What an answer of the HTTP API means.
pub fn resend_verdict(status: u16, body: &[u8]) -> Verdict {
    let answer = parse_value(body).unwrap_or_default();
    let text = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default();
    let (name, message) = (text("name"), text("message"));
    let reason = cut(&format!("{status} {name}: {message}"));
    match status {
        200..=299 => Verdict::Sent,
        // The key was used for another body within a day: that letter is on its way.
        409 if name == "invalid_idempotent_request" => Verdict::Sent,
        400 | 413 | 422 if !is_ours(name, message) => Verdict::Refused(reason),
        _ => Verdict::Later(reason),
    }
}

/// Whether a refusal is about the shop's own account or sender, which the merchant can mend, and not
/// about the one letter.
fn is_ours(name: &str, message: &str) -> bool {
    let message = message.to_lowercase();
    name == "invalid_from_address"
        || ["api key", "domain", "`from`", "quota"].iter().any(|word| message.contains(word))
}

/// What the binding's error means: `code` as it has it, like `E_RECIPIENT_SUPPRESSED`.
pub fn binding_verdict(code: &str, message: &str) -> Verdict {
    let reason = cut(&format!("{code}: {message}"));
    match code {
        "E_RECIPIENT_SUPPRESSED"
        | "E_RECIPIENT_NOT_ALLOWED"
        | "E_VALIDATION_ERROR"
        | "E_CONTENT_TOO_LARGE" => Verdict::Refused(reason),
        _ => Verdict::Later(reason),
    }
}

/// The text without an address, in whatever letters it is quoted.
fn hidden(text: &str, address: &str) -> String {
    let (lower, wanted) = (text.to_ascii_lowercase(), address.to_ascii_lowercase());
    if wanted.is_empty() {
        return text.to_owned();
    }
    let (mut shown, mut from) = (String::new(), 0);
    // Lowering ASCII keeps every position.
    for (at, found) in lower.match_indices(&wanted) {
        shown.push_str(text.get(from..at).unwrap_or_default());
        shown.push_str("(the receiver)");
        from = at + found.len();
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    shown
}

fn cut(text: &str) -> String {
    super::sender::one_line(text).chars().take(MAX_REASON_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            key: "01ABCDEFGH:4:shopper".to_owned(),
            from: "Shop <orders@shop.example>".to_owned(),
            to: "ada@example.com".to_owned(),
            reply_to: Some("shop@shop.example".to_owned()),
            subject: "Your order 01ABCDEFGH is confirmed".to_owned(),
            html: "<p>Thank you</p>".to_owned(),
            text: "Thank you".to_owned(),
        }
    }

    #[test]
    fn a_letter_is_sent_as_the_published_description_has_it() {
        let body: Value = serde_json::from_str(&resend_body(&letter())).unwrap();
        let names: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["from", "headers", "html", "reply_to", "subject", "text", "to"]);
        assert_eq!(body["to"], json!(["ada@example.com"]));
        assert_eq!(body["reply_to"], "shop@shop.example");
        let without = resend_body(&Letter { reply_to: None, ..letter() });
        assert!(!without.contains("reply_to"));
    }

    #[test]
    fn each_answer_of_the_provider_is_sent_later_or_refused() {
        let error =
            |name: &str, message: &str| json!({"name": name, "message": message}).to_string();
        let table = [
            (200, r#"{"id":"49a3999c"}"#.to_owned(), "sent"),
            (200, "not JSON".to_owned(), "sent"),
            (409, error("invalid_idempotent_request", "Same key, other payload."), "sent"),
            (409, error("concurrent_idempotent_requests", "In progress."), "later"),
            (400, error("validation_error", "Invalid `to` field."), "refused"),
            (422, error("invalid_parameter", "The email is not valid."), "refused"),
            (400, error("validation_error", "API key is invalid"), "later"),
            (422, error("invalid_from_address", "Invalid from address."), "later"),
            (403, error("validation_error", "The shop.example domain is not verified."), "later"),
            (401, error("missing_api_key", "Missing API key."), "later"),
            (404, "<html>".to_owned(), "later"),
            (429, error("rate_limit_exceeded", "Too many requests."), "later"),
            (429, error("daily_quota_exceeded", "Quota."), "later"),
            (500, error("application_error", "An unexpected error occurred."), "later"),
            (302, String::new(), "later"),
        ];
        for (status, body, expected) in table {
            let verdict = match resend_verdict(status, body.as_bytes()) {
                Verdict::Sent => "sent",
                Verdict::Later(_) => "later",
                Verdict::Refused(_) => "refused",
            };
            assert_eq!(verdict, expected, "{status} {body}");
        }
    }

    #[test]
    fn the_bindings_errors_are_told_apart_too() {
        for (code, refused) in [
            ("E_RECIPIENT_SUPPRESSED", true),
            ("E_VALIDATION_ERROR", true),
            ("E_SENDER_NOT_VERIFIED", false),
            ("E_RATE_LIMIT_EXCEEDED", false),
            ("E_INTERNAL_SERVER_ERROR", false),
            ("", false),
        ] {
            let verdict = binding_verdict(code, "…");
            assert_eq!(matches!(verdict, Verdict::Refused(_)), refused, "{code}");
        }
    }

    #[test]
    fn a_reason_never_has_the_receivers_address() {
        let body = json!({"name": "invalid_parameter", "message": "`Ada@Example.com` (ada@example.com) bounces."});
        let verdict = resend_verdict(422, body.to_string().as_bytes()).without_address(&letter());
        let told = "422 invalid_parameter: `(the receiver)` ((the receiver)) bounces.";
        assert_eq!(verdict, Verdict::Refused(told.to_owned()));
        let later = Verdict::Later("é ADA@example.com: later".to_owned());
        let told = Verdict::Later("é (the receiver): later".to_owned());
        assert_eq!(later.without_address(&letter()), told);
        assert_eq!(Verdict::Sent.without_address(&letter()), Verdict::Sent);
    }

    #[test]
    fn trying_ends_after_a_week() {
        let happened = Timestamp::from_millis(0);
        let later = || Verdict::Later("500".to_owned());
        let before = happened.plus_seconds(GIVE_UP_AFTER_SECONDS - 1);
        assert_eq!(later().within_reason(happened, before), later());
        let after = later().within_reason(happened, happened.plus_seconds(GIVE_UP_AFTER_SECONDS));
        assert!(matches!(after, Verdict::Refused(reason) if reason.contains("500")));
        let sent = Verdict::Sent.within_reason(happened, Timestamp::from_millis(i64::MAX));
        assert_eq!(sent, Verdict::Sent);
    }
}
