//! Cloudflare Access before the merchant's desk (docs/OPERATIONS.md): the public Worker, which alone is
//! told whom Access let through, says so to the Workers behind it in a header that nobody outside can set.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, Request, RequestInit};

use super::{Context, Problem, STAFF_COOKIE};
use crate::platform::{Role, StoreError};

/// The e-mail address that Access let through.
pub const IDENTITY_HEADER: &str = "Awning-Identity";

/// As the desk's Workers get a request. Where the variable `ACCESS_AUD` is set, nobody reaches the pages
/// without Access, and sessions alone open nothing; programs go on with their tokens.
///
/// # Errors
/// 404 for who came past Access, or through that of another application.
pub(super) async fn introduce(context: &Context, to: Role) -> Result<Request, Problem> {
    let is_page = to == Role::Admin && !context.path.starts_with("/api/");
    let has_token = || !is_page && context.header("Authorization").is_some();
    let mut identity = None;
    if let Some(audience) = &context.access_audience
        && to != Role::Orders
        && !has_token()
    {
        identity = identity_of(context.execution.as_ref(), audience).await;
        let cookies = context.header("Cookie").unwrap_or_default();
        if identity.is_none() && (is_page || cookies.contains(STAFF_COOKIE)) {
            return Err(Problem::not_found());
        }
    }
    // The same request: its own method `clone` would split the body's stream in two.
    let request = <Request as Clone>::clone(&context.request);
    if identity.is_none() && context.header(IDENTITY_HEADER).is_none() {
        return Ok(request);
    }
    named(&request, identity.as_deref()).map_err(|error| {
        StoreError::unavailable(format!("a request cannot be handed on: {error:?}")).into()
    })
}

/// The body's stream goes over to the new request.
fn named(request: &Request, identity: Option<&str>) -> Result<Request, JsValue> {
    let headers = Headers::new_with_headers(&request.headers())?;
    match identity {
        Some(email) => headers.set(IDENTITY_HEADER, email)?,
        None => headers.delete(IDENTITY_HEADER)?,
    }
    let init = RequestInit::new();
    init.set_headers(&headers);
    Request::new_with_request_and_init(request, &init)
}

/// `ctx.access` has been verified by the platform; it is not there for who came another way.
async fn identity_of(execution: &JsValue, audience: &str) -> Option<String> {
    let part = |of: &JsValue, name| Reflect::get(of, &JsValue::from_str(name)).ok();
    let access = part(execution, "access")?;
    if part(&access, "aud")?.as_string()? != audience {
        return None;
    }
    let ask: Function = part(&access, "getIdentity")?.dyn_into().ok()?;
    let asked: Promise = ask.call0(&access).ok()?.dyn_into().ok()?;
    let email = part(&JsFuture::from(asked).await.ok()?, "email")?.as_string()?;
    (!email.is_empty()).then_some(email)
}
