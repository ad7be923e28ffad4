//! `/admin/imports`

use super::shown;
use super::views::{ImportPage, ListPage};
use crate::admin::Visit;
use crate::admin::actors::names_of;
use crate::admin::desk::Wish;
use crate::admin::form::FormState;
use crate::admin::refusing::{fresh_key, key_after, lead_to, read_form, show};
use crate::admin::words::encoded;
use crate::content::render;
use crate::imports::{ImportList, ImportResource};
use crate::web::{Answer, Problem};

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
    show_with(visit, id, None, fresh_key()).await
}

async fn show_with(
    visit: &Visit<'_>,
    id: &str,
    problem: Option<Problem>,
    key: String,
) -> Result<Answer, Problem> {
    let import: ImportResource = visit.get(format!("/imports/{}", encoded(id))).await?;
    let actors = std::iter::once(&import.started_by).chain(&import.run_by);
    let names = names_of(visit, actors.map(String::as_str)).await?;
    let frame = visit.frame(shown::title(&import), "imports").await;
    let status = problem.as_ref().map_or(200, |problem| problem.status);
    let refusal = problem.as_ref().map(|problem| problem.detail.clone());
    let page = ImportPage { frame, import, names, refusal, key, status };
    show(visit.cx, &page, problem.as_ref())
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
    let form = read_form(visit.cx).await?;
    let wish = Wish::post(format!("/imports/{}/{deed}", encoded(id))).once(form.text("_key"));
    match visit.ask(wish).await {
        Ok(_) => Ok(lead_to(format!("/admin/imports/{}", encoded(id)))),
        Err(problem) if problem.status == 409 => {
            let key = key_after(&problem, &form);
            show_with(visit, id, Some(problem), key).await
        }
        Err(problem) => Err(problem),
    }
}
