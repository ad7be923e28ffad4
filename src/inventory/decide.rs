//! What a command does to the stock of one SKU. Pure: the `Stock` object loads a [`Situation`], asks
//! [`decide`] and keeps the [`Change`], without waiting for anything in between.
//!
//! | the order has | reserve            | extend   | release         | commit                     |
//! |---------------|--------------------|----------|-----------------|----------------------------|
//! | nothing       | held, where free   | not held | closed          | committed, where free      |
//! | a reservation | held, as asked now | longer   | given back      | committed                  |
//! | given it back | released           | released | stays closed    | committed, where free      |
//! | let it lapse  | released           | released | stays closed    | committed, where free      |
//! | paid          | has it already     | nothing  | stays committed | committed already          |
//!
//! A reservation of a later generation takes the place of an earlier one.

use super::command::{MAX_UNITS, StockCommand, StockRefusal};
use super::fulfilment::{give_back, ship, uncommit};
use super::holding::{Allocation, Holding};
use super::movement::{Movement, MovementKind};
use super::reserving::{commit, cover, extend, reserve};
use super::stock::{BackOrders, Counts, Location};
use crate::kernel::{OrderNumber, Timestamp};

/// What a command meets.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    pub counts: &'a Counts,
    /// What the command's order has.
    pub holding: Option<&'a Holding>,
    /// What the order has whose units move over.
    pub other: Option<&'a Holding>,
    /// The command that carried the same id before, as [`Change::operation`] said it.
    pub earlier: Option<&'a str>,
    /// For a count, what came and went at its location since the units were counted.
    pub moved_since: i64,
    /// When the units at the count's location were last counted.
    pub last_count: Option<Timestamp>,
    pub back_orders: BackOrders,
    /// The holdings that wait for units, the oldest first; for commands that bring some.
    pub waiting: &'a [Holding],
}

impl<'a> Situation<'a> {
    /// Counts and nothing else.
    pub const fn of(counts: &'a Counts) -> Self {
        Self {
            counts,
            holding: None,
            other: None,
            earlier: None,
            moved_since: 0,
            last_count: None,
            back_orders: BackOrders { limit: 0, promised_for: None },
            waiting: &[],
        }
    }
}

/// What is to be kept; nothing of it may be kept alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub counts: Counts,
    /// Holdings that are other than before.
    pub holdings: Vec<Holding>,
    /// To be added to the ledger in this order. They lead from the old counts to the new ones.
    pub movements: Vec<Movement>,
    /// The command's id and what it asked for, to know it again by.
    pub operation: Option<(String, String)>,
    /// When the units at a location were counted.
    pub counted: Option<(Location, Timestamp)>,
    /// Other terms for back-orders.
    pub back_orders: Option<BackOrders>,
    /// Where the order's paid units leave from.
    pub allocations: Vec<Allocation>,
    /// Whether the order waits for units that are not there yet.
    pub is_waiting: bool,
}

impl Change {
    /// The same with the name of whoever wished it on its movements.
    #[must_use]
    pub fn by(mut self, by: &str) -> Self {
        self.movements.iter_mut().for_each(|movement| movement.by = Some(by.to_owned()));
        self
    }

    pub fn is_empty(&self) -> bool {
        self.holdings.is_empty()
            && self.movements.is_empty()
            && self.operation.is_none()
            && self.counted.is_none()
            && self.back_orders.is_none()
    }
}

/// A change in the making. Counts change by movements alone, so that the ledger replays to them.
pub(super) struct Work<'a> {
    pub counts: Counts,
    movements: Vec<Movement>,
    counted: Option<(Location, Timestamp)>,
    set_back_orders: Option<BackOrders>,
    /// Units that may be promised before they are there.
    pub limit: i64,
    order: Option<&'a OrderNumber>,
    operation: Option<String>,
    pub now: Timestamp,
}

