//! A resource that the merchant writes whole and that has a revision: what its endpoints share.

use super::{DocumentKey, write_and_publish};
use crate::kernel::Handle;
use crate::platform::{Statement, StoreError};
use crate::web::{Context, Problem, expect_revision, revision_at};

/// A name from the address.
pub fn parse_id(field: &str, id: &str) -> Result<Handle, Problem> {
    Handle::parse(id).map_err(|error| Problem::invalid_field(field, error.to_string()))
}

/// What `If-Match` says about the row that is written.
pub(super) struct Precondition<'a> {
    pub id: &'a Handle,
    /// A scalar query for the revision of the row `?1`.
    pub actual: &'a str,
    pub expected: Option<i64>,
}

impl Precondition<'_> {
    /// Statements that fail the batch unless it holds.
    pub fn statements(&self) -> Vec<Statement> {
        let Some(expected) = self.expected else { return Vec::new() };
        Vec::from(expect_revision(self.actual, self.id.as_str(), expected))
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
