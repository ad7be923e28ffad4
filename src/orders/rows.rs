//! An order as the tables of D1 show it. One JSON parameter carries the rows of many orders.

use serde::Serialize;

use super::{HoldReason, Order};
use crate::kernel::{Currency, MarketId, Sku, fold};
use crate::payments::{Entry, EntryKind, EntryState, GatewayId};

/// How much of what was bought is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FulfilmentStatus {
    /// Nothing of it is ever sent: digital goods, or everything was refunded.
    NotNeeded,
    Unfulfilled,
    PartShipped,
    Shipped,
}

impl FulfilmentStatus {
    pub fn of(order: &Order) -> Self {
        let lines = &order.placement.lines;
        let unsent: u32 = lines.iter().map(|line| order.unsent_units(line)).sum();
        let sent: u32 = lines.iter().map(|line| order.sent_units(&line.id)).sum();
        match (sent, unsent) {
            (0, 0) => Self::NotNeeded,
            (0, _) => Self::Unfulfilled,
            (_, 0) => Self::Shipped,
            _ => Self::PartShipped,
        }
    }
}

/// Rows of `orders`, `order_lines` and `order_payments`, as the statements of `copying.rs` take them
/// apart.
#[derive(Debug, Serialize)]
pub struct OrderRow<'a> {
    number: &'a str,
    revision: u64,
    state: &'static str,
    payment_status: &'static str,
    fulfilment_status: FulfilmentStatus,
    on_hold: &'a [HoldReason],
    placed_at_ms: i64,
    updated_at_ms: i64,
    email: String,
    name: &'a str,
    folded_name: String,
    country: Option<String>,
    market: Option<&'a MarketId>,
    units: u32,
    currency: Currency,
    total_minor: i64,
    captured_minor: i64,
    refunded_minor: i64,
    disputed_minor: i64,
    unmatched_minor: i64,
    settled: u8,
    outbox_depth: usize,
    heartbeat_at_ms: i64,
    failed_at_ms: Option<i64>,
    failed_attempts: u32,
    lines: Vec<LineRow<'a>>,
    payments: Vec<PaymentRow<'a>>,
}

#[derive(Debug, Serialize)]
struct LineRow<'a> {
    line_id: &'a str,
    sku: &'a Sku,
    product: &'a str,
    title: &'a str,
    quantity: u32,
    gross_minor: i64,
    tax_minor: i64,
}

#[derive(Debug, Serialize)]
struct PaymentRow<'a> {
    gateway: GatewayId,
    kind: EntryKind,
    id: &'a str,
    state: String,
    amount_minor: i64,
    currency: Currency,
    booked_at_ms: i64,
}

