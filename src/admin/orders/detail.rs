//! `/admin/orders/{number}`

use super::page::OrderPage;
use super::told::ToldOrder;
use crate::admin::Visit;
use crate::admin::actors::names_of;
use crate::admin::refusing::{fresh_key, key_after, show};
use crate::kernel::OrderNumber;
use crate::web::{Answer, Form, Problem};

pub(super) fn parse_number(text: &str) -> Result<OrderNumber, Problem> {
    OrderNumber::parse(text).ok_or_else(Problem::not_found)
}

pub(super) async fn read_order(
    visit: &Visit<'_>,
    number: &OrderNumber,
) -> Result<ToldOrder, Problem> {
    visit.get(format!("/orders/{number}")).await
}

/// What was just done, in words.
fn notice(done: &str) -> Option<&'static str> {
    Some(match done {
        "shipped" => "The parcel is on its way, and the shopper is told.",
        "refunded" => "The refund is on its way to the shopper.",
        "cancelled" => "The order is cancelled.",
        "noted" => "Your note is kept.",
        "mailed" => "The mail is sent once more.",
        _ => return None,
    })
}

/// `GET /admin/orders/{number}`
pub async fn show_order(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    show_with(visit, &parse_number(id)?, Form::default(), None).await
}

/// The order, with a form of it that was refused.
pub(super) async fn show_with(
    visit: &Visit<'_>,
    number: &OrderNumber,
    form: Form,
    problem: Option<Problem>,
) -> Result<Answer, Problem> {
    let order = read_order(visit, number).await?;
    let names = names_of(visit, order.actors()).await?;
    let done = visit.cx.query_value("done").filter(|_| problem.is_none());
    let notice = done.as_deref().and_then(notice).map(str::to_owned);
    let frame = visit.frame(format!("Order {number}"), "orders").await.notice(notice);
    let key = problem.as_ref().map_or_else(fresh_key, |problem| key_after(problem, &form));
    let page = OrderPage { frame, order, names, key, form, problem };
    show(visit.cx, &page, page.problem.as_ref())
}
