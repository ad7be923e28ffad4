//! Correcting the stock of one SKU: `/admin/stock/{sku}/adjustments`, `/count` and `/safety`.

use serde::Serialize;
use worker::Method;

use super::detail::show_with;
use super::page::{Asked, Refused};
use super::told::ToldStock;
use crate::admin::Visit;
use crate::admin::desk::Wish;
use crate::admin::refusing::{lead_to, read_form};
use crate::admin::words::encoded;
use crate::web::{Answer, Form, Problem};

/// A whole number as people type it, with a sign in front where it has one.
fn units(form: &Form, field: &str) -> Result<i64, Problem> {
    let text = form.text(field).trim().replace('−', "-");
    let text = text.strip_prefix('+').unwrap_or(&text);
    text.parse().map_err(|_| {
        Problem::invalid_field(field, format!("“{text}” is no whole number of units."))
    })
}

fn path(sku: &str, rest: &str) -> String {
    format!("/stock/{}{rest}", encoded(sku))
}

async fn answer(
    visit: &Visit<'_>,
    sku: &str,
    asked: Asked,
    form: Form,
    outcome: Result<(), Problem>,
) -> Result<Answer, Problem> {
    let done = match asked {
        Asked::Adjustment => "adjusted",
        Asked::Count => "counted",
        Asked::Safety => "safety",
    };
    match outcome {
        Ok(()) => Ok(lead_to(format!("/admin/stock/{}?done={done}", encoded(sku)))),
        Err(problem) if matches!(problem.status, 403 | 404) => Err(problem),
        Err(problem) => show_with(visit, sku, Some(Refused { asked, form, problem })).await,
    }
}

/// `POST /admin/stock/{sku}/adjustments`
pub async fn post_adjustment(visit: &Visit<'_>, sku: &str) -> Result<Answer, Problem> {
    let form = read_form(visit.cx).await?;
    let outcome = adjust(visit, sku, &form).await;
    answer(visit, sku, Asked::Adjustment, form, outcome).await
}

async fn adjust(visit: &Visit<'_>, sku: &str, form: &Form) -> Result<(), Problem> {
    #[derive(Serialize)]
    struct Adjustment<'a> {
        location: &'a str,
        delta: i64,
        reason: &'a str,
    }
    let body = Adjustment {
        location: form.text("location").trim(),
        delta: units(form, "delta")?,
        reason: form.text("reason").trim(),
    };
    let wish = Wish::send(Method::Post, path(sku, "/adjustments"), &body);
    visit.ask(wish.once(form.text("_key"))).await.map(|_| ())
}

#[derive(Debug, Default, Serialize)]
struct Count<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_hand: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_on_hand: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    safety: Option<i64>,
}

/// `POST /admin/stock/{sku}/count`
pub async fn post_count(visit: &Visit<'_>, sku: &str) -> Result<Answer, Problem> {
    let form = read_form(visit.cx).await?;
    let outcome = count(visit, sku, &form).await;
    answer(visit, sku, Asked::Count, form, outcome).await
}

async fn count(visit: &Visit<'_>, sku: &str, form: &Form) -> Result<(), Problem> {
    let location = form.text("location").trim();
    let on_hand = units(form, "on_hand")?;
    let expected_on_hand = form.text("expected_on_hand").parse().ok();
    let body =
        Count { location: Some(location), on_hand: Some(on_hand), expected_on_hand, safety: None };
    let Err(refused) = visit.ask(Wish::send(Method::Put, path(sku, ""), &body)).await else {
        return Ok(());
    };
    // The same form sent twice: the first one made it so.
    if refused.name() == "count_mismatch" {
        let stock: ToldStock = visit.get(path(sku, "")).await?;
        let mut levels = stock.levels.locations.iter();
        if levels.any(|level| level.location.as_str() == location && level.on_hand == on_hand) {
            return Ok(());
        }
    }
    Err(refused)
}

/// `POST /admin/stock/{sku}/safety`
pub async fn post_safety(visit: &Visit<'_>, sku: &str) -> Result<Answer, Problem> {
    let form = read_form(visit.cx).await?;
    let outcome = match units(&form, "safety") {
        Ok(safety) => {
            let body = Count { safety: Some(safety), ..Count::default() };
            visit.ask(Wish::send(Method::Put, path(sku, ""), &body)).await.map(|_| ())
        }
        Err(problem) => Err(problem),
    };
    answer(visit, sku, Asked::Safety, form, outcome).await
}
