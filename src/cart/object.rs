//! The `Cart` object: one cart, kept in one row, and the answers that belong to idempotency keys.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use worker::{DurableObject, Env, Request, Response, Result, SqlStorage, State, durable_object};

use super::LIFETIME_DAYS;
use super::checkouts::Checkout;
use super::client::{Alarm, CartInCheckout, Change, Changed, Keeping, Recalled, Started, Starting};
use super::contents::Cart as Contents;
use crate::kernel::{Timestamp, from_json};
use crate::platform::{now, read_message, read_rows};
use crate::web::{IN_PROGRESS_SECONDS, KEY_LIFETIME_SECONDS, KeptAnswer, Problem, RequestKey};

const LIFETIME_SECONDS: i64 = LIFETIME_DAYS * 24 * 3600;
/// Looking at a cart counts as using it; it is written down once in so long.
const USE_SECONDS: i64 = 3600;
/// Most answers kept for keys; the oldest go first.
const MAX_ANSWERS: i64 = 100;

#[cfg_attr(feature = "orders", durable_object(alarm))]
#[derive(Debug)]
pub struct Cart {
    state: State,
}

#[derive(Debug, Deserialize)]
struct CartRow {
    document: String,
    used_ms: i64,
}

#[derive(Debug, Deserialize)]
struct CheckoutRow {
    /// A [`Checkout`].
    document: String,
}

#[derive(Debug, Deserialize)]
struct AnswerRow {
    digest: String,
    /// A [`KeptAnswer`]; missing while it is being made.
    answer: Option<String>,
    created_ms: i64,
}

#[cfg(feature = "orders")]
impl DurableObject for Cart {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        match request.path().as_str() {
            "/reads" => Response::from_json(&self.read(now())?),
            "/recalls" => {
                let key: RequestKey = read_message(&mut request).await?;
                Response::from_json(&self.recall(&key, now())?)
            }
            "/changes" => {
                let change: Change = read_message(&mut request).await?;
                Response::from_json(&self.change(change).await?)
            }
            "/checkouts/reads" => Response::from_json(&self.read_checkout(now())?),
            "/checkouts" => {
                let starting: Starting = read_message(&mut request).await?;
                Response::from_json(&self.start_checkout(starting, now())?)
            }
            "/answers" => {
                let keeping: Keeping = read_message(&mut request).await?;
                self.end_request(&keeping, now())?;
                Response::from_json(&())
            }
            "/clearances" => {
                let revision: i64 = read_message(&mut request).await?;
                Response::from_json(&self.clear(revision, now())?)
            }
            "/alarms" => {
                let alarm: Alarm = read_message(&mut request).await?;
                self.expire(alarm.now).await?;
                Response::from_json(&())
            }
            "/plans" => Response::from_json(&self.state.storage().get_alarm().await?),
            _ => Response::error("no such call", 404),
        }
    }

    async fn alarm(&self) -> Result<Response> {
        self.expire(now()).await?;
        Response::empty()
    }
}

