//! What an order does next, and what it makes of an answer. The object that owns an order loads it,
//! asks [`Order::next`], saves it, carries the action out, tells it by [`Order::apply`] and saves
//! again, until nothing is due. A crash anywhere between is nothing special: the action is due again
//! and every action may be repeated.

use super::events::Parcel;
use super::goods::{GoodsGoal, StockAnswer, StockWish};
use super::order::{EndReason, Order, Retry, UseState, UseWish};
use super::state::OrderState;
use crate::kernel::{OrderNumber, Sku, Timestamp};
use crate::payments::{Call, Delivered, Gateway, GatewayId};
use crate::promotions::{ClaimOutcome, UseLimits};

/// The gateways that are configured.
pub trait Gateways {
    fn get(&self, id: GatewayId) -> Option<&dyn Gateway>;
}

/// What a call to a gateway is for; it names where its answer goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    Open { attempt: u32 },
    Look { attempt: u32 },
    Close { attempt: u32 },
    Capture { attempt: u32 },
    Refund { refund: String },
}

/// What is asked of the counter of a limited use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UseStep {
    Claim(UseWish),
    Commit,
    Release,
}

/// One thing to do outside, safe to be done again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Asks the earlier order of the cart to stand back (rule 3).
    Supersede {
        earlier: OrderNumber,
    },
    /// Of several SKUs at once.
    Stock(Vec<(Sku, StockWish)>),
    /// Waits a random 20 to 200 ms (rule 23).
    Pause,
    /// Of several counters at once, each by its name.
    Uses(Vec<(String, UseStep)>),
    Send {
        gateway: GatewayId,
        purpose: Purpose,
        call: Call,
    },
    /// Empties the cart, if it is still at the revision that was bought.
    EmptyCart,
    /// Puts these messages into the queue of mails: event and receiver.
    Mail(Vec<Parcel>),
    /// Puts the order into the queue that leads to D1.
    List {
        revision: u64,
    },
    /// Writes the archive's copy.
    Archive {
        revision: u64,
    },
}

/// What the earlier order of the cart says to standing back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum StandingBack {
    /// Its page is closed or being closed; its goods of this generation may move over.
    Done { hold: u32 },
    /// It is being paid: there must be no second order.
    Paying,
    /// It goes on beside the new one: its money is on the way for days.
    Beside,
}

