//! Admin endpoints for redirects. Each is named by its path, percent-encoded as one segment of the
//! address: `/api/admin/v1/redirects/%2Fproducts%2Fold`.

use serde::Deserialize;

use super::pages::MOVED_TAG;
use super::redirect::{
    REDIRECT_UPSERT, REDIRECTS_FOLLOW, Redirect, RedirectDraft, Redirects, check_path, leads_back,
    path_of,
};
use super::resource::note;
use crate::platform::{Database, Statement, StoreError};
use crate::web::{
    Answer, Body, Context, Part, Problem, Reply, changed_meanwhile, check_expected,
    expect_revision, parse_query, request_purge, revision_at, with_revision,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RedirectQuery {
    /// How the path begins, or a part of path or target.
    q: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

/// `GET /api/admin/v1/redirects`, by path.
pub async fn list_redirects(context: &Context) -> Result<Answer, Problem> {
    let RedirectQuery { q, cursor, limit } = parse_query(&context.query)?;
    let part = Part::new(cursor, limit);
    let statement = Statement::new(
        "SELECT path, target, revision FROM redirects WHERE path > ?1 AND (instr(path, ?2) OR instr(target, ?2) OR ?2 = '')
         ORDER BY path LIMIT ?3",
    )
    .bind(part.cursor.as_deref().unwrap_or_default())
    .bind(q.as_deref().map(str::trim).unwrap_or_default())
    .bind(part.limit()?);
    let redirects: Vec<Redirect> = context.platform.database()?.rows(statement).await?;
    let next_cursor = part.next(redirects.len(), redirects.last().map(|last| last.path.clone()))?;
    Ok(Reply::json(200, &Redirects { redirects, next_cursor }).into())
}

async fn find(database: &Database, path: &str) -> Result<Option<Redirect>, StoreError> {
    let statement = Statement::new("SELECT path, target, revision FROM redirects WHERE path = ?1");
    database.first(statement.bind(path)).await
}

/// `GET /api/admin/v1/redirects/{path}`
pub async fn get_redirect(context: &Context, path: &str) -> Result<Answer, Problem> {
    let found = find(&context.platform.database()?, path).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    Ok(with_revision(200, &found, found.revision))
}

const REVISION: &str = "SELECT revision FROM redirects WHERE path = ?1";

// The addresses that a visitor on the way from `?2` comes through.
const WAY: &str = "WITH RECURSIVE way (path) AS (SELECT ?2 UNION
     SELECT substr(target, 1, min(instr(target || '?', '?'), instr(target || '#', '#')) - 1) FROM redirects JOIN way USING (path))";
const OCCUPIED: &str = "SELECT EXISTS (SELECT 1 FROM products WHERE handle = substr(?1, 11) AND '/products/' || handle = ?1)
     OR EXISTS (SELECT 1 FROM collections WHERE handle = substr(?1, 14) AND '/collections/' || handle = ?1)
     OR EXISTS (SELECT 1 FROM pages WHERE handle = substr(?1, 8) AND '/pages/' || handle = ?1) AS occupied";

/// `PUT /api/admin/v1/redirects/{path}`: it leads there in one step, and so does all that led to it.
pub async fn put_redirect(context: &Context, path: &str) -> Result<Answer, Problem> {
    check_path(path)?;
    let expected = context.expected_revision()?;
    let draft: RedirectDraft = context.body_json().await?;
    let target = draft.check(&context.origin)?;
    let database = context.platform.database()?;
    let stored = find(&database, path).await?;
    let read = stored.as_ref().map_or(0, |stored| stored.revision);
    check_expected(expected, read)?;
    // What already leads on is followed, so that a visitor goes one step.
    let target = find(&database, &target).await?.map_or(target, |further| further.target);
    if let Some(stored) = stored.as_ref().filter(|stored| stored.target == target) {
        return Ok(with_revision(200, stored, read));
    }
    refuse_occupied(&database, path).await?;
    let before = stored.as_ref().map(|stored| RedirectDraft { target: stored.target.clone() });
    let no_loop = Statement::new(format!(
        "INSERT INTO allotments (taken, most) {WAY} SELECT count(*), 0 FROM way WHERE path = ?1"
    ));
    let mut statements = Vec::from(expect_revision(REVISION, path, read));
    statements.extend([
        no_loop.bind(path).bind(path_of(&target)),
        Statement::new("DELETE FROM allotments"),
    ]);
    let upsert_at = statements.len();
    statements.extend([
        Statement::new(REDIRECT_UPSERT).bind(path).bind(target.as_str()),
        Statement::new(REDIRECTS_FOLLOW).bind(path).bind(target.as_str()),
        note(
            context,
            "redirect",
            path,
            before.as_ref(),
            Some(&RedirectDraft { target: target.clone() }),
        ),
    ]);
    let rows = database.batch(statements).await.map_err(|error| refusal(expected, error))?;
    forget_copies(context).await;
    let revision = revision_at(&rows, upsert_at)?;
    let written = Redirect { path: path.to_owned(), target, revision };
    Ok(with_revision(if stored.is_none() { 201 } else { 200 }, &written, revision))
}

/// Nothing would ever follow a redirect from a page that is there.
async fn refuse_occupied(database: &Database, path: &str) -> Result<(), Problem> {
    #[derive(Deserialize)]
    struct Row {
        occupied: u8,
    }
    let row: Option<Row> = database.first(Statement::new(OCCUPIED).bind(path)).await?;
    if row.is_some_and(|row| row.occupied != 0) {
        return Err(Problem::new(
            409,
            "address_in_use",
            "There is a page at this address. Rename or take away what is there first.",
        ));
    }
    Ok(())
}

fn refusal(expected: Option<i64>, error: StoreError) -> Problem {
    if error.violates("there_is_room") { leads_back() } else { changed_meanwhile(expected, error) }
}

/// `DELETE /api/admin/v1/redirects/{path}`
pub async fn delete_redirect(context: &Context, path: &str) -> Result<Answer, Problem> {
    let database = context.platform.database()?;
    let expected = context.expected_revision()?;
    let stored = find(&database, path).await?.ok_or_else(Problem::not_found)?;
    check_expected(expected, stored.revision)?;
    let [expectation, forget] = expect_revision(REVISION, path, stored.revision);
    let delete = Statement::new("DELETE FROM redirects WHERE path = ?1").bind(path);
    let before = RedirectDraft { target: stored.target };
    let note = note(context, "redirect", path, Some(&before), None);
    let batch = vec![expectation, forget, delete, note];
    database.batch(batch).await.map_err(|error| refusal(expected, error))?;
    forget_copies(context).await;
    Ok(Reply::new(204, Body::Empty).into())
}

/// Redirects and addresses that lead nowhere are shared for a minute; a failure leaves them that long.
async fn forget_copies(context: &Context) {
    if let Err(error) = request_purge(&context.platform, &[MOVED_TAG.to_owned()]).await {
        worker::console_warn!("old redirects stay for a minute: {error}");
    }
}
