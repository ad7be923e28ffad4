//! The `TestGatewayObject` object: the far side of the test gateway in a development shop. Its pages
//! lie in rows; what a call does not touch is not loaded. Its alarm lets pages lapse and sends webhooks.

use std::time::Duration;

use futures_util::future::{Either, select};
use serde::Deserialize;
use serde_json::{Value, json};
use worker::{
    Delay, DurableObject, Env, Headers, Method, Request, RequestInit, Response, Result, SqlStorage,
    State, durable_object,
};

use super::super::reading::text;
use super::super::sending::configured;
use super::super::{Call, Delivered, GatewayAnswer};
use super::{Deed, Delivery, KeyedAnswer, Led, PlayedSession, Provider, SIGNATURE_HEADER, Touched};
use crate::kernel::{Timestamp, from_json};
use crate::platform::{Object, Platform, Role, StoreError, now, read_message, read_rows};

/// A webhook that is not taken comes again after this long, in seconds, and so often.
const RETRY_SECONDS: i64 = 60;
const MAX_TRIES: i64 = 20;

#[cfg_attr(feature = "orders", durable_object(alarm))]
#[derive(Debug)]
pub struct TestGatewayObject {
    state: State,
    platform: Platform,
}

#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    document: String,
}

#[derive(Debug, Deserialize)]
struct WebhookRow {
    id: i64,
    body: String,
    tries: i64,
}

#[cfg(feature = "orders")]
impl DurableObject for TestGatewayObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, platform: Platform::new(env) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let now = now();
        let sql = self.tables()?;
        let answer = match request.path().as_str() {
            "/calls" => {
                let call: Call = read_message(&mut request).await?;
                let key = Provider::key_of(&call);
                let touched = Provider::touched(&call);
                Response::from_json(&play(&sql, &touched, key, |far| far.handle(&call, now))?)
            }
            "/sessions" => {
                let id: String = read_message(&mut request).await?;
                let touched = Touched::Session(Some(id.clone()));
                let shown = play(&sql, &touched, None, |far| {
                    far.pass_time(now);
                    far.sessions.get(&id).cloned()
                })?;
                Response::from_json(&shown)
            }
            "/deeds" => {
                let asked: Value = read_message(&mut request).await?;
                Response::from_json(&do_deed(&sql, &asked, now)?)
            }
            _ => return Response::error("no such call", 404),
        };
        self.plan(&sql, now).await?;
        answer
    }

    async fn alarm(&self) -> Result<Response> {
        // First, so that a failure on the way is followed by another attempt.
        self.state.storage().set_alarm(Duration::from_mins(1)).await?;
        let sql = self.tables()?;
        lapse(&sql, now())?;
        self.send_webhooks(&sql).await?;
        self.plan(&sql, now()).await?;
        Response::empty()
    }
}

impl TestGatewayObject {
    fn tables(&self) -> Result<SqlStorage> {
        let sql = self.state.storage().sql();
        for table in [
            "sessions (id TEXT PRIMARY KEY, document TEXT NOT NULL, changed_ms INTEGER NOT NULL, lapses_ms INTEGER)",
            "keys (id TEXT PRIMARY KEY, document TEXT NOT NULL)",
            "webhooks (id INTEGER PRIMARY KEY, body TEXT NOT NULL, due_ms INTEGER NOT NULL, tries INTEGER NOT NULL)",
        ] {
            sql.exec(&format!("CREATE TABLE IF NOT EXISTS {table} STRICT"), None)?;
        }
        Ok(sql)
    }

    /// Sets the alarm to what happens by itself next.
    async fn plan(&self, sql: &SqlStorage, now: Timestamp) -> Result<()> {
        #[derive(Deserialize)]
        struct Next {
            due_ms: Option<i64>,
        }
        let next = "SELECT min(due_ms) AS due_ms FROM
            (SELECT min(due_ms) AS due_ms FROM webhooks UNION ALL SELECT min(lapses_ms) FROM sessions)";
        let rows: Vec<Next> = read_rows(&sql.exec(next, None)?)?;
        let storage = self.state.storage();
        match rows.first().and_then(|row| row.due_ms) {
            Some(due_ms) => {
                let wait = u64::try_from(due_ms - now.as_millis()).unwrap_or(0);
                storage.set_alarm(Duration::from_millis(wait)).await
            }
            None => storage.delete_alarm().await,
        }
    }

    /// Sends what is due, one after another.
    async fn send_webhooks(&self, sql: &SqlStorage) -> Result<()> {
        let due = "SELECT id, body, tries FROM webhooks WHERE due_ms <= ? ORDER BY due_ms, id";
        let rows: Vec<WebhookRow> = read_rows(&sql.exec(due, vec![now().as_millis().into()])?)?;
        for webhook in rows {
            if self.send_webhook(&webhook.body).await || webhook.tries + 1 >= MAX_TRIES {
                sql.exec("DELETE FROM webhooks WHERE id = ?", vec![webhook.id.into()])?;
            } else {
                let again = now().plus_seconds(RETRY_SECONDS).as_millis();
                sql.exec(
                    "UPDATE webhooks SET due_ms = ?, tries = tries + 1 WHERE id = ?",
                    vec![again.into(), webhook.id.into()],
                )?;
            }
        }
        Ok(())
    }

