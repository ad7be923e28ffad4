//! Stocks, the gateway, mails and copies: everything that an order talks to.

use awning::inventory::{StockCommand, StockOutcome};
use awning::kernel::{OrderNumber, Sku, Timestamp};
use awning::orders::{Command, Parcel, Receiver, StockAnswer};
use awning::payments::test::Deed;
use awning::payments::{Call, Delivered, Gateway, Hook, Notice, SessionState};

use super::events::{Event, Part, ReplyTo};
use super::world::{DAY_MS, HOUR_MS, Row, World};

/// How often a gateway sends a webhook that was not taken, and how long it waits between.
const MAX_WEBHOOK_TRIES: u32 = 4;

impl World {
    pub fn change_stock(
        &mut self,
        sku: &Sku,
        command: &StockCommand,
        to: Option<&ReplyTo>,
        answers: bool,
    ) {
        self.check_release(sku, command);
        let Some(stock) = self.shelves.get_mut(sku) else { return };
        let now = Timestamp::from_millis(self.now_ms + stock.skew_ms);
        let had = command.order().and_then(|order| stock.book.holdings.get(order));
        let had = had.map_or(0, |holding| holding.reserved);
        let outcome = self.mutate_stock(sku, command, now);
        self.check_generation(sku, command, had);
        self.note(|| format!("{sku} takes {command:?}: {}", named(&outcome)));
        self.check_shelf(sku);
        let Some(answer) = StockAnswer::of(&outcome) else {
            return self.broken(&format!("{sku} and its order disagree: {command:?}: {outcome:?}"));
        };
        if let (Some(to), true) = (to, answers) {
            self.answer_soon(to, Part::Stock(answer));
        }
    }

    pub fn provider_now(&self) -> Timestamp {
        Timestamp::from_millis(self.now_ms + self.provider_skew_ms)
    }

    pub fn call_gateway(&mut self, call: &Call, to: Option<&ReplyTo>, answers: bool) {
        let now = self.provider_now();
        let answer = self.provider.handle(call, now);
        self.note(|| {
            format!(
                "the gateway answers {} {} {}: {}",
                call.method, call.url, call.body, answer.status
            )
        });
        if answer.body.contains("key_reused") {
            return self.broken(&format!("a key came with another body: {}", call.url));
        }
        if let (Some(to), true) = (to, answers) {
            let delivered =
                if answer.status == 504 { Delivered::Unknown } else { Delivered::Answered(answer) };
            self.answer_soon(to, Part::Delivered(delivered));
        }
        if call.method != "GET" {
            self.plan_bank(call);
        }
        self.pump_gateway();
    }

    /// What banks do days later with refunds of transfers.
    fn plan_bank(&mut self, call: &Call) {
        let Some((_, path)) = call.url.split_once("/sessions/") else { return };
        let Some((id, "refunds")) = path.split_once('/') else { return };
        let deed = if self.dice.per_mille(150) { Deed::FailRefunds } else { Deed::SettleRefunds };
        let at_ms = self.now_ms + self.dice.between(HOUR_MS, 3 * DAY_MS);
        self.agenda.plan(at_ms, Event::Deed { session: id.to_owned(), deed });
    }

    pub fn pass_gateway_time(&mut self) {
        self.provider_wakes_at_ms = None;
        let now = self.provider_now();
        self.provider.pass_time(now);
        self.pump_gateway();
    }

    /// Sends the webhooks that are due and plans what the gateway does next by itself.
    pub fn pump_gateway(&mut self) {
        let now = self.provider_now();
        for webhook in self.provider.take_due(now) {
            for after_ms in self.copies(5_000) {
                let after_ms =
                    if self.dice.per_mille(self.storm / 20) { 3 * DAY_MS } else { after_ms };
                let body = webhook.body.clone();
                self.agenda.plan(self.now_ms + after_ms, Event::Webhook { body, tries: 0 });
            }
        }
        let Some(due) = self.provider.next_due_at() else { return };
        let due_ms = (due.as_millis() - self.provider_skew_ms).max(self.now_ms) + 1;
        if self.provider_wakes_at_ms.is_none_or(|at_ms| due_ms < at_ms) {
            self.provider_wakes_at_ms = Some(due_ms);
            self.agenda.plan(due_ms, Event::GatewayTime);
        }
    }

