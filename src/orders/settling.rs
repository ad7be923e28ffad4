//! What follows from what is known: an order is confirmed, given up, sent, or gives money back. Run
//! before each action, and safe to be run at any time.

use super::events::What;
use super::goods::{GoodsGoal, SkuState};
use super::order::{EndReason, Order, UseState};
use super::refund::RefundCause;
use super::state::{HoldReason, OrderState, PaymentStatus};
use crate::kernel::Timestamp;
use crate::payments::{Attempt, AttemptState, Entry, EntryKind, EntryState};

/// How long goods of an order wait to move over to the one that takes its place, in seconds.
const MOVING_SECONDS: i64 = 60;

impl Order {
    /// The capture that paid for it: the first that was what was asked for (rule 7).
    pub fn paying_capture(&self) -> Option<&Entry> {
        let first = self.events.iter().find_map(|event| match &event.what {
            What::MoneyReceived { capture, .. } => Some(capture),
            _ => None,
        })?;
        self.ledger
            .entries()
            .iter()
            .find(|entry| entry.state.kind() == EntryKind::Capture && entry.id == *first)
    }

    /// Whether nothing more is to be paid. Nothing to pay (rule 5) counts once everything is held.
    pub fn is_paid(&self) -> bool {
        let is_free = self.total().amount_minor == 0;
        let is_held = !matches!(self.goods.goal, GoodsGoal::Reserve) || self.goods.are_reserved();
        self.paying_capture().is_some()
            || is_free
                && self.end.is_none()
                && self.superseded_earlier
                && is_held
                && self.uses_are_claimed()
    }

    /// Whether nobody paid anything, and nobody is about to.
    pub fn is_unpaid(&self) -> bool {
        let is_capture = |entry: &Entry| entry.state.kind() == EntryKind::Capture;
        !self.is_being_paid() && !self.ledger.entries().iter().any(is_capture)
    }

    /// When somebody last tried to pay in vain, and how often; `None` where it is paid or about to be.
    pub fn failed_payment(&self) -> Option<(Timestamp, u32)> {
        let failed = |attempt: &&Attempt| attempt.state == AttemptState::Failed && attempt.shown;
        let attempts: Vec<u32> =
            self.attempts.iter().filter(failed).map(|attempt| attempt.number).collect();
        let ended = |what: &What| match what {
            What::PaymentEnded { attempt } => attempts.contains(attempt),
            _ => false,
        };
        let last = self.events.iter().rev().find(|event| ended(&event.what))?;
        let count = u32::try_from(attempts.len()).unwrap_or(u32::MAX);
        self.is_unpaid().then_some((last.at, count))
    }

    pub(super) fn uses_are_claimed(&self) -> bool {
        let is_claimed = |state| matches!(state, UseState::Claimed | UseState::Committed);
        self.uses.iter().all(|claimed| is_claimed(claimed.state))
    }

    /// Ends an order that nobody paid; its goods and uses go back.
    pub(super) fn end_with(&mut self, end: EndReason, now: Timestamp) {
        if self.end.is_none() {
            self.end = Some(end);
            self.payment_wish = None;
            for attempt in self.attempts.iter_mut().filter(|attempt| attempt.state.is_live()) {
                attempt.next_look_at = attempt.next_look_at.min(now);
            }
            self.let_goods_go(now, now);
            self.touch(now);
        }
    }

    pub(super) fn settle(&mut self, now: Timestamp) {
        self.match_captures(now);
        if matches!(self.state, OrderState::Open | OrderState::Expired) {
            self.settle_unconfirmed(now);
        }
        if self.state == OrderState::Confirmed && self.is_everything_gone() {
            self.state = OrderState::Closed;
            self.happened(What::Closed, now);
        }
        self.hold_for_unmatched_money(now);
        self.return_surplus(now);
    }

    fn settle_unconfirmed(&mut self, now: Timestamp) {
        // Money for an order whose place another one took is given back (rule 3).
        let is_superseded = matches!(self.end, Some(EndReason::Superseded { .. }));
        if self.is_paid() && !is_superseded {
            return self.settle_paid(now);
        }
        if self.state == OrderState::Open {
            self.stand_back(now);
            self.give_up(now);
        }
    }

    /// Paid: its goods are committed, whether or not they are still held (rule 22).
    fn settle_paid(&mut self, now: Timestamp) {
        self.goods.want(GoodsGoal::Commit, now);
        if self.goods.all(SkuState::Committed) {
            self.state = OrderState::Confirmed;
            self.end = None;
            self.supersede_attempts(now);
            self.happened(What::Confirmed, now);
            return;
        }
        let is_answered = |state| matches!(state, SkuState::Committed | SkuState::Short);
        let is_short = self.goods.skus.iter().any(|held| held.state == SkuState::Short);
        if is_short && self.goods.skus.iter().all(|held| is_answered(held.state)) {
            self.end = Some(EndReason::GoodsGone { missing: self.goods.missing() });
            self.state = OrderState::Cancelled;
            self.supersede_attempts(now);
            self.let_goods_go(now, now);
            let refunded = self.total().amount_minor > 0;
            self.happened(What::Cancelled { refunded }, now);
        }
    }

