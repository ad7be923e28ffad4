//! The lists in D1, made anew from the archive (`POST /api/admin/v1/orders/rebuilds`).

use futures_util::future::join_all;
use worker::Bucket;

use super::Order;
use super::admin_wire::{RebuildDraft, RebuildProgress};
use super::carrying::ARCHIVE_FOLDER;
use super::copying::{copy_orders, make_tables};
use crate::kernel::from_json;
use crate::platform::StoreError;
use crate::web::{Answer, Context, MAX_BODY_BYTES, Problem, Reply, audited, once_over, parse_json};

/// Orders that are read at once, and pages of so many in one request.
const PAGE: u32 = 50;
const MAX_PAGES: u32 = 10;

/// Reads the archive in pages and writes what it says, never over something newer. A large archive
/// takes several requests, each with the cursor of the one before.
pub async fn rebuild_orders(context: &Context) -> Result<Answer, Problem> {
    let bytes = context.body_bytes(MAX_BODY_BYTES).await?;
    let draft: RebuildDraft =
        if bytes.is_empty() { RebuildDraft::default() } else { parse_json(&bytes)? };
    once_over(context, &bytes, Box::pin(rebuild(context, draft))).await
}

async fn rebuild(context: &Context, draft: RebuildDraft) -> Result<Reply, Problem> {
    let (database, archive) = (context.platform.database()?, context.platform.archive()?);
    make_tables(&database).await?;
    database.batch(vec![audited(&context.platform, "rebuild", "orders", None, Some("{}"))]).await?;
    let mut progress = RebuildProgress { orders: 0, unreadable: 0, next_cursor: draft.cursor };
    for _ in 0..MAX_PAGES {
        let (keys, next) = list_page(&archive, progress.next_cursor.take()).await?;
        let read = join_all(keys.iter().map(|key| read_order(&archive, key))).await;
        let read = read.into_iter().collect::<Result<Vec<Option<Order>>, _>>()?;
        let count = read.len();
        let orders: Vec<Order> = read.into_iter().flatten().collect();
        copy_orders(&database, &orders).await?;
        progress.orders += orders.len();
        progress.unreadable += count - orders.len();
        progress.next_cursor = next;
        if progress.next_cursor.is_none() {
            break;
        }
    }
    Ok(Reply::json(200, &progress))
}

async fn list_page(
    archive: &Bucket,
    cursor: Option<String>,
) -> Result<(Vec<String>, Option<String>), StoreError> {
    let mut list = archive.list().prefix(ARCHIVE_FOLDER).limit(PAGE);
    if let Some(cursor) = cursor {
        list = list.cursor(cursor);
    }
    let page = list.execute().await.map_err(StoreError::unavailable)?;
    let keys = page.objects().iter().map(worker::Object::key).collect();
    Ok((keys, page.cursor()))
}

/// `None` for a file that is no order: the others are not kept from their list by it.
async fn read_order(archive: &Bucket, key: &str) -> Result<Option<Order>, StoreError> {
    let found = archive.get(key).execute().await.map_err(StoreError::unavailable)?;
    let Some(body) = found.as_ref().and_then(worker::Object::body) else { return Ok(None) };
    let bytes = body.bytes().await.map_err(StoreError::unavailable)?;
    match from_json(&bytes) {
        Ok(order) => Ok(Some(order)),
        Err(fault) => {
            worker::console_error!("{key} in the archive cannot be read: {fault}");
            Ok(None)
        }
    }
}
