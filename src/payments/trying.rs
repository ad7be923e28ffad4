//! Calls to gateways on their own, for tests: reachable only in development.

use super::sending::{configured, open_circuits, send};
use super::{Call, GatewayId};
use crate::web::{Answer, Context, Problem, Reply};

/// `POST /__dev/gateways/{gateway}/calls`: sends a call and answers with what became of it.
pub async fn send_for_tests(context: &Context, gateway: &str) -> Result<Answer, Problem> {
    let id = GatewayId::parse(gateway).ok_or_else(Problem::not_found)?;
    let call: Call = context.body_json().await?;
    let gateways = configured(&context.platform);
    Ok(Reply::json(200, &send(&context.platform, &gateways, id, &call).await).into())
}

/// `GET /__dev/gateways`: those whose circuit is open.
pub async fn list_open_circuits_for_tests(context: &Context) -> Result<Answer, Problem> {
    let gateways = configured(&context.platform);
    Ok(Reply::json(200, &open_circuits(&context.platform, &gateways).await).into())
}