/// The name of an entry's state, as rows have it.
pub fn state_name(state: EntryState) -> String {
    let value = match state {
        EntryState::Capture => return "captured".to_owned(),
        EntryState::Refund(state) => serde_json::to_value(state),
        EntryState::Dispute(state) => serde_json::to_value(state),
    };
    value.ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

impl<'a> OrderRow<'a> {
    pub fn of(order: &'a Order) -> Self {
        let placement = &order.placement;
        let currency = order.total().currency;
        let totals = order.ledger.totals(currency);
        let address = placement.address.as_ref().or(placement.billing_address.as_ref());
        let failed = order.failed_payment();
        let name = address.map_or("", |address| address.name.as_str());
        Self {
            number: order.number().as_str(),
            revision: order.revision,
            state: order.state.as_str(),
            payment_status: order.payment_status().as_str(),
            fulfilment_status: FulfilmentStatus::of(order),
            on_hold: &order.on_hold,
            placed_at_ms: order.placed_at.as_millis(),
            updated_at_ms: order.updated_at.as_millis(),
            email: placement.email.as_str().to_lowercase(),
            name,
            folded_name: fold(name),
            country: placement.address.as_ref().map(|address| address.country.to_string()),
            market: placement.market.as_ref(),
            units: placement.lines.iter().map(|line| line.quantity).sum(),
            currency,
            total_minor: order.total().amount_minor,
            captured_minor: totals.captured_minor,
            refunded_minor: totals.refunded_minor,
            disputed_minor: totals.disputed_minor,
            unmatched_minor: order.unmatched_minor(),
            settled: u8::from(order.is_at_rest() && order.outbox.is_empty()),
            outbox_depth: order.outbox.len(),
            heartbeat_at_ms: order.copies.heartbeat_at.max(order.updated_at).as_millis(),
            failed_at_ms: failed.map(|(at, _)| at.as_millis()),
            failed_attempts: failed.map_or(0, |(_, attempts)| attempts),
            lines: placement.lines.iter().map(LineRow::of).collect(),
            payments: order.ledger.entries().iter().map(PaymentRow::of).collect(),
        }
    }
}

impl<'a> LineRow<'a> {
    fn of(line: &'a super::OrderLine) -> Self {
        Self {
            line_id: &line.id,
            sku: &line.sku,
            product: line.product.as_str(),
            title: &line.title,
            quantity: line.quantity,
            gross_minor: line.gross_minor,
            tax_minor: line.tax_minor,
        }
    }
}

impl<'a> PaymentRow<'a> {
    fn of(entry: &'a Entry) -> Self {
        Self {
            gateway: entry.gateway,
            kind: entry.state.kind(),
            id: &entry.id,
            state: state_name(entry.state),
            amount_minor: entry.amount.amount_minor,
            currency: entry.amount.currency,
            booked_at_ms: entry.booked_at.as_millis(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Email, Money, Timestamp, from_json};
    use crate::orders::{Shipment, ShipmentLine, ShipmentWish};
    use crate::payments::RefundState;

    fn order() -> Order {
        from_json(include_bytes!("../../tests/fixtures/order.json")).unwrap()
    }

    fn ships(order: &mut Order, lines: &[(&str, u32)]) {
        let line = |(id, quantity): &(&str, u32)| ShipmentLine {
            line_id: (*id).to_owned(),
            quantity: *quantity,
            location: None,
        };
        order.shipments.push(Shipment {
            id: order.shipments.len().to_string(),
            request: None,
            wish: ShipmentWish {
                lines: lines.iter().map(line).collect(),
                carrier: String::new(),
                tracking_number: String::new(),
                tracking_url: String::new(),
            },
            shipped_at: Timestamp::default(),
            by: None,
        });
    }

    #[test]
    fn what_is_sent_of_an_order_is_told_by_its_lines() {
        let mut order = order();
        assert_eq!(FulfilmentStatus::of(&order), FulfilmentStatus::Unfulfilled);
        ships(&mut order, &[("1", 1)]);
        assert_eq!(FulfilmentStatus::of(&order), FulfilmentStatus::PartShipped);
        ships(&mut order, &[("1", 1), ("2", 1)]);
        assert_eq!(FulfilmentStatus::of(&order), FulfilmentStatus::Shipped);
        for line in &mut order.placement.lines {
            line.requires_shipping = false;
        }
        order.shipments.clear();
        assert_eq!(FulfilmentStatus::of(&order), FulfilmentStatus::NotNeeded);
    }

    #[test]
    fn a_row_is_looked_up_in_lower_case_and_without_accents() {
        let mut order = order();
        order.placement.email = Email::parse("Ada@Example.COM").unwrap();
        order.placement.address.as_mut().unwrap().name = "Áda Løvelace".to_owned();
        let row = serde_json::to_value(OrderRow::of(&order)).unwrap();
        assert_eq!(row["email"], "ada@example.com");
        assert_eq!(
            (&row["name"], &row["folded_name"]),
            (&"Áda Løvelace".into(), &"ada lovelace".into())
        );
        assert_eq!(row["country"], "IE");
        assert_eq!(row["units"], 3);
        assert_eq!(row["lines"][1]["line_id"], "2");
    }

    #[test]
    fn an_order_with_a_message_on_its_way_is_not_settled() {
        let mut order = order();
        order.cart_emptied = true;
        for parcel in [true, false] {
            let settled = serde_json::to_value(OrderRow::of(&order)).unwrap()["settled"].clone();
            let is_rest = order.is_at_rest() && order.outbox.is_empty();
            assert_eq!(settled, u8::from(is_rest), "{parcel}");
            order.outbox.clear();
        }
    }

    #[test]
    fn money_is_named_by_the_gateways_own_ids() {
        let mut order = order();
        let entry = Entry {
            gateway: GatewayId::Stripe,
            id: "re_1".to_owned(),
            state: EntryState::Refund(RefundState::Succeeded),
            amount: Money::new(250, order.total().currency),
            of: "pi_1".to_owned(),
            booked_at: Timestamp::from_millis(5),
        };
        assert!(order.ledger.book(entry));
        let row = serde_json::to_value(OrderRow::of(&order)).unwrap();
        assert_eq!(
            row["payments"],
            serde_json::json!([{"gateway": "stripe", "kind": "refund", "id": "re_1", "state": "succeeded",
                "amount_minor": 250, "currency": "EUR", "booked_at_ms": 5}])
        );
        assert_eq!(row["refunded_minor"], 250);
        assert_eq!(state_name(EntryState::Capture), "captured");
    }
}
