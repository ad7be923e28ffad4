//! Routes under `/__dev`: what the last requests asked of the platform, failures on purpose, and a
//! panic to see what survives it. `routes.rs` knows them only where `DEVELOPMENT` is set.

use std::cell::RefCell;
use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use web_sys::Response;
use worker::{Method, RequestInit};

use super::{Answer, Body, Context, Problem, Reply};
use crate::platform::{Call, Role, StoreError, faults};

const REMEMBERED_REQUESTS: usize = 100;

#[derive(Debug, Clone, Serialize)]
struct RequestRecord {
    method: String,
    address: String,
    status: u16,
    duration_ms: i64,
    calls: Vec<Call>,
}

thread_local! {
    static REQUESTS: RefCell<VecDeque<RequestRecord>> = const { RefCell::new(VecDeque::new()) };
}

/// Remembers a request that was answered, with its calls.
pub fn record_request(context: &Context, response: &Response) {
    if !context.development || context.path.starts_with("/__dev") {
        return;
    }
    let record = RequestRecord {
        method: context.method.to_string(),
        address: context.address(),
        status: response.status(),
        duration_ms: crate::platform::now().as_millis() - context.now.as_millis(),
        calls: context.platform.trace.calls(),
    };
    REQUESTS.with_borrow_mut(|requests| {
        requests.push_front(record);
        requests.truncate(REMEMBERED_REQUESTS);
    });
}

/// `GET /__dev/requests/{worker}`: those that another Worker answered.
pub async fn list_requests_of(context: &Context, worker: &str) -> Result<Answer, Problem> {
    match Role::parse(worker) {
        Some(role) if role == context.role => Ok(list_requests()),
        Some(other) if context.role == Role::Shop => context.forward(other).await,
        _ => Err(Problem::not_found()),
    }
}

/// `GET /__dev/requests`, the newest first.
pub fn list_requests() -> Answer {
    #[derive(Serialize)]
    struct List {
        requests: VecDeque<RequestRecord>,
    }
    let requests = REQUESTS.with_borrow(VecDeque::clone);
    Reply::json(200, &List { requests }).into()
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultOrder {
    /// Of those that `faults` knows.
    dependency: String,
    /// `none`, `fails` or `hangs`.
    fault: String,
}

/// `PUT /__dev/faults`: in every Worker, since each has its own memory.
pub async fn put_fault(context: &Context) -> Result<Answer, Problem> {
    let order: FaultOrder = context.body_json().await?;
    if faults::set(&order.dependency, &order.fault) {
        if context.role == Role::Shop {
            for other in [Role::Orders, Role::Desk, Role::Admin, Role::Imports] {
                send_fault(context, other, &order).await?;
            }
        }
        Ok(Reply::new(204, Body::Empty).into())
    } else {
        Err(Problem::invalid_field(
            "fault",
            format!("Dependencies are {}; faults are none, fails and hangs.", faults::names()),
        ))
    }
}

async fn send_fault(context: &Context, to: Role, order: &FaultOrder) -> Result<(), Problem> {
    let body = serde_json::to_string(order).map_err(StoreError::unavailable)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Put).with_body(Some(body.into()));
    let address = format!("{}{}", context.origin, context.path);
    let told = context.platform.worker(to)?.fetch(address, Some(init)).await;
    told.map(|_| ()).map_err(|error| StoreError::unavailable(error).into())
}

/// `POST /__dev/panic`: what every other request must survive.
#[expect(clippy::panic, reason = "this is what the route is for")]
pub fn panic() -> Result<Answer, Problem> {
    panic!("a panic was asked for");
}
