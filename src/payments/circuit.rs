//! The `Breaker` object: the circuit of one gateway for all isolates, named by the gateway. An isolate
//! remembers for a few seconds what it was told.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use worker::{DurableObject, Env, Request, Response, Result, SqlStorage, State, durable_object};

use super::GatewayId;
use super::breaker::{Circuit, Permission};
use crate::kernel::{Timestamp, from_json};
use crate::platform::{Platform, StoreError, now, read_message, read_rows};

/// How long an isolate goes by what it was told, in seconds.
const REMEMBERED_SECONDS: i64 = 5;

#[cfg_attr(feature = "orders", durable_object)]
#[derive(Debug)]
pub struct Breaker {
    state: State,
}

#[derive(Debug, Deserialize)]
struct Row {
    document: String,
}

#[cfg(feature = "orders")]
impl DurableObject for Breaker {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let now = now();
        let sql = self.state.storage().sql();
        match request.path().as_str() {
            // Whether a call may be sent; a probe is granted once.
            "/questions" => {
                let circuit = load(&sql)?;
                let (after, permission) = circuit.ask(now);
                if after != circuit {
                    save(&sql, after)?;
                }
                Response::from_json(&said(after, permission))
            }
            // The same, of nobody who sends one.
            "/glances" => {
                let circuit = load(&sql)?;
                Response::from_json(&said(circuit, circuit.ask(now).1))
            }
            "/states" => Response::from_json(&load(&sql)?),
            "/outcomes" => {
                let failed: bool = read_message(&mut request).await?;
                let circuit = load(&sql)?;
                let after = circuit.after(failed, now);
                if after != circuit {
                    if circuit.is_closed() != after.is_closed() {
                        let state = if after.is_closed() { "closes" } else { "opens" };
                        worker::console_warn!("the circuit of a gateway {state}");
                    }
                    save(&sql, after)?;
                }
                Response::from_json(&())
            }
            _ => Response::error("no such call", 404),
        }
    }
}

fn said(circuit: Circuit, permission: Permission) -> Value {
    json!({
        "granted": permission != Permission::Refused,
        // A success is news to a circuit that counts failures.
        "listens": circuit.has_failed(),
    })
}

fn load(sql: &SqlStorage) -> Result<Circuit> {
    let look = "SELECT name FROM sqlite_master WHERE name = 'circuit'";
    if read_rows::<Value>(&sql.exec(look, None)?)?.is_empty() {
        return Ok(Circuit::default());
    }
    let rows: Vec<Row> = read_rows(&sql.exec("SELECT document FROM circuit", None)?)?;
    // What cannot be read is a circuit that nothing is known of.
    let read = |row: &Row| from_json(row.document.as_bytes()).ok();
    Ok(rows.first().and_then(read).unwrap_or_default())
}

fn save(sql: &SqlStorage, circuit: Circuit) -> Result<()> {
    sql.exec(
        "CREATE TABLE IF NOT EXISTS circuit (id INTEGER PRIMARY KEY CHECK (id = 1), document TEXT NOT NULL) STRICT",
        None,
    )?;
    let document = serde_json::to_string(&circuit)?;
    sql.exec("INSERT OR REPLACE INTO circuit VALUES (1, ?)", vec![document.into()])?;
    Ok(())
}

/// What an isolate was told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub granted: bool,
    /// Whether the circuit wants to hear of a success.
    pub listens: bool,
    until: Timestamp,
}

thread_local! {
    static KNOWN: RefCell<BTreeMap<GatewayId, Known>> = const { RefCell::new(BTreeMap::new()) };
}

/// Whether a call may be sent. A circuit that does not answer keeps nobody from it.
pub(super) async fn ask(platform: &Platform, gateway: GatewayId) -> Known {
    hear(platform, gateway, "/questions").await
}

/// Whether the gateway is not to be asked at this moment, without asking it oneself.
pub(super) async fn is_open(platform: &Platform, gateway: GatewayId) -> bool {
    !hear(platform, gateway, "/glances").await.granted
}

async fn hear(platform: &Platform, gateway: GatewayId, path: &str) -> Known {
    let now = now();
    let remembered = KNOWN.with_borrow(|known| known.get(&gateway).copied());
    if let Some(known) = remembered.filter(|known| now < known.until) {
        return known;
    }
    let until = now.plus_seconds(REMEMBERED_SECONDS);
    match call(platform, gateway, path, &()).await {
        Ok(said) => {
            let is = |name: &str| said.get(name).and_then(Value::as_bool) == Some(true);
            let known = Known { granted: is("granted"), listens: is("listens"), until };
            // A probe is granted to this call alone, and failures are counted from everywhere.
            if !known.granted || !known.listens {
                KNOWN.with_borrow_mut(|all| all.insert(gateway, known));
            }
            known
        }
        Err(error) => {
            worker::console_error!("the circuit of {}: {error}", gateway.as_str());
            Known { granted: true, listens: false, until }
        }
    }
}

/// The circuit as it stands, without asking to send anything.
pub(super) async fn state_of(
    platform: &Platform,
    gateway: GatewayId,
) -> std::result::Result<Circuit, StoreError> {
    platform.object("BREAKER", gateway.as_str())?.call("/states", &()).await
}

/// Tells how a call ended.
pub(super) async fn tell(platform: &Platform, gateway: GatewayId, failed: bool) {
    KNOWN.with_borrow_mut(|known| known.remove(&gateway));
    if let Err(error) = call(platform, gateway, "/outcomes", &failed).await {
        worker::console_error!("the circuit of {}: {error}", gateway.as_str());
    }
}

async fn call<M: serde::Serialize>(
    platform: &Platform,
    gateway: GatewayId,
    path: &str,
    message: &M,
) -> std::result::Result<Value, StoreError> {
    platform.object("BREAKER", gateway.as_str())?.call(path, message).await
}
