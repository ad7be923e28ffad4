//! HTTP as the whole shop speaks it: answers, cache policies, errors, security headers.

#[cfg(target_arch = "wasm32")]
mod access;
#[cfg(target_arch = "wasm32")]
mod audit;
mod audit_note;
mod bearer;
#[cfg(target_arch = "wasm32")]
mod body;
pub mod cache;
mod complaints;
#[cfg(target_arch = "wasm32")]
mod context;
mod cookies;
mod csrf;
#[cfg(target_arch = "wasm32")]
pub mod dev;
#[cfg(target_arch = "wasm32")]
mod finish;
mod forms;
mod glance;
mod idempotency;
mod input;
#[cfg(target_arch = "wasm32")]
mod limiter;
mod limits;
mod memory;
#[cfg(target_arch = "wasm32")]
mod news;
#[cfg(target_arch = "wasm32")]
mod once;
#[cfg(not(target_arch = "wasm32"))]
pub mod operation;
mod page;
mod part;
mod problem;
#[cfg(target_arch = "wasm32")]
mod purger;
mod purges;
mod rate_limit;
mod reply;
#[cfg(target_arch = "wasm32")]
mod revision;
pub mod security;
pub mod style;
mod veil;

#[cfg(target_arch = "wasm32")]
pub use access::IDENTITY_HEADER;
#[cfg(target_arch = "wasm32")]
pub use audit::{audited, audited_once, audited_row, is_still_somebody};
pub use audit_note::AuditNote;
#[cfg(target_arch = "wasm32")]
pub use body::{BodyFault, read_stream};
pub use cache::CachePolicy;
pub use complaints::{Complaints, MAX_PLACES, amounts_rise};
#[cfg(target_arch = "wasm32")]
pub use context::{Context, MAX_BODY_BYTES};
pub use cookies::{STAFF_COOKIE, cookie, lax_cookie};
#[cfg(target_arch = "wasm32")]
pub use csrf::{require_same_origin, require_visit};
#[cfg(target_arch = "wasm32")]
use finish::forget_pages;
#[cfg(target_arch = "wasm32")]
pub use finish::{Answer, etag_of, finish, remembered};
pub use forms::{Form, MAX_FORM_BYTES, is_local_path};
pub use glance::{GLANCED_AT, Glance};
pub use idempotency::{
    IN_PROGRESS_SECONDS, KEY_LIFETIME_SECONDS, KeptAnswer, RequestKey, in_progress, key_reused,
};
pub use input::{parse_json, parse_query};
#[cfg(target_arch = "wasm32")]
pub use limiter::Limiter;
#[cfg(target_arch = "wasm32")]
pub use limits::{client, count_against, limit_client, limit_lists, too_many_requests};
pub use memory::REMEMBERED_SECONDS;
#[cfg(target_arch = "wasm32")]
pub use news::{forget, generation};
#[cfg(target_arch = "wasm32")]
pub use once::{Guard, Once, once, once_over, sweep_kept_answers};
pub use page::Page;
pub use part::Part;
pub use problem::{FieldError, Problem, revision_mismatch};
#[cfg(target_arch = "wasm32")]
pub use purger::{Purger, carry_out_purge, request_purge, tell_shop};
pub use purges::{Purge, PurgePlan};
pub use rate_limit::{Purpose, Quota, RateLimits};
pub use reply::{Body, Reply};
#[cfg(target_arch = "wasm32")]
pub use revision::{
    changed_meanwhile, check_expected, conflict, expect_revision, expect_room, revision_at,
    too_many, with_revision,
};
pub use veil::{is_personal, veiled};
