//! The way in: somebody asks for a link, and the link becomes a session.

use serde::Deserialize;

use super::desk::Wish;
use super::sessions::MAX_SESSIONS;
use super::sign_in_mails::{SignInAsked, ask_for_link};
use super::store::{digest_of, find_member_by_email};
use super::views::{GatePage, SignInPage};
use super::visit::Visit;
use crate::content::{count_visitor, render};
use crate::kernel::Email;
use crate::platform::{Rows, Statement, random_hex};
use crate::web::{
    Answer, Context, Form, IDENTITY_HEADER, MAX_FORM_BYTES, Page, Problem, Purpose, Reply,
    STAFF_COOKIE, is_local_path, lax_cookie, require_same_origin,
};

/// How long a session lasts, in seconds.
const SESSION_SECONDS: i64 = 14 * 24 * 3600;
/// Where Cloudflare Access ends its own session.
const ACCESS_SIGN_OUT: &str = "/cdn-cgi/access/logout";

/// To the way in, and afterwards back to what was asked for.
pub fn lead_there(context: &Context) -> Answer {
    let address = if context.is_read() { context.address() } else { "/admin".to_owned() };
    let query: String =
        form_urlencoded::Serializer::new(String::new()).append_pair("return_to", &address).finish();
    Reply::redirect(303, format!("/admin/sign-in?{query}")).into()
}

/// `GET /admin/sign-in`. Behind Cloudflare Access there is nothing to ask for.
pub async fn show_sign_in(context: &Context) -> Result<Answer, Problem> {
    let return_to = context.query_value("return_to").filter(|path| is_local_path(path));
    if let Some(email) = context.header(IDENTITY_HEADER) {
        let member = find_member_by_email(&context.platform, &email).await?;
        return match member {
            Some(_) => Ok(Reply::redirect(303, "/admin".to_owned()).into()),
            None => {
                let page = GatePage::stranger(email, ACCESS_SIGN_OUT);
                page.to_reply(context.now)
                    .map(Answer::from)
                    .map_err(|error| Problem::internal(&error.to_string()))
            }
        };
    }
    let page = SignInPage::new(return_to.unwrap_or_default(), context.development);
    render(context, &page)
}

/// `POST /admin/sign-in`: the same answer, as fast, whoever's address it is.
pub async fn ask(context: &Context) -> Result<Answer, Problem> {
    require_same_origin(context)?;
    count_visitor(context, Purpose::SignIns).await?;
    let form = Form::parse(&context.body_bytes(MAX_FORM_BYTES).await?);
    let return_to = form.return_to().unwrap_or_default().to_owned();
    let typed = form.text("email").trim().to_owned();
    let page = SignInPage::new(return_to.clone(), context.development);
    let Some(email) = Email::parse(&typed) else {
        return render(context, &page.refused(typed));
    };
    let asked = SignInAsked {
        sign_in: email,
        origin: context.origin.clone(),
        return_to,
        asked_at: context.now,
    };
    ask_for_link(&context.platform, &asked).await?;
    render(context, &page.sent(typed))
}

/// `GET /admin/sign-in/{secret}`: asks for one more press, since programs that look at mails open links.
pub fn show_link(context: &Context, secret: &str) -> Result<Answer, Problem> {
    let return_to = context.query_value("return_to").unwrap_or_default();
    render(context, &GatePage::link(secret, return_to))
}

/// `POST /admin/sign-in/{secret}`: the link is used up, and a session begins.
pub async fn take_link(context: &Context, secret: &str) -> Result<Answer, Problem> {
    #[derive(Deserialize)]
    struct Used {
        #[serde(rename = "id")]
        _id: String,
    }
    require_same_origin(context)?;
    count_visitor(context, Purpose::SignIns).await?;
    let form = Form::parse(&context.body_bytes(MAX_FORM_BYTES).await?);
    let session = random_hex::<16>();
    let answers =
        context.platform.database()?.batch(session_statements(context, secret, &session)).await?;
    let used: Option<Used> = answers.first().map(Rows::first).transpose()?.flatten();
    if used.is_none() {
        return render(context, &GatePage::link_is_used());
    }
    let location = form.return_to().unwrap_or("/admin").to_owned();
    let cookie = lax_cookie(STAFF_COOKIE, &session, SESSION_SECONDS, false);
    Ok(Reply::redirect(303, location).header("Set-Cookie", cookie).into())
}

/// One transaction: a link that two presses use at once begins one session.
fn session_statements(context: &Context, secret: &str, session: &str) -> Vec<Statement> {
    let now = context.now;
    let agent: String =
        context.header("User-Agent").unwrap_or_default().chars().take(200).collect();
    let link = digest_of(secret);
    let digest = digest_of(session);
    let begin = Statement::new(
        "INSERT INTO staff_sessions (digest, id, staff_id, created_at_ms, last_seen_at_ms, expires_at_ms, user_agent)
         SELECT ?1, ?2, staff_id, ?4, ?4, ?5, ?6 FROM sign_in_links WHERE digest = ?3 AND expires_at_ms > ?4
         RETURNING id",
    );
    let note = Statement::new(
        "INSERT INTO audit_log (at_ms, actor, kind, subject, before, after)
         SELECT created_at_ms, 'staff:' || staff_id, 'session', staff_id, NULL,
           json_object('id', id, 'user_agent', user_agent) FROM staff_sessions WHERE digest = ?1",
    );
    let end_oldest = Statement::new(
        "DELETE FROM staff_sessions WHERE digest IN (SELECT digest FROM staff_sessions
           WHERE staff_id = (SELECT staff_id FROM staff_sessions WHERE digest = ?1)
           ORDER BY created_at_ms DESC LIMIT -1 OFFSET ?2)",
    );
    vec![
        begin
            .bind(digest.as_str())
            .bind(random_hex::<8>())
            .bind(link.as_str())
            .bind(now.as_millis())
            .bind(now.plus_seconds(SESSION_SECONDS).as_millis())
            .bind(agent),
        note.bind(digest.as_str()),
        Statement::new("DELETE FROM sign_in_links WHERE digest = ?1").bind(link),
        Statement::new("DELETE FROM staff_sessions WHERE expires_at_ms <= ?1")
            .bind(now.as_millis()),
        end_oldest.bind(digest).bind(MAX_SESSIONS),
    ]
}

/// `POST /admin/sign-out`: the session ends at once.
pub async fn sign_out(visit: &Visit<'_>) -> Result<Answer, Problem> {
    match &visit.member.session {
        Some(session) => {
            visit.ask(Wish::delete(format!("/me/sessions/{session}"))).await?;
            Ok(signed_out())
        }
        None => Ok(Reply::redirect(303, ACCESS_SIGN_OUT.to_owned()).into()),
    }
}

/// Back at the way in, without the cookie.
pub(super) fn signed_out() -> Answer {
    let cookie = lax_cookie(STAFF_COOKIE, "", 0, false);
    Reply::redirect(303, "/admin/sign-in".to_owned()).header("Set-Cookie", cookie).into()
}
