//! `/api/admin/v1/imports`: products from files. The work is done by the consumer of the queue `imports`.

use serde::Deserialize;

use super::found::Trouble;
use super::report::{
    ImportList, ImportResource, ImportRow, MAX_KEPT_PROBLEMS, ProblemList, ProblemResource, State,
    problems_csv,
};
use super::upload::require_stock;
use super::{store, working};
use crate::platform::{Database, Statement, StoreError};
use crate::web::{
    Answer, Body, Context, Guard, MAX_BODY_BYTES, Once, Part, Problem, Reply, audited, once,
    parse_query,
};

/// Problems that stand in the import itself.
const SHOWN_PROBLEMS: u32 = 100;

pub(super) fn refused(field: &str, sentence: &str) -> Problem {
    Problem { status: 400, ..Problem::invalid_field(field, sentence) }
}

/// The sweep finds what nobody was told of.
pub(super) async fn hint(context: &Context, id: &str) {
    if let Err(error) = working::send(&context.platform, id).await {
        worker::console_warn!("import {id} waits for the sweep: {error}");
    }
}

async fn find(context: &Context, id: &str) -> Result<(Database, ImportRow), Problem> {
    let database = context.platform.database()?;
    // Nobody was told of one whose file is on its way.
    let row = store::find(&database, id).await?.filter(|row| row.state != State::Uploading);
    Ok((database, row.ok_or_else(Problem::not_found)?))
}

async fn resource(database: &Database, row: &ImportRow) -> Result<ImportResource, StoreError> {
    let problems = problems(database, &row.id, -1, SHOWN_PROBLEMS).await?;
    let problems = problems.into_iter().map(|(_, problem)| problem).collect();
    Ok(ImportResource::new(row, Some(problems)))
}

/// `GET /api/admin/v1/imports/{id}`
pub async fn get_import(context: &Context, id: &str) -> Result<Answer, Problem> {
    let (database, row) = find(context, id).await?;
    Ok(Reply::json(200, &resource(&database, &row).await?).into())
}

/// `GET /api/admin/v1/imports`, the newest first.
pub async fn list_imports(context: &Context) -> Result<Answer, Problem> {
    let part = Part::parse(&context.query)?;
    let cursor = part.cursor.as_deref().map(|cursor| {
        let (at, id) = cursor.split_once('-')?;
        Some((at.parse::<i64>().ok()?, id.to_owned()))
    });
    let wrong = || refused("cursor", "Take the cursor that the list before gave.");
    let (at, id) = match cursor {
        None => (i64::MAX >> 10, String::new()),
        Some(cursor) => cursor.ok_or_else(wrong)?,
    };
    let statement = Statement::new(
        "SELECT * FROM imports WHERE (created_at_ms, id) < (?1, ?2) AND state <> 'uploading'
         ORDER BY created_at_ms DESC, id DESC LIMIT ?3",
    );
    let rows: Vec<ImportRow> =
        context.platform.database()?.rows(statement.bind(at).bind(id).bind(part.limit()?)).await?;
    let last = rows.last().map(|row| format!("{}-{}", row.created_at_ms, row.id));
    let next_cursor = part.next(rows.len(), last)?;
    let imports = rows.iter().map(|row| ImportResource::new(row, None)).collect();
    Ok(Reply::json(200, &ImportList { imports, next_cursor }).into())
}

/// `POST /api/admin/v1/imports/{id}/run`: after the dry run, or again after it stopped. One that runs already
/// goes on running.
pub async fn post_run(context: &Context, id: &str) -> Result<Answer, Problem> {
    let (database, row) = find(context, id).await?;
    let guard = match once_for(context, id, "run").await? {
        Once::Replay(answer) => return Ok(answer),
        Once::First(guard) => guard,
    };
    require_stock(context, &row.options())?;
    if row.state == State::Running {
        return already(context, &guard, 202, &row).await;
    }
    let was = serde_json::to_string(&row.state).unwrap_or_default();
    let begun = row.begun(context.platform.actor(), context.now);
    let shown = ImportResource::new(&begun, Some(Vec::new()));
    let mut statements: Vec<Statement> = guard.keep(202, &shown).into_iter().collect();
    statements.extend(store::begin_statements(&begun, context.now));
    statements.push(audited(&context.platform, "import", id, Some(&was), Some("\"running\"")));
    match database.batch(statements).await {
        Ok(_) => hint(context, id).await,
        Err(error) if error.violates("revision_matches") => {
            let (_, row) = find(context, id).await?;
            if row.state != State::Running {
                return Err(Problem::new(409, "not_checked", why_not(&row)));
            }
            return already(context, &guard, 202, &row).await;
        }
        Err(error) => return guard.or_replay(context, error).await,
    }
    Ok(Reply::json(202, &shown).into())
}

fn why_not(row: &ImportRow) -> &'static str {
    match row.state {
        State::Uploading | State::Checking => "The dry run goes on. Run it when it is over.",
        State::Cancelled => "It was cancelled. Send the file again.",
        State::Failed if row.begun_at_ms.is_none() => {
            "The file could not be read. Mend it and send it again."
        }
        State::Done => "It is done. Send the file again to import it once more.",
        State::Checked | State::Running | State::Failed => {
            "Its file is not kept any more. Send it again."
        }
    }
}

