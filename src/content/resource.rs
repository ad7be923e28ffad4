//! A resource that the merchant writes whole and that has a revision: what its endpoints share.

use serde::{Deserialize, Serialize};

use super::store::expect_revision;
use super::{DocumentKey, write_and_publish};
use crate::kernel::Handle;
use crate::platform::{Rows, Statement, StoreError};
use crate::web::{Answer, Context, Problem, Reply};

pub(super) fn with_revision<T: Serialize>(status: u16, resource: &T, revision: i64) -> Answer {
    Reply::json(status, resource).header("ETag", format!("\"{revision}\"")).into()
}

/// A name from the address.
pub fn parse_id(field: &str, id: &str) -> Result<Handle, Problem> {
    Handle::parse(id).map_err(|error| Problem::invalid_field(field, error.to_string()))
}

/// Another write came first.
pub(super) fn changed_meanwhile(error: StoreError) -> Problem {
    if error.violates("revision_matches") {
        Problem::new(
            412,
            "revision_mismatch",
            "Somebody changed this meanwhile. Read it again and repeat your change.",
        )
    } else {
        error.into()
    }
}

/// The revision that an upsert, the statement at `index`, returned.
pub(super) fn revision_at(rows: &[Rows], index: usize) -> Result<i64, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        revision: i64,
    }
    let row = rows.get(index).map(Rows::first::<Row>).transpose()?;
    let missing = || StoreError::unavailable("the upsert returned no revision");
    row.flatten().map(|row| row.revision).ok_or_else(missing)
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
