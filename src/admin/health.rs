//! `/admin/health`

use futures_util::try_join;

use super::desk::Wish;
use super::refusing::{lead_to, show};
use super::views::{HealthPage, Reconciliation};
use super::visit::Visit;
use super::words::encoded;
use crate::notifications::UndeliverableList;
use crate::operations::{DeadLetterList, Health};
use crate::web::{Answer, Problem};

/// Dead letters of one screen.
const LIMIT: u32 = 50;

fn notice(done: &str) -> Option<&'static str> {
    Some(match done {
        "published" => "Everything is being published anew.",
        "replay" => "The message is sent again.",
        "dismissal" => "The message is put aside.",
        _ => return None,
    })
}

/// `GET /admin/health`
pub async fn show_health(visit: &Visit<'_>) -> Result<Answer, Problem> {
    show_with(visit, None).await
}

async fn show_with(visit: &Visit<'_>, problem: Option<Problem>) -> Result<Answer, Problem> {
    let (health, reconciliation, mails, letters) = try_join!(
        visit.get::<Health>("/health"),
        visit.get::<Reconciliation>("/reconciliation"),
        visit.get::<UndeliverableList>("/undeliverable-mails"),
        visit.get::<DeadLetterList>(format!("/dead-letters?limit={LIMIT}")),
    )?;
    let done = visit.cx.query_value("done").filter(|_| problem.is_none());
    let notice = done.as_deref().and_then(notice).map(str::to_owned);
    let frame = visit.frame("Health", "health").await.notice(notice);
    let sentence = problem.as_ref().map(|problem| problem.detail.clone());
    let page = HealthPage { frame, health, reconciliation, mails, letters, problem: sentence };
    show(visit.cx, &page, problem.as_ref())
}

async fn carry_out(visit: &Visit<'_>, path: String, done: &str) -> Result<Answer, Problem> {
    match visit.ask(Wish::post(path)).await {
        Ok(_) => Ok(lead_to(format!("/admin/health?done={done}"))),
        Err(problem) if matches!(problem.status, 403 | 404) => Err(problem),
        Err(problem) => show_with(visit, Some(problem)).await,
    }
}

/// `POST /admin/health/publications`: everything is published anew.
pub async fn publish_everything(visit: &Visit<'_>) -> Result<Answer, Problem> {
    carry_out(visit, "/publications".to_owned(), "published").await
}

/// `POST /admin/health/dead-letters/{id}/replay` or `…/dismissal`
pub async fn settle_letter(visit: &Visit<'_>, id: &str, deed: &str) -> Result<Answer, Problem> {
    if !matches!(deed, "replay" | "dismissal") {
        return Err(Problem::not_found());
    }
    carry_out(visit, format!("/dead-letters/{}/{deed}", encoded(id)), deed).await
}
