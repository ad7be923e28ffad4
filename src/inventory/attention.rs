//! What of the stock needs somebody: statements for one round trip with those of others.

use super::glances::{GlanceRow, StockAttention, glance_of};
use crate::content::DEFAULT_LOW_STOCK_THRESHOLD;
use crate::platform::{Rows, Statement, StoreError};
use crate::web::GLANCED_AT;

/// Conditions of lists of stock; `?1` is the threshold where the settings have none.
pub(super) const LOW: &str = "available BETWEEN 1 AND coalesce((SELECT document ->> 'low_stock_threshold' FROM settings), ?1)";
pub(super) const SOLD_OUT: &str = "available = 0";
pub(super) const OVERSOLD: &str = "oversold > 0";

/// As many as [`read_attention`] reads.
pub const ATTENTION_STATEMENTS: usize = 3;

pub fn attention_statements() -> [Statement; ATTENTION_STATEMENTS] {
    [(LOW, "available, l.sku"), (SOLD_OUT, "l.sku"), (OVERSOLD, "oversold DESC, l.sku")].map(
        |(condition, order)| {
            Statement::new(format!(
                "SELECT l.sku, handle AS product, title, available, oversold,
                   (SELECT count(*) FROM stock_levels WHERE {condition}) AS count
                 FROM stock_levels l LEFT JOIN variants v ON v.sku = l.sku LEFT JOIN products p ON p.id = v.product_id
                 WHERE l.{condition} AND ?1 >= 0 ORDER BY {order} LIMIT {GLANCED_AT}"
            ))
            .bind(DEFAULT_LOW_STOCK_THRESHOLD)
        },
    )
}

pub fn read_attention(answers: &[Rows]) -> Result<StockAttention, StoreError> {
    let [low_stock, sold_out, oversold] = answers else {
        return Err(StoreError::unavailable("three answers were expected"));
    };
    let read = |rows: &Rows| rows.read::<GlanceRow>().map(glance_of);
    Ok(StockAttention {
        low_stock: read(low_stock)?,
        sold_out: read(sold_out)?,
        oversold: read(oversold)?,
    })
}
