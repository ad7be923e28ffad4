use proptest::prelude::*;

use super::*;
use crate::catalog::Sale;

const DAY_MS: i64 = 24 * 3_600_000;

fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn sale(price: i64, starts: i64, ends: i64) -> Sale {
    let day = |day: i64| Timestamp::from_millis(day * DAY_MS);
    Sale { price: euro(price), starts_at: day(starts), ends_at: day(ends) }
}

fn row(
    day: i64,
    price_minor: i64,
    compare_at_minor: Option<i64>,
    sale: Option<Sale>,
) -> PriceHistoryRow {
    PriceHistoryRow {
        sku: "A".to_owned(),
        from_ms: day * DAY_MS,
        price_minor,
        compare_at_minor,
        sale_price_minor: sale.map(|sale| sale.price.amount_minor),
        sale_starts_at_ms: sale.map(|sale| sale.starts_at.as_millis()),
        sale_ends_at_ms: sale.map(|sale| sale.ends_at.as_millis()),
        currency: Some(Currency::EUR),
        ended: 0,
    }
}

/// The list has no price any more.
fn end(day: i64) -> PriceHistoryRow {
    PriceHistoryRow { ended: 1, ..row(day, 0, None, None) }
}

/// What a list says that said this last, where base was this.
fn price_with(list: &[PriceHistoryRow], base: &[PriceHistoryRow]) -> Price {
    price_said(list.last().unwrap(), list, base)
}

fn price_said(said: &PriceHistoryRow, list: &[PriceHistoryRow], base: &[PriceHistoryRow]) -> Price {
    let price = Price {
        list: euro(said.price_minor),
        compare_at: said.compare_at_minor.map(euro),
        lowest_before_list: None,
        sale: said.to_period(Currency::EUR).sale,
        lowest_before_sale: None,
    };
    let (list, base): (Vec<_>, Vec<_>) = (list.iter().collect(), base.iter().collect());
    with_earlier(price, &list, &base, Currency::EUR)
}

#[test]
fn rule_29_while_a_list_had_no_price_the_products_own_was_charged() {
    let base = [row(0, 4000, None, None), row(95, 9000, None, None)];
    let reduced = |day| row(day, 5000, Some(8000), None);
    let francs = PriceHistoryRow { currency: Currency::parse("CHF"), ..row(60, 100, None, None) };
    let rows = [
        (
            "the list's first price is reduced: before it, base was charged",
            vec![reduced(100)],
            4000,
        ),
        (
            "base was dearer than the list",
            vec![row(0, 3000, None, None), end(97), reduced(100)],
            3000,
        ),
        ("base was cheaper, in a gap", vec![row(0, 7000, None, None), end(90), reduced(100)], 4000),
        (
            "what base cost in a gap that lies too far back",
            vec![row(0, 7000, None, None), end(20), row(69, 7000, None, None), reduced(100)],
            7000,
        ),
        (
            "base before the gap and after it does not count",
            vec![row(0, 7000, None, None), end(96), reduced(100)],
            7000,
        ),
        (
            "while the list was in francs nobody paid euros there",
            vec![francs, row(99, 7000, None, None), reduced(100)],
            7000,
        ),
        (
            "a list that has a price all the time knows no base",
            vec![row(0, 6000, None, None), reduced(100)],
            6000,
        ),
    ];
    for (reason, list, lowest) in rows {
        assert_eq!(price_with(&list, &base).lowest_before_list, Some(euro(lowest)), "{reason}");
    }
    let alone = price_with(&[reduced(100)], &[]);
    assert_eq!(alone.lowest_before_list, None, "in another currency there is no base");
}

#[test]
fn a_sale_of_base_counts_in_a_gap_while_it_ran() {
    let reduced = |starts| row(100, 5000, None, Some(sale(4500, starts, 120)));
    for (base_sale, lowest) in
        [(sale(2000, 80, 90), 2000), (sale(2000, 20, 60), 6000), (sale(2000, 105, 110), 6000)]
    {
        let base = [row(0, 6000, None, Some(base_sale))];
        let price = price_with(&[reduced(100)], &base);
        assert_eq!(price.lowest_before_sale, Some(euro(lowest)), "{base_sale:?}");
    }
    // By the time the sale begins, the list had its own price for long.
    let base = [row(0, 2000, None, None)];
    let price = price_with(&[row(0, 5000, None, None), reduced(110)], &base);
    assert_eq!(price.lowest_before_sale, Some(euro(5000)));
}

