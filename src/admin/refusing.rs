//! Refusals as pages of the desk, and forms that are shown again with what stands against them.

use super::views::{ClosedPage, ProblemPage};
use super::visit::{Visit, find_visit};
use crate::platform::random_hex;
use crate::web::{Answer, Body, Context, Form, MAX_FORM_BYTES, Page, Problem, Reply};

/// The refusal of something below `/admin`. It must never fail itself: where nobody is found to be
/// signed in, it names nothing of the shop.
pub async fn problem_page(context: &Context, problem: &Problem) -> Reply {
    let title = match problem.status {
        403 => "Not open to you",
        404 => "Nothing is here",
        _ => problem.title,
    };
    let page = match find_visit(context).await {
        Ok(Some(visit)) => {
            let frame = visit.frame(title, "").await;
            ProblemPage { frame, detail: sentence(&visit, problem) }.to_reply(context.now)
        }
        _ => ClosedPage::new(title, &problem.detail).to_reply(context.now),
    };
    let plain = || Reply::new(problem.status, Body::Text(problem.detail.clone()));
    let reply = page.unwrap_or_else(|_| plain());
    problem.decorate(Reply { status: problem.status, ..reply })
}

fn sentence(visit: &Visit<'_>, problem: &Problem) -> String {
    if problem.status == 403 && problem.name() != "cross_site" {
        let role = visit.member.role.as_str();
        return format!(
            "Your role here is {role}, which does not cover this page. An owner of the shop can change that."
        );
    }
    problem.detail.clone()
}

/// A page with the status of the refusal that it shows.
pub(super) fn show<P: Page>(
    context: &Context,
    page: &P,
    problem: Option<&Problem>,
) -> Result<Answer, Problem> {
    let reply = page.to_reply(context.now);
    let reply = reply.map_err(|error| Problem::internal(&error.to_string()))?;
    Ok(match problem {
        Some(problem) => problem.decorate(Reply { status: problem.status, ..reply }).into(),
        None => reply.into(),
    })
}

/// The fields of a form that one of the desk's own pages sent.
pub(super) async fn read_form(context: &Context) -> Result<Form, Problem> {
    Ok(Form::parse(&context.body_bytes(MAX_FORM_BYTES).await?))
}

/// What a form is known again by when it is sent twice.
pub(super) fn fresh_key() -> String {
    random_hex::<16>()
}

/// The key of a form that is shown again: its own while nobody knows what became of it, else a new
/// one, since another try is another wish.
pub(super) fn key_after(problem: &Problem, form: &Form) -> String {
    let key = form.text("_key");
    if problem.status >= 500 && !key.is_empty() { key.to_owned() } else { fresh_key() }
}

/// Away from the form, so that a page loaded anew does nothing twice.
pub(super) fn lead_to(location: String) -> Answer {
    Reply::redirect(303, location).into()
}
