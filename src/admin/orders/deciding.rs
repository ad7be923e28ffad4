//! Cancelling an order, noting something about it and sending its mails again.

use serde::Serialize;
use worker::Method;

use super::detail::{self, parse_number, read_order};
use super::refund_page::CancelPage;
use crate::admin::Visit;
use crate::admin::desk::Wish;
use crate::admin::refusing::{fresh_key, key_after, lead_to, read_form, show};
use crate::kernel::OrderNumber;
use crate::web::{Answer, Form, Problem};

/// `GET /admin/orders/{number}/cancel`: what it would do.
pub async fn show_cancellation(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    show_with(visit, &parse_number(id)?, Form::default(), None).await
}

async fn show_with(
    visit: &Visit<'_>,
    number: &OrderNumber,
    form: Form,
    problem: Option<Problem>,
) -> Result<Answer, Problem> {
    let order = read_order(visit, number).await?;
    let frame = visit.frame(format!("Cancel order {number}"), "orders").await;
    let key = problem.as_ref().map_or_else(fresh_key, |problem| key_after(problem, &form));
    let page = CancelPage { frame, order, key, form, problem };
    show(visit.cx, &page, page.problem.as_ref())
}

/// `POST /admin/orders/{number}/cancellation`
pub async fn post_cancellation(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    #[derive(Serialize)]
    struct Cancellation<'a> {
        reason: &'a str,
    }
    let number = parse_number(id)?;
    let form = read_form(visit.cx).await?;
    let path = format!("/orders/{number}/cancellation");
    let body = Cancellation { reason: form.text("reason").trim() };
    match visit.ask(Wish::send(Method::Post, path, &body).once(form.text("_key"))).await {
        Ok(_) => Ok(lead_to(format!("/admin/orders/{number}?done=cancelled"))),
        Err(problem) if is_elsewhere(&problem) => Err(problem),
        Err(problem) => show_with(visit, &number, form, Some(problem)).await,
    }
}

/// Refusals that are no fault of the form.
const fn is_elsewhere(problem: &Problem) -> bool {
    matches!(problem.status, 403 | 404)
}

/// `POST /admin/orders/{number}/notes`
pub async fn post_note(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    #[derive(Serialize)]
    struct Note<'a> {
        text: &'a str,
    }
    let number = parse_number(id)?;
    let form = read_form(visit.cx).await?;
    let body = Note { text: form.text("text") };
    let wish = Wish::send(Method::Post, format!("/orders/{number}/notes"), &body);
    match visit.ask(wish.once(form.text("_key"))).await {
        Ok(_) => Ok(lead_to(format!("/admin/orders/{number}?done=noted"))),
        Err(problem) if is_elsewhere(&problem) => Err(problem),
        Err(problem) => detail::show_with(visit, &number, form, Some(plain(problem))).await,
    }
}

/// `POST /admin/orders/{number}/mails/{sequence}`
pub async fn post_mail(visit: &Visit<'_>, id: &str, sequence: &str) -> Result<Answer, Problem> {
    let number = parse_number(id)?;
    let sequence: u32 = sequence.parse().map_err(|_| Problem::not_found())?;
    let form = read_form(visit.cx).await?;
    let path = format!("/orders/{number}/mails/{sequence}");
    let wish = Wish::post(path).once(form.text("_key"));
    match visit.ask(wish).await {
        Ok(_) => Ok(lead_to(format!("/admin/orders/{number}?done=mailed"))),
        Err(problem) if is_elsewhere(&problem) => Err(problem),
        Err(problem) => detail::show_with(visit, &number, form, Some(problem)).await,
    }
}

/// The sentence about the one field, without the field's name.
fn plain(problem: Problem) -> Problem {
    match problem.errors.as_slice() {
        [only] => Problem { detail: only.detail.clone(), ..problem },
        _ => problem,
    }
}
