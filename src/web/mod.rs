//! HTTP as the whole shop speaks it: answers, cache policies, errors, security headers.

pub mod cache;
mod page;
mod problem;
mod reply;
pub mod security;
pub mod style;

pub use cache::CachePolicy;
pub use page::Page;
pub use problem::{FieldError, Problem};
pub use reply::{Body, Reply};
