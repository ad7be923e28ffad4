//! Imports in D1. Whoever works on one holds its lease, and every step is one batch that takes effect only
//! where the step before it ended: a step that is done twice counts once.

use serde::{Deserialize, Serialize};

use super::found::{Place, Trouble};
use super::ledger::{Known, NamedProduct, NamedSku};
use super::report::{Counts, ImportRow, MAX_KEPT_PROBLEMS, State};
use crate::kernel::Timestamp;
use crate::platform::{Database, Statement, StoreError};
use crate::web::is_still_somebody;

/// Problems in one statement, so that it stays far below the 2 MB that D1 takes.
const PROBLEMS_AT_ONCE: usize = 1000;

fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub async fn find(database: &Database, id: &str) -> Result<Option<ImportRow>, StoreError> {
    let statement = Statement::new("SELECT * FROM imports WHERE id = ?1");
    database.first(statement.bind(id)).await
}

/// An upload that begins.
pub fn announce(row: &ImportRow) -> Statement {
    Statement::new(
        "INSERT INTO imports (id, format, name, byte_length, options, state, started_by, heartbeat_at_ms, created_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, 'uploading', ?6, ?7, ?7)",
    )
    .bind(row.id.as_str())
    .bind(row.format.as_str())
    .bind(row.name.as_str())
    .bind(i64::try_from(row.byte_length).unwrap_or(i64::MAX))
    .bind(row.options.as_str())
    .bind(row.started_by.as_str())
    .bind(row.created_at_ms)
}

/// The file is there: the dry run may begin. It fails where the upload was taken back.
pub fn uploaded_statements(id: &str, now: Timestamp) -> Vec<Statement> {
    let uploaded = "UPDATE imports SET state = 'checking', heartbeat_at_ms = ?2 WHERE id = ?1";
    vec![
        expect("state = 'uploading' AND lease IS NULL", id, ""),
        Statement::new(uploaded).bind(id).bind(now.as_millis()),
        forget_expectations(),
    ]
}

/// Takes an upload back, so that its file may go: its dry run never begins. `false` where it has begun.
pub async fn take_back(database: &Database, id: &str) -> Result<bool, StoreError> {
    let take = Statement::new(format!("{TAKE_BACK} id = ?1 AND state = 'uploading'"));
    database.batch(vec![take.bind(id)]).await?;
    // The sweep may have taken it back and forgotten it before its file was there.
    Ok(find(database, id).await?.is_none_or(|row| row.state == State::Uploading))
}

pub const TAKE_BACK: &str = "UPDATE imports SET lease = 'taken back' WHERE";

/// Forgets an upload that was taken back, once its file is gone.
pub async fn forget(database: &Database, id: &str) -> Result<(), StoreError> {
    let statement = Statement::new("DELETE FROM imports WHERE id = ?1 AND state = 'uploading'");
    database.batch(vec![statement.bind(id)]).await.map(drop)
}

/// Fails the batch unless the condition holds for the import, `?1` being its id and `?2` the text.
fn expect(condition: &str, id: &str, text: &str) -> Statement {
    Statement::new(format!(
        "INSERT INTO expectations (expected, actual)
         VALUES (1, (SELECT count(*) FROM imports WHERE id = ?1 AND {condition} AND ?2 IS NOT NULL))"
    ))
    .bind(id)
    .bind(text)
}

fn forget_expectations() -> Statement {
    Statement::new("DELETE FROM expectations")
}

const BEGIN: &str = "UPDATE imports SET state = 'running', run_by = coalesce(?3, started_by), attempts = 0, at_byte = 0, at_line = 1,
   missing_after = NULL, row_count = 0, created = 0, changed = 0, unchanged = 0, archived = 0, failed = 0, error_count = 0,
   warning_count = 0, failure = NULL, begun_at_ms = ?2, ended_at_ms = NULL, heartbeat_at_ms = ?2";
