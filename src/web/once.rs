//! `Idempotency-Key` where the effect is in D1 (rule 1): the answer is kept in the same batch as what it
//! tells of. There is no request in progress then: of two with one key at the same time one has the
//! effect, and the other fails with its whole batch and gets the first one's answer.
//!
//! What is no single batch, like many changes or a message to a queue, goes through [`once_over`].
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

use std::pin::Pin;

use serde::{Deserialize, Serialize};

use super::{
    Answer, Body, Context, IN_PROGRESS_SECONDS, KEY_LIFETIME_SECONDS, Problem, Reply, RequestKey,
    in_progress, key_reused,
};
use crate::kernel::Timestamp;
use crate::platform::{Platform, Rows, Statement, StoreError, random_hex};

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

#[derive(Debug, Clone)]
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
    let Some(named) = Named::of(context, route, bytes)? else {
        return Ok(Once::First(Guard(None)));
    };
    Ok(match named.find(context).await? {
        Some(reply) => Once::Replay(reply.into()),
        None => Once::First(Guard(Some(named))),
    })
}

/// Has a work done once that is no single batch, under the address of the request. A note that it is being
/// done comes first, and the answer takes its place; a refusal, or an answer that passes, takes the note
/// away. Where the process ended in between, the note gives way after 20 seconds and the work is done again,
/// so it must be one that does no harm twice.
///
/// # Errors
/// 409 `in_progress` while the first request with the key is being answered, those of [`once`] and of the
/// work itself.
pub async fn once_over(
    context: &Context,
    bytes: &[u8],
    work: Pin<Box<dyn Future<Output = Result<Reply, Problem>> + '_>>,
) -> Result<Answer, Problem> {
    let route = format!("POST {}", context.path);
    let Some(named) = Named::of(context, &route, bytes)? else { return Ok(work.await?.into()) };
    let lease = random_hex::<8>();
    if let Some(reply) = named.begin(context, &lease).await? {
        return Ok(reply.into());
    }
    let done = work.await;
    let kept = done.as_ref().ok().filter(|reply| !reply.passes);
    if let Err(error) = named.end(context, &lease, kept).await {
        // It took effect all the same, and a repetition will find it so.
        worker::console_warn!("the answer to {route} is not kept: {error}");
    }
    Ok(done?.into())
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

#[derive(Debug, Deserialize)]
struct Row {
    digest: String,
    status: u16,
    answer: String,
}

/// The status of a row whose work is being done; its answer is the lease of whoever does it.
const IN_PROGRESS: u16 = 0;
const INSERT: &str =
    "INSERT INTO idempotency_answers (scope, key, digest, kept_until_ms, status, answer)";

impl Named {
    /// `None` without a key.
    fn of(context: &Context, route: &str, bytes: &[u8]) -> Result<Option<Self>, Problem> {
        let Some(key) = context.header("Idempotency-Key") else { return Ok(None) };
        let RequestKey { digest, .. } = RequestKey::new(route, &key, bytes)?;
        let scope = format!("{} {route}", context.platform.actor());
        let kept_until = context.now.plus_seconds(KEY_LIFETIME_SECONDS);
        Ok(Some(Self { scope, key, digest, kept_until }))
    }

    fn bind(&self, insert: String, status: u16) -> Statement {
        Statement::new(insert)
            .bind(self.scope.as_str())
            .bind(self.key.as_str())
            .bind(self.digest.as_str())
            .bind(self.kept_until.as_millis())
            .bind(u32::from(status))
    }

    fn of_this(&self, sql: impl Into<String>) -> Statement {
        Statement::new(sql.into()).bind(self.scope.as_str()).bind(self.key.as_str())
    }

    async fn find(&self, context: &Context) -> Result<Option<Reply>, Problem> {
        self.look(context, None).await?.map(|row| self.replay(row)).transpose()
    }

    /// What is kept under the key, after `insert` where that is given.
    async fn look(
        &self,
        context: &Context,
        insert: Option<Statement>,
    ) -> Result<Option<Row>, Problem> {
        // One whose time is over would stand in the way of the next.
        let clear = self.of_this(
            "DELETE FROM idempotency_answers WHERE scope = ?1 AND key = ?2 AND kept_until_ms <= ?3",
        );
        let look = self.of_this(
            "SELECT digest, status, answer FROM idempotency_answers WHERE scope = ?1 AND key = ?2",
        );
        let mut batch = vec![clear.bind(context.now.as_millis())];
        batch.extend(insert);
        batch.push(look);
        let answers = context.platform.database()?.batch(batch).await?;
        Ok(answers.last().map(Rows::first::<Row>).transpose()?.flatten())
    }

    fn replay(&self, row: Row) -> Result<Reply, Problem> {
        if row.digest != self.digest {
            return Err(key_reused());
        }
        if row.status == IN_PROGRESS {
            return Err(in_progress());
        }
        let reply = Reply::new(row.status, Body::Json(row.answer.into_bytes()));
        Ok(reply.replayed(true))
    }

    /// Notes that the work begins, unless somebody was first: then what they were answered.
    async fn begin(&self, context: &Context, lease: &str) -> Result<Option<Reply>, Problem> {
        let insert = format!("{INSERT} VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING");
        let until = context.now.plus_seconds(IN_PROGRESS_SECONDS);
        let insert = Self { kept_until: until, ..self.clone() }.bind(insert, IN_PROGRESS);
        let row = self.look(context, Some(insert.bind(lease))).await?;
        match row.ok_or_else(Problem::unavailable)? {
            own if own.status == IN_PROGRESS && own.answer == lease => Ok(None),
            other => self.replay(other).map(Some),
        }
    }

    /// Puts the answer in the place of the note, or takes the note away.
    async fn end(
        &self,
        context: &Context,
        lease: &str,
        reply: Option<&Reply>,
    ) -> Result<(), StoreError> {
        const NOTE: &str = "WHERE scope = ?1 AND key = ?2 AND status = 0 AND answer = ?3";
        let statement = match reply {
            Some(reply) => {
                let answer = String::from_utf8_lossy(reply.body.as_bytes()).into_owned();
                let update =
                    "UPDATE idempotency_answers SET status = ?4, answer = ?5, kept_until_ms = ?6";
                self.of_this(format!("{update} {NOTE}"))
                    .bind(lease)
                    .bind(u32::from(reply.status))
                    .bind(answer)
                    .bind(self.kept_until.as_millis())
            }
            None => self.of_this(format!("DELETE FROM idempotency_answers {NOTE}")).bind(lease),
        };
        context.platform.database()?.batch(vec![statement]).await.map(drop)
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
