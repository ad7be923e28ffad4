//! Admin endpoints for collections.

use serde::Deserialize;

use super::admin::parse_handle;
use super::admin_wire::CollectionAnswer;
use super::commands::changed_meanwhile;
use super::rows::CollectionRow;
use super::store::{expectation, forget_expectations, rename_statements};
use super::wire::CollectionDraft;
use super::{Membership, Rules};
use crate::content::{
    DocumentKey, PictureReference, Settings, load_settings, settings_statement, unknown_media,
    write_and_publish,
};
use crate::kernel::{Handle, Timestamp};
use crate::platform::{Database, Statement, StoreError};
use crate::web::{Answer, Body, Context, FieldError, Problem, Reply, audited};

#[derive(Debug, Deserialize)]
struct HandleRow {
    handle: Handle,
}

#[derive(Debug)]
struct Stored {
    row: CollectionRow,
    draft: CollectionDraft,
}

async fn find(database: &Database, handle: &Handle) -> Result<Option<Stored>, StoreError> {
    let of_collection = |sql: &'static str| Statement::new(sql).bind(handle.as_str());
    let answers = database
        .batch(vec![
            of_collection("SELECT * FROM collections WHERE handle = ?1"),
            of_collection(
                "SELECT products.handle FROM collection_products JOIN products ON products.id = product_id
                 WHERE collection_id = (SELECT id FROM collections WHERE handle = ?1) ORDER BY position",
            ),
        ])
        .await?;
    let [row, members] = answers.as_slice() else {
        return Err(StoreError::unavailable("two answers were expected"));
    };
    let Some(row) = row.first::<CollectionRow>()? else {
        return Ok(None);
    };
    let rules = row.rules();
    let members: Vec<HandleRow> = members.read()?;
    let handles = members.into_iter().map(|row| row.handle).collect();
    let draft = CollectionDraft {
        handle: None,
        title: row.title.clone(),
        description: row.description.clone(),
        media: row
            .media_hash
            .clone()
            .map(|hash| PictureReference { hash, alt: row.media_alt.clone() }),
        sort: row.sort,
        seo: row.seo(),
        products: rules.is_none().then_some(handles),
        rules,
    };
    Ok(Some(Stored { row, draft }))
}

fn reply(
    status: u16,
    handle: &str,
    revision: i64,
    updated_at: Timestamp,
    collection: &CollectionDraft,
) -> Answer {
    let resource = CollectionAnswer { handle, revision, updated_at, collection };
    Reply::json(status, &resource).header("ETag", format!("\"{revision}\"")).into()
}

/// `GET /api/admin/v1/collections/{handle}`
pub async fn get_collection(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = parse_handle(handle)?;
    let stored = find(&context.platform.database()?, &handle).await?;
    let stored = stored.ok_or_else(Problem::not_found)?;
    let updated_at = Timestamp::from_millis(stored.row.updated_at_ms);
    Ok(reply(200, handle.as_str(), stored.row.revision, updated_at, &stored.draft))
}

/// `PUT /api/admin/v1/collections/{handle}`: creates or replaces the whole collection.
pub async fn put_collection(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = parse_handle(handle)?;
    let expected = context.expected_revision()?;
    let mut draft: CollectionDraft = context.body_json().await?;
    let membership = draft.membership()?;
    let database = context.platform.database()?;
    let stored = find(&database, &handle).await?;
    let revision = stored.as_ref().map_or(0, |stored| stored.row.revision);
    if expected.is_some_and(|expected| expected != revision) {
        return Err(changed_meanwhile(revision));
    }
    let target = draft.handle.take().unwrap_or_else(|| handle.clone());
    if let Some(stored) = &stored
        && stored.draft == draft
        && target == handle
    {
        let updated_at = Timestamp::from_millis(stored.row.updated_at_ms);
        return Ok(reply(200, handle.as_str(), revision, updated_at, &stored.draft));
    }
    check_references(&database, &draft, &membership).await?;
    let mut statements = vec![expectation("collections", &handle, revision)];
    let mut keys =
        vec![DocumentKey::Collection(target.clone()), DocumentKey::Collections, DocumentKey::Home];
    if target != handle {
        if stored.is_none() {
            return Err(Problem::not_found());
        }
        statements.extend(rename_statements("collections", "collections", &handle, &target));
        keys.push(DocumentKey::Collection(handle.clone()));
    }
    statements.extend(save_statements(&target, &draft, &membership, context.now));
    statements.push(forget_expectations());
    let renamed = stored.as_ref().is_some_and(|stored| stored.draft.title != draft.title);
    if renamed || keys.len() > 3 {
        statements.push(republish_members(&target));
    }
    statements.push(note(context, &handle, &target, stored.as_ref(), &draft));
    write_and_publish(&context.platform, &keys, statements)
        .await
        .map_err(|error| refusal(error, expected))?;
    let status = if stored.is_none() { 201 } else { 200 };
    // The batch held only if the revision was still the one it was decided on.
    Ok(reply(status, target.as_str(), revision + 1, context.now, &draft))
}

