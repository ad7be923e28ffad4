//! `/admin/stock`

use super::list_page::{StockPage, Tab};
use super::told::StockList;
use crate::admin::Visit;
use crate::admin::words::encoded;
use crate::content::render;
use crate::web::{Answer, Problem};

/// SKUs of one screen.
const LIMIT: u32 = 50;

/// `GET /admin/stock?filter=…&q=…&cursor=…`
pub async fn show_stock(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let value = |name| visit.cx.query_value(name).unwrap_or_default();
    let (words, cursor) = (value("q").trim().to_owned(), value("cursor"));
    let tab =
        Tab::find(&value("filter")).or_else(|| Tab::find("")).ok_or_else(Problem::not_found)?;
    let mut path = format!("/stock?limit={LIMIT}");
    for (name, value) in [("filter", tab.name), ("q", &words), ("cursor", &cursor)] {
        if !value.is_empty() {
            path = format!("{path}&{name}={}", encoded(value));
        }
    }
    let list: StockList = visit.get(path).await?;
    let frame = visit.frame("Stock", "stock").await;
    render(visit.cx, &StockPage { frame, tab, words, list, is_later: !cursor.is_empty() })
}
