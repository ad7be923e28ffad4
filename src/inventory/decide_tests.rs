use super::super::book::Book;
use super::super::command::StockOutcome;
use super::*;

const LEASE_SECONDS: i64 = 120;

pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

pub(super) fn order(number: u64) -> OrderNumber {
    OrderNumber::random(number)
}

pub(super) fn place(name: &str) -> Location {
    Location::parse(name).unwrap()
}

pub(super) fn reserve_of(number: u64, hold: u32, quantity: u32) -> StockCommand {
    reserve_until(number, hold, quantity, LEASE_SECONDS)
}

fn reserve_until(number: u64, hold: u32, quantity: u32, until: i64) -> StockCommand {
    let (order, until) = (order(number), at(until));
    StockCommand::Reserve { order, hold, quantity, until, instead_of: None }
}

fn release_of(number: u64, hold: u32) -> StockCommand {
    StockCommand::Release { order: order(number), hold }
}

pub(super) fn commit_of(number: u64, hold: u32, quantity: u32) -> StockCommand {
    StockCommand::Commit { order: order(number), hold, quantity }
}

pub(super) fn ship_of(
    number: u64,
    id: &str,
    allocations: Vec<(Option<Location>, u32)>,
) -> StockCommand {
    StockCommand::Ship { order: order(number), id: id.to_owned(), allocations }
}

fn count_of(location: &str, on_hand: u32) -> StockCommand {
    let location = place(location);
    StockCommand::Count { id: None, location, on_hand, counted_at: None, expected_on_hand: None }
}

pub(super) fn counted(shelves: &[(&str, u32)]) -> Book {
    let mut book = Book::default();
    for (location, on_hand) in shelves {
        book.apply(&count_of(location, *on_hand), at(0));
    }
    book
}

pub(super) fn allocation(location: Option<&str>, quantity: u32) -> Allocation {
    Allocation { location: location.map(place), quantity }
}

pub(super) fn is_done(outcome: &StockOutcome) -> bool {
    matches!(outcome, StockOutcome::Done { .. })
}

/// available, on hand, committed, reserved, oversold
pub(super) fn figures(book: &Book) -> (Option<u32>, i64, i64, i64, u32) {
    let levels = book.counts.levels(book.back_orders);
    (levels.available, levels.on_hand, levels.committed, levels.reserved, levels.oversold)
}

#[test]
fn rule_21_committed_is_not_gone() {
    let mut book = counted(&[("main", 10)]);
    book.apply(&StockCommand::SetSafety { id: None, safety: 2 }, at(0));
    book.apply(&reserve_of(1, 1, 3), at(1));
    assert_eq!(figures(&book), (Some(5), 10, 0, 3, 0));
    book.apply(&commit_of(1, 1, 3), at(2));
    assert_eq!(figures(&book), (Some(5), 10, 3, 0, 0), "paid is still on the shelf");
    book.apply(&ship_of(1, "a", vec![(None, 3)]), at(3));
    assert_eq!(figures(&book), (Some(5), 7, 0, 0, 0), "on hand falls when it is shipped");
}

#[test]
fn rule_21_below_zero_nothing_is_available_and_existing_orders_stand() {
    let mut book = counted(&[("main", 5)]);
    book.apply(&StockCommand::SetSafety { id: None, safety: 1 }, at(0));
    book.apply(&reserve_of(1, 1, 2), at(1));
    book.apply(&commit_of(1, 1, 2), at(1));
    book.apply(&reserve_of(2, 1, 2), at(1));
    book.apply(&count_of("main", 1), at(2));
    assert_eq!(figures(&book), (Some(0), 1, 2, 2, 3));
    let refused = book.apply(&reserve_of(3, 1, 1), at(3));
    assert_eq!(refused, StockOutcome::NotEnough { available: 0 });
    assert!(is_done(&book.apply(&reserve_of(2, 1, 2), at(3))), "what is held stays held");
    assert!(is_done(&book.apply(&commit_of(2, 1, 2), at(3))));
    assert_eq!(figures(&book), (Some(0), 1, 4, 0, 3));
    assert_eq!(book.holdings[&order(2)].committed, [allocation(None, 2)], "nobody has them");
}

