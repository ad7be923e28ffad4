//! The document `terms` as it is made from D1: the merchant's own JSON, put together. Whoever reads
//! it knows the types; they stand above this capability, and so does the memory of what was read.

use serde::Deserialize;

use super::DOCUMENT_FORMAT;
use crate::kernel::Timestamp;
use crate::platform::{Database, Rows, Statement, StoreError};

/// How long the code of a promotion that has ended is still known, so that whoever enters it reads that
/// it has ended.
const CODE_KNOWN_SECONDS: i64 = 90 * 24 * 60 * 60;
/// Most promotions that do not hold any more and are known by their codes: those that ended last, then
/// those without an end.
const MAX_KNOWN_CODES: u32 = 200;

/// The terms of sale as they are published.
#[derive(Debug)]
pub struct StoredTerms {
    pub json: Vec<u8>,
    /// When the first of the promotions that hold ends.
    pub next_end: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
struct TermRow {
    document: String,
    ends_at_ms: Option<i64>,
}

/// What a promotion that is over would do is not asked for any more, so nothing stands for it.
const PROMOTIONS: &str = r#"
    WITH timed AS (
      SELECT id, document, code, enabled,
        CAST(round(unixepoch(document ->> 'ends_at', 'subsec') * 1000) AS INTEGER) AS ends_at_ms
      FROM promotions),
    holding AS (
      SELECT id, json_insert(document, '$.id', id) AS document, ends_at_ms FROM timed
      WHERE enabled = 1 AND (ends_at_ms IS NULL OR ends_at_ms > ?1)),
    ended AS (
      SELECT id, json_object('title', document ->> 'title', 'code', code,
          'enabled', json(iif(enabled, 'true', 'false')), 'ends_at', document ->> 'ends_at',
          'target', json('{"kind":"order"}'),
          'calculator', json('{"kind":"percentage","rate_ppm":0}'), 'id', id) AS document,
        NULL AS ends_at_ms
      FROM timed
      WHERE code IS NOT NULL AND (enabled = 0 OR ends_at_ms <= ?1)
        AND (ends_at_ms IS NULL OR ends_at_ms > ?2)
      ORDER BY timed.ends_at_ms DESC, id LIMIT ?3)
    SELECT document, ends_at_ms FROM (SELECT * FROM holding UNION ALL SELECT * FROM ended) ORDER BY id"#;

/// Promotions that are enabled and have not ended, those that are over or switched off by no more than
/// their codes and titles, and all zones.
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
            Statement::new(PROMOTIONS)
                .bind(now.as_millis())
                .bind(now.plus_seconds(-CODE_KNOWN_SECONDS).as_millis())
                .bind(MAX_KNOWN_CODES),
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
