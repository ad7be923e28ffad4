use askama::Template;
use serde::Deserialize;

use super::{Frame, desk_page};
use crate::admin::words;
use crate::kernel::{OrderNumber, Timestamp};
use crate::notifications::UndeliverableList;
use crate::operations::{DeadLetterList, Health};
use crate::orders::UnmatchedMoney;

/// Whether everything adds up, as far as it is shown.
#[derive(Debug, Deserialize)]
pub struct Reconciliation {
    pub unmatched_money: Vec<UnmatchedMoney>,
    pub oldest_unsettled: Vec<Unsettled>,
    pub held: Vec<HeldUnits>,
}

#[derive(Debug, Deserialize)]
pub struct Unsettled {
    pub order: OrderNumber,
    pub placed_at: Timestamp,
    pub heartbeat_at: Timestamp,
}

#[derive(Debug, Deserialize)]
pub struct HeldUnits {
    pub sku: String,
    pub quantity: u32,
    pub orders: u32,
}

/// How the shop is, and what can be done where it is not well.
#[derive(Debug, Template)]
#[template(path = "admin/health.html", whitespace = "minimize")]
pub struct HealthPage {
    pub frame: Frame,
    pub health: Health,
    pub reconciliation: Reconciliation,
    pub mails: UndeliverableList,
    pub letters: DeadLetterList,
    pub problem: Option<String>,
}

/// Longest part of a message that is shown, in characters.
const SHOWN_LENGTH: usize = 300;

impl HealthPage {
    fn sweep_title(name: &str) -> &str {
        match name {
            "publications" => "Waking what publishes pages",
            "publication_lags" => "Looking for pages that are stuck",
            "silent_orders" => "Waking orders that are silent",
            "gateways" => "Asking payment providers what happened",
            other => other,
        }
    }

    fn queue_title(name: &str) -> &str {
        match name {
            "publications" => "Publishing",
            "orders" => "Lists of orders",
            "payments" => "News of payments",
            "mails" => "Mails",
            "imports" => "Imports",
            other => other,
        }
    }

    fn excerpt(body: &str) -> String {
        let short: String = body.chars().take(SHOWN_LENGTH).collect();
        if short.len() < body.len() { format!("{short}…") } else { short }
    }

    /// Orders that nothing is known to go on with by itself.
    fn silent(&self) -> impl Iterator<Item = &Unsettled> {
        let hour_ago = self.health.at.plus_seconds(-3600);
        self.reconciliation
            .oldest_unsettled
            .iter()
            .filter(move |order| order.heartbeat_at < hour_ago)
    }
}

desk_page!(HealthPage);
