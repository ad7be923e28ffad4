//! The test gateway's page, and what is done on it. 404 where `TEST_GATEWAY` is not "1".

use serde_json::{Value, json};

use super::super::reading::text;
use super::super::sending::configured;
use super::PlayedSession;
use super::object::object;
use super::views::GatewayPage;
use crate::content::render;
use crate::web::{Answer, Context, Form, MAX_FORM_BYTES, Problem, Reply, require_same_origin};

fn require_gateway(context: &Context) -> Result<(), Problem> {
    let is_on = configured(&context.platform).test().is_some();
    is_on.then_some(()).ok_or_else(Problem::not_found)
}

async fn find(context: &Context, id: &str) -> Result<PlayedSession, Problem> {
    let found: Option<PlayedSession> = object(&context.platform)?.call("/sessions", &id).await?;
    found.ok_or_else(Problem::not_found)
}

/// `GET /test-gateway/sessions/{id}`
pub async fn show_session(context: &Context, id: &str) -> Result<Answer, Problem> {
    require_gateway(context)?;
    let session = find(context, id).await?;
    let was_declined = context.query_value("said").as_deref() == Some("declined");
    render(context, &GatewayPage::new(&session, was_declined))
}

/// `POST /test-gateway/sessions/{id}`, with `deed` and `webhooks`.
pub async fn act_on_session(context: &Context, id: &str) -> Result<Answer, Problem> {
    require_gateway(context)?;
    require_same_origin(context)?;
    let form = Form::parse(&context.body_bytes(MAX_FORM_BYTES).await?);
    let (deed, webhooks) = (form.text("deed"), form.text("webhooks"));
    let asked = json!({"id": id, "deed": deed, "webhooks": webhooks});
    let done: Value = object(&context.platform)?.call("/deeds", &asked).await?;
    match text(&done, "led").unwrap_or_default() {
        "to" => {
            let url = text(&done, "url").unwrap_or("/").to_owned();
            Ok(Reply::redirect(303, url).into())
        }
        "nowhere" => Err(Problem::new(
            504,
            "answer_lost",
            "You paid, and the answer was lost on the way back, as you wished. The shop finds out by itself.",
        )),
        "unknown" => Err(Problem::not_found()),
        "not_now" => Err(Problem::new(
            409,
            "not_now",
            "That cannot be done with this payment any more. Go back and load its page again.",
        )),
        _ => {
            let said = if deed == "decline" { "?said=declined" } else { "" };
            let back = format!("/test-gateway/sessions/{id}{said}");
            Ok(Reply::redirect(303, back).into())
        }
    }
}
