//! What the merchant asks of promotions beyond what all terms of sale have.

use super::client::alarm_of;
use super::wire::UsesResource;
use super::{PromotionDraft, uses_of};
use crate::content::{Term, parse_id};
use crate::platform::Statement;
use crate::web::{Answer, Context, Problem, Reply};

/// `GET /api/admin/v1/promotions/{id}/uses`
pub async fn show_uses(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id("id", id)?;
    let sql = format!("SELECT 1 AS known FROM {} WHERE id = ?1", PromotionDraft::TABLE);
    let known = context
        .platform
        .database()?
        .first::<serde_json::Value>(Statement::new(sql).bind(id.as_str()))
        .await?;
    known.ok_or_else(Problem::not_found)?;
    let uses = uses_of(&context.platform, id.as_str(), None).await?;
    Ok(Reply::json(200, &UsesResource { total: uses.total }).into())
}

/// `GET /__dev/promotions/{id}/alarm`: the instant that the object's alarm is set to, or `null`.
pub async fn show_alarm_for_tests(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id("id", id)?;
    Ok(Reply::json(200, &alarm_of(&context.platform, id.as_str()).await?).into())
}
