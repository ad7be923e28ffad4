//! `/admin/media`

use worker::Method;

use super::views::PicturesPage;
use crate::admin::Visit;
use crate::admin::desk::Wish;
use crate::admin::form::{Filled, FormState};
use crate::admin::posted::read_posted;
use crate::admin::refusing::lead_to;
use crate::admin::views::Filters;
use crate::content::render;
use crate::media::{MAX_UPLOAD_BYTES, MediaEntries};
use crate::web::{Answer, Problem};

/// `GET /admin/media?cursor=…`
pub async fn list_pictures(visit: &Visit<'_>) -> Result<Answer, Problem> {
    render(visit.cx, &page_with(visit, None).await?)
}

async fn page_with(visit: &Visit<'_>, problem: Option<Problem>) -> Result<PicturesPage, Problem> {
    let cursor = visit.cx.query_value("cursor").unwrap_or_default();
    let asked = Filters::default().with("limit", "48").with("cursor", &cursor);
    let list: MediaEntries = visit.get(asked.address("/media")).await?;
    let is_done = visit.cx.query_value("done").is_some_and(|done| done == "sent");
    let notice = is_done.then(|| "The picture is here, first in the list.".to_owned());
    let frame = visit.frame("Pictures", "media").await.notice(notice);
    let status = problem.as_ref().map_or(200, |problem| problem.status);
    let form = problem
        .map_or_else(FormState::default, |problem| FormState::refused(Filled::new([]), &problem));
    Ok(PicturesPage { frame, list, is_later: !cursor.is_empty(), form, status })
}

/// `POST /admin/media`. The same picture again stays one.
pub async fn post_picture(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let sent = match read_posted(visit.cx, "_picture", MAX_UPLOAD_BYTES).await {
        Ok(posted) => match posted.file {
            Some(file) => visit.ask(Wish::bytes(Method::Post, "/media", file)).await,
            None => Err(Problem::invalid_field("_picture", "Choose a picture first.")),
        },
        Err(problem) => Err(problem),
    };
    match sent {
        Ok(_) => Ok(lead_to("/admin/media?done=sent".to_owned())),
        Err(problem) if matches!(problem.status, 413 | 415 | 422) => {
            render(visit.cx, &page_with(visit, Some(problem)).await?)
        }
        Err(problem) => Err(problem),
    }
}
