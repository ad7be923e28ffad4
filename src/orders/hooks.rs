//! Webhooks of gateways (rule 19): verified on the raw bytes, told to the order within two seconds,
//! else queued, else refused so that the gateway sends them again.

use super::delivering::deliver;
use super::gateways::OwnGateways;
use crate::payments::{Notice, Unverified, verify_hook};
use crate::platform::{Platform, StoreError, faults, within};
use crate::web::{Answer, Body, Context, Problem, Reply};

/// How long the order has to take it in.
const ORDER_MS: u64 = 2_000;
/// How long the queue has.
const QUEUE_MS: u64 = 3_000;
/// Webhooks are a few kilobytes; Stripe's largest are below this.
const MAX_HOOK_BYTES: u32 = 512_000;

/// `POST /hooks/payments/{gateway}` and what may follow.
pub async fn take_notice(
    context: &Context,
    gateway: &str,
    path: &[&str],
) -> Result<Answer, Problem> {
    let body = context.body_bytes(MAX_HOOK_BYTES).await?;
    let gateways = OwnGateways::of(&context.platform);
    let header = |name: &str| context.header(name);
    let notice = verify_hook(gateways.configured(), gateway, path, header, &body, context.now)
        .map_err(|fault| refuse(gateway, fault))?;
    match within(ORDER_MS, deliver(&context.platform, &gateways, &notice)).await {
        Some(Ok(())) => {}
        Some(Err(_)) | None => keep_for_later(&context.platform, &notice)
            .await
            .map_err(|error| Problem::internal(&format!("a webhook was not taken: {error}")))?,
    }
    Ok(Reply::new(200, Body::Empty).into())
}

/// Puts what could not be told to its order into the queue.
pub(super) async fn keep_for_later(platform: &Platform, notice: &Notice) -> Result<(), StoreError> {
    let text = serde_json::to_string(notice).map_err(StoreError::unavailable)?;
    let sent = async {
        if faults::strike("payments_queue").await {
            return Err(StoreError::Unavailable("the queue fails on purpose".to_owned()));
        }
        platform.queue("PAYMENTS")?.send(text).await.map_err(StoreError::unavailable)
    };
    let in_time = within(QUEUE_MS, sent).await;
    in_time.unwrap_or_else(|| Err(StoreError::unavailable("the queue took too long")))
}

/// Bytes that cannot be verified change nothing.
fn refuse(gateway: &str, fault: Unverified) -> Problem {
    let (status, name, sentence) = fault.describe();
    if status != 404 {
        worker::console_warn!("{gateway}: a webhook could not be verified: {fault:?}");
    }
    Problem::new(status, name, sentence)
}
