//! Calls to Durable Objects: JSON in, JSON out, over the object's `fetch`.

use crate::kernel::from_json;
use serde::{Serialize, de::DeserializeOwned};
use worker::{Headers, Method, Request, RequestInit, Stub};

use super::{StoreError, Trace};

#[derive(Debug)]
pub struct Object {
    stub: Stub,
    name: String,
    trace: Trace,
}

impl Object {
    pub(super) fn new(stub: Stub, name: String, trace: Trace) -> Self {
        Self { stub, name, trace }
    }

    /// POSTs `message` to the object's `path` and reads its JSON answer. Anything but a 200 is
    /// reported as unavailable with the object's own words.
    pub async fn call<M: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        message: &M,
    ) -> Result<A, StoreError> {
        let body = serde_json::to_string(message).map_err(StoreError::unavailable)?;
        let request = post(path, &body).map_err(StoreError::unavailable)?;
        self.trace
            .timed("object", format!("{} {path}", self.name), async {
                let mut response =
                    self.stub.fetch_with_request(request).await.map_err(StoreError::unavailable)?;
                let bytes = response.bytes().await.map_err(StoreError::unavailable)?;
                if response.status_code() != 200 {
                    let words = String::from_utf8_lossy(&bytes).into_owned();
                    return Err(StoreError::Unavailable(words));
                }
                from_json(&bytes).map_err(StoreError::unavailable)
            })
            .await
    }
}

fn post(path: &str, body: &str) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set("Content-Type", "application/json")?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers).with_body(Some(body.into()));
    Request::new_with_init(&format!("https://object{path}"), &init)
}
