//! The objects that count the uses of limited promotions, and carts.

use std::collections::{BTreeMap, BTreeSet};

use awning::kernel::{OrderNumber, Timestamp};
use awning::orders::{USE_LEASE_SECONDS, UseAnswer, UseStep};
use awning::promotions::{
    ClaimOutcome, ReleaseOutcome, Use, UseClaim, Uses, claim, commit, release,
};

use super::events::{Part, ReplyTo};
use super::world::World;

#[derive(Debug, Default)]
pub struct Counter {
    pub uses: BTreeMap<OrderNumber, Use>,
    /// Orders whose claim came when nobody waited for it any more: it holds until its lease ends.
    pub late: BTreeSet<OrderNumber>,
}

impl Counter {
    fn others(&self, customer: &str, except: &OrderNumber, now: Timestamp) -> Uses {
        let live = self.uses.iter().filter(|(order, one)| *order != except && one.is_live(now));
        let total = u32::try_from(live.clone().count()).unwrap();
        let by_customer = u32::try_from(live.filter(|(_, one)| one.customer == customer).count());
        Uses { total, by_customer: by_customer.unwrap() }
    }

    fn take(&mut self, order: &OrderNumber, step: &UseStep, now: Timestamp) -> UseAnswer {
        let own = self.uses.get(order).cloned();
        match step {
            UseStep::Claim(wish) => {
                let asked = UseClaim {
                    order: order.to_string(),
                    customer: wish.customer.clone(),
                    limits: wish.limits,
                    lease_seconds: USE_LEASE_SECONDS,
                };
                let others = self.others(&wish.customer, order, now);
                UseAnswer::Claimed(match claim(own.as_ref(), others, &asked, now) {
                    Ok(one) => {
                        self.uses.insert(order.clone(), one);
                        ClaimOutcome::Claimed
                    }
                    Err(used_up) => used_up.into(),
                })
            }
            UseStep::Commit => {
                if let Some(own) = own {
                    let others = self.others(&own.customer, order, now);
                    if let Ok(one) = commit(&own, others, now) {
                        self.uses.insert(order.clone(), one);
                    }
                }
                UseAnswer::Done
            }
            UseStep::Release => {
                if release(own.as_ref()) == ReleaseOutcome::Released {
                    self.uses.remove(order);
                }
                UseAnswer::Done
            }
        }
    }
}

impl World {
    pub fn count_use(
        &mut self,
        counter: &str,
        order: &OrderNumber,
        step: &UseStep,
        to: Option<&ReplyTo>,
        answers: bool,
    ) {
        let now = Timestamp::from_millis(self.now_ms);
        let counter = self.counters.entry(counter.to_owned()).or_default();
        if to.is_none() && matches!(step, UseStep::Claim(_)) {
            counter.late.insert(order.clone());
        }
        let answer = counter.take(order, step, now);
        if let (Some(to), true) = (to, answers) {
            self.answer_soon(to, Part::Use(answer));
        }
    }

    pub fn empty_cart(&mut self, order: &OrderNumber, to: Option<&ReplyTo>, answers: bool) {
        self.emptied.insert(order.clone());
        if let (Some(to), true) = (to, answers) {
            self.answer_soon(to, Part::Done(true));
        }
    }
}
