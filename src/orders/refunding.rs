//! Refunds: how much may go back, and how it is told to gateways (rule 17).

use super::commands::OrderRefusal;
use super::events::What;
use super::machine::{Action, Gateways, Purpose};
use super::order::{Order, Retry};
use super::refund::{Refund, RefundCause, RefundLine, RefundLineWish, RefundPlan, RefundWish};
use super::state::{HoldReason, OrderState};
use crate::kernel::{Money, Timestamp};
use crate::payments::{
    DisputeState, Entry, EntryState, Fact, GatewayId, RefundRequest, RefundState, Refunding,
};
use crate::pricing::{Refunded, refund_of};

/// How long a gateway surely knows a key, in seconds (rule 8): Stripe for at least a day, Mollie for an
/// hour. Afterwards a repetition might be a second refund.
const fn key_seconds(gateway: GatewayId) -> i64 {
    match gateway {
        GatewayId::Mollie => 50 * 60,
        GatewayId::Stripe | GatewayId::Test => 20 * 3600,
    }
}
/// After how long a refund of which no gateway ever spoke is left to a person, in seconds: the daily
/// look at everything that happened there has passed a few times.
const UNKNOWN_SECONDS: i64 = 4 * 24 * 3600;

impl Order {
    /// What of a capture has not been given back and is not on its way back, in minor units: less
    /// refunds of ours, those made at the gateway's dashboard, and disputes that are open or lost.
    pub fn left_of_capture(&self, capture: &Entry) -> i64 {
        let own: i64 = self
            .refunds
            .iter()
            .filter(|refund| refund.capture == capture.id && refund.counts())
            .map(|refund| refund.amount.amount_minor)
            .sum();
        // What the gateway says it gave back is gone, even where it was refused to us before.
        let is_own = |id: &str| {
            let mut own = self.refunds.iter().filter(|refund| refund.counts());
            own.any(|refund| refund.provider_id.as_deref() == Some(id))
        };
        let elsewhere: i64 = self
            .ledger
            .entries()
            .iter()
            .filter(|entry| entry.gateway == capture.gateway)
            .filter(|entry| entry.of == capture.id || entry.of == capture.of)
            .filter(|entry| match entry.state {
                EntryState::Capture => false,
                EntryState::Refund(state) => {
                    (state.is_in_flight() || state == RefundState::Succeeded) && !is_own(&entry.id)
                }
                EntryState::Dispute(state) => state.is_open() || state == DisputeState::Lost,
            })
            .map(|entry| entry.amount.amount_minor)
            .sum();
        (capture.amount.amount_minor - own - elsewhere).max(0)
    }

    fn capture(&self, id: &str) -> Option<&Entry> {
        let is_it = |entry: &&Entry| entry.state == EntryState::Capture && entry.id == id;
        self.ledger.entries().iter().find(is_it)
    }

    /// What could be refunded now, in minor units of the order's currency.
    pub fn refundable_minor(&self) -> i64 {
        self.paying_capture().map_or(0, |capture| self.left_of_capture(capture))
    }

    /// Units of a line that a refund took back, as far as it counts.
    pub fn refunded_units(&self, line_id: &str) -> u32 {
        let refunds = self.refunds.iter().filter(|refund| refund.counts());
        let lines = refunds.flat_map(|refund| &refund.lines);
        lines.filter(|line| line.line_id == line_id).map(|line| line.quantity).sum()
    }

    /// Computes a refund without making it.
    ///
    /// # Errors
    /// The first reason why it cannot be made.
    pub fn plan_refund(&self, wish: &RefundWish) -> Result<RefundPlan, OrderRefusal> {
        if wish.shipping_minor < 0 || wish.amount_minor.is_some_and(|amount| amount < 0) {
            return Err(OrderRefusal::NegativeAmount);
        }
        let mut lines: Vec<RefundLine> = Vec::new();
        for line in &wish.lines {
            let planned = self.plan_refund_line(line, &lines)?;
            lines.push(planned);
        }
        let computed =
            lines.iter().map(|line| line.amount_minor).sum::<i64>() + wish.shipping_minor;
        let is_sum_only = lines.is_empty() && wish.shipping_minor == 0;
        let amount_minor = if is_sum_only { wish.amount_minor.unwrap_or(0) } else { computed };
        if !is_sum_only && wish.amount_minor.is_some_and(|amount| amount != computed) {
            return Err(OrderRefusal::OtherSum { computed_minor: computed });
        }
        if amount_minor == 0 {
            return Err(OrderRefusal::NothingAsked);
        }
        self.check_shipping(wish.shipping_minor)?;
        // Exactly a sum that pays for nothing may go back, line or no line (rule 15).
        let unmatched = self.ledger.entries().iter().find(|entry| {
            let is_unmatched = entry.state == EntryState::Capture && self.is_unmatched(&entry.id);
            is_sum_only && is_unmatched && self.left_of_capture(entry) == amount_minor
        });
        let Some(capture) = unmatched.or_else(|| self.paying_capture()) else {
            return Err(OrderRefusal::TooMuch { refundable_minor: 0 });
        };
        let refundable_minor = self.left_of_capture(capture);
        if amount_minor > refundable_minor {
            let disputed_minor = self.ledger.totals(self.total().currency).disputed_minor;
            return Err(
                if disputed_minor > 0 && amount_minor <= refundable_minor + disputed_minor {
                    OrderRefusal::Disputed { disputed_minor }
                } else {
                    OrderRefusal::TooMuch { refundable_minor }
                },
            );
        }
        let capture = capture.id.clone();
        Ok(RefundPlan {
            lines,
            shipping_minor: wish.shipping_minor,
            amount_minor,
            refundable_minor,
            revision: self.revision,
            capture,
        })
    }

