//! Revisions of what people edit: how a write says which one it was decided on, and what becomes of
//! one that came too late.

use serde::{Deserialize, Serialize};

use super::{Answer, Problem, Reply, revision_mismatch};
use crate::platform::{Rows, Statement, StoreError};

/// Refuses the batch unless the number that `actual` (a scalar query about `?1`) finds is
/// `expected`; nothing counts as 0.
pub fn expect_revision(actual: &str, key: &str, expected: i64) -> [Statement; 2] {
    let sql =
        format!("INSERT INTO expectations (expected, actual) VALUES (?2, coalesce(({actual}), 0))");
    [Statement::new(sql).bind(key).bind(expected), Statement::new("DELETE FROM expectations")]
}

/// Refuses the batch when more than `most` rows are counted, as in `markets` or `promotions WHERE …`;
/// after the insert, so that however many come at once, none is one too many.
pub fn expect_room(counted: &str, most: usize) -> [Statement; 2] {
    let sql =
        format!("INSERT INTO allotments (taken, most) SELECT count(*), {most} FROM {counted}");
    [Statement::new(sql), Statement::new("DELETE FROM allotments")]
}

/// What a batch with [`expect_room`] was refused for, if it was that; `sentence` names the limit.
pub fn too_many(error: &StoreError, sentence: &str) -> Option<Problem> {
    error.violates("there_is_room").then(|| Problem::new(409, "too_many", sentence))
}

/// 412 for a caller who read another revision than the one that is there.
pub fn check_expected(expected: Option<i64>, actual: i64) -> Result<(), Problem> {
    if expected.is_none_or(|expected| expected == actual) {
        Ok(())
    } else {
        Err(revision_mismatch())
    }
}

/// What a batch with expectations failed of: another write that came first, or something else. Only
/// who named a revision (`expected`) is told that it is another one; who did not may send it again.
pub fn changed_meanwhile(expected: Option<i64>, error: StoreError) -> Problem {
    match expected {
        _ if !error.violates("revision_matches") => error.into(),
        Some(_) => revision_mismatch(),
        None => conflict(),
    }
}

/// Another write came first, and nothing that the caller named is other than it was.
pub fn conflict() -> Problem {
    Problem::new(409, "conflict", "Others are changing this just now. Send it again in a moment.")
}

/// The revision that an upsert, the statement at `index`, returned.
pub fn revision_at(rows: &[Rows], index: usize) -> Result<i64, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        revision: i64,
    }
    let row = rows.get(index).map(Rows::first::<Row>).transpose()?;
    let missing = || StoreError::unavailable("the upsert returned no revision");
    row.flatten().map(|row| row.revision).ok_or_else(missing)
}

/// The resource with its revision as `ETag`; 201 where it was made just now.
pub fn with_revision<T: Serialize>(status: u16, resource: &T, revision: i64) -> Answer {
    Reply::json(status, resource).header("ETag", format!("\"{revision}\"")).into()
}
