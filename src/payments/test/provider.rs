//! The far side of the test gateway: its pages, its API, its memory for idempotency keys and the
//! webhooks that it owes. Pure, so that the simulation and the development shop play the same one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::super::reading::{number, text};
use super::super::{Call, GatewayAnswer, SessionState};
use super::session::{Deed, PlayedSession};
use super::webhooks::{Delivery, Webhook, tell};
use crate::kernel::{Timestamp, from_json, from_value, hex, parse_value};

/// How long an answer is replayed for its key, in seconds.
const KEY_SECONDS: i64 = 24 * 3600;
/// Longest life of a page, in seconds.
const MAX_PAGE_SECONDS: i64 = 14 * 24 * 3600;
/// Pages in one part of a list.
const PART_LENGTH: usize = 20;

/// What a key was answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyedAnswer {
    /// Of the request that it belongs to.
    pub digest: String,
    pub answer: GatewayAnswer,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Provider {
    pub sessions: BTreeMap<String, PlayedSession>,
    pub keys: BTreeMap<String, KeyedAnswer>,
    /// Not sent yet.
    pub webhooks: Vec<Webhook>,
}

/// What a call touches, so that the rest need not be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// A page that there is, by its id; what does not exist yet is under no id.
    Session(Option<String>),
    /// Every page that changed since an instant.
    ChangedSince(Timestamp),
}

/// Where a person is led after a deed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Led {
    /// Back to the shop.
    To(String),
    /// The gateway's page is shown again.
    Stays,
    /// The answer is lost.
    Nowhere,
}

/// Why a deed was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDone {
    UnknownSession,
    /// Not in this state of the page.
    NotNow,
}

impl Provider {
    pub fn touched(call: &Call) -> Touched {
        let (path, query) = parts_of(call);
        match path.as_slice() {
            ["changes"] => Touched::ChangedSince(
                value_of(query, "since")
                    .and_then(|text| Timestamp::parse(&text))
                    .unwrap_or_default(),
            ),
            ["sessions", id, ..] => Touched::Session(Some((*id).to_owned())),
            _ => Touched::Session(None),
        }
    }

    pub fn key_of(call: &Call) -> Option<&str> {
        let header = call.headers.iter().find(|(name, _)| name == "Idempotency-Key");
        header.map(|(_, key)| key.as_str())
    }

    /// Answers its HTTP API. 504 stands for an answer that was lost on the way.
    pub fn handle(&mut self, call: &Call, now: Timestamp) -> GatewayAnswer {
        self.pass_time(now);
        if call.method == "GET" {
            return self.read(call);
        }
        let Some(key) = Self::key_of(call) else {
            return refusal(400, "key_missing", "Send an Idempotency-Key.");
        };
        let digest = digest_of(&[&call.method, &call.url, &call.body]);
        if let Some(known) = self.keys.get(key)
            && now < known.at.plus_seconds(KEY_SECONDS)
        {
            return if known.digest == digest {
                known.answer.clone()
            } else {
                refusal(400, "key_reused", "This key came with another request before.")
            };
        }
        let (answer, is_lost) = self.change(call, key, now);
        let kept = KeyedAnswer { digest, answer: answer.clone(), at: now };
        self.keys.insert(key.to_owned(), kept);
        if is_lost { GatewayAnswer { status: 504, body: String::new() } } else { answer }
    }

    /// What somebody does at the gateway, and where it leads him.
    ///
    /// # Errors
    /// Nothing was done.
    pub fn shopper(&mut self, id: &str, deed: Deed, now: Timestamp) -> Result<Led, NotDone> {
        self.pass_time(now);
        let session = self.sessions.get_mut(id).ok_or(NotDone::UnknownSession)?;
        let told = session.after(deed).ok_or(NotDone::NotNow)?;
        session.changed_at = now;
        let led = match deed {
            Deed::PayAndLoseAnswer if session.status == SessionState::Captured => Led::Nowhere,
            Deed::Pay | Deed::PayLater | Deed::PayAndLoseAnswer => {
                Led::To(session.return_url.clone())
            }
            Deed::Cancel => Led::To(session.cancel_url.clone()),
            _ => Led::Stays,
        };
        let delivery = Delivery::named(&session.delivery);
        self.webhooks.extend(tell(&told, deed == Deed::Decline, delivery, now));
        Ok(led)
    }

