//! The `Stock` object: the owner of the units of one SKU, named by the SKU.
//!
//! No call awaits between what it reads and what it writes, so each is atomic. Its alarm gives back
//! what has lapsed and keeps the copy in D1; neither ever holds up a reservation.

use serde::{Deserialize, Serialize};
use worker::{DurableObject, Env, Request, Response, Result, SqlStorage, State, durable_object};

use super::command::{StockCommand, StockOutcome};
use super::copying::copy_levels;
use super::stock::Levels;
use super::store::{Kept, Tables};
use crate::kernel::Timestamp;
use crate::platform::{Platform, now, read_message};

/// When an alarm that ends in the middle is followed by another, in seconds.
const REPAIR_SECONDS: i64 = 10;

#[cfg_attr(feature = "orders", durable_object(alarm))]
#[derive(Debug)]
pub struct Stock {
    state: State,
    platform: Platform,
}

/// A command for the object of this SKU, which does not know its own name.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ordered {
    pub sku: String,
    pub command: StockCommand,
}

/// Somebody's corrections, one after the other up to the first that is refused.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Correcting {
    pub sku: String,
    pub commands: Vec<StockCommand>,
    pub by: String,
}

/// The counts afterwards, and what became of the last that was tried.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Corrected {
    pub after: Levels,
    /// The same: a desk of the release before notes for the audit log where the two differ.
    #[serde(default)]
    before: Levels,
    /// Of the one that was refused.
    pub refused: Option<StockOutcome>,
    /// Whether all of them had been carried out before.
    #[serde(default)]
    pub repeated: bool,
}

/// Movements before this one, so many at most.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Before {
    pub seq: i64,
    pub limit: u32,
}

#[cfg(feature = "orders")]
impl DurableObject for Stock {
    fn new(state: State, env: Env) -> Self {
        Self { state, platform: Platform::new(env) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        match request.path().as_str() {
            "/commands" => {
                let asked: Ordered = read_message(&mut request).await?;
                let (outcome, _) = self.carry_out(&asked, None, now())?;
                self.plan(now()).await?;
                Response::from_json(&outcome)
            }
            "/corrections" => {
                let asked: Correcting = read_message(&mut request).await?;
                let corrected = self.correct(asked, now())?;
                self.plan(now()).await?;
                Response::from_json(&corrected)
            }
            "/holds" => {
                let found = match Tables::open(self.sql())? {
                    Some(tables) => tables.holds()?,
                    None => Vec::new(),
                };
                Response::from_json(&found)
            }
            "/levels" => Response::from_json(&self.levels(now())?),
            "/movements" => {
                let asked: Before = read_message(&mut request).await?;
                let found = match Tables::open(self.sql())? {
                    Some(tables) => tables.movements(asked.seq, asked.limit)?,
                    None => Vec::new(),
                };
                Response::from_json(&found)
            }
            "/copies" => {
                if let Some(tables) = Tables::open(self.sql())? {
                    tables.forget_copy()?;
                    self.plan(now()).await?;
                }
                Response::from_json(&())
            }
            "/alarms" => {
                let at: Timestamp = read_message(&mut request).await?;
                self.work(at).await?;
                Response::from_json(&())
            }
            "/plans" => Response::from_json(&self.state.storage().get_alarm().await?),
            _ => Response::error("no such call", 404),
        }
    }

    async fn alarm(&self) -> Result<Response> {
        // A failing alarm is given up after six attempts.
        if let Err(error) = self.work(now()).await {
            worker::console_error!("stock: {error}");
        }
        Response::empty()
    }
}

impl Stock {
    fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }

