//! The lowest prices that stand beside reductions, from the history of what was charged.

use super::rows::PriceHistoryRow;
use super::{Price, PricePeriod, lowest_price_before};
use crate::kernel::{Currency, Money, Timestamp};

/// The price with the lowest ones that came before its reductions. `rows` are the history of the price's
/// own list, and `base` that of the product's own prices where they are charged while the list has none;
/// both in order of time.
pub fn with_earlier(
    price: Price,
    rows: &[&PriceHistoryRow],
    base: &[&PriceHistoryRow],
    currency: Currency,
) -> Price {
    let periods = charged(rows, base, currency);
    // A reduction begins when it is announced, whatever the price was called before.
    let minor = |money: Money| money.amount_minor;
    let announced = since(rows, |row| {
        row.to_period(currency).list == Some(price.list)
            && row.compare_at_minor == price.compare_at.map(minor)
    });
    let sale_begins = price.sale.map(|sale| {
        let offered = since(rows, |row| row.to_period(currency).sale == Some(sale));
        offered.map_or(sale.starts_at, |offered| offered.max(sale.starts_at))
    });
    Price {
        lowest_before_list: announced
            .filter(|_| price.compare_at.is_some())
            .and_then(|announced| lowest_price_before(&periods, announced)),
        lowest_before_sale: sale_begins.and_then(|begins| lowest_price_before(&periods, begins)),
        ..price
    }
}

/// Since when the history has said without interruption what `holds` asks; `None` when its latest
/// row says something else.
fn since(rows: &[&PriceHistoryRow], holds: impl Fn(&PriceHistoryRow) -> bool) -> Option<Timestamp> {
    let run = rows.iter().rev().take_while(|row| holds(row));
    run.last().map(|row| Timestamp::from_millis(row.from_ms))
}

/// What was charged from when on: the list's prices, and those of `base` before its first one and
/// wherever it had stopped having one in this currency.
fn charged(
    rows: &[&PriceHistoryRow],
    base: &[&PriceHistoryRow],
    currency: Currency,
) -> Vec<PricePeriod> {
    let starts_ms = std::iter::once(i64::MIN).chain(rows.iter().map(|row| row.from_ms));
    let ends_ms = rows.iter().map(|row| row.from_ms).chain([i64::MAX]);
    let said = std::iter::once(None).chain(rows.iter().map(Some));
    let spans = said.zip(starts_ms.zip(ends_ms));
    spans
        .flat_map(|(row, (start_ms, end_ms))| match row {
            Some(row) if !row.is_end_in(currency) => vec![row.to_period(currency)],
            _ => between(base, start_ms, end_ms, currency),
        })
        .collect()
}

/// The prices of `base` from one instant until just before another; the first period says what held
/// at the start, if only that there was nothing.
fn between(
    base: &[&PriceHistoryRow],
    start_ms: i64,
    end_ms: i64,
    currency: Currency,
) -> Vec<PricePeriod> {
    let nothing = PricePeriod { from: Timestamp::from_millis(start_ms), list: None, sale: None };
    let held = base.iter().rfind(|row| row.from_ms <= start_ms);
    let held =
        held.map_or(nothing, |row| PricePeriod { from: nothing.from, ..row.to_period(currency) });
    let later = base.iter().filter(|row| (start_ms + 1..end_ms).contains(&row.from_ms));
    std::iter::once(held).chain(later.map(|row| row.to_period(currency))).collect()
}

#[cfg(test)]
#[path = "earlier_tests.rs"]
mod tests;
