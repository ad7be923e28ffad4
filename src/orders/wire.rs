//! An order as the merchant's programs see it: whole, but for the secret of the shopper's link and
//! what was written to gateways.

use serde::Serialize;

use super::rows::FulfilmentStatus;
use super::timeline::{Entry as TimelineEntry, timeline};
use super::{
    EndReason, Event, HeldSku, HoldReason, Missing, Order, OrderLine, OrderState, PaymentStatus,
    Refund, RefundCause, RefundLine, Shipment, ShipmentLine,
};
use crate::kernel::{Address, MarketId, Money, OrderNumber, OrderToken, Sku, Timestamp};
use crate::payments::{Attempt, AttemptState, Entry, GatewayId, PaymentMethod, RefundState};
use crate::pricing::Quote;

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct OrderResource<'a> {
    id: &'a OrderNumber,
    number: &'a OrderNumber,
    revision: u64,
    state: OrderState,
    payment_status: PaymentStatus,
    fulfilment_status: FulfilmentStatus,
    on_hold: &'a [HoldReason],
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<&'a EndReason>,
    placed_at: Timestamp,
    updated_at: Timestamp,
    email: &'a str,
    market: Option<&'a MarketId>,
    locale: &'a str,
    address: Option<&'a Address>,
    billing_address: Option<&'a Address>,
    vat_id: Option<&'a str>,
    note: &'a str,
    total: Money,
    lines: Vec<LineResource<'a>>,
    /// Every price, discount, rate and tax line that it was made with.
    quote: &'a Quote,
    totals: TotalsResource,
    payments: Vec<AttemptResource<'a>>,
    ledger: Vec<&'a Entry>,
    refunds: Vec<RefundResource<'a>>,
    shipments: Vec<ShipmentResource<'a>>,
    goods: &'a [HeldSku],
    events: &'a [Event],
    /// The same and all else that is known of it in plain words, the oldest first.
    timeline: Vec<TimelineEntry>,
    /// Messages that nobody has yet.
    outbox_depth: usize,
}

#[derive(Debug, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "OrderLineResource")
)]
struct LineResource<'a> {
    id: &'a str,
    sku: &'a Sku,
    product: &'a str,
    title: &'a str,
    options: &'a [String],
    quantity: u32,
    unit_minor: i64,
    gross_minor: i64,
    tax_minor: i64,
    requires_shipping: bool,
    shipped: u32,
    refunded: u32,
    /// Units that are still to be sent.
    unsent: u32,
    /// When units will come that were sold ahead.
    promised_for: Option<Timestamp>,
}

/// In minor units of the order's currency.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[expect(clippy::struct_field_names, reason = "amounts in requests are named so, too")]
struct TotalsResource {
    total_minor: i64,
    captured_minor: i64,
    refunded_minor: i64,
    /// Refunds that are on their way.
    pending_minor: i64,
    disputed_minor: i64,
    /// Taken back by disputes.
    lost_minor: i64,
    /// Came and pays for nothing.
    unmatched_minor: i64,
    refundable_minor: i64,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct AttemptResource<'a> {
    attempt: u32,
    gateway: GatewayId,
    method: PaymentMethod,
    amount: Money,
    state: AttemptState,
    /// The gateway's id of the page.
    session: Option<&'a str>,
    superseded: bool,
    created_at: Timestamp,
    expires_at: Timestamp,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct RefundResource<'a> {
    id: &'a str,
    cause: RefundCause,
    reason: &'a str,
    amount: Money,
    state: RefundState,
    lines: &'a [RefundLine],
    shipping_minor: i64,
    gateway: GatewayId,
    /// The gateway's ids of the refund and of what it gives back.
    provider_id: Option<&'a str>,
    capture: &'a str,
    requested_at: Timestamp,
    /// Who asked for it.
    by: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ShipmentResource<'a> {
    id: &'a str,
    lines: &'a [ShipmentLine],
    carrier: &'a str,
    tracking_number: &'a str,
    tracking_url: &'a str,
    shipped_at: Timestamp,
    /// Who sent it; for the merchant.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
}