    /// What has lapsed goes first, so that a decision does not depend on when the alarm comes. Tells
    /// besides whether the command's id was known already.
    fn carry_out(
        &self,
        asked: &Ordered,
        by: Option<&str>,
        now: Timestamp,
    ) -> Result<(StockOutcome, bool)> {
        let known = Tables::open(self.sql())?;
        let mut kept = Kept::default();
        if let Some(tables) = &known {
            tables.lapse(now)?;
            kept = tables.counts()?;
        }
        let decided = match &known {
            Some(tables) => tables.decide(&kept, &asked.command, now)?,
            None => super::decide(super::Situation::of(&kept.counts), &asked.command, now),
        };
        let change = match decided {
            Ok(change) => match by {
                Some(by) => change.by(by),
                None => change,
            },
            Err(refusal) => return Ok((refusal.into(), false)),
        };
        let is_repeated = asked.command.operation().is_some() && change.operation.is_none();
        if !change.is_empty() {
            let tables = match known {
                Some(tables) => tables,
                None => Tables::create(self.sql(), &asked.sku)?,
            };
            tables.keep(&change)?;
        }
        let back_orders = change.back_orders.unwrap_or(kept.back_orders);
        let promised_for = back_orders.promised_for.filter(|_| change.is_waiting);
        let levels = change.counts.levels(back_orders);
        let allocations = change.allocations;
        Ok((StockOutcome::Done { levels, allocations, promised_for }, is_repeated))
    }

    fn correct(&self, asked: Correcting, now: Timestamp) -> Result<Corrected> {
        let Correcting { sku, commands, by } = asked;
        let before = self.levels(now)?;
        let (mut refused, mut repeated) = (None, true);
        for command in commands {
            let asked = Ordered { sku: sku.clone(), command };
            let (outcome, is_repeated) = self.carry_out(&asked, Some(&by), now)?;
            repeated &= is_repeated;
            if !matches!(outcome, StockOutcome::Done { .. }) {
                refused = Some(outcome);
                break;
            }
        }
        let after = self.levels(now)?;
        if before != after
            && let Some(tables) = Tables::open(self.sql())?
        {
            tables.keep_audit(&by, (&before, &after), now)?;
        }
        Ok(Corrected { before: after.clone(), after, refused, repeated })
    }

    fn levels(&self, now: Timestamp) -> Result<Levels> {
        let Some(tables) = Tables::open(self.sql())? else { return Ok(Levels::default()) };
        tables.lapse(now)?;
        let Kept { counts, back_orders, .. } = tables.counts()?;
        Ok(counts.levels(back_orders))
    }

    /// Sets the alarm where it would come too late.
    async fn plan(&self, now: Timestamp) -> Result<()> {
        let Some(tables) = Tables::open(self.sql())? else { return Ok(()) };
        let copy = tables.counts()?.copy;
        match copy.next_work(tables.next_lapse()?, now) {
            Some(work) if copy.must_wake(work, now) => self.wake(&tables, work).await,
            _ => Ok(()),
        }
    }

    async fn wake(&self, tables: &Tables, at: Timestamp) -> Result<()> {
        tables.set_alarm_ms(Some(at))?;
        let wait_ms = at.as_millis() - crate::platform::now().as_millis();
        self.state.storage().set_alarm(wait_ms.max(0)).await
    }

    /// What the alarm does.
    async fn work(&self, now: Timestamp) -> Result<()> {
        let Some(tables) = Tables::open(self.sql())? else { return Ok(()) };
        // First, so that a failure on the way is followed by another attempt.
        self.wake(&tables, crate::platform::now().plus_seconds(REPAIR_SECONDS)).await?;
        tables.lapse(now)?;
        let Kept { counts, back_orders, copy } = tables.counts()?;
        if copy.is_behind() {
            let (levels, audits) = (counts.levels(back_orders), tables.audits(&copy)?);
            let copied = copy_levels(&self.platform, &copy, &levels, audits, now).await;
            match copied {
                Ok(shown) => {
                    tables.set_copied(copy.seq, shown.as_deref())?;
                    tables.forget_audits(copy.seq)?;
                }
                Err(error) => {
                    worker::console_error!("the stock of {} in D1: {error}", copy.sku);
                    tables.count_failure()?;
                }
            }
        }
        let now = crate::platform::now();
        match tables.counts()?.copy.next_work(tables.next_lapse()?, now) {
            Some(work) => self.wake(&tables, work.max(now)).await,
            None => {
                tables.set_alarm_ms(None)?;
                self.state.storage().delete_alarm().await
            }
        }
    }
}
