//! What holds of every quote.

use proptest::prelude::*;

use super::samples_tests::{code, line, promotion, world};
use super::{
    Discount, MAX_LINES, MAX_QUANTITY, Quote, QuoteLine, QuotedLine, Refunded, Refusal, refund_of,
};
use crate::kernel::MAX_PRICE_MINOR;
use crate::markets::ShippingTax;
use crate::promotions::{Code, Combination, Promotion, Target};

fn off(discounts: &[Discount]) -> i64 {
    discounts.iter().map(|discount| discount.amount_minor).sum()
}

fn sum(lines: &[QuotedLine], figure: fn(&QuotedLine) -> i64) -> i64 {
    lines.iter().map(figure).sum()
}

/// The figures of a quote by what they belong to, in no order of a request.
fn figures(mut quote: Quote) -> Quote {
    quote.lines.sort_by(|one, other| one.id.cmp(&other.id));
    quote.codes.sort_by(|one, other| one.code.cmp(&other.code));
    quote
}

/// All of a class that go together, and each that is its only one.
fn ways(promotions: &[Promotion], class: usize) -> Vec<Vec<&Promotion>> {
    let of = |combination| {
        promotions.iter().filter(move |promotion| {
            let own = match promotion.rule.target {
                Target::Products { .. } => 0,
                Target::Order => 1,
                Target::Shipping => 2,
            };
            own == class && promotion.rule.combination == combination
        })
    };
    let mut ways = vec![of(Combination::Combinable).collect()];
    ways.extend(of(Combination::OneOfClass).map(|promotion| vec![promotion]));
    ways
}

