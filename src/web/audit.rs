//! What the audit log says of a change: a statement of the same batch as the change itself, so that
//! there is neither without the other.

use crate::platform::{Platform, Statement, now};

const INSERT: &str = "INSERT INTO audit_log (at_ms, actor, kind, subject, before, after)";

/// `kind` and `subject` say what was changed, like `product` and its handle; `before` and `after` are
/// JSON, `None` where there was or is nothing.
pub fn audited(
    platform: &Platform,
    kind: &'static str,
    subject: &str,
    before: Option<&str>,
    after: Option<&str>,
) -> Statement {
    Statement::new(format!("{INSERT} VALUES (?1, ?2, ?3, ?4, ?5, ?6)"))
        .bind(now().as_millis())
        .bind(platform.actor())
        .bind(kind)
        .bind(subject)
        .bind(before)
        .bind(after)
}

/// The same of many: `rows` is a JSON list of objects with `subject`, `before` and `after`.
pub fn audited_each(platform: &Platform, kind: &'static str, rows: String) -> Statement {
    Statement::new(format!(
        "{INSERT} SELECT ?1, ?2, ?3, value ->> 'subject', value -> 'before', value -> 'after' FROM json_each(?4)"
    ))
    .bind(now().as_millis())
    .bind(platform.actor())
    .bind(kind)
    .bind(rows)
}

/// The same where only the database knows what was there: `before` is a scalar query for its JSON with
/// the subject as `?4`. It stands before the change in the batch, and notes nothing where nothing
/// changes.
pub fn audited_row(
    platform: &Platform,
    kind: &'static str,
    subject: &str,
    before: &str,
    after: Option<&str>,
) -> Statement {
    Statement::new(format!(
        "{INSERT} SELECT ?1, ?2, ?3, ?4, ({before}), ?5 WHERE ({before}) IS NOT ?5"
    ))
    .bind(now().as_millis())
    .bind(platform.actor())
    .bind(kind)
    .bind(subject)
    .bind(after)
}
