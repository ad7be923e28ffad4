//! Markets in D1.

use serde::Deserialize;

use crate::kernel::{MarketId, from_json};
use crate::markets::{Market, MarketDraft};
use crate::platform::{Rows, Statement, StoreError};

#[derive(Debug, Clone, Deserialize)]
pub(super) struct StoredMarket {
    pub id: String,
    pub revision: i64,
    document: String,
}

impl StoredMarket {
    pub fn to_draft(&self) -> Result<MarketDraft, StoreError> {
        from_json(self.document.as_bytes()).map_err(StoreError::unavailable)
    }
}

pub(super) fn markets_statement() -> Statement {
    Statement::new("SELECT id, revision, document FROM markets ORDER BY id")
}

/// The first `limit` markets after an id.
pub(super) fn markets_after(id: &str, limit: u32) -> Statement {
    Statement::new("SELECT id, revision, document FROM markets WHERE id > ?1 ORDER BY id LIMIT ?2")
        .bind(id)
        .bind(limit)
}

/// The markets by title, as people look for them, from the answer to [`markets_statement`].
pub(super) fn read_markets(rows: &Rows) -> Result<Vec<Market>, StoreError> {
    let rows: Vec<StoredMarket> = rows.read()?;
    let markets = rows.iter().filter_map(|row| {
        let id = MarketId::parse(&row.id)?;
        Some(row.to_draft().map(|draft| draft.to_market(id)))
    });
    let mut markets = markets.collect::<Result<Vec<Market>, StoreError>>()?;
    markets.sort_by(|one, other| one.title.cmp(&other.title));
    Ok(markets)
}

/// Writes the market in place of what was there; the first of the statements returns its revision.
pub(super) fn market_upsert(id: &MarketId, market: &MarketDraft) -> [Statement; 3] {
    let list = (!market.sells_at_base_prices()).then(|| market.price_list.clone());
    let countries = serde_json::to_string(&market.countries).unwrap_or_default();
    [
        Statement::new(
            "INSERT INTO markets (id, revision, price_list, document) VALUES (?1, 1, ?2, ?3)
             ON CONFLICT (id) DO UPDATE SET revision = revision + 1, price_list = ?2, document = ?3
             RETURNING revision",
        )
        .bind(id.as_str())
        .bind(list)
        .bind(serde_json::to_string(market).unwrap_or_default()),
        Statement::new("DELETE FROM market_countries WHERE market = ?1").bind(id.as_str()),
        Statement::new(
            "INSERT INTO market_countries (country, market) SELECT value, ?1 FROM json_each(?2)",
        )
        .bind(id.as_str())
        .bind(countries),
    ]
}

pub(super) fn market_removal(id: &MarketId) -> [Statement; 2] {
    ["DELETE FROM market_countries WHERE market = ?1", "DELETE FROM markets WHERE id = ?1"]
        .map(|sql| Statement::new(sql).bind(id.as_str()))
}
