//! Stock of many SKUs at once: feeds, lists, and the copy made anew.

use std::collections::HashSet;

use futures_util::future::join_all;
use serde::Deserialize;

use super::admin::{carry_out, known_skus, no_such_sku};
use super::client::renew_copy;
use super::wire::{
    BatchDraft, BatchResults, CountDraft, ItemResult, ListedStock, RebuildProgress, StockList,
};
use crate::content::DEFAULT_LOW_STOCK_THRESHOLD;
use crate::kernel::{Sku, Timestamp};
use crate::platform::{Statement, StoreError};
use crate::web::{Answer, Context, Part, Problem, Reply, parse_query};

/// Objects that are asked side by side.
const AT_ONCE: usize = 25;

/// `POST /api/admin/v1/stock/batch`: counts of many SKUs. Each item succeeds or fails for itself.
pub async fn post_batch(context: &Context) -> Result<Answer, Problem> {
    let draft: BatchDraft = context.body_json().await?;
    let complaints = draft.complaints();
    if !complaints.is_empty() {
        return Err(Problem::invalid(complaints));
    }
    let items = draft.items.iter().filter_map(|item| Some((item.sku.as_ref()?, item)));
    let items: Vec<(&Sku, &CountDraft)> = items.collect();
    let skus: Vec<&str> = items.iter().map(|(sku, _)| sku.as_str()).collect();
    let known = known_skus(&context.platform.database()?, &skus).await?;
    let known: HashSet<String> = known.into_iter().collect();
    let mut results = Vec::with_capacity(items.len());
    for some in items.chunks(AT_ONCE) {
        let calls = some.iter().map(|(sku, count)| {
            let (known, feed_id) = (known.contains(sku.as_str()), draft.feed_id.as_deref());
            count_item(context, sku, count, known, feed_id)
        });
        results.extend(join_all(calls).await);
    }
    Ok(Reply::json(200, &BatchResults { results }).into())
}

async fn count_item(
    context: &Context,
    sku: &Sku,
    count: &CountDraft,
    known: bool,
    feed_id: Option<&str>,
) -> ItemResult {
    let outcome = if known {
        match count.commands(feed_id, context.now) {
            Ok(commands) => carry_out(&context.platform, sku, commands).await,
            Err(problem) => Err(problem),
        }
    } else {
        Err(no_such_sku())
    };
    let (status, stock, problem) = match outcome {
        Ok(stock) => (200, Some(stock), None),
        Err(problem) => (problem.status, None, Some(problem)),
    };
    ItemResult { sku: sku.as_str().to_owned(), status, stock, problem }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListParameters {
    filter: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

/// `GET /api/admin/v1/stock`: what D1 has, by SKU; at most some seconds old.
pub async fn list_stock(context: &Context) -> Result<Answer, Problem> {
    let ListParameters { filter, cursor, limit } = parse_query(&context.query)?;
    let condition = match filter.as_deref() {
        None => "true",
        Some("low") => {
            "available BETWEEN 1 AND coalesce((SELECT document ->> 'low_stock_threshold' FROM settings), ?3)"
        }
        Some("sold_out") => "available = 0",
        Some("oversold") => "oversold > 0",
        Some(_) => {
            let sentence = "Filter by low, sold_out or oversold.";
            return Err(Problem { status: 400, ..Problem::invalid_field("filter", sentence) });
        }
    };
    let part = Part::new(cursor, limit);
    let statement = Statement::new(format!(
        "SELECT sku, available, on_hand, committed, reserved, safety, oversold, updated_at_ms FROM stock_levels
         WHERE sku > ?1 AND {condition} AND ?3 >= 0 ORDER BY sku LIMIT ?2"
    ))
    .bind(part.cursor.as_deref().unwrap_or_default())
    .bind(part.limit()?)
    .bind(DEFAULT_LOW_STOCK_THRESHOLD);
    let rows: Vec<ListedStock> = context.platform.database()?.rows(statement).await?;
    let last = rows.last().map(|row| row.sku.clone());
    let next_cursor = part.next(rows.len(), last)?;
    let stock = rows
        .into_iter()
        .map(|row| ListedStock { updated_at: Timestamp::from_millis(row.updated_at_ms), ..row });
    Ok(Reply::json(200, &StockList { stock: stock.collect(), next_cursor }).into())
}

/// `POST /api/admin/v1/stock/rebuilds?cursor=…`: has the objects write their rows in D1 again, a part
/// of them at a time.
pub async fn post_rebuild(context: &Context) -> Result<Answer, Problem> {
    #[derive(Deserialize)]
    struct Row {
        sku: String,
    }
    let part = Part::parse(&context.query)?;
    let statement = Statement::new(
        "SELECT sku FROM (SELECT sku FROM variants WHERE sku > ?1 UNION SELECT sku FROM stock_levels WHERE sku > ?1)
         ORDER BY sku LIMIT ?2",
    )
    .bind(part.cursor.as_deref().unwrap_or_default())
    .bind(part.limit()?);
    let rows: Vec<Row> = context.platform.database()?.rows(statement).await?;
    let skus: Vec<Sku> = rows.iter().filter_map(|row| Sku::parse(&row.sku).ok()).collect();
    for some in skus.chunks(AT_ONCE) {
        let calls = some.iter().map(|sku| renew_copy(&context.platform, sku));
        join_all(calls).await.into_iter().collect::<Result<(), StoreError>>()?;
    }
    let next_cursor = part.next(rows.len(), rows.last().map(|row| row.sku.clone()))?;
    Ok(Reply::json(202, &RebuildProgress { asked: skus.len(), next_cursor }).into())
}
