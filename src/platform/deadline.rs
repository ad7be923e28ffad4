//! Waiting, and not for ever.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use worker::Delay;

/// What `work` answers, if it does so in time. What it has asked of others may go on.
pub async fn within<T>(limit_ms: u64, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), Delay::from(Duration::from_millis(limit_ms))).await {
        Either::Left((answer, _)) => Some(answer),
        Either::Right(_) => None,
    }
}

pub async fn pause(milliseconds: u64) {
    Delay::from(Duration::from_millis(milliseconds)).await;
}
