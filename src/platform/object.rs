//! Calls to Durable Objects: JSON in, JSON out, over the object's `fetch`.

use crate::kernel::{from_json, from_value};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use worker::{Headers, Method, Request, RequestInit, SqlCursor, Stub};

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

/// The message of a call, within the object that is called.
pub async fn read_message<M: DeserializeOwned>(request: &mut Request) -> worker::Result<M> {
    from_json(&request.bytes().await?).map_err(|fault| fault.to_string().into())
}

/// The rows of an object's own SQL.
pub fn read_rows<T: DeserializeOwned>(cursor: &SqlCursor) -> worker::Result<Vec<T>> {
    let rows: Vec<Value> = cursor.to_array()?;
    rows.iter().map(|row| from_value(row).map_err(|fault| fault.to_string().into())).collect()
}

fn post(path: &str, body: &str) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set("Content-Type", "application/json")?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers).with_body(Some(body.into()));
    Request::new_with_init(&format!("https://object{path}"), &init)
}
