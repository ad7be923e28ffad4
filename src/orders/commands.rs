//! What others may ask of an order, and what they are told.

use serde::{Deserialize, Serialize};

use super::auditing::{audit_before, audit_note};
use super::events::{Parcel, Receiver, Told, What};
use super::fulfilling::ShipmentWish;
use super::goods::FIRST_LEASE_SECONDS;
use super::machine::StandingBack;
use super::order::{EndReason, Order, PaymentWish};
use super::refund::RefundWish;
use super::requests::{is_request_known, request_in};
use super::state::OrderState;
use crate::kernel::{Money, OrderNumber, Timestamp};
use crate::payments::GatewayId;

/// Most notes and repeated mails of an order: all of it is one row of its object.
const MAX_REQUESTS: usize = 200;

/// A wish of somebody. `request` makes it idempotent: the same again changes nothing and is answered
/// alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command")]
pub enum Command {
    /// The shopper checks out the same again: the live page, or another attempt (rules 1 and 7).
    Pay {
        payment: Option<PaymentWish>,
    },
    /// The shopper came back by the cancel link (rule 3).
    LeavePayment,
    /// A changed checkout of the same cart takes this order's place (rule 3).
    StandBack {
        by: OrderNumber,
    },
    Cancel {
        request: String,
        note: String,
    },
    Refund {
        request: String,
        wish: RefundWish,
    },
    Ship {
        request: String,
        wish: ShipmentWish,
    },
    /// Somebody believes that something happened at the gateway.
    Look,
    /// A gateway says so, and may mean what happened after the end of a payment.
    LookAgain {
        gateway: GatewayId,
    },
    /// The mail of an event has reached its provider, or the list has the order at this revision.
    Acknowledge {
        parcels: Vec<(u32, Receiver)>,
        listed: Option<u64>,
        /// Why the receivers do not have the mail, although nothing more is tried.
        #[serde(default)]
        failure: Option<String>,
    },
    /// Sends the mail of an event again.
    Resend {
        request: String,
        sequence: u32,
    },
    /// Keeps the merchant's own words.
    Note {
        request: String,
        text: String,
    },
}

/// Why a command changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "refusal")]
pub enum OrderRefusal {
    /// It ended; a new order is needed.
    Ended,
    /// It is being paid or paid.
    Paid,
    /// The request was used for something else.
    RequestReused,
    NoSuchLine {
        line_id: String,
    },
    NoSuchEvent,
    QuantityZero {
        line_id: String,
    },
    /// More than was bought and is not refunded or sent yet.
    TooMany {
        line_id: String,
        left: u32,
    },
    NotConfirmed,
    OnHold,
    AlreadyShipped,
    NothingAsked,
    /// More than can be refunded now.
    TooMuch {
        refundable_minor: i64,
    },
    /// The sum is withheld by an open dispute.
    Disputed {
        disputed_minor: i64,
    },
    /// Lines and delivery come to another sum than was named.
    OtherSum {
        computed_minor: i64,
    },
    NegativeAmount,
    /// So many notes and repeated mails that no more are kept.
    TooManyRequests,
    /// The wish was made for another revision than the order has.
    OtherRevision,
}

/// What the shopper and whoever places the order are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicView {
    pub number: OrderNumber,
    pub secret: String,
    pub state: OrderState,
    pub total: Money,
    /// The live payment page.
    pub redirect_url: Option<String>,
    pub end: Option<EndReason>,
    /// Whether a moment's waiting will tell more.
    pub is_settling: bool,
}

