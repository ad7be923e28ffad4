//! The `Order` object as it lives on the platform: its row in storage, its memory, its alarm and the
//! one loop that carries out what is due.

use awning::kernel::{OrderNumber, Timestamp, from_json};
use awning::orders::{Action, Command, Order, Outcome, Placement};
use awning::payments::Report;

use super::events::{Event, Part, ReplyTo};
use super::mutants::Mutant;
use super::world::World;

/// While something is being done, the alarm is never later than this.
const WATCH_SECONDS: i64 = 30;
/// More actions in one run than any order should need.
const MAX_ACTIONS: u32 = 80;
/// Alarms in a row that found nothing to do, sooner after one another than the watch.
const MAX_IDLE_ALARMS: u32 = 3;

#[derive(Debug)]
pub struct Run {
    pub id: u64,
    actions: u32,
    action: Option<Action>,
    /// Answers of the parts of the action.
    parts: Vec<Option<Part>>,
    changed: bool,
    by_alarm: bool,
}

#[derive(Debug, Default)]
pub struct OrderObject {
    pub stored: Option<String>,
    /// Gone after a crash.
    pub memory: Option<Order>,
    pub alarm_ms: Option<i64>,
    alarms: u64,
    pub run: Option<Run>,
    runs: u64,
    again: bool,
    pub skew_ms: i64,
    idle_alarms: u32,
    last_alarm_ms: i64,
}

impl World {
    /// What the clock of an order's machine shows.
    pub fn order_now(&self, number: &OrderNumber) -> Timestamp {
        let skew_ms = self.orders.get(number).map_or(0, |object| object.skew_ms);
        Timestamp::from_millis(self.now_ms + skew_ms)
    }

    /// The order as it is in storage or memory.
    pub fn order(&mut self, number: &OrderNumber) -> Option<&mut Order> {
        let object = self.orders.get_mut(number)?;
        if object.memory.is_none() {
            let stored = object.stored.as_ref()?;
            object.memory = Some(from_json(stored.as_bytes()).expect("an order reads back"));
        }
        object.memory.as_mut()
    }

    /// Takes, changes and saves an order in one go.
    fn change<T>(
        &mut self,
        number: &OrderNumber,
        saves: bool,
        work: impl FnOnce(&mut Order) -> T,
    ) -> Option<T> {
        let order = self.order(number)?;
        let answer = work(order);
        self.mutate_order(number);
        let object = self.orders.get_mut(number)?;
        if saves {
            let json = serde_json::to_string(object.memory.as_ref()?).unwrap();
            if object.stored.as_ref() != Some(&json) {
                object.stored = Some(json);
                if let Some(run) = &mut object.run {
                    run.changed = true;
                }
                self.look_at_order(number);
            }
        }
        Some(answer)
    }

    /// The machine that an order lives on dies at this instant. What it has sent is on its way.
    fn crashes(&mut self, number: &OrderNumber) -> bool {
        if !self.dice.per_mille(self.storm / 6) {
            return false;
        }
        self.note(|| format!("{number} crashes"));
        if let Some(object) = self.orders.get_mut(number) {
            (object.memory, object.run, object.again) = (None, None, false);
        }
        true
    }

    fn set_alarm(&mut self, number: &OrderNumber, at_ms: i64) {
        let now_ms = self.now_ms;
        let Some(object) = self.orders.get_mut(number) else { return };
        object.alarms += 1;
        object.alarm_ms = Some(at_ms.max(now_ms));
        let event = Event::Alarm { order: number.clone(), alarm: object.alarms };
        self.agenda.plan(at_ms.max(now_ms), event);
    }

    pub fn place(&mut self, placement: Placement) {
        let number = placement.number.clone();
        if !self.orders.contains_key(&number) {
            let skew_ms = self.skew_ms();
            self.orders.insert(number.clone(), OrderObject { skew_ms, ..OrderObject::default() });
            let order = Order::place(placement, self.order_now(&number));
            if self.mutant != Some(Mutant::SetsNoAlarmFirst) {
                self.set_alarm(&number, self.now_ms + WATCH_SECONDS * 1000);
            }
            let object = self.orders.get_mut(&number).unwrap();
            object.stored = Some(serde_json::to_string(&order).unwrap());
            object.memory = Some(order);
            self.acknowledged.insert(number.clone());
        }
        if !self.crashes(&number) {
            self.start(&number);
        }
    }

