//! What a variant costs at an instant, and what it cost before.
//!
//! Intervals are half-open (COMMERCE 28). Earlier prices follow the EU's rule for reductions: the
//! lowest price of the last 30 days stands beside a reduction, and the reduction is computed from
//! it (COMMERCE 29; Directive 98/6/EC article 6a).

use serde::{Deserialize, Serialize};

use crate::kernel::{Money, Timestamp};
use crate::web::CachePolicy;
use crate::web::cache::FRESH_SECONDS;

/// How far back the earlier price looks.
pub const EARLIER_PRICE_SECONDS: i64 = 30 * 24 * 3600;

/// A reduced price from `starts_at` until just before `ends_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sale {
    pub price: Money,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

impl Sale {
    pub fn runs_at(&self, now: Timestamp) -> bool {
        self.starts_at <= now && now < self.ends_at
    }
}

/// Everything that decides what one variant costs, as it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    pub list: Money,
    /// The price that the merchant compares with; shown struck through while no sale runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare_at: Option<Money>,
    /// Lowest price of the 30 days before the reduction from `compare_at` was announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowest_before_list: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sale: Option<Sale>,
    /// Lowest price of the 30 days before the sale starts, or was offered if it started before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowest_before_sale: Option<Money>,
}

/// A price as a shopper meets it at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    pub unit: Money,
    /// What it is reduced from, when it is reduced.
    pub was: Option<Money>,
    /// The lowest price of the 30 days before the reduction, to stand beside it.
    pub lowest_of_30_days: Option<Money>,
    /// When a running sale ends.
    pub valid_until: Option<Timestamp>,
}

impl Offer {
    /// The reduction in whole per cent, rounded down so that it never promises too much, computed
    /// from the lowest price of the last 30 days; `None` without a true reduction from it.
    pub fn reduction_percent(&self) -> Option<i64> {
        let from = self.lowest_of_30_days?.amount_minor;
        let saved = from.checked_sub(self.unit.amount_minor)?;
        let percent = saved.checked_mul(100)?.checked_div(from)?;
        (percent > 0).then_some(percent)
    }
}

impl Price {
    /// The price without what history knows about it.
    pub const fn new(list: Money, compare_at: Option<Money>, sale: Option<Sale>) -> Self {
        Self { list, compare_at, lowest_before_list: None, sale, lowest_before_sale: None }
    }

    pub fn at(&self, now: Timestamp) -> Offer {
        match self.sale.filter(|sale| sale.runs_at(now)) {
            Some(sale) => Offer {
                unit: sale.price,
                was: Some(self.list),
                lowest_of_30_days: self.lowest_before_sale,
                valid_until: Some(sale.ends_at),
            },
            None => Offer {
                unit: self.list,
                was: self.compare_at,
                lowest_of_30_days: self.compare_at.and(self.lowest_before_list),
                valid_until: None,
            },
        }
    }

    /// The next instant after `now` at which [`Price::at`] gives another answer.
    pub fn next_boundary(&self, now: Timestamp) -> Option<Timestamp> {
        let sale = self.sale?;
        [sale.starts_at, sale.ends_at].into_iter().find(|boundary| *boundary > now)
    }
}

/// Fresh for a minute and never stale, and ends with the first price that changes: for answers that
/// nobody purges when one of the products in them changes.
pub fn brief_policy(boundary: Option<Timestamp>, now: Timestamp) -> CachePolicy {
    let minute = now.plus_seconds(FRESH_SECONDS);
    CachePolicy::Shared { boundary: boundary.into_iter().chain([minute]).min() }
}

/// A price configuration that held from `from` until the next period began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricePeriod {
    pub from: Timestamp,
    /// `None` where the price list had no price.
    pub list: Option<Money>,
    pub sale: Option<Sale>,
}

/// The lowest price a shopper could have paid in the 30 days before `instant`. `periods` are in
/// order of `from`. `None` when no price is known from before `instant`.
pub fn lowest_price_before(periods: &[PricePeriod], instant: Timestamp) -> Option<Money> {
    let window_start = instant.plus_seconds(-EARLIER_PRICE_SECONDS);
    let ends = periods.iter().skip(1).map(|period| period.from).chain([instant]);
    periods
        .iter()
        .zip(ends)
        .flat_map(|(period, end)| {
            let start = period.from.max(window_start);
            let end = end.min(instant);
            prices_between(period, start, end)
        })
        .min_by_key(|price| price.amount_minor)
}

