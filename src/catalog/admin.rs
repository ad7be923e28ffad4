//! Admin endpoints for products.

use super::ProductDraft;
use super::admin_wire::ProductAnswer;
use super::commands::{self, Saved};
use super::store::find_product;
use crate::kernel::Handle;
use crate::web::{Answer, Context, Problem, Reply};

pub(super) fn parse_handle(handle: &str) -> Result<Handle, Problem> {
    Handle::parse(handle).map_err(|error| Problem::invalid_field("handle", error.to_string()))
}

fn product_reply(saved: &Saved) -> Answer {
    let resource = ProductAnswer {
        handle: saved.handle.as_str(),
        revision: saved.revision,
        created_at: saved.created_at,
        updated_at: saved.updated_at,
        product: &saved.product,
    };
    Reply::json(if saved.created { 201 } else { 200 }, &resource)
        .header("ETag", format!("\"{}\"", saved.revision))
        .into()
}

/// `GET /api/admin/v1/products/{handle}`
pub async fn get_product(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = parse_handle(handle)?;
    let (_, stored) = find_product(&context.platform.database()?, &handle).await?;
    let stored = stored.ok_or_else(Problem::not_found)?;
    Ok(product_reply(&Saved::unchanged(stored, handle)))
}

/// `PUT /api/admin/v1/products/{handle}`: creates or replaces the whole product. Another `handle`
/// in the body renames it. `If-Match` guards against a change that came first.
pub async fn put_product(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = parse_handle(handle)?;
    let expected = context.expected_revision()?;
    let draft: ProductDraft = context.body_json().await?;
    let saved =
        commands::put_product(&context.platform, &handle, draft, expected, context.now).await?;
    Ok(product_reply(&saved))
}

/// `DELETE /api/admin/v1/products/{handle}` archives it.
pub async fn archive_product(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = parse_handle(handle)?;
    let expected = context.expected_revision()?;
    let saved =
        commands::archive_product(&context.platform, &handle, expected, context.now).await?;
    Ok(product_reply(&saved))
}
