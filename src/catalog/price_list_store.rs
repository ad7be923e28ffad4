//! Price lists in D1.

use serde::{Deserialize, Serialize};

use super::list_rows::ListPriceRow;
use super::price_list::{ListChanges, PriceListDraft};
use super::rows::PriceHistoryRow;
use crate::kernel::{Currency, Handle, Timestamp};
use crate::platform::{Database, Statement, StoreError};

#[derive(Debug, Clone, Deserialize)]
pub struct PriceListRow {
    pub id: String,
    pub revision: i64,
    pub title: String,
    pub currency: Currency,
    pub updated_at_ms: i64,
    /// How many prices it has, where that was asked.
    #[serde(default)]
    pub price_count: u32,
}

/// A list with its prices in order of SKU, and the markets that sell at them.
#[derive(Debug)]
pub struct StoredPriceList {
    pub row: PriceListRow,
    pub prices: Vec<ListPriceRow>,
    pub markets: Vec<MarketOfList>,
}

#[derive(Debug, Deserialize)]
pub struct MarketOfList {
    pub id: String,
    pub currency: Currency,
}

impl StoredPriceList {
    pub fn to_draft(&self) -> PriceListDraft {
        PriceListDraft::from_rows(self.row.title.clone(), self.row.currency, &self.prices)
    }
}

/// The first `limit` lists after an id, without their prices.
pub async fn list_price_lists(
    database: &Database,
    after: &str,
    limit: u32,
) -> Result<Vec<PriceListRow>, StoreError> {
    let statement = Statement::new(
        "SELECT *, (SELECT count(*) FROM list_prices WHERE price_list = price_lists.id) AS price_count
         FROM price_lists WHERE id > ?1 ORDER BY id LIMIT ?2",
    );
    database.rows(statement.bind(after).bind(limit)).await
}

pub async fn find_price_list(
    database: &Database,
    id: &Handle,
) -> Result<Option<StoredPriceList>, StoreError> {
    let of_list = |sql: &'static str| Statement::new(sql).bind(id.as_str());
    let answers = database
        .batch(vec![
            of_list("SELECT * FROM price_lists WHERE id = ?1"),
            of_list(
                "SELECT list_prices.*, currency FROM list_prices JOIN price_lists ON id = price_list
                 WHERE price_list = ?1 ORDER BY sku",
            ),
            of_list(
                "SELECT id, document ->> 'currency' AS currency FROM markets WHERE price_list = ?1 ORDER BY id",
            ),
        ])
        .await?;
    let [row, prices, markets] = answers.as_slice() else {
        return Err(StoreError::unavailable("three answers were expected"));
    };
    let Some(row) = row.first()? else {
        return Ok(None);
    };
    Ok(Some(StoredPriceList { row, prices: prices.read()?, markets: markets.read()? }))
}

fn json<T: Serialize + ?Sized>(rows: &T) -> String {
    serde_json::to_string(rows).unwrap_or_default()
}

/// Which of these SKUs no variant has.
pub async fn unknown_skus(database: &Database, skus: &[&str]) -> Result<Vec<String>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        sku: String,
    }
    let statement = Statement::new(
        "SELECT value AS sku FROM json_each(?1) WHERE value NOT IN (SELECT sku FROM variants)",
    );
    let rows: Vec<Row> = database.rows(statement.bind(json(skus))).await?;
    Ok(rows.into_iter().map(|row| row.sku).collect())
}

/// Handles of the products that have one of these SKUs.
pub async fn products_with(database: &Database, skus: &[&str]) -> Result<Vec<Handle>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        handle: Handle,
    }
    let statement = Statement::new(
        "SELECT DISTINCT products.handle FROM json_each(?1) CROSS JOIN variants ON sku = value
         JOIN products ON products.id = product_id",
    );
    let rows: Vec<Row> = database.rows(statement.bind(json(skus))).await?;
    Ok(rows.into_iter().map(|row| row.handle).collect())
}

/// Writes the list in place of what was there; the first of the statements returns its revision.
pub fn save_statements(
    id: &Handle,
    list: &PriceListDraft,
    changes: &ListChanges<'_>,
    now: Timestamp,
) -> Vec<Statement> {
    let mut statements = vec![
        Statement::new(
            "INSERT INTO price_lists (id, revision, title, currency, updated_at_ms) VALUES (?1, 1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET revision = revision + 1, title = ?2, currency = ?3, updated_at_ms = ?4
             RETURNING revision",
        )
        .bind(id.as_str())
        .bind(list.title.as_str())
        .bind(list.currency.code())
        .bind(now.as_millis()),
    ];
    statements.extend(price_statements(id, changes, now));
    statements
}

/// Ends every price of the list and takes it away.
pub fn removal_statements(id: &Handle, prices: &[ListPriceRow], now: Timestamp) -> Vec<Statement> {
    let changes = ListChanges { written: Vec::new(), removed: prices.iter().collect() };
    let mut statements = price_statements(id, &changes, now);
    statements.push(Statement::new("DELETE FROM price_lists WHERE id = ?1").bind(id.as_str()));
    statements
}

fn price_statements(id: &Handle, changes: &ListChanges<'_>, now: Timestamp) -> Vec<Statement> {
    let removed: Vec<&str> = changes.removed.iter().map(|row| row.sku.as_str()).collect();
    let written = changes.written.iter().map(|row| row.to_history(now));
    let history: Vec<PriceHistoryRow> =
        written.chain(changes.removed.iter().map(|row| row.to_end(now))).collect();
    let of_list =
        |sql: &'static str, rows: String| Statement::new(sql).bind(id.as_str()).bind(rows);
    let mut statements = Vec::new();
    if !removed.is_empty() {
        statements.push(of_list(
            "DELETE FROM list_prices WHERE price_list = ?1 AND sku IN (SELECT value FROM json_each(?2))",
            json(&removed),
        ));
    }
    let written = changes.written.chunks(ROWS_AT_ONCE);
    statements.extend(written.map(|rows| of_list(INSERT_PRICES, json(rows))));
    let history = history.chunks(ROWS_AT_ONCE);
    statements.extend(history.map(|rows| of_list(INSERT_HISTORY, json(rows))));
    statements
}

/// Rows in one parameter, which has 2 MB at most; a row takes up to 400 bytes.
const ROWS_AT_ONCE: usize = 2500;

const INSERT_PRICES: &str = "INSERT OR REPLACE INTO list_prices
     (price_list, sku, price_minor, compare_at_minor, sale_price_minor, sale_starts_at_ms, sale_ends_at_ms)
   SELECT ?1, value ->> 'sku', value ->> 'price_minor', value ->> 'compare_at_minor', value ->> 'sale_price_minor',
     value ->> 'sale_starts_at_ms', value ->> 'sale_ends_at_ms' FROM json_each(?2)";
const INSERT_HISTORY: &str = "INSERT OR REPLACE INTO price_history
     (price_list, sku, from_ms, price_minor, compare_at_minor, sale_price_minor, sale_starts_at_ms, sale_ends_at_ms, currency, ended)
   SELECT ?1, value ->> 'sku', value ->> 'from_ms', value ->> 'price_minor', value ->> 'compare_at_minor',
     value ->> 'sale_price_minor', value ->> 'sale_starts_at_ms', value ->> 'sale_ends_at_ms', value ->> 'currency',
     value ->> 'ended' FROM json_each(?2)";
