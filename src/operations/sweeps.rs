//! When the clock last did each of its rounds.

use serde::Deserialize;

use super::wire::SweepState;
use crate::kernel::Timestamp;
use crate::platform::{Platform, Rows, Statement, StoreError, now};

/// Longest cause that is kept, in characters.
const MAX_FAILURE_LENGTH: usize = 500;

const NOTE: &str = "INSERT INTO sweeps (name, ran_at_ms, succeeded_at_ms, failure)
   VALUES (?1, ?2, CASE WHEN ?3 IS NULL THEN ?2 END, ?3)
   ON CONFLICT (name) DO UPDATE SET ran_at_ms = ?2, failure = ?3,
     succeeded_at_ms = CASE WHEN ?3 IS NULL THEN ?2 ELSE succeeded_at_ms END";

/// Notes how a round ended; the next one tries again.
pub async fn note_sweep(platform: &Platform, name: &str, outcome: Result<(), StoreError>) {
    let failure = outcome.err().map(|error| {
        worker::console_error!("sweep of {name}: {error}");
        error.to_string().chars().take(MAX_FAILURE_LENGTH).collect::<String>()
    });
    let statement = Statement::new(NOTE).bind(name).bind(now().as_millis()).bind(failure);
    let noted = match platform.database() {
        Ok(database) => database.batch(vec![statement]).await.map(|_| ()),
        Err(error) => Err(error),
    };
    if let Err(error) = noted {
        worker::console_error!("the sweep of {name} could not be noted: {error}");
    }
}

pub(super) fn sweeps_statement() -> Statement {
    Statement::new("SELECT name, ran_at_ms, succeeded_at_ms, failure FROM sweeps ORDER BY name")
}

pub(super) fn read_sweeps(rows: &Rows) -> Result<Vec<SweepState>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
        ran_at_ms: i64,
        succeeded_at_ms: Option<i64>,
        failure: Option<String>,
    }
    let rows: Vec<Row> = rows.read()?;
    let state = |row: Row| SweepState {
        name: row.name,
        ran_at: Timestamp::from_millis(row.ran_at_ms),
        succeeded_at: row.succeeded_at_ms.map(Timestamp::from_millis),
        failure: row.failure,
    };
    Ok(rows.into_iter().map(state).collect())
}
