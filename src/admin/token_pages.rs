//! The pages of the tokens that programs ask with.

use worker::Method;

use super::account_pages::gone_is_fine;
use super::desk::Wish;
use super::form::{Filled, FormState, MAX_FORM_BYTES};
use super::views::{MadeTokenPage, TokenFormPage, TokensPage};
use super::visit::Visit;
use super::wire::{MadeToken, TokenList};
use super::words::encoded;
use crate::content::render;
use crate::platform::random_hex;
use crate::web::{Answer, Problem, Reply};

/// `GET /admin/tokens`
pub async fn list_tokens(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let tokens: TokenList = visit.get("/tokens?limit=100").await?;
    let notice = match visit.cx.query_value("done").as_deref() {
        Some("revoked") => Some("Revoked. Whoever uses it is refused from now on.".to_owned()),
        _ => None,
    };
    let (live, revoked) = tokens.tokens.into_iter().partition(|token| token.revoked_at.is_none());
    let frame = visit.frame("API tokens", "tokens").await.notice(notice);
    render(visit.cx, &TokensPage { frame, live, revoked, now: visit.cx.now })
}

/// `GET /admin/tokens/new`
pub async fn show_new_token(visit: &Visit<'_>) -> Result<Answer, Problem> {
    show(visit, FormState::default(), random_hex::<16>(), 200).await
}

/// `POST /admin/tokens`: answers with the page that has the secret, which nothing keeps.
pub async fn make_token(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let filled = Filled::parse(&visit.cx.body_bytes(MAX_FORM_BYTES).await?);
    let key = filled.own("_key").to_owned();
    let mut draft = filled.json()?;
    // A form without a tick has no such field.
    if let Some(fields) = draft.as_object_mut() {
        fields.entry("scopes").or_insert_with(|| serde_json::Value::Array(Vec::new()));
    }
    let wish = Wish::send(Method::Post, "/tokens", &draft).once(&key);
    match visit.ask(wish).await {
        Ok(told) => {
            let token: MadeToken = told.read()?;
            let frame = visit.frame(token.title.clone(), "tokens").await;
            render(visit.cx, &MadeTokenPage { frame, token })
        }
        Err(problem) if problem.status == 403 && problem.errors.is_empty() => Err(problem),
        Err(problem) => {
            let form = FormState::refused(filled, &problem);
            show(visit, form, key, problem.status).await
        }
    }
}

/// `POST /admin/tokens/{id}/revocation`
pub async fn revoke_token(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    visit.ask(Wish::delete(format!("/tokens/{}", encoded(id)))).await.or_else(gone_is_fine)?;
    Ok(Reply::redirect(303, "/admin/tokens?done=revoked".to_owned()).into())
}

async fn show(
    visit: &Visit<'_>,
    form: FormState,
    key: String,
    status: u16,
) -> Result<Answer, Problem> {
    let frame = visit.frame("New API token", "tokens").await;
    render(visit.cx, &TokenFormPage { frame, status, form, key })
}
