//! Rate limits with the merchant's figures, which the published frame of the shop carries.

use super::read_own_shop;
use crate::platform::within;
use crate::web::{Context, Problem, Purpose, Quota, RateLimits, client, count_against};

/// How long the figures are waited for, in milliseconds: without them those of a new shop count.
const FIGURES_DEADLINE_MS: u64 = 500;

/// Counts one request of `key`: `token:<id>`, `staff:<id>` or `visitor:<client>`. Its answer, whatever it
/// is, tells by `RateLimit` headers how it stands.
///
/// # Errors
/// 429 `too_many_requests`. A limiter that fails or is slow refuses nobody.
pub async fn count_request(context: &Context, purpose: Purpose, key: &str) -> Result<(), Problem> {
    count_against(context, purpose, quota_of(context, purpose).await, key).await
}

/// The same for the deployment's own secret, which sets a shop up and can lift any limit: a hundred times
/// as much passes.
///
/// # Errors
/// 429 `too_many_requests`.
pub async fn count_owner(context: &Context, purpose: Purpose, key: &str) -> Result<(), Problem> {
    let quota = quota_of(context, purpose).await.generously();
    count_against(context, purpose, quota, key).await
}

async fn quota_of(context: &Context, purpose: Purpose) -> Quota {
    let shop = within(FIGURES_DEADLINE_MS, read_own_shop(context)).await;
    match &shop {
        Some(Ok(shop)) => shop.rate_limits.quota(purpose),
        _ => RateLimits::default().quota(purpose),
    }
}

/// The same for whoever is at the other end, known by an address alone.
///
/// # Errors
/// 429 `too_many_requests`.
pub async fn count_visitor(context: &Context, purpose: Purpose) -> Result<(), Problem> {
    count_request(context, purpose, &format!("visitor:{}", client(context))).await
}
