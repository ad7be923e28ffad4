//! What became of each code that the shopper entered, and of the promotions without one.

use super::{CodeOutcome, NotApplied, Refusal};
use crate::promotions::{Code, Promotion};

/// One outcome for each different code, in the order of entry. `refusal_of` says why a promotion
/// does not apply. Of promotions with the same code the first one that applies is named, else the
/// first one.
pub fn outcomes(
    codes: &[Code],
    promotions: &[&Promotion],
    refusal_of: impl Fn(&Promotion) -> Option<Refusal>,
) -> Vec<CodeOutcome> {
    let mut outcomes: Vec<CodeOutcome> = Vec::new();
    for code in codes {
        if outcomes.iter().any(|outcome| outcome.code == code.as_str()) {
            continue;
        }
        let meant =
            promotions.iter().filter(|promotion| promotion.rule.code.as_ref() == Some(code));
        let mut found = meant.map(|promotion| (*promotion, refusal_of(promotion)));
        let first = found.next();
        let applied = first.iter().cloned().chain(found).find(|(_, refusal)| refusal.is_none());
        let (promotion, refusal) = match applied.or(first) {
            Some((promotion, refusal)) => (Some(promotion), refusal),
            None => (None, Some(Refusal::Unknown)),
        };
        outcomes.push(CodeOutcome {
            code: code.as_str().to_owned(),
            promotion: promotion.map(|promotion| promotion.id.clone()),
            title: promotion.map(|promotion| promotion.rule.title.clone()),
            refusal,
        });
    }
    outcomes
}

/// The promotions without a code that the goods could have now, in their order.
pub fn not_applied(
    promotions: &[&Promotion],
    refusal_of: impl Fn(&Promotion) -> Option<Refusal>,
) -> Vec<NotApplied> {
    let automatic = promotions.iter().filter(|promotion| promotion.rule.code.is_none());
    let refused = automatic.filter_map(|promotion| Some((promotion, refusal_of(promotion)?)));
    let is_told = |refusal: &Refusal| {
        refusal.is_within_reach()
            || matches!(refusal, Refusal::BetterWithout | Refusal::NothingLeft)
    };
    refused
        .filter(|(_, refusal)| is_told(refusal))
        .map(|(promotion, refusal)| NotApplied {
            promotion: promotion.id.clone(),
            title: promotion.rule.title.clone(),
            refusal,
        })
        .collect()
}
