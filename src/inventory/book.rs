//! The whole stock of one SKU in memory: what the `Stock` object does with its tables, for tests and
//! the simulation of orders.

use std::collections::BTreeMap;

use super::command::{StockCommand, StockOutcome};
use super::decide::{Change, Situation, decide, lapse};
use super::holding::Holding;
use super::movement::Movement;
use super::stock::{BackOrders, Counts, Location};
use crate::kernel::{OrderNumber, Timestamp};

#[derive(Debug, Clone, Default)]
pub struct Book {
    pub counts: Counts,
    pub holdings: BTreeMap<OrderNumber, Holding>,
    pub movements: Vec<Movement>,
    pub operations: BTreeMap<String, String>,
    pub counted: BTreeMap<Location, Timestamp>,
    pub back_orders: BackOrders,
}

impl Book {
    /// Carries out a command as the object does: what has lapsed goes first.
    pub fn apply(&mut self, command: &StockCommand, now: Timestamp) -> StockOutcome {
        self.lapse(now);
        let operation = command.operation();
        let (moved_since, last_count) = self.since_count(command, now);
        let mut waiting: Vec<Holding> = self.holdings.values().cloned().collect();
        waiting.retain(|holding| holding.units_waiting() > 0 && command.may_bring_units());
        waiting.sort_by_key(|holding| (holding.committed_at, holding.order.clone()));
        let situation = Situation {
            back_orders: self.back_orders,
            waiting: &waiting,
            holding: command.order().and_then(|order| self.holdings.get(order)),
            other: command.other_order().and_then(|order| self.holdings.get(order)),
            earlier: operation.and_then(|id| self.operations.get(&id)).map(String::as_str),
            moved_since,
            last_count,
            ..Situation::of(&self.counts)
        };
        match decide(situation, command, now) {
            Ok(change) => {
                let allocations = change.allocations.clone();
                let promised_for = self.back_orders.promised_for.filter(|_| change.is_waiting);
                self.keep(change);
                let levels = self.counts.levels(self.back_orders);
                StockOutcome::Done { levels, allocations, promised_for }
            }
            Err(refusal) => refusal.into(),
        }
    }

    /// What the alarm does: reservations whose backstop is over are given back.
    pub fn lapse(&mut self, now: Timestamp) {
        let due = self.holdings.values().filter(|holding| holding.until.is_some());
        let due: Vec<Holding> = due.cloned().collect();
        for holding in due {
            if let Some(change) = lapse(&self.counts, &holding, now) {
                self.keep(change);
            }
        }
    }

    fn since_count(&self, command: &StockCommand, now: Timestamp) -> (i64, Option<Timestamp>) {
        let StockCommand::Count { location, counted_at, .. } = command else {
            return (0, None);
        };
        let since = counted_at.unwrap_or(now);
        let moved = self.movements.iter();
        let moved = moved.filter(|movement| movement.is_physical_after(location, since));
        (moved.map(|movement| movement.on_hand).sum(), self.counted.get(location).copied())
    }

    fn keep(&mut self, change: Change) {
        self.counts = change.counts;
        for holding in change.holdings {
            self.holdings.insert(holding.order.clone(), holding);
        }
        self.operations.extend(change.operation);
        self.counted.extend(change.counted);
        self.back_orders = change.back_orders.unwrap_or(self.back_orders);
        for movement in change.movements {
            let seq = i64::try_from(self.movements.len()).unwrap_or(i64::MAX).saturating_add(1);
            self.movements.push(Movement { seq, ..movement });
        }
    }
}
