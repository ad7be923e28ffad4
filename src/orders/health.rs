//! How orders get along by themselves: statements for one round trip with those of others.

use serde::Deserialize;

use super::jobs::SILENCE_SECONDS;
use crate::kernel::Timestamp;
use crate::platform::{Rows, Statement, StoreError};

const COUNTS: &str = "SELECT
   (SELECT count(*) FROM orders WHERE unmatched_minor > 0) + (SELECT count(*) FROM unmatched_money) AS unmatched,
   (SELECT count(*) FROM orders WHERE settled = 0 AND heartbeat_at_ms < ?1) AS silent,
   (SELECT count(*) FROM orders WHERE settled = 0) AS unsettled,
   (SELECT count(*) FROM orders WHERE outbox_depth > 0) AS with_messages,
   (SELECT coalesce(sum(outbox_depth), 0) FROM orders WHERE outbox_depth > 0) AS messages,
   (SELECT min(updated_at_ms) FROM orders WHERE outbox_depth > 0) AS oldest_ms";
const GATEWAYS: &str =
    "SELECT gateway, begun_at_ms, ended_at_ms FROM gateway_sweeps ORDER BY gateway";

#[derive(Debug)]
pub struct OrderHealth {
    pub unmatched: u32,
    pub silent: u32,
    pub unsettled: u32,
    /// Orders with messages that nobody has yet, and these messages.
    pub with_messages: u32,
    pub messages: u32,
    /// Since when the longest waiting one has not changed.
    pub oldest_message: Option<Timestamp>,
    pub gateways: Vec<GatewayLook>,
}

/// How far the daily look at a gateway is.
#[derive(Debug)]
pub struct GatewayLook {
    pub gateway: String,
    pub begun_at: Option<Timestamp>,
    /// Of the last one that came to its end.
    pub ended_at: Option<Timestamp>,
}

#[derive(Debug, Default, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct CountRow {
    unmatched: u32,
    silent: u32,
    unsettled: u32,
    with_messages: u32,
    messages: u32,
    oldest_ms: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct GatewayRow {
    gateway: String,
    begun_at_ms: Option<i64>,
    ended_at_ms: i64,
}

/// As many as [`read_health`] reads.
pub const HEALTH_STATEMENTS: usize = 2;

pub fn health_statements(now: Timestamp) -> [Statement; HEALTH_STATEMENTS] {
    let silent_since = now.plus_seconds(-SILENCE_SECONDS).as_millis();
    [Statement::new(COUNTS).bind(silent_since), Statement::new(GATEWAYS)]
}

pub fn read_health(answers: &[Rows]) -> Result<OrderHealth, StoreError> {
    let [counts, gateways] = answers else {
        return Err(StoreError::unavailable("two answers were expected"));
    };
    let counts: CountRow = counts.first()?.unwrap_or_default();
    let gateways: Vec<GatewayRow> = gateways.read()?;
    let look = |row: GatewayRow| GatewayLook {
        gateway: row.gateway,
        begun_at: row.begun_at_ms.map(Timestamp::from_millis),
        ended_at: (row.ended_at_ms > 0).then(|| Timestamp::from_millis(row.ended_at_ms)),
    };
    Ok(OrderHealth {
        unmatched: counts.unmatched,
        silent: counts.silent,
        unsettled: counts.unsettled,
        with_messages: counts.with_messages,
        messages: counts.messages,
        oldest_message: counts.oldest_ms.map(Timestamp::from_millis),
        gateways: gateways.into_iter().map(look).collect(),
    })
}
