//! From which locations the units of an order leave (rule 24). The same counts always give the same
//! answer.

use std::cmp::Reverse;

use super::holding::{Allocation, add};
use super::stock::{Counts, Location, units};

/// Locations with units for `quantity`: one that has all of them, the fullest of those; else the
/// fullest first, as many as it takes. What no location has is planned for none of them: a count
/// found less than was promised, or nobody counts.
pub fn allocate(counts: &Counts, quantity: u32) -> Vec<Allocation> {
    let mut places: Vec<(&Location, u32)> = counts
        .on_hand
        .keys()
        .map(|location| (location, units(counts.unallocated(location))))
        .filter(|(_, free)| *free > 0)
        .collect();
    // The fullest first, so the first one has all of them if any has. Ties go by name.
    places.sort_by_key(|(location, free)| (Reverse(*free), *location));
    let mut left = quantity;
    let mut plan = Vec::new();
    for (location, free) in places {
        let share = free.min(left);
        left -= share;
        add(&mut plan, Some(location.clone()), share);
    }
    add(&mut plan, None, left);
    plan
}

/// The one location that is the best for units that were planned for none; `None` when nobody counts.
pub fn place_for(counts: &Counts, quantity: u32) -> Option<Location> {
    let planned = allocate(counts, quantity.max(1)).into_iter().find_map(|share| share.location);
    planned.or_else(|| counts.on_hand.keys().next().cloned())
}
