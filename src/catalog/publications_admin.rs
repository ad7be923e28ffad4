//! Publishing everything again, and the sweep that wakes what has gone silent.

use super::admin_wire::PublicationProgress;
use super::publisher::wake_publishers;
use crate::content::{DocumentKey, PUBLISHERS, mark_all_changed};
use crate::platform::{Platform, Rows, Statement, StoreError};
use crate::web::{Answer, Context, MAX_BODY_BYTES, Once, Problem, Reply, audited, once};

/// The same as an answer that is kept for the request's key.
const PROGRESS_JSON: &str = "SELECT json_object('documents', count(*),
    'behind', count(*) FILTER (WHERE published_revision < revision)) FROM publications";

pub fn progress_statement() -> Statement {
    Statement::new(
        "SELECT count(*) AS documents, count(*) FILTER (WHERE published_revision < revision) AS behind FROM publications",
    )
}

/// `POST /api/admin/v1/publications`: makes every document anew from D1, in the background. The
/// queue carries the news to each `Publisher`; the rows that lag are the record.
pub async fn publish_everything(context: &Context) -> Result<Answer, Problem> {
    let body = context.body_bytes(MAX_BODY_BYTES).await?;
    let guard = match once(context, "POST /api/admin/v1/publications", &body).await? {
        Once::Replay(answer) => return Ok(answer),
        Once::First(guard) => guard,
    };
    adopt_strays(&context.platform).await?;
    let always =
        [DocumentKey::Shop, DocumentKey::Home, DocumentKey::Collections, DocumentKey::Terms];
    let mut batch = vec![
        mark_all_changed(&always),
        Statement::new("UPDATE publications SET revision = revision + 1"),
        audited(&context.platform, "publication", "everything", None, Some("{}")),
    ];
    batch.extend(guard.keep_query(202, PROGRESS_JSON));
    batch.push(progress_statement());
    let answers = match context.platform.database()?.batch(batch).await {
        Ok(answers) => answers,
        Err(error) => return guard.or_replay(context, error).await,
    };
    let progress: Option<PublicationProgress> =
        answers.last().map(Rows::first).transpose()?.flatten();
    let queue = context.platform.queue("PUBLICATIONS")?;
    for publisher in 0..PUBLISHERS {
        if let Err(error) = queue.send(publisher).await {
            worker::console_warn!("publisher {publisher} waits for the sweep: {error}");
        }
    }
    Ok(Reply::json(202, &progress.ok_or_else(Problem::unavailable)?).into())
}

/// Documents in KV that D1 knows nothing of, as after a restore to an earlier state, get a row, so
/// that publishing takes them out again.
async fn adopt_strays(platform: &Platform) -> Result<(), StoreError> {
    let documents = platform.documents()?;
    let database = platform.database()?;
    let mut cursor = None;
    loop {
        let (names, next) = documents.list(cursor).await?;
        let keys: Vec<DocumentKey> =
            names.iter().filter_map(|name| DocumentKey::parse(name)).collect();
        database.batch(vec![mark_all_changed(&keys)]).await?;
        cursor = next;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

/// `GET /api/admin/v1/publications`: how far publication is behind.
pub async fn show_publications(context: &Context) -> Result<Answer, Problem> {
    let progress: Option<PublicationProgress> =
        context.platform.database()?.first(progress_statement()).await?;
    Ok(Reply::json(200, &progress.ok_or_else(Problem::unavailable)?).into())
}

/// Wakes every `Publisher` that has something to do: for the queue and for the clock.
pub async fn sweep_publications(platform: &Platform) -> Result<(), StoreError> {
    wake_publishers(platform).await
}
