//! Stock as the API tells of it, as far as the pages show it.

use serde::Deserialize;

use crate::inventory::{Hold, Levels, MovementKind};
pub use crate::inventory::{ListedStock, StockList};
use crate::kernel::{OrderNumber, Timestamp};

#[derive(Debug, Clone, Deserialize)]
pub struct ToldStock {
    pub sku: String,
    #[serde(flatten)]
    pub levels: Levels,
    #[serde(default)]
    pub holds: Vec<Hold>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ToldMovement {
    pub at: Timestamp,
    pub kind: MovementKind,
    pub location: Option<String>,
    #[serde(default)]
    pub on_hand: i64,
    #[serde(default)]
    pub committed: i64,
    #[serde(default)]
    pub reserved: i64,
    #[serde(default)]
    pub safety: i64,
    pub order: Option<OrderNumber>,
    pub reason: Option<String>,
    pub counted_at: Option<Timestamp>,
    pub by: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct MovementList {
    pub movements: Vec<ToldMovement>,
    pub next_cursor: Option<String>,
}

/// What became of a file of counts.
#[derive(Debug, Clone, Deserialize)]
pub struct Report {
    pub summary: Summary,
    pub results: Vec<RowResult>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Summary {
    pub rows: u32,
    pub counted: u32,
    pub unmatched: u32,
    pub refused: u32,
}

#[derive(Debug, Clone, Deserialize)]
pub struct RowResult {
    pub line: Option<u64>,
    pub sku: String,
    pub status: u16,
    pub column: Option<String>,
    pub problem: Option<RowProblem>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct RowProblem {
    pub detail: String,
    #[serde(default)]
    pub errors: Vec<RowFault>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct RowFault {
    pub detail: String,
}

impl RowResult {
    /// Why the row was not taken.
    pub fn sentence(&self) -> &str {
        let Some(problem) = &self.problem else { return "" };
        match problem.errors.as_slice() {
            [only] => &only.detail,
            _ => &problem.detail,
        }
    }
}

impl ToldMovement {
    /// What it was, in a word or two.
    pub const fn title(&self) -> &'static str {
        match self.kind {
            MovementKind::Received => "Came in",
            MovementKind::Reserved => "Held for a payment",
            MovementKind::Released => "Let go",
            MovementKind::Committed => "Sold",
            MovementKind::Shipped => "Sent",
            MovementKind::Returned => "Came back",
            MovementKind::Adjusted if self.counted_at.is_some() => "Counted",
            MovementKind::Adjusted if self.safety != 0 => "Safety stock",
            MovementKind::Adjusted => "Corrected",
            MovementKind::Damaged => "Damaged",
            MovementKind::Transferred => "Moved",
        }
    }

    /// Each count that changed, like `on hand +3`.
    pub fn changes(&self) -> Vec<String> {
        let counts = [
            ("on hand", self.on_hand),
            ("committed", self.committed),
            ("reserved", self.reserved),
            ("safety", self.safety),
        ];
        let changed = counts.into_iter().filter(|(_, units)| *units != 0);
        changed
            .map(|(name, units)| {
                let sign = if units < 0 { '−' } else { '+' };
                format!("{name} {sign}{}", units.unsigned_abs())
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::from_json;

    #[test]
    fn a_movement_says_what_it_was_and_which_counts_changed() {
        let read = |json: &str| from_json::<ToldMovement>(json.as_bytes()).unwrap();
        let sent = read(
            r#"{"seq":4,"at":"2026-11-26T10:00:00Z","kind":"shipped","location":"main","on_hand":-2,"committed":-2,"reserved":0,"safety":0}"#,
        );
        assert_eq!(
            (sent.title(), sent.changes()),
            ("Sent", vec!["on hand −2".to_owned(), "committed −2".to_owned()])
        );
        let counted = read(
            r#"{"at":"2026-11-26T10:00:00Z","kind":"adjusted","on_hand":5,"counted_at":"2026-11-26T09:00:00Z"}"#,
        );
        assert_eq!(
            (counted.title(), counted.changes()),
            ("Counted", vec!["on hand +5".to_owned()])
        );
        let safety = read(r#"{"at":"2026-11-26T10:00:00Z","kind":"adjusted","safety":1}"#);
        assert_eq!(safety.title(), "Safety stock");
    }
}
