//! `GET /api/admin/v1/audit-log`: who changed what, from what, to what. It can be read and nothing else.

use serde::Deserialize;
use serde_json::Value;

use super::changes::changes;
use super::wire::{AuditEntry, AuditList};
use crate::kernel::{Timestamp, parse_value};
use crate::platform::{Statement, StoreError};
use crate::web::{Answer, Context, Part, Problem, Reply, parse_query};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    kind: Option<String>,
    subject: Option<String>,
    actor: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Row {
    id: i64,
    at_ms: i64,
    actor: String,
    kind: String,
    subject: String,
    before: Option<String>,
    after: Option<String>,
}

impl Row {
    fn into_entry(self) -> Result<AuditEntry, StoreError> {
        let read = |json: Option<String>| -> Result<Option<Value>, StoreError> {
            let parsed = json.map(|json| parse_value(json.as_bytes()));
            parsed.transpose().map_err(|_| StoreError::unavailable("a row of the audit log"))
        };
        let (before, after) = (read(self.before)?, read(self.after)?);
        Ok(AuditEntry {
            id: self.id,
            at: Timestamp::from_millis(self.at_ms),
            actor: self.actor,
            kind: self.kind,
            subject: self.subject,
            changes: changes(before.as_ref(), after.as_ref()),
            before,
            after,
        })
    }
}

/// The newest first.
pub async fn list_entries(context: &Context) -> Result<Answer, Problem> {
    let Wanted { kind, subject, actor, cursor, limit } = parse_query(&context.query)?;
    let part = Part::new(cursor, limit);
    let after = part.after()?;
    let wanted = [("kind", kind), ("subject", subject), ("actor", actor)];
    let mut conditions = vec!["id < ?1".to_owned()];
    let mut values = Vec::new();
    for (column, value) in wanted {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            values.push(value);
            conditions.push(format!("{column} = ?{}", values.len() + 2));
        }
    }
    let sql = format!(
        "SELECT id, at_ms, actor, kind, subject, before, after FROM audit_log
         WHERE {} ORDER BY id DESC LIMIT ?2",
        conditions.join(" AND ")
    );
    let before = if after == 0 { i64::from(u32::MAX) << 16 } else { after };
    let first = Statement::new(sql).bind(before).bind(part.limit()?);
    let find = values.into_iter().fold(first, Statement::bind);
    let rows: Vec<Row> = context.platform.database()?.rows(find).await?;
    let next_cursor = part.next(rows.len(), rows.last().map(|row| row.id.to_string()))?;
    let entries = rows.into_iter().map(Row::into_entry).collect::<Result<_, _>>()?;
    Ok(Reply::json(200, &AuditList { entries, next_cursor }).into())
}
