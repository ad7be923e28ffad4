//! What publishing one document does: read D1, write KV, plan the purges, then write the copies in
//! D1 and say that it is done. Every step may run twice; dying between two of them leaves the
//! publication behind, and the alarm does all of them again.

use serde::Serialize;

use super::compose::next_boundary;
use super::index_rows::IndexRows;
use super::index_store::{index_statements, removal_statements};
use super::loading::{LoadedProduct, load_collection, load_collections, load_home, load_product};
use super::store::forget_expectations;
use super::sync::sync_collection;
use crate::content::{DocumentKey, forget_shop, load_page, load_shop, mark_all_changed};
use crate::kernel::{Handle, Timestamp};
use crate::platform::{Platform, Statement, StoreError, now};
use crate::web::{forget_pages, request_purge};

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

pub async fn publish_document(
    platform: &Platform,
    key: &DocumentKey,
) -> Result<Aftermath, StoreError> {
    let database = platform.database()?;
    let revision = current_revision(platform, key).await?;
    match key {
        DocumentKey::Product(handle) => {
            return publish_product(platform, key, handle, revision).await;
        }
        DocumentKey::Collection(handle) => {
            return publish_collection(platform, key, handle, revision).await;
        }
        DocumentKey::Shop => {
            write(platform, key, Some(&load_shop(&database).await?)).await?;
            forget_shop();
        }
        DocumentKey::Home => write(platform, key, Some(&load_home(&database).await?)).await?,
        DocumentKey::Collections => {
            write(platform, key, Some(&load_collections(&database).await?)).await?;
        }
        DocumentKey::Page(handle) => {
            write(platform, key, load_page(&database, handle).await?.as_ref()).await?;
        }
    }
    let done = vec![mark_published(key, revision, None)];
    database.batch(done).await?;
    Ok(Aftermath::default())
}

async fn publish_product(
    platform: &Platform,
    key: &DocumentKey,
    handle: &Handle,
    revision: i64,
) -> Result<Aftermath, StoreError> {
    let database = platform.database()?;
    let mut attempt = 1;
    loop {
        let loaded = load_product(&database, handle).await?;
        write(platform, key, loaded.document.as_ref()).await?;
        let (mut statements, follow_ups) = copies_of(&loaded);
        statements.push(forget_expectations());
        statements.push(mark_all_changed(&follow_ups));
        let due = loaded.document.as_ref().and_then(|document| next_boundary(document, now()));
        statements.push(mark_published(key, revision, due));
        match database.batch(statements).await {
            Ok(_) => return Ok(Aftermath { follow_ups, ..Aftermath::default() }),
            Err(error) if error.violates("revision_matches") && attempt < MAX_ATTEMPTS => {
                attempt += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// The statements that bring the copies in D1 in line with the product, and what else shows it.
fn copies_of(loaded: &LoadedProduct) -> (Vec<Statement>, Vec<DocumentKey>) {
    let Some(stored) = &loaded.stored else {
        return (Vec::new(), Vec::new());
    };
    let mut statements = vec![loaded.rules_expectation()];
    let shown_in = match &loaded.document {
        Some(document) => {
            let created_at = Timestamp::from_millis(stored.row.created_at_ms);
            let rows = IndexRows::new(document, created_at, now());
            statements.extend(index_statements(stored.row.id, &rows, &loaded.positions()));
            loaded.memberships.iter().map(|member| member.handle.clone()).collect()
        }
        None => {
            statements.extend(removal_statements(stored.row.id));
            Vec::new()
        }
    };
    let mut handles: Vec<String> = shown_in;
    handles.extend(loaded.previous_collections.iter().cloned());
    handles.sort();
    handles.dedup();
    let collections = handles.iter().filter_map(|handle| Handle::parse(handle).ok());
    let mut follow_ups: Vec<DocumentKey> = collections.map(DocumentKey::Collection).collect();
    follow_ups.extend([DocumentKey::Home, DocumentKey::Collections]);
    (statements, follow_ups)
}

async fn publish_collection(
    platform: &Platform,
    key: &DocumentKey,
    handle: &Handle,
    revision: i64,
) -> Result<Aftermath, StoreError> {
    let database = platform.database()?;
    let sync = sync_collection(&database, handle).await?;
    let loaded = load_collection(&database, handle).await?;
    write(platform, key, loaded.as_ref()).await?;
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

/// Puts the document into KV, or takes it out, and plans the purge of the pages that show it.
async fn write<D: Serialize>(
    platform: &Platform,
    key: &DocumentKey,
    document: Option<&D>,
) -> Result<(), StoreError> {
    let documents = platform.documents()?;
    let name = key.to_string();
    match document {
        Some(document) => {
            let bytes = serde_json::to_vec(document).map_err(StoreError::unavailable)?;
            documents.put(&name, &bytes).await?;
        }
        None => documents.delete(&name).await?,
    }
    let tags = vec![key.tag()];
    forget_pages(&tags);
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
