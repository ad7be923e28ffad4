//! From paid to the door and back: what parcels, cancellations and returns do to a holding.

use super::allocation::place_for;
use super::command::StockRefusal;
use super::decide::Work;
use super::holding::{Allocation, Holding, add, sum, take};
use super::movement::{Movement, MovementKind};
use super::stock::Location;

pub(super) fn uncommit(
    work: &mut Work<'_>,
    own: &mut Holding,
    quantity: u32,
) -> Result<(), StockRefusal> {
    let committed = own.units_committed();
    if quantity > committed {
        return Err(StockRefusal::NotCommitted { committed });
    }
    for Allocation { location, quantity } in take(&mut own.committed, None, quantity) {
        work.record(Movement {
            location,
            committed: -i64::from(quantity),
            ..work.movement(MovementKind::Released)
        });
    }
    Ok(())
}

pub(super) fn ship(
    work: &mut Work<'_>,
    own: &mut Holding,
    parcels: &[(Option<Location>, u32)],
) -> Result<(), StockRefusal> {
    let committed = own.units_committed();
    let wanted = parcels.iter().fold(0_u32, |sum, (_, quantity)| sum.saturating_add(*quantity));
    if wanted > committed {
        return Err(StockRefusal::NotCommitted { committed });
    }
    for (from, quantity) in parcels {
        // Who does not count has no places.
        let from = from.as_ref().filter(|_| work.counts.is_tracked());
        for planned in take(&mut own.committed, from, *quantity) {
            let leaves = from.or(planned.location.as_ref()).cloned();
            let leaves = leaves.or_else(|| place_for(&work.counts, planned.quantity));
            let units = i64::from(planned.quantity);
            if planned.location != leaves {
                // The plan changed until it was packed (rule 24).
                for (location, committed) in [(planned.location, -units), (leaves.clone(), units)] {
                    work.record(Movement {
                        location,
                        committed,
                        ..work.movement(MovementKind::Committed)
                    });
                }
            }
            work.record(Movement {
                on_hand: if leaves.is_some() { -units } else { 0 },
                location: leaves.clone(),
                committed: -units,
                ..work.movement(MovementKind::Shipped)
            });
            add(&mut own.shipped, leaves, planned.quantity);
        }
    }
    Ok(())
}

pub(super) fn give_back(
    work: &mut Work<'_>,
    own: &mut Holding,
    location: Option<&Location>,
    quantity: u32,
) -> Result<(), StockRefusal> {
    let shipped = sum(&own.shipped).saturating_sub(own.returned);
    if quantity > shipped {
        return Err(StockRefusal::NotShipped { shipped });
    }
    if quantity == 0 {
        return Ok(());
    }
    own.returned += quantity;
    let left_from = own.shipped.first().and_then(|shipped| shipped.location.clone());
    let shelf = location.cloned().or(left_from).or_else(|| place_for(&work.counts, 0));
    let shelf = shelf.filter(|_| work.counts.is_tracked());
    work.record(Movement {
        on_hand: if shelf.is_some() { i64::from(quantity) } else { 0 },
        location: shelf,
        ..work.movement(MovementKind::Returned)
    });
    Ok(())
}
