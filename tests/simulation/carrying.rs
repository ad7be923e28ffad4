//! Carries out what an order asks for, through a network that may do anything to it.

use awning::kernel::{OrderNumber, Sku};
use awning::orders::{
    Action, Command, Outcome, Parcel, Purpose, StockAnswer, StockWish, UseAnswer, UseStep,
};
use awning::payments::{Call, Delivered, GatewayAnswer};

use super::events::{Event, Part, ReplyTo};
use super::network::{Fate, GATEWAY_PATIENCE_MS, OBJECT_PATIENCE_MS};
use super::world::World;

impl World {
    pub fn carry_out(&mut self, to: &ReplyTo, action: Action) {
        match action {
            Action::Supersede { earlier } => self.ask_to_stand_back(to, earlier),
            Action::Stock(wishes) => {
                for (part, (sku, wish)) in wishes.into_iter().enumerate() {
                    self.ask_stock(&ReplyTo { part, ..to.clone() }, &sku, &wish);
                }
            }
            Action::Pause => {
                let pause_ms = self.dice.between(20, 200);
                let (order, run, action) = (to.order.clone(), to.run, to.action);
                let event = Event::Came { order, run, action, outcome: Outcome::Paused };
                self.agenda.plan(self.now_ms + pause_ms, event);
            }
            Action::Uses(steps) => {
                for (part, (counter, step)) in steps.into_iter().enumerate() {
                    self.ask_counter(&ReplyTo { part, ..to.clone() }, &counter, &step);
                }
            }
            Action::Send { purpose, call, .. } => self.send_call(to, &purpose, call),
            Action::EmptyCart => {
                let fate = self.fate();
                let (order, answered) = (to.order.clone(), Part::Done(false));
                self.travel(fate, to, answered, OBJECT_PATIENCE_MS, |to, answers| {
                    Event::EmptyCart { order: order.clone(), to, answers }
                });
            }
            Action::Mail(parcels) => self.queue_mails(to, &parcels),
            Action::List { .. } => {
                let is_taken = !self.dice.per_mille(self.storm);
                for after_ms in if is_taken { self.copies(3_000) } else { Vec::new() } {
                    self.agenda
                        .plan(self.now_ms + after_ms, Event::Copy { order: to.order.clone() });
                }
                self.answer_soon(to, Part::Done(is_taken));
            }
            Action::Archive { revision } => {
                let is_written = !self.dice.per_mille(self.storm);
                if is_written {
                    let known = self.archive.entry(to.order.clone()).or_default();
                    *known = revision.max(*known);
                }
                let is_known = is_written && !self.dice.per_mille(self.storm);
                self.answer_soon(to, Part::Done(is_known));
            }
        }
    }

    pub fn answer_soon(&mut self, to: &ReplyTo, answer: Part) {
        let after_ms = self.dice.between(1, 100);
        self.agenda.plan(self.now_ms + after_ms, Event::Reply { to: to.clone(), answer });
    }

    /// Sends a message on its way. `silence` is what the asker believes when no answer comes.
    fn travel(
        &mut self,
        fate: Fate,
        to: &ReplyTo,
        silence: Part,
        patience_ms: i64,
        message: impl Fn(Option<ReplyTo>, bool) -> Event,
    ) {
        let now_ms = self.now_ms;
        let silent = Event::Reply { to: to.clone(), answer: silence };
        match fate {
            Fate::Arrives { after_ms } => {
                self.agenda.plan(now_ms + after_ms, message(Some(to.clone()), true));
            }
            Fate::Refused => self.agenda.plan(now_ms + 5, silent),
            Fate::Lost => self.agenda.plan(now_ms + patience_ms, silent),
            Fate::AnswerLost { after_ms } | Fate::Late { after_ms } => {
                self.agenda.plan(now_ms + after_ms, message(None, false));
                self.agenda.plan(now_ms + patience_ms, silent);
            }
        }
        if let Some(echo_ms) = self.echo_ms() {
            self.agenda.plan(now_ms + echo_ms, message(None, false));
        }
    }

    fn ask_stock(&mut self, to: &ReplyTo, sku: &Sku, wish: &StockWish) {
        let command = wish.command(&to.order);
        let fate = if self.is_stock_down() { Fate::Lost } else { self.fate() };
        self.travel(
            fate,
            to,
            Part::Stock(StockAnswer::Unreachable),
            OBJECT_PATIENCE_MS,
            |to, answers| Event::Stock { sku: sku.clone(), command: command.clone(), to, answers },
        );
    }

