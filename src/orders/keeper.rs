//! One order as its object keeps it: in one row of its own storage, and what is due of it carried
//! out by one loop at a time.
//!
//! Requests to an object take turns wherever one of them awaits. So the order is taken from storage,
//! changed and put back without an await between, and an answer from outside meets the order as it
//! is then, whatever happened to it meanwhile.

use std::cell::{Cell, RefCell};
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::time::Duration;

use futures_util::FutureExt;
use serde::Deserialize;
use worker::{Result, SqlStorage, State};

use super::carrying::{Errand, carry_out};
use super::client::ask_for_copy;
use super::gateways::OwnGateways;
use super::{Action, Order as Document};
use crate::kernel::{Timestamp, from_json};
use crate::platform::{Call, Platform, now, pause, read_rows, within};

/// Most actions of one run; whatever is still due afterwards waits for the alarm.
const MAX_ACTIONS: u32 = 200;
/// While something is being done, the alarm is never later than this (rule 20), in seconds.
const WATCH_SECONDS: i64 = 30;
/// A failing object tries again after `WATCH_SECONDS`, twice that and so on, up to this.
const MAX_RETRY_SECONDS: i64 = 3600;
/// How long the queue of copies may take, in milliseconds.
const QUEUE_MS: u64 = 2_000;
/// Steps of waiting for the loop, in milliseconds.
const FIRST_STEP_MS: u64 = 5;
const LAST_STEP_MS: u64 = 100;

#[derive(Debug)]
struct Kept {
    order: Document,
    /// As it is stored.
    json: String,
}

#[derive(Debug)]
pub(super) struct Keeper {
    state: State,
    platform: Platform,
    /// The order as it is stored, to be read again after any doubt.
    kept: RefCell<Option<Kept>>,
    is_running: Cell<bool>,
    /// Whether that loop still does what somebody may wait for; messages and copies come last.
    is_busy: Cell<bool>,
    /// Whether something happened that the running loop may not have seen.
    again: Cell<bool>,
    /// Runs that failed in a row.
    failures: Cell<u32>,
    /// How far tests have put the clock ahead, in milliseconds.
    skew_ms: Cell<i64>,
}

/// Says that a loop runs for as long as it lives, however it ends.
struct Running(Rc<Keeper>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.is_running.set(false);
        self.0.is_busy.set(false);
    }
}

impl Keeper {
    pub fn new(state: State, platform: Platform) -> Self {
        Self {
            state,
            platform,
            kept: RefCell::new(None),
            is_running: Cell::new(false),
            is_busy: Cell::new(false),
            again: Cell::new(false),
            failures: Cell::new(0),
            skew_ms: Cell::new(0),
        }
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(now().as_millis().saturating_add(self.skew_ms.get()))
    }

    /// Whether something is being done that says more about the order.
    pub fn is_busy(&self) -> bool {
        self.is_busy.get()
    }

    fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }

    /// Takes the order out of memory or storage. Whoever takes it puts it back, and after a failure on
    /// the way it is read anew.
    fn take(&self) -> Result<Option<Kept>> {
        #[derive(Deserialize)]
        struct Row {
            document: String,
        }
        if let Some(kept) = self.kept.take() {
            return Ok(Some(kept));
        }
        let sql = self.sql();
        // Asking about an order that does not exist must not make one.
        let table = sql.exec("SELECT name FROM sqlite_master WHERE name = 'document'", None)?;
        if read_rows::<serde_json::Value>(&table)?.is_empty() {
            return Ok(None);
        }
        let rows: Vec<Row> = read_rows(&sql.exec("SELECT document FROM document", None)?)?;
        let Some(Row { document: json }) = rows.into_iter().next() else { return Ok(None) };
        let order = from_json(json.as_bytes())
            .map_err(|fault| format!("an order that cannot be read: {fault}"))?;
        Ok(Some(Kept { order, json }))
    }

    fn write(&self, json: &str) -> Result<()> {
        let row = Some(vec![json.into()]);
        self.sql().exec("INSERT OR REPLACE INTO document (id, document) VALUES (1, ?)", row)?;
        Ok(())
    }

    /// Looks at the order; `None` where there is none.
    pub fn look<T>(&self, work: impl FnOnce(&Document) -> T) -> Result<Option<T>> {
        let Some(kept) = self.take()? else { return Ok(None) };
        let answer = work(&kept.order);
        self.kept.replace(Some(kept));
        Ok(Some(answer))
    }

    /// Changes the order and stores it in one go; `None` where there is none. After an error nothing
    /// is changed.
    pub fn change<T>(&self, work: impl FnOnce(&mut Document) -> T) -> Result<Option<T>> {
        let Some(Kept { mut order, json }) = self.take()? else { return Ok(None) };
        let answer = work(&mut order);
        let changed = serde_json::to_string(&order)?;
        if changed != json {
            self.write(&changed)?;
        }
        self.kept.replace(Some(Kept { order, json: changed }));
        Ok(Some(answer))
    }

    /// Stores an order where there is none.
    pub async fn create(&self, order: Document) -> Result<()> {
        // First, so that no order is ever without it (rule 20).
        self.plan(self.now().plus_seconds(WATCH_SECONDS)).await?;
        // Another request may have made one during the await.
        if self.look(|_| ())?.is_some() {
            return Ok(());
        }
        self.sql().exec(
            "CREATE TABLE IF NOT EXISTS document (id INTEGER PRIMARY KEY CHECK (id = 1), document TEXT NOT NULL) STRICT",
            None,
        )?;
        let json = serde_json::to_string(&order)?;
        self.write(&json)?;
        self.kept.replace(Some(Kept { order, json }));
        Ok(())
    }

    /// Has the copy in D1 made anew although nothing changed of what it is known by: mails that have
    /// arrived raise no revision. One that is lost is made up for by the sweep.
    pub async fn refresh_copy(&self) -> Result<()> {
        let copied = |order: &Document| {
            let is_latest = order.copies.asked >= order.revision;
            is_latest.then(|| (order.number().clone(), order.revision))
        };
        if let Some((number, revision)) = self.look(copied)?.flatten() {
            let asked = within(QUEUE_MS, ask_for_copy(&self.platform, &number, revision)).await;
            if let Some(Err(error)) = asked {
                worker::console_warn!("the copy of {number} was not refreshed: {error}");
            }
        }
        Ok(())
    }

    /// Starts the loop that carries out what is due; one that runs already will look once more.
    pub fn start(self: &Rc<Self>) {
        self.is_busy.set(true);
        if self.is_running.replace(true) {
            self.again.set(true);
            return;
        }
        let running = Running(Rc::clone(self));
        let work = AssertUnwindSafe(async move {
            let keeper = &running.0;
            match AssertUnwindSafe(keeper.run()).catch_unwind().await {
                Ok(Ok(())) => keeper.failures.set(0),
                Ok(Err(error)) => keeper.note_failure(&error.to_string()),
                Err(_) => keeper.note_failure("a panic"),
            }
        });
        self.state.wait_until(work);
    }

    fn note_failure(&self, cause: &str) {
        self.failures.set(self.failures.get().saturating_add(1));
        worker::console_error!("an order stopped on its way and goes on by its alarm: {cause}");
    }

    async fn run(&self) -> Result<()> {
        self.watch().await?;
        let gateways = OwnGateways::of(&self.platform);
        let mut actions = 0;
        loop {
            self.again.set(false);
            while actions < MAX_ACTIONS
                && let Some(action) = self.next_action(&gateways)?
            {
                actions += 1;
                let outcome = carry_out(&self.platform, &gateways, &action.0, action.1).await;
                let now = self.now();
                self.change(|order| order.apply(&outcome, &gateways, now))?;
            }
            self.plan_next().await?;
            // Nothing is awaited between this look and the end of the loop.
            if !self.again.get() {
                return Ok(());
            }
        }
    }

    /// What somebody may wait for, and then messages and copies.
    fn next_action(&self, gateways: &OwnGateways) -> Result<Option<(Errand, Action)>> {
        let now = self.now();
        let next = self.change(|order| {
            let action = order.next(gateways, now);
            self.is_busy.set(action.is_some());
            let action = action.or_else(|| order.next_in_background(now))?;
            Some((Errand::of(order, &action), action))
        })?;
        Ok(next.flatten())
    }

    /// Sees to it that the alarm is not far off while something is being done.
    pub async fn watch(&self) -> Result<()> {
        let soon = self.now().plus_seconds(WATCH_SECONDS);
        match self.alarm().await? {
            Some(planned) if planned <= soon => Ok(()),
            _ => self.plan(soon).await,
        }
    }

    /// What the object asked of the platform since it was last brought into memory.
    pub fn calls(&self) -> Vec<Call> {
        self.platform.trace.calls()
    }

    pub async fn alarm(&self) -> Result<Option<Timestamp>> {
        Ok(self.state.storage().get_alarm().await?.map(Timestamp::from_millis))
    }

    async fn plan(&self, at: Timestamp) -> Result<()> {
        let wait_ms = at.as_millis().saturating_sub(now().as_millis());
        let wait = Duration::from_millis(u64::try_from(wait_ms).unwrap_or(0));
        self.state.storage().set_alarm(wait).await
    }

    async fn plan_next(&self) -> Result<()> {
        let now = self.now();
        match self.look(|order| order.wakes_at(now))?.flatten() {
            // At least a second, so that an order which finds no end leaves room for others.
            Some(at) => self.plan(at.max(now.plus_seconds(1))).await,
            None => self.state.storage().delete_alarm().await,
        }
    }

    /// What the alarm does. Its first act is to set the next one.
    pub async fn wake_by_alarm(self: &Rc<Self>) -> Result<()> {
        let doublings = self.failures.get().min(10);
        let retry = (WATCH_SECONDS << doublings).min(MAX_RETRY_SECONDS);
        self.plan(self.now().plus_seconds(retry)).await?;
        if self.look(|_| ())?.is_none() {
            return self.state.storage().delete_alarm().await;
        }
        self.start();
        Ok(())
    }

    /// Waits until the loop has come to rest or the order says enough, but no longer than that.
    pub async fn wait(&self, wait_ms: u32, is_enough: impl Fn(&Document) -> bool) -> Result<()> {
        let end = now().as_millis().saturating_add(i64::from(wait_ms));
        let mut step_ms = FIRST_STEP_MS;
        while self.is_busy() && now().as_millis() < end {
            if self.look(&is_enough)?.unwrap_or(true) {
                return Ok(());
            }
            pause(step_ms).await;
            step_ms = (step_ms * 2).min(LAST_STEP_MS);
        }
        Ok(())
    }

    /// Does what is due at an instant, and waits for it: only tests choose one.
    pub async fn run_at(self: &Rc<Self>, instant: Timestamp, wait_ms: u32) {
        self.wait_for_the_end(wait_ms).await;
        self.skew_ms.set(instant.as_millis().saturating_sub(now().as_millis()));
        self.start();
        self.wait_for_the_end(wait_ms).await;
        self.skew_ms.set(0);
    }

    async fn wait_for_the_end(&self, wait_ms: u32) {
        let end = now().as_millis().saturating_add(i64::from(wait_ms));
        while self.is_running.get() && now().as_millis() < end {
            pause(FIRST_STEP_MS).await;
        }
    }
}
