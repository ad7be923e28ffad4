//! From what was agreed to an order that wants its goods.

use super::events::What;
use super::goods::{FIRST_LEASE_SECONDS, GoodsGoal, GoodsHold, HeldSku, SkuState};
use super::order::{ClaimedUse, Copies, Order, OrderLine, Placement, Retry, UseState};
use super::state::OrderState;
use crate::kernel::Timestamp;
use crate::payments::{ChargeLine, Ledger};

/// Most lines that a gateway is sent; Stripe takes 100 (rule 14).
const MAX_CHARGE_LINES: usize = 99;

impl Order {
    pub fn place(placement: Placement, now: Timestamp) -> Self {
        let until = now.plus_seconds(FIRST_LEASE_SECONDS);
        let uses = placement
            .uses
            .iter()
            .map(|wish| ClaimedUse { wish: wish.clone(), state: UseState::Wanted });
        let mut order = Self {
            revision: 0,
            placed_at: now,
            updated_at: now,
            state: OrderState::Open,
            end: None,
            on_hold: Vec::new(),
            goods: GoodsHold::wanted(&placement.lines, until),
            uses: uses.collect(),
            uses_retry: Retry::default(),
            payment_wish: placement.payment.clone(),
            superseded_earlier: placement.supersedes.is_none(),
            stands_back_for: None,
            cancel_request: None,
            waits_until: until,
            attempts: Vec::new(),
            ledger: Ledger::default(),
            refunds: Vec::new(),
            shipments: Vec::new(),
            kept: Vec::new(),
            returned: Vec::new(),
            events: Vec::new(),
            outbox: Vec::new(),
            told: Vec::new(),
            requests: Vec::new(),
            audits: Vec::new(),
            cart_emptied: false,
            cart_retry: Retry::default(),
            copies: Copies { heartbeat_at: now, ..Copies::default() },
            placement,
        };
        order.happened(What::Placed, now);
        order
    }

    /// One position for each line and the delivery at their final gross amounts (rule 14); a single
    /// one where they are too many or the tax was rounded over the whole order.
    pub fn charge_lines(&self) -> Vec<ChargeLine> {
        let line = |line: &OrderLine| ChargeLine {
            title: if line.quantity == 1 {
                line.title.clone()
            } else {
                format!("{} × {}", line.quantity, line.title)
            },
            amount_minor: line.gross_minor,
        };
        let delivery = self.placement.quote.shipping.as_ref().map(|shipping| ChargeLine {
            title: shipping.title.clone(),
            amount_minor: shipping.gross_minor,
        });
        let mut lines: Vec<ChargeLine> =
            self.placement.lines.iter().map(line).chain(delivery).collect();
        lines.retain(|line| line.amount_minor != 0);
        let sum: i64 = lines.iter().map(|line| line.amount_minor).sum();
        let total = self.total().amount_minor;
        if sum != total || lines.len() > MAX_CHARGE_LINES {
            let title = format!("Order {}", self.number());
            return vec![ChargeLine { title, amount_minor: total }];
        }
        lines
    }
}

impl GoodsHold {
    /// Lines of one SKU are summed (rule 23).
    fn wanted(lines: &[OrderLine], until: Timestamp) -> Self {
        let mut skus: Vec<HeldSku> = Vec::new();
        for line in lines {
            match skus.iter_mut().find(|held| held.sku == line.sku) {
                Some(held) => held.quantity = held.quantity.saturating_add(line.quantity),
                None => skus.push(HeldSku {
                    sku: line.sku.clone(),
                    quantity: line.quantity,
                    state: SkuState::Free,
                    available: 0,
                    promised_for: None,
                }),
            }
        }
        skus.sort_by(|one, other| one.sku.cmp(&other.sku));
        Self {
            skus,
            goal: GoodsGoal::Reserve,
            hold: 1,
            until,
            leased_until: Timestamp::default(),
            in_sequence: false,
            pauses: false,
            instead_of: None,
            retry: Retry::default(),
            jobs: Vec::new(),
        }
    }
}
