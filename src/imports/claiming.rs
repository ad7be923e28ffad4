//! Who works on an import, and when.

use super::report::ImportRow;
use super::store::{TAKE_BACK, ids};
use crate::kernel::Timestamp;
use crate::platform::{Database, Statement, StoreError};

/// When an import of which nothing was heard is taken for left alone.
const SILENT_SECONDS: i64 = 60;
/// The condition of the index by heartbeat, which serves only a query that has it word for word.
const AT_WORK: &str = "state IN ('uploading', 'checking', 'running')";

/// Takes the import for this worker, unless another one was heard of within a minute. Each time counts as an
/// attempt at the next step, until a step is kept.
pub async fn claim(
    database: &Database,
    id: &str,
    lease: &str,
    now: Timestamp,
) -> Result<Option<ImportRow>, StoreError> {
    let statement = Statement::new(
        "UPDATE imports SET lease = ?2, heartbeat_at_ms = ?3, attempts = attempts + 1
         WHERE id = ?1 AND state IN ('checking', 'running') AND (lease IS NULL OR lease = ?2 OR heartbeat_at_ms <= ?4)
         RETURNING *",
    )
    .bind(id)
    .bind(lease)
    .bind(now.as_millis())
    .bind(now.plus_seconds(-SILENT_SECONDS).as_millis());
    database.first(statement).await
}

/// Lets go of it between two steps, so that the next message need not wait.
pub async fn release(database: &Database, id: &str, lease: &str) -> Result<(), StoreError> {
    let statement = Statement::new(
        "UPDATE imports SET lease = NULL, attempts = 0 WHERE id = ?1 AND lease = ?2",
    );
    database.batch(vec![statement.bind(id).bind(lease)]).await.map(|_| ())
}

/// The same after a step that failed: nothing is to be heard of it until it is tried again.
pub async fn postpone(
    database: &Database,
    id: &str,
    lease: &str,
    until: Timestamp,
) -> Result<(), StoreError> {
    let statement = Statement::new(
        "UPDATE imports SET lease = NULL, heartbeat_at_ms = ?3 WHERE id = ?1 AND lease = ?2",
    );
    let statement = statement.bind(id).bind(lease).bind(until.as_millis());
    database.batch(vec![statement]).await.map(|_| ())
}

/// Imports that have gone silent, the longest silent first.
pub async fn silent(database: &Database, now: Timestamp) -> Result<Vec<String>, StoreError> {
    let statement = Statement::new(format!(
        "SELECT id FROM imports WHERE {AT_WORK} AND state <> 'uploading' AND heartbeat_at_ms <= ?1
         ORDER BY heartbeat_at_ms LIMIT 100"
    ));
    ids(database, statement.bind(now.plus_seconds(-SILENT_SECONDS).as_millis())).await
}

/// Takes uploads back that began before: one that comes to its end after all begins no dry run.
pub async fn take_back(
    database: &Database,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<String>, StoreError> {
    let statement = Statement::new(format!(
        "{TAKE_BACK} id IN (SELECT id FROM imports
           WHERE {AT_WORK} AND state = 'uploading' AND heartbeat_at_ms <= ?1 LIMIT ?2) RETURNING id"
    ));
    ids(database, statement.bind(before.as_millis()).bind(limit)).await
}
