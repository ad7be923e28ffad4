//! From a request to its response, whatever happens on the way.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use percent_encoding::percent_decode_str;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::future_to_promise;
use web_sys::Request;
use worker::{Env, Method};

#[cfg(feature = "admin")]
use crate::admin;
use crate::kernel::MarketId;
#[cfg(feature = "admin")]
use crate::platform::Role;
use crate::platform::random_hex;
use crate::routes::dispatch;
use crate::web::{
    Answer, CachePolicy, Context, Problem, Reply, dev, finish, is_personal, remembered, veiled,
};
use crate::{content, markets};

/// Longest address that is served, in bytes.
const MAX_URL_LENGTH: usize = 4096;

/// Answers one request: with the response itself where memory has the page, else with the promise
/// of one. Making and keeping a promise costs more than all the rest of sending such a page.
pub fn handle(request: Request, env: Env, execution: worker::Context) -> JsValue {
    let context = Context::new(request, env, execution);
    if context.is_read()
        && context.has_own_origin()
        && let Some(Ok(response)) = remembered(&context)
    {
        dev::record_request(&context, &response);
        return response.into();
    }
    future_to_promise(AssertUnwindSafe(respond(context))).into()
}

/// Whatever happens inside, the answer has a cache policy and every security header: a refusal and
/// a panic become pages, or problem documents under `/api`.
async fn respond(mut context: Context) -> Result<JsValue, JsValue> {
    // HEAD is GET without its body, which is left out at the end.
    let method = context.method.clone();
    if method == Method::Head {
        context.method = Method::Get;
    }
    let outcome = AssertUnwindSafe(answer(&mut context)).catch_unwind().await;
    let answer = match outcome {
        Ok(answer) => answer,
        Err(_) => refuse(&context, &Problem::internal("a panic")).await,
    };
    context.method = method;
    let response = finish(&context, answer)?;
    dev::record_request(&context, &response);
    Ok(response.into())
}

async fn answer(context: &mut Context) -> Answer {
    let outcome = match enter_market(context) {
        Ok(()) => route(context).await,
        Err(problem) => Err(problem),
    };
    match outcome {
        Ok(answer) => answer,
        Err(problem) => refuse(context, &problem).await,
    }
}

/// A page's market is the first segment of its address, that of the API a parameter.
fn enter_market(context: &mut Context) -> Result<(), Problem> {
    let path = context.path.clone();
    if let Some((market, inside)) = markets::enter(&path) {
        context.enter_market(market, Some(inside));
    } else if path.starts_with("/api/v1/")
        && let Some(named) = context.query_value("market")
    {
        let market = MarketId::parse(&named).ok_or_else(content::unknown_market)?;
        context.enter_market(market, None);
    }
    Ok(())
}

async fn route(context: &Context) -> Result<Answer, Problem> {
    if context.path.len() + context.query.len() > MAX_URL_LENGTH {
        return Err(Problem::new(
            414,
            "address_too_long",
            "An address has at most 4,096 characters; take some filters away.",
        ));
    }
    let decoded: Vec<String> = context
        .shop_path()
        .split('/')
        .skip(1)
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect();
    let mut segments: Vec<&str> = decoded.iter().map(String::as_str).collect();
    // The cache does not know hosts, so there is one; health is asked under any.
    if context.is_read() && !context.has_own_origin() && segments != ["healthz"] {
        let location = format!("{}{}", context.origin, context.address());
        return Ok(Reply::redirect(308, location).into());
    }
    // One address each: a slash at the end redirects to the address without it.
    if segments.last() == Some(&"") {
        segments.pop();
        if context.path.len() > 1 && context.path.ends_with('/') && context.is_read() {
            let bare = format!("/{}", context.path.trim_matches('/'));
            let location =
                if context.query.is_empty() { bare } else { format!("{bare}?{}", context.query) };
            let policy = if is_personal(context.shop_path()) {
                CachePolicy::Private
            } else {
                CachePolicy::SharedBriefly
            };
            return Ok(Reply::redirect(308, location).policy(policy).into());
        }
    }
    // Elsewhere not even a wrong method tells that these routes exist.
    if segments.first() == Some(&"__dev") && !context.development {
        return Err(Problem::not_found());
    }
    dispatch(context, &segments).await
}

async fn refuse(context: &Context, problem: &Problem) -> Answer {
    context.discard_body().await;
    let mut problem = problem.clone();
    if let Some(cause) = problem.cause.take() {
        let reference = random_hex::<4>();
        // The addresses of orders and carts are their secrets.
        let path = veiled(&context.path);
        worker::console_error!("{reference}: {} {path}: {cause}", context.method);
        problem.detail = format!("{} The reference is {reference}.", problem.detail);
    }
    let for_programs = ["/api/", "/internal/", "/__dev/", "/hooks/"]
        .iter()
        .any(|folder| context.path.starts_with(folder));
    // A script that wants a part of a page shows the sentence itself.
    if for_programs || context.header("Fragment").is_some() {
        return problem.to_reply().into();
    }
    #[cfg(feature = "admin")]
    if context.role == Role::Admin {
        return admin::problem_page(context, &problem).await.into();
    }
    // The others speak to programs alone.
    #[cfg(any(feature = "shop", feature = "orders"))]
    return content::pages::error_page(context, &problem).await.into();
    #[cfg(not(any(feature = "shop", feature = "orders")))]
    problem.to_reply().into()
}