    fn ask_counter(&mut self, to: &ReplyTo, counter: &str, step: &UseStep) {
        let (fate, order) = (self.fate(), to.order.clone());
        self.travel(
            fate,
            to,
            Part::Use(UseAnswer::Unreachable),
            OBJECT_PATIENCE_MS,
            |to, answers| {
                let (counter, order, step) = (counter.to_owned(), order.clone(), step.clone());
                Event::Use { counter, order, step, to, answers }
            },
        );
    }

    fn send_call(&mut self, to: &ReplyTo, purpose: &Purpose, call: Call) {
        if self.is_call_forgotten(&to.order, purpose) {
            return self.answer_soon(to, Part::Delivered(Delivered::NotSent));
        }
        let call = self.mutate_call(purpose, call);
        let (mut fate, turn) = (self.fate(), self.dice.below(4));
        if self.is_gateway_down() {
            fate = *self.dice.pick(&[Fate::Refused, Fate::Lost]);
        }
        let status = |status: u16| {
            let body = "{\"error\":{\"message\":\"weather\"}}".to_owned();
            Delivered::Answered(GatewayAnswer { status, body })
        };
        let silence = match (fate, turn) {
            (Fate::Refused, 0) => status(429),
            (Fate::Refused, _) => Delivered::NotSent,
            (_, 0) => status(500),
            (_, 1) => {
                Delivered::Answered(GatewayAnswer { status: 200, body: "{\"id\"".to_owned() })
            }
            _ => Delivered::Unknown,
        };
        self.travel(fate, to, Part::Delivered(silence), GATEWAY_PATIENCE_MS, |to, answers| {
            Event::Gateway { call: call.clone(), to, answers }
        });
    }

    fn ask_to_stand_back(&mut self, to: &ReplyTo, earlier: OrderNumber) {
        let command = Command::StandBack { by: to.order.clone() };
        let until_ms = self.now_ms + 12_000;
        let silent = Event::Reply { to: to.clone(), answer: Part::Standing(None) };
        match self.fate() {
            Fate::Arrives { after_ms } => {
                let at_ms = self.now_ms + after_ms;
                self.agenda.plan(at_ms, Event::Command { order: earlier.clone(), command });
                self.agenda.plan(at_ms, Event::Standing { earlier, until_ms, to: to.clone() });
            }
            Fate::Refused | Fate::Lost => self.agenda.plan(until_ms, silent),
            Fate::AnswerLost { after_ms } | Fate::Late { after_ms } => {
                let at_ms = self.now_ms + after_ms;
                self.agenda.plan(at_ms, Event::Command { order: earlier, command });
                self.agenda.plan(until_ms, silent);
            }
        }
    }

    /// Waits until the earlier order has decided or does nothing more about it.
    pub fn ask_standing(&mut self, earlier: &OrderNumber, until_ms: i64, to: &ReplyTo) {
        let Some(object) = self.orders.get(earlier) else {
            return self
                .answer_soon(to, Part::Standing(Some(awning::orders::StandingBack::Beside)));
        };
        let is_busy = object.run.is_some();
        let standing = self.order(earlier).and_then(|order| order.standing_back());
        if standing.is_some() || !is_busy || self.now_ms >= until_ms {
            self.answer_soon(to, Part::Standing(standing));
        } else {
            let event = Event::Standing { earlier: earlier.clone(), until_ms, to: to.clone() };
            self.agenda.plan(self.now_ms + 100, event);
        }
    }

    fn queue_mails(&mut self, to: &ReplyTo, parcels: &[Parcel]) {
        let is_taken = !self.dice.per_mille(self.storm);
        if is_taken {
            for parcel in parcels {
                for after_ms in self.copies(3_000) {
                    let (sequence, receiver) = (parcel.sequence, parcel.to);
                    let event = Event::Mail { order: to.order.clone(), sequence, to: receiver };
                    self.agenda.plan(self.now_ms + after_ms, event);
                }
            }
            self.mutate_outbox(&to.order, parcels);
        }
        self.answer_soon(to, Part::Done(is_taken));
    }
}
