//! Lists of pages and menus for the merchant, and the end of a page.

use serde::Deserialize;

use super::resource::{Precondition, note, parse_id};
use super::store::find_page;
use super::wire::{MenuDraft, MenuEntries, MenuEntry, PageEntries, PageEntry};
use super::{DocumentKey, MenuItem, write_and_publish};
use crate::kernel::{Handle, Timestamp, from_json};
use crate::platform::{Database, Statement, StoreError};
use crate::web::{Answer, Body, Context, Part, Problem, Reply, changed_meanwhile, with_revision};

#[derive(Debug, Deserialize)]
struct PageRow {
    handle: Handle,
    title: String,
    revision: i64,
    updated_at_ms: i64,
}

#[derive(Debug, Deserialize)]
struct MenuRow {
    handle: Handle,
    title: String,
    revision: i64,
    items: String,
}

impl MenuRow {
    fn into_entry(self) -> Result<MenuEntry, StoreError> {
        let items: Vec<MenuItem> =
            from_json(self.items.as_bytes()).map_err(StoreError::unavailable)?;
        Ok(MenuEntry { handle: self.handle, revision: self.revision, title: self.title, items })
    }
}

/// `GET /api/admin/v1/pages`, by handle.
pub async fn list_pages(context: &Context) -> Result<Answer, Problem> {
    let part = Part::parse(&context.query)?;
    let statement = Statement::new(
        "SELECT handle, title, revision, updated_at_ms FROM pages WHERE handle > ?1 ORDER BY handle LIMIT ?2",
    );
    let statement = statement.bind(part.cursor.as_deref().unwrap_or_default()).bind(part.limit()?);
    let rows: Vec<PageRow> = context.platform.database()?.rows(statement).await?;
    let next_cursor = part.next(rows.len(), rows.last().map(|row| row.handle.clone()))?;
    let pages = rows.into_iter().map(|row| PageEntry {
        handle: row.handle,
        title: row.title,
        revision: row.revision,
        updated_at: Timestamp::from_millis(row.updated_at_ms),
    });
    Ok(Reply::json(200, &PageEntries { pages: pages.collect(), next_cursor }).into())
}

/// `DELETE /api/admin/v1/pages/{handle}`
pub async fn delete_page(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = parse_id("handle", handle)?;
    let expected = context.expected_revision()?;
    let database = context.platform.database()?;
    let stored = find_page(&database, &handle).await?.ok_or_else(Problem::not_found)?;
    let actual = "SELECT revision FROM pages WHERE handle = ?1";
    let precondition = Precondition { id: &handle, actual, read: stored.revision, expected };
    precondition.check()?;
    let mut statements = precondition.statements();
    statements.push(note(context, "page", handle.as_str(), Some(&stored.to_draft()), None));
    statements.push(Statement::new("DELETE FROM pages WHERE handle = ?1").bind(handle.as_str()));
    write_and_publish(&context.platform, &[DocumentKey::Page(handle)], statements)
        .await
        .map_err(|error| changed_meanwhile(expected, error))?;
    Ok(Reply::new(204, Body::Empty).into())
}

/// `GET /api/admin/v1/menus`, by handle.
pub async fn list_menus(context: &Context) -> Result<Answer, Problem> {
    let part = Part::parse(&context.query)?;
    let statement = Statement::new(
        "SELECT handle, title, revision, items FROM menus WHERE handle > ?1 ORDER BY handle LIMIT ?2",
    );
    let statement = statement.bind(part.cursor.as_deref().unwrap_or_default()).bind(part.limit()?);
    let rows: Vec<MenuRow> = context.platform.database()?.rows(statement).await?;
    let next_cursor = part.next(rows.len(), rows.last().map(|row| row.handle.clone()))?;
    let menus = rows.into_iter().map(MenuRow::into_entry).collect::<Result<_, _>>()?;
    Ok(Reply::json(200, &MenuEntries { menus, next_cursor }).into())
}

/// A menu as it is written, with its revision.
pub(super) async fn find_menu(
    database: &Database,
    handle: &Handle,
) -> Result<Option<(MenuDraft, i64)>, StoreError> {
    let entry = find_entry(database, handle).await?;
    Ok(entry.map(|entry| (MenuDraft { title: entry.title, items: entry.items }, entry.revision)))
}

async fn find_entry(database: &Database, handle: &Handle) -> Result<Option<MenuEntry>, StoreError> {
    let statement =
        Statement::new("SELECT handle, title, revision, items FROM menus WHERE handle = ?1");
    let row: Option<MenuRow> = database.first(statement.bind(handle.as_str())).await?;
    row.map(MenuRow::into_entry).transpose()
}

/// `GET /api/admin/v1/menus/{handle}`
pub async fn get_menu(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = parse_id("handle", handle)?;
    let entry = find_entry(&context.platform.database()?, &handle).await?;
    let entry = entry.ok_or_else(Problem::not_found)?;
    Ok(with_revision(200, &entry, entry.revision))
}