/// What became of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Superseded(Option<StandingBack>),
    /// Each wish with its answer.
    Stock(Vec<(Sku, StockWish, StockAnswer)>),
    Paused,
    /// Each step with its answer.
    Uses(Vec<(String, UseStep, UseAnswer)>),
    Sent {
        purpose: Purpose,
        delivered: Delivered,
    },
    CartEmptied(bool),
    /// Whether the queue took it.
    Mailed(bool),
    Listed(bool),
    Archived {
        revision: u64,
        done: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseAnswer {
    Claimed(ClaimOutcome),
    Done,
    Unreachable,
}

/// How long a claimed use is leased, in seconds: longer than any payment takes.
pub const USE_LEASE_SECONDS: u32 = 20 * 24 * 3600;
/// How often an order that is not settled shows that it is awake, in seconds.
const HEARTBEAT_SECONDS: i64 = 1800;

impl Order {
    /// The next thing to do outside while somebody may be waiting, or nothing for now. Save the order
    /// before doing it: what is sent is written down first.
    pub fn next(&mut self, gateways: &dyn Gateways, now: Timestamp) -> Option<Action> {
        self.settle(now);
        let action = self
            .next_standing_back(now)
            .or_else(|| self.next_goods(now))
            .or_else(|| self.next_uses(now))
            .or_else(|| self.next_payment(gateways, now))
            .or_else(|| self.next_refund(gateways, now))
            .or_else(|| self.next_emptying(now));
        if action.is_none() {
            // What was looked at last may have ended something.
            let revision = self.revision;
            self.settle(now);
            if self.revision != revision {
                return self.next(gateways, now);
            }
        }
        action
    }

    /// The next thing to do when nobody waits: messages and copies.
    pub fn next_in_background(&mut self, now: Timestamp) -> Option<Action> {
        let parcels: Vec<Parcel> =
            self.outbox.iter().filter(|parcel| parcel.retry.is_due(now)).cloned().collect();
        if !parcels.is_empty() {
            for parcel in self.outbox.iter_mut().filter(|parcel| parcel.retry.is_due(now)) {
                parcel.retry = parcel.retry.after(now);
            }
            return Some(Action::Mail(parcels));
        }
        let is_silent =
            self.copies.heartbeat_at.seconds_until(now) >= HEARTBEAT_SECONDS && !self.is_settled();
        if is_silent {
            self.copies.heartbeat_at = now;
            self.touch(now);
        }
        let (revision, copies) = (self.revision, &mut self.copies);
        if copies.listed < revision && (copies.asked < revision || copies.listed_retry.is_due(now))
        {
            let is_new = copies.asked < revision;
            let before = if is_new { Retry::default() } else { copies.listed_retry };
            copies.listed_retry = before.after(now);
            copies.asked = revision;
            return Some(Action::List { revision });
        }
        if copies.archived < revision && copies.archived_retry.is_due(now) {
            copies.archived_retry = copies.archived_retry.after(now);
            return Some(Action::Archive { revision });
        }
        None
    }

    /// Takes in what became of an action.
    pub fn apply(&mut self, outcome: &Outcome, gateways: &dyn Gateways, now: Timestamp) {
        match outcome {
            Outcome::Superseded(answer) => self.take_in_standing_back(*answer, now),
            Outcome::Stock(answers) => self.take_in_stock(answers, now),
            Outcome::Paused => self.goods.pauses = false,
            Outcome::Uses(answers) => self.take_in_uses(answers, now),
            Outcome::Sent { purpose: Purpose::Refund { refund }, delivered } => {
                let of = self.refunds.iter().find(|known| known.id == *refund);
                if let Some(gateway) = of.and_then(|known| gateways.get(known.gateway)) {
                    self.take_in_refund(refund, gateway.read_refund(delivered), now);
                }
            }
            Outcome::Sent { purpose, delivered } => {
                self.take_in_sent(purpose, delivered, gateways, now);
            }
            Outcome::CartEmptied(done) => self.cart_emptied |= *done,
            // Each is due again unless its receiver says otherwise.
            Outcome::Mailed(_) | Outcome::Listed(_) => {}
            Outcome::Archived { revision, done } => {
                if *done {
                    self.copies.archived = self.copies.archived.max(*revision);
                    self.copies.archived_retry = Retry::default();
                }
            }
        }
        self.settle(now);
    }

    fn next_standing_back(&mut self, now: Timestamp) -> Option<Action> {
        let is_due = !self.superseded_earlier && self.end.is_none();
        let earlier = self.placement.supersedes.clone().filter(|_| is_due)?;
        self.goods.hold_until(now.plus_seconds(super::goods::FIRST_LEASE_SECONDS));
        Some(Action::Supersede { earlier })
    }

    fn take_in_standing_back(&mut self, answer: Option<StandingBack>, now: Timestamp) {
        let Some(earlier) = self.placement.supersedes.clone() else { return };
        match answer {
            Some(StandingBack::Done { hold }) => self.goods.instead_of = Some((earlier, hold)),
            Some(StandingBack::Beside) => {}
            Some(StandingBack::Paying) => {
                return self.end_with(EndReason::AlreadyPaying { order: earlier }, now);
            }
            None => return self.end_with(EndReason::Unavailable, now),
        }
        self.superseded_earlier = true;
    }

    /// Claims once the goods are held (rule 26); settles them with the order.
    fn next_uses(&mut self, now: Timestamp) -> Option<Action> {
        if !self.uses_retry.is_due(now) {
            return None;
        }
        let steps: Vec<(String, UseStep)> = self.use_steps().collect();
        for claimed in &mut self.uses {
            let is_claim = |(counter, step): &(String, UseStep)| {
                *counter == claimed.wish.counter && matches!(step, UseStep::Claim(_))
            };
            if steps.iter().any(is_claim) {
                claimed.state = UseState::Unknown;
            }
        }
        (!steps.is_empty()).then_some(Action::Uses(steps))
    }

    /// What is to be asked of counters as things stand.
    fn use_steps(&self) -> impl Iterator<Item = (String, UseStep)> {
        let is_over = matches!(self.state, OrderState::Expired | OrderState::Cancelled)
            || self.end.is_some() && self.state == OrderState::Open;
        let is_paid = matches!(self.state, OrderState::Confirmed | OrderState::Closed);
        let may_claim = self.end.is_none()
            && self.state == OrderState::Open
            && self.goods.goal == GoodsGoal::Reserve
            && self.goods.are_reserved();
        self.uses.iter().filter_map(move |claimed| {
            let is_open = matches!(claimed.state, UseState::Claimed | UseState::Unknown);
            let step = if is_paid && claimed.wish.kept_when_paid {
                match claimed.state {
                    UseState::Committed => None,
                    UseState::Claimed | UseState::Unknown => Some(UseStep::Commit),
                    // Paid late: what was given back counts after all, whatever the limits say.
                    UseState::Wanted | UseState::Refused | UseState::Released => {
                        let wish = UseWish { limits: UseLimits::default(), ..claimed.wish.clone() };
                        Some(UseStep::Claim(wish))
                    }
                }
            } else if is_paid || is_over {
                is_open.then_some(UseStep::Release)
            } else if may_claim && matches!(claimed.state, UseState::Wanted | UseState::Unknown) {
                Some(UseStep::Claim(claimed.wish.clone()))
            } else {
                None
            };
            step.map(|step| (claimed.wish.counter.clone(), step))
        })
    }

    fn take_in_uses(&mut self, answers: &[(String, UseStep, UseAnswer)], now: Timestamp) {
        let mut end = None;
        for (counter, step, answer) in answers {
            let Some(claimed) = self.uses.iter_mut().find(|known| known.wish.counter == *counter)
            else {
                continue;
            };
            claimed.state = match (step, answer) {
                (_, UseAnswer::Unreachable) => {
                    self.uses_retry = self.uses_retry.after(now);
                    if matches!(step, UseStep::Claim(_)) {
                        end.get_or_insert(EndReason::Unavailable);
                    }
                    continue;
                }
                (UseStep::Claim(_), UseAnswer::Claimed(ClaimOutcome::Claimed)) => UseState::Claimed,
                (UseStep::Claim(wish), _) => {
                    end = Some(if wish.kept_when_paid {
                        EndReason::PromotionUsedUp { promotion: counter.clone() }
                    } else {
                        EndReason::TooManyUnpaid
                    });
                    UseState::Refused
                }
                (UseStep::Commit, _) => UseState::Committed,
                (UseStep::Release, _) => UseState::Released,
            };
        }
        if let Some(end) = end.filter(|_| self.state == OrderState::Open) {
            self.uses_retry = Retry { tries: 0, at: now };
            self.end_with(end, now);
        }
    }

    fn next_emptying(&mut self, now: Timestamp) -> Option<Action> {
        if !self.is_cart_to_be_emptied() || !self.cart_retry.is_due(now) {
            return None;
        }
        self.cart_retry = self.cart_retry.after(now);
        Some(Action::EmptyCart)
    }

    const fn is_cart_to_be_emptied(&self) -> bool {
        !self.cart_emptied && matches!(self.state, OrderState::Confirmed | OrderState::Closed)
    }

    /// Whether nothing will happen by itself any more.
    pub fn is_settled(&self) -> bool {
        self.is_at_rest() && self.outbox.is_empty() && self.copies_follow()
    }

    fn copies_follow(&self) -> bool {
        self.copies.listed >= self.revision && self.copies.archived >= self.revision
    }

    /// Whether the order itself has nothing to do; messages and copies may be on their way.
    pub fn is_at_rest(&self) -> bool {
        let uses_rest = self
            .uses
            .iter()
            .all(|claimed| !matches!(claimed.state, UseState::Claimed | UseState::Unknown));
        self.state != OrderState::Open
            && self.goods.is_settled()
            && uses_rest
            && self.attempts.iter().all(|attempt| !attempt.is_watched())
            && self.refunds.iter().all(|refund| !refund.state.is_in_flight())
            && !self.is_cart_to_be_emptied()
    }

    /// When to look again, if nothing else happens; `None` once it is settled. Every instant named here
    /// is one at which something is done or decided: an order does not wake for nothing.
    pub fn wakes_at(&self, now: Timestamp) -> Option<Timestamp> {
        if self.is_settled() {
            return None;
        }
        let waits =
            (self.state == OrderState::Open && self.waits_until > now).then_some(self.waits_until);
        let watched = self.attempts.iter().filter(|attempt| attempt.is_watched());
        let in_flight = self.refunds.iter().filter(|refund| refund.state.is_in_flight());
        let uses = self.use_steps().next().is_some().then_some(self.uses_retry.at);
        let cart = self.is_cart_to_be_emptied().then_some(self.cart_retry.at);
        let listed =
            (self.copies.listed < self.revision).then_some(if self.copies.asked < self.revision {
                now
            } else {
                self.copies.listed_retry.at
            });
        let archived =
            (self.copies.archived < self.revision).then_some(self.copies.archived_retry.at);
        [waits, self.goods.wakes_at(), uses, cart, listed, archived]
            .into_iter()
            .flatten()
            .chain(watched.map(|attempt| attempt.next_look_at))
            .chain(in_flight.map(|refund| refund.retry.at))
            .chain(self.outbox.iter().map(|parcel| parcel.retry.at))
            .chain([self.copies.heartbeat_at.plus_seconds(HEARTBEAT_SECONDS)])
            .min()
            .map(|at| at.max(now))
    }
}