    async fn send_webhook(&self, body: &str) -> bool {
        let gateways = configured(&self.platform);
        // Where the gateway was switched off, nobody waits for its webhooks.
        let Some(gateway) = gateways.test() else { return true };
        let sent = async {
            let headers = Headers::new();
            headers.set("Content-Type", "application/json")?;
            headers.set(SIGNATURE_HEADER, &gateway.signature(body, now()))?;
            let mut init = RequestInit::new();
            init.with_method(Method::Post).with_headers(headers).with_body(Some(body.into()));
            let request = Request::new_with_init("https://shop/hooks/payments/test", &init)?;
            let shop = self.platform.worker(Role::Orders).map_err(|error| error.to_string())?;
            let response = shop.fetch_request(request).await?;
            Ok::<_, worker::Error>((200..300).contains(&response.status_code()))
        };
        sent.await.unwrap_or(false)
    }
}

/// Loads what is touched, does it and writes what changed. Awaits nothing, so it is atomic.
fn play<T>(
    sql: &SqlStorage,
    touched: &Touched,
    key: Option<&str>,
    act: impl FnOnce(&mut Provider) -> T,
) -> Result<T> {
    let (filter, value) = match touched {
        Touched::Session(id) => ("id = ?", id.clone().unwrap_or_default().into()),
        Touched::ChangedSince(since) => ("changed_ms >= ?", since.as_millis().into()),
    };
    let mut far = load(sql, filter, value)?;
    let select = "SELECT id, document FROM keys WHERE id = ?";
    let keys: Vec<Row> = read_rows(&sql.exec(select, vec![key.unwrap_or_default().into()])?)?;
    for row in keys {
        let kept: KeyedAnswer =
            from_json(row.document.as_bytes()).map_err(|fault| fault.to_string())?;
        far.keys.insert(row.id, kept);
    }
    let before = far.clone();
    let outcome = act(&mut far);
    save(sql, &before, &far)?;
    Ok(outcome)
}

fn load(sql: &SqlStorage, filter: &str, value: worker::SqlStorageValue) -> Result<Provider> {
    let select = format!("SELECT id, document FROM sessions WHERE {filter}");
    let rows: Vec<Row> = read_rows(&sql.exec(&select, vec![value])?)?;
    let mut far = Provider::default();
    for row in rows {
        let session: PlayedSession =
            from_json(row.document.as_bytes()).map_err(|fault| fault.to_string())?;
        far.sessions.insert(row.id, session);
    }
    Ok(far)
}

/// Ends the pages whose time is up.
fn lapse(sql: &SqlStorage, now: Timestamp) -> Result<()> {
    let before = load(sql, "lapses_ms <= ?", now.as_millis().into())?;
    let mut far = before.clone();
    far.pass_time(now);
    save(sql, &before, &far)
}

fn save(sql: &SqlStorage, before: &Provider, after: &Provider) -> Result<()> {
    for (id, session) in &after.sessions {
        if before.sessions.get(id) != Some(session) {
            let lapses_ms = session.lapses_at().map(Timestamp::as_millis);
            sql.exec(
                "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?)",
                vec![
                    id.as_str().into(),
                    serde_json::to_string(session)?.into(),
                    session.changed_at.as_millis().into(),
                    lapses_ms.into(),
                ],
            )?;
        }
    }
    for (id, kept) in &after.keys {
        if before.keys.get(id) != Some(kept) {
            let document = serde_json::to_string(kept)?;
            sql.exec(
                "INSERT OR REPLACE INTO keys VALUES (?, ?)",
                vec![id.as_str().into(), document.into()],
            )?;
        }
    }
    for webhook in &after.webhooks {
        sql.exec(
            "INSERT INTO webhooks (body, due_ms, tries) VALUES (?, ?, 0)",
            vec![webhook.body.as_str().into(), webhook.due_at.as_millis().into()],
        )?;
    }
    Ok(())
}

/// `{"led": "to", "url": …}`, `stays`, `nowhere`, `unknown` or `not_now`.
fn do_deed(sql: &SqlStorage, asked: &Value, now: Timestamp) -> Result<Value> {
    let id = text(asked, "id").unwrap_or_default();
    let name = text(asked, "deed").unwrap_or_default();
    play(sql, &Touched::Session(Some(id.to_owned())), None, |far| {
        let Some(session) = far.sessions.get(id) else { return json!({"led": "unknown"}) };
        let left = session.captured_minor() - session.refunded_minor();
        let deed = match name {
            "refund" => Some(Deed::Refund { amount_minor: left }),
            name => Deed::parse(name),
        };
        if let Some(delivery) = text(asked, "webhooks") {
            far.choose_delivery(id, Delivery::named(delivery));
        }
        match deed.and_then(|deed| far.shopper(id, deed, now).ok()) {
            Some(Led::To(url)) => json!({"led": "to", "url": url}),
            Some(Led::Stays) => json!({"led": "stays"}),
            Some(Led::Nowhere) => json!({"led": "nowhere"}),
            None => json!({"led": "not_now"}),
        }
    })
}

/// There is one for the whole shop.
pub(super) fn object(platform: &Platform) -> std::result::Result<Object, StoreError> {
    platform.object("TEST_GATEWAY_OBJECT", "shop")
}

/// Sends a call without any network.
pub async fn call_test_gateway(platform: &Platform, call: &Call, deadline: Duration) -> Delivered {
    let Ok(object) = object(platform) else { return Delivered::NotSent };
    let exchange = Box::pin(object.call::<_, GatewayAnswer>("/calls", call));
    let Either::Left((answer, _)) = select(exchange, Delay::from(deadline)).await else {
        return Delivered::Unknown;
    };
    match answer {
        // 504 is how it plays an answer that got lost.
        Ok(answer) if answer.status != 504 => Delivered::Answered(answer),
        Ok(_) => Delivered::Unknown,
        Err(error) => {
            worker::console_error!("the test gateway: {error}");
            Delivered::Unknown
        }
    }
}