    /// Says how the webhooks of a page are sent from now on.
    pub fn choose_delivery(&mut self, id: &str, delivery: Delivery) {
        if let Some(session) = self.sessions.get_mut(id) {
            delivery.as_str().clone_into(&mut session.delivery);
        }
    }

    /// Ends what lapsed meanwhile.
    pub fn pass_time(&mut self, now: Timestamp) {
        for session in self.sessions.values_mut() {
            if let Some(lapses_at) = session.lapses_at().filter(|lapses_at| *lapses_at <= now) {
                session.status = SessionState::Expired;
                session.changed_at = lapses_at;
                let delivery = Delivery::named(&session.delivery);
                self.webhooks.extend(tell(
                    std::slice::from_ref(session),
                    false,
                    delivery,
                    lapses_at,
                ));
            }
        }
    }

    /// Takes out the webhooks that are due, in the order in which they are sent.
    pub fn take_due(&mut self, now: Timestamp) -> Vec<Webhook> {
        let owed = std::mem::take(&mut self.webhooks);
        let (mut due, later): (Vec<_>, Vec<_>) =
            owed.into_iter().partition(|webhook| webhook.due_at <= now);
        self.webhooks = later;
        due.sort_by_key(|webhook| webhook.due_at);
        due
    }

    /// When something happens by itself next.
    pub fn next_due_at(&self) -> Option<Timestamp> {
        let lapses = self.sessions.values().filter_map(PlayedSession::lapses_at);
        lapses.chain(self.webhooks.iter().map(|webhook| webhook.due_at)).min()
    }

    fn read(&self, call: &Call) -> GatewayAnswer {
        let (path, query) = parts_of(call);
        match path.as_slice() {
            ["sessions", id] => match self.sessions.get(*id) {
                Some(session) => answer(200, session),
                None => refusal(404, "unknown", "There is no such session."),
            },
            ["changes"] => {
                let Touched::ChangedSince(since) = Self::touched(call) else { return no_call() };
                let after = value_of(query, "after").unwrap_or_default();
                let mut changed = self
                    .sessions
                    .values()
                    .filter(|session| session.changed_at >= since && session.id > after);
                let sessions: Vec<_> = changed.by_ref().take(PART_LENGTH).collect();
                let next = changed.next().and(sessions.last()).map(|session| &session.id);
                answer(200, &json!({"sessions": sessions, "next": next}))
            }
            _ => no_call(),
        }
    }

    /// The answer, and whether it gets lost.
    fn change(&mut self, call: &Call, key: &str, now: Timestamp) -> (GatewayAnswer, bool) {
        let (path, _) = parts_of(call);
        let body = parse_value(call.body.as_bytes()).unwrap_or_default();
        if path.as_slice() == ["sessions"] {
            return (self.open(call, key, now), false);
        }
        let ["sessions", id, verb] = path.as_slice() else { return (no_call(), false) };
        let Some(session) = self.sessions.get_mut(*id) else {
            return (refusal(404, "unknown", "There is no such session."), false);
        };
        let before = session.clone();
        let done = match *verb {
            "expiration" => close(session),
            "captures" => capture(session, &body),
            "refunds" => refund(session, &body),
            _ => no_call(),
        };
        let is_lost =
            *verb == "captures" && done.status == 200 && std::mem::take(&mut session.loses_answer);
        if *session != before {
            session.changed_at = now;
            let delivery = Delivery::named(&session.delivery);
            self.webhooks.extend(tell(std::slice::from_ref(session), false, delivery, now));
        }
        (done, is_lost)
    }

