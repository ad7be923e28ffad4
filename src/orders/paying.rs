//! Payment attempts of an order: opened one at a time, looked at until they ended (rules 7 to 13).

use super::events::What;
use super::goods::{GoodsGoal, MARGIN_SECONDS};
use super::machine::{Action, Gateways, Purpose};
use super::order::{EndReason, Order};
use super::state::OrderState;
use crate::kernel::{OrderToken, Timestamp};
use crate::payments::{
    Attempt, AttemptState, Delivered, Gateway, GatewayId, Opening, Pass, SessionRequest,
};

/// How long a gateway that does not answer is asked after a page has expired, in seconds.
const GIVE_UP_SECONDS: i64 = 24 * 3600;
/// A page that lives shorter is not handed out again, in seconds.
const LEAST_PAGE_SECONDS: i64 = 60;
/// How long an order waits for another attempt after the shopper left its page, in seconds.
const WAIT_SECONDS: i64 = 600;
/// How often closing a page is asked before it is left to expire.
const MAX_CLOSES: u32 = 20;

impl Order {
    /// The attempt that may still bring the money and is wanted.
    pub fn live_attempt(&self) -> Option<&Attempt> {
        self.attempts.iter().rev().find(|attempt| attempt.state.is_live() && !attempt.superseded)
    }

    /// The attempt whose money is agreed and on the way.
    pub(super) fn going_attempt(&self) -> Option<usize> {
        self.attempts.iter().position(|attempt| attempt.state.is_going())
    }

    /// Whether it is paid, or will be without anybody doing more.
    pub(super) fn is_being_paid(&self) -> bool {
        self.is_paid() || self.going_attempt().is_some()
    }

    pub(super) fn supersede_attempts(&mut self, now: Timestamp) {
        for attempt in self.attempts.iter_mut().filter(|attempt| attempt.state.is_live()) {
            attempt.supersede(now);
        }
        self.payment_wish = None;
    }

    /// What is asked of gateways next.
    pub(super) fn next_payment(
        &mut self,
        gateways: &dyn Gateways,
        now: Timestamp,
    ) -> Option<Action> {
        for at in 0..self.attempts.len() {
            if let Some(action) = self.next_of_attempt(at, gateways, now) {
                return Some(action);
            }
        }
        self.open_attempt(gateways, now)
    }

    fn next_of_attempt(
        &mut self,
        at: usize,
        gateways: &dyn Gateways,
        now: Timestamp,
    ) -> Option<Action> {
        let attempt = self.attempts.get(at)?;
        if !attempt.is_watched() || attempt.next_look_at > now {
            return None;
        }
        if !attempt.state.is_live() {
            return self.look_after_end(at, gateways, now);
        }
        let expired_for = attempt.expires_at.seconds_until(now);
        let is_given_up = attempt.state != AttemptState::Processing
            && (expired_for > GIVE_UP_SECONDS
                // Nobody was ever shown its address, so nobody can have paid (rule 9).
                || attempt.session.is_none() && expired_for > 0);
        if is_given_up {
            self.step_attempt(at, AttemptState::Expired, now);
            return None;
        }
        let Some(gateway) = gateways.get(attempt.gateway) else {
            // It is not configured (any more): asked for again later, in case it comes back.
            self.attempts.get_mut(at)?.look_later(now);
            return None;
        };
        let number = attempt.number;
        let Some(session) = attempt.session.clone() else {
            let call = attempt.call.clone();
            return self.send(at, Purpose::Open { attempt: number }, call, now);
        };
        if !attempt.acted
            && let Some(action) = self.act_on_attempt(at, gateway, &session, now)
        {
            return Some(action);
        }
        self.send(at, Purpose::Look { attempt: number }, gateway.look(&session), now)
    }

    /// Closing or capturing, where one of them is due.
    fn act_on_attempt(
        &mut self,
        at: usize,
        gateway: &dyn Gateway,
        session: &str,
        now: Timestamp,
    ) -> Option<Action> {
        let is_wanted = self.is_attempt_wanted(at);
        let attempt = self.attempts.get(at)?;
        let number = attempt.number;
        let key = |operation: &str| format!("{}:{number}:{operation}", self.placement.number);
        let is_over = attempt.expires_at <= now;
        let closable = matches!(attempt.state, AttemptState::Open | AttemptState::Authorised);
        if closable
            && attempt.closes_sent < MAX_CLOSES
            && (!is_wanted || is_over && attempt.state == AttemptState::Open)
        {
            // Each try has a key of its own: gateways replay a refusal under the old one.
            let operation = format!("close-{}", attempt.closes_sent + 1);
            let call = gateway.close(session, &key(&operation))?;
            self.attempts.get_mut(at)?.closes_sent += 1;
            return self.send(at, Purpose::Close { attempt: number }, call, now);
        }
        if attempt.state != AttemptState::Authorised || !is_wanted {
            return None;
        }
        // Rule 13: goods first. What is not held is asked for, and the answer wakes this attempt.
        if !self.goods.are_reserved()
            || self.goods.leased_until < now.plus_seconds(LEAST_PAGE_SECONDS)
        {
            self.goods.hold_until(now.plus_seconds(WAIT_SECONDS));
            return None;
        }
        let call = gateway.capture(session, attempt.amount, &key("capture"))?;
        self.send(at, Purpose::Capture { attempt: number }, call, now)
    }

