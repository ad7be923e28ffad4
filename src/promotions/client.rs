//! Calls to the `Promotion` object of a limited promotion, by the promotion's id.

use super::Uses;
use super::object::{OfCustomer, OfOrder};
use super::uses::{ClaimOutcome, CommitmentOutcome, ReleaseOutcome, UseClaim};
use crate::kernel::Timestamp;
use crate::platform::{Object, Platform, StoreError, faults};

fn object(platform: &Platform, promotion: &str) -> Result<Object, StoreError> {
    platform.object("PROMOTION", promotion)
}

/// How often it was used, in all and by the customer with this key (`customer_key`).
pub async fn uses_of(
    platform: &Platform,
    promotion: &str,
    customer: Option<&str>,
) -> Result<Uses, StoreError> {
    if faults::strike("promotion").await {
        return Err(StoreError::Unavailable("promotions fail on purpose".to_owned()));
    }
    let asked = OfCustomer { customer: customer.map(str::to_owned) };
    object(platform, promotion)?.call("/uses", &asked).await
}

/// When its object wakes by itself, if it does.
pub async fn alarm_of(
    platform: &Platform,
    promotion: &str,
) -> Result<Option<Timestamp>, StoreError> {
    let planned: Option<i64> = object(platform, promotion)?.call("/plans", &()).await?;
    Ok(planned.map(Timestamp::from_millis))
}

/// Claims a use for an order; claiming again for the same order claims no more.
pub async fn claim_use(
    platform: &Platform,
    promotion: &str,
    claim: &UseClaim,
) -> Result<ClaimOutcome, StoreError> {
    object(platform, promotion)?.call("/claims", claim).await
}

/// Gives the use of an order back, unless it is committed.
pub async fn release_use(
    platform: &Platform,
    promotion: &str,
    order: &str,
) -> Result<ReleaseOutcome, StoreError> {
    let asked = OfOrder { order: order.to_owned() };
    object(platform, promotion)?.call("/releases", &asked).await
}

/// Makes the use of a paid order last.
pub async fn commit_use(
    platform: &Platform,
    promotion: &str,
    order: &str,
) -> Result<CommitmentOutcome, StoreError> {
    let asked = OfOrder { order: order.to_owned() };
    object(platform, promotion)?.call("/commitments", &asked).await
}
