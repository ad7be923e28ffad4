//! A resource's form on its way to the API: with pictures that were chosen, and a price list in parts.

use serde_json::Value;
use worker::Method;
use worker::wasm_bindgen::JsValue;

use super::Resource;
use super::prices;
use crate::admin::Visit;
use crate::admin::desk::Wish;
use crate::admin::form::{Filled, MAX_FORM_BYTES};
use crate::admin::posted::read_parts;
use crate::kernel::parse_value;
use crate::media::MAX_UPLOAD_BYTES;
use crate::web::{Problem, revision_mismatch};

/// What the names of fields for a file begin with; the name of the field for the picture's hash follows.
const UPLOAD: &str = "_picture.";
/// How often a part is put into a list that others change meanwhile.
const ATTEMPTS: u32 = 3;

/// The form, and why a picture of it was not taken. One that was stands in its field.
pub async fn read(visit: &Visit<'_>) -> Result<(Filled, Result<(), Problem>), Problem> {
    let content_type = visit.cx.header("Content-Type").unwrap_or_default();
    if !content_type.starts_with("multipart/") {
        return Ok((Filled::parse(&visit.cx.body_bytes(MAX_FORM_BYTES).await?), Ok(())));
    }
    let parts = read_parts(visit.cx, MAX_UPLOAD_BYTES).await?;
    // Of several values of a field the first counts.
    let mut pairs = Vec::new();
    let mut outcome = Ok(());
    for (name, file) in parts.files {
        let Some(field) = name.strip_prefix(UPLOAD) else { continue };
        match upload(visit, file).await {
            Ok(hash) => pairs.push((field.to_owned(), hash)),
            Err(problem) if matches!(problem.status, 413 | 415 | 422) => {
                let path = field.split('~').next().unwrap_or(field);
                outcome = Err(Problem::invalid_field(path, problem.detail));
            }
            Err(problem) => return Err(problem),
        }
    }
    pairs.extend(parts.pairs);
    Ok((Filled::new(pairs), outcome))
}

async fn upload(visit: &Visit<'_>, file: JsValue) -> Result<String, Problem> {
    let media: Value = visit.ask(Wish::bytes(Method::Post, "/media", file)).await?.read()?;
    Ok(media.get("hash").and_then(Value::as_str).unwrap_or_default().to_owned())
}

/// Puts it at its address in the API. `revision` is what the form was made from.
pub async fn put(
    visit: &Visit<'_>,
    resource: &Resource,
    path: &str,
    filled: &Filled,
    body: &Value,
    revision: &str,
) -> Result<Value, Problem> {
    let base = parse_value(filled.own(prices::BASE).as_bytes()).unwrap_or_default();
    // What is not there any more is made again of what the form has.
    if resource.folder == "price-lists" && base.is_object() && revision != "0" {
        return put_part(visit, path, body, &base, revision).await;
    }
    let method = if resource.is_single { Method::Patch } else { Method::Put };
    visit.ask(Wish::send(method, path, body).if_match(revision)).await?.read()
}

async fn put_part(
    visit: &Visit<'_>,
    path: &str,
    mine: &Value,
    base: &Value,
    revision: &str,
) -> Result<Value, Problem> {
    let mut refused = revision_mismatch();
    for _ in 0..ATTEMPTS {
        let now: Value = match visit.get(path).await {
            Err(problem) if problem.status == 404 => return Err(revision_mismatch()),
            now => now?,
        };
        let current = now.get("revision").map(Value::to_string).unwrap_or_default();
        if current != revision && !prices::is_as_it_was(&now, base) {
            return Err(revision_mismatch().with("current", prices::theirs(&now, base)));
        }
        let whole = prices::merged(&now, mine, base);
        match visit.ask(Wish::send(Method::Put, path, &whole).if_match(&current)).await {
            Err(problem) if problem.status == 412 => refused = problem,
            Err(problem) => return Err(prices::on_this_page(problem, &whole, mine)),
            Ok(told) => return told.read(),
        }
    }
    // What stands there is not what this form can be compared with.
    refused.more.remove("current");
    Err(Problem { status: 409, ..refused })
}
