//! The whole shop with everything around it, in memory, under a clock that jumps to what happens next.

use std::collections::{BTreeMap, BTreeSet};

use awning::inventory::{BackOrders, Book, Location, StockCommand};
use awning::kernel::{OrderNumber, Sku, Timestamp};
use awning::orders::{Gateways, OrderState};
use awning::payments::test::{Provider, TestGateway};
use awning::payments::{Gateway, GatewayId};

use super::counters::Counter;
use super::dice::Dice;
use super::events::{Agenda, Event};
use super::mutants::Mutant;
use super::order_object::OrderObject;
use super::shoppers::Shopper;

pub const HOUR_MS: i64 = 3_600_000;
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// 2026-03-01T00:00:00Z.
const START_MS: i64 = 1_772_323_200_000;
/// A history that has not settled by then never will.
const LONGEST_DAYS: i64 = 60;
/// Events of one history; more are an endless loop.
const MOST_EVENTS: u64 = 400_000;

#[derive(Debug, Clone)]
pub struct OneGateway(pub TestGateway);

impl Gateways for OneGateway {
    fn get(&self, id: GatewayId) -> Option<&dyn Gateway> {
        (id == GatewayId::Test).then_some(&self.0)
    }
}

/// The stock of one SKU with the clock of its machine.
#[derive(Debug)]
pub struct Shelf {
    pub book: Book,
    pub skew_ms: i64,
    /// Whether a count or a loss took away what was promised.
    pub was_counted_down: bool,
}

/// What the list in D1 knows of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub revision: u64,
    pub is_settled: bool,
    pub heartbeat_ms: i64,
}

#[derive(Debug)]
pub struct World {
    pub dice: Dice,
    pub now_ms: i64,
    pub agenda: Agenda,
    /// How often messages go astray, per mille.
    pub storm: u64,
    pub skewed: bool,
    /// When and how long neither the gateway nor the stocks answer.
    gateway_outage_ms: (i64, i64),
    stock_outage_ms: (i64, i64),
    pub calm_at_ms: i64,
    pub mutant: Option<Mutant>,
    pub gateways: OneGateway,
    pub orders: BTreeMap<OrderNumber, OrderObject>,
    /// Orders that somebody was told of.
    pub acknowledged: BTreeSet<OrderNumber>,
    pub shelves: BTreeMap<Sku, Shelf>,
    pub counters: BTreeMap<String, Counter>,
    pub provider: Provider,
    pub provider_skew_ms: i64,
    pub provider_wakes_at_ms: Option<i64>,
    /// Mails as their provider has sent them, by key.
    pub mails: BTreeMap<String, u32>,
    pub rows: BTreeMap<OrderNumber, Row>,
    pub archive: BTreeMap<OrderNumber, u64>,
    pub emptied: BTreeSet<OrderNumber>,
    pub shoppers: Vec<Shopper>,
    pub swept_since: Timestamp,
    /// Money that came without being asked for by any page that could be paid.
    pub forced: BTreeSet<String>,
    /// Generations that orders gave back.
    pub released: BTreeMap<(Sku, OrderNumber), u32>,
    /// How each order stood when it was last saved.
    pub states: BTreeMap<OrderNumber, OrderState>,
    pub violations: Vec<String>,
    trace: Option<Vec<String>>,
    pub steps: u64,
}

impl World {
    pub fn new(seed: u64, mutant: Option<Mutant>, is_traced: bool) -> Self {
        let mut dice = Dice::new(seed);
        let storm = *dice.pick(&[0, 20, 60, 60, 150, 300]);
        let gateway = TestGateway::new("whsec".to_owned());
        let mut world = Self {
            skewed: dice.per_mille(700),
            gateway_outage_ms: (0, 0),
            stock_outage_ms: (0, 0),
            now_ms: START_MS,
            agenda: Agenda::default(),
            storm,
            calm_at_ms: START_MS + dice.between(HOUR_MS / 2, DAY_MS),
            mutant,
            gateways: OneGateway(gateway),
            orders: BTreeMap::new(),
            acknowledged: BTreeSet::new(),
            shelves: BTreeMap::new(),
            counters: BTreeMap::new(),
            provider: Provider::default(),
            provider_skew_ms: 0,
            provider_wakes_at_ms: None,
            mails: BTreeMap::new(),
            rows: BTreeMap::new(),
            archive: BTreeMap::new(),
            emptied: BTreeSet::new(),
            shoppers: Vec::new(),
            swept_since: Timestamp::from_millis(START_MS - DAY_MS),
            forced: BTreeSet::new(),
            released: BTreeMap::new(),
            states: BTreeMap::new(),
            violations: Vec::new(),
            trace: is_traced.then(Vec::new),
            steps: 0,
            dice,
        };
        world.gateway_outage_ms = world.any_outage();
        world.stock_outage_ms = world.any_outage();
        world.open_shop();
        world
    }

    /// In one history of eight, minutes or more than a day.
    fn any_outage(&mut self) -> (i64, i64) {
        if !self.dice.per_mille(125) {
            return (0, 0);
        }
        let from_ms = self.now_ms + self.dice.between(0, HOUR_MS);
        let usual_ms = *self.dice.pick(&[HOUR_MS / 2, 3 * HOUR_MS, 40 * HOUR_MS]);
        (from_ms, from_ms + self.dice.between(60_000, usual_ms))
    }

    pub const fn is_gateway_down(&self) -> bool {
        self.gateway_outage_ms.0 <= self.now_ms && self.now_ms < self.gateway_outage_ms.1
    }

    pub const fn is_stock_down(&self) -> bool {
        self.stock_outage_ms.0 <= self.now_ms && self.now_ms < self.stock_outage_ms.1
    }

