//! What the two APIs are, for programs as OpenAPI 3.1 documents and for people as a page, made from the
//! types that the handlers read and write. Only the host makes them: `tests/openapi.rs` keeps the files
//! in `assets/api` as they come out of here, and the platform serves them without asking a Worker.

mod api;
mod components;
mod document;
mod examples;
mod kinds;
mod page;
mod problems;
mod schemas;

pub use api::{Api, admin, storefront};
pub use document::document;
pub use page::DocsPage;
pub use problems::{KNOWN_PROBLEMS, KnownProblem};
