//! What queues and the clock ask of orders.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde::Deserialize;
use worker::{MessageBatch, MessageExt, RawMessage};

use super::client::{ask_for_copy, read, tell, wake};
use super::copying::copy_orders;
use super::delivering::deliver;
use super::gateways::OwnGateways;
use super::messages::CopyDue;
use super::{Command, Order};
use crate::kernel::{OrderNumber, Timestamp, from_json};
use crate::payments::Notice;
use crate::platform::{Platform, Statement, StoreError};

/// An order that has not been heard of for so long is woken (rule 20), in seconds.
pub(super) const SILENCE_SECONDS: i64 = 3600;
/// Orders that are woken at once, and how often in one run.
const WAKES_AT_ONCE: u32 = 100;
const MAX_WAKES: u32 = 10;

/// The queue `orders`: brings the copies of orders in D1 up to date, all of a batch in one write.
pub async fn take_copies(platform: &Platform, batch: &MessageBatch<u32>) {
    let mut messages: BTreeMap<OrderNumber, Vec<RawMessage>> = BTreeMap::new();
    for message in batch.raw_iter() {
        let text = message.body().as_string().unwrap_or_default();
        match CopyDue::parse(&text) {
            Ok(due) => messages.entry(due.order).or_default().push(message),
            Err(fault) => {
                worker::console_error!("a message that is no copy: {fault}");
                message.ack();
            }
        }
    }
    let read = join_all(messages.into_iter().map(|(number, messages)| async move {
        let order = read(platform, &number).await;
        (number, messages, order)
    }));
    let (mut orders, mut waiting) = (Vec::new(), Vec::new());
    for (number, messages, order) in read.await {
        match order {
            Ok(Some(order)) => {
                orders.push(order);
                waiting.extend(messages);
            }
            Ok(None) => messages.iter().for_each(MessageExt::ack),
            Err(error) => {
                worker::console_warn!("order {number} could not be read for its copy: {error}");
                messages.iter().for_each(MessageExt::retry);
            }
        }
    }
    match copy_and_tell(platform, &orders).await {
        Ok(()) => waiting.iter().for_each(MessageExt::ack),
        Err(error) => {
            worker::console_warn!("copies of orders: {error}");
            waiting.iter().for_each(MessageExt::retry);
        }
    }
}

/// Writes the copies, and tells each order which revision is there now. One that does not hear of it
/// asks again.
async fn copy_and_tell(platform: &Platform, orders: &[Order]) -> Result<(), StoreError> {
    copy_orders(&platform.database()?, orders).await?;
    let told = orders.iter().map(|order| {
        let listed = Some(order.revision);
        tell(
            platform,
            order.number(),
            Command::Acknowledge { parcels: Vec::new(), listed, failure: None },
        )
    });
    for outcome in join_all(told).await {
        if let Err(error) = outcome {
            worker::console_warn!("an order did not hear of its copy: {error}");
        }
    }
    Ok(())
}

/// The queue `payments`: verified webhooks whose order could not be reached in time.
pub async fn take_notices(platform: &Platform, batch: &MessageBatch<u32>) {
    let gateways = OwnGateways::of(platform);
    for message in batch.raw_iter() {
        let text = message.body().as_string().unwrap_or_default();
        let notice: Notice = match from_json(text.as_bytes()) {
            Ok(notice) => notice,
            Err(fault) => {
                worker::console_error!("a message that is no notice: {fault}");
                message.ack();
                continue;
            }
        };
        match deliver(platform, &gateways, &notice).await {
            Ok(()) => message.ack(),
            Err(error) => {
                worker::console_warn!("a notice waits: {error}");
                message.retry();
            }
        }
    }
}

/// Rule 20: wakes every order that is not settled and has gone silent, the longest silent first.
pub async fn wake_silent_orders(platform: &Platform, now: Timestamp) -> Result<(), StoreError> {
    #[derive(Deserialize)]
    struct Row {
        number: OrderNumber,
    }
    let database = platform.database()?;
    let silent =
        "SELECT number FROM orders WHERE settled = 0 AND heartbeat_at_ms < ?1 AND woken_at_ms < ?1
       ORDER BY heartbeat_at_ms, number LIMIT ?2";
    let mark =
        "UPDATE orders SET woken_at_ms = ?2 WHERE number IN (SELECT value FROM json_each(?1))";
    let cutoff = now.plus_seconds(-SILENCE_SECONDS).as_millis();
    for _ in 0..MAX_WAKES {
        let statement = Statement::new(silent).bind(cutoff).bind(WAKES_AT_ONCE);
        let rows: Vec<Row> = database.rows(statement).await?;
        if rows.is_empty() {
            break;
        }
        join_all(rows.iter().map(|row| wake_and_copy(platform, &row.number))).await;
        let numbers: Vec<&str> = rows.iter().map(|row| row.number.as_str()).collect();
        let numbers = serde_json::to_string(&numbers).map_err(StoreError::unavailable)?;
        let statement = Statement::new(mark).bind(numbers).bind(now.as_millis());
        database.batch(vec![statement]).await?;
        if rows.len() < WAKES_AT_ONCE as usize {
            break;
        }
    }
    Ok(())
}

/// The row may only look silent, so it is copied anew besides.
async fn wake_and_copy(platform: &Platform, number: &OrderNumber) {
    if let Err(error) = wake(platform, number).await {
        worker::console_warn!("order {number} could not be woken: {error}");
    }
    if let Err(error) = ask_for_copy(platform, number, 0).await {
        worker::console_warn!("order {number} could not be asked to be copied: {error}");
    }
}
