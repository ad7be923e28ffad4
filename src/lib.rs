//! Awning: a complete online shop that lives at the edge.
//!
//! The layout is described in `docs/ARCHITECTURE.md`; the whole URL surface is in `routes.rs`.

pub mod catalog;
pub mod content;
pub mod kernel;
pub mod search;
pub mod web;
