//! `GET /api/admin/v1/products/{handle}/preview`: a product of any status as the shop would show it.

use super::admin::parse_handle;
use super::loading::load_preview;
use super::views::ProductPage;
use super::{ProductDocument, Status};
use crate::content::{ShopDocument, read_own_shop, render};
use crate::web::{Answer, Context, Problem};

/// The page, in the shop's own market. It takes the same choices as the shop's.
pub async fn show_preview(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = parse_handle(handle)?;
    let loaded = load_preview(&context.platform.database()?, &handle, context.now).await?;
    let status = loaded.stored.as_ref().map(|stored| stored.draft.status);
    let (status, document) = status.zip(loaded.document).ok_or_else(Problem::not_found)?;
    let own = read_own_shop(context).await?;
    let shop = ShopDocument { announcement: banner(status).to_owned(), ..own.as_ref().clone() };
    let document: ProductDocument = document.in_market(&shop).ok_or_else(Problem::not_found)?;
    let chosen = document
        .choose(&context.query)
        .map_err(|sentence| Problem::new(404, "not_found", sentence))?;
    let page = ProductPage::new(&shop, &document, chosen, &context.origin, context.now).preview();
    match render(context, &page)? {
        Answer::Reply(reply) => Ok(reply.header("X-Robots-Tag", "noindex".to_owned()).into()),
        other => Ok(other),
    }
}

const fn banner(status: Status) -> &'static str {
    match status {
        Status::Draft => "Preview of a draft: visitors do not see this page.",
        Status::Active => "Preview: visitors see this page in the shop.",
        Status::Archived => "Preview of an archived product: visitors do not see this page.",
    }
}
