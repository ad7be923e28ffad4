//! What a promotion, a shipping zone and a tax zone have in common: each is one of the terms of sale.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::web::Problem;

/// A refusal of the schema with the problem that it becomes.
#[derive(Debug, Clone, Copy)]
pub struct UniqueColumn {
    /// `table.column`
    pub column: &'static str,
    /// The problem's name.
    pub name: &'static str,
    pub sentence: &'static str,
}

/// How many rows of some kind there may be.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    pub most: usize,
    /// Which rows count, as what follows WHERE in SQL. Groups count each by itself.
    pub counted: &'static str,
}

/// One of the terms of sale: the body that the merchant writes whole, kept as one JSON document with
/// a revision in a table of its own.
pub trait Term: Serialize + DeserializeOwned {
    /// The table in D1 and the key of the list.
    const TABLE: &'static str;
    /// What the audit log calls it: "shipping-zone".
    const KIND: &'static str;
    /// For sentences: "promotion".
    const NAME: &'static str;
    /// How many there may be.
    const ROOMS: &'static [Room];
    /// What is said when there is no room.
    const FULL: &'static str;
    /// Largest document, in bytes: all of them together are read at once.
    const MAX_BYTES: usize;
    const UNIQUE: Option<UniqueColumn> = None;

    /// Every fault by the path of its field.
    fn check(&self) -> Result<(), Problem>;
}
