//! Whether everything adds up: `GET /api/admin/v1/reconciliation`.

use serde::Deserialize;

use super::admin_wire::{Reconciliation, Unsettled};
use super::attention::UNMATCHED;
use super::glances::{UnmatchedMoney, UnmatchedRow};
use crate::kernel::{OrderNumber, Timestamp};
use crate::platform::{Rows, Statement, StoreError};
use crate::web::{Answer, Context, Problem, Reply};

/// Most entries of each list in the answer.
const MOST: u32 = 100;

#[derive(Debug, Deserialize)]
struct UnsettledRow {
    number: OrderNumber,
    state: String,
    payment_status: String,
    placed_at_ms: i64,
    heartbeat_at_ms: i64,
}

#[derive(Debug, Deserialize)]
struct DepthRow {
    unsettled: u32,
    outbox_depth: u32,
}

const BY_STATE: &str = "SELECT state, count(*) AS orders FROM orders GROUP BY state ORDER BY state";
/// The planner would walk all orders by their time.
const OLDEST: &str = "SELECT number, state, payment_status, placed_at_ms, heartbeat_at_ms
   FROM orders INDEXED BY orders_unsettled WHERE settled = 0 ORDER BY placed_at_ms, number LIMIT ?1";
const DEPTH: &str = "SELECT count(*) AS unsettled, coalesce(sum(outbox_depth), 0) AS outbox_depth FROM orders WHERE settled = 0";
const HELD: &str = "SELECT sku, sum(quantity) AS quantity, count(DISTINCT order_number) AS orders
   FROM orders JOIN order_lines ON order_number = number WHERE state = 'open'
   GROUP BY sku ORDER BY quantity DESC, sku LIMIT ?1";

/// From the copies in D1, which may be a second old.
pub async fn show_reconciliation(context: &Context) -> Result<Answer, Problem> {
    let limited = |sql: &'static str| Statement::new(sql).bind(MOST);
    let statements = vec![
        Statement::new(BY_STATE),
        Statement::new(format!("{UNMATCHED} ORDER BY at_ms, number LIMIT ?1")).bind(MOST),
        limited(OLDEST),
        Statement::new(DEPTH),
        limited(HELD),
    ];
    let answers = context.platform.database()?.batch(statements).await?;
    Ok(Reply::json(200, &reconciliation(&answers)?).into())
}

fn reconciliation(answers: &[Rows]) -> Result<Reconciliation, StoreError> {
    let [by_state, unmatched, oldest, depth, held] = answers else {
        return Err(StoreError::unavailable("five answers were expected"));
    };
    let unmatched: Vec<UnmatchedRow> = unmatched.read()?;
    let oldest: Vec<UnsettledRow> = oldest.read()?;
    let depth = depth.first()?.unwrap_or(DepthRow { unsettled: 0, outbox_depth: 0 });
    Ok(Reconciliation {
        orders_by_state: by_state.read()?,
        unmatched_money: unmatched.into_iter().map(UnmatchedMoney::from).collect(),
        unsettled: depth.unsettled,
        oldest_unsettled: oldest.into_iter().map(Unsettled::from).collect(),
        outbox_depth: depth.outbox_depth,
        held: held.read()?,
    })
}

impl From<UnsettledRow> for Unsettled {
    fn from(row: UnsettledRow) -> Self {
        Self {
            order: row.number,
            state: row.state,
            payment_status: row.payment_status,
            placed_at: Timestamp::from_millis(row.placed_at_ms),
            heartbeat_at: Timestamp::from_millis(row.heartbeat_at_ms),
        }
    }
}
