//! `/api/admin/v1/imports`: products from files. The work is done by the consumer of the queue `imports`.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::found::Trouble;
use super::report::{
    Format, ImportList, ImportResource, ImportRow, MAX_KEPT_PROBLEMS, Options, ProblemList,
    ProblemResource, State, problems_csv,
};
use super::{files, store, working};
use crate::inventory::Location;
use crate::kernel::{Timestamp, hex};
use crate::platform::{Database, Statement, StoreError, random_hex};
use crate::web::{
    Answer, Body, Context, Part, Problem, Reply, RequestKey, audited, in_progress, key_reused,
    parse_query,
};

/// Largest file.
const MAX_FILE_BYTES: u64 = 200 * 1024 * 1024;
const MAX_NAME_LENGTH: usize = 200;
/// Problems that stand in the import itself.
const SHOWN_PROBLEMS: u32 = 100;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    format: Option<String>,
    name: Option<String>,
    archive_missing: Option<String>,
    stock: Option<String>,
    pictures: Option<String>,
    run: Option<String>,
}

fn refused(field: &str, sentence: &str) -> Problem {
    Problem { status: 400, ..Problem::invalid_field(field, sentence) }
}

impl Parameters {
    fn format(&self, content_type: &str) -> Result<Format, Problem> {
        let kind = content_type.split(';').next().unwrap_or_default().trim();
        match (self.format.as_deref(), kind) {
            (Some("shopify"), _) | (None, "text/csv") => Ok(Format::Shopify),
            (Some("jsonl"), _)
            | (None, "application/jsonl" | "application/x-ndjson" | "application/json-lines") => {
                Ok(Format::Jsonl)
            }
            _ => Err(refused("format", "Say what the file is: shopify or jsonl.")),
        }
    }

    fn options(&self) -> Result<Options, Problem> {
        let archive_missing = match self.archive_missing.as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => return Err(refused("archive_missing", "Write true or false.")),
        };
        let stock = self.stock.clone().filter(|name| !name.is_empty());
        if stock.as_ref().is_some_and(|name| Location::parse(name).is_none()) {
            let sentence = "Name the location where the quantities were counted: 1 to 64 letters, digits, full stops, underscores or hyphens.";
            return Err(refused("stock", sentence));
        }
        let refetch_pictures = match self.pictures.as_deref() {
            None | Some("new") => false,
            Some("all") => true,
            Some(_) => return Err(refused("pictures", "Fetch new ones, or all.")),
        };
        let run_if_clean = match self.run.as_deref() {
            None | Some("later") => false,
            Some("if_clean") => true,
            Some(_) => return Err(refused("run", "Run it later, or if_clean.")),
        };
        Ok(Options { archive_missing, stock, refetch_pictures, run_if_clean })
    }

    fn name(&self) -> Result<String, Problem> {
        let name = self.name.clone().unwrap_or_default();
        if name.len() > MAX_NAME_LENGTH || name.chars().any(char::is_control) {
            return Err(refused("name", "A file's name has at most 200 bytes."));
        }
        Ok(name)
    }
}

fn draft(context: &Context, byte_length: u64) -> Result<(ImportRow, Options), Problem> {
    let parameters: Parameters = parse_query(&context.query)?;
    let content_type = context.header("Content-Type").unwrap_or_default().to_ascii_lowercase();
    if content_type.starts_with("multipart/") {
        let sentence = "Send the file itself as the body, not a form with a file in it.";
        return Err(Problem::new(415, "unsupported_type", sentence));
    }
    let (format, options, name) =
        (parameters.format(&content_type)?, parameters.options()?, parameters.name()?);
    let row = ImportRow {
        id: random_hex::<16>(),
        format,
        name,
        byte_length,
        options: serde_json::to_string(&options).unwrap_or_default(),
        state: State::Uploading,
        started_by: context.platform.actor(),
        created_at_ms: context.now.as_millis(),
        ..ImportRow::default()
    };
    Ok((row, options))
}

