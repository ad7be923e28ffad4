//! What an order asks of the stock of its SKUs, and what it makes of the answers (rules 22 and 23).

use super::goods::{
    FIRST_LEASE_SECONDS, GoodsGoal, GoodsHold, HeldSku, SkuState, StockAnswer, StockJob, StockWish,
};
use super::machine::Action;
use super::order::{EndReason, Missing, Order, Retry};
use crate::kernel::{Sku, Timestamp};

impl HeldSku {
    const fn may_be_held(&self) -> bool {
        matches!(self.state, SkuState::Reserved | SkuState::Unknown | SkuState::Committing)
    }
}

impl GoodsHold {
    pub fn all(&self, state: SkuState) -> bool {
        self.skus.iter().all(|held| held.state == state)
    }

    fn any(&self, state: SkuState) -> bool {
        self.skus.iter().any(|held| held.state == state)
    }

    pub fn are_reserved(&self) -> bool {
        self.all(SkuState::Reserved)
    }

    /// SKUs that were refused or are gone.
    pub fn missing(&self) -> Vec<Missing> {
        let is_missing =
            |held: &&HeldSku| matches!(held.state, SkuState::Refused | SkuState::Short);
        let missing = |held: &HeldSku| Missing { sku: held.sku.clone(), available: held.available };
        self.skus.iter().filter(is_missing).map(missing).collect()
    }

    /// Wants the goods held at least until then.
    pub fn hold_until(&mut self, until: Timestamp) {
        self.until = self.until.max(until);
    }

    pub(super) fn want(&mut self, goal: GoodsGoal, at: Timestamp) {
        if self.goal != goal {
            self.goal = goal;
            self.retry = Retry { tries: 0, at };
        }
    }

    /// A round of reservations of its own generation.
    pub(super) fn reserve_anew(&mut self, until: Timestamp, now: Timestamp) {
        self.hold += 1;
        self.until = until;
        self.leased_until = Timestamp::default();
        for held in &mut self.skus {
            held.state = SkuState::Free;
        }
        self.want(GoodsGoal::Reserve, now);
    }

    /// The second round of rule 23: one SKU after another, after a moment.
    fn reserve_in_sequence(&mut self, now: Timestamp) {
        self.in_sequence = true;
        self.pauses = true;
        self.instead_of = None;
        self.reserve_anew(now.plus_seconds(FIRST_LEASE_SECONDS), now);
    }

    /// Whether its goal is reached.
    pub fn is_settled(&self) -> bool {
        let reached = match self.goal {
            GoodsGoal::Nothing => true,
            GoodsGoal::Reserve => self.are_reserved() && self.leased_until >= self.until,
            GoodsGoal::Commit => self.all(SkuState::Committed),
            GoodsGoal::Release => !self.may_be_held(),
        };
        reached && self.jobs.is_empty()
    }

    /// When stocks are asked next; `None` when nothing is to be asked of them.
    pub(super) fn wakes_at(&self) -> Option<Timestamp> {
        let is_open = |held: &HeldSku| match self.goal {
            GoodsGoal::Nothing => false,
            GoodsGoal::Reserve => matches!(held.state, SkuState::Free | SkuState::Unknown),
            GoodsGoal::Commit => !matches!(held.state, SkuState::Committed | SkuState::Short),
            GoodsGoal::Release => held.may_be_held(),
        };
        let is_refused = self.goal == GoodsGoal::Reserve && self.any(SkuState::Refused);
        let is_longer = self.goal == GoodsGoal::Reserve && self.leased_until < self.until;
        let asks = !is_refused && (self.skus.iter().any(is_open) || is_longer);
        let jobs = self.first_jobs().map(|(_, job)| job.retry.at);
        asks.then_some(self.retry.at).into_iter().chain(jobs).min()
    }

    fn may_be_held(&self) -> bool {
        self.skus.iter().any(HeldSku::may_be_held)
    }

