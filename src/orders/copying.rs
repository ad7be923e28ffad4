//! The copies of orders in D1: written in batches, an older state never over a newer one.

use super::Order;
use super::rows::{OrderRow, state_name};
use crate::kernel::Timestamp;
use crate::payments::{EntryState, Fact, GatewayId};
use crate::platform::{Database, Statement, StoreError, faults};
use crate::web::audited_once;

/// The tables with their indexes, made where they are not.
const TABLES: [&str; 2] = [
    include_str!("../../migrations/0006_create_orders.sql"),
    include_str!("../../migrations/0010_create_operations.sql"),
];

const UPSERT_ORDERS: &str = "INSERT INTO orders (number, revision, state, payment_status, fulfilment_status, on_hold,
     placed_at_ms, updated_at_ms, email, name, folded_name, country, market, units, currency, total_minor, captured_minor,
     refunded_minor, disputed_minor, unmatched_minor, settled, outbox_depth, heartbeat_at_ms)
   SELECT value ->> 'number', value ->> 'revision', value ->> 'state', value ->> 'payment_status',
     value ->> 'fulfilment_status', value -> 'on_hold', value ->> 'placed_at_ms', value ->> 'updated_at_ms',
     value ->> 'email', value ->> 'name', value ->> 'folded_name', value ->> 'country', value ->> 'market',
     value ->> 'units', value ->> 'currency', value ->> 'total_minor', value ->> 'captured_minor',
     value ->> 'refunded_minor', value ->> 'disputed_minor', value ->> 'unmatched_minor', value ->> 'settled',
     value ->> 'outbox_depth', value ->> 'heartbeat_at_ms'
   FROM json_each(?1) WHERE true
   ON CONFLICT (number) DO UPDATE SET revision = excluded.revision, state = excluded.state,
     payment_status = excluded.payment_status, fulfilment_status = excluded.fulfilment_status, on_hold = excluded.on_hold,
     updated_at_ms = excluded.updated_at_ms, captured_minor = excluded.captured_minor, refunded_minor = excluded.refunded_minor,
     disputed_minor = excluded.disputed_minor, unmatched_minor = excluded.unmatched_minor, settled = excluded.settled,
     outbox_depth = excluded.outbox_depth, heartbeat_at_ms = excluded.heartbeat_at_ms
   WHERE excluded.revision >= orders.revision";
const INSERT_LINES: &str = "INSERT INTO order_lines (order_number, line_id, position, sku, product, title, quantity, gross_minor, tax_minor)
   SELECT o.value ->> 'number', l.value ->> 'line_id', l.key, l.value ->> 'sku', l.value ->> 'product', l.value ->> 'title',
     l.value ->> 'quantity', l.value ->> 'gross_minor', l.value ->> 'tax_minor'
   FROM json_each(?1) o, json_each(o.value, '$.lines') l WHERE true
   ON CONFLICT DO NOTHING";
const UPSERT_PAYMENTS: &str = "INSERT INTO order_payments (gateway, kind, id, order_number, revision, state, amount_minor, currency, booked_at_ms)
   SELECT p.value ->> 'gateway', p.value ->> 'kind', p.value ->> 'id', o.value ->> 'number', o.value ->> 'revision',
     p.value ->> 'state', p.value ->> 'amount_minor', p.value ->> 'currency', p.value ->> 'booked_at_ms'
   FROM json_each(?1) o, json_each(o.value, '$.payments') p WHERE true
   ON CONFLICT (gateway, kind, id) DO UPDATE SET revision = excluded.revision, state = excluded.state,
     amount_minor = excluded.amount_minor
   WHERE excluded.revision >= order_payments.revision";
/// What an order has come to know is unmatched no more.
const FORGET_UNMATCHED: &str = "DELETE FROM unmatched_money WHERE (gateway, kind, id) IN (
   SELECT p.value ->> 'gateway', p.value ->> 'kind', p.value ->> 'id'
   FROM json_each(?1) o, json_each(o.value, '$.payments') p)";

