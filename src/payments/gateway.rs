//! The contract that every gateway keeps: wishes become [`Call`]s, answers become [`Fact`]s. An
//! adapter holds keys and addresses and nothing else; it neither sends nor remembers.

use serde::{Deserialize, Serialize};

use super::{DisputeState, RefundState};
use crate::kernel::{Address, Country, Email, Money, OrderNumber, Timestamp};

/// Which gateway; its name stands in addresses of webhooks and in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GatewayId {
    Stripe,
    Mollie,
    /// Plays a gateway on a developer's machine.
    Test,
}

impl GatewayId {
    pub const ALL: [Self; 3] = [Self::Stripe, Self::Mollie, Self::Test];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stripe => "stripe",
            Self::Mollie => "mollie",
            Self::Test => "test",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gateway| gateway.as_str() == text)
    }
}

/// What the shopper chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    Card,
    Ideal,
    Bancontact,
    Paypal,
    BankTransfer,
}

impl PaymentMethod {
    pub const ALL: [Self; 5] =
        [Self::Card, Self::Ideal, Self::Bancontact, Self::Paypal, Self::BankTransfer];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Ideal => "ideal",
            Self::Bancontact => "bancontact",
            Self::Paypal => "paypal",
            Self::BankTransfer => "bank_transfer",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == text)
    }
}

/// How money moves once the shopper agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The gateway captures by itself.
    Immediate,
    /// The shopper approves; we capture (rule 13).
    ApproveThenCapture,
    /// The gateway captures by itself, days later (rule 12).
    Delayed,
}

/// An HTTP request to a gateway without its secrets, as it is stored before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// `GET`, `POST` or `DELETE`.
    pub method: String,
    /// Absolute, at the gateway's configured base.
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// What came back, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayAnswer {
    pub status: u16,
    pub body: String,
}

/// What became of a call (rule 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivered {
    Answered(GatewayAnswer),
    /// It never reached the gateway: connection refused, the circuit is open.
    NotSent,
    /// Time ran out or the connection broke: it may have taken effect.
    Unknown,
}

/// One position of the gateway's page: quantity 1, its final gross amount (rule 14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeLine {
    pub title: String,
    pub amount_minor: i64,
}

/// A wish for a payment page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRequest<'a> {
    pub order: &'a OrderNumber,
    /// From 1.
    pub attempt: u32,
    pub method: PaymentMethod,
    pub amount: Money,
    /// Sum to `amount`.
    pub lines: &'a [ChargeLine],
    pub email: &'a Email,
    pub address: Option<&'a Address>,
    /// Like `de-DE`.
    pub locale: &'a str,
    pub return_url: &'a str,
    pub cancel_url: &'a str,
    /// The shop's own address; `None` where no gateway can reach it, and polling does the work.
    pub public_origin: Option<&'a str>,
    pub now: Timestamp,
    /// Fixed with the attempt.
    pub expires_at: Timestamp,
}

/// What became of the wish for a payment page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    Opened {
        session: String,
        redirect_url: String,
    },
    /// No session exists. `passes` says that another try later may succeed (429, circuit open).
    Refused {
        passes: bool,
        reason: String,
    },
    /// A session may exist.
    Unknown,
}

/// What became of the wish for a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refunding {
    Accepted {
        id: String,
        state: RefundState,
    },
    /// There is no such refund and will not be one.
    Refused {
        reason: String,
    },
    /// Nothing happened, and another try later may succeed.
    Later,
    Unknown,
}

/// How a payment page stands at its gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// Can be paid.
    Open,
    /// The shopper is done and the money is on its way: not paid.
    Processing,
    /// Approved and not captured.
    Authorised,
    /// Cannot be paid any more; what was captured says its own fact.
    Captured,
    Failed,
    Expired,
    Cancelled,
}

/// What a gateway says is so. Facts may come in any order and any number of times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    Session {
        session: String,
        state: SessionState,
    },
    Capture {
        id: String,
        session: String,
        amount: Money,
    },
    Refund {
        id: String,
        /// The capture or session that it gives back, in the words of the gateway's own ids.
        of: String,
        amount: Money,
        state: RefundState,
        /// The id that we gave with it; `None` for one that was made at the gateway's dashboard.
        refund_id: Option<String>,
    },
    Dispute {
        id: String,
        of: String,
        amount: Money,
        state: DisputeState,
    },
}

/// Facts of one order's payment. An order without facts is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub gateway: GatewayId,
    /// `None`: the gateway says nothing of an order; money without an order (rule 18).
    pub order: Option<OrderNumber>,
    pub facts: Vec<Fact>,
}

