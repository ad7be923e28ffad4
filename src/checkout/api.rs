//! `POST /api/v1/carts/{id}/checkout`

use std::rc::Rc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::details::CheckoutDraft;
use super::opening::{Opening, open};
use super::place::{Refusal, shortage};
use super::placing::{Outcome, Visit, token_of};
use super::wire::{PlacedOrder, PlacedResource};
use crate::cart::{
    CartId, CartInCheckout, CartProblem, QuoteResource, Recalled, end_request, keep_answer,
    no_such_cart, read_checkout, recall,
};
use crate::content::{ShopDocument, count_visitor, read_shop, read_shop_in};
use crate::kernel::Money;
use crate::orders::{EndReason, PublicView};
use crate::web::{
    Answer, Context, KeptAnswer, Problem, Purpose, Reply, RequestKey, in_progress, key_reused,
    limit_client, parse_json, parse_query,
};

const MAX_BODY_BYTES: u32 = 20_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoParameters {}

fn placed(context: &Context, view: &PublicView) -> Reply {
    let id = token_of(view).to_string();
    let own = format!("{}/orders/{id}", context.origin);
    let order = PlacedOrder { id, number: &view.number, state: view.state, total: view.total };
    let redirect_url = view.redirect_url.clone().unwrap_or(own);
    Reply::json(201, &PlacedResource { order, redirect_url })
}

async fn load(
    context: &Context,
    id: &CartId,
) -> Result<(Rc<ShopDocument>, CartInCheckout), Problem> {
    let found = read_checkout(&context.platform, id).await?.ok_or_else(no_such_cart)?;
    let shop = match read_shop_in(context, found.cart.market.as_ref()).await? {
        Some(shop) => shop,
        None => read_shop(context).await?,
    };
    Ok((shop, found))
}

/// Does the work of a request unless its key tells that it was done, and keeps the answer.
pub async fn check_out(context: &Context, id: &str) -> Result<Answer, Problem> {
    let NoParameters {} = parse_query(&context.query)?;
    let id = CartId::parse(id).ok_or_else(no_such_cart)?;
    limit_client(context, "checkouts").await?;
    count_visitor(context, Purpose::Checkouts).await?;
    let body = context.body_bytes(MAX_BODY_BYTES).await?;
    let route = format!("{} {}", context.method, context.path);
    let header = context.header("Idempotency-Key");
    let key = header.map(|key| RequestKey::new(&route, &key, &body)).transpose()?;
    let mut wanted = key.clone();
    if let Some(known) = &key {
        match recall(&context.platform, &id, known).await? {
            Recalled::Unknown => {}
            // Its process ended on the way: the same wish finds the same order.
            Recalled::Unanswered { .. } => wanted = None,
            other => return answer_known(other).map(Answer::from),
        }
    }
    let is_first = wanted.is_some();
    let outcome = match carry_out(context, &id, &body, wanted).await {
        // Another request has the key.
        Ok(Carried::Known(known)) => return answer_known(known).map(Answer::from),
        Ok(Carried::Out(reply)) => Ok(reply),
        Err(problem) => Err(problem),
    };
    if let Some(key) = &key {
        keep(context, &id, key, &outcome, is_first).await;
    }
    Ok(outcome?.into())
}

async fn keep(
    context: &Context,
    id: &CartId,
    key: &RequestKey,
    outcome: &Result<Reply, Problem>,
    is_first: bool,
) {
    let answer = match outcome {
        // Whoever waits asks again.
        Err(problem) if problem.name() == "in_progress" => None,
        Err(problem) => KeptAnswer::of(&problem.to_reply()),
        Ok(reply) => KeptAnswer::of(reply),
    };
    let kept = match answer {
        answer if is_first => end_request(&context.platform, id, key, answer).await,
        Some(answer) => keep_answer(&context.platform, id, key, answer).await,
        None => return,
    };
    if let Err(error) = kept {
        worker::console_warn!("an answer is not kept: {error}");
    }
}

fn answer_known(known: Recalled) -> Result<Reply, Problem> {
    match known {
        Recalled::Answer { answer } => Ok(answer.to_reply()),
        Recalled::InProgress => Err(in_progress()),
        Recalled::Reused | Recalled::Unknown | Recalled::Unanswered { .. } => Err(key_reused()),
    }
}

