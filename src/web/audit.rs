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

/// Whether the actor that `named` (an expression of SQL) names still opens something: nobody acts, or has
/// acted for them, once they were removed.
pub fn is_still_somebody(named: &str) -> String {
    format!(
        "({named} = 'admin-token' OR EXISTS (SELECT 1 FROM staff WHERE 'staff:' || staff.id = {named})
           OR EXISTS (SELECT 1 FROM api_tokens WHERE 'token:' || api_tokens.id = {named} AND revoked_at_ms IS NULL))"
    )
}

/// Adds those of a JSON list of [`AuditNote`](super::AuditNote)s that the log does not have.
pub fn audited_once(notes: String) -> Statement {
    Statement::new(
        "INSERT INTO audit_log (source, at_ms, actor, kind, subject, before, after)
         SELECT value ->> 'source', value ->> 'at_ms', value ->> 'by', value ->> 'kind', value ->> 'subject',
           value ->> 'before', value ->> 'after' FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING",
    )
    .bind(notes)
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
