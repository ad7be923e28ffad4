//! Holding several SKUs for one order: all of them or none (rule 23).

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;
use worker::Delay;

use super::client::change_stock;
use super::command::{StockCommand, StockOutcome};
use super::lines::summed;
use crate::kernel::{OrderNumber, Sku, Timestamp};
use crate::platform::{Platform, StoreError, random_hex};
use crate::web::{Answer, Context, Problem, Reply};

/// Between the two attempts, in milliseconds.
const LEAST_WAIT_MS: u64 = 20;
const MOST_WAIT_MS: u64 = 200;

/// For whom and until when units are held.
#[derive(Debug, Clone)]
pub struct Hold {
    pub order: OrderNumber,
    /// The generation of the first attempt; the second one is the next.
    pub hold: u32,
    pub until: Timestamp,
    /// Whose units move over (rule 3).
    pub instead_of: Option<(OrderNumber, u32)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Everything is held in this generation.
    All { hold: u32 },
    /// Nothing is held, because of these.
    Refused { by: Vec<(Sku, StockOutcome)> },
}

/// Reserves all units side by side. Where one SKU refuses, all are given back and asked for once more,
/// one after the other in the order of SKUs after a random pause, so that of two carts which want
/// the same things one gets them.
///
/// # Errors
/// Nobody knows what is held; what can be was given back. Releasing generation `hold + 1` makes sure.
pub async fn reserve_all(
    platform: &Platform,
    wanted: &BTreeMap<Sku, u32>,
    hold: &Hold,
) -> Result<Held, StoreError> {
    let calls = wanted.iter().map(|(sku, quantity)| reserve(platform, sku, *quantity, hold));
    let mut refusals = Vec::new();
    let mut failure = None;
    for (sku, answer) in wanted.keys().zip(join_all(calls).await) {
        match answer {
            Ok(StockOutcome::Done { .. }) => {}
            Ok(refusal) => refusals.push((sku.clone(), refusal)),
            Err(error) => failure = Some(error),
        }
    }
    if refusals.is_empty() && failure.is_none() {
        return Ok(Held::All { hold: hold.hold });
    }
    let released = release_all(platform, wanted, hold).await;
    if let Some(error) = failure {
        return Err(error);
    }
    released?;
    // One SKU alone has no opposite, and what was refused for good is refused again.
    let may_come_back =
        |(_, refusal): &(Sku, StockOutcome)| matches!(refusal, StockOutcome::NotEnough { .. });
    if wanted.len() == 1 || !refusals.iter().all(may_come_back) {
        return Ok(Held::Refused { by: refusals });
    }
    let bits = u64::from_str_radix(&random_hex::<2>(), 16).unwrap_or(0);
    let pause = LEAST_WAIT_MS + bits % (MOST_WAIT_MS - LEAST_WAIT_MS + 1);
    Delay::from(Duration::from_millis(pause)).await;
    let again = Hold { hold: hold.hold.saturating_add(1), ..hold.clone() };
    reserve_in_order(platform, wanted, &again).await
}

async fn reserve_in_order(
    platform: &Platform,
    wanted: &BTreeMap<Sku, u32>,
    hold: &Hold,
) -> Result<Held, StoreError> {
    for (sku, quantity) in wanted {
        let answer = reserve(platform, sku, *quantity, hold).await;
        if !matches!(answer, Ok(StockOutcome::Done { .. })) {
            let released = release_all(platform, wanted, hold).await;
            let refusal = answer?;
            released?;
            return Ok(Held::Refused { by: vec![(sku.clone(), refusal)] });
        }
    }
    Ok(Held::All { hold: hold.hold })
}

async fn reserve(
    platform: &Platform,
    sku: &Sku,
    quantity: u32,
    hold: &Hold,
) -> Result<StockOutcome, StoreError> {
    let Hold { order, hold, until, instead_of } = hold.clone();
    let command = StockCommand::Reserve { order, hold, quantity, until, instead_of };
    change_stock(platform, sku, command).await
}

async fn release_all(
    platform: &Platform,
    wanted: &BTreeMap<Sku, u32>,
    hold: &Hold,
) -> Result<(), StoreError> {
    let calls = wanted.keys().map(|sku| {
        let command = StockCommand::Release { order: hold.order.clone(), hold: hold.hold };
        change_stock(platform, sku, command)
    });
    join_all(calls).await.into_iter().try_for_each(|answer| answer.map(|_| ()))
}

/// `POST /__dev/holds` with `[order, hold, until, [[sku, quantity], …]]`: what a checkout does.
/// Answers the generation that holds everything, or the SKUs that refused.
pub async fn hold_for_tests(context: &Context) -> Result<Answer, Problem> {
    let (order, hold, until, lines): (OrderNumber, u32, Timestamp, Vec<(Sku, u32)>) =
        context.body_json().await?;
    let hold = Hold { order, hold, until, instead_of: None };
    let outcome = reserve_all(&context.platform, &summed(lines), &hold).await?;
    let answer = match outcome {
        Held::All { hold } => serde_json::Value::from(hold),
        Held::Refused { by } => by.iter().map(|(sku, _)| sku.as_str()).collect(),
    };
    Ok(Reply::json(200, &answer).into())
}
