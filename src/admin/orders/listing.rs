//! `/admin/orders`

use super::list_page::{OrdersPage, Tab};
use super::told::OrderList;
use crate::admin::Visit;
use crate::admin::refusing::lead_to;
use crate::admin::words::encoded;
use crate::content::render;
use crate::kernel::OrderNumber;
use crate::web::{Answer, Problem};

/// Orders of one screen.
const LIMIT: u32 = 50;

/// `GET /admin/orders?tab=…&q=…&cursor=…`
pub async fn show_orders(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let value = |name| visit.cx.query_value(name).unwrap_or_default();
    let (words, cursor) = (value("q").trim().to_owned(), value("cursor"));
    let tab = Tab::find(&value("tab")).or_else(|| Tab::find("")).ok_or_else(Problem::not_found)?;
    let mut path = format!("/orders?limit={LIMIT}");
    for (name, value) in [("q", &words), ("cursor", &cursor)] {
        if !value.is_empty() {
            path = format!("{path}&{name}={}", encoded(value));
        }
    }
    if !tab.query.is_empty() {
        path = format!("{path}&{}", tab.query);
    }
    let list: OrderList = visit.get(path).await?;
    // Who types a whole number wants that order.
    if let ([only], Some(number)) = (list.orders.as_slice(), OrderNumber::parse(&words))
        && only.number == number
    {
        return Ok(lead_to(format!("/admin/orders/{number}")));
    }
    let frame = visit.frame("Orders", "orders").await;
    let is_later = !cursor.is_empty();
    render(visit.cx, &OrdersPage { frame, tab, words, list, is_later })
}
