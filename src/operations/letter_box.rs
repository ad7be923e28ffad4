//! Dead letters in D1: what queues gave up, kept until somebody deals with it.

use serde::Deserialize;
use worker::js_sys::JSON;
use worker::{MessageBatch, MessageExt, RawMessage};

use super::queues::WatchedQueue;
use super::wire::{DeadLetter, LetterState};
use crate::kernel::Timestamp;
use crate::platform::{Platform, Rows, Statement, StoreError, now};
use crate::web::{GLANCED_AT, Glance};

/// One parameter carries all messages; a message that comes twice is one row.
const KEEP: &str = "INSERT INTO dead_letters (id, queue, body, arrived_at_ms)
   SELECT value ->> 0, ?2, value ->> 1, ?3 FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING";
pub(super) const COLUMNS: &str =
    "id, queue, body, arrived_at_ms, replayed_at_ms, dismissed_at_ms, handled_by";
pub(super) const WAITING: &str = "replayed_at_ms IS NULL AND dismissed_at_ms IS NULL";

#[derive(Debug, Deserialize)]
pub(super) struct LetterRow {
    id: String,
    queue: String,
    body: String,
    pub arrived_at_ms: i64,
    replayed_at_ms: Option<i64>,
    dismissed_at_ms: Option<i64>,
    handled_by: Option<String>,
}

impl From<LetterRow> for DeadLetter {
    fn from(row: LetterRow) -> Self {
        let state = match (row.replayed_at_ms, row.dismissed_at_ms) {
            (Some(_), _) => LetterState::Replayed,
            (None, Some(_)) => LetterState::Dismissed,
            (None, None) => LetterState::Waiting,
        };
        let handled_at = row.replayed_at_ms.or(row.dismissed_at_ms);
        Self {
            id: row.id,
            queue: row.queue,
            body: row.body,
            arrived_at: Timestamp::from_millis(row.arrived_at_ms),
            state,
            handled_at: handled_at.map(Timestamp::from_millis),
            by: row.handled_by,
        }
    }
}

/// The consumer of every queue of dead letters. `false` where the queue is none of these.
pub async fn keep_dead_letters(platform: &Platform, batch: &MessageBatch<u32>) -> bool {
    let Some(queue) = WatchedQueue::of_dead(&batch.queue()) else { return false };
    let letters: Vec<(String, String)> =
        batch.raw_iter().map(|message| (message.id(), body_of(&message))).collect();
    match keep(platform, queue, &letters).await {
        Ok(()) => {
            worker::console_error!(
                "{} messages of the queue {} are dead",
                letters.len(),
                queue.name
            );
            batch.raw_iter().for_each(|message| message.ack());
        }
        Err(error) => {
            worker::console_error!("dead letters of {} wait: {error}", queue.name);
            batch.raw_iter().for_each(|message| message.retry());
        }
    }
    true
}

/// Text as it is, anything else as JSON.
fn body_of(message: &RawMessage) -> String {
    let body = message.body();
    let json = || JSON::stringify(&body).ok().and_then(|text| text.as_string());
    body.as_string().or_else(json).unwrap_or_default()
}

async fn keep(
    platform: &Platform,
    queue: WatchedQueue,
    letters: &[(String, String)],
) -> Result<(), StoreError> {
    let rows = serde_json::to_string(letters).map_err(StoreError::unavailable)?;
    let statement = Statement::new(KEEP).bind(rows).bind(queue.name).bind(now().as_millis());
    platform.database()?.batch(vec![statement]).await.map(|_| ())
}

/// Those that nobody dealt with, the newest first.
pub(super) fn waiting_statement() -> Statement {
    Statement::new(format!(
        "SELECT {COLUMNS}, (SELECT count(*) FROM dead_letters WHERE {WAITING}) AS count
         FROM dead_letters WHERE {WAITING} ORDER BY arrived_at_ms DESC, id DESC LIMIT {GLANCED_AT}"
    ))
}

pub(super) fn read_waiting(rows: &Rows) -> Result<Glance<DeadLetter>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(flatten)]
        letter: LetterRow,
        count: u32,
    }
    let rows: Vec<Row> = rows.read()?;
    let count = rows.first().map_or(0, |row| row.count);
    Ok(Glance { count, first: rows.into_iter().map(|row| row.letter.into()).collect() })
}