#[test]
fn rule_21_a_late_count_is_corrected_by_what_moved_since() {
    let late = |counted_at| StockCommand::Count {
        id: None,
        location: place("main"),
        on_hand: 50,
        counted_at: Some(at(counted_at)),
        expected_on_hand: None,
    };
    let mut book = counted(&[("main", 10), ("shop", 10)]);
    book.apply(&reserve_of(1, 1, 4), at(10));
    book.apply(&commit_of(1, 1, 4), at(20));
    book.apply(&ship_of(1, "a", vec![(Some(place("main")), 3), (Some(place("shop")), 1)]), at(30));
    assert!(is_done(&book.apply(&late(30), at(90))), "not after it");
    assert_eq!(book.counts.on_hand[&place("main")], 50);
    let mut book = counted(&[("main", 10), ("shop", 10)]);
    book.apply(&reserve_of(1, 1, 4), at(10));
    book.apply(&commit_of(1, 1, 4), at(20));
    book.apply(&ship_of(1, "a", vec![(Some(place("main")), 3), (Some(place("shop")), 1)]), at(30));
    assert!(is_done(&book.apply(&late(29), at(90))));
    assert_eq!(book.counts.on_hand[&place("main")], 47);
    assert_eq!(book.apply(&late(28), at(91)), StockOutcome::CountOutdated);
    assert!(is_done(&book.apply(&late(29), at(91))), "the same one again");
    assert_eq!(book.counts.on_hand[&place("main")], 47);
    assert!(is_done(&book.apply(&late(9_999_999), at(92))), "a clock that goes wrong");
    assert!(is_done(&book.apply(&count_of("main", 40), at(93))));
    assert_eq!(book.counts.on_hand[&place("main")], 40);
}

#[test]
fn rule_21_a_count_that_expects_another_one_is_refused() {
    let expecting = |expected| StockCommand::Count {
        id: None,
        location: place("main"),
        on_hand: 7,
        counted_at: None,
        expected_on_hand: Some(expected),
    };
    let mut book = counted(&[("main", 10)]);
    assert_eq!(book.apply(&expecting(9), at(1)), StockOutcome::CountMismatch { on_hand: 10 });
    assert_eq!(figures(&book).1, 10);
    assert!(is_done(&book.apply(&expecting(10), at(1))));
    assert_eq!(figures(&book).1, 7);
}

#[test]
fn rule_22_a_reservation_counts_until_the_backstop_and_a_late_payment_takes_what_is_free() {
    let mut book = counted(&[("main", 5)]);
    book.apply(&reserve_of(1, 1, 4), at(0));
    let lapses = LEASE_SECONDS + BACKSTOP;
    assert_eq!(
        book.apply(&reserve_of(2, 1, 2), at(lapses - 1)),
        StockOutcome::NotEnough { available: 1 }
    );
    let mut sold = book.clone();
    assert!(is_done(&book.apply(&commit_of(1, 1, 4), at(lapses - 1))), "past its lease");
    // Lapsed: the units are free, and the order takes them as long as they are.
    let taken = reserve_until(2, 1, 2, lapses + 9);
    assert!(is_done(&sold.apply(&taken, at(lapses))));
    let mut gone = sold.clone();
    assert_eq!(gone.apply(&commit_of(1, 1, 4), at(lapses)), StockOutcome::Short { available: 3 });
    assert_eq!(figures(&gone), (Some(3), 5, 0, 2, 0));
    sold.apply(&release_of(2, 1), at(lapses));
    assert!(is_done(&sold.apply(&commit_of(1, 1, 4), at(lapses))));
    assert_eq!(figures(&sold), (Some(1), 5, 4, 0, 0));
}

const BACKSTOP: i64 = super::super::holding::BACKSTOP_SECONDS;

#[test]
fn rule_22_a_lease_is_made_longer_and_never_shorter() {
    let extend = |hold, until| StockCommand::Extend { order: order(1), hold, until: at(until) };
    let mut book = counted(&[("main", 5)]);
    assert_eq!(book.apply(&extend(1, 600), at(0)), StockOutcome::NotHeld);
    book.apply(&reserve_of(1, 1, 4), at(0));
    assert_eq!(book.apply(&extend(2, 600), at(0)), StockOutcome::NotHeld);
    assert!(is_done(&book.apply(&extend(1, 1800), at(1))));
    assert!(is_done(&book.apply(&extend(1, 600), at(2))), "an older message");
    book.lapse(at(1800 + BACKSTOP - 1));
    assert_eq!(figures(&book).3, 4);
    book.lapse(at(1800 + BACKSTOP));
    assert_eq!(figures(&book).3, 0);
    assert_eq!(book.apply(&extend(1, 9999), at(1800 + BACKSTOP)), StockOutcome::Released);
}