    /// What is to be asked of the stock now, written down as asked.
    pub(super) fn next_wishes(&mut self, now: Timestamp) -> Vec<(Sku, StockWish)> {
        if !self.retry.is_due(now) {
            return Vec::new();
        }
        let (hold, until) = (self.hold, self.until);
        match self.goal {
            GoodsGoal::Nothing => Vec::new(),
            GoodsGoal::Reserve if self.any(SkuState::Refused) => Vec::new(),
            GoodsGoal::Reserve => {
                let instead_of = self.instead_of.clone();
                let at_once = if self.in_sequence { 1 } else { usize::MAX };
                let open = self
                    .skus
                    .iter_mut()
                    .filter(|held| matches!(held.state, SkuState::Free | SkuState::Unknown));
                let wishes: Vec<_> = open
                    .take(at_once)
                    .map(|held| {
                        held.state = SkuState::Unknown;
                        let (quantity, instead_of) = (held.quantity, instead_of.clone());
                        (held.sku.clone(), StockWish::Reserve { hold, quantity, until, instead_of })
                    })
                    .collect();
                if wishes.is_empty() && self.leased_until < until {
                    return self.each(|_| StockWish::Extend { hold, until });
                }
                wishes
            }
            GoodsGoal::Commit => self
                .skus
                .iter_mut()
                .filter(|held| !matches!(held.state, SkuState::Committed | SkuState::Short))
                .map(|held| {
                    held.state = SkuState::Committing;
                    (held.sku.clone(), StockWish::Commit { hold, quantity: held.quantity })
                })
                .collect(),
            // What may be committed is made sure of first: a release would leave it as it is.
            GoodsGoal::Release => self
                .skus
                .iter()
                .filter(|held| held.may_be_held())
                .map(|held| {
                    let wish = if held.state == SkuState::Committing {
                        StockWish::Commit { hold, quantity: held.quantity }
                    } else {
                        StockWish::Release { hold }
                    };
                    (held.sku.clone(), wish)
                })
                .collect(),
        }
    }

    fn each(&self, wish: impl Fn(&HeldSku) -> StockWish) -> Vec<(Sku, StockWish)> {
        self.skus.iter().map(|held| (held.sku.clone(), wish(held))).collect()
    }

    /// Takes in what the stock of one SKU answered. An answer to a wish of an earlier generation says
    /// nothing about this one.
    pub(super) fn take_in(&mut self, sku: &Sku, wish: &StockWish, answer: StockAnswer) {
        let current = self.hold;
        let Some(held) = self.skus.iter_mut().find(|held| held.sku == *sku) else { return };
        let answer = match answer {
            StockAnswer::Promised { promised_for } => {
                held.promised_for.get_or_insert(promised_for);
                StockAnswer::Done
            }
            answer => answer,
        };
        match (wish, answer) {
            (_, StockAnswer::Unreachable) => {}
            (StockWish::Reserve { hold: of, .. }, answer) if *of == current => {
                held.state = match answer {
                    StockAnswer::Done => SkuState::Reserved,
                    StockAnswer::TooFew { available } => {
                        held.available = available;
                        SkuState::Refused
                    }
                    _ => SkuState::Free,
                };
            }
            // Only while it is reserved: a commitment may have come between.
            (StockWish::Extend { hold: of, .. }, answer)
                if *of == current
                    && held.state == SkuState::Reserved
                    && answer != StockAnswer::Done =>
            {
                held.state = SkuState::Free;
            }
            (StockWish::Release { hold: of }, _)
                if *of == current
                    && !matches!(held.state, SkuState::Committing | SkuState::Committed) =>
            {
                held.state = SkuState::Free;
            }
            (StockWish::Commit { .. }, StockAnswer::Done) => held.state = SkuState::Committed,
            (StockWish::Commit { .. }, StockAnswer::TooFew { available }) => {
                held.available = available;
                held.state = SkuState::Short;
            }
            _ => {}
        }
    }

    /// The next change of single units that is due. Those of one SKU go one after another: units come
    /// back only after they were sent.
    pub(super) fn next_job(&mut self, now: Timestamp) -> Option<(Sku, StockWish)> {
        let at = self.first_jobs().find(|(_, job)| job.retry.is_due(now))?.0;
        let job = self.jobs.get_mut(at)?;
        job.retry = job.retry.after(now);
        Some((job.sku.clone(), job.wish.clone()))
    }

    /// The first job of each SKU, with its place.
    fn first_jobs(&self) -> impl Iterator<Item = (usize, &StockJob)> {
        let is_first = |(at, job): &(usize, &StockJob)| {
            self.jobs.iter().position(|other| other.sku == job.sku) == Some(*at)
        };
        self.jobs.iter().enumerate().filter(is_first)
    }

    pub(super) fn plan_job(&mut self, sku: &Sku, wish: StockWish, now: Timestamp) {
        self.jobs.push(StockJob { sku: sku.clone(), wish, retry: Retry { tries: 0, at: now } });
    }
}

