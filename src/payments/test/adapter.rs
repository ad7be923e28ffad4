//! The shop's side of the test gateway.

use serde_json::{Value, json};

use super::super::lines::lines_of;
use super::super::reading::{Read, items, text};
use super::super::signing::{check_stamp, stamp};
use super::super::{
    Call, Delivered, Fact, Gateway, GatewayId, Hook, Manner, Notice, Opening, PaymentMethod,
    RefundRequest, Refunding, Report, SessionRequest, Swept, Unsuitable, Unverified, attempt_key,
};
use super::provider::session_of;
use super::session::{Part, PlayedSession, dispute_state, refund_state};
use crate::kernel::{Country, Money, OrderNumber, Timestamp, parse_value};

/// Where its API would be: it is reached as an object, and no such host can exist (RFC 2606).
pub const BASE: &str = "https://gateway.test";
/// Carries the signature of its webhooks.
pub const SIGNATURE_HEADER: &str = "Test-Gateway-Signature";
/// A page lives half an hour, like Stripe's shortest; a transfer has two weeks.
const PAGE_SECONDS: i64 = 1800;
const TRANSFER_SECONDS: i64 = 14 * 24 * 3600;

/// The built-in gateway for development: it takes everything and moves nothing.
#[derive(Debug, Clone)]
pub struct TestGateway {
    /// Signs its webhooks.
    secret: String,
}

impl TestGateway {
    pub const fn new(secret: String) -> Self {
        Self { secret }
    }

    /// The signature header of a webhook that it sends now.
    pub fn signature(&self, body: &str, now: Timestamp) -> String {
        stamp(&self.secret, body.as_bytes(), now)
    }

    fn call(method: &str, path: &str, key: Option<&str>, body: String) -> Call {
        let key = key.map(|key| ("Idempotency-Key".to_owned(), key.to_owned()));
        let kind = ("Content-Type".to_owned(), "application/json".to_owned());
        let headers = key.into_iter().chain((!body.is_empty()).then_some(kind)).collect();
        Call { method: method.to_owned(), url: format!("{BASE}/v1/{path}"), headers, body }
    }
}

impl Gateway for TestGateway {
    fn id(&self) -> GatewayId {
        GatewayId::Test
    }

    fn manner(&self, method: PaymentMethod) -> Option<Manner> {
        match method {
            PaymentMethod::Card => Some(Manner::Immediate),
            PaymentMethod::Paypal => Some(Manner::ApproveThenCapture),
            PaymentMethod::BankTransfer => Some(Manner::Delayed),
            PaymentMethod::Ideal | PaymentMethod::Bancontact => None,
        }
    }

    fn accepts(
        &self,
        method: PaymentMethod,
        amount: Money,
        _country: Country,
    ) -> Result<(), Unsuitable> {
        self.manner(method).ok_or(Unsuitable::Method)?;
        if amount.amount_minor < 1 { Err(Unsuitable::TooSmall) } else { Ok(()) }
    }

    fn page_seconds(&self, method: PaymentMethod) -> i64 {
        if method == PaymentMethod::BankTransfer { TRANSFER_SECONDS } else { PAGE_SECONDS }
    }

