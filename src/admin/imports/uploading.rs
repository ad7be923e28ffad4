//! A file that comes by the form. Its bytes stay on the platform's side.

use worker::Method;

use super::pages::list_page;
use crate::admin::Visit;
use crate::admin::desk::Wish;
use crate::admin::form::{Filled, FormState};
use crate::admin::posted::{Posted, read_posted};
use crate::admin::refusing::{fresh_key, lead_to};
use crate::content::render;
use crate::imports::ImportResource;
use crate::web::{Answer, Problem};

/// Largest file that a form can send: the platform holds it whole while it reads the form. Larger ones go
/// to the API, which streams them.
const MAX_FORM_FILE_BYTES: u32 = 32 * 1024 * 1024;
/// Longest name of a file that the API takes, in bytes.
const MAX_NAME_BYTES: usize = 200;

/// `POST /admin/imports`
pub async fn post_file(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let posted = match read_posted(visit.cx, "_file", MAX_FORM_FILE_BYTES).await {
        Err(problem) if problem.status == 413 => {
            let sentence = "A form sends at most 32 MB. Split the file, or send it to the API.";
            let problem = Problem { status: 413, ..Problem::invalid_field("_file", sentence) };
            let form = FormState::refused(Filled::new([]), &problem);
            return render(visit.cx, &list_page(visit, form, fresh_key(), 413).await?);
        }
        posted => posted?,
    };
    match send(visit, &posted).await {
        Ok(id) => Ok(lead_to(format!("/admin/imports/{id}"))),
        Err(problem) if matches!(problem.status, 403 | 404) => Err(problem),
        Err(problem) => {
            let key = posted.filled.own("_key").to_owned();
            // While nobody knows what became of it, another try is the same wish.
            let key = if problem.status >= 500 { key } else { fresh_key() };
            let form = FormState::refused(posted.filled, &problem);
            render(visit.cx, &list_page(visit, form, key, problem.status).await?)
        }
    }
}

async fn send(visit: &Visit<'_>, posted: &Posted) -> Result<String, Problem> {
    let name = posted.file_name();
    let file = posted
        .file
        .clone()
        .ok_or_else(|| Problem::invalid_field("_file", "Choose a file first."))?;
    let typed = |field: &str| posted.filled.typed(field).unwrap_or_default().trim();
    let format = match typed("format") {
        "" => format_of(&name),
        format => format,
    };
    let kept: String = name.chars().filter(|letter| !letter.is_control()).collect();
    let end = (0..=MAX_NAME_BYTES).rev().find(|end| kept.is_char_boundary(*end));
    let kept = end.and_then(|end| kept.get(..end)).unwrap_or(&kept);
    let archives = !typed("archive_missing").is_empty();
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("format", format).append_pair("name", kept);
    query.append_pair("archive_missing", if archives { "true" } else { "false" });
    if !typed("stock").is_empty() {
        query.append_pair("stock", typed("stock"));
    }
    let wish = Wish::bytes(Method::Post, format!("/imports?{}", query.finish()), file)
        .once(posted.filled.own("_key"));
    let import: ImportResource = visit.ask(wish).await?.read()?;
    Ok(import.id)
}

fn format_of(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("jsonl" | "ndjson" | "json") => "jsonl",
        _ => "shopify",
    }
}
