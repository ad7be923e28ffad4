//! `/admin/orders`

use super::list_page::{NAMES, OrdersPage, Tab, api_query};
use super::told::OrderList;
use crate::admin::Visit;
use crate::admin::refusing::lead_to;
use crate::admin::views::Filters;
use crate::content::{read_shop, render};
use crate::kernel::OrderNumber;
use crate::web::{Answer, Problem};

/// Orders of one screen.
const LIMIT: &str = "50";

/// `GET /admin/orders?tab=…&q=…&cursor=…`, and filters by the API's names.
pub async fn show_orders(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let filters = Filters::of(&visit.cx.query, &NAMES);
    let tab = Tab::find(filters.value("tab")).or_else(|| Tab::find(""));
    let tab = tab.ok_or_else(Problem::not_found)?;
    let cursor = visit.cx.query_value("cursor").unwrap_or_default();
    let asked = api_query(tab, &filters).map_err(|field| Problem {
        status: 400,
        ..Problem::invalid_field(field, "Give a day, like 2026-11-26.")
    });
    let asked = match asked {
        Ok(query) => {
            let query = query.with("limit", LIMIT).with("cursor", &cursor);
            visit.get::<OrderList>(query.address("/orders")).await
        }
        Err(problem) => Err(problem),
    };
    let (list, fault) = match asked {
        Ok(list) => (list, None),
        Err(problem) if problem.status == 400 => (OrderList::default(), Some(fault_of(&problem))),
        Err(problem) => return Err(problem),
    };
    // Who types a whole number wants that order.
    if let ([only], Some(number)) = (list.orders.as_slice(), OrderNumber::parse(filters.value("q")))
        && only.number == number
    {
        return Ok(lead_to(format!("/admin/orders/{number}")));
    }
    let markets = read_shop(visit.cx).await.map_or_else(
        |_| Vec::new(),
        |shop| {
            let id = |id: Option<&crate::kernel::MarketId>| {
                id.map_or_else(|| "default".to_owned(), |id| id.as_str().to_owned())
            };
            let markets = shop.markets.iter();
            markets.map(|market| (id(market.id.as_ref()), market.title.clone())).collect()
        },
    );
    let frame = visit.frame("Orders", "orders").await;
    let is_later = !cursor.is_empty();
    let page = OrdersPage { frame, tab, filters, markets, list, is_later, fault };
    render(visit.cx, &page)
}

fn fault_of(problem: &Problem) -> (String, String) {
    let error = problem.errors.first().map(|error| (error.field.clone(), error.detail.clone()));
    error.unwrap_or_else(|| (String::new(), problem.detail.clone()))
}