    fn secret_headers(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    fn open(&self, asked: &SessionRequest<'_>) -> Call {
        let body = json!({
            "order": asked.order,
            "attempt": asked.attempt,
            "method": asked.method,
            "amount": asked.amount,
            "lines": lines_of(asked, |_| true),
            "email": asked.email,
            "locale": asked.locale,
            "return_url": asked.return_url,
            "cancel_url": asked.cancel_url,
            "expires_at": asked.expires_at,
        });
        let key = attempt_key(asked.order, asked.attempt, "open");
        Self::call("POST", "sessions", Some(&key), body.to_string())
    }

    fn read_opened(&self, delivered: &Delivered) -> Opening {
        Read::from(delivered).opening(|answer| {
            Some((text(answer, "id")?.to_owned(), text(answer, "url")?.to_owned()))
        })
    }

    fn look(&self, session: &str) -> Call {
        Self::call("GET", &format!("sessions/{session}"), None, String::new())
    }

    fn read_look(&self, session: &str, delivered: &Delivered) -> Option<Vec<Fact>> {
        let played = session_of(&Read::from(delivered).good()?)?;
        (played.id == session).then(|| facts_of(&played))
    }

    fn close(&self, session: &str, key: &str) -> Option<Call> {
        let path = format!("sessions/{session}/expiration");
        Some(Self::call("POST", &path, Some(key), String::new()))
    }

    fn capture(&self, session: &str, amount: Money, key: &str) -> Option<Call> {
        let body = json!({"amount_minor": amount.amount_minor}).to_string();
        Some(Self::call("POST", &format!("sessions/{session}/captures"), Some(key), body))
    }

    fn refund(&self, asked: &RefundRequest<'_>) -> Call {
        let body = json!({
            "amount_minor": asked.amount.amount_minor,
            "capture": asked.capture,
            "refund_id": asked.refund_id,
        });
        let path = format!("sessions/{}/refunds", asked.session);
        Self::call("POST", &path, Some(asked.key), body.to_string())
    }

    fn read_refund(&self, delivered: &Delivered) -> Refunding {
        Read::from(delivered).refunding(|answer| {
            let state = refund_state(text(answer, "status")?)?;
            Some(Refunding::Accepted { id: text(answer, "id")?.to_owned(), state })
        })
    }

    fn verify(&self, hook: &Hook<'_>) -> Result<Notice, Unverified> {
        check_stamp(std::slice::from_ref(&self.secret), hook.signature, hook.body, hook.now)?;
        let event = parse_value(hook.body).map_err(|_| Unverified::Unreadable)?;
        if event.get("live") != Some(&Value::Bool(false)) {
            return Err(Unverified::WrongMode);
        }
        let session = event.get("session").and_then(session_of).ok_or(Unverified::Unreadable)?;
        Ok(Notice::Facts(report_of(&session)))
    }

    fn sweep(&self, since: Timestamp, part: Option<&str>) -> Call {
        let after = part.map_or_else(String::new, |part| format!("&after={part}"));
        Self::call("GET", &format!("changes?since={since}{after}"), None, String::new())
    }

    fn read_sweep(&self, _since: Timestamp, delivered: &Delivered) -> Option<Swept> {
        let answer = Read::from(delivered).good()?;
        answer.get("sessions")?;
        let sessions = items(&answer, "sessions").iter();
        let reports: Option<Vec<Report>> =
            sessions.map(|session| Some(report_of(&session_of(session)?))).collect();
        Some(Swept { reports: reports?, next: text(&answer, "next").map(str::to_owned) })
    }

    fn owner(&self, of: &str) -> Option<Call> {
        // `tc_<page>_<number>`
        let page = of.strip_prefix("tc_")?.split('_').next()?;
        Some(self.look(&format!("ts_{page}")))
    }

    fn read_owner(&self, delivered: &Delivered) -> Option<OrderNumber> {
        session_of(&Read::from(delivered).good()?).map(|session| session.order)
    }
}

fn report_of(session: &PlayedSession) -> Report {
    Report {
        gateway: GatewayId::Test,
        order: Some(session.order.clone()),
        facts: facts_of(session),
    }
}

fn facts_of(session: &PlayedSession) -> Vec<Fact> {
    let money = |part: &Part| Money::new(part.amount_minor, session.amount.currency);
    let state = Fact::Session { session: session.id.clone(), state: session.status };
    let captures = session.captures.iter().map(|part| Fact::Capture {
        id: part.id.clone(),
        session: session.id.clone(),
        amount: money(part),
    });
    let refunds = session.refunds.iter().filter_map(|part| {
        Some(Fact::Refund {
            id: part.id.clone(),
            of: part.of.clone(),
            amount: money(part),
            state: refund_state(&part.status)?,
            refund_id: part.refund_id.clone(),
        })
    });
    let disputes = session.disputes.iter().filter_map(|part| {
        Some(Fact::Dispute {
            id: part.id.clone(),
            of: part.of.clone(),
            amount: money(part),
            state: dispute_state(&part.status)?,
        })
    });
    [state].into_iter().chain(captures).chain(refunds).chain(disputes).collect()
}