/// Only of the orders whose row is now as it is told here.
const KEEP_FAILED: &str = "INSERT INTO failed_payments (order_number, attempts, failed_at_ms)
   SELECT number, value ->> 'failed_attempts', value ->> 'failed_at_ms'
   FROM json_each(?1) JOIN orders ON number = value ->> 'number' AND revision = value ->> 'revision'
   WHERE value ->> 'failed_at_ms' IS NOT NULL
   ON CONFLICT (order_number) DO UPDATE SET attempts = excluded.attempts, failed_at_ms = excluded.failed_at_ms";
const FORGET_FAILED: &str = "DELETE FROM failed_payments WHERE order_number IN (
   SELECT number FROM json_each(?1) JOIN orders ON number = value ->> 'number' AND revision = value ->> 'revision'
   WHERE value ->> 'failed_at_ms' IS NULL)";

/// Writes the rows of these orders: one round trip, one transaction, however many they are.
pub async fn copy_orders(database: &Database, orders: &[Order]) -> Result<(), StoreError> {
    if faults::strike("order_copy").await {
        return Err(StoreError::Unavailable("copies fail on purpose".to_owned()));
    }
    if orders.is_empty() {
        return Ok(());
    }
    let rows: Vec<OrderRow<'_>> = orders.iter().map(OrderRow::of).collect();
    let rows = serde_json::to_string(&rows).map_err(StoreError::unavailable)?;
    let statements = [
        UPSERT_ORDERS,
        INSERT_LINES,
        UPSERT_PAYMENTS,
        FORGET_UNMATCHED,
        KEEP_FAILED,
        FORGET_FAILED,
    ];
    let statements = statements.map(|sql| Statement::new(sql).bind(rows.as_str()));
    let mut batch = Vec::from(statements);
    let notes = orders.iter().flat_map(|order| &order.audits);
    let notes: Vec<&str> = notes.map(|(_, note)| note.as_str()).collect();
    if !notes.is_empty() {
        batch.push(audited_once(format!("[{}]", notes.join(","))));
    }
    database.batch(batch).await.map(|_| ())
}

/// Makes the tables where they are gone.
pub async fn make_tables(database: &Database) -> Result<(), StoreError> {
    let code: Vec<&str> = TABLES
        .iter()
        .flat_map(|file| file.lines())
        .filter(|line| !line.trim_start().starts_with("--"))
        .collect();
    let code = code.join("\n");
    let statements = code.split(';').map(str::trim).filter(|sql| !sql.is_empty());
    database.batch(statements.map(|sql| Statement::new(sql.to_owned())).collect()).await.map(|_| ())
}

/// One sum that a gateway tells of, and whose order does not know it.
#[derive(Debug)]
pub struct Stray<'a> {
    pub gateway: GatewayId,
    /// As the gateway tells it.
    pub order: Option<&'a str>,
    pub fact: &'a Fact,
}

/// Keeps money without an order, for reconciliation; `None` for facts that are no money.
pub fn stray_statement(stray: &Stray<'_>, now: Timestamp) -> Option<Statement> {
    let (kind, id, state, amount) = match stray.fact {
        Fact::Session { .. } => return None,
        Fact::Capture { id, amount, .. } => ("capture", id, "captured".to_owned(), amount),
        Fact::Refund { id, amount, state, .. } => {
            ("refund", id, state_name(EntryState::Refund(*state)), amount)
        }
        Fact::Dispute { id, amount, state, .. } => {
            ("dispute", id, state_name(EntryState::Dispute(*state)), amount)
        }
    };
    let sql = "INSERT INTO unmatched_money (gateway, kind, id, order_number, state, amount_minor, currency, found_at_ms)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
       ON CONFLICT (gateway, kind, id) DO UPDATE SET state = excluded.state, amount_minor = excluded.amount_minor";
    let statement = Statement::new(sql)
        .bind(stray.gateway.as_str())
        .bind(kind)
        .bind(id.as_str())
        .bind(stray.order)
        .bind(state)
        .bind(amount.amount_minor)
        .bind(amount.currency.code())
        .bind(now.as_millis());
    Some(statement)
}
