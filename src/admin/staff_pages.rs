//! The pages of who works at the desk.

use futures_util::try_join;
use serde_json::Value;
use worker::Method;

use super::account_pages::gone_is_fine;
use super::desk::{Told, Wish};
use super::form::{Filled, FormState, MAX_FORM_BYTES};
use super::views::{MemberPage, StaffPage};
use super::visit::Visit;
use super::wire::{LinkResource, MemberResource, SessionList, SessionResource, StaffList};
use super::words::encoded;
use crate::content::render;
use crate::kernel::{fold, from_value};
use crate::platform::random_hex;
use crate::web::{Answer, Problem, Reply};

/// `GET /admin/staff`
pub async fn list_staff(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let staff: StaffList = visit.get("/staff?limit=100").await?;
    let notice = match visit.cx.query_value("done").as_deref() {
        Some("added") => Some("Added. They can ask for a link at /admin/sign-in."),
        Some("removed") => Some("Removed, and signed out everywhere."),
        _ => None,
    };
    let frame = visit.frame("Staff", "staff").await.notice(notice.map(str::to_owned));
    render(visit.cx, &StaffPage { frame, staff: staff.staff, now: visit.cx.now })
}

/// `GET /admin/staff/new`
pub async fn show_new_member(visit: &Visit<'_>) -> Result<Answer, Problem> {
    show(visit, None, FormState::default(), 200).await
}

/// `GET /admin/staff/{id}`
pub async fn show_member(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    let (stored, sessions) = read(visit, id).await?;
    let mut page = page_of(visit, Some(id), FormState::stored(stored), 200).await;
    let notice = match visit.cx.query_value("done").as_deref() {
        Some("saved") => Some("Saved."),
        Some("ended") => Some("Signed out there."),
        _ => None,
    };
    page.frame = page.frame.notice(notice.map(str::to_owned));
    page.sessions = sessions;
    render(visit.cx, &page)
}

/// `POST /admin/staff`: the id is made from the name.
pub async fn add_member(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let filled = filled(visit).await?;
    let id = id_of(filled.typed("name").unwrap_or_default());
    let mut told = put(visit, &id, &filled, "0").await;
    if told.as_ref().is_err_and(|problem| problem.status == 412) {
        told = put(visit, &format!("{id}-{}", random_hex::<2>()), &filled, "0").await;
    }
    match told {
        Ok(_) => Ok(Reply::redirect(303, "/admin/staff?done=added".to_owned()).into()),
        Err(problem) => refuse(visit, None, filled, problem).await,
    }
}

/// `POST /admin/staff/{id}`
pub async fn save_member(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    let filled = filled(visit).await?;
    let revision = filled.own("_revision").to_owned();
    match put(visit, id, &filled, &revision).await {
        Ok(_) => Ok(Reply::redirect(303, format!("/admin/staff/{id}?done=saved")).into()),
        Err(problem) => refuse(visit, Some(id), filled, problem).await,
    }
}

/// `POST /admin/staff/{id}/link`: the page has the link's only copy.
pub async fn make_link(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    let wish =
        Wish::send(Method::Post, format!("/staff/{}/sign-in-links", encoded(id)), &Value::Null);
    let link: LinkResource = visit.ask(wish).await?.read()?;
    let (stored, sessions) = read(visit, id).await?;
    let mut page = page_of(visit, Some(id), FormState::stored(stored), 200).await;
    page.link = Some(link);
    page.sessions = sessions;
    render(visit.cx, &page)
}

/// `POST /admin/staff/{id}/removal`
pub async fn remove_member(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    let filled = filled(visit).await?;
    let wish = Wish::delete(format!("/staff/{}", encoded(id))).if_match(filled.own("_revision"));
    match visit.ask(wish).await.or_else(gone_is_fine) {
        Ok(_) => Ok(Reply::redirect(303, "/admin/staff?done=removed".to_owned()).into()),
        Err(problem) => {
            let (stored, sessions) = read(visit, id).await?;
            let mut form = FormState::stored(stored);
            form.refusal = Some(problem.detail);
            let mut page = page_of(visit, Some(id), form, problem.status).await;
            page.sessions = sessions;
            render(visit.cx, &page)
        }
    }
}