impl Cart {
    fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }

    /// Whether anything was ever stored: asking about a cart that does not exist must not make one.
    fn exists(&self) -> Result<bool> {
        let tables = self.sql().exec("SELECT 1 FROM sqlite_master WHERE name = 'cart'", None)?;
        Ok(!read_rows::<Value>(&tables)?.is_empty())
    }

    fn load(&self) -> Result<Option<(Contents, i64)>> {
        if !self.exists()? {
            return Ok(None);
        }
        let rows: Vec<CartRow> =
            read_rows(&self.sql().exec("SELECT document, used_ms FROM cart", None)?)?;
        match rows.first() {
            Some(row) => match from_json(row.document.as_bytes()) {
                Ok(cart) => Ok(Some((cart, row.used_ms))),
                // Better an empty cart than one that can neither be opened nor left.
                Err(error) => {
                    worker::console_error!("a cart that cannot be read: {error}");
                    Ok(None)
                }
            },
            None => Ok(None),
        }
    }

    fn save(&self, cart: &Contents, now: Timestamp) -> Result<()> {
        let document = serde_json::to_string(cart)?;
        self.sql().exec(
            "INSERT OR REPLACE INTO cart (id, document, used_ms) VALUES (1, ?, ?)",
            Some(vec![document.into(), now.as_millis().into()]),
        )?;
        Ok(())
    }

    fn read(&self, now: Timestamp) -> Result<Option<Contents>> {
        let Some((cart, used_ms)) = self.load()? else { return Ok(None) };
        if Timestamp::from_millis(used_ms).plus_seconds(USE_SECONDS) < now {
            self.save(&cart, now)?;
        }
        Ok(Some(cart))
    }

    /// Nothing is awaited between reading and writing: simultaneous changes follow one another.
    async fn change(&self, change: Change) -> Result<Changed> {
        let now = now();
        if !self.exists()? {
            if !change.create {
                return Ok(Changed::Missing);
            }
            // First, so that no cart is ever without it.
            let lifetime = Duration::from_secs(LIFETIME_SECONDS.unsigned_abs());
            self.state.storage().set_alarm(lifetime).await?;
            self.create_tables()?;
        }
        if let Some(key) = &change.key {
            match self.recall(key, now)? {
                Recalled::Unknown => {}
                known => return Ok(Changed::Known { known }),
            }
        }
        let cart = match self.load()? {
            // Its key made this cart so long ago that the answer is forgotten.
            Some(_) if change.create && change.key.is_some() => {
                return Ok(Changed::Known { known: Recalled::Reused });
            }
            Some((cart, _)) => cart,
            None if change.create => Contents::new(change.id, change.market.clone(), now),
            None => return Ok(Changed::Missing),
        };
        if change.expected.is_some_and(|expected| expected != cart.revision) {
            return Ok(Changed::Mismatch);
        }
        let outcome = cart.after(change.command, change.market, now);
        if let Ok(cart) = &outcome {
            self.save(cart, now)?;
        }
        let refused = outcome.as_ref().err().map(|refusal| Problem::from(refusal).to_reply());
        if let Some(key) = &change.key {
            self.keep_answer(key, refused.as_ref().and_then(KeptAnswer::of).as_ref(), now)?;
        }
        Ok(match outcome {
            Ok(cart) => Changed::Done { cart },
            Err(refusal) => Changed::Refused { refusal },
        })
    }

    fn has_checkouts(&self) -> Result<bool> {
        let tables = "SELECT 1 FROM sqlite_master WHERE name = 'checkout'";
        Ok(!read_rows::<Value>(&self.sql().exec(tables, None)?)?.is_empty())
    }

    fn last_checkout(&self) -> Result<Option<Checkout>> {
        if !self.has_checkouts()? {
            return Ok(None);
        }
        let rows: Vec<CheckoutRow> =
            read_rows(&self.sql().exec("SELECT document FROM checkout", None)?)?;
        let read = |row: &CheckoutRow| from_json(row.document.as_bytes());
        rows.first().map(read).transpose().map_err(|fault| fault.to_string().into())
    }

    fn read_checkout(&self, now: Timestamp) -> Result<Option<CartInCheckout>> {
        let Some(cart) = self.read(now)? else { return Ok(None) };
        Ok(Some(CartInCheckout { cart, last: self.last_checkout()? }))
    }

    /// Nothing is awaited in it: of two checkouts of the same cart the second finds the first's order,
    /// and the key is kept with it or not at all.
    fn start_checkout(&self, starting: Starting, now: Timestamp) -> Result<Started> {
        let Some((cart, _)) = self.load()? else { return Ok(Started::Missing) };
        if let Some(key) = &starting.key {
            match self.recall(key, now)? {
                Recalled::Unknown => {}
                known => return Ok(Started::Known { known }),
            }
        }
        if starting.wish.cart_revision != cart.revision {
            return Ok(Started::Mismatch);
        }
        let (checkout, is_new) = starting.wish.after(self.last_checkout()?.as_ref(), now);
        if is_new {
            let sql = self.sql();
            sql.exec(
                "CREATE TABLE IF NOT EXISTS checkout (id INTEGER PRIMARY KEY CHECK (id = 1), document TEXT NOT NULL)",
                None,
            )?;
            let document = serde_json::to_string(&checkout)?;
            sql.exec(
                "INSERT OR REPLACE INTO checkout (id, document) VALUES (1, ?)",
                Some(vec![document.into()]),
            )?;
        }
        if let Some(key) = &starting.key {
            self.keep_answer(key, None, now)?;
        }
        Ok(Started::Checkout { checkout: Box::new(checkout), is_new })
    }

    /// What was bought leaves the cart, if nothing was changed in it since.
    fn clear(&self, revision: i64, now: Timestamp) -> Result<()> {
        match self.load()? {
            Some((cart, _)) if cart.revision == revision => {
                self.save(&cart.cleared(now), now)?;
                self.forget_checkout()
            }
            _ => Ok(()),
        }
    }

    /// What the shopper entered goes with the goods that were bought.
    fn forget_checkout(&self) -> Result<()> {
        if self.has_checkouts()? {
            self.sql().exec("DELETE FROM checkout", None)?;
        }
        Ok(())
    }

    fn create_tables(&self) -> Result<()> {
        let sql = self.sql();
        sql.exec(
            "CREATE TABLE IF NOT EXISTS cart (id INTEGER PRIMARY KEY CHECK (id = 1), document TEXT NOT NULL, used_ms INTEGER NOT NULL)",
            None,
        )?;
        sql.exec(
            "CREATE TABLE IF NOT EXISTS answers (name TEXT PRIMARY KEY, digest TEXT NOT NULL, answer TEXT, created_ms INTEGER NOT NULL)",
            None,
        )?;
        Ok(())
    }

    /// What became of the request that had this key.
    fn recall(&self, key: &RequestKey, now: Timestamp) -> Result<Recalled> {
        if !self.exists()? {
            return Ok(Recalled::Unknown);
        }
        let select = "SELECT digest, answer, created_ms FROM answers WHERE name = ?";
        let rows: Vec<AnswerRow> =
            read_rows(&self.sql().exec(select, Some(vec![key.name.clone().into()]))?)?;
        let Some(known) = rows.into_iter().next() else { return Ok(Recalled::Unknown) };
        let made = Timestamp::from_millis(known.created_ms);
        if made.plus_seconds(KEY_LIFETIME_SECONDS) <= now {
            return Ok(Recalled::Unknown);
        }
        if known.digest != key.digest {
            return Ok(Recalled::Reused);
        }
        if let Some(answer) = known.answer {
            let answer = from_json(answer.as_bytes()).map_err(|error| error.to_string())?;
            return Ok(Recalled::Answer { answer });
        }
        if now < made.plus_seconds(IN_PROGRESS_SECONDS) {
            return Ok(Recalled::InProgress);
        }
        Ok(match self.load()? {
            Some((cart, _)) => Recalled::Unanswered { cart: Box::new(cart) },
            None => Recalled::Unknown,
        })
    }

    fn end_request(&self, keeping: &Keeping, now: Timestamp) -> Result<()> {
        if keeping.is_first && self.exists()? {
            let free = "DELETE FROM answers WHERE name = ? AND digest = ? AND answer IS NULL";
            let key = [&keeping.key.name, &keeping.key.digest];
            self.sql().exec(free, Some(key.map(|text| text.clone().into()).to_vec()))?;
        }
        match &keeping.answer {
            None => Ok(()),
            answer => self.keep_answer(&keeping.key, answer.as_ref(), now),
        }
    }

    /// The first answer stays; a second one for the same key comes from a request that was repeated,
    /// and its refusal says nothing about the change that the first one made.
    fn keep_answer(
        &self,
        key: &RequestKey,
        answer: Option<&KeptAnswer>,
        now: Timestamp,
    ) -> Result<()> {
        if !self.exists()? {
            return Ok(());
        }
        let sql = self.sql();
        let expired = now.plus_seconds(-KEY_LIFETIME_SECONDS).as_millis();
        sql.exec("DELETE FROM answers WHERE created_ms <= ?", Some(vec![expired.into()]))?;
        sql.exec(
            "INSERT INTO answers (name, digest, answer, created_ms) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (name) DO UPDATE SET answer = ?3 WHERE answer IS NULL AND digest = ?2 AND ?5",
            Some(vec![
                key.name.clone().into(),
                key.digest.clone().into(),
                answer.map(serde_json::to_string).transpose()?.into(),
                now.as_millis().into(),
                i64::from(answer.is_some_and(|answer| !answer.is_refusal())).into(),
            ]),
        )?;
        sql.exec(
            "DELETE FROM answers WHERE answer IS NOT NULL AND name NOT IN (SELECT name FROM answers ORDER BY created_ms DESC LIMIT ?)",
            Some(vec![MAX_ANSWERS.into()]),
        )?;
        Ok(())
    }

    async fn expire(&self, now: Timestamp) -> Result<()> {
        let storage = self.state.storage();
        // First, so that a failure on the way is followed by another attempt.
        storage.set_alarm(Duration::from_secs(USE_SECONDS.unsigned_abs())).await?;
        let used = self.load()?.map(|(_, used_ms)| Timestamp::from_millis(used_ms));
        let ends_at = used.map(|used| used.plus_seconds(LIFETIME_SECONDS + USE_SECONDS));
        match ends_at.filter(|ends_at| *ends_at > now) {
            Some(ends_at) => {
                let seconds = now.seconds_until(ends_at).unsigned_abs() + 1;
                storage.set_alarm(Duration::from_secs(seconds)).await
            }
            None => storage.delete_all().await,
        }
    }
}
