//! When a cart's object wakes by itself, for tests: reachable only in development.

use super::CartId;
use crate::kernel::Timestamp;
use crate::web::{Answer, Context, Problem, Reply};

/// `GET /__dev/carts/{id}/alarm`: the instant that the object's alarm is set to, or `null`.
pub async fn show_alarm_for_tests(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = CartId::parse(id).ok_or_else(Problem::not_found)?;
    let object = context.platform.object("CART", id.as_str())?;
    let planned: Option<i64> = object.call("/plans", &()).await?;
    Ok(Reply::json(200, &planned.map(Timestamp::from_millis)).into())
}
