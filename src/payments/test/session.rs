//! One payment page of the test gateway and what may be done with it.

use serde::{Deserialize, Serialize};

use super::super::{ChargeLine, DisputeState, PaymentMethod, RefundState, SessionState};
use crate::kernel::{Money, OrderNumber, Timestamp};

/// How long an approval can be captured, in seconds: PayPal's three hours.
const APPROVAL_SECONDS: i64 = 3 * 3600;

/// A capture, refund or dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub id: String,
    pub amount_minor: i64,
    /// The capture that a refund or a dispute is about.
    #[serde(default)]
    pub of: String,
    /// A [`RefundState`] or a [`DisputeState`]; empty for captures.
    #[serde(default)]
    pub status: String,
    /// What the shop called a refund; `None` where it was made at the dashboard.
    #[serde(default)]
    pub refund_id: Option<String>,
}

/// A payment page as the gateway keeps and shows it. What a request leaves out has its default, so
/// that the body of a request for a page is read as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayedSession {
    #[serde(default)]
    pub id: String,
    pub order: OrderNumber,
    pub attempt: u32,
    pub method: PaymentMethod,
    pub amount: Money,
    pub lines: Vec<ChargeLine>,
    pub email: String,
    pub locale: String,
    pub return_url: String,
    pub cancel_url: String,
    pub expires_at: Timestamp,
    #[serde(default)]
    pub url: String,
    #[serde(default)]
    pub changed_at: Timestamp,
    #[serde(default = "open")]
    pub status: SessionState,
    #[serde(default)]
    pub captures: Vec<Part>,
    #[serde(default)]
    pub refunds: Vec<Part>,
    #[serde(default)]
    pub disputes: Vec<Part>,
    /// How its webhooks are sent.
    #[serde(default)]
    pub delivery: String,
    /// The next capture takes effect and its answer gets lost.
    #[serde(default)]
    pub loses_answer: bool,
}

const fn open() -> SessionState {
    SessionState::Open
}

/// What a person does at the gateway: the shopper on its page, the merchant at its dashboard, a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// By the manner of the method: captured, approved, or on its way.
    Pay,
    /// The money takes its time, whatever the method.
    PayLater,
    /// The card is refused; the page stays (rule 11).
    Decline,
    /// Charged, but whoever waits for the answer never gets it: the shopper, or for a method with
    /// approval the shop when it captures.
    PayAndLoseAnswer,
    Cancel,
    Expire,
    /// Money that was on its way arrives.
    Settle,
    /// Money that was on its way does not arrive.
    FailToSettle,
    /// Money arrives whatever the page's state, once more if it was paid already.
    PayRegardless,
    /// At the dashboard, behind the shop's back.
    Refund {
        amount_minor: i64,
    },
    /// Every refund that is under way arrives, or fails even after it had succeeded.
    SettleRefunds,
    FailRefunds,
    /// The shopper's bank takes the first capture back.
    Dispute,
    WinDispute,
    LoseDispute,
}

impl Deed {
    pub const NAMED: [(&'static str, Self); 14] = [
        ("pay", Self::Pay),
        ("pay_later", Self::PayLater),
        ("decline", Self::Decline),
        ("pay_and_lose_answer", Self::PayAndLoseAnswer),
        ("cancel", Self::Cancel),
        ("expire", Self::Expire),
        ("settle", Self::Settle),
        ("fail_to_settle", Self::FailToSettle),
        ("pay_regardless", Self::PayRegardless),
        ("settle_refunds", Self::SettleRefunds),
        ("fail_refunds", Self::FailRefunds),
        ("dispute", Self::Dispute),
        ("win_dispute", Self::WinDispute),
        ("lose_dispute", Self::LoseDispute),
    ];

    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, deed)| *deed)
    }
}

impl PlayedSession {
    pub fn captured_minor(&self) -> i64 {
        self.captures.iter().map(|part| part.amount_minor).sum()
    }

    /// What left again or is about to.
    pub fn refunded_minor(&self) -> i64 {
        let lasting = |part: &&Part| !matches!(part.status.as_str(), "failed" | "cancelled");
        self.refunds.iter().filter(lasting).map(|part| part.amount_minor).sum()
    }

    /// Whether the page takes money.
    pub const fn is_payable(&self) -> bool {
        matches!(self.status, SessionState::Open)
    }

    /// When it ends by itself.
    pub fn lapses_at(&self) -> Option<Timestamp> {
        match self.status {
            SessionState::Open => Some(self.expires_at),
            SessionState::Authorised => Some(self.changed_at.plus_seconds(APPROVAL_SECONDS)),
            _ => None,
        }
    }

