//! What publishing one document does: read D1, write KV, plan the purges, then write the copies in
//! D1 and say that it is done. Every step may run twice; dying between two of them leaves the
//! publication behind, and the alarm does all of them again.

use serde::Serialize;

use super::compose::next_boundary;
use super::index_rows::IndexRows;
use super::index_store::{index_statements, removal_statements};
use super::loading::{LoadedProduct, load_collection, load_product, republish_neighbours};
use super::store::forget_expectations;
use super::sync::sync_collection;
use super::window::{load_collections, load_home};
use crate::content::{DocumentKey, load_page, load_shop, load_stored_terms, mark_all_changed};
use crate::kernel::{Handle, Timestamp};
use crate::platform::{Platform, Statement, StoreError, now};
use crate::web::{forget, request_purge, tell_shop};

/// How often a product is published anew because the rules of collections changed meanwhile.
const MAX_ATTEMPTS: u32 = 3;

/// What is left to do after a publication.
#[derive(Debug, Default)]
pub struct Aftermath {
    /// Documents that show something of this one and lag now.
    pub follow_ups: Vec<DocumentKey>,
    /// Whether documents with keys not named here may lag now, too.
    pub wake_everyone: bool,
}

/// Publishes the latest state of one document.
pub async fn publish_document(
    platform: &Platform,
    key: &DocumentKey,
) -> Result<Aftermath, StoreError> {
    let revision = current_revision(platform, key).await?;
    match key {
        DocumentKey::Product(handle) => {
            return publish_product(platform, key, handle, revision).await;
        }
        DocumentKey::Collection(handle) => {
            return publish_collection(platform, key, handle, revision).await;
        }
        DocumentKey::Terms => return publish_terms(platform, key, revision).await,
        DocumentKey::Shop | DocumentKey::Home | DocumentKey::Collections | DocumentKey::Page(_) => {
            refill_document(platform, key).await?;
        }
    }
    purge(platform, key).await?;
    platform.database()?.batch(vec![mark_published(key, revision, None)]).await?;
    Ok(Aftermath::default())
}

/// Writes the document to KV as D1 has it. Pages that D1 had to answer were right already, so
/// nothing is purged.
pub async fn refill_document(platform: &Platform, key: &DocumentKey) -> Result<(), StoreError> {
    let database = platform.database()?;
    match key {
        DocumentKey::Shop => put(platform, key, Some(&load_shop(&database).await?)).await,
        DocumentKey::Home => put(platform, key, Some(&load_home(&database).await?)).await,
        DocumentKey::Collections => {
            put(platform, key, Some(&load_collections(&database).await?)).await
        }
        DocumentKey::Collection(handle) => {
            put(platform, key, load_collection(&database, handle).await?.as_ref()).await
        }
        DocumentKey::Product(handle) => {
            let loaded = load_product(&database, handle, now()).await?;
            put(platform, key, loaded.document.as_ref()).await
        }
        DocumentKey::Page(handle) => {
            put(platform, key, load_page(&database, handle).await?.as_ref()).await
        }
        DocumentKey::Terms => {
            let terms = load_stored_terms(&database, now()).await?;
            platform.documents()?.put(&key.to_string(), &terms.json).await
        }
    }
}

/// No page shows the terms, so nothing is purged. They are due again when a promotion ends.
async fn publish_terms(
    platform: &Platform,
    key: &DocumentKey,
    revision: i64,
) -> Result<Aftermath, StoreError> {
    let database = platform.database()?;
    let terms = load_stored_terms(&database, now()).await?;
    platform.documents()?.put(&key.to_string(), &terms.json).await?;
    let tags = [key.tag()];
    forget(&tags);
    tell_shop(platform, &tags).await;
    database.batch(vec![mark_published(key, revision, terms.next_end)]).await?;
    Ok(Aftermath::default())
}

