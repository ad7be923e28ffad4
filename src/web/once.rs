//! `Idempotency-Key` where the effect is in D1 (rule 1): the answer is kept in the same batch as what it
//! tells of. There is no request in progress then: of two with one key at the same time one has the
//! effect, and the other fails with its whole batch and gets the first one's answer.
//!
//! ```text
//! let guard = match once(context, "POST /api/admin/v1/…", &bytes).await? {
//!     Once::Replay(answer) => return Ok(answer),
//!     Once::First(guard) => guard,
//! };
//! let mut batch = vec![…];
//! batch.extend(guard.keep(201, &resource));
//! match database.batch(batch).await {
//!     Ok(_) => …
//!     Err(error) => guard.or_replay(context, error).await,
//! }
//! ```
//!
//! Only what took effect is kept: a refusal changes nothing, and may be mended and sent again under its
//! key. Without a key nothing is kept at all.

use serde::{Deserialize, Serialize};

use super::{Answer, Body, Context, KEY_LIFETIME_SECONDS, Problem, Reply, RequestKey, key_reused};
use crate::kernel::Timestamp;
use crate::platform::{Platform, Rows, Statement, StoreError};

/// Most answers that one sweep deletes, so that it holds D1 up for a moment only.
const SWEPT_AT_ONCE: u32 = 5_000;

#[derive(Debug)]
pub enum Once {
    /// It was done before, and was answered this.
    Replay(Answer),
    First(Guard),
}

/// A request that is to have its effect once.
#[derive(Debug)]
pub struct Guard(Option<Named>);

#[derive(Debug)]
struct Named {
    /// Who asks, and what for.
    scope: String,
    key: String,
    digest: String,
    kept_until: Timestamp,
}

/// Looks whether this was done before. `route` is method and path, `bytes` the body as it came; the key
/// is that of whoever asks and of this route alone.
///
/// # Errors
/// 400 for a key that is none, 409 `idempotency_key_reused` for one that came with another body.
pub async fn once(context: &Context, route: &str, bytes: &[u8]) -> Result<Once, Problem> {
    let Some(key) = context.header("Idempotency-Key") else {
        return Ok(Once::First(Guard(None)));
    };
    let RequestKey { digest, .. } = RequestKey::new(route, &key, bytes)?;
    let scope = format!("{} {route}", context.platform.actor());
    let kept_until = context.now.plus_seconds(KEY_LIFETIME_SECONDS);
    let named = Named { scope, key, digest, kept_until };
    Ok(match named.find(context).await? {
        Some(reply) => Once::Replay(reply.into()),
        None => Once::First(Guard(Some(named))),
    })
}

impl Guard {
    /// Keeps the answer, for the batch of its effect. What is a secret has no place in `body`: who
    /// repeats the request gets the answer without it.
    pub fn keep<T: Serialize>(&self, status: u16, body: &T) -> Option<Statement> {
        let answer = serde_json::to_string(body).unwrap_or_default();
        let insert = format!("{INSERT} VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
        Some(self.0.as_ref()?.bind(insert, status).bind(answer))
    }

    /// The same where only the database knows the answer: `json` is a scalar query for it.
    pub fn keep_query(&self, status: u16, json: &str) -> Option<Statement> {
        let insert = format!("{INSERT} SELECT ?1, ?2, ?3, ?4, ?5, ({json})");
        Some(self.0.as_ref()?.bind(insert, status))
    }

    /// After a batch that failed: the answer of whoever was first with the same key, or the error.
    ///
    /// # Errors
    /// What else the batch failed of; 409 when the other one had another body.
    pub async fn or_replay(&self, context: &Context, error: StoreError) -> Result<Answer, Problem> {
        if error.violates("idempotency_answers")
            && let Some(named) = &self.0
            && let Some(reply) = named.find(context).await?
        {
            return Ok(reply.into());
        }
        Err(error.into())
    }
}

const INSERT: &str =
    "INSERT INTO idempotency_answers (scope, key, digest, kept_until_ms, status, answer)";

impl Named {
    fn bind(&self, insert: String, status: u16) -> Statement {
        Statement::new(insert)
            .bind(self.scope.as_str())
            .bind(self.key.as_str())
            .bind(self.digest.as_str())
            .bind(self.kept_until.as_millis())
            .bind(u32::from(status))
    }

    async fn find(&self, context: &Context) -> Result<Option<Reply>, Problem> {
        #[derive(Deserialize)]
        struct Row {
            digest: String,
            status: u16,
            answer: String,
        }
        let of_this = |sql| Statement::new(sql).bind(self.scope.as_str()).bind(self.key.as_str());
        // One whose time is over would stand in the way of the next.
        let clear = of_this(
            "DELETE FROM idempotency_answers WHERE scope = ?1 AND key = ?2 AND kept_until_ms <= ?3",
        );
        let look = of_this(
            "SELECT digest, status, answer FROM idempotency_answers WHERE scope = ?1 AND key = ?2",
        );
        let batch = vec![clear.bind(context.now.as_millis()), look];
        let answers = context.platform.database()?.batch(batch).await?;
        let found = answers.last().map(Rows::first::<Row>).transpose()?;
        let Some(row) = found.flatten() else { return Ok(None) };
        if row.digest != self.digest {
            return Err(key_reused());
        }
        let reply = Reply::new(row.status, Body::Json(row.answer.into_bytes()));
        Ok(Some(reply.header("Idempotency-Replayed", "true".to_owned())))
    }
}

/// Deletes answers that are kept no longer: for the clock.
///
/// # Errors
/// When D1 fails; the next run tries again.
pub async fn sweep_kept_answers(platform: &Platform, now: Timestamp) -> Result<(), StoreError> {
    let sweep = Statement::new(
        "DELETE FROM idempotency_answers WHERE (scope, key) IN
           (SELECT scope, key FROM idempotency_answers WHERE kept_until_ms <= ?1 LIMIT ?2)",
    );
    let sweep = sweep.bind(now.as_millis()).bind(SWEPT_AT_ONCE);
    platform.database()?.batch(vec![sweep]).await.map(drop)
}