/// A webhook as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook<'a> {
    /// The header that carries the signature, where the gateway signs.
    pub signature: Option<&'a str>,
    /// Path segments after `/hooks/payments/{gateway}`, which carry order and MAC for Mollie.
    pub path: &'a [&'a str],
    pub body: &'a [u8],
    pub now: Timestamp,
}

/// What a verified webhook says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// The facts themselves: the bytes were signed.
    Facts(Report),
    /// Something changed at this order: its gateway is to be asked.
    Look { gateway: GatewayId, order: OrderNumber },
    /// Verified and about nothing that matters here.
    Nothing,
}

/// Why a webhook changes nothing (rule 19).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unverified {
    /// There is no such gateway, or the shop does not use it.
    NotConfigured,
    NoSignature,
    BadSignature,
    /// Signed more than 300 s ago or ahead.
    Stale,
    /// A test event at a live shop, or the other way round.
    WrongMode,
    Unreadable,
}

/// Why a gateway is not offered (rule 14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsuitable {
    Method,
    Country,
    Currency,
    TooSmall,
    TooLarge,
    /// Not a multiple of the smallest step.
    Step,
}

/// One part of what happened at a gateway since an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swept {
    pub reports: Vec<Report>,
    /// Where the next part begins; `None` after the last.
    pub next: Option<String>,
}

/// One gateway, with its keys. Every function is total: what cannot be read is `Unknown`, never a
/// refusal.
pub trait Gateway {
    fn id(&self) -> GatewayId;

    /// `None` when the gateway does not offer the method.
    fn manner(&self, method: PaymentMethod) -> Option<Manner>;

    /// Whether this sum can be charged by this method to somebody in this country.
    ///
    /// # Errors
    /// The first reason why not.
    fn accepts(
        &self,
        method: PaymentMethod,
        amount: Money,
        country: Country,
    ) -> Result<(), Unsuitable>;

    /// How long a payment page lives by default and at least, in seconds.
    fn page_seconds(&self, method: PaymentMethod) -> i64;

    /// Headers with secrets, added when a call is sent and stored nowhere.
    fn secret_headers(&self) -> Vec<(String, String)>;

    fn open(&self, asked: &SessionRequest<'_>) -> Call;
    fn read_opened(&self, delivered: &Delivered) -> Opening;

    /// Asks how a page stands, with its captures, refunds and disputes as far as one call tells.
    fn look(&self, session: &str) -> Call;
    /// `None`: nobody knows.
    fn read_look(&self, session: &str, delivered: &Delivered) -> Option<Vec<Fact>>;

    /// Closes a page so that it cannot be paid, or lets an approval go; whether it did is looked up
    /// afterwards. `None` where the gateway cannot.
    fn close(&self, session: &str, key: &str) -> Option<Call>;

    /// Takes approved money. `None` where the gateway captures by itself. Whether it did is looked
    /// up afterwards.
    fn capture(&self, session: &str, amount: Money, key: &str) -> Option<Call>;

    /// Gives back a part of a capture.
    fn refund(&self, asked: &RefundRequest<'_>) -> Call;
    fn read_refund(&self, delivered: &Delivered) -> Refunding;

    /// # Errors
    /// Why it changes nothing.
    fn verify(&self, hook: &Hook<'_>) -> Result<Notice, Unverified>;

    /// Everything since an instant, in parts (rule 18).
    fn sweep(&self, since: Timestamp, part: Option<&str>) -> Call;
    /// `since` as it was asked: not every gateway's lists can be cut off there.
    fn read_sweep(&self, since: Timestamp, delivered: &Delivered) -> Option<Swept>;

    /// Asks which order a capture belongs to, by the id that a fact names it with: what a gateway says
    /// of refunds and disputes made elsewhere does not always name the order. `None` where the id is
    /// not one of this gateway's.
    fn owner(&self, of: &str) -> Option<Call>;
    /// `None`: nobody knows, or none of ours.
    fn read_owner(&self, delivered: &Delivered) -> Option<OrderNumber>;
}

/// The idempotency key of an attempt's operation, `<order>:<attempt>:<operation>` (rule 8).
pub fn attempt_key(order: &OrderNumber, attempt: u32, operation: &str) -> String {
    format!("{order}:{attempt}:{operation}")
}

/// A wish for a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRequest<'a> {
    pub order: &'a OrderNumber,
    pub refund_id: &'a str,
    pub session: &'a str,
    /// The gateway's id of the capture.
    pub capture: &'a str,
    pub amount: Money,
    /// `<order>:<attempt>:refund-<id>`.
    pub key: &'a str,
}
