//! Shipments and cancellations.

use serde::{Deserialize, Serialize};

use super::commands::OrderRefusal;
use super::events::What;
use super::goods::StockWish;
use super::order::{EndReason, Order, OrderLine};
use super::refund::RefundLine;
use super::state::{HoldReason, OrderState};
use crate::kernel::{Sku, Timestamp};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShipmentLine {
    pub line_id: String,
    pub quantity: u32,
    /// Where it was taken from; where the stock was allocated when absent.
    #[serde(default)]
    pub location: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShipmentWish {
    pub lines: Vec<ShipmentLine>,
    #[serde(default)]
    pub carrier: String,
    #[serde(default)]
    pub tracking_number: String,
    /// Where the parcel can be followed.
    #[serde(default)]
    pub tracking_url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// Its own within the order.
    pub id: String,
    /// Of the request that asked for it.
    pub request: Option<String>,
    pub wish: ShipmentWish,
    pub shipped_at: Timestamp,
    /// Who sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// Units of a line that were refunded before they were sent, or that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptUnits {
    pub line_id: String,
    pub quantity: u32,
}

fn units_of(units: &[KeptUnits], line_id: &str) -> u32 {
    units.iter().filter(|units| units.line_id == line_id).map(|units| units.quantity).sum()
}

impl Order {
    /// Units of a line that were sent.
    pub fn sent_units(&self, line_id: &str) -> u32 {
        let lines = self.shipments.iter().flat_map(|shipment| &shipment.wish.lines);
        lines.filter(|line| line.line_id == line_id).map(|line| line.quantity).sum()
    }

    /// Units of a line that were refunded without having been sent: they stay on the shelf.
    fn kept_units(&self, line_id: &str) -> u32 {
        units_of(&self.kept, line_id)
    }

    /// Units of a line that are still to be sent.
    pub fn unsent_units(&self, line: &OrderLine) -> u32 {
        if !line.requires_shipping {
            return 0;
        }
        let gone = self.sent_units(&line.id).saturating_add(self.kept_units(&line.id));
        line.quantity.saturating_sub(gone)
    }

    /// Units of a SKU that are not committed any more although they were bought.
    pub(super) fn units_gone(&self, sku: &Sku) -> u32 {
        let lines = self.placement.lines.iter().filter(|line| line.sku == *sku);
        lines.map(|line| self.sent_units(&line.id) + self.kept_units(&line.id)).sum()
    }

    pub(super) fn is_everything_gone(&self) -> bool {
        let pending = self.refunds.iter().any(|refund| refund.state.is_in_flight());
        !pending && self.placement.lines.iter().all(|line| self.unsent_units(line) == 0)
    }

    /// Units that are refunded: those that were not sent stay on the shelf, those that were come back
    /// to it where that is wished. Goods move once: a refund that is made again after it failed finds
    /// them where they are, and those of a cancelled order went back with it.
    pub(super) fn take_back_units(&mut self, lines: &[RefundLine], now: Timestamp) {
        if !matches!(self.state, OrderState::Confirmed | OrderState::Closed) {
            return;
        }
        for (at, refunded) in lines.iter().enumerate() {
            let Some(line) = self.line(&refunded.line_id).cloned() else { continue };
            let id = format!("{}:refund-{}-{at}", self.placement.number, self.refunds.len() + 1);
            let sent = self.sent_units(&line.id);
            let unsent =
                line.quantity.saturating_sub(sent).saturating_sub(self.kept_units(&line.id));
            let kept = refunded.quantity.min(unsent);
            if kept > 0 {
                let wish = StockWish::Uncommit { id: id.clone(), quantity: kept };
                self.goods.plan_job(&line.sku, wish, now);
                self.kept.push(KeptUnits { line_id: line.id.clone(), quantity: kept });
            }
            let out = sent.saturating_sub(units_of(&self.returned, &line.id));
            let quantity = (refunded.quantity - kept).min(out);
            if quantity > 0 && refunded.restock {
                let location = refunded.location.clone();
                let wish = StockWish::Return { id: format!("{id}-back"), quantity, location };
                self.goods.plan_job(&line.sku, wish, now);
                self.returned.push(KeptUnits { line_id: line.id.clone(), quantity });
            }
        }
    }

    /// Sends units. The same request again is the same shipment.
    pub(super) fn ship(
        &mut self,
        request: &str,
        wish: &ShipmentWish,
        now: Timestamp,
    ) -> Result<(), OrderRefusal> {
        if self.shipments.iter().any(|known| known.request.as_deref() == Some(request)) {
            return Ok(());
        }
        if self.state != OrderState::Confirmed {
            return Err(OrderRefusal::NotConfirmed);
        }
        // A refund that failed is between the merchant and the shopper; the goods are paid for.
        let stops = [HoldReason::Disputed, HoldReason::UnmatchedMoney];
        if self.on_hold.iter().any(|reason| stops.contains(reason)) {
            return Err(OrderRefusal::OnHold);
        }
        if wish.lines.is_empty() {
            return Err(OrderRefusal::NothingAsked);
        }
        self.check_shipment(wish)?;
        let id = format!("{}-S{}", self.placement.number, self.shipments.len() + 1);
        for (at, line) in wish.lines.iter().enumerate() {
            let Some(sku) = self.line(&line.line_id).map(|line| line.sku.clone()) else { continue };
            let ship = StockWish::Ship {
                id: format!("{id}-{at}"),
                quantity: line.quantity,
                location: line.location.clone(),
            };
            self.goods.plan_job(&sku, ship, now);
        }
        self.shipments.push(Shipment {
            id: id.clone(),
            request: Some(request.to_owned()),
            wish: wish.clone(),
            shipped_at: now,
            by: None,
        });
        self.happened(What::Shipped { shipment: id }, now);
        Ok(())
    }

    fn check_shipment(&self, wish: &ShipmentWish) -> Result<(), OrderRefusal> {
        for (at, asked) in wish.lines.iter().enumerate() {
            let line_id = asked.line_id.clone();
            let Some(line) = self.line(&line_id) else {
                return Err(OrderRefusal::NoSuchLine { line_id });
            };
            if asked.quantity == 0 {
                return Err(OrderRefusal::QuantityZero { line_id });
            }
            let before = wish.lines.iter().take(at).filter(|other| other.line_id == line_id);
            let before: u32 = before.map(|other| other.quantity).fold(0, u32::saturating_add);
            let left = self.unsent_units(line).saturating_sub(before);
            if asked.quantity > left {
                return Err(OrderRefusal::TooMany { line_id, left });
            }
        }
        Ok(())
    }

    /// Cancels: before capture pages and approvals are let go, afterwards everything goes back.
    pub(super) fn cancel(
        &mut self,
        request: &str,
        note: &str,
        now: Timestamp,
    ) -> Result<(), OrderRefusal> {
        if self.cancel_request.as_deref() == Some(request) {
            return Ok(());
        }
        match self.state {
            OrderState::Expired | OrderState::Cancelled => return Err(OrderRefusal::Ended),
            OrderState::Closed => return Err(OrderRefusal::AlreadyShipped),
            OrderState::Confirmed if !self.shipments.is_empty() => {
                return Err(OrderRefusal::AlreadyShipped);
            }
            OrderState::Open | OrderState::Confirmed => {}
        }
        self.cancel_request = Some(request.to_owned());
        self.end = Some(EndReason::Cancelled { note: note.to_owned() });
        self.state = OrderState::Cancelled;
        self.supersede_attempts(now);
        self.let_goods_go(now, now);
        let refunded = self.refundable_minor() > 0;
        self.happened(What::Cancelled { refunded }, now);
        Ok(())
    }
}
