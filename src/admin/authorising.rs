//! Who asks the admin API, and whether they may: asked once, before any handler, for every route.

use super::SESSION_COOKIE;
use super::principal::Principal;
use super::scope::Scope;
use super::store::{find_session, find_token};
use crate::content::{count_owner, count_request};
use crate::web::{Context, Problem, Purpose, cookie, require_same_origin};

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
    let purpose = if context.is_read() { Purpose::Reads } else { Purpose::Writes };
    let key = principal.actor();
    match principal {
        Principal::Bootstrap => count_owner(context, purpose, &key).await?,
        _ => count_request(context, purpose, &key).await?,
    }
    Ok(principal)
}

async fn identify(context: &Context) -> Result<Principal, Problem> {
    if let Some(header) = context.header("Authorization") {
        if context.require_admin().is_ok() {
            return Ok(Principal::Bootstrap);
        }
        let token = bearer(&header).ok_or_else(unauthorised)?;
        let found = find_token(&context.platform, token, context.now).await?;
        return found.ok_or_else(unauthorised);
    }
    let cookies = context.header("Cookie").unwrap_or_default();
    let secret = cookie(&cookies, SESSION_COOKIE).ok_or_else(unauthorised)?;
    let member = find_session(&context.platform, secret, context.now).await?;
    let member = member.ok_or_else(unauthorised)?;
    if !context.is_read() {
        require_same_origin(context)?;
    }
    Ok(Principal::Staff(member))
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