/// The prices that held at any instant of the half-open interval `start..end`.
fn prices_between(period: &PricePeriod, start: Timestamp, end: Timestamp) -> Vec<Money> {
    let Some(list) = period.list.filter(|_| start < end) else {
        return Vec::new();
    };
    let Some(sale) = period.sale else {
        return vec![list];
    };
    let sale_overlaps = sale.starts_at < end && start < sale.ends_at;
    let sale_covers = sale.starts_at <= start && end <= sale.ends_at;
    let mut prices = Vec::with_capacity(2);
    if sale_overlaps {
        prices.push(sale.price);
    }
    if !sale_covers {
        prices.push(list);
    }
    prices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Currency;
    use proptest::prelude::*;

    const DAY: i64 = 24 * 3600;

    fn euro(amount_minor: i64) -> Money {
        Money::new(amount_minor, Currency::EUR)
    }

    fn day(day: i64) -> Timestamp {
        Timestamp::from_millis(0).plus_seconds(day * DAY)
    }

    fn sale(amount_minor: i64, starts: i64, ends: i64) -> Sale {
        Sale { price: euro(amount_minor), starts_at: day(starts), ends_at: day(ends) }
    }

    #[test]
    fn rule_28_a_sale_runs_from_its_first_instant_until_just_before_its_last() {
        let price = Price {
            list: euro(5000),
            compare_at: None,
            lowest_before_list: None,
            sale: Some(sale(4000, 10, 20)),
            lowest_before_sale: Some(euro(5000)),
        };
        let millisecond =
            |instant: Timestamp, by: i64| Timestamp::from_millis(instant.as_millis() + by);
        for (now, unit, boundary) in [
            (millisecond(day(10), -1), 5000, Some(day(10))),
            (day(10), 4000, Some(day(20))),
            (millisecond(day(20), -1), 4000, Some(day(20))),
            (day(20), 5000, None),
        ] {
            assert_eq!(price.at(now).unit, euro(unit), "at {now}");
            assert_eq!(price.next_boundary(now), boundary, "after {now}");
        }
        assert_eq!(price.at(day(11)).reduction_percent(), Some(20));
    }

    #[test]
    fn rule_29_the_earlier_price_is_the_lowest_of_thirty_days_before_the_reduction() {
        let period =
            |from, list, sale| PricePeriod { from: day(from), list: Some(euro(list)), sale };
        let unsold = |from| PricePeriod { from: day(from), list: None, sale: None };
        let rows: [(&str, Vec<PricePeriod>, i64, Option<i64>); 9] = [
            ("nothing is known before the first price", vec![period(50, 100, None)], 50, None),
            ("one price held all the time", vec![period(0, 100, None)], 100, Some(100)),
            (
                "a raise inside the window counts with the lower price before it",
                vec![period(0, 80, None), period(90, 100, None)],
                100,
                Some(80),
            ),
            (
                "what ended before the window does not count",
                vec![period(0, 80, None), period(60, 100, None)],
                100,
                Some(100),
            ),
            (
                "a price that held only until the window's first instant does not count",
                vec![period(0, 80, None), period(70, 100, None)],
                100,
                Some(100),
            ),
            (
                "an earlier sale inside the window counts",
                vec![period(0, 100, Some(sale(70, 75, 80)))],
                100,
                Some(70),
            ),
            (
                "where there was no price there was no lowest one",
                vec![period(0, 60, None), unsold(65), period(96, 90, None)],
                100,
                Some(90),
            ),
            (
                "what is gone is not sold for nothing",
                vec![period(0, 60, None), unsold(65)],
                100,
                None,
            ),
            (
                "a sale that covers its whole period hides the list price",
                vec![period(0, 60, Some(sale(70, 0, 200)))],
                100,
                Some(70),
            ),
        ];
        for (reason, periods, instant, expected) in rows {
            assert_eq!(lowest_price_before(&periods, day(instant)), expected.map(euro), "{reason}");
        }
    }

    proptest! {
        #[test]
        fn the_lowest_price_is_what_walking_hour_by_hour_finds(
            lists in prop::collection::vec((0i64..60, 1i64..200, prop::option::of((0i64..60, 1i64..30, 1i64..200))), 1..6),
            instant in 1i64..70,
        ) {
            let mut periods: Vec<PricePeriod> = lists.iter().map(|(from, list, reduced)| PricePeriod {
                from: day(*from),
                list: Some(euro(*list)),
                sale: reduced.map(|(starts, days, amount)| sale(amount, starts, starts + days)),
            }).collect();
            periods.sort_by_key(|period| period.from);
            periods.dedup_by_key(|period| period.from);
            let walked = ((instant - 30) * 24..instant * 24).filter_map(|hour| {
                let now = Timestamp::from_millis(hour * 3_600_000);
                let period = periods.iter().rfind(|period| period.from <= now)?;
                Some(period.sale.filter(|sale| sale.runs_at(now)).map_or(period.list?, |sale| sale.price))
            }).min_by_key(|price| price.amount_minor);
            prop_assert_eq!(lowest_price_before(&periods, day(instant)), walked);
        }
    }
}
