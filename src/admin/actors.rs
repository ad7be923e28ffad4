//! The names of those who did something, by what records call them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::visit::Visit;
use super::words::Names;
use crate::platform::{Statement, StoreError};

const NAMES: &str = "SELECT 'staff:' || id AS actor, name FROM staff WHERE id IN (SELECT substr(value, 7) FROM json_each(?1))
   UNION ALL SELECT 'token:' || id, title FROM api_tokens WHERE id IN (SELECT substr(value, 7) FROM json_each(?1))";

#[derive(Debug, Deserialize)]
struct Row {
    actor: String,
    name: String,
}

/// Of these actors, like `staff:ada`, those that still have a name.
pub(super) async fn names_of<'a>(
    visit: &Visit<'_>,
    actors: impl Iterator<Item = &'a str>,
) -> Result<Names, StoreError> {
    let mut actors: Vec<&str> = actors.collect();
    actors.sort_unstable();
    actors.dedup();
    let own = format!("staff:{}", visit.member.id);
    if actors.iter().all(|actor| *actor == own || !actor.contains(':')) {
        return Ok(Names::new(own, BTreeMap::new()));
    }
    let list = serde_json::to_string(&actors).unwrap_or_default();
    let rows: Vec<Row> =
        visit.cx.platform.database()?.rows(Statement::new(NAMES).bind(list)).await?;
    Ok(Names::new(own, rows.into_iter().map(|row| (row.actor, row.name)).collect()))
}
