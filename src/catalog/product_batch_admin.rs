//! `POST /api/admin/v1/products/batch`

use futures_util::future::join_all;

use super::admin_wire::{ChangeResult, ChangeResults};
use super::commands::apply_change;
use super::product_batch::{ProductBatch, ProductChange};
use crate::web::{Answer, Context, MAX_BODY_BYTES, Problem, Reply, once_over, parse_json};

/// Products that are changed side by side.
const AT_ONCE: usize = 8;

/// Changes many products. Each item succeeds or fails for itself, in a transaction of its own; what was
/// changed is published within seconds.
pub async fn post_product_batch(context: &Context) -> Result<Answer, Problem> {
    let bytes = context.body_bytes(MAX_BODY_BYTES).await?;
    let batch: ProductBatch = parse_json(&bytes)?;
    batch.check()?;
    once_over(context, &bytes, Box::pin(change_all(context, &batch))).await
}

/// Each item has its effect by itself, and the same again is harmless: who repeats a batch whose process
/// died before its answer was kept learns of each item how it is now.
async fn change_all(context: &Context, batch: &ProductBatch) -> Result<Reply, Problem> {
    let mut results = Vec::with_capacity(batch.items.len());
    for some in batch.items.chunks(AT_ONCE) {
        results.extend(join_all(some.iter().map(|change| change_one(context, change))).await);
    }
    let passes = results.iter().filter_map(|result| result.problem.as_ref()).any(Problem::passes);
    Ok(Reply { passes, ..Reply::json(200, &ChangeResults { results }) })
}

async fn change_one(context: &Context, change: &ProductChange) -> ChangeResult {
    let handle = change.handle.clone();
    match apply_change(&context.platform, change, context.now).await {
        Ok(saved) => {
            ChangeResult { handle, status: 200, revision: Some(saved.revision), problem: None }
        }
        Err(problem) => {
            ChangeResult { handle, status: problem.status, revision: None, problem: Some(problem) }
        }
    }
}
