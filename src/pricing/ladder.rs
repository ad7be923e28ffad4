//! What the winning promotions take off, step by step.

use super::candidates::Pricing;
use super::{Discount, Refusal};
use crate::promotions::Promotion;

/// Amounts in minor units; lines in order of SKU.
#[derive(Debug)]
pub struct Ladder<'a> {
    steps: Vec<Step<'a>>,
    /// What is left of each line, and of the delivery.
    pub amounts_minor: Vec<i64>,
    pub delivery_minor: i64,
}

#[derive(Debug)]
struct Step<'a> {
    promotion: &'a Promotion,
    off_lines_minor: Vec<i64>,
    off_delivery_minor: i64,
}

impl<'a> Ladder<'a> {
    /// `winners` are places among the applicable promotions, in order of evaluation.
    pub fn of(pricing: &Pricing<'a>, winners: &[usize]) -> Self {
        let mut ladder = Ladder {
            steps: Vec::new(),
            amounts_minor: pricing.subtotals_minor.to_vec(),
            delivery_minor: pricing.delivery_minor,
        };
        for one in winners.iter().filter_map(|place| pricing.applicable.get(*place)) {
            let before = ladder.amounts_minor.clone();
            one.effect.cut_goods(&mut ladder.amounts_minor);
            let delivery_minor = one.effect.cut_delivery(ladder.delivery_minor);
            let pairs = before.iter().zip(&ladder.amounts_minor);
            ladder.steps.push(Step {
                promotion: one.promotion,
                off_lines_minor: pairs.map(|(before, after)| before - after).collect(),
                off_delivery_minor: ladder.delivery_minor - delivery_minor,
            });
            ladder.delivery_minor = delivery_minor;
        }
        ladder
    }

    /// Why a promotion that applies takes nothing off, if so.
    pub fn refusal_of(&self, promotion: &Promotion) -> Option<Refusal> {
        match self.steps.iter().find(|step| step.promotion.id == promotion.id) {
            None => Some(Refusal::BetterWithout),
            Some(step) => (step.total_minor() == 0).then_some(Refusal::NothingLeft),
        }
    }

    fn discounts(&self, off: impl Fn(&Step<'a>) -> i64) -> Vec<Discount> {
        let taken = self.steps.iter().map(|step| (step.promotion, off(step)));
        let discount = |(promotion, amount_minor): (&Promotion, i64)| Discount {
            promotion: promotion.id.clone(),
            title: promotion.rule.title.clone(),
            amount_minor,
        };
        taken.filter(|(_, amount)| *amount > 0).map(discount).collect()
    }

    /// Of goods and delivery.
    pub fn totals(&self) -> Vec<Discount> {
        self.discounts(Step::total_minor)
    }

    pub fn of_line(&self, place: usize) -> Vec<Discount> {
        self.discounts(|step| step.off_lines_minor.get(place).copied().unwrap_or(0))
    }

    pub fn of_delivery(&self) -> Vec<Discount> {
        self.discounts(|step| step.off_delivery_minor)
    }
}

impl Step<'_> {
    fn total_minor(&self) -> i64 {
        self.off_lines_minor.iter().sum::<i64>() + self.off_delivery_minor
    }
}
