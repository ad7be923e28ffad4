//! One order: what was agreed, frozen, and what has happened to it since.

use serde::{Deserialize, Serialize};

use super::events::{Event, Parcel, Told};
use super::fulfilling::{KeptUnits, Shipment};
use super::goods::GoodsHold;
use super::refund::Refund;
use super::state::{HoldReason, OrderState};
use crate::catalog::Picture;
use crate::kernel::{Address, Email, Handle, MarketId, Money, OrderNumber, Sku, Timestamp};
use crate::payments::{Attempt, GatewayId, Ledger, PaymentMethod};
use crate::pricing::Quote;
use crate::promotions::UseLimits;

/// One line as it was bought. Immutable; amounts are of the whole line in the order's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    pub id: String,
    pub sku: Sku,
    pub product: Handle,
    pub title: String,
    pub options: Vec<String>,
    pub picture: Option<Picture>,
    pub quantity: u32,
    /// One unit at the price of the moment.
    pub unit_minor: i64,
    pub gross_minor: i64,
    /// The tax within `gross_minor`.
    pub tax_minor: i64,
    pub requires_shipping: bool,
}

/// The cart that an order was made from, and for what revision of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartSource {
    pub id: String,
    pub revision: i64,
}

/// A use that is claimed before payment: of a limited promotion, or one of the few unpaid orders that
/// an e-mail address or client may have at a time (rule 6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseWish {
    /// The object that counts: a promotion's id, or `unpaid:<whom>`.
    pub counter: String,
    pub customer: String,
    pub limits: UseLimits,
    /// A promotion's use stays with a paid order; an unpaid order's place is given back.
    pub kept_when_paid: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UseState {
    Wanted,
    /// Asked for, and no answer was seen.
    Unknown,
    Claimed,
    Refused,
    Committed,
    Released,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedUse {
    pub wish: UseWish,
    pub state: UseState,
}

/// How the shopper wants to pay, until an attempt was made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentWish {
    pub method: PaymentMethod,
    /// Gateways that offer it for this order, the preferred first.
    pub gateways: Vec<GatewayId>,
}

/// Of orders that were placed before there was a setting.
const fn usual_hold_days() -> u32 {
    14
}

/// Everything that an order is made from. Frozen (rule 2): later changes of prices, taxes and texts
/// never touch it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    pub number: OrderNumber,
    /// 32 random hexadecimal digits: the secret of the shopper's link.
    pub secret: String,
    pub cart: CartSource,
    /// SHA-256 of what the shopper entered, so that a repeated checkout is known from a changed one.
    pub digest: String,
    /// The unpaid order of the same cart that this one takes the place of (rule 3).
    pub supersedes: Option<OrderNumber>,
    /// The shop's own address, like `https://shop.example`.
    pub origin: String,
    /// Whether gateways can reach the origin.
    pub is_public: bool,
    /// How long goods wait for money that takes days (rule 12).
    #[serde(default = "usual_hold_days")]
    pub delayed_hold_days: u32,
    pub market: Option<MarketId>,
    /// Like `en-IE`: of prices and mails.
    pub locale: String,
    pub email: Email,
    /// `None` when nothing is delivered.
    pub address: Option<Address>,
    /// `None`: the same as `address`.
    pub billing_address: Option<Address>,
    pub vat_id: Option<String>,
    pub note: String,
    pub lines: Vec<OrderLine>,
    /// With every price, discount, rate and tax line that the total was made from.
    pub quote: Quote,
    pub uses: Vec<UseWish>,
    /// `None` when there is nothing to pay (rule 5).
    pub payment: Option<PaymentWish>,
}

impl Placement {
    pub fn total(&self) -> Money {
        Money::new(self.quote.total_minor, self.quote.currency)
    }
}

/// Why a placement came to nothing, or why an order ended without being paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum EndReason {
    /// Some SKUs are not there in these quantities (any more).
    OutOfStock { missing: Vec<Missing> },
    /// A promotion was used up between quote and claim.
    PromotionUsedUp { promotion: String },
    /// Too many unpaid orders of one person or place (rule 6).
    TooManyUnpaid,
    /// No gateway could open a page; `passes`: trying later may help.
    PaymentUnavailable { passes: bool },
    /// Something of ours did not answer.
    Unavailable,
    /// The earlier order of this cart is being paid.
    AlreadyPaying { order: OrderNumber },
    /// Nobody paid in time.
    NotPaid,
    /// Another order of the same cart took its place.
    Superseded { by: OrderNumber },
    /// The merchant or shopper did not want it any more.
    Cancelled { note: String },
    /// It was paid when the goods were gone; the money goes back.
    GoodsGone { missing: Vec<Missing> },
}

