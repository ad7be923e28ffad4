//! The platform's bindings behind a thin layer that counts, times and, in development, fails them
//! on purpose. Handlers and objects reach the outside through [`Platform`] and in no other way.

mod cache;
mod d1;
mod deadline;
pub mod faults;
mod http;
mod kv;
mod object;
mod random;
mod role;
pub mod script;
mod trace;

pub use cache::{PurgeOutcome, purge_tags};
pub use d1::{Database, Parameter, Rows, Statement, StoreError};
pub use deadline::{pause, within};
pub use http::{Exchange, Outgoing};
pub use kv::Documents;
pub use object::{Object, read_message, read_rows};
pub use random::random_hex;
pub use role::Role;
pub use trace::{Call, Trace};

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use worker::{Bucket, Env, Fetcher, Queue};

use crate::kernel::Timestamp;

/// The bindings of `wrangler.toml` with the trace of the request or alarm that uses them.
#[derive(Debug, Clone)]
pub struct Platform {
    env: Env,
    pub trace: Trace,
    /// After a panic it is still whoever asked.
    actor: Rc<AssertUnwindSafe<RefCell<Option<String>>>>,
    /// What whoever asked has leave for.
    leaves: Rc<AssertUnwindSafe<RefCell<Vec<&'static str>>>>,
}

impl Platform {
    pub fn new(env: Env) -> Self {
        Self { env, trace: Trace::default(), actor: Rc::default(), leaves: Rc::default() }
    }

    pub fn env(&self) -> &Env {
        &self.env
    }

    /// On whose behalf the work is done from here on, like `staff:ada`.
    pub fn set_actor(&self, actor: String) {
        self.actor.replace(Some(actor));
    }

    /// Who asked for the work; `system` where nobody did.
    pub fn actor(&self) -> String {
        self.actor.borrow().clone().unwrap_or_else(|| "system".to_owned())
    }

    /// What whoever asked has leave for, as tokens list it.
    pub fn set_leaves(&self, leaves: Vec<&'static str>) {
        self.leaves.replace(leaves);
    }

    /// Whether whoever asked has leave for it: for answers of which each sees a part.
    pub fn may(&self, leave: &str) -> bool {
        self.leaves.borrow().contains(&leave)
    }

    /// D1, the catalogue's owner.
    pub fn database(&self) -> Result<Database, StoreError> {
        let database = self.env.d1("DB").map_err(StoreError::unavailable)?;
        Ok(Database::new(database, self.trace.clone()))
    }

    /// KV, where published documents are read.
    pub fn documents(&self) -> Result<Documents, StoreError> {
        let store = self.env.kv("CATALOG").map_err(StoreError::unavailable)?;
        Ok(Documents::new(store, self.trace.clone()))
    }

    pub fn media(&self) -> Result<Bucket, StoreError> {
        self.env.bucket("MEDIA").map_err(StoreError::unavailable)
    }

    /// Where each order lies as its object last wrote it.
    pub fn archive(&self) -> Result<Bucket, StoreError> {
        self.env.bucket("ARCHIVE").map_err(StoreError::unavailable)
    }

    /// The Durable Object `name` of a binding such as `PUBLISHER`.
    pub fn object(&self, binding: &'static str, name: &str) -> Result<Object, StoreError> {
        let namespace = self.env.durable_object(binding).map_err(StoreError::unavailable)?;
        let stub = namespace.get_by_name(name).map_err(StoreError::unavailable)?;
        Ok(Object::new(stub, format!("{binding} {name}"), self.trace.clone()))
    }

    pub fn queue(&self, binding: &str) -> Result<Queue, StoreError> {
        self.env.queue(binding).map_err(StoreError::unavailable)
    }

    /// A Worker of the deployment by its entrypoint. The shop has itself among them: purges are
    /// scoped to the entrypoint that asks.
    pub fn worker(&self, role: Role) -> Result<Fetcher, StoreError> {
        self.env.service(role.binding()).map_err(StoreError::unavailable)
    }

    /// Which Worker this is.
    pub fn role(&self) -> Role {
        self.variable("WORKER").and_then(|name| Role::parse(&name)).unwrap_or(Role::Shop)
    }

    /// A variable or secret; `None` when it is not set or empty.
    pub fn variable(&self, name: &str) -> Option<String> {
        let value = self.env.var(name).ok()?.to_string();
        (!value.is_empty()).then_some(value)
    }

    /// Whether this is a developer's machine: `wrangler.toml` never sets it.
    pub fn is_development(&self) -> bool {
        self.variable("DEVELOPMENT").as_deref() == Some("1")
    }
}

/// The instant now. The platform's clock stands still between I/O.
pub fn now() -> Timestamp {
    let millis = worker::Date::now().as_millis();
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}