    /// Makes place for a later order of the cart, once its own pages are closed or as closed as they
    /// get (rule 7).
    fn stand_back(&mut self, now: Timestamp) {
        let Some(by) = self.stands_back_for.clone() else { return };
        if let Some(at) = self.going_attempt() {
            self.stands_back_for = None;
            // It is wanted again.
            self.keep_only(at, now);
            return;
        }
        let is_tried = self.attempts.iter().all(|attempt| {
            !attempt.state.is_live() || attempt.superseded && attempt.next_look_at > now
        });
        if is_tried && self.end.is_none() {
            self.end = Some(EndReason::Superseded { by });
            self.payment_wish = None;
            // The units move over first; what is left of them then goes back.
            self.let_goods_go(now.plus_seconds(MOVING_SECONDS), now);
            self.state = OrderState::Expired;
            self.happened(What::Expired, now);
        }
    }

    /// Expires an order that ended, or that nobody will pay any more.
    fn give_up(&mut self, now: Timestamp) {
        let is_live = self.attempts.iter().any(|attempt| attempt.state.is_live());
        let ended_by_itself = |state| matches!(state, AttemptState::Failed | AttemptState::Expired);
        let has_failed = self
            .attempts
            .iter()
            .any(|attempt| attempt.shown && !attempt.superseded && ended_by_itself(attempt.state));
        // Unmatched money is looked at by a person; its order cannot be paid by it.
        if self.end.is_none() {
            let is_idle = !is_live && self.payment_wish.is_none();
            let is_waiting = !has_failed && now < self.waits_until;
            let is_reserving = self.attempts.is_empty() && now < self.waits_until;
            if !is_idle || is_waiting || is_reserving {
                return;
            }
            self.end_with(EndReason::NotPaid, now);
        }
        if self.state == OrderState::Open {
            self.state = OrderState::Expired;
            if has_failed && !is_live {
                self.happened(What::PaymentFailed, now);
            }
            self.happened(What::Expired, now);
        }
    }

    /// A dispute may withhold such money for a while and then lose it to us again.
    fn hold_for_unmatched_money(&mut self, now: Timestamp) {
        if self.unmatched_minor() > 0 {
            self.put_on_hold(HoldReason::UnmatchedMoney, now);
        } else {
            self.lift_hold(HoldReason::UnmatchedMoney, now);
        }
    }

    /// Money that pays for nothing goes back by itself: further captures of a paid order (rule 7), and
    /// every capture of an order that ended. What is unmatched waits for a person (rule 15).
    fn return_surplus(&mut self, now: Timestamp) {
        let cause = match (&self.end, self.state) {
            (Some(EndReason::GoodsGone { .. }), _) => RefundCause::GoodsGone,
            (Some(EndReason::Superseded { .. }), _) => RefundCause::Duplicate,
            (_, OrderState::Cancelled) => RefundCause::Cancelled,
            _ => RefundCause::Duplicate,
        };
        let keeps_one = cause == RefundCause::Duplicate
            && !matches!(self.end, Some(EndReason::Superseded { .. }));
        let received: Vec<String> = self
            .events
            .iter()
            .filter_map(|event| match &event.what {
                What::MoneyReceived { capture, .. } => Some(capture.clone()),
                _ => None,
            })
            .skip(usize::from(keeps_one))
            .collect();
        for capture in received {
            self.return_capture(&capture, cause, now);
        }
    }

    /// Computed, never stored (rule 10).
    pub fn payment_status(&self) -> PaymentStatus {
        let totals = self.ledger.totals(self.total().currency);
        let back = totals.refunded_minor + totals.lost_minor;
        let is_free = self.total().amount_minor == 0;
        if totals.captured_minor == 0 {
            let is_processing = |attempt: &Attempt| attempt.state == AttemptState::Processing;
            return if self.attempts.iter().any(is_processing) {
                PaymentStatus::Processing
            } else if is_free && matches!(self.state, OrderState::Confirmed | OrderState::Closed) {
                PaymentStatus::Paid
            } else {
                PaymentStatus::Unpaid
            };
        }
        if totals.disputed_minor > 0 {
            PaymentStatus::Disputed
        } else if back >= totals.captured_minor {
            PaymentStatus::Refunded
        } else if totals.captured_minor - back > self.total().amount_minor {
            PaymentStatus::OverPaid
        } else if self.paying_capture().is_none() {
            PaymentStatus::Unpaid
        } else if totals.captured_minor - back < self.total().amount_minor {
            PaymentStatus::PartRefunded
        } else {
            // A duplicate that went back took nothing from what was paid (rule 7).
            PaymentStatus::Paid
        }
    }

    /// Captured sums that pay for nothing and have not been given back.
    pub fn unmatched_minor(&self) -> i64 {
        self.ledger
            .entries()
            .iter()
            .filter(|entry| entry.state == EntryState::Capture && self.is_unmatched(&entry.id))
            .map(|entry| self.left_of_capture(entry))
            .sum()
    }

    pub(super) fn is_unmatched(&self, id: &str) -> bool {
        self.events.iter().any(
            |event| matches!(&event.what, What::MoneyUnmatched { capture, .. } if capture == id),
        )
    }
}
