//! The desk's pages.

mod frame;
mod health;
mod home;
mod problem;
mod sign_in;

pub use frame::Frame;
pub use health::{HealthPage, Reconciliation};
pub use home::HomePage;
#[cfg(target_arch = "wasm32")]
pub(super) use problem::{ClosedPage, ProblemPage};
pub use sign_in::{LinkPage, SignInPage};

/// A page of the desk: never kept by anybody, in the desk's own style.
macro_rules! desk_page {
    ($page:ty) => {
        impl crate::web::Page for $page {
            fn policy(&self, _now: crate::kernel::Timestamp) -> crate::web::CachePolicy {
                crate::web::CachePolicy::Private
            }

            fn style_hash(&self) -> &'static str {
                crate::web::style::ADMIN.hash
            }
        }
    };
}
pub(super) use desk_page;