    /// `round(total · k / n)` less what was refunded already, tax alike.
    fn plan_refund_line(
        &self,
        wish: &RefundLineWish,
        before: &[RefundLine],
    ) -> Result<RefundLine, OrderRefusal> {
        let line_id = wish.line_id.clone();
        let Some(line) = self.line(&line_id) else {
            return Err(OrderRefusal::NoSuchLine { line_id });
        };
        if wish.quantity == 0 {
            return Err(OrderRefusal::QuantityZero { line_id });
        }
        let counted = self.refunds.iter().filter(|refund| refund.counts());
        let earlier = counted.flat_map(|refund| &refund.lines).chain(before);
        let (mut gross, mut tax) = (Refunded::default(), Refunded::default());
        for part in earlier.filter(|part| part.line_id == line_id) {
            gross.units += part.quantity;
            tax.units += part.quantity;
            gross.amount_minor += part.amount_minor;
            tax.amount_minor += part.tax_minor;
        }
        let left = line.quantity.saturating_sub(gross.units);
        if wish.quantity > left {
            return Err(OrderRefusal::TooMany { line_id, left });
        }
        Ok(RefundLine {
            line_id,
            quantity: wish.quantity,
            amount_minor: refund_of(line.gross_minor, line.quantity, gross, wish.quantity),
            tax_minor: refund_of(line.tax_minor, line.quantity, tax, wish.quantity),
            restock: wish.restock,
            location: wish.location.clone(),
        })
    }

    fn check_shipping(&self, shipping_minor: i64) -> Result<(), OrderRefusal> {
        let paid =
            self.placement.quote.shipping.as_ref().map_or(0, |shipping| shipping.gross_minor);
        let counted = self.refunds.iter().filter(|refund| refund.counts());
        let left = paid - counted.map(|refund| refund.shipping_minor).sum::<i64>();
        if shipping_minor > left {
            return Err(OrderRefusal::TooMuch { refundable_minor: left });
        }
        Ok(())
    }

    /// Makes a refund that somebody asked for. The same request again is the same refund.
    pub(super) fn ask_refund(
        &mut self,
        request: &str,
        wish: &RefundWish,
        now: Timestamp,
    ) -> Result<(), OrderRefusal> {
        if self.refunds.iter().any(|refund| refund.request.as_deref() == Some(request)) {
            return Ok(());
        }
        let plan = self.plan_refund(wish)?;
        // Its goods are just being committed: what is sent must not depend on who is first.
        let is_being_confirmed = matches!(self.state, OrderState::Open | OrderState::Expired);
        if is_being_confirmed && !self.is_unmatched(&plan.capture) {
            return Err(OrderRefusal::NotConfirmed);
        }
        let amount = Money::new(plan.amount_minor, self.total().currency);
        self.take_back_units(&plan.lines, now);
        let refund = self.new_refund(&plan.capture, amount, RefundCause::Asked, now);
        let Some(mut refund) = refund else {
            return Err(OrderRefusal::TooMuch { refundable_minor: 0 });
        };
        refund.request = Some(request.to_owned());
        refund.reason.clone_from(&wish.reason);
        refund.lines = plan.lines;
        refund.shipping_minor = plan.shipping_minor;
        self.add_refund(refund, now);
        Ok(())
    }

    /// Gives back what is left of a capture that pays for nothing. What failed is left to a person; what
    /// a dispute withheld and set free again follows.
    pub(super) fn return_capture(&mut self, id: &str, cause: RefundCause, now: Timestamp) {
        let is_made = |refund: &Refund| {
            let is_through = refund.state == RefundState::Succeeded;
            refund.capture == id && refund.cause == cause && !is_through
        };
        if self.refunds.iter().any(is_made) {
            return;
        }
        let Some(left) = self.capture(id).map(|capture| self.left_of_capture(capture)) else {
            return;
        };
        if left == 0 {
            return;
        }
        let currency = self.total().currency;
        if let Some(refund) = self.new_refund(id, Money::new(left, currency), cause, now) {
            self.add_refund(refund, now);
        }
    }

