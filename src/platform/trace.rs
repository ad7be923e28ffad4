//! What one request or alarm asked of the platform: shown in `Server-Timing` and in development
//! under `/__dev/requests`, and counted by tests.

use std::cell::RefCell;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use serde::Serialize;

use super::now;

/// Calls remembered; objects live long and nobody reads theirs.
const MAX_CALLS: usize = 200;

/// One call: `kind` is `kv`, `d1`, `r2`, `queue`, `object`, `images`, `http` or `worker` (another one of
/// the deployment).
#[derive(Debug, Clone, Serialize)]
pub struct Call {
    pub kind: &'static str,
    pub detail: String,
    pub duration_ms: i64,
}

#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// After a panic the calls so far are still true.
    calls: Rc<AssertUnwindSafe<RefCell<Vec<Call>>>>,
}

impl Trace {
    /// Awaits `call` and records it.
    pub async fn timed<T>(
        &self,
        kind: &'static str,
        detail: impl Into<String>,
        call: impl Future<Output = T>,
    ) -> T {
        let started = now();
        let answer = call.await;
        let mut calls = self.calls.borrow_mut();
        if calls.len() < MAX_CALLS {
            calls.push(Call {
                kind,
                detail: detail.into(),
                duration_ms: now().as_millis().saturating_sub(started.as_millis()),
            });
        }
        answer
    }

    pub fn calls(&self) -> Vec<Call> {
        self.calls.borrow().clone()
    }

    /// `kv;dur=3;desc="1", d1;dur=12;desc="2"`: milliseconds and number of calls by kind.
    pub fn server_timing(&self) -> String {
        let calls = self.calls.borrow();
        let mut entries = Vec::new();
        for kind in ["kv", "d1", "r2", "object", "images", "http"] {
            let of_kind = calls.iter().filter(|call| call.kind == kind);
            let (count, sum) =
                of_kind.fold((0, 0), |(count, sum), call| (count + 1, sum + call.duration_ms));
            if count > 0 {
                entries.push(format!("{kind};dur={sum};desc=\"{count}\""));
            }
        }
        entries.join(", ")
    }
}