    /// Takes money.
    pub fn capture(&mut self, amount_minor: i64) {
        let id = format!("tc_{}_{}", self.suffix(), self.captures.len() + 1);
        let part =
            Part { id, amount_minor, of: String::new(), status: String::new(), refund_id: None };
        self.captures.push(part);
        self.status = SessionState::Captured;
    }

    /// Gives money back; `None` when there is not so much left.
    pub fn refund(&mut self, amount_minor: i64, refund_id: Option<String>) -> Option<&Part> {
        let left = self.captured_minor() - self.refunded_minor();
        let of = self.captures.first()?.id.clone();
        if amount_minor < 1 || amount_minor > left {
            return None;
        }
        // Banks take their time with transfers.
        let is_slow = self.method == PaymentMethod::BankTransfer;
        let state = if is_slow { RefundState::Pending } else { RefundState::Succeeded };
        self.refunds.push(Part {
            id: format!("tr_{}_{}", self.suffix(), self.refunds.len() + 1),
            amount_minor,
            of,
            status: name_of(state).to_owned(),
            refund_id,
        });
        self.refunds.last()
    }

    fn suffix(&self) -> &str {
        self.id.trim_start_matches("ts_")
    }

    /// Does it and answers with the states to tell of, in order; `None` where it cannot be done.
    pub fn after(&mut self, deed: Deed) -> Option<Vec<Self>> {
        use SessionState::{Authorised, Cancelled, Captured, Expired, Failed, Open, Processing};
        let amount = self.amount.amount_minor;
        let mut told = Vec::new();
        match (deed, self.status) {
            (Deed::Decline, Open) => {}
            (Deed::Pay | Deed::PayAndLoseAnswer, Open) => {
                let pays_by_approval = self.method == PaymentMethod::Paypal;
                self.loses_answer = pays_by_approval && deed == Deed::PayAndLoseAnswer;
                match self.method {
                    PaymentMethod::Paypal => self.status = Authorised,
                    PaymentMethod::BankTransfer => self.status = Processing,
                    _ => {
                        self.status = Processing;
                        told.push(self.clone());
                        self.capture(amount);
                    }
                }
            }
            (Deed::PayLater, Open) => self.status = Processing,
            (Deed::Cancel, Open | Authorised) => self.status = Cancelled,
            (Deed::Expire, Open | Authorised) => self.status = Expired,
            (Deed::Settle, Processing) | (Deed::PayRegardless, _) => self.capture(amount),
            (Deed::FailToSettle, Processing) => self.status = Failed,
            (Deed::Refund { amount_minor }, Captured) => {
                self.refund(amount_minor, None)?;
            }
            (Deed::SettleRefunds, _) => {
                mark(&mut self.refunds, &["pending"], name_of(RefundState::Succeeded))?;
            }
            (Deed::FailRefunds, _) => {
                mark(&mut self.refunds, &["pending", "succeeded"], name_of(RefundState::Failed))?;
            }
            (Deed::Dispute, Captured) => {
                let capture = self.captures.first()?.clone();
                self.disputes.push(Part {
                    id: format!("td_{}_{}", self.suffix(), self.disputes.len() + 1),
                    of: capture.id,
                    status: "needs_response".to_owned(),
                    ..capture
                });
            }
            (Deed::WinDispute, _) => mark(&mut self.disputes, &["needs_response"], "won")?,
            (Deed::LoseDispute, _) => mark(&mut self.disputes, &["needs_response"], "lost")?,
            _ => return None,
        }
        told.push(self.clone());
        Some(told)
    }
}

fn mark(parts: &mut [Part], from: &[&str], to: &str) -> Option<()> {
    let mut any = None;
    for part in parts.iter_mut().filter(|part| from.contains(&part.status.as_str())) {
        to.clone_into(&mut part.status);
        any = Some(());
    }
    any
}

const fn name_of(state: RefundState) -> &'static str {
    match state {
        RefundState::Requested => "requested",
        RefundState::Submitted => "submitted",
        RefundState::Pending => "pending",
        RefundState::Succeeded => "succeeded",
        RefundState::Failed => "failed",
        RefundState::Cancelled => "cancelled",
    }
}

pub(super) fn refund_state(name: &str) -> Option<RefundState> {
    RefundState::ALL.into_iter().find(|state| name_of(*state) == name)
}

pub(super) fn dispute_state(name: &str) -> Option<DisputeState> {
    match name {
        "needs_response" => Some(DisputeState::NeedsResponse),
        "won" => Some(DisputeState::Won),
        "lost" => Some(DisputeState::Lost),
        _ => None,
    }
}
