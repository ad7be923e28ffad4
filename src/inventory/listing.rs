//! Lists of stock from the copy in D1, and the copy made anew.

use futures_util::future::join_all;
use serde::Deserialize;

use super::attention::{LOW, OVERSOLD, SOLD_OUT};
use super::client::renew_copy;
use super::wire::{ListedStock, RebuildProgress, StockList};
use crate::content::DEFAULT_LOW_STOCK_THRESHOLD;
use crate::kernel::{Sku, Timestamp};
use crate::platform::{Rows, Statement, StoreError};
use crate::web::{Answer, Context, Part, Problem, Reply, audited, once_over, parse_query};

/// Objects that are asked side by side.
const AT_ONCE: usize = 25;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListParameters {
    /// `low`, `sold_out`, `oversold`, or `not_tracked` for what is sold and nobody counts.
    filter: Option<String>,
    /// How a SKU begins.
    q: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ListRow {
    sku: String,
    product: Option<String>,
    title: Option<String>,
    available: Option<u32>,
    on_hand: i64,
    committed: i64,
    reserved: i64,
    safety: i64,
    oversold: u32,
    updated_at_ms: Option<i64>,
}

impl From<ListRow> for ListedStock {
    fn from(row: ListRow) -> Self {
        Self {
            sku: row.sku,
            product: row.product,
            title: row.title,
            available: row.available,
            on_hand: row.on_hand,
            committed: row.committed,
            reserved: row.reserved,
            safety: row.safety,
            oversold: row.oversold,
            updated_at: row.updated_at_ms.map(Timestamp::from_millis),
        }
    }
}

/// What has counts, with what is sold under it.
const COUNTED: &str = "SELECT l.sku AS sku, handle AS product, title, available, on_hand, committed, reserved, safety, oversold,
     l.updated_at_ms AS updated_at_ms
   FROM stock_levels l LEFT JOIN variants v ON v.sku = l.sku LEFT JOIN products p ON p.id = v.product_id";
/// What is sold, with counts where it has any.
const SOLD: &str = "SELECT v.sku AS sku, handle AS product, title, available, coalesce(on_hand, 0) AS on_hand,
     coalesce(committed, 0) AS committed, coalesce(reserved, 0) AS reserved, coalesce(safety, 0) AS safety,
     coalesce(oversold, 0) AS oversold, l.updated_at_ms AS updated_at_ms
   FROM variants v JOIN products p ON p.id = v.product_id LEFT JOIN stock_levels l ON l.sku = v.sku";

/// `GET /api/admin/v1/stock`: what D1 has, by SKU; at most some seconds old.
pub async fn list_stock(context: &Context) -> Result<Answer, Problem> {
    let ListParameters { filter, q, cursor, limit } = parse_query(&context.query)?;
    let (from, condition) = match filter.as_deref() {
        None => (COUNTED, "true"),
        Some("low") => (COUNTED, LOW),
        Some("sold_out") => (COUNTED, SOLD_OUT),
        Some("oversold") => (COUNTED, OVERSOLD),
        Some("not_tracked") => (SOLD, "available IS NULL AND p.status <> 'archived'"),
        Some(_) => {
            let sentence = "Filter by low, sold_out, oversold or not_tracked.";
            return Err(Problem { status: 400, ..Problem::invalid_field("filter", sentence) });
        }
    };
    let part = Part::new(cursor, limit);
    let sku = if from == SOLD { "v.sku" } else { "l.sku" };
    let statement = Statement::new(format!(
        "{from} WHERE {sku} > ?2 AND {sku} BETWEEN ?4 AND ?4 || char(1114111) AND {condition} AND ?1 >= 0
         ORDER BY {sku} LIMIT ?3"
    ))
    .bind(DEFAULT_LOW_STOCK_THRESHOLD)
    .bind(part.cursor.as_deref().unwrap_or_default())
    .bind(part.limit()?)
    .bind(q.as_deref().map(str::trim).unwrap_or_default());
    let rows: Vec<ListRow> = context.platform.database()?.rows(statement).await?;
    let next_cursor = part.next(rows.len(), rows.last().map(|row| row.sku.clone()))?;
    let stock = rows.into_iter().map(ListedStock::from).collect();
    Ok(Reply::json(200, &StockList { stock, next_cursor }).into())
}

/// `POST /api/admin/v1/stock/rebuilds?cursor=…`: has the objects write their rows in D1 again, a part
/// of them at a time.
pub async fn post_rebuild(context: &Context) -> Result<Answer, Problem> {
    let part = Part::parse(&context.query)?;
    // Which part it is about stands in the address.
    once_over(context, context.query.as_bytes(), Box::pin(rebuild(context, part))).await
}

async fn rebuild(context: &Context, part: Part) -> Result<Reply, Problem> {
    #[derive(Deserialize)]
    struct Row {
        sku: String,
    }
    let statement = Statement::new(
        "SELECT sku FROM (SELECT sku FROM variants WHERE sku > ?1 UNION SELECT sku FROM stock_levels WHERE sku > ?1)
         ORDER BY sku LIMIT ?2",
    )
    .bind(part.cursor.as_deref().unwrap_or_default())
    .bind(part.limit()?);
    let database = context.platform.database()?;
    let noted = audited(&context.platform, "rebuild", "stock", None, Some("{}"));
    let answers = database.batch(vec![statement, noted]).await?;
    let rows: Vec<Row> = answers.first().map(Rows::read).transpose()?.unwrap_or_default();
    let skus: Vec<Sku> = rows.iter().filter_map(|row| Sku::parse(&row.sku).ok()).collect();
    for some in skus.chunks(AT_ONCE) {
        let calls = some.iter().map(|sku| renew_copy(&context.platform, sku));
        join_all(calls).await.into_iter().collect::<Result<(), StoreError>>()?;
    }
    let next_cursor = part.next(rows.len(), rows.last().map(|row| row.sku.clone()))?;
    Ok(Reply::json(202, &RebuildProgress { asked: skus.len(), next_cursor }))
}
