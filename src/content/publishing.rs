//! How a write to D1 becomes documents in KV: announce, write, publish.
//!
//! The announcement comes first and sets the alarm of each `Publisher` concerned; if the process
//! dies anywhere after it, that alarm finds the rows that lag and publishes them.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};

use super::DocumentKey;
use crate::platform::{Parameter, Platform, Rows, Statement, StoreError};

/// When an announced write should have been published by, at the latest.
pub const REPAIR_SECONDS: u32 = 15;
/// How long a `Publisher` gathers follow-ups before it works on them.
pub const GATHER_SECONDS: u32 = 1;

/// Asks an object to look for rows that lag in `within_seconds`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Announcement {
    /// The number of the `Publisher` that is asked.
    pub publisher: u32,
    pub within_seconds: u32,
}

/// What became of a publication.
#[derive(Debug, Serialize, Deserialize)]
pub struct Published {
    /// Whether every document is in KV now. If not, the alarm goes on with it.
    pub complete: bool,
}

/// Makes the documents lag until they are published.
pub fn mark_all_changed(keys: &[DocumentKey]) -> Statement {
    let rows: Vec<(String, u32)> =
        keys.iter().map(|key| (key.to_string(), key.publisher())).collect();
    Statement::new(
        "INSERT INTO publications (key, publisher, revision)
         SELECT value ->> 0, value ->> 1, 1 FROM json_each(?1) WHERE true
         ON CONFLICT (key) DO UPDATE SET revision = revision + 1",
    )
    .bind(Parameter::Text(serde_json::to_string(&rows).unwrap_or_default()))
}

/// Carries out `statements` in one transaction together with the marks of `keys`, and publishes.
/// A refused constraint means that nothing was written; after any other error something may have
/// been, and the alarm publishes it. When publication is late, the answer says so.
pub async fn write_and_publish(
    platform: &Platform,
    keys: &[DocumentKey],
    mut statements: Vec<Statement>,
) -> Result<(Vec<Rows>, Published), StoreError> {
    announce(platform, keys, REPAIR_SECONDS).await?;
    statements.push(mark_all_changed(keys));
    let rows = platform.database()?.batch(statements).await?;
    Ok((rows, publish(platform, keys).await))
}

/// Documents that are published while the caller waits; of more than that, all follow within seconds.
const PUBLISHED_AT_ONCE: usize = 16;

/// Like [`write_and_publish`] for a change that may concern much of the catalogue.
pub async fn write_and_publish_soon(
    platform: &Platform,
    keys: &[DocumentKey],
    statements: Vec<Statement>,
) -> Result<Vec<Rows>, StoreError> {
    if keys.len() <= PUBLISHED_AT_ONCE {
        let (rows, _) = write_and_publish(platform, keys, statements).await?;
        return Ok(rows);
    }
    write_and_announce(platform, keys, statements).await
}

/// Like [`write_and_publish`] for a caller who waits for no publication: it follows within seconds,
/// together with whatever else is announced meanwhile.
pub async fn write_and_announce(
    platform: &Platform,
    keys: &[DocumentKey],
    mut statements: Vec<Statement>,
) -> Result<Vec<Rows>, StoreError> {
    announce(platform, keys, REPAIR_SECONDS).await?;
    statements.push(mark_all_changed(keys));
    let rows = platform.database()?.batch(statements).await?;
    if let Err(error) = announce(platform, keys, GATHER_SECONDS).await {
        worker::console_warn!("publication is late: {error}");
    }
    Ok(rows)
}

fn by_publisher(keys: &[DocumentKey]) -> BTreeMap<u32, Vec<String>> {
    let mut groups: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for key in keys {
        groups.entry(key.publisher()).or_default().push(key.to_string());
    }
    groups
}

pub async fn announce(
    platform: &Platform,
    keys: &[DocumentKey],
    within_seconds: u32,
) -> Result<(), StoreError> {
    let groups = by_publisher(keys);
    let calls = groups.keys().map(|publisher| async move {
        let object = platform.object("PUBLISHER", &publisher.to_string())?;
        let announcement = Announcement { publisher: *publisher, within_seconds };
        object.call::<_, ()>("/announcements", &announcement).await
    });
    join_all(calls).await.into_iter().collect()
}

/// Asks for documents that KV lost to be written again, without purging the pages made from D1.
pub async fn refill(platform: &Platform, key: &DocumentKey) -> Result<(), StoreError> {
    let object = platform.object("PUBLISHER", &key.publisher().to_string())?;
    object.call::<_, ()>("/refills", &[key.to_string()]).await
}

/// Publishes now. A failure is logged, not reported: the alarm that was announced repairs it.
pub async fn publish(platform: &Platform, keys: &[DocumentKey]) -> Published {
    let groups = by_publisher(keys);
    let calls = groups.iter().map(|(publisher, keys)| async move {
        let object = platform.object("PUBLISHER", &publisher.to_string())?;
        object.call::<_, Published>("/publications", keys).await
    });
    let complete = join_all(calls).await.into_iter().all(|answer| match answer {
        Ok(published) => published.complete,
        Err(error) => {
            worker::console_warn!("publication is late: {error}");
            false
        }
    });
    Published { complete }
}
