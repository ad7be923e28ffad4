//! A month of the shop in figures. Days are those of UTC: the settings know no time zone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::kernel::{Currency, Money, Timestamp};

const DAY_MS: i64 = 24 * 3600 * 1000;
/// Days of a month here, today among them.
pub const DAYS: i64 = 30;

/// What was sold in some days in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Figures {
    pub currency: Currency,
    /// Placed in these days and confirmed; cancelled ones are not among them.
    pub orders: u32,
    /// Units of these orders.
    pub units: i64,
    /// What these orders come to, each; `None` without orders. Rounded half up.
    pub average_order: Option<Money>,
    /// Money that came in these days.
    pub sales: Money,
    /// Money that went back in these days.
    pub refunds: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct DayFigures {
    /// Like `2026-11-26`.
    pub date: String,
    #[serde(flatten)]
    pub figures: Figures,
}

/// By currency, and by day and currency; what has nothing to tell is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Month {
    pub today: Vec<Figures>,
    pub last_30_days: Vec<Figures>,
    /// The oldest first.
    pub days: Vec<DayFigures>,
}

/// Orders of one day.
#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(super) struct SoldRow {
    day: i64,
    currency: Currency,
    orders: u32,
    units: i64,
    total_minor: i64,
}

/// Money of one day.
#[derive(Debug, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(super) struct BookedRow {
    day: i64,
    currency: Currency,
    /// `capture` or `refund`.
    kind: String,
    amount_minor: i64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    orders: u32,
    units: i64,
    total_minor: i64,
    captured_minor: i64,
    refunded_minor: i64,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.orders = self.orders.saturating_add(other.orders);
        self.units = self.units.saturating_add(other.units);
        self.total_minor = self.total_minor.saturating_add(other.total_minor);
        self.captured_minor = self.captured_minor.saturating_add(other.captured_minor);
        self.refunded_minor = self.refunded_minor.saturating_add(other.refunded_minor);
    }

    fn figures(self, currency: Currency) -> Figures {
        Figures {
            currency,
            orders: self.orders,
            units: self.units,
            average_order: average(self.total_minor, self.orders)
                .map(|minor| Money::new(minor, currency)),
            sales: Money::new(self.captured_minor, currency),
            refunds: Money::new(self.refunded_minor, currency),
        }
    }
}

fn average(total_minor: i64, orders: u32) -> Option<i64> {
    let (total, orders) = (i128::from(total_minor), i128::from(orders));
    if orders == 0 {
        return None;
    }
    i64::try_from((2 * total + orders).div_euclid(2 * orders)).ok()
}

const fn day_of(instant: Timestamp) -> i64 {
    instant.as_millis().div_euclid(DAY_MS)
}

/// The first instant of the month that ends with the day of `now`.
pub const fn month_begins(now: Timestamp) -> Timestamp {
    Timestamp::from_millis((day_of(now) - (DAYS - 1)) * DAY_MS)
}

fn date_of(day: i64) -> String {
    let text = Timestamp::from_millis(day * DAY_MS).to_string();
    text.split('T').next().unwrap_or_default().to_owned()
}

pub(super) fn month_of(sold: &[SoldRow], booked: &[BookedRow], now: Timestamp) -> Month {
    let mut days: BTreeMap<(i64, &str), (Currency, Sums)> = BTreeMap::new();
    let sold = sold.iter().map(|row| {
        let (orders, units, total_minor) = (row.orders, row.units, row.total_minor);
        (row.day, row.currency, Sums { orders, units, total_minor, ..Sums::default() })
    });
    let booked = booked.iter().map(|row| {
        let sums = if row.kind == "refund" {
            Sums { refunded_minor: row.amount_minor, ..Sums::default() }
        } else {
            Sums { captured_minor: row.amount_minor, ..Sums::default() }
        };
        (row.day, row.currency, sums)
    });
    for (day, currency, sums) in sold.chain(booked) {
        let known = days.entry((day, currency.code()));
        known.or_insert((currency, Sums::default())).1.add(sums);
    }
    let today = day_of(now);
    let mut whole: BTreeMap<&str, (Currency, Sums)> = BTreeMap::new();
    for ((_, code), (currency, sums)) in &days {
        whole.entry(code).or_insert((*currency, Sums::default())).1.add(*sums);
    }
    Month {
        today: days
            .iter()
            .filter(|((day, _), _)| *day == today)
            .map(|(_, (currency, sums))| sums.figures(*currency))
            .collect(),
        last_30_days: whole.values().map(|(currency, sums)| sums.figures(*currency)).collect(),
        days: days
            .iter()
            .map(|((day, _), (currency, sums))| DayFigures {
                date: date_of(*day),
                figures: sums.figures(*currency),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    #[test]
    fn an_average_is_rounded_half_up_and_there_is_none_of_nothing() {
        for (total, orders, expected) in
            [(100, 3, Some(33)), (101, 2, Some(51)), (0, 4, Some(0)), (5, 0, None)]
        {
            assert_eq!(average(total, orders), expected, "{total} / {orders}");
        }
    }

    #[test]
    fn a_month_adds_up_by_currency_and_ends_today() {
        let now = Timestamp::parse("2026-11-26T15:00:00Z").unwrap();
        let today = day_of(now);
        assert_eq!(month_begins(now).to_string(), "2026-10-28T00:00:00Z");
        let sold =
            [(today, "EUR", 2, 3, 5001), (today - 1, "EUR", 1, 1, 2000), (today, "CHF", 1, 1, 900)]
                .map(|(day, code, orders, units, total_minor)| SoldRow {
                    day,
                    currency: currency(code),
                    orders,
                    units,
                    total_minor,
                });
        let booked =
            [(today, "capture", 5001), (today - 1, "capture", 2000), (today, "refund", 500)].map(
                |(day, kind, amount_minor)| BookedRow {
                    day,
                    currency: currency("EUR"),
                    kind: kind.to_owned(),
                    amount_minor,
                },
            );
        let month = month_of(&sold, &booked, now);
        let euros = |minor| Money::new(minor, currency("EUR"));
        let [francs, of_today] = &month.today[..] else { panic!("{:?}", month.today) };
        assert_eq!((francs.orders, francs.sales.amount_minor), (1, 0));
        assert_eq!((of_today.orders, of_today.units), (2, 3));
        assert_eq!(of_today.average_order, Some(euros(2501)));
        assert_eq!((of_today.sales, of_today.refunds), (euros(5001), euros(500)));
        let whole = &month.last_30_days[1];
        assert_eq!((whole.orders, whole.sales), (3, euros(7001)));
        let dates: Vec<&str> = month.days.iter().map(|day| day.date.as_str()).collect();
        assert_eq!(dates, ["2026-11-25", "2026-11-26", "2026-11-26"]);
    }
}
