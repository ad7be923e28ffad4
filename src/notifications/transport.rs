//! How a letter leaves: by a mail provider's HTTP API, by the platform's own binding, or into the
//! mailbox of a developer's machine.

use js_sys::Reflect;
use worker::email::{EmailAddress, SendEmail, SendEmailBuilder};
use worker::wasm_bindgen::JsValue;
use worker::{
    AbortController, AbortSignal, Fetch, Headers, Method, Request, RequestInit, RequestRedirect,
};

use super::provider::{Verdict, binding_verdict, resend_body, resend_verdict};
use super::{House, Letter, mailbox};
use crate::platform::{Platform, within};

/// Where mails go unless `MAIL_API_BASE` says otherwise.
const RESEND_BASE: &str = "https://api.resend.com";
/// How long a provider may take, in milliseconds.
const DEADLINE_MS: u64 = 10_000;

/// The first that is set up, in this order.
#[derive(Debug)]
pub enum Transport {
    Api {
        base: String,
        key: String,
    },
    Binding(SendEmail),
    /// In development.
    Mailbox,
    Nothing,
}

impl Transport {
    pub fn of(platform: &Platform) -> Self {
        if let Some(key) = platform.variable("MAIL_API_KEY") {
            let base = platform.variable("MAIL_API_BASE");
            let base = base.unwrap_or_else(|| RESEND_BASE.to_owned());
            return Self::Api { base: base.trim_end_matches('/').to_owned(), key };
        }
        match platform.env().get_binding::<SendEmail>("MAIL") {
            Ok(binding) => Self::Binding(binding),
            Err(_) if platform.is_development() => Self::Mailbox,
            Err(_) => Self::Nothing,
        }
    }

    pub async fn send(&self, platform: &Platform, house: &House, letter: &Letter) -> Verdict {
        match self {
            Self::Api { base, key } => {
                let asked = send_by_api(base, key, letter);
                platform.trace.timed("mail", letter.key.clone(), asked).await
            }
            Self::Binding(binding) => {
                let asked = send_by_binding(binding, house, letter);
                platform.trace.timed("mail", letter.key.clone(), asked).await
            }
            Self::Mailbox => match mailbox::keep(platform, letter).await {
                Ok(()) => Verdict::Sent,
                Err(error) => Verdict::Later(error.to_string()),
            },
            Self::Nothing => Verdict::Later(
                "No mail provider is set up: MAIL_API_KEY or the binding MAIL is missing."
                    .to_owned(),
            ),
        }
    }
}

async fn send_by_api(base: &str, key: &str, letter: &Letter) -> Verdict {
    let request = match api_request(base, key, letter) {
        Ok(request) => request,
        Err(error) => return Verdict::Later(format!("MAIL_API_BASE: {error}")),
    };
    let controller = AbortController::default();
    let signal = controller.signal();
    let fetch = Fetch::Request(request);
    let asked = within(DEADLINE_MS, answer_of(&fetch, &signal));
    match asked.await {
        Some(Ok(verdict)) => verdict,
        Some(Err(error)) => Verdict::Later(error.to_string()),
        None => {
            controller.abort();
            Verdict::Later(format!("No answer within {} s.", DEADLINE_MS / 1000))
        }
    }
}

async fn answer_of(fetch: &Fetch, signal: &AbortSignal) -> worker::Result<Verdict> {
    let mut answer = fetch.send_with_signal(signal).await?;
    let body = answer.bytes().await?;
    Ok(resend_verdict(answer.status_code(), &body))
}

fn api_request(base: &str, key: &str, letter: &Letter) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set("Authorization", &format!("Bearer {key}"))?;
    headers.set("Content-Type", "application/json")?;
    headers.set("Idempotency-Key", &letter.key)?;
    headers.set("User-Agent", "Awning")?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_redirect(RequestRedirect::Manual)
        .with_body(Some(resend_body(letter).into()));
    Request::new_with_init(&format!("{base}/emails"), &init)
}

/// The binding knows no idempotency: what the order does not hear of is sent twice.
async fn send_by_binding(binding: &SendEmail, house: &House, letter: &Letter) -> Verdict {
    let from = EmailAddress::new(&house.sender.name, house.sender.email.as_str());
    let builder =
        SendEmailBuilder::builder_with_email_address_and_str(&from, &letter.to, &letter.subject)
            .html(&letter.html)
            .text(&letter.text);
    let builder = match &letter.reply_to {
        Some(reply_to) => builder.reply_to(reply_to),
        None => builder,
    };
    match within(DEADLINE_MS, binding.send_with_builder(&builder.build())).await {
        Some(Ok(_)) => Verdict::Sent,
        Some(Err(error)) => {
            let code = Reflect::get(&error, &JsValue::from_str("code")).ok();
            let code = code.and_then(|code| code.as_string()).unwrap_or_default();
            binding_verdict(&code, &String::from(error.message()))
        }
        None => Verdict::Later(format!("No answer within {} s.", DEADLINE_MS / 1000)),
    }
}