impl Order {
    /// Carries out a wish; a refusal leaves nothing changed.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn command(&mut self, command: &Command, now: Timestamp) -> Result<(), OrderRefusal> {
        self.command_by(command, None, now)
    }

    /// Whether somebody's wish was carried out before.
    pub fn has_done(&self, command: &Command) -> bool {
        request_in(command).is_some_and(|request| is_request_known(self, request))
    }

    /// The same for somebody whose name is kept with what comes of it, and in the audit log.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn command_by(
        &mut self,
        command: &Command,
        by: Option<&str>,
        now: Timestamp,
    ) -> Result<(), OrderRefusal> {
        let (events, refunds) = (self.events.len(), self.refunds.len());
        let shipments = self.shipments.len();
        let before = by.filter(|_| !self.has_done(command)).map(|_| audit_before(self));
        self.carry_out(command, now)?;
        if let (Some(by), Some(before)) = (by, before) {
            self.audits.push(audit_note(command, (by, &before), self, now));
            let name = || Some(by.to_owned());
            self.events.iter_mut().skip(events).for_each(|event| event.by = name());
            self.refunds.iter_mut().skip(refunds).for_each(|refund| refund.by = name());
            self.shipments.iter_mut().skip(shipments).for_each(|shipment| shipment.by = name());
        }
        Ok(())
    }

    fn carry_out(&mut self, command: &Command, now: Timestamp) -> Result<(), OrderRefusal> {
        match command {
            Command::Pay { payment } => self.pay(payment.as_ref(), now),
            Command::LeavePayment => {
                if self.state == OrderState::Open && !self.is_being_paid() {
                    self.leave_payment(now);
                }
                Ok(())
            }
            Command::StandBack { by } => {
                if self.state == OrderState::Open && self.standing_back().is_none() {
                    self.stands_back_for = Some(by.clone());
                    self.supersede_attempts(now);
                }
                Ok(())
            }
            Command::Cancel { request, note } => self.cancel(request, note, now),
            Command::Refund { request, wish } => self.ask_refund(request, wish, now),
            Command::Ship { request, wish } => self.ship(request, wish, now),
            Command::Look => {
                self.hint(now);
                Ok(())
            }
            Command::LookAgain { gateway } => {
                self.hint(now);
                self.hint_at_ended(*gateway, now);
                Ok(())
            }
            Command::Acknowledge { parcels, listed, failure } => {
                let is_known = |parcel: &Parcel| parcels.contains(&(parcel.sequence, parcel.to));
                let gone = self.outbox.iter().filter(|parcel| is_known(parcel));
                let told = gone.map(|parcel| Told {
                    sequence: parcel.sequence,
                    to: parcel.to,
                    at: now,
                    failure: failure.clone(),
                });
                self.told.extend(told);
                self.outbox.retain(|parcel| !is_known(parcel));
                self.copies.listed = self.copies.listed.max(listed.unwrap_or(0));
                self.audits.retain(|(revision, _)| *revision > self.copies.listed);
                Ok(())
            }
            Command::Resend { request, sequence } => self.resend(request, *sequence, now),
            Command::Note { request, text } => {
                if self.takes_request(request)? {
                    self.happened(What::Noted { text: text.clone() }, now);
                }
                Ok(())
            }
        }
    }

    /// The same checkout again (rule 1): the page that is there, or another attempt by another method
    /// (rule 7).
    fn pay(&mut self, payment: Option<&PaymentWish>, now: Timestamp) -> Result<(), OrderRefusal> {
        match self.state {
            OrderState::Expired | OrderState::Cancelled => return Err(OrderRefusal::Ended),
            OrderState::Confirmed | OrderState::Closed => return Ok(()),
            OrderState::Open => {}
        }
        let Some(payment) = payment.filter(|_| !self.is_being_paid()) else { return Ok(()) };
        if self.end.is_some() || self.stands_back_for.is_some() {
            return Err(OrderRefusal::Ended);
        }
        let is_wished =
            self.payment_wish.as_ref().is_some_and(|wish| wish.method == payment.method);
        if is_wished || self.has_usable_page(payment.method, now) {
            return Ok(());
        }
        self.supersede_attempts(now);
        self.payment_wish = Some(payment.clone());
        self.waits_until = self.waits_until.max(now.plus_seconds(FIRST_LEASE_SECONDS));
        self.goods.hold_until(now.plus_seconds(FIRST_LEASE_SECONDS));
        Ok(())
    }

    /// What a later order of the same cart is told; `None` while it is not decided (rule 3).
    pub fn standing_back(&self) -> Option<StandingBack> {
        let hold = self.goods.hold;
        match self.state {
            OrderState::Confirmed | OrderState::Closed => return Some(StandingBack::Beside),
            OrderState::Expired | OrderState::Cancelled => {
                return Some(StandingBack::Done { hold });
            }
            OrderState::Open => {}
        }
        self.is_being_paid().then_some(StandingBack::Paying)
    }

    /// Whether the request is a new one, which is remembered.
    fn takes_request(&mut self, request: &str) -> Result<bool, OrderRefusal> {
        if self.requests.iter().any(|known| known == request) {
            return Ok(false);
        }
        if self.requests.len() >= MAX_REQUESTS {
            return Err(OrderRefusal::TooManyRequests);
        }
        self.requests.push(request.to_owned());
        Ok(true)
    }

    fn resend(&mut self, request: &str, sequence: u32, now: Timestamp) -> Result<(), OrderRefusal> {
        let Some(event) = self.event(sequence) else { return Err(OrderRefusal::NoSuchEvent) };
        if !event.what.told_to().contains(&Receiver::Shopper) {
            return Err(OrderRefusal::NoSuchEvent);
        }
        if self.takes_request(request)? {
            self.happened(What::Resent { sequence }, now);
        }
        Ok(())
    }

    /// What the shopper and whoever places the order are told.
    pub fn public_view(&self) -> PublicView {
        let live = self.live_attempt();
        let is_settling = self.state == OrderState::Open
            && self.end.is_none()
            && live.is_none_or(|attempt| attempt.redirect_url.is_none());
        PublicView {
            number: self.number().clone(),
            secret: self.placement.secret.clone(),
            state: self.state,
            total: self.total(),
            redirect_url: live.and_then(|attempt| attempt.redirect_url.clone()),
            end: self.end.clone(),
            is_settling,
        }
    }
}
