//! The admin API as the desk's pages ask it: in the visitor's name, with the visitor's session.

use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::wasm_bindgen::JsValue;
use worker::{Headers, Method, RequestInit};

use super::visit::Visit;
use crate::kernel::from_json;
use crate::platform::StoreError;
use crate::web::{IDENTITY_HEADER, Problem};

/// Headers of the visitor that the desk goes by.
const CARRIED: [&str; 4] = ["Cookie", IDENTITY_HEADER, "CF-Connecting-IP", "User-Agent"];

/// What is asked of the API.
#[derive(Debug, Clone)]
pub struct Wish {
    method: Method,
    /// After `/api/admin/v1`, with the query: `/products/linen-throw`.
    path: String,
    /// A text of JSON, or bytes as the platform holds them.
    body: Option<JsValue>,
    headers: Vec<(&'static str, String)>,
}

impl Wish {
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::Get, path: path.into(), body: None, headers: Vec::new() }
    }

    /// With a JSON body.
    pub fn send<T: Serialize>(method: Method, path: impl Into<String>, body: &T) -> Self {
        let body = serde_json::to_string(body).ok().map(JsValue::from);
        Self { method, path: path.into(), body, headers: Vec::new() }
    }

    /// With a file as its body, which stays on the platform's side.
    pub fn bytes(method: Method, path: impl Into<String>, file: JsValue) -> Self {
        Self { method, path: path.into(), body: Some(file), headers: Vec::new() }
    }

    /// Without a body.
    pub fn post(path: impl Into<String>) -> Self {
        Self { method: Method::Post, path: path.into(), body: None, headers: Vec::new() }
    }

    pub fn delete(path: impl Into<String>) -> Self {
        Self { method: Method::Delete, path: path.into(), body: None, headers: Vec::new() }
    }

    /// Only if this is still the revision; a form carries the one that it was made from.
    #[must_use]
    pub fn if_match(self, revision: &str) -> Self {
        if revision.is_empty() { self } else { self.header("If-Match", format!("\"{revision}\"")) }
    }

    /// A repetition of the form is the same request.
    #[must_use]
    pub fn once(self, key: &str) -> Self {
        if key.is_empty() { self } else { self.header("Idempotency-Key", key.to_owned()) }
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// An answer of the API that is no refusal.
#[derive(Debug, Clone)]
pub struct Told {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Told {
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        from_json(&self.body)
            .map_err(|fault| Problem::internal(&format!("the desk's answer: {fault:?}")))
    }
}

impl Visit<'_> {
    /// Asks the API. A refusal is the API's own problem, with its fields.
    pub async fn ask(&self, wish: Wish) -> Result<Told, Problem> {
        let detail = format!("{} {}", wish.method, wish.path);
        let asked = self.cx.platform.trace.timed("desk", detail, self.send(wish));
        let (status, body) = asked.await.map_err(StoreError::unavailable)?;
        if status < 400 {
            return Ok(Told { status, body });
        }
        Err(Problem::read(status, &body))
    }

    /// Asks for a resource.
    pub async fn get<T: DeserializeOwned>(&self, path: impl Into<String>) -> Result<T, Problem> {
        self.ask(Wish::get(path)).await?.read()
    }

    async fn send(&self, wish: Wish) -> worker::Result<(u16, Vec<u8>)> {
        let headers = Headers::new();
        for name in CARRIED {
            if let Some(value) = self.cx.header(name) {
                headers.set(name, &value)?;
            }
        }
        // The page's own form was asked for this before.
        headers.set("Sec-Fetch-Site", "same-origin")?;
        if wish.body.as_ref().is_some_and(JsValue::is_string) {
            headers.set("Content-Type", "application/json")?;
        }
        for (name, value) in &wish.headers {
            headers.set(name, value)?;
        }
        let mut init = RequestInit::new();
        init.with_method(wish.method).with_headers(headers);
        init.with_body(wish.body);
        let segments = wish.path.split('?').next().unwrap_or_default().split('/').skip(1);
        let role = super::answerer_of(&segments.collect::<Vec<_>>());
        let desk = self.cx.platform.worker(role).map_err(|error| error.to_string())?;
        let address = format!("{}/api/admin/v1{}", self.cx.origin, wish.path);
        let mut answer = desk.fetch(address, Some(init)).await?;
        Ok((answer.status_code(), answer.bytes().await?))
    }
}