    fn open(&mut self, call: &Call, key: &str, now: Timestamp) -> GatewayAnswer {
        let Ok(mut session) = from_json::<PlayedSession>(call.body.as_bytes()) else {
            return refusal(400, "unreadable", "Something is missing in the request.");
        };
        let sum: i64 = session.lines.iter().map(|line| line.amount_minor).sum();
        let life = now.seconds_until(session.expires_at);
        if sum != session.amount.amount_minor || sum < 1 {
            return refusal(
                400,
                "amount",
                "The lines must sum to the amount, and that to more than 0.",
            );
        }
        if !(1..=MAX_PAGE_SECONDS).contains(&life) {
            return refusal(400, "expiry", "A page lives from a second to 14 days.");
        }
        let id = digest_of(&[key, &now.as_millis().to_string()]);
        session.id = format!("ts_{id}");
        session.url = page_of(&session);
        session.changed_at = now;
        let opened = answer(201, &session);
        self.sessions.insert(session.id.clone(), session);
        opened
    }
}

fn close(session: &mut PlayedSession) -> GatewayAnswer {
    match session.status {
        SessionState::Processing | SessionState::Captured => {
            return refusal(400, "too_late", "This session was paid already.");
        }
        SessionState::Open | SessionState::Authorised => session.status = SessionState::Cancelled,
        SessionState::Failed | SessionState::Expired | SessionState::Cancelled => {}
    }
    answer(200, session)
}

fn capture(session: &mut PlayedSession, body: &Value) -> GatewayAnswer {
    let amount_minor = number(body, "amount_minor").unwrap_or(0);
    if session.status != SessionState::Authorised {
        return refusal(400, "not_approved", "There is no approval to capture.");
    }
    if !(1..=session.amount.amount_minor).contains(&amount_minor) {
        return refusal(400, "amount", "More than was approved cannot be captured.");
    }
    session.capture(amount_minor);
    answer(200, session)
}

fn refund(session: &mut PlayedSession, body: &Value) -> GatewayAnswer {
    let amount_minor = number(body, "amount_minor").unwrap_or(0);
    let refund_id = text(body, "refund_id").map(str::to_owned);
    match session.refund(amount_minor, refund_id) {
        Some(refund) => answer(201, refund),
        None => refusal(400, "too_much", "There is not so much left to give back."),
    }
}

fn answer<T: Serialize>(status: u16, value: &T) -> GatewayAnswer {
    GatewayAnswer { status, body: serde_json::to_string(value).unwrap_or_default() }
}

fn refusal(status: u16, code: &str, message: &str) -> GatewayAnswer {
    answer(status, &json!({"error": {"code": code, "message": message}}))
}

fn no_call() -> GatewayAnswer {
    refusal(404, "no_call", "There is no such call.")
}

fn digest_of(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part);
        digest.update([0]);
    }
    hex(digest.finalize().get(..12).unwrap_or_default())
}

/// Path below `/v1` and query of a call.
fn parts_of(call: &Call) -> (Vec<&str>, &str) {
    let (_, rest) = call.url.split_once("/v1/").unwrap_or_default();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    (path.split('/').collect(), query)
}

/// Its pages stand in the shop that they lead back to.
fn page_of(session: &PlayedSession) -> String {
    let back = &session.return_url;
    let host = back.find("://").map_or(0, |scheme| scheme + 3);
    let end = back.get(host..).and_then(|rest| rest.find('/')).map_or(back.len(), |at| host + at);
    format!("{}/test-gateway/sessions/{}", back.get(..end).unwrap_or_default(), session.id)
}

fn value_of(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

/// A page as an answer shows it: with its state, which a request leaves out.
pub(super) fn session_of(value: &Value) -> Option<PlayedSession> {
    value.get("status").and_then(|_| from_value(value).ok())
}
