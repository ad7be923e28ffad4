//! When gateways are asked how payments stand (rules 12 and 20).

use super::machine::{Action, Gateways, Purpose};
use super::order::{Order, Retry};
use crate::kernel::Timestamp;
use crate::payments::{Attempt, AttemptState, GatewayId};

/// How often a gateway is asked what happened after the end of a payment; the daily look at everything
/// that happened there follows.
const MAX_LATE_LOOKS: u32 = 30;

impl Attempt {
    /// News about it: the next look is a short while away again.
    pub(super) fn look_soon(&mut self, now: Timestamp) {
        self.looks = 0;
        self.next_look_at = now;
    }

    /// Puts the next look off (rule 20), but not past the end of the page.
    pub(super) fn look_later(&mut self, now: Timestamp) {
        let next = Retry { tries: self.looks, at: now }.after(now);
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

#[cfg(test)]
mod tests {
    use super::super::played_tests::{Played, placement};
    use super::super::{Command, EndReason, OrderState};
    use super::*;
    use crate::payments::test::Deed;
    use crate::payments::{Delivered, PaymentMethod, SessionState};

    const AGAIN: Command = Command::LookAgain { gateway: GatewayId::Test };

    /// Somebody does something at the gateway, whose webhooks tell of it without saying what.
    fn deed_unsaid(played: &mut Played, deed: Deed) {
        let session = played.session(1).id.clone();
        played.provider.shopper(&session, deed, played.now).unwrap();
    }

    #[test]
    fn rule_19_a_webhook_that_only_names_an_order_tells_what_happened_after_the_payment() {
        let mut played = Played::confirmed();
        deed_unsaid(&mut played, Deed::Refund { amount_minor: 1000 });
        let refunded = |order: &Order| order.ledger.totals(order.total().currency).refunded_minor;
        played.command(&Command::Look).unwrap();
        assert_eq!(refunded(&played.order), 0, "a shopper asks for what is going on alone");
        let looks = played.done.len();
        played.command(&AGAIN).unwrap();
        assert_eq!(refunded(&played.order), 1000);
        assert_eq!(played.done.len(), looks + 1, "one look is enough");
        assert!(!played.order.attempts[0].is_watched());
    }

    #[test]
    fn rule_10_a_payment_after_the_end_that_is_only_hinted_at_is_found_and_marked_late() {
        let mut played = Played::opened();
        played.wait(2 * 24 * 3600);
        assert_eq!(played.order.state, OrderState::Expired);
        deed_unsaid(&mut played, Deed::PayRegardless);
        // Even when the gateway does not answer to the first look.
        played.gateway_fault = Some(Delivered::Unknown);
        played.command(&AGAIN).unwrap();
        assert_eq!(played.order.state, OrderState::Expired);
        assert!(!played.order.is_at_rest());
        played.gateway_fault = None;
        played.wait(31);
        assert_eq!((played.order.state, played.held("THROW")), (OrderState::Confirmed, (0, 3)));
    }

    #[test]
    fn a_gateway_that_never_answers_is_not_asked_for_ever_what_happened_after_the_end() {
        let mut played = Played::confirmed();
        played.gateway_fault = Some(Delivered::Unknown);
        played.command(&AGAIN).unwrap();
        played.wait(3 * 24 * 3600);
        assert!(played.order.is_at_rest());
    }

    #[test]
    fn rule_9_an_open_circuit_says_nothing_of_the_request_before() {
        let placement = placement(&[("THROW", 1, 1000)], PaymentMethod::Card);
        let mut played = Played::new(placement, &[("THROW", 5)]);
        // The page is made and its answer lost.
        played.gateway_fault = Some(Delivered::Unknown);
        played.run();
        let call = played.order.attempts[0].call.clone();
        played.provider.handle(&call, played.now);
        played.gateway_fault = Some(Delivered::NotSent);
        played.wait(31);
        assert_eq!(played.order.end, Some(EndReason::PaymentUnavailable { passes: true }));
        assert_eq!((played.order.state, played.held("THROW")), (OrderState::Expired, (0, 0)));
        assert_eq!(played.session(1).status, SessionState::Open);
        played.gateway_fault = None;
        played.wait(600);
        assert_eq!(played.session(1).status, SessionState::Cancelled, "found and closed");
        assert!(played.order.is_at_rest());
    }
}
