//! The `Publisher` object: the only writer of the documents whose keys belong to it, one at a time.
//!
//! Its alarm is the promise that an announced change is published whatever happens to the process
//! that announced it. The row in `publications` is the record; the object only remembers until
//! when it has to go on looking.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde::Deserialize;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use super::publication::{Aftermath, publish_document, refill_document};
use crate::content::{
    Announcement, DocumentKey, GATHER_SECONDS, Published, REPAIR_SECONDS, announce,
};
use crate::kernel::Timestamp;
use crate::platform::{Platform, Statement, StoreError, now, read_message, read_rows};
use crate::web::{Answer, Context, Problem};

/// Documents published in one alarm; more follow with the next.
const ALARM_DOCUMENTS: u32 = 100;
/// How long to wait after a first failure; twice as long after each further one ...
const RETRY_SECONDS: u32 = 10;
/// ... up to this.
const MAX_RETRY_SECONDS: u32 = 320;

#[cfg_attr(feature = "desk", durable_object(alarm))]
#[derive(Debug)]
pub struct Publisher {
    state: State,
    platform: Platform,
    /// Alarms that failed in a row.
    failures: AtomicU32,
}

#[derive(Debug, Deserialize)]
struct BehindRow {
    key: String,
}

#[derive(Debug, Deserialize)]
struct DueRow {
    due_at_ms: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct WatchRow {
    publisher: u32,
    /// Until when to go on looking.
    until_ms: i64,
    /// The earliest announcement since the last look began.
    soonest_ms: Option<i64>,
}

#[cfg(feature = "desk")]
impl DurableObject for Publisher {
    fn new(state: State, env: Env) -> Self {
        Self { state, platform: Platform::new(env), failures: AtomicU32::new(0) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        match request.path().as_str() {
            "/announcements" => {
                let announcement: Announcement = read_message(&mut request).await?;
                self.look_again(announcement.publisher, announcement.within_seconds).await?;
                Response::from_json(&())
            }
            "/publications" => {
                let keys: Vec<String> = read_message(&mut request).await?;
                let keys: Vec<DocumentKey> =
                    keys.iter().filter_map(|key| DocumentKey::parse(key)).collect();
                if let Some(key) = keys.first() {
                    self.look_again(key.publisher(), REPAIR_SECONDS).await?;
                }
                let complete = self.publish_all(keys).await;
                Response::from_json(&Published { complete })
            }
            "/refills" => {
                let keys: Vec<String> = read_message(&mut request).await?;
                for key in keys.iter().filter_map(|key| DocumentKey::parse(key)) {
                    if let Err(error) = self.refill_alone(&key).await {
                        worker::console_error!("refilling {key}: {error}");
                    }
                }
                Response::from_json(&())
            }
            "/panics" => panic_here(),
            _ => Response::error("no such call", 404),
        }
    }

    async fn alarm(&self) -> Result<Response> {
        // Set first, so that a crash on the way is followed by another attempt.
        self.set_alarm(RETRY_SECONDS).await?;
        let started = now();
        self.forget_soonest()?;
        let outcome = self.publish_behind().await;
        let failures = match &outcome {
            Ok(_) => 0,
            Err(error) => {
                worker::console_error!("publisher: {error}");
                self.failures.load(Ordering::Relaxed).saturating_add(1)
            }
        };
        self.failures.store(failures, Ordering::Relaxed);
        // No await between reading what was announced and setting the alarm.
        let next = match outcome {
            Ok(Work::Left) => Some(GATHER_SECONDS),
            Err(_) => {
                let doublings = failures.saturating_sub(1).min(5);
                Some((RETRY_SECONDS << doublings).min(MAX_RETRY_SECONDS))
            }
            Ok(Work::Done { due }) => self.next_look(started, due)?,
        };
        match next {
            Some(seconds) => self.set_alarm(seconds).await?,
            None => self.state.storage().delete_alarm().await?,
        }
        Response::empty()
    }
}

enum Work {
    /// More rows lag than one alarm takes on, or some failed.
    Left,
    /// Nothing lags; the next price boundary.
    Done { due: Option<Timestamp> },
}

impl Publisher {
    /// Publishes one key after the other and announces what shows them. Whether all succeeded.
    async fn publish_all(&self, keys: Vec<DocumentKey>) -> bool {
        let mut complete = true;
        let mut follow_ups = Vec::new();
        let mut wake_everyone = false;
        for key in keys {
            match self.publish_alone(&key).await {
                Ok(aftermath) => {
                    follow_ups.extend(aftermath.follow_ups);
                    wake_everyone |= aftermath.wake_everyone;
                }
                Err(error) => {
                    worker::console_error!("publishing {key}: {error}");
                    complete = false;
                }
            }
        }
        follow_ups.sort();
        follow_ups.dedup();
        // Outside of the block below: objects that wait for each other there would never end.
        let mut woken = announce(&self.platform, &follow_ups, GATHER_SECONDS).await;
        if wake_everyone && woken.is_ok() {
            woken = wake_publishers(&self.platform).await;
        }
        if let Err(error) = woken {
            worker::console_error!("follow-ups wait for the sweep: {error}");
        }
        complete
    }

