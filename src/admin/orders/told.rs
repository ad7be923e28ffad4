//! Orders as the API tells of them, as far as the pages show it.

use std::borrow::Borrow;

use serde::Deserialize;

use crate::admin::words::{Badge, fulfilment_badge};
use crate::kernel::{Address, MarketId, Money, OrderNumber, Timestamp};
use crate::orders::{
    EndReason, Event, HoldReason, OrderState, PaymentStatus, Receiver, RefundCause, RefundLine,
    ShipmentLine,
};
use crate::payments::{AttemptState, Entry, GatewayId, PaymentMethod, RefundState};
use crate::pricing::Quote;
use crate::web::Problem;

/// An order of a list.
#[derive(Debug, Clone, Deserialize)]
pub struct ListedOrder {
    pub number: OrderNumber,
    pub state: OrderState,
    pub payment_status: PaymentStatus,
    pub fulfilment_status: String,
    pub on_hold: Vec<HoldReason>,
    pub placed_at: Timestamp,
    pub email: String,
    pub name: String,
    pub country: Option<String>,
    pub units: u32,
    pub total: Money,
}

impl ListedOrder {
    /// What is sent of it; nothing where nothing is to be sent, since nobody paid or it is cancelled.
    pub fn parcels(&self) -> Option<Badge> {
        let is_sold = matches!(self.state, OrderState::Confirmed | OrderState::Closed);
        fulfilment_badge(&self.fulfilment_status)
            .filter(|_| is_sold || self.fulfilment_status != "unfulfilled")
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct OrderList {
    pub orders: Vec<ListedOrder>,
    pub next_cursor: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ToldOrder {
    pub number: OrderNumber,
    pub state: OrderState,
    pub payment_status: PaymentStatus,
    pub fulfilment_status: String,
    pub on_hold: Vec<HoldReason>,
    #[serde(default)]
    pub end: Option<EndReason>,
    pub placed_at: Timestamp,
    pub email: String,
    pub market: Option<MarketId>,
    pub locale: String,
    pub address: Option<Address>,
    pub billing_address: Option<Address>,
    pub vat_id: Option<String>,
    pub note: String,
    pub total: Money,
    pub lines: Vec<ToldLine>,
    pub quote: Quote,
    pub totals: ToldTotals,
    pub payments: Vec<ToldAttempt>,
    pub ledger: Vec<Entry>,
    pub refunds: Vec<ToldRefund>,
    pub shipments: Vec<ToldShipment>,
    pub events: Vec<Event>,
    #[serde(default)]
    pub timeline: Vec<ToldEntry>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ToldLine {
    pub id: String,
    pub sku: String,
    pub title: String,
    pub options: Vec<String>,
    pub quantity: u32,
    pub unit_minor: i64,
    pub gross_minor: i64,
    pub requires_shipping: bool,
    pub shipped: u32,
    pub refunded: u32,
    pub unsent: u32,
    pub promised_for: Option<Timestamp>,
}

/// In minor units of the order's currency.
#[derive(Debug, Clone, Copy, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the API names amounts so")]
pub struct ToldTotals {
    pub captured_minor: i64,
    pub refunded_minor: i64,
    pub pending_minor: i64,
    pub disputed_minor: i64,
    pub lost_minor: i64,
    pub unmatched_minor: i64,
    pub refundable_minor: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ToldAttempt {
    pub gateway: GatewayId,
    pub method: PaymentMethod,
    pub amount: Money,
    pub state: AttemptState,
    pub session: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ToldRefund {
    pub cause: RefundCause,
    pub reason: String,
    pub amount: Money,
    pub state: RefundState,
    pub lines: Vec<RefundLine>,
    pub shipping_minor: i64,
    pub requested_at: Timestamp,
    #[serde(default)]
    pub by: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ToldShipment {
    pub lines: Vec<ShipmentLine>,
    pub carrier: String,
    pub tracking_number: String,
    pub tracking_url: String,
    pub shipped_at: Timestamp,
    #[serde(default)]
    pub by: Option<String>,
}

/// One thing that happened, in a sentence.
#[derive(Debug, Clone, Deserialize)]
pub struct ToldEntry {
    pub at: Timestamp,
    pub kind: String,
    pub text: String,
    pub by: Option<String>,
    /// The number of the event that it is.
    #[serde(default)]
    pub event: Option<u32>,
}

/// What a refund would come to.
#[derive(Debug, Clone, Deserialize)]
pub struct ToldPlan {
    pub lines: Vec<RefundLine>,
    pub shipping_minor: i64,
    pub amount_minor: i64,
    pub refundable_minor: i64,
    pub revision: u64,
}

impl ToldOrder {
    pub fn money(&self, minor: impl Borrow<i64>) -> String {
        crate::admin::words::money(Money::new(*minor.borrow(), self.total.currency))
    }

    pub fn line(&self, id: &str) -> Option<&ToldLine> {
        self.lines.iter().find(|line| line.id == id)
    }

    pub fn title_of(&self, line_id: &str) -> &str {
        self.line(line_id).map_or("a line", |line| &line.title)
    }

    pub fn unsent(&self) -> u32 {
        self.lines.iter().map(|line| line.unsent).fold(0, u32::saturating_add)
    }

    /// Whether something may be sent now.
    pub fn can_ship(&self) -> bool {
        let stops = [HoldReason::Disputed, HoldReason::UnmatchedMoney];
        let is_stopped = self.on_hold.iter().any(|reason| stops.contains(reason));
        self.state == OrderState::Confirmed && self.unsent() > 0 && !is_stopped
    }

    pub fn can_refund(&self) -> bool {
        let is_decided = !matches!(self.state, OrderState::Open | OrderState::Expired);
        is_decided && self.totals.refundable_minor > 0
    }

    /// Before anything was sent; afterwards what comes back is refunded.
    pub fn can_cancel(&self) -> bool {
        matches!(self.state, OrderState::Open | OrderState::Confirmed) && self.shipments.is_empty()
    }

    /// What of the delivery has not been given back.
    pub fn shipping_left_minor(&self) -> i64 {
        let paid = self.quote.shipping.as_ref().map_or(0, |shipping| shipping.gross_minor);
        let counted = self.refunds.iter().filter(|refund| refund.counts());
        paid - counted.map(|refund| refund.shipping_minor).sum::<i64>()
    }

    /// Whether the shopper was told of the event and can be told once more.
    pub fn is_told_to_shopper(&self, sequence: u32) -> bool {
        let event = self.events.iter().find(|event| event.sequence == sequence);
        event.is_some_and(|event| event.what.told_to().contains(&Receiver::Shopper))
    }

    /// Everybody who did something to it.
    pub fn actors(&self) -> impl Iterator<Item = &str> {
        let entries = self.timeline.iter().filter_map(|entry| entry.by.as_deref());
        let refunds = self.refunds.iter().filter_map(|refund| refund.by.as_deref());
        let shipments = self.shipments.iter().filter_map(|shipment| shipment.by.as_deref());
        entries.chain(refunds).chain(shipments)
    }
}

impl ToldLine {
    /// Units that can still be refunded.
    pub const fn left(&self) -> u32 {
        self.quantity.saturating_sub(self.refunded)
    }
}

impl ToldRefund {
    pub const fn counts(&self) -> bool {
        self.state.is_in_flight() || matches!(self.state, RefundState::Succeeded)
    }
}

/// What is wrong with a field of a form. What is said of every line belongs to the one field for all.
pub fn fault<'a>(problem: Option<&'a Problem>, field: &str) -> Option<&'a str> {
    let errors = &problem?.errors;
    let ends = format!("].{field}");
    let error = errors.iter().find(|error| error.field == field || error.field.ends_with(&ends))?;
    Some(&error.detail)
}