/// A SKU of which there is too little.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Missing {
    pub sku: Sku,
    pub available: u32,
}

/// When something is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Retry {
    pub tries: u32,
    pub at: Timestamp,
}

impl Retry {
    /// Rule 20: 30 s, 1, 2, 5, 10 minutes, then every 10 minutes for a day, hourly later.
    #[must_use]
    pub fn after(self, now: Timestamp) -> Self {
        let seconds = match self.tries {
            0 => 30,
            1 => 60,
            2 => 120,
            3 => 300,
            4..=150 => 600,
            _ => 3600,
        };
        Self { tries: self.tries.saturating_add(1), at: now.plus_seconds(seconds) }
    }

    pub fn is_due(self, now: Timestamp) -> bool {
        self.at <= now
    }
}

/// The owner's record of one order. Pure: the object loads it, asks it what to do next, saves it,
/// does that, and tells it what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Raised by every change that others copy.
    pub revision: u64,
    pub placement: Placement,
    pub placed_at: Timestamp,
    pub updated_at: Timestamp,
    pub state: OrderState,
    pub end: Option<EndReason>,
    /// Why nothing may be shipped at the moment; empty when nothing stands against it.
    pub on_hold: Vec<HoldReason>,
    pub goods: GoodsHold,
    pub uses: Vec<ClaimedUse>,
    pub uses_retry: Retry,
    /// What is to be paid by which method, until there is an attempt.
    pub payment_wish: Option<PaymentWish>,
    /// Whether the earlier order of the cart was asked to stand back.
    pub superseded_earlier: bool,
    /// The later order of the cart that this one is to make place for.
    pub stands_back_for: Option<OrderNumber>,
    /// The request that cancelled it.
    pub cancel_request: Option<String>,
    /// Until when an order without a live attempt waits for another one.
    pub waits_until: Timestamp,
    pub attempts: Vec<Attempt>,
    pub ledger: Ledger,
    pub refunds: Vec<Refund>,
    pub shipments: Vec<Shipment>,
    /// Refunded before they were sent.
    pub kept: Vec<KeptUnits>,
    /// Sent, refunded, and put back on the shelf.
    pub returned: Vec<KeptUnits>,
    /// Everything that happened, oldest first.
    pub events: Vec<Event>,
    /// What somebody still has to be told.
    pub outbox: Vec<Parcel>,
    /// What became of what has left the outbox.
    #[serde(default)]
    pub told: Vec<Told>,
    /// Requests of notes and of mails that were sent again.
    #[serde(default)]
    pub requests: Vec<String>,
    /// What the audit log does not have for sure: notes as JSON, each with the revision since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audits: Vec<(u64, String)>,
    pub cart_emptied: bool,
    pub cart_retry: Retry,
    pub copies: Copies,
}

/// How far the copies have followed, each as a revision of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Copies {
    /// In D1, by its consumer's own word, and the revision that it was last asked to copy.
    pub listed: u64,
    pub asked: u64,
    pub listed_retry: Retry,
    /// In R2.
    pub archived: u64,
    pub archived_retry: Retry,
    /// When the order last showed that it is awake.
    pub heartbeat_at: Timestamp,
}

impl Order {
    pub const fn number(&self) -> &OrderNumber {
        &self.placement.number
    }

    pub fn total(&self) -> Money {
        self.placement.total()
    }

    /// When units of a line will come that were sold ahead; `None` for what is there.
    pub fn promised_for(&self, line: &OrderLine) -> Option<Timestamp> {
        self.goods.skus.iter().find(|held| held.sku == line.sku)?.promised_for
    }

    pub fn line(&self, id: &str) -> Option<&OrderLine> {
        self.placement.lines.iter().find(|line| line.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_20_tries_come_less_and_less_often_and_never_end() {
        let now = Timestamp::from_millis(0);
        let waits = |tries| {
            let next = Retry { tries, at: now }.after(now);
            assert!(next.tries > tries || tries == u32::MAX);
            assert!(next.is_due(next.at) && !next.is_due(now));
            now.seconds_until(next.at)
        };
        assert_eq!([0, 1, 2, 3, 4].map(waits), [30, 60, 120, 300, 600]);
        assert_eq!([150, 151, u32::MAX].map(waits), [600, 3600, 3600]);
        let first_day: i64 = (0..=150).map(waits).sum();
        assert!((86_400..100_000).contains(&first_day), "every ten minutes for a day: {first_day}");
    }
}