#[test]
fn what_a_command_meets_decides_what_it_does() {
    let reached: [(&str, Vec<StockCommand>); 5] = [
        ("nothing", vec![]),
        ("a reservation", vec![reserve_of(1, 1, 2)]),
        ("given back", vec![reserve_of(1, 1, 2), release_of(1, 1)]),
        ("lapsed", vec![reserve_until(1, 1, 2, -BACKSTOP + 1)]),
        ("paid", vec![reserve_of(1, 1, 2), commit_of(1, 1, 2)]),
    ];
    // After each command: whether it was done, what is reserved, what is committed.
    let expected = [
        [(true, 2, 0), (false, 0, 0), (true, 0, 0), (true, 0, 2)],
        [(true, 2, 0), (true, 2, 0), (true, 0, 0), (true, 0, 2)],
        [(false, 0, 0), (false, 0, 0), (true, 0, 0), (true, 0, 2)],
        [(false, 0, 0), (false, 0, 0), (true, 0, 0), (true, 0, 2)],
        [(true, 0, 2), (true, 0, 2), (true, 0, 2), (true, 0, 2)],
    ];
    for ((name, steps), row) in reached.into_iter().zip(expected) {
        let commands = [
            reserve_of(1, 1, 2),
            StockCommand::Extend { order: order(1), hold: 1, until: at(500) },
            release_of(1, 1),
            commit_of(1, 1, 2),
        ];
        for (command, expected) in commands.into_iter().zip(row) {
            let mut book = counted(&[("main", 5)]);
            for step in &steps {
                assert!(is_done(&book.apply(step, at(0))), "{name}");
            }
            let before = book.clone();
            let done = is_done(&book.apply(&command, at(1)));
            let (_, _, committed, reserved, _) = figures(&book);
            assert_eq!((done, reserved, committed), expected, "{name}: {command:?}");
            assert!(done || name == "lapsed" || book.movements == before.movements);
        }
    }
}

#[test]
fn a_message_of_a_released_generation_holds_nothing() {
    let mut book = counted(&[("main", 5)]);
    // The release overtook the reservation.
    assert!(is_done(&book.apply(&release_of(1, 2), at(0))));
    assert_eq!(book.apply(&reserve_of(1, 1, 2), at(1)), StockOutcome::Released);
    assert_eq!(book.apply(&reserve_of(1, 2, 2), at(1)), StockOutcome::Released);
    assert!(is_done(&book.apply(&reserve_of(1, 3, 2), at(1))));
    assert!(is_done(&book.apply(&release_of(1, 2), at(1))), "of an earlier generation");
    assert_eq!(figures(&book), (Some(3), 5, 0, 2, 0));
    assert!(is_done(&book.apply(&reserve_of(1, 4, 3), at(2))));
    assert_eq!(figures(&book), (Some(2), 5, 0, 3, 0), "a later one takes its place");
    assert_eq!(book.apply(&reserve_of(1, 3, 2), at(2)), StockOutcome::Released);
    let old = reserve_until(2, 1, 1, -BACKSTOP);
    assert_eq!(book.apply(&old, at(0)), StockOutcome::LeaseOver);
}

#[test]
fn rule_3_units_of_a_superseded_order_move_over_in_one_step() {
    let moving = |quantity| StockCommand::Reserve {
        order: order(2),
        hold: 1,
        quantity,
        until: at(LEASE_SECONDS),
        instead_of: Some((order(1), 1)),
    };
    let mut book = counted(&[("main", 5)]);
    book.apply(&reserve_of(1, 1, 4), at(0));
    assert_eq!(book.apply(&moving(6), at(1)), StockOutcome::NotEnough { available: 5 });
    assert_eq!(book.holdings[&order(1)].reserved, 4, "a refusal leaves what is there");
    assert!(is_done(&book.apply(&moving(5), at(1))));
    assert_eq!(figures(&book), (Some(0), 5, 0, 5, 0));
    assert_eq!(book.apply(&reserve_of(1, 1, 4), at(2)), StockOutcome::Released);
    assert!(is_done(&book.apply(&moving(5), at(2))), "again");
    assert_eq!(figures(&book), (Some(0), 5, 0, 5, 0));
    // What is paid for does not move over.
    let mut book = counted(&[("main", 5)]);
    book.apply(&reserve_of(1, 1, 4), at(0));
    book.apply(&commit_of(1, 1, 4), at(0));
    assert_eq!(book.apply(&moving(2), at(1)), StockOutcome::NotEnough { available: 1 });
    assert!(is_done(&book.apply(&moving(1), at(1))));
    assert_eq!(figures(&book), (Some(0), 5, 4, 1, 0));
}