async fn publish_product(
    platform: &Platform,
    key: &DocumentKey,
    handle: &Handle,
    revision: i64,
) -> Result<Aftermath, StoreError> {
    let database = platform.database()?;
    for attempt in 1.. {
        // One instant for all: what is shown now, and when it is due again.
        let now = now();
        let loaded = load_product(&database, handle, now).await?;
        put(platform, key, loaded.document.as_ref()).await?;
        purge(platform, key).await?;
        let Copies { mut statements, aftermath } = copies_of(&loaded, now);
        statements.push(forget_expectations());
        statements.push(mark_all_changed(&aftermath.follow_ups));
        let due = loaded.document.as_ref().and_then(|document| next_boundary(document, now));
        statements.push(mark_published(key, revision, due));
        match database.batch(statements).await {
            Ok(_) => return Ok(aftermath),
            Err(error) if error.violates("revision_matches") && attempt < MAX_ATTEMPTS => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Aftermath::default())
}

struct Copies {
    statements: Vec<Statement>,
    aftermath: Aftermath,
}

/// The statements that bring the copies in D1 in line with the product, and what else shows it.
fn copies_of(loaded: &LoadedProduct, now: Timestamp) -> Copies {
    let mut aftermath = Aftermath::default();
    let Some(stored) = &loaded.stored else {
        return Copies { statements: Vec::new(), aftermath };
    };
    let mut statements = vec![loaded.collections_expectation()];
    let mut handles = loaded.previous_collections.clone();
    let card = match &loaded.document {
        Some(document) => {
            let created_at = Timestamp::from_millis(stored.row.created_at_ms);
            let rows = IndexRows::new(document, created_at, now);
            statements.extend(index_statements(stored.row.id, &rows, &loaded.positions()));
            handles.extend(loaded.memberships.iter().map(|member| member.handle.clone()));
            Some(rows.card)
        }
        None => {
            statements.extend(removal_statements(stored.row.id));
            None
        }
    };
    // Products that it goes well with show its card in their own documents.
    if loaded.previous_card.is_some() && loaded.previous_card != card {
        statements.insert(1, republish_neighbours(stored.row.id));
        aftermath.wake_everyone = true;
    }
    handles.sort();
    handles.dedup();
    let collections = handles.iter().filter_map(|handle| Handle::parse(handle).ok());
    aftermath.follow_ups = collections.map(DocumentKey::Collection).collect();
    aftermath.follow_ups.extend([DocumentKey::Home, DocumentKey::Collections]);
    Copies { statements, aftermath }
}

async fn publish_collection(
    platform: &Platform,
    key: &DocumentKey,
    handle: &Handle,
    revision: i64,
) -> Result<Aftermath, StoreError> {
    let database = platform.database()?;
    let sync = sync_collection(&database, handle).await?;
    refill_document(platform, key).await?;
    purge(platform, key).await?;
    let mut aftermath = Aftermath::default();
    if sync.changed {
        aftermath.follow_ups = vec![DocumentKey::Home, DocumentKey::Collections];
        aftermath.wake_everyone = true;
    }
    let mut statements = vec![mark_all_changed(&aftermath.follow_ups)];
    if sync.complete {
        statements.push(mark_published(key, revision, None));
    }
    database.batch(statements).await?;
    Ok(aftermath)
}

/// Puts the document into KV, or takes it out.
async fn put<D: Serialize>(
    platform: &Platform,
    key: &DocumentKey,
    document: Option<&D>,
) -> Result<(), StoreError> {
    let documents = platform.documents()?;
    let name = key.to_string();
    match document {
        Some(document) => {
            let bytes = serde_json::to_vec(document).map_err(StoreError::unavailable)?;
            documents.put(&name, &bytes).await
        }
        None => documents.delete(&name).await,
    }
}

/// Plans the purge of the pages that show the document, and of lists that may show it from now on.
async fn purge(platform: &Platform, key: &DocumentKey) -> Result<(), StoreError> {
    let mut tags = vec![key.tag()];
    if *key != DocumentKey::Shop {
        tags.push("catalog".to_owned());
    }
    forget(&tags);
    request_purge(platform, &tags).await
}

/// The revision of the publication as it stands; what changes after this read stays behind.
async fn current_revision(platform: &Platform, key: &DocumentKey) -> Result<i64, StoreError> {
    #[derive(serde::Deserialize)]
    struct Row {
        revision: i64,
    }
    let statement = Statement::new("SELECT revision FROM publications WHERE key = ?1");
    let row: Option<Row> = platform.database()?.first(statement.bind(key.to_string())).await?;
    Ok(row.map_or(0, |row| row.revision))
}

fn mark_published(key: &DocumentKey, revision: i64, due: Option<Timestamp>) -> Statement {
    Statement::new(
        "UPDATE publications SET published_revision = max(published_revision, ?2), due_at_ms = ?3 WHERE key = ?1",
    )
    .bind(key.to_string())
    .bind(revision)
    .bind(due.map(Timestamp::as_millis))
}
