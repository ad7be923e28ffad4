//! The document `terms` as it is made from D1: the merchant's own JSON, put together. Whoever reads
//! it knows the types; they stand above this capability, and so does the memory of what was read.

use std::cell::Cell;

use serde::Deserialize;

use super::DOCUMENT_FORMAT;
use crate::kernel::Timestamp;
use crate::platform::{Database, Rows, Statement, StoreError};

/// The terms of sale as they are published.
#[derive(Debug)]
pub struct StoredTerms {
    pub json: Vec<u8>,
    /// When the first of its promotions ends.
    pub next_end: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
struct TermRow {
    document: String,
    ends_at_ms: Option<i64>,
}

/// Promotions that are enabled and have not ended, and all zones.
pub async fn load_stored_terms(
    database: &Database,
    now: Timestamp,
) -> Result<StoredTerms, StoreError> {
    let zones = |table: &str| {
        Statement::new(format!(
            "SELECT json_insert(document, '$.id', id) AS document, NULL AS ends_at_ms FROM {table} ORDER BY id"
        ))
    };
    let answers = database
        .batch(vec![
            Statement::new(
                "SELECT json_insert(document, '$.id', id) AS document, ends_at_ms FROM (
                   SELECT id, document, CAST(round(unixepoch(document ->> 'ends_at', 'subsec') * 1000) AS INTEGER) AS ends_at_ms
                   FROM promotions WHERE enabled = 1)
                 WHERE ends_at_ms IS NULL OR ends_at_ms > ?1 ORDER BY id",
            )
            .bind(now.as_millis()),
            zones("shipping_zones"),
            zones("tax_zones"),
        ])
        .await?;
    let lists: Vec<Vec<TermRow>> = answers.iter().map(Rows::read).collect::<Result<_, _>>()?;
    let [promotions, shipping_zones, tax_zones] = lists.as_slice() else {
        return Err(StoreError::unavailable("three answers were expected"));
    };
    let json = format!(
        r#"{{"format":{DOCUMENT_FORMAT},"promotions":[{}],"shipping_zones":[{}],"tax_zones":[{}]}}"#,
        joined(promotions),
        joined(shipping_zones),
        joined(tax_zones),
    );
    let next_end = promotions.iter().filter_map(|row| row.ends_at_ms).min();
    Ok(StoredTerms { json: json.into_bytes(), next_end: next_end.map(Timestamp::from_millis) })
}

fn joined(rows: &[TermRow]) -> String {
    rows.iter().map(|row| row.document.as_str()).collect::<Vec<_>>().join(",")
}

thread_local! {
    static GENERATION: Cell<u32> = const { Cell::new(0) };
}

/// Which terms this isolate knows to be the latest: what was remembered under another number is old.
pub fn terms_generation() -> u32 {
    GENERATION.get()
}

/// Makes everything that this isolate remembers of the terms old.
pub fn forget_terms() {
    GENERATION.set(GENERATION.get().wrapping_add(1));
}
