//! Orders: what was agreed, frozen, and everything that happens to it until it is sent, refunded or
//! given up. The `Order` object is the only owner; lists in D1 and the archive in R2 are copies.
//!
//! Invariants: an order exists before anybody can pay for it; money that a gateway confirms is booked
//! whatever state the order is in; what an order still has to do follows from what is stored, never
//! from what is in memory; an unknown answer is never taken for a refusal.

#[cfg(target_arch = "wasm32")]
pub mod admin;
mod admin_wire;
#[cfg(target_arch = "wasm32")]
mod attention;
mod auditing;
#[cfg(target_arch = "wasm32")]
mod carrying;
#[cfg(target_arch = "wasm32")]
mod client;
mod commands;
#[cfg(target_arch = "wasm32")]
mod copying;
#[cfg(target_arch = "wasm32")]
mod delivering;
mod events;
mod figures;
mod fulfilling;
#[cfg(target_arch = "wasm32")]
mod gateways;
mod glances;
mod goods;
#[cfg(target_arch = "wasm32")]
mod health;
mod hearing;
mod holding;
#[cfg(target_arch = "wasm32")]
pub mod hooks;
#[cfg(target_arch = "wasm32")]
mod jobs;
#[cfg(target_arch = "wasm32")]
mod keeper;
#[cfg(target_arch = "wasm32")]
pub mod listing;
mod looking;
#[cfg(test)]
mod looking_tests;
mod machine;
mod messages;
#[cfg(target_arch = "wasm32")]
mod object;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
mod order;
#[cfg(target_arch = "wasm32")]
pub mod pages;
mod paying;
mod placing;
#[cfg(test)]
mod played_tests;
mod problems;
#[cfg(target_arch = "wasm32")]
pub mod rebuilding;
#[cfg(target_arch = "wasm32")]
pub mod reconciling;
#[cfg(test)]
mod recovery_tests;
mod refund;
mod refunding;
mod requests;
mod rows;
#[cfg(test)]
mod rules_tests;
mod settling;
mod state;
#[cfg(target_arch = "wasm32")]
mod sweeping;
mod timeline;
mod views;
mod wire;

#[cfg(target_arch = "wasm32")]
pub use attention::{
    ATTENTION_STATEMENTS, attention_statements, month_statements, read_attention, read_month,
};
#[cfg(target_arch = "wasm32")]
pub use client::{
    Commanded, Placed, command, command_of_shopper, place, read, read_own, report, tell,
};
pub use commands::{Command, OrderRefusal, PublicView};
pub use events::{Event, Parcel, Receiver, Told, What};
pub use figures::{DayFigures, Figures, Month};
pub use fulfilling::{KeptUnits, Shipment, ShipmentLine, ShipmentWish};
pub use glances::{OrderAttention, OrderGlance, UnmatchedMoney};
pub use goods::{GoodsGoal, GoodsHold, HeldSku, SkuState, StockAnswer, StockJob, StockWish};
#[cfg(target_arch = "wasm32")]
pub use health::{GatewayLook, HEALTH_STATEMENTS, OrderHealth, health_statements, read_health};
#[cfg(target_arch = "wasm32")]
pub use jobs::{take_copies, take_notices, wake_silent_orders};
pub use machine::{
    Action, Gateways, Outcome, Purpose, StandingBack, USE_LEASE_SECONDS, UseAnswer, UseStep,
};
pub use messages::{CopyDue, MailDue};
pub use order::{
    CartSource, ClaimedUse, Copies, EndReason, Missing, Order, OrderLine, PaymentWish, Placement,
    Retry, UseState, UseWish,
};
pub use refund::{Refund, RefundCause, RefundLine, RefundLineWish, RefundPlan, RefundWish};
pub use state::{HoldReason, OrderState, PaymentStatus};
#[cfg(target_arch = "wasm32")]
pub use sweeping::sweep_gateways;
#[cfg(test)]
pub use wire::OrderResource;