    pub fn command(&mut self, number: &OrderNumber, command: &Command) {
        let now = self.order_now(number);
        let outcome = self.change(number, true, |order| order.command(command, now));
        self.note(|| format!("{number} is asked {command:?}: {outcome:?}"));
        self.watch(number);
        if outcome.is_some() && !self.crashes(number) {
            self.start(number);
        }
    }

    pub fn hear(&mut self, report: &Report) {
        let Some(number) = report.order.clone() else { return };
        let report = self.mutate_report(report);
        let now = self.order_now(&number);
        let heard = self.change(&number, true, |order| order.hear(&report, now)).is_some();
        self.note(|| format!("{number} hears {:?}", report.facts));
        self.watch(&number);
        if heard && !self.crashes(&number) {
            self.start(&number);
        }
    }

    /// Sees to it that the alarm is not far off. It is set in one go with the change that needs it: an
    /// order that was settled has none, and nothing else would ever look at it again.
    fn watch(&mut self, number: &OrderNumber) {
        let soon_ms = self.now_ms + WATCH_SECONDS * 1000;
        let alarm_ms = self.orders.get(number).and_then(|object| object.alarm_ms);
        let is_watched = alarm_ms.is_some_and(|alarm_ms| alarm_ms <= soon_ms);
        if !is_watched && self.mutant != Some(Mutant::SetsNoAlarmFirst) {
            self.set_alarm(number, soon_ms);
        }
    }

    /// Starts the loop; one that runs already will look once more.
    pub fn start(&mut self, number: &OrderNumber) {
        let now_ms = self.now_ms;
        let Some(object) = self.orders.get_mut(number) else { return };
        if object.run.is_some() {
            object.again = true;
            return;
        }
        object.runs += 1;
        let id = object.runs;
        object.run = Some(Run {
            id,
            actions: 0,
            action: None,
            parts: Vec::new(),
            changed: false,
            by_alarm: false,
        });
        object.again = false;
        self.watch(number);
        self.agenda.plan(now_ms, Event::Step { order: number.clone(), run: id });
    }

    pub fn alarm(&mut self, number: &OrderNumber, alarm: u64) {
        let now_ms = self.now_ms;
        let Some(object) = self.orders.get_mut(number) else { return };
        if object.alarms != alarm || object.alarm_ms.is_none() {
            return;
        }
        object.alarm_ms = None;
        let is_soon = now_ms - object.last_alarm_ms < WATCH_SECONDS * 1000 - 1000;
        object.idle_alarms = if is_soon { object.idle_alarms } else { 0 };
        object.last_alarm_ms = now_ms;
        // Its first act (rule 20).
        if self.mutant != Some(Mutant::SetsNoAlarmFirst) {
            self.set_alarm(number, now_ms + WATCH_SECONDS * 1000);
        }
        if !self.crashes(number) {
            let runs = self.orders[number].run.is_some();
            self.start(number);
            let run = self.orders.get_mut(number).and_then(|object| object.run.as_mut());
            if let Some(run) = run.filter(|_| !runs) {
                run.by_alarm = true;
            }
        }
    }

    /// Asks what is next, saves that, and sends it on its way.
    pub fn step(&mut self, number: &OrderNumber, run: u64) {
        if !self.is_run(number, run) {
            return;
        }
        let now = self.order_now(number);
        let gateways = self.gateways.clone();
        let saves = self.mutant != Some(Mutant::SendsBeforeSaving);
        let action = self.change(number, saves, |order| {
            order.next(&gateways, now).or_else(|| order.next_in_background(now))
        });
        if self.crashes(number) {
            return;
        }
        let Some(action) = action.flatten() else { return self.rest(number) };
        let current = self.orders.get_mut(number).and_then(|object| object.run.as_mut()).unwrap();
        current.actions += 1;
        let count = current.actions;
        if count > MAX_ACTIONS {
            return self.broken(&format!("{number} finds no end: {action:?}"));
        }
        self.note(|| format!("{number} does {action:?}"));
        let parts = action_parts(&action);
        let current = self.orders.get_mut(number).and_then(|object| object.run.as_mut()).unwrap();
        current.parts = vec![None; parts];
        current.action = Some(action.clone());
        let to = ReplyTo { order: number.clone(), run, action: count, part: 0 };
        self.carry_out(&to, action);
        self.crashes(number);
    }

    fn is_run(&self, number: &OrderNumber, run: u64) -> bool {
        let object = self.orders.get(number);
        object.and_then(|object| object.run.as_ref()).is_some_and(|current| current.id == run)
    }

