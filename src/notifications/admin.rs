//! What the merchant sees of mails.

use super::undeliverable;
use crate::web::{Answer, Context, Problem, Reply};

/// `GET /api/admin/v1/undeliverable-mails`: what no provider took, the newest first.
pub async fn list_undeliverable_mails(context: &Context) -> Result<Answer, Problem> {
    let list = undeliverable::list(&context.platform.database()?).await?;
    Ok(Reply::json(200, &list).into())
}