enum Carried {
    Out(Reply),
    /// The key was used meanwhile.
    Known(Recalled),
}

async fn carry_out(
    context: &Context,
    id: &CartId,
    body: &[u8],
    key: Option<RequestKey>,
) -> Result<Carried, Problem> {
    let (shop, found) = load(context, id).await?;
    let draft: CheckoutDraft = parse_json(body)?;
    let (cart, last) = (found.cart.clone(), found.last.clone());
    let visit = Visit { context, shop: &shop, found, draft: &draft, key };
    match visit.check_out().await? {
        Outcome::Order(view) => Ok(Carried::Out(placed(context, &view))),
        Outcome::Known(known) => Ok(Carried::Known(known)),
        Outcome::CartChanged => Err(Problem::new(
            409,
            "cart_changed",
            "The cart was changed meanwhile. Look at it and check out again.",
        )),
        Outcome::Refused(Refusal::Invalid(errors)) => Err(Problem::invalid(errors)),
        Outcome::Refused(refusal) => {
            let opening = open(context, &shop, cart, &draft, last.as_ref()).await?;
            Err(problem_of(&refusal, &opening))
        }
        Outcome::Ended(end) => {
            let opening = open(context, &shop, cart, &draft, last.as_ref()).await?;
            Err(problem_of_end(&end, &opening))
        }
    }
}

fn with_problems(problem: Problem, problems: &[CartProblem]) -> Problem {
    problem.with("problems", json!(problems))
}

fn problem_of(refusal: &Refusal, opening: &Opening<'_>) -> Problem {
    let opened = &opening.opened;
    match refusal {
        Refusal::TotalChanged { expected } => {
            let quote = QuoteResource::new(opened);
            let current = serde_json::to_value(&quote).unwrap_or(Value::Null);
            let total = Money::new(opened.quote.total_minor, opened.quote.currency);
            let locale = opened.market.locale();
            let (before, now) = (expected.format(locale), total.format(locale));
            let detail = format!(
                "The total is {now} and not {before}. Nothing was ordered: show it and ask again."
            );
            Problem::new(409, "total_changed", detail)
                .with("expected", json!({ "total": expected }))
                .with("current", current)
        }
        Refusal::NoPaymentMethod => {
            let detail = "There is no way to pay this amount in this currency there.";
            let problem = CartProblem::of_checkout("no_payment_method", None, detail.to_owned());
            with_problems(Problem::new(409, "no_payment_method", detail), &[problem])
        }
        _ => {
            let first = opened.problems.iter().find(|problem| problem.blocking);
            let detail =
                first.map_or("The cart cannot be bought as it stands.", |first| &first.detail);
            with_problems(Problem::new(409, "cart_problems", detail), &opened.problems)
        }
    }
}

fn problem_of_end(end: &EndReason, opening: &Opening<'_>) -> Problem {
    match end {
        EndReason::OutOfStock { missing } => {
            let short = shortage(missing, &opening.opened);
            let problems: Vec<CartProblem> = short
                .into_iter()
                .map(|(line, detail)| CartProblem::of_checkout("not_enough", Some(line), detail))
                .collect();
            let detail = "Some of it has just been sold. Nothing was ordered.";
            with_problems(Problem::new(409, "out_of_stock", detail), &problems)
        }
        EndReason::PromotionUsedUp { promotion } => Problem::new(
            409,
            "promotion_used_up",
            "A promotion of this cart has just been used up. Look at the new total.",
        )
        .with("promotion", json!(promotion)),
        EndReason::TooManyUnpaid => Problem {
            retry_after_seconds: Some(600),
            ..Problem::new(
                429,
                "too_many_unpaid",
                "There are too many unpaid orders already. Pay one of them, or try again later.",
            )
        },
        EndReason::PaymentUnavailable { .. } => Problem {
            retry_after_seconds: Some(30),
            ..Problem::new(
                503,
                "payment_unavailable",
                "The payment could not be started. Nobody was charged: choose another method, or try again.",
            )
        },
        EndReason::AlreadyPaying { order } => {
            Problem::new(409, "already_paying", "An earlier order of this cart is being paid.")
                .with("order", json!(order))
        }
        EndReason::Unavailable => Problem::unavailable(),
        _ => Problem::new(409, "order_ended", "The order came to nothing. Check out again."),
    }
}
