//! What can happen in the simulated world, and when.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use awning::inventory::StockCommand;
use awning::kernel::{OrderNumber, Sku};
use awning::orders::{
    Command, Outcome, Placement, Receiver, StandingBack, StockAnswer, UseAnswer, UseStep,
};
use awning::payments::test::Deed;
use awning::payments::{Call, Delivered, Report};

/// Where an answer goes: to one part of one action of one run of an order's loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTo {
    pub order: OrderNumber,
    pub run: u64,
    pub action: u32,
    pub part: usize,
}

#[derive(Debug, Clone)]
pub enum Part {
    Stock(StockAnswer),
    Use(UseAnswer),
    Delivered(Delivered),
    Standing(Option<StandingBack>),
    Done(bool),
}

#[derive(Debug, Clone)]
pub enum Event {
    /// The loop of an order asks what is next.
    Step {
        order: OrderNumber,
        run: u64,
    },
    /// An action that answers itself.
    Came {
        order: OrderNumber,
        run: u64,
        action: u32,
        outcome: Outcome,
    },
    Reply {
        to: ReplyTo,
        answer: Part,
    },
    Alarm {
        order: OrderNumber,
        alarm: u64,
    },
    Place {
        placement: Box<Placement>,
    },
    Command {
        order: OrderNumber,
        command: Command,
    },
    Hear {
        report: Report,
    },
    /// Asks an earlier order whether it has stood back.
    Standing {
        earlier: OrderNumber,
        until_ms: i64,
        to: ReplyTo,
    },
    Stock {
        sku: Sku,
        command: StockCommand,
        to: Option<ReplyTo>,
        answers: bool,
    },
    Use {
        counter: String,
        order: OrderNumber,
        step: UseStep,
        to: Option<ReplyTo>,
        answers: bool,
    },
    Gateway {
        call: Call,
        to: Option<ReplyTo>,
        answers: bool,
    },
    GatewayTime,
    Webhook {
        body: String,
        tries: u32,
    },
    Deed {
        session: String,
        deed: Deed,
    },
    EmptyCart {
        order: OrderNumber,
        to: Option<ReplyTo>,
        answers: bool,
    },
    Mail {
        order: OrderNumber,
        sequence: u32,
        to: Receiver,
    },
    Copy {
        order: OrderNumber,
    },
    Shopper {
        at: usize,
    },
    Merchant,
    HourlySweep,
    DailySweep,
    Calm,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key(i64, u64, usize);

/// Events by time; those of one instant in the order in which they were planned.
#[derive(Debug, Default)]
pub struct Agenda {
    keys: BinaryHeap<Reverse<Key>>,
    events: Vec<Option<Event>>,
    free: Vec<usize>,
    planned: u64,
    /// What is planned besides the sweeps, which go on for as long as there is anything.
    pub pending: u64,
}

impl Agenda {
    pub fn plan(&mut self, at_ms: i64, event: Event) {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.events.push(None);
            self.events.len() - 1
        });
        self.events[slot] = Some(event);
        self.planned += 1;
        self.pending += u64::from(!is_sweep(self.events[slot].as_ref()));
        self.keys.push(Reverse(Key(at_ms, self.planned, slot)));
    }

    pub fn next(&mut self) -> Option<(i64, Event)> {
        let Reverse(Key(at_ms, _, slot)) = self.keys.pop()?;
        self.free.push(slot);
        let event = self.events[slot].take();
        self.pending -= u64::from(!is_sweep(event.as_ref()));
        Some((at_ms, event?))
    }
}

const fn is_sweep(event: Option<&Event>) -> bool {
    matches!(event, Some(Event::HourlySweep | Event::DailySweep))
}
