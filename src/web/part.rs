//! Which part of a list is asked for.

use serde::Deserialize;

use super::{Problem, parse_query};

const DEFAULT_LIMIT: u32 = 24;
const MAX_LIMIT: u32 = 100;

/// The parameters of a list: `cursor` comes from the answer before, `limit` is 1 to 100.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub cursor: Option<String>,
    limit: Option<String>,
}

/// The same in the storefront API, where every request takes `market` besides.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartInMarket {
    cursor: Option<String>,
    limit: Option<String>,
    /// Read elsewhere; named here so that it is no unknown parameter.
    #[serde(rename = "market")]
    _market: Option<String>,
}

impl Part {
    /// From the parameters of a list that takes others besides.
    pub const fn new(cursor: Option<String>, limit: Option<String>) -> Self {
        Self { cursor, limit }
    }

    /// From the query of the admin API.
    pub fn parse(query: &str) -> Result<Self, Problem> {
        parse_query(query)
    }

    /// From the query of the storefront API.
    pub fn parse_in_market(query: &str) -> Result<Self, Problem> {
        let PartInMarket { cursor, limit, .. } = parse_query(query)?;
        Ok(Self { cursor, limit })
    }

    /// `last`, the cursor of the last one in a part of this length; `None` at the end of the list.
    pub fn next<T>(&self, count: usize, last: Option<T>) -> Result<Option<T>, Problem> {
        let is_full = count == self.limit()? as usize;
        Ok(last.filter(|_| is_full))
    }

    pub fn limit(&self) -> Result<u32, Problem> {
        let Some(text) = &self.limit else {
            return Ok(DEFAULT_LIMIT);
        };
        let limit = text.parse().ok();
        limit
            .filter(|limit| (1..=MAX_LIMIT).contains(limit))
            .ok_or_else(|| bad_parameter("limit", "Ask for 1 to 100 at once."))
    }

    /// Where the part before ended, in a list by number; 0 at the start.
    pub fn after(&self) -> Result<i64, Problem> {
        let Some(text) = &self.cursor else {
            return Ok(0);
        };
        text.parse()
            .map_err(|_| bad_parameter("cursor", "Use the `next_cursor` of the answer before."))
    }
}

fn bad_parameter(name: &str, sentence: &str) -> Problem {
    Problem { status: 400, ..Problem::invalid_field(name, sentence) }
}