    fn new_refund(
        &self,
        capture: &str,
        amount: Money,
        cause: RefundCause,
        now: Timestamp,
    ) -> Option<Refund> {
        let entry = self.capture(capture)?;
        let attempt = self.attempt_of(entry.gateway, &entry.of);
        let attempt =
            attempt.and_then(|at| self.attempts.get(at)).map_or(0, |attempt| attempt.number);
        Some(Refund {
            id: format!("{}-{}", self.placement.number, self.refunds.len() + 1),
            request: None,
            cause,
            reason: String::new(),
            lines: Vec::new(),
            shipping_minor: 0,
            amount: Money::new(amount.amount_minor, entry.amount.currency),
            state: RefundState::Requested,
            gateway: entry.gateway,
            attempt,
            session: entry.of.clone(),
            capture: capture.to_owned(),
            provider_id: None,
            call: None,
            first_sent_at: None,
            sends: 0,
            requested_at: now,
            by: None,
            retry: Retry { tries: 0, at: now },
        })
    }

    fn add_refund(&mut self, refund: Refund, now: Timestamp) {
        let id = refund.id.clone();
        self.refunds.push(refund);
        self.happened(What::RefundRequested { refund: id }, now);
    }

    /// What is asked of gateways next for refunds.
    pub(super) fn next_refund(
        &mut self,
        gateways: &dyn Gateways,
        now: Timestamp,
    ) -> Option<Action> {
        self.give_up_unknown_refunds(now);
        let number = self.placement.number.clone();
        let is_due = |refund: &&mut Refund| refund.state.is_in_flight() && refund.retry.is_due(now);
        let refund = self.refunds.iter_mut().find(is_due)?;
        refund.retry = refund.retry.after(now);
        let gateway = gateways.get(refund.gateway)?;
        let is_key_known = refund
            .first_sent_at
            .is_none_or(|sent| sent.plus_seconds(key_seconds(refund.gateway)) > now);
        // What the gateway has, or may have for longer than it knows the key, is looked up.
        if refund.state == RefundState::Pending || !is_key_known {
            let (call, attempt) = (gateway.look(&refund.session), refund.attempt);
            return Some(Action::Send {
                gateway: refund.gateway,
                purpose: Purpose::Look { attempt },
                call,
            });
        }
        let key = format!("{number}:{}:refund-{}", refund.attempt, refund.id);
        let call = refund.call.get_or_insert_with(|| {
            gateway.refund(&RefundRequest {
                order: &number,
                refund_id: &refund.id,
                session: &refund.session,
                capture: &refund.capture,
                amount: refund.amount,
                key: &key,
            })
        });
        let call = call.clone();
        refund.first_sent_at = refund.first_sent_at.or(Some(now));
        refund.sends = refund.sends.saturating_add(1);
        refund.state = RefundState::Submitted;
        let purpose = Purpose::Refund { refund: refund.id.clone() };
        Some(Action::Send { gateway: refund.gateway, purpose, call })
    }

    fn give_up_unknown_refunds(&mut self, now: Timestamp) {
        for at in 0..self.refunds.len() {
            let is_unknown = self.refunds.get(at).is_some_and(|refund| {
                refund.state == RefundState::Submitted
                    && refund
                        .first_sent_at
                        .is_some_and(|sent| sent.plus_seconds(UNKNOWN_SECONDS) <= now)
            });
            if is_unknown {
                self.put_on_hold(HoldReason::RefundUnknown, now);
                self.step_refund(at, "", RefundState::Failed, now);
            }
        }
    }

    /// Takes in what the gateway answered to a refund.
    pub(super) fn take_in_refund(&mut self, id: &str, refunding: Refunding, now: Timestamp) {
        let Some(at) = self.refunds.iter().position(|refund| refund.id == id) else { return };
        let Some(refund) = self.refunds.get_mut(at) else { return };
        match refunding {
            Refunding::Accepted { id: provider_id, state } => {
                let fact = Fact::Refund {
                    id: provider_id,
                    of: refund.capture.clone(),
                    amount: refund.amount,
                    state,
                    refund_id: Some(refund.id.clone()),
                };
                let gateway = refund.gateway;
                self.hear_fact(gateway, &fact, now);
            }
            Refunding::Refused { reason } => {
                refund.reason =
                    if refund.reason.is_empty() { reason } else { refund.reason.clone() };
                self.step_refund(at, "", RefundState::Failed, now);
            }
            // Due again: see `retry`. Its key is as new when nothing was ever sent but this.
            Refunding::Later if refund.sends == 1 => {
                (refund.sends, refund.first_sent_at) = (0, None);
            }
            Refunding::Later | Refunding::Unknown => {}
        }
    }

    /// Moves a refund along its graph.
    pub(super) fn step_refund(
        &mut self,
        at: usize,
        provider_id: &str,
        state: RefundState,
        now: Timestamp,
    ) {
        let Some(refund) = self.refunds.get_mut(at) else { return };
        if !provider_id.is_empty() {
            refund.provider_id.get_or_insert_with(|| provider_id.to_owned());
        }
        if !refund.state.passes_to(state) {
            return;
        }
        refund.state = state;
        let id = refund.id.clone();
        match state {
            RefundState::Succeeded => self.happened(What::Refunded { refund: id }, now),
            RefundState::Failed | RefundState::Cancelled => {
                self.happened(What::RefundFailed { refund: id }, now);
                self.put_on_hold(HoldReason::RefundFailed, now);
            }
            _ => self.touch(now),
        }
    }
}
