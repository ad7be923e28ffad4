//! The `Cart` object: one cart, kept in one row, and the answers that belong to idempotency keys.

use std::time::Duration;

use serde::Deserialize;
use worker::{DurableObject, Env, Request, Response, Result, SqlStorage, State, durable_object};

use super::client::{Alarm, Change, Changed, Keeping};
use super::{Cart, LIFETIME_DAYS};
use crate::kernel::{Timestamp, from_json};
use crate::platform::{now, read_message, read_rows};
use crate::web::{IN_PROGRESS_SECONDS, KEY_LIFETIME_SECONDS, KeptAnswer, Problem, RequestKey};

const LIFETIME_SECONDS: i64 = LIFETIME_DAYS * 24 * 3600;
/// Looking at a cart counts as using it; it is written down once in so long.
const USE_SECONDS: i64 = 24 * 3600;

#[durable_object(alarm)]
#[derive(Debug)]
pub struct CartObject {
    state: State,
}

#[derive(Debug, Deserialize)]
struct CartRow {
    document: String,
    used_ms: i64,
}

#[derive(Debug, Deserialize)]
struct AnswerRow {
    digest: String,
    status: Option<u16>,
    body: Option<String>,
    created_ms: i64,
}

impl DurableObject for CartObject {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        match request.path().as_str() {
            "/reads" => Response::from_json(&self.read(now())?),
            "/changes" => {
                let change: Change = read_message(&mut request).await?;
                Response::from_json(&self.change(change).await?)
            }
            "/answers" => {
                let keeping: Keeping = read_message(&mut request).await?;
                self.keep_answer(&keeping)?;
                Response::from_json(&())
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

impl CartObject {
    fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }

    /// Whether anything was ever stored: asking about a cart that does not exist must not make one.
    fn exists(&self) -> Result<bool> {
        let tables = "SELECT name FROM sqlite_master WHERE name = 'cart'";
        Ok(!read_rows::<serde_json::Value>(&self.sql().exec(tables, None)?)?.is_empty())
    }

    fn load(&self) -> Result<Option<(Cart, i64)>> {
        if !self.exists()? {
            return Ok(None);
        }
        let rows: Vec<CartRow> =
            read_rows(&self.sql().exec("SELECT document, used_ms FROM cart", None)?)?;
        match rows.first() {
            Some(row) => {
                let cart = from_json(row.document.as_bytes()).map_err(|error| error.to_string())?;
                Ok(Some((cart, row.used_ms)))
            }
            None => Ok(None),
        }
    }

    fn save(&self, cart: &Cart, now: Timestamp) -> Result<()> {
        let document = serde_json::to_string(cart)?;
        self.sql().exec(
            "INSERT OR REPLACE INTO cart (id, document, used_ms) VALUES (1, ?, ?)",
            Some(vec![document.into(), now.as_millis().into()]),
        )?;
        Ok(())
    }

    fn read(&self, now: Timestamp) -> Result<Option<Cart>> {
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
            self.state
                .storage()
                .set_alarm(Duration::from_secs(LIFETIME_SECONDS.unsigned_abs()))
                .await?;
            self.create_tables()?;
        }
        if let Some(key) = &change.key
            && let Some(known) = self.known_answer(key, now)?
        {
            return self.answer_again(key, known, now);
        }
        let cart = match self.load()? {
            Some((cart, _)) => cart,
            None if change.create => Cart::new(change.id, change.market.clone(), now),
            None => return Ok(Changed::Missing),
        };
        match cart.after(change.command, change.market, now) {
            Ok(cart) => {
                self.save(&cart, now)?;
                self.note_key(change.key.as_ref(), None, now)?;
                Ok(Changed::Done { cart })
            }
            Err(refusal) => {
                let answer = KeptAnswer::of(&Problem::from(&refusal).to_reply());
                self.note_key(change.key.as_ref(), answer.as_ref(), now)?;
                Ok(Changed::Refused { refusal })
            }
        }
    }

    fn create_tables(&self) -> Result<()> {
        let sql = self.sql();
        sql.exec(
            "CREATE TABLE IF NOT EXISTS cart (id INTEGER PRIMARY KEY CHECK (id = 1), document TEXT NOT NULL, used_ms INTEGER NOT NULL)",
            None,
        )?;
        sql.exec(
            "CREATE TABLE IF NOT EXISTS answers (name TEXT PRIMARY KEY, digest TEXT NOT NULL, status INTEGER, body TEXT, created_ms INTEGER NOT NULL)",
            None,
        )?;
        Ok(())
    }

    fn known_answer(&self, key: &RequestKey, now: Timestamp) -> Result<Option<AnswerRow>> {
        let expired = now.plus_seconds(-KEY_LIFETIME_SECONDS).as_millis();
        let sql = self.sql();
        sql.exec("DELETE FROM answers WHERE created_ms <= ?", Some(vec![expired.into()]))?;
        let select = "SELECT digest, status, body, created_ms FROM answers WHERE name = ?";
        let rows: Vec<AnswerRow> =
            read_rows(&sql.exec(select, Some(vec![key.name.clone().into()]))?)?;
        Ok(rows.into_iter().next())
    }

    /// What a key that was used before gets: its first answer, word that this is still being made,
    /// or the cart where the process ended before the answer was kept.
    fn answer_again(&self, key: &RequestKey, known: AnswerRow, now: Timestamp) -> Result<Changed> {
        if known.digest != key.digest {
            return Ok(Changed::KeyReused);
        }
        if let (Some(status), Some(body)) = (known.status, known.body) {
            return Ok(Changed::Kept { answer: KeptAnswer { status, body } });
        }
        let ends_at = Timestamp::from_millis(known.created_ms).plus_seconds(IN_PROGRESS_SECONDS);
        if now < ends_at {
            return Ok(Changed::InProgress);
        }
        Ok(match self.load()? {
            Some((cart, _)) => Changed::Done { cart },
            None => Changed::Missing,
        })
    }

    fn note_key(
        &self,
        key: Option<&RequestKey>,
        answer: Option<&KeptAnswer>,
        now: Timestamp,
    ) -> Result<()> {
        let Some(key) = key else { return Ok(()) };
        let status = answer.map(|answer| i64::from(answer.status));
        let body = answer.map(|answer| answer.body.clone());
        self.sql().exec(
            "INSERT INTO answers (name, digest, status, body, created_ms) VALUES (?, ?, ?, ?, ?)",
            Some(vec![
                key.name.clone().into(),
                key.digest.clone().into(),
                status.into(),
                body.into(),
                now.as_millis().into(),
            ]),
        )?;
        Ok(())
    }

    /// The first answer stays; a second one for the same key comes from a request that was repeated.
    fn keep_answer(&self, keeping: &Keeping) -> Result<()> {
        self.sql().exec(
            "UPDATE answers SET status = ?, body = ? WHERE name = ? AND status IS NULL",
            Some(vec![
                i64::from(keeping.answer.status).into(),
                keeping.answer.body.clone().into(),
                keeping.name.clone().into(),
            ]),
        )?;
        Ok(())
    }

    async fn expire(&self, now: Timestamp) -> Result<()> {
        let storage = self.state.storage();
        let used = self.load()?.map(|(_, used_ms)| Timestamp::from_millis(used_ms));
        let ends_at = used.map(|used| used.plus_seconds(LIFETIME_SECONDS));
        match ends_at.filter(|ends_at| *ends_at > now) {
            Some(ends_at) => {
                let seconds = now.seconds_until(ends_at).unsigned_abs() + 1;
                storage.set_alarm(Duration::from_secs(seconds)).await
            }
            None => storage.delete_all().await,
        }
    }
}
