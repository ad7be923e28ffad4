//! What a promotion must be to be stored.

use super::{
    Calculator, Condition, DEFAULT_MARKET, MAX_QUANTITY, PromotionDraft, Selection, Target, Tier,
};
use crate::content::{Room, Term, UniqueColumn};
use crate::markets::MarketId;
use crate::web::{Complaints, Problem, amounts_rise};

/// Most conditions of a promotion.
const MAX_CONDITIONS: usize = 20;
/// Most tiers of a calculator.
const MAX_TIERS: usize = 20;
/// Most products, collections or SKUs that are named in one place.
const MAX_SELECTED: usize = 200;
/// Most markets that a condition names.
const MAX_MARKETS: usize = 50;

impl Term for PromotionDraft {
    const TABLE: &'static str = "promotions";
    const KIND: &'static str = "promotion";
    const NAME: &'static str = "promotion";
    const ROOMS: &'static [Room] = &[
        Room { most: 200, counted: "enabled = 1" },
        // A quote tries each of products with each of the order.
        Room {
            most: 20,
            counted: "enabled = 1 AND document ->> '$.combination' = 'one_of_class' \
                      GROUP BY document ->> '$.target.kind'",
        },
    ];
    const FULL: &'static str = "A shop has at most 200 enabled promotions, and at most 20 of each target \
                                that are `one_of_class`; take one away first.";
    const MAX_BYTES: usize = 32_000;
    const UNIQUE: Option<UniqueColumn> = Some(UniqueColumn {
        column: "promotions.code",
        name: "code_taken",
        sentence: "Another promotion has this code already.",
    });

    fn check(&self) -> Result<(), Problem> {
        let mut complaints = Complaints::default();
        complaints.title(&self.title, "title");
        let ends_later =
            self.starts_at.zip(self.ends_at).is_none_or(|(starts, ends)| starts < ends);
        complaints.demand(ends_later, "ends_at", "It ends after it starts.");
        for (limit, field) in [
            (self.usage_limit, "usage_limit"),
            (self.usage_limit_per_customer, "usage_limit_per_customer"),
        ] {
            complaints.demand(
                limit != Some(0),
                field,
                "A limit is at least 1; to stop a promotion, set `enabled` to false.",
            );
        }
        complaints.demand(
            self.conditions.len() <= MAX_CONDITIONS,
            "conditions",
            format!("A promotion has at most {MAX_CONDITIONS} conditions."),
        );
        for (index, condition) in self.conditions.iter().enumerate() {
            check_condition(condition, &format!("conditions[{index}]"), &mut complaints);
        }
        if let Target::Products { of } = &self.target {
            check_selection(of, "target.of", &mut complaints);
        }
        check_calculator(&self.calculator, &self.target, &mut complaints);
        complaints.finish()
    }
}

fn check_selection(selection: &Selection, field: &str, complaints: &mut Complaints) {
    for (count, list) in [
        (selection.products.len(), "products"),
        (selection.collections.len(), "collections"),
        (selection.skus.len(), "skus"),
    ] {
        complaints.demand(
            count <= MAX_SELECTED,
            format!("{field}.{list}"),
            format!("Name at most {MAX_SELECTED}; a collection can hold more."),
        );
    }
}

fn check_quantity(quantity: u32, field: String, complaints: &mut Complaints) {
    complaints.demand(
        (1..=MAX_QUANTITY).contains(&quantity),
        field,
        format!("A quantity is 1 to {MAX_QUANTITY}."),
    );
}

