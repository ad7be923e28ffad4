//! `/admin/stock/{sku}`

use futures_util::try_join;

use super::page::{Refused, SkuPage};
use super::told::{ListedStock, MovementList, StockList, ToldStock};
use crate::admin::Visit;
use crate::admin::actors::names_of;
use crate::admin::refusing::{fresh_key, key_after, show};
use crate::admin::words::encoded;
use crate::web::{Answer, Problem};

/// Movements of one screen.
const LIMIT: u32 = 50;

fn notice(done: &str) -> Option<&'static str> {
    Some(match done {
        "adjusted" => "The stock is corrected.",
        "counted" => "The count is kept.",
        "safety" => "Saved: what is kept back, and what may be sold ahead.",
        _ => return None,
    })
}

/// `GET /admin/stock/{sku}?cursor=…`
pub async fn show_sku(visit: &Visit<'_>, sku: &str) -> Result<Answer, Problem> {
    show_with(visit, sku, None).await
}

/// The page, with a form of it that was refused.
pub(super) async fn show_with(
    visit: &Visit<'_>,
    sku: &str,
    refused: Option<Refused>,
) -> Result<Answer, Problem> {
    let cursor = visit.cx.query_value("cursor").unwrap_or_default();
    let segment = encoded(sku);
    let mut movements = format!("/stock/{segment}/movements?limit={LIMIT}");
    if !cursor.is_empty() {
        movements = format!("{movements}&cursor={}", encoded(&cursor));
    }
    let (stock, ledger, sold) = try_join!(
        visit.get::<ToldStock>(format!("/stock/{segment}")),
        visit.get::<MovementList>(movements),
        sold_as(visit, sku),
    )?;
    let actors = ledger.movements.iter().filter_map(|movement| movement.by.as_deref());
    let names = names_of(visit, actors).await?;
    let done = visit.cx.query_value("done").filter(|_| refused.is_none());
    let notice = done.as_deref().and_then(notice).map(str::to_owned);
    let frame = visit.frame(sku, "stock").await.notice(notice);
    let key = refused
        .as_ref()
        .map_or_else(fresh_key, |refused| key_after(&refused.problem, &refused.form));
    let is_later = !cursor.is_empty();
    let page = SkuPage { frame, stock, sold, ledger, is_later, names, key, refused };
    show(visit.cx, &page, page.refused.as_ref().map(|refused| &refused.problem))
}

/// What is sold under a SKU, counted or not.
async fn sold_as(visit: &Visit<'_>, sku: &str) -> Result<Option<ListedStock>, Problem> {
    let find = async |filter: &str| {
        let path = format!("/stock?limit=1{filter}&q={}", encoded(sku));
        let list: StockList = visit.get(path).await?;
        Ok::<_, Problem>(list.stock.into_iter().find(|listed| listed.sku == sku))
    };
    match find("").await? {
        Some(counted) => Ok(Some(counted)),
        None => find("&filter=not_tracked").await,
    }
}