// Of one that has just begun: what the dry run found is found again.
const FORGET_PROBLEMS: &str = "DELETE FROM import_problems WHERE import_id = ?1
   AND EXISTS (SELECT 1 FROM imports WHERE id = ?1 AND state = 'running' AND at_byte = 0 AND begun_at_ms = ?2)";
// What an earlier run left as it was, this one may change.
const FORGET_UNCHANGED: &str =
    "UPDATE import_products SET outcome = NULL WHERE import_id = ?1 AND outcome = 'unchanged'";

fn begin(id: &str, sql: String, now: Timestamp) -> Statement {
    Statement::new(sql).bind(id).bind(now.as_millis())
}

/// From the beginning again, this time for good: after the dry run, or after a run that stopped.
pub fn begin_statements(row: &ImportRow, now: Timestamp) -> Vec<Statement> {
    let ready = "(state = 'checked' OR (state = 'failed' AND begun_at_ms IS NOT NULL)) AND cleared_at_ms IS NULL";
    vec![
        expect(ready, &row.id, ""),
        begin(&row.id, format!("{BEGIN} WHERE id = ?1"), now).bind(row.run_by.as_deref()),
        begin(&row.id, FORGET_PROBLEMS.to_owned(), now),
        Statement::new(FORGET_UNCHANGED).bind(row.id.as_str()),
        // Whoever worked on it before is done with it.
        Statement::new("UPDATE imports SET lease = NULL WHERE id = ?1").bind(row.id.as_str()),
        forget_expectations(),
    ]
}

/// The same by itself, for a dry run that ended without a bad row where that was wished for by somebody who
/// may still wish for it.
fn go_on_statements(id: &str, now: Timestamp) -> Vec<Statement> {
    let wished = "state = 'checked' AND error_count = 0 AND options ->> 'run_if_clean' = 1";
    // Nothing is changed in the name of somebody who was removed meanwhile.
    let allowed = is_still_somebody("started_by");
    vec![
        begin(id, format!("{BEGIN} WHERE id = ?1 AND {wished} AND {allowed}"), now)
            .bind(None::<&str>),
        begin(id, FORGET_PROBLEMS.to_owned(), now),
    ]
}

/// Ends what has not ended, and fails where it has; the step that is being taken is finished.
pub fn cancel_statements(id: &str, now: Timestamp) -> Vec<Statement> {
    let going_on = "state IN ('checking', 'checked', 'running')";
    vec![expect(going_on, id, ""), cancel(id, now), forget_expectations()]
}

fn cancel(id: &str, now: Timestamp) -> Statement {
    Statement::new(
        "UPDATE imports SET state = 'cancelled', ended_at_ms = ?2
         WHERE id = ?1 AND state IN ('checking', 'checked', 'running')",
    )
    .bind(id)
    .bind(now.as_millis())
}

/// What one step did.
#[derive(Debug, Default)]
pub struct Progress {
    pub end: Place,
    pub rows: u32,
    pub counts: Counts,
    pub troubles: Vec<Trouble>,
    /// Read from the first line, in the first step.
    pub column_names: Option<Vec<String>>,
    /// The last of the products that the file does not name; empty before the first.
    pub missing_after: Option<String>,
    pub ending: Option<Ending>,
    /// Further statements of the same batch.
    pub more: Vec<Statement>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// All has been read.
    Complete,
    /// Nothing can be read, for this reason.
    Failed(String),
}