impl Order {
    /// What is asked of stocks next.
    pub(super) fn next_goods(&mut self, now: Timestamp) -> Option<Action> {
        if self.goods.pauses {
            return Some(Action::Pause);
        }
        let wishes = self.goods.next_wishes(now);
        if !wishes.is_empty() {
            return Some(Action::Stock(wishes));
        }
        let job = self.goods.next_job(now)?;
        Some(Action::Stock(vec![job]))
    }

    /// Takes in the answers of stocks.
    pub(super) fn take_in_stock(
        &mut self,
        answers: &[(Sku, StockWish, StockAnswer)],
        now: Timestamp,
    ) {
        let (mut has_answers, mut is_silent) = (false, false);
        for (sku, wish, answer) in answers {
            let is_job = matches!(
                wish,
                StockWish::Uncommit { .. } | StockWish::Ship { .. } | StockWish::Return { .. }
            );
            if is_job {
                if *answer != StockAnswer::Unreachable {
                    self.goods.jobs.retain(|job| job.sku != *sku || job.wish != *wish);
                }
                continue;
            }
            has_answers = true;
            is_silent |= *answer == StockAnswer::Unreachable;
            self.goods.take_in(sku, wish, *answer);
        }
        if is_silent {
            self.goods.retry = self.goods.retry.after(now);
            // Before there is a payment page, somebody waits for the answer.
            if self.goods.goal != GoodsGoal::Commit && self.attempts.is_empty() {
                self.end_with(EndReason::Unavailable, now);
            }
        } else if has_answers {
            self.goods.retry = Retry { tries: 0, at: now };
            self.weigh_reservations(answers, now);
        }
        if self.goods.goal == GoodsGoal::Release {
            self.let_committed_go(now);
        }
    }

    /// Whether all, none or a second round of reservations follows from the answers.
    fn weigh_reservations(&mut self, answers: &[(Sku, StockWish, StockAnswer)], now: Timestamp) {
        let is_released = answers.iter().any(|(_, wish, answer)| {
            let is_hold = matches!(wish, StockWish::Reserve { .. } | StockWish::Extend { .. });
            is_hold && *answer == StockAnswer::Released
        });
        let goods = &mut self.goods;
        match goods.goal {
            // A hold that was released meanwhile is taken anew.
            GoodsGoal::Reserve if is_released => {
                // What was wanted may have passed meanwhile, and nobody gives a lease into the past.
                let least = now.plus_seconds(FIRST_LEASE_SECONDS);
                goods.reserve_anew(goods.until.max(least), now);
            }
            GoodsGoal::Reserve if goods.any(SkuState::Refused) => {
                // One SKU is not fought over in two directions, and a second loss is a loss. Neither
                // does somebody wait who has seen a payment page.
                if goods.in_sequence || goods.skus.len() == 1 || !self.attempts.is_empty() {
                    let missing = goods.missing();
                    self.end_with(EndReason::OutOfStock { missing }, now);
                } else if goods.may_be_held() {
                    goods.in_sequence = true;
                    goods.want(GoodsGoal::Release, now);
                } else {
                    goods.reserve_in_sequence(now);
                }
            }
            GoodsGoal::Reserve if goods.are_reserved() => {
                let until = |wish: &StockWish| match wish {
                    StockWish::Reserve { until, .. } | StockWish::Extend { until, .. } => {
                        Some(*until)
                    }
                    _ => None,
                };
                let had = answers.iter().filter_map(|(_, wish, _)| until(wish)).min();
                goods.leased_until = had.unwrap_or(goods.leased_until);
                // Rule 13: an approval waits for its goods.
                self.capture_soon(now);
            }
            GoodsGoal::Release if self.end.is_none() && !goods.may_be_held() => {
                goods.reserve_in_sequence(now);
            }
            _ => {}
        }
    }

    /// Goods that nobody will be sent go back: holds are released, committed units become free.
    pub(super) fn let_goods_go(&mut self, at: Timestamp, now: Timestamp) {
        self.goods.want(GoodsGoal::Release, at);
        self.let_committed_go(now);
    }

    fn let_committed_go(&mut self, now: Timestamp) {
        let committed: Vec<(Sku, u32)> = self
            .goods
            .skus
            .iter_mut()
            .filter(|held| held.state == SkuState::Committed)
            .map(|held| {
                held.state = SkuState::Free;
                (held.sku.clone(), held.quantity)
            })
            .collect();
        for (sku, quantity) in committed {
            let gone = self.units_gone(&sku);
            let quantity = quantity.saturating_sub(gone);
            if quantity > 0 {
                let id = format!("{}:ended", self.placement.number);
                self.goods.plan_job(&sku, StockWish::Uncommit { id, quantity }, now);
            }
        }
    }
}