impl<'a> Work<'a> {
    fn new(counts: &Counts, order: Option<&'a OrderNumber>, now: Timestamp) -> Self {
        Self {
            counts: counts.clone(),
            movements: Vec::new(),
            counted: None,
            set_back_orders: None,
            limit: 0,
            order,
            operation: None,
            now,
        }
    }

    pub fn movement(&self, kind: MovementKind) -> Movement {
        Movement {
            order: self.order.cloned(),
            operation: self.operation.clone(),
            ..Movement::new(kind, self.now)
        }
    }

    pub fn record(&mut self, movement: Movement) {
        self.counts.apply(&movement);
        self.movements.push(movement);
    }

    pub fn reserve_units(&mut self, change: i64) {
        if change != 0 {
            let kind = if change > 0 { MovementKind::Reserved } else { MovementKind::Released };
            self.record(Movement { reserved: change, ..self.movement(kind) });
        }
    }
}

/// # Errors
/// Why nothing is to be changed.
pub fn decide(
    situation: Situation<'_>,
    command: &StockCommand,
    now: Timestamp,
) -> Result<Change, StockRefusal> {
    let operation = command.operation();
    let asked = operation.as_ref().map(|_| serde_json::to_string(command).unwrap_or_default());
    let mut work = Work {
        operation: operation.clone(),
        limit: i64::from(situation.back_orders.limit),
        ..Work::new(situation.counts, command.order(), now)
    };
    let before = situation.holding;
    if let (Some(earlier), Some(asked)) = (situation.earlier, &asked) {
        let held = before.cloned();
        return if earlier == asked {
            Ok(change_of(work, [held, None], [before, None], None))
        } else {
            Err(StockRefusal::IdReused)
        };
    }
    let mut own = command.order().map(|order| known(before, order));
    let mut other = command.other_order().map(|order| known(situation.other, order));
    match (&mut own, command) {
        (Some(own), command) => carry_out(&mut work, own, other.as_mut(), command)?,
        (None, command) => correct(&mut work, situation, command)?,
    }
    let others = situation.waiting.iter().filter(|one| command.order() != Some(&one.order));
    let covered = cover(&mut work, others);
    let operation = operation.zip(asked);
    let mut change = change_of(work, [own, other], [before, situation.other], operation);
    change.holdings.extend(covered);
    Ok(change)
}

fn known(holding: Option<&Holding>, order: &OrderNumber) -> Holding {
    holding.cloned().unwrap_or_else(|| Holding::new(order.clone()))
}

fn change_of(
    work: Work<'_>,
    after: [Option<Holding>; 2],
    before: [Option<&Holding>; 2],
    operation: Option<(String, String)>,
) -> Change {
    let allocations = after.first().and_then(Option::as_ref);
    let is_waiting = work.counts.is_tracked()
        && allocations.is_some_and(|own| {
            own.units_waiting() > 0 || own.reserved > 0 && work.counts.free() < 0
        });
    let allocations = allocations.map(|own| own.committed.clone()).unwrap_or_default();
    let changed = after
        .into_iter()
        .zip(before)
        .filter_map(|(after, before)| after.filter(|holding| Some(holding) != before));
    Change {
        holdings: changed.collect(),
        counts: work.counts,
        movements: work.movements,
        operation,
        counted: work.counted,
        back_orders: work.set_back_orders,
        allocations,
        is_waiting,
    }
}

/// The commands of orders.
fn carry_out(
    work: &mut Work<'_>,
    own: &mut Holding,
    other: Option<&mut Holding>,
    command: &StockCommand,
) -> Result<(), StockRefusal> {
    match command {
        StockCommand::Reserve { hold, quantity, until, instead_of, .. } => {
            let other = other.zip(instead_of.as_ref().map(|(_, hold)| *hold));
            reserve(work, own, other, (*hold, *quantity, *until))
        }
        StockCommand::Extend { hold, until, .. } => extend(own, *hold, *until),
        StockCommand::Release { hold, .. } => {
            let freed = own.close(*hold);
            work.reserve_units(-i64::from(freed));
            Ok(())
        }
        StockCommand::Commit { hold, quantity, .. } => commit(work, own, *hold, *quantity),
        StockCommand::Uncommit { quantity, .. } => uncommit(work, own, *quantity),
        StockCommand::Ship { allocations, .. } => ship(work, own, allocations),
        StockCommand::Return { location, quantity, .. } => {
            give_back(work, own, location.as_ref(), *quantity)
        }
        _ => Ok(()),
    }
}

