//! `POST /api/admin/v1/products/batch`

use futures_util::future::join_all;

use super::admin_wire::{ChangeResult, ChangeResults};
use super::commands::apply_change;
use super::product_batch::{ProductBatch, ProductChange};
use crate::web::{Answer, Context, Problem, Reply};

/// Products that are changed side by side.
const AT_ONCE: usize = 8;

/// Changes many products. Each item succeeds or fails for itself, in a transaction of its own; what was
/// changed is published within seconds.
pub async fn post_batch(context: &Context) -> Result<Answer, Problem> {
    let batch: ProductBatch = context.body_json().await?;
    batch.check()?;
    let mut results = Vec::with_capacity(batch.items.len());
    for some in batch.items.chunks(AT_ONCE) {
        results.extend(join_all(some.iter().map(|change| change_one(context, change))).await);
    }
    Ok(Reply::json(200, &ChangeResults { results }).into())
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
