//! `GET /api/admin/v1/products.jsonl`: the whole catalogue as JSON lines, each the body of a
//! `PUT …/products/{handle}`. It is read page by page and sent while it is read, so that a catalogue of
//! any size takes the memory of one page.

use std::collections::HashMap;

use futures_util::stream;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use worker::Response;

use super::ProductDraft;
use super::rows::{PictureRow, ProductRow, VariantRow};
use crate::content::{load_settings, settings_statement};
use crate::kernel::{Currency, Handle};
use crate::platform::{Platform, Rows, Statement, StoreError};
use crate::web::{Answer, Body, Context, Problem, Reply, parse_query};

/// Products read in one round trip, of up to 100 variants and 100,000 bytes of description.
const PAGE_PRODUCTS: u32 = 25;

#[derive(Debug, Deserialize)]
struct OwnerRow {
    product_id: i64,
}

/// It has none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {}

#[derive(Debug, Deserialize)]
struct TextRow {
    product_id: i64,
    text: String,
}

pub async fn stream_products(context: &Context) -> Result<Answer, Problem> {
    let Parameters {} = parse_query(&context.query)?;
    let answers = context.platform.database()?.batch(vec![settings_statement()]).await?;
    let settings = answers.first().map(load_settings).transpose()?;
    let (settings, _) = settings.ok_or_else(Problem::unavailable)?;
    let (platform, currency) = (context.platform.clone(), settings.currency);
    // Products that come meanwhile have higher ids, and are found as well.
    let pages = stream::try_unfold(Some(0), move |after: Option<i64>| {
        let platform = platform.clone();
        async move {
            let Some(after) = after else { return Ok(None) };
            let page = read_page(&platform, after, currency).await;
            let (lines, next) = page.map_err(|error| {
                worker::console_error!("the catalogue broke off after product {after}: {error}");
                worker::Error::from(error.to_string())
            })?;
            Ok::<_, worker::Error>((!lines.is_empty()).then_some((lines, next)))
        }
    });
    let stream = Response::from_stream(Box::pin(pages)).map_err(StoreError::unavailable)?;
    let (_, body) = stream.into_parts();
    let reply = Reply::new(200, Body::Empty)
        .header("Content-Disposition", "attachment; filename=\"products.jsonl\"".to_owned());
    Ok(Answer::Streamed(reply, "application/jsonl; charset=utf-8", body))
}

/// The lines of the products after an id, and the id to go on after; `None` at the end.
async fn read_page(
    platform: &Platform,
    after: i64,
    currency: Currency,
) -> Result<(Vec<u8>, Option<i64>), StoreError> {
    let page = |sql: &str| {
        let sql =
            sql.replace("$page", "(SELECT id FROM products WHERE id > ?1 ORDER BY id LIMIT ?2)");
        Statement::new(sql).bind(after).bind(PAGE_PRODUCTS)
    };
    let answers = platform
        .database()?
        .batch(vec![
            page("SELECT * FROM products WHERE id > ?1 ORDER BY id LIMIT ?2"),
            page("SELECT product_id, tag AS text FROM product_tags WHERE product_id IN $page ORDER BY product_id, position"),
            page("SELECT product_id, name AS text FROM product_options WHERE product_id IN $page ORDER BY product_id, position"),
            page(
                "SELECT product_id, media.hash, alt, width, height, colour FROM product_media JOIN media USING (hash)
                 WHERE product_id IN $page ORDER BY product_id, position",
            ),
            page("SELECT * FROM variants WHERE product_id IN $page ORDER BY product_id, position"),
        ])
        .await?;
    let [products, tags, options, pictures, variants] = answers.as_slice() else {
        return Err(StoreError::unavailable("five answers were expected"));
    };
    let products: Vec<ProductRow> = products.read()?;
    let (mut tags, mut options) = (texts_by_product(tags)?, texts_by_product(options)?);
    let mut pictures = rows_by_product::<PictureRow>(pictures)?;
    let mut variants = rows_by_product::<VariantRow>(variants)?;
    let mut lines = Vec::new();
    for row in &products {
        let draft = row.to_draft(
            tags.remove(&row.id).unwrap_or_default(),
            options.remove(&row.id).unwrap_or_default(),
            &pictures.remove(&row.id).unwrap_or_default(),
            &variants.remove(&row.id).unwrap_or_default(),
            currency,
        );
        let handle = Handle::parse(&row.handle).map_err(StoreError::unavailable)?;
        let line = ProductDraft { handle: Some(handle), ..draft };
        serde_json::to_writer(&mut lines, &line).map_err(StoreError::unavailable)?;
        lines.push(b'\n');
    }
    let is_full = products.len() == PAGE_PRODUCTS as usize;
    Ok((lines, products.last().map(|row| row.id).filter(|_| is_full)))
}

fn texts_by_product(rows: &Rows) -> Result<HashMap<i64, Vec<String>>, StoreError> {
    let mut found: HashMap<i64, Vec<String>> = HashMap::new();
    for row in rows.read::<TextRow>()? {
        found.entry(row.product_id).or_default().push(row.text);
    }
    Ok(found)
}

fn rows_by_product<T: DeserializeOwned>(rows: &Rows) -> Result<HashMap<i64, Vec<T>>, StoreError> {
    let mut found: HashMap<i64, Vec<T>> = HashMap::new();
    let owners: Vec<OwnerRow> = rows.read()?;
    for (OwnerRow { product_id }, row) in owners.into_iter().zip(rows.read::<T>()?) {
        found.entry(product_id).or_default().push(row);
    }
    Ok(found)
}
