//! Who asks the admin API, and whether they may: asked once, before any handler, for every route.
//!
//! Who is nobody is counted, so that whoever makes up tokens or sessions does not keep D1 busy: see
//! `guessing.rs`.

use super::guessing::{expect_patience, note_attempt};
use super::principal::{Member, Principal};
use super::scope::Scope;
use super::store::{find_member_by_email, find_session, find_token};
use crate::content::{count_owner, count_request};
use crate::web::{
    Context, IDENTITY_HEADER, Problem, Purpose, STAFF_COOKIE, cookie, require_same_origin,
};

/// Finds out who asks, as [`authenticate`] does, and refuses who may not.
///
/// # Errors
/// Those of [`authenticate`]; 403 `forbidden` for who may not.
pub async fn authorise(context: &Context, scope: Scope) -> Result<Principal, Problem> {
    let principal = authenticate(context).await?;
    if !principal.may(scope) {
        return Err(Problem::new(
            403,
            "forbidden",
            format!(
                "This needs the leave to {} (`{}`). Ask an owner of the shop for it.",
                scope.words(),
                scope.as_str()
            ),
        ));
    }
    Ok(principal)
}

/// Finds out who asks, notes it as the actor of whatever happens, and counts that they asked.
///
/// # Errors
/// 401 `unauthorized` for who is nobody, 429 `too_many_requests`, 403 `cross_site` for another site's page
/// that uses somebody's session.
pub async fn authenticate(context: &Context) -> Result<Principal, Problem> {
    let principal = identify(context).await?;
    context.platform.set_actor(principal.actor());
    let leaves = Scope::ALL.iter().filter(|scope| principal.may(**scope));
    context.platform.set_leaves(leaves.map(|scope| scope.as_str()).collect());
    let purpose = if context.is_read() { Purpose::Reads } else { Purpose::Writes };
    let key = principal.actor();
    match principal {
        Principal::Bootstrap => count_owner(context, purpose, &key).await?,
        _ => count_request(context, purpose, &key).await?,
    }
    Ok(principal)
}

/// Who asks, for a handler that has been let in already.
pub(super) async fn identify(context: &Context) -> Result<Principal, Problem> {
    if let Some(header) = context.header("Authorization") {
        if context.require_admin().is_ok() {
            return Ok(Principal::Bootstrap);
        }
        let token = bearer(&header).ok_or_else(unauthorised)?;
        expect_patience(context, token)?;
        let found = find_token(&context.platform, token, context.now).await?;
        note_attempt(context, token, found.is_some()).await?;
        return found.ok_or_else(unauthorised);
    }
    let member = find_member(context).await?.ok_or_else(unauthorised)?;
    if !context.is_read() {
        require_same_origin(context)?;
    }
    Ok(Principal::Staff(member))
}

/// The member of staff whom Cloudflare Access let through, else the one whose session this is. Read anew
/// for each request, so that a change of a role and an end of a session hold at once.
pub(super) async fn find_member(context: &Context) -> Result<Option<Member>, Problem> {
    if let Some(email) = context.header(IDENTITY_HEADER) {
        return Ok(find_member_by_email(&context.platform, &email).await?);
    }
    let cookies = context.header("Cookie").unwrap_or_default();
    let Some(secret) = cookie(&cookies, STAFF_COOKIE) else { return Ok(None) };
    expect_patience(context, secret)?;
    let found = find_session(&context.platform, secret, context.now).await?;
    note_attempt(context, secret, found.is_some()).await?;
    Ok(found)
}

/// The token of an `Authorization` header.
pub(super) fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

pub(super) fn unauthorised() -> Problem {
    Problem::new(
        401,
        "unauthorized",
        "Send a token as `Authorization: Bearer <token>`, or sign in at /admin.",
    )
}
