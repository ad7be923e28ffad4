//! Whether a promotion applies to a request, and what it does then. Everything here reads the goods
//! before promotions, so that no promotion stands in the way of another.

use super::cuts::{Cut, Effect};
use super::giving::{Giving, Pile, give};
use super::goods::{Goods, Sum, selects, whole_line};
use super::{QuoteRequest, Refusal};
use crate::kernel::{Currency, Money, Rate, amount_in, split};
use crate::promotions::{
    Calculator, Condition, DEFAULT_MARKET, Promotion, PromotionDraft, Selection, Target, Tier,
};

/// What the promotion does, or the first reason in order of [`Refusal`] why it does nothing.
/// `delivers` says whether there is a price of delivery. Codes are looked at before.
pub fn examine(
    request: &QuoteRequest<'_>,
    goods: &Goods<'_>,
    delivers: bool,
    promotion: &Promotion,
) -> Result<Effect, Refusal> {
    let rule = &promotion.rule;
    holds_now(request, promotion)?;
    let refused = rule.conditions.iter().filter_map(|condition| unmet(request, goods, condition));
    let effect = effect_of(request.market.currency, goods, delivers, rule);
    match refused.chain(effect.as_ref().err().cloned()).min() {
        Some(refusal) => Err(refusal),
        None => effect,
    }
}

fn holds_now(request: &QuoteRequest<'_>, promotion: &Promotion) -> Result<(), Refusal> {
    let rule = &promotion.rule;
    if !rule.enabled || rule.starts_at.is_some_and(|start| request.now < start) {
        return Err(Refusal::NotStarted);
    }
    if rule.ends_at.is_some_and(|end| end <= request.now) {
        return Err(Refusal::Ended);
    }
    let counted = request.uses.iter().find(|(id, _)| *id == promotion.id);
    let uses = counted.map(|(_, uses)| *uses).unwrap_or_default();
    if rule.usage_limit.is_some_and(|limit| uses.total >= limit) {
        return Err(Refusal::UsedUp);
    }
    if rule.usage_limit_per_customer.is_some_and(|limit| uses.by_customer >= limit) {
        return Err(Refusal::UsedUpByCustomer);
    }
    Ok(())
}

fn unmet(request: &QuoteRequest<'_>, goods: &Goods<'_>, condition: &Condition) -> Option<Refusal> {
    match condition {
        Condition::MinimumSubtotal { amounts, of } => {
            short_of_amount(amounts, request.market.currency, goods.sum(of))
        }
        Condition::MinimumQuantity { quantity, of } => short_of_quantity(*quantity, goods.sum(of)),
        Condition::FirstOrder => request
            .customer
            .orders
            .is_some_and(|orders| orders > 0)
            .then_some(Refusal::NotFirstOrder),
        Condition::Market { markets } => {
            let here = request.market.id.as_ref().map_or(DEFAULT_MARKET, |id| id.as_str());
            (!markets.iter().any(|market| market == here)).then_some(Refusal::OtherMarket)
        }
    }
}

fn short_of_amount(amounts: &[Money], currency: Currency, sum: Sum) -> Option<Refusal> {
    let Some(from) = amount_in(amounts, currency) else { return Some(Refusal::OtherCurrency) };
    let missing_minor = from.saturating_sub(sum.subtotal_minor);
    (missing_minor > 0).then_some(Refusal::MinimumSubtotal { missing_minor })
}

fn short_of_quantity(quantity: u32, sum: Sum) -> Option<Refusal> {
    let missing = u64::from(quantity).saturating_sub(sum.quantity);
    (missing > 0).then(|| missing_units(missing))
}

fn missing_units(missing: u64) -> Refusal {
    Refusal::MinimumQuantity { missing: u32::try_from(missing).unwrap_or(u32::MAX) }
}

/// A calculator with its amounts in the currency of the request.
#[derive(Debug, Clone, Copy)]
enum Amount {
    Share(Rate),
    Off(i64),
    Price(i64),
}

