//! The visitor's own account: where they are signed in, and the way out.

use super::desk::Wish;
use super::sign_in::signed_out;
use super::views::AccountPage;
use super::visit::Visit;
use super::wire::SessionList;
use super::words::encoded;
use crate::content::render;
use crate::web::{Answer, Problem, Reply};

/// `GET /admin/account`
pub async fn show_account(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let sessions: SessionList = visit.get("/me/sessions").await?;
    let notice = match visit.cx.query_value("done").as_deref() {
        Some("ended") => Some("That device is signed out.".to_owned()),
        _ => None,
    };
    let frame = visit.frame("Your account", "account").await.notice(notice);
    let page = AccountPage { frame, sessions: sessions.sessions, now: visit.cx.now };
    render(visit.cx, &page)
}

/// `POST /admin/account/sessions/{session}/end`
pub async fn end_session(visit: &Visit<'_>, session: &str) -> Result<Answer, Problem> {
    visit
        .ask(Wish::delete(format!("/me/sessions/{}", encoded(session))))
        .await
        .or_else(gone_is_fine)?;
    if visit.member.session.as_deref() == Some(session) {
        return Ok(signed_out());
    }
    Ok(Reply::redirect(303, "/admin/account?done=ended".to_owned()).into())
}

/// `POST /admin/account/sign-out-everywhere`
pub async fn sign_out_everywhere(visit: &Visit<'_>) -> Result<Answer, Problem> {
    visit.ask(Wish::delete("/me/sessions")).await?;
    Ok(signed_out())
}

/// What is to end has ended.
pub(super) fn gone_is_fine(problem: Problem) -> Result<super::desk::Told, Problem> {
    if problem.status == 404 {
        return Ok(super::desk::Told { status: 204, body: Vec::new() });
    }
    Err(problem)
}