    /// Whether this attempt may bring the money.
    fn is_attempt_wanted(&self, at: usize) -> bool {
        let is_superseded = self.attempts.get(at).is_none_or(|attempt| attempt.superseded);
        self.state == OrderState::Open && self.end.is_none() && !is_superseded && !self.is_paid()
    }

    /// Writes down that a call is sent; without an answer it is due again later.
    pub(super) fn send(
        &mut self,
        at: usize,
        purpose: Purpose,
        call: crate::payments::Call,
        now: Timestamp,
    ) -> Option<Action> {
        let attempt = self.attempts.get_mut(at)?;
        let gateway = attempt.gateway;
        attempt.acted = matches!(purpose, Purpose::Close { .. } | Purpose::Capture { .. });
        attempt.opens_sent += u32::from(matches!(purpose, Purpose::Open { .. }));
        if attempt.acted {
            attempt.next_look_at = now;
        } else {
            attempt.look_later(now);
        }
        Some(Action::Send { gateway, purpose, call })
    }

    /// Opens the next attempt, when everything is held and none is live.
    fn open_attempt(&mut self, gateways: &dyn Gateways, now: Timestamp) -> Option<Action> {
        let is_ready = self.state == OrderState::Open
            && self.end.is_none()
            && self.stands_back_for.is_none()
            && self.goods.goal == GoodsGoal::Reserve
            && self.goods.are_reserved()
            && self.uses_are_claimed()
            && self.live_attempt().is_none()
            // Also not beside one that nobody wants any more and that may still bring money (rule 7).
            && !self.is_being_paid();
        let wish = self.payment_wish.as_mut().filter(|_| is_ready)?;
        if wish.gateways.is_empty() {
            self.end_with(EndReason::PaymentUnavailable { passes: true }, now);
            return None;
        }
        let (id, method) = (wish.gateways.remove(0), wish.method);
        let Some(gateway) = gateways.get(id) else { return self.open_attempt(gateways, now) };
        let number = u32::try_from(self.attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
        let expires_at = now.plus_seconds(gateway.page_seconds(method));
        let placement = &self.placement;
        let token =
            OrderToken { number: placement.number.clone(), secret: placement.secret.clone() };
        let return_url = format!("{}/orders/{token}?from=payment", placement.origin);
        let cancel_url = format!("{}/orders/{token}/cancelled", placement.origin);
        let call = gateway.open(&SessionRequest {
            order: &placement.number,
            attempt: number,
            method,
            amount: placement.total(),
            lines: &self.charge_lines(),
            email: &placement.email,
            address: placement.billing_address.as_ref().or(placement.address.as_ref()),
            locale: &placement.locale,
            return_url: &return_url,
            cancel_url: &cancel_url,
            public_origin: placement.is_public.then_some(placement.origin.as_str()),
            now,
            expires_at,
        });
        self.attempts.push(Attempt {
            number,
            gateway: id,
            method,
            amount: placement.total(),
            state: AttemptState::Created,
            call: call.clone(),
            session: None,
            redirect_url: None,
            created_at: now,
            expires_at,
            shown: false,
            superseded: false,
            closes_sent: 0,
            opens_sent: 0,
            acted: false,
            news: false,
            looks: 0,
            next_look_at: now,
        });
        self.touch(now);
        self.send(self.attempts.len() - 1, Purpose::Open { attempt: number }, call, now)
    }

    /// Takes in what a gateway answered about an attempt.
    pub(super) fn take_in_sent(
        &mut self,
        purpose: &Purpose,
        delivered: &Delivered,
        gateways: &dyn Gateways,
        now: Timestamp,
    ) {
        let (Purpose::Open { attempt: number }
        | Purpose::Look { attempt: number }
        | Purpose::Close { attempt: number }
        | Purpose::Capture { attempt: number }) = purpose
        else {
            return;
        };
        let Some(at) = self.attempts.iter().position(|attempt| attempt.number == *number) else {
            return;
        };
        let Some(attempt) = self.attempts.get_mut(at) else { return };
        let (id, session) = (attempt.gateway, attempt.session.clone());
        let Some(gateway) = gateways.get(id) else { return };
        match purpose {
            Purpose::Open { .. } => self.take_in_opening(at, gateway.read_opened(delivered), now),
            Purpose::Look { .. } => {
                attempt.acted = false;
                if let Some(facts) =
                    session.and_then(|session| gateway.read_look(&session, delivered))
                {
                    // What the gateway told of while it was asked is asked for once more.
                    attempt.news = attempt.news && attempt.next_look_at <= now;
                    for fact in &facts {
                        self.hear_fact(id, fact, now);
                    }
                }
            }
            // Nothing is known until it is looked up; what did not get through is tried later.
            _ if *delivered == Delivered::NotSent => {
                attempt.acted = false;
                attempt.look_later(now);
            }
            _ => attempt.next_look_at = now,
        }
    }

    fn take_in_opening(&mut self, at: usize, opening: Opening, now: Timestamp) {
        let others = self.payment_wish.as_ref().is_some_and(|wish| !wish.gateways.is_empty());
        let Some(attempt) = self.attempts.get_mut(at) else { return };
        match opening {
            Opening::Opened { session, redirect_url } => {
                if attempt.session.is_none() {
                    attempt.session = Some(session);
                    attempt.redirect_url = Some(redirect_url);
                }
                attempt.looks = 0;
                let (number, is_superseded, expires_at) =
                    (attempt.number, attempt.superseded, attempt.expires_at);
                // Its webhook may have come before this answer.
                let is_told = attempt.next_look_at <= now;
                if is_superseded {
                    attempt.next_look_at = now;
                } else {
                    if !is_told {
                        attempt.look_later(now);
                    }
                    attempt.shown = true;
                    self.payment_wish = None;
                    self.goods.hold_until(expires_at.plus_seconds(MARGIN_SECONDS));
                }
                self.step_attempt(at, AttemptState::Open, now);
                self.happened(What::PaymentOpened { attempt: number }, now);
            }
            Opening::Refused { passes, .. } if attempt.session.is_none() => {
                let is_wanted = !attempt.superseded;
                if passes && attempt.opens_sent > 1 {
                    // Says nothing of the request before, whose answer nobody had: it is looked for,
                    // and closed when found (rule 9).
                    attempt.superseded = true;
                } else {
                    self.step_attempt(at, AttemptState::Failed, now);
                }
                if is_wanted && !others && self.end.is_none() {
                    self.end_with(EndReason::PaymentUnavailable { passes }, now);
                }
            }
            // It may exist; another gateway may serve the shopper meanwhile, since nobody has seen
            // the address of this one.
            Opening::Unknown if others => attempt.superseded = true,
            Opening::Refused { .. } | Opening::Unknown => {}
        }
    }

    /// Moves an attempt along its graph. Answers what the step meant.
    pub(super) fn step_attempt(&mut self, at: usize, next: AttemptState, now: Timestamp) -> Pass {
        let Some(attempt) = self.attempts.get_mut(at) else { return Pass::Nothing };
        let pass = attempt.state.pass_to(next);
        if pass == Pass::Nothing {
            return pass;
        }
        attempt.state = next;
        let number = attempt.number;
        match next {
            AttemptState::Processing => {
                attempt.look_later(now);
                self.payment_wish = None;
                let days = i64::from(self.placement.delayed_hold_days);
                self.goods.hold_until(now.plus_seconds(days * 24 * 3600));
                self.keep_only(at, now);
                self.happened(What::PaymentProcessing { attempt: number }, now);
            }
            // To be captured at once.
            AttemptState::Authorised => attempt.look_soon(now),
            AttemptState::Failed | AttemptState::Expired | AttemptState::Cancelled => {
                self.happened(What::PaymentEnded { attempt: number }, now);
            }
            _ => {}
        }
        self.touch(now);
        pass
    }

    /// Its money is on the way and nobody can take it back: nothing may be tried beside it (rule 7),
    /// unless another one came first.
    pub(super) fn keep_only(&mut self, at: usize, now: Timestamp) {
        let others = || self.attempts.iter().enumerate().filter(|(other, _)| *other != at);
        let is_second = others().any(|(_, other)| !other.superseded && other.state.is_going());
        if is_second || self.end.is_some() {
            return;
        }
        for (other, attempt) in self.attempts.iter_mut().enumerate() {
            if other == at {
                attempt.superseded = false;
            } else if attempt.state.is_live() && !attempt.superseded {
                attempt.supersede(now);
            }
        }
    }

    /// Finds the attempt of a gateway's session.
    pub(super) fn attempt_of(&self, gateway: GatewayId, session: &str) -> Option<usize> {
        self.attempts.iter().position(|attempt| {
            attempt.gateway == gateway && attempt.session.as_deref() == Some(session)
        })
    }

    /// Whether a live page is good enough to be handed out again.
    pub(super) fn has_usable_page(
        &self,
        method: crate::payments::PaymentMethod,
        now: Timestamp,
    ) -> bool {
        self.live_attempt().is_some_and(|attempt| {
            // A gateway may keep its first failure under the key; who tries again gets another one.
            let is_waiting = attempt.session.is_none()
                && now < attempt.created_at.plus_seconds(LEAST_PAGE_SECONDS);
            attempt.method == method
                && (is_waiting
                    || attempt.session.is_some()
                        && now.plus_seconds(LEAST_PAGE_SECONDS) < attempt.expires_at)
        })
    }

    /// The shopper left the payment page by its cancel link.
    pub(super) fn leave_payment(&mut self, now: Timestamp) {
        self.supersede_attempts(now);
        self.waits_until = now.plus_seconds(WAIT_SECONDS);
        self.goods.hold_until(self.waits_until);
    }
}
