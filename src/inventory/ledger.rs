//! The ledger of one `Stock` object, what the audit log is still to have of it, and who holds its units:
//! rows in, nouns out.

use serde::Deserialize;
use serde_json::Value;
use worker::Result;

use super::copy::CopyState;
use super::holding::Holding;
use super::holds::{Hold, MAX_HOLDS};
use super::movement::Movement;
use super::stock::Levels;
use super::store::{HoldingRow, OPEN_HOLDINGS, Tables};
use crate::kernel::Timestamp;
use crate::web::AuditNote;

const HOLDS: &str = "SELECT * FROM holdings WHERE reserved > 0 OR committed <> '[]'
   ORDER BY order_number LIMIT ?";

/// Somebody's corrections until the copy in D1 has them, each under the `seq` that the counts had since.
const AUDITS: &str = "CREATE TABLE IF NOT EXISTS audits (
   seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, author TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL) STRICT";

#[derive(Debug, Deserialize)]
struct AuditRow {
    seq: i64,
    at_ms: i64,
    author: String,
    before: String,
    after: String,
}

const MOVEMENTS: &str = "SELECT * FROM movements WHERE seq < ? ORDER BY seq DESC LIMIT ?";

impl Tables {
    pub(super) fn keep_movement(&self, movement: &Movement) -> Result<()> {
        let kind = serde_json::to_value(movement.kind)?;
        self.sql.exec(
            "INSERT INTO movements (at_ms, kind, location, on_hand, committed, reserved, safety, order_number,
               operation, reason, counted_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            vec![
                movement.at.as_millis().into(),
                kind.as_str().unwrap_or_default().into(),
                movement.location.as_ref().map(ToString::to_string).into(),
                movement.on_hand.into(),
                movement.committed.into(),
                movement.reserved.into(),
                movement.safety.into(),
                movement.order.as_ref().map(ToString::to_string).into(),
                movement.operation.clone().into(),
                movement.reason.clone().into(),
                movement.counted_at.map(Timestamp::as_millis).into(),
            ],
        )?;
        match &movement.by {
            Some(by) => self.sign_movement(by),
            None => Ok(()),
        }
    }

    /// Says who made the newest movement. Objects of before there were authors get the column here.
    fn sign_movement(&self, by: &str) -> Result<()> {
        let look =
            "SELECT 1 AS value FROM sqlite_master WHERE name = 'movements' AND sql LIKE '%author%'";
        if self.single::<i64>(look, Vec::new())?.is_none() {
            self.sql.exec("ALTER TABLE movements ADD COLUMN author TEXT", None)?;
        }
        let sign = "UPDATE movements SET author = ? WHERE seq = (SELECT max(seq) FROM movements)";
        self.sql.exec(sign, vec![by.into()])?;
        Ok(())
    }

    /// Notes what a correction changed, for the audit log.
    pub fn keep_audit(
        &self,
        by: &str,
        (before, after): (&Levels, &Levels),
        now: Timestamp,
    ) -> Result<()> {
        self.sql.exec(AUDITS, None)?;
        let json = |levels: &Levels| serde_json::to_string(levels);
        self.sql.exec(
            "INSERT OR REPLACE INTO audits SELECT seq, ?, ?, ?, ? FROM stock",
            vec![now.as_millis().into(), by.into(), json(before)?.into(), json(after)?.into()],
        )?;
        Ok(())
    }

    /// What the audit log does not have for sure, as JSON; `None` when that is nothing.
    pub fn audits(&self, copy: &CopyState) -> Result<Option<String>> {
        self.sql.exec(AUDITS, None)?;
        let rows: Vec<AuditRow> = self.rows("SELECT * FROM audits ORDER BY seq", Vec::new())?;
        let notes = rows.iter().map(|row| AuditNote {
            source: format!("stock:{}:{}", copy.sku, row.seq),
            at_ms: row.at_ms,
            by: &row.author,
            kind: "stock",
            subject: &copy.sku,
            before: &row.before,
            after: &row.after,
        });
        let notes: Vec<AuditNote<'_>> = notes.collect();
        if notes.is_empty() { Ok(None) } else { Ok(Some(serde_json::to_string(&notes)?)) }
    }

    /// The audit log has all up to this one.
    pub fn forget_audits(&self, seq: i64) -> Result<()> {
        self.sql.exec("DELETE FROM audits WHERE seq <= ?", vec![seq.into()])?;
        Ok(())
    }

    /// The first holdings that have units here.
    pub fn holds(&self) -> Result<Vec<Hold>> {
        self.sql.exec(OPEN_HOLDINGS, None)?;
        let most = i64::try_from(MAX_HOLDS).unwrap_or(i64::MAX).saturating_add(1);
        let rows: Vec<HoldingRow> = self.rows(HOLDS, vec![most.into()])?;
        let holdings = rows.into_iter().map(HoldingRow::into_holding);
        Ok(holdings.collect::<Result<Vec<Holding>>>()?.iter().flat_map(Hold::of).collect())
    }

    /// The newest movements before `seq`, as rows.
    pub fn movements(&self, before: i64, limit: u32) -> Result<Vec<Value>> {
        self.rows(MOVEMENTS, vec![before.into(), i64::from(limit).into()])
    }
}
