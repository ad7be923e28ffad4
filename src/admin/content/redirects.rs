//! `/admin/redirects`

use serde_json::json;
use worker::Method;

use super::views::RedirectsPage;
use crate::admin::Visit;
use crate::admin::desk::Wish;
use crate::admin::form::{Filled, FormState, MAX_FORM_BYTES};
use crate::admin::refusing::lead_to;
use crate::admin::views::Filters;
use crate::admin::words::encoded;
use crate::content::{Redirect, Redirects, readable_path, render};
use crate::kernel::from_value;
use crate::web::{Answer, Problem};

/// `GET /admin/redirects?q=…&cursor=…`
pub async fn list_redirects(visit: &Visit<'_>) -> Result<Answer, Problem> {
    render(visit.cx, &page_with(visit, FormState::default(), 200).await?)
}

async fn page_with(
    visit: &Visit<'_>,
    form: FormState,
    status: u16,
) -> Result<RedirectsPage, Problem> {
    let value = |name| visit.cx.query_value(name).unwrap_or_default();
    let (filters, cursor) = (Filters::of(&visit.cx.query, &["q"]), value("cursor"));
    let asked = filters.with("limit", "100").with("cursor", &cursor);
    let list: Redirects = visit.get(asked.address("/redirects")).await?;
    let notice = match value("done").as_str() {
        "saved" => Some("The redirect is saved. It holds within a minute."),
        "deleted" => Some("The redirect is gone."),
        _ => None,
    };
    let frame = visit.frame("Redirects", "redirects").await.notice(notice.map(str::to_owned));
    Ok(RedirectsPage { frame, list, filters, is_later: !cursor.is_empty(), form, status })
}

async fn filled(visit: &Visit<'_>) -> Result<Filled, Problem> {
    Ok(Filled::parse(&visit.cx.body_bytes(MAX_FORM_BYTES).await?))
}

async fn answer(
    visit: &Visit<'_>,
    filled: Filled,
    wish: Wish,
    done: &str,
) -> Result<Answer, Problem> {
    match visit.ask(wish).await {
        Ok(_) => Ok(lead_to(format!("/admin/redirects?done={done}"))),
        Err(problem) if problem.status == 412 => {
            let current = problem.more.get("current").and_then(|now| from_value(now).ok());
            let current: Option<Redirect> = current;
            let is = current.as_ref().map_or_else(
                || "This redirect is gone".to_owned(),
                |now| format!("{} leads to {}", now.path, now.target),
            );
            let detail = format!("{is} by now. Send it again if you mean it all the same.");
            let is_saved = filled.typed("path").is_some();
            let mut form = FormState::refused(filled, &Problem { detail, ..problem });
            if is_saved {
                form.revision = current.map(|now| now.revision.to_string()).unwrap_or_default();
            }
            render(visit.cx, &page_with(visit, form, 412).await?)
        }
        Err(problem) if matches!(problem.status, 400 | 409 | 422) => {
            let form = FormState::refused(filled, &problem);
            render(visit.cx, &page_with(visit, form, problem.status).await?)
        }
        Err(problem) => Err(problem),
    }
}

/// What is pasted is often a whole address, with percent signs in it; only its path is asked for, as people
/// read it.
fn path_of(typed: &str, origin: &str) -> String {
    let typed = typed.trim();
    readable_path(typed.strip_prefix(origin).unwrap_or(typed))
}

/// `POST /admin/redirects`
pub async fn save_redirect(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let filled = filled(visit).await?;
    let typed = |field: &str| filled.typed(field).unwrap_or_default().trim().to_owned();
    let path = path_of(&typed("path"), &visit.cx.origin);
    if path.is_empty() {
        let problem = Problem::invalid_field("path", "Say which address leads elsewhere.");
        let form = FormState::refused(filled, &problem);
        return render(visit.cx, &page_with(visit, form, 422).await?);
    }
    let body = json!({ "target": typed("target") });
    let wish = Wish::send(Method::Put, format!("/redirects/{}", encoded(&path)), &body)
        .if_match(filled.own("_revision"));
    answer(visit, filled, wish, "saved").await
}

/// `POST /admin/redirects/deletion`. One that is gone already is as wished.
pub async fn delete_redirect(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let filled = filled(visit).await?;
    let path = filled.own("_path").to_owned();
    let wish =
        Wish::delete(format!("/redirects/{}", encoded(&path))).if_match(filled.own("_revision"));
    match answer(visit, filled, wish, "deleted").await {
        Err(problem) if problem.status == 404 => {
            Ok(lead_to("/admin/redirects?done=deleted".to_owned()))
        }
        answer => answer,
    }
}
