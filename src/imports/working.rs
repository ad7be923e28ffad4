//! The consumer of the queue `imports`. A message names an import and says no more than that there may be
//! something to do; how far it has come, and whether somebody works on it already, D1 says.

use worker::{MessageBatch, MessageExt, QueueRetryOptionsBuilder};

use super::report::{ImportRow, State};
use super::running::step;
use super::store::{Ending, Progress};
use super::{claiming, files, store};
use crate::kernel::Timestamp;
use crate::platform::{Database, Platform, Statement, StoreError, now, random_hex};

/// How long one message is worked on before the next one is sent: a fraction of what the platform allows.
const WORK_SECONDS: i64 = 20;
/// How often a step is begun before the import is given up. With the pauses in between it takes most of an hour,
/// so that an outage of the platform ends none, and a message is not brought so often that its queue gives it up.
const MAX_ATTEMPTS: u32 = 10;
/// How long the queue waits before it brings a message again, each time twice as long, up to the latter.
const RETRY_SECONDS: u32 = 30;
const LONGEST_RETRY_SECONDS: u32 = 600;
/// How long a file is kept.
const KEPT_SECONDS: i64 = 30 * 24 * 3600;
/// When an upload is given up.
const UPLOAD_SECONDS: i64 = 3600;
/// Files removed in one sweep.
const CLEARED_AT_ONCE: u32 = 20;

/// Works on the imports that messages name. No message is lost by an error here.
pub async fn work_on_imports(platform: &Platform, batch: &MessageBatch<u32>) {
    for message in batch.raw_iter() {
        let id = message.body().as_string().unwrap_or_default();
        match work(platform, &id).await {
            Ok(()) => message.ack(),
            Err(Later { error, seconds }) => {
                worker::console_error!("import {id}: {error}");
                let options = QueueRetryOptionsBuilder::new().with_delay_seconds(seconds);
                message.retry_with_options(&options.build());
            }
        }
    }
}

/// To be tried again, and when.
struct Later {
    error: StoreError,
    seconds: u32,
}

impl From<StoreError> for Later {
    fn from(error: StoreError) -> Self {
        Self { error, seconds: RETRY_SECONDS }
    }
}

async fn work(platform: &Platform, id: &str) -> Result<(), Later> {
    let database = platform.database()?;
    let lease = random_hex::<16>();
    let claimed = claiming::claim(&database, id, &lease, now()).await?;
    let Some(mut row) = claimed else { return Ok(()) };
    // Whoever began the step ended with it, each time.
    if row.attempts > MAX_ATTEMPTS {
        row.attempts = MAX_ATTEMPTS;
        return Ok(give_up(&database, &row, &lease).await?);
    }
    // A clone has the same actor; another import of the batch has another one.
    let platform = Platform::new(platform.env().clone());
    let until = now().plus_seconds(WORK_SECONDS);
    while matches!(row.state, State::Checking | State::Running) {
        if now() >= until {
            claiming::release(&database, id, &lease).await?;
            return Ok(send(&platform, id).await?);
        }
        platform.set_actor(row.actor().to_owned());
        let taken = async {
            let progress = step(&platform, &row, now()).await?;
            store::save(&database, &row, &lease, progress, now()).await
        };
        row = match taken.await {
            Ok(Some(row)) => row,
            // Another worker has taken it over.
            Ok(None) => return Ok(()),
            Err(error) if row.attempts >= MAX_ATTEMPTS => {
                worker::console_error!("import {id} is given up: {error}");
                return Ok(give_up(&database, &row, &lease).await?);
            }
            Err(error) => {
                let pauses = 1 << row.attempts.saturating_sub(1);
                let seconds = RETRY_SECONDS.saturating_mul(pauses).min(LONGEST_RETRY_SECONDS);
                let again = now().plus_seconds(i64::from(seconds));
                claiming::postpone(&database, id, &lease, again).await?;
                return Err(Later { error, seconds });
            }
        };
    }
    Ok(())
}

/// Ends an import whose next step never succeeds. What was changed stays, and it can be run again.
async fn give_up(database: &Database, row: &ImportRow, lease: &str) -> Result<(), StoreError> {
    let progress = Progress {
        end: row.place(),
        missing_after: row.missing_after.clone(),
        ending: Some(Ending::Failed(row.given_up())),
        ..Progress::default()
    };
    store::save(database, row, lease, progress, now()).await.map(drop)
}

/// Says that there may be something to do. A lost message is made good by the sweep.
pub async fn send(platform: &Platform, id: &str) -> Result<(), StoreError> {
    let queue = platform.queue("IMPORTS")?;
    let sending = platform.trace.timed("queue", format!("import {id}"), queue.send(id.to_owned()));
    sending.await.map_err(StoreError::unavailable)
}

/// Wakes imports that have gone silent, and removes files that are too old.
pub async fn sweep_imports(platform: &Platform, now: Timestamp) -> Result<(), StoreError> {
    let database = platform.database()?;
    for id in claiming::silent(&database, now).await? {
        send(platform, &id).await?;
    }
    let left_alone = now.plus_seconds(-UPLOAD_SECONDS);
    for id in claiming::take_back(&database, left_alone, CLEARED_AT_ONCE).await? {
        files::delete(platform, &id).await?;
        store::forget(&database, &id).await?;
    }
    let old = Statement::new(
        "SELECT id FROM imports WHERE created_at_ms <= ?1 AND cleared_at_ms IS NULL
           AND state IN ('checked', 'done', 'cancelled', 'failed') ORDER BY created_at_ms LIMIT ?2",
    )
    .bind(now.plus_seconds(-KEPT_SECONDS).as_millis())
    .bind(CLEARED_AT_ONCE);
    for id in store::ids(&database, old).await? {
        files::delete(platform, &id).await?;
        database.batch(store::clear_statements(&id, now)).await?;
    }
    Ok(())
}
