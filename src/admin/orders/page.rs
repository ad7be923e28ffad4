//! One order with everything that is known of it.

use askama::Template;

use super::told::{ToldAttempt, ToldEntry, ToldOrder, ToldRefund};
use crate::admin::views::{Frame, desk_page};
use crate::admin::words::{self, Badge, LOCALE, Names, money};
use crate::cart::Summary;
use crate::kernel::Money;
use crate::orders::{EndReason, RefundCause};
use crate::payments::{AttemptState, DisputeState, Entry, EntryState, RefundState};
use crate::web::{Form, Problem};

#[derive(Debug, Template)]
#[template(path = "admin/orders/page.html", whitespace = "minimize")]
pub struct OrderPage {
    pub frame: Frame,
    pub order: ToldOrder,
    pub names: Names,
    /// Of each form of this page.
    pub key: String,
    /// The note as it was typed, where it was refused.
    pub form: Form,
    pub problem: Option<Problem>,
}

impl OrderPage {
    fn summary(&self) -> Summary {
        Summary::of(&self.order.quote, LOCALE)
    }

    #[expect(clippy::ref_option, reason = "templates hand on references")]
    fn who(&self, by: &Option<String>) -> Option<String> {
        self.names.of(by.as_deref())
    }

    /// What a line came to with its discounts, before tax that is added.
    fn cost_of(&self, line_id: &str) -> String {
        let line = self.order.quote.lines.iter().find(|line| line.id == line_id);
        self.order.money(line.map_or(0, |line| line.discounted_minor))
    }

    /// The newest first.
    fn timeline(&self) -> impl Iterator<Item = &ToldEntry> {
        self.order.timeline.iter().rev()
    }

    fn resendable(&self, entry: &ToldEntry) -> Option<u32> {
        let is_event = !entry.kind.starts_with("mail_") && entry.kind != "resent";
        entry.event.filter(|sequence| is_event && self.order.is_told_to_shopper(*sequence))
    }

    const fn ended(&self) -> Option<&'static str> {
        match &self.order.end {
            None | Some(EndReason::Cancelled { .. }) => None,
            Some(EndReason::OutOfStock { .. }) => Some("Some of its goods were not there."),
            Some(EndReason::PromotionUsedUp { .. }) => Some("A discount of it was used up."),
            Some(EndReason::TooManyUnpaid) => Some("The shopper had too many unpaid orders."),
            Some(EndReason::PaymentUnavailable { .. }) => Some("No payment page could be opened."),
            Some(EndReason::Unavailable) => Some("The shop could not answer."),
            Some(EndReason::AlreadyPaying { .. }) => {
                Some("An earlier order of the same cart was being paid.")
            }
            Some(EndReason::NotPaid) => Some("Nobody paid in time."),
            Some(EndReason::Superseded { .. }) => {
                Some("A later order of the same cart took its place.")
            }
            Some(EndReason::GoodsGone { .. }) => {
                Some("It was paid when its goods were gone. The money goes back.")
            }
        }
    }

    fn cancelled_because(&self) -> Option<&str> {
        match &self.order.end {
            Some(EndReason::Cancelled { note }) if !note.trim().is_empty() => Some(note),
            _ => None,
        }
    }

    const fn entry_title(entry: &Entry) -> &'static str {
        match entry.state {
            EntryState::Capture => "Received",
            EntryState::Refund(state) => match state {
                RefundState::Succeeded => "Refunded",
                RefundState::Failed | RefundState::Cancelled => "Refund that failed",
                _ => "Refund on its way",
            },
            EntryState::Dispute(state) => match state {
                DisputeState::Warning => "Inquiry of the bank",
                DisputeState::NeedsResponse => "Disputed: answer the bank",
                DisputeState::UnderReview => "Disputed: being looked at",
                DisputeState::Won => "Dispute won",
                DisputeState::Lost => "Dispute lost",
            },
        }
    }

    fn entry_amount(entry: &Entry) -> String {
        let goes = match entry.state {
            EntryState::Refund(_) => true,
            EntryState::Dispute(state) => state.is_open() || state == DisputeState::Lost,
            EntryState::Capture => false,
        };
        let minor = entry.amount.amount_minor;
        money(Money::new(if goes { -minor } else { minor }, entry.amount.currency))
    }

    const fn refund_badge(refund: &ToldRefund) -> Badge {
        match refund.state {
            RefundState::Succeeded => Badge { text: "Refunded", tone: " is-good" },
            RefundState::Failed => Badge { text: "Failed", tone: " is-bad" },
            RefundState::Cancelled => Badge { text: "Not made", tone: "" },
            _ => Badge { text: "On its way", tone: " is-warning" },
        }
    }

    fn refund_reason(refund: &ToldRefund) -> &str {
        match refund.cause {
            RefundCause::Asked => &refund.reason,
            RefundCause::Duplicate => "It was paid twice",
            RefundCause::GoodsGone => "The goods were gone",
            RefundCause::Cancelled => "The order was cancelled",
        }
    }

    const fn attempt_badge(attempt: &ToldAttempt) -> Badge {
        match attempt.state {
            AttemptState::Created | AttemptState::Open => {
                Badge { text: "Open", tone: " is-warning" }
            }
            AttemptState::Processing => Badge { text: "On its way", tone: " is-warning" },
            AttemptState::Authorised => Badge { text: "Approved", tone: " is-warning" },
            AttemptState::Captured => Badge { text: "Paid", tone: " is-good" },
            AttemptState::Failed => Badge { text: "Failed", tone: " is-bad" },
            AttemptState::Expired => Badge { text: "Not made in time", tone: "" },
            AttemptState::Cancelled => Badge { text: "Closed", tone: "" },
        }
    }

    /// Only what is an address of the web becomes a link.
    fn followed(url: &str) -> Option<&str> {
        url.starts_with("https://").then_some(url)
    }

    fn unmatched(&self) -> Option<String> {
        let minor = self.order.totals.unmatched_minor;
        (minor > 0).then(|| self.order.money(minor))
    }
}

desk_page!(OrderPage);
