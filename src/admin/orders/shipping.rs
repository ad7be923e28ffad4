//! `/admin/orders/{number}/ship`

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde::Deserialize;
use worker::Method;

use super::detail::{parse_number, read_order};
use super::ship_page::ShipPage;
use super::told::ToldOrder;
use crate::admin::desk::Wish;
use crate::admin::refusing::{fresh_key, key_after, lead_to, read_form, show};
use crate::admin::words::encoded;
use crate::admin::{Scope, Visit};
use crate::inventory::Levels;
use crate::kernel::OrderNumber;
use crate::orders::{ShipmentLine, ShipmentWish};
use crate::web::{Answer, FieldError, Form, Problem};

/// Stocks that are asked where their units lie; beyond that the names are typed.
const MOST_ASKED: usize = 10;

/// `GET /admin/orders/{number}/ship`
pub async fn show_shipping(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    show_with(visit, &parse_number(id)?, Form::default(), None).await
}

async fn show_with(
    visit: &Visit<'_>,
    number: &OrderNumber,
    form: Form,
    problem: Option<Problem>,
) -> Result<Answer, Problem> {
    let order = read_order(visit, number).await?;
    let locations = locations_of(visit, &order).await;
    let frame = visit.frame(format!("Ship order {number}"), "orders").await;
    let key = problem.as_ref().map_or_else(fresh_key, |problem| key_after(problem, &form));
    let page = ShipPage { frame, order, key, form, problem, locations };
    show(visit.cx, &page, page.problem.as_ref())
}

/// Where units of the order may lie, for whoever may see stock. A stock that does not answer is no
/// reason not to send.
pub(super) async fn locations_of(visit: &Visit<'_>, order: &ToldOrder) -> Vec<String> {
    #[derive(Deserialize)]
    struct Told {
        #[serde(flatten)]
        levels: Levels,
    }
    if !visit.member.role.has(Scope::StockRead) {
        return Vec::new();
    }
    let skus: BTreeSet<&str> = order.lines.iter().map(|line| line.sku.as_str()).collect();
    let asked = skus.into_iter().take(MOST_ASKED);
    let asked = asked.map(|sku| visit.get::<Told>(format!("/stock/{}", encoded(sku))));
    let told = join_all(asked).await.into_iter().flatten();
    let names = told.flat_map(|told| told.levels.locations);
    let names: BTreeSet<String> = names.map(|level| level.location.to_string()).collect();
    names.into_iter().collect()
}

/// The lines of a form that are wanted, as `(line id, units, index)`.
///
/// # Errors
/// 422 naming each field that is no number.
pub(super) fn picked(form: &Form, lines: usize) -> Result<Vec<(String, u32, usize)>, Problem> {
    let mut picked = Vec::new();
    let mut errors = Vec::new();
    for at in 0..lines {
        let field = format!("lines[{at}].quantity");
        let text = form.text(&field).trim();
        match text.parse::<u32>() {
            Ok(0) => {}
            Ok(quantity) => {
                picked.push((form.text(&format!("lines[{at}].line_id")).to_owned(), quantity, at));
            }
            Err(_) if text.is_empty() => {}
            Err(_) => {
                let detail = format!("“{text}” is no whole number of units.");
                errors.push(FieldError { field, detail });
            }
        }
    }
    match errors.first() {
        None => Ok(picked),
        Some(first) => Err(Problem { detail: first.detail.clone(), ..Problem::invalid(errors) }),
    }
}

fn wish_of(form: &Form, order: &ToldOrder) -> Result<ShipmentWish, Problem> {
    let picked = picked(form, order.lines.len())?;
    if picked.is_empty() {
        let sentence = "Take at least one unit into the parcel.";
        return Err(Problem { detail: sentence.to_owned(), ..Problem::invalid_field("lines", "") });
    }
    let text = |name: &str| form.text(name).trim().to_owned();
    let location = Some(text("location")).filter(|location| !location.is_empty());
    let lines = picked.into_iter().map(|(line_id, quantity, _)| ShipmentLine {
        line_id,
        quantity,
        location: location.clone(),
    });
    Ok(ShipmentWish {
        lines: lines.collect(),
        carrier: text("carrier"),
        tracking_number: text("tracking_number"),
        tracking_url: text("tracking_url"),
    })
}

/// `POST /admin/orders/{number}/shipments`
pub async fn post_shipment(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    let number = parse_number(id)?;
    let form = read_form(visit.cx).await?;
    let order = read_order(visit, &number).await?;
    let sent = match wish_of(&form, &order) {
        Ok(wish) => {
            let path = format!("/orders/{number}/shipments");
            visit.ask(Wish::send(Method::Post, path, &wish).once(form.text("_key"))).await
        }
        Err(problem) => Err(problem),
    };
    match sent {
        Ok(_) => Ok(lead_to(format!("/admin/orders/{number}?done=shipped"))),
        Err(problem) if problem.status == 403 => Err(problem),
        Err(problem) => {
            let problem = told_of_lines(problem, &order);
            show_with(visit, &number, form, Some(problem)).await
        }
    }
}

/// Refusals name lines by their ids, people by their titles.
pub(super) fn told_of_lines(problem: Problem, order: &ToldOrder) -> Problem {
    let mut detail = problem.detail.clone();
    for line in &order.lines {
        let name = format!("“{}”", line.title);
        detail = detail.replace(&format!("line `{}`", line.id), &name);
    }
    let errors = problem.errors.iter();
    if let Some(error) =
        errors.clone().find(|error| detail.starts_with(&format!("`{}`", error.field)))
    {
        detail.clone_from(&error.detail);
    }
    Problem { detail, ..problem }
}
