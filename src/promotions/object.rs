//! The `Promotion` object: the owner of the uses of one limited promotion, named by its id.
//!
//! No call awaits between what it reads and what it writes, so each is atomic. Whether a claim still
//! holds is asked of the clock at each call; the alarm only takes away what nobody can ask for any more.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use worker::{
    DurableObject, Env, Request, Response, Result, SqlStorage, SqlStorageValue, State,
    durable_object,
};

use super::Uses;
use super::uses::{
    ClaimOutcome, CommitmentOutcome, LAPSED_KEPT_SECONDS, MAX_LEASE_SECONDS, ReleaseOutcome, Use,
    UseClaim, UseLimits, claim, commit, release,
};
use crate::kernel::Timestamp;
use crate::platform::{now, read_message, read_rows};

#[cfg_attr(feature = "orders", durable_object(alarm))]
#[derive(Debug)]
pub struct Promotion {
    state: State,
}

/// The order that a release or a commitment is about.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfOrder {
    pub order: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfCustomer {
    pub customer: Option<String>,
}

#[derive(Debug, Deserialize)]
struct UseRow {
    customer: String,
    limit_total: Option<u32>,
    limit_per_customer: Option<u32>,
    lapses_at_ms: Option<i64>,
}

impl From<UseRow> for Use {
    fn from(row: UseRow) -> Self {
        Self {
            customer: row.customer,
            limits: UseLimits { total: row.limit_total, per_customer: row.limit_per_customer },
            lapses_at: row.lapses_at_ms.map(Timestamp::from_millis),
        }
    }
}

#[cfg(feature = "orders")]
impl DurableObject for Promotion {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        match request.path().as_str() {
            "/claims" => {
                let asked: UseClaim = read_message(&mut request).await?;
                if !(1..=MAX_LEASE_SECONDS).contains(&asked.lease_seconds) {
                    return Response::error("a lease has 1 second to 30 days", 400);
                }
                let sql = self.make_tables()?;
                let outcome = self.claim(&asked, now())?;
                self.plan_clearing(&sql).await?;
                Response::from_json(&outcome)
            }
            "/releases" => {
                let asked: OfOrder = read_message(&mut request).await?;
                Response::from_json(&self.release(&asked.order)?)
            }
            "/commitments" => {
                let asked: OfOrder = read_message(&mut request).await?;
                Response::from_json(&self.commit(&asked.order, now())?)
            }
            "/uses" => {
                let asked: OfCustomer = read_message(&mut request).await?;
                let customer = asked.customer.unwrap_or_default();
                Response::from_json(&self.others(&customer, "", now())?)
            }
            "/plans" => Response::from_json(&self.state.storage().get_alarm().await?),
            _ => Response::error("no such call", 404),
        }
    }

    async fn alarm(&self) -> Result<Response> {
        // First, so that a failure on the way is followed by another attempt.
        self.state.storage().set_alarm(Duration::from_hours(1)).await?;
        if let Some(sql) = self.tables()? {
            let forgotten = now().plus_seconds(-LAPSED_KEPT_SECONDS).as_millis();
            sql.exec("DELETE FROM uses WHERE lapses_at_ms <= ?", vec![forgotten.into()])?;
            self.plan_clearing(&sql).await?;
        }
        Response::empty()
    }
}

impl Promotion {
    /// Its tables, if anything was ever claimed: asking must not write.
    fn tables(&self) -> Result<Option<SqlStorage>> {
        let sql = self.state.storage().sql();
        let look = "SELECT name FROM sqlite_master WHERE name = 'uses'";
        let found: Vec<serde_json::Value> = read_rows(&sql.exec(look, None)?)?;
        Ok((!found.is_empty()).then_some(sql))
    }

