//! Members of staff, their sessions and tokens as D1 finds them: by the digest of what opens them.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::principal::{Member, Principal};
use super::scope::{Role, Scope};
use crate::kernel::{Timestamp, from_json, hex};
use crate::platform::{Platform, Statement, StoreError};

/// How old `last_used_at` and `last_seen_at` may be, in milliseconds: each request would write otherwise.
const SEEN_WITHIN_MS: i64 = 60_000;
/// What the secret of a token begins with, so that one that was left somewhere is recognised.
pub(super) const TOKEN_MARK: &str = "awn_";

/// What is stored of a secret.
pub(super) fn digest_of(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

#[derive(Debug, Deserialize)]
struct MemberRow {
    id: String,
    email: String,
    name: String,
    role: String,
    session: Option<String>,
    last_seen_at_ms: Option<i64>,
}

impl MemberRow {
    fn into_member(self) -> Option<Member> {
        let Self { id, email, name, role, session, .. } = self;
        Some(Member { id, email, name, role: Role::parse(&role)?, session })
    }
}

/// The member of staff whose session this is; `None` when it has ended.
pub(super) async fn find_session(
    platform: &Platform,
    secret: &str,
    now: Timestamp,
) -> Result<Option<Member>, StoreError> {
    let find = Statement::new(
        "SELECT staff.id, email, name, role, staff_sessions.id AS session, last_seen_at_ms
         FROM staff_sessions JOIN staff ON staff.id = staff_id WHERE digest = ?1 AND expires_at_ms > ?2",
    );
    let digest = digest_of(secret);
    let database = platform.database()?;
    let found: Option<MemberRow> =
        database.first(find.bind(digest.as_str()).bind(now.as_millis())).await?;
    let seen_at = found.as_ref().and_then(|row| row.last_seen_at_ms);
    if seen_at.is_some_and(|seen_at| seen_at < now.as_millis() - SEEN_WITHIN_MS) {
        let seen =
            Statement::new("UPDATE staff_sessions SET last_seen_at_ms = ?2 WHERE digest = ?1");
        database.batch(vec![seen.bind(digest).bind(now.as_millis())]).await?;
    }
    Ok(found.and_then(MemberRow::into_member))
}

/// The member of staff with this address, however it is written.
pub(super) async fn find_member_by_email(
    platform: &Platform,
    email: &str,
) -> Result<Option<Member>, StoreError> {
    let find = Statement::new(
        "SELECT id, email, name, role, NULL AS session, NULL AS last_seen_at_ms FROM staff WHERE email = ?1",
    );
    let found: Option<MemberRow> =
        platform.database()?.first(find.bind(email.trim().to_lowercase())).await?;
    Ok(found.and_then(MemberRow::into_member))
}

/// The token with this secret; `None` when there is none or it was revoked.
pub(super) async fn find_token(
    platform: &Platform,
    secret: &str,
    now: Timestamp,
) -> Result<Option<Principal>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        scopes: String,
        last_used_at_ms: i64,
    }
    let find = Statement::new(
        "SELECT id, scopes, coalesce(last_used_at_ms, 0) AS last_used_at_ms FROM api_tokens
         WHERE digest = ?1 AND revoked_at_ms IS NULL",
    );
    let database = platform.database()?;
    let Some(row): Option<Row> = database.first(find.bind(digest_of(secret))).await? else {
        return Ok(None);
    };
    if row.last_used_at_ms < now.as_millis() - SEEN_WITHIN_MS {
        let used = Statement::new("UPDATE api_tokens SET last_used_at_ms = ?2 WHERE id = ?1");
        database.batch(vec![used.bind(row.id.as_str()).bind(now.as_millis())]).await?;
    }
    let names: Vec<String> = from_json(row.scopes.as_bytes()).map_err(StoreError::unavailable)?;
    let scopes = names.iter().filter_map(|name| Scope::parse(name)).collect();
    Ok(Some(Principal::Token { id: row.id, scopes }))
}
