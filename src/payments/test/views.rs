//! The test gateway's page: what is to be paid, and everything that may go wrong with it.

use askama::Template;

use super::{Delivery, PlayedSession};
use crate::kernel::{Locale, Money, Timestamp};
use crate::payments::{PaymentMethod, SessionState};
use crate::web::style::{GATEWAY, Style};
use crate::web::{CachePolicy, Page};

/// A button: its deed, its words, and what it plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    deed: &'static str,
    title: String,
    note: &'static str,
}

#[derive(Debug, Template)]
#[template(path = "payments/test_gateway.html", whitespace = "minimize")]
pub struct GatewayPage<'a> {
    session: &'a PlayedSession,
    amount: String,
    lines: Vec<(&'a str, String)>,
    main: Option<Choice>,
    choices: Vec<Choice>,
    /// What a bank or the merchant does at the gateway.
    later: Vec<Choice>,
    was_declined: bool,
    style: &'static Style,
}

fn choice(deed: &'static str, title: &str, note: &'static str) -> Choice {
    Choice { deed, title: title.to_owned(), note }
}

impl<'a> GatewayPage<'a> {
    pub fn new(session: &'a PlayedSession, was_declined: bool) -> Self {
        let locale = Locale::new(&session.locale);
        let written = |minor| Money::new(minor, session.amount.currency).format(locale);
        let amount = written(session.amount.amount_minor);
        let lines = session.lines.iter();
        Self {
            lines: lines.map(|line| (line.title.as_str(), written(line.amount_minor))).collect(),
            main: main_choice(session, &amount),
            choices: choices(session),
            later: later_choices(session),
            amount,
            session,
            was_declined: was_declined && session.is_payable(),
            style: &GATEWAY,
        }
    }

    const fn state(&self) -> &'static str {
        match self.session.status {
            SessionState::Open => "Waiting for payment",
            SessionState::Processing => "The money is on its way",
            SessionState::Authorised => "Approved, and not charged yet",
            SessionState::Captured => "Paid",
            SessionState::Failed => "The money did not arrive",
            SessionState::Expired => "Expired",
            SessionState::Cancelled => "Cancelled",
        }
    }

    /// The ways in which webhooks are sent, and the one that is chosen.
    fn deliveries(&self) -> [(&'static str, &'static str, bool); 5] {
        let chosen = Delivery::named(&self.session.delivery);
        Delivery::ALL.map(|delivery| {
            let title = match delivery {
                Delivery::InOrder => "At once and in order",
                Delivery::Late => "Two minutes late",
                Delivery::Doubled => "Each one twice",
                Delivery::Reversed => "In reverse",
                Delivery::Dropped => "Never",
            };
            (delivery.as_str(), title, delivery == chosen)
        })
    }
}

fn main_choice(session: &PlayedSession, amount: &str) -> Option<Choice> {
    let title = match session.method {
        _ if !session.is_payable() => return None,
        PaymentMethod::Paypal => format!("Approve {amount}"),
        PaymentMethod::BankTransfer => format!("Order a transfer of {amount}"),
        _ => format!("Pay {amount}"),
    };
    Some(Choice { deed: "pay", title, note: "" })
}

fn choices(session: &PlayedSession) -> Vec<Choice> {
    match session.status {
        SessionState::Open => {
            let approves = session.method == PaymentMethod::Paypal;
            let lost = if approves {
                "The shop charges you, and its answer gets lost."
            } else {
                "You are charged, and the way back breaks."
            };
            vec![
                choice("decline", "Decline", "The page stays open for another try."),
                choice("pay_later", "Pay, and take days", "Not paid until the money arrives."),
                choice("pay_and_lose_answer", "Pay, and lose the answer", lost),
                choice("expire", "Let it expire", "As if nobody had come back in time."),
                choice("cancel", "Cancel and return", "Back to the shop without paying."),
            ]
        }
        SessionState::Authorised => vec![
            choice("cancel", "Withdraw the approval", "Back to the shop; nothing can be charged."),
            choice("expire", "Let it expire", "As if the shop had not charged in time."),
        ],
        _ => Vec::new(),
    }
}

fn later_choices(session: &PlayedSession) -> Vec<Choice> {
    let has_refund = |states: &[&str]| {
        session.refunds.iter().any(|refund| states.contains(&refund.status.as_str()))
    };
    let is_disputed = session.disputes.iter().any(|dispute| dispute.status == "needs_response");
    let is_paid = session.status == SessionState::Captured;
    let has_ended = matches!(
        session.status,
        SessionState::Failed | SessionState::Expired | SessionState::Cancelled
    );
    let is_waiting = session.status == SessionState::Processing;
    let has_money = session.captured_minor() > session.refunded_minor();
    let rows = [
        (is_waiting, choice("settle", "The money arrives", "")),
        (is_waiting, choice("fail_to_settle", "The money does not arrive", "")),
        (has_ended, choice("pay_regardless", "Money arrives all the same", "Late, and a fact.")),
        (is_paid && has_money, choice("refund", "Refund the rest", "Behind the shop’s back.")),
        (has_refund(&["pending"]), choice("settle_refunds", "Refunds arrive", "")),
        (
            has_refund(&["pending", "succeeded"]),
            choice("fail_refunds", "Refunds fail", "Also those that had succeeded."),
        ),
        (is_paid && !is_disputed, choice("dispute", "Open a dispute", "The bank takes it back.")),
        (is_disputed, choice("win_dispute", "The shop wins the dispute", "")),
        (is_disputed, choice("lose_dispute", "The shop loses the dispute", "")),
    ];
    rows.into_iter().filter(|(is_there, _)| *is_there).map(|(_, choice)| choice).collect()
}

impl Page for GatewayPage<'_> {
    fn policy(&self, _now: Timestamp) -> CachePolicy {
        CachePolicy::Private
    }

    fn style_hash(&self) -> &'static str {
        self.style.hash
    }
}