/// The rows that `LIST_HISTORY` in `loading.rs` reads of whole histories: those of the list, and of base.
fn kept(
    said: &PriceHistoryRow,
    list: &[PriceHistoryRow],
    base: &[PriceHistoryRow],
) -> [Vec<PriceHistoryRow>; 2] {
    let [oldest, newest] = [list.first(), list.last()].map(|row| row.unwrap().from_ms);
    let changed = |differs: &dyn Fn(&PriceHistoryRow) -> bool| {
        list.iter().rfind(|row| differs(row)).map(|row| row.from_ms)
    };
    let price_of =
        |row: &PriceHistoryRow| (row.price_minor, row.compare_at_minor, row.currency, row.ended);
    let announced = said
        .compare_at_minor
        .map(|_| changed(&|row| price_of(row) != price_of(said)).unwrap_or(oldest));
    let sale_of =
        |row: &PriceHistoryRow| (row.sale_price_minor, row.sale_starts_at_ms, row.sale_ends_at_ms);
    let begins = said.sale_starts_at_ms.map(|starts| {
        let changed = changed(&|row| sale_of(row) != sale_of(said));
        if changed == Some(newest) { starts } else { changed.unwrap_or(oldest).max(starts) }
    });
    let begins = [announced, begins].into_iter().flatten().map(|ms| ms - 30 * DAY_MS);
    let since = begins.chain([newest]).min().unwrap();
    [list, base].map(|rows| {
        let held = rows.iter().rfind(|row| row.from_ms <= since).map_or(0, |row| row.from_ms);
        rows.iter().filter(|row| row.from_ms >= held).cloned().collect()
    })
}

/// Few values, so that neighbours often say the same; one row in four is the end of a price.
fn any_row() -> impl Strategy<Value = PriceHistoryRow> {
    let sale = prop::option::of(
        (1i64..3, prop_oneof![Just(60), 0i64..140])
            .prop_map(|(price, starts)| sale(price, starts, starts + 20)),
    );
    (0i64..120, 3i64..6, prop::option::of(Just(7)), sale, prop::bool::weighted(0.25)).prop_map(
        |(day, price, compare_at, sale, ended)| {
            if ended { end(day) } else { row(day, price, compare_at, sale) }
        },
    )
}

fn in_order(mut rows: Vec<PriceHistoryRow>) -> Vec<PriceHistoryRow> {
    rows.sort_by_key(|row| row.from_ms);
    rows.dedup_by_key(|row| row.from_ms);
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]
    #[test]
    fn the_rows_that_are_read_say_the_same_as_the_whole_histories(
        list in prop::collection::vec(any_row(), 1..10), base in prop::collection::vec(any_row(), 0..8),
        other in any_row(), consistent in prop::bool::weighted(0.8),
    ) {
        let (list, mut base) = (in_order(list), in_order(base));
        for row in &mut base {
            row.ended = 0;
        }
        let said = if consistent { list.last().unwrap().clone() } else { other };
        let said = PriceHistoryRow { ended: 0, ..said };
        let [kept_list, kept_base] = kept(&said, &list, &base);
        prop_assert_eq!(price_said(&said, &kept_list, &kept_base), price_said(&said, &list, &base));
    }

    #[test]
    fn what_was_charged_is_what_asking_day_by_day_finds(
        list in prop::collection::vec(any_row(), 0..8), base in prop::collection::vec(any_row(), 0..8),
    ) {
        let (list, mut base) = (in_order(list), in_order(base));
        for row in &mut base {
            row.ended = 0;
        }
        let rows: (Vec<_>, Vec<_>) = (list.iter().collect(), base.iter().collect());
        let periods = charged(&rows.0, &rows.1, Currency::EUR);
        prop_assert!(periods.is_sorted_by_key(|period| period.from));
        for day in -1..130 {
            let said = |rows: &[PriceHistoryRow]| {
                rows.iter().rfind(|row| row.from_ms <= day * DAY_MS).cloned()
            };
            let expected = said(&list).filter(|row| row.ended == 0).or_else(|| said(&base));
            let expected = expected.map(|row| row.to_period(Currency::EUR));
            let now = Timestamp::from_millis(day * DAY_MS);
            let found = periods.iter().rfind(|period| period.from <= now).unwrap();
            prop_assert_eq!(found.list, expected.and_then(|period| period.list));
            prop_assert_eq!(found.sale, expected.and_then(|period| period.sale));
        }
    }
}
