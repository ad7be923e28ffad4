//! The `Limiter` object: counts what one token, one member of staff or one visitor asks for.
//!
//! Each purpose has a window of its own in memory, so that counting reads and writes no storage. An
//! object that nobody asks for a minute or two leaves memory, and so does each at a deployment: what it
//! counted is forgiven. Where somebody guesses ([`Purpose::is_stored`]), the windows are one row as
//! well, which the alarm deletes when nothing in it counts any more.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use worker::{DurableObject, Env, Request, Response, Result, SqlStorage, State, durable_object};

use super::rate_limit::{Counted, Purpose, Quota, Window};
use crate::kernel::{Timestamp, from_json};
use crate::platform::{now, read_message, read_rows};

type Windows = BTreeMap<Purpose, Window>;

#[cfg_attr(feature = "orders", durable_object(alarm))]
#[derive(Debug)]
pub struct Limiter {
    state: State,
    /// `None` until the row was looked for.
    windows: AssertUnwindSafe<RefCell<Option<Windows>>>,
}

/// One request that is to be counted.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub purpose: Purpose,
    pub quota: Quota,
}

#[derive(Debug, Deserialize)]
struct Row {
    document: String,
}

#[cfg(feature = "orders")]
impl DurableObject for Limiter {
    fn new(state: State, _env: Env) -> Self {
        Self { state, windows: AssertUnwindSafe(RefCell::new(None)) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        match request.path().as_str() {
            "/counts" => {
                let asked: Asked = read_message(&mut request).await?;
                let counted = self.count(&asked, now())?;
                if counted.passes && asked.purpose.is_stored() {
                    self.plan_clearing().await?;
                }
                Response::from_json(&counted)
            }
            _ => Response::error("no such call", 404),
        }
    }

    async fn alarm(&self) -> Result<Response> {
        let ends_at = load(&self.state.storage().sql())?.values().map(Window::ends_at).max();
        match ends_at.map(|ends_at| now().seconds_until(ends_at)) {
            Some(seconds @ 0..) => self.set_alarm_in(seconds).await?,
            // Nothing was awaited since the look, so nobody has counted anything meanwhile.
            _ => self.state.storage().delete_all().await?,
        }
        Response::empty()
    }
}

impl Limiter {
    /// Nothing is awaited here, so requests that come at once are counted one after another.
    fn count(&self, asked: &Asked, now: Timestamp) -> Result<Counted> {
        let sql = self.state.storage().sql();
        let mut kept = self.windows.borrow_mut();
        if kept.is_none() {
            *kept = Some(load(&sql)?);
        }
        let windows = kept.get_or_insert_default();
        let window = windows.entry(asked.purpose).or_default();
        let counted = window.count(asked.quota, now);
        if counted.passes && asked.purpose.is_stored() {
            save(&sql, windows)?;
        }
        Ok(counted)
    }

    async fn plan_clearing(&self) -> Result<()> {
        if self.state.storage().get_alarm().await?.is_some() {
            return Ok(());
        }
        let ends_at =
            self.windows.borrow().iter().flat_map(BTreeMap::values).map(Window::ends_at).max();
        self.set_alarm_in(ends_at.map_or(0, |ends_at| now().seconds_until(ends_at))).await
    }

    async fn set_alarm_in(&self, seconds: i64) -> Result<()> {
        let seconds = u64::try_from(seconds.max(0)).unwrap_or_default() + 1;
        self.state.storage().set_alarm(Duration::from_secs(seconds)).await
    }
}

fn load(sql: &SqlStorage) -> Result<Windows> {
    let look = "SELECT name FROM sqlite_master WHERE name = 'windows'";
    if read_rows::<serde_json::Value>(&sql.exec(look, None)?)?.is_empty() {
        return Ok(Windows::new());
    }
    let rows: Vec<Row> = read_rows(&sql.exec("SELECT document FROM windows", None)?)?;
    // What cannot be read is forgiven.
    let read = |row: &Row| from_json(row.document.as_bytes()).ok();
    Ok(rows.first().and_then(read).unwrap_or_default())
}

fn save(sql: &SqlStorage, windows: &Windows) -> Result<()> {
    sql.exec(
        "CREATE TABLE IF NOT EXISTS windows (id INTEGER PRIMARY KEY CHECK (id = 1), document TEXT NOT NULL) STRICT",
        None,
    )?;
    let stored: BTreeMap<_, _> =
        windows.iter().filter(|(purpose, _)| purpose.is_stored()).collect();
    let document = serde_json::to_string(&stored)?;
    sql.exec("INSERT OR REPLACE INTO windows VALUES (1, ?)", vec![document.into()])?;
    Ok(())
}
