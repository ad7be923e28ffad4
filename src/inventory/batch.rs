//! Counts of many SKUs at once: `POST /api/admin/v1/stock/batch`, as JSON or as a file.

use std::collections::HashSet;

use futures_util::future::join_all;
use serde::Deserialize;

use super::admin::{Made, carry_out, known_skus, no_such_sku};
use super::feed::{BatchDraft, FeedReport, FeedRow, ItemResult, check_feed_id};
use super::feed_csv::{column_of, read_feed, write_report};
use crate::web::{
    Answer, Body, Context, MAX_BODY_BYTES, Problem, Reply, RequestKey, once_over, parse_json,
    parse_query,
};

/// Objects that are asked side by side.
const AT_ONCE: usize = 25;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    /// Of a file; a batch in JSON has it in its body.
    feed_id: Option<String>,
}

/// Each item succeeds or fails for itself. What makes it known again is the feed's id, or without one the
/// request's key.
pub async fn post_batch(context: &Context) -> Result<Answer, Problem> {
    let Query { feed_id } = parse_query(&context.query)?;
    let bytes = context.body_bytes(MAX_BODY_BYTES).await?;
    let (feed_id, rows) = if is_csv(&context.header("Content-Type").unwrap_or_default()) {
        if let Some(complaint) = check_feed_id(feed_id.as_deref()) {
            return Err(Problem { status: 400, ..Problem::invalid(vec![complaint]) });
        }
        (feed_id, read_feed(&bytes)?)
    } else {
        if feed_id.is_some() {
            let sentence = "A batch in JSON names its feed in the body.";
            return Err(Problem { status: 400, ..Problem::invalid_field("feed_id", sentence) });
        }
        let draft: BatchDraft = parse_json(&bytes)?;
        let complaints = draft.complaints();
        if !complaints.is_empty() {
            return Err(Problem::invalid(complaints));
        }
        (draft.feed_id.clone(), draft.into_rows())
    };
    let key = context.header("Idempotency-Key");
    let key = key.map(|key| RequestKey::new("feed", &key, &bytes)).transpose()?;
    let own = key.map(|key| format!("{} {}", key.name, context.platform.actor()));
    let feed_id = feed_id.or(own);
    let counted = count_rows(context, &rows, feed_id.as_deref());
    if is_csv(&context.header("Accept").unwrap_or_default()) {
        let (report, repeated) = counted.await?;
        let body =
            Body::Bytes { content_type: "text/csv; charset=utf-8", bytes: write_report(&report) };
        return Ok(Reply::new(200, body).replayed(repeated).into());
    }
    let told = async {
        let (report, repeated) = counted.await?;
        let passes =
            report.results.iter().filter_map(|result| result.problem.as_ref()).any(Problem::passes);
        Ok(Reply { passes, ..Reply::json(200, &report).replayed(repeated) })
    };
    once_over(context, &bytes, Box::pin(told)).await
}

fn is_csv(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default().trim();
    name.eq_ignore_ascii_case("text/csv")
}

/// The report, and whether every row that was taken was taken before.
async fn count_rows(
    context: &Context,
    rows: &[FeedRow],
    feed_id: Option<&str>,
) -> Result<(FeedReport, bool), Problem> {
    let skus: HashSet<&str> = rows.iter().map(|row| row.sku.as_str()).collect();
    let skus: Vec<&str> = skus.into_iter().collect();
    let known = known_skus(&context.platform.database()?, &skus).await?;
    let known: HashSet<String> = known.into_iter().collect();
    let (mut results, mut again) = (Vec::with_capacity(rows.len()), Vec::new());
    for some in rows.chunks(AT_ONCE) {
        let calls = some.iter().map(|row| count_row(context, row, &known, feed_id));
        for (result, repeated) in join_all(calls).await {
            results.push(result);
            again.extend(repeated);
        }
    }
    let repeated = !again.is_empty() && again.into_iter().all(|repeated| repeated);
    Ok((FeedReport::of(results), repeated))
}

async fn count_row(
    context: &Context,
    row: &FeedRow,
    known: &HashSet<String>,
    feed_id: Option<&str>,
) -> (ItemResult, Option<bool>) {
    let refused = |problem: Problem| ItemResult {
        line: row.line,
        sku: row.sku.clone(),
        status: problem.status,
        column: row.line.and(problem.errors.first()).map(|error| column_of(&error.field)),
        stock: None,
        problem: Some(problem),
    };
    match try_row(context, row, known, feed_id).await {
        Ok(Made { resource, repeated }) => {
            let (line, sku) = (row.line, row.sku.clone());
            let stock = Some(resource);
            let result = ItemResult { line, sku, status: 200, column: None, stock, problem: None };
            (result, Some(repeated))
        }
        Err(problem) => (refused(problem), None),
    }
}

async fn try_row(
    context: &Context,
    row: &FeedRow,
    known: &HashSet<String>,
    feed_id: Option<&str>,
) -> Result<Made, Problem> {
    let count = row.count.as_ref().map_err(|error| Problem::invalid(vec![error.clone()]))?;
    let sku = count.sku.as_ref().filter(|sku| known.contains(sku.as_str()));
    let sku = sku.ok_or_else(no_such_sku)?;
    let commands = count.commands(feed_id, context.now)?;
    carry_out(&context.platform, sku, commands).await
}
