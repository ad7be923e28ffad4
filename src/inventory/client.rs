//! Calls to the `Stock` object of a SKU.

use serde_json::Value;

use super::command::{StockCommand, StockOutcome};
use super::holds::Hold;
use super::object::{Before, Corrected, Correcting, Ordered};
use super::stock::Levels;
use crate::kernel::{Sku, Timestamp};
use crate::platform::{Object, Platform, StoreError, faults};

fn object(platform: &Platform, sku: &Sku) -> Result<Object, StoreError> {
    platform.object("STOCK", sku.as_str())
}

/// Carries out one command. After an error nobody knows whether it was: asking again is harmless.
pub async fn change_stock(
    platform: &Platform,
    sku: &Sku,
    command: StockCommand,
) -> Result<StockOutcome, StoreError> {
    if faults::strike("stock").await {
        return Err(StoreError::Unavailable("stock fails on purpose".to_owned()));
    }
    let asked = Ordered { sku: sku.as_str().to_owned(), command };
    let outcome = object(platform, sku)?.call("/commands", &asked).await?;
    if faults::strike("stock_after").await {
        return Err(StoreError::Unavailable("stock's answer is lost on purpose".to_owned()));
    }
    Ok(outcome)
}

/// Carries out somebody's corrections, one after the other up to the first that is refused.
pub(super) async fn correct_stock(
    platform: &Platform,
    sku: &Sku,
    commands: Vec<StockCommand>,
) -> Result<Corrected, StoreError> {
    if faults::strike("stock").await {
        return Err(StoreError::Unavailable("stock fails on purpose".to_owned()));
    }
    let asked = Correcting { sku: sku.as_str().to_owned(), commands, by: platform.actor() };
    let corrected = object(platform, sku)?.call("/corrections", &asked).await?;
    if faults::strike("stock_after").await {
        return Err(StoreError::Unavailable("stock's answer is lost on purpose".to_owned()));
    }
    Ok(corrected)
}

/// Who holds units of it.
pub(super) async fn holds(platform: &Platform, sku: &Sku) -> Result<Vec<Hold>, StoreError> {
    object(platform, sku)?.call("/holds", &()).await
}

/// The counts as they are now.
pub async fn stock_levels(platform: &Platform, sku: &Sku) -> Result<Levels, StoreError> {
    if faults::strike("stock").await {
        return Err(StoreError::Unavailable("stock fails on purpose".to_owned()));
    }
    object(platform, sku)?.call("/levels", &()).await
}

/// The newest movements before `seq`, as rows of the ledger.
pub(super) async fn movements(
    platform: &Platform,
    sku: &Sku,
    before: i64,
    limit: u32,
) -> Result<Vec<Value>, StoreError> {
    object(platform, sku)?.call("/movements", &Before { seq: before, limit }).await
}

/// Has the copy in D1 made anew.
pub(super) async fn renew_copy(platform: &Platform, sku: &Sku) -> Result<(), StoreError> {
    object(platform, sku)?.call("/copies", &()).await
}

/// When its object wakes by itself, if it does.
pub(super) async fn alarm_of(
    platform: &Platform,
    sku: &Sku,
) -> Result<Option<Timestamp>, StoreError> {
    let planned: Option<i64> = object(platform, sku)?.call("/plans", &()).await?;
    Ok(planned.map(Timestamp::from_millis))
}

/// Runs what is due at an instant.
pub(super) async fn run_alarm(
    platform: &Platform,
    sku: &Sku,
    at: Timestamp,
) -> Result<(), StoreError> {
    object(platform, sku)?.call("/alarms", &at).await
}