    /// Nothing is due: the next alarm is set, or none any more.
    fn rest(&mut self, number: &OrderNumber) {
        let now = self.order_now(number);
        let wakes_at = self.order(number).and_then(|order| order.wakes_at(now));
        let object = self.orders.get_mut(number).unwrap();
        let run = object.run.take();
        if let Some(run) = run {
            let is_idle = run.actions == 0 && !run.changed;
            object.idle_alarms =
                if is_idle { object.idle_alarms + u32::from(run.by_alarm) } else { 0 };
        }
        let (is_busy, again) =
            (object.idle_alarms > MAX_IDLE_ALARMS, std::mem::take(&mut object.again));
        if is_busy && !again {
            let wakes = wakes_at.map(|at| now.seconds_until(at));
            self.broken(&format!("{number} wakes and wakes for nothing, in {wakes:?} s again"));
        }
        match wakes_at {
            Some(at) => {
                let at_ms = at.as_millis().max(now.as_millis() + 1000) - now.as_millis();
                self.set_alarm(number, self.now_ms + at_ms);
            }
            None => self.orders.get_mut(number).unwrap().alarm_ms = None,
        }
        if again {
            self.start(number);
        }
    }

    /// An answer to one part of what a run does.
    pub fn reply(&mut self, to: &ReplyTo, answer: Part) {
        if !self.is_run(&to.order, to.run) {
            return;
        }
        let run = self.orders.get_mut(&to.order).and_then(|object| object.run.as_mut()).unwrap();
        if run.actions != to.action || run.parts.get(to.part).is_none_or(Option::is_some) {
            return;
        }
        run.parts[to.part] = Some(answer);
        if run.parts.iter().any(Option::is_none) {
            return;
        }
        let (Some(action), parts) = (run.action.clone(), std::mem::take(&mut run.parts)) else {
            return;
        };
        let parts = parts.into_iter().flatten().collect();
        self.came(&to.order, to.run, to.action, &outcome_of(action, parts));
    }

    /// What came of an action is told to the order.
    pub fn came(&mut self, number: &OrderNumber, run: u64, action: u32, outcome: &Outcome) {
        let actions = self.orders.get(number).and_then(|object| object.run.as_ref());
        if !self.is_run(number, run) || actions.is_none_or(|current| current.actions != action) {
            return;
        }
        let outcome = self.mutate_outcome(outcome);
        self.note(|| format!("{number} learns {outcome:?}"));
        if self.crashes(number) {
            return;
        }
        let now = self.order_now(number);
        let gateways = self.gateways.clone();
        self.change(number, true, |order| order.apply(&outcome, &gateways, now));
        if !self.crashes(number) {
            self.agenda.plan(self.now_ms, Event::Step { order: number.clone(), run });
        }
    }
}

fn action_parts(action: &Action) -> usize {
    match action {
        Action::Stock(wishes) => wishes.len(),
        Action::Uses(steps) => steps.len(),
        _ => 1,
    }
}

fn outcome_of(action: Action, parts: Vec<Part>) -> Outcome {
    match (action, parts.first().cloned()) {
        (Action::Stock(wishes), _) => Outcome::Stock(
            wishes
                .into_iter()
                .zip(parts)
                .map(|((sku, wish), part)| match part {
                    Part::Stock(answer) => (sku, wish, answer),
                    other => panic!("{other:?} for a stock"),
                })
                .collect(),
        ),
        (Action::Uses(steps), _) => Outcome::Uses(
            steps
                .into_iter()
                .zip(parts)
                .map(|((counter, step), part)| match part {
                    Part::Use(answer) => (counter, step, answer),
                    other => panic!("{other:?} for a use"),
                })
                .collect(),
        ),
        (Action::Supersede { .. }, Some(Part::Standing(answer))) => Outcome::Superseded(answer),
        (Action::Send { purpose, .. }, Some(Part::Delivered(delivered))) => {
            Outcome::Sent { purpose, delivered }
        }
        (Action::EmptyCart, Some(Part::Done(done))) => Outcome::CartEmptied(done),
        (Action::Mail(_), Some(Part::Done(done))) => Outcome::Mailed(done),
        (Action::List { .. }, Some(Part::Done(done))) => Outcome::Listed(done),
        (Action::Archive { revision }, Some(Part::Done(done))) => {
            Outcome::Archived { revision, done }
        }
        (action, part) => panic!("{part:?} for {action:?}"),
    }
}
