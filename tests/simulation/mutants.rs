//! The shop with one safeguard removed. Each is built into the wiring of the simulation, so that the
//! code under test stays as it is.

use awning::inventory::{StockCommand, StockOutcome};
use awning::kernel::{OrderNumber, Sku, Timestamp};
use awning::orders::{Outcome, Parcel, Purpose, Refund, RefundCause};
use awning::payments::{Call, Delivered, Fact, GatewayAnswer, RefundState, Report};

use super::world::World;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutant {
    /// The object sends before it has saved what it sends (rule 8).
    SendsBeforeSaving,
    /// The alarm is not set first (rule 20).
    SetsNoAlarmFirst,
    /// Money is booked by the event that told of it, not by the gateway's object (rule 16).
    BooksByEvent,
    /// A repeated reservation is another one.
    ReservesTwice,
    /// A late message of a released generation holds units again.
    HearsReleasedHolds,
    /// A refund that is tried again has a new key (rule 8).
    RefundsWithFreshKeys,
    /// No answer is taken for a refusal (rule 9).
    TakesSilenceForRefusal,
    /// A message counts as received when the queue has it.
    ForgetsOnEnqueue,
    /// Paid units are committed whether or not they are there (rule 22).
    CommitsUnchecked,
    /// A second capture is kept (rule 7).
    KeepsSecondCapture,
    /// Goods are given back while the page can still be paid (rule 22).
    ReleasesEarly,
}

impl Mutant {
    pub const ALL: [Self; 11] = [
        Self::SendsBeforeSaving,
        Self::SetsNoAlarmFirst,
        Self::BooksByEvent,
        Self::ReservesTwice,
        Self::HearsReleasedHolds,
        Self::RefundsWithFreshKeys,
        Self::TakesSilenceForRefusal,
        Self::ForgetsOnEnqueue,
        Self::CommitsUnchecked,
        Self::KeepsSecondCapture,
        Self::ReleasesEarly,
    ];

    /// Where the search for a history that tells begins: near one, so that the quick loop stays quick.
    pub const fn first_seed(self) -> u64 {
        match self {
            Self::RefundsWithFreshKeys => 278,
            Self::TakesSilenceForRefusal => 153,
            Self::CommitsUnchecked => 294,
            _ => 0,
        }
    }
}

impl World {
    /// Whether a refund is one that a shop without rule 7 would not make.
    fn is_forgotten(&self, refund: &Refund) -> bool {
        self.mutant == Some(Mutant::KeepsSecondCapture) && refund.cause == RefundCause::Duplicate
    }

    pub fn mutate_order(&mut self, number: &OrderNumber) {
        if self.mutant != Some(Mutant::KeepsSecondCapture) {
            return;
        }
        let Some(order) = self.order(number) else { return };
        let mut refunds = std::mem::take(&mut order.refunds);
        for refund in refunds.iter_mut().filter(|refund| self.is_forgotten(refund)) {
            refund.state = RefundState::Succeeded;
        }
        if let Some(order) = self.order(number) {
            order.refunds = refunds;
        }
    }

    /// Whether a call is not made at all.
    pub fn is_call_forgotten(&mut self, number: &OrderNumber, purpose: &Purpose) -> bool {
        let Purpose::Refund { refund: id } = purpose else { return false };
        let refunds = self.order(number).map(|order| order.refunds.clone()).unwrap_or_default();
        refunds.iter().any(|refund| refund.id == *id && self.is_forgotten(refund))
    }

    pub fn mutate_report(&mut self, report: &Report) -> Report {
        let mut report = report.clone();
        if self.mutant == Some(Mutant::BooksByEvent) {
            let event = self.steps;
            for fact in &mut report.facts {
                if let Fact::Capture { id, .. } = fact {
                    *id = format!("{id}-{event}");
                }
            }
        }
        report
    }

    pub fn mutate_outcome(&mut self, outcome: &Outcome) -> Outcome {
        let mut outcome = outcome.clone();
        if self.mutant == Some(Mutant::TakesSilenceForRefusal)
            && let Outcome::Sent { delivered, .. } = &mut outcome
            && *delivered == Delivered::Unknown
        {
            let answer = GatewayAnswer { status: 400, body: "{}".to_owned() };
            *delivered = Delivered::Answered(answer);
        }
        outcome
    }

    pub fn mutate_call(&mut self, purpose: &Purpose, mut call: Call) -> Call {
        if self.mutant == Some(Mutant::RefundsWithFreshKeys)
            && matches!(purpose, Purpose::Refund { .. })
        {
            for (name, value) in &mut call.headers {
                if name == "Idempotency-Key" {
                    *value = format!("{value}-{}", self.steps);
                }
            }
        }
        call
    }

    pub fn mutate_outbox(&mut self, number: &OrderNumber, parcels: &[Parcel]) {
        if self.mutant == Some(Mutant::ForgetsOnEnqueue)
            && let Some(order) = self.order(number)
        {
            let is_sent = |parcel: &Parcel| {
                parcels.iter().any(|sent| (sent.sequence, sent.to) == (parcel.sequence, parcel.to))
            };
            order.outbox.retain(|parcel| !is_sent(parcel));
        }
    }

    pub fn mutate_stock(
        &mut self,
        sku: &Sku,
        command: &StockCommand,
        now: Timestamp,
    ) -> StockOutcome {
        let mutant = self.mutant;
        let stock = self.shelves.get_mut(sku).unwrap();
        let book = &mut stock.book;
        match (mutant, command) {
            (Some(Mutant::ReservesTwice), StockCommand::Reserve { order, .. }) => {
                if let Some(known) = book.holdings.get_mut(order) {
                    known.reserved = 0;
                }
            }
            (Some(Mutant::HearsReleasedHolds), StockCommand::Reserve { order, .. }) => {
                if let Some(known) = book.holdings.get_mut(order) {
                    (known.closed_hold, known.hold) = (0, 0);
                }
            }
            (Some(Mutant::CommitsUnchecked), StockCommand::Commit { .. }) => {
                let safety = std::mem::replace(&mut book.counts.safety, -1000);
                let outcome = book.apply(command, now);
                book.counts.safety = safety;
                return outcome;
            }
            _ => {}
        }
        let outcome = book.apply(command, now);
        if mutant == Some(Mutant::ReleasesEarly)
            && let StockCommand::Extend { order, hold, .. } = command
        {
            let release = StockCommand::Release { order: order.clone(), hold: *hold };
            self.check_release(sku, &release);
            self.shelves.get_mut(sku).unwrap().book.apply(&release, now);
        }
        outcome
    }
}