/// `POST /api/admin/v1/imports/{id}/cancellation`. What was changed stays changed.
pub async fn post_cancellation(context: &Context, id: &str) -> Result<Answer, Problem> {
    let (database, row) = find(context, id).await?;
    let guard = match once_for(context, id, "cancellation").await? {
        Once::Replay(answer) => return Ok(answer),
        Once::First(guard) => guard,
    };
    if row.state == State::Cancelled {
        return already(context, &guard, 200, &row).await;
    }
    let was = serde_json::to_string(&row.state).unwrap_or_default();
    let shown = resource(&database, &row).await?;
    let ended_at = Some(context.now);
    let shown = ImportResource { state: State::Cancelled, ended_at, ..shown };
    let mut statements: Vec<Statement> = guard.keep(200, &shown).into_iter().collect();
    statements.extend(store::cancel_statements(id, context.now));
    statements.push(audited(&context.platform, "import", id, Some(&was), Some("\"cancelled\"")));
    match database.batch(statements).await {
        Ok(_) => Ok(Reply::json(200, &shown).into()),
        Err(error) if error.violates("revision_matches") => {
            let (_, row) = find(context, id).await?;
            if row.state == State::Cancelled {
                return already(context, &guard, 200, &row).await;
            }
            let sentence = "It has ended already: there is nothing to cancel.";
            Err(Problem::new(409, "ended", sentence))
        }
        Err(error) => guard.or_replay(context, error).await,
    }
}

/// Whether this was done to the import before.
async fn once_for(context: &Context, id: &str, deed: &str) -> Result<Once, Problem> {
    let bytes = context.body_bytes(MAX_BODY_BYTES).await?;
    once(context, &format!("POST /api/admin/v1/imports/{id}/{deed}"), &bytes).await
}

/// Somebody else was first. The answer is kept all the same: a repetition is told the same, and nothing else
/// may come under its key.
async fn already(
    context: &Context,
    guard: &Guard,
    status: u16,
    row: &ImportRow,
) -> Result<Answer, Problem> {
    let database = context.platform.database()?;
    let shown = resource(&database, row).await?;
    if let Some(kept) = guard.keep(status, &shown)
        && let Err(error) = database.batch(vec![kept]).await
    {
        return guard.or_replay(context, error).await;
    }
    Ok(Reply::json(status, &shown).into())
}

/// With their numbers, those after `after`.
async fn problems(
    database: &Database,
    id: &str,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, ProblemResource)>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        number: i64,
        line: u32,
        column: String,
        reason: String,
        is_warning: u8,
    }
    let statement = Statement::new(
        "SELECT number, line, column_name AS column, reason, is_warning FROM import_problems
         WHERE import_id = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
    );
    let rows: Vec<Row> = database.rows(statement.bind(id).bind(after).bind(limit)).await?;
    let problems = rows.into_iter().map(|Row { number, line, column, reason, is_warning }| {
        (number, Trouble { line, column, reason, is_warning }.into())
    });
    Ok(problems.collect())
}

/// `GET /api/admin/v1/imports/{id}/problems`, in the order of the file; as a table with `as=csv` or
/// `Accept: text/csv`, then all that are kept.
pub async fn list_problems(context: &Context, id: &str) -> Result<Answer, Problem> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Query {
        cursor: Option<String>,
        limit: Option<String>,
        #[serde(rename = "as")]
        form: Option<String>,
    }
    let Query { cursor, limit, form } = parse_query(&context.query)?;
    let accepted = context.header("Accept").unwrap_or_default();
    let is_table = match form.as_deref() {
        None => accepted.starts_with("text/csv"),
        Some("csv") => true,
        Some("json") => false,
        Some(_) => return Err(refused("as", "Ask for json or csv.")),
    };
    let (database, row) = find(context, id).await?;
    if is_table {
        let all = problems(&database, id, -1, MAX_KEPT_PROBLEMS).await?;
        let all: Vec<ProblemResource> = all.into_iter().map(|(_, problem)| problem).collect();
        let bytes = problems_csv(&all).into_bytes();
        let body = Body::Bytes { content_type: "text/csv; charset=utf-8", bytes };
        let name = format!("attachment; filename=\"import-{id}-problems.csv\"");
        return Ok(Reply::new(200, body).header("Content-Disposition", name).into());
    }
    let part = Part::new(cursor, limit);
    let after = part.cursor.as_deref().map_or(Ok(-1), str::parse);
    let after =
        after.map_err(|_| refused("cursor", "Take the cursor that the list before gave."))?;
    let found = problems(&database, id, after, part.limit()?).await?;
    let next_cursor = part.next(found.len(), found.last().map(|(number, _)| number.to_string()))?;
    let (error_count, warning_count) = (row.error_count, row.warning_count);
    let problems = found.into_iter().map(|(_, problem)| problem).collect();
    Ok(Reply::json(200, &ProblemList { error_count, warning_count, problems, next_cursor }).into())
}