    /// Lets nothing else into the object meanwhile, so that an older state never overwrites a newer.
    async fn publish_alone(&self, key: &DocumentKey) -> std::result::Result<Aftermath, StoreError> {
        let platform = self.platform.clone();
        let key = key.clone();
        let alone = self.state.block_concurrency_while(async move {
            // A refusal travels inside `Ok`: an error would reset the object.
            Ok(publish_document(&platform, &key).await)
        });
        alone.await.map_err(StoreError::unavailable)?
    }

    /// Like [`Publisher::publish_alone`] for a document that KV lost.
    async fn refill_alone(&self, key: &DocumentKey) -> std::result::Result<(), StoreError> {
        let platform = self.platform.clone();
        let key = key.clone();
        let alone = self
            .state
            .block_concurrency_while(async move { Ok(refill_document(&platform, &key).await) });
        alone.await.map_err(StoreError::unavailable)?
    }

    /// Publishes what lags or came due, and wakes the others whose documents lag.
    async fn publish_behind(&self) -> std::result::Result<Work, StoreError> {
        let watch = self.watch().map_err(StoreError::unavailable)?;
        let own = watch.map_or(0, |watch| watch.publisher);
        let database = self.platform.database()?;
        let answers = database
            .batch(vec![
                Statement::new(
                    "SELECT key FROM publications
                     WHERE published_revision < revision AND publisher = ?1 ORDER BY key LIMIT ?2",
                )
                .bind(own)
                .bind(ALARM_DOCUMENTS),
                Statement::new(
                    "SELECT key FROM publications
                     WHERE due_at_ms <= ?2 AND publisher = ?1 ORDER BY due_at_ms LIMIT ?3",
                )
                .bind(own)
                .bind(now().as_millis())
                .bind(ALARM_DOCUMENTS),
            ])
            .await?;
        let mut keys = Vec::new();
        for answer in &answers {
            for row in answer.read::<BehindRow>()? {
                match DocumentKey::parse(&row.key) {
                    Some(key) => keys.push(key),
                    None => worker::console_error!("no document is called {}", row.key),
                }
            }
        }
        let found = keys.len();
        if !self.publish_all(keys).await {
            return Err(StoreError::unavailable("some documents could not be published"));
        }
        if found > 0 {
            // Look again: more may lag, and what was written meanwhile too.
            return Ok(Work::Left);
        }
        wake_publishers(&self.platform).await?;
        let due = Statement::new(
            "SELECT min(due_at_ms) AS due_at_ms FROM publications WHERE due_at_ms IS NOT NULL AND publisher = ?1",
        );
        let row: Option<DueRow> = database.first(due.bind(own)).await?;
        Ok(Work::Done { due: row.and_then(|row| row.due_at_ms).map(Timestamp::from_millis) })
    }

