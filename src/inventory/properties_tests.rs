use proptest::prelude::*;

use super::super::book::Book;
use super::super::command::StockCommand;
use super::super::movement::replay;
use super::super::stock::{BackOrders, Location};
use super::tests::{at, counted, is_done, order, place};

fn any_location() -> impl Strategy<Value = Location> {
    prop_oneof![Just(place("a")), Just(place("b"))]
}

/// Few orders, generations and ids, so that they meet. `true` for what a shop without corrections
/// does.
fn any_command(orders_only: bool) -> impl Strategy<Value = StockCommand> {
    let number = || (0u64..4).prop_map(order);
    let id = || "[xyz]";
    let orders = prop_oneof![
        4 => (number(), 1u32..4, 0u32..5, 0i64..1500, prop::option::of((number(), 1u32..4))).prop_map(
            |(order, hold, quantity, until, instead_of)| StockCommand::Reserve {
                order, hold, quantity, until: at(until), instead_of,
            }),
        1 => (number(), 1u32..4, 0i64..3000)
            .prop_map(|(order, hold, until)| StockCommand::Extend { order, hold, until: at(until) }),
        2 => (number(), 1u32..4).prop_map(|(order, hold)| StockCommand::Release { order, hold }),
        2 => (number(), 1u32..4, 0u32..5)
            .prop_map(|(order, hold, quantity)| StockCommand::Commit { order, hold, quantity }),
        1 => (number(), id(), 0u32..4)
            .prop_map(|(order, id, quantity)| StockCommand::Uncommit { order, id, quantity }),
        1 => (number(), id(), prop::option::of(any_location()), 0u32..4).prop_map(
            |(order, id, location, quantity)| StockCommand::Return { order, id, location, quantity }),
        2 => (number(), id(), prop::collection::vec((prop::option::of(any_location()), 0u32..3), 0..3)).prop_map(
            |(order, id, allocations)| StockCommand::Ship { order, id, allocations }),
    ];
    let corrections = prop_oneof![
        (id(), any_location(), -4i64..6, "received|damaged|lost").prop_map(
            |(id, location, delta, reason)| StockCommand::Adjust { id, location, delta, reason }
        ),
        (
            prop::option::of(id()),
            any_location(),
            0u32..9,
            prop::option::of(0i64..2500),
            prop::option::of(0i64..4)
        )
            .prop_map(|(id, location, on_hand, counted_at, expected_on_hand)| {
                StockCommand::Count {
                    id,
                    location,
                    on_hand,
                    counted_at: counted_at.map(at),
                    expected_on_hand,
                }
            }),
        (0u32..3).prop_map(|safety| StockCommand::SetSafety { id: None, safety }),
        (0u32..5).prop_map(|limit| StockCommand::SetBackOrders {
            id: None,
            back_orders: BackOrders { limit, promised_for: None }
        }),
    ];
    if orders_only { orders.boxed() } else { prop_oneof![5 => orders, 1 => corrections].boxed() }
}

/// Commands with how many seconds pass before each, some of them sent again later.
fn any_history(orders_only: bool) -> impl Strategy<Value = Vec<(i64, StockCommand)>> {
    let steps = prop::collection::vec((0i64..200, any_command(orders_only)), 1..40);
    (steps, prop::collection::vec((0usize..40, 0usize..40), 0..12)).prop_map(
        |(mut steps, again)| {
            for (from, to) in again {
                let repeated = steps[from % steps.len()].clone();
                steps.insert(to % (steps.len() + 1), repeated);
            }
            steps
        },
    )
}

fn check(book: &Book) -> Result<(), TestCaseError> {
    prop_assert_eq!(&replay(&book.movements), &book.counts);
    let holdings = book.holdings.values();
    let reserved: i64 = holdings.clone().map(|holding| i64::from(holding.reserved)).sum();
    let committed: i64 = holdings.clone().map(|own| i64::from(own.units_committed())).sum();
    prop_assert_eq!((reserved, committed), (book.counts.reserved, book.counts.committed));
    for (location, units) in &book.counts.allocated {
        let planned = holdings.clone().flat_map(|holding| &holding.committed);
        let planned = planned.filter(|plan| plan.location.as_ref() == Some(location));
        prop_assert_eq!(planned.map(|plan| i64::from(plan.quantity)).sum::<i64>(), *units);
    }
    for holding in holdings {
        prop_assert!(holding.reserved == 0 || holding.until.is_some());
        prop_assert!(holding.reserved == 0 || holding.hold > holding.closed_hold);
        prop_assert!(holding.returned <= holding.units_shipped());
        let gone = holding.units_committed() + holding.units_shipped();
        prop_assert!(gone <= holding.commitment.unwrap_or(0));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_ledger_replays_to_the_counts_whatever_comes_twice_late_or_out_of_order(
        history in any_history(false),
    ) {
        let (mut book, mut now) = (Book::default(), 0);
        for (seconds, command) in history {
            now += seconds;
            let closed = command.order().and_then(|order| book.holdings.get(order)).cloned();
            let before = book.movements.len();
            let outcome = book.apply(&command, at(now));
            check(&book)?;
            let lapsed = book.movements.iter().skip(before).filter(|one| one.reason.as_deref() == Some("lapsed")).count();
            if !is_done(&outcome) {
                prop_assert_eq!(book.movements.len() - before, lapsed, "a refusal moves nothing");
            }
            // At once again: nothing more happens.
            let (counts, holdings) = (book.counts.clone(), book.holdings.clone());
            book.apply(&command, at(now));
            prop_assert_eq!((&book.counts, &book.holdings), (&counts, &holdings));
            if let (Some(closed), StockCommand::Reserve { order, hold, .. }) = (closed, &command)
                && *hold <= closed.closed_hold
            {
                prop_assert!(book.holdings[order].reserved <= closed.reserved, "it was given back");
            }
        }
        book.lapse(at(now + 10_000));
        check(&book)?;
        prop_assert_eq!(book.counts.reserved, 0, "everything that is reserved ends");
    }

    #[test]
    fn orders_alone_never_promise_more_than_is_there(
        history in any_history(true), first in 0u32..9, second in 0u32..9, safety in 0u32..4, limit in 0u32..4,
    ) {
        let (mut book, mut now) = (counted(&[("a", first), ("b", second)]), 0);
        book.apply(&StockCommand::SetSafety { id: None, safety }, at(0));
        let back_orders = BackOrders { limit, promised_for: None };
        book.apply(&StockCommand::SetBackOrders { id: None, back_orders }, at(0));
        for (seconds, command) in history {
            now += seconds;
            let available = book.counts.free();
            book.apply(&command, at(now));
            prop_assert_eq!(book.counts.oversold(back_orders), 0);
            prop_assert!(book.counts.free() >= available.min(-i64::from(limit)));
            prop_assert!(book.counts.total_on_hand() >= -i64::from(limit));
        }
    }
}
