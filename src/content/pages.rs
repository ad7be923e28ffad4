//! Content pages, and the page that every refusal becomes for people.

use super::{ContentPage, DocumentKey, ErrorPage, load_page, read_document, read_shop};
use crate::kernel::Handle;
use crate::web::{Answer, Body, CachePolicy, Context, Page, Problem, Reply};

/// `GET /pages/{handle}`
pub async fn show_page(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = Handle::parse(handle).map_err(|_| Problem::not_found())?;
    let key = DocumentKey::Page(handle.clone());
    let rebuild = async |database| load_page(&database, &handle).await;
    let (shop, document) = read_document(context, &key, rebuild).await?;
    let document = document.ok_or_else(Problem::not_found)?;
    let page = ContentPage::new(&shop, &document, &context.origin, context.now);
    render(context, &page)
}

/// Renders a page; a template that fails is a fault of ours.
pub fn render(context: &Context, page: &impl Page) -> Result<Answer, Problem> {
    page.to_reply(context.now)
        .map(Answer::from)
        .map_err(|error| Problem::internal(&error.to_string()))
}

/// The refusal as a page with a way out. It must never fail itself: without its data the shop's
/// frame is a plain one, and without a frame there are still the words.
pub async fn error_page(context: &Context, problem: &Problem) -> Reply {
    let shop = read_shop(context).await.ok();
    let page = ErrorPage::new(
        shop.as_deref(),
        problem.status,
        problem.title,
        &problem.detail,
        &context.origin,
    );
    let reply = page
        .to_reply(context.now)
        .unwrap_or_else(|_| Reply::new(problem.status, Body::Text(problem.detail.clone())));
    // Pages that do not exist are shared for a minute, so that a scan costs one look-up each; every
    // other error is nobody's to keep.
    let policy = if problem.status == 404 && context.is_read() && shop.is_some() {
        CachePolicy::SharedBriefly
    } else {
        CachePolicy::Private
    };
    problem.decorate(reply).policy(policy)
}