/// Keeps a step, after which the next one begins; `None` when another worker has taken the import over.
pub async fn save(
    database: &Database,
    row: &ImportRow,
    lease: &str,
    progress: Progress,
    now: Timestamp,
) -> Result<Option<ImportRow>, StoreError> {
    let id = row.id.as_str();
    let here = format!(
        "lease = ?2 AND at_byte = {} AND missing_after IS {}",
        row.at_byte,
        if row.missing_after.is_some() { "NOT NULL" } else { "NULL" },
    );
    let mut statements = vec![expect(&here, id, lease)];
    if let Some(after) = &row.missing_after {
        statements.push(expect("missing_after = ?2", id, after));
    }
    let errors = progress.troubles.iter().filter(|trouble| trouble.is_warning == 0).count();
    let errors = u32::try_from(errors).unwrap_or(u32::MAX);
    let all = u32::try_from(progress.troubles.len()).unwrap_or(u32::MAX);
    statements.extend(insert_problems(row, &progress.troubles));
    statements.extend(progress.more);
    let names = progress.column_names.as_ref().map(json);
    let Counts { created, changed, unchanged, archived, failed } = progress.counts;
    statements.push(
        Statement::new(
            "UPDATE imports SET at_byte = ?2, at_line = ?3, row_count = row_count + ?4, created = created + ?5,
               changed = changed + ?6, unchanged = unchanged + ?7, archived = archived + ?8, failed = failed + ?9,
               error_count = error_count + ?10, warning_count = warning_count + ?11,
               column_names = coalesce(?12, column_names), missing_after = ?13, attempts = 1, heartbeat_at_ms = ?14 WHERE id = ?1",
        )
        .bind(id)
        .bind(i64::try_from(progress.end.offset).unwrap_or(i64::MAX))
        .bind(progress.end.line)
        .bind(progress.rows)
        .bind(created)
        .bind(changed)
        .bind(unchanged)
        .bind(archived)
        .bind(failed)
        .bind(errors)
        .bind(all - errors)
        .bind(names)
        .bind(progress.missing_after)
        .bind(now.as_millis()),
    );
    if let Some(ending) = progress.ending {
        statements.push(end(id, &ending, now));
        statements.extend(go_on_statements(id, now));
    }
    statements.push(forget_expectations());
    statements.push(Statement::new("SELECT * FROM imports WHERE id = ?1").bind(id));
    match database.batch(statements).await {
        Ok(answers) => match answers.last() {
            Some(rows) => rows.first(),
            None => Ok(None),
        },
        Err(error) if error.violates("revision_matches") => Ok(None),
        Err(error) => Err(error),
    }
}

/// What was cancelled meanwhile stays so.
fn end(id: &str, ending: &Ending, now: Timestamp) -> Statement {
    match ending {
        Ending::Complete => Statement::new(
            "UPDATE imports SET planned = CASE state WHEN 'checking' THEN json_object('created', created, 'changed', changed,
                 'unchanged', unchanged, 'archived', archived, 'failed', failed) ELSE planned END,
               checked_at_ms = CASE state WHEN 'checking' THEN ?2 ELSE checked_at_ms END,
               ended_at_ms = CASE state WHEN 'running' THEN ?2 END,
               state = CASE state WHEN 'checking' THEN 'checked' ELSE 'done' END
             WHERE id = ?1 AND state IN ('checking', 'running')",
        )
        .bind(id)
        .bind(now.as_millis()),
        Ending::Failed(reason) => Statement::new(
            "UPDATE imports SET state = 'failed', ended_at_ms = ?2, failure = ?3
             WHERE id = ?1 AND state IN ('checking', 'running')",
        )
        .bind(id)
        .bind(now.as_millis())
        .bind(reason.as_str()),
    }
}

fn insert_problems(row: &ImportRow, troubles: &[Trouble]) -> Vec<Statement> {
    let first = row.error_count.saturating_add(row.warning_count);
    let room = MAX_KEPT_PROBLEMS.saturating_sub(first) as usize;
    let kept = troubles.get(..room.min(troubles.len())).unwrap_or_default();
    let statements = (first..).step_by(PROBLEMS_AT_ONCE).zip(kept.chunks(PROBLEMS_AT_ONCE));
    let statements = statements.map(|(first, some)| {
        Statement::new(
            "INSERT INTO import_problems (import_id, number, line, column_name, reason, is_warning)
             SELECT ?1, ?2 + key, value ->> 'line', value ->> 'column', value ->> 'reason', value ->> 'is_warning'
             FROM json_each(?3)",
        )
        .bind(row.id.as_str())
        .bind(first)
        .bind(json(some))
    });
    statements.collect()
}