/// The merchant's own corrections.
fn correct(
    work: &mut Work<'_>,
    situation: Situation<'_>,
    command: &StockCommand,
) -> Result<(), StockRefusal> {
    match command {
        StockCommand::Adjust { location, delta, reason, .. } => {
            if delta.unsigned_abs() > u64::from(MAX_UNITS) {
                return Err(StockRefusal::TooMany);
            }
            let kind = match (reason.as_str(), delta.is_positive()) {
                ("received", true) => MovementKind::Received,
                ("damaged", false) => MovementKind::Damaged,
                _ => MovementKind::Adjusted,
            };
            work.record(Movement {
                location: Some(location.clone()),
                on_hand: *delta,
                reason: Some(reason.clone()),
                ..work.movement(kind)
            });
        }
        StockCommand::Count { location, on_hand, counted_at, expected_on_hand, .. } => {
            if *on_hand > MAX_UNITS {
                return Err(StockRefusal::TooMany);
            }
            // A clock that goes wrong must not make every later count look outdated.
            let counted_at = counted_at.map_or(work.now, |at| at.min(work.now));
            let known = work.counts.on_hand.get(location).copied();
            let stands = known.unwrap_or(0);
            if expected_on_hand.is_some_and(|expected| expected != stands) {
                return Err(StockRefusal::CountMismatch { on_hand: stands });
            }
            if situation.last_count.is_some_and(|last| counted_at < last) {
                return Err(StockRefusal::CountOutdated);
            }
            let counted = i64::from(*on_hand).saturating_add(situation.moved_since);
            if known != Some(counted) {
                work.record(Movement {
                    location: Some(location.clone()),
                    on_hand: counted.saturating_sub(stands),
                    counted_at: Some(counted_at),
                    ..work.movement(MovementKind::Adjusted)
                });
            }
            work.counted = Some((location.clone(), counted_at));
        }
        StockCommand::SetBackOrders { back_orders, .. } => {
            if back_orders.limit > MAX_UNITS {
                return Err(StockRefusal::TooMany);
            }
            if *back_orders != situation.back_orders {
                work.set_back_orders = Some(*back_orders);
            }
        }
        StockCommand::SetSafety { safety, .. } => {
            if *safety > MAX_UNITS {
                return Err(StockRefusal::TooMany);
            }
            let change = i64::from(*safety) - work.counts.safety;
            if change != 0 {
                work.record(Movement { safety: change, ..work.movement(MovementKind::Adjusted) });
            }
        }
        _ => {}
    }
    Ok(())
}

/// What the backstop does to a reservation whose time is over; `None` while it is not (rule 22).
pub fn lapse(counts: &Counts, holding: &Holding, now: Timestamp) -> Option<Change> {
    if holding.lapses_at().is_none_or(|lapses_at| now < lapses_at) {
        return None;
    }
    let mut after = holding.clone();
    let freed = after.close(holding.hold);
    let mut work = Work::new(counts, Some(&holding.order), now);
    if freed > 0 {
        work.record(Movement {
            reserved: -i64::from(freed),
            reason: Some("lapsed".to_owned()),
            ..work.movement(MovementKind::Released)
        });
    }
    Some(change_of(work, [Some(after), None], [Some(holding), None], None))
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "properties_tests.rs"]
mod properties;

#[cfg(test)]
#[path = "fulfilment_tests.rs"]
mod fulfilment;
