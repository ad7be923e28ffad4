//! Documents whose publication is stuck: found behind by a round of the clock, and no further since.

use serde::Deserialize;

use super::wire::StuckPublication;
use crate::kernel::Timestamp;
use crate::platform::{Platform, Rows, Statement, StoreError};
use crate::web::Glance;

/// How long a document may be behind before somebody has to look at it, in seconds.
const STUCK_SECONDS: i64 = 120;
/// Most that a round notes; the rest has the same cause.
const NOTED: u32 = 1000;

const BEHIND: &str = "published_revision < revision";
/// Those that were published meanwhile, or are not there any more.
const FORGET: &str = "DELETE FROM publication_lags WHERE NOT EXISTS (
   SELECT 1 FROM publications p WHERE p.key = publication_lags.key AND p.published_revision < p.revision
     AND p.published_revision = publication_lags.published_revision)";

#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct LagRow {
    key: String,
    seen_at_ms: i64,
    count: u32,
}

/// Notes what is behind now, for the clock.
pub async fn note_lags(platform: &Platform, now: Timestamp) -> Result<(), StoreError> {
    let note = Statement::new(format!(
        "INSERT INTO publication_lags (key, published_revision, seen_at_ms)
         SELECT key, published_revision, ?1 FROM publications WHERE {BEHIND} ORDER BY publisher, key LIMIT ?2
         ON CONFLICT DO NOTHING"
    ));
    let note = note.bind(now.as_millis()).bind(NOTED);
    platform.database()?.batch(vec![Statement::new(FORGET), note]).await.map(|_| ())
}

/// How many there are, with the longest stuck, at most so many.
pub fn stuck_statement(now: Timestamp, most: u32) -> Statement {
    let stuck = "FROM publication_lags l JOIN publications p ON p.key = l.key
       AND p.published_revision = l.published_revision AND p.published_revision < p.revision
       WHERE seen_at_ms <= ?1";
    Statement::new(format!(
        "SELECT l.key, seen_at_ms, (SELECT count(*) {stuck}) AS count {stuck} ORDER BY seen_at_ms, l.key LIMIT {most}"
    ))
    .bind(now.plus_seconds(-STUCK_SECONDS).as_millis())
}

pub fn read_stuck(rows: &Rows) -> Result<Glance<StuckPublication>, StoreError> {
    let rows: Vec<LagRow> = rows.read()?;
    let count = rows.first().map_or(0, |row| row.count);
    let first = rows.into_iter().map(|row| StuckPublication {
        key: row.key,
        since: Timestamp::from_millis(row.seen_at_ms),
    });
    Ok(Glance { count, first: first.collect() })
}