pub fn name_products(id: &str, products: &[NamedProduct]) -> Statement {
    Statement::new(
        "INSERT INTO import_products (import_id, handle, line) SELECT ?1, value ->> 'handle', value ->> 'line'
         FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(json(products))
}

pub fn name_skus(id: &str, skus: &[NamedSku]) -> Statement {
    Statement::new(
        "INSERT INTO import_skus (import_id, sku, handle, line)
         SELECT ?1, value ->> 'sku', value ->> 'handle', value ->> 'line'
         FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(json(skus))
}

/// Notes what is about to become of products before it does.
pub async fn note_outcomes(
    database: &Database,
    id: &str,
    products: &[NamedProduct],
) -> Result<(), StoreError> {
    // Named a second time as a list: the planner would walk the whole import and look for each in the notes.
    let statement = Statement::new(
        "UPDATE import_products SET outcome = noted.outcome
         FROM (SELECT value ->> 'handle' AS handle, value ->> 'outcome' AS outcome FROM json_each(?2)) AS noted
         WHERE import_id = ?1 AND import_products.handle = noted.handle AND import_products.outcome IS NULL
           AND import_products.handle IN (SELECT value ->> 'handle' FROM json_each(?2))",
    )
    .bind(id)
    .bind(json(products));
    database.batch(vec![statement]).await.map(|_| ())
}

pub async fn load_known(
    database: &Database,
    id: &str,
    handles: &[&str],
    skus: &[&str],
) -> Result<Known, StoreError> {
    #[derive(Deserialize)]
    struct Owner {
        sku: String,
        handle: String,
    }
    let (handles, skus) = (json(handles), json(skus));
    let owners = Statement::new(
        "SELECT sku, products.handle FROM json_each(?1) JOIN variants ON sku = value JOIN products ON products.id = product_id",
    );
    // Also of whose SKUs the file may have spoken before. In one list: with OR it would walk the whole import.
    let products = Statement::new(
        "SELECT handle, line, outcome FROM import_products WHERE import_id = ?1 AND handle IN (
           SELECT value FROM json_each(?2) UNION SELECT products.handle FROM json_each(?3)
             JOIN variants ON sku = value JOIN products ON products.id = product_id)",
    );
    let answers = database
        .batch(vec![
            products.bind(id).bind(handles).bind(skus.as_str()),
            Statement::new(
                "SELECT sku, handle, line FROM import_skus WHERE import_id = ?1 AND sku IN (SELECT value FROM json_each(?2))",
            )
            .bind(id)
            .bind(skus.as_str()),
            owners.bind(skus.as_str()),
        ])
        .await?;
    let [products, named, owners] = answers.as_slice() else {
        return Err(StoreError::unavailable("three answers were expected"));
    };
    let owners: Vec<Owner> = owners.read()?;
    Ok(Known {
        products: products.read()?,
        skus: named.read()?,
        owners: owners.into_iter().map(|owner| (owner.sku, owner.handle)).collect(),
    })
}

pub(super) async fn ids(
    database: &Database,
    statement: Statement,
) -> Result<Vec<String>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
    }
    let rows: Vec<Row> = database.rows(statement).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The file is gone, and with it all that is only of use beside it. The counts stay.
pub fn clear_statements(id: &str, now: Timestamp) -> Vec<Statement> {
    let of_it = |sql: &'static str| Statement::new(sql).bind(id);
    vec![
        of_it("DELETE FROM import_products WHERE import_id = ?1"),
        of_it("DELETE FROM import_skus WHERE import_id = ?1"),
        of_it("DELETE FROM import_problems WHERE import_id = ?1"),
        cancel(id, now),
        of_it("UPDATE imports SET cleared_at_ms = ?2 WHERE id = ?1").bind(now.as_millis()),
    ]
}
