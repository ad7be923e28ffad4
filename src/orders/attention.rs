//! What of orders needs somebody, and what was sold: statements for one round trip with those of others.

use super::figures::{BookedRow, Month, SoldRow, month_begins, month_of};
use super::glances::{GlanceRow, OrderAttention, UnmatchedRow, glance_of, unmatched_of};
use super::jobs::SILENCE_SECONDS;
use crate::kernel::Timestamp;
use crate::platform::{Rows, Statement, StoreError};
use crate::web::GLANCED_AT;

/// How far back failed payments are told of, in seconds.
const FAILED_SECONDS: i64 = 7 * 24 * 3600;

/// Conditions that an index of migration 0010 has word for word, so that it serves them.
pub(super) const TO_SEND: &str =
    "state = 'confirmed' AND fulfilment_status IN ('unfulfilled', 'part_shipped')";
/// The table by the index of these: the planner would take all confirmed ones.
pub(super) const TO_SEND_INDEXED: &str = "orders INDEXED BY orders_to_send";
pub(super) const ON_HOLD: &str = "on_hold <> '[]'";
pub(super) const NEEDS_ATTENTION: &str =
    "on_hold <> '[]' OR disputed_minor > 0 OR unmatched_minor > 0";
pub(super) const NOT_ON_HOLD: &str = "on_hold = '[]'";
pub(super) const DISPUTED: &str = "disputed_minor > 0";
/// `?` is when it was last heard of at the latest: see [`silent_before`].
pub(super) const SILENT: &str = "settled = 0 AND heartbeat_at_ms < ?";
/// `?` is when a payment failed at the earliest: see [`failed_since`].
pub(super) const PAYMENT_FAILED: &str =
    "number IN (SELECT order_number FROM failed_payments WHERE failed_at_ms >= ?)";

pub(super) const fn silent_before(now: Timestamp) -> i64 {
    now.plus_seconds(-SILENCE_SECONDS).as_millis()
}

pub(super) const fn failed_since(now: Timestamp) -> i64 {
    now.plus_seconds(-FAILED_SECONDS).as_millis()
}

const SOLD: &str = "SELECT placed_at_ms / 86400000 AS day, currency, count(*) AS orders, sum(units) AS units,
     sum(total_minor) AS total_minor
   FROM orders INDEXED BY orders_sold WHERE placed_at_ms >= ?1 AND state IN ('confirmed', 'closed') GROUP BY day, currency";
const BOOKED: &str =
    "SELECT booked_at_ms / 86400000 AS day, currency, kind, sum(amount_minor) AS amount_minor
   FROM order_payments WHERE booked_at_ms >= ?1 AND (kind = 'capture' OR kind = 'refund' AND state = 'succeeded')
   GROUP BY day, currency, kind";
/// Money of orders and of none, the oldest first.
pub(super) const UNMATCHED: &str = "SELECT number, NULL AS gateway, NULL AS kind, NULL AS id, unmatched_minor AS amount_minor, currency,
     updated_at_ms AS at_ms FROM orders WHERE unmatched_minor > 0
   UNION ALL SELECT order_number, gateway, kind, id, amount_minor, currency, found_at_ms FROM unmatched_money";

/// Orders of a table or index of which this is true, the first by `order`.
fn glance(from: &str, condition: &str, [since, amount]: [&str; 2], order: &str) -> Statement {
    Statement::new(format!(
        "SELECT number, placed_at_ms, name, currency, total_minor, {amount} AS amount_minor, {since} AS since_ms,
           on_hold, (SELECT count(*) FROM {from} WHERE {condition}) AS count
         FROM {from} WHERE {condition} ORDER BY {order} LIMIT {GLANCED_AT}"
    ))
}

/// As many as [`read_attention`] reads.
pub const ATTENTION_STATEMENTS: usize = 6;

pub fn attention_statements(now: Timestamp) -> [Statement; ATTENTION_STATEMENTS] {
    let nothing = ["NULL", "NULL"];
    let silent = SILENT.replace('?', "?1");
    let failed = PAYMENT_FAILED.replace('?', "?1");
    let failed = format!(
        "SELECT number, placed_at_ms, name, currency, total_minor, NULL AS amount_minor, failed_at_ms AS since_ms,
           on_hold, (SELECT count(*) FROM orders WHERE {failed}) AS count
         FROM failed_payments JOIN orders ON number = order_number WHERE {failed}
         ORDER BY failed_at_ms DESC LIMIT {GLANCED_AT}"
    );
    let unmatched = format!(
        "SELECT *, (SELECT count(*) FROM ({UNMATCHED})) AS count FROM ({UNMATCHED}) ORDER BY at_ms, number LIMIT {GLANCED_AT}"
    );
    [
        // One on hold is told of there.
        glance(
            TO_SEND_INDEXED,
            &format!("{TO_SEND} AND {NOT_ON_HOLD}"),
            nothing,
            "placed_at_ms, number",
        ),
        glance("orders", ON_HOLD, nothing, "placed_at_ms, number"),
        glance("orders", DISPUTED, ["NULL", "disputed_minor"], "placed_at_ms, number"),
        Statement::new(failed).bind(failed_since(now)),
        glance("orders", &silent, ["heartbeat_at_ms", "NULL"], "heartbeat_at_ms, number")
            .bind(silent_before(now)),
        Statement::new(unmatched),
    ]
}

pub fn read_attention(answers: &[Rows]) -> Result<OrderAttention, StoreError> {
    let [to_send, on_hold, disputed, failed, silent, unmatched] = answers else {
        return Err(StoreError::unavailable("six answers were expected"));
    };
    let read = |rows: &Rows| rows.read::<GlanceRow>().map(glance_of);
    Ok(OrderAttention {
        to_send: read(to_send)?,
        on_hold: read(on_hold)?,
        disputed: read(disputed)?,
        failed_payments: read(failed)?,
        silent: read(silent)?,
        unmatched_money: unmatched.read::<UnmatchedRow>().map(unmatched_of)?,
    })
}

pub fn month_statements(now: Timestamp) -> [Statement; 2] {
    [SOLD, BOOKED].map(|sql| Statement::new(sql).bind(month_begins(now).as_millis()))
}

pub fn read_month(answers: &[Rows], now: Timestamp) -> Result<Month, StoreError> {
    let [sold, booked] = answers else {
        return Err(StoreError::unavailable("two answers were expected"));
    };
    let (sold, booked): (Vec<SoldRow>, Vec<BookedRow>) = (sold.read()?, booked.read()?);
    Ok(month_of(&sold, &booked, now))
}
