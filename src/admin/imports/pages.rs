//! `/admin/imports`

use super::told::{Import, ImportList};
use super::views::{ImportPage, ListPage};
use crate::admin::Visit;
use crate::admin::actors::names_of;
use crate::admin::desk::Wish;
use crate::admin::form::FormState;
use crate::admin::refusing::{fresh_key, lead_to};
use crate::admin::words::encoded;
use crate::content::render;
use crate::web::{Answer, Page, Problem};

/// After so many seconds a page of what goes on is asked for again.
const REFRESH_SECONDS: &str = "3";

/// `GET /admin/imports`
pub async fn list_imports(visit: &Visit<'_>) -> Result<Answer, Problem> {
    render(visit.cx, &list_page(visit, FormState::default(), fresh_key(), 200).await?)
}

pub(super) async fn list_page(
    visit: &Visit<'_>,
    form: FormState,
    key: String,
    status: u16,
) -> Result<ListPage, Problem> {
    let cursor = visit.cx.query_value("cursor").unwrap_or_default();
    let after =
        if cursor.is_empty() { String::new() } else { format!("&cursor={}", encoded(&cursor)) };
    let list: ImportList = visit.get(format!("/imports?limit=50{after}")).await?;
    let frame = visit.frame("Imports", "imports").await;
    Ok(ListPage { frame, list, is_later: !cursor.is_empty(), form, key, status })
}

/// `GET /admin/imports/{id}`
pub async fn show_import(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    show_with(visit, id, None).await
}

async fn show_with(
    visit: &Visit<'_>,
    id: &str,
    problem: Option<Problem>,
) -> Result<Answer, Problem> {
    let import: Import = visit.get(format!("/imports/{}", encoded(id))).await?;
    let names = names_of(visit, std::iter::once(import.started_by.as_str())).await?;
    let frame = visit.frame(import.title(), "imports").await;
    let is_working = import.state.is_working() && problem.is_none();
    let status = problem.as_ref().map_or(200, |problem| problem.status);
    let refusal = problem.map(|problem| problem.detail);
    let page = ImportPage { frame, import, names, refusal, status };
    let reply =
        page.to_reply(visit.cx.now).map_err(|error| Problem::internal(&error.to_string()))?;
    if is_working {
        return Ok(reply.header("Refresh", REFRESH_SECONDS.to_owned()).into());
    }
    Ok(reply.into())
}

/// `POST /admin/imports/{id}/run`
pub async fn run_import(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    decide(visit, id, "run").await
}

/// `POST /admin/imports/{id}/cancellation`
pub async fn cancel_import(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    decide(visit, id, "cancellation").await
}

async fn decide(visit: &Visit<'_>, id: &str, deed: &str) -> Result<Answer, Problem> {
    match visit.ask(Wish::post(format!("/imports/{}/{deed}", encoded(id)))).await {
        Ok(_) => Ok(lead_to(format!("/admin/imports/{}", encoded(id)))),
        Err(problem) if problem.status == 409 => show_with(visit, id, Some(problem)).await,
        Err(problem) => Err(problem),
    }
}
