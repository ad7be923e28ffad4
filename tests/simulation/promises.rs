//! What must never be broken, looked at after every change.

use std::collections::BTreeMap;

use awning::inventory::{StockCommand, replay};
use awning::kernel::{OrderNumber, Sku, Timestamp};
use awning::orders::{EndReason, HoldReason, Order, OrderState};
use awning::payments::EntryState;
use awning::payments::test::{Part, PlayedSession};

use super::world::World;

impl World {
    /// After each save of an order.
    pub fn look_at_order(&mut self, number: &OrderNumber) {
        let known = self.states.get(number).copied().unwrap_or(OrderState::Open);
        let Some(order) = self.order(number) else { return };
        let state = order.state;
        let wanted = order.attempts.iter().filter(|one| one.state.is_live() && !one.superseded);
        let (wanted, broken) = (wanted.count(), refund_fault(order));
        if let Some(what) = broken {
            self.broken(&format!("{number}: {what}"));
        }
        if wanted > 1 {
            self.broken(&format!("{number} has {wanted} live attempts"));
        }
        if state != known && !known.passes_to(state) {
            self.broken(&format!("{number} went from {known:?} to {state:?}"));
        }
        self.states.insert(number.clone(), state);
    }

    /// After each command to a stock: nothing is promised that is not there.
    pub fn check_shelf(&mut self, sku: &Sku) {
        let stock = &self.shelves[sku];
        let counts = &stock.book.counts;
        let back_orders = stock.book.back_orders;
        let oversold = counts.oversold(back_orders);
        let is_promised = counts.free() + i64::from(back_orders.limit) >= 0;
        if !stock.was_counted_down
            && (!is_promised || oversold > 0 || counts.reserved < 0 || counts.committed < 0)
        {
            let what = format!("{sku} is oversold by {oversold}: {counts:?}");
            self.broken(&what);
        }
    }

    /// What was given back is not held again by a message of that time.
    pub fn check_generation(&mut self, sku: &Sku, command: &StockCommand, had: u32) {
        let (StockCommand::Reserve { order, hold, .. } | StockCommand::Release { order, hold }) =
            command
        else {
            return;
        };
        let key = (sku.clone(), order.clone());
        let released = self.released.get(&key).copied().unwrap_or(0);
        if let StockCommand::Release { .. } = command {
            self.released.insert(key, released.max(*hold));
        } else if *hold <= released
            && self.shelves[sku].book.holdings.get(order).is_some_and(|one| one.reserved > had)
        {
            self.broken(&format!("{order} holds {sku} again after it gave it back"));
        }
    }

    /// Rule 22: what can be paid stays held.
    pub fn check_release(&mut self, sku: &Sku, command: &StockCommand) {
        let StockCommand::Release { order: number, hold } = command else { return };
        let holds = self.shelves[sku].book.holdings.get(number);
        if holds.is_none_or(|holding| holding.reserved == 0 || holding.hold > *hold) {
            return;
        }
        let Some(order) = self.order(number) else { return };
        let gives_up = matches!(order.end, None | Some(EndReason::NotPaid));
        let wanted: Vec<String> = order
            .attempts
            .iter()
            .filter(|attempt| !attempt.superseded)
            .filter_map(|attempt| attempt.session.clone())
            .collect();
        let sessions = &self.provider.sessions;
        let is_payable = |id: &String| sessions.get(id).is_some_and(PlayedSession::is_payable);
        if gives_up && wanted.iter().any(is_payable) {
            self.broken(&format!("{number} gives {sku} back while its page can be paid"));
        }
    }

    /// When a history has come to its end.
    pub fn check_the_end(&mut self) {
        let told: Vec<OrderNumber> = self.acknowledged.iter().cloned().collect();
        for number in &told {
            self.check_order(number);
        }
        let strays: Vec<String> = self
            .provider
            .sessions
            .values()
            .filter(|session| !self.orders.contains_key(&session.order))
            .map(|session| session.id.clone())
            .collect();
        if !strays.is_empty() {
            self.broken(&format!("pages without an order: {strays:?}"));
        }
        self.check_cart_revisions();
        self.check_stocks();
        self.check_mails();
        self.check_uses();
    }

    fn check_order(&mut self, number: &OrderNumber) {
        if self.orders.get(number).is_none_or(|object| object.stored.is_none()) {
            return self.broken(&format!("{number} is lost"));
        }
        let Some(order) = self.order(number).cloned() else { return };
        if !order.is_settled() {
            let now = self.order_now(number);
            let wakes = order.wakes_at(now).map(|at| now.seconds_until(at));
            self.broken(&format!("{number} never settles; it wakes in {wakes:?} s: {order:?}"));
        }
        if order.state == OrderState::Open {
            self.broken(&format!("{number} is still open"));
        }
        let faults =
            [self.money_fault(&order), self.booking_fault(&order), copy_fault(self, &order)];
        for fault in faults.into_iter().flatten() {
            self.broken(&format!("{number}: {fault}"));
        }
    }