impl<'a> OrderResource<'a> {
    pub fn of(order: &'a Order) -> Self {
        let placement = &order.placement;
        Self {
            id: order.number(),
            number: order.number(),
            revision: order.revision,
            state: order.state,
            payment_status: order.payment_status(),
            fulfilment_status: FulfilmentStatus::of(order),
            on_hold: &order.on_hold,
            end: order.end.as_ref(),
            placed_at: order.placed_at,
            updated_at: order.updated_at,
            email: placement.email.as_str(),
            market: placement.market.as_ref(),
            locale: &placement.locale,
            address: placement.address.as_ref(),
            billing_address: placement.billing_address.as_ref(),
            vat_id: placement.vat_id.as_deref(),
            note: &placement.note,
            total: order.total(),
            lines: placement.lines.iter().map(|line| LineResource::of(order, line)).collect(),
            quote: &placement.quote,
            totals: TotalsResource::of(order),
            payments: order.attempts.iter().map(AttemptResource::of).collect(),
            ledger: order.ledger.entries().iter().collect(),
            refunds: order.refunds.iter().map(RefundResource::of).collect(),
            shipments: order.shipments.iter().map(ShipmentResource::of).collect(),
            goods: &order.goods.skus,
            events: &order.events,
            timeline: timeline(order),
            outbox_depth: order.outbox.len(),
        }
    }
}

impl<'a> LineResource<'a> {
    fn of(order: &Order, line: &'a OrderLine) -> Self {
        Self {
            id: &line.id,
            sku: &line.sku,
            product: line.product.as_str(),
            title: &line.title,
            options: &line.options,
            quantity: line.quantity,
            unit_minor: line.unit_minor,
            gross_minor: line.gross_minor,
            tax_minor: line.tax_minor,
            requires_shipping: line.requires_shipping,
            shipped: order.sent_units(&line.id),
            refunded: order.refunded_units(&line.id),
            unsent: order.unsent_units(line),
            promised_for: order.promised_for(line),
        }
    }
}

impl TotalsResource {
    fn of(order: &Order) -> Self {
        let totals = order.ledger.totals(order.total().currency);
        Self {
            total_minor: order.total().amount_minor,
            captured_minor: totals.captured_minor,
            refunded_minor: totals.refunded_minor,
            pending_minor: totals.pending_minor,
            disputed_minor: totals.disputed_minor,
            lost_minor: totals.lost_minor,
            unmatched_minor: order.unmatched_minor(),
            refundable_minor: order.refundable_minor(),
        }
    }
}

impl<'a> AttemptResource<'a> {
    fn of(attempt: &'a Attempt) -> Self {
        Self {
            attempt: attempt.number,
            gateway: attempt.gateway,
            method: attempt.method,
            amount: attempt.amount,
            state: attempt.state,
            session: attempt.session.as_deref(),
            superseded: attempt.superseded,
            created_at: attempt.created_at,
            expires_at: attempt.expires_at,
        }
    }
}

impl<'a> RefundResource<'a> {
    pub fn of(refund: &'a Refund) -> Self {
        Self {
            id: &refund.id,
            cause: refund.cause,
            reason: &refund.reason,
            amount: refund.amount,
            state: refund.state,
            lines: &refund.lines,
            shipping_minor: refund.shipping_minor,
            gateway: refund.gateway,
            provider_id: refund.provider_id.as_deref(),
            capture: &refund.capture,
            requested_at: refund.requested_at,
            by: refund.by.as_deref(),
        }
    }
}

impl<'a> ShipmentResource<'a> {
    pub fn of(shipment: &'a Shipment) -> Self {
        Self {
            id: &shipment.id,
            lines: &shipment.wish.lines,
            carrier: &shipment.wish.carrier,
            tracking_number: &shipment.wish.tracking_number,
            tracking_url: &shipment.wish.tracking_url,
            shipped_at: shipment.shipped_at,
            by: shipment.by.as_deref(),
        }
    }
}

