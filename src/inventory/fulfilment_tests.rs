use super::super::command::{StockCommand, StockOutcome};
use super::super::holding::Allocation;
use super::super::stock::BackOrders;
use super::tests::{
    allocation, at, commit_of, counted, figures, is_done, order, place, reserve_of, ship_of,
};

#[test]
fn rule_24_units_leave_from_one_location_that_has_all_or_from_the_fullest_first() {
    type Row<'a> = (&'a [(&'a str, u32)], u32, Vec<Allocation>);
    let rows: [Row<'_>; 4] = [
        (&[("a", 2), ("b", 9), ("c", 3)], 3, vec![allocation(Some("b"), 3)]),
        (&[("a", 4), ("b", 4)], 4, vec![allocation(Some("a"), 4)]),
        (
            &[("a", 2), ("b", 3), ("c", 2)],
            6,
            vec![allocation(Some("b"), 3), allocation(Some("a"), 2), allocation(Some("c"), 1)],
        ),
        (&[], 2, vec![allocation(None, 2)]),
    ];
    for (shelves, quantity, plan) in rows {
        let mut book = counted(shelves);
        book.apply(&reserve_of(1, 1, quantity), at(0));
        book.apply(&commit_of(1, 1, quantity), at(0));
        assert_eq!(book.holdings[&order(1)].committed, plan, "{shelves:?}");
    }
}

#[test]
fn rule_24_the_plan_may_change_until_it_is_packed() {
    let mut book = counted(&[("a", 5), ("b", 5)]);
    book.apply(&commit_of(1, 1, 4), at(0));
    assert_eq!(book.holdings[&order(1)].committed, [allocation(Some("a"), 4)]);
    assert!(is_done(&book.apply(&ship_of(1, "x", vec![(Some(place("b")), 3)]), at(1))));
    assert_eq!(book.counts.on_hand, [(place("a"), 5), (place("b"), 2)].into());
    assert_eq!(book.counts.allocated, [(place("a"), 1), (place("b"), 0)].into());
    assert_eq!(book.counts.committed, 1);
    let twice = book.clone();
    assert!(is_done(&book.apply(&ship_of(1, "x", vec![(Some(place("b")), 3)]), at(2))));
    assert_eq!(book.counts, twice.counts, "the same parcel");
    assert_eq!(book.apply(&ship_of(1, "x", vec![(None, 1)]), at(2)), StockOutcome::IdReused);
    assert_eq!(
        book.apply(&ship_of(1, "y", vec![(None, 1), (None, 1)]), at(2)),
        StockOutcome::NotCommitted { committed: 1 }
    );
    assert_eq!(book.counts, twice.counts);
}

#[test]
fn what_comes_back_is_on_the_shelf_it_left_once_and_never_more_than_was_shipped() {
    let back = |id: &str, location: Option<&str>, quantity| StockCommand::Return {
        order: order(1),
        id: id.to_owned(),
        location: location.map(place),
        quantity,
    };
    let mut book = counted(&[("a", 5), ("b", 9)]);
    book.apply(&commit_of(1, 1, 4), at(0));
    book.apply(&ship_of(1, "x", vec![(Some(place("a")), 3)]), at(1));
    assert!(is_done(&book.apply(&back("r", None, 1), at(2))));
    assert!(is_done(&book.apply(&back("r", None, 1), at(2))));
    assert!(is_done(&book.apply(&back("s", Some("b"), 1), at(2))));
    assert_eq!(book.counts.on_hand, [(place("a"), 3), (place("b"), 10)].into());
    assert_eq!(book.apply(&back("t", None, 2), at(2)), StockOutcome::NotShipped { shipped: 1 });
}

#[test]
fn rule_24_back_orders_have_a_limit_and_a_promise_and_the_oldest_is_covered_first() {
    let promised_for = Some(at(900_000));
    let promise = |outcome: &StockOutcome| match outcome {
        StockOutcome::Done { promised_for, .. } => *promised_for,
        _ => None,
    };
    let mut book = counted(&[("a", 2)]);
    let back_orders = BackOrders { limit: 5, promised_for };
    book.apply(&StockCommand::SetBackOrders { id: None, back_orders }, at(0));
    let there = book.apply(&reserve_of(1, 1, 2), at(1));
    assert_eq!(promise(&there), None, "it has what is there");
    assert_eq!(promise(&book.apply(&reserve_of(2, 1, 3), at(2))), promised_for);
    assert_eq!(
        book.apply(&reserve_of(3, 1, 3), at(3)),
        StockOutcome::NotEnough { available: 2 },
        "the limit"
    );
    assert_eq!(promise(&book.apply(&reserve_of(3, 1, 2), at(3))), promised_for);
    let levels = book.counts.levels(book.back_orders);
    assert_eq!((levels.available, levels.back_orderable, levels.oversold), (Some(0), 0, 0));
    for number in [1, 3, 2] {
        let seconds = 10 + i64::try_from(number).unwrap();
        book.apply(&commit_of(number, 1, if number == 2 { 3 } else { 2 }), at(seconds));
    }
    assert_eq!(book.holdings[&order(2)].committed, [allocation(None, 3)]);
    // Committed at 12 and 13: the second order is the older one.
    let received = |id: &str, delta| StockCommand::Adjust {
        id: id.to_owned(),
        location: place("a"),
        delta,
        reason: "received".to_owned(),
    };
    book.apply(&received("x", 4), at(20));
    assert_eq!(book.holdings[&order(2)].committed, [allocation(Some("a"), 3)]);
    let rest = [allocation(Some("a"), 1), allocation(None, 1)];
    assert_eq!(book.holdings[&order(3)].committed, rest);
    book.apply(&received("y", 9), at(21));
    assert_eq!(book.holdings[&order(3)].committed, [allocation(Some("a"), 2)]);
    assert_eq!(figures(&book), (Some(8), 15, 7, 0, 0));
}