#[test]
fn cancelled_units_can_be_sold_again_and_a_late_commitment_brings_none_back() {
    let cancel = |id: &str, quantity| StockCommand::Uncommit {
        order: order(1),
        id: id.to_owned(),
        quantity,
    };
    let mut book = counted(&[("a", 5)]);
    book.apply(&reserve_of(1, 1, 4), at(0));
    book.apply(&commit_of(1, 1, 4), at(0));
    for _ in 0..2 {
        assert!(is_done(&book.apply(&cancel("x", 3), at(1))));
        assert_eq!(figures(&book), (Some(4), 5, 1, 0, 0));
    }
    assert_eq!(book.apply(&cancel("y", 2), at(1)), StockOutcome::NotCommitted { committed: 1 });
    assert!(is_done(&book.apply(&cancel("y", 1), at(1))));
    assert!(is_done(&book.apply(&commit_of(1, 1, 4), at(2))));
    assert!(is_done(&book.apply(&reserve_of(1, 1, 4), at(2))));
    assert_eq!(figures(&book), (Some(5), 5, 0, 0, 0));
}

#[test]
fn what_nobody_counts_is_sold_without_limit_until_somebody_counts() {
    let mut book = Book::default();
    assert!(is_done(&book.apply(&reserve_of(1, 1, 400), at(0))));
    assert!(is_done(&book.apply(&commit_of(2, 1, 3), at(0))));
    assert!(is_done(&book.apply(&ship_of(2, "x", vec![(Some(place("a")), 1)]), at(0))));
    assert_eq!(figures(&book), (None, 0, 2, 400, 0));
    book.apply(&count_of("a", 410), at(1));
    assert_eq!(figures(&book), (Some(8), 410, 2, 400, 0), "what is held counts from then on");
    book.apply(&ship_of(2, "y", vec![(None, 2)]), at(2));
    assert_eq!(figures(&book), (Some(8), 408, 0, 400, 0));
}

#[test]
fn the_reason_of_a_correction_makes_its_kind() {
    for (reason, delta, kind) in [
        ("received", 3, MovementKind::Received),
        ("damaged", -1, MovementKind::Damaged),
        ("received", -3, MovementKind::Adjusted),
        ("found behind the shelf", 1, MovementKind::Adjusted),
    ] {
        let mut book = Book::default();
        let (location, reason) = (place("a"), reason.to_owned());
        book.apply(&StockCommand::Adjust { id: "1".to_owned(), location, delta, reason }, at(0));
        assert_eq!(book.movements[0].kind, kind);
        assert_eq!(book.counts.total_on_hand(), delta);
    }
}

#[test]
fn a_feed_that_comes_again_sets_nothing_again() {
    let mut book = Book::default();
    let set = |id: Option<&str>, units: u32| {
        let id = id.map(str::to_owned);
        let back_orders = BackOrders { limit: units, promised_for: None };
        [
            StockCommand::SetSafety { id: id.clone(), safety: units },
            StockCommand::SetBackOrders { id, back_orders },
        ]
    };
    for (id, units, expected) in [(Some("feed"), 2, 2), (None, 5, 5), (Some("feed"), 2, 5)] {
        for command in set(id, units) {
            assert!(is_done(&book.apply(&command, at(0))));
        }
        assert_eq!((book.counts.safety, book.back_orders.limit), (i64::from(expected), expected));
    }
    for command in set(Some("feed"), 3) {
        assert_eq!(book.apply(&command, at(0)), StockOutcome::IdReused);
    }
    assert_eq!((book.counts.safety, book.back_orders.limit), (5, 5));
}
