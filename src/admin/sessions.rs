//! Endpoints of sessions: where somebody is signed in, and how that ends.

use serde::Deserialize;

use super::authorising::{authenticate, identify};
use super::principal::{Member, Principal};
use super::wire::{SessionList, SessionResource};
use crate::content::parse_id;
use crate::kernel::Timestamp;
use crate::platform::{Rows, Statement, StoreError};
use crate::web::{Answer, Body, Context, Problem, Reply};

/// Most sessions that one member has; who signs in once more ends the oldest.
pub(super) const MAX_SESSIONS: u32 = 50;

#[derive(Debug, Deserialize)]
struct SessionRow {
    id: String,
    created_at_ms: i64,
    last_seen_at_ms: i64,
    expires_at_ms: i64,
    user_agent: String,
}

impl SessionRow {
    fn into_resource(self, current: Option<&str>) -> SessionResource {
        SessionResource {
            is_current: current == Some(self.id.as_str()),
            id: self.id,
            created_at: Timestamp::from_millis(self.created_at_ms),
            last_seen_at: Timestamp::from_millis(self.last_seen_at_ms),
            expires_at: Timestamp::from_millis(self.expires_at_ms),
            user_agent: self.user_agent,
        }
    }
}

/// `GET /api/admin/v1/staff/{id}/sessions`
pub async fn list_sessions(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id("id", id)?;
    let known = Statement::new("SELECT 1 AS known FROM staff WHERE id = ?1").bind(id.as_str());
    let known: Option<serde_json::Value> = context.platform.database()?.first(known).await?;
    known.ok_or_else(Problem::not_found)?;
    list(context, id.as_str()).await
}

/// `DELETE /api/admin/v1/staff/{id}/sessions/{session}`: it opens nothing from now on.
pub async fn end_session(context: &Context, id: &str, session: &str) -> Result<Answer, Problem> {
    end(context, parse_id("id", id)?.as_str(), Some(session)).await
}

/// `DELETE /api/admin/v1/staff/{id}/sessions`: all of them.
pub async fn end_sessions(context: &Context, id: &str) -> Result<Answer, Problem> {
    end(context, parse_id("id", id)?.as_str(), None).await
}

/// `GET /api/admin/v1/me/sessions`
pub async fn list_own(context: &Context) -> Result<Answer, Problem> {
    list(context, &own(context).await?.id).await
}

/// `DELETE /api/admin/v1/me/sessions/{session}`
pub async fn end_own(context: &Context, session: &str) -> Result<Answer, Problem> {
    end(context, &own(context).await?.id, Some(session)).await
}

/// `DELETE /api/admin/v1/me/sessions`: signs out everywhere.
pub async fn end_all_own(context: &Context) -> Result<Answer, Problem> {
    end(context, &own(context).await?.id, None).await
}

/// Programs have no sessions.
async fn own(context: &Context) -> Result<Member, Problem> {
    match authenticate(context).await? {
        Principal::Staff(member) => Ok(member),
        _ => Err(Problem::new(403, "forbidden", "Only a member of staff has sessions.")),
    }
}

/// Those that have not ended, the one that was used last first.
async fn list(context: &Context, staff_id: &str) -> Result<Answer, Problem> {
    let find = Statement::new(
        "SELECT id, created_at_ms, last_seen_at_ms, expires_at_ms, user_agent FROM staff_sessions
         WHERE staff_id = ?1 AND expires_at_ms > ?2 ORDER BY last_seen_at_ms DESC, id",
    );
    let find = find.bind(staff_id).bind(context.now.as_millis());
    let rows: Vec<SessionRow> = context.platform.database()?.rows(find).await?;
    let current = match identify(context).await? {
        Principal::Staff(member) => member.session,
        _ => None,
    };
    let resource = |row: SessionRow| row.into_resource(current.as_deref());
    let sessions = rows.into_iter().map(resource).collect();
    Ok(Reply::json(200, &SessionList { sessions, next_cursor: None }).into())
}

/// 404 where there is no such session.
async fn end(context: &Context, staff_id: &str, session: Option<&str>) -> Result<Answer, Problem> {
    #[derive(Deserialize)]
    struct Ended {
        #[serde(rename = "id")]
        _id: String,
    }
    const THESE: &str = "staff_id = ?1 AND (?2 IS NULL OR id = ?2)";
    let note = format!(
        "INSERT INTO audit_log (at_ms, actor, kind, subject, before, after)
         SELECT ?3, ?4, 'session', staff_id, json_object('id', id, 'user_agent', user_agent), NULL
         FROM staff_sessions WHERE {THESE}"
    );
    let these = |sql: String| Statement::new(sql).bind(staff_id).bind(session);
    let statements = vec![
        these(note).bind(context.now.as_millis()).bind(context.platform.actor()),
        these(format!("DELETE FROM staff_sessions WHERE {THESE} RETURNING id")),
    ];
    let answers = context.platform.database()?.batch(statements).await?;
    let ended: Vec<Ended> =
        answers.last().map(Rows::read).transpose()?.ok_or_else(|| StoreError::unavailable(""))?;
    if ended.is_empty() && session.is_some() {
        return Err(Problem::not_found());
    }
    Ok(Reply::new(204, Body::Empty).into())
}
