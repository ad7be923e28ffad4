//! When gateways are asked how payments stand (rules 12 and 20).

use super::machine::{Action, Gateways, Purpose};
use super::order::{Order, Retry};
use crate::kernel::Timestamp;
use crate::payments::{Attempt, AttemptState, GatewayId};

/// How often a gateway is asked what happened after the end of a payment; the daily look at everything
/// that happened there follows.
const MAX_LATE_LOOKS: u32 = 30;

const HOUR_SECONDS: i64 = 3600;
/// Looks after news that come quickly, whatever the time.
const QUICK_LOOKS: u32 = 5;

impl Attempt {
    /// News about it: the next look is a short while away again.
    pub(super) fn look_soon(&mut self, now: Timestamp) {
        self.looks = 0;
        self.next_look_at = now;
    }

    /// Puts the next look off (rule 20), but not past the end of the page.
    pub(super) fn look_later(&mut self, now: Timestamp) {
        let mut next = Retry { tries: self.looks, at: now }.after(now);
        // Rules 12 and 20: hourly after the end of the page, and after an hour of waiting for money.
        let is_slow = self.state == AttemptState::Processing
            && self.created_at.plus_seconds(HOUR_SECONDS) <= now;
        if self.looks >= QUICK_LOOKS && (is_slow || self.expires_at <= now) {
            next.at = now.plus_seconds(HOUR_SECONDS);
        }
        self.looks = next.tries;
        let ends_at = self.expires_at.plus_seconds(1);
        self.next_look_at = if ends_at > now { next.at.min(ends_at) } else { next.at };
    }

    pub(super) fn supersede(&mut self, now: Timestamp) {
        self.superseded = true;
        self.look_soon(now);
    }
}

impl Order {
    /// Looks at the gateway now: somebody believes that something happened.
    pub(super) fn hint(&mut self, now: Timestamp) {
        for attempt in self.attempts.iter_mut().filter(|attempt| attempt.state.is_live()) {
            attempt.next_look_at = attempt.next_look_at.min(now);
        }
    }

    /// The same at payments that ended, of which a look tells late money, refunds and disputes.
    pub(super) fn hint_at_ended(&mut self, gateway: GatewayId, now: Timestamp) {
        let has_ended = |attempt: &&mut Attempt| {
            attempt.gateway == gateway && !attempt.state.is_live() && attempt.session.is_some()
        };
        for attempt in self.attempts.iter_mut().filter(has_ended) {
            attempt.news = true;
            attempt.look_soon(now);
        }
    }

    /// Looks at what was approved: what it waited for may be there.
    pub(super) fn capture_soon(&mut self, now: Timestamp) {
        let is_approved = |attempt: &&mut Attempt| attempt.state == AttemptState::Authorised;
        for attempt in self.attempts.iter_mut().filter(is_approved) {
            attempt.look_soon(now);
        }
    }

    /// What happened to a payment after its end.
    pub(super) fn look_after_end(
        &mut self,
        at: usize,
        gateways: &dyn Gateways,
        now: Timestamp,
    ) -> Option<Action> {
        let attempt = self.attempts.get_mut(at)?;
        attempt.news = attempt.looks < MAX_LATE_LOOKS;
        let session = attempt.session.clone().filter(|_| attempt.news)?;
        let (gateway, number) = (gateways.get(attempt.gateway)?, attempt.number);
        self.send(at, Purpose::Look { attempt: number }, gateway.look(&session), now)
    }

    /// A webhook of a page whose address the gateway has not told us yet: the stored request is sent
    /// again, whose answer names it.
    pub(super) fn find_unknown_sessions(&mut self, gateway: GatewayId, now: Timestamp) {
        let unknown = |attempt: &&mut Attempt| {
            attempt.gateway == gateway && attempt.session.is_none() && attempt.state.is_live()
        };
        for attempt in self.attempts.iter_mut().filter(unknown) {
            attempt.next_look_at = attempt.next_look_at.min(now);
        }
    }
}
