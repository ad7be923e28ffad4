//! The money ledger of one order: what gateways have confirmed, keyed by their own objects
//! (rules 15 to 17). Totals are computed from it and stored nowhere.

use serde::{Deserialize, Serialize};

use super::{DisputeState, GatewayId, RefundState};
use crate::kernel::{Currency, Money, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    Capture,
    Refund,
    Dispute,
}

/// How the object stands; captures only exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "kind", content = "state")]
pub enum EntryState {
    Capture,
    Refund(RefundState),
    Dispute(DisputeState),
}

impl EntryState {
    pub const fn kind(self) -> EntryKind {
        match self {
            Self::Capture => EntryKind::Capture,
            Self::Refund(_) => EntryKind::Refund,
            Self::Dispute(_) => EntryKind::Dispute,
        }
    }

    pub const fn is_open_dispute(self) -> bool {
        matches!(self, Self::Dispute(state) if state.is_open())
    }

    const fn passes_to(self, next: Self) -> bool {
        match (self, next) {
            (Self::Refund(from), Self::Refund(to)) => from.passes_to(to),
            (Self::Dispute(from), Self::Dispute(to)) => from.passes_to(to),
            _ => false,
        }
    }
}

/// One object of a gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Entry {
    pub gateway: GatewayId,
    /// The gateway's id of the capture, refund or dispute.
    pub id: String,
    pub state: EntryState,
    pub amount: Money,
    /// Of a capture: its session. Of a refund or dispute: what it takes back, a capture or session.
    pub of: String,
    pub booked_at: Timestamp,
}

/// Sums in minor units of the order's currency; money in another currency is in none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Everything that was captured, whether or not it pays for something.
    pub captured_minor: i64,
    pub refunded_minor: i64,
    /// Refunds that the gateway has and that are not through.
    pub pending_minor: i64,
    /// Withheld by open disputes.
    pub disputed_minor: i64,
    /// Taken back by lost disputes.
    pub lost_minor: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ledger {
    entries: Vec<Entry>,
}

impl Ledger {
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn find(&self, gateway: GatewayId, kind: EntryKind, id: &str) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|known| known.gateway == gateway && known.state.kind() == kind && known.id == id)
    }

    /// Books what a gateway says of one of its objects. Saying it again, or saying older news, books
    /// nothing. Answers whether something changed.
    pub fn book(&mut self, entry: Entry) -> bool {
        let same = |known: &&mut Entry| {
            known.gateway == entry.gateway
                && known.state.kind() == entry.state.kind()
                && known.id == entry.id
        };
        match self.entries.iter_mut().find(same) {
            None => {
                self.entries.push(entry);
                true
            }
            Some(known) if known.state.passes_to(entry.state) => {
                known.state = entry.state;
                // A dispute may grow or shrink while it is looked at.
                known.amount = entry.amount;
                true
            }
            Some(_) => false,
        }
    }

    pub fn totals(&self, currency: Currency) -> Totals {
        let mut totals = Totals::default();
        for entry in self.entries.iter().filter(|entry| entry.amount.currency == currency) {
            let amount = entry.amount.amount_minor;
            match entry.state {
                EntryState::Capture => totals.captured_minor += amount,
                EntryState::Refund(RefundState::Succeeded) => totals.refunded_minor += amount,
                EntryState::Refund(state) if state.is_in_flight() => totals.pending_minor += amount,
                EntryState::Dispute(DisputeState::Lost) => totals.lost_minor += amount,
                EntryState::Dispute(state) if state.is_open() => totals.disputed_minor += amount,
                EntryState::Refund(_) | EntryState::Dispute(_) => {}
            }
        }
        totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(id: u8, state: EntryState, amount_minor: i64) -> Entry {
        Entry {
            gateway: GatewayId::Test,
            id: id.to_string(),
            state,
            amount: Money::new(amount_minor, Currency::parse("EUR").unwrap()),
            of: "session".to_owned(),
            booked_at: Timestamp::from_millis(0),
        }
    }

    #[test]
    fn rule_16_the_same_object_is_booked_once_however_often_it_is_reported() {
        let mut ledger = Ledger::default();
        assert!(ledger.book(entry(1, EntryState::Capture, 500)));
        assert!(!ledger.book(entry(1, EntryState::Capture, 500)));
        assert!(ledger.book(entry(1, EntryState::Refund(RefundState::Pending), 200)));
        assert!(ledger.book(entry(1, EntryState::Refund(RefundState::Succeeded), 200)));
        assert!(!ledger.book(entry(1, EntryState::Refund(RefundState::Pending), 200)));
        let totals = ledger.totals(Currency::parse("EUR").unwrap());
        assert_eq!(
            (totals.captured_minor, totals.refunded_minor, totals.pending_minor),
            (500, 200, 0)
        );
        assert_eq!(ledger.totals(Currency::parse("CHF").unwrap()), Totals::default());
    }

    proptest! {
        #[test]
        fn rule_16_the_order_and_the_number_of_reports_do_not_matter(
            order in Just((0..8_usize).chain(0..8).collect::<Vec<_>>()).prop_shuffle()
        ) {
            let facts = [
                entry(1, EntryState::Capture, 900),
                entry(2, EntryState::Refund(RefundState::Pending), 300),
                entry(2, EntryState::Refund(RefundState::Succeeded), 300),
                entry(3, EntryState::Refund(RefundState::Succeeded), 100),
                entry(3, EntryState::Refund(RefundState::Failed), 100),
                entry(4, EntryState::Dispute(DisputeState::NeedsResponse), 200),
                entry(4, EntryState::Dispute(DisputeState::UnderReview), 200),
                entry(4, EntryState::Dispute(DisputeState::Lost), 200),
            ];
            let mut ledger = Ledger::default();
            for at in order {
                ledger.book(facts[at].clone());
            }
            let totals = ledger.totals(Currency::parse("EUR").unwrap());
            prop_assert_eq!(totals.captured_minor, 900);
            prop_assert_eq!(totals.refunded_minor, 300);
            prop_assert_eq!(totals.lost_minor, 200);
            prop_assert_eq!(totals.pending_minor + totals.disputed_minor, 0);
        }
    }
}
