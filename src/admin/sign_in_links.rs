//! One-time links to sign in with.

use super::store::digest_of;
use super::wire::LinkResource;
use crate::kernel::Timestamp;
use crate::platform::{Platform, Statement, StoreError, random_hex};
use crate::web::{Answer, Context, Problem, Reply, audited};

/// How long a link may be used.
pub const LINK_SECONDS: i64 = 15 * 60;

/// A new link for a member of staff, as its address within the shop; `None` where there is no such member.
pub(super) async fn make_link(
    platform: &Platform,
    staff_id: &str,
    now: Timestamp,
) -> Result<Option<String>, StoreError> {
    #[derive(serde::Deserialize)]
    struct Made {
        #[serde(rename = "staff_id")]
        _staff_id: String,
    }
    let secret = random_hex::<16>();
    let forget = Statement::new("DELETE FROM sign_in_links WHERE expires_at_ms <= ?1");
    let insert = Statement::new(
        "INSERT INTO sign_in_links (digest, staff_id, expires_at_ms)
         SELECT ?1, id, ?3 FROM staff WHERE id = ?2 RETURNING staff_id",
    );
    let statements = vec![
        forget.bind(now.as_millis()),
        insert
            .bind(digest_of(&secret))
            .bind(staff_id)
            .bind(now.plus_seconds(LINK_SECONDS).as_millis()),
        audited(platform, "sign_in_link", staff_id, None, None),
    ];
    let answers = platform.database()?.batch(statements).await?;
    let made: Option<Made> =
        answers.get(1).map(crate::platform::Rows::first).transpose()?.flatten();
    Ok(made.map(|_| format!("/admin/sign-in/{secret}")))
}

/// `POST /api/admin/v1/staff/{id}/sign-in-links`: for who gets no mail; the answer is its only copy.
pub async fn post_link(context: &Context, id: &str) -> Result<Answer, Problem> {
    let path = make_link(&context.platform, id, context.now).await?;
    let path = path.ok_or_else(Problem::not_found)?;
    let resource = LinkResource {
        url: format!("{}{path}", context.origin),
        expires_at: context.now.plus_seconds(LINK_SECONDS),
    };
    Ok(Reply::json(201, &resource).into())
}
