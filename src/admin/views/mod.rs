//! The desk's pages.

mod account;
mod audit;
mod filters;
mod frame;
mod health;
mod home;
mod problem;
mod sign_in;
mod staff;
mod tokens;
mod words;

pub use account::AccountPage;
pub use audit::AuditPage;
pub use filters::Filters;
pub use frame::Frame;
pub use health::{HealthPage, Reconciliation};
pub use home::HomePage;
#[cfg(target_arch = "wasm32")]
pub(super) use problem::{ClosedPage, ProblemPage};
pub use sign_in::{GatePage, SignInPage};
pub use staff::{MemberPage, StaffPage};
pub use tokens::{MadeTokenPage, TokenFormPage, TokensPage};

/// A page of the desk: never kept by anybody, in the desk's own style. `status` names a method where it is
/// not always 200.
macro_rules! desk_page {
    ($page:ty) => {
        desk_page!($page, |_page| 200);
    };
    ($page:ty, $status:expr) => {
        impl crate::web::Page for $page {
            fn status(&self) -> u16 {
                let status: fn(&Self) -> u16 = $status;
                status(self)
            }

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
