//! Admin endpoints of the terms of sale, the same for each of their kinds.

use serde::Deserialize;

use super::resource::{Precondition, parse_id, write_resource};
use super::term::{Room, Term};
use super::wire::{TermList, TermResource};
use super::{DocumentKey, write_and_publish};
use crate::kernel::{Handle, from_json};
use crate::platform::{Database, Statement, StoreError};
use crate::web::{
    Answer, Body, Context, Part, Problem, Reply, audited, changed_meanwhile, expect_room, too_many,
    with_revision,
};

#[derive(Debug, Deserialize)]
struct TermRow {
    id: Handle,
    revision: i64,
    document: String,
}

impl TermRow {
    fn into_resource<T: Term>(self) -> Result<TermResource<T>, StoreError> {
        let term = from_json(self.document.as_bytes()).map_err(StoreError::unavailable)?;
        Ok(TermResource { id: self.id, revision: self.revision, term })
    }
}

async fn find<T: Term>(database: &Database, id: &Handle) -> Result<Option<TermRow>, StoreError> {
    let sql = format!("SELECT id, revision, document FROM {} WHERE id = ?1", T::TABLE);
    database.first(Statement::new(sql).bind(id.as_str())).await
}

/// `GET /api/admin/v1/{kind}/{id}`
pub async fn get_term<T: Term>(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id("id", id)?;
    let row = find::<T>(&context.platform.database()?, &id).await?;
    let resource: TermResource<T> = row.ok_or_else(Problem::not_found)?.into_resource()?;
    Ok(with_revision(200, &resource, resource.revision))
}

/// `GET /api/admin/v1/{kind}`: all of them by id.
pub async fn list_terms<T: Term>(context: &Context) -> Result<Answer, Problem> {
    let part = Part::parse(&context.query)?;
    let sql = format!(
        "SELECT id, revision, document FROM {} WHERE id > ?1 ORDER BY id LIMIT ?2",
        T::TABLE
    );
    let statement =
        Statement::new(sql).bind(part.cursor.as_deref().unwrap_or_default()).bind(part.limit()?);
    let rows: Vec<TermRow> = context.platform.database()?.rows(statement).await?;
    let next_cursor = part.next(rows.len(), rows.last().map(|row| row.id.clone()))?;
    let terms: Vec<TermResource<T>> =
        rows.into_iter().map(TermRow::into_resource).collect::<Result<_, _>>()?;
    Ok(Reply::json(200, &TermList { terms, next_cursor }).into())
}

/// `PUT /api/admin/v1/{kind}/{id}`: creates or replaces it. What is just so already is left alone.
pub async fn put_term<T: Term>(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id("id", id)?;
    let expected = context.expected_revision()?;
    let term: T = context.body_json().await?;
    term.check()?;
    let document = serde_json::to_string(&term).map_err(StoreError::unavailable)?;
    if document.len() > T::MAX_BYTES {
        let most = T::MAX_BYTES;
        let sentence = format!("A {} has at most {most} bytes of JSON.", T::NAME);
        return Err(Problem::new(413, "too_large", sentence));
    }
    let stored = find::<T>(&context.platform.database()?, &id).await?;
    let table = T::TABLE;
    let actual = format!("SELECT revision FROM {table} WHERE id = ?1");
    let read = stored.as_ref().map_or(0, |row| row.revision);
    let precondition = Precondition { id: &id, actual: &actual, read, expected };
    precondition.check()?;
    if let Some(row) = &stored
        && row.document == document
    {
        let resource = TermResource { id, revision: row.revision, term };
        return Ok(with_revision(200, &resource, resource.revision));
    }
    let upsert = Statement::new(format!(
        "INSERT INTO {table} (id, revision, document) VALUES (?1, 1, ?2)
         ON CONFLICT (id) DO UPDATE SET revision = revision + 1, document = ?2 RETURNING revision"
    ));
    let room = |room: &Room| expect_room(&format!("{table} WHERE {}", room.counted), room.most);
    let mut further: Vec<Statement> = T::ROOMS.iter().flat_map(room).collect();
    let before = stored.as_ref().map(|row| row.document.as_str());
    further.push(audited(&context.platform, T::KIND, id.as_str(), before, Some(&document)));
    let upsert = upsert.bind(id.as_str()).bind(document);
    let revision = write_resource(context, &[DocumentKey::Terms], &precondition, upsert, further)
        .await
        .map_err(|error| refusal::<T>(expected, error))?;
    let resource = TermResource { id, revision, term };
    Ok(with_revision(if revision == 1 { 201 } else { 200 }, &resource, revision))
}

fn refusal<T: Term>(expected: Option<i64>, error: StoreError) -> Problem {
    if let Some(unique) = T::UNIQUE.filter(|unique| error.violates(unique.column)) {
        return Problem::new(409, unique.name, unique.sentence);
    }
    too_many(&error, T::FULL).unwrap_or_else(|| changed_meanwhile(expected, error))
}

/// `DELETE /api/admin/v1/{kind}/{id}`
pub async fn delete_term<T: Term>(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id("id", id)?;
    let expected = context.expected_revision()?;
    let stored = find::<T>(&context.platform.database()?, &id).await?;
    let stored = stored.ok_or_else(Problem::not_found)?;
    let table = T::TABLE;
    let actual = format!("SELECT revision FROM {table} WHERE id = ?1");
    let precondition = Precondition { id: &id, actual: &actual, read: stored.revision, expected };
    precondition.check()?;
    let mut statements = precondition.statements();
    let before = Some(stored.document.as_str());
    statements.push(audited(&context.platform, T::KIND, id.as_str(), before, None));
    statements.push(Statement::new(format!("DELETE FROM {table} WHERE id = ?1")).bind(id.as_str()));
    write_and_publish(&context.platform, &[DocumentKey::Terms], statements)
        .await
        .map_err(|error| changed_meanwhile(expected, error))?;
    Ok(Reply::new(204, Body::Empty).into())
}
