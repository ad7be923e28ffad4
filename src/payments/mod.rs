//! Payments: how an attempt, a refund and a dispute stand, what was booked, and how gateways are
//! spoken to. Pure but for the sending: a gateway is a stateless mapping from wishes to HTTP calls
//! and from answers to facts, so that tests and the simulation run the very code that runs live.
//!
//! `Gateways` are those that a deployment uses; `sending.rs` sends, adds the secrets and heeds the
//! circuit of each gateway.
//!
//! Invariants: the body of a call is stored before it is sent and sent again byte for byte; an answer
//! that nobody saw is never taken for a refusal; facts are keyed by the provider's own objects.

mod attempt;
mod breaker;
#[cfg(target_arch = "wasm32")]
mod circuit;
#[cfg(test)]
mod conformance;
mod deployed;
mod dispute;
mod gateway;
mod ledger;
mod lines;
mod mollie;
mod reading;
mod refund;
mod routing;
#[cfg(target_arch = "wasm32")]
mod sending;
mod signing;
mod stripe;
pub mod test;
#[cfg(target_arch = "wasm32")]
pub mod trying;

pub use attempt::{Attempt, AttemptState, Pass};
pub use breaker::{Circuit, Permission};
pub use deployed::{Gateways, verify_hook};
pub use dispute::DisputeState;
pub use gateway::{
    Call, ChargeLine, Delivered, Fact, Gateway, GatewayAnswer, GatewayId, Hook, Manner, Notice,
    Opening, PaymentMethod, RefundRequest, Refunding, Report, SessionRequest, SessionState, Swept,
    Unsuitable, Unverified, attempt_key,
};
pub use ledger::{Entry, EntryKind, EntryState, Ledger, Totals};
pub use mollie::Mollie;
pub use refund::RefundState;
pub use routing::{Payable, PaymentSettings, candidates, offered};
#[cfg(target_arch = "wasm32")]
pub use sending::{circuits, configured, open_circuits, send};
pub use stripe::Stripe;
pub use test::{Deed, PlayedSession, Provider, TestGateway};
