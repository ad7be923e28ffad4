//! A resource that the merchant writes whole and that has a revision: what its endpoints share.

use serde::Serialize;

use super::{DocumentKey, write_and_publish};
use crate::kernel::Handle;
use crate::platform::{Statement, StoreError};
use crate::web::{Context, Problem, audited, check_expected, expect_revision, revision_at};

/// A name from the address.
pub fn parse_id(field: &str, id: &str) -> Result<Handle, Problem> {
    Handle::parse(id).map_err(|error| Problem::invalid_field(field, error.to_string()))
}

/// The row that a change was decided on.
pub(super) struct Precondition<'a> {
    pub id: &'a Handle,
    /// A scalar query for the revision of the row `?1`.
    pub actual: &'a str,
    /// The revision that was read; 0 where there was none.
    pub read: i64,
    /// What `If-Match` says.
    pub expected: Option<i64>,
}

impl Precondition<'_> {
    /// Refuses a caller who read another revision.
    pub fn check(&self) -> Result<(), Problem> {
        check_expected(self.expected, self.read)
    }

    /// Statements that fail the batch unless the row is still as it was read.
    pub fn statements(&self) -> Vec<Statement> {
        Vec::from(expect_revision(self.actual, self.id.as_str(), self.read))
    }
}

/// Carries out `upsert` and what goes with it, if the precondition holds, and publishes. Answers the
/// revision that the upsert returns.
pub(super) async fn write_resource(
    context: &Context,
    keys: &[DocumentKey],
    precondition: &Precondition<'_>,
    upsert: Statement,
    further: Vec<Statement>,
) -> Result<i64, StoreError> {
    let mut statements = precondition.statements();
    let index = statements.len();
    statements.push(upsert);
    statements.extend(further);
    let (rows, _) = write_and_publish(&context.platform, keys, statements).await?;
    revision_at(&rows, index)
}

/// What the audit log says of a resource: its body before and after, without revision.
pub(super) fn note<T: Serialize>(
    context: &Context,
    kind: &'static str,
    id: &str,
    before: Option<&T>,
    after: Option<&T>,
) -> Statement {
    let json = |body: Option<&T>| body.and_then(|body| serde_json::to_string(body).ok());
    let (before, after) = (json(before), json(after));
    audited(&context.platform, kind, id, before.as_deref(), after.as_deref())
}