    fn open_shop(&mut self) {
        self.provider_skew_ms = self.skew_ms();
        let most = *self.dice.pick(&[1, 3, 6, 20]);
        for at in 0..self.dice.between(1, 4) {
            let sku = Sku::parse(&format!("SKU-{at}")).unwrap();
            let (skew_ms, mut book) = (self.skew_ms(), Book::default());
            let on_hand = u32::try_from(self.dice.between(0, most)).unwrap();
            let command = StockCommand::Count {
                id: None,
                location: Location::parse("main").unwrap(),
                on_hand,
                counted_at: None,
                expected_on_hand: None,
            };
            book.apply(&command, Timestamp::from_millis(self.now_ms - DAY_MS));
            if self.dice.per_mille(150) {
                let back_orders = BackOrders { limit: 2, promised_for: None };
                let command = StockCommand::SetBackOrders { id: None, back_orders };
                book.apply(&command, Timestamp::from_millis(self.now_ms - DAY_MS));
            }
            self.shelves.insert(sku, Shelf { book, skew_ms, was_counted_down: false });
        }
        for at in 0..usize::try_from(self.dice.between(1, 5)).unwrap() {
            let shopper = Shopper::new(self, at);
            self.shoppers.push(shopper);
            let first_ms = self.now_ms + self.dice.while_ms(120_000);
            self.agenda.plan(first_ms, Event::Shopper { at });
        }
        for _ in 0..self.dice.between(0, 10) {
            let act_ms = self.now_ms + self.dice.between(60_000, DAY_MS);
            self.agenda.plan(act_ms, Event::Merchant);
        }
        self.agenda.plan(self.calm_at_ms, Event::Calm);
        self.agenda.plan(self.now_ms + HOUR_MS, Event::HourlySweep);
        self.agenda.plan(self.now_ms + DAY_MS, Event::DailySweep);
    }

    /// How far the clock of one machine is off: two minutes either way.
    pub fn skew_ms(&mut self) -> i64 {
        if self.skewed { self.dice.between(-120_000, 120_000) } else { 0 }
    }

    pub fn note(&mut self, line: impl FnOnce() -> String) {
        let seconds = (self.now_ms - START_MS) / 1000;
        let millis = (self.now_ms - START_MS) % 1000;
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{seconds:>8}.{millis:03}  {}", line()));
        }
    }

    pub fn broken(&mut self, what: &str) {
        self.note(|| format!("BROKEN: {what}"));
        self.violations.push(what.to_owned());
    }

    pub fn trace(&self) -> String {
        self.trace.as_ref().map(|lines| lines.join("\n")).unwrap_or_default()
    }

    /// Lives one history to its end. The first broken promise ends it.
    pub fn live(&mut self) {
        while let Some((at_ms, event)) = self.agenda.next() {
            self.now_ms = self.now_ms.max(at_ms);
            self.steps += 1;
            self.happen(event);
            if !self.violations.is_empty() {
                return;
            }
            if self.steps > MOST_EVENTS || self.now_ms > START_MS + LONGEST_DAYS * DAY_MS {
                break;
            }
        }
        self.check_the_end();
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Step { order, run } => self.step(&order, run),
            Event::Came { order, run, action, outcome } => self.came(&order, run, action, &outcome),
            Event::Reply { to, answer } => self.reply(&to, answer),
            Event::Alarm { order, alarm } => self.alarm(&order, alarm),
            Event::Place { placement } => self.place(*placement),
            Event::Command { order, command } => self.command(&order, &command),
            Event::Hear { report } => self.hear(&report),
            Event::Standing { earlier, until_ms, to } => self.ask_standing(&earlier, until_ms, &to),
            Event::Stock { sku, command, to, answers } => {
                self.change_stock(&sku, &command, to.as_ref(), answers);
            }
            Event::Use { counter, order, step, to, answers } => {
                self.count_use(&counter, &order, &step, to.as_ref(), answers);
            }
            Event::Gateway { call, to, answers } => self.call_gateway(&call, to.as_ref(), answers),
            Event::GatewayTime => self.pass_gateway_time(),
            Event::Webhook { body, tries } => self.take_webhook(&body, tries),
            Event::Deed { session, deed } => self.do_deed(&session, deed),
            Event::EmptyCart { order, to, answers } => {
                self.empty_cart(&order, to.as_ref(), answers);
            }
            Event::Mail { order, sequence, to } => self.send_mail(&order, sequence, to),
            Event::Copy { order } => self.copy_order(&order),
            Event::Shopper { at } => self.shopper_acts(at),
            Event::Merchant => self.merchant_acts(),
            Event::HourlySweep => self.sweep_silent(),
            Event::DailySweep => self.sweep_gateway(),
            Event::Calm => {
                self.storm = 0;
                self.note(|| "calm".to_owned());
            }
        }
    }

    /// Whether nothing happens any more but sweeps, and the orders say so too.
    pub fn is_at_rest(&mut self) -> bool {
        let numbers: Vec<OrderNumber> = self.orders.keys().cloned().collect();
        self.agenda.pending == 0
            && numbers
                .iter()
                .all(|number| self.order(number).is_some_and(|order| order.is_settled()))
    }

    /// The sweep of rule 20.
    fn sweep_silent(&mut self) {
        let cutoff_ms = self.now_ms - HOUR_MS;
        let silent: Vec<OrderNumber> = self
            .rows
            .iter()
            .filter(|(_, row)| !row.is_settled && row.heartbeat_ms < cutoff_ms)
            .map(|(number, _)| number.clone())
            .collect();
        for number in silent {
            self.start(&number);
            self.agenda.plan(self.now_ms + 1000, Event::Copy { order: number });
        }
        if !self.is_at_rest() {
            self.agenda.plan(self.now_ms + HOUR_MS, Event::HourlySweep);
        }
    }
}
