//! Products that the file does not name: archived at the end, where that was wished for.

use serde::Deserialize;

use super::report::{Counts, ImportRow, State};
use super::store::{Ending, Progress};
use crate::catalog::{Change, Status, load_products, put_products};
use crate::kernel::Handle;
use crate::kernel::Timestamp;
use crate::platform::{Platform, Statement, StoreError};

/// Products archived in one step.
const STEP_PRODUCTS: u32 = 100;
/// Stands for a row of the file of which nobody can tell which product it is.
pub const NAMELESS: &str = "";

// A file that names no product at all is cut off rather than meant so.
const THEY: &str = "FROM products WHERE status <> 'archived' AND created_at_ms <= ?2
   AND EXISTS (SELECT 1 FROM import_products WHERE import_id = ?1 AND line > 0)
   AND NOT EXISTS (SELECT 1 FROM import_products WHERE import_id = ?1 AND handle = '')
   AND handle NOT IN (SELECT handle FROM import_products WHERE import_id = ?1 AND line > 0)";

/// Counts them in the dry run, after the last products of the file were named in the same batch. None
/// where a row names no product: it may be one of these.
fn count(row: &ImportRow) -> Statement {
    Statement::new(format!(
        "UPDATE imports SET archived = archived + (SELECT count(*) {THEY}) WHERE id = ?1"
    ))
    .bind(row.id.as_str())
    .bind(row.created_at_ms)
}

/// Writes them down, so that they can be gone through however often a step is taken. What was made after
/// the file came is not missing from it.
fn write_down(row: &ImportRow) -> Statement {
    Statement::new(format!(
        "INSERT INTO import_products (import_id, handle, line) SELECT ?1, handle, 0 {THEY} ON CONFLICT DO NOTHING"
    ))
    .bind(row.id.as_str())
    .bind(row.created_at_ms)
}

/// Archives the next of them.
pub async fn step(
    platform: &Platform,
    row: &ImportRow,
    after: &str,
    now: Timestamp,
) -> Result<Progress, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        handle: String,
    }
    let database = platform.database()?;
    let statement = Statement::new(
        "SELECT handle FROM import_products WHERE import_id = ?1 AND line = 0 AND handle > ?2
         ORDER BY handle LIMIT ?3",
    );
    let rows: Vec<Row> =
        database.rows(statement.bind(row.id.as_str()).bind(after).bind(STEP_PRODUCTS)).await?;
    let place = row.place();
    let Some(last) = rows.last() else {
        return Ok(Progress {
            end: place,
            missing_after: Some(after.to_owned()),
            ending: Some(Ending::Complete),
            ..Progress::default()
        });
    };
    let handles: Vec<&str> = rows.iter().map(|row| row.handle.as_str()).collect();
    let (settings, mut stored) = load_products(&database, &handles).await?;
    let mut changes = Vec::new();
    // When this step was taken before and its end was lost.
    let mut archived_before = 0;
    for handle in &handles {
        let Some(stored) = stored.remove(*handle) else { continue };
        let mut draft = stored.draft.clone();
        draft.status = Status::Archived;
        if stored.draft.status == Status::Archived {
            archived_before += 1;
            continue;
        }
        if let (Ok(handle), Ok(product)) = (Handle::parse(handle), draft.accept(settings.currency))
        {
            changes.push(Change { handle, stored: Some(stored), product });
        }
    }
    let answers = put_products(platform, changes, now).await?;
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let archived = answers.iter().filter(|answer| answer.is_ok()).count();
    // Somebody changed it just now; the next import finds it missing again.
    let failed = count(answers.len() - archived);
    let archived = count(archived + archived_before);
    Ok(Progress {
        end: place,
        counts: Counts { archived, failed, ..Counts::default() },
        missing_after: Some(last.handle.clone()),
        ..Progress::default()
    })
}

/// What follows the end of the file.
pub fn after_the_file(row: &ImportRow, progress: &mut Progress) {
    let wished = row.options().archive_missing;
    if wished && row.state == State::Running {
        progress.more.push(write_down(row));
        progress.missing_after = Some(String::new());
        return;
    }
    if wished {
        progress.more.push(count(row));
    }
    progress.ending = Some(Ending::Complete);
}
