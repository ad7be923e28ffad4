//! Settings, menus, pages and redirects in D1.

use serde::Deserialize;

use super::document::DOCUMENT_FORMAT;
use super::market_store::{markets_statement, read_markets};
use super::wire::{MenuDraft, PageDraft, PageSeo};
use super::{Menu, PageDocument, Settings, ShopDocument, render_markdown};
use crate::kernel::{Handle, Timestamp, from_json, plain_excerpt};
use crate::platform::{Database, Rows, Statement, StoreError};

#[derive(Debug, Deserialize)]
struct SettingsRow {
    revision: i64,
    document: String,
}

#[derive(Debug, Deserialize)]
struct MenuRow {
    handle: String,
    title: String,
    items: String,
}

pub fn settings_statement() -> Statement {
    Statement::new("SELECT revision, document FROM settings WHERE id = 1")
}

/// Settings with their revision from the answer to [`settings_statement`]; the defaults with
/// revision 0 in a shop that was never set up.
pub fn load_settings(rows: &Rows) -> Result<(Settings, i64), StoreError> {
    match rows.first::<SettingsRow>()? {
        Some(row) => {
            let settings = from_json(row.document.as_bytes()).map_err(StoreError::unavailable)?;
            Ok((settings, row.revision))
        }
        None => Ok((Settings::default(), 0)),
    }
}

/// The frame of every page, made from D1.
pub async fn load_shop(database: &Database) -> Result<ShopDocument, StoreError> {
    let answers = database
        .batch(vec![
            settings_statement(),
            Statement::new(
                "SELECT handle, title, items FROM menus WHERE handle IN ('main', 'footer')",
            ),
            markets_statement(),
        ])
        .await?;
    let [settings, menus, markets] = answers.as_slice() else {
        return Err(StoreError::unavailable("three answers were expected"));
    };
    let (settings, _) = load_settings(settings)?;
    let rows: Vec<MenuRow> = menus.read()?;
    let menu = |handle: &str| {
        let row = rows.iter().find(|row| row.handle == handle);
        row.map(|row| Menu {
            title: row.title.clone(),
            items: from_json(row.items.as_bytes()).unwrap_or_default(),
        })
        .unwrap_or_default()
    };
    Ok(settings.to_document(menu("main"), menu("footer"), read_markets(markets)?))
}

#[derive(Debug, Deserialize)]
pub(super) struct PageRow {
    pub revision: i64,
    title: String,
    body: String,
    seo_title: String,
    seo_description: String,
    updated_at_ms: i64,
}

impl PageRow {
    pub fn to_draft(&self) -> PageDraft {
        PageDraft {
            title: self.title.clone(),
            body: self.body.clone(),
            seo: PageSeo {
                title: self.seo_title.clone(),
                description: self.seo_description.clone(),
            },
        }
    }
}

pub(super) async fn find_page(
    database: &Database,
    handle: &Handle,
) -> Result<Option<PageRow>, StoreError> {
    let statement = Statement::new(
        "SELECT revision, title, body, seo_title, seo_description, updated_at_ms FROM pages WHERE handle = ?1",
    );
    database.first(statement.bind(handle.as_str())).await
}

/// The document of one content page, made from D1.
pub async fn load_page(
    database: &Database,
    handle: &Handle,
) -> Result<Option<PageDocument>, StoreError> {
    let Some(row) = find_page(database, handle).await? else {
        return Ok(None);
    };
    let seo_title = if row.seo_title.is_empty() { row.title.clone() } else { row.seo_title };
    let seo_description = if row.seo_description.is_empty() {
        plain_excerpt(&row.body, 155)
    } else {
        row.seo_description
    };
    Ok(Some(PageDocument {
        format: DOCUMENT_FORMAT,
        revision: row.revision,
        handle: handle.as_str().to_owned(),
        title: row.title,
        body_html: render_markdown(&row.body),
        seo_title,
        seo_description,
        updated_at: Timestamp::from_millis(row.updated_at_ms),
    }))
}

pub(super) fn page_upsert(handle: &Handle, page: &PageDraft, now: Timestamp) -> Statement {
    Statement::new(
        "INSERT INTO pages (handle, revision, title, body, seo_title, seo_description, updated_at_ms)
         VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (handle) DO UPDATE SET revision = revision + 1, title = ?2, body = ?3,
           seo_title = ?4, seo_description = ?5, updated_at_ms = ?6
         RETURNING revision",
    )
    .bind(handle.as_str())
    .bind(page.title.as_str())
    .bind(page.body.as_str())
    .bind(page.seo.title.as_str())
    .bind(page.seo.description.as_str())
    .bind(now.as_millis())
}

pub(super) fn menu_upsert(handle: &Handle, menu: &MenuDraft) -> Statement {
    let items = serde_json::to_string(&menu.items).unwrap_or_default();
    Statement::new(
        "INSERT INTO menus (handle, revision, title, items) VALUES (?1, 1, ?2, ?3)
         ON CONFLICT (handle) DO UPDATE SET revision = revision + 1, title = ?2, items = ?3
         RETURNING revision",
    )
    .bind(handle.as_str())
    .bind(menu.title.as_str())
    .bind(items)
}

pub(super) fn settings_upsert(settings: &Settings) -> Statement {
    let document = serde_json::to_string(settings).unwrap_or_default();
    Statement::new(
        "INSERT INTO settings (id, revision, document) VALUES (1, 1, ?1)
         ON CONFLICT (id) DO UPDATE SET revision = revision + 1, document = ?1
         RETURNING revision",
    )
    .bind(document)
}

/// Which of these hashes were never uploaded.
pub async fn unknown_media(
    database: &Database,
    hashes: &[String],
) -> Result<Vec<String>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        hash: String,
    }
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let statement = Statement::new(
        "SELECT value AS hash FROM json_each(?1) WHERE value NOT IN (SELECT hash FROM media)",
    );
    let list = serde_json::to_string(hashes).unwrap_or_default();
    let rows: Vec<Row> = database.rows(statement.bind(list)).await?;
    Ok(rows.into_iter().map(|row| row.hash).collect())
}
