//! The tables of one `Stock` object: rows in, nouns out. Nothing here waits for anything.

use serde::Deserialize;
use serde_json::Value;
use worker::{Result, SqlStorage, SqlStorageValue};

use super::command::StockCommand;
use super::decide::{Change, Situation, decide, lapse};
use super::holding::{Allocation, BACKSTOP_SECONDS, Holding};
use super::stock::{BackOrders, Counts, Location};
use super::{StockRefusal, copy::CopyState};
use crate::kernel::{OrderNumber, Timestamp, from_json};
use crate::platform::read_rows;

/// Reservations that lapse in one step; more follow with the next alarm.
const LAPSES_AT_ONCE: i64 = 100;

/// Orders that are looked at when units come; those after them wait for the next.
const COVERED_AT_ONCE: i64 = 100;

const TABLES: [&str; 10] = [
    // The counts that belong to no location, and how far the copies outside are. `seq` rises with
    // each change.
    "CREATE TABLE IF NOT EXISTS stock (
       id INTEGER PRIMARY KEY CHECK (id = 1), sku TEXT NOT NULL,
       committed INTEGER NOT NULL, reserved INTEGER NOT NULL, safety INTEGER NOT NULL,
       back_order_limit INTEGER NOT NULL, promised_for_ms INTEGER,
       seq INTEGER NOT NULL, copied_seq INTEGER NOT NULL, shown TEXT, failures INTEGER NOT NULL,
       alarm_ms INTEGER) STRICT",
    "CREATE TABLE IF NOT EXISTS locations (
       location TEXT PRIMARY KEY, on_hand INTEGER NOT NULL, allocated INTEGER NOT NULL,
       counted_at_ms INTEGER) STRICT",
    "CREATE TABLE IF NOT EXISTS holdings (
       order_number TEXT PRIMARY KEY, hold INTEGER NOT NULL, reserved INTEGER NOT NULL,
       until_ms INTEGER, closed_hold INTEGER NOT NULL, commitment INTEGER, committed_at_ms INTEGER,
       waiting INTEGER NOT NULL, committed TEXT NOT NULL, shipped TEXT NOT NULL, returned INTEGER NOT NULL) STRICT",
    "CREATE INDEX IF NOT EXISTS holdings_by_lease ON holdings (until_ms) WHERE until_ms IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS holdings_that_wait ON holdings (committed_at_ms) WHERE waiting > 0",
    "CREATE TABLE IF NOT EXISTS movements (
       seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL, location TEXT,
       on_hand INTEGER NOT NULL, committed INTEGER NOT NULL, reserved INTEGER NOT NULL,
       safety INTEGER NOT NULL, order_number TEXT, operation TEXT, reason TEXT,
       counted_at_ms INTEGER, author TEXT) STRICT",
    OPEN_HOLDINGS,
    "CREATE INDEX IF NOT EXISTS physical_movements ON movements (location, at_ms)
       WHERE on_hand <> 0 AND counted_at_ms IS NULL",
    // What each id asked for, so that it happens once.
    "CREATE TABLE IF NOT EXISTS operations (id TEXT PRIMARY KEY, asked TEXT NOT NULL) STRICT",
    "INSERT OR IGNORE INTO stock VALUES (1, '', 0, 0, 0, 0, NULL, 0, 0, NULL, 0, NULL)",
];

/// Those of which units are still here. Objects of before this index get it when they are asked.
pub(super) const OPEN_HOLDINGS: &str =
    "CREATE INDEX IF NOT EXISTS holdings_of_units ON holdings (order_number)
   WHERE reserved > 0 OR committed <> '[]'";
#[derive(Debug, Deserialize)]
struct StockRow {
    committed: i64,
    reserved: i64,
    safety: i64,
    back_order_limit: u32,
    promised_for_ms: Option<i64>,
    #[serde(flatten)]
    copy: CopyState,
}

/// What is kept of the SKU as a whole.
#[derive(Debug, Default)]
pub struct Kept {
    pub counts: Counts,
    pub back_orders: BackOrders,
    pub copy: CopyState,
}

#[derive(Debug, Deserialize)]
struct LocationRow {
    location: Location,
    on_hand: i64,
    allocated: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct HoldingRow {
    order_number: OrderNumber,
    hold: u32,
    reserved: u32,
    until_ms: Option<i64>,
    closed_hold: u32,
    commitment: Option<u32>,
    committed_at_ms: Option<i64>,
    committed: String,
    shipped: String,
    returned: u32,
}

impl HoldingRow {
    pub(super) fn into_holding(self) -> Result<Holding> {
        let read = |text: &str| -> Result<Vec<Allocation>> {
            from_json(text.as_bytes()).map_err(|fault| fault.to_string().into())
        };
        Ok(Holding {
            committed: read(&self.committed)?,
            shipped: read(&self.shipped)?,
            order: self.order_number,
            hold: self.hold,
            reserved: self.reserved,
            until: self.until_ms.map(Timestamp::from_millis),
            closed_hold: self.closed_hold,
            commitment: self.commitment,
            committed_at: self.committed_at_ms.map(Timestamp::from_millis),
            returned: self.returned,
        })
    }
}

/// One value of one row.
#[derive(Debug, Deserialize)]
struct Single<T> {
    value: Option<T>,
}

#[derive(Debug)]
pub struct Tables {
    pub(super) sql: SqlStorage,
}

impl Tables {
    /// `None` where nothing was ever kept: asking must not write.
    pub fn open(sql: SqlStorage) -> Result<Option<Self>> {
        let look = "SELECT 1 FROM sqlite_master WHERE name = 'operations'";
        let known = !read_rows::<Value>(&sql.exec(look, None)?)?.is_empty();
        Ok(known.then_some(Self { sql }))
    }

