//! `/admin/stock-counts`: a file of counts.

use worker::Method;

use super::multipart::parts;
use super::told::Report;
use super::upload_page::UploadPage;
use crate::admin::desk::Wish;
use crate::admin::refusing::{fresh_key, show};
use crate::admin::words::encoded;
use crate::admin::{Scope, Visit};
use crate::web::{Answer, MAX_BODY_BYTES, Problem};

/// What stands around the file, in bytes.
const MARGIN_BYTES: u32 = 10_000;

fn require_leave(visit: &Visit<'_>) -> Result<(), Problem> {
    if visit.member.role.has(Scope::StockWrite) {
        return Ok(());
    }
    Err(Problem::new(403, "not_allowed", "Counting stock is not open to your role."))
}

/// `GET /admin/stock-counts`
pub async fn show_upload(visit: &Visit<'_>) -> Result<Answer, Problem> {
    require_leave(visit)?;
    show_with(visit, None, None).await
}

async fn show_with(
    visit: &Visit<'_>,
    problem: Option<Problem>,
    report: Option<Report>,
) -> Result<Answer, Problem> {
    let frame = visit.frame("Upload counts", "stock").await;
    let page = UploadPage { frame, key: fresh_key(), problem, report };
    show(visit.cx, &page, page.problem.as_ref())
}

/// `POST /admin/stock-counts`. The form's key is the feed's id: sent twice, it counts once.
pub async fn post_upload(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let content_type = visit.cx.header("Content-Type").unwrap_or_default();
    let body = visit.cx.body_bytes(MAX_BODY_BYTES + MARGIN_BYTES).await;
    let outcome = match body {
        Ok(body) => count(visit, &content_type, &body).await,
        Err(problem) => Err(problem),
    };
    match outcome {
        Ok(report) => show_with(visit, None, Some(report)).await,
        Err(problem) if problem.status == 403 => Err(problem),
        Err(problem) => show_with(visit, Some(problem), None).await,
    }
}

async fn count(visit: &Visit<'_>, content_type: &str, body: &[u8]) -> Result<Report, Problem> {
    let torn = || Problem::new(400, "not_a_form", "The file did not arrive whole. Send it again.");
    let parts = parts(content_type, body).ok_or_else(torn)?;
    let find = |name: &str| parts.iter().find(|part| part.name == name).map(|part| part.bytes);
    let file = find("file")
        .filter(|file| !file.is_empty())
        .ok_or_else(|| Problem::invalid_field("file", "Choose a file first."))?;
    let key = find("_key").map(String::from_utf8_lossy).unwrap_or_default();
    let mut path = "/stock/batch".to_owned();
    if !key.is_empty() {
        path = format!("{path}?feed_id={}", encoded(&key));
    }
    let text = String::from_utf8(file.to_vec())
        .map_err(|_| Problem::invalid_field("file", "Save the file as UTF-8: this is none."))?;
    visit
        .ask(
            Wish::bytes(Method::Post, path, text.into())
                .header("Content-Type", "text/csv".to_owned()),
        )
        .await?
        .read()
}