fn check_condition(condition: &Condition, field: &str, complaints: &mut Complaints) {
    match condition {
        Condition::MinimumSubtotal { amounts, of } => {
            complaints.amounts(amounts, &format!("{field}.amounts"));
            check_selection(of, &format!("{field}.of"), complaints);
        }
        Condition::MinimumQuantity { quantity, of } => {
            check_quantity(*quantity, format!("{field}.quantity"), complaints);
            check_selection(of, &format!("{field}.of"), complaints);
        }
        Condition::FirstOrder => {}
        Condition::Market { markets } => {
            complaints.demand(
                (1..=MAX_MARKETS).contains(&markets.len()),
                format!("{field}.markets"),
                format!("Name 1 to {MAX_MARKETS} markets."),
            );
            for (index, market) in markets.iter().enumerate() {
                complaints.demand(
                    market == DEFAULT_MARKET || MarketId::parse(market).is_some(),
                    format!("{field}.markets[{index}]"),
                    "A market is called like de or de-ch; `default` is the one without a prefix.",
                );
            }
        }
    }
}

fn check_calculator(calculator: &Calculator, target: &Target, complaints: &mut Complaints) {
    match calculator {
        Calculator::Percentage { .. } => {}
        Calculator::FixedAmount { amounts } => complaints.amounts(amounts, "calculator.amounts"),
        Calculator::FixedPrice { amounts } => {
            complaints.demand(
                *target != Target::Order,
                "calculator.kind",
                "A fixed price is for each product or for delivery, not for a whole order.",
            );
            complaints.amounts(amounts, "calculator.amounts");
        }
        Calculator::BuyGet { buy, buy_quantity, get, get_quantity, .. } => {
            complaints.demand(
                matches!(target, Target::Products { .. }),
                "calculator.kind",
                "What is given is products: set `target.kind` to `products`.",
            );
            check_quantity(*buy_quantity, "calculator.buy_quantity".to_owned(), complaints);
            check_quantity(*get_quantity, "calculator.get_quantity".to_owned(), complaints);
            check_selection(buy, "calculator.buy", complaints);
            check_selection(get, "calculator.get", complaints);
        }
        Calculator::Tiered { tiers } => check_tiers(tiers, complaints),
    }
}

fn check_tiers(tiers: &[Tier], complaints: &mut Complaints) {
    complaints.demand(
        (1..=MAX_TIERS).contains(&tiers.len()),
        "calculator.tiers",
        format!("Give 1 to {MAX_TIERS} tiers, the lowest first."),
    );
    for (index, tier) in tiers.iter().enumerate() {
        let field = format!("calculator.tiers[{index}]");
        complaints.demand(
            tier.from_quantity.is_some() != tier.from_subtotal.is_some(),
            &field,
            "A tier begins at `from_quantity` or at `from_subtotal`, one of the two.",
        );
        complaints.demand(
            tier.rate_ppm.is_some() != tier.amounts.is_some(),
            &field,
            "A tier takes off `rate_ppm` or `amounts`, one of the two.",
        );
        if let Some(quantity) = tier.from_quantity {
            check_quantity(quantity, format!("{field}.from_quantity"), complaints);
        }
        if let Some(amounts) = &tier.from_subtotal {
            complaints.amounts(amounts, &format!("{field}.from_subtotal"));
        }
        if let Some(amounts) = &tier.amounts {
            complaints.amounts(amounts, &format!("{field}.amounts"));
        }
        if let Some(before) = tiers.iter().take(index).next_back() {
            check_order(before, tier, &field, complaints);
        }
    }
}

/// Tiers begin at the same kind of threshold, each above the one before it.
fn check_order(before: &Tier, tier: &Tier, field: &str, complaints: &mut Complaints) {
    match (before.from_quantity, tier.from_quantity) {
        (Some(earlier), Some(later)) => complaints.demand(
            earlier < later,
            format!("{field}.from_quantity"),
            "Each tier begins above the one before it.",
        ),
        (Some(_), None) | (None, Some(_)) => {
            complaints.demand(false, field, "All tiers begin at quantities, or all at subtotals.");
        }
        (None, None) => {}
    }
    if let (Some(earlier), Some(later)) = (&before.from_subtotal, &tier.from_subtotal) {
        complaints.demand(
            amounts_rise(earlier, later),
            format!("{field}.from_subtotal"),
            "Each tier begins above the one before it, in every currency.",
        );
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