/// What the audit log says of it; of a renamed collection also how it was called.
fn note(
    context: &Context,
    handle: &Handle,
    target: &Handle,
    stored: Option<&Stored>,
    after: &CollectionDraft,
) -> Statement {
    let named = |name: &Handle, draft: &CollectionDraft| {
        let handle = (handle != target).then(|| name.clone());
        serde_json::to_string(&CollectionDraft { handle, ..draft.clone() }).ok()
    };
    let before = stored.and_then(|stored| named(handle, &stored.draft));
    let after = named(target, after);
    audited(&context.platform, "collection", target.as_str(), before.as_deref(), after.as_deref())
}

/// `DELETE /api/admin/v1/collections/{handle}`: its products stay, and name it no longer.
pub async fn delete_collection(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = parse_handle(handle)?;
    let expected = context.expected_revision()?;
    let stored = find(&context.platform.database()?, &handle).await?;
    let stored = stored.ok_or_else(Problem::not_found)?;
    if expected.is_some_and(|expected| expected != stored.row.revision) {
        return Err(changed_meanwhile(stored.row.revision));
    }
    let mut statements = vec![
        expectation("collections", &handle, stored.row.revision),
        forget_expectations(),
        republish_members(&handle),
    ];
    // What it listed first: the triggers count what is left.
    for sql in [
        "DELETE FROM listings WHERE collection_id = ?1",
        "DELETE FROM listing_counts WHERE collection_id = ?1",
        "DELETE FROM facet_counts WHERE collection_id = ?1",
        "DELETE FROM collection_products WHERE collection_id = ?1",
        "DELETE FROM collection_index WHERE rowid = ?1",
        "DELETE FROM collections WHERE id = ?1",
    ] {
        statements.push(Statement::new(sql).bind(stored.row.id));
    }
    let before = serde_json::to_string(&stored.draft).ok();
    statements.push(audited(
        &context.platform,
        "collection",
        handle.as_str(),
        before.as_deref(),
        None,
    ));
    let keys = [DocumentKey::Collection(handle), DocumentKey::Collections, DocumentKey::Home];
    write_and_publish(&context.platform, &keys, statements)
        .await
        .map_err(|error| refusal(error, expected))?;
    Ok(Reply::new(204, Body::Empty).into())
}

fn refusal(error: StoreError, expected: Option<i64>) -> Problem {
    if error.violates("revision_matches") && expected.is_none() {
        Problem::new(409, "conflict", "Somebody changed this collection just now. Try again.")
    } else if error.violates("revision_matches") {
        Problem::new(
            412,
            "revision_mismatch",
            "Somebody changed this collection meanwhile. Read it again and repeat your change.",
        )
    } else if error.violates("collections.handle") {
        Problem::new(409, "handle_taken", "Another collection has this handle already.")
    } else {
        error.into()
    }
}

