//! Admin endpoints for products.

use serde::Serialize;

use super::ProductDraft;
use super::commands::{Change, archive_product, put_product};
use super::rows::StoredProduct;
use super::store::find_product;
use crate::kernel::{Handle, Timestamp};
use crate::web::{Answer, Context, Problem, Reply};

/// A product as the merchant edits it, with what the shop adds.
#[derive(Debug, Serialize)]
struct ProductResource<'a> {
    handle: &'a str,
    revision: i64,
    created_at: Timestamp,
    updated_at: Timestamp,
    #[serde(flatten)]
    product: &'a ProductDraft,
}

pub(super) fn parse_handle(handle: &str) -> Result<Handle, Problem> {
    Handle::parse(handle).map_err(|error| Problem::invalid_field("handle", error.to_string()))
}

fn product_reply(status: u16, stored: &StoredProduct) -> Answer {
    let resource = ProductResource {
        handle: &stored.row.handle,
        revision: stored.row.revision,
        created_at: Timestamp::from_millis(stored.row.created_at_ms),
        updated_at: Timestamp::from_millis(stored.row.updated_at_ms),
        product: &stored.draft,
    };
    Reply::json(status, &resource).header("ETag", format!("\"{}\"", stored.row.revision)).into()
}

/// `GET /api/admin/v1/products/{handle}`
pub async fn get_product(context: &Context, handle: &str) -> Result<Answer, Problem> {
    context.require_admin()?;
    let handle = parse_handle(handle)?;
    let (_, stored) = find_product(&context.platform.database()?, &handle).await?;
    Ok(product_reply(200, &stored.ok_or_else(Problem::not_found)?))
}

/// `PUT /api/admin/v1/products/{handle}`: creates or replaces the whole product. Another `handle`
/// in the body renames it. `If-Match` guards against a change that came first.
pub async fn put(context: &Context, handle: &str) -> Result<Answer, Problem> {
    context.require_admin()?;
    let handle = parse_handle(handle)?;
    let expected = context.expected_revision()?;
    let draft: ProductDraft = context.body_json().await?;
    let target = draft.handle.clone().unwrap_or_else(|| handle.clone());
    let change = put_product(&context.platform, &handle, draft, expected, context.now).await?;
    let (_, stored) = find_product(&context.platform.database()?, &target).await?;
    let status = if change == Change::Created { 201 } else { 200 };
    Ok(product_reply(status, &stored.ok_or_else(Problem::unavailable)?))
}

/// `DELETE /api/admin/v1/products/{handle}` archives it.
pub async fn archive(context: &Context, handle: &str) -> Result<Answer, Problem> {
    context.require_admin()?;
    let handle = parse_handle(handle)?;
    let expected = context.expected_revision()?;
    archive_product(&context.platform, &handle, expected, context.now).await?;
    let (_, stored) = find_product(&context.platform.database()?, &handle).await?;
    Ok(product_reply(200, &stored.ok_or_else(Problem::not_found)?))
}
