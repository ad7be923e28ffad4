//! How an order stands in words for the person who placed it: what is so, and what happens next.

use crate::kernel::{Money, OrderNumber};
use crate::orders::{EndReason, Order, OrderState, PaymentStatus};
use crate::payments::{AttemptState, EntryKind, EntryState, RefundState};

/// Where the shopper goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Nothing,
    /// To the payment page that is open.
    Pay,
    Checkout,
    Cart,
    Shop,
}

/// What becomes of money that pays for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyWay {
    /// A person looks at it (rule 15).
    Waits,
    GoesBack,
    WentBack,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Situation {
    /// Goods are held and a payment page is opened.
    Preparing,
    /// The page is open; whether somebody paid there is not known.
    ToPay,
    /// The shopper came from the payment page a moment ago.
    Asking,
    /// The money takes days (rule 12).
    Processing,
    Confirmed,
    PartSent,
    Sent,
    Refunded,
    Failed(EndReason),
    Expired,
    Superseded(OrderNumber),
    Cancelled {
        is_refunded: bool,
    },
    GoodsGone,
    /// Money came that does not pay for this order: it is not what was asked for (rule 15), or the
    /// order had been replaced (rule 3).
    MoneyHeld {
        amount: Money,
        way: MoneyWay,
        replaced_by: Option<OrderNumber>,
    },
}

impl Situation {
    /// `has_returned`: the shopper comes from the payment page.
    pub fn of(order: &Order, has_returned: bool) -> Self {
        if let Some(held) = Self::of_money(order) {
            return held;
        }
        match order.state {
            OrderState::Open => Self::of_open(order, has_returned),
            OrderState::Confirmed | OrderState::Closed => Self::of_confirmed(order),
            OrderState::Expired | OrderState::Cancelled => Self::of_ended(order),
        }
    }

    /// Money that came before anything else: nobody who paid is told that they did not.
    fn of_money(order: &Order) -> Option<Self> {
        if matches!(order.state, OrderState::Confirmed | OrderState::Closed) {
            return None;
        }
        let entries = order.ledger.entries();
        let mut captures = entries.iter().filter(|entry| entry.state.kind() == EntryKind::Capture);
        let first = captures.next()?.amount;
        if order.paying_capture().is_some() {
            match &order.end {
                Some(EndReason::Superseded { .. }) => {}
                Some(EndReason::GoodsGone { .. } | EndReason::Cancelled { .. }) => return None,
                // It is about to be confirmed, as far as its goods are there.
                _ => return Some(Self::Asking),
            }
        }
        let sum = |is_counted: &dyn Fn(EntryState) -> bool| -> i64 {
            let same = |amount: Money| amount.currency == first.currency;
            let counted = entries.iter().filter(|entry| is_counted(entry.state));
            let amounts = counted.map(|entry| entry.amount).filter(|amount| same(*amount));
            amounts.map(|amount| amount.amount_minor).sum()
        };
        let amount = Money::new(sum(&|state| state == EntryState::Capture), first.currency);
        let back = sum(&|state| state == EntryState::Refund(RefundState::Succeeded));
        let is_known = |state| matches!(state, EntryState::Refund(state) if state.is_in_flight());
        let is_asked = order.refunds.iter().any(crate::orders::Refund::counts);
        let way = if back >= amount.amount_minor {
            MoneyWay::WentBack
        } else if back > 0 || is_asked || sum(&is_known) > 0 {
            MoneyWay::GoesBack
        } else {
            MoneyWay::Waits
        };
        let replaced_by = match &order.end {
            Some(EndReason::Superseded { by }) => Some(by.clone()),
            _ => None,
        };
        Some(Self::MoneyHeld { amount, way, replaced_by })
    }

    fn of_open(order: &Order, has_returned: bool) -> Self {
        if order.payment_status() == PaymentStatus::Processing {
            return Self::Processing;
        }
        if order.end.is_some() {
            return Self::of_ended(order);
        }
        let live = order.live_attempt();
        match live {
            Some(attempt) if attempt.state == AttemptState::Authorised => Self::Asking,
            Some(attempt) if attempt.redirect_url.is_some() && has_returned => Self::Asking,
            Some(attempt) if attempt.redirect_url.is_some() => Self::ToPay,
            _ if order.is_paid() => Self::Asking,
            _ => Self::Preparing,
        }
    }

    fn of_confirmed(order: &Order) -> Self {
        let lines = || order.placement.lines.iter().filter(|line| line.requires_shipping);
        let is_sent = |id: &str| order.sent_units(id) > 0;
        let is_any_sent = lines().any(|line| is_sent(&line.id));
        let is_all_sent = lines().all(|line| order.unsent_units(line) == 0);
        if order.payment_status() == PaymentStatus::Refunded && !is_any_sent {
            Self::Refunded
        } else if is_any_sent && is_all_sent {
            Self::Sent
        } else if is_any_sent {
            Self::PartSent
        } else {
            Self::Confirmed
        }
    }

    fn of_ended(order: &Order) -> Self {
        match &order.end {
            Some(EndReason::NotPaid) | None => Self::Expired,
            Some(EndReason::Superseded { by }) => Self::Superseded(by.clone()),
            Some(EndReason::Cancelled { .. }) => {
                Self::Cancelled { is_refunded: !order.refunds.is_empty() }
            }
            Some(EndReason::GoodsGone { .. }) => Self::GoodsGone,
            Some(other) => Self::Failed(other.clone()),
        }
    }

    /// Whether looking again in a moment may show something else.
    pub const fn is_pending(&self) -> bool {
        matches!(self, Self::Preparing | Self::ToPay | Self::Asking)
    }

