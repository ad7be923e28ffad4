//! Which promotions go together, and which of the ways to put them together is the cheapest.

use super::cuts::Effect;
use super::taxes::Taxation;
use crate::promotions::{Combination, Promotion, Target};

/// A promotion that applies, with what it does.
#[derive(Debug)]
pub struct Applicable<'a> {
    pub promotion: &'a Promotion,
    pub effect: Effect,
}

/// Promotions are evaluated class by class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Products,
    Order,
    Delivery,
}

impl Applicable<'_> {
    pub const fn class(&self) -> Class {
        match self.promotion.rule.target {
            Target::Products { .. } => Class::Products,
            Target::Order => Class::Order,
            Target::Shipping => Class::Delivery,
        }
    }
}

/// Promotions by their places among the applicable ones, and what they lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Candidate {
    promotions: Vec<usize>,
    total_minor: i64,
}

impl Candidate {
    /// Lower totals come first, then whose first promotion does; one without any comes last.
    fn key(&self) -> (i64, usize) {
        (self.total_minor, self.promotions.iter().copied().min().unwrap_or(usize::MAX))
    }
}

/// Everything that a candidate is priced with.
#[derive(Debug)]
pub struct Pricing<'a> {
    pub taxation: &'a Taxation<'a>,
    /// By priority, then id.
    pub applicable: &'a [Applicable<'a>],
    pub subtotals_minor: &'a [i64],
    /// 0 when nothing is delivered.
    pub delivery_minor: i64,
}

impl Pricing<'_> {
    /// The promotions of the cheapest candidate by their places, in order of evaluation. Ties go to
    /// the candidate whose first promotion comes first by priority, then id.
    pub fn cheapest(&self) -> Vec<usize> {
        let together = self.cheapest_together();
        let alone = (0..self.applicable.len())
            .filter(|place| self.combination(*place) == Combination::Exclusive)
            .map(|place| self.alone(place));
        let best =
            alone.fold(together, |best, next| if next.key() < best.key() { next } else { best });
        best.promotions
    }

    fn combination(&self, place: usize) -> Combination {
        self.applicable
            .get(place)
            .map_or(Combination::Exclusive, |one| one.promotion.rule.combination)
    }

    fn alone(&self, place: usize) -> Candidate {
        let promotions = vec![place];
        let amounts = self.goods(&promotions, self.subtotals_minor);
        let parts = self.taxation.delivery_parts(self.delivery(&promotions));
        Candidate { promotions, total_minor: self.taxation.total(&amounts, &parts) }
    }

    /// All promotions of a class that go together, and each that is the only one of its class.
    fn choices(&self, class: Class) -> Vec<Vec<usize>> {
        let of = |combination| {
            (0..self.applicable.len()).filter(move |place| {
                self.applicable.get(*place).is_some_and(|one| one.class() == class)
                    && self.combination(*place) == combination
            })
        };
        let only = of(Combination::OneOfClass).map(|place| vec![place]);
        let mut choices: Vec<Vec<usize>> = only.collect();
        choices.push(of(Combination::Combinable).collect());
        choices.sort_by_key(|choice| choice.first().copied().unwrap_or(usize::MAX));
        choices
    }

    /// Whatever the goods cost, the total is lowest with the lowest price of delivery; so only the
    /// choices of goods are tried with each other.
    fn cheapest_together(&self) -> Candidate {
        let deliveries = self.choices(Class::Delivery);
        let delivery =
            deliveries.into_iter().min_by_key(|choice| self.delivery(choice)).unwrap_or_default();
        let parts = self.taxation.delivery_parts(self.delivery(&delivery));
        let orders = self.choices(Class::Order);
        let mut best: Option<Candidate> = None;
        for products in self.choices(Class::Products) {
            let reduced = self.goods(&products, self.subtotals_minor);
            for order in &orders {
                let amounts = self.goods(order, &reduced);
                let total_minor = self.taxation.total(&amounts, &parts);
                if best.as_ref().is_some_and(|best| best.total_minor < total_minor) {
                    continue;
                }
                let promotions = [products.as_slice(), order, &delivery].concat();
                let next = Candidate { promotions, total_minor };
                if best.as_ref().is_none_or(|best| next.key() < best.key()) {
                    best = Some(next);
                }
            }
        }
        best.unwrap_or(Candidate { promotions: Vec::new(), total_minor: i64::MAX })
    }

    fn effects<'p>(&'p self, places: &'p [usize]) -> impl Iterator<Item = &'p Effect> {
        places.iter().filter_map(|place| self.applicable.get(*place)).map(|one| &one.effect)
    }

    fn goods(&self, promotions: &[usize], amounts_minor: &[i64]) -> Vec<i64> {
        let mut amounts = amounts_minor.to_vec();
        self.effects(promotions).for_each(|effect| effect.cut_goods(&mut amounts));
        amounts
    }

    fn delivery(&self, promotions: &[usize]) -> i64 {
        let effects = self.effects(promotions);
        effects.fold(self.delivery_minor, |price, effect| effect.cut_delivery(price))
    }
}
