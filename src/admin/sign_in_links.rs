//! One-time links to sign in with.

use super::authorising::identify;
use super::scope::Role;
use super::staff::require_cover;
use super::store::digest_of;
use super::wire::LinkResource;
use crate::kernel::Timestamp;
use crate::platform::{Platform, Statement, StoreError, random_hex};
use crate::web::{Answer, Context, MAX_BODY_BYTES, Once, Problem, Reply, audited, once};

/// How long a link may be used.
pub const LINK_SECONDS: i64 = 15 * 60;

/// A new link for a member of staff, as its address within the shop. `noted` goes into the same batch.
pub(super) async fn make_link(
    platform: &Platform,
    staff_id: &str,
    now: Timestamp,
    noted: Vec<Statement>,
) -> Result<String, StoreError> {
    let secret = random_hex::<16>();
    let forget = Statement::new("DELETE FROM sign_in_links WHERE expires_at_ms <= ?1");
    let insert = Statement::new(
        "INSERT INTO sign_in_links (digest, staff_id, expires_at_ms) VALUES (?1, ?2, ?3)",
    );
    let mut statements = vec![
        forget.bind(now.as_millis()),
        insert
            .bind(digest_of(&secret))
            .bind(staff_id)
            .bind(now.plus_seconds(LINK_SECONDS).as_millis()),
    ];
    statements.extend(noted);
    platform.database()?.batch(statements).await?;
    Ok(format!("/admin/sign-in/{secret}"))
}

/// `POST /api/admin/v1/staff/{id}/sign-in-links`: for who gets no mail. The audit log has who made it.
pub async fn post_link(context: &Context, id: &str) -> Result<Answer, Problem> {
    #[derive(serde::Deserialize)]
    struct Row {
        role: Role,
    }
    let body = context.body_bytes(MAX_BODY_BYTES).await?;
    let route = format!("POST /api/admin/v1/staff/{id}/sign-in-links");
    let guard = match once(context, &route, &body).await? {
        Once::Replay(answer) => return Ok(answer),
        Once::First(guard) => guard,
    };
    let find = Statement::new("SELECT role FROM staff WHERE id = ?1").bind(id);
    let row: Option<Row> = context.platform.database()?.first(find).await?;
    let role = row.ok_or_else(Problem::not_found)?.role;
    require_cover(&identify(context).await?, [role])?;
    let expires_at = context.now.plus_seconds(LINK_SECONDS);
    let mut resource = LinkResource { url: None, expires_at };
    let mut noted = vec![audited(&context.platform, "sign_in_link", id, None, None)];
    // Without the link: a repetition learns that it was made.
    noted.extend(guard.keep(201, &resource));
    match make_link(&context.platform, id, context.now, noted).await {
        Ok(path) => resource.url = Some(format!("{}{path}", context.origin)),
        // Somebody removed the member meanwhile.
        Err(error) if error.violates("FOREIGN KEY") => return Err(Problem::not_found()),
        Err(error) => return guard.or_replay(context, error).await,
    }
    Ok(Reply::json(201, &resource).into())
}
