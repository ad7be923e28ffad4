use serde::Serialize;

/// What the audit log is to say of a change of what an object owns. The object keeps it in the step of the
/// change, until the copy in D1 has taken it along.
#[derive(Debug, Serialize)]
pub struct AuditNote<'a> {
    /// By which the log knows it again.
    pub source: String,
    pub at_ms: i64,
    pub by: &'a str,
    pub kind: &'static str,
    pub subject: &'a str,
    /// JSON, like `after`.
    pub before: &'a str,
    pub after: &'a str,
}
