//! What gateways say of an order, taken in whatever the order it comes in (rules 10, 15 and 16).

use super::events::What;
use super::order::Order;
use super::state::HoldReason;
use crate::kernel::{Money, Timestamp};
use crate::payments::{
    AttemptState, DisputeState, Entry, EntryKind, EntryState, Fact, GatewayId, Pass, RefundState,
    Report, SessionState,
};

impl Order {
    /// Takes in verified facts of a webhook, a look or a sweep.
    pub fn hear(&mut self, report: &Report, now: Timestamp) {
        for fact in &report.facts {
            self.hear_fact(report.gateway, fact, now);
        }
    }

    pub(super) fn hear_fact(&mut self, gateway: GatewayId, fact: &Fact, now: Timestamp) {
        match fact {
            Fact::Session { session, state } => match self.attempt_of(gateway, session) {
                // That it is paid counts once the capture itself is known.
                Some(_) if *state == SessionState::Captured => self.hint(now),
                Some(at) => {
                    self.step_attempt(at, AttemptState::from(*state), now);
                }
                None => self.find_unknown_sessions(gateway, now),
            },
            Fact::Capture { id, session, amount } => {
                let is_new = self.book(gateway, id, EntryState::Capture, *amount, session, now);
                if is_new && self.attempt_of(gateway, session).is_none() {
                    self.find_unknown_sessions(gateway, now);
                }
            }
            Fact::Refund { id, of, amount, state, refund_id } => {
                self.hear_refund(gateway, (id, refund_id.as_deref()), of, *amount, *state, now);
            }
            Fact::Dispute { id, of, amount, state } => {
                self.hear_dispute(gateway, id, of, *amount, *state, now);
            }
        }
        self.match_captures(now);
    }

    fn book(
        &mut self,
        gateway: GatewayId,
        id: &str,
        state: EntryState,
        amount: Money,
        of: &str,
        now: Timestamp,
    ) -> bool {
        let entry =
            Entry { gateway, id: id.to_owned(), state, amount, of: of.to_owned(), booked_at: now };
        let is_new = self.ledger.book(entry);
        if is_new {
            self.touch(now);
        }
        is_new
    }

    /// Says of each capture that is not yet spoken of whether it is what was asked for. One of a page
    /// that is not known yet waits until the gateway has told which it is.
    pub(super) fn match_captures(&mut self, now: Timestamp) {
        let mut found = Vec::new();
        for entry in self.ledger.entries().iter().filter(|entry| entry.state == EntryState::Capture)
        {
            let is_said = self.events.iter().any(|event| match &event.what {
                What::MoneyReceived { capture, .. } | What::MoneyUnmatched { capture, .. } => {
                    *capture == entry.id
                }
                _ => false,
            });
            if is_said {
                continue;
            }
            let at = self.attempt_of(entry.gateway, &entry.of);
            let may_be_found = self.attempts.iter().any(|attempt| {
                attempt.gateway == entry.gateway
                    && attempt.session.is_none()
                    && attempt.state.is_live()
            });
            if at.is_some() || !may_be_found {
                found.push((at, entry.id.clone(), entry.amount));
            }
        }
        for (at, capture, amount) in found {
            let expected = at.and_then(|at| self.attempts.get(at)).map(|attempt| attempt.amount);
            let pass = at.map(|at| self.step_attempt(at, AttemptState::Captured, now));
            if expected == Some(amount) {
                let late = pass == Some(Pass::Late);
                self.happened(What::MoneyReceived { capture, amount, late }, now);
            } else {
                self.happened(What::MoneyUnmatched { capture, amount }, now);
                self.put_on_hold(HoldReason::UnmatchedMoney, now);
            }
        }
    }

    pub(super) fn put_on_hold(&mut self, reason: HoldReason, now: Timestamp) {
        if !self.on_hold.contains(&reason) {
            self.on_hold.push(reason);
            self.happened(What::HoldPlaced { reason }, now);
        }
    }

    pub(super) fn lift_hold(&mut self, reason: HoldReason, now: Timestamp) {
        if self.on_hold.contains(&reason) {
            self.on_hold.retain(|known| *known != reason);
            self.happened(What::HoldLifted { reason }, now);
        }
    }

    fn hear_refund(
        &mut self,
        gateway: GatewayId,
        (id, refund_id): (&str, Option<&str>),
        of: &str,
        amount: Money,
        state: RefundState,
        now: Timestamp,
    ) {
        let is_news = self.book(gateway, id, EntryState::Refund(state), amount, of, now);
        let own = self.refunds.iter().position(|refund| {
            refund.gateway == gateway
                && (refund.provider_id.as_deref() == Some(id) || refund_id == Some(&refund.id))
        });
        match own {
            Some(at) => self.step_refund(at, id, state, now),
            None if is_news && state == RefundState::Succeeded => {
                self.happened(What::RefundedElsewhere { id: id.to_owned(), amount }, now);
            }
            None => {}
        }
    }

    fn hear_dispute(
        &mut self,
        gateway: GatewayId,
        id: &str,
        of: &str,
        amount: Money,
        state: DisputeState,
        now: Timestamp,
    ) {
        let was_open = self
            .ledger
            .find(gateway, EntryKind::Dispute, id)
            .is_some_and(|entry| entry.state.is_open_dispute());
        if !self.book(gateway, id, EntryState::Dispute(state), amount, of, now) {
            return;
        }
        if state.is_open() && !was_open {
            self.happened(What::DisputeOpened { amount }, now);
        }
        if matches!(state, DisputeState::Won | DisputeState::Lost) {
            self.happened(What::DisputeClosed { won: state == DisputeState::Won }, now);
        }
        if self.ledger.entries().iter().any(|entry| entry.state.is_open_dispute()) {
            self.put_on_hold(HoldReason::Disputed, now);
        } else {
            self.lift_hold(HoldReason::Disputed, now);
        }
    }
}
