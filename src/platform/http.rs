//! Requests to the outside: one deadline over the whole exchange, no redirects, a bound on the answer.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use worker::wasm_bindgen::JsValue;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect,
};

use super::Platform;

/// Largest answer, in bytes.
const MAX_ANSWER_BYTES: usize = 1_000_000;

#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    pub method: &'a str,
    pub url: &'a str,
    pub headers: &'a [(String, String)],
    pub body: &'a str,
    pub deadline: Duration,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exchange {
    /// A redirect is an answer like any other.
    Answered { status: u16, body: String },
    /// Nobody took it.
    Refused,
    /// Time ran out, the connection broke, or the answer was too long: it may have been carried out.
    Broken,
}

impl Platform {
    /// Asks an address and answers as soon as it begins to; the body stays on the JavaScript side. A
    /// redirect is an answer like any other.
    pub async fn open_address(
        &self,
        url: &str,
        signal: &AbortSignal,
    ) -> worker::Result<web_sys::Response> {
        let mut init = RequestInit::new();
        init.with_method(Method::Get).with_redirect(RequestRedirect::Manual);
        let request = Request::new_with_init(url, &init)?;
        let answer = Fetch::Request(request).send_with_signal(signal).await?;
        Ok(answer.into())
    }

    /// Sends a request and reads the whole answer.
    pub async fn exchange(&self, outgoing: Outgoing<'_>) -> Exchange {
        let address = outgoing.url.split('?').next().unwrap_or_default();
        let detail = format!("{} {address}", outgoing.method);
        self.trace.timed("http", detail, within_deadline(outgoing)).await
    }
}

async fn within_deadline(outgoing: Outgoing<'_>) -> Exchange {
    let controller = AbortController::default();
    let signal = controller.signal();
    let exchange = async {
        let request = request_of(outgoing)?;
        let mut response = Fetch::Request(request).send_with_signal(&signal).await?;
        let mut bytes = Vec::new();
        let mut chunks = response.stream()?;
        while let Some(chunk) = chunks.next().await {
            bytes.extend(chunk?);
            if bytes.len() > MAX_ANSWER_BYTES {
                return Err("the answer is too long".into());
            }
        }
        Ok((response.status_code(), String::from_utf8_lossy(&bytes).into_owned()))
    };
    let deadline = Delay::from(outgoing.deadline);
    match select(Box::pin(exchange), deadline).await {
        Either::Left((Ok((status, body)), _)) => Exchange::Answered { status, body },
        Either::Left((Err(error), _)) => broken(&error),
        Either::Right(_) => {
            controller.abort();
            Exchange::Broken
        }
    }
}

/// Only a refused connection says for sure that nothing happened.
fn broken(error: &worker::Error) -> Exchange {
    let words = error.to_string();
    worker::console_warn!("a request to the outside failed: {words}");
    if words.contains("refused") { Exchange::Refused } else { Exchange::Broken }
}

fn request_of(outgoing: Outgoing<'_>) -> worker::Result<Request> {
    let headers = Headers::new();
    for (name, value) in outgoing.headers {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::from(outgoing.method.to_owned()))
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual);
    if !outgoing.body.is_empty() {
        init.with_body(Some(JsValue::from_str(outgoing.body)));
    }
    Request::new_with_init(outgoing.url, &init)
}