    pub fn create(sql: SqlStorage, sku: &str) -> Result<Self> {
        for statement in TABLES {
            sql.exec(statement, None)?;
        }
        sql.exec("UPDATE stock SET sku = ?", vec![sku.into()])?;
        Ok(Self { sql })
    }

    pub(super) fn rows<T: serde::de::DeserializeOwned>(
        &self,
        statement: &str,
        values: Vec<SqlStorageValue>,
    ) -> Result<Vec<T>> {
        read_rows(&self.sql.exec(statement, values)?)
    }

    pub fn counts(&self) -> Result<Kept> {
        let rows: Vec<StockRow> = self.rows("SELECT * FROM stock", Vec::new())?;
        let row = rows.into_iter().next().ok_or("the stock has no row")?;
        let mut counts = Counts {
            committed: row.committed,
            reserved: row.reserved,
            safety: row.safety,
            ..Counts::default()
        };
        let places: Vec<LocationRow> =
            self.rows("SELECT location, on_hand, allocated FROM locations", Vec::new())?;
        for place in places {
            counts.on_hand.insert(place.location.clone(), place.on_hand);
            counts.allocated.insert(place.location, place.allocated);
        }
        let back_orders = BackOrders {
            limit: row.back_order_limit,
            promised_for: row.promised_for_ms.map(Timestamp::from_millis),
        };
        Ok(Kept { counts, back_orders, copy: row.copy })
    }

    fn holding(&self, order: Option<&OrderNumber>) -> Result<Option<Holding>> {
        let Some(order) = order else { return Ok(None) };
        let rows: Vec<HoldingRow> = self
            .rows("SELECT * FROM holdings WHERE order_number = ?", vec![order.as_str().into()])?;
        rows.into_iter().next().map(HoldingRow::into_holding).transpose()
    }

    /// What the command does to what is kept; keeps nothing.
    pub fn decide(
        &self,
        kept: &Kept,
        command: &StockCommand,
        now: Timestamp,
    ) -> Result<std::result::Result<Change, StockRefusal>> {
        let holding = self.holding(command.order())?;
        let other = self.holding(command.other_order())?;
        let earlier = match command.operation() {
            Some(id) => self.single::<String>(
                "SELECT asked AS value FROM operations WHERE id = ?",
                vec![id.into()],
            )?,
            None => None,
        };
        let (moved_since, last_count) = self.since_count(command, now)?;
        let waiting = if command.may_bring_units() { self.waiting()? } else { Vec::new() };
        let situation = Situation {
            holding: holding.as_ref(),
            other: other.as_ref(),
            earlier: earlier.as_deref(),
            moved_since,
            last_count,
            back_orders: kept.back_orders,
            waiting: &waiting,
            ..Situation::of(&kept.counts)
        };
        Ok(decide(situation, command, now))
    }

    /// The holdings that wait for units, the oldest first.
    fn waiting(&self) -> Result<Vec<Holding>> {
        let rows: Vec<HoldingRow> = self.rows(
            "SELECT * FROM holdings WHERE waiting > 0 ORDER BY committed_at_ms, order_number LIMIT ?",
            vec![COVERED_AT_ONCE.into()],
        )?;
        rows.into_iter().map(HoldingRow::into_holding).collect()
    }

    pub(super) fn single<T: serde::de::DeserializeOwned>(
        &self,
        statement: &str,
        values: Vec<SqlStorageValue>,
    ) -> Result<Option<T>> {
        let rows: Vec<Single<T>> = self.rows(statement, values)?;
        Ok(rows.into_iter().next().and_then(|row| row.value))
    }

    fn since_count(
        &self,
        command: &StockCommand,
        now: Timestamp,
    ) -> Result<(i64, Option<Timestamp>)> {
        let StockCommand::Count { location, counted_at, .. } = command else {
            return Ok((0, None));
        };
        let since = counted_at.unwrap_or(now).as_millis();
        let moved: Option<i64> = self.single(
            "SELECT sum(on_hand) AS value FROM movements
             WHERE location = ? AND at_ms > ? AND on_hand <> 0 AND counted_at_ms IS NULL",
            vec![location.as_str().into(), since.into()],
        )?;
        let last: Option<i64> = self.single(
            "SELECT counted_at_ms AS value FROM locations WHERE location = ?",
            vec![location.as_str().into()],
        )?;
        Ok((moved.unwrap_or(0), last.map(Timestamp::from_millis)))
    }

