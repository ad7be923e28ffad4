//! The copy of the counts in D1, which lists and pages are made from, and word to the `Publisher`
//! where shoppers are to be told something else.

use serde::Deserialize;

use super::copy::CopyState;
use super::stock::Levels;
use crate::catalog::{Availability, StockDisplay};
use crate::content::{DocumentKey, write_and_announce};
use crate::kernel::{Handle, Timestamp};
use crate::platform::{Parameter, Platform, Rows, Statement, StoreError};
use crate::web::audited_once;

/// What an object that was asked late says must not stand over what it said since.
const UPSERT: &str = "INSERT INTO stock_levels (sku, available, on_hand, committed, reserved, safety, oversold, seq, updated_at_ms, back_orderable)
   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
   ON CONFLICT (sku) DO UPDATE SET available = ?2, on_hand = ?3, committed = ?4, reserved = ?5, safety = ?6,
     oversold = ?7, seq = ?8, updated_at_ms = ?9, back_orderable = ?10 WHERE seq <= ?8";

const SOLD_AS: &str = "SELECT handle, availability, document ->> 'low_stock_threshold' AS low_stock_threshold,
     document ->> 'show_units_below' AS show_units_below
   FROM variants JOIN products ON products.id = product_id LEFT JOIN settings ON settings.id = 1 WHERE sku = ?1";

#[derive(Debug, Deserialize)]
struct SoldAs {
    handle: String,
    /// As the merchant set it.
    availability: Availability,
    #[serde(flatten)]
    display: StockDisplay,
}

/// Writes the copy, and what the audit log is still to have (`audits`). Answers what shoppers are told from
/// now on; `None` where nothing is sold under the SKU.
pub async fn copy_levels(
    platform: &Platform,
    copy: &CopyState,
    levels: &Levels,
    audits: Option<String>,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    let upsert = Statement::new(UPSERT)
        .bind(copy.sku.as_str())
        .bind(levels.available.map_or(Parameter::Null, Parameter::from))
        .bind(levels.on_hand)
        .bind(levels.committed)
        .bind(levels.reserved)
        .bind(levels.safety)
        .bind(levels.oversold)
        .bind(copy.seq)
        .bind(now.as_millis())
        .bind(levels.back_orderable);
    let sold_as = Statement::new(SOLD_AS).bind(copy.sku.as_str());
    let mut batch = vec![upsert, sold_as];
    batch.extend(audits.map(audited_once));
    let answers = platform.database()?.batch(batch).await?;
    let sold_as: Option<SoldAs> = answers.get(1).map(Rows::first).transpose()?.flatten();
    let Some(sold_as) = sold_as else { return Ok(None) };
    let shown =
        sold_as.display.words(sold_as.availability, levels.available, levels.back_orderable);
    let before = match &copy.shown {
        Some(before) => before.clone(),
        None => sold_as.display.words(sold_as.availability, None, 0),
    };
    if shown != before
        && let Ok(handle) = Handle::parse(&sold_as.handle)
    {
        write_and_announce(platform, &[DocumentKey::Product(handle)], Vec::new()).await?;
    }
    Ok(Some(shown))
}
