//! `/admin/stock`

use super::list_page::{StockPage, Tab};
use super::told::StockList;
use crate::admin::Visit;
use crate::admin::views::Filters;
use crate::content::render;
use crate::web::{Answer, Problem};

/// SKUs of one screen.
const LIMIT: &str = "50";

/// `GET /admin/stock?filter=…&q=…&cursor=…`
pub async fn show_stock(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let filters = Filters::of(&visit.cx.query, &["filter", "q"]);
    let tab = Tab::find(filters.value("filter")).or_else(|| Tab::find(""));
    let tab = tab.ok_or_else(Problem::not_found)?;
    let filters = filters.with("filter", tab.name);
    let cursor = visit.cx.query_value("cursor").unwrap_or_default();
    let asked = filters.with("limit", LIMIT).with("cursor", &cursor);
    let list: StockList = visit.get(asked.address("/stock")).await?;
    let frame = visit.frame("Stock", "stock").await;
    render(visit.cx, &StockPage { frame, tab, filters, list, is_later: !cursor.is_empty() })
}