    /// What the shopper has paid and not got back, in minor units.
    fn net_minor(&self, order: &Order) -> i64 {
        let sessions = self.provider.sessions.values();
        let of_order = sessions.filter(|session| session.order == *order.number());
        of_order
            .map(|session| {
                let lost = session.disputes.iter().filter(|part| part.status == "lost");
                let lost: i64 = lost.map(|part| part.amount_minor).sum();
                session.captured_minor() - session.refunded_minor() - lost
            })
            .sum()
    }

    fn money_fault(&self, order: &Order) -> Option<String> {
        let net_minor = self.net_minor(order);
        let total_minor = order.total().amount_minor;
        let is_paid = matches!(order.state, OrderState::Confirmed | OrderState::Closed);
        let is_flagged = order.on_hold.iter().any(|reason| *reason != HoldReason::Disputed);
        if is_flagged {
            return None;
        }
        if is_paid && net_minor > total_minor {
            return Some(format!("{net_minor} was taken for {total_minor}"));
        }
        if !is_paid && net_minor > 0 {
            return Some(format!(
                "{net_minor} was kept for nothing: {:?} {:?}",
                order.state, order.end
            ));
        }
        if is_paid && total_minor > 0 && order.paying_capture().is_none() {
            return Some("confirmed without money".to_owned());
        }
        None
    }

    /// Ledger equals provider.
    fn booking_fault(&self, order: &Order) -> Option<String> {
        let mut there: BTreeMap<String, (i64, String)> = BTreeMap::new();
        for session in self.provider.sessions.values().filter(|one| one.order == *order.number()) {
            for part in session.captures.iter().chain(&session.refunds).chain(&session.disputes) {
                there.insert(part.id.clone(), (part.amount_minor, part.status.clone()));
            }
            let mut known: Vec<_> =
                session.refunds.iter().filter_map(|part| part.refund_id.as_ref()).collect();
            let count = known.len();
            known.sort();
            known.dedup();
            if known.len() < count {
                return Some(format!("a refund was made twice: {:?}", session.refunds));
            }
            for refund in order.refunds.iter().filter(|refund| !refund.counts()) {
                let is_it = |part: &&Part| part.refund_id.as_ref() == Some(&refund.id);
                if session.refunds.iter().find(is_it).is_some_and(|part| part.status == "succeeded")
                {
                    return Some(format!("refund {} was made and counts as failed", refund.id));
                }
            }
        }
        let entry_state = |state: EntryState| {
            let text = match state {
                EntryState::Capture => return String::new(),
                EntryState::Refund(state) => serde_json::to_string(&state),
                EntryState::Dispute(state) => serde_json::to_string(&state),
            };
            text.unwrap().trim_matches('"').to_owned()
        };
        let entries = order.ledger.entries().iter();
        let here: BTreeMap<String, (i64, String)> = entries
            .map(|entry| (entry.id.clone(), (entry.amount.amount_minor, entry_state(entry.state))))
            .collect();
        (here != there).then(|| format!("the ledger says {here:?}, the gateway {there:?}"))
    }

    /// Nobody pays twice for one revision of a cart.
    fn check_cart_revisions(&mut self) {
        let mut nets: BTreeMap<(String, i64), (i64, i64)> = BTreeMap::new();
        let numbers: Vec<OrderNumber> = self.orders.keys().cloned().collect();
        for number in numbers {
            let Some(order) = self.order(&number).cloned() else { continue };
            let sessions = self.provider.sessions.values();
            let mut of_order = sessions.filter(|session| session.order == number);
            if of_order.any(|session| self.forced.contains(&session.id))
                || !order.on_hold.is_empty()
            {
                continue;
            }
            let net_minor = self.net_minor(&order);
            let cart = (order.placement.cart.id.clone(), order.placement.cart.revision);
            let known = nets.entry(cart).or_default();
            *known = (known.0 + net_minor, known.1.max(order.total().amount_minor));
        }
        for (cart, (net, total)) in nets {
            if net > total {
                self.broken(&format!("{cart:?} was paid with {net} where {total} was asked"));
            }
        }
    }

