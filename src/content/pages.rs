//! Content pages, and the page that every refusal becomes for people.

use askama::Template;
use serde::Deserialize;

use super::reading::guard_database;
use super::redirect::readable_path;
use super::{
    ContentPage, DocumentKey, ErrorPage, MarketOffer, load_page, read_document, read_own_shop,
    read_shop,
};
use crate::kernel::Handle;
use crate::platform::Statement;
use crate::web::{Answer, Body, CachePolicy, Context, Page, Problem, Reply, is_personal};

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

/// The header in which the network says where a visitor is.
const COUNTRY_HEADER: &str = "CF-IPCountry";

/// `GET /markets/offer?path=/products/x`: the way to the market of the visitor's country, as a fragment;
/// 204 when there is nothing to offer. Who asks decides the answer, so nobody keeps it, and no page
/// that others see holds any of it.
pub async fn show_market_offer(context: &Context) -> Result<Answer, Problem> {
    let shop = read_own_shop(context).await?;
    let country = context.header(COUNTRY_HEADER);
    let path = context.query_value("path").unwrap_or_default();
    let Some(offer) = MarketOffer::new(&shop, country.as_deref(), &path) else {
        return Ok(Reply::new(204, Body::Empty).into());
    };
    let html = offer.render().map_err(|error| Problem::internal(&error.to_string()))?;
    Ok(Reply::new(200, Body::Html(html.into_bytes())).into())
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
    let shop = match read_shop(context).await {
        // A market that is not there is refused in the words of the shop's own.
        Err(problem) if problem.status == 404 => read_own_shop(context).await.ok(),
        answer => answer.ok(),
    };
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
    let is_shared = problem.status == 404 && !is_personal(context.shop_path());
    if !is_shared || !context.is_read() || shop.is_none() {
        return problem.decorate(reply).policy(CachePolicy::Private);
    }
    // Pages that do not exist are shared for a minute, so that a scan costs one look-up each; the
    // publication of what is missing purges them.
    let mut tags = page.tags();
    tags.push(MOVED_TAG.to_owned());
    tags.extend(missing_document(context.shop_path()).map(|key| key.tag()));
    problem.decorate(reply).policy(CachePolicy::SharedBriefly).tags(tags)
}

/// The tag of what is kept of addresses that lead elsewhere or nowhere.
pub const MOVED_TAG: &str = "redirects";

#[derive(Debug, Deserialize)]
struct TargetRow {
    target: String,
}

/// Where an address that leads to no page leads today: what was renamed redirects for ever, and so does
/// what the merchant says. Something new at the old address, tagged by its key, makes the redirect stale.
pub async fn redirect_moved(context: &Context) -> Result<Option<Answer>, Problem> {
    // In a market that the shop does not have there is nothing to look for.
    let shop = read_shop(context).await?;
    let document = missing_document(context.shop_path());
    // For what may be a document, a look into D1 was guarded already.
    if document.is_none() && guard_database(context).await.is_err() {
        return Ok(None);
    }
    let statement = Statement::new("SELECT target FROM redirects WHERE path = ?1")
        .bind(readable_path(context.shop_path()));
    let Some(row) = context.platform.database()?.first::<TargetRow>(statement).await? else {
        return Ok(None);
    };
    let target = shop.link_if_page(&row.target);
    // An address of the target's own keeps what it asks for.
    let location = if context.query.is_empty() || target.contains(['?', '#']) {
        target
    } else {
        format!("{target}?{}", context.query)
    };
    let tags = document.map(|key| key.tag()).into_iter().chain([MOVED_TAG.to_owned()]);
    let redirect = Reply::redirect(301, location).policy(CachePolicy::SharedBriefly);
    Ok(Some(redirect.tags(tags.collect()).into()))
}

/// The document that a page at this address would have been made from.
fn missing_document(path: &str) -> Option<DocumentKey> {
    let (folder, handle) = path.trim_start_matches('/').split_once('/')?;
    let handle = Handle::parse(handle).ok()?;
    match folder {
        "products" => Some(DocumentKey::Product(handle)),
        "collections" => Some(DocumentKey::Collection(handle)),
        "pages" => Some(DocumentKey::Page(handle)),
        _ => None,
    }
}