proptest! {
    #[test]
    fn parts_sum_to_wholes(world in world()) {
        let quote = world.quote();
        let lines = &quote.lines;
        for line in lines {
            prop_assert_eq!(line.subtotal_minor - off(&line.discounts), line.discounted_minor);
            prop_assert_eq!(line.net_minor + line.tax_minor, line.gross_minor);
            let kept = if quote.prices_include_tax { line.gross_minor } else { line.net_minor };
            prop_assert_eq!(kept, line.discounted_minor);
            if let Some(tax) = &line.tax {
                prop_assert_eq!((tax.net_minor, tax.tax_minor), (line.net_minor, line.tax_minor));
            }
            prop_assert!(line.tax.is_some() || line.tax_minor == 0);
        }
        let (mut net, mut tax, mut gross) = (0, 0, 0);
        let (mut delivery_off, mut untaxed_parts) = (0, 0);
        if let Some(shipping) = &quote.shipping {
            prop_assert_eq!(shipping.price_minor - off(&shipping.discounts), shipping.discounted_minor);
            prop_assert_eq!(shipping.net_minor + shipping.tax_minor, shipping.gross_minor);
            let kept = if quote.prices_include_tax { shipping.gross_minor } else { shipping.net_minor };
            prop_assert_eq!(kept, shipping.discounted_minor);
            prop_assert_eq!(shipping.taxes.iter().map(|tax| tax.tax_minor).sum::<i64>(), shipping.tax_minor);
            let of_parts = shipping.taxes.iter().map(|tax| tax.net_minor).sum::<i64>();
            untaxed_parts = shipping.net_minor - of_parts;
            prop_assert!(untaxed_parts >= 0);
            (net, tax, gross) = (shipping.net_minor, shipping.tax_minor, shipping.gross_minor);
            delivery_off = off(&shipping.discounts);
        }
        prop_assert_eq!(quote.net_minor, sum(lines, |line| line.net_minor) + net);
        prop_assert_eq!(quote.tax_minor, sum(lines, |line| line.tax_minor) + tax);
        prop_assert_eq!(quote.total_minor, sum(lines, |line| line.gross_minor) + gross);
        prop_assert_eq!(quote.total_minor, quote.net_minor + quote.tax_minor);
        prop_assert_eq!(quote.taxes.iter().map(|tax| tax.tax_minor).sum::<i64>(), quote.tax_minor);
        let untaxed: i64 = lines.iter().filter(|line| line.tax.is_none()).map(|line| line.net_minor).sum();
        let taxed = quote.taxes.iter().map(|tax| tax.net_minor).sum::<i64>();
        prop_assert_eq!(taxed + untaxed + untaxed_parts, quote.net_minor);
        prop_assert_eq!(quote.subtotal_minor - quote.discounted_minor + delivery_off, off(&quote.discounts));
        prop_assert_eq!(quote.list_minor, sum(lines, |line| line.list_minor));
        prop_assert_eq!(quote.subtotal_minor, sum(lines, |line| line.subtotal_minor));
        prop_assert_eq!(quote.discounted_minor, sum(lines, |line| line.discounted_minor));
    }

    #[test]
    fn ladders_descend_and_nothing_goes_below_zero(world in world()) {
        let quote = world.quote();
        for line in &quote.lines {
            prop_assert!(line.list_minor >= line.subtotal_minor);
            prop_assert!(line.subtotal_minor >= line.discounted_minor);
            prop_assert!(line.discounted_minor >= 0 && line.net_minor >= 0 && line.tax_minor >= 0);
            prop_assert!(line.discounts.iter().all(|discount| discount.amount_minor > 0));
        }
        if let Some(shipping) = &quote.shipping {
            prop_assert!(shipping.price_minor >= shipping.discounted_minor && shipping.discounted_minor >= 0);
            prop_assert!(shipping.taxes.iter().all(|tax| tax.net_minor >= 0 && tax.tax_minor >= 0));
            prop_assert!(shipping.net_minor >= 0 && shipping.tax_minor >= 0);
        }
        prop_assert!(quote.taxes.iter().all(|tax| tax.net_minor >= 0 && tax.tax_minor >= 0));
        prop_assert!(quote.discounts.iter().all(|discount| discount.amount_minor > 0));
        prop_assert!(quote.net_minor >= 0 && quote.tax_minor >= 0);
    }

    #[test]
    fn rule_25_no_order_of_a_request_changes_a_figure(world in world(), turn in 0usize..9, back: bool) {
        fn shuffle<T>(list: &mut [T], turn: usize, back: bool) {
            if back {
                list.reverse();
            }
            list.rotate_left(turn % list.len().max(1));
        }
        let mut other = world.clone();
        shuffle(&mut other.lines, turn, back);
        shuffle(&mut other.promotions, turn, back);
        shuffle(&mut other.codes, turn, back);
        shuffle(&mut other.uses, turn, back);
        shuffle(&mut other.shipping_zones, turn, back);
        shuffle(&mut other.tax_zones, turn, back);
        for zone in &mut other.shipping_zones {
            shuffle(&mut zone.methods, turn, back);
        }
        prop_assert_eq!(figures(world.quote()), figures(other.quote()));
    }

    #[test]
    fn rule_25_one_promotion_more_never_makes_the_shopper_pay_more(
        world in world(), added in promotion(), place in 0usize..8, entered: bool,
    ) {
        let mut richer = world.clone();
        let id = format!("promotion-{}", 2 * place.min(world.promotions.len()) + 1);
        richer.codes.extend(added.rule.code.clone().filter(|_| entered));
        let mut poorer = world;
        poorer.codes.clone_from(&richer.codes);
        richer.promotions.push(Promotion { id, ..added });
        let (with, without) = (richer.quote(), poorer.quote());
        prop_assert!(with.total_minor <= without.total_minor, "{with:#?} {without:#?}");
    }

    #[test]
    fn rule_25_the_total_is_that_of_the_cheapest_way_to_put_promotions_together(world in world()) {
        let total_of = |promotions: &[&Promotion]| {
            let mut only = world.clone();
            only.promotions = promotions.iter().map(|promotion| (*promotion).clone()).collect();
            for promotion in &mut only.promotions {
                promotion.rule.combination = Combination::Combinable;
            }
            only.quote().total_minor
        };
        let alone = world.promotions.iter().filter(|promotion| promotion.rule.combination == Combination::Exclusive);
        let mut totals: Vec<i64> = alone.map(|promotion| total_of(&[promotion])).collect();
        let [products, order, delivery] = [0, 1, 2].map(|class| ways(&world.promotions, class));
        for (products, order) in products.iter().flat_map(|products| order.iter().map(move |order| (products, order))) {
            totals.extend(delivery.iter().map(|delivery| total_of(&[products.as_slice(), order, delivery].concat())));
        }
        prop_assert_eq!(Some(world.quote().total_minor), totals.into_iter().min());
    }

    #[test]
    fn one_code_more_never_makes_the_shopper_pay_more(world in world(), code in code()) {
        let mut richer = world.clone();
        richer.codes.push(code);
        prop_assert!(richer.quote().total_minor <= world.quote().total_minor);
    }

    #[test]
    fn refunding_every_line_in_any_parts_refunds_exactly_the_total(
        world in world(), parts in prop::collection::vec(1u32..4, 80),
    ) {
        let quote = world.quote();
        let mut parts = parts.into_iter().cycle();
        let (mut gross_minor, mut tax_minor) = (0, 0);
        for line in &quote.lines {
            let (mut gross, mut tax) = (Refunded::default(), Refunded::default());
            while gross.units < line.quantity {
                let units = parts.next().unwrap().min(line.quantity - gross.units);
                for (total, already) in [(line.gross_minor, &mut gross), (line.tax_minor, &mut tax)] {
                    let refund = refund_of(total, line.quantity, *already, units);
                    prop_assert!(refund >= 0);
                    already.amount_minor += refund;
                    already.units += units;
                }
            }
            gross_minor += gross.amount_minor;
            tax_minor += tax.amount_minor;
        }
        let delivery = quote.shipping.as_ref();
        prop_assert_eq!(gross_minor + delivery.map_or(0, |shipping| shipping.gross_minor), quote.total_minor);
        prop_assert_eq!(tax_minor + delivery.map_or(0, |shipping| shipping.tax_minor), quote.tax_minor);
    }

    /// Selling at the net prices of an inclusive quote and adding tax leads back to its total, but
    /// for one minor unit of each line and of the delivery, and one of the order.
    #[test]
    fn prices_with_and_without_tax_agree_within_rounding(world in world()) {
        let mut included = world;
        included.market.tax.prices_include_tax = true;
        included.promotions.clear();
        included.shipping_zones.clear();
        if included.market.tax.shipping == ShippingTax::Proportional {
            included.market.tax.shipping = ShippingTax::Highest;
        }
        let gross = included.quote();
        let mut added = included;
        added.market.tax.prices_include_tax = false;
        for (line, quoted) in added.lines.iter_mut().zip(&gross.lines) {
            (line.quantity, line.unit_minor) = (1, quoted.net_minor);
        }
        let apart = (added.quote().total_minor - gross.total_minor).abs();
        let bound = i64::try_from(added.lines.len()).unwrap() + 1;
        prop_assert!(apart <= bound, "{apart} > {bound}: {gross:#?} {:#?}", added.quote());
    }

    #[test]
    fn every_different_code_has_one_outcome_that_tells_the_truth(world in world()) {
        let quote = world.quote();
        let mut entered: Vec<&str> = world.codes.iter().map(Code::as_str).collect();
        entered.sort_unstable();
        entered.dedup();
        let mut answered: Vec<&str> = quote.codes.iter().map(|outcome| outcome.code.as_str()).collect();
        answered.sort_unstable();
        prop_assert_eq!(entered, answered);
        for outcome in &quote.codes {
            let found = quote.discounts.iter().find(|discount| Some(&discount.promotion) == outcome.promotion.as_ref());
            prop_assert_eq!(outcome.refusal.is_none(), found.is_some());
        }
    }

    #[test]
    fn every_automatic_promotion_is_applied_or_said_not_to_be_or_could_not_be_meant(world in world()) {
        let quote = world.quote();
        for promotion in world.promotions.iter().filter(|promotion| promotion.rule.code.is_none()) {
            let taken = quote.discounts.iter().any(|discount| discount.promotion == promotion.id);
            let told = quote.not_applied.iter().find(|other| other.promotion == promotion.id);
            let mut coded = world.clone();
            let code = Code::parse("AS-IF").unwrap();
            for other in coded.promotions.iter_mut().filter(|other| other.id == promotion.id) {
                other.rule.code = Some(code.clone());
            }
            coded.codes.push(code);
            let outcome = coded.quote().codes.pop().and_then(|outcome| outcome.refusal);
            prop_assert_eq!(taken, outcome.is_none());
            prop_assert!(told.is_none_or(|told| Some(&told.refusal) == outcome.as_ref()));
            let is_out = outcome.as_ref().is_some_and(|why| {
                *why < Refusal::MinimumSubtotal { missing_minor: 0 } || *why == Refusal::NothingEligible
            });
            prop_assert_eq!(u8::from(taken) + u8::from(told.is_some()) + u8::from(is_out), 1);
        }
        let listed: Vec<_> = quote.not_applied.iter().map(|other| {
            let found = world.promotions.iter().find(|promotion| promotion.id == other.promotion);
            (found.map(|promotion| std::cmp::Reverse(promotion.rule.priority)), &other.promotion)
        }).collect();
        prop_assert!(listed.is_sorted());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn the_largest_cart_is_summed_without_overflow(world in world(), line in line()) {
        let mut full = world;
        let fill = |place| QuoteLine {
            id: format!("line-{place}"),
            quantity: MAX_QUANTITY,
            list_minor: MAX_PRICE_MINOR,
            unit_minor: MAX_PRICE_MINOR,
            ..line.clone()
        };
        full.lines = (0..MAX_LINES).map(fill).collect();
        let quote = full.quote();
        prop_assert_eq!(quote.subtotal_minor, MAX_PRICE_MINOR * 999 * 100);
        prop_assert!(quote.total_minor <= 2 * quote.subtotal_minor + 100_000);
        prop_assert_eq!(quote.total_minor, quote.net_minor + quote.tax_minor);
    }
}
