//! `POST /api/admin/v1/imports`: takes a file. Each upload has an import and a file of its own from its first
//! byte on, which no other upload touches; only one that came to its end is seen by anybody.

use serde::Deserialize;

use super::api::{hint, refused};
use super::report::{Format, ImportResource, ImportRow, Options, State};
use super::{files, store};
use crate::inventory::Location;
use crate::kernel::from_json;
use crate::platform::{Database, Statement, StoreError, random_hex};
use crate::web::{Answer, Context, Once, Problem, Reply, RequestKey, audited, once, parse_query};

const ROUTE: &str = "POST /api/admin/v1/imports";
/// Largest file.
const MAX_FILE_BYTES: u64 = 200 * 1024 * 1024;
const MAX_NAME_LENGTH: usize = 200;

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

fn draft(context: &Context, byte_length: u64) -> Result<ImportRow, Problem> {
    let parameters: Parameters = parse_query(&context.query)?;
    let content_type = context.header("Content-Type").unwrap_or_default().to_ascii_lowercase();
    if content_type.starts_with("multipart/") {
        let sentence = "Send the file itself as the body, not a form with a file in it.";
        return Err(Problem::new(415, "unsupported_type", sentence));
    }
    let (format, options, name) =
        (parameters.format(&content_type)?, parameters.options()?, parameters.name()?);
    Ok(ImportRow {
        id: random_hex::<16>(),
        format,
        name,
        byte_length,
        options: serde_json::to_string(&options).unwrap_or_default(),
        state: State::Uploading,
        started_by: context.platform.actor(),
        created_at_ms: context.now.as_millis(),
        ..ImportRow::default()
    })
}

/// Counting stock with a file takes the leave to change stock, of whoever sends it and of whoever runs it.
pub fn require_stock(context: &Context, options: &Options) -> Result<(), Problem> {
    if options.stock.is_none() || context.platform.may("stock:write") {
        return Ok(());
    }
    let sentence = "Counting stock with a file needs the leave to change stock (`stock:write`).";
    Err(Problem::new(403, "forbidden", sentence))
}

/// `POST /api/admin/v1/imports?format=…`: takes a file and begins its dry run.
pub async fn post_import(context: &Context) -> Result<Answer, Problem> {
    let Some((body, byte_length)) = context.body_stream() else {
        let sentence = "Send the file as the body, with its `Content-Length`.";
        return Err(Problem::new(411, "length_required", sentence));
    };
    if byte_length > MAX_FILE_BYTES {
        let sentence = "A file has at most 200 MiB: send several.";
        return Err(Problem::new(413, "too_large", sentence));
    }
    if byte_length == 0 {
        return Err(Problem::new(400, "malformed", "The file is empty."));
    }
    let row = draft(context, byte_length)?;
    require_stock(context, &row.options())?;
    // A key that is none is refused before the file is taken.
    if let Some(key) = context.header("Idempotency-Key") {
        RequestKey::new(ROUTE, &key, b"")?;
    }
    let database = context.platform.database()?;
    database.batch(vec![store::announce(&row)]).await?;
    let kept = match files::store(&context.platform, &row.id, body, byte_length).await {
        Ok(digest) => begin(context, &database, &row, &digest).await,
        Err(error) => Err(error.into()),
    };
    match kept {
        Ok((_, true)) => hint(context, &row.id).await,
        _ => give_up(context, &database, &row.id).await,
    }
    kept.map(|(answer, _)| with_location(answer))
}

/// A repetition is answered with what was kept of the first answer, which is its body.
fn with_location(answer: Answer) -> Answer {
    #[derive(Deserialize)]
    struct Shown {
        id: String,
    }
    let Answer::Reply(reply) = answer else { return answer };
    match from_json::<Shown>(reply.body.as_bytes()) {
        Ok(Shown { id }) => reply.header("Location", format!("/api/admin/v1/imports/{id}")).into(),
        Err(_) => reply.into(),
    }
}

/// The file is there: its dry run begins, unless it came before under the same key. Whether it does.
async fn begin(
    context: &Context,
    database: &Database,
    row: &ImportRow,
    digest: &str,
) -> Result<(Answer, bool), Problem> {
    let (format, name) = (row.format.as_str(), &row.name);
    let wish = format!("{format} {name:?} {} {} {digest}", row.options, row.byte_length);
    let guard = match once(context, ROUTE, wish.as_bytes()).await? {
        Once::Replay(answer) => return Ok((answer, false)),
        Once::First(guard) => guard,
    };
    let begun = ImportRow { state: State::Checking, at_line: 1, ..row.clone() };
    let shown = ImportResource::new(&begun, Some(Vec::new()));
    let note = serde_json::json!({ "format": row.format, "name": name, "byte_length": row.byte_length, "options": row.options() });
    let mut statements: Vec<Statement> = guard.keep(201, &shown).into_iter().collect();
    statements.extend(store::uploaded_statements(&row.id, context.now));
    let note = note.to_string();
    statements.push(audited(&context.platform, "import", &row.id, None, Some(&note)));
    if let Err(error) = database.batch(statements).await {
        return Ok((guard.or_replay(context, error).await?, false));
    }
    Ok((Reply::json(201, &shown).into(), true))
}

/// Takes back what was announced, and its file. What cannot be taken back now is by the sweep.
async fn give_up(context: &Context, database: &Database, id: &str) {
    let given_up = async {
        // One whose dry run began after all keeps its file.
        if store::take_back(database, id).await? {
            files::delete(&context.platform, id).await?;
            store::forget(database, id).await?;
        }
        Ok::<_, StoreError>(())
    };
    if let Err(error) = given_up.await {
        worker::console_warn!("the upload {id} waits for the sweep: {error}");
    }
}