/// Products and pictures that the collection names must exist.
async fn check_references(
    database: &Database,
    draft: &CollectionDraft,
    membership: &Membership,
) -> Result<(), Problem> {
    let hashes: Vec<String> = draft.media.iter().map(|media| media.hash.clone()).collect();
    if !unknown_media(database, &hashes).await?.is_empty() {
        return Err(Problem::invalid_field(
            "media.hash",
            "Upload this picture first: POST /api/admin/v1/media.",
        ));
    }
    let products = match membership {
        Membership::Products(products) => products,
        Membership::Rules(rules) => return check_currency(database, rules).await,
    };
    let unknown = Statement::new(
        "SELECT value AS handle FROM json_each(?1) WHERE value NOT IN (SELECT handle FROM products)",
    );
    let list = serde_json::to_string(products).unwrap_or_default();
    let unknown: Vec<HandleRow> = database.rows(unknown.bind(list)).await?;
    let errors: Vec<FieldError> = products
        .iter()
        .enumerate()
        .filter(|(_, handle)| unknown.iter().any(|row| row.handle == **handle))
        .map(|(index, handle)| FieldError {
            field: format!("products[{index}]"),
            detail: format!("There is no product `{handle}`."),
        })
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

/// A price in another currency would be compared with none of the shop's.
async fn check_currency(database: &Database, rules: &Rules) -> Result<(), Problem> {
    let answers = database.batch(vec![settings_statement()]).await?;
    let Some(settings) = answers.first() else {
        return Err(Problem::unavailable());
    };
    let (Settings { currency, .. }, _) = load_settings(settings)?;
    match rules.foreign_condition(currency) {
        None => Ok(()),
        Some(index) => Err(Problem::invalid_field(
            format!("rules.conditions[{index}].value.currency"),
            format!("The shop sells in {}.", currency.code()),
        )),
    }
}

/// Products name their collections: a new title or handle makes their documents lag.
fn republish_members(handle: &Handle) -> Statement {
    Statement::new(
        "UPDATE publications SET revision = revision + 1 WHERE key IN (
           SELECT 'product:' || products.handle FROM listings JOIN products ON products.id = product_id
           WHERE collection_id = (SELECT id FROM collections WHERE handle = ?1))",
    )
    .bind(handle.as_str())
}

fn save_statements(
    handle: &Handle,
    draft: &CollectionDraft,
    membership: &Membership,
    now: Timestamp,
) -> Vec<Statement> {
    let (rules, products) = match membership {
        Membership::Rules(rules) => (serde_json::to_string(rules).ok(), "[]".to_owned()),
        Membership::Products(products) => {
            (None, serde_json::to_string(products).unwrap_or_default())
        }
    };
    let media = draft.media.as_ref();
    vec![
        // A cursor of 0 says that its products are to be found again.
        Statement::new(
            "INSERT INTO collections (handle, revision, title, description, media_hash, media_alt, sort, rules,
               seo_title, seo_description, sync_cursor, created_at_ms, updated_at_ms)
             VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10, ?10)
             ON CONFLICT (handle) DO UPDATE SET revision = revision + 1, title = ?2, description = ?3,
               media_hash = ?4, media_alt = ?5, sort = ?6, rules = ?7, seo_title = ?8, seo_description = ?9,
               sync_cursor = 0, updated_at_ms = ?10",
        )
        .bind(handle.as_str())
        .bind(draft.title.as_str())
        .bind(draft.description.as_str())
        .bind(media.map(|media| media.hash.clone()))
        .bind(media.map_or("", |media| media.alt.as_str()))
        .bind(draft.sort.as_str())
        .bind(rules)
        .bind(draft.seo.title.as_str())
        .bind(draft.seo.description.as_str())
        .bind(now.as_millis()),
        Statement::new(
            "DELETE FROM collection_products WHERE collection_id = (SELECT id FROM collections WHERE handle = ?1)",
        )
        .bind(handle.as_str()),
        Statement::new(
            "INSERT INTO collection_products (collection_id, position, product_id)
             SELECT (SELECT id FROM collections WHERE handle = ?1), key, products.id
             FROM json_each(?2) JOIN products ON products.handle = value",
        )
        .bind(handle.as_str())
        .bind(products),
    ]
}
