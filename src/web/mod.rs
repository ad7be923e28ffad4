//! HTTP as the whole shop speaks it: answers, cache policies, errors, security headers.

mod bearer;
#[cfg(target_arch = "wasm32")]
mod body;
pub mod cache;
#[cfg(target_arch = "wasm32")]
mod context;
#[cfg(target_arch = "wasm32")]
pub mod dev;
#[cfg(target_arch = "wasm32")]
mod finish;
mod input;
mod limits;
mod memory;
mod page;
mod problem;
#[cfg(target_arch = "wasm32")]
mod purger;
mod purges;
mod reply;
pub mod security;
pub mod style;

pub use cache::CachePolicy;
#[cfg(target_arch = "wasm32")]
pub use context::Context;
#[cfg(target_arch = "wasm32")]
pub use finish::{Answer, etag_of, finish, forget_pages, remembered};
pub use input::{parse_json, parse_query};
#[cfg(target_arch = "wasm32")]
pub use limits::{limit_client, limit_lists};
pub use memory::REMEMBERED_SECONDS;
pub use page::Page;
pub use problem::{FieldError, Problem};
#[cfg(target_arch = "wasm32")]
pub use purger::{Purger, carry_out_purge, request_purge};
pub use purges::{Purge, PurgePlan};
pub use reply::{Body, Reply};