    /// Its tables, made where there are none.
    fn make_tables(&self) -> Result<SqlStorage> {
        if let Some(sql) = self.tables()? {
            return Ok(sql);
        }
        let sql = self.state.storage().sql();
        // A committed use never lapses.
        sql.exec(
            "CREATE TABLE uses (
               order_number TEXT PRIMARY KEY, customer TEXT NOT NULL,
               limit_total INTEGER, limit_per_customer INTEGER, lapses_at_ms INTEGER) STRICT",
            None,
        )?;
        // Counted here, so that a promotion that sells well costs no longer look at each cart.
        sql.exec(
            "CREATE TABLE committed (id INTEGER PRIMARY KEY, total INTEGER NOT NULL) STRICT",
            None,
        )?;
        sql.exec("INSERT INTO committed VALUES (1, 0)", None)?;
        sql.exec("CREATE INDEX uses_of_customer ON uses (customer)", None)?;
        sql.exec("CREATE INDEX uses_by_lapse ON uses (lapses_at_ms)", None)?;
        Ok(sql)
    }

    fn claim(&self, asked: &UseClaim, now: Timestamp) -> Result<ClaimOutcome> {
        let own = self.use_of(&asked.order)?;
        let others = self.others(&asked.customer, &asked.order, now)?;
        match claim(own.as_ref(), others, asked, now) {
            Ok(one) => {
                if one.lapses_at.is_some() {
                    self.keep_claim(&asked.order, &one)?;
                }
                Ok(ClaimOutcome::Claimed)
            }
            Err(refusal) => Ok(refusal.into()),
        }
    }

    fn release(&self, order: &str) -> Result<ReleaseOutcome> {
        let outcome = release(self.use_of(order)?.as_ref());
        if outcome == ReleaseOutcome::Released
            && let Some(sql) = self.tables()?
        {
            sql.exec("DELETE FROM uses WHERE order_number = ?", vec![order.into()])?;
        }
        Ok(outcome)
    }

    fn commit(&self, order: &str, now: Timestamp) -> Result<CommitmentOutcome> {
        let Some(own) = self.use_of(order)? else {
            return Ok(CommitmentOutcome::Unknown);
        };
        let others = self.others(&own.customer, order, now)?;
        match commit(&own, others, now) {
            Ok(_) => {
                if own.lapses_at.is_some() {
                    self.keep_commitment(order)?;
                }
                Ok(CommitmentOutcome::Committed)
            }
            Err(refusal) => Ok(refusal.into()),
        }
    }

    fn use_of(&self, order: &str) -> Result<Option<Use>> {
        let Some(sql) = self.tables()? else { return Ok(None) };
        let rows: Vec<UseRow> =
            read_rows(&sql.exec("SELECT * FROM uses WHERE order_number = ?", vec![order.into()])?)?;
        Ok(rows.into_iter().next().map(Use::from))
    }

    /// The live uses of every order but one. A committed one is excepted by nobody who asks: it is
    /// decided without looking at the others.
    fn others(&self, customer: &str, except: &str, now: Timestamp) -> Result<Uses> {
        let Some(sql) = self.tables()? else { return Ok(Uses::default()) };
        let instant = now.as_millis();
        sql.exec(
            "SELECT (SELECT total FROM committed)
               + (SELECT count(*) FROM uses WHERE lapses_at_ms > ? AND order_number <> ?) AS total,
               (SELECT count(*) FROM uses WHERE customer = ? AND order_number <> ?
                  AND (lapses_at_ms IS NULL OR lapses_at_ms > ?)) AS by_customer",
            vec![instant.into(), except.into(), customer.into(), except.into(), instant.into()],
        )?
        .one()
    }

    fn keep_claim(&self, order: &str, one: &Use) -> Result<()> {
        let limit = |limit: Option<u32>| SqlStorageValue::from(limit.map(i64::from));
        self.make_tables()?.exec(
            "INSERT OR REPLACE INTO uses (order_number, customer, limit_total, limit_per_customer, lapses_at_ms)
             VALUES (?, ?, ?, ?, ?)",
            vec![
                order.into(),
                one.customer.as_str().into(),
                limit(one.limits.total),
                limit(one.limits.per_customer),
                one.lapses_at.map(Timestamp::as_millis).into(),
            ],
        )?;
        Ok(())
    }

    fn keep_commitment(&self, order: &str) -> Result<()> {
        let sql = self.make_tables()?;
        sql.exec("UPDATE uses SET lapses_at_ms = NULL WHERE order_number = ?", vec![order.into()])?;
        sql.exec("UPDATE committed SET total = total + 1", None)?;
        Ok(())
    }

    /// Sets the alarm for when the first claim can be forgotten; none when all are committed.
    async fn plan_clearing(&self, sql: &SqlStorage) -> Result<()> {
        #[derive(Deserialize)]
        struct First {
            lapses_at_ms: Option<i64>,
        }
        let first: First =
            sql.exec("SELECT min(lapses_at_ms) AS lapses_at_ms FROM uses", None)?.one()?;
        let storage = self.state.storage();
        let Some(lapses_at) = first.lapses_at_ms.map(Timestamp::from_millis) else {
            return storage.delete_alarm().await;
        };
        let seconds = now().seconds_until(lapses_at.plus_seconds(LAPSED_KEPT_SECONDS)).max(0) + 1;
        storage.set_alarm(Duration::from_secs(u64::try_from(seconds).unwrap_or(0))).await
    }
}
