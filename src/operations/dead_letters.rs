//! What is done about messages that queues gave up.

use serde::Deserialize;

use super::letter_box::{COLUMNS, LetterRow, WAITING};
use super::queues::{QUEUES, WatchedQueue};
use super::wire::{DeadLetter, DeadLetterList, LetterState};
use crate::platform::{Platform, Statement, StoreError};
use crate::web::{
    Answer, Context, MAX_BODY_BYTES, Part, Problem, Reply, audited_row, once_over, parse_query,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    queue: Option<String>,
    /// `waiting` when absent.
    state: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

fn bad_parameter(field: &str, sentence: String) -> Problem {
    Problem { status: 400, ..Problem::invalid_field(field, sentence) }
}

impl Query {
    fn statement(&self, part: &Part) -> Result<Statement, Problem> {
        let state = match self.state.as_deref() {
            None | Some("waiting") => WAITING,
            Some("replayed") => "replayed_at_ms IS NOT NULL",
            Some("dismissed") => "dismissed_at_ms IS NOT NULL",
            Some("all") => "true",
            Some(_) => {
                let sentence = "Choose one of waiting, replayed, dismissed, all.".to_owned();
                return Err(bad_parameter("state", sentence));
            }
        };
        if self.queue.as_deref().is_some_and(|name| WatchedQueue::named(name).is_none()) {
            let names = QUEUES.map(|queue| queue.name).join(", ");
            return Err(bad_parameter("queue", format!("Choose one of {names}.")));
        }
        let (before_ms, before_id) = match &part.cursor {
            None => (i64::MAX >> 11, ""),
            Some(cursor) => cursor
                .split_once('.')
                .and_then(|(at, id)| Some((at.parse().ok()?, id)))
                .ok_or_else(|| {
                    let sentence = "Use the `next_cursor` of the answer before.";
                    bad_parameter("cursor", sentence.to_owned())
                })?,
        };
        let queue = if self.queue.is_some() { "queue = ?4" } else { "?4 IS NULL" };
        Ok(Statement::new(format!(
            "SELECT {COLUMNS} FROM dead_letters WHERE {state} AND {queue} AND (arrived_at_ms, id) < (?1, ?2)
             ORDER BY arrived_at_ms DESC, id DESC LIMIT ?3"
        ))
        .bind(before_ms)
        .bind(before_id)
        .bind(part.limit()?)
        .bind(self.queue.clone()))
    }
}

/// `GET /api/admin/v1/dead-letters`, the newest first.
pub async fn list_dead_letters(context: &Context) -> Result<Answer, Problem> {
    let query: Query = parse_query(&context.query)?;
    let part = Part::new(query.cursor.clone(), query.limit.clone());
    let statement = query.statement(&part)?;
    let rows: Vec<LetterRow> = context.platform.database()?.rows(statement).await?;
    let letters: Vec<(i64, DeadLetter)> =
        rows.into_iter().map(|row| (row.arrived_at_ms, row.into())).collect();
    let last = letters.last().map(|(at, letter)| format!("{at}.{}", letter.id));
    let next_cursor = part.next(letters.len(), last)?;
    let dead_letters = letters.into_iter().map(|(_, letter)| letter).collect();
    Ok(Reply::json(200, &DeadLetterList { dead_letters, next_cursor }).into())
}

async fn find(platform: &Platform, id: &str) -> Result<DeadLetter, Problem> {
    let statement = Statement::new(format!("SELECT {COLUMNS} FROM dead_letters WHERE id = ?1"));
    let row: Option<LetterRow> = platform.database()?.first(statement.bind(id)).await?;
    row.map(DeadLetter::from).ok_or_else(Problem::not_found)
}

/// Notes who dealt with it, unless somebody did before.
async fn settle(context: &Context, id: &str, column: &str, after: &str) -> Result<(), StoreError> {
    let actor = context.platform.actor();
    let change = Statement::new(format!(
        "UPDATE dead_letters SET {column} = ?2, handled_by = ?3 WHERE id = ?1 AND {WAITING}"
    ));
    let change = change.bind(id).bind(context.now.as_millis()).bind(actor);
    // Compared by who the first was: for the second nothing changes.
    let audit = audited_row(&context.platform, "dead_letter", id, STATE, Some(after));
    context.platform.database()?.batch(vec![audit, change]).await.map(|_| ())
}

/// The state as JSON; that of one that was dealt with already is what shall be, whichever it is.
const STATE: &str = "SELECT CASE WHEN replayed_at_ms IS NULL AND dismissed_at_ms IS NULL THEN '\"waiting\"' ELSE ?5 END
   FROM dead_letters WHERE id = ?4";

fn handled(letter: &DeadLetter) -> Problem {
    let sentence = match letter.state {
        LetterState::Replayed => "This message was sent to its queue again already.",
        _ => "This message was put aside already.",
    };
    Problem::new(409, "already_handled", sentence)
}

/// `POST /api/admin/v1/dead-letters/{id}/replay`: sends the message to its queue again. Where it dies
/// again it comes back as another one. Asked twice it is sent once, or, when the first request ended in
/// the middle, twice: consumers take that.
pub async fn replay_dead_letter(context: &Context, id: &str) -> Result<Answer, Problem> {
    let bytes = context.body_bytes(MAX_BODY_BYTES).await?;
    once_over(context, &bytes, Box::pin(replay(context, id))).await
}

async fn replay(context: &Context, id: &str) -> Result<Reply, Problem> {
    let letter = find(&context.platform, id).await?;
    match letter.state {
        LetterState::Replayed => return Ok(Reply::json(200, &letter)),
        LetterState::Dismissed => return Err(handled(&letter)),
        LetterState::Waiting => {}
    }
    let queue = WatchedQueue::named(&letter.queue).ok_or_else(Problem::not_found)?;
    let sender = context.platform.queue(queue.binding)?;
    let sent = sender.send(letter.body.as_str());
    let sent = context.platform.trace.timed("queue", queue.binding, sent).await;
    sent.map_err(StoreError::unavailable)?;
    settle(context, id, "replayed_at_ms", "\"replayed\"").await?;
    Ok(Reply::json(200, &find(&context.platform, id).await?))
}

/// `POST /api/admin/v1/dead-letters/{id}/dismissal`: nothing more is to be done about it.
pub async fn dismiss_dead_letter(context: &Context, id: &str) -> Result<Answer, Problem> {
    let bytes = context.body_bytes(MAX_BODY_BYTES).await?;
    once_over(context, &bytes, Box::pin(dismiss(context, id))).await
}

async fn dismiss(context: &Context, id: &str) -> Result<Reply, Problem> {
    find(&context.platform, id).await?;
    settle(context, id, "dismissed_at_ms", "\"dismissed\"").await?;
    let letter = find(&context.platform, id).await?;
    if letter.state == LetterState::Replayed {
        return Err(handled(&letter));
    }
    Ok(Reply::json(200, &letter))
}