fn effect_of(
    currency: Currency,
    goods: &Goods<'_>,
    delivers: bool,
    rule: &PromotionDraft,
) -> Result<Effect, Refusal> {
    let everything = Selection::default();
    let of = if let Target::Products { of } = &rule.target { of } else { &everything };
    let in_currency = |amounts| amount_in(amounts, currency).ok_or(Refusal::OtherCurrency);
    let amount = match &rule.calculator {
        Calculator::Percentage { rate_ppm } => Amount::Share(*rate_ppm),
        Calculator::FixedAmount { amounts } => Amount::Off(in_currency(amounts)?.max(0)),
        Calculator::FixedPrice { amounts } => Amount::Price(in_currency(amounts)?.max(0)),
        Calculator::Tiered { tiers } => reached_tier(tiers, currency, goods.sum(of))?,
        Calculator::BuyGet { .. } => return given_goods(goods, of, rule),
    };
    match &rule.target {
        Target::Shipping if delivers => Ok(Effect::Delivery(match amount {
            Amount::Share(rate) => Cut::Share(rate),
            Amount::Off(off) => Cut::Off(off),
            Amount::Price(price) => Cut::Cap(price),
        })),
        Target::Shipping => Err(Refusal::NothingEligible),
        Target::Products { .. } => some_goods(on_products(goods, of, amount)),
        Target::Order if goods.lines.is_empty() => Err(Refusal::NothingEligible),
        Target::Order => on_order(goods, amount),
    }
}

/// The last tier that the goods reach; else what is missing for the first one.
fn reached_tier(tiers: &[Tier], currency: Currency, sum: Sum) -> Result<Amount, Refusal> {
    let missing = |tier: &Tier| {
        let quantity = tier.from_quantity.and_then(|from| short_of_quantity(from, sum));
        let amounts = tier.from_subtotal.as_ref();
        quantity.or_else(|| amounts.and_then(|from| short_of_amount(from, currency, sum)))
    };
    let Some(tier) = tiers.iter().rfind(|tier| missing(tier).is_none()) else {
        return Err(tiers.first().and_then(missing).unwrap_or(Refusal::NothingEligible));
    };
    match (tier.rate_ppm, &tier.amounts) {
        (Some(rate), _) => Ok(Amount::Share(rate)),
        (None, Some(amounts)) => amount_in(amounts, currency)
            .map(|off| Amount::Off(off.max(0)))
            .ok_or(Refusal::OtherCurrency),
        (None, None) => Err(Refusal::NothingEligible),
    }
}

fn some_goods(cuts: Vec<(usize, Cut)>) -> Result<Effect, Refusal> {
    if cuts.is_empty() { Err(Refusal::NothingEligible) } else { Ok(Effect::Goods(cuts)) }
}

fn on_products(goods: &Goods<'_>, of: &Selection, amount: Amount) -> Vec<(usize, Cut)> {
    let cut = |quantity| match amount {
        Amount::Share(rate) => Cut::Share(rate),
        Amount::Off(off) => Cut::Off(whole_line(off, quantity)),
        Amount::Price(price) => Cut::Cap(whole_line(price, quantity)),
    };
    goods.selected(of).map(|(place, line, _)| (place, cut(line.quantity))).collect()
}

/// Amounts are split by the subtotals before promotions; by what other promotions leave, one more of
/// those could move a cent to a line with a higher tax. A fixed price is not for an order.
fn on_order(goods: &Goods<'_>, amount: Amount) -> Result<Effect, Refusal> {
    match amount {
        Amount::Share(rate) => {
            let lines = 0..goods.lines.len();
            Ok(Effect::Goods(lines.map(|place| (place, Cut::Share(rate))).collect()))
        }
        Amount::Off(off) => {
            Ok(Effect::Spread(split(off.min(goods.subtotal_minor), &goods.weights())))
        }
        Amount::Price(_) => Err(Refusal::NothingEligible),
    }
}

fn given_goods(
    goods: &Goods<'_>,
    of: &Selection,
    rule: &PromotionDraft,
) -> Result<Effect, Refusal> {
    let Calculator::BuyGet { buy, buy_quantity, get, get_quantity, rate_ppm } = &rule.calculator
    else {
        return Err(Refusal::NothingEligible);
    };
    if rule.target == Target::Shipping {
        return Err(Refusal::NothingEligible);
    }
    let pile = |line: &&super::QuoteLine| Pile {
        quantity: u64::from(line.quantity),
        unit_minor: line.unit_minor,
        buys: selects(buy, line),
        gets: selects(get, line) && selects(of, line),
    };
    let piles: Vec<Pile> = goods.lines.iter().map(pile).collect();
    let given = match give(&piles, u64::from(*buy_quantity), u64::from(*get_quantity)) {
        Giving::Units(given) => given,
        Giving::Missing(missing) => return Err(missing_units(missing)),
        Giving::Nothing => return Err(Refusal::NothingEligible),
    };
    let cut = |units: u64, quantity: u64| Cut::Given {
        rate: *rate_ppm,
        given: i64::try_from(units).unwrap_or(0),
        quantity: i64::try_from(quantity).unwrap_or(1),
    };
    let given = given.into_iter().zip(&piles).enumerate().filter(|(_, (units, _))| *units > 0);
    some_goods(given.map(|(place, (units, pile))| (place, cut(units, pile.quantity))).collect())
}