    pub const fn heading(&self) -> &'static str {
        match self {
            Self::Preparing => "One moment, please",
            Self::ToPay => "Waiting for your payment",
            Self::Asking => "We are looking for your payment",
            Self::Processing => "Your payment is on its way",
            Self::Confirmed => "Thank you for your order",
            Self::PartSent => "Part of your order is on its way",
            Self::Sent => "Your order is on its way",
            Self::Refunded => "Your order was refunded",
            Self::Failed(EndReason::OutOfStock { .. }) => "Somebody was faster",
            Self::Failed(EndReason::PromotionUsedUp { .. }) => "The promotion is used up",
            Self::Failed(EndReason::TooManyUnpaid) => "Other orders wait for their payment",
            Self::Failed(EndReason::AlreadyPaying { .. }) => "Your cart is being paid already",
            Self::Failed(_) => "The order was not made",
            Self::Expired => "This order was not paid",
            Self::Superseded(_) => "You ordered anew",
            Self::Cancelled { .. } => "This order was cancelled",
            Self::GoodsGone => "Paid, but gone",
            Self::MoneyHeld { way: MoneyWay::Waits, .. } => "Your payment arrived",
            Self::MoneyHeld { way: MoneyWay::GoesBack, .. } => "Your payment is on its way back",
            Self::MoneyHeld { way: MoneyWay::WentBack, .. } => "Your payment was given back",
        }
    }

    pub const fn sentences(&self) -> &'static str {
        match self {
            Self::Preparing => {
                "We hold the goods for you and open the payment page. You can leave this page open, or come back later: it always says how your order stands."
            }
            Self::ToPay => {
                "Your goods are held for you while the payment page is open. If you have just paid, this page will know in a moment."
            }
            Self::Asking => {
                "We are asking the payment provider, which takes a moment. There is no need to pay again."
            }
            Self::Processing => {
                "Your bank needs up to a few working days. We hold the goods for you and write to you as soon as the money is there; there is nothing more to do."
            }
            Self::Confirmed => {
                "It is paid and confirmed. A confirmation is on its way to your mailbox, and we write again when it is sent."
            }
            Self::PartSent => "We write to you again when the rest is sent.",
            Self::Sent => {
                "Below is how the parcel can be followed. We hope that you like what is in it."
            }
            Self::Refunded => "The money is on its way back to you by the way in which you paid.",
            Self::Failed(EndReason::OutOfStock { .. }) => {
                "Some of it has been sold in the meantime. You were not charged, and your cart says what is left."
            }
            Self::Failed(EndReason::PromotionUsedUp { .. }) => {
                "Its last use went to somebody else. You were not charged. Your cart is still full: look at the new total at the checkout."
            }
            Self::Failed(EndReason::TooManyUnpaid) => {
                "There are several unpaid orders of yours already. Pay one of them, or try again in half an hour. You were not charged."
            }
            Self::Failed(EndReason::AlreadyPaying { .. }) => {
                "An earlier order of the same cart is being paid, so this one was not made. You were not charged twice."
            }
            Self::Failed(EndReason::PaymentUnavailable { .. }) => {
                "The payment could not be started. You were not charged. Your cart is still full: choose another way to pay, or try again in a while."
            }
            Self::Failed(_) => {
                "Something on our side did not answer. You were not charged. Your cart is still full: please try again in a moment."
            }
            Self::Expired => {
                "You were not charged, and the goods are no longer held. Your cart is still full."
            }
            Self::Superseded(_) => {
                "You changed something and went to the checkout again, so another order took the place of this one. You were not charged for this one."
            }
            Self::Cancelled { is_refunded: false } => "You were not charged.",
            Self::Cancelled { is_refunded: true } => {
                "What you paid is on its way back to you by the way in which you paid."
            }
            Self::GoodsGone => {
                "Your payment came when the goods were no longer there. We are sorry. All of it is on its way back to you."
            }
            Self::MoneyHeld { way, replaced_by, .. } => held_sentences(*way, replaced_by.is_some()),
        }
    }

    /// Where to go on from here, and the words for it.
    pub const fn next(&self) -> (Next, &'static str) {
        match self {
            Self::ToPay => (Next::Pay, "Go to the payment page"),
            Self::Failed(EndReason::OutOfStock { .. }) | Self::GoodsGone => {
                (Next::Cart, "Look at the cart")
            }
            Self::Expired | Self::Failed(_) => (Next::Checkout, "Back to the checkout"),
            Self::Confirmed | Self::Cancelled { .. } | Self::Refunded => {
                (Next::Shop, "Go on shopping")
            }
            _ => (Next::Nothing, ""),
        }
    }
}

const fn held_sentences(way: MoneyWay, is_replaced: bool) -> &'static str {
    match (way, is_replaced) {
        (MoneyWay::Waits, false) => {
            "Your payment arrived, but it is not what was asked for, so nothing could be ordered with it. We look at it. Please do not pay again before you hear from us."
        }
        (MoneyWay::Waits, true) => {
            "Your payment arrived, but this order had been replaced by another one by then. We look at it."
        }
        (MoneyWay::GoesBack, false) => {
            "Your payment was not what was asked for, so nothing was ordered with it. It is on its way back to you by the way in which you paid."
        }
        (MoneyWay::GoesBack, true) => {
            "Your payment arrived, but this order had been replaced by another one by then. It is on its way back to you by the way in which you paid."
        }
        (MoneyWay::WentBack, false) => {
            "Your payment was not what was asked for, so nothing was ordered with it. It was given back to you by the way in which you paid."
        }
        (MoneyWay::WentBack, true) => {
            "Your payment arrived, but this order had been replaced by another one by then. It was given back to you by the way in which you paid."
        }
    }
}