    /// Rule 19: verified, told to the order, else queued, else refused so that it comes again.
    pub fn take_webhook(&mut self, body: &str, tries: u32) {
        let now = Timestamp::from_millis(self.now_ms);
        let signature = self.gateways.0.signature(body, self.provider_now());
        let is_altered = self.dice.per_mille(self.storm / 20);
        let sent = if is_altered {
            body.replace("\"amount_minor\":1", "\"amount_minor\":7")
        } else {
            body.to_owned()
        };
        let hook = Hook { signature: Some(&signature), path: &[], body: sent.as_bytes(), now };
        let notice = self.gateways.0.verify(&hook);
        if is_altered && sent != body && notice.is_ok() {
            return self.broken("altered bytes were believed");
        }
        let is_taken = !self.dice.per_mille(self.storm);
        if let (Ok(Notice::Facts(report)), true) = (notice, is_taken) {
            if self.dice.per_mille(self.storm) {
                for after_ms in self.copies(10_000) {
                    self.agenda
                        .plan(self.now_ms + after_ms, Event::Hear { report: report.clone() });
                }
                return;
            }
            return self.hear(&report);
        }
        if tries < MAX_WEBHOOK_TRIES {
            let after_ms = self.dice.while_ms(600_000);
            let event = Event::Webhook { body: body.to_owned(), tries: tries + 1 };
            self.agenda.plan(self.now_ms + after_ms, event);
        }
    }

    /// Somebody does something at the gateway.
    pub fn do_deed(&mut self, session: &str, deed: Deed) {
        let now = self.provider_now();
        let done = self.provider.shopper(session, deed, now);
        self.note(|| format!("{deed:?} at {session}: {done:?}"));
        self.pump_gateway();
        let Some(played) = self.provider.sessions.get(session).filter(|_| done.is_ok()) else {
            return;
        };
        if matches!(deed, Deed::Pay | Deed::PayLater | Deed::PayAndLoseAnswer)
            && played.status == SessionState::Processing
        {
            let deed = if self.dice.per_mille(250) { Deed::FailToSettle } else { Deed::Settle };
            let at_ms = self.now_ms + self.dice.between(60_000, 5 * DAY_MS);
            self.agenda.plan(at_ms, Event::Deed { session: session.to_owned(), deed });
        }
        if deed == Deed::Dispute {
            let deed = *self.dice.pick(&[Deed::WinDispute, Deed::LoseDispute]);
            let at_ms = self.now_ms + self.dice.between(HOUR_MS, 5 * DAY_MS);
            self.agenda.plan(at_ms, Event::Deed { session: session.to_owned(), deed });
        }
    }

    /// The daily look at the gateway (rule 18).
    pub fn sweep_gateway(&mut self) {
        let begun = self.provider_now();
        let (mut part, mut since) = (None, self.swept_since);
        let mut goes_on = !self.is_gateway_down() && !self.dice.per_mille(self.storm);
        while goes_on {
            let call = self.gateways.0.sweep(since, part.as_deref());
            let answer = self.provider.handle(&call, begun);
            let swept = self.gateways.0.read_sweep(since, &Delivered::Answered(answer));
            let Some(swept) = swept else { return self.broken("the sweep cannot be read") };
            for report in &swept.reports {
                self.hear(report);
            }
            part = swept.next;
            goes_on = part.is_some();
            since = if goes_on { since } else { begun.plus_seconds(-3600) };
        }
        let has_news =
            self.provider.sessions.values().any(|session| session.changed_at >= self.swept_since);
        self.swept_since = since;
        if has_news || !self.is_at_rest() {
            self.agenda.plan(self.now_ms + DAY_MS, Event::DailySweep);
        }
    }

    /// The consumer of the queue of mails: its provider knows a repetition by its key.
    pub fn send_mail(&mut self, order: &OrderNumber, sequence: u32, to: Receiver) {
        let key = Parcel::key(order.as_str(), sequence, to);
        let fate = self.dice.per_mille(self.storm);
        if fate && self.dice.per_mille(500) {
            return;
        }
        *self.mails.entry(key).or_default() += 1;
        if !fate {
            let command =
                Command::Acknowledge { parcels: vec![(sequence, to)], listed: None, failure: None };
            self.tell(order, &command);
        }
    }

    /// The consumer of the queue of copies: the order as it is now becomes a row.
    pub fn copy_order(&mut self, number: &OrderNumber) {
        if self.dice.per_mille(self.storm) {
            return;
        }
        let Some(order) = self.order(number) else { return };
        let row = Row {
            revision: order.revision,
            is_settled: order.is_at_rest() && order.outbox.is_empty(),
            heartbeat_ms: order.copies.heartbeat_at.as_millis(),
        };
        let known = self.rows.entry(number.clone()).or_insert(row);
        if known.revision <= row.revision {
            *known = row;
        }
        let command =
            Command::Acknowledge { parcels: Vec::new(), listed: Some(row.revision), failure: None };
        self.tell(number, &command);
    }

    /// Tells an order something that may get lost or come twice.
    pub fn tell(&mut self, order: &OrderNumber, command: &Command) {
        for after_ms in self.copies(300) {
            let (order, command) = (order.clone(), command.clone());
            self.agenda.plan(self.now_ms + after_ms, Event::Command { order, command });
        }
    }
}

fn named(outcome: &StockOutcome) -> String {
    match outcome {
        StockOutcome::Done { levels, .. } => format!(
            "done, {} there, {} committed, {} reserved",
            levels.on_hand, levels.committed, levels.reserved
        ),
        other => format!("{other:?}"),
    }
}