    fn check_stocks(&mut self) {
        let mut faults = Vec::new();
        let numbers: Vec<OrderNumber> = self.orders.keys().cloned().collect();
        let orders: Vec<Order> =
            numbers.iter().filter_map(|number| self.order(number).cloned()).collect();
        for (sku, stock) in &mut self.shelves {
            // Its own alarm.
            stock.book.lapse(Timestamp::from_millis(self.now_ms + stock.skew_ms));
            let book = &stock.book;
            if replay(&book.movements) != book.counts {
                faults.push(format!("the ledger of {sku} does not replay to its counts"));
            }
            if book.counts.reserved != 0 {
                faults.push(format!(
                    "{} of {sku} stay reserved: {:?}",
                    book.counts.reserved, book.holdings
                ));
            }
            for order in &orders {
                let lines = order.placement.lines.iter().filter(|line| line.sku == *sku);
                let bought: u32 = lines.clone().map(|line| line.quantity).sum();
                let sent: u32 = lines.clone().map(|line| order.sent_units(&line.id)).sum();
                let kept = order
                    .kept
                    .iter()
                    .filter(|kept| lines.clone().any(|line| line.id == kept.line_id));
                let kept: u32 = kept.map(|kept| kept.quantity).sum();
                let is_paid = matches!(order.state, OrderState::Confirmed | OrderState::Closed);
                let due = if is_paid { bought - sent - kept } else { 0 };
                let holding = book.holdings.get(order.number());
                let has =
                    holding.map_or((0, 0), |one| (one.units_committed(), one.units_shipped()));
                if has != (due, sent) {
                    let number = order.number();
                    faults.push(format!(
                        "{number} ({:?}) has {has:?} of {sku} committed and sent instead of {:?}",
                        order.state,
                        (due, sent)
                    ));
                }
            }
        }
        for fault in faults {
            self.broken(&fault);
        }
    }

    /// Each mail that is due was sent, and no other.
    fn check_mails(&mut self) {
        let numbers: Vec<OrderNumber> = self.orders.keys().cloned().collect();
        let mut due: Vec<String> = Vec::new();
        for number in numbers {
            let Some(order) = self.order(&number) else { continue };
            for event in &order.events {
                for to in event.what.told_to() {
                    due.push(awning::orders::Parcel::key(number.as_str(), event.sequence, *to));
                }
            }
        }
        due.sort();
        let sent: Vec<String> = self.mails.keys().cloned().collect();
        if sent != due {
            self.broken(&format!("mails are due {due:?} and were sent {sent:?}"));
        }
    }

    /// A promotion's uses are those of confirmed orders; nothing else is claimed.
    fn check_uses(&mut self) {
        let mut faults = Vec::new();
        let counted: Vec<(String, OrderNumber, bool)> = self
            .counters
            .iter()
            .flat_map(|(name, counter)| {
                let uses = counter.uses.iter();
                let uses = uses.filter(|(order, one)| {
                    one.lapses_at.is_none() || !counter.late.contains(*order)
                });
                uses.map(|(order, one)| (name.clone(), order.clone(), one.lapses_at.is_none()))
            })
            .collect();
        for (counter, number, is_committed) in counted {
            let Some(order) = self.order(&number) else { continue };
            let is_paid = matches!(order.state, OrderState::Confirmed | OrderState::Closed);
            let was_paid =
                order.events.iter().any(|event| event.what == awning::orders::What::Confirmed);
            if !is_committed {
                faults.push(format!("{number} still claims a use of {counter}: {:?}", order.state));
            } else if !is_paid && !was_paid {
                faults.push(format!("{number} has used {counter} and was never paid"));
            }
        }
        for fault in faults {
            self.broken(&fault);
        }
    }
}

/// Refunds never exceed what was captured.
fn refund_fault(order: &Order) -> Option<String> {
    for entry in order.ledger.entries().iter().filter(|entry| entry.state == EntryState::Capture) {
        let refunds = order.refunds.iter().filter(|refund| refund.capture == entry.id);
        let sum: i64 =
            refunds.filter(|refund| refund.counts()).map(|refund| refund.amount.amount_minor).sum();
        if sum > entry.amount.amount_minor {
            return Some(format!("{sum} of {} is refunded", entry.amount.amount_minor));
        }
    }
    None
}

fn copy_fault(world: &World, order: &Order) -> Option<String> {
    let is_paid = matches!(order.state, OrderState::Confirmed | OrderState::Closed);
    if is_paid && !world.emptied.contains(order.number()) {
        return Some("its cart was not emptied".to_owned());
    }
    let row = world.rows.get(order.number()).map(|row| row.revision);
    let archived = world.archive.get(order.number()).copied();
    (row != Some(order.revision) || archived != Some(order.revision)).then(|| {
        format!("at revision {}, its row at {row:?}, its archive at {archived:?}", order.revision)
    })
}