/// `POST /api/admin/v1/imports?format=…`: takes a file and begins its dry run. The same
/// `Idempotency-Key` again is the same import.
pub async fn post_import(context: &Context) -> Result<Answer, Problem> {
    let Some((body, byte_length)) = context.body_stream() else {
        let sentence = "Send the file as the body, with its `Content-Length`.";
        return Err(Problem::new(411, "length_required", sentence));
    };
    if byte_length > MAX_FILE_BYTES {
        let sentence = "A file has at most 200 MiB: send several.";
        return Err(Problem::new(413, "too_large", sentence));
    }
    let (mut row, options) = draft(context, byte_length)?;
    if options.stock.is_some() && !context.platform.may("stock:write") {
        let sentence =
            "Counting stock with a file needs the leave to change stock (`stock:write`).";
        return Err(Problem::new(403, "forbidden", sentence));
    }
    if let Some(key) = context.header("Idempotency-Key") {
        let key = RequestKey::new("imports", &key, b"")?;
        let name = format!("{} {}", row.started_by, key.name);
        row.id = hex(&Sha256::digest(name.as_bytes())).chars().take(32).collect();
    }
    let database = context.platform.database()?;
    if !store::announce(&database, &row, &options).await? {
        let known = store::find(&database, &row.id).await?.ok_or_else(in_progress)?;
        let is_same = (&known.format, &known.name, &known.options, known.byte_length)
            == (&row.format, &row.name, &row.options, row.byte_length);
        if !is_same {
            return Err(key_reused());
        }
        if known.state != State::Uploading {
            context.discard_body().await;
            let answer = Reply::json(200, &resource(&database, &known).await?);
            return Ok(answer.header("Idempotency-Replayed", "true".to_owned()).into());
        }
        let silent =
            Timestamp::from_millis(known.created_at_ms).plus_seconds(store::SILENT_SECONDS);
        if context.now < silent {
            return Err(in_progress());
        }
    }
    if let Err(error) = files::store(&context.platform, &row.id, body, byte_length).await {
        database.batch(vec![store::forget(&row.id)]).await?;
        return Err(error.into());
    }
    let note = serde_json::json!({ "format": row.format, "name": row.name, "byte_length": byte_length, "options": options });
    let noted = audited(&context.platform, "import", &row.id, None, Some(&note.to_string()));
    database.batch(vec![store::uploaded(&row.id, context.now), noted]).await?;
    hint(context, &row.id).await;
    row.state = State::Checking;
    row.at_line = 1;
    let location = format!("/api/admin/v1/imports/{}", row.id);
    let shown = ImportResource::new(&row, Some(Vec::new()));
    Ok(Reply::json(201, &shown).header("Location", location).into())
}

/// The sweep finds what nobody was told of.
async fn hint(context: &Context, id: &str) {
    if let Err(error) = working::send(&context.platform, id).await {
        worker::console_warn!("import {id} waits for the sweep: {error}");
    }
}

async fn find(context: &Context, id: &str) -> Result<(Database, ImportRow), Problem> {
    let database = context.platform.database()?;
    let row = store::find(&database, id).await?.ok_or_else(Problem::not_found)?;
    Ok((database, row))
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

/// `POST /api/admin/v1/imports/{id}/run`: after the dry run. One that runs already goes on running.
pub async fn post_run(context: &Context, id: &str) -> Result<Answer, Problem> {
    let (database, row) = find(context, id).await?;
    if row.state != State::Running {
        let mut statements = store::begin_statements(&row.id, context.now);
        statements.push(audited(
            &context.platform,
            "import",
            id,
            Some("\"checked\""),
            Some("\"running\""),
        ));
        match database.batch(statements).await {
            Ok(_) => hint(context, &row.id).await,
            Err(error) if error.violates("revision_matches") => {
                return Err(Problem::new(409, "not_checked", why_not(&row)));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let (database, row) = find(context, id).await?;
    Ok(Reply::json(202, &resource(&database, &row).await?).into())
}

fn why_not(row: &ImportRow) -> &'static str {
    match row.state {
        State::Uploading | State::Checking => "The dry run goes on. Run it when it is over.",
        State::Cancelled => "It was cancelled. Send the file again.",
        State::Failed => "The file could not be read. Mend it and send it again.",
        State::Done => "It is done. Send the file again to import it once more.",
        State::Checked | State::Running => {
            "Its file is not kept any more, or somebody was faster. Look again."
        }
    }
}

/// `POST /api/admin/v1/imports/{id}/cancellation`. What was changed stays changed.
pub async fn post_cancellation(context: &Context, id: &str) -> Result<Answer, Problem> {
    let (database, row) = find(context, id).await?;
    if matches!(row.state, State::Done | State::Failed) {
        let sentence = "It has ended already: there is nothing to cancel.";
        return Err(Problem::new(409, "ended", sentence));
    }
    if row.state != State::Cancelled {
        let noted = audited(&context.platform, "import", id, None, Some("\"cancelled\""));
        database.batch(vec![store::cancel(id, context.now), noted]).await?;
    }
    let (database, row) = find(context, id).await?;
    Ok(Reply::json(200, &resource(&database, &row).await?).into())
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