    /// Gives back what is reserved and over. Whether anything was.
    pub fn lapse(&self, now: Timestamp) -> Result<bool> {
        let over = now.plus_seconds(-BACKSTOP_SECONDS).as_millis();
        let rows: Vec<HoldingRow> = self.rows(
            "SELECT * FROM holdings WHERE until_ms <= ? ORDER BY until_ms LIMIT ?",
            vec![over.into(), LAPSES_AT_ONCE.into()],
        )?;
        let found = !rows.is_empty();
        for row in rows {
            let counts = self.counts()?.counts;
            if let Some(change) = lapse(&counts, &row.into_holding()?, now) {
                self.keep(&change)?;
            }
        }
        Ok(found)
    }

    /// When the next reservation lapses.
    pub fn next_lapse(&self) -> Result<Option<Timestamp>> {
        let first: Option<i64> = self.single(
            "SELECT min(until_ms) AS value FROM holdings WHERE until_ms IS NOT NULL",
            Vec::new(),
        )?;
        Ok(first.map(|ms| Timestamp::from_millis(ms).plus_seconds(BACKSTOP_SECONDS)))
    }

    pub fn keep(&self, change: &Change) -> Result<()> {
        for holding in &change.holdings {
            self.keep_holding(holding)?;
        }
        for movement in &change.movements {
            self.keep_movement(movement)?;
            if let Some(location) = &movement.location {
                let of = |counts: &std::collections::BTreeMap<Location, i64>| {
                    SqlStorageValue::from(counts.get(location).copied().unwrap_or(0))
                };
                self.sql.exec(
                    "INSERT INTO locations (location, on_hand, allocated) VALUES (?, ?, ?)
                     ON CONFLICT DO UPDATE SET on_hand = excluded.on_hand, allocated = excluded.allocated",
                    vec![
                        location.as_str().into(),
                        of(&change.counts.on_hand),
                        of(&change.counts.allocated),
                    ],
                )?;
            }
        }
        if let Some((id, asked)) = &change.operation {
            let values = vec![id.as_str().into(), asked.as_str().into()];
            self.sql.exec("INSERT INTO operations VALUES (?, ?)", values)?;
        }
        if let Some((location, counted_at)) = &change.counted {
            self.sql.exec(
                "UPDATE locations SET counted_at_ms = ? WHERE location = ?",
                vec![counted_at.as_millis().into(), location.as_str().into()],
            )?;
        }
        if let Some(back_orders) = change.back_orders {
            let promised_for = back_orders.promised_for.map(Timestamp::as_millis);
            self.sql.exec(
                "UPDATE stock SET back_order_limit = ?, promised_for_ms = ?, seq = seq + 1",
                vec![i64::from(back_orders.limit).into(), promised_for.into()],
            )?;
        }
        if !change.movements.is_empty() {
            let Counts { committed, reserved, safety, .. } = change.counts;
            self.sql.exec(
                "UPDATE stock SET committed = ?, reserved = ?, safety = ?, seq = seq + 1",
                vec![committed.into(), reserved.into(), safety.into()],
            )?;
        }
        Ok(())
    }

    fn keep_holding(&self, holding: &Holding) -> Result<()> {
        let text = |allocations: &[Allocation]| -> Result<SqlStorageValue> {
            Ok(serde_json::to_string(allocations)?.into())
        };
        self.sql.exec(
            "INSERT OR REPLACE INTO holdings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            vec![
                holding.order.as_str().into(),
                i64::from(holding.hold).into(),
                i64::from(holding.reserved).into(),
                holding.until.map(Timestamp::as_millis).into(),
                i64::from(holding.closed_hold).into(),
                holding.commitment.map(i64::from).into(),
                holding.committed_at.map(Timestamp::as_millis).into(),
                i64::from(holding.units_waiting()).into(),
                text(&holding.committed)?,
                text(&holding.shipped)?,
                i64::from(holding.returned).into(),
            ],
        )?;
        Ok(())
    }

    pub fn set_alarm_ms(&self, at: Option<Timestamp>) -> Result<()> {
        let at = at.map(Timestamp::as_millis);
        self.sql.exec("UPDATE stock SET alarm_ms = ?", vec![at.into()])?;
        Ok(())
    }

    /// The copy outside is as the stock was at `seq`, and says `shown` to shoppers.
    pub fn set_copied(&self, seq: i64, shown: Option<&str>) -> Result<()> {
        let shown = shown.map(ToOwned::to_owned);
        self.sql.exec(
            "UPDATE stock SET copied_seq = ?, shown = coalesce(?, shown), failures = 0",
            vec![seq.into(), shown.into()],
        )?;
        Ok(())
    }

    pub fn count_failure(&self) -> Result<()> {
        self.sql.exec("UPDATE stock SET failures = failures + 1", None)?;
        Ok(())
    }

    /// Has the copy made once more.
    pub fn forget_copy(&self) -> Result<()> {
        self.sql.exec("UPDATE stock SET copied_seq = -1, seq = max(seq, 1)", None)?;
        Ok(())
    }
}
