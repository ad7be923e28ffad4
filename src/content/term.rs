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

/// One of the terms of sale: the body that the merchant writes whole, kept as one JSON document with
/// a revision in a table of its own.
pub trait Term: Serialize + DeserializeOwned {
    /// The table in D1 and the key of the list.
    const TABLE: &'static str;
    /// For sentences: "promotion".
    const NAME: &'static str;
    /// Which rows count towards `MOST`, as a condition in SQL.
    const COUNTED: &'static str = "true";
    /// Most rows that count.
    const MOST: usize;
    /// Largest document, in bytes: all of them together are read at once.
    const MAX_BYTES: usize;
    const UNIQUE: Option<UniqueColumn> = None;

    /// Every fault by the path of its field.
    fn check(&self) -> Result<(), Problem>;
}
