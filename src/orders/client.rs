//! Calls to the `Order` object of an order, which is named by its number.

use serde::{Deserialize, Serialize};

use super::messages::CopyDue;
use super::{Command, Order, OrderRefusal, Placement, PublicView, StandingBack};
use crate::kernel::{OrderNumber, OrderToken, Timestamp};
use crate::payments::Report;
use crate::platform::{Object, Platform, StoreError, faults};

/// How long whoever places an order waits for it to come to rest (rule 9: 20 s for the whole
/// checkout), in milliseconds.
const PLACING_MS: u32 = 15_000;
/// The same for whoever wants something of an order.
const COMMAND_MS: u32 = 10_000;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Placing {
    pub placement: Placement,
    /// How long the answer may take.
    pub wait_ms: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placed {
    View(PublicView),
    /// Another order has this number: draw a new one.
    Taken,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Commanding {
    pub command: Command,
    /// That of the shopper's link; `None` for the merchant and the shop itself.
    pub secret: Option<String>,
    pub wait_ms: u32,
    /// Whose wish it is, for the order's record.
    #[serde(default)]
    pub by: Option<String>,
    /// Only if the order has this revision.
    #[serde(default)]
    pub expected: Option<i64>,
}

impl Commanding {
    /// By the shop itself, which waits for what comes of it.
    const fn of(command: Command) -> Self {
        Self { command, secret: None, wait_ms: COMMAND_MS, by: None, expected: None }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Commanded {
    Done {
        view: PublicView,
        /// What a later order of the same cart may do; `None` while it is not decided.
        standing_back: Option<StandingBack>,
        /// Whether the request had been carried out before.
        #[serde(default)]
        repeated: bool,
    },
    Refused(OrderRefusal),
    /// There is no such order, or the secret is not its own.
    Missing,
}

/// Reads the order whole; with a secret only if it is its own.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Reading {
    pub secret: Option<String>,
}

fn object(platform: &Platform, number: &OrderNumber) -> Result<Object, StoreError> {
    platform.object("ORDER", number.as_str())
}

async fn call<M: Serialize, A: serde::de::DeserializeOwned>(
    platform: &Platform,
    number: &OrderNumber,
    path: &str,
    message: &M,
) -> Result<A, StoreError> {
    if faults::strike("order").await {
        return Err(StoreError::Unavailable("orders fail on purpose".to_owned()));
    }
    object(platform, number)?.call(path, message).await
}

/// Makes the order, unless it is there already, and answers when it has come to rest or after
/// 15 seconds. After an error nobody knows whether it was made: placing it again is harmless.
pub async fn place(platform: &Platform, placement: &Placement) -> Result<Placed, StoreError> {
    let placing = Placing { placement: placement.clone(), wait_ms: PLACING_MS };
    call(platform, &placement.number, "/placements", &placing).await
}

/// The shop's own wish.
pub async fn command(
    platform: &Platform,
    number: &OrderNumber,
    command: Command,
) -> Result<Commanded, StoreError> {
    call(platform, number, "/commands", &Commanding::of(command)).await
}

/// The wish of somebody whose name the order keeps; `expected` is the revision that it was made for.
pub(super) async fn command_by(
    platform: &Platform,
    number: &OrderNumber,
    command: Command,
    expected: Option<i64>,
) -> Result<Commanded, StoreError> {
    let by = Some(platform.actor());
    let commanding = Commanding { by, expected, ..Commanding::of(command) };
    call(platform, number, "/commands", &commanding).await
}

/// The wish of whoever has the shopper's link.
pub async fn command_of_shopper(
    platform: &Platform,
    token: &OrderToken,
    command: Command,
) -> Result<Commanded, StoreError> {
    let secret = Some(token.secret.clone());
    let commanding = Commanding { secret, ..Commanding::of(command) };
    call(platform, &token.number, "/commands", &commanding).await
}

/// Tells the order without waiting for what follows from it.
pub async fn tell(
    platform: &Platform,
    number: &OrderNumber,
    command: Command,
) -> Result<Commanded, StoreError> {
    let commanding = Commanding { wait_ms: 0, ..Commanding::of(command) };
    call(platform, number, "/commands", &commanding).await
}

/// Books what a gateway says of the order; `false` where there is no such order. What follows from it
/// goes on afterwards.
pub async fn report(
    platform: &Platform,
    number: &OrderNumber,
    report: &Report,
) -> Result<bool, StoreError> {
    call(platform, number, "/reports", report).await
}

/// The whole order, if there is one. Asking makes none.
pub async fn read(platform: &Platform, number: &OrderNumber) -> Result<Option<Order>, StoreError> {
    call(platform, number, "/reads", &Reading { secret: None }).await
}

/// The order of a shopper's link; `None` where the secret is not its own.
pub async fn read_own(
    platform: &Platform,
    token: &OrderToken,
) -> Result<Option<Order>, StoreError> {
    let reading = Reading { secret: Some(token.secret.clone()) };
    call(platform, &token.number, "/reads", &reading).await
}

/// Has the order do what is due; `false` where there is no such order.
pub(super) async fn wake(platform: &Platform, number: &OrderNumber) -> Result<bool, StoreError> {
    call(platform, number, "/wakes", &()).await
}

/// When its object wakes by itself, if it does.
pub(super) async fn alarm_of(
    platform: &Platform,
    number: &OrderNumber,
) -> Result<Option<Timestamp>, StoreError> {
    let planned: Option<i64> = call(platform, number, "/plans", &()).await?;
    Ok(planned.map(Timestamp::from_millis))
}

/// What its object asked of the platform, for whoever develops it.
pub(super) async fn calls_of(
    platform: &Platform,
    number: &OrderNumber,
) -> Result<serde_json::Value, StoreError> {
    call(platform, number, "/calls", &()).await
}

/// Runs what is due at an instant: only tests choose one.
pub(super) async fn run_alarm(
    platform: &Platform,
    number: &OrderNumber,
    at: Timestamp,
) -> Result<(), StoreError> {
    call(platform, number, "/alarms", &at).await
}

/// Puts the order into the queue that leads to D1.
pub(super) async fn ask_for_copy(
    platform: &Platform,
    number: &OrderNumber,
    revision: u64,
) -> Result<(), StoreError> {
    if faults::strike("orders_queue").await {
        return Err(StoreError::Unavailable("the queue fails on purpose".to_owned()));
    }
    let message = CopyDue { order: number.clone(), revision }.to_text();
    let queue = platform.queue("ORDER_COPIES")?;
    let sent = platform.trace.timed("queue", "ORDER_COPIES", queue.send(message)).await;
    sent.map_err(StoreError::unavailable)
}
