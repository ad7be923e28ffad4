//! The mailbox of a developer's machine: each letter once by its key, in R2 under `mail/`, where nothing
//! is served from. `routes.rs` knows its pages only where `DEVELOPMENT` is set.

use serde_json::{Value, json};
use worker::{Bucket, Object};

use super::Letter;
use super::mailbox_page::{MailboxPage, letter_policy, mailbox_policy};
use crate::kernel::{Timestamp, parse_value};
use crate::platform::{Platform, StoreError, now};
use crate::web::{Answer, Body, Context, Page, Problem, Reply};

const FOLDER: &str = "mail/";
/// Most that are shown.
const LISTED: usize = 100;

/// Keeps a letter, unless it is there.
pub async fn keep(platform: &Platform, letter: &Letter) -> Result<(), StoreError> {
    let bucket = platform.archive()?;
    let name = format!("{FOLDER}{}", letter.key);
    if bucket.head(&name).await.map_err(StoreError::unavailable)?.is_some() {
        return Ok(());
    }
    let mut kept = json!(letter);
    if let Some(fields) = kept.as_object_mut() {
        fields.insert("at".to_owned(), json!(now()));
    }
    let bytes = kept.to_string().into_bytes();
    bucket.put(name, bytes).execute().await.map_err(StoreError::unavailable)?;
    Ok(())
}

fn when(object: &Object) -> Timestamp {
    let millis = object.uploaded().as_millis();
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

async fn open(bucket: &Bucket, name: &str) -> Result<Option<Value>, StoreError> {
    let Some(object) = bucket.get(name).execute().await.map_err(StoreError::unavailable)? else {
        return Ok(None);
    };
    let Some(body) = object.body() else { return Ok(None) };
    let bytes = body.bytes().await.map_err(StoreError::unavailable)?;
    Ok(parse_value(&bytes).ok())
}

/// The newest first.
async fn read_letters(platform: &Platform) -> Result<Vec<Value>, StoreError> {
    let bucket = platform.archive()?;
    let listed = bucket.list().prefix(FOLDER).execute().await.map_err(StoreError::unavailable)?;
    let mut found = listed.objects();
    found.sort_by_key(|object| std::cmp::Reverse((when(object), object.key())));
    let mut letters = Vec::new();
    for object in found.iter().take(LISTED) {
        letters.extend(open(&bucket, &object.key()).await?);
    }
    Ok(letters)
}

fn wants_json(context: &Context) -> bool {
    context.header("Accept").is_some_and(|accept| accept.contains("application/json"))
}

fn page(context: &Context, letters: &[Value], chosen: Option<&Value>) -> Result<Answer, Problem> {
    let reply = MailboxPage::new(letters, chosen).to_reply(context.now);
    let reply = reply.map_err(|error| Problem::internal(&error.to_string()))?;
    Ok(reply.header("Content-Security-Policy", mailbox_policy()).into())
}

/// `GET /__dev/mail`, for people or as JSON.
pub async fn list_letters(context: &Context) -> Result<Answer, Problem> {
    let letters = read_letters(&context.platform).await?;
    if wants_json(context) {
        return Ok(Reply::json(200, &json!({ "mails": letters })).into());
    }
    page(context, &letters, None)
}

/// `GET /__dev/mail/{key}`, for people or as JSON; with `?as=html` or `?as=text` one of its twins alone.
pub async fn show_letter(context: &Context, key: &str) -> Result<Answer, Problem> {
    let bucket = context.platform.archive()?;
    let found = open(&bucket, &format!("{FOLDER}{key}")).await?;
    let letter = found.ok_or_else(Problem::not_found)?;
    let part = |name: &str| letter.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    match context.query_value("as").as_deref() {
        Some("html") => {
            let reply = Reply::new(200, Body::Html(part("html").into_bytes()));
            Ok(reply.header("Content-Security-Policy", letter_policy()).into())
        }
        Some("text") => Ok(Reply::new(200, Body::Text(part("text"))).into()),
        _ if wants_json(context) => Ok(Reply::json(200, &letter).into()),
        _ => page(context, &read_letters(&context.platform).await?, Some(&letter)),
    }
}
