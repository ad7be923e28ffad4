//! The positions of a gateway's page (rule 14).

use super::{ChargeLine, SessionRequest};

/// Most positions that a page shows; Stripe takes 100.
const MAX_LINES: usize = 99;
/// Longest title, in characters.
const MAX_TITLE_LENGTH: usize = 200;

/// The positions whose sum is the amount: those that were asked for, or a single one where the
/// gateway could not show them. Whatever they say, never another sum is charged.
pub(super) fn lines_of(
    asked: &SessionRequest<'_>,
    can_be_shown: impl Fn(i64) -> bool,
) -> Vec<ChargeLine> {
    let whole = asked.amount.amount_minor;
    let sum = asked.lines.iter().try_fold(0, |sum: i64, line| sum.checked_add(line.amount_minor));
    let fits = (1..=MAX_LINES).contains(&asked.lines.len())
        && sum == Some(whole)
        && asked.lines.iter().all(|line| line.amount_minor >= 0 && can_be_shown(line.amount_minor));
    let name = format!("Order {}", asked.order);
    if !fits {
        return vec![ChargeLine { title: name, amount_minor: whole }];
    }
    let titled = |line: &ChargeLine| {
        let title: String = line.title.trim().chars().take(MAX_TITLE_LENGTH).collect();
        let title = if title.is_empty() { name.clone() } else { title };
        ChargeLine { title, amount_minor: line.amount_minor }
    };
    asked.lines.iter().map(titled).collect()
}