/// An order as its shopper's programs see it: what was agreed and what became of it.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ShopperOrderResource<'a> {
    /// What its link ends in.
    id: String,
    number: &'a OrderNumber,
    state: OrderState,
    payment_status: PaymentStatus,
    fulfilment_status: FulfilmentStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<ShopperEndResource<'a>>,
    /// The payment page, while it is open.
    redirect_url: Option<&'a str>,
    placed_at: Timestamp,
    email: &'a str,
    address: Option<&'a Address>,
    billing_address: Option<&'a Address>,
    vat_id: Option<&'a str>,
    note: &'a str,
    total: Money,
    lines: Vec<LineResource<'a>>,
    quote: &'a Quote,
    refunds: Vec<ShopperRefundResource<'a>>,
    shipments: Vec<ShipmentResource<'a>>,
}

/// Why it ended, without the merchant's own note and counts.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "reason")]
enum ShopperEndResource<'a> {
    OutOfStock { missing: Vec<MissingResource<'a>> },
    PromotionUsedUp { promotion: &'a str },
    TooManyUnpaid,
    PaymentUnavailable { passes: bool },
    Unavailable,
    AlreadyPaying { order: &'a OrderNumber },
    NotPaid,
    Superseded { by: &'a OrderNumber },
    Cancelled,
    GoodsGone { missing: Vec<MissingResource<'a>> },
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct MissingResource<'a> {
    sku: &'a Sku,
}

impl<'a> ShopperEndResource<'a> {
    fn of(end: &'a EndReason) -> Self {
        let skus = |missing: &'a [Missing]| {
            missing.iter().map(|missing| MissingResource { sku: &missing.sku }).collect()
        };
        match end {
            EndReason::OutOfStock { missing } => Self::OutOfStock { missing: skus(missing) },
            EndReason::PromotionUsedUp { promotion } => Self::PromotionUsedUp { promotion },
            EndReason::TooManyUnpaid => Self::TooManyUnpaid,
            EndReason::PaymentUnavailable { passes } => {
                Self::PaymentUnavailable { passes: *passes }
            }
            EndReason::Unavailable => Self::Unavailable,
            EndReason::AlreadyPaying { order } => Self::AlreadyPaying { order },
            EndReason::NotPaid => Self::NotPaid,
            EndReason::Superseded { by } => Self::Superseded { by },
            EndReason::Cancelled { .. } => Self::Cancelled,
            EndReason::GoodsGone { missing } => Self::GoodsGone { missing: skus(missing) },
        }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct ShopperRefundResource<'a> {
    id: &'a str,
    amount: Money,
    state: RefundState,
    lines: &'a [RefundLine],
    requested_at: Timestamp,
}

impl<'a> ShopperOrderResource<'a> {
    pub fn of(order: &'a Order) -> Self {
        let placement = &order.placement;
        let secret = placement.secret.clone();
        let refund = |refund: &'a Refund| ShopperRefundResource {
            id: &refund.id,
            amount: refund.amount,
            state: refund.state,
            lines: &refund.lines,
            requested_at: refund.requested_at,
        };
        let shipment = |shipment| ShipmentResource { by: None, ..ShipmentResource::of(shipment) };
        Self {
            id: OrderToken { number: order.number().clone(), secret }.to_string(),
            number: order.number(),
            state: order.state,
            payment_status: order.payment_status(),
            fulfilment_status: FulfilmentStatus::of(order),
            end: order.end.as_ref().map(ShopperEndResource::of),
            redirect_url: order.live_attempt().and_then(|attempt| attempt.redirect_url.as_deref()),
            placed_at: order.placed_at,
            email: placement.email.as_str(),
            address: placement.address.as_ref(),
            billing_address: placement.billing_address.as_ref(),
            vat_id: placement.vat_id.as_deref(),
            note: &placement.note,
            total: order.total(),
            lines: placement.lines.iter().map(|line| LineResource::of(order, line)).collect(),
            quote: &placement.quote,
            refunds: order.refunds.iter().map(refund).collect(),
            shipments: order.shipments.iter().map(shipment).collect(),
        }
    }
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
