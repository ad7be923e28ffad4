//! `/admin/orders/{number}/refund`

use worker::Method;

use super::detail::{parse_number, read_order};
use super::refund_page::RefundPage;
use super::shipping::{locations_of, picked, told_of_lines};
use super::told::{ToldOrder, ToldPlan};
use crate::admin::Visit;
use crate::admin::desk::Wish;
use crate::admin::refusing::{fresh_key, key_after, lead_to, read_form, show};
use crate::kernel::{Money, OrderNumber};
use crate::orders::{RefundLineWish, RefundWish};
use crate::web::{Answer, Form, Problem};

/// `GET /admin/orders/{number}/refund`; `?all=1` has everything filled in, `?unmatched=1` goes to the
/// preview of money that pays for nothing.
pub async fn show_refund(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    let number = parse_number(id)?;
    let order = read_order(visit, &number).await?;
    let asks = |name| visit.cx.query_value(name).is_some();
    if asks("unmatched") && order.totals.unmatched_minor > 0 {
        let amount = Money::new(order.totals.unmatched_minor, order.total.currency);
        let fields = [("amount".to_owned(), amount.decimal())];
        let form = Form::from_iter(fields);
        return match plan(visit, &order, &form).await {
            Ok(plan) if plan.refundable_minor == plan.amount_minor => {
                show_with(visit, order, form, None, Some(plan)).await
            }
            Ok(_) => {
                let sentence = "Several payments pay for nothing. Give the sum of one of them, as it stands under Money.";
                let problem = Problem::new(409, "several_unmatched", sentence);
                show_with(visit, order, Form::default(), Some(problem), None).await
            }
            Err(problem) => show_with(visit, order, form, Some(problem), None).await,
        };
    }
    let form = if asks("all") { everything(&order) } else { Form::default() };
    show_with(visit, order, form, None, None).await
}

/// A form with all that is left.
fn everything(order: &ToldOrder) -> Form {
    let lines = order.lines.iter().enumerate().filter(|(_, line)| line.left() > 0);
    let quantities =
        lines.map(|(at, line)| (format!("lines[{at}].quantity"), line.left().to_string()));
    let left = order.shipping_left_minor();
    let shipping = Money::new(left, order.total.currency).decimal();
    let shipping = (left > 0).then(|| ("shipping".to_owned(), shipping));
    quantities.chain(shipping).collect()
}

async fn show_with(
    visit: &Visit<'_>,
    order: ToldOrder,
    form: Form,
    problem: Option<Problem>,
    plan: Option<ToldPlan>,
) -> Result<Answer, Problem> {
    let locations = locations_of(visit, &order).await;
    let frame = visit.frame(format!("Refund order {}", order.number), "orders").await;
    let key = problem.as_ref().map_or_else(fresh_key, |problem| key_after(problem, &form));
    let page = RefundPage { frame, order, key, form, problem, plan, locations };
    show(visit.cx, &page, page.problem.as_ref())
}

/// What a field says in the larger unit, as minor units; `None` when it is empty.
fn minor(form: &Form, field: &str, order: &ToldOrder) -> Result<Option<i64>, Problem> {
    let text = form.text(field).trim();
    if text.is_empty() {
        return Ok(None);
    }
    let currency = order.total.currency;
    let amount = Money::parse_decimal(text, currency).map(|amount| Some(amount.amount_minor));
    amount.ok_or_else(|| {
        let example = Money::new(1234, currency).decimal();
        let detail = format!("Write an amount in {}, like {example}.", currency.code());
        Problem { detail: detail.clone(), ..Problem::invalid_field(field, detail) }
    })
}

fn wish_of(form: &Form, order: &ToldOrder) -> Result<RefundWish, Problem> {
    let location = Some(form.text("location").trim()).filter(|location| !location.is_empty());
    let lines = picked(form, order.lines.len())?.into_iter().map(|(line_id, quantity, at)| {
        let restock = !form.text(&format!("lines[{at}].restock")).is_empty();
        let location = location.filter(|_| restock).map(str::to_owned);
        RefundLineWish { line_id, quantity, restock, location }
    });
    Ok(RefundWish {
        lines: lines.collect(),
        shipping_minor: minor(form, "shipping", order)?.unwrap_or(0),
        amount_minor: minor(form, "amount", order)?,
        reason: form.text("reason").trim().to_owned(),
    })
}

async fn plan(visit: &Visit<'_>, order: &ToldOrder, form: &Form) -> Result<ToldPlan, Problem> {
    let wish = wish_of(form, order)?;
    let path = format!("/orders/{}/refunds/preview", order.number);
    visit.ask(Wish::send(Method::Post, path, &wish)).await?.read()
}

/// Makes the refund, if it is still exactly what was agreed to.
async fn refund(visit: &Visit<'_>, order: &ToldOrder, form: &Form) -> Result<(), Problem> {
    let agreed = form.text("_agreed_minor").parse().map_err(|_| {
        Problem::new(422, "nothing_agreed", "Look at the preview before the money goes.")
    })?;
    let wish = RefundWish { amount_minor: Some(agreed), ..wish_of(form, order)? };
    let path = format!("/orders/{}/refunds", order.number);
    let wish = Wish::send(Method::Post, path, &wish).once(form.text("_key"));
    visit.ask(wish.if_match(form.text("_revision"))).await?;
    Ok(())
}

/// `POST /admin/orders/{number}/refunds`: its buttons are `preview`, `change` and `refund`.
pub async fn post_refund(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    let number: OrderNumber = parse_number(id)?;
    let form = read_form(visit.cx).await?;
    let order = read_order(visit, &number).await?;
    let refused = match form.text("_intent") {
        "refund" => match refund(visit, &order, &form).await {
            Ok(()) => return Ok(lead_to(format!("/admin/orders/{number}?done=refunded"))),
            Err(problem) => problem,
        },
        "preview" => match plan(visit, &order, &form).await {
            Ok(plan) => return show_with(visit, order, form, None, Some(plan)).await,
            Err(problem) => problem,
        },
        _ => return show_with(visit, order, form, None, None).await,
    };
    if refused.status == 403 {
        return Err(refused);
    }
    // What stood against it may have changed the order.
    let order = read_order(visit, &number).await?;
    let problem = told_of_lines(refused, &order);
    show_with(visit, order, form, Some(problem), None).await
}