    /// Looks within so many seconds, and goes on looking until then. The number of this publisher
    /// is remembered, since an alarm does not know the object's name.
    async fn look_again(&self, publisher: u32, within_seconds: u32) -> Result<()> {
        let until = now().plus_seconds(i64::from(within_seconds)).as_millis();
        let watch = self.watch()?;
        let latest = watch.as_ref().map_or(until, |watch| watch.until_ms.max(until));
        let soonest = watch.and_then(|watch| watch.soonest_ms).map_or(until, |ms| ms.min(until));
        self.state.storage().sql().exec(
            "INSERT OR REPLACE INTO watch (id, publisher, until_ms, soonest_ms) VALUES (1, ?, ?, ?)",
            vec![i64::from(publisher).into(), latest.into(), soonest.into()],
        )?;
        let planned = self.state.storage().get_alarm().await?;
        if planned.is_none_or(|planned| until < planned) {
            self.set_alarm(within_seconds).await?;
        }
        Ok(())
    }

    /// What is announced from now on is not yet looked for.
    fn forget_soonest(&self) -> Result<()> {
        self.watch()?;
        self.state.storage().sql().exec("UPDATE watch SET soonest_ms = NULL", None)?;
        Ok(())
    }

    fn watch(&self) -> Result<Option<WatchRow>> {
        let sql = self.state.storage().sql();
        sql.exec(
            "CREATE TABLE IF NOT EXISTS watch (id INTEGER PRIMARY KEY, publisher INTEGER, until_ms INTEGER, soonest_ms INTEGER)",
            None,
        )?;
        let rows: Vec<WatchRow> =
            read_rows(&sql.exec("SELECT publisher, until_ms, soonest_ms FROM watch", None)?)?;
        Ok(rows.into_iter().next())
    }

    /// In how many seconds to look again after a look that began at `started` found nothing: for
    /// what was announced meanwhile, until the latest announcement is over, or when a price changes.
    fn next_look(&self, started: Timestamp, due: Option<Timestamp>) -> Result<Option<u32>> {
        let watch = self.watch()?;
        let until = watch.as_ref().map(|row| Timestamp::from_millis(row.until_ms));
        let soonest = watch.and_then(|row| row.soonest_ms).map(Timestamp::from_millis);
        let next = [soonest, until.filter(|until| *until > started), due];
        Ok(next.into_iter().flatten().min().map(|instant| {
            let seconds = now().seconds_until(instant).max(0) + 1;
            u32::try_from(seconds).unwrap_or(u32::MAX)
        }))
    }

    async fn set_alarm(&self, seconds: u32) -> Result<()> {
        let delay = Duration::from_secs(u64::from(seconds));
        self.state.storage().set_alarm(delay).await
    }
}

/// Announces to every publisher that has something lagging or due: what the cron sweep does, and
/// each alarm for its neighbours.
pub async fn wake_publishers(platform: &Platform) -> std::result::Result<(), StoreError> {
    let statement = Statement::new(
        "SELECT min(key) AS key FROM publications WHERE published_revision < revision GROUP BY publisher
         UNION SELECT min(key) FROM publications WHERE due_at_ms <= ?1 GROUP BY publisher",
    );
    let rows: Vec<BehindRow> = platform.database()?.rows(statement.bind(now().as_millis())).await?;
    let keys: Vec<DocumentKey> =
        rows.iter().filter_map(|row| DocumentKey::parse(&row.key)).collect();
    announce(platform, &keys, GATHER_SECONDS).await
}

#[expect(clippy::panic, reason = "this is what the route is for")]
fn panic_here() -> Result<Response> {
    panic!("a panic was asked for");
}

/// `POST /__dev/panic/publisher`: one object panics while others work.
pub async fn panic_in_object(context: &Context) -> std::result::Result<Answer, Problem> {
    let object = context.platform.object("PUBLISHER", "0")?;
    object.call::<_, ()>("/panics", &()).await?;
    Err(Problem::internal("the object should have panicked"))
}
