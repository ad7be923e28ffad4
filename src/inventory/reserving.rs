//! From nothing to paid: what reservations and payments do to a holding.

use super::allocation::allocate;
use super::command::{MAX_UNITS, StockRefusal};
use super::decide::Work;
use super::holding::{Allocation, BACKSTOP_SECONDS, Holding, add};
use super::movement::{Movement, MovementKind};
use super::stock::units;
use crate::kernel::Timestamp;

pub(super) fn reserve(
    work: &mut Work<'_>,
    own: &mut Holding,
    other: Option<(&mut Holding, u32)>,
    (hold, quantity, until): (u32, u32, Timestamp),
) -> Result<(), StockRefusal> {
    if quantity > MAX_UNITS {
        return Err(StockRefusal::TooMany);
    }
    if own.commitment.is_some() {
        return Ok(());
    }
    if hold <= own.closed_hold || hold < own.hold {
        return Err(StockRefusal::Released);
    }
    let same = own.hold == hold;
    let until = if same { own.until.map_or(until, |known| known.max(until)) } else { until };
    if until.plus_seconds(BACKSTOP_SECONDS) <= work.now {
        return Err(StockRefusal::LeaseOver);
    }
    // On a copy, since a refusal leaves the other order what it has.
    let moved = other.map(|(other, up_to)| {
        let mut closed = other.clone();
        let freed = closed.close(up_to);
        (other, closed, freed)
    });
    let freed = moved.as_ref().map_or(0, |(_, _, freed)| *freed);
    let had = i64::from(own.reserved) + i64::from(freed);
    let can_have = work.counts.free().saturating_add(had + work.limit);
    // What is held already stays held, even when a count found less (rule 21).
    if work.counts.is_tracked() && i64::from(quantity) > had.max(can_have) {
        return Err(StockRefusal::NotEnough { available: units(had.max(can_have)) });
    }
    if let Some((other, closed, _)) = moved {
        if freed > 0 {
            work.record(Movement {
                order: Some(closed.order.clone()),
                reserved: -i64::from(freed),
                ..work.movement(MovementKind::Released)
            });
        }
        *other = closed;
    }
    work.reserve_units(i64::from(quantity) - i64::from(own.reserved));
    own.hold = hold;
    own.reserved = quantity;
    own.until = Some(until);
    Ok(())
}

pub(super) fn extend(own: &mut Holding, hold: u32, until: Timestamp) -> Result<(), StockRefusal> {
    if own.commitment.is_some() {
        return Ok(());
    }
    if hold <= own.closed_hold || hold < own.hold {
        return Err(StockRefusal::Released);
    }
    match own.until {
        Some(known) if hold == own.hold => {
            own.until = Some(known.max(until));
            Ok(())
        }
        _ => Err(StockRefusal::NotHeld),
    }
}

pub(super) fn commit(
    work: &mut Work<'_>,
    own: &mut Holding,
    hold: u32,
    quantity: u32,
) -> Result<(), StockRefusal> {
    if quantity > MAX_UNITS {
        return Err(StockRefusal::TooMany);
    }
    if own.commitment.is_some() {
        return Ok(());
    }
    let had = i64::from(own.reserved);
    let can_have = work.counts.free().saturating_add(had + work.limit);
    if work.counts.is_tracked() && i64::from(quantity) > had.max(can_have) {
        return Err(StockRefusal::Short { available: units(had.max(can_have)) });
    }
    own.commitment = Some(quantity);
    own.committed_at = Some(work.now);
    own.closed_hold = own.closed_hold.max(hold).max(own.hold);
    own.until = None;
    let mut reserved = -i64::from(std::mem::take(&mut own.reserved));
    for Allocation { location, quantity } in allocate(&work.counts, quantity) {
        work.record(Movement {
            location: location.clone(),
            committed: i64::from(quantity),
            reserved: std::mem::take(&mut reserved),
            ..work.movement(MovementKind::Committed)
        });
        add(&mut own.committed, location, quantity);
    }
    // Nothing was to be committed.
    work.reserve_units(reserved);
    Ok(())
}

/// Plans units that came for those who wait, the oldest first (rule 24). Answers the holdings that
/// got some.
pub(super) fn cover<'a>(
    work: &mut Work<'_>,
    waiting: impl Iterator<Item = &'a Holding>,
) -> Vec<Holding> {
    let mut covered = Vec::new();
    for holding in waiting {
        let mut after = holding.clone();
        let mut left = holding.units_waiting();
        after.committed.retain(|allocation| allocation.location.is_some());
        for Allocation { location, quantity } in allocate(&work.counts, left) {
            let Some(location) = location else { continue };
            left -= quantity;
            let units = i64::from(quantity);
            for (location, committed) in [(None, -units), (Some(location.clone()), units)] {
                work.record(Movement {
                    location,
                    committed,
                    order: Some(holding.order.clone()),
                    ..work.movement(MovementKind::Committed)
                });
            }
            add(&mut after.committed, Some(location), quantity);
        }
        add(&mut after.committed, None, left);
        if left < holding.units_waiting() {
            covered.push(after);
        }
    }
    covered
}
