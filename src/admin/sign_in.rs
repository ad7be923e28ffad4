//! The way in: a one-time link becomes a session.

use serde::Deserialize;

use super::SESSION_COOKIE;
use super::store::digest_of;
use super::views::{LinkPage, SignInPage};
use super::visit::Visit;
use crate::content::{count_visitor, render};
use crate::platform::{Rows, Statement, random_hex};
use crate::web::{
    Answer, Context, Form, MAX_FORM_BYTES, Problem, Purpose, Reply, audited, cookie, lax_cookie,
    require_same_origin,
};

/// How long a session lasts, in seconds.
const SESSION_SECONDS: i64 = 14 * 24 * 3600;

/// To the way in, and afterwards back to what was asked for.
pub fn lead_there(context: &Context) -> Answer {
    let address = if context.is_read() { context.address() } else { "/admin".to_owned() };
    let query: String =
        form_urlencoded::Serializer::new(String::new()).append_pair("return_to", &address).finish();
    Reply::redirect(303, format!("/admin/sign-in?{query}")).into()
}

/// `GET /admin/sign-in`
pub fn show_sign_in(context: &Context) -> Result<Answer, Problem> {
    render(context, &SignInPage::new())
}

/// `GET /admin/sign-in/{secret}`: asks for one more press, since programs that look at mails open links.
pub fn show_link(context: &Context, secret: &str) -> Result<Answer, Problem> {
    let return_to = context.query_value("return_to").unwrap_or_default();
    render(context, &LinkPage::new(secret, &return_to))
}

/// `POST /admin/sign-in/{secret}`: the link is used up, and a session begins.
pub async fn take_link(context: &Context, secret: &str) -> Result<Answer, Problem> {
    #[derive(Deserialize)]
    struct Used {
        staff_id: String,
    }
    require_same_origin(context)?;
    count_visitor(context, Purpose::SignIns).await?;
    let form = Form::parse(&context.body_bytes(MAX_FORM_BYTES).await?);
    let session = random_hex::<16>();
    let now = context.now;
    let agent: String =
        context.header("User-Agent").unwrap_or_default().chars().take(200).collect();
    let digest = digest_of(secret);
    let begin = Statement::new(
        "INSERT INTO staff_sessions (digest, id, staff_id, created_at_ms, last_seen_at_ms, expires_at_ms, user_agent)
         SELECT ?1, ?2, staff_id, ?4, ?4, ?5, ?6 FROM sign_in_links WHERE digest = ?3 AND expires_at_ms > ?4
         RETURNING staff_id",
    );
    let statements = vec![
        begin
            .bind(digest_of(&session))
            .bind(random_hex::<8>())
            .bind(digest.as_str())
            .bind(now.as_millis())
            .bind(now.plus_seconds(SESSION_SECONDS).as_millis())
            .bind(agent),
        Statement::new("DELETE FROM sign_in_links WHERE digest = ?1").bind(digest),
        Statement::new("DELETE FROM staff_sessions WHERE expires_at_ms <= ?1")
            .bind(now.as_millis()),
    ];
    let database = context.platform.database()?;
    let answers = database.batch(statements).await?;
    let used: Option<Used> = answers.first().map(Rows::first).transpose()?.flatten();
    let Some(Used { staff_id }) = used else {
        return Err(Problem::new(
            410,
            "link_used",
            "This link was used already or is too old. Ask for a new one at /admin/sign-in.",
        ));
    };
    context.platform.set_actor(format!("staff:{staff_id}"));
    database.batch(vec![audited(&context.platform, "session", &staff_id, None, None)]).await?;
    let location = form.return_to().unwrap_or("/admin").to_owned();
    let cookie = lax_cookie(SESSION_COOKIE, &session, SESSION_SECONDS, false);
    Ok(Reply::redirect(303, location).header("Set-Cookie", cookie).into())
}

/// `POST /admin/sign-out`: the session ends at once.
pub async fn sign_out(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let context = visit.cx;
    require_same_origin(context)?;
    let cookies = context.header("Cookie").unwrap_or_default();
    let secret = cookie(&cookies, SESSION_COOKIE).unwrap_or_default();
    let end = Statement::new("DELETE FROM staff_sessions WHERE digest = ?1");
    context.platform.database()?.batch(vec![end.bind(digest_of(secret))]).await?;
    let cookie = lax_cookie(SESSION_COOKIE, "", 0, false);
    Ok(Reply::redirect(303, "/admin/sign-in".to_owned()).header("Set-Cookie", cookie).into())
}
