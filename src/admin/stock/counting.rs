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
    #[serde(skip_serializing_if = "Option::is_none")]
    back_orders: Option<BackOrders>,
}

#[derive(Debug, Serialize)]
struct BackOrders {
    limit: i64,
    promised_for: Option<String>,
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
    let body = Count {
        location: Some(location),
        on_hand: Some(on_hand),
        expected_on_hand,
        ..Count::default()
    };
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

/// `POST /admin/stock/{sku}/safety`: what is kept back, and what may be sold ahead.
pub async fn post_safety(visit: &Visit<'_>, sku: &str) -> Result<Answer, Problem> {
    let form = read_form(visit.cx).await?;
    let outcome = match limits(&form) {
        Ok(None) => Ok(()),
        Ok(Some(body)) => {
            visit.ask(Wish::send(Method::Put, path(sku, ""), &body)).await.map(|_| ())
        }
        Err(problem) => Err(problem),
    };
    answer(visit, sku, Asked::Safety, form, outcome).await
}

/// What is other than the page showed: what somebody else set meanwhile is not set back by a form that
/// does not mean it.
fn limits(form: &Form) -> Result<Option<Count<'static>>, Problem> {
    let is_new = |fields: &[&str]| {
        fields.iter().any(|field| form.text(field).trim() != form.text(&format!("was.{field}")))
    };
    let safety = is_new(&["safety"]).then(|| units(form, "safety")).transpose()?;
    let back_orders = is_new(&["back_orders.limit", "back_orders.promised_for"]).then(|| {
        let promised_for = match form.text("back_orders.promised_for").trim() {
            "" => None,
            day => Some(format!("{day}T00:00:00Z")),
        };
        let limit = match form.text("back_orders.limit").trim() {
            "" => 0,
            _ => units(form, "back_orders.limit")?,
        };
        Ok::<_, Problem>(BackOrders { limit, promised_for })
    });
    let back_orders = back_orders.transpose()?;
    let is_nothing = safety.is_none() && back_orders.is_none();
    Ok((!is_nothing).then(|| Count { safety, back_orders, ..Count::default() }))
}
