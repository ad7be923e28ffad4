//! Promotions: conditions × benefits × calculators, and who counts their uses.
//!
//! A promotion is a row of `promotions` in D1 and travels in the document `terms`. The uses of a
//! limited one belong to its `Promotion` object. What a promotion takes off is computed in `pricing`.

#[cfg(target_arch = "wasm32")]
pub mod admin;
mod check;
#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
mod object;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
mod promotion;
mod uses;
mod wire;

#[cfg(target_arch = "wasm32")]
pub use client::{claim_use, commit_use, release_use, uses_of};
pub use promotion::{
    Calculator, Code, Combination, Condition, DEFAULT_MARKET, MAX_QUANTITY, Promotion,
    PromotionDraft, Selection, Target, Tier, Uses,
};
pub use uses::{
    ClaimOutcome, CommitmentOutcome, MAX_LEASE_SECONDS, ReleaseOutcome, Use, UseClaim, UseLimits,
    UsedUp, claim, commit, customer_key, release,
};