/// `POST /admin/staff/{id}/sessions/{session}/end`
pub async fn end_session(visit: &Visit<'_>, id: &str, session: &str) -> Result<Answer, Problem> {
    let wish = Wish::delete(format!("/staff/{}/sessions/{}", encoded(id), encoded(session)));
    visit.ask(wish).await.or_else(gone_is_fine)?;
    Ok(Reply::redirect(303, format!("/admin/staff/{id}?done=ended")).into())
}

/// `POST /admin/staff/{id}/sessions/end`
pub async fn end_sessions(visit: &Visit<'_>, id: &str) -> Result<Answer, Problem> {
    visit.ask(Wish::delete(format!("/staff/{}/sessions", encoded(id)))).await?;
    Ok(Reply::redirect(303, format!("/admin/staff/{id}?done=ended")).into())
}

async fn filled(visit: &Visit<'_>) -> Result<Filled, Problem> {
    Ok(Filled::parse(&visit.cx.body_bytes(MAX_FORM_BYTES).await?))
}

async fn put(
    visit: &Visit<'_>,
    id: &str,
    filled: &Filled,
    revision: &str,
) -> Result<Told, Problem> {
    let draft = filled.json()?;
    visit
        .ask(Wish::send(Method::Put, format!("/staff/{}", encoded(id)), &draft).if_match(revision))
        .await
}

async fn read(visit: &Visit<'_>, id: &str) -> Result<(Value, Vec<SessionResource>), Problem> {
    let sessions = visit.get::<SessionList>(format!("/staff/{}/sessions", encoded(id)));
    let (stored, sessions) =
        try_join!(visit.get::<Value>(format!("/staff/{}", encoded(id))), sessions)?;
    Ok((stored, sessions.sessions))
}

/// The same form with what was typed, and beside it what somebody else saved meanwhile.
async fn refuse(
    visit: &Visit<'_>,
    id: Option<&str>,
    filled: Filled,
    problem: Problem,
) -> Result<Answer, Problem> {
    // Who lost the leave meanwhile has no form any more.
    if problem.status == 404 || (problem.status == 403 && problem.errors.is_empty()) {
        return Err(problem);
    }
    let mut form = FormState::refused(filled, &problem);
    let current = problem.more.get("current").map(from_value::<MemberResource>);
    let theirs = current.transpose().ok().flatten();
    if let Some(theirs) = &theirs {
        form.revision = theirs.revision.to_string();
    }
    let mut page = page_of(visit, id, form, problem.status).await;
    page.theirs = theirs;
    render(visit.cx, &page)
}

async fn show(
    visit: &Visit<'_>,
    id: Option<&str>,
    form: FormState,
    status: u16,
) -> Result<Answer, Problem> {
    render(visit.cx, &page_of(visit, id, form, status).await)
}

async fn page_of(visit: &Visit<'_>, id: Option<&str>, form: FormState, status: u16) -> MemberPage {
    let stored = form.at("name").and_then(Value::as_str).map(str::to_owned);
    let title = stored.unwrap_or_else(|| id.unwrap_or("Add somebody").to_owned());
    MemberPage {
        frame: visit.frame(title, "staff").await,
        status,
        form,
        id: id.map(str::to_owned),
        sessions: Vec::new(),
        link: None,
        theirs: None,
        now: visit.cx.now,
    }
}

/// "Ada Lovelace" is `ada-lovelace`; a name in another script gets a number.
fn id_of(name: &str) -> String {
    let words: String = fold(name)
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .take(60)
        .collect();
    let id = words.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    // An address of its own.
    if id.is_empty() || id == "new" { format!("member-{}", random_hex::<3>()) } else { id }
}
